//! Device nodes: how they are numbered, and commands that programs send through them.

use wire::scsi::{
    ChangerCommand, Command, Data, DriveCommand, ElementType, Outcome, Sense, Status,
};

use super::*;
use crate::node::{Face, NoAnswer};

/// A computer with a library, a jukebox, a drive of its own and another library.
fn many() -> World {
    let room = "
version: 1
computers:
  NODE1:
    this: true
    service: { state: stopped }
    libraries:
      tower: { profile: lto-30, drives: 2 }
      discs: { profile: jukebox-100, drives: 1 }
      desk: { profile: stand-alone }
      other: { profile: lto-30, drives: 1 }
  NODE2: { libraries: { far: { profile: lto-30, drives: 1 } } }
";
    let scenario = crate::scenario::Scenario::parse("room.yaml", room).expect("sound");
    World::new(&scenario, Default::default(), Box::new(InMemory::default())).expect("sound")
}

#[test]
fn units_are_numbered_through_the_libraries_of_a_computer() {
    let world = many();
    let unit = |at: ComputerId, name: &str| {
        let node = world.node(at, name)?;
        let device = node.device;
        Some((world.unit_name(device.computer, device.cable, device.lun), node.device_type))
    };
    let generic = ["tower/changer", "tower/drive-0", "tower/drive-1", "discs/changer"];
    let generic = generic.into_iter().chain(["discs/drive-0", "desk/drive-0"]);
    let generic = generic.chain(["other/changer", "other/drive-0"]);
    for (number, expected) in generic.enumerate() {
        let found = unit(HERE, &format!("/dev/sg{number}")).map(|(name, _)| name);
        assert_eq!(found.as_deref(), Some(expected), "{number}");
    }
    let tapes = ["tower/drive-0", "tower/drive-1", "desk/drive-0", "other/drive-0"];
    for (number, expected) in tapes.into_iter().enumerate() {
        for prefix in ["/dev/nst", "/dev/st"] {
            let found = unit(HERE, &format!("{prefix}{number}"));
            assert_eq!(found, Some((expected.to_owned(), 0x01)), "{prefix}{number}");
        }
    }
    assert_eq!(unit(THERE, "/dev/nst0"), Some(("far/drive-0".to_owned(), 0x01)));
    assert_eq!(unit(HERE, r"\\.\Changer0"), Some(("tower/changer".to_owned(), 0x08)));
    assert_eq!(unit(HERE, r"\\.\Tape1"), Some(("tower/drive-1".to_owned(), 0x01)));
    let face = |name| world.node(HERE, name).map(|node| node.face);
    assert_eq!(face("/dev/st0"), Some(Face::Tape { rewinds: true }));
    assert_eq!(face(r"\\.\Tape0"), Some(Face::Tape { rewinds: false }));
    assert_eq!(face(r"\\.\Changer0"), Some(Face::Generic));
    for name in ["/dev/nst4", "/dev/sg8", "/dev/nst", "/dev/nst00", "/dev/nst-1", "/dev/tape"] {
        assert_eq!(face(name), None, "{name}");
    }
    assert_eq!(face("/dev/nst99999999999999999999"), None);
}

fn send(world: &mut World, name: &str, command: Command) -> Result<Outcome, NoAnswer> {
    let process = program(world);
    let device = world.node(HERE, name).expect("there").device;
    let patience = Duration::from_secs(60);
    match call(world, process, Action::Command { device, command: Box::new(command), patience }) {
        Ended::Commanded(result) => result,
        other => panic!("{other:?}"),
    }
}

#[test]
fn all_programs_of_a_computer_are_one_initiator() {
    let mut world = many();
    let first = send(&mut world, "/dev/sg0", Command::TestUnitReady);
    assert_eq!(first, Ok(Outcome::check(Sense::POWER_ON)));
    let second = send(&mut world, "/dev/sg0", Command::TestUnitReady);
    assert_eq!(second, Ok(Outcome::GOOD), "told once, whichever program it was");
}

#[test]
fn a_unit_that_does_not_answer_is_waited_for_as_long_as_the_program_says() {
    let mut world = many();
    send(&mut world, "/dev/sg1", Command::TestUnitReady).expect("an answer");
    let fault = "{ at: { drive: [tower, 0] }, when: { command: INQUIRY, nth: 1 }, do: drop }";
    let rule = room::rule(fault);
    world.add_fault(&rule).expect("possible");
    let before = world.now();
    assert_eq!(send(&mut world, "/dev/sg1", Command::Inquiry), Err(NoAnswer));
    let waited = world.now() - before;
    assert!(waited >= Duration::from_secs(60) && waited < Duration::from_secs(61), "{waited:?}");
    let again = send(&mut world, "/dev/sg1", Command::Inquiry).expect("an answer");
    assert!(matches!((again.status, again.data), (Status::Good, Data::Inquiry(_))));
}

#[test]
fn an_answered_command_leaves_nothing_on_the_agenda() {
    let mut world = many();
    let limits = Command::Drive(DriveCommand::ReadBlockLimits);
    for _ in 0..3 {
        send(&mut world, "/dev/nst0", limits.clone()).expect("an answer");
    }
    assert_eq!(world.turn(world.now()), Turn::Idle);
}

#[test]
fn what_a_program_moved_the_service_need_not_know() {
    let mut world = room::room("");
    room::until_ready(&mut world);
    let unit = |name: &str| world.node(HERE, name).expect("there").device;
    let cabinet = &world.computers[0].cabinets[usize::from(unit("/dev/sg0").cable.0)];
    let first = |kind| cabinet.library.elements(kind)[0];
    let (from, to) = (first(ElementType::Storage), first(ElementType::DataTransfer));
    let hand = first(ElementType::Transport);
    let load = ChangerCommand::MoveMedium { transport: hand, from, to, invert: false };
    send(&mut world, "/dev/sg0", Command::TestUnitReady).expect("an answer");
    assert_eq!(send(&mut world, "/dev/sg0", Command::Changer(load)), Ok(Outcome::GOOD));
    assert_eq!(world.check(), []);
}
