//! OpenNtmsSession and CloseNtmsSession: each outcome from its own cause, in the order of causes.

use super::*;
use crate::network::Link;
use wire::ntms::call::EnumerateNtmsObject;

fn pools() -> EnumerateNtmsObject {
    EnumerateNtmsObject {
        container: None,
        object_type: wire::ntms::ObjectType::MediaPool.value(),
        options: 0,
        capacity: Some(100),
    }
}

#[test]
fn every_name_of_this_computer_is_local_and_costs_one_call() {
    for name in [
        None,
        Some(""),
        Some("BACKUP1"),
        Some("backup1"),
        Some(r"\\Backup1"),
        Some("backup1.EXAMPLE.com"),
        Some("backup1.example.com."),
        Some("10.0.0.1"),
    ] {
        let mut world = two_computers();
        let process = program(&mut world);
        let handle = open(&mut world, process, name).unwrap_or_else(|e| panic!("{name:?}: {e}"));
        assert_eq!(world.now(), Pace::default().call_cost, "{name:?}");
        assert_eq!(close(&mut world, process, handle), Ok(Answer::Done));
        assert_eq!(world.left().sessions, 0);
    }
}

#[test]
fn another_computer_is_reached_over_the_network() {
    let mut world = two_computers();
    let process = program(&mut world);
    let handle = open(&mut world, process, Some("BACKUP2")).expect("reachable");
    assert_eq!(world.rsm(THERE).expect("runs").sessions().count(), 1);
    assert_eq!(world.rsm(HERE).expect("runs").sessions().count(), 0);
    let there_and_back = 2 * Link::default().latency;
    assert_eq!(world.now(), Pace::default().call_cost + there_and_back);
    assert!(matches!(ask(&mut world, process, handle, pools()), Ok(Answer::Ids(_))));
    assert_eq!(close(&mut world, process, handle), Ok(Answer::Done));
    assert_eq!(world.rsm(THERE).expect("runs").sessions().count(), 0);
}

#[test]
fn the_first_failure_on_the_way_wins() {
    use NtmsError::{InvalidComputername, InvalidParameter, NoNetwork, NotConnected, NotReady};
    let far = Some("BACKUP2");
    type Spoil = fn(&mut World);
    let down: Spoil = |world| world.computers[0].interface_up = false;
    let far_down: Spoil = |world| world.computers[1].interface_up = false;
    let cut: Spoil = |world| {
        let link = Link { up: false, ..Link::default() };
        world.network.set_link(HERE, THERE, link);
    };
    fn state(state: ServiceState) -> impl Fn(&mut World) {
        move |world| world.computers[1].service.state = state
    }
    let stopped: Spoil = |world| state(ServiceState::Stopped)(world);
    let disabled: Spoil = |world| state(ServiceState::Disabled)(world);
    let missing: Spoil = |world| state(ServiceState::NotInstalled)(world);
    let starting: Spoil = |world| state(ServiceState::Starting)(world);
    let old: Spoil = |world| world.computers[1].service.config.version = Version::Windows2000;
    let old_and_stopped: Spoil = |world| {
        world.computers[1].service.config.version = Version::Windows2000;
        world.computers[1].service.state = ServiceState::Stopped;
    };
    let cases: [(Option<&str>, Spoil, NtmsError); 12] = [
        (Some("a/b"), down, InvalidComputername),
        (far, down, NoNetwork),
        (Some("NOBODY"), down, NoNetwork),
        (Some("NOBODY"), |_| {}, NotConnected),
        (far, far_down, NotConnected),
        (far, cut, NotConnected),
        (far, missing, NotConnected),
        (far, disabled, NotConnected),
        (far, old, NtmsError::RpcSNoInterfaces),
        (far, old_and_stopped, NtmsError::RpcSNoInterfaces),
        (far, stopped, NotReady),
        (far, starting, NotReady),
    ];
    for (at, (name, spoil, error)) in cases.into_iter().enumerate() {
        let mut world = two_computers();
        // Services come up before anything is spoilt.
        pass(&mut world, Duration::from_millis(1));
        spoil(&mut world);
        let process = program(&mut world);
        assert_eq!(open(&mut world, process, name), Err(error), "case {at}");
        assert_eq!(world.left().sessions, 0);
    }
    let mut world = two_computers();
    let process = program(&mut world);
    let open = OpenNtmsSession {
        server: Some(Text::new("a/b")),
        application: Some(Text::from("x".repeat(64))),
        options: 0,
    };
    for open in [open.clone(), OpenNtmsSession { application: None, options: 2, ..open }] {
        let request = open.into();
        let ended = call(&mut world, process, Action::Api { handle: None, request });
        assert_eq!(ended, Ended::Refused(InvalidParameter.into()));
    }
}

#[test]
fn a_handle_is_for_its_own_process_and_dies_with_its_session() {
    let mut world = two_computers();
    let (own, other) = (program(&mut world), program(&mut world));
    let handle = open(&mut world, own, None).expect("local");
    let invalid = Err(NtmsError::InvalidHandle);
    assert_eq!(close(&mut world, other, handle), invalid);
    assert!(ask(&mut world, own, handle, pools()).is_ok());
    assert_eq!(close(&mut world, own, handle), Ok(Answer::Done));
    for forged in [handle, Handle(0), Handle::INVALID, Handle(handle.0 + 1)] {
        assert_eq!(close(&mut world, own, forged), invalid);
        assert_eq!(ask(&mut world, own, forged, pools()), invalid);
    }
    let again = open(&mut world, own, None).expect("local");
    assert_ne!(again, handle);
    assert_eq!(close(&mut world, own, handle), invalid);
    assert!(close(&mut world, own, again).is_ok());
}

