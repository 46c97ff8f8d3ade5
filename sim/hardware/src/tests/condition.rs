//! Conditions, and how sense and element status agree on them.

use wire::scsi::SenseCode;

use super::*;
use crate::{Change, Condition, Target};

fn set(on: Target, condition: Condition, lasts: Option<Duration>) -> Hand {
    Hand::ConditionSet { on, condition, lasts }
}

fn code(asc: u8, ascq: u8) -> Option<SenseCode> {
    Some(SenseCode { asc, ascq })
}

#[test]
fn the_table_has_each_condition_at_its_own_place() {
    for row in Condition::TABLE {
        assert_eq!(row.condition.row().name, row.name);
        assert_eq!(Condition::named(row.name), Some(row.condition));
    }
}

#[test]
fn a_jam_keeps_the_tape_in_the_hand_until_it_heals() {
    let mut rig = Rig::small();
    let id = rig.library.find("A00001L3").expect("set up");
    rig.hand(set(Target::Changer, Condition::Jam, Some(seconds(90)))).expect("a changer");
    assert_eq!(rig.ask(HOST, CHANGER), None, "nothing moved yet");
    assert_eq!(rig.move_medium(SLOT, BAY).sense(), Some(Sense::ROBOT_JAM));
    assert!(rig.library.jammed() && rig.now < seconds(90));
    assert_eq!(rig.library.place(id), Some(Place::Jammed));
    rig.check_places();
    let hand = rig.element(HAND);
    assert!(hand.full && hand.tag.as_deref() == Some("A00001L3") && hand.source == Some(SLOT));
    assert!(!rig.element(SLOT).full && !rig.element(BAY).full);
    assert_eq!(rig.ask(HOST, CHANGER), Some(Sense::MANUAL_INTERVENTION));
    for from in [HAND, ElementAddress(33)] {
        let later = rig.move_medium(from, FREE_SLOT);
        assert_eq!(later.sense(), Some(Sense::MANUAL_INTERVENTION));
    }
    rig.rest();
    assert_eq!(rig.now, seconds(90));
    assert_eq!(rig.ask(HOST, CHANGER), None);
    assert_eq!(rig.library.place(id), Some(Place::Element(HAND)));
    assert_eq!(rig.move_medium(HAND, BAY), Outcome::GOOD);
    assert_eq!(rig.element(BAY).source, Some(SLOT));
}

#[test]
fn a_jam_stops_the_move_under_way_and_refuses_those_that_wait() {
    let mut rig = Rig::small();
    let first = rig.send(HOST, CHANGER, Command::Changer(move_command(SLOT, BAY)));
    let second = ElementAddress(33);
    let waits = rig.send(HOST, CHANGER, Command::Changer(move_command(second, FREE_SLOT)));
    rig.pass(seconds(1));
    rig.hand(set(Target::Changer, Condition::Jam, None)).expect("a changer");
    assert_eq!(rig.now, seconds(1));
    assert_eq!(rig.wait(first).and_then(|o| o.sense()), Some(Sense::ROBOT_JAM));
    assert_eq!(rig.wait(waits).and_then(|o| o.sense()), Some(Sense::MANUAL_INTERVENTION));
    rig.hand(Hand::ClearJam).expect("always");
    assert_eq!(rig.move_medium(HAND, SLOT), Outcome::GOOD);
}

#[test]
fn a_failed_pick_leaves_the_source_full_and_happens_once() {
    let mut rig = Rig::small();
    let before = rig.elements();
    rig.hand(set(Target::Changer, Condition::PickFails, None)).expect("a changer");
    assert_eq!(rig.move_medium(SLOT, BAY).sense(), Some(Sense::PICK_FAILED));
    assert_eq!(rig.elements(), before);
    assert!(rig.now > Duration::ZERO);
    assert_eq!(rig.move_medium(SLOT, BAY), Outcome::GOOD);
}

#[test]
fn a_failed_place_leaves_the_hand_full_and_marks_the_slot() {
    let mut rig = Rig::small();
    rig.hand(set(Target::Changer, Condition::PlaceFails, None)).expect("a changer");
    assert_eq!(rig.move_medium(SLOT, FREE_SLOT).sense(), Some(Sense::PLACE_FAILED));
    assert!(rig.element(HAND).full && !rig.element(FREE_SLOT).full);
    assert_eq!(rig.element(FREE_SLOT).exception, code(0x53, 0x00));
    assert_eq!(rig.move_medium(HAND, FREE_SLOT), Outcome::GOOD);
    assert_eq!(rig.element(FREE_SLOT).exception, None);
}

