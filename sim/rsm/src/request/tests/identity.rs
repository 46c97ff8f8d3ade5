//! Identification and inventories.

use super::*;

#[test]
fn a_cold_start_finds_out_what_everything_is() {
    let mut rig = Rig::small(vec![
        stranger(32, tape(Some("A00001L3"), On::Tape(1))),
        stranger(33, tape(Some("A00002L3"), On::Blank)),
        stranger(34, tape(Some("A00003L3"), On::Free(3))),
        stranger(35, tape(None, On::Noise)),
        stranger(36, cartridge("cleaner", Some("CLN001CU"), &[On::Blank])),
        stranger(37, cartridge("lto-4", Some("A00004L4"), &[On::Tape(4)])),
    ]);
    // Found, and not yet looked at.
    assert_eq!(rig.side_states(rig.medium("A00001L3").1), [SideState::Unknown]);
    rig.rest();
    let found = |code: &str| {
        let row = rig.medium(code).1;
        (rig.pool_type(row), rig.side_states(row)[0], rig.slot_address(row.slot))
    };
    assert_eq!(found("A00001L3"), (PoolType::Import, SideState::Import, Some(32)));
    assert_eq!(found("A00002L3"), (PoolType::Foreign, SideState::Foreign, Some(33)));
    assert_eq!(found("A00003L3"), (PoolType::Import, SideState::Import, Some(34)));
    assert_eq!(found(""), (PoolType::Foreign, SideState::Foreign, Some(35)));
    // The drives read up to the third generation.
    assert_eq!(found("A00004L4"), (PoolType::Foreign, SideState::Incompatible, Some(37)));
    assert_eq!(rig.media().len(), 5, "the cleaner is no medium");
    assert_eq!(rig.slot_address(rig.library_row().1.cleaner_slot), Some(36));
    assert_eq!(&rig.side(rig.medium("A00001L3").1, 0).label_info, "tape 1");
    assert!(rig.requests(LibraryOperation::Classify).iter().all(|end| *end == PASSED));
    assert_eq!(rig.requests(LibraryOperation::Classify).len(), 5);
}

#[test]
fn a_medium_that_was_not_identified_when_the_service_stopped_is_identified_by_the_next() {
    let mut rig = Rig::small(vec![stranger(32, tape(Some("A00001L3"), On::Tape(1)))]);
    rig.restart();
    rig.rest();
    assert_eq!(rig.side_states(rig.medium("A00001L3").1), [SideState::Import]);
    let ends = rig.requests(LibraryOperation::Classify);
    assert_eq!(ends, [CANCELLED, PASSED]);
}

#[test]
fn bar_codes_tell_what_moved_what_is_gone_and_what_came_back() {
    let shelf = vec![("A00003L3", vec![known(On::Tape(3), owned())])];
    let profile = Profile::named("lto-30").expect("listed");
    let stock = vec![own_tape(32, "A00001L3", 1), own_tape(33, "A00002L3", 2)];
    let mut rig = Rig::with_shelf(&profile, stock, shelf);
    rig.rest();
    rig.hand(Hand::OpenDoor);
    let moved = rig.hand(Hand::TakeFromSlot(ElementAddress(32))).expect("it was there");
    rig.hand(Hand::PlaceInSlot { cartridge: moved, at: ElementAddress(50) });
    rig.hand(Hand::TakeFromSlot(ElementAddress(33)));
    let back = tape(Some("A00003L3"), On::Tape(3));
    rig.hand(Hand::PlaceInSlot { cartridge: back, at: ElementAddress(34) });
    let new = tape(Some("A00009L3"), On::Blank);
    rig.hand(Hand::PlaceInSlot { cartridge: new, at: ElementAddress(35) });
    rig.hand(Hand::CloseDoor);
    rig.inventory(InventoryMethod::Fast).expect("queued");
    rig.rest();
    assert_eq!(rig.slot_address(rig.medium("A00001L3").1.slot), Some(50));
    assert!(rig.is_offline(rig.medium("A00002L3").0));
    assert_eq!(rig.slot_address(rig.medium("A00003L3").1.slot), Some(34));
    assert_eq!(rig.pool_type(rig.medium("A00009L3").1), PoolType::Foreign);
    // Only what no bar code tells was mounted.
    assert_eq!(rig.requests(LibraryOperation::Classify), [PASSED]);
    assert_eq!(rig.requests(LibraryOperation::Inventory), [PASSED]);
}

