//! IdentifyNtmsSlot: what lies in one slot is mounted and read while the caller waits.

use wire::ntms::call::{CloseNtmsSession, IdentifyNtmsSlot};
use wire::ntms::state::{DriveState, OperationalState, SlotState};

use super::*;

fn slot(rig: &Rig, address: u16) -> (Key<StorageSlot>, Guid) {
    let mut slots = rig.db().all::<StorageSlot>();
    let found = slots.find(|(_, row)| row.address == address).expect("there is such a slot");
    (found.0, found.1.head.id)
}

fn identify(rig: &Rig, address: u16, option: u32) -> IdentifyNtmsSlot {
    IdentifyNtmsSlot { slot: slot(rig, address).1, option }
}

const AT_ONCE: u32 = DismountOptions::IMMEDIATE.bits();
const LATER: u32 = DismountOptions::DEFERRED.bits();

/// The tape in the second slot has another label than is on record.
fn rig() -> Rig {
    let first = own_tape(32, "A00001L3", 1);
    let second = own_tape(33, "A00002L3", 2);
    let other = Stock { cartridge: tape(Some("A00002L3"), On::Tape(9)), ..second };
    let mut rig = Rig::small(vec![first, other]);
    rig.rest();
    rig
}

#[test]
fn the_caller_waits_until_the_medium_is_read_and_home() {
    for option in [0, AT_ONCE] {
        let mut rig = rig();
        let owned = rig.medium("A00001L3").1.head.id;
        let call = identify(&rig, 32, option);
        let began = rig.now;
        rig.call(call).expect("identified");
        assert!(rig.now - began > Duration::from_secs(30), "a robot and a drive take their time");
        assert_eq!(rig.medium("A00001L3").1.head.id, owned, "it is what was believed");
        assert_eq!(rig.place_of("A00001L3"), element(32));
        assert_eq!(rig.requests(LibraryOperation::Classify), [PASSED]);
        assert_eq!(rig.db().get(slot(&rig, 32).0).state, SlotState::Full);
        rig.rest();
    }
}

#[test]
fn a_medium_that_stays_is_dismountable_until_its_delay_is_over() {
    let mut rig = rig();
    let call = identify(&rig, 32, LATER);
    rig.call(call).expect("identified");
    assert_eq!(rig.drive(0).state, DriveState::Dismountable);
    assert_eq!(rig.place_of("A00001L3"), element(480));
    rig.pass_seconds(250);
    assert_eq!(rig.place_of("A00001L3"), element(480));
    rig.pass_seconds(250);
    assert_eq!(rig.place_of("A00001L3"), element(32));
    rig.rest();
}

#[test]
fn a_medium_that_is_another_than_was_believed_is_a_new_one() {
    let mut rig = rig();
    let believed = rig.medium("A00002L3").0;
    let call = identify(&rig, 33, AT_ONCE);
    rig.call(call).expect("identified");
    let there = rig.db().index().in_slot(slot(&rig, 33).0).expect("a medium");
    assert_ne!(there, believed);
    assert_eq!(rig.pool_type(rig.db().get(there)), PoolType::Import);
    assert!(rig.is_offline(believed));
}

#[test]
fn an_empty_slot_is_done_at_once_and_leaves_no_record() {
    let mut rig = rig();
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    for address in [40, 32] {
        let call = identify(&rig, address, AT_ONCE);
        let began = rig.begin(call);
        assert_eq!(rig.result::<IdentifyNtmsSlot>(began), Ok(()));
    }
    assert_eq!(rig.requests(LibraryOperation::Classify), []);
}

#[test]
fn a_drive_that_fails_is_told_and_a_session_that_closes_waits_no_more() {
    let mut rig = rig();
    for drive in [Lun(1), Lun(2)] {
        rig.set(hardware::Target::Drive(drive), Condition::UnloadFails, None);
    }
    let call = identify(&rig, 32, AT_ONCE);
    assert_eq!(rig.call(call), Err(NtmsError::InvalidState));
    rig.settle();
    let waits = rig.begin(identify(&rig, 33, AT_ONCE));
    rig.call(CloseNtmsSession).expect("open");
    assert_eq!(rig.result::<IdentifyNtmsSlot>(waits), Err(NtmsError::Cancelled));
    rig.settle();
}

#[test]
fn a_slot_is_named_in_a_library_that_can_be_used() {
    let mut rig = rig();
    let (key, library) = (rig.library_row().0, rig.library_id());
    let good = identify(&rig, 32, AT_ONCE);
    for (what, call) in [
        ("no identifier", IdentifyNtmsSlot { slot: Guid::NULL, ..good }),
        ("no slot", IdentifyNtmsSlot { slot: library, ..good }),
        ("no option", IdentifyNtmsSlot { option: 4, ..good }),
        ("both options", IdentifyNtmsSlot { option: AT_ONCE | LATER, ..good }),
    ] {
        assert_eq!(rig.call(call), Err(NtmsError::InvalidParameter), "{what}");
    }
    rig.change(key, |row| row.head.enabled = false);
    assert_eq!(rig.call(good), Err(NtmsError::LibraryOffline), "disabled");
    rig.change(key, |row| row.head.enabled = true);
    rig.change(key, |row| row.head.operational = OperationalState::NotPresent);
    assert_eq!(rig.call(good), Err(NtmsError::LibraryOffline), "gone");
    rig.change(key, |row| row.head.operational = OperationalState::Ready);
    rig.rsm.config.version = Version::Windows2000;
    assert_eq!(rig.call(good), Err(NtmsError::CallNotImplemented), "before its time");
}

#[test]
fn an_identification_that_could_not_be_kept_is_not_made() {
    let mut rig = rig();
    let call = rig.lose(identify(&rig, 32, AT_ONCE));
    assert_eq!(rig.result::<IdentifyNtmsSlot>(call), Err(NtmsError::DatabaseFull));
    assert_eq!(rig.db().get(slot(&rig, 32).0).state, SlotState::Full);
    let again = identify(&rig, 32, AT_ONCE);
    rig.call(again).expect("identified");
    rig.rest();
}
