//! Services that are not there, fall, hang or refuse, and budgets.

use super::*;
use crate::computer::ServiceState;
use wire::ntms::call::EnumerateNtmsObject;

fn pools() -> EnumerateNtmsObject {
    EnumerateNtmsObject {
        container: None,
        object_type: wire::ntms::ObjectType::MediaPool.value(),
        options: 0,
        capacity: Some(100),
    }
}

fn at_service(rest: &str) -> String {
    format!("{{ at: {{ service: BACKUP1 }}, {rest} }}")
}

#[test]
pub(super) fn states_answer_as_they_should() {
    use NtmsError::{NotConnected, NotReady, RpcSNoInterfaces};
    for (service, error) in [
        ("state: not-installed", Some(NotConnected)),
        ("state: disabled", Some(NotConnected)),
        ("state: stopped", Some(NotReady)),
        ("state: starting, ready-after: 1h", Some(NotReady)),
        ("state: crashed", Some(NotConnected)),
        ("version: '2000'", Some(RpcSNoInterfaces)),
        ("state: running", None),
    ] {
        let there = format!("BACKUP2: {{ service: {{ {service} }} }}");
        let mut world = changed_room("BACKUP2: {}", &there, "");
        let process = program(&mut world);
        let opened = open(&mut world, process, Some("BACKUP2"));
        assert_eq!(opened.err(), error, "{service}");
    }
}

#[test]
pub(super) fn a_crash_before_the_reply_keeps_what_was_kept() {
    let when = "when: { kept: CreateNtmsMediaPool, nth: 1 }, do: { crash: { restart-after: 5s } }";
    let mut world = room_with_rule(&at_service(when));
    let lost = client(&mut world);
    assert_eq!(lost.make_pool(&mut world, "Late"), Err(NtmsError::NotConnected));
    assert_eq!(world.service_state(HERE), ServiceState::Crashed);
    assert_eq!(lost.ask(&mut world, pools()), Err(NtmsError::NotConnected));
    pass(&mut world, seconds(10));
    until_ready(&mut world);
    assert!(pool_exists(&world, "Late"));
    let back = client(&mut world);
    assert!(back.make_pool(&mut world, "Next").is_ok());
    assert_eq!(spoke(&world), 1);
}

#[test]
fn a_call_that_changes_nothing_is_no_record() {
    let mut world = room_with_rule(&at_service("when: { kept: any }, do: crash"));
    let reader = client(&mut world);
    assert!(reader.ask(&mut world, pools()).is_ok());
    assert_eq!(spoke(&world), 0);
}

#[test]
fn a_crash_at_a_call_loses_the_call() {
    let mut world = room_with_rule(&at_service("when: { call: CreateNtmsMediaPool }, do: crash"));
    let lost = client(&mut world);
    assert_eq!(lost.make_pool(&mut world, "Late"), Err(NtmsError::NotConnected));
    assert_eq!(world.service_state(HERE), ServiceState::Crashed);
    world.start_service(HERE);
    pass(&mut world, seconds(1));
    assert!(!pool_exists(&world, "Late"));
}

#[test]
pub(super) fn a_stopped_service_ends_its_calls() {
    let mut world = room_with_rule(&at_service("when: { after: 10s }, do: stop"));
    let lost = client(&mut world);
    // Nobody brings the medium; the call waits in the service.
    let mounted = lost.mount(&mut world, "S00001L3", seconds(3600));
    assert_eq!(mounted, Err(NtmsError::NotConnected));
    assert_eq!(world.now(), seconds(10));
    let process = program(&mut world);
    assert_eq!(open(&mut world, process, None), Err(NtmsError::NotReady));
    world.start_service(HERE);
    until_ready(&mut world);
    assert!(open(&mut world, process, None).is_ok());
}

#[test]
fn a_rule_does_not_kill_what_is_not_there() {
    let there = "BACKUP2: { service: { state: not-installed } }";
    let kill = "{ at: { service: BACKUP2 }, do: { crash: { restart-after: 1s } } }";
    let mut world = changed_room("BACKUP2: {}", there, &format!("faults:\n  - {kill}\n"));
    pass(&mut world, seconds(10));
    assert_eq!(world.service_state(THERE), ServiceState::NotInstalled);
}

