//! Robots that jam, doors that stand open, drives and media that fail.

use wire::ntms::state::OperationalState;
use wire::scsi::ElementType;

use super::*;

#[test]
fn a_mount_outlives_a_jam_that_somebody_clears() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    rig.set(hardware::Target::Changer, Condition::Jam, Some(900));
    let waits = rig.begin(mount_call(&[rig.side_id("A00001L3")]));
    rig.pass_seconds(60);
    assert!(rig.library.jammed());
    assert_eq!(rig.asked(OperatorCommand::DeviceService), [OperatorRequestState::Submitted]);
    let changer =
        |rig: &Rig| rig.db().all::<database::Changer>().next().expect("there").1.head.operational;
    assert_eq!(changer(&rig), OperationalState::NeedsService);
    assert_eq!(rig.requests(LibraryOperation::Mount)[0].0, LibraryRequestState::Waiting);
    rig.run_until("mounted", |rig| rig.replies.contains_key(&waits));
    rig.result::<MountNtmsMedia>(waits).expect("mounted");
    assert!(rig.now > Duration::from_secs(900));
    assert_eq!(rig.asked(OperatorCommand::DeviceService), [OperatorRequestState::Complete]);
    assert_eq!(changer(&rig), OperationalState::Ready);
    assert_eq!(rig.place_of("A00001L3"), element(480));
}

#[test]
fn a_slip_of_the_robot_is_tried_again() {
    for condition in [Condition::PickFails, Condition::PlaceFails] {
        let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
        rig.rest();
        rig.set(hardware::Target::Changer, condition, None);
        rig.mount(&[rig.side_id("A00001L3")]).expect("the second time");
        assert_eq!(rig.asked(OperatorCommand::DeviceService), [], "{condition:?}");
    }
}

#[test]
fn an_inventory_waits_for_the_door() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    rig.hand(Hand::OpenDoor);
    rig.inventory(InventoryMethod::Fast).expect("queued");
    rig.pass_seconds(100);
    let taken = rig.hand(Hand::TakeFromSlot(ElementAddress(32))).expect("it was there");
    rig.hand(Hand::PlaceInSlot { cartridge: taken, at: ElementAddress(40) });
    rig.hand(Hand::CloseDoor);
    rig.rest();
    assert_eq!(rig.slot_address(rig.medium("A00001L3").1.slot), Some(40));
    assert_eq!(rig.asked(OperatorCommand::DeviceService), [OperatorRequestState::Complete]);
}

#[test]
fn a_changer_that_hangs_is_asked_again_until_it_answers() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    rig.set(hardware::Target::Changer, Condition::Hung, Some(7200));
    let waits = rig.begin(mount_call(&[rig.side_id("A00001L3")]));
    rig.pass_seconds(1000);
    assert_eq!(rig.asked(OperatorCommand::DeviceService), [OperatorRequestState::Submitted]);
    rig.run_until("mounted", |rig| rig.replies.contains_key(&waits));
    rig.result::<MountNtmsMedia>(waits).expect("mounted");
    assert_eq!(rig.place_of("A00001L3"), element(480));
}

#[test]
fn a_medium_that_does_not_load_fails_its_mount_and_goes_home() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    let id = rig.cartridge_id("A00001L3").expect("there");
    rig.set(hardware::Target::Cartridge(id), Condition::LoadFails, None);
    let side = rig.side_id("A00001L3");
    assert_eq!(rig.mount(&[side]), Err(NtmsError::InvalidState));
    rig.rest();
    let ends = rig.requests(LibraryOperation::Mount);
    assert_eq!(ends, [failed(NtmsError::UnableToLoadMedium)]);
    assert_eq!(rig.place_of("A00001L3"), element(32));
    assert_eq!(rig.asked(OperatorCommand::DeviceService).len(), 1);
}

#[test]
fn a_drive_without_power_is_gone_and_another_one_does() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    rig.set(FIRST_DRIVE, Condition::PowerOff, None);
    let side = rig.side_id("A00001L3");
    assert_eq!(rig.mount(&[side]), Err(NtmsError::InvalidState));
    rig.rest();
    assert_eq!(rig.drive(0).head.operational, OperationalState::NotPresent);
    rig.mount(&[side]).expect("in the other drive");
    assert_eq!(rig.place_of("A00001L3"), element(481));
}

