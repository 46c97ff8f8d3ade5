//! Databases that keep nothing, or lose what they kept.

use super::super::elsewhere::Elsewhere;
use super::*;
use crate::build::Stored;
use crate::computer::ServiceState;
use crate::outside::Record;
use crate::scenario::story::{MediumRef, Selector};
use crate::scenario::{At, Scenario};
use rsm::CallId;
use rsm::database::{MediaPool, PhysicalMedia, Row, TableName};
use wire::ntms::call::{
    CreateNtmsMediaPool, DeallocateNtmsMedia, ExportNtmsDatabase, ImportNtmsDatabase,
    MountNtmsMedia,
};
use wire::ntms::object::PoolType;
use wire::ntms::operation::CreateOptions;

fn at_database(rest: &str) -> String {
    format!("{{ at: {{ database: BACKUP1 }}, {rest} }}")
}

#[test]
pub(super) fn a_record_that_is_not_kept_leaves_no_trace() {
    for (effect, error) in [("fail", NtmsError::DatabaseFailure), ("full", NtmsError::DatabaseFull)]
    {
        let rest = format!("when: {{ after: 5s }}, do: {{ {effect}: {{ for: 5s }} }}");
        let mut world = room_with_rule(&at_database(&rest));
        let writer = client(&mut world);
        assert!(writer.make_pool(&mut world, "Before").is_ok());
        pass(&mut world, seconds(6));
        assert_eq!(writer.make_pool(&mut world, "During"), Err(error));
        assert!(!pool_exists(&world, "During"));
        pass(&mut world, seconds(6));
        assert!(writer.make_pool(&mut world, "During").is_ok());
        assert_eq!(spoke(&world), 1);
        assert_eq!(world.check(), []);
    }
}

/// A program that comes when the service has been stopped and started.
fn restart(world: &mut World) -> Client {
    world.stop_service(HERE);
    world.start_service(HERE);
    until_ready(world);
    client(world)
}

#[test]
fn what_a_device_did_and_nobody_could_keep_fails_the_database_until_a_restart() {
    // The first record is the request itself, the next are what the robot did.
    let rest = "when: { after: 1s, nth: 3 }, do: { fail: { for: 1s } }";
    let mut world = room_with_rule(&at_database(rest));
    let writer = client(&mut world);
    pass(&mut world, seconds(2));
    let mounted = writer.mount(&mut world, "A00001L3", seconds(600));
    assert_eq!(mounted, Err(NtmsError::DatabaseFailure));
    assert_eq!(writer.make_pool(&mut world, "After"), Err(NtmsError::DatabaseFailure));
    assert_eq!(spoke(&world), 1);
    // It cannot keep anything yet, so it starts in vain.
    let back = restart(&mut world);
    assert_eq!(back.make_pool(&mut world, "After"), Err(NtmsError::DatabaseFailure));
    pass(&mut world, seconds(2));
    let back = restart(&mut world);
    assert!(back.make_pool(&mut world, "After").is_ok());
}

#[test]
pub(super) fn a_copy_that_another_program_has_open_stays() {
    let rest = "when: { after: 10s }, do: { hold-export: { for: 5s } }";
    let mut world = room_with_rule(&at_database(rest));
    let writer = client(&mut world);
    assert!(writer.ask(&mut world, ExportNtmsDatabase).is_ok());
    assert!(writer.make_pool(&mut world, "Later").is_ok());
    pass(&mut world, seconds(11));
    let held = writer.ask(&mut world, ExportNtmsDatabase);
    assert_eq!(held, Err(NtmsError::SharingViolation));
    assert!(writer.ask(&mut world, ImportNtmsDatabase).is_ok());
    world.crash_service(HERE);
    world.start_service(HERE);
    until_ready(&mut world);
    assert!(!pool_exists(&world, "Later"), "it is in no copy");
    pass(&mut world, seconds(5));
    let back = client(&mut world);
    assert!(back.make_pool(&mut world, "Again").is_ok());
    assert!(back.ask(&mut world, ExportNtmsDatabase).is_ok());
    assert_eq!((spoke(&world), world.check()), (1, Vec::new()));
}

