//! Functions that take no session, called as ordinary programs do: in both alphabets, from several
//! threads, and as futures.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use ntmsapi::call::{DoEjectFromSADriveW, GetVolumesFromDrive};
use ntmsapi::limit::INFINITE;
use ntmsapi::operation::{EjectOperation, OperatorCommand};
use ntmsapi::option::{DismountOptions, MountOptions};
use ntmsapi::{Info, NtmsError, ObjectType, World};

const ROOM: &str = "
version: 1
computers:
  DESK1: { libraries: { desk: { profile: stand-alone-mo }, discs: { profile: jukebox-100 } } }
pools:
  - { path: Images, media-type: MO_5_RW }
media:
  - { media: DISC01, at: { drive: [desk, 0] }, known: { allocated: { pool: Images } } }
  - { media: DISC02, at: { slot: [discs, 4] }, known: { allocated: { pool: Images } } }
";
const DISK: &str = r"\\.\PhysicalDrive0";

fn world() -> World {
    World::from_text("room.yaml", ROOM).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn both_alphabets_say_the_same() {
    let client = world().client("DESK1").expect("there");
    let wide = client.get_volumes_from_drive(DISK).expect("a disk");
    let ansi = client.get_volumes_from_drive_a(DISK.as_bytes()).expect("a disk");
    assert_eq!(wide.name.as_bytes(), ansi.name);
    assert_eq!((wide.letter.as_deref(), ansi.letter.as_deref()), (Some("D:"), Some(&b"D:"[..])));
    let start = EjectOperation::Start;
    let refused = client.eject_disk_from_sa_drive_a(None, None, b"\\\\.\\Tape0", None, None, start);
    assert_eq!(refused.expect_err("no such drive").ntms(), Some(NtmsError::InvalidParameter));
    client
        .eject_disk_from_sa_drive_a(Some(b"desk1"), None, DISK.as_bytes(), None, None, start)
        .expect("filed");
    let stop = EjectOperation::Stop;
    client.eject_disk_from_sa_drive(None, Some("desk"), DISK, None, None, stop).expect("stopped");
}

#[test]
fn of_threads_that_eject_one_disc_one_succeeds_and_none_hangs() {
    let client = world().client("DESK1").expect("there");
    let immediate = EjectOperation::Immediate;
    let ends: Vec<_> = std::thread::scope(|scope| {
        let one = || client.eject_disk_from_sa_drive(None, None, DISK, None, None, immediate);
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 1);
    let others = ends.into_iter().filter_map(Result::err);
    others.for_each(|end| assert_eq!(end.ntms(), Some(NtmsError::MediaNotAvailable)));
}

#[test]
fn who_is_asked_answers_while_the_program_waits() {
    let world = world();
    let client = world.client("DESK1").expect("there");
    let session = client.open_ntms_session(None, None, 0).expect("the service runs");
    let drive = session.enumerate_ntms_object(None, ObjectType::Drive).expect("drives")[0];
    let media = session.enumerate_ntms_object(None, ObjectType::PhysicalMedia).expect("media");
    let sides = session.enumerate_ntms_object(Some(media[0]), ObjectType::Partition);
    let side = sides.expect("sides")[0];
    session.mount_ntms_media(&[side], &[], MountOptions::READ, 0, INFINITE).expect("mounted");
    let device = Some(DISK.into());
    let eject = DoEjectFromSADriveW { device, ..DoEjectFromSADriveW::default() };
    let mut waits = pin!(client.call_alone_async(eject));
    let mut look = || waits.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(look().is_pending());
    let asked = session.enumerate_ntms_object(None, ObjectType::OpRequest).expect("a question");
    let found = session.get_ntms_object_information(asked[0], ObjectType::OpRequest);
    let Info::OpRequest(question) = found.expect("known").info else { panic!("a question") };
    assert_eq!(question.request, OperatorCommand::Message);
    session.satisfy_ntms_operator_request(asked[0]).expect("open");
    let end = loop {
        if let Poll::Ready(end) = look() {
            break end;
        }
    };
    end.expect("out");
    let found = session.get_ntms_object_information(media[0], ObjectType::PhysicalMedia);
    let Info::PhysicalMedia(medium) = found.expect("known").info else { panic!("a medium") };
    assert!(medium.location.is_null() && !drive.is_null());
    let volume = GetVolumesFromDrive { drive: Some(DISK.into()) };
    assert!(client.call_alone(volume).is_ok(), "a drive has its volume also without a disc");
}

#[test]
fn a_slot_is_identified_while_the_program_waits() {
    let world = world();
    let client = world.client("DESK1").expect("there");
    let session = client.open_ntms_session(None, None, 0).expect("the service runs");
    let slots = session.enumerate_ntms_object(None, ObjectType::StorageSlot).expect("slots");
    let began = world.now();
    session.identify_ntms_slot(slots[3], DismountOptions::IMMEDIATE).expect("empty");
    assert!(world.now() - began < std::time::Duration::from_secs(1));
    session.identify_ntms_slot(slots[4], DismountOptions::IMMEDIATE).expect("identified");
    assert!(world.now() - began > std::time::Duration::from_secs(10));
}
