//! Stories of who may do what, and who may say so.

use wire::ntms::call::{
    DeleteNtmsMediaPool, GetNtmsObjectSecurity, InventoryNtmsLibrary, SetNtmsObjectSecurity,
};
use wire::ntms::option::SecurityInformation;
use wire::ntms::security::{Entry, SecurityDescriptor, SecurityParts};
use wire::ntms::{Access, ObjectType};

use super::*;

const OWNER: SecurityInformation = SecurityInformation::OWNER;
const DACL: SecurityInformation = SecurityInformation::DACL;

fn get(object: Guid, information: SecurityInformation) -> GetNtmsObjectSecurity {
    let (object_type, information) = (ObjectType::Unknown.value(), information.bits());
    GetNtmsObjectSecurity { object, object_type, information, capacity: u32::MAX }
}

fn set(
    object: Guid,
    information: SecurityInformation,
    security: SecurityParts,
) -> SetNtmsObjectSecurity {
    let (object_type, information) = (ObjectType::Unknown.value(), information.bits());
    SetNtmsObjectSecurity { object, object_type, information, security: Some(security) }
}

fn grant(who: &str, access: Access) -> Entry {
    Entry { grants: true, principal: Principal::new(who), access }
}

fn list(entries: Vec<Entry>) -> SecurityParts {
    SecurityParts { owner: None, entries: Some(entries) }
}

#[test]
fn a_part_that_is_asked_for_is_told_and_a_part_that_is_written_is_changed() {
    let mut rig = rig();
    let library = rig.db().id(rig.library());
    let default = SecurityDescriptor::default_of_service();
    let both = SecurityParts {
        owner: Some(default.owner.clone()),
        entries: Some(default.entries.clone()),
    };
    let owner = SecurityParts { entries: None, ..both.clone() };
    assert_eq!(rig.get(get(library, OWNER.union(DACL))), both);
    assert_eq!(rig.get(get(library, OWNER)), owner);
    assert_eq!(rig.get(get(library, SecurityInformation::GROUP)), SecurityParts::default());
    let bert = SecurityParts {
        owner: Some(Principal::new("bert")),
        entries: Some(vec![grant("bert", Access::USE)]),
    };
    rig.get(set(library, DACL, bert.clone()));
    let now = rig.get(get(library, OWNER.union(DACL)));
    assert_eq!((now.owner, now.entries), (owner.owner, bert.entries.clone()));
    rig.get(set(library, OWNER, bert.clone()));
    assert_eq!(rig.get(get(library, OWNER.union(DACL))), bert);
}

#[test]
fn the_list_decides_from_now_on() {
    let mut rig = rig();
    let (library, pool) = (rig.db().id(rig.library()), rig.pool("Backup\\Weekly"));
    let inventory = InventoryNtmsLibrary { library, action: 3 };
    let delete = DeleteNtmsMediaPool { pool };
    rig.refuses_by(rig.user, "no right", inventory, NtmsError::AccessDenied);
    rig.refuses_by(rig.user, "no right", delete, NtmsError::AccessDenied);
    rig.get(set(library, DACL, list(vec![grant("bert", Access::FULL)])));
    rig.get(set(pool, DACL, list(vec![grant("bert", Access::MODIFY)])));
    let error = rig.reply(rig.user, inventory).expect_err("nothing is cabled").error;
    assert_eq!(error, NtmsError::DeviceNotAvailable, "he may");
    rig.reply(rig.user, delete).expect("he may");
}

#[test]
fn reading_and_writing_are_rights_of_their_own_which_the_owner_has() {
    for version in [Version::Server2003, Version::Xp] {
        let mut rig = rig_of(version, Switches::default());
        let pool = rig.pool("Archive");
        let mine = || list(vec![grant("bert", Access::USE)]);
        let denied = NtmsError::AccessDenied;
        let reads = rig.reply(rig.user, get(pool, DACL));
        assert_eq!(reads.is_err(), version == Version::Server2003, "{version:?}");
        rig.refuses_by(rig.user, "no right", set(pool, DACL, mine()), denied);
        let owner = SecurityParts { owner: Some(Principal::new("bert")), entries: None };
        rig.refuses_by(rig.user, "no right", set(pool, OWNER, owner.clone()), denied);
        rig.change_pool("Archive", |row| row.security.owner = Principal::new("bert"));
        rig.reply(rig.user, get(pool, DACL)).expect("it is his");
        rig.reply(rig.user, set(pool, DACL, mine())).expect("it is his");
        rig.refuses_by(rig.user, "no right", set(pool, OWNER, owner), denied);
        let audit = get(pool, SecurityInformation::SACL);
        rig.refuses_by(rig.user, "no privilege", audit, denied);
        let audit = set(pool, SecurityInformation::SACL, mine());
        rig.refuses_by(rig.user, "no privilege", audit, denied);
    }
}

#[test]
fn what_has_no_descriptor_or_is_none_is_refused() {
    let mut rig = rig();
    let pool = rig.pool("Archive");
    let (drive, medium) = (rig.db().id(rig.drives()[0]), rig.id_of_medium("OWNED1"));
    let call = get(pool, DACL);
    let (bad, none) = (NtmsError::InvalidParameter, NtmsError::NoSecurityOnObject);
    let typed = |object_type: u32| GetNtmsObjectSecurity { object_type, ..call };
    rig.refuses(&[
        ("no object", get(Guid::NULL, DACL), bad),
        ("unknown", get(UNKNOWN, DACL), NtmsError::ObjectNotFound),
        ("nothing asked", get(pool, SecurityInformation::NONE), bad),
        ("no such part", GetNtmsObjectSecurity { information: 16, ..call }, bad),
        ("no type", typed(99), bad),
        ("another type", typed(ObjectType::Drive.value()), bad),
        ("a drive", get(drive, DACL), none),
        ("a medium", get(medium, DACL), none),
    ]);
    let entries = || list(vec![grant("bert", Access::USE)]);
    let nobody = list(vec![grant("", Access::USE)]);
    rig.refuses(&[
        ("no object", set(Guid::NULL, DACL, entries()), bad),
        ("unknown", set(UNKNOWN, DACL, entries()), NtmsError::ObjectNotFound),
        ("no part", set(pool, OWNER, entries()), bad),
        ("nobody", set(pool, DACL, nobody), bad),
        ("a group", set(pool, SecurityInformation::GROUP, entries()), bad),
        ("nothing", SetNtmsObjectSecurity { security: None, ..set(pool, DACL, entries()) }, bad),
        ("a drive", set(drive, DACL, entries()), none),
    ]);
}

#[test]
fn a_short_buffer_is_told_the_length_of_the_descriptor() {
    let mut rig = rig();
    let pool = rig.pool("Archive");
    rig.get(set(pool, DACL, list(vec![grant("bert", Access::USE)])));
    // Header, list, and a line for an account.
    let needed = 20 + 8 + (8 + 28);
    let short = GetNtmsObjectSecurity { capacity: needed - 1, ..get(pool, DACL) };
    let refusal = rig.reply(rig.admin, short).expect_err("too short");
    assert_eq!(refusal.error, NtmsError::InsufficientBuffer);
    assert_eq!(refusal.short.map(|short| short.needed), Some(needed));
    rig.get(GetNtmsObjectSecurity { capacity: needed, ..short });
}
