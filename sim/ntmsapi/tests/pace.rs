//! Time that follows the real clock, and time that is held.

use std::time::{Duration, Instant};

use ntmsapi::limit::INFINITE;
use ntmsapi::operation::InventoryMethod;
use ntmsapi::option::MountOptions;
use ntmsapi::state::DriveState;
use ntmsapi::{Guid, Info, ObjectType, Session, Speed, World};

const ROOM: &str = "
version: 1
computers:
  HERE: { libraries: { tower: { profile: lto-30, slots: 4, drives: 1, port: 0 } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media: [{ media: A00001L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }]
";

/// The robot carries and the drive threads for longer than this.
const AT_LEAST: Duration = Duration::from_secs(15);

fn room() -> (World, Session, Vec<Guid>) {
    let world = World::from_text("room.yaml", ROOM).unwrap_or_else(|error| panic!("{error}"));
    let session = world.client("HERE").expect("named").open_ntms_session(None, None, 0);
    let session = session.expect("the service runs");
    let media = session.enumerate_ntms_object(None, ObjectType::LogicalMedia).expect("listed");
    (world, session, media)
}

fn mount(session: &Session, media: &[Guid]) {
    let mounted = session.mount_ntms_media(media, &[], MountOptions::READ, 0, INFINITE);
    mounted.expect("there is a drive for it");
}

fn drive_is_loaded(session: &Session) -> bool {
    let drives = session.enumerate_ntms_object(None, ObjectType::Drive).expect("listed");
    let drive = session.get_ntms_object_information(drives[0], ObjectType::Drive).expect("known");
    matches!(drive.info, Info::Drive(drive) if drive.state == DriveState::Loaded)
}

#[test]
fn a_speed_is_max_or_a_number_within_bounds() {
    for (text, speed) in [
        ("max", Speed::Max),
        ("1", Speed::Times(1.0)),
        ("0.5", Speed::Times(0.5)),
        ("1000000", Speed::Times(1e6)),
    ] {
        assert_eq!(text.parse(), Ok(speed));
        assert_eq!(speed.to_string(), text);
    }
    for text in ["", "0", "-1", "fast", "NaN", "inf", "1e7", "0.0001", "Max", "1x"] {
        let error = text.parse::<Speed>().expect_err(text).to_string();
        assert!(error.starts_with(&format!("`{text}` is no speed: give `max`")), "{error}");
    }
}

#[test]
fn a_call_waits_as_long_as_the_robot_by_the_real_clock() {
    let (world, session, media) = room();
    let (began, before) = (Instant::now(), world.now());
    let timer = world.run_at(Speed::Times(200.0)).expect("there is none yet");
    mount(&session, &media);
    let (real, played) = (began.elapsed(), world.now() - before);
    assert!(played > AT_LEAST, "{played:?}");
    // What the clock rounds off is far less than a tenth.
    assert!(real > played / 220, "{played:?} in {real:?}");
    assert!(world.run_at(Speed::Times(1.0)).is_err(), "one timer at a time");
    drop(timer);
    drop(world.run_at(Speed::Max).expect("the other one is gone"));
}

#[test]
fn what_is_due_is_played_though_nobody_calls() {
    let (world, session, _) = room();
    let timer = world.run_at(Speed::Times(2_000.0)).expect("there is none yet");
    let libraries = session.enumerate_ntms_object(None, ObjectType::Library).expect("listed");
    for library in libraries {
        // The shelf of media that are in no library has none.
        let _ = session.inventory_ntms_library(library, InventoryMethod::Omid);
    }
    assert!(world.left().requests > 0, "it takes the robot a while");
    let patience = Instant::now();
    while world.left().requests > 0 {
        assert!(patience.elapsed() < Duration::from_secs(120), "nobody plays it");
        std::thread::sleep(Duration::from_millis(1));
    }
    drop(timer);
}

#[test]
fn when_the_timer_is_gone_waiting_is_skipped_again() {
    let (world, session, media) = room();
    let timer = world.run_at(Speed::Times(Speed::SLOWEST)).expect("there is none yet");
    let waits = std::thread::spawn({
        let (session, media) = (session.clone(), media.clone());
        move || mount(&session, &media)
    });
    let entered = world.entered();
    world.wait_for_calls(entered, Duration::from_secs(1));
    // At a thousandth of the real clock it would take hours.
    drop(timer);
    waits.join().expect("it is mounted");
    assert!(drive_is_loaded(&session));
}

#[test]
fn time_that_is_held_passes_for_those_calls_only_that_are_followed() {
    let (world, session, media) = room();
    let held = world.hold_time().expect("nobody holds it");
    assert!(world.hold_time().is_none(), "one at a time");
    let before = world.entered();
    let waits = std::thread::spawn({
        let (session, media) = (session.clone(), media.clone());
        move || mount(&session, &media)
    });
    let mount_call = world.wait_for_calls(before, Duration::from_secs(60));
    assert_eq!(mount_call, before + 1, "it has come");

    let at = world.now();
    held.follow_new_calls(true);
    let loaded = drive_is_loaded(&session);
    held.follow_new_calls(false);
    assert!(!loaded, "only the time of two calls went by");
    assert!(world.now() - at < Duration::from_millis(1), "{:?}", world.now() - at);
    assert!(!waits.is_finished());

    held.follow(mount_call..=mount_call);
    waits.join().expect("it is mounted");
    assert!(world.now() - at > AT_LEAST);

    drop(held);
    assert!(drive_is_loaded(&session));
}
