//! How long do 10,000 mounts with their dismounts take in the large library, and how much of that
//! is the library itself? Trace and checkers are off, rows are in memory.
//!
//! The bare limit is the same motions as commands on the devices alone: move, load, rewind, read
//! the label, rewind, unload, move back. It is measured in the same run, round by round.

use std::hint::black_box;
use std::time::{Duration, Instant};

use benches::ROUND_COUNT;
use criterion::{BatchSize, Criterion};
use hardware::{Cartridge, Library, MediumModel, Profile, Task};
use ntmsapi::limit::INFINITE;
use ntmsapi::option::{DismountOptions, MountOptions};
use ntmsapi::{Guid, ObjectType, Session, World};
use wire::label::TapeBlock;
use wire::scsi::ssc::Transfer;
use wire::scsi::{
    ChangerCommand, Command, DriveCommand, ElementAddress, ElementType, Lun, Nexus, TaskId,
};

const TAPE_COUNT: usize = 10_000;

const ROOM: &str = "
version: 1
computers: { BACKUP1: { libraries: { hall: { profile: lto-10000 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media:
  - { media: A00000L3..A09999L3, at: { library: hall }, known: { allocated: { pool: Jobs } } }
";

/// A warm library with a session.
fn room() -> (Session, Vec<Guid>) {
    let world = World::from_text("room.yaml", ROOM).expect("a right scenario");
    let session = world
        .client("BACKUP1")
        .expect("a computer of the scenario")
        .open_ntms_session(None, Some("bench"), 0)
        .expect("ready");
    let tapes = session.enumerate_ntms_object(None, ObjectType::LogicalMedia).expect("listed");
    assert_eq!(tapes.len(), TAPE_COUNT);
    (session, tapes)
}

/// Every tape is mounted once, the one before put away meanwhile.
fn mount_all(session: &Session, tapes: &[Guid]) {
    for tape in tapes {
        let tape = [*tape];
        let mounted = session.mount_ntms_media(&tape, &[], MountOptions::READ, 0, INFINITE);
        black_box(mounted.expect("a drive"));
        session.dismount_ntms_media(&tape, DismountOptions::IMMEDIATE).expect("mounted");
    }
}

/// The same library without a service.
fn shelves() -> Library {
    let mut library = Library::new(&Profile::named("lto-10000").expect("listed"));
    let model = MediumModel::named("lto-3").expect("listed").clone().into();
    let slots = library.elements(ElementType::Storage);
    for (number, slot) in slots.into_iter().take(TAPE_COUNT).enumerate() {
        let mut cartridge = Cartridge::blank(&model, Some(&format!("A{number:05}L3")));
        let id = Guid::from_u128(number as u128 + 1);
        cartridge.sides[0].append_block(TapeBlock::of_application("Jobs", "tape", id).into());
        cartridge.sides[0].append_filemarks(1);
        library.set_up(cartridge, slot).expect("a free slot");
    }
    library
}

/// Sends a command and plays until it is answered; unit attentions are heard.
fn tell(library: &mut Library, now: &mut Duration, task: &mut u64, lun: Lun, command: &Command) {
    loop {
        *task += 1;
        let id = TaskId(*task);
        library.handle(*now, Task { id, nexus: Nexus(1), lun, command: command.clone() });
        let outcome = loop {
            match library.poll() {
                Some(finished) => break finished.outcome,
                None => *now = library.deadline().expect("the command is under way"),
            }
            library.advance(*now);
        };
        let attention = |sense: wire::scsi::Sense| sense.key == wire::scsi::SenseKey::UnitAttention;
        if !outcome.sense().is_some_and(attention) {
            return;
        }
    }
}

/// The motions of the mounts, one after the other, over all drives in turn.
fn move_all(library: &mut Library) {
    let (mut now, mut task) = (Duration::ZERO, 0);
    let bays = library.elements(ElementType::DataTransfer);
    let slots = library.elements(ElementType::Storage);
    let drive = |command| Command::Drive(command);
    let read = DriveCommand::Read {
        transfer: Transfer::Variable { block_bytes: 65_536 },
        suppress_incorrect_length: true,
    };
    let rewind = drive(DriveCommand::Rewind { immediate: false });
    let load = |load| drive(DriveCommand::LoadUnload { load, immediate: false });
    let carry = |from, to| {
        let transport = ElementAddress(0);
        Command::Changer(ChangerCommand::MoveMedium { transport, from, to, invert: false })
    };
    for (number, slot) in slots.into_iter().take(TAPE_COUNT).enumerate() {
        let bay = number % bays.len();
        let lun = Lun(bay as u16 + 1);
        tell(library, &mut now, &mut task, Lun(0), &carry(slot, bays[bay]));
        let read = drive(read.clone());
        for command in [&load(true), &rewind, &read, &rewind, &load(false)] {
            tell(library, &mut now, &mut task, lun, command);
        }
        tell(library, &mut now, &mut task, Lun(0), &carry(bays[bay], slot));
    }
    assert!(library.cartridges().count() == TAPE_COUNT && now > Duration::from_secs(100_000));
}

/// The ratio of both, round by round.
fn ratio() {
    let mut ratios: Vec<(f64, f64)> = (0..ROUND_COUNT)
        .map(|_| {
            let (session, tapes) = room();
            let begin = Instant::now();
            mount_all(&session, &tapes);
            let mounts = begin.elapsed().as_secs_f64();
            let mut library = shelves();
            let begin = Instant::now();
            move_all(&mut library);
            (mounts, mounts / begin.elapsed().as_secs_f64())
        })
        .collect();
    ratios.sort_by(|one, other| one.1.total_cmp(&other.1));
    let (seconds, median) = ratios[ROUND_COUNT / 2];
    let (low, high) = (ratios[0].1, ratios[ROUND_COUNT - 1].1);
    println!(
        "10,000 mounts with dismounts: {seconds:.3} s, {median:.2} x the bare devices \
         (median of {ROUND_COUNT} interleaved rounds, {low:.2} to {high:.2}); \
         trace, checkers and durability off"
    );
}

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("10,000 mounts");
    group.bench_function("through the API", |bencher| {
        bencher.iter_batched(
            room,
            |(session, tapes)| mount_all(&session, &tapes),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("bare devices", |bencher| {
        bencher.iter_batched(
            shelves,
            |mut library| move_all(&mut library),
            BatchSize::PerIteration,
        );
    });
    group.finish();
    criterion.final_summary();
    ratio();
}
