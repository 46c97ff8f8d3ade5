//! Stories of objects looked up, looked at and written.

use wire::ntms::call::{
    CreateNtmsMediaPool, EnumerateNtmsObject, GetNtmsObjectInformation, SetNtmsObjectInformation,
};
use wire::ntms::operation::{CreateOptions, InventoryMethod};
use wire::ntms::option::LibraryFlags;
use wire::ntms::security::Entry;
use wire::ntms::{Access, Info, ObjectInformation, ObjectType};

use super::*;
use crate::database::TableName;

fn all_of(object_type: ObjectType) -> EnumerateNtmsObject {
    EnumerateNtmsObject {
        container: None,
        object_type: object_type.value(),
        options: 0,
        capacity: Some(u32::MAX),
    }
}

fn inside(object_type: ObjectType, container: Guid) -> EnumerateNtmsObject {
    EnumerateNtmsObject { container: Some(container), ..all_of(object_type) }
}

/// Types by the kinds of container that may be named (EnumerateNtmsObject, remarks): library,
/// pool, medium, side, logical medium.
#[rustfmt::skip]
const CONTAINED: &[(ObjectType, [bool; 5])] = &[
    (ObjectType::Changer,       [true,  false, false, false, false]),
    (ObjectType::ChangerType,   [false, false, false, false, false]),
    (ObjectType::Computer,      [false, false, false, false, false]),
    (ObjectType::Drive,         [true,  false, false, false, false]),
    (ObjectType::DriveType,     [false, false, false, false, false]),
    (ObjectType::IeDoor,        [true,  false, false, false, false]),
    (ObjectType::IePort,        [true,  false, false, false, false]),
    (ObjectType::Library,       [false, false, false, false, false]),
    (ObjectType::LibRequest,    [true,  false, false, false, false]),
    (ObjectType::LogicalMedia,  [false, true,  false, true,  false]),
    (ObjectType::MediaPool,     [false, true,  false, false, false]),
    (ObjectType::MediaType,     [true,  false, false, false, false]),
    (ObjectType::OpRequest,     [false, false, false, false, false]),
    (ObjectType::Partition,     [false, true,  true,  false, true]),
    (ObjectType::PhysicalMedia, [true,  true,  false, false, false]),
    (ObjectType::StorageSlot,   [true,  false, false, false, false]),
];

#[test]
fn containers_hold_what_the_page_says_and_nothing_else() {
    let mut rig = rig();
    let library = rig.db().id(rig.library());
    let containers = [
        library,
        rig.pool("Backup\\Daily"),
        rig.id_of_medium("OWNED1"),
        rig.side("OWNED1", 0),
        rig.lmid("OWNED1"),
    ];
    for (object_type, allowed) in CONTAINED {
        rig.get(all_of(*object_type));
        for (container, allowed) in containers.iter().zip(allowed) {
            let call = inside(*object_type, *container);
            match allowed {
                true => drop(rig.get(call)),
                false => rig.refuses(&[("a dash", call, NtmsError::InvalidParameter)]),
            }
        }
    }
    let table = TableName::ALL.iter().filter(|table| **table != TableName::UiDestination);
    assert_eq!(table.count(), CONTAINED.len());
}

#[test]
fn members_come_in_the_order_of_creation() {
    let mut rig = rig();
    let library = rig.db().id(rig.library());
    let media = rig.get(inside(ObjectType::PhysicalMedia, library));
    let names: Vec<&str> = tapes().iter().map(|(name, _)| *name).collect();
    let expected: Vec<Guid> = names.iter().map(|name| rig.id_of_medium(name)).collect();
    assert_eq!(media, expected);
    assert_eq!(rig.get(inside(ObjectType::StorageSlot, library)).len(), 12);
    let sides = rig.get(inside(ObjectType::Partition, rig.pool("Archive")));
    assert_eq!(sides, [rig.side("DISC1", 0), rig.side("DISC1", 1)]);
    let (side, lmid) = (rig.side("OWNED1", 0), rig.lmid("OWNED1"));
    assert_eq!(rig.get(inside(ObjectType::LogicalMedia, side)), [lmid]);
    assert_eq!(rig.get(inside(ObjectType::Partition, lmid)), [side]);
    let nobodys = rig.side("AVAIL1", 0);
    assert_eq!(rig.get(inside(ObjectType::LogicalMedia, nobodys)), []);
}

