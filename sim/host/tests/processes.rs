//! Processes that come through the door and die at random instants leave nothing behind. This
//! program is both the host and, started with an argument, the processes.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use host::{Host, Role};
use ntmsapi::limit::INFINITE;
use ntmsapi::operation::CreateOptions;
use ntmsapi::option::{AllocateOptions, MountOptions};
use ntmsapi::{Client, Left, ObjectType, Session, World};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use world::scenario::Scenario;

const PROCESS_COUNT: usize = 200;
/// Processes that live at one time.
const TOGETHER: usize = 8;

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, slots: 20, drives: 2 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media: [{ media: A00001L3..A00010L3, at: { library: tower }, known: { available: { pool: Jobs } } }]
";

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("lives") => return live(),
        Some("waits") => return wait(),
        _ => {}
    }
    processes_that_die_leave_nothing_behind();
    a_process_that_ends_cancels_what_it_waits_for();
    println!("{PROCESS_COUNT} processes came and died: nothing is left");
}

fn open(world: &World) -> Host {
    let role = Role { computer: "HERE".to_owned(), user: None };
    let scenario = Scenario::parse("room.yaml", ROOM).expect("a right scenario");
    Host::open(world.clone(), scenario, role).expect("a folder for the socket")
}

fn start(host: &Host, as_what: &str) -> Child {
    let program = std::env::current_exe().expect("a program has a file");
    let mut command = Command::new(program);
    command.arg(as_what).env("RSM_DOOR", host.path()).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).spawn().expect("it starts")
}

fn processes_that_die_leave_nothing_behind() {
    let world = World::from_text("room.yaml", ROOM).expect("a right scenario");
    world.wait_when_stuck(|_| {});
    let host = open(&world);
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let mut living: Vec<Child> = Vec::new();
    for _ in 0..PROCESS_COUNT {
        if living.len() == TOGETHER {
            let mut dies = living.swap_remove(chance.next_u32() as usize % TOGETHER);
            dies.kill().expect("it lives until then");
            dies.wait().expect("it is ours");
        }
        living.push(start(&host, "lives"));
        thread::sleep(Duration::from_micros(u64::from(chance.next_u32() % 4_000)));
    }
    for mut last in living {
        last.kill().expect("it lives until then");
        last.wait().expect("it is ours");
    }
    host.settle();
    let began = Instant::now();
    // What was under way in devices when the last one died comes to its end.
    let client = world.client("HERE").expect("named");
    while world.left() != Left::default() {
        assert!(began.elapsed() < Duration::from_secs(30), "left: {:?}", world.left());
        client.sleep(Duration::from_secs(600)).expect("time passes");
    }
    let opened: u64 = host.counts().all().iter().map(|(.., count)| count).sum();
    assert!(opened > PROCESS_COUNT as u64, "only {opened} calls came through the door");
}

fn a_process_that_ends_cancels_what_it_waits_for() {
    let world = World::from_text("room.yaml", ROOM).expect("a right scenario");
    world.wait_when_stuck(|_| {});
    let host = open(&world);
    let mut waits = start(&host, "waits");
    // What is left open counts calls that have not ended.
    while world.left().requests == 0 || world.left().sessions == 0 {
        thread::yield_now();
    }
    waits.kill().expect("it lives until then");
    waits.wait().expect("it is ours");
    host.settle();
    assert_eq!(world.left(), Left::default());
}

/// Waits for what never comes.
fn wait() {
    let client = Client::from_environment().expect("the door is open");
    let session = client.open_ntms_session(None, Some("waits"), 0).expect("ready");
    let channel = session.open_ntms_notification(ObjectType::MediaPool).expect("a type");
    let _ = channel.wait_for_ntms_notification(INFINITE);
}

/// What a process does until it is killed.
fn live() {
    let client = Client::from_environment().expect("the door is open");
    loop {
        let session = client.open_ntms_session(None, Some("dies"), 0).expect("ready");
        // Others have the same media; whatever fails is tried again.
        let _ = work(&session);
        let _ = session.close_ntms_session();
    }
}

fn work(session: &Session) -> Result<(), ntmsapi::Error> {
    let existing = CreateOptions::OpenExisting;
    let pool = session.create_ntms_media_pool("Jobs", None, existing, None)?;
    let options = AllocateOptions::NONE;
    let media = session.allocate_ntms_media(pool, None, options, 1_000)?.media;
    session.mount_ntms_media(&[media], &[], MountOptions::READ, 0, 60_000)?;
    session.dismount_ntms_media(&[media], ntmsapi::option::DismountOptions::IMMEDIATE)?;
    session.deallocate_ntms_media(media)
}
