//! People at the library: door, mail slot, shelves, power.

use super::*;

fn tape(barcode: &str) -> Cartridge {
    let model = crate::MediumModel::of_barcode(barcode).expect("known suffix").clone();
    Cartridge::blank(&model.into(), Some(barcode))
}

#[test]
fn after_the_door_was_open_labels_are_read_again_and_everybody_is_told() {
    let mut rig = Rig::small();
    rig.hand(Hand::OpenDoor).expect("unlocked");
    assert_eq!(rig.ask(HOST, CHANGER), Some(Sense::DOOR_OPEN));
    assert_eq!(rig.move_medium(SLOT, BAY).sense(), Some(Sense::DOOR_OPEN));
    let out = rig.hand(Hand::TakeFromSlot(SLOT)).expect("open").expect("full");
    assert_eq!(out.barcode.as_deref(), Some("A00001L3"));
    rig.hand(Hand::PlaceInSlot { cartridge: tape("B00007L3"), at: SLOT }).expect("free");
    rig.hand(Hand::CloseDoor).expect("open");
    for nexus in [HOST, OTHER_HOST] {
        assert_eq!(rig.ask(nexus, CHANGER), Some(Sense::MEDIUM_CHANGED));
        assert_eq!(rig.ask(nexus, CHANGER), Some(Sense::BECOMING_READY));
    }
    assert_eq!(rig.move_medium(SLOT, BAY).sense(), Some(Sense::BECOMING_READY));
    rig.rest();
    assert_eq!(rig.ask(HOST, CHANGER), None);
    assert_eq!(rig.element(SLOT).tag.as_deref(), Some("B00007L3"));
}

#[test]
fn prevention_locks_door_and_port_and_outlasts_a_door_visit() {
    let mut rig = Rig::small();
    let prevent = Command::PreventRemoval(true);
    rig.hand(Hand::OpenDoor).expect("unlocked");
    assert_eq!(rig.tell(HOST, CHANGER, prevent), Outcome::GOOD);
    rig.hand(Hand::CloseDoor).expect("open");
    rig.rest();
    rig.forget_attentions();
    assert!(rig.library.removal_prevented());
    assert_eq!(rig.hand(Hand::OpenDoor).err(), Some(HandRefused::Locked));
    let insert = rig.hand(Hand::InsertAtPort(tape("B00001L3")));
    assert_eq!(insert.err(), Some(HandRefused::Locked));
    let open = ChangerCommand::OpenCloseImportExport { element: PORT, open: true };
    assert_eq!(rig.changer(open).sense(), Some(Sense::REMOVAL_PREVENTED));
    // Another host's permission is not that of the one that prevented.
    rig.tell(OTHER_HOST, CHANGER, Command::PreventRemoval(false));
    assert_eq!(rig.hand(Hand::OpenDoor).err(), Some(HandRefused::Locked));
    rig.tell(HOST, CHANGER, Command::PreventRemoval(false));
    assert!(rig.hand(Hand::OpenDoor).is_ok());
}

#[test]
fn a_cartridge_in_the_mail_slot_is_announced_and_full_is_full() {
    let mut rig = Rig::small();
    rig.hand(Hand::InsertAtPort(tape("B00001L3"))).expect("unlocked");
    for nexus in [HOST, OTHER_HOST] {
        assert_eq!(rig.ask(nexus, CHANGER), Some(Sense::PORT_ACCESSED));
        assert_eq!(rig.ask(nexus, CHANGER), None);
    }
    let port = rig.element(PORT);
    assert!(port.full && port.by_operator && port.imports && port.exports);
    assert_eq!(port.tag.as_deref(), Some("B00001L3"));
    let again = rig.hand(Hand::InsertAtPort(tape("B00002L3")));
    assert_eq!(again.err(), Some(HandRefused::Full));
    assert_eq!(rig.move_medium(SLOT, PORT).sense(), Some(Sense::DESTINATION_FULL));
    assert_eq!(rig.move_medium(PORT, FREE_SLOT), Outcome::GOOD);
    assert_eq!(rig.move_medium(SLOT, PORT), Outcome::GOOD);
    assert!(!rig.element(PORT).by_operator);
    let out = rig.hand(Hand::TakeFromPort(PORT)).expect("unlocked").expect("full");
    assert_eq!(out.barcode.as_deref(), Some("A00001L3"));
    assert_eq!(rig.library.find("A00001L3"), None);
}

#[test]
fn nobody_puts_a_tape_where_the_robot_is_bringing_one() {
    let mut rig = Rig::small();
    rig.send(HOST, CHANGER, Command::Changer(move_command(SLOT, PORT)));
    let insert = rig.hand(Hand::InsertAtPort(tape("B00001L3")));
    assert_eq!(insert.err(), Some(HandRefused::Full));
    rig.rest();
    assert!(rig.library.cartridge_at(PORT).is_some());
}

