//! What years, power cuts and wrong cartridges do, and what hosts hear of it.

use super::*;
use crate::{Fitness, MediumKind};

const ERASE: DriveCommand = DriveCommand::Erase { long: false, immediate: false };

fn set(bench: &mut Bench, condition: DriveCondition, holds: bool) {
    bench.drive.set_condition(bench.now, condition, holds);
}

#[test]
fn a_drive_writes_one_generation_back_and_reads_two() {
    for (medium, writes, reads) in [
        ("lto-3", None, left(Sense::END_OF_DATA, 8)),
        ("lto-2", None, left(Sense::END_OF_DATA, 8)),
        ("lto-1", Some(Sense::WRONG_GENERATION), left(Sense::END_OF_DATA, 8)),
        ("lto-4", Some(Sense::WRONG_GENERATION), Some(Sense::INCOMPATIBLE_FORMAT)),
    ] {
        let mut bench = Bench::loaded(medium);
        assert_eq!(bench.ask(HOST), None);
        assert_eq!(bench.go(read(8)).sense(), reads, "{medium}");
        assert_eq!(bench.write(b"abcd").sense(), writes, "{medium}");
        assert_eq!(bench.marks(1).sense(), writes, "{medium}");
        assert_eq!(bench.go(ERASE).sense(), writes, "{medium}");
    }
}

#[test]
fn a_set_notch_protects_from_writing_and_not_from_reading() {
    let mut tape = blank("lto-3");
    tape.sides[0].append_block(Bytes::from_static(b"abcd"));
    tape.write_protected = true;
    let mut bench = Bench::empty();
    bench.insert(tape);
    bench.settle();
    let protected = Some(Sense::WRITE_PROTECTED);
    assert_eq!(bench.write(b"x").sense(), protected);
    assert_eq!(bench.marks(1).sense(), protected);
    assert_eq!(bench.go(ERASE).sense(), protected);
    assert_eq!(bench.marks(0), Outcome::GOOD);
    assert_eq!(bench.go(read(4)).data, Data::Read(Bytes::from_static(b"abcd")));
}

#[test]
fn a_write_once_medium_is_appended_to_and_never_overwritten() {
    let mut bench = Bench::loaded("lto-3-worm");
    assert_eq!(bench.write(b"abcd"), Outcome::GOOD);
    assert_eq!(bench.marks(1), Outcome::GOOD);
    bench.rewind();
    let refused = Some(Sense::WORM_OVERWRITE);
    assert_eq!(bench.write(b"x").sense(), refused);
    assert_eq!(bench.marks(1).sense(), refused);
    assert_eq!(bench.go(space(SpaceUnit::EndOfData, 0)), Outcome::GOOD);
    assert_eq!(bench.go(ERASE).sense(), refused);
    assert_eq!(bench.write(b"efgh"), Outcome::GOOD);
    assert_eq!(bench.object(), 3);
}

#[test]
fn wear_of_drive_or_medium_is_told_by_every_transfer() {
    use DriveCondition::{HardReadErrors, HardWriteErrors, SoftReadErrors, SoftWriteErrors};
    let write_fails = left(Sense::HARD_WRITE_ERROR, 4);
    let read_fails = left(Sense::HARD_READ_ERROR, 4);
    let soft = (Some(Sense::SOFT_WRITE_ERROR), Some(Sense::SOFT_READ_ERROR));
    for (conditions, write, read_first) in [
        (&[SoftWriteErrors, SoftReadErrors][..], soft.0, soft.1),
        (&[HardWriteErrors, HardReadErrors], write_fails, read_fails),
        (&[SoftWriteErrors, HardWriteErrors], write_fails, None),
    ] {
        let mut bench = Bench::loaded("lto-3");
        bench.write(b"abcd");
        for condition in conditions {
            set(&mut bench, *condition, true);
        }
        assert_eq!(bench.write(b"efgh").sense(), write, "{conditions:?}");
        bench.rewind();
        let outcome = bench.go(read(4));
        assert_eq!(outcome.sense(), read_first, "{conditions:?}");
        let reads = read_first != read_fails;
        assert_eq!(outcome.data != Data::None, reads, "recovered data are data");
        assert_eq!(bench.object(), u32::from(reads));
        for condition in conditions {
            set(&mut bench, *condition, false);
        }
        bench.rewind();
        assert_eq!(bench.go(read(4)).data, Data::Read(Bytes::from_static(b"abcd")));
    }
    let mut bench = Bench::loaded("lto-3");
    bench.drive.cartridge_mut().expect("inside").wear.write = Fitness::Hard;
    assert_eq!(bench.write(b"efgh").sense(), write_fails);
    assert_eq!(bench.object(), 0);
    let count = left(Sense::HARD_WRITE_ERROR, 3);
    assert_eq!(bench.marks(3).sense(), count);
}

