//! SetNtmsObjectInformation: its codes. What may be written stands in `writable`.

use wire::Guid;
use wire::ntms::call::{CreateNtmsMediaPool, DeleteNtmsMediaPool, SetNtmsObjectInformation};
use wire::ntms::operation::{CreateOptions, InventoryMethod};
use wire::ntms::{Function, Info, NtmsError, ObjectInformation, ObjectType};

use super::writable::{self, change};
use super::{ARMS, any_of, equal};
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "SetNtmsObjectInformation function, return value";
const REMARKS: &str = "SetNtmsObjectInformation function, remarks";

/// `writer` may modify everything and control nothing, `keeper` the other way round.
const RIGHTS_ROOM: &str = r"
version: 1
users: { writer: [], keeper: [] }
computers:
  HERE:
    access:
      - { who: writer, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS], may-not: NTMS_CONTROL_ACCESS }
      - { who: keeper, may: [NTMS_USE_ACCESS, NTMS_CONTROL_ACCESS], may-not: NTMS_MODIFY_ACCESS }
    libraries: { tower: { profile: lto-30 } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium }
media:
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
";

/// A service of Windows XP where `guest` may use everything and change nothing.
const OLD_ROOM: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE:
    service: { version: xp }
    access:
      - { who: guest, may: NTMS_USE_ACCESS, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
      - { who: Administrators, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { tower: { profile: lto-30 } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium }
media:
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
";

/// Two media types, a pool with a medium, one with a pool, and an empty one.
const TYPES_ROOM: &str = r"
version: 1
computers:
  HERE: { libraries: { tower: { profile: lto-30 }, discs: { profile: jukebox-100 } } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium }
  - { path: 'Upper\Daily', media-type: LTO_Ultrium }
media:
  - { media: STOCK1L3, at: { library: tower }, known: { available: { pool: Jobs } } }
";

/// The types that needed a right to be written before Windows Server 2003.
const GUARDED_BEFORE_2003: &[ObjectType] =
    &[ObjectType::Library, ObjectType::MediaPool, ObjectType::Partition];

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::SetNtmsObjectInformation, &[Need::Room], room).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
}

const fn writes(
    variant: &'static str,
    requirement: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    case(None, variant, requirement, REMARKS, ROOM, run)
}

