//! What happens seldom: help that never comes, and work that lost its reason before it began.

use wire::ntms::call::{
    IdentifyNtmsSlot, MoveToNtmsMediaPool, ReleaseNtmsCleanerSlot, SubmitNtmsOperatorRequest,
    WaitForNtmsOperatorRequest,
};

use super::*;

fn cleaner(at: u16) -> Stock {
    stranger(at, cartridge("cleaner", Some("CLN001CU"), &[On::Blank]))
}

#[test]
fn a_changer_that_nobody_helps_fails_its_work_in_the_end() {
    for condition in [Condition::Jam, Condition::Hung] {
        let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
        rig.rest();
        rig.set(hardware::Target::Changer, condition, None);
        let waits = rig.begin(mount_call(&[rig.side_id("A00001L3")]));
        rig.run_until("the mount ends", |rig| rig.replies.contains_key(&waits));
        let end = rig.result::<MountNtmsMedia>(waits);
        assert!(end.is_err(), "{condition:?}: {end:?}");
        assert!(rig.now > Duration::from_secs(24 * 3600), "{condition:?}: {:?}", rig.now);
        let (state, _) = rig.requests(LibraryOperation::Mount)[0];
        assert_eq!(state, LibraryRequestState::Failed, "{condition:?}");
    }
}

#[test]
fn a_cleaning_whose_cleaner_lost_its_slot_fails_when_the_drive_is_free() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1), cleaner(61)]);
    rig.rest();
    rig.set(hardware::Target::Drive(Lun(1)), Condition::CleaningDue, None);
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    rig.pass_seconds(60);
    assert_eq!(rig.requests(LibraryOperation::CleanDrive)[0].0, LibraryRequestState::Queued);
    let library = rig.library_row().0;
    rig.change(library, |row| row.cleaner_slot = None);
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.rest();
    let end = rig.requests(LibraryOperation::CleanDrive)[0];
    assert_eq!(end, failed(NtmsError::CleanerSlotNotSet));
    let library = rig.library_id();
    assert!(rig.call(ReleaseNtmsCleanerSlot { library }).is_err(), "there is none");
}

#[test]
fn a_medium_that_left_before_it_could_be_prepared_is_not() {
    let stock = vec![
        own_tape(32, "A00001L3", 1),
        own_tape(33, "A00002L3", 2),
        stranger(34, tape(Some("A00003L3"), On::Tape(3))),
    ];
    let mut rig = Rig::small(stock);
    rig.rest();
    let [first, second] = ["A00001L3", "A00002L3"].map(|bar_code| rig.side_id(bar_code));
    rig.mount(&[first]).expect("mounted");
    rig.mount(&[second]).expect("mounted");
    let row = rig.medium("A00003L3").1;
    let (media, media_type) = (row.head.id, row.media_type);
    let pool = rig.db().system_pool(PoolType::Scratch, media_type).expect("there");
    let pool = rig.db().id(pool);
    rig.call(MoveToNtmsMediaPool { media, pool }).expect("it may go there");
    rig.pass_seconds(60);
    assert_eq!(rig.side_states(rig.medium("A00003L3").1), [SideState::Unprepared]);
    rig.hand(Hand::OpenDoor);
    rig.hand(Hand::TakeFromSlot(ElementAddress(34))).expect("it was there");
    rig.hand(Hand::CloseDoor);
    rig.inventory(InventoryMethod::Fast).expect("queued");
    rig.pass_seconds(3600);
    assert!(rig.is_offline(rig.medium("A00003L3").0));
    rig.dismount(first, DismountOptions::IMMEDIATE);
    rig.rest();
    let unfinished = rig.db().all::<LibRequest>().filter(|(_, row)| {
        matches!(row.state, LibraryRequestState::Queued | LibraryRequestState::InProcess)
    });
    assert_eq!(unfinished.count(), 0, "{}", rig.describe());
    assert_eq!(rig.side_states(rig.medium("A00003L3").1), [SideState::Unprepared]);
}

#[test]
fn who_waits_is_told_for_what() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    let told = |rig: &Rig| rig.rsm.waiters().pop().map(|waiter| waiter.what);
    let call = SubmitNtmsOperatorRequest {
        command: OperatorCommand::Message.value(),
        message: Some("fetch the tapes".into()),
        argument_1: None,
        argument_2: None,
    };
    let request = rig.call(call).expect("asked");
    rig.begin(WaitForNtmsOperatorRequest { request, timeout: INFINITE });
    let what = told(&rig).expect("somebody waits");
    assert!(what.contains("operator request") && what.contains("fetch the tapes"), "{what}");
    let slot = rig.medium("A00001L3").1.slot.expect("in a slot");
    let slot = rig.db().id(slot);
    rig.begin(IdentifyNtmsSlot { slot, option: 0 });
    let what = told(&rig).expect("somebody waits");
    assert!(what.contains("work item"), "{what}");
}
