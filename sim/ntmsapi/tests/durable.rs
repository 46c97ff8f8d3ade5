//! Databases in files: what was kept is there for the next run, and nothing else.

use ntmsapi::operation::CreateOptions;
use ntmsapi::option::AllocateOptions;
use ntmsapi::{Info, LoadError, NtmsError, ObjectType, World};
use world::scenario::Scenario;

const ROOM: &str = "
version: 1
computers: { BACKUP1: { libraries: { tower: { profile: lto-30 } } } }
pools: [{ path: Tests, media-type: LTO_Ultrium }]
media:
  - { media: A00001L3..A00004L3, at: { library: tower }, known: { available: { pool: Tests } } }
";

fn scenario() -> Scenario {
    Scenario::parse("room.yaml", ROOM).unwrap_or_else(|error| panic!("{error}"))
}

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("rsm-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

#[test]
fn an_allocation_is_there_in_the_next_run() {
    let folder = folder("next-run");
    let allocated = {
        let world = World::with_state(&scenario(), &folder).unwrap_or_else(|e| panic!("{e}"));
        let client = world.client("BACKUP1").expect("named");
        let session = client.open_ntms_session(None, None, 0).expect("ready");
        let open = CreateOptions::OpenExisting;
        let pool = session.create_ntms_media_pool("Tests", None, open, None).expect("known");
        session.allocate_ntms_media(pool, None, AllocateOptions::NONE, 0).expect("one").media
    };
    let world = World::with_state(&scenario(), &folder).unwrap_or_else(|e| panic!("{e}"));
    let client = world.client("BACKUP1").expect("named");
    let session = client.open_ntms_session(None, None, 0).expect("ready");
    let owned = session.enumerate_ntms_object(None, ObjectType::LogicalMedia).expect("listed");
    assert_eq!(owned, [allocated]);
    let found = session.get_ntms_object_information(allocated, ObjectType::LogicalMedia);
    assert!(matches!(found.expect("known").info, Info::LogicalMedia(_)));
    let all = session.enumerate_ntms_object(None, ObjectType::PhysicalMedia).expect("listed");
    assert_eq!(all.len(), 4, "nothing was furnished twice");
    std::fs::remove_dir_all(&folder).expect("ours");
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = folder("foreign");
    std::fs::create_dir_all(&folder).expect("a place for files");
    std::fs::write(folder.join("BACKUP1.sqlite"), "not a database, and long enough to tell")
        .expect("a file");
    match World::with_state(&scenario(), &folder) {
        Err(LoadError::Store(text)) => assert!(text.contains("BACKUP1.sqlite"), "{text}"),
        other => panic!("refused expected, got {other:?}"),
    }
    std::fs::remove_dir_all(&folder).expect("ours");
}

#[test]
fn many_callers_commit_together_and_lose_nothing() {
    let folder = folder("callers");
    let world = World::with_state(&scenario(), &folder).unwrap_or_else(|e| panic!("{e}"));
    let client = world.client("BACKUP1").expect("named");
    let session = client.open_ntms_session(None, None, 0).expect("ready");
    std::thread::scope(|scope| {
        for number in 0..16 {
            let session = &session;
            scope.spawn(move || {
                let name = format!("Pool {number}");
                let made =
                    session.create_ntms_media_pool(&name, None, CreateOptions::CreateNew, None);
                made.expect("a new name");
            });
        }
    });
    drop((session, client, world));
    let world = World::with_state(&scenario(), &folder).unwrap_or_else(|e| panic!("{e}"));
    let client = world.client("BACKUP1").expect("named");
    let session = client.open_ntms_session(None, None, 0).expect("ready");
    let pools = session.enumerate_ntms_object(None, ObjectType::MediaPool).expect("listed");
    assert_eq!(pools.len(), 3 + 1 + 16);
    std::fs::remove_dir_all(&folder).expect("ours");
}

#[test]
fn a_runtime_that_ends_leaves_nobody_waiting_for_its_commit() {
    let folder = folder("runtime");
    let world = World::with_state(&scenario(), &folder).unwrap_or_else(|e| panic!("{e}"));
    let client = world.client("BACKUP1").expect("named");
    let session = client.open_ntms_session(None, None, 0).expect("ready");
    let new = CreateOptions::CreateNew;
    let one_thread = &mut tokio::runtime::Builder::new_current_thread();
    let runtime = one_thread.max_blocking_threads(1).enable_time().build().expect("a runtime");
    let (let_go, held) = std::sync::mpsc::channel::<()>();
    // The only thread for commits does something else until the runtime is gone.
    runtime.spawn_blocking(move || held.recv());
    let from_task = session.clone().asynchronous();
    runtime.block_on(async {
        let call = from_task.create_ntms_media_pool("Tasks", None, new, None);
        let early = tokio::time::timeout(std::time::Duration::from_millis(20), call).await;
        assert!(early.is_err(), "nobody commits");
    });
    runtime.shutdown_background();
    let_go.send(()).expect("it waits");
    let name = |pool| session.get_ntms_media_pool_name(pool).expect("known").to_string();
    let pool = session.create_ntms_media_pool("Threads", None, new, None).expect("new");
    assert_eq!(name(pool), "Threads");
    let taken = session.create_ntms_media_pool("Tasks", None, new, None);
    assert_eq!(code(taken), NtmsError::AlreadyExists, "the task's call was made");
    std::fs::remove_dir_all(&folder).expect("ours");
}

#[test]
fn a_copy_is_imported_by_the_next_run_and_by_no_later_one() {
    let folder = folder("import");
    let run = |does: &dyn Fn(&ntmsapi::Session)| {
        let world = World::with_state(&scenario(), &folder).unwrap_or_else(|e| panic!("{e}"));
        let client = world.client("BACKUP1").expect("named");
        does(&client.open_ntms_session(None, None, 0).expect("ready"));
    };
    let pool = |session: &ntmsapi::Session, name: &str, action| {
        session.create_ntms_media_pool(name, None, action, None)
    };
    let (new, old) = (CreateOptions::CreateNew, CreateOptions::OpenExisting);
    run(&|session| {
        assert_eq!(code(session.import_ntms_database()), NtmsError::DatabaseFailure);
        pool(session, "Saved", new).expect("a new name");
        session.export_ntms_database().expect("a copy");
        pool(session, "Mistake", new).expect("a new name");
        session.import_ntms_database().expect("armed");
        pool(session, "Mistake", old).expect("nothing has changed yet");
    });
    assert!(folder.join("Export/BACKUP1.sqlite").is_file());
    run(&|session| {
        pool(session, "Saved", old).expect("it is in the copy");
        assert_eq!(code(pool(session, "Mistake", old)), NtmsError::ObjectNotFound);
        pool(session, "Later", new).expect("a new name");
    });
    run(&|session| {
        pool(session, "Later", old).expect("the copy was taken once");
        session.import_ntms_database().expect("armed");
    });
    // A copy that is damaged is no new database: the service does not come up until it is whole.
    let copy = folder.join("Export/BACKUP1.sqlite");
    let whole = std::fs::read(&copy).expect("a file");
    std::fs::write(&copy, &whole[..whole.len() / 2]).expect("a file");
    {
        let world = World::with_state(&scenario(), &folder).unwrap_or_else(|e| panic!("{e}"));
        let client = world.client("BACKUP1").expect("named");
        assert_eq!(code(client.open_ntms_session(None, None, 0)), NtmsError::NotConnected);
    }
    std::fs::write(&copy, &whole).expect("a file");
    run(&|session| {
        assert_eq!(code(pool(session, "Later", old)), NtmsError::ObjectNotFound);
        pool(session, "Saved", old).expect("it is in the copy");
    });
    std::fs::remove_dir_all(&folder).expect("ours");
}

/// The code of a call that is refused.
fn code<T: std::fmt::Debug>(result: Result<T, ntmsapi::Error>) -> NtmsError {
    match result.expect_err("refused") {
        ntmsapi::Error::Ntms(code) => code,
        other => panic!("{other}"),
    }
}

#[test]
fn a_service_that_is_killed_while_others_write_has_in_its_file_what_it_comes_back_with() {
    let folder = folder("kill");
    let world = World::with_state(&scenario(), &folder).unwrap_or_else(|e| panic!("{e}"));
    let client = world.client("BACKUP1").expect("named");
    let over = std::sync::atomic::AtomicBool::new(false);
    let rows = |world: &World| -> usize {
        world.inspect(|world| {
            let here = world.computer("BACKUP1").expect("named");
            world.rsm(here).expect("it runs").database().rows().count()
        })
    };
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let (client, over) = (&client, &over);
            scope.spawn(move || {
                let mut number = 0;
                while !over.load(std::sync::atomic::Ordering::Relaxed) {
                    // Between two lives of the service there is nobody to open one with.
                    let Ok(session) = client.open_ntms_session(None, None, 0) else { continue };
                    let mut made = Ok(Default::default());
                    while made.is_ok() && !over.load(std::sync::atomic::Ordering::Relaxed) {
                        let (name, new) = (format!("{writer} {number}"), CreateOptions::CreateNew);
                        made = session.create_ntms_media_pool(&name, None, new, None);
                        number += 1;
                    }
                    if let Err(error) = made {
                        let gone = [NtmsError::NotConnected, NtmsError::InvalidHandle];
                        assert!(error.ntms().is_some_and(|code| gone.contains(&code)), "{error}");
                    }
                }
            });
        }
        for _ in 0..100 {
            world.inspect(|world| {
                let here = world.computer("BACKUP1").expect("named");
                world.crash_service(here);
                world.start_service(here);
            });
            client.open_ntms_session(None, None, 0).expect("it is there again");
        }
        over.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    let known = rows(&world);
    drop((client, world));
    let world = World::with_state(&scenario(), &folder).unwrap_or_else(|e| panic!("{e}"));
    let client = world.client("BACKUP1").expect("named");
    client.open_ntms_session(None, None, 0).expect("its rows make a service");
    assert_eq!(rows(&world), known);
    std::fs::remove_dir_all(&folder).expect("ours");
}
