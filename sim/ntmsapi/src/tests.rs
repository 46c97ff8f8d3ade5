//! Threads in any order. Each story is told under random schedules; where all threads of one
//! stand still, or what it demands does not hold, the checker prints the schedule.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, Runner, thread};
use wire::Guid;
use wire::ntms::call::{CloseNtmsSession, EnumerateNtmsObject};
use wire::ntms::limit::INFINITE;
use wire::ntms::operation::CreateOptions;
use wire::ntms::option::{DismountOptions, MountOptions};
use wire::ntms::{NtmsError, ObjectType};
use world::Handle;
use world::scenario::Scenario;

use crate::files::{Files, Stores};

use crate::{Client, Error, Left, Session, World};

const ROOM: &str = "
version: 1
computers:
  HERE: { libraries: { tower: { profile: lto-30, slots: 4, drives: 1, port: 0 } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media: [{ media: A00001L3..A00002L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }]
";

fn scenario() -> Scenario {
    Scenario::parse("room.yaml", ROOM).unwrap_or_else(|error| panic!("{error}"))
}

/// Bytes of stack of a thread under the checker: a turn of the world in a debug build.
const STACK_BYTES: usize = 1 << 20;
const SCHEDULE_COUNT: usize = 200;

fn try_with<S: Scheduler + 'static>(scheduler: S, story: fn(World)) {
    let mut config = Config::new();
    config.stack_size = STACK_BYTES;
    let scenario = scenario();
    Runner::new(scheduler, config)
        .run(move || story(World::of(&scenario).unwrap_or_else(|error| panic!("{error}"))));
}

/// Tells a story under schedules that are drawn freely, and under some that change threads seldom
/// and at the worst places.
fn in_any_order(story: fn(World)) {
    try_with(RandomScheduler::new(SCHEDULE_COUNT), story);
    try_with(PctScheduler::new(3, SCHEDULE_COUNT), story);
}

fn open(client: &Client) -> Session {
    client.open_ntms_session(None, Some("test"), 0).expect("the service runs")
}

fn code(error: &Error) -> NtmsError {
    error.ntms().unwrap_or_else(|| panic!("a code and not {error}"))
}

/// Any call that looks at the session only.
fn look(client: &Client, handle: Handle) -> Result<(), NtmsError> {
    let object_type = ObjectType::MediaPool.value();
    let look = EnumerateNtmsObject { container: None, object_type, options: 0, capacity: Some(0) };
    match client.request(handle, look.into()) {
        Ok(_) | Err(Error::Short { .. }) => Ok(()),
        Err(error) => Err(code(&error)),
    }
}

fn close(client: &Client, handle: Handle) -> Result<(), NtmsError> {
    client.request(handle, CloseNtmsSession.into()).map(drop).map_err(|error| code(&error))
}

#[test]
fn a_handle_is_good_from_its_open_to_its_close_on_every_thread() {
    in_any_order(|world| {
        let client = world.client("HERE").expect("named");
        let threads = [0, 1, 2].map(|_| {
            let client = client.clone();
            thread::spawn(move || {
                let handles = [0, 1].map(|_| open(&client).handle());
                for handle in handles {
                    assert_eq!(look(&client, handle), Ok(()));
                    let forged = Handle(handle.0 ^ 0x0100_0000_0000);
                    assert_eq!(close(&client, forged), Err(NtmsError::InvalidHandle));
                    assert_eq!(close(&client, handle), Ok(()));
                    assert_eq!(look(&client, handle), Err(NtmsError::InvalidHandle));
                }
                handles
            })
        });
        let given: Vec<u64> = threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("no panic"))
            .map(|handle| handle.0)
            .collect();
        let different: BTreeSet<u64> = given.iter().copied().collect();
        assert_eq!(different.len(), given.len(), "a handle was given twice: {given:?}");
        assert_eq!(world.left(), Left::default());
    });
}

#[test]
fn of_two_that_close_one_handle_one_closes_it() {
    in_any_order(|world| {
        let client = world.client("HERE").expect("named");
        let handle = open(&client).handle();
        let other = client.clone();
        let other = thread::spawn(move || close(&other, handle));
        let mut ends = [close(&client, handle), other.join().expect("no panic")];
        ends.sort_by_key(Result::is_err);
        assert_eq!(ends, [Ok(()), Err(NtmsError::InvalidHandle)]);
        assert_eq!(world.left(), Left::default());
    });
}

#[test]
fn whoever_is_followed_while_time_is_held_comes_back() {
    in_any_order(|world| {
        let held = world.hold_time().expect("nobody holds it");
        held.follow_new_calls(true);
        let threads = [(); 2].map(|()| {
            let client = world.client("HERE").expect("it exists");
            thread::spawn(move || open(&client).close_ntms_session())
        });
        for closed in threads {
            closed.join().expect("no panic").expect("it was open");
        }
    });
}

