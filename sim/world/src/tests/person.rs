//! People: operators that answer requests, and hands that do things at their times.

use super::room::*;
use super::*;
use crate::computer::ServiceState;
use crate::scenario::At;
use crate::scenario::person::Deed;
use crate::scenario::story::{MediumRef, Selector};
use hardware::{Condition, Hand, Target};
use wire::ntms::call::{SubmitNtmsOperatorRequest, WaitForNtmsOperatorRequest};
use wire::ntms::operation::OperatorCommand;

/// A room with an operator who answers so.
fn room_with_olga(answers: &[&str]) -> World {
    let rules: String = answers.iter().map(|rule| format!("      - {rule}\n")).collect();
    room(&format!("people:\n  olga:\n    answers:\n{rules}"))
}

/// Asks people for something about an object and waits for the answer.
fn request(
    world: &mut World,
    command: OperatorCommand,
    about: Option<Selector>,
) -> Result<Answer, NtmsError> {
    let asks = client(world);
    let argument_1 = about.map(|selector| object(world, selector));
    let command = command.value();
    let submit = SubmitNtmsOperatorRequest { command, message: None, argument_1, argument_2: None };
    let request = match asks.ask(world, submit)? {
        Answer::Id(request) => request,
        other => panic!("{other:?}"),
    };
    let timeout = 3_600_000;
    let answered = asks.ask(world, WaitForNtmsOperatorRequest { request, timeout });
    close(world, asks.process, asks.handle)?;
    // Whoever answered closes the session.
    pass(world, seconds(1));
    assert_eq!(world.left().sessions, 0);
    answered
}

fn shelf(world: &World) -> Vec<&str> {
    world.computers[0].shelf.keys().map(String::as_str).collect()
}

#[test]
fn an_operator_brings_what_is_asked_for_and_says_so() {
    let mut world = room_with_olga(&["{ when: MOVEMEDIA, after: 3m, do: satisfy }"]);
    let lines = listen(&mut world);
    let mounts = client(&mut world);
    assert!(mounts.mount(&mut world, "S00002L3", seconds(3600)).is_ok());
    assert!(world.now() > seconds(180) && world.now() < seconds(600), "{:?}", world.now());
    assert!(heard(&lines, "person   olga: hears NTMS_OPREQ_MOVEMEDIA"));
    assert!(heard(&lines, "call     olga: SatisfyNtmsOperatorRequest"));
    assert_eq!(shelf(&world), ["CLN002CU", "F00001L3", "S00001L3"]);
    pass(&mut world, seconds(3600));
    assert_eq!(world.left().sessions, 1);
    assert_eq!(world.check(), []);
}

#[test]
fn an_operator_refuses_ignores_or_only_claims() {
    for (answer, error, hears) in [
        ("refuse", NtmsError::RequestRefused, 1),
        ("ignore", NtmsError::Timeout, 1),
        ("claim", NtmsError::Timeout, 2),
    ] {
        // Somebody who is asked again does not claim twice.
        let rule = format!("{{ after: 1m, do: {answer}, at-most: 1 }}");
        let mut world = room_with_olga(&[&rule, "{ do: ignore }"]);
        let lines = listen(&mut world);
        let mounts = client(&mut world);
        let mounted = mounts.mount(&mut world, "S00001L3", seconds(1800));
        assert_eq!(mounted, Err(error), "{answer}");
        let heard = lines.lock().expect("no panic");
        let hears_of = heard.iter().filter(|line| line.contains("olga: hears")).count();
        assert_eq!(hears_of, hears, "{answer}");
        assert_eq!(shelf(&world).len(), 4);
    }
}

#[test]
fn the_first_rule_that_speaks_decides() {
    let mut world = room_with_olga(&[
        "{ when: CLEANER, do: refuse }",
        "{ medium: S00002L3, do: refuse }",
        "{ when: [NEWMEDIA, MOVEMEDIA], do: satisfy }",
        "{ do: refuse }",
    ]);
    let mounts = client(&mut world);
    let other = mounts.mount(&mut world, "S00002L3", seconds(3600));
    assert_eq!(other, Err(NtmsError::RequestRefused));
    assert!(mounts.mount(&mut world, "S00001L3", seconds(3600)).is_ok());
}