#[test]
fn a_slot_that_is_empty_against_the_record_fails_the_mount_and_is_looked_at() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    rig.hand(Hand::OpenDoor);
    rig.hand(Hand::TakeFromSlot(ElementAddress(32)));
    rig.hand(Hand::CloseDoor);
    rig.pass_seconds(60);
    let side = rig.side_id("A00001L3");
    assert_eq!(rig.mount(&[side]), Err(NtmsError::InvalidState));
    rig.rest();
    let ends = rig.requests(LibraryOperation::Mount);
    assert_eq!(ends, [failed(NtmsError::MediumNotAccessible)]);
    assert!(rig.is_offline(rig.medium("A00001L3").0));
}

#[test]
fn what_a_failed_job_left_in_the_hand_is_put_away_before_the_next_move() {
    let stock = vec![own_tape(32, "A00001L3", 1), own_tape(33, "A00002L3", 2)];
    let mut rig = Rig::small(stock);
    rig.rest();
    rig.set(hardware::Target::Changer, Condition::PlaceFails, None);
    let first = rig.begin(mount_call(&[rig.side_id("A00001L3")]));
    let end = rig.now + PATIENCE;
    while !rig.rsm.work.is_idle() {
        rig.set(hardware::Target::Changer, Condition::PlaceFails, None);
        assert!(rig.step(end), "{}", rig.describe());
    }
    assert_eq!(rig.result::<MountNtmsMedia>(first), Err(NtmsError::InvalidState));
    let hand = rig.library.elements(ElementType::Transport)[0];
    assert_eq!(rig.place_of("A00001L3"), Some(Place::Element(hand)));
    rig.mount(&[rig.side_id("A00002L3")]).expect("mounted");
    rig.rest();
    assert_eq!(rig.place_of("A00002L3"), element(480));
    assert_eq!(rig.place_of("A00001L3"), element(32));
    assert_eq!(rig.slot_address(rig.medium("A00001L3").1.slot), Some(32));
}

#[test]
fn what_hands_did_while_the_changer_stood_still_is_looked_at_when_it_works_again() {
    let stock = vec![own_tape(32, "A00001L3", 1), own_tape(33, "A00002L3", 2)];
    let mut rig = Rig::small(stock);
    rig.rest();
    rig.hand(Hand::OpenDoor);
    let waits = rig.begin(mount_call(&[rig.side_id("A00001L3")]));
    rig.pass_seconds(60);
    rig.hand(Hand::TakeFromSlot(ElementAddress(33)));
    rig.hand(Hand::CloseDoor);
    rig.run_until("mounted", |rig| rig.replies.contains_key(&waits));
    rig.result::<MountNtmsMedia>(waits).expect("mounted");
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::Inventory), [PASSED]);
    assert!(rig.is_offline(rig.medium("A00002L3").0));
    assert_eq!(rig.place_of("A00001L3"), element(480));
}

#[test]
fn a_lone_drive_that_is_gone_holds_nothing_that_anybody_knows_of() {
    let profile = Profile::named("stand-alone").expect("listed");
    let mut rig = Rig::of(&profile, Vec::new());
    rig.rest();
    rig.set(hardware::Target::Drive(Lun(0)), Condition::PowerOff, None);
    rig.inventory(InventoryMethod::Fast).expect("queued");
    rig.rest();
    let ends = rig.requests(LibraryOperation::Inventory);
    assert_eq!(ends, [failed(NtmsError::DeviceNotAvailable)]);
    assert!(rig.media().is_empty());
}

#[test]
fn a_lone_drive_that_holds_nothing_to_load_is_recorded_as_empty() {
    let profile = Profile::named("stand-alone").expect("listed");
    let mut rig = Rig::of(&profile, vec![own_tape(0, "A00001L3", 1)]);
    rig.rest();
    let (key, side) = (rig.media()[0].0, rig.side(rig.media()[0].1, 0).head.id);
    let library = rig.library_row().0;
    rig.change(library, |row| row.auto_recovery = false);
    rig.mount(&[side]).expect("mounted");
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.rest();
    rig.hand(Hand::TakeFromDrive);
    assert_eq!(rig.mount(&[side]), Err(NtmsError::InvalidState));
    rig.rest();
    assert!(rig.is_offline(key));
}