const fn bad(
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    case(Some(NtmsError::InvalidParameter), variant, requirement, source, ROOM, run)
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    writes("", "the description of every type of object is written", writable::descriptions),
    writes("name", "the names of five types are written, those of others are not", writable::names),
    writes("length", "the longest name and the longest description fit", writable::longest),
    writes("computer", "purge times, flags and policy of the computer are written", {
        writable::computer
    }),
    writes("drive", "of a drive the delay of deferred dismounts is written", writable::drive),
    writes("door", "of a door the time that it may be open is written", writable::door),
    writes("port", "of a port the time that it may be extended is written", writable::port),
    writes("library", "recovery, cleanings, flags and inventory of a library are written", {
        writable::library
    }),
    writes("library-flags", "the flag of uncounted cleanings follows their number", {
        writable::library_flags
    }),
    writes("pool", "policies, limit and media type of a pool are written", writable::pool),
    writes("others", "members that may not be written are not looked at", writable::others),
    writes("last", "the last writer wins, with every member", writable::last_writer),
    case(
        None,
        "xp",
        "before Windows Server 2003 what is no library, pool or side needs no right",
        PAGE,
        OLD_ROOM,
        |stage| {
            let calls = describe_each(stage)?;
            stage.act_as("guest")?;
            for (object_type, call) in calls {
                if !GUARDED_BEFORE_2003.contains(&object_type) {
                    stage.succeeds(call)?;
                }
            }
            Ok(())
        },
    ),
    hindered(Cause::NoRight),
    case(
        Some(NtmsError::AccessDenied),
        "modify",
        "the right to modify is enough for everything but a library, which needs control",
        PAGE,
        RIGHTS_ROOM,
        |stage| by_right(stage, "writer", |object_type| object_type != ObjectType::Library),
    ),
    case(
        Some(NtmsError::AccessDenied),
        "control",
        "the right to control is enough for a library, and for nothing else",
        PAGE,
        RIGHTS_ROOM,
        |stage| by_right(stage, "keeper", |object_type| object_type == ObjectType::Library),
    ),
    case(
        Some(NtmsError::AccessDenied),
        "xp",
        "before Windows Server 2003 library, pool and side need the right to control",
        PAGE,
        OLD_ROOM,
        |stage| by_right(stage, "guest", |object_type| !GUARDED_BEFORE_2003.contains(&object_type)),
    ),
    bad("id", "an identifier must be there", PAGE, |stage| {
        stage.open_session()?;
        for object_type in ARMS {
            let object = any_of(stage, *object_type)?;
            let call = change(stage, object, *object_type, describe)?;
            let call = SetNtmsObjectInformation { object: Guid::NULL, ..call };
            stage.refused(call, NtmsError::InvalidParameter)?;
        }
        Ok(())
    }),
    bad("structure", "a structure must be there", PAGE, |stage| {
        stage.open_session()?;
        let object = stage.library()?;
        let call = SetNtmsObjectInformation { object, information: None };
        stage.refused(call, NtmsError::InvalidParameter)
    }),
    bad("type", "the structure of another type than the object's is refused", PAGE, |stage| {
        let calls = describe_each(stage)?;
        for (own, call) in &calls {
            for (_, other) in calls.iter().filter(|(other, _)| other != own) {
                let call = SetNtmsObjectInformation { object: other.object, ..call.clone() };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
        }
        Ok(())
    }),
    bad("name", "a name that does not fit its buffer is refused", "NTMS_OBJECTNAME_LENGTH", {
        |stage| {
            stage.open_session()?;
            for object_type in writable::NAMED {
                let object = any_of(stage, *object_type)?;
                let long = |all: &mut ObjectInformation| all.name = "x".repeat(64).into();
                refused(stage, object, *object_type, long)?;
            }
            Ok(())
        }
    }),
    bad(
        "description",
        "a description that does not fit its buffer is refused",
        "NTMS_DESCRIPTION_LENGTH",
        |stage| {
            stage.open_session()?;
            for object_type in ARMS {
                let object = any_of(stage, *object_type)?;
                let long = |all: &mut ObjectInformation| all.description = "x".repeat(127).into();
                refused(stage, object, *object_type, long)?;
            }
            Ok(())
        },
    ),
    bad("pool-name", "a pool's name is one level of a path and no neighbour's", REMARKS, |stage| {
        stage.open_session()?;
        let pool = stage.pool("Jobs")?;
        for name in ["", r"a\b", r"\", "Other", "OTHER", "Free"] {
            refused(stage, pool, ObjectType::MediaPool, |all| all.name = name.into())?;
        }
        Ok(())
    }),
    bad(
        "pool-path",
        "a name that makes the path of a pool below longer than 511 characters is refused",
        "NTMS_POOLHIERARCHY_LENGTH",
        |stage| {
            stage.open_session()?;
            let top = stage.gives_id(create("t"))?;
            let mut path = "t".to_owned();
            for length in [63; 7].into_iter().chain([50]) {
                path = format!(r"{path}\{}", "x".repeat(length));
                stage.gives_id(create(&path))?;
            }
            let pool = ObjectType::MediaPool;
            refused(stage, top, pool, |all| all.name = "t".repeat(13).into())?;
            let fits = change(stage, top, pool, |all| all.name = "t".repeat(12).into())?;
            stage.succeeds(fits).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::InvalidParameter),
        "media-type",
        "a pool's media type is one, and stays while the pool holds something",
        "NTMS_MEDIAPOOLINFORMATION structure, MediaType",
        TYPES_ROOM,
        media_types,
    ),
    bad(
        "inventory",
        "the default inventory of a library is none, fast or by label",
        "NTMS_LIBRARYINFORMATION structure, InventoryMethod",
        |stage| {
            stage.open_session()?;
            let (library, offline) = (stage.library()?, stage.offline_library()?);
            use InventoryMethod::{Default, Fast, Max, Omid, Slot, Stop};
            let wrong = [Default, Slot, Stop, Max].map(|method| (library, method));
            for (library, method) in wrong.into_iter().chain([(offline, Fast), (offline, Omid)]) {
                refused(stage, library, ObjectType::Library, |all| {
                    if let Info::Library(arm) = &mut all.info {
                        arm.inventory_method = method;
                    }
                })?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::ObjectNotFound),
        "",
        "an identifier that names nothing is not found, whatever the structure is of",
        PAGE,
        ROOM,
        |stage| {
            for (_, call) in describe_each(stage)? {
                let call = SetNtmsObjectInformation { object: NOBODY, ..call };
                stage.refused(call, NtmsError::ObjectNotFound)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::ObjectNotFound),
        "gone",
        "an object that was deleted is not found any more",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let pool = stage.gives_id(create("Short"))?;
            let call = change(stage, pool, ObjectType::MediaPool, describe)?;
            stage.succeeds(call.clone())?;
            stage.succeeds(DeleteNtmsMediaPool { pool })?;
            stage.refused(call, NtmsError::ObjectNotFound)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::SetNtmsObjectInformation, cause, ROOM, |stage| {
        let medium = stage.medium("OWNED1L3")?;
        Ok(change(stage, medium, ObjectType::PhysicalMedia, describe)?.into())
    })
}

/// A new pool of pools.
fn create(name: &str) -> CreateNtmsMediaPool {
    CreateNtmsMediaPool {
        name: Some(name.into()),
        media_type: None,
        action: CreateOptions::CreateNew.value(),
        security: None,
    }
}

fn describe(all: &mut ObjectInformation) {
    all.description = "mine".into();
}

/// In an open session, a new description for an object of each type.
fn describe_each(
    stage: &mut Stage<'_>,
) -> Result<Vec<(ObjectType, SetNtmsObjectInformation)>, Mismatch> {
    stage.open_session()?;
    let mut calls = Vec::new();
    for object_type in ARMS {
        let object = match object_type {
            ObjectType::MediaPool => stage.pool("Jobs")?,
            ObjectType::Library => stage.library()?,
            object_type => any_of(stage, *object_type)?,
        };
        calls.push((*object_type, change(stage, object, *object_type, describe)?));
    }
    Ok(calls)
}

/// A user writes the types that he may and is refused at the others.
fn by_right(stage: &mut Stage<'_>, user: &str, may: fn(ObjectType) -> bool) -> Verdict {
    let calls = describe_each(stage)?;
    stage.act_as(user)?;
    for (object_type, call) in calls {
        let seen = match may(object_type) {
            true => stage.succeeds(call).map(|_| ()),
            false => stage.refused(call, NtmsError::AccessDenied),
        };
        seen.map_err(|Mismatch { expected, actual }| {
            Mismatch::new(format!("{expected} of {}", object_type.name()), actual)
        })?;
    }
    Ok(())
}

/// A change is a bad argument.
fn refused(
    stage: &mut Stage<'_>,
    object: Guid,
    object_type: ObjectType,
    make: impl FnOnce(&mut ObjectInformation),
) -> Verdict {
    let call = change(stage, object, object_type, make)?;
    stage.refused(call, NtmsError::InvalidParameter)
}

fn media_types(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let tape = stage.named(ObjectType::MediaType, "LTO_Ultrium")?;
    let types = stage.objects(ObjectType::MediaType, None)?;
    let another = types.into_iter().find(|id| *id != tape);
    let another = another.ok_or_else(|| Mismatch::new("two media types", "one"))?;
    let daily = stage.pool_in("Upper", "Daily")?;
    let free = stage.pool_in("Free", "LTO_Ultrium")?;
    for (pool, media_type) in [
        (daily, NOBODY),
        (daily, free),
        (stage.pool("Jobs")?, another),
        (stage.pool("Jobs")?, Guid::NULL),
        (stage.pool("Upper")?, tape),
        (stage.pool("Import")?, tape),
        (free, Guid::NULL),
    ] {
        refused(stage, pool, ObjectType::MediaPool, |all| {
            if let Info::MediaPool(arm) = &mut all.info {
                arm.media_type = media_type;
            }
        })?;
    }
    let call = change(stage, daily, ObjectType::MediaPool, |all| {
        if let Info::MediaPool(arm) = &mut all.info {
            arm.media_type = another;
        }
    })?;
    stage.succeeds(call)?;
    match stage.information(daily, ObjectType::MediaPool)?.info {
        Info::MediaPool(arm) => equal(another, arm.media_type),
        info => Err(Mismatch::new("a pool", info.object_type().name())),
    }
}