#[test]
fn a_copy_whose_rows_could_not_be_kept_is_taken_by_the_start_after() {
    let rest = "when: { after: 1m }, do: { fail: { for: 1m } }";
    let mut world = room_with_rule(&at_database(rest));
    let writer = client(&mut world);
    assert!(writer.ask(&mut world, ExportNtmsDatabase).is_ok());
    assert!(writer.make_pool(&mut world, "Mistake").is_ok());
    assert!(writer.ask(&mut world, ImportNtmsDatabase).is_ok());
    pass(&mut world, seconds(61));
    let back = restart(&mut world);
    assert_eq!(back.make_pool(&mut world, "During"), Err(NtmsError::DatabaseFailure));
    assert!(pool_exists(&world, "Mistake"), "it is as it was kept");
    pass(&mut world, seconds(60));
    let back = restart(&mut world);
    assert!(!pool_exists(&world, "Mistake"));
    assert!(back.make_pool(&mut world, "After").is_ok());
}

#[test]
fn a_crash_before_the_record_loses_it() {
    let rest = "when: { after: 1s, nth: 1 }, do: { crash: { restart-after: 5s } }";
    let mut world = room_with_rule(&at_database(rest));
    let writer = client(&mut world);
    pass(&mut world, seconds(2));
    assert_eq!(writer.make_pool(&mut world, "Late"), Err(NtmsError::NotConnected));
    pass(&mut world, seconds(10));
    until_ready(&mut world);
    assert!(!pool_exists(&world, "Late"));
}

#[test]
pub(super) fn a_lost_suffix_takes_the_last_rows() {
    // A pool is a row.
    let rest = "when: { after: 10s }, do: { lose-suffix: { rows: 2, restart-after: 5s } }";
    let mut world = room_with_rule(&at_database(rest));
    let writer = client(&mut world);
    for name in ["One", "Two", "Three", "Four"] {
        writer.make_pool(&mut world, name).expect("possible");
    }
    pass(&mut world, seconds(20));
    let found = ["One", "Two", "Three", "Four"].map(|name| pool_exists(&world, name));
    assert_eq!(found, [true, true, false, false]);
    assert_eq!(writer.make_pool(&mut world, "Five"), Err(NtmsError::NotConnected));
    assert_eq!(world.check(), []);
    until_ready(&mut world);
    let back = client(&mut world);
    assert!(back.make_pool(&mut world, "Three").is_ok());
}

#[test]
pub(super) fn a_lost_row_is_missed_after_the_next_start() {
    let rest = "when: { after: 10s }, do: { lose-row: { pool: Old } }";
    let mut world = room_with_rule(&at_database(rest));
    pass(&mut world, seconds(20));
    assert!(pool_exists(&world, "Old"), "the service has it in memory");
    world.crash_service(HERE);
    world.start_service(HERE);
    until_ready(&mut world);
    assert!(!pool_exists(&world, "Old"));
}

#[test]
fn a_side_that_is_lost_is_retired_and_belongs_to_nobody() {
    let rest = "when: { after: 10s }, do: { lose-row: { side: [A00001L3, 0] } }";
    let mut world = room_with_rule(&at_database(rest));
    pass(&mut world, seconds(1));
    let logical = object(&world, Selector::Logical((At::new(MediumRef::from("A00001L3")), 0)));
    pass(&mut world, seconds(19));
    // It is made anew once, and found when the service comes up again.
    let mut sides = Vec::new();
    for _ in 0..2 {
        world.crash_service(HERE);
        world.start_service(HERE);
        until_ready(&mut world);
        let user = client(&mut world);
        let give_back = DeallocateNtmsMedia { media: logical, options: 0 };
        assert_eq!(user.ask(&mut world, give_back), Err(NtmsError::InvalidPartition), "{sides:?}");
        let mount = MountNtmsMedia {
            media: vec![logical],
            drives: Vec::new(),
            options: 0,
            priority: 0,
            timeout: 1_000,
        };
        assert_eq!(user.ask(&mut world, mount), Err(NtmsError::InvalidMedia));
        sides.push(object(&world, Selector::Side((At::new(MediumRef::from("A00001L3")), 0))));
        assert_eq!(world.check(), []);
    }
    assert_eq!(sides[0], sides[1]);
}

#[test]
fn a_service_does_not_come_up_with_rows_that_miss_others() {
    let rest = "when: { after: 1s }, do: { lose-row: { library: tower } }";
    let mut world = room_with_rule(&at_database(rest));
    pass(&mut world, seconds(2));
    world.crash_service(HERE);
    world.start_service(HERE);
    pass(&mut world, seconds(1));
    assert_eq!(world.service_state(HERE), ServiceState::Crashed);
}