#[test]
fn a_request_is_taken_on_by_one_person() {
    let people = "
people:
  far: { computer: BACKUP2, answers: [{ do: refuse }] }
  anna: { answers: [{ when: CLEANER, do: refuse }] }
  bert: { answers: [{ after: 1m, do: satisfy }] }
  cora: { answers: [{ do: refuse }] }
";
    let mut world = room(people);
    assert_eq!(request(&mut world, OperatorCommand::Message, None), Ok(Answer::Done));
    assert!(world.now() > seconds(60));
    let library = Selector::Library(At::from("tower"));
    let refused = request(&mut world, OperatorCommand::Cleaner, Some(library));
    assert_eq!(refused, Err(NtmsError::Cancelled));
}

#[test]
fn an_operator_brings_a_free_medium_for_a_pool() {
    let free = "F00001L3, at: { shelf: BACKUP1 }, known: free";
    let olga = "people:\n  olga: { answers: [{ when: NEWMEDIA, after: 1m, do: satisfy }] }\n";
    let mut world = changed_room("F00001L3, at: { shelf: BACKUP1 }", free, olga);
    let mounts = client(&mut world);
    let allocated = mounts.allocate(&mut world, 3_600_000);
    assert!(allocated.is_ok(), "{allocated:?} at {:?}", world.now());
    assert!(!shelf(&world).contains(&"F00001L3"));
}

#[test]
fn an_operator_brings_a_cleaner() {
    let mut world = room_with_olga(&["{ after: 1m, do: satisfy }"]);
    let library = Selector::Library(At::from("tower"));
    let done = request(&mut world, OperatorCommand::Cleaner, Some(library));
    assert_eq!(done, Ok(Answer::Done));
    assert!(!shelf(&world).contains(&"CLN002CU"));
    assert!(world.medium_in_library("CLN002CU").is_some());
}

#[test]
fn where_there_is_no_mail_slot_an_operator_puts_the_cleaner_into_the_slot_that_is_meant() {
    let olga = "people:\n  olga: { answers: [{ after: 1m, do: satisfy }] }\n";
    let mut world = changed_room("port: 2", "port: 0", olga);
    let slot = Selector::Slot((At::from("tower"), 20));
    let done = request(&mut world, OperatorCommand::Cleaner, Some(slot));
    assert_eq!(done, Ok(Answer::Done));
    let place = wire::scsi::ElementAddress(32 + 20);
    let (_, cartridge) = world.cabinet(TOWER).library.cartridge_at(place).expect("full");
    assert_eq!(cartridge.barcode.as_deref(), Some("CLN002CU"));
    assert!(!world.cabinet(TOWER).library.door_open());
}

#[test]
fn what_lies_in_a_magazine_that_is_out_is_missed_by_nobody() {
    let at = "A00001L3..A00003L3, at: { library: tower }";
    let mut world = changed_room(at, "A00001L3, at: { slot: [tower, 25] }", "");
    let keeper = client(&mut world);
    let library = object(&world, Selector::Library(At::from("tower")));
    let action = wire::ntms::operation::InventoryMethod::Fast.value();
    let look = wire::ntms::call::InventoryNtmsLibrary { library, action };
    let (on, condition) = (Target::Changer, Condition::MagazineOut);
    let recorded = |world: &World| {
        let database = world.rsm(HERE).expect("it runs").database();
        let mut media = database.all::<rsm::database::PhysicalMedia>();
        let (_, row) = media.find(|(_, row)| &*row.bar_code == "A00001L3").expect("known");
        crate::check::address_of(database, row).map(|at| at.0)
    };
    for hand in [
        Hand::ConditionSet { on, condition, lasts: None },
        Hand::ConditionLift { on, condition },
        Hand::ConditionSet { on, condition, lasts: Some(seconds(7200)) },
    ] {
        let out = matches!(hand, Hand::ConditionSet { .. });
        world.hand(TOWER, hand).expect("possible");
        assert_eq!(world.check(), []);
        keeper.ask(&mut world, look).expect("queued");
        pass(&mut world, seconds(3600));
        assert_eq!(recorded(&world), (!out).then_some(32 + 25));
        assert_eq!(world.check(), []);
    }
    // It is back, and nobody has looked.
    pass(&mut world, seconds(7200));
    assert_eq!(world.check(), []);
    keeper.ask(&mut world, look).expect("queued");
    pass(&mut world, seconds(3600));
    assert_eq!(recorded(&world), Some(32 + 25));
    assert_eq!(world.check(), []);
}

