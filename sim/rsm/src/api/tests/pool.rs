//! Stories of pools.

use wire::ntms::call::{CreateNtmsMediaPool, DeleteNtmsMediaPool, GetNtmsMediaPoolName};
use wire::ntms::security::{Entry, LOCAL_SYSTEM, SecurityDescriptor};
use wire::ntms::{Access, call::Answer};

use super::*;

const OPEN_EXISTING: u32 = 1;
const CREATE_NEW: u32 = 2;
const OPEN_ALWAYS: u32 = 3;

fn create(name: &str, action: u32) -> CreateNtmsMediaPool {
    CreateNtmsMediaPool { name: Some(Text::new(name)), media_type: None, action, security: None }
}

#[test]
fn pools_are_opened_by_any_spelling_of_their_path() {
    let mut rig = rig();
    let daily = rig.pool("Backup\\Daily");
    for name in ["Backup\\Daily", "\\backup\\DAILY", "BACKUP\\daily"] {
        assert_eq!(rig.get(create(name, OPEN_EXISTING)), daily);
        assert_eq!(rig.get(create(name, OPEN_ALWAYS)), daily);
    }
    let reply = rig.reply(rig.user, create("Backup\\Daily", OPEN_EXISTING));
    assert_eq!(reply, Ok(Answer::Id(daily)), "opening needs no right");
    let free = rig.pool("Free\\LTO_Ultrium");
    assert_eq!(rig.get(create("Free\\LTO_Ultrium", OPEN_EXISTING)), free);
}

#[test]
fn pools_are_made_level_by_level_and_keep_the_case_of_their_names() {
    let mut rig = rig();
    let tape = named::<crate::database::MediaType>(rig.db(), "LTO_Ultrium");
    let tape = rig.db().id(tape);
    let top = rig.get(create("Monthly", CREATE_NEW));
    let call =
        CreateNtmsMediaPool { media_type: Some(tape), ..create("monthly\\Full", OPEN_ALWAYS) };
    let full = rig.get(call);
    let row = rig.db().get(rig.pool_key("Monthly\\Full"));
    assert_eq!((row.head.id, row.head.name.as_str()), (full, "Full"));
    assert_eq!(row.parent.map(|parent| rig.db().id(parent)), Some(top));
    let name = GetNtmsMediaPoolName { pool: full, capacity: Some(512) };
    assert_eq!(rig.get(name).as_str(), "Monthly\\Full");
}

#[test]
fn a_new_pool_is_its_creators_and_below_the_top_its_parents_too() {
    let mut rig = rig();
    rig.get(create("Monthly", CREATE_NEW));
    rig.get(create("Monthly\\Full", CREATE_NEW));
    let anna = Principal::new("anna");
    let system = Principal::new(LOCAL_SYSTEM);
    let top = &rig.db().get(rig.pool_key("Monthly")).security;
    let principals: Vec<&Principal> = top.entries.iter().map(|entry| &entry.principal).collect();
    assert_eq!((&top.owner, principals), (&anna, vec![&anna, &system]));
    let below = &rig.db().get(rig.pool_key("Monthly\\Full")).security;
    assert!(below.entries.ends_with(&top.entries) && below.entries.len() > top.entries.len());
    let mine = SecurityDescriptor::default_of_service();
    let call = CreateNtmsMediaPool { security: Some(mine.clone()), ..create("Own", CREATE_NEW) };
    rig.get(call);
    assert_eq!(rig.db().get(rig.pool_key("Own")).security, mine);
}

