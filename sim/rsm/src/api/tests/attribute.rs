//! Stories of data that applications leave with objects.

use bytes::Bytes;
use wire::ntms::call::{DeallocateNtmsMedia, GetNtmsObjectAttribute, SetNtmsObjectAttribute};
use wire::ntms::security::Entry;
use wire::ntms::{Access, ObjectType};

use super::*;

fn set(object: Guid, name: &str, data: &[u8]) -> SetNtmsObjectAttribute {
    let (name, data) = (Some(Text::new(name)), Some(Bytes::copy_from_slice(data)));
    SetNtmsObjectAttribute { object, object_type: ObjectType::Unknown.value(), name, data }
}

fn get(object: Guid, name: &str, capacity: u32) -> GetNtmsObjectAttribute {
    let (name, capacity) = (Some(Text::new(name)), Some(capacity));
    GetNtmsObjectAttribute { object, object_type: ObjectType::Unknown.value(), name, capacity }
}

#[test]
fn attributes_are_of_one_object_and_go_with_it() {
    let mut rig = rig();
    let (logical, media) = (rig.lmid("OWNED1"), rig.id_of_medium("OWNED1"));
    let nothing = rig.rows();
    rig.get(set(logical, "Job", b"daily"));
    rig.get(set(logical, "job", b"another"));
    rig.get(set(media, "Job", &[0, 255]));
    assert_eq!(rig.get(get(logical, "Job", 5)), "daily");
    assert_eq!(rig.get(get(logical, "job", 7)), "another");
    assert_eq!(rig.get(get(media, "Job", 2)), [0, 255][..]);
    rig.get(set(logical, "Job", b""));
    rig.get(set(logical, "Job", b""));
    rig.get(set(logical, "job", b""));
    rig.get(set(media, "Job", b""));
    assert_eq!(rig.rows(), nothing, "nothing is left of them");
    rig.get(set(logical, "Job", b"daily"));
    rig.get(DeallocateNtmsMedia { media: logical, options: 0 });
    rig.refuses(&[("it went", get(logical, "Job", 5), NtmsError::ObjectNotFound)]);
}

#[test]
fn what_is_no_attribute_is_refused() {
    let mut rig = rig();
    let media = rig.id_of_medium("OWNED1");
    let call = set(media, "Job", b"daily");
    rig.get(call.clone());
    let bad = NtmsError::InvalidParameter;
    let missing = |name: Option<Text>, data| SetNtmsObjectAttribute { name, data, ..call.clone() };
    rig.refuses(&[
        ("no object", set(Guid::NULL, "Job", b"x"), bad),
        ("no type", SetNtmsObjectAttribute { object_type: 99, ..call.clone() }, bad),
        ("no name", missing(None, call.data.clone()), bad),
        ("no data", missing(call.name.clone(), None), bad),
        ("an empty name", set(media, "", b"x"), NtmsError::InvalidName),
        ("a long name", set(media, &"x".repeat(32), b"x"), NtmsError::InvalidName),
        ("too much", set(media, "Job", &[0; 65_536]), NtmsError::NoData),
        ("unknown", set(UNKNOWN, "Job", b"x"), NtmsError::ObjectNotFound),
    ]);
    rig.refuses(&[
        ("no object", get(Guid::NULL, "Job", 5), bad),
        ("no name", GetNtmsObjectAttribute { name: None, ..get(media, "Job", 5) }, bad),
        ("no buffer", GetNtmsObjectAttribute { capacity: None, ..get(media, "Job", 5) }, bad),
        ("unknown", get(UNKNOWN, "Job", 5), NtmsError::ObjectNotFound),
        ("another name", get(media, "JOB", 5), NtmsError::ObjectNotFound),
    ]);
    let error = NtmsError::InsufficientBuffer;
    let refusal = rig.refuses_by(rig.admin, "too short", get(media, "Job", 4), error);
    assert_eq!(refusal.short.map(|short| short.needed), Some(5));
}

#[test]
fn rights_are_those_of_the_container_and_came_with_2003() {
    let denial = Entry { grants: false, principal: Principal::new("bert"), access: Access::USE };
    for (version, guarded) in [(Version::Server2003, true), (Version::Xp, false)] {
        let mut rig = rig_of(version, Switches::default());
        let (media, drive) = (rig.id_of_medium("OWNED1"), rig.db().id(rig.drives()[0]));
        let computer = rig.db().id(rig.db().computer());
        for object in [media, drive, computer] {
            rig.get(set(object, "Job", b"daily"));
            assert_eq!(rig.reply(rig.user, set(object, "Job", b"mine!")).is_err(), guarded);
            rig.reply(rig.user, get(object, "Job", 5)).expect("everybody may look");
        }
        rig.change_library(|row| row.security.entries.insert(0, denial.clone()));
        rig.change_pool("Backup\\Daily", |row| row.security.entries.insert(0, denial.clone()));
        for object in [media, drive] {
            assert_eq!(rig.reply(rig.user, get(object, "Job", 5)).is_err(), guarded);
        }
    }
}
