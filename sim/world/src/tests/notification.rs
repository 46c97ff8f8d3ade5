//! Notifications on their way to programs, and media that drivers see come and go.

use wire::ntms::ObjectType;
use wire::ntms::call::{
    BeginNtmsDeviceChangeDetection, CloseNtmsNotification, CreateNtmsMediaPool, Notification,
    OpenNtmsNotification, SetNtmsDeviceChangeDetection, WaitForNtmsNotification,
};
use wire::ntms::operation::{CreateOptions, NotificationOperation};

use rsm::CallId;

use super::elsewhere::Elsewhere;
use super::room::room_of;
use super::*;
use crate::outside::StoreFault;
use crate::scenario::person::{Deed, Insertion};

const FAR: Option<&str> = Some("BACKUP2");

fn create(name: &str) -> CreateNtmsMediaPool {
    CreateNtmsMediaPool {
        name: Some(Text::new(name)),
        media_type: None,
        action: CreateOptions::CreateNew.value(),
        security: None,
    }
}

fn watch(world: &mut World, process: ProcessId, session: Handle, of: ObjectType) -> Handle {
    let open = OpenNtmsNotification { object_type: of.value() };
    match ask(world, process, session, open) {
        Ok(Answer::Handle(handle)) => Handle(handle),
        other => panic!("{other:?}"),
    }
}

fn poll(world: &mut World, process: ProcessId, channel: Handle) -> Result<Answer, NtmsError> {
    ask(world, process, channel, WaitForNtmsNotification { timeout: 0 })
}

fn inserted(pool: Result<Answer, NtmsError>) -> Result<Answer, NtmsError> {
    let Ok(Answer::Id(object)) = pool else { panic!("{pool:?}") };
    let operation = NotificationOperation::ObjInsert;
    Ok(Answer::Notification(Notification { operation, object }))
}

fn two_computers_with(rule: &str) -> World {
    let computers = "version: 1\ncomputers: { BACKUP1: { this: true }, BACKUP2: {} }";
    room_of(&format!("{computers}\nfaults:\n  - {rule}\n"))
}

#[test]
fn whatever_loses_a_notification_breaks_its_channel_and_what_loses_none_does_not() {
    for (effect, lost) in [
        ("drop", Some(NtmsError::NotConnected)),
        ("reset", Some(NtmsError::NotConnected)),
        ("delay: 2s", None),
        ("duplicate", None),
    ] {
        let rule = format!(
            "{{ at: {{ link: [BACKUP1, BACKUP2] }}, \
             when: {{ reply: WaitForNtmsNotification, nth: 1 }}, do: {{ {effect} }} }}"
        );
        let rule = rule.replace("{ drop }", "drop").replace("{ reset }", "reset");
        let rule = rule.replace("{ duplicate }", "duplicate");
        let mut world = two_computers_with(&rule);
        let process = program(&mut world);
        let session = open(&mut world, process, FAR).expect("reachable");
        let channel = watch(&mut world, process, session, ObjectType::MediaPool);
        let first = ask(&mut world, process, session, create("First"));
        let second = ask(&mut world, process, session, create("Second"));
        let told = poll(&mut world, process, channel);
        match lost {
            Some(error) => {
                assert_eq!(told, Err(error), "{effect}");
                // What came after it would hide that something is missing.
                assert_eq!(poll(&mut world, process, channel), Err(NtmsError::NoData), "{effect}");
            }
            None => {
                assert_eq!(told, inserted(first), "{effect}");
                assert_eq!(poll(&mut world, process, channel), inserted(second), "{effect}");
                assert_eq!(poll(&mut world, process, channel), Err(NtmsError::Timeout), "{effect}");
            }
        }
        assert!(ask(&mut world, process, channel, CloseNtmsNotification).is_ok());
    }
}