#[test]
fn what_makes_no_pool_is_refused() {
    let mut rig = rig();
    let long = "x".repeat(64);
    let deep = vec!["x".repeat(60); 9].join("\\");
    let nobodys = SecurityDescriptor {
        owner: Principal::new("anna"),
        entries: vec![Entry { grants: true, principal: Principal::new(""), access: Access::USE }],
    };
    let typed = |media_type| CreateNtmsMediaPool {
        media_type: Some(media_type),
        ..create("Monthly", CREATE_NEW)
    };
    let with = CreateNtmsMediaPool { security: Some(nobodys), ..create("Monthly", CREATE_NEW) };
    let drive = rig.db().id(rig.drives()[0]);
    let absent = NtmsError::ObjectNotFound;
    let malformed = NtmsError::InvalidName;
    let bad = NtmsError::InvalidParameter;
    rig.refuses(&[
        ("there", create("backup", CREATE_NEW), NtmsError::AlreadyExists),
        ("a system pool", create("Free", CREATE_NEW), NtmsError::AlreadyExists),
        ("absent", create("Monthly", OPEN_EXISTING), absent),
        ("parent absent", create("Monthly\\Full", CREATE_NEW), absent),
        ("name missing", CreateNtmsMediaPool { name: None, ..create("", OPEN_ALWAYS) }, bad),
        ("no name", create("", OPEN_ALWAYS), malformed),
        ("a backslash alone", create("\\", OPEN_ALWAYS), malformed),
        ("an empty level", create("Backup\\\\Full", OPEN_ALWAYS), malformed),
        ("an open end", create("Backup\\", OPEN_ALWAYS), malformed),
        ("a long level", create(&long, CREATE_NEW), malformed),
        ("a long path", create(&deep, OPEN_EXISTING), malformed),
        ("no action", create("Monthly", 4), bad),
        ("no media type", typed(UNKNOWN), NtmsError::InvalidMedia),
        ("a drive for a type", typed(drive), NtmsError::InvalidMedia),
        ("rights for nobody", with, bad),
        ("in a system pool", create("Free\\Mine", CREATE_NEW), bad),
        ("in a pool of media", create("Backup\\Daily\\Mine", CREATE_NEW), bad),
    ]);
    rig.refuses_by(rig.user, "no right", create("Own", CREATE_NEW), NtmsError::AccessDenied);
}

#[test]
fn rights_to_make_a_pool_are_on_root_and_parent_or_before_2003_on_the_parent() {
    let grant = |access| Entry { grants: true, principal: Principal::new("bert"), access };
    for (version, access, root_too) in
        [(Version::Server2003, Access::CONTROL, true), (Version::Xp, Access::MODIFY, false)]
    {
        let mut rig = rig_of(version, Switches::default());
        rig.change_pool("Backup", |row| row.security.entries.insert(0, grant(access)));
        let call = create("Backup\\Mine", CREATE_NEW);
        if root_too {
            let error = NtmsError::AccessDenied;
            rig.refuses_by(rig.user, "no right on the root", call.clone(), error);
            rig.change_pool("", |row| row.security.entries.insert(0, grant(access)));
        }
        rig.reply(rig.user, call).expect("rights enough");
    }
}

#[test]
fn only_empty_pools_of_applications_are_deleted() {
    let mut rig = rig();
    let pool = |rig: &Rig, path: &str| DeleteNtmsMediaPool { pool: rig.pool(path) };
    let weekly = pool(&rig, "Backup\\Weekly");
    let medium = DeleteNtmsMediaPool { pool: rig.id_of_medium("AVAIL1") };
    let cases = [
        ("no identifier", DeleteNtmsMediaPool { pool: Guid::NULL }, NtmsError::InvalidParameter),
        ("unknown", DeleteNtmsMediaPool { pool: UNKNOWN }, NtmsError::InvalidMediaPool),
        ("a medium", medium, NtmsError::InvalidMediaPool),
        ("the root", pool(&rig, ""), NtmsError::InvalidMediaPool),
        ("a system pool", pool(&rig, "Import"), NtmsError::InvalidMediaPool),
        ("of pools", pool(&rig, "Backup"), NtmsError::NotEmpty),
        ("of media", pool(&rig, "Backup\\Daily"), NtmsError::NotEmpty),
    ];
    rig.refuses(&cases);
    rig.refuses_by(rig.user, "no right", weekly, NtmsError::AccessDenied);
    rig.get(weekly);
    assert_eq!(rig.db().pool_at("Backup\\Weekly"), None);
}

#[test]
fn the_name_of_a_pool_needs_room_for_its_end() {
    let mut rig = rig();
    let pool = rig.pool("Backup\\Daily");
    let call = |capacity| GetNtmsMediaPoolName { pool, capacity: Some(capacity) };
    assert_eq!(rig.get(call(13)).as_str(), "Backup\\Daily");
    let error = NtmsError::InsufficientBuffer;
    for capacity in [0, 12] {
        let refusal = rig.refuses_by(rig.admin, "too short", call(capacity), error);
        assert_eq!(refusal.short.map(|short| short.needed), Some(13));
    }
    let of = |pool| GetNtmsMediaPoolName { pool, capacity: Some(512) };
    rig.refuses(&[
        ("no identifier", of(Guid::NULL), NtmsError::InvalidMediaPool),
        ("unknown", of(UNKNOWN), NtmsError::InvalidMediaPool),
    ]);
}