#[test]
fn a_failed_load_leaves_the_cartridge_in_the_mouth() {
    let mut broken = blank("lto-3");
    broken.wear.load_fails = true;
    let mut bench = Bench::empty();
    bench.insert(broken);
    bench.rest();
    assert_eq!(bench.now, seconds(12));
    assert_eq!(bench.ask(HOST), Some(Sense::LOAD_FAILED));
    assert!(bench.drive.load_failed() && bench.drive.ejected());
    assert_eq!(bench.go(LOAD).sense(), Some(Sense::MEDIUM_LOAD_FAILED));
    assert_eq!(bench.drive.pick().map(|slotted| slotted.cartridge.loads), Ok(0));
    assert_eq!(bench.ask(HOST), Some(Sense::NO_MEDIUM));
    set(&mut bench, DriveCondition::LoadFails, true);
    bench.insert(blank("lto-3"));
    bench.rest();
    assert_eq!(bench.ask(HOST), Some(Sense::LOAD_FAILED));
    set(&mut bench, DriveCondition::LoadFails, false);
    assert_eq!(bench.go(LOAD), Outcome::GOOD);
    assert!(!bench.drive.load_failed());
    assert_eq!(bench.ask(HOST), Some(Sense::MEDIUM_CHANGED));
}

#[test]
fn a_failed_unload_keeps_the_cartridge_until_it_is_freed() {
    let mut bench = Bench::loaded("lto-3");
    set(&mut bench, DriveCondition::UnloadFails, true);
    assert_eq!(bench.go(UNLOAD).sense(), Some(Sense::UNLOAD_FAILED_IN_DRIVE));
    assert!(bench.drive.unload_failed() && !bench.drive.ejected());
    assert_eq!(bench.drive.pick().err(), Some(Sense::DRIVE_UNLOAD_FAILED));
    assert_eq!(bench.ask(HOST), None, "it is still threaded");
    set(&mut bench, DriveCondition::UnloadFails, false);
    assert!(!bench.drive.unload_failed());
    assert_eq!(bench.go(UNLOAD), Outcome::GOOD);
    assert!(bench.drive.pick().is_ok());
}

#[test]
fn a_cleaning_takes_its_time_and_one_use_and_lifts_the_wish_for_it() {
    let mut bench = Bench::loaded("lto-3");
    set(&mut bench, DriveCondition::CleaningDue, true);
    let wish = Some(Sense::CLEANING_REQUESTED);
    assert_eq!(bench.write(b"abcd").sense(), wish);
    assert_eq!(bench.object(), 1, "the write succeeded");
    bench.rewind();
    assert_eq!(bench.go(read(4)).sense(), wish);
    let told = bench.tell(HOST, Command::RequestSense).data;
    assert_eq!(told, Data::Sense(Sense::CLEANING_REQUESTED));
    bench.take_out();
    let start = bench.now;
    bench.insert(blank("cleaner"));
    assert_eq!(bench.ask(HOST), Some(Sense::CLEANER_INSTALLED));
    assert_eq!(bench.drive.pick().err(), Some(Sense::REMOVAL_PREVENTED_DRIVE));
    bench.rest();
    assert_eq!(bench.now - start, seconds(120));
    assert_eq!(bench.ask(HOST), Some(Sense::NO_MEDIUM), "the cleaner comes out by itself");
    let cleaner = bench.drive.pick().expect("ejected").cartridge;
    assert_eq!(cleaner.kind, MediumKind::Cleaning { uses_left: 49 });
    bench.insert(blank("lto-3"));
    bench.settle();
    assert_eq!(bench.write(b"abcd"), Outcome::GOOD);
}