#[test]
fn an_operator_puts_devices_right() {
    let mut world = room_with_olga(&["{ when: DEVICESERVICE, after: 2m, do: satisfy }"]);
    // The service asks for help with a robot that jams, and goes on when it is free.
    let jam = "{ at: { changer: tower }, when: { command: MOVE MEDIUM, nth: 1 }, do: jam }";
    world.add_fault(&rule(jam)).expect("possible");
    let mounts = client(&mut world);
    assert!(mounts.mount(&mut world, "A00001L3", seconds(7200)).is_ok());
    assert!(world.now() > seconds(120));
    assert!(!world.cabinet(TOWER).library.jammed());
    close(&mut world, mounts.process, mounts.handle).expect("open");
    pass(&mut world, seconds(600));

    let drive = Target::Drive(world.drive_lun(TOWER, 1).expect("two drives"));
    for condition in [Condition::HardReadErrors, Condition::CleaningDue] {
        let begins = Hand::ConditionSet { on: drive, condition, lasts: None };
        world.hand(TOWER, begins).expect("possible");
    }
    world.do_deed(&Deed::OpenDoor("tower".into())).expect("unlocked");
    let about = Some(Selector::Drive(("tower".into(), 1)));
    assert_eq!(request(&mut world, OperatorCommand::DeviceService, about), Ok(Answer::Done));
    let library = &world.cabinet(TOWER).library;
    assert!(!library.has_condition(drive, Condition::HardReadErrors));
    assert!(library.has_condition(drive, Condition::CleaningDue), "dirt needs a cleaner");
    assert!(!library.door_open());
}

#[test]
fn what_cannot_be_done_yet_is_tried_again() {
    // The mail slot is full until somebody empties it.
    let people = "
people:
  olga: { answers: [{ when: MOVEMEDIA, after: 1m, do: satisfy }] }
  hans:
    hands:
      - { after: 0s, do: { insert: { medium: F00001L3, library: tower } } }
      - { after: 1s, do: { insert: { medium: CLN002CU, library: tower } } }
      - { after: 150s, do: { take-from-port: [tower, 0] } }
";
    let mut world = room(people);
    let lines = listen(&mut world);
    pass(&mut world, seconds(2));
    let mounts = client(&mut world);
    assert!(mounts.mount(&mut world, "S00001L3", seconds(3600)).is_ok());
    assert!(world.now() > seconds(180), "{:?}", world.now());
    assert!(heard(&lines, "there is no room; will try again"));
    assert!(shelf(&world).contains(&"F00001L3"));
}

#[test]
fn what_cannot_be_done_for_long_is_given_up() {
    let mut world = room_with_olga(&["{ do: satisfy }"]);
    world.computers[0].shelf.remove("CLN002CU");
    let lines = listen(&mut world);
    let library = Some(Selector::Library(At::from("tower")));
    let unanswered = request(&mut world, OperatorCommand::Cleaner, library);
    assert_eq!(unanswered, Err(NtmsError::Timeout));
    assert!(heard(&lines, "no cleaner is on the shelf; gives it up"));
    let lines = lines.lock().expect("no panic");
    let tries = lines.iter().filter(|line| line.contains("no cleaner is on the shelf")).count();
    assert_eq!(tries, 10);
}

#[test]
fn delays_are_drawn_between_their_ends_and_from_the_seed() {
    let answered = |seed: u64| {
        let olga = "people:\n  olga: { answers: [{ after: 2m..10m, do: satisfy }] }\n";
        let mut world = changed_room("seed: 3", &format!("seed: {seed}"), olga);
        let lines = listen(&mut world);
        let mut times = Vec::new();
        for _ in 0..3 {
            let before = world.now();
            assert_eq!(request(&mut world, OperatorCommand::Message, None), Ok(Answer::Done));
            times.push(world.now() - before);
        }
        let lines = lines.lock().expect("no panic").clone();
        (times, lines)
    };
    assert_eq!(answered(1), answered(1));
    let (times, _) = answered(1);
    assert!(times.iter().all(|time| (seconds(120)..seconds(602)).contains(time)), "{times:?}");
    assert!(times[0] != times[1] && times[0] != answered(2).0[0]);
}