fn tape(session: &Session, nth: usize) -> Guid {
    let tapes = session.enumerate_ntms_object(None, ObjectType::LogicalMedia).expect("listed");
    tapes[nth]
}

#[test]
fn a_mount_that_waits_ends_when_its_session_is_closed() {
    in_any_order(|world| {
        let client = world.client("HERE").expect("named");
        let (holder, waiter) = (open(&client), open(&client));
        let (held, wanted) = (tape(&holder, 0), tape(&holder, 1));
        holder.mount_ntms_media(&[held], &[], MountOptions::READ, 0, INFINITE).expect("a drive");
        let mounting = waiter.clone();
        let mounting = thread::spawn(move || {
            mounting.mount_ntms_media(&[wanted], &[], MountOptions::READ, 0, INFINITE)
        });
        let closing = thread::spawn(move || waiter.close_ntms_session());
        closing.join().expect("no panic").expect("open");
        let ended = mounting.join().expect("no panic").map_err(|error| code(&error));
        assert!(
            matches!(ended, Err(NtmsError::Cancelled | NtmsError::InvalidHandle)),
            "the only drive is taken, and the mount ended with {ended:?}"
        );
        holder.close_ntms_session().expect("open");
        client.sleep(Duration::from_secs(3600)).expect("time passes");
        assert_eq!(world.left(), Left::default());
    });
}

#[test]
fn a_wait_ends_when_its_channel_is_closed_and_the_close_succeeds() {
    in_any_order(|world| {
        let client = world.client("HERE").expect("named");
        let session = open(&client);
        let channel = session.open_ntms_notification(ObjectType::MediaPool).expect("new");
        let waits = [(); 2].map(|()| {
            let channel = channel.clone();
            thread::spawn(move || channel.wait_for_ntms_notification(INFINITE))
        });
        let closes = [(); 2].map(|()| {
            let channel = channel.clone();
            thread::spawn(move || channel.close_ntms_notification())
        });
        for wait in waits {
            let ended = wait.join().expect("no panic").map_err(|error| code(&error));
            assert_eq!(ended, Err(NtmsError::InvalidHandle));
        }
        let mut ends =
            closes.map(|close| close.join().expect("no panic").map_err(|error| code(&error)));
        ends.sort_by_key(Result::is_err);
        assert_eq!(ends, [Ok(()), Err(NtmsError::InvalidHandle)]);
        session.close_ntms_session().expect("open");
        assert_eq!(world.left(), Left::default());
    });
}

#[test]
fn every_change_is_told_to_one_of_those_who_wait_and_to_none_twice() {
    in_any_order(|world| {
        let client = world.client("HERE").expect("named");
        let session = open(&client);
        let channel = session.open_ntms_notification(ObjectType::MediaPool).expect("new");
        let waits = [(); 3].map(|()| {
            let channel = channel.clone();
            thread::spawn(move || channel.wait_for_ntms_notification(INFINITE).expect("told"))
        });
        let makes = ["One", "Two", "Three"].map(|name| {
            let session = session.clone();
            thread::spawn(move || {
                let new = CreateOptions::CreateNew;
                session.create_ntms_media_pool(name, None, new, None).expect("new")
            })
        });
        let made: BTreeSet<Guid> =
            makes.into_iter().map(|make| make.join().expect("no panic")).collect();
        let told: BTreeSet<Guid> =
            waits.into_iter().map(|wait| wait.join().expect("no panic").object).collect();
        assert_eq!(told, made);
        session.close_ntms_session().expect("open");
        assert_eq!(world.left(), Left::default());
    });
}

#[test]
fn a_session_that_closes_takes_its_channels_along_whoever_is_about_to_wait() {
    in_any_order(|world| {
        let client = world.client("HERE").expect("named");
        let session = open(&client);
        let opening = session.clone();
        let opening = thread::spawn(move || {
            let channel = opening.open_ntms_notification(ObjectType::Drive)?;
            channel.wait_for_ntms_notification(INFINITE)
        });
        session.close_ntms_session().expect("open");
        let ended = opening.join().expect("no panic").map_err(|error| code(&error));
        assert_eq!(ended, Err(NtmsError::InvalidHandle));
        assert_eq!(world.left(), Left::default());
    });
}

/// A file that is gone when the story is told.
struct File(PathBuf);

impl File {
    fn new() -> File {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        // In memory where there is such a folder: the schedules wait for each sync.
        let shared = PathBuf::from("/dev/shm");
        let folder = if shared.is_dir() { shared } else { std::env::temp_dir() };
        let file =
            File(folder.join(format!("rsm-schedules-{}-{number}.sqlite", std::process::id())));
        file.remove();
        file
    }