#[test]
fn without_bar_codes_labels_tell_that_two_media_have_changed_places() {
    let on = |number| known(On::Tape(number), owned());
    let stock = |at, number| Stock {
        at,
        cartridge: tape(None, On::Tape(number)),
        known: Some(vec![on(number)]),
    };
    let mut rig = Rig::small(vec![stock(32, 1), stock(33, 2)]);
    rig.rest();
    let [first, second] = [1, 2].map(|number: u128| {
        let label = On::Tape(number).label().expect("labelled");
        let sides = rig.db().sides_with_label(&label.label_type, &label.id);
        let side = sides.last().expect("on record");
        rig.db().get(side).media
    });
    rig.hand(Hand::OpenDoor);
    let one = rig.hand(Hand::TakeFromSlot(ElementAddress(32))).expect("it was there");
    let other = rig.hand(Hand::TakeFromSlot(ElementAddress(33))).expect("it was there");
    rig.hand(Hand::PlaceInSlot { cartridge: one, at: ElementAddress(33) });
    rig.hand(Hand::PlaceInSlot { cartridge: other, at: ElementAddress(32) });
    rig.hand(Hand::CloseDoor);
    rig.inventory(InventoryMethod::Fast).expect("queued");
    rig.rest();
    // From outside nothing has changed.
    assert_eq!(rig.slot_address(rig.db().get(first).slot), Some(32));
    rig.inventory(InventoryMethod::Omid).expect("queued");
    rig.rest();
    assert_eq!(rig.slot_address(rig.db().get(first).slot), Some(33));
    assert_eq!(rig.slot_address(rig.db().get(second).slot), Some(32));
    assert_eq!(rig.media().len(), 2);
}

#[test]
fn an_inventory_of_labels_ends_when_somebody_stops_it() {
    let stock = (0..6u16).map(|n| own_tape(32 + n, &format!("A0000{n}L3"), u128::from(n) + 1));
    let mut rig = Rig::small(stock.collect());
    rig.rest();
    rig.inventory(InventoryMethod::Omid).expect("queued");
    rig.pass_seconds(60);
    assert!(rig.requests(LibraryOperation::Classify).len() == 6);
    rig.inventory(InventoryMethod::Stop).expect("stopped");
    rig.rest();
    let ends = rig.requests(LibraryOperation::Classify);
    assert!(ends.iter().all(|end| [PASSED, CANCELLED].contains(end)), "{ends:?}");
    assert!(ends.iter().filter(|end| **end == CANCELLED).count() >= 4, "{ends:?}");
    let full = rig
        .db()
        .all::<StorageSlot>()
        .filter(|(_, slot)| slot.state == wire::ntms::state::SlotState::Full);
    assert_eq!(full.count(), 6, "everything is at home and nothing is marked");
}

#[test]
fn a_label_that_an_owner_does_not_know_makes_another_medium_of_the_cartridge() {
    // On record is tape 1, on the cartridge is tape 7, which nobody knows.
    let on_record = Some(vec![known(On::Tape(1), owned())]);
    let cartridge = tape(Some("A00001L3"), On::Tape(7));
    let mut rig = Rig::small(vec![Stock { at: 32, cartridge, known: on_record }]);
    rig.rest();
    let owner = rig.medium("A00001L3").0;
    let side = rig.side_id("A00001L3");
    assert_eq!(rig.mount(&[side]), Err(NtmsError::InvalidState));
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::Mount), [failed(NtmsError::UnexpectedOmid)]);
    assert_eq!(rig.requests(LibraryOperation::Inventory), [PASSED]);
    assert!(rig.is_offline(owner), "what its owner lost is nowhere");
    assert_eq!(rig.side_states(rig.db().get(owner)), [SideState::Allocated]);
    let found = rig.medium("A00001L3").1;
    assert_eq!((rig.pool_type(found), rig.slot_address(found.slot)), (PoolType::Import, Some(32)));
}

#[test]
fn a_known_medium_that_cannot_be_read_now_stays_what_it_is() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    let id = rig.cartridge_id("A00001L3").expect("there");
    rig.set(hardware::Target::Cartridge(id), Condition::HardReadErrors, None);
    rig.inventory(InventoryMethod::Omid).expect("queued");
    rig.rest();
    let row = rig.medium("A00001L3").1;
    assert_eq!(rig.side_states(row), [SideState::Allocated]);
    assert_eq!(rig.slot_address(row.slot), Some(32));
    let ends = rig.requests(LibraryOperation::Classify);
    assert_eq!(ends, [failed(NtmsError::UnableToLoadMedium)]);
}

#[test]
fn an_unmarked_cleaner_is_known_by_what_it_does() {
    let cleaner = cartridge("cleaner", None, &[On::Blank]);
    let mut rig = Rig::small(vec![stranger(40, cleaner)]);
    rig.rest();
    assert_eq!(rig.media().len(), 0);
    assert_eq!(rig.slot_address(rig.library_row().1.cleaner_slot), Some(40));
    assert!(rig.library.cartridge_at(ElementAddress(40)).is_some(), "it is back in its slot");
}