#[test]
fn what_was_told_is_not_lost_with_a_record_of_the_same_instant() {
    let database = || Database::Known { pools: Vec::new(), media: Vec::new() };
    let computer = build(HERE, computer(0, "BACKUP1"), database()).expect("sound");
    let outside = Box::new(Elsewhere::default());
    let mut world = World::of(7, Pace::default(), vec![computer], Network::default(), outside);
    // Plays until calls have ended; every batch ends like this.
    let play =
        |world: &mut World, calls: &[CallId], result: Result<(), StoreFault>| -> Vec<Ended> {
            let mut ends: Vec<Option<Ended>> = vec![None; calls.len()];
            while ends.iter().any(Option::is_none) {
                match world.turn(world.now()) {
                    Turn::Wait { due } => world.go_to(due),
                    Turn::Commit => {
                        let through = world.take_batch().last().expect("a record").ticket;
                        world.kept(world.now(), HERE, through, result);
                        world.batch_done();
                    }
                    Turn::Replies => {}
                    other => panic!("{other:?}"),
                }
                for (end, call) in ends.iter_mut().zip(calls) {
                    *end = end.take().or_else(|| world.take(*call));
                }
            }
            ends.into_iter().flatten().collect()
        };
    let enter = |world: &mut World, process, handle, request: Request| {
        let action = Action::Api { handle, request };
        world.enter(world.now(), Call { process, caller: None, action })
    };
    let process = program(&mut world);
    let opening = enter(&mut world, process, None, OpenNtmsSession::default().into());
    let [Ended::Opened(session)] = play(&mut world, &[opening], Ok(()))[..] else { panic!() };
    let watching = OpenNtmsNotification { object_type: ObjectType::MediaPool.value() };
    let watching = enter(&mut world, process, Some(session), watching.into());
    let [Ended::Answered(Answer::Handle(channel))] = play(&mut world, &[watching], Ok(()))[..]
    else {
        panic!()
    };
    let kept = enter(&mut world, process, Some(session), create("Kept").into());
    let kept = play(&mut world, &[kept], Ok(()));
    let [Ended::Answered(Answer::Id(pool))] = kept[..] else { panic!("{kept:?}") };
    let lost = enter(&mut world, process, Some(session), create("Lost").into());
    let wait = WaitForNtmsNotification { timeout: 0 };
    let told = enter(&mut world, process, Some(Handle(channel)), wait.into());
    let ends = play(&mut world, &[lost, told], Err(StoreFault::Failure));
    let Ok(answer) = inserted(Ok(Answer::Id(pool))) else { panic!() };
    let failed = Ended::Refused(NtmsError::DatabaseFailure.into());
    assert_eq!(ends, [failed, Ended::Answered(answer)]);
}

#[test]
fn the_driver_of_a_lone_drive_tells_the_service_a_second_later_if_it_wants_to_know() {
    let mut world = room_of(
        "
version: 1
computers: { BACKUP1: { libraries: { desk: { profile: stand-alone } } } }
media: [{ media: NEW001L3, at: { shelf: BACKUP1 } }]
",
    );
    let process = program(&mut world);
    pass(&mut world, Duration::from_secs(1));
    let session = open(&mut world, process, None).expect("local");
    let detection = match ask(&mut world, process, session, BeginNtmsDeviceChangeDetection) {
        Ok(Answer::Handle(detection)) => detection,
        other => panic!("{other:?}"),
    };
    let library = world.rsm(HERE).expect("runs").objects(ObjectType::Library, None);
    let library = library.expect("listed").pop();
    let requests = |world: &World| {
        world.rsm(HERE).expect("runs").objects(ObjectType::LibRequest, None).map(|all| all.len())
    };
    let insert = Deed::Insert(Insertion { medium: "NEW001L3".into(), library: "desk".into() });
    let before = requests(&world);
    let events = world.agenda.len();
    world.do_deed(&insert).expect("empty");
    assert_eq!(world.agenda.len(), events, "nobody wants to know");
    let object_type = ObjectType::Library.value();
    let objects = library.map(|library| vec![library]);
    let set = SetNtmsDeviceChangeDetection { detection, objects, object_type };
    ask(&mut world, process, session, set).expect("it stands alone");
    pass(&mut world, Duration::from_secs(60));
    let looked = requests(&world);
    assert!(looked > before);
    world.do_deed(&Deed::PowerCycle("desk".into())).expect("possible");
    assert_eq!(requests(&world), looked, "no medium moved");
}
