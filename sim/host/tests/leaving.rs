//! A connection that is closed while its call waits or before its answer, and a process that lives
//! on.

use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use door::{Ask, Hello, Link, Purpose, VERSION, Welcome};
use host::{Host, Role};
use ntmsapi::limit::INFINITE;
use ntmsapi::operation::CreateOptions;
use ntmsapi::option::{AllocateOptions, DismountOptions, MountOptions};
use ntmsapi::{Client, Handle, ObjectType, World};
use wire::ntms::call::{MountNtmsMedia, OpenNtmsSession, WaitForNtmsNotification};
use wire::ntms::{Function, Request};
use world::scenario::Scenario;

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, slots: 20, drives: 1 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media: [{ media: A00001L3..A00004L3, at: { library: tower }, known: { available: { pool: Jobs } } }]
";

fn open() -> (World, Host) {
    let scenario = Scenario::parse("room.yaml", ROOM).expect("a right scenario");
    let world = World::of(&scenario).expect("a right scenario");
    world.wait_when_stuck(|_| {});
    let role = Role { computer: "HERE".to_owned(), user: None };
    (world.clone(), Host::open(world, scenario, role).expect("a folder for the socket"))
}

/// Waits for what other threads do; whoever waits too long for it has found a defect.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what}");
        thread::yield_now();
    }
}

/// A connection for calls.
fn connect(host: &Host) -> Link<UnixStream> {
    let mut link = Link::new(UnixStream::connect(host.path()).expect("it listens"));
    link.send(&Hello { version: VERSION, purpose: Purpose::Calls }).expect("it listens");
    assert!(matches!(link.receive().expect("open"), Some(Welcome::Come { .. })));
    link
}

/// Calls on a connection that is given back while the call waits.
fn calls(host: &Host, handle: Handle, request: Request) -> Link<UnixStream> {
    let mut link = connect(host);
    link.send(&Ask::Api { handle: Some(handle.0), request }).expect("it listens");
    link
}

#[test]
fn a_wait_ends_with_its_connection_and_the_session_does_not() {
    let (world, host) = open();
    let client = Client::connect(host.path()).expect("open");
    let session = client.open_ntms_session(None, Some("lives"), 0).expect("ready");
    let channel = session.open_ntms_notification(ObjectType::MediaPool).expect("a type");
    for _ in 0..100 {
        let wait = WaitForNtmsNotification { timeout: INFINITE };
        let link = calls(&host, channel.handle(), wait.into());
        until("the call waits", || world.left().requests == 1);
        drop(link);
        until("the call has ended", || world.left().requests == 0);
    }
    // A connection that is closed at once, before or while its call comes.
    for _ in 0..300 {
        let wait = WaitForNtmsNotification { timeout: INFINITE };
        drop(calls(&host, channel.handle(), wait.into()));
    }
    // Of those, some may still come, and be told of a pool in passing.
    let names = std::cell::Cell::new(0);
    until("the channel is open still", || {
        let name = format!("New {}", names.replace(names.get() + 1));
        let new = CreateOptions::CreateNew;
        session.create_ntms_media_pool(&name, None, new, None).expect("a new name");
        channel.wait_for_ntms_notification(0).is_ok()
    });
    until("no call waits", || world.left().requests == 0);
    assert_eq!(world.left().sessions, 1);
}

#[test]
fn a_mount_that_nobody_waits_for_any_more_does_not_happen() {
    let (world, host) = open();
    let client = Client::connect(host.path()).expect("open");
    let session = client.open_ntms_session(None, Some("lives"), 0).expect("ready");
    let existing = CreateOptions::OpenExisting;
    let pool = session.create_ntms_media_pool("Jobs", None, existing, None).expect("it is there");
    let media = || {
        let none = AllocateOptions::NONE;
        session.allocate_ntms_media(pool, None, none, 1_000).expect("one is left").media
    };
    let (first, second) = (media(), media());
    session.mount_ntms_media(&[first], &[], MountOptions::READ, 0, INFINITE).expect("a drive");
    let mount = MountNtmsMedia {
        media: vec![second],
        drives: Vec::new(),
        options: MountOptions::READ.bits(),
        priority: 0,
        timeout: INFINITE,
    };
    let before = world.left().requests;
    let link = calls(&host, session.handle(), mount.into());
    until("the drive is waited for", || world.left().requests > before);
    drop(link);
    until("the request is called off", || world.left().requests == before);
    session.dismount_ntms_media(&[first], DismountOptions::IMMEDIATE).expect("it is mounted");
    client.sleep(Duration::from_secs(24 * 3600)).expect("time passes");
    assert_eq!((world.left().mounts, world.left().requests), (0, 0));
    session.mount_ntms_media(&[second], &[], MountOptions::READ, 0, INFINITE).expect("a free one");
}

#[test]
fn a_session_that_nobody_hears_of_is_closed() {
    const ROUND_COUNT: u64 = 300;
    let (world, host) = open();
    for _ in 0..ROUND_COUNT {
        let mut link = connect(&host);
        // Nobody is answered before the connection is closed, because the world is looked at.
        world.inspect(|_| {
            let request = OpenNtmsSession::default().into();
            link.send(&Ask::Api { handle: None, request }).expect("it listens");
            drop(link);
        });
    }
    let opens = || {
        let counts = host.counts().all();
        let opens = counts.iter().filter(|(function, ..)| *function == Function::OpenNtmsSession);
        opens.map(|(.., count)| count).sum::<u64>()
    };
    until("every call has ended", || opens() == ROUND_COUNT);
    until("no session is left", || world.left().sessions == 0);
}