#[test]
fn a_used_up_cleaner_is_freed_and_cleans_nothing() {
    let mut bench = Bench::empty();
    set(&mut bench, DriveCondition::CleaningDue, true);
    let mut cleaner = blank("cleaner");
    cleaner.kind = MediumKind::Cleaning { uses_left: 1 };
    bench.insert(cleaner);
    bench.rest();
    set(&mut bench, DriveCondition::CleaningDue, true);
    let used = bench.drive.pick().expect("ejected").cartridge;
    assert_eq!(used.kind, MediumKind::Cleaning { uses_left: 0 });
    bench.insert(used);
    bench.rest();
    assert_eq!(bench.ask(HOST), Some(Sense::CLEANER_EXPIRED));
    assert!(bench.drive.ejected());
    bench.drive.pick().expect("freed");
    bench.insert(blank("lto-3"));
    bench.settle();
    assert_eq!(bench.write(b"abcd").sense(), Some(Sense::CLEANING_REQUESTED));
}

#[test]
fn power_takes_what_was_not_synchronised() {
    let marks = |count, immediate| DriveCommand::WriteFilemarks { count, immediate };
    let locate = DriveCommand::Locate { object: 1, immediate: false };
    for (command, kept) in [
        (DriveCommand::ReadPosition, 2),
        (marks(1, true), 2),
        (marks(0, false), 3),
        (marks(1, false), 4),
        (REWIND, 3),
        (locate, 3),
        (space(SpaceUnit::Blocks, -1), 3),
    ] {
        let mut bench = Bench::loaded("lto-3");
        bench.write(b"abcd");
        bench.marks(1);
        bench.write(b"efgh");
        bench.go(command.clone());
        bench.drive.power_on(bench.now);
        assert_eq!(bench.ask(HOST), Some(Sense::POWER_ON));
        assert_eq!(bench.ask(HOST), Some(Sense::BECOMING_READY));
        bench.rest();
        assert_eq!(bench.ask(HOST), Some(Sense::MEDIUM_CHANGED));
        assert_eq!(bench.object(), 0, "{command:?}");
        bench.go(space(SpaceUnit::EndOfData, 0));
        assert_eq!(bench.object(), kept, "{command:?}");
    }
}

#[test]
fn unbuffered_writing_survives_a_power_cut() {
    let mut bench = Bench::loaded("lto-3");
    let list = ModeData { buffered: 0, block: Some((0, 0)), ..ModeData::default() };
    assert_eq!(bench.tell(HOST, Command::ModeSelect(list)), Outcome::GOOD);
    bench.write(b"abcd");
    bench.drive.power_on(bench.now);
    bench.settle();
    assert_eq!(bench.take_out().sides[0].object_count(), 1);
}

#[test]
fn a_power_cut_aborts_what_is_under_way_and_what_waits() {
    let mut bench = Bench::loaded("lto-3");
    bench.write(&[0; 1000]);
    bench.set_block_bytes(512);
    bench.tell(HOST, Command::PreventRemoval(true));
    let tasks = [
        bench.send(HOST, Command::Drive(UNLOAD)),
        bench.send(HOST, Command::Drive(REWIND)),
        bench.send(OTHER_HOST, Command::TestUnitReady),
    ];
    set(&mut bench, DriveCondition::PowerOff, true);
    let answers: Vec<_> = std::iter::from_fn(|| bench.drive.poll()).collect();
    assert_eq!(answers.iter().map(|(task, ..)| *task).collect::<Vec<_>>(), tasks);
    let aborted = Some(Sense::ABORTED);
    assert_eq!(answers[0].2.sense(), Some(Sense::REMOVAL_PREVENTED), "answered before");
    assert!(answers[1..].iter().all(|(.., outcome)| outcome.sense() == aborted), "{answers:?}");
    assert_eq!(bench.ask(HOST), Some(Sense::NO_SUCH_UNIT));
    assert_eq!(bench.tell(HOST, Command::Inquiry).sense(), Some(Sense::NO_SUCH_UNIT));
    assert_eq!(bench.drive.deadline(), None);
    set(&mut bench, DriveCondition::PowerOff, false);
    bench.settle();
    assert_eq!(bench.go(read_fixed(1)).sense(), Some(Sense::INVALID_FIELD_IN_CDB));
    assert_eq!(bench.take_out().sides[0].object_count(), 0, "prevention is forgotten too");
}
