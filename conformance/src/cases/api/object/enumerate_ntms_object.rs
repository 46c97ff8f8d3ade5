//! EnumerateNtmsObject.

use wire::Guid;
use wire::ntms::call::{
    CreateNtmsMediaPool, DeleteNtmsMediaPool, EnumerateNtmsObject, InventoryNtmsLibrary,
};
use wire::ntms::operation::{CreateOptions, EnumerateOption, InventoryMethod};
use wire::ntms::{Function, Info, NtmsError, ObjectType};

use super::{equal, first};
use crate::case::{Case, Mismatch, Need, Of, SERVICE, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "EnumerateNtmsObject function, return value";
const REMARKS: &str = "EnumerateNtmsObject function, remarks";

/// A service of Windows XP.
const OLD_ROOM: &str = r"
version: 1
computers:
  HERE: { service: { version: xp }, libraries: { tower: { profile: lto-30 } } }
";

/// A pool that `guest` has no right on.
const SHUT_ROOM: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE: { libraries: { tower: { profile: lto-30 } } }
pools:
  - path: Jobs
    media-type: LTO_Ultrium
    access: [{ who: Administrators, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS] }]
media:
  - { media: OWNED1L3..OWNED4L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
";

/// Library, pool, medium, side and logical medium: the kinds of container.
const KINDS: usize = 5;

/// Which kinds of container may be named for a type.
#[rustfmt::skip]
const CONTAINED: &[(ObjectType, [bool; KINDS])] = &[
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

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::EnumerateNtmsObject, &[Need::Room], room).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
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
    case(
        None,
        "",
        "without a container every object of a type is found, of pools those at the top",
        REMARKS,
        ROOM,
        everywhere,
    ),
    case(
        None,
        "library",
        "a library contains its devices, slots, media, media types and requests",
        REMARKS,
        ROOM,
        in_a_library,
    ),
    case(
        None,
        "pool",
        "a pool contains pools, or media with their sides and logical media",
        REMARKS,
        ROOM,
        in_a_pool,
    ),
    case(
        None,
        "media",
        "a medium contains its sides, a side the logical medium on it, that one its side",
        REMARKS,
        ROOM,
        in_media,
    ),
    case(
        None,
        "empty",
        "nothing found is success, also with a list that has no place",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let nobodys = stage.side("FREE01L3", 0)?;
            let pool = stage.pool("Upper")?;
            for (object_type, container) in [
                (ObjectType::LogicalMedia, Some(nobodys)),
                (ObjectType::PhysicalMedia, Some(pool)),
                (ObjectType::OpRequest, None),
            ] {
                let call = EnumerateNtmsObject { capacity: Some(0), ..all(object_type, container) };
                same(&[], &stage.gives_ids(call)?)?;
            }
            Ok(())
        },
    ),
    case(
        None,
        "root",
        "NTMS_ENUM_ROOTPOOL puts the pool that all others are in first",
        REMARKS,
        ROOM,
        |stage| {
            stage.open_session()?;
            let top = stage.objects(ObjectType::MediaPool, None)?;
            let found = stage.gives_ids(root(ObjectType::MediaPool, None))?;
            same(&top, found.get(1..).unwrap_or_default())?;
            let Info::MediaPool(pool) = stage.information(found[0], ObjectType::MediaPool)?.info
            else {
                return Err(Mismatch::new("a pool", "something else"));
            };
            match (pool.parent.is_null(), pool.number_of_media_pools as usize) {
                (true, pools) if pools == top.len() => Ok(()),
                _ => Err(Mismatch::new("the root", format!("{pool:?}"))),
            }
        },
    ),
    case(None, "no-right", "no right is needed", PAGE, SHUT_ROOM, |stage| {
        stage.open_session()?;
        let jobs = Some(stage.pool("Jobs")?);
        let (media, lmids) = (ObjectType::PhysicalMedia, ObjectType::LogicalMedia);
        let found = [stage.objects(media, jobs)?, stage.objects(lmids, jobs)?];
        stage.act_as("guest")?;
        same(&found[0], &stage.objects(media, jobs)?)?;
        same(&found[1], &stage.objects(lmids, jobs)?)?;
        match (found[0].len(), found[1].len()) {
            (4, 4) => Ok(()),
            counts => Err(Mismatch::new("4 media", format!("{counts:?}"))),
        }
    }),
    bad("kind", "a container of the wrong kind for the type is refused", PAGE, wrong_kinds),
    bad(
        "type",
        "a type that names no enumerable object is refused, with and without a container",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let library = stage.library()?;
            for object_type in [0, 1, 18, 19, 77, u32::MAX] {
                for container in [None, Some(library)] {
                    let any = all(ObjectType::Drive, container);
                    let call = EnumerateNtmsObject { object_type, ..any };
                    stage.refused(call, NtmsError::InvalidParameter)?;
                }
            }
            Ok(())
        },
    ),
    bad("options", "an option that is none of the two is refused", REMARKS, |stage| {
        stage.open_session()?;
        for options in [2, 3, u32::MAX] {
            let call = EnumerateNtmsObject { options, ..all(ObjectType::MediaPool, None) };
            stage.refused(call, NtmsError::InvalidParameter)?;
        }
        Ok(())
    }),
    bad("root", "the root pool is asked for with pools and without a container only", REMARKS, {
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Upper")?;
            for (object_type, container) in [
                (ObjectType::PhysicalMedia, None),
                (ObjectType::Library, None),
                (ObjectType::MediaPool, Some(pool)),
            ] {
                stage.refused(root(object_type, container), NtmsError::InvalidParameter)?;
            }
            Ok(())
        }
    }),
    Case {
        needs: SERVICE,
        ..bad("size", "the size of the list must be there", PAGE, |stage| {
            stage.open_session()?;
            let call = EnumerateNtmsObject { capacity: None, ..all(ObjectType::MediaPool, None) };
            stage.refused(call, NtmsError::InvalidParameter)
        })
    },
    case(
        Some(NtmsError::InvalidParameter),
        "xp",
        "before Windows Server 2003 there is no option",
        "EnumerateNtmsObject function, parameters",
        OLD_ROOM,
        |stage| {
            stage.open_session()?;
            stage.refused(root(ObjectType::MediaPool, None), NtmsError::InvalidParameter)?;
            stage.succeeds(all(ObjectType::MediaPool, None)).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::InsufficientBuffer),
        "",
        "a short list is filled as far as it goes, and the caller is told how long it must be",
        PAGE,
        ROOM,
        short_lists,
    ),
    Case {
        needs: SERVICE,
        ..case(
            Some(NtmsError::ObjectNotFound),
            "unknown",
            "an identifier of nothing is no container, nor is the null identifier",
            PAGE,
            ROOM,
            |stage| {
                stage.open_session()?;
                for container in [NOBODY, Guid::NULL] {
                    for (object_type, _) in CONTAINED {
                        let call = all(*object_type, Some(container));
                        stage.refused(call, NtmsError::ObjectNotFound)?;
                    }
                }
                Ok(())
            },
        )
    },
    case(
        Some(NtmsError::ObjectNotFound),
        "no-container",
        "an object that never contains others is no container",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            for kind in [
                ObjectType::Changer,
                ObjectType::ChangerType,
                ObjectType::Computer,
                ObjectType::Drive,
                ObjectType::DriveType,
                ObjectType::IePort,
                ObjectType::MediaType,
                ObjectType::StorageSlot,
            ] {
                let call = all(ObjectType::PhysicalMedia, Some(first(stage, kind)?));
                stage.refused(call, NtmsError::ObjectNotFound)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::ObjectNotFound),
        "gone",
        "a pool that was deleted is no container any more",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let pool = stage.gives_id(CreateNtmsMediaPool {
                name: Some("Short".into()),
                media_type: None,
                action: CreateOptions::CreateNew.value(),
                security: None,
            })?;
            let call = all(ObjectType::MediaPool, Some(pool));
            same(&[], &stage.gives_ids(call)?)?;
            stage.succeeds(DeleteNtmsMediaPool { pool })?;
            stage.refused(call, NtmsError::ObjectNotFound)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::EnumerateNtmsObject, cause, ROOM, |stage| {
        Ok(all(ObjectType::Drive, Some(stage.library()?)).into())
    })
}