    fn remove(&self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let mut path = self.0.clone().into_os_string();
            path.push(end);
            // Most of them are not there.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        self.remove();
    }
}

/// What somebody else finds in a file: nothing of a batch that is not committed.
fn kept(path: &Path) -> world::Rows {
    let opened = store::Store::open(path, 1).unwrap_or_else(|error| panic!("{error}"));
    let mut store = opened.store;
    store.load().unwrap_or_else(|error| panic!("{error}"))
}

/// A world whose service keeps its rows in a file.
fn durable(file: &File) -> World {
    // An error of the file system in a test has no better place than its message.
    let told = |error: &dyn Display| -> ! { panic!("{error}") };
    let stores = Stores::default();
    let outside = Box::new(Files::new(stores.clone()));
    let world = world::World::new(&scenario(), Default::default(), outside);
    let world = world.unwrap_or_else(|error| told(&error));
    let here = world.computer("HERE").expect("named");
    let store = store::Store::open(&file.0, 1).unwrap_or_else(|error| told(&error));
    let mut store = store.store;
    store.keep(&[world.first_rows(here)]).unwrap_or_else(|error| told(&error));
    stores.lock().insert(here, store);
    World::around(world, stores)
}

/// All that the service has is in the file, and nothing else.
fn assert_kept(world: &World, file: &File) {
    let rows: Vec<_> = world.inspect(|world| {
        let here = world.computer("HERE").expect("named");
        world.rsm(here).expect("it runs").database().rows().collect()
    });
    let kept = kept(&file.0);
    assert_eq!(kept.len(), rows.len());
    for row in &rows {
        assert!(kept.contains(row), "{:?} is not kept", row.1.head().name);
    }
}

fn with_a_file<S: Scheduler + 'static>(scheduler: S, story: fn(World, &File)) {
    let mut config = Config::new();
    config.stack_size = 4 * STACK_BYTES;
    Runner::new(scheduler, config).run(move || {
        let file = File::new();
        story(durable(&file), &file);
    });
}

#[test]
fn whoever_leads_a_commit_nothing_is_answered_before_it_is_kept() {
    with_a_file(RandomScheduler::new(SCHEDULE_COUNT), |world, file| {
        let client = world.client("HERE").expect("named");
        let session = open(&client);
        let channel = session.open_ntms_notification(ObjectType::MediaPool).expect("new");
        let watched = file.0.clone();
        let watches = thread::spawn(move || {
            for _ in 0..3 {
                let told_of = channel.wait_for_ntms_notification(INFINITE).expect("told").object;
                let kept = kept(&watched);
                assert!(kept.iter().any(|(_, row)| row.head().id == told_of), "told, not kept");
            }
        });
        let threads = ["One", "Two", "Three"].map(|name| {
            let (path, session) = (file.0.clone(), session.clone());
            thread::spawn(move || {
                let new = CreateOptions::CreateNew;
                let pool = session.create_ntms_media_pool(name, None, new, None).expect("new");
                let kept = kept(&path);
                assert!(kept.iter().any(|(_, row)| row.head().id == pool), "{name} is not kept");
            })
        });
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
        watches.join().expect("no panic");
        session.close_ntms_session().expect("open");
        assert_kept(&world, file);
    });
}

#[test]
fn a_call_that_is_left_to_whoever_leads_ends_like_any_other() {
    let story: fn(World, &File) = |world, file| {
        let session = open(&world.client("HERE").expect("named"));
        let wanted = tape(&session, 0);
        let mounting = session.clone();
        let mounts = thread::spawn(move || {
            let options = MountOptions::READ;
            mounting.mount_ntms_media(&[wanted], &[], options, 0, INFINITE).expect("a drive");
            mounting.dismount_ntms_media(&[wanted], DismountOptions::NONE).expect("mounted");
        });
        let threads = ["One", "Two", "Jobs"].map(|name| {
            let session = session.clone();
            thread::spawn(move || {
                let new = CreateOptions::CreateNew;
                let made = session.create_ntms_media_pool(name, None, new, None);
                match made.map_err(|error| code(&error)) {
                    Ok(pool) => session.delete_ntms_media_pool(pool).expect("empty"),
                    Err(error) => assert_eq!((name, error), ("Jobs", NtmsError::AlreadyExists)),
                }
            })
        });
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
        mounts.join().expect("no panic");
        session.close_ntms_session().expect("open");
        assert_kept(&world, file);
    };
    with_a_file(RandomScheduler::new(SCHEDULE_COUNT), story);
    with_a_file(PctScheduler::new(3, SCHEDULE_COUNT), story);
}
