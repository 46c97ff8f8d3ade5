//! Units that hang, lose or forge, conditions, power, doors.

use super::*;
use crate::scenario::person::{Deed, Insertion};
use hardware::{Condition, HandRefused, Target};
use wire::scsi::{Lun, Sense};
use wire::tape::{TapeDone, TapeError, TapeVerb};

const DRIVE: &str = r"\\.\Tape0";

/// Puts the tape of the first drive back to its beginning, and how long that takes.
fn rewind(world: &mut World, process: ProcessId) -> (Result<TapeDone, TapeError>, Duration) {
    let before = world.now();
    let action = Action::Tape { device: Text::new(DRIVE), verb: TapeVerb::Rewind };
    match call(world, process, action) {
        Ended::Drove(done) => (done, world.now() - before),
        other => panic!("{other:?}"),
    }
}

/// A room where the first drive holds a tape, and a program that has used it.
fn with_tape(rest: &str) -> (World, ProcessId) {
    let mut world = room("");
    let mounts = client(&mut world);
    mounts.mount(&mut world, "A00001L3", seconds(600)).expect("possible");
    // The first command hears what happened to the unit before.
    rewind(&mut world, mounts.process).0.expect("a tape");
    let fault = rule(&format!("{{ at: {{ drive: [tower, 0] }}, {rest} }}"));
    world.add_fault(&fault).expect("possible");
    (world, mounts.process)
}

fn usual() -> Duration {
    let mut world = room("");
    let mounts = client(&mut world);
    mounts.mount(&mut world, "A00001L3", seconds(600)).expect("possible");
    rewind(&mut world, mounts.process).0.expect("a tape");
    rewind(&mut world, mounts.process).1
}

#[test]
fn every_condition_begins_at_its_time_and_ends_by_itself() {
    for row in Condition::TABLE {
        let cleaner = row.condition == Condition::CleanerUsedUp;
        let mut targets = Vec::new();
        if row.of.changer {
            targets.push(("{ changer: tower }", Target::Changer));
        }
        if row.of.drive {
            targets.push(("{ drive: [tower, 1] }", Target::Drive(Lun(2))));
        }
        let world = room("");
        let medium = if cleaner { "CLN001CU" } else { "A00001L3" };
        let (_, id) = world.medium_in_library(medium).expect("there");
        let at_medium = format!("{{ medium: {medium} }}");
        if row.of.cartridge {
            targets.push((&at_medium, Target::Cartridge(id)));
        }
        assert!(!targets.is_empty(), "{}", row.name);
        for (at, on) in targets {
            let name = row.name;
            let rule =
                format!("{{ at: {at}, when: {{ after: 5s }}, do: {{ {name}: {{ for: 60s }} }} }}");
            let mut world = room_with_rule(&rule);
            let holds =
                |world: &World| world.cabinet(TOWER).library.has_condition(on, row.condition);
            let lines = listen(&mut world);
            for (time, expected) in [(4, false), (2, true), (60, false)] {
                pass(&mut world, seconds(time));
                assert_eq!(holds(&world), expected, "{name} of {at} at {:?}", world.now());
            }
            assert_eq!(spoke(&world), 1, "{name}");
            assert!(heard(&lines, &format!("rule 0: {name}")));
        }
    }
}

#[test]
fn a_condition_begins_at_a_command_and_meets_it() {
    let (mut world, process) = with_tape("when: { command: REWIND, nth: 2 }, do: power-off");
    assert!(rewind(&mut world, process).0.is_ok());
    let sense = match rewind(&mut world, process).0 {
        Err(TapeError::Refused { sense, .. }) => sense,
        other => panic!("{other:?}"),
    };
    assert_eq!((sense.code.asc, sense.code.ascq), (0x25, 0x00));
    assert_eq!(spoke(&world), 1);
}

#[test]
fn a_rule_about_a_medium_hears_the_drive_that_holds_it() {
    let (mut world, process) = with_tape("when: { command: LOCATE }, do: drop");
    let fault = "{ at: { medium: A00001L3 }, when: { command: REWIND }, do: { delay: 9s } }";
    world.add_fault(&rule(fault)).expect("possible");
    let other = "{ at: { medium: A00002L3 }, when: { command: REWIND }, do: drop }";
    world.add_fault(&rule(other)).expect("possible");
    assert_eq!(rewind(&mut world, process).1, usual() + seconds(9));
    assert_eq!(world.faults_fired(), [(0, 0), (1, 1), (2, 0)]);
}

