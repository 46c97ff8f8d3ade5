//! Drives that somebody sees to as drives, whatever is in them.

use wire::ntms::call::{DeleteNtmsDrive, DismountNtmsDrive};
use wire::ntms::state::{DriveState, OperationalState};

use super::*;
use crate::database::Row;

impl Rig {
    fn drive_key(&self, number: u32) -> Key<Drive> {
        let mut drives = self.db().all::<Drive>();
        drives.find(|(_, row)| row.number == number).expect("there is such a drive").0
    }

    fn drive_id(&self, number: u32) -> Guid {
        self.drive(number).head.id
    }

    /// The call is refused with this code and changes nothing.
    fn refuses<C: NtmsCall>(&mut self, cause: &str, call: C, error: NtmsError)
    where
        C::Answer: std::fmt::Debug + PartialEq,
    {
        let rows = |rig: &Rig| rig.db().rows().collect::<Vec<(u32, Row)>>();
        let before = rows(self);
        assert_eq!(self.call(call), Err(error), "{cause}");
        assert_eq!(rows(self), before, "{cause}");
    }
}

fn dismount(drive: Guid) -> DismountNtmsDrive {
    DismountNtmsDrive { drive }
}

#[test]
fn what_nobody_holds_goes_home_when_its_drive_is_dismounted() {
    let stock = vec![own_tape(32, "A00001L3", 1), own_tape(33, "A00002L3", 2)];
    let mut rig = Rig::small(stock);
    rig.rest();
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    rig.dismount(side, DismountOptions::DEFERRED);
    rig.rest();
    let (drive, empty) = (rig.drive_id(0), rig.drive_id(1));
    assert_eq!(rig.drive(0).state, DriveState::Dismountable);
    rig.refuses("empty", dismount(empty), NtmsError::InvalidState);
    rig.call(dismount(drive)).expect("queued");
    assert_eq!(rig.requests(LibraryOperation::Dismount).len(), 1);
    rig.refuses("on its way", dismount(drive), NtmsError::InvalidState);
    rig.rest();
    assert_eq!(rig.place_of("A00001L3"), element(32));
    assert_eq!(rig.drive(0).state, DriveState::Dismounted);
    rig.refuses("empty now", dismount(drive), NtmsError::InvalidState);
}

#[test]
fn what_another_session_has_mounted_stays_and_what_ones_own_has_goes() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    rig.mount(&[rig.side_id("A00001L3")]).expect("mounted");
    let (owner, drive) = (rig.session, rig.drive_id(0));
    let caller = Box::new(administrator());
    let by = By::Caller { caller, computer: Text::new("SERVER"), remote: false };
    let call = rig.enter(by, OpenNtmsSession::default().into());
    rig.session = rig.result::<OpenNtmsSession>(call).expect("opened");
    rig.refuses("it is open", dismount(drive), NtmsError::InvalidState);
    rig.session = owner;
    rig.call(dismount(drive)).expect("queued");
    rig.rest();
    assert_eq!(rig.place_of("A00001L3"), element(32));
    assert!(rig.rsm.work.holds.is_empty());
}

#[test]
fn a_drive_that_stands_alone_becomes_dismountable() {
    let profile = Profile::named("stand-alone").expect("listed");
    let mut rig = Rig::of(&profile, vec![own_tape(0, "A00001L3", 1)]);
    rig.rest();
    rig.mount(&[rig.media()[0].1].map(|row| rig.side(row, 0).head.id)).expect("mounted");
    assert_eq!(rig.drive(0).state, DriveState::Loaded);
    rig.call(dismount(rig.drive_id(0))).expect("done");
    assert_eq!(rig.drive(0).state, DriveState::Dismountable);
    assert_eq!(rig.requests(LibraryOperation::Dismount), []);
}

#[test]
fn a_drive_is_dismounted_that_can_be_used_in_a_library_that_can() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
    rig.rest();
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    let (drive, key, library) = (rig.drive_id(0), rig.drive_key(0), rig.library_row().0);
    rig.refuses("no identifier", dismount(Guid::NULL), NtmsError::InvalidParameter);
    rig.refuses("no drive", dismount(rig.library_id()), NtmsError::InvalidDrive);
    let unusable = NtmsError::DeviceNotAvailable;
    rig.change(key, |row| row.head.enabled = false);
    rig.refuses("drive disabled", dismount(drive), unusable);
    rig.change(key, |row| row.head.enabled = true);
    rig.change(key, |row| row.head.operational = OperationalState::NotPresent);
    rig.refuses("drive gone", dismount(drive), unusable);
    rig.change(key, |row| row.head.operational = OperationalState::Ready);
    rig.change(library, |row| row.head.enabled = false);
    rig.refuses("library disabled", dismount(drive), unusable);
    rig.change(library, |row| row.head.enabled = true);
    rig.change(library, |row| row.head.operational = OperationalState::NotPresent);
    rig.refuses("library gone", dismount(drive), NtmsError::InvalidLibrary);
}

#[test]
fn a_drive_that_is_gone_is_forgotten_and_what_was_in_it_is_on_the_shelf() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1), own_tape(33, "A00002L3", 2)]);
    rig.rest();
    let side = rig.side_id("A00001L3");
    rig.mount(&[side]).expect("mounted");
    let (key, library) = (rig.drive_key(0), rig.library_row().0);
    let call = DeleteNtmsDrive { drive: rig.drive_id(0) };
    rig.refuses("no drive", DeleteNtmsDrive { drive: Guid::NULL }, NtmsError::InvalidDrive);
    rig.refuses("it is there", call, NtmsError::InvalidState);
    rig.change(key, |row| row.head.operational = OperationalState::NotPresent);
    rig.refuses("somebody has it", call, NtmsError::InvalidState);
    rig.dismount(side, DismountOptions::DEFERRED);
    rig.change(library, |row| row.head.enabled = false);
    rig.refuses("library disabled", call, NtmsError::InvalidState);
    rig.change(library, |row| row.head.enabled = true);
    rig.change(library, |row| row.head.operational = OperationalState::NotPresent);
    rig.refuses("library gone", call, NtmsError::InvalidLibrary);
    rig.change(library, |row| row.head.operational = OperationalState::Ready);
    rig.call(call).expect("deleted");
    assert!(rig.db().try_get(key).is_none());
    assert!(rig.is_offline(rig.medium("A00001L3").0));
    rig.refuses("it is forgotten", call, NtmsError::InvalidDrive);
    // Its delay of a deferred dismount is over, and other drives work on.
    rig.pass_seconds(600);
    rig.mount(&[rig.side_id("A00002L3")]).expect("the other drive");
}

#[test]
fn a_drive_that_a_mount_waits_for_is_not_forgotten() {
    let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1), own_tape(33, "A00002L3", 2)]);
    rig.rest();
    rig.mount(&[rig.side_id("A00001L3")]).expect("mounted");
    let (key, drive) = (rig.drive_key(1), rig.drive_id(1));
    rig.change(key, |row| row.head.operational = OperationalState::NeedsService);
    let options = MountOptions::READ.union(MountOptions::SPECIFIC_DRIVE).bits();
    let call = mount_call(&[rig.side_id("A00002L3")]);
    rig.begin(MountNtmsMedia { drives: vec![drive], options, ..call });
    rig.change(key, |row| row.head.operational = OperationalState::NotPresent);
    rig.refuses("somebody waits for it", DeleteNtmsDrive { drive }, NtmsError::InvalidState);
}
