//! Disabling with devices behind it: what is in drives goes home, and work waits or fails.

use wire::ntms::ObjectType;
use wire::ntms::call::{CloseNtmsSession, DisableNtmsObject, EnableNtmsObject};
use wire::ntms::state::DriveState;

use super::*;

fn two() -> Rig {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1), own_tape(33, "A00002L3", 2)]);
    rig.rest();
    rig
}

fn disable(rig: &mut Rig, object: Guid, object_type: ObjectType) {
    let object_type = object_type.value();
    rig.call(DisableNtmsObject { object, object_type }).expect("enabled");
}

fn enable(rig: &mut Rig, object: Guid, object_type: ObjectType) {
    let object_type = object_type.value();
    rig.call(EnableNtmsObject { object, object_type }).expect("disabled");
}

#[test]
fn a_medium_that_nobody_holds_leaves_a_drive_that_is_disabled() {
    for of_library in [false, true] {
        let mut rig = two();
        let side = rig.side_id("A00001L3");
        let drive = rig.mount(&[side]).expect("mounted")[0];
        rig.dismount(side, DismountOptions::DEFERRED);
        assert_eq!(rig.drive(0).state, DriveState::Dismountable);
        match of_library {
            false => disable(&mut rig, drive, ObjectType::Drive),
            true => {
                let library = rig.library_id();
                disable(&mut rig, library, ObjectType::Library);
            }
        }
        rig.rest();
        assert_eq!(rig.place_of("A00001L3"), element(32), "library: {of_library}");
        assert_eq!(rig.requests(LibraryOperation::Dismount), [PASSED]);
    }
}

#[test]
fn a_medium_that_a_session_holds_leaves_when_the_session_does() {
    let mut rig = two();
    let side = rig.side_id("A00001L3");
    let drive = rig.mount(&[side]).expect("mounted")[0];
    disable(&mut rig, drive, ObjectType::Drive);
    rig.rest();
    assert_eq!(rig.drive(0).state, DriveState::Loaded);
    let immediate = DismountOptions::IMMEDIATE.bits();
    let dismount = DismountNtmsMedia { media: vec![side], options: immediate };
    assert_eq!(rig.call(dismount), Err(NtmsError::DeviceNotAvailable));
    rig.call(CloseNtmsSession).expect("open");
    rig.rest();
    assert_eq!(rig.place_of("A00001L3"), element(32));
}

#[test]
fn a_mount_under_way_fails_with_its_drive_and_its_medium_goes_home() {
    let mut rig = two();
    let call = rig.begin(mount_call(&[rig.side_id("A00001L3")]));
    rig.pass_seconds(2);
    let drive = rig.drive(0).head.id;
    disable(&mut rig, drive, ObjectType::Drive);
    assert_eq!(rig.result::<MountNtmsMedia>(call), Err(NtmsError::ResourceDisabled));
    rig.rest();
    assert_eq!(rig.place_of("A00001L3"), element(32));
    assert_eq!(rig.drive(0).state, DriveState::Dismounted);
    let other = rig.mount(&[rig.side_id("A00002L3")]).expect("there is another drive")[0];
    assert_ne!(other, drive);
    enable(&mut rig, drive, ObjectType::Drive);
    assert_eq!(rig.mount(&[rig.side_id("A00001L3")]), Ok(vec![drive]));
}

#[test]
fn what_is_queued_in_a_disabled_library_waits_until_it_is_enabled() {
    let stock = (0..4u16).map(|n| own_tape(32 + n, &format!("A0000{n}L3"), u128::from(n) + 1));
    let mut rig = Rig::small(stock.collect());
    rig.rest();
    let library = rig.library_id();
    rig.inventory(InventoryMethod::Omid).expect("queued");
    rig.pass_seconds(20);
    disable(&mut rig, library, ObjectType::Library);
    rig.pass_seconds(3600);
    let queued = |rig: &Rig| {
        let ends = rig.requests(LibraryOperation::Classify);
        ends.iter().filter(|(state, _)| *state == LibraryRequestState::Queued).count()
    };
    assert!(queued(&rig) > 0, "{}", rig.describe());
    assert!((0..2).all(|n| rig.drive(n).state == DriveState::Dismounted), "drives are empty");
    enable(&mut rig, library, ObjectType::Library);
    rig.rest();
    assert_eq!(queued(&rig), 0);
}

#[test]
fn a_switch_that_cannot_be_kept_did_not_happen() {
    let mut rig = two();
    let side = rig.side_id("A00001L3");
    let drive = rig.mount(&[side]).expect("mounted")[0];
    rig.dismount(side, DismountOptions::DEFERRED);
    let object_type = ObjectType::Drive.value();
    rig.lose(DisableNtmsObject { object: drive, object_type });
    rig.pass_seconds(60);
    assert!(rig.drive(0).head.enabled);
    assert_eq!(rig.drive(0).state, DriveState::Dismountable, "nothing was sent home");
    assert_eq!(rig.mount(&[side]), Ok(vec![drive]));
}
