//! Ordinary programs: none of them hangs, whoever waits for whom outside the world.

use std::time::Duration;

use ntmsapi::limit::INFINITE;
use ntmsapi::operation::CreateOptions;
use ntmsapi::option::{AllocateOptions, DismountOptions, MountOptions};
use ntmsapi::state::{LibraryRequestState, MediaState};
use ntmsapi::{Client, Error, Guid, Info, NtmsError, ObjectType, Session, World};

const ROOM: &str = "
version: 1
computers:
  BACKUP1: { this: true, libraries: { tower: { profile: lto-30 } } }
  BACKUP2: { libraries: { other: { profile: lto-30 } } }
pools:
  - { path: Tests, media-type: LTO_Ultrium }
media:
  - { media: A00001L3..A00006L3, at: { library: tower }, known: { available: { pool: Tests } } }
  - { media: S00001L3, at: { shelf: BACKUP1 }, known: { allocated: { pool: Tests } } }
";

fn world() -> World {
    World::from_text("room.yaml", ROOM).unwrap_or_else(|error| panic!("{error}"))
}

fn open(client: &Client) -> Session {
    client.open_ntms_session(None, Some("test"), 0).expect("the service runs")
}

fn allocate(session: &Session) -> Guid {
    let open = CreateOptions::OpenExisting;
    let pool = session.create_ntms_media_pool("Tests", None, open, None).expect("known");
    session.allocate_ntms_media(pool, None, AllocateOptions::NONE, 0).expect("available").media
}

fn mount(session: &Session, tape: Guid) -> Vec<Guid> {
    session.mount_ntms_media(&[tape], &[], MountOptions::WRITE, 0, INFINITE).expect("a drive")
}

fn media_state(session: &Session, tape: Guid) -> MediaState {
    let sides = session.enumerate_ntms_object(Some(tape), ObjectType::Partition).expect("one");
    let side = session.get_ntms_object_information(sides[0], ObjectType::Partition).expect("known");
    let Info::Partition(side) = side.info else { panic!("a side expected") };
    let media = side.physical_media;
    let found = session.get_ntms_object_information(media, ObjectType::PhysicalMedia);
    let Info::PhysicalMedia(media) = found.expect("known").info else { panic!("a medium") };
    media.media_state
}

#[test]
fn main_waits_in_join_while_a_worker_mounts() {
    let world = world();
    let session = open(&world.client("BACKUP1").expect("named"));
    let tape = allocate(&session);
    let worker = session.clone();
    let mounted = std::thread::spawn(move || mount(&worker, tape));
    assert_eq!(mounted.join().expect("no panic").len(), 1);
    assert!(world.now() > Duration::from_secs(10));
    session.dismount_ntms_media(&[tape], DismountOptions::IMMEDIATE).expect("mounted");
    session.close_ntms_session().expect("open");
}

#[test]
fn a_program_that_polls_after_a_dismount_comes_to_an_end() {
    let world = world();
    let session = open(&world.client("BACKUP1").expect("named"));
    let tape = allocate(&session);
    mount(&session, tape);
    session.dismount_ntms_media(&[tape], DismountOptions::IMMEDIATE).expect("mounted");
    let began = world.now();
    while media_state(&session, tape) != MediaState::Idle {}
    assert!(world.now() > began + Duration::from_secs(5), "polling costs simulated time");
    for request in session.enumerate_ntms_object(None, ObjectType::LibRequest).expect("listed") {
        let found = session.get_ntms_object_information(request, ObjectType::LibRequest);
        let Info::LibRequest(row) = found.expect("known").info else { panic!("a request") };
        assert_eq!(row.state, LibraryRequestState::Passed);
    }
}

#[test]
fn retry_with_sleep_until_ready() {
    let room =
        ROOM.replace("this: true,", "this: true, service: { state: starting, ready-after: 20s },");
    let world = World::from_text("room.yaml", &room).unwrap_or_else(|error| panic!("{error}"));
    let client = world.client("BACKUP1").expect("named");
    let mut tries = 0;
    let session = loop {
        match client.open_ntms_session(None, None, 0) {
            Ok(session) => break session,
            Err(error) => assert_eq!(error.name(), Some("ERROR_NOT_READY")),
        }
        tries += 1;
        client.sleep(Duration::from_secs(1)).expect("time passes");
    };
    assert_eq!(tries, 20);
    session.close_ntms_session().expect("open");
}