#[test]
fn an_open_mail_slot_is_out_of_the_robots_reach() {
    let mut rig = Rig::small();
    let command = |open| ChangerCommand::OpenCloseImportExport { element: PORT, open };
    assert_eq!(rig.changer(command(true)), Outcome::GOOD);
    assert!(rig.library.port_open() && !rig.element(PORT).accessible);
    let out = rig.move_medium(SLOT, PORT);
    assert_eq!(out.sense(), Some(Sense::MAGAZINE_NOT_ACCESSIBLE));
    rig.hand(Hand::InsertAtPort(tape("B00001L3"))).expect("open");
    assert!(!rig.library.port_open(), "people shut it");
    assert_eq!(rig.ask(HOST, CHANGER), Some(Sense::PORT_ACCESSED));
    assert_eq!(rig.changer(command(false)), Outcome::GOOD);
}

#[test]
fn opening_the_door_stops_the_robot_with_the_tape_in_its_hand() {
    let mut rig = Rig::small();
    let id = rig.library.find("A00001L3").expect("set up");
    let task = rig.send(HOST, CHANGER, Command::Changer(move_command(SLOT, BAY)));
    rig.pass(seconds(1));
    rig.hand(Hand::OpenDoor).expect("unlocked");
    assert_eq!(rig.wait(task).and_then(|o| o.sense()), Some(Sense::DOOR_OPEN));
    assert_eq!(rig.library.place(id), Some(Place::Element(HAND)));
    rig.hand(Hand::CloseDoor).expect("open");
    rig.rest();
    rig.forget_attentions();
    let hand = rig.element(HAND);
    assert!(hand.full && hand.source == Some(SLOT));
    let blocked = rig.move_medium(ElementAddress(33), BAY);
    assert_eq!(blocked.sense(), Some(Sense::MANUAL_INTERVENTION));
    assert_eq!(rig.move_medium(HAND, SLOT), Outcome::GOOD);
}

#[test]
fn shelves_are_reached_through_an_open_door_only() {
    let mut rig = Rig::small();
    let taken = rig.hand(Hand::TakeFromSlot(SLOT));
    assert_eq!(taken.err(), Some(HandRefused::DoorClosed));
    rig.hand(Hand::OpenDoor).expect("unlocked");
    let empty = rig.hand(Hand::TakeFromSlot(FREE_SLOT));
    assert_eq!(empty.err(), Some(HandRefused::Empty));
    let full = rig.hand(Hand::PlaceInSlot { cartridge: tape("B00001L3"), at: SLOT });
    assert_eq!(full.err(), Some(HandRefused::Full));
}

#[test]
fn after_a_power_cycle_power_on_is_told_before_everything_else() {
    let mut rig = Rig::small();
    rig.move_medium(SLOT, BAY);
    rig.rest();
    let under_way =
        rig.send(HOST, CHANGER, Command::Changer(move_command(ElementAddress(33), FREE_SLOT)));
    rig.hand(Hand::PowerCycle).expect("always");
    assert_eq!(rig.wait(under_way).and_then(|o| o.sense()), Some(Sense::ABORTED));
    for nexus in [HOST, OTHER_HOST] {
        for lun in [CHANGER, DRIVE] {
            assert_eq!(rig.ask(nexus, lun), Some(Sense::POWER_ON), "{nexus:?} {lun:?}");
        }
        assert_eq!(rig.ask(nexus, CHANGER), Some(Sense::BECOMING_READY));
    }
    let scan = rig.now + seconds(30) + Duration::from_millis(31 * 500);
    while rig.library.deadline().is_some_and(|due| due <= scan) {
        rig.pass(rig.library.deadline().expect("due").saturating_sub(rig.now));
    }
    assert_eq!(rig.ask(HOST, CHANGER), None);
    rig.check_places();
}

#[test]
fn losing_a_nexus_is_told_to_that_nexus_only_and_unlocks() {
    let mut rig = Rig::small();
    rig.tell(HOST, CHANGER, Command::PreventRemoval(true));
    rig.library.reset_nexus(HOST);
    for lun in [CHANGER, DRIVE] {
        assert_eq!(rig.ask(HOST, lun), Some(Sense::NEXUS_LOSS));
        assert_ne!(rig.ask(OTHER_HOST, lun), Some(Sense::NEXUS_LOSS));
    }
    assert!(!rig.library.removal_prevented());
}

#[test]
fn a_stand_alone_drive_is_loaded_by_hand() {
    let mut rig = Rig::of(&Profile::named("stand-alone").expect("listed"));
    rig.forget_attentions();
    assert_eq!(rig.library.units(), [Lun(0)]);
    assert_eq!(rig.ask(HOST, Lun(0)), Some(Sense::NO_MEDIUM));
    rig.hand(Hand::InsertInDrive(tape("A00001L3"))).expect("empty");
    let second = rig.hand(Hand::InsertInDrive(tape("A00002L3")));
    assert_eq!(second.err(), Some(HandRefused::Full));
    rig.rest();
    assert_eq!(rig.ask(HOST, Lun(0)), Some(Sense::MEDIUM_CHANGED));
    assert_eq!(rig.ask(HOST, Lun(0)), None);
    let held = rig.hand(Hand::TakeFromDrive);
    assert_eq!(held.err(), Some(HandRefused::Held(Sense::REMOVAL_PREVENTED_DRIVE)));
    assert_eq!(rig.unload(Lun(0)), Outcome::GOOD);
    let tape = rig.hand(Hand::TakeFromDrive).expect("ejected").expect("full");
    assert_eq!(tape.barcode.as_deref(), Some("A00001L3"));
}