/// All objects of a type, in a container or anywhere.
fn all(object_type: ObjectType, container: Option<Guid>) -> EnumerateNtmsObject {
    let object_type = object_type.value();
    EnumerateNtmsObject { container, object_type, options: 0, capacity: Some(u32::MAX) }
}

/// The same with the root pool.
fn root(object_type: ObjectType, container: Option<Guid>) -> EnumerateNtmsObject {
    let options = EnumerateOption::RootPool.value();
    EnumerateNtmsObject { options, ..all(object_type, container) }
}

/// What was found is exactly this, in any order.
fn same(expected: &[Guid], found: &[Guid]) -> Verdict {
    let sorted = |ids: &[Guid]| {
        let mut ids = ids.to_vec();
        ids.sort();
        ids
    };
    match sorted(expected) == sorted(found) {
        true => Ok(()),
        false => Err(Mismatch::new(format!("{expected:?}"), format!("{found:?}"))),
    }
}

/// So many objects are found, all different and each of its type.
fn count(
    stage: &mut Stage<'_>,
    object_type: ObjectType,
    container: Option<Guid>,
    expected: usize,
) -> Verdict {
    let mut found = stage.objects(object_type, container)?;
    for id in &found {
        let seen = stage.information(*id, object_type)?;
        equal((*id, object_type), (seen.id, seen.info.object_type()))?;
    }
    found.sort();
    found.dedup();
    equal((object_type, expected), (object_type, found.len()))
}