#[test]
pub(super) fn a_unit_that_hangs_answers_later() {
    let (mut world, process) = with_tape("when: { command: REWIND }, do: { hang: { for: 90s } }");
    let (done, takes) = rewind(&mut world, process);
    assert!(done.is_ok());
    assert!(takes >= seconds(90) && takes <= seconds(90) + usual(), "{takes:?}");
}

#[test]
fn answers_and_commands_may_be_late() {
    for occasion in ["command", "answer"] {
        let rest = format!("when: {{ {occasion}: REWIND }}, do: {{ delay: 8s }}");
        let (mut world, process) = with_tape(&rest);
        let (done, takes) = rewind(&mut world, process);
        assert!(done.is_ok());
        assert_eq!(takes, usual() + seconds(8), "{occasion}");
    }
}

#[test]
fn what_a_device_does_not_answer_is_never_heard_of() {
    for occasion in ["command", "answer"] {
        let (mut world, process) =
            with_tape(&format!("when: {{ {occasion}: REWIND, nth: 1 }}, do: drop"));
        let action = Action::Tape { device: Text::new(DRIVE), verb: TapeVerb::Rewind };
        let waits = world.enter(world.now(), Call { process, caller: None, action });
        while let Turn::Wait { due } = world.turn(world.now()) {
            world.go_to(due);
        }
        assert_eq!(world.turn(world.now()), Turn::Idle);
        assert_eq!(world.take(waits), None);
        assert!(world.who_waits().contains("program"), "{}", world.who_waits());
    }
}

#[test]
fn a_service_gives_up_a_robot_whose_answer_is_lost_and_finds_the_tape() {
    let rule = "{ at: { changer: tower }, when: { answer: MOVE MEDIUM, nth: 1 }, do: drop }";
    let mut world = room_with_rule(rule);
    let mounts = client(&mut world);
    let mounted = mounts.mount(&mut world, "A00001L3", seconds(7200));
    assert!(world.now() > seconds(60), "{mounted:?} at {:?}", world.now());
    assert_eq!(spoke(&world), 1);
    pass(&mut world, seconds(7200));
    assert_eq!(world.check(), []);
}

#[test]
pub(super) fn a_forged_sense_is_marked() {
    let hard = Sense::HARD_READ_ERROR;
    let name = Sense::TABLE.iter().find(|row| row.1.is(hard)).expect("listed").0;
    for occasion in ["command", "answer"] {
        let rest = format!("when: {{ {occasion}: REWIND, nth: 1 }}, do: {{ forged: {name} }}");
        let (mut world, process) = with_tape(&rest);
        let lines = listen(&mut world);
        match rewind(&mut world, process).0 {
            Err(TapeError::Refused { sense, .. }) => assert!(sense.is(hard)),
            other => panic!("{other:?}"),
        }
        assert!(heard(&lines, ", forged"));
        assert!(rewind(&mut world, process).0.is_ok());
    }
}

#[test]
pub(super) fn power_comes_back_with_a_scan() {
    let rule = "{ at: { changer: tower }, when: { after: 5s }, do: power-cycle }";
    let mut world = room_with_rule(rule);
    pass(&mut world, seconds(4));
    assert_eq!(world.cabinet(TOWER).library.deadline(), None);
    pass(&mut world, seconds(2));
    assert!(world.cabinet(TOWER).library.deadline().is_some());
    assert_eq!(spoke(&world), 1);
    let mounts = client(&mut world);
    let mounted = mounts.mount(&mut world, "A00001L3", seconds(3600));
    assert!(mounted.is_ok(), "{mounted:?}");
}

#[test]
pub(super) fn doors_stop_robots_and_full_slots_refuse() {
    let mut world = room("");
    let mounts = client(&mut world);
    let insert =
        |medium: &str| Deed::Insert(Insertion { medium: medium.into(), library: "tower".into() });
    for medium in ["S00001L3", "S00002L3"] {
        world.do_deed(&insert(medium)).expect("room for it");
    }
    let refused = world.do_deed(&insert("F00001L3")).expect_err("full");
    assert_eq!(refused, crate::DeedRefused::Hand(HandRefused::Full));
    assert!(world.computers[0].shelf.contains_key("F00001L3"));
    world.do_deed(&Deed::OpenDoor("tower".into())).expect("unlocked");
    let mounted = mounts.mount(&mut world, "A00001L3", seconds(60));
    assert_eq!(mounted, Err(NtmsError::Timeout));
    world.do_deed(&Deed::CloseDoor("tower".into())).expect("open");
    assert!(mounts.mount(&mut world, "A00001L3", seconds(3600)).is_ok());
}