#[test]
fn pools_without_a_container_are_those_at_the_top_and_the_root_on_demand() {
    let mut rig = rig();
    let top = rig.get(all_of(ObjectType::MediaPool));
    let names = ["Free", "Unrecognized", "Import", "Backup", "Archive"];
    assert_eq!(top, names.map(|name| rig.pool(name)));
    let with_root = EnumerateNtmsObject { options: 1, ..all_of(ObjectType::MediaPool) };
    let found = rig.get(with_root);
    assert_eq!((found[0], found.len()), (rig.pool(""), top.len() + 1));
    let of_media = EnumerateNtmsObject { options: 1, ..all_of(ObjectType::PhysicalMedia) };
    let below = EnumerateNtmsObject { container: Some(rig.pool("Backup")), ..with_root };
    rig.refuses(&[
        ("root pool of media", of_media, NtmsError::InvalidParameter),
        ("root pool in a pool", below, NtmsError::InvalidParameter),
    ]);
    let mut old = rig_of(Version::Xp, Switches::default());
    old.refuses(&[("no option before 2003", with_root, NtmsError::InvalidParameter)]);
}

#[test]
fn a_short_list_is_filled_as_far_as_it_goes() {
    let mut rig = rig();
    let all = rig.get(all_of(ObjectType::PhysicalMedia));
    for capacity in [0, 1, 5] {
        let call =
            EnumerateNtmsObject { capacity: Some(capacity), ..all_of(ObjectType::PhysicalMedia) };
        let error = NtmsError::InsufficientBuffer;
        let refusal = rig.refuses_by(rig.admin, "too short", call, error);
        let short = refusal.short.expect("what is needed");
        assert_eq!(short.needed as usize, all.len());
        assert_eq!(short.ids, all[..capacity as usize]);
    }
    let none = EnumerateNtmsObject { capacity: Some(0), ..all_of(ObjectType::OpRequest) };
    assert_eq!(rig.get(none), []);
}

#[test]
fn enumeration_refuses_what_is_no_type_and_no_container() {
    let mut rig = rig();
    let drive = rig.db().id(rig.drives()[0]);
    let of = |object_type| EnumerateNtmsObject { object_type, ..all_of(ObjectType::Drive) };
    let option = EnumerateNtmsObject { options: 2, ..all_of(ObjectType::MediaPool) };
    rig.refuses(&[
        ("NTMS_UNKNOWN", of(0), NtmsError::InvalidParameter),
        ("NTMS_OBJECT", of(1), NtmsError::InvalidParameter),
        ("destinations of messages", of(18), NtmsError::InvalidParameter),
        ("no type", of(77), NtmsError::InvalidParameter),
        ("no option", option, NtmsError::InvalidParameter),
        ("unknown", inside(ObjectType::Drive, UNKNOWN), NtmsError::ObjectNotFound),
        ("no container", inside(ObjectType::Drive, drive), NtmsError::ObjectNotFound),
    ]);
}

fn look_at(object: Guid, object_type: ObjectType) -> GetNtmsObjectInformation {
    GetNtmsObjectInformation { object, object_type: Some(object_type.value()) }
}

#[test]
fn every_object_has_the_arm_of_its_type() {
    let mut rig = rig();
    let rows = rig.rows();
    let mut seen = std::collections::BTreeSet::new();
    for (_, row) in rows {
        let id = row.head().id;
        let found = rig.get(look_at(id, ObjectType::Unknown));
        let object_type = row.table().object_type();
        assert_eq!((found.id, found.info.object_type()), (id, object_type));
        assert_eq!(rig.get(look_at(id, object_type)), found);
        seen.insert(row.table());
    }
    // Requests and doors are not among what is known from the start.
    assert!(seen.len() >= 13, "{seen:?}");
}

#[test]
fn counts_are_those_of_the_members() {
    let mut rig = rig();
    let library = rig.db().id(rig.library());
    let Info::Library(found) = rig.get(look_at(library, ObjectType::Unknown)).info else {
        panic!("a library")
    };
    assert_eq!(
        (found.number_of_drives, found.number_of_slots, found.number_of_media),
        (2, 12, u32::try_from(tapes().len()).unwrap())
    );
    let pool = rig.pool("Backup\\Daily");
    let Info::MediaPool(found) = rig.get(look_at(pool, ObjectType::Unknown)).info else {
        panic!("a pool")
    };
    assert_eq!((found.number_of_physical_media, found.number_of_logical_media), (8, 4));
    assert_eq!((found.parent, found.number_of_media_pools), (rig.pool("Backup"), 0));
    let shelved = rig.id_of_medium("SHELF1");
    let Info::PhysicalMedia(found) = rig.get(look_at(shelved, ObjectType::Unknown)).info else {
        panic!("a medium")
    };
    assert_eq!((found.location, found.location_type), (Guid::NULL, ObjectType::StorageSlot));
}