#[test]
fn a_server_that_is_lost_makes_every_later_call_fail() {
    let mut world = two_computers();
    let process = program(&mut world);
    let (local, far) =
        (open(&mut world, process, None), open(&mut world, process, Some("BACKUP2")));
    let (local, far) = (local.expect("local"), far.expect("reachable"));
    world.crash_service(THERE);
    for _ in 0..2 {
        assert_eq!(ask(&mut world, process, far, pools()), Err(NtmsError::NotConnected));
    }
    assert!(ask(&mut world, process, local, pools()).is_ok());
    world.start_service(THERE);
    pass(&mut world, Duration::from_secs(1));
    // The session was one with the run of the service that died.
    assert_eq!(ask(&mut world, process, far, pools()), Err(NtmsError::NotConnected));
    assert_eq!(close(&mut world, process, far), Err(NtmsError::ConnectionUnavail));
    assert_eq!(close(&mut world, process, far), Err(NtmsError::InvalidHandle));
    assert!(open(&mut world, process, Some("BACKUP2")).is_ok());
}

#[test]
fn a_service_that_becomes_ready_later_is_waited_for() {
    let mut setup = computer(0, "BACKUP1");
    setup.state = ServiceState::Starting;
    setup.start_delay = Duration::from_secs(20);
    let mut world = world(vec![setup]);
    let process = program(&mut world);
    let mut tries = 0;
    while let Err(error) = open(&mut world, process, None) {
        assert_eq!(error, NtmsError::NotReady);
        tries += 1;
        pass(&mut world, Duration::from_secs(5));
    }
    assert_eq!(tries, 4);
    assert!(world.now() >= Duration::from_secs(20));
}

#[test]
fn a_program_that_ends_leaves_no_session() {
    let mut world = two_computers();
    let process = program(&mut world);
    open(&mut world, process, None).expect("local");
    open(&mut world, process, Some("BACKUP2")).expect("reachable");
    assert_eq!(world.left().sessions, 2);
    world.end_process(process);
    pass(&mut world, Duration::from_secs(1));
    assert_eq!(world.left().sessions, 0);
    for computer in [HERE, THERE] {
        assert_eq!(world.rsm(computer).expect("runs").sessions().count(), 0);
    }
}

#[test]
fn what_a_program_asked_for_before_it_ended_opens_nothing() {
    let turns_until_open = |server: &str, turns: usize| {
        let mut world = two_computers();
        let process = program(&mut world);
        let open = OpenNtmsSession { server: Some(Text::new(server)), ..Default::default() };
        let action = Action::Api { handle: None, request: open.into() };
        let call = world.enter(world.now(), Call { process, caller: None, action });
        for _ in 0..turns {
            if let Turn::Wait { due } = world.turn(world.now()) {
                world.go_to(due);
            }
        }
        let early = world.take(call);
        world.end_process(process);
        pass(&mut world, Duration::from_secs(1));
        assert_eq!(world.left(), crate::Open::default(), "{server} after {turns} turns");
        let ended = early.or_else(|| world.take(call)).expect("a call ends");
        matches!(ended, Ended::Opened(_))
    };
    for server in ["BACKUP1", "BACKUP2"] {
        let opened: Vec<bool> = (0..20).map(|turns| turns_until_open(server, turns)).collect();
        // It is ended at every moment before and after its session is there.
        assert!(!opened[0] && opened[19] && opened.is_sorted(), "{server}: {opened:?}");
    }
}

#[test]
fn a_program_that_has_ended_calls_nothing() {
    let mut world = two_computers();
    let process = program(&mut world);
    world.end_process(process);
    for server in [None, Some("BACKUP2")] {
        assert_eq!(open(&mut world, process, server), Err(NtmsError::Cancelled));
    }
    assert_eq!(world.left(), crate::Open::default());
}

#[test]
fn registered_callers_hold_time_and_take_turns_by_the_seed() {
    let order = |seed: u64, entering: [usize; 3]| {
        let mut world = two_computers();
        world.seed = seed;
        let process = program(&mut world);
        let callers: Vec<CallerId> =
            ["ann", "bob", "cid"].iter().map(|name| world.register(name)).collect();
        assert_eq!(world.turn(Duration::MAX), Turn::Held);
        let mut calls = Vec::new();
        for at in entering {
            let action = Action::Sleep(Duration::from_secs(1));
            let call = Call { process, caller: Some(callers[at]), action };
            calls.push((world.enter(Duration::ZERO, call), at));
        }
        let mut order = Vec::new();
        while order.len() < 3 {
            assert_eq!(world.turn(Duration::MAX), Turn::Replies);
            for (call, at) in &calls {
                if world.take(*call).is_some() {
                    order.push(*at);
                    world.leave(callers[*at]);
                }
            }
        }
        order
    };
    let orders: Vec<Vec<usize>> = (0..20).map(|seed| order(seed, [0, 1, 2])).collect();
    for (seed, expected) in (0u64..).zip(&orders) {
        assert_eq!(&order(seed, [2, 0, 1]), expected, "who enters first does not matter");
    }
    assert!(orders.iter().any(|order| *order != orders[0]), "the seed matters");
}