#[test]
fn an_unreadable_label_hides_the_tag_and_not_the_tape() {
    let mut rig = Rig::small();
    let id = rig.library.find("A00001L3").expect("set up");
    let on = Target::Cartridge(id);
    rig.hand(set(on, Condition::UnreadableBarcode, None)).expect("a cartridge");
    let slot = rig.element(SLOT);
    assert!(slot.full && slot.tag.is_none());
    assert_eq!(slot.exception, code(0x53, 0x05));
    assert_eq!(rig.move_medium(SLOT, FREE_SLOT), Outcome::GOOD);
    let lift = Hand::ConditionLift { on, condition: Condition::UnreadableBarcode };
    rig.hand(lift).expect("always");
    assert_eq!(rig.element(FREE_SLOT).tag.as_deref(), Some("A00001L3"));
    rig.hand(Hand::SwapBarcode { cartridge: id, barcode: None }).expect("exists");
    assert_eq!(rig.element(FREE_SLOT).exception, code(0x53, 0x06));
}

#[test]
fn an_offline_library_moves_nothing_and_still_tells() {
    let mut rig = Rig::small();
    rig.hand(set(Target::Changer, Condition::Offline, Some(seconds(5)))).expect("a changer");
    assert_eq!(rig.ask(HOST, CHANGER), Some(Sense::OFFLINE));
    assert_eq!(rig.move_medium(SLOT, BAY).sense(), Some(Sense::OFFLINE));
    assert!(rig.element(SLOT).full);
    rig.rest();
    assert_eq!(rig.now, seconds(5));
    assert_eq!(rig.move_medium(SLOT, BAY), Outcome::GOOD);
}

#[test]
fn a_magazine_that_is_out_is_told_of_and_out_of_reach_until_it_is_back() {
    let mut rig = Rig::small();
    let (first, last) = (ElementAddress(52), ElementAddress(61));
    assert_eq!(rig.library.magazine().addresses().count(), 10);
    rig.set_up("A00009L3", last.0);
    let before = rig.elements();
    let (on, condition) = (Target::Changer, Condition::MagazineOut);
    rig.hand(set(on, condition, None)).expect("a changer");
    for host in [HOST, OTHER_HOST] {
        assert_eq!(rig.ask(host, CHANGER), Some(Sense::MAGAZINE_OUT));
        assert_eq!(rig.ask(host, CHANGER), None, "the changer works with what it has");
    }
    rig.hand(set(on, condition, None)).expect("a changer");
    assert_eq!(rig.ask(HOST, CHANGER), None, "it was out before");
    for element in rig.elements() {
        let out = (first..=last).contains(&element.address);
        assert_eq!(element.disabled, out, "{:?}", element.address);
        if out {
            assert!(!element.full && !element.accessible && element.tag.is_none());
            assert_eq!(element.exception, code(0x3B, 0x12));
        }
    }
    for (from, to) in [(last, BAY), (SLOT, first), (last, first)] {
        let refused = rig.move_medium(from, to).sense();
        assert_eq!(refused, Some(Sense::MAGAZINE_NOT_ACCESSIBLE));
    }
    let (transport, invert) = (HAND, false);
    let go = |to| ChangerCommand::PositionToElement { transport, to, invert };
    assert_eq!(rig.changer(go(last)).sense(), Some(Sense::MAGAZINE_REMOVED));
    assert_eq!(rig.changer(go(FREE_SLOT)), Outcome::GOOD);
    assert_eq!(rig.move_medium(SLOT, FREE_SLOT), Outcome::GOOD);
    assert_eq!(rig.move_medium(FREE_SLOT, SLOT), Outcome::GOOD);
    rig.check_places();
    // Whoever has it in hand needs no door.
    let taken = rig.hand(Hand::TakeFromSlot(last)).expect("in reach").expect("full");
    let put = |cartridge| Hand::PlaceInSlot { cartridge, at: last };
    assert_eq!(rig.hand(Hand::TakeFromSlot(SLOT)).err(), Some(HandRefused::DoorClosed));
    rig.hand(put(taken)).expect("in reach");
    rig.hand(Hand::ConditionLift { on, condition }).expect("always");
    assert_eq!(rig.ask(HOST, CHANGER), Some(Sense::MAGAZINE_IN));
    assert_eq!(rig.ask(HOST, CHANGER), None);
    let mut after = rig.elements();
    after[1].source = before[1].source;
    assert_eq!(after, before);
    assert_eq!(rig.move_medium(last, BAY), Outcome::GOOD);
}

