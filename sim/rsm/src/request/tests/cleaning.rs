//! Cleaning.

use wire::ntms::call::{CancelNtmsOperatorRequest, CleanNtmsDrive, SatisfyNtmsOperatorRequest};
use wire::ntms::state::DriveState;

use super::*;

fn cleaner(at: u16) -> Stock {
    stranger(at, cartridge("cleaner", Some("CLN001CU"), &[On::Blank]))
}

#[test]
fn a_drive_that_asks_is_cleaned_when_its_medium_is_away() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1), cleaner(61)]);
    rig.rest();
    rig.set(FIRST_DRIVE, Condition::CleaningDue, None);
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    assert!(rig.drive(0).cleaning_due);
    rig.pass_seconds(600);
    assert_eq!(rig.requests(LibraryOperation::CleanDrive)[0].0, LibraryRequestState::Queued);
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.run_until("the cleaner is in", |rig| rig.drive(0).state == DriveState::BeingCleaned);
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::CleanDrive), [PASSED]);
    let drive = rig.drive(0);
    assert!(!drive.cleaning_due && drive.state == DriveState::Dismounted);
    assert!(drive.last_cleaned != Ticks::NEVER);
    assert!(!rig.library.has_condition(FIRST_DRIVE, Condition::CleaningDue));
    assert_eq!(rig.place_of("CLN001CU"), element(61));
    assert_eq!(rig.place_of("A00001L3"), element(32));
}

#[test]
fn uses_are_counted_where_somebody_said_how_many_are_left() {
    let profile = Profile::named("lto-30").expect("listed").with_drives(1);
    let mut rig = Rig::of(&profile, vec![own_tape(32, "A00001L3", 1), cleaner(61)]);
    rig.rest();
    let (library, _) = rig.library_row();
    rig.change(library, |row| row.cleaner_uses_remaining = 1);
    let side = rig.side_id("A00001L3");
    for (round, asked) in [(1, 0), (2, 1)] {
        rig.set(FIRST_DRIVE, Condition::CleaningDue, None);
        rig.mount(&[side]).expect("mounted");
        rig.dismount(side, DismountOptions::IMMEDIATE);
        rig.rest();
        assert_eq!(rig.library_row().1.cleaner_uses_remaining, 0, "round {round}");
        assert_eq!(rig.asked(OperatorCommand::Cleaner).len(), asked, "round {round}");
    }
    assert_eq!(rig.requests(LibraryOperation::CleanDrive), [PASSED]);
}

#[test]
fn a_drive_that_nobody_can_clean_is_used_when_no_other_is_free() {
    let stock = vec![own_tape(32, "A00001L3", 1), own_tape(33, "A00002L3", 2)];
    let mut rig = Rig::small(stock);
    rig.rest();
    rig.set(FIRST_DRIVE, Condition::CleaningDue, None);
    let [first, second] = ["A00001L3", "A00002L3"].map(|bar_code| rig.side_id(bar_code));
    rig.mount(&[first]).expect("mounted");
    assert_eq!(rig.asked(OperatorCommand::Cleaner), [OperatorRequestState::Submitted]);
    rig.dismount(first, DismountOptions::IMMEDIATE);
    rig.rest();
    rig.mount(&[first]).expect("mounted");
    assert_eq!(rig.place_of("A00001L3"), element(481), "the clean drive comes first");
    rig.mount(&[second]).expect("mounted");
    assert_eq!(rig.place_of("A00002L3"), element(480));
}

#[test]
fn a_spent_cleaner_is_brought_back_and_people_are_asked() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1), cleaner(61)]);
    rig.rest();
    let id = rig.cartridge_id("CLN001CU").expect("there");
    rig.set(hardware::Target::Cartridge(id), Condition::CleanerUsedUp, None);
    rig.set(FIRST_DRIVE, Condition::CleaningDue, None);
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.rest();
    let ends = rig.requests(LibraryOperation::CleanDrive);
    assert_eq!(ends, [failed(NtmsError::CleanerCartridgeSpent)]);
    assert_eq!(rig.asked(OperatorCommand::Cleaner), [OperatorRequestState::Submitted]);
    assert_eq!(rig.place_of("CLN001CU"), element(61));
    assert!(rig.drive(0).cleaning_due);
    // Somebody puts a new one through the mail slot.
    rig.hand(Hand::OpenDoor);
    rig.hand(Hand::TakeFromSlot(ElementAddress(61)));
    rig.hand(Hand::CloseDoor);
    rig.pass_seconds(60);
    rig.hand(Hand::InsertAtPort(cartridge("cleaner", Some("CLN002CU"), &[On::Blank])));
    let request = rig.operator_request(OperatorCommand::Cleaner);
    rig.call(SatisfyNtmsOperatorRequest { request }).expect("open");
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::CleanDrive).last(), Some(&PASSED));
    assert_eq!(rig.place_of("CLN002CU"), element(61), "it has the slot of the one before");
    assert!(!rig.drive(0).cleaning_due);
}

