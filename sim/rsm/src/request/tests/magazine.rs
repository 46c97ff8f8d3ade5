//! A magazine that people take out, with what lies there.

use wire::ntms::state::SlotState;

use super::*;

#[test]
fn a_magazine_that_is_out_is_noticed_at_the_next_step_and_its_media_are_away_until_it_is_back() {
    let stock = vec![own_tape(32, "A00001L3", 1), own_tape(60, "A00002L3", 2)];
    let mut rig = Rig::small(stock);
    rig.rest();
    let (on, condition) = (hardware::Target::Changer, Condition::MagazineOut);
    let [near, far] = ["A00001L3", "A00002L3"].map(|code| rig.side_id(code));
    rig.mount(&[far]).expect("mounted");
    rig.set(on, condition, None);
    rig.mount(&[near]).expect("what is not in it can be used");
    rig.run_until("it is looked at", |rig| rig.slot_state(61) == SlotState::NotPresent);
    assert_eq!(rig.reserve(61), Err(NtmsError::SlotNotPresent));
    rig.dismount(far, DismountOptions::IMMEDIATE);
    rig.dismount(near, DismountOptions::IMMEDIATE);
    rig.rest();
    assert_eq!(rig.place_of("A00002L3"), element(33), "its slot is away");
    rig.hand(Hand::ConditionLift { on, condition });
    rig.inventory(InventoryMethod::Fast).expect("queued");
    rig.rest();
    assert_eq!(rig.slot_state(61), SlotState::Empty);
    rig.reserve(61).expect("it is back");
    rig.bring(5).expect("queued");
    rig.pass_seconds(10);
    rig.hand(Hand::InsertAtPort(cartridge("cleaner", Some("CLN001CU"), &[On::Blank])));
    rig.rest();
    rig.set(on, condition, None);
    rig.inventory(InventoryMethod::Fast).expect("queued");
    rig.rest();
    assert_eq!(rig.cleaner(), (Some(61), false, 0), "the cleaner is away with its slot");
    assert_eq!(rig.put_out(), Err(NtmsError::SlotNotPresent));
    assert_eq!(rig.bring(5), Err(NtmsError::SlotNotPresent));
    assert_eq!(rig.release(), Err(NtmsError::SlotNotPresent));
    rig.hand(Hand::ConditionLift { on, condition });
    rig.inventory(InventoryMethod::Fast).expect("queued");
    rig.rest();
    assert_eq!(rig.cleaner(), (Some(61), true, u32::MAX));
}

#[test]
fn a_move_to_a_magazine_that_just_went_out_fails_and_the_drive_is_not_blamed() {
    let mut rig = Rig::small(vec![own_tape(60, "A00001L3", 1)]);
    rig.rest();
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    rig.set(hardware::Target::Changer, Condition::MagazineOut, None);
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.rest();
    let ends = rig.requests(LibraryOperation::Dismount);
    assert_eq!(ends, [failed(NtmsError::MediumNotAccessible)]);
    let ready = wire::ntms::state::OperationalState::Ready;
    assert_eq!(rig.drive(0).head.operational, ready);
    assert_eq!(rig.slot_state(60), SlotState::NotPresent);
    rig.mount(&[side]).expect("it is still in the drive");
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.rest();
    assert_eq!(rig.place_of("A00001L3"), element(32));
}
