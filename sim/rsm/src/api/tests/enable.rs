//! Stories of what is disabled and enabled.

use wire::ntms::call::{
    AllocateNtmsMedia, DisableNtmsObject, EnableNtmsObject, MountNtmsMedia, MoveToNtmsMediaPool,
};
use wire::ntms::operation::LibraryOperation;
use wire::ntms::security::Entry;
use wire::ntms::state::LibraryRequestState;
use wire::ntms::{Access, ObjectType};

use super::*;
use crate::database::LibRequest;

fn disable(object: Guid, object_type: ObjectType) -> DisableNtmsObject {
    DisableNtmsObject { object, object_type: object_type.value() }
}

fn enable(object: Guid, object_type: ObjectType) -> EnableNtmsObject {
    EnableNtmsObject { object, object_type: object_type.value() }
}

fn allocate(pool: Guid, options: u32) -> AllocateNtmsMedia {
    AllocateNtmsMedia { pool, side: None, previous: Guid::NULL, options, timeout: INFINITE }
}

fn mount(side: Guid) -> MountNtmsMedia {
    let (media, drives) = (vec![side], Vec::new());
    MountNtmsMedia { media, drives, options: 1, priority: 0, timeout: INFINITE }
}

fn is_enabled(rig: &Rig, id: Guid) -> bool {
    rig.rsm.information(id).expect("it is told of").enabled
}

#[test]
fn what_is_in_a_disabled_library_may_not_be_used_until_it_is_enabled() {
    let mut rig = rig();
    let library = rig.db().id(rig.library());
    let drives: Vec<Guid> = rig.drives().iter().map(|drive| rig.db().id(*drive)).collect();
    let inside = [drives[1], rig.id_of_medium("OWNED1"), rig.side("OWNED1", 0), rig.lmid("OWNED1")];
    let elsewhere = [rig.id_of_medium("SHELF1"), rig.pool("Backup\\Daily")];
    rig.get(disable(drives[0], ObjectType::Drive));
    rig.get(disable(library, ObjectType::Library));
    assert!(inside.iter().all(|id| !is_enabled(&rig, *id)));
    assert!(elsewhere.iter().all(|id| is_enabled(&rig, *id)));
    rig.refuses(&[
        ("again", disable(library, ObjectType::Library), NtmsError::InvalidState),
        ("with its library", disable(drives[1], ObjectType::Drive), NtmsError::InvalidState),
    ]);
    let pool = rig.pool("Backup\\Daily");
    let at_once = allocate(pool, 4);
    rig.refuses(&[("its media", at_once, NtmsError::MediaUnavailable)]);
    rig.refuses(&[("its drives", mount(rig.side("OWNED1", 0)), NtmsError::ResourceDisabled)]);
    let (media, weekly) = (rig.id_of_medium("AVAIL1"), rig.pool("Backup\\Weekly"));
    let move_away = MoveToNtmsMediaPool { media, pool: weekly };
    rig.refuses(&[("a medium in it", move_away, NtmsError::Busy)]);
    rig.get(enable(library, ObjectType::Library));
    assert!(inside.iter().all(|id| is_enabled(&rig, *id)));
    assert!(!is_enabled(&rig, drives[0]), "it was disabled by itself");
    let again = enable(library, ObjectType::Library);
    rig.refuses(&[("already", again, NtmsError::InvalidState)]);
    rig.get(at_once);
}

#[test]
fn a_switch_is_a_work_item_of_its_library_that_is_done() {
    let mut rig = rig();
    let (library, drive) = (rig.db().id(rig.library()), rig.db().id(rig.drives()[0]));
    let media = rig.id_of_medium("OWNED1");
    let things = [
        (library, ObjectType::Library, LibraryOperation::DisableLibrary),
        (drive, ObjectType::Drive, LibraryOperation::DisableDrive),
        (media, ObjectType::PhysicalMedia, LibraryOperation::DisableMedia),
    ];
    for (id, object_type, operation) in things {
        rig.get(disable(id, object_type));
        let (_, row) = rig.db().all::<LibRequest>().last().expect("filed");
        assert_eq!((row.operation, row.state), (operation, LibraryRequestState::Passed));
        assert_eq!((row.user.as_str(), rig.db().id(row.library)), ("anna", library));
        let named = |wanted| if object_type == wanted { id } else { Guid::NULL };
        assert_eq!(row.drive, named(ObjectType::Drive));
        assert_eq!(row.media, named(ObjectType::PhysicalMedia));
        rig.get(enable(id, object_type));
    }
}