#[test]
fn what_was_on_its_way_to_a_magazine_that_is_taken_out_stays_in_the_hand() {
    let mut rig = Rig::small();
    let last = ElementAddress(61);
    let moved = rig.send(HOST, CHANGER, Command::Changer(move_command(SLOT, last)));
    rig.pass(seconds(1));
    rig.hand(set(Target::Changer, Condition::MagazineOut, None)).expect("a changer");
    assert_eq!(rig.wait(moved).and_then(|o| o.sense()), Some(Sense::PLACE_FAILED));
    assert_eq!(rig.ask(HOST, CHANGER), Some(Sense::MAGAZINE_OUT));
    assert!(rig.element(HAND).full);
    assert_eq!(rig.move_medium(HAND, SLOT), Outcome::GOOD);
    // In an exchange the same holds for what is fetched.
    rig.hand(Hand::ConditionLift { on: Target::Changer, condition: Condition::MagazineOut })
        .expect("always");
    rig.forget_attentions();
    let fetched = rig.set_up("A00009L3", last.0);
    let exchange = ChangerCommand::ExchangeMedium {
        transport: HAND,
        from: SLOT,
        to: last,
        onward: SLOT,
        invert_first: false,
        invert_second: false,
    };
    let swapped = rig.send(HOST, CHANGER, Command::Changer(exchange));
    rig.pass(seconds(1));
    rig.hand(set(Target::Changer, Condition::MagazineOut, None)).expect("a changer");
    let refused = rig.wait(swapped).and_then(|o| o.sense());
    assert_eq!(refused, Some(Sense::MAGAZINE_NOT_ACCESSIBLE));
    assert_eq!(rig.library.place(fetched), Some(Place::Element(last)));
    rig.check_places();
}

#[test]
fn a_hung_changer_answers_in_order_once_it_wakes() {
    let mut rig = Rig::small();
    let moved = rig.send(HOST, CHANGER, Command::Changer(move_command(SLOT, FREE_SLOT)));
    rig.hand(set(Target::Changer, Condition::Hung, Some(seconds(600)))).expect("a changer");
    let asked = rig.send(HOST, CHANGER, Command::TestUnitReady);
    rig.pass(seconds(599));
    assert_eq!(rig.library.poll(), None);
    assert!(rig.library.cartridge_at(FREE_SLOT).is_some(), "the motion went on");
    rig.pass(seconds(1));
    assert_eq!(rig.library.poll().map(|finished| finished.task), Some(moved));
    assert_eq!(rig.library.poll().map(|finished| finished.task), Some(asked));
}

#[test]
fn a_drive_without_power_accepts_nothing() {
    let mut rig = Rig::small();
    rig.hand(set(Target::Drive(DRIVE), Condition::PowerOff, None)).expect("a drive");
    assert_eq!(rig.move_medium(SLOT, BAY).sense(), Some(Sense::DRIVE_REMOVED));
    let bay = rig.element(BAY);
    assert!(bay.disabled);
    assert_eq!(bay.exception, code(0x3B, 0x1A));
    assert_eq!(rig.move_medium(SLOT, ElementAddress(481)), Outcome::GOOD);
}

#[test]
fn a_failed_load_is_seen_by_drive_and_changer_and_the_tape_goes_home() {
    let mut rig = Rig::small();
    let id = rig.library.find("A00001L3").expect("set up");
    for on in [Target::Drive(DRIVE), Target::Cartridge(id)] {
        rig.hand(set(on, Condition::LoadFails, None)).expect("exists");
        assert_eq!(rig.move_medium(SLOT, BAY), Outcome::GOOD);
        rig.rest();
        assert_eq!(rig.ask(HOST, DRIVE), Some(Sense::LOAD_FAILED));
        assert_eq!(rig.element(BAY).exception, code(0x53, 0x09));
        assert_eq!(rig.move_medium(BAY, SLOT), Outcome::GOOD);
        assert_eq!(rig.element(BAY).exception, None);
        rig.hand(Hand::ConditionLift { on, condition: Condition::LoadFails }).expect("always");
    }
    rig.move_medium(SLOT, BAY);
    rig.rest();
    assert_eq!(rig.ask(HOST, DRIVE), Some(Sense::MEDIUM_CHANGED));
}