#[test]
fn hands_do_things_at_their_times() {
    let people = "
people:
  hans:
    hands:
      - { after: 10s, do: { open-door: tower } }
      - { after: 20s, do: { put-into-slot: { medium: F00001L3, slot: [tower, 5] } } }
      - { after: 30s, do: { take-from-slot: [tower, 0] } }
      - { after: 40s, do: { close-door: tower } }
      - { after: 50s, do: { relabel: { medium: F00001L3, reads: G00001L3 } } }
      - { after: 60s, do: { begin: { condition: cleaning-due, of: { drive: [tower, 0] } } } }
      - { after: 70s, do: { end: { condition: cleaning-due, of: { drive: [tower, 0] } } } }
      - { after: 80s, do: { stop-service: BACKUP2 } }
      - { after: 90s, do: { disable-service: BACKUP2 } }
      - { after: 100s, do: { unplug: BACKUP1 } }
";
    let mut world = room(people);
    let library = |world: &World| world.cabinet(TOWER).library.door_open();
    pass(&mut world, seconds(15));
    assert!(library(&world));
    pass(&mut world, seconds(10));
    let (_, id) = world.medium_in_library("F00001L3").expect("put in");
    pass(&mut world, seconds(10));
    assert!(shelf(&world).contains(&"A00001L3"));
    pass(&mut world, seconds(10));
    assert!(!library(&world));
    pass(&mut world, seconds(10));
    // A medium keeps its name whatever its label says.
    assert_eq!(world.medium_in_library("F00001L3"), Some((TOWER, id)));
    assert_eq!(world.cabinet(TOWER).library.find("G00001L3"), Some(id));
    pass(&mut world, seconds(10));
    let drive = Target::Drive(world.drive_lun(TOWER, 0).expect("two drives"));
    let due =
        |world: &World| world.cabinet(TOWER).library.has_condition(drive, Condition::CleaningDue);
    assert!(due(&world));
    pass(&mut world, seconds(10));
    assert!(!due(&world));
    pass(&mut world, seconds(10));
    assert_eq!(world.service_state(THERE), ServiceState::Stopped);
    pass(&mut world, seconds(10));
    assert_eq!(world.service_state(THERE), ServiceState::Disabled);
    pass(&mut world, seconds(10));
    let process = program(&mut world);
    assert_eq!(open(&mut world, process, Some("BACKUP2")), Err(NtmsError::NoNetwork));
}

#[test]
fn a_medium_that_is_taken_out_is_brought_back_by_its_name() {
    let people = "
people:
  olga: { answers: [{ when: MOVEMEDIA, after: 1m, do: satisfy }] }
  hans:
    hands:
      - { after: 10s, do: { open-door: tower } }
      - { after: 10s, do: { take-from-slot: [tower, 0] } }
      - { after: 10s, do: { close-door: tower } }
";
    let bare = "media: A00001L3, at: { slot: [tower, 0] }, barcode: none, known: { allocated: { pool: Jobs } } }\n  - { media: A00002L3..A00003L3";
    let mut world = changed_room("media: A00001L3..A00003L3", bare, people);
    pass(&mut world, seconds(300));
    assert!(shelf(&world).contains(&"A00001L3"));
    let mounts = client(&mut world);
    // The service learns from an empty slot that the medium is gone.
    let missing = mounts.mount(&mut world, "A00001L3", seconds(7200));
    assert_eq!(missing, Err(NtmsError::InvalidState));
    pass(&mut world, seconds(600));
    let lines = listen(&mut world);
    let mounted = mounts.mount(&mut world, "A00001L3", seconds(7200));
    assert!(mounted.is_ok(), "{mounted:?}");
    assert!(heard(&lines, "olga: hears NTMS_OPREQ_MOVEMEDIA"));
    assert!(world.medium_in_library("A00001L3").is_some());
}

#[test]
fn what_an_administrator_disables_is_used_again_when_it_is_enabled() {
    let mut world = room("");
    let user = client(&mut world);
    let medium = Selector::Medium(At::new(MediumRef::from("A00001L3")));
    for object in [Selector::Library(At::from("tower")), medium] {
        world.do_deed(&Deed::Disable(object.clone().into())).expect("possible");
        let mounted = user.mount(&mut world, "A00001L3", seconds(600));
        assert_eq!(mounted, Err(NtmsError::ResourceDisabled));
        world.do_deed(&Deed::Enable(object.into())).expect("possible");
    }
    assert!(user.mount(&mut world, "A00001L3", seconds(600)).is_ok());
    let nothing = Deed::Disable(Selector::Library(At::from("cellar")).into());
    assert!(world.do_deed(&nothing).is_err());
    assert_eq!(world.check(), []);
}

#[test]
fn a_mount_that_waits_takes_a_drive_that_is_enabled() {
    let mut world = room("");
    let user = client(&mut world);
    let drive = |number| Selector::Drive((At::from("tower"), number)).into();
    assert!(user.mount(&mut world, "A00001L3", seconds(600)).is_ok());
    world.do_deed(&Deed::Disable(drive(1))).expect("possible");
    let waits = user.mount(&mut world, "A00002L3", seconds(60));
    assert_eq!(waits, Err(NtmsError::Timeout), "the other drive is in use");
    world.do_deed(&Deed::Enable(drive(1))).expect("possible");
    assert!(user.mount(&mut world, "A00002L3", seconds(600)).is_ok());
}