#[test]
fn a_drive_shows_the_side_in_it_once_that_is_known() {
    let mut rig = rig();
    rig.hold("OWNED1", None);
    let drive = rig.db().id(rig.drives()[0]);
    let side_in = |rig: &mut Rig| match rig.get(look_at(drive, ObjectType::Drive)).info {
        Info::Drive(found) => found.saved_partition_id,
        other => panic!("{other:?}"),
    };
    assert_eq!(side_in(&mut rig), rig.side("OWNED1", 0));
    let side = rig.side_key("OWNED1", 0);
    rig.rsm.database.update(side, |row| row.state = SideState::Unknown);
    rig.rsm.keep();
    rig.settle();
    assert_eq!(side_in(&mut rig), Guid::NULL);
}

#[test]
fn looking_at_nothing_is_refused() {
    let mut rig = rig();
    let medium = rig.id_of_medium("AVAIL1");
    let of =
        |object, object_type| GetNtmsObjectInformation { object, object_type: Some(object_type) };
    rig.refuses(&[
        ("no identifier", of(Guid::NULL, 0), NtmsError::InvalidParameter),
        ("unknown", of(UNKNOWN, 0), NtmsError::ObjectNotFound),
        ("no type", of(medium, 99), NtmsError::InvalidParameter),
        ("another type", of(medium, ObjectType::Drive.value()), NtmsError::InvalidParameter),
    ]);
    let denied = Entry { grants: false, principal: Principal::new("bert"), access: Access::USE };
    rig.change_pool("Backup\\Daily", |row| row.security.entries.insert(0, denied));
    let call = of(medium, 0);
    rig.refuses_by(rig.user, "no right to use its pool", call, NtmsError::AccessDenied);
    let mut old = rig_of(Version::Xp, Switches::default());
    let call = of(old.id_of_medium("AVAIL1"), 0);
    old.reply(old.user, call).expect("before 2003 everybody may look");
}

/// What is known of an object, changed, as a call.
fn write(
    rig: &mut Rig,
    object: Guid,
    change: impl FnOnce(&mut ObjectInformation),
) -> SetNtmsObjectInformation {
    let mut information = rig.get(look_at(object, ObjectType::Unknown));
    change(&mut information);
    SetNtmsObjectInformation { object, information: Some(Box::new(information)) }
}

#[test]
fn only_writable_members_are_written() {
    let mut rig = rig();
    let medium = rig.id_of_medium("AVAIL1");
    let before = rig.get(look_at(medium, ObjectType::Unknown));
    rig.now += Duration::from_secs(60);
    let call = write(&mut rig, medium, |all| {
        all.name = Text::new("Monday");
        all.description = Text::new("first of the week");
        all.enabled = false;
        all.id = UNKNOWN;
        if let Info::PhysicalMedia(arm) = &mut all.info {
            arm.bar_code = Text::new("OTHER");
            arm.sequence_number = Text::new("99");
        }
    });
    rig.get(call);
    let after = rig.get(look_at(medium, ObjectType::Unknown));
    assert!(after.modified > before.modified);
    let expected = ObjectInformation {
        name: Text::new("Monday"),
        description: Text::new("first of the week"),
        modified: after.modified,
        ..before
    };
    assert_eq!(after, expected);
    let drive = rig.db().id(rig.drives()[0]);
    let call = write(&mut rig, drive, |all| {
        all.name = Text::new("mine");
        if let Info::Drive(arm) = &mut all.info {
            arm.defer_dismount_delay = 7;
            arm.mount_count = 1000;
        }
    });
    rig.get(call);
    let row = rig.db().get(rig.drives()[0]);
    assert_eq!((row.defer_dismount_seconds, row.mount_count), (7, 0));
    assert_ne!(row.head.name.as_str(), "mine");
}

#[test]
fn the_flag_of_uncounted_cleanings_follows_their_number() {
    let mut rig = rig();
    let library = rig.db().id(rig.library());
    let uncounted = LibraryFlags::IGNORECLEANERUSESREMAINING;
    for (uses, flag) in [(u32::MAX, true), (20, false)] {
        let call = write(&mut rig, library, |all| {
            if let Info::Library(arm) = &mut all.info {
                arm.cleaner_uses_remaining = uses;
                arm.flags = LibraryFlags::FIXEDOFFLINE.union(LibraryFlags::AUTODETECTCHANGE);
            }
        });
        rig.get(call);
        let flags = rig.db().get(rig.library()).flags;
        assert_eq!(flags.contains(uncounted), flag);
        assert!(flags.contains(LibraryFlags::AUTODETECTCHANGE));
        assert!(!flags.contains(LibraryFlags::FIXEDOFFLINE), "the service's own flag");
    }
}