#[test]
fn a_failed_unload_is_seen_by_drive_and_changer_until_it_is_lifted() {
    let mut rig = Rig::small();
    rig.move_medium(SLOT, BAY);
    rig.rest();
    rig.forget_attentions();
    let on = Target::Drive(DRIVE);
    rig.hand(set(on, Condition::UnloadFails, None)).expect("a drive");
    assert_eq!(rig.unload(DRIVE).sense(), Some(Sense::UNLOAD_FAILED_IN_DRIVE));
    let bay = rig.element(BAY);
    assert!(bay.full && !bay.accessible);
    assert_eq!(bay.exception, code(0x53, 0x0A));
    assert_eq!(rig.move_medium(BAY, SLOT).sense(), Some(Sense::DRIVE_UNLOAD_FAILED));
    rig.hand(Hand::ConditionLift { on, condition: Condition::UnloadFails }).expect("always");
    assert_eq!(rig.element(BAY).exception, None);
    assert_eq!(rig.unload(DRIVE), Outcome::GOOD);
    assert_eq!(rig.move_medium(BAY, SLOT), Outcome::GOOD);
}

#[test]
fn a_good_cleaning_ends_the_condition_and_an_expired_one_does_not() {
    let mut rig = Rig::small();
    let (shelf, on) = (ElementAddress(50), Target::Drive(DRIVE));
    let cleaner = rig.set_up("CLN001CU", shelf.0);
    rig.hand(set(on, Condition::CleaningDue, None)).expect("a drive");
    let used_up = Target::Cartridge(cleaner);
    rig.hand(set(used_up, Condition::CleanerUsedUp, None)).expect("a cleaner");
    assert_eq!(rig.move_medium(shelf, BAY), Outcome::GOOD);
    assert_eq!(rig.element(BAY).medium_type, 2);
    rig.rest();
    assert_eq!(rig.ask(HOST, DRIVE), Some(Sense::CLEANER_EXPIRED));
    assert!(rig.library.has_condition(on, Condition::CleaningDue));
    assert_eq!(rig.move_medium(BAY, shelf), Outcome::GOOD);
    let lift = Hand::ConditionLift { on: used_up, condition: Condition::CleanerUsedUp };
    rig.hand(lift).expect("always");
    assert_eq!(rig.move_medium(shelf, BAY), Outcome::GOOD);
    assert_eq!(rig.ask(HOST, DRIVE), Some(Sense::CLEANER_INSTALLED));
    rig.library.touched();
    rig.rest();
    assert_eq!(rig.ask(HOST, DRIVE), Some(Sense::NO_MEDIUM));
    let ended = Change::Condition { on, condition: Condition::CleaningDue, holds: false };
    assert_eq!(rig.library.touched(), [ended]);
    assert_eq!(rig.move_medium(BAY, shelf), Outcome::GOOD);
}

#[test]
fn conditions_of_the_wrong_thing_are_refused() {
    let mut rig = Rig::small();
    for (on, condition, refused) in [
        (Target::Changer, Condition::LoadFails, HandRefused::NotOfThat),
        (Target::Drive(DRIVE), Condition::Jam, HandRefused::NotOfThat),
        (Target::Drive(Lun(9)), Condition::LoadFails, HandRefused::NoSuchThing),
        (Target::Cartridge(CartridgeId(99)), Condition::WriteProtected, HandRefused::NoSuchThing),
        (Target::Cartridge(CartridgeId(0)), Condition::CleanerUsedUp, HandRefused::NoSuchThing),
    ] {
        assert_eq!(rig.hand(set(on, condition, None)).err(), Some(refused), "{on:?} {condition:?}");
    }
    assert_eq!(rig.library.conditions().count(), 0);
}

#[test]
fn changes_are_told_once_in_order() {
    let mut rig = Rig::small();
    let id = rig.library.find("A00001L3").expect("set up");
    rig.library.touched();
    rig.hand(set(Target::Changer, Condition::Jam, Some(seconds(1)))).expect("a changer");
    rig.move_medium(SLOT, FREE_SLOT);
    let travelling = Place::Travelling { from: SLOT, to: FREE_SLOT };
    let jam = |holds| Change::Condition { on: Target::Changer, condition: Condition::Jam, holds };
    assert_eq!(
        rig.library.touched(),
        [
            jam(true),
            Change::Moved { cartridge: id, from: Place::Element(SLOT), to: travelling },
            jam(false),
            // The jam healed before the robot got that far; it still ends the move.
            Change::Moved { cartridge: id, from: travelling, to: Place::Element(HAND) },
        ]
    );
    assert_eq!(rig.library.touched(), []);
}
