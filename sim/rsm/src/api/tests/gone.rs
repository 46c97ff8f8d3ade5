//! Stories of libraries that are gone. No device answers here, so that all are once the record says
//! so.

use wire::ntms::call::{DeleteNtmsDrive, DeleteNtmsLibrary};

use super::*;
use crate::database::{Changer, IeDoor, IePort, LibRequest, StorageSlot};

fn lose(rig: &mut Rig) -> Guid {
    rig.change_library(|row| row.head.operational = OperationalState::NotPresent);
    rig.db().id(rig.library())
}

#[test]
fn a_library_that_is_gone_is_forgotten_with_its_devices_and_its_media_are_on_the_shelf() {
    let mut rig = rig();
    let id = rig.db().id(rig.library());
    let call = DeleteNtmsLibrary { library: id };
    rig.refuses(&[("it is there", call, NtmsError::InvalidState)]);
    let library = rig.library();
    // Something was to be done in it, and a medium that moved away came from one of its slots.
    let wanderer = rig.medium("DISC1");
    let slot = rig.db().index().slots_of.of(library).last();
    rig.rsm.database.update(wanderer, |row| row.home_slot = slot);
    let mount = wire::ntms::call::MountNtmsMedia {
        media: vec![rig.side("OWNED1", 0)],
        drives: Vec::new(),
        options: 1,
        priority: 0,
        timeout: 1000,
    };
    let mount = rig.begin(rig.admin, mount);
    lose(&mut rig);
    rig.refuses(&[("somebody waits for it", call, NtmsError::InvalidState)]);
    rig.pass(Duration::from_secs(1));
    rig.end(mount).expect_err("there is no drive");
    assert_eq!(rig.db().count::<LibRequest>(), 1);
    let count = rig.db().count::<PhysicalMedia>();
    rig.get(call);
    let db = rig.db();
    assert!(db.try_get(library).is_none() && db.find_any(id).is_none());
    assert_eq!(db.count::<PhysicalMedia>(), count);
    let shelf = db.offline_library().expect("there");
    for (name, _) in tapes() {
        let row = db.get(rig.medium(name));
        assert_eq!((row.library, row.slot, row.home_slot), (shelf, None, None), "{name}");
    }
    assert_eq!(db.get(wanderer).home_slot, None);
    assert_eq!(db.count::<LibRequest>(), 0);
    assert!(db.all::<StorageSlot>().all(|(_, row)| row.library != library));
    assert!(db.all::<Drive>().all(|(_, row)| row.library != library));
    assert!(db.all::<IePort>().all(|(_, row)| row.library != library));
    assert!(db.all::<IeDoor>().all(|(_, row)| row.library != library));
    assert!(db.all::<Changer>().all(|(_, row)| row.library != library));
    // What is left can be loaded again.
    Database::load(7, rig.rows()).expect("rows that agree");
    rig.refuses(&[("it is forgotten", call, NtmsError::InvalidLibrary)]);
}

#[test]
fn what_is_no_library_that_can_be_gone_is_not_deleted() {
    let mut rig = rig();
    let shelf = rig.db().offline_library().expect("there");
    let delete = |library| DeleteNtmsLibrary { library };
    let (shelf, medium) = (rig.db().id(shelf), rig.id_of_medium("FREE1"));
    rig.refuses(&[
        ("no identifier", delete(Guid::NULL), NtmsError::InvalidParameter),
        ("unknown", delete(UNKNOWN), NtmsError::InvalidLibrary),
        ("a medium", delete(medium), NtmsError::InvalidLibrary),
        ("the shelf", delete(shelf), NtmsError::InvalidLibrary),
    ]);
    let library = lose(&mut rig);
    rig.refuses_by(rig.user, "no right", delete(library), NtmsError::AccessDenied);
    let drive = rig.db().id(rig.drives()[0]);
    let call = DeleteNtmsDrive { drive };
    rig.refuses(&[("a drive of what is gone", call, NtmsError::InvalidLibrary)]);
    rig.refuses_by(rig.user, "no right", call, NtmsError::AccessDenied);
    rig.change_library(|row| row.head.enabled = false);
    rig.refuses(&[("it is disabled", delete(library), NtmsError::InvalidState)]);
}

#[test]
fn a_drive_that_stands_alone_goes_with_its_library() {
    let mut rig = rig();
    let library = rig.library();
    lose(&mut rig);
    rig.change_library(|row| row.library_type = wire::ntms::object::LibraryType::StandAlone);
    let drive = rig.db().id(rig.drives()[0]);
    rig.get(DeleteNtmsDrive { drive });
    assert!(rig.db().try_get(library).is_none());
}