#[test]
fn what_cannot_be_written_is_refused() {
    let mut rig = rig();
    let (daily, weekly) = (rig.pool("Backup\\Daily"), rig.pool("Backup\\Weekly"));
    let library = rig.db().id(rig.library());
    let name = |name: &str| {
        let name = Text::new(name);
        move |all: &mut ObjectInformation| all.name = name
    };
    let media_type = |id| {
        move |all: &mut ObjectInformation| {
            if let Info::MediaPool(arm) = &mut all.info {
                arm.media_type = id;
            }
        }
    };
    let method = |all: &mut ObjectInformation| {
        if let Info::Library(arm) = &mut all.info {
            arm.inventory_method = InventoryMethod::Stop;
        }
    };
    let long = |all: &mut ObjectInformation| all.description = "x".repeat(127).into();
    let free = rig.pool("Free\\LTO_Ultrium");
    let mut unknown = write(&mut rig, daily, |_| {});
    unknown.object = UNKNOWN;
    let mut missing = unknown.clone();
    missing.object = Guid::NULL;
    let mut other = unknown.clone();
    other.object = library;
    let bad = NtmsError::InvalidParameter;
    let cases = [
        ("unknown", unknown, NtmsError::ObjectNotFound),
        ("no identifier", missing, bad),
        ("the arm of another type", other, bad),
        ("a long name", write(&mut rig, library, name(&"x".repeat(64))), bad),
        ("a long description", write(&mut rig, library, long), bad),
        ("a level that is a path", write(&mut rig, daily, name("a\\b")), bad),
        ("a pool without a name", write(&mut rig, daily, name("")), bad),
        ("the name of a neighbour", write(&mut rig, daily, name("WEEKLY")), bad),
        ("no media type", write(&mut rig, weekly, media_type(UNKNOWN)), bad),
        ("another type for media", write(&mut rig, daily, media_type(Guid::NULL)), bad),
        ("a type for the service's", write(&mut rig, free, media_type(Guid::NULL)), bad),
        ("no default inventory", write(&mut rig, library, method), bad),
    ];
    rig.refuses(&cases);
    let call = write(&mut rig, weekly, media_type(Guid::NULL));
    rig.get(call);
}

#[test]
fn a_name_that_makes_a_path_below_too_long_is_refused() {
    let mut rig = rig();
    let create = |path: &str| CreateNtmsMediaPool {
        name: Some(Text::new(path)),
        media_type: None,
        action: CreateOptions::CreateNew.value(),
        security: None,
    };
    let top = rig.get(create("t"));
    let mut path = "t".to_owned();
    for level in [63; 7].into_iter().chain([50]) {
        path = format!("{path}\\{}", "x".repeat(level));
        rig.get(create(&path));
    }
    assert_eq!(path.len(), 500);
    let long = write(&mut rig, top, |all| all.name = "t".repeat(13).into());
    rig.refuses(&[("512 units", long, NtmsError::InvalidParameter)]);
    let fits = write(&mut rig, top, |all| all.name = "t".repeat(12).into());
    rig.get(fits);
}

#[test]
fn arguments_that_are_missing_are_refused() {
    let mut rig = rig();
    let object = rig.id_of_medium("AVAIL1");
    let size = EnumerateNtmsObject { capacity: None, ..all_of(ObjectType::Drive) };
    rig.refuses(&[("no size", size, NtmsError::InvalidParameter)]);
    let look = GetNtmsObjectInformation { object, object_type: None };
    rig.refuses(&[("no structure", look, NtmsError::InvalidParameter)]);
    let write = SetNtmsObjectInformation { object, information: None };
    rig.refuses(&[("no members", write, NtmsError::InvalidParameter)]);
}

#[test]
fn rights_to_write_differ_by_type_and_version() {
    for (version, denied) in
        [(Version::Server2003, [true, true, true, true]), (Version::Xp, [true, true, true, false])]
    {
        let mut rig = rig_of(version, Switches::default());
        let library = rig.db().id(rig.library());
        let objects =
            [library, rig.pool("Backup\\Daily"), rig.side("AVAIL1", 0), rig.id_of_medium("AVAIL1")];
        for (object, denied) in objects.into_iter().zip(denied) {
            let call = write(&mut rig, object, |all| all.description = Text::new("mine"));
            match denied {
                true => {
                    let error = NtmsError::AccessDenied;
                    rig.refuses_by(rig.user, "only use", call, error);
                }
                false => drop(rig.reply(rig.user, call).expect("none needed")),
            }
        }
    }
}