fn everywhere(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    for (object_type, expected) in [
        (ObjectType::Changer, 1),
        (ObjectType::ChangerType, 1),
        (ObjectType::Computer, 1),
        (ObjectType::Drive, 2),
        (ObjectType::DriveType, 1),
        (ObjectType::IeDoor, 1),
        (ObjectType::IePort, 1),
        // The shelf is one.
        (ObjectType::Library, 2),
        (ObjectType::LogicalMedia, 5),
        // Three of the service's, and Jobs, Upper, Other.
        (ObjectType::MediaPool, 6),
        (ObjectType::OpRequest, 0),
        (ObjectType::Partition, 15),
        (ObjectType::PhysicalMedia, 15),
        (ObjectType::StorageSlot, 30),
    ] {
        count(stage, object_type, None, expected)?;
    }
    let upper = stage.pool("Upper")?;
    let top = stage.objects(ObjectType::MediaPool, None)?;
    match top.contains(&upper) && !top.contains(&stage.pool_in("Upper", "Daily")?) {
        true => Ok(()),
        false => Err(Mismatch::new("pools at the top", "a pool below")),
    }
}

fn in_a_library(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let (library, offline) = (stage.library()?, stage.offline_library()?);
    for (object_type, expected, on_the_shelf) in [
        (ObjectType::Changer, 1, 0),
        (ObjectType::Drive, 2, 0),
        (ObjectType::IeDoor, 1, 0),
        (ObjectType::IePort, 1, 0),
        (ObjectType::PhysicalMedia, 14, 1),
        (ObjectType::StorageSlot, 30, 0),
    ] {
        count(stage, object_type, Some(library), expected)?;
        count(stage, object_type, Some(offline), on_the_shelf)?;
    }
    let types = stage.objects(ObjectType::MediaType, Some(library))?;
    let known = stage.objects(ObjectType::MediaType, None)?;
    if types.is_empty() || !types.iter().all(|id| known.contains(id)) {
        return Err(Mismatch::new("media types that are known", format!("{types:?}")));
    }
    let inventory = InventoryNtmsLibrary { library, action: InventoryMethod::Fast.value() };
    let before = stage.objects(ObjectType::LibRequest, Some(library))?.len();
    stage.succeeds(inventory)?;
    count(stage, ObjectType::LibRequest, Some(library), before + 1)?;
    count(stage, ObjectType::LibRequest, None, before + 1)?;
    count(stage, ObjectType::LibRequest, Some(offline), 0)
}

