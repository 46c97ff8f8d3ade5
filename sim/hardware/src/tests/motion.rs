//! The robot at work: moves, exchanges, their time and their refusals.

use super::*;

#[test]
fn a_move_takes_travel_pick_travel_and_place() {
    let mut rig = Rig::small();
    let id = rig.library.find("A00001L3").expect("set up");
    let task = rig.send(HOST, CHANGER, Command::Changer(move_command(SLOT, FREE_SLOT)));
    assert_eq!(rig.library.place(id), Some(Place::Travelling { from: SLOT, to: FREE_SLOT }));
    rig.check_places();
    assert_eq!(rig.wait(task), Some(Outcome::GOOD));
    // One column to the first slot, eight rows down, two seconds each for pick and place.
    assert_eq!(rig.now, Duration::from_millis(125 + 2000 + 8 * 250 + 2000));
    assert_eq!(rig.library.place(id), Some(Place::Element(FREE_SLOT)));
}

#[test]
fn a_refused_move_leaves_every_element_as_it_was() {
    let mut rig = Rig::small();
    let before = rig.elements();
    let full = ElementAddress(33);
    for (from, to, sense) in [
        (SLOT, full, Sense::DESTINATION_FULL),
        (SLOT, SLOT, Sense::DESTINATION_FULL),
        (FREE_SLOT, BAY, Sense::SOURCE_EMPTY),
        (BAY, FREE_SLOT, Sense::SOURCE_EMPTY),
        (ElementAddress(9000), BAY, Sense::NO_SUCH_ELEMENT),
        (SLOT, ElementAddress(9000), Sense::NO_SUCH_ELEMENT),
        (SLOT, HAND, Sense::NO_SUCH_ELEMENT),
    ] {
        assert_eq!(rig.move_medium(from, to).sense(), Some(sense), "{from:?} to {to:?}");
        assert_eq!(rig.elements(), before);
    }
    let turned =
        ChangerCommand::MoveMedium { transport: HAND, from: SLOT, to: FREE_SLOT, invert: true };
    assert_eq!(rig.changer(turned).sense(), Some(Sense::INVALID_FIELD_IN_CDB));
    let other_hand = ChangerCommand::MoveMedium {
        transport: ElementAddress(2),
        from: SLOT,
        to: FREE_SLOT,
        invert: false,
    };
    assert_eq!(rig.changer(other_hand).sense(), Some(Sense::NO_SUCH_ELEMENT));
    assert_eq!(rig.elements(), before);
    assert_eq!(rig.now, Duration::ZERO);
}

#[test]
fn a_mounted_tape_tells_each_host_once_and_the_robot_none() {
    let mut rig = Rig::small();
    assert_eq!(rig.move_medium(SLOT, BAY), Outcome::GOOD);
    let moved = rig.now;
    for nexus in [HOST, OTHER_HOST] {
        assert_eq!(rig.ask(nexus, DRIVE), Some(Sense::BECOMING_READY));
        assert_eq!(rig.ask(nexus, CHANGER), None);
    }
    rig.pass(seconds(12) - Duration::from_millis(1));
    assert_eq!(rig.ask(HOST, DRIVE), Some(Sense::BECOMING_READY));
    rig.pass(Duration::from_millis(1));
    assert_eq!(rig.now, moved + seconds(12));
    for nexus in [HOST, OTHER_HOST] {
        assert_eq!(rig.ask(nexus, DRIVE), Some(Sense::MEDIUM_CHANGED));
        assert_eq!(rig.ask(nexus, DRIVE), None);
        assert_eq!(rig.ask(nexus, CHANGER), None);
    }
}

#[test]
fn the_drive_shows_the_label_and_the_slot_it_came_from() {
    let mut rig = Rig::small();
    assert_eq!(rig.move_medium(SLOT, BAY), Outcome::GOOD);
    let bay = rig.element(BAY);
    assert!(bay.full);
    assert_eq!(bay.tag.as_deref(), Some("A00001L3"));
    assert_eq!(bay.source, Some(SLOT));
    assert_eq!(bay.medium_type, 1);
    let slot = rig.element(SLOT);
    assert!(!slot.full && slot.tag.is_none() && slot.source.is_none());
    rig.rest();
    rig.unload(DRIVE);
    rig.unload(DRIVE);
    assert_eq!(rig.move_medium(BAY, FREE_SLOT), Outcome::GOOD);
    assert_eq!(rig.element(FREE_SLOT).source, Some(SLOT));
    rig.hand(Hand::OpenDoor).expect("unlocked");
    let taken = rig.hand(Hand::TakeFromSlot(FREE_SLOT)).expect("open").expect("full");
    rig.hand(Hand::PlaceInSlot { cartridge: taken, at: FREE_SLOT }).expect("free");
    rig.hand(Hand::CloseDoor).expect("open");
    rig.rest();
    rig.forget_attentions();
    assert_eq!(rig.element(FREE_SLOT).source, None);
}

