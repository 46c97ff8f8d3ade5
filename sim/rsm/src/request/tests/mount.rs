//! Mounts and dismounts.

use wire::ntms::state::{DriveState, MediaState};

use super::*;

#[test]
fn a_mount_takes_as_long_as_robot_and_drive_do() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    let (side, begun) = (rig.side_id("A00001L3"), rig.now);
    let drives = rig.mount(&[side]).expect("mounted");
    // Pick 2 s, place 2 s, one column and two to reach the drive, 12 s to load: hosts ask a drive
    // that is becoming ready every 5 s.
    let took = rig.now - begun;
    assert!((16..=22).contains(&took.as_secs()), "{took:?}");
    assert_eq!(drives, [rig.drive(0).head.id]);
    let row = rig.medium("A00001L3").1;
    assert_eq!((rig.drive(0).state, row.state), (DriveState::Loaded, MediaState::Loaded));
    assert_eq!((rig.drive(0).mount_count, rig.side(row, 0).mount_count), (1, 1));
    assert_eq!(rig.place_of("A00001L3"), element(480));
    rig.dismount(side, DismountOptions::IMMEDIATE);
    rig.rest();
    let row = rig.medium("A00001L3").1;
    assert_eq!((rig.drive(0).state, row.state), (DriveState::Dismounted, MediaState::Idle));
    assert_eq!(rig.place_of("A00001L3"), element(32));
    assert_eq!(rig.requests(LibraryOperation::Mount), [PASSED]);
    assert_eq!(rig.requests(LibraryOperation::Dismount), [PASSED]);
}

#[test]
fn a_medium_that_nobody_uses_makes_room_for_one_that_somebody_wants() {
    let stock = (0..3u16).map(|n| own_tape(32 + n, &format!("A0000{n}L3"), u128::from(n) + 1));
    let mut rig = Rig::small(stock.collect());
    rig.rest();
    let [first, second, third] =
        ["A00000L3", "A00001L3", "A00002L3"].map(|bar_code| rig.side_id(bar_code));
    rig.mount(&[first]).expect("mounted");
    rig.mount(&[second]).expect("mounted");
    let waits = rig.begin(mount_call(&[third]));
    rig.pass_seconds(3600);
    assert!(!rig.replies.contains_key(&waits), "both drives are held");
    rig.dismount(first, DismountOptions::DEFERRED);
    rig.run_until("mounted", |rig| rig.replies.contains_key(&waits));
    rig.result::<MountNtmsMedia>(waits).expect("mounted");
    assert_eq!(rig.place_of("A00000L3"), element(32));
    assert_eq!(rig.place_of("A00002L3"), element(480));
}

#[test]
fn a_deferred_dismount_leaves_the_medium_for_its_delay_and_no_shorter_for_the_next() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    rig.dismount(side, DismountOptions::DEFERRED);
    rig.rest();
    assert_eq!(rig.drive(0).state, DriveState::Dismountable);
    rig.pass_seconds(200);
    let begun = rig.now;
    rig.mount(&[side]).expect("mounted again");
    assert!(rig.now - begun < Duration::from_secs(5), "it is there already");
    rig.dismount(side, DismountOptions::DEFERRED);
    rig.pass_seconds(299);
    assert_eq!(rig.place_of("A00001L3"), element(480), "the first delay is over, not the second");
    rig.pass_seconds(60);
    assert_eq!(rig.place_of("A00001L3"), element(32));
    assert_eq!(rig.drive(0).state, DriveState::Dismounted);
}

#[test]
fn a_mount_that_waits_for_a_medium_goes_on_when_somebody_brings_it() {
    let shelf = vec![("A00001L3", vec![known(On::Tape(1), owned())])];
    let profile = Profile::named("lto-30").expect("listed");
    let mut rig = Rig::with_shelf(&profile, vec![own_tape(32, "A00002L3", 2)], shelf);
    rig.rest();
    let waits = rig.begin(mount_call(&[rig.side_id("A00001L3")]));
    assert_eq!(rig.asked(OperatorCommand::MoveMedia), [OperatorRequestState::Submitted]);
    rig.pass_seconds(3600);
    rig.hand(Hand::InsertAtPort(tape(Some("A00001L3"), On::Tape(1))));
    let request = rig.operator_request(OperatorCommand::MoveMedia);
    let satisfied = wire::ntms::call::SatisfyNtmsOperatorRequest { request };
    rig.call(satisfied).expect("open");
    rig.run_until("mounted", |rig| rig.replies.contains_key(&waits));
    rig.result::<MountNtmsMedia>(waits).expect("mounted");
    assert_eq!(rig.asked(OperatorCommand::MoveMedia), [OperatorRequestState::Complete]);
    assert_eq!(rig.requests(LibraryOperation::Classify), [], "its bar code is enough");
}

#[test]
fn who_says_to_have_brought_a_medium_and_has_not_is_asked_again() {
    let shelf = vec![("A00001L3", vec![known(On::Tape(1), owned())])];
    let profile = Profile::named("lto-30").expect("listed");
    let mut rig = Rig::with_shelf(&profile, Vec::new(), shelf);
    rig.rest();
    let waits = rig.begin(mount_call(&[rig.side_id("A00001L3")]));
    let request = rig.operator_request(OperatorCommand::MoveMedia);
    rig.call(wire::ntms::call::SatisfyNtmsOperatorRequest { request }).expect("open");
    rig.rest();
    use OperatorRequestState::{Complete, Submitted};
    assert_eq!(rig.asked(OperatorCommand::MoveMedia), [Complete, Submitted]);
    let request = rig.operator_request(OperatorCommand::MoveMedia);
    rig.call(wire::ntms::call::CancelNtmsOperatorRequest { request }).expect("open");
    assert_eq!(rig.result::<MountNtmsMedia>(waits), Err(NtmsError::RequestRefused));
}

#[test]
fn a_queued_mount_waits_for_its_medium_when_that_is_taken_out_meanwhile() {
    let stock = (0..3u16).map(|n| own_tape(32 + n, &format!("A0000{n}L3"), u128::from(n) + 1));
    let mut rig = Rig::small(stock.collect());
    rig.rest();
    let [first, second, third] =
        ["A00000L3", "A00001L3", "A00002L3"].map(|bar_code| rig.side_id(bar_code));
    rig.mount(&[first]).expect("mounted");
    rig.mount(&[second]).expect("mounted");
    let waits = rig.begin(mount_call(&[third]));
    let media = rig.medium("A00002L3").1.head.id;
    rig.eject(Some(media), EjectOperation::Start).expect("nobody uses it yet");
    rig.pass_seconds(30);
    assert_eq!(rig.asked(OperatorCommand::MoveMedia), [OperatorRequestState::Submitted]);
    assert_eq!(rig.requests(LibraryOperation::Mount), [PASSED, PASSED, CANCELLED]);
    assert!(!rig.replies.contains_key(&waits));
}