#[test]
fn a_disabled_medium_is_not_allocated_mounted_or_moved() {
    let mut rig = rig();
    for name in ["AVAIL1", "OWNED1", "SHELF1"] {
        rig.get(disable(rig.id_of_medium(name), ObjectType::PhysicalMedia));
    }
    let pool = rig.pool("Backup\\Daily");
    let taken = rig.get(allocate(pool, 4)).media;
    assert_eq!(taken, rig.lmid("AVAIL2"));
    let waits = rig.begin(rig.admin, allocate(pool, 0));
    rig.refuses(&[("a side", mount(rig.lmid("OWNED1")), NtmsError::ResourceDisabled)]);
    rig.refuses(&[("a side", mount(rig.lmid("SHELF1")), NtmsError::ResourceDisabled)]);
    let media = rig.id_of_medium("AVAIL1");
    let weekly = MoveToNtmsMediaPool { media, pool: rig.pool("Backup\\Weekly") };
    rig.refuses(&[("a medium", weekly, NtmsError::Busy)]);
    rig.get(enable(media, ObjectType::PhysicalMedia));
    rig.end(waits).expect("it searched again");
    assert_eq!(rig.states("AVAIL1"), [SideState::Allocated]);
}

#[test]
fn a_mount_that_waits_fails_when_what_it_needs_is_disabled() {
    let drives = |rig: &Rig| rig.drives().iter().map(|d| rig.db().id(*d)).collect::<Vec<_>>();
    type Switch = fn(&Rig, &[Guid]) -> Vec<DisableNtmsObject>;
    let switches: [(&str, Switch, bool); 4] = [
        (
            "its medium",
            |r, _| vec![disable(r.id_of_medium("OWNED1"), ObjectType::PhysicalMedia)],
            true,
        ),
        ("its library", |r, _| vec![disable(r.db().id(r.library()), ObjectType::Library)], true),
        ("every drive", |_, d| d.iter().map(|d| disable(*d, ObjectType::Drive)).collect(), true),
        ("a drive of two", |_, d| vec![disable(d[1], ObjectType::Drive)], false),
    ];
    for (what, switch, fails) in switches {
        let mut rig = rig();
        let call = rig.begin(rig.admin, mount(rig.lmid("OWNED1")));
        for call in switch(&rig, &drives(&rig)) {
            rig.get(call);
        }
        let failed = rig.replies.get(&call) == Some(&Err(NtmsError::ResourceDisabled.into()));
        assert_eq!(failed, fails, "{what}");
    }
    let mut rig = rig();
    let wanted = drives(&rig);
    let specific =
        MountNtmsMedia { options: 17, drives: vec![wanted[1]], ..mount(rig.lmid("OWNED1")) };
    let call = rig.begin(rig.admin, specific);
    rig.get(disable(wanted[0], ObjectType::Drive));
    assert!(!rig.replies.contains_key(&call), "it wants another");
    rig.get(disable(wanted[1], ObjectType::Drive));
    assert_eq!(rig.end(call), Err(NtmsError::ResourceDisabled.into()));
}

#[test]
fn what_cannot_be_switched_is_refused() {
    let mut rig = rig();
    let (drive, medium) = (rig.db().id(rig.drives()[0]), rig.id_of_medium("OWNED1"));
    let shelf = rig.db().offline_library().map(|key| rig.db().id(key)).expect("always there");
    let side = rig.side("OWNED1", 0);
    let cases = [
        ("no identifier", Guid::NULL, ObjectType::Drive, NtmsError::InvalidParameter),
        ("a side", side, ObjectType::Partition, NtmsError::InvalidParameter),
        ("of no type", drive, ObjectType::Unknown, NtmsError::InvalidParameter),
        ("unknown", UNKNOWN, ObjectType::Drive, NtmsError::ObjectNotFound),
        ("a medium for a drive", medium, ObjectType::Drive, NtmsError::ObjectNotFound),
        ("a drive for a library", drive, ObjectType::Library, NtmsError::ObjectNotFound),
        ("the shelf", shelf, ObjectType::Library, NtmsError::LibraryOffline),
    ];
    rig.refuses(&cases.map(|(cause, id, kind, error)| (cause, disable(id, kind), error)));
    rig.refuses(&cases.map(|(cause, id, kind, error)| (cause, enable(id, kind), error)));
    let kind = ObjectType::Drive;
    rig.refuses(&[("enabled", enable(drive, kind), NtmsError::InvalidState)]);
    rig.refuses_by(rig.user, "no right", disable(drive, kind), NtmsError::AccessDenied);
    rig.refuses_by(rig.user, "no right", enable(drive, kind), NtmsError::AccessDenied);
}

#[test]
fn the_right_to_switch_was_control_and_is_modify_on_the_library() {
    for (version, access, enough) in [
        (Version::Server2003, Access::MODIFY, true),
        (Version::Xp, Access::MODIFY, false),
        (Version::Xp, Access::CONTROL, true),
    ] {
        let mut rig = rig_of(version, Switches::default());
        let line = Entry { grants: true, principal: Principal::new("bert"), access };
        rig.change_library(|row| row.security.entries.insert(0, line));
        let call = disable(rig.id_of_medium("OWNED1"), ObjectType::PhysicalMedia);
        assert_eq!(rig.reply(rig.user, call).is_ok(), enough, "{version:?} {access:?}");
    }
}