#[test]
fn a_threaded_tape_stays_in_its_drive_until_it_is_unloaded() {
    let mut rig = Rig::small();
    rig.move_medium(SLOT, BAY);
    rig.rest();
    let bay = rig.element(BAY);
    assert!(bay.full && !bay.accessible);
    let refused = rig.move_medium(BAY, SLOT);
    assert_eq!(refused.sense(), Some(Sense::REMOVAL_PREVENTED_DRIVE));
    assert_eq!(rig.element(BAY), bay);
    rig.forget_attentions();
    assert_eq!(rig.unload(DRIVE), Outcome::GOOD);
    assert!(rig.element(BAY).accessible);
    assert_eq!(rig.move_medium(BAY, SLOT), Outcome::GOOD);
}

#[test]
fn a_second_motion_waits_for_the_first() {
    let mut rig = Rig::small();
    let first = rig.send(HOST, CHANGER, Command::Changer(move_command(SLOT, FREE_SLOT)));
    // Refused only when its turn comes: by then the first cartridge lies there.
    let second = ElementAddress(33);
    let clash = rig.send(OTHER_HOST, CHANGER, Command::Changer(move_command(second, FREE_SLOT)));
    let back = rig.send(OTHER_HOST, CHANGER, Command::Changer(move_command(second, SLOT)));
    assert_eq!(rig.library.poll(), None);
    assert_eq!(rig.wait(first), Some(Outcome::GOOD));
    let one = rig.now;
    assert_eq!(rig.wait(clash).and_then(|o| o.sense()), Some(Sense::DESTINATION_FULL));
    assert_eq!(rig.now, one);
    assert_eq!(rig.wait(back), Some(Outcome::GOOD));
    assert!(rig.now >= one + seconds(4));
}

#[test]
fn an_exchange_brings_one_and_takes_the_other() {
    let mut rig = Rig::small();
    let ids = ["A00001L3", "A00002L3"].map(|label| rig.library.find(label).expect("set up"));
    let swap = |onward| ChangerCommand::ExchangeMedium {
        transport: HAND,
        from: SLOT,
        to: ElementAddress(33),
        onward,
        invert_first: false,
        invert_second: false,
    };
    assert_eq!(
        rig.changer(swap(ElementAddress(34))).sense(),
        Some(Sense::DESTINATION_FULL),
        "the third place is full"
    );
    let task = rig.send(HOST, CHANGER, Command::Changer(swap(SLOT)));
    while let Some(due) = rig.library.deadline() {
        rig.check_places();
        rig.now = due;
        rig.library.advance(due);
    }
    assert_eq!(rig.wait(task), Some(Outcome::GOOD));
    assert_eq!(rig.library.place(ids[0]), Some(Place::Element(ElementAddress(33))));
    assert_eq!(rig.library.place(ids[1]), Some(Place::Element(SLOT)));
}

#[test]
fn an_exchange_with_a_threaded_drive_is_refused_before_anything_moves() {
    let mut rig = Rig::small();
    rig.move_medium(SLOT, BAY);
    rig.rest();
    let before = rig.elements();
    let now = rig.now;
    let swap = ChangerCommand::ExchangeMedium {
        transport: HAND,
        from: ElementAddress(33),
        to: BAY,
        onward: SLOT,
        invert_first: false,
        invert_second: false,
    };
    assert_eq!(rig.changer(swap).sense(), Some(Sense::REMOVAL_PREVENTED_DRIVE));
    assert_eq!((rig.elements(), rig.now), (before, now));
}

#[test]
fn a_jukebox_turns_discs_over() {
    let mut rig = Rig::of(&Profile::named("jukebox-100").expect("listed"));
    let (slot, bay) = (ElementAddress(21), ElementAddress(2));
    let disc = Cartridge::blank(&rig.library.profile().medium.clone(), None);
    rig.library.set_up(disc, slot).expect("free");
    rig.forget_attentions();
    let turned = |from, to| ChangerCommand::MoveMedium { transport: HAND, from, to, invert: true };
    assert_eq!(rig.changer(turned(slot, slot)), Outcome::GOOD);
    assert!(rig.element(slot).inverted);
    assert_eq!(rig.changer(turned(slot, bay)), Outcome::GOOD);
    let told = rig.element(bay);
    assert!(told.full && !told.inverted);
    assert_eq!((told.tag, told.exception), (None, None));
}

#[test]
fn the_robot_stands_where_it_was_sent() {
    let mut rig = Rig::small();
    let to = ElementAddress(61);
    let go = ChangerCommand::PositionToElement { transport: HAND, to, invert: false };
    assert_eq!(rig.changer(go), Outcome::GOOD);
    let there = rig.now;
    assert_eq!(there, Duration::from_millis(3 * 125 + 9 * 250));
    assert_eq!(rig.changer(go), Outcome::GOOD);
    assert_eq!(rig.now, there);
}
