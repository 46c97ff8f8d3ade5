//! Names, interfaces, links, and messages on their way.

use super::*;
use crate::scenario::person::Deed;
use crate::scenario::room::LinkState;

const FAR: Option<&str> = Some("BACKUP2");
const PATIENCE: u64 = 60;

fn sessions_there(world: &World) -> usize {
    world.rsm(THERE).expect("runs").sessions().count()
}

/// How long an open session with the other computer takes, or why there is none.
fn open_far(world: &mut World) -> (Result<Handle, NtmsError>, Duration) {
    let process = program(world);
    let before = world.now();
    let opened = open(world, process, FAR);
    (opened, world.now() - before)
}

fn usual() -> Duration {
    let (opened, takes) = open_far(&mut room(""));
    assert!(opened.is_ok());
    takes
}

fn at_link(rest: &str) -> String {
    format!("{{ at: {{ link: [BACKUP1, BACKUP2] }}, {rest} }}")
}

#[test]
pub(super) fn names_that_nobody_has() {
    let mut world = room("");
    let process = program(&mut world);
    assert_eq!(open(&mut world, process, Some("a/b")), Err(NtmsError::InvalidComputername));
    assert_eq!(open(&mut world, process, Some("NOBODY")), Err(NtmsError::NotConnected));
}

#[test]
pub(super) fn cables_that_people_pull() {
    let mut world = room("");
    let link = |state| Deed::link("BACKUP1", "BACKUP2", state);
    let own = || Deed::Unplug("BACKUP1".into());
    let other = || Deed::Unplug("BACKUP2".into());
    let at_once = Pace::default().call_cost;
    for (deed, error, takes) in [
        (own(), Some(NtmsError::NoNetwork), at_once),
        (Deed::Plug("BACKUP1".into()), None, usual()),
        (other(), Some(NtmsError::NotConnected), at_once),
        (Deed::Plug("BACKUP2".into()), None, usual()),
        (link(LinkState::Down), Some(NtmsError::NotConnected), at_once),
        (link(LinkState::Refuse), Some(NtmsError::NotConnected), at_once),
        (link(LinkState::Silent), Some(NtmsError::NotConnected), at_once + seconds(PATIENCE)),
        (link(LinkState::Up), None, usual()),
    ] {
        world.do_deed(&deed).expect("possible");
        let (opened, took) = open_far(&mut world);
        assert_eq!(opened.err(), error, "{deed:?}");
        assert_eq!(took, takes, "{deed:?}");
    }
}

#[test]
pub(super) fn links_that_are_slow_or_lose() {
    let slow = "network:\n  - { between: [BACKUP1, BACKUP2], latency: 1s, jitter: 1s }\n";
    let (opened, takes) = open_far(&mut room(slow));
    assert!(opened.is_ok());
    assert!((seconds(2)..=seconds(4) + Pace::default().call_cost).contains(&takes), "{takes:?}");
    let loses = "network:\n  - { between: [BACKUP1, BACKUP2], loss: 1.0 }\n";
    let (opened, takes) = open_far(&mut room(loses));
    assert_eq!(opened, Err(NtmsError::NotConnected));
    assert!(takes >= seconds(PATIENCE));
}

#[test]
pub(super) fn a_lost_call_is_not_done_and_a_lost_reply_was() {
    for (occasion, sessions) in [("call", 0), ("reply", 1)] {
        let when = format!("when: {{ {occasion}: OpenNtmsSession, nth: 1 }}, do: drop");
        let mut world = room_with_rule(&at_link(&when));
        let (opened, takes) = open_far(&mut world);
        assert_eq!(opened, Err(NtmsError::NotConnected));
        assert!(takes >= seconds(PATIENCE), "{takes:?}");
        assert_eq!(sessions_there(&world), sessions, "{occasion}");
        assert_eq!(spoke(&world), 1);
        assert!(open_far(&mut world).0.is_ok());
    }
}

#[test]
pub(super) fn a_delay_is_as_long_as_it_says() {
    let mut world = room_with_rule(&at_link("when: { reply: OpenNtmsSession }, do: { delay: 7s }"));
    let (opened, takes) = open_far(&mut world);
    assert!(opened.is_ok());
    assert_eq!(takes, usual() + seconds(7));
    // Without an occasion both ways are slow.
    let mut world = room_with_rule(&at_link("do: { delay: 7s }"));
    assert_eq!(open_far(&mut world).1, usual() + seconds(14));
    assert_eq!(spoke(&world), 2);
}

#[test]
pub(super) fn a_call_that_comes_twice_is_done_once() {
    for occasion in ["call", "reply"] {
        let when = format!("when: {{ {occasion}: OpenNtmsSession }}, do: duplicate");
        let mut world = room_with_rule(&at_link(&when));
        let lines = listen(&mut world);
        let (opened, takes) = open_far(&mut world);
        assert!(opened.is_ok());
        assert_eq!(takes, usual());
        pass(&mut world, seconds(1));
        assert_eq!(sessions_there(&world), 1);
        assert_eq!(world.left().sessions, 1);
        assert!(heard(&lines, "a copy of call"));
    }
}

#[test]
pub(super) fn a_refused_connection_fails_at_once() {
    let mut world = room_with_rule(&at_link("when: { call: OpenNtmsSession, nth: 1 }, do: refuse"));
    let (opened, takes) = open_far(&mut world);
    assert_eq!(opened, Err(NtmsError::NotConnected));
    assert_eq!(takes, Pace::default().call_cost);
    assert_eq!(sessions_there(&world), 0);
    assert!(open_far(&mut world).0.is_ok());
}

#[test]
pub(super) fn a_reset_under_a_reply_ends_the_session_at_both_ends() {
    let mut world = room_with_rule(&at_link("when: { reply: OpenNtmsSession, nth: 1 }, do: reset"));
    let (opened, takes) = open_far(&mut world);
    assert_eq!(opened, Err(NtmsError::NotConnected));
    assert!(takes < usual());
    assert_eq!((sessions_there(&world), world.left().sessions), (0, 0));
    assert!(open_far(&mut world).0.is_ok());
}