#[tokio::test]
async fn two_tasks_share_the_drives() {
    let world = world();
    let session = open(&world.client("BACKUP1").expect("named"));
    let (one, other) = (allocate(&session), allocate(&session));
    let work = async |tape: Guid| {
        let session = session.asynchronous();
        let drives =
            session.mount_ntms_media(&[tape], &[], MountOptions::WRITE, 0, INFINITE).await?;
        session.dismount_ntms_media(&[tape], DismountOptions::IMMEDIATE).await?;
        Ok::<Guid, Error>(drives[0])
    };
    let (one, other) = tokio::join!(work(one), work(other));
    let drives = [one.expect("mounted"), other.expect("mounted")];
    assert_ne!(drives[0], drives[1], "the second task entered before time went on");
    assert!(world.now() < Duration::from_secs(40), "both drives worked at the same time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_future_leaves_nothing_behind() {
    let world = world();
    let client = world.client("BACKUP1").expect("named");
    let session = open(&client);
    let tape = allocate(&session);
    let (asynchronous, tapes) = (session.asynchronous(), [tape]);
    let mount = asynchronous.mount_ntms_media(&tapes, &[], MountOptions::WRITE, 0, INFINITE);
    let nothing = std::future::ready(());
    tokio::select! {
        biased;
        _ = mount => panic!("a mount takes longer than nothing"),
        () = nothing => {}
    }
    session.close_ntms_session().expect("open");
    client.sleep(Duration::from_secs(600)).expect("time passes");
    assert_eq!(world.left(), ntmsapi::Left::default());
}

const ONE_DRIVE: &str = "
version: 1
computers:
  HERE: { libraries: { tower: { profile: lto-30, drives: 1 } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media: [{ media: A00001L3..A00002L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }]
";

#[test]
fn one_thread_closes_the_session_in_which_another_waits_for_a_drive() {
    let world = World::from_text("room.yaml", ONE_DRIVE).unwrap_or_else(|error| panic!("{error}"));
    let client = world.client("HERE").expect("named");
    let (holder, waiter) = (open(&client), open(&client));
    let tapes = holder.enumerate_ntms_object(None, ObjectType::LogicalMedia).expect("listed");
    mount(&holder, tapes[0]);
    let (session, wanted) = (waiter.clone(), tapes[1]);
    let mounting = std::thread::spawn(move || {
        session.mount_ntms_media(&[wanted], &[], MountOptions::READ, 0, INFINITE)
    });
    let queued = |session: &Session| {
        let requests = session.enumerate_ntms_object(None, ObjectType::LibRequest);
        requests.expect("listed").len() == 2
    };
    while !queued(&holder) {
        std::thread::yield_now();
    }
    waiter.close_ntms_session().expect("open");
    let ended = mounting.join().expect("no panic");
    assert_eq!(ended.expect_err("no drive").ntms(), Some(NtmsError::Cancelled));
    holder.close_ntms_session().expect("open");
    client.sleep(Duration::from_secs(600)).expect("time passes");
    assert_eq!(world.left(), ntmsapi::Left::default());
}

#[test]
fn a_wait_that_can_never_end_says_who_waits_for_what() {
    let world = world();
    let session = open(&world.client("BACKUP1").expect("named"));
    let open = CreateOptions::OpenExisting;
    let pool = session.create_ntms_media_pool("Tests", None, open, None).expect("known");
    let owned = session.enumerate_ntms_object(Some(pool), ObjectType::LogicalMedia);
    let shelved = owned.expect("listed")[0];
    let mounted = session.mount_ntms_media(&[shelved], &[], MountOptions::READ, 0, INFINITE);
    let Err(Error::Stuck(who)) = mounted else { panic!("nobody brings it: {mounted:?}") };
    assert!(who.contains("S00001L3") && who.contains("operator"), "{who}");
    assert!(session.get_ntms_media_pool_name(pool).is_ok(), "the world goes on");
}

#[test]
fn a_close_cancels_the_mount_of_another_thread() {
    let world = world();
    let client = world.client("BACKUP1").expect("named");
    let (holder, waiter) = (open(&client), open(&client));
    let tapes: Vec<Guid> = (0..3).map(|_| allocate(&holder)).collect();
    mount(&holder, tapes[0]);
    mount(&holder, tapes[1]);
    let closing = world.caller("closer");
    let closer = Session::with_handle(&client.by(&closing), waiter.handle());
    let third = tapes[2];
    let mounted = std::thread::spawn(move || {
        waiter.mount_ntms_media(&[third], &[], MountOptions::WRITE, 0, INFINITE)
    });
    // Time stands still until this caller closes: the mount is entered or will find no session.
    closer.close_ntms_session().expect("open");
    drop((closer, closing));
    let error = mounted.join().expect("no panic").expect_err("the session is closed");
    let codes = [NtmsError::Cancelled, NtmsError::InvalidHandle];
    assert!(error.ntms().is_some_and(|code| codes.contains(&code)), "{error}");
}

#[test]
fn errors_carry_the_code_and_its_name() {
    let world = world();
    let client = world.client("BACKUP1").expect("named");
    let error = client.open_ntms_session(Some("a/b"), None, 0).expect_err("malformed");
    assert_eq!((error.code(), error.name()), (Some(1210), Some("ERROR_INVALID_COMPUTERNAME")));
    let session = open(&client);
    session.close_ntms_session().expect("open");
    let error = session.close_ntms_session().expect_err("closed");
    assert_eq!((error.code(), error.name()), (Some(6), Some("ERROR_INVALID_HANDLE")));
    assert!(error.to_string().starts_with("ERROR_INVALID_HANDLE (6)"));
}

#[test]
fn what_was_written_is_read_after_another_mount() {
    let world = world();
    let client = world.client("BACKUP1").expect("named");
    let session = open(&client);
    let tape = allocate(&session);
    let name = |drive: Guid| {
        let found = session.get_ntms_object_information(drive, ObjectType::Drive);
        let Info::Drive(drive) = found.expect("known").info else { panic!("a drive") };
        drive.device_name
    };
    let drive = client.tape(name(mount(&session, tape)[0]));
    // Behind the free label and its mark.
    drive.space(wire::scsi::ssc::SpaceUnit::Filemarks, 1).expect("a mark");
    drive.write(vec![7; 4096]).expect("room");
    drive.write_filemarks(1).expect("room");
    session.dismount_ntms_media(&[tape], DismountOptions::IMMEDIATE).expect("mounted");
    let drive = client.tape(name(mount(&session, tape)[0]));
    drive.space(wire::scsi::ssc::SpaceUnit::Filemarks, 1).expect("a mark");
    assert_eq!(drive.read(65_536).expect("sound").as_deref(), Some(&[7; 4096][..]));
    assert_eq!(drive.read(65_536).expect("sound"), None, "the mark");
    assert!(client.tape(r"\\.\Tape9").rewind().is_err());
    session.dismount_ntms_media(&[tape], DismountOptions::IMMEDIATE).expect("mounted");
}