fn in_a_pool(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let jobs = stage.pool("Jobs")?;
    for (object_type, expected) in [
        (ObjectType::PhysicalMedia, 5),
        (ObjectType::LogicalMedia, 5),
        (ObjectType::Partition, 5),
        (ObjectType::MediaPool, 0),
    ] {
        count(stage, object_type, Some(jobs), expected)?;
    }
    let owned = stage.medium("OWNED1L3")?;
    let media = stage.objects(ObjectType::PhysicalMedia, Some(jobs))?;
    if !media.contains(&owned) || media.contains(&stage.medium("STOCK1L3")?) {
        return Err(Mismatch::new("the media of the pool", format!("{media:?}")));
    }
    let upper = stage.pool("Upper")?;
    let daily = stage.pool_in("Upper", "Daily")?;
    same(&[daily], &stage.gives_ids(all(ObjectType::MediaPool, Some(upper)))?)?;
    // What lies in pools below is theirs.
    let free = stage.pool("Free")?;
    count(stage, ObjectType::PhysicalMedia, Some(free), 0)?;
    let below = stage.pool_in("Free", "LTO_Ultrium")?;
    count(stage, ObjectType::PhysicalMedia, Some(below), 4)
}

fn in_media(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let medium = stage.medium("OWNED2L3")?;
    let logical = stage.logical("OWNED2L3")?;
    let sides = stage.objects(ObjectType::Partition, Some(medium))?;
    count(stage, ObjectType::Partition, Some(medium), 1)?;
    same(&[logical], &stage.gives_ids(all(ObjectType::LogicalMedia, Some(sides[0])))?)?;
    same(&sides, &stage.gives_ids(all(ObjectType::Partition, Some(logical)))?)
}

fn wrong_kinds(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let containers: [Guid; KINDS] = [
        stage.library()?,
        stage.pool("Jobs")?,
        stage.medium("OWNED1L3")?,
        stage.side("OWNED1L3", 0)?,
        stage.logical("OWNED1L3")?,
    ];
    for (object_type, allowed) in CONTAINED {
        for (container, allowed) in containers.iter().zip(allowed) {
            let call = all(*object_type, Some(*container));
            match allowed {
                true => drop(stage.gives_ids(call)?),
                false => stage.refused(call, NtmsError::InvalidParameter)?,
            }
        }
    }
    Ok(())
}

fn short_lists(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let library = stage.library()?;
    for container in [None, Some(library)] {
        let found = stage.objects(ObjectType::PhysicalMedia, container)?;
        let any = all(ObjectType::PhysicalMedia, container);
        for capacity in [0, 1, 13] {
            let call = EnumerateNtmsObject { capacity: Some(capacity), ..any };
            stage.refused(call, NtmsError::InsufficientBuffer)?;
            let short = stage.call(call).err().and_then(|refusal| refusal.short);
            let short = short.ok_or_else(|| Mismatch::new("what fitted", "nothing"))?;
            let places = capacity as usize;
            if (short.needed as usize, &*short.ids) != (found.len(), &found[..places]) {
                let expected = format!("{} needed, {:?}", found.len(), &found[..places]);
                return Err(Mismatch::new(expected, format!("{short:?}")));
            }
        }
        let capacity = u32::try_from(found.len()).ok();
        same(&found, &stage.gives_ids(EnumerateNtmsObject { capacity, ..any })?)?;
    }
    Ok(())
}