#[test]
pub(super) fn a_busy_service_says_what_the_function_documents() {
    let mut world = room("");
    let before = client(&mut world);
    world.add_fault(&rule(&at_service("do: busy"))).expect("possible");
    let process = program(&mut world);
    assert_eq!(open(&mut world, process, None), Err(NtmsError::NotReady));
    let mounted = before.mount(&mut world, "A00001L3", seconds(600));
    assert_eq!(mounted, Err(NtmsError::Busy));
    assert!(before.ask(&mut world, pools()).is_ok());
    assert_eq!(spoke(&world), 2);
}

#[test]
pub(super) fn a_denied_call_changes_nothing() {
    let mut world = room("");
    let before = client(&mut world);
    world.add_fault(&rule(&at_service("do: deny"))).expect("possible");
    let process = program(&mut world);
    assert_eq!(open(&mut world, process, None), Err(NtmsError::AccessDenied));
    assert_eq!(before.make_pool(&mut world, "Mine"), Err(NtmsError::AccessDenied));
    assert!(!pool_exists(&world, "Mine"));
    assert!(close(&mut world, before.process, before.handle).is_ok());
    assert_eq!(spoke(&world), 2);
}

#[test]
fn calls_wait_for_a_service_that_hangs() {
    let when = "when: { after: 10s }, do: { hang: { for: 30s } }";
    let mut world = room_with_rule(&at_service(when));
    let waits = client(&mut world);
    pass(&mut world, seconds(20));
    assert!(waits.ask(&mut world, pools()).is_ok());
    assert_eq!(world.now(), seconds(40));
    let before = world.now();
    assert!(waits.ask(&mut world, pools()).is_ok());
    assert_eq!(world.now(), before + Pace::default().call_cost);
}

#[test]
fn a_service_that_dies_while_it_hangs_ends_what_waits() {
    let hang = at_service("when: { after: 1s }, do: hang");
    let crash = at_service("when: { after: 9s }, do: { crash: { restart-after: 1s } }");
    let mut world = room(&format!("faults:\n  - {hang}\n  - {crash}\n"));
    let waits = client(&mut world);
    pass(&mut world, seconds(2));
    assert_eq!(waits.ask(&mut world, pools()), Err(NtmsError::NotConnected));
    assert_eq!(world.now(), seconds(9));
    pass(&mut world, seconds(2));
    until_ready(&mut world);
    // It has forgotten that it hung.
    let back = client(&mut world);
    assert!(back.ask(&mut world, pools()).is_ok());
}

#[test]
fn a_call_may_be_late_and_a_reply_too() {
    for occasion in ["call", "reply"] {
        let when = format!("when: {{ {occasion}: EnumerateNtmsObject }}, do: {{ delay: 4s }}");
        let mut world = room_with_rule(&at_service(&when));
        let waits = client(&mut world);
        let before = world.now();
        assert!(waits.ask(&mut world, pools()).is_ok());
        assert_eq!(world.now(), before + Pace::default().call_cost + seconds(4));
        assert_eq!(spoke(&world), 1);
    }
}

#[test]
pub(super) fn budgets_are_asked_before_anything_grows() {
    let here = "BACKUP1: { service: { sessions-max: 2 }, ";
    let mut world = changed_room("BACKUP1: { ", here, "");
    let process = program(&mut world);
    let handles: Vec<Handle> =
        (0..2).map(|_| open(&mut world, process, None).expect("room for it")).collect();
    assert_eq!(open(&mut world, process, None), Err(NtmsError::NotReady));
    close(&mut world, process, handles[0]).expect("open");
    assert!(open(&mut world, process, None).is_ok());

    let rule = "{ at: { memory: BACKUP1 }, when: { nth: 2 }, do: out-of-memory }";
    let mut world = room_with_rule(rule);
    let grows = client(&mut world);
    // Making a pool does not document that memory may run out, so it is no occasion.
    assert!(grows.make_pool(&mut world, "Mine").is_ok());
    assert!(grows.ask(&mut world, pools()).is_ok());
    let short = grows.mount(&mut world, "A00001L3", seconds(600));
    assert_eq!(short, Err(NtmsError::NotEnoughMemory));
    assert_eq!(world.left().requests, 0);
    assert!(grows.mount(&mut world, "A00001L3", seconds(600)).is_ok());
    assert_eq!(spoke(&world), 1);
}