#[test]
fn a_cleaning_that_a_restart_cut_short_ends_with_the_cleaner_at_home() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1), cleaner(61)]);
    rig.rest();
    rig.set(FIRST_DRIVE, Condition::CleaningDue, None);
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.run_until("the cleaner is in", |rig| rig.drive(0).state == DriveState::BeingCleaned);
    rig.restart();
    rig.rest();
    assert_eq!(rig.place_of("CLN001CU"), element(61));
    assert_eq!(rig.media().len(), 1);
    assert_eq!(rig.drive(0).state, DriveState::Dismounted);
}

fn clean(rig: &Rig, number: u32) -> CleanNtmsDrive {
    CleanNtmsDrive { drive: rig.drive(number).head.id }
}

#[test]
fn a_drive_is_cleaned_when_somebody_wants_it() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1), cleaner(61)]);
    rig.rest();
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    rig.call(clean(&rig, 0)).expect("queued");
    rig.call(clean(&rig, 0)).expect("queued already");
    rig.pass_seconds(600);
    assert_eq!(rig.requests(LibraryOperation::CleanDrive)[0].0, LibraryRequestState::Queued);
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.rest();
    assert_eq!(rig.requests(LibraryOperation::CleanDrive), [PASSED]);
    assert!(rig.drive(0).last_cleaned != Ticks::NEVER);
    assert_eq!(rig.place_of("CLN001CU"), element(61));
}

#[test]
fn a_cleaning_that_somebody_wants_waits_for_a_cleaner_until_people_refuse() {
    for refused in [false, true] {
        let mut rig = Rig::small(Vec::new());
        rig.rest();
        rig.call(clean(&rig, 0)).expect("queued");
        rig.pass_seconds(60);
        assert_eq!(rig.requests(LibraryOperation::CleanDrive)[0].0, LibraryRequestState::Waiting);
        assert_eq!(rig.asked(OperatorCommand::Cleaner), [OperatorRequestState::Submitted]);
        let request = rig.operator_request(OperatorCommand::Cleaner);
        if refused {
            rig.call(CancelNtmsOperatorRequest { request }).expect("open");
            rig.rest();
            let ends = rig.requests(LibraryOperation::CleanDrive);
            assert_eq!(ends, [failed(NtmsError::RequestRefused)]);
            continue;
        }
        rig.hand(Hand::InsertAtPort(cartridge("cleaner", Some("CLN002CU"), &[On::Blank])));
        rig.call(SatisfyNtmsOperatorRequest { request }).expect("open");
        rig.rest();
        assert_eq!(rig.requests(LibraryOperation::CleanDrive), [PASSED]);
        assert_eq!(rig.asked(OperatorCommand::Cleaner), [OperatorRequestState::Complete]);
    }
}

#[test]
fn of_a_drive_that_stands_alone_it_is_recorded_that_it_was_cleaned() {
    let profile = Profile::named("stand-alone").expect("listed");
    let mut rig = Rig::of(&profile, Vec::new());
    rig.rest();
    rig.pass_seconds(10);
    rig.call(clean(&rig, 0)).expect("done");
    assert_eq!(rig.drive(0).last_cleaned, rig.db().now());
    assert_eq!(rig.requests(LibraryOperation::CleanDrive), []);
}

#[test]
fn a_drive_that_cannot_be_used_is_not_cleaned() {
    let mut rig = Rig::small(vec![cleaner(61)]);
    rig.rest();
    let drive = rig.db().all::<Drive>().next().expect("two").0;
    let library = rig.library_row().0;
    let call = clean(&rig, 0);
    let id = rig.library_id();
    let null = CleanNtmsDrive { drive: Guid::NULL };
    assert_eq!(rig.call(null), Err(NtmsError::InvalidParameter));
    assert_eq!(rig.call(CleanNtmsDrive { drive: id }), Err(NtmsError::InvalidDrive));
    rig.change(drive, |row| row.head.enabled = false);
    assert_eq!(rig.call(call), Err(NtmsError::ResourceDisabled));
    rig.change(drive, |row| row.head.enabled = true);
    rig.change(library, |row| row.head.enabled = false);
    assert_eq!(rig.call(call), Err(NtmsError::ResourceDisabled));
    rig.change(library, |row| {
        row.head.operational = wire::ntms::state::OperationalState::NotPresent;
    });
    assert_eq!(rig.call(call), Err(NtmsError::InvalidLibrary));
    assert_eq!(rig.requests(LibraryOperation::CleanDrive), []);
}