#[test]
fn a_lost_pool_with_media_comes_back_as_one_that_nobody_knows() {
    let rest = "when: { after: 1s }, do: { lose-row: { pool: Jobs } }";
    let mut world = room_with_rule(&at_database(rest));
    pass(&mut world, seconds(2));
    for _ in 0..2 {
        world.crash_service(HERE);
        world.start_service(HERE);
        until_ready(&mut world);
        let db = world.rsm(HERE).expect("it runs").database();
        let unknown = db.all::<MediaPool>().filter(|(_, row)| row.pool_type == PoolType::Unknown);
        let (lost, row) = unknown.last().expect("made anew");
        assert!(!pool_exists(&world, "Jobs") && row.media_type.is_some());
        let lost_media = db.all::<PhysicalMedia>().filter(|(_, row)| row.pool == lost);
        assert_eq!(lost_media.count(), 5);
        assert_eq!(world.check(), []);
    }
}

/// Plays until a call has ended, and commits what is to be kept by somebody else.
fn play(world: &mut World, call: CallId, keep: &mut impl FnMut(Vec<Record>)) -> Ended {
    loop {
        if let Some(ended) = world.take(call) {
            return ended;
        }
        match world.turn(world.now()) {
            Turn::Commit => {
                let batch = world.take_batch();
                let last = batch.iter().map(|record| record.ticket).max();
                keep(batch);
                if let Some(last) = last {
                    world.kept(world.now(), HERE, last, Ok(()));
                }
                world.batch_done();
            }
            Turn::Wait { due } => world.go_to(due),
            Turn::Replies => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn rows_that_somebody_else_keeps_are_lost_there_too() {
    let text = "
version: 1
computers: { BACKUP1: {} }
faults:
  - at: { database: BACKUP1 }
    when: { after: 10s }
    do: { lose-suffix: { rows: 1, restart-after: 5s } }
";
    let scenario = Scenario::parse("room", text).unwrap_or_else(|wrong| panic!("{wrong}"));
    let mut world = World::new(&scenario, Stored::default(), Box::new(Elsewhere::default()))
        .unwrap_or_else(|wrong| panic!("{wrong}"));
    let process = program(&mut world);
    // What the service knew before its first start is kept before time begins.
    let known = world.first_rows(HERE).changes;
    let mut file: BTreeMap<(TableName, u32), Row> =
        known.iter().filter_map(|row| Some(((row.table, row.key), row.new.clone()?))).collect();
    let mut keep = |records: Vec<Record>| {
        for change in records.iter().flat_map(|record| &*record.transaction.changes) {
            let key = (change.table, change.key);
            assert_eq!(file.get(&key), change.old.as_ref(), "{key:?} is not as it was thought");
            match change.new.clone() {
                Some(row) => file.insert(key, row),
                None => file.remove(&key),
            };
        }
    };
    let mut handle = None;
    for (after, pool) in
        [(1, None), (0, Some("One")), (0, Some("Two")), (20, None), (0, Some("Six"))]
    {
        let mut act = |world: &mut World, action| {
            let call = world.enter(world.now(), Call { process, caller: None, action });
            play(world, call, &mut keep)
        };
        act(&mut world, Action::Sleep(seconds(after)));
        let request = match pool {
            Some(name) => Request::from(CreateNtmsMediaPool {
                name: Some(Text::new(name)),
                media_type: None,
                action: CreateOptions::CreateNew.value(),
                security: None,
            }),
            None => OpenNtmsSession::default().into(),
        };
        let handle_now = handle.filter(|_| pool.is_some());
        match act(&mut world, Action::Api { handle: handle_now, request }) {
            Ended::Opened(opened) => handle = Some(opened),
            Ended::Answered(_) => {}
            other => panic!("{other:?}"),
        }
    }
    let rows = |world: &World| world.rsm(HERE).expect("runs").database().rows().count();
    assert!(pool_exists(&world, "One") && pool_exists(&world, "Six"));
    assert!(!pool_exists(&world, "Two"));
    keep(world.take_batch());
    assert_eq!(file.len(), rows(&world));
}
