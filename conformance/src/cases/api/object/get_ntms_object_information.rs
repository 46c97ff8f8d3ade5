//! GetNtmsObjectInformation: its codes. What is told of each type stands in `arms`.

use wire::Guid;
use wire::ntms::call::{CreateNtmsMediaPool, DeleteNtmsMediaPool, GetNtmsObjectInformation};
use wire::ntms::operation::CreateOptions;
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{ARMS, any_of, arms, equal, first, request};
use crate::case::{Case, Mismatch, Need, Of, SERVICE, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "GetNtmsObjectInformation function, return value";
const REMARKS: &str = "GetNtmsObjectInformation function, remarks";

/// Pools and media that `guest` has no right on, and a service that he may use.
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
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
";

/// The same with a service of Windows XP.
const OLD_ROOM: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE: { service: { version: xp }, libraries: { tower: { profile: lto-30 } } }
pools:
  - path: Jobs
    media-type: LTO_Ultrium
    access: [{ who: Administrators, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS] }]
media:
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::GetNtmsObjectInformation, &[Need::Room], room).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
}

const fn arm(
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    case(None, variant, requirement, source, ROOM, run)
}

const fn bad(
    variant: &'static str,
    requirement: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    case(Some(NtmsError::InvalidParameter), variant, requirement, PAGE, ROOM, run)
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    arm("", "every object tells its identifier, times and the arm of its type", REMARKS, heads),
    arm(
        "untyped",
        "a structure of NTMS_UNKNOWN gets the arm of the object's own type",
        "NTMS_OBJECTINFORMATION structure, dwType",
        |stage| {
            stage.open_session()?;
            for object_type in ARMS {
                let object = any_of(stage, *object_type)?;
                let typed = stage.information(object, *object_type)?;
                equal(typed, stage.information(object, ObjectType::Unknown)?)?;
            }
            Ok(())
        },
    ),
    arm(
        "computer",
        "the computer tells how long finished requests are kept, and its policies",
        "NTMS_COMPUTERINFORMATION structure",
        arms::computer,
    ),
    arm(
        "media-type",
        "a media type tells its sides and how it is written",
        "NTMS_MEDIATYPEINFORMATION structure",
        arms::media_type,
    ),
    arm(
        "library",
        "a library counts what it is made of and what it holds",
        "NTMS_LIBRARYINFORMATION structure",
        arms::library,
    ),
    arm(
        "offline-library",
        "the library of media in no device tells its type and counts them",
        "NTMS_LIBRARYINFORMATION structure, remarks",
        arms::offline_library,
    ),
    arm(
        "changer",
        "a changer tells its device, its kind and its library",
        "NTMS_CHANGERINFORMATION and NTMS_CHANGERTYPEINFORMATION structures",
        arms::changer,
    ),
    arm(
        "drive",
        "a drive tells its device, its kind, its library, and that it is empty",
        "NTMS_DRIVEINFORMATION and NTMS_DRIVETYPEINFORMATION structures",
        arms::drive,
    ),
    arm(
        "slot",
        "a slot tells its number and whether a medium lies in it",
        "NTMS_STORAGESLOTINFORMATION structure",
        arms::slots,
    ),
    arm(
        "door-and-port",
        "door and port tell their state and how long they may stay open",
        "NTMS_IEDOORINFORMATION and NTMS_IEPORTINFORMATION structures",
        arms::door_and_port,
    ),
    arm(
        "pool",
        "a pool tells its kind, its parent, its policies and what it holds",
        "NTMS_MEDIAPOOLINFORMATION structure",
        arms::pools,
    ),
    arm(
        "media",
        "a medium in its slot tells place, pool, bar code and sides",
        "NTMS_PMIDINFORMATION structure",
        arms::medium,
    ),
    arm(
        "media-offline",
        "a medium in no device is in a slot without an identifier",
        "NTMS_PMIDINFORMATION structure, Location",
        arms::medium_offline,
    ),
    arm(
        "side",
        "a side tells its state, its label and the logical medium on it",
        "NTMS_PARTITIONINFORMATION and NTMS_LMIDINFORMATION structures",
        arms::sides,
    ),
    arm(
        "mounted",
        "a mount shows in drive, medium and side, and counts in drive and side",
        "NTMS_DRIVEINFORMATION, NTMS_PMIDINFORMATION and NTMS_PARTITIONINFORMATION structures",
        arms::mounted,
    ),
    arm(
        "library-request",
        "a library request tells what is done, for whom, and when it was queued and completed",
        "NTMS_LIBREQUESTINFORMATION structure",
        arms::library_request,
    ),
    arm(
        "operator-request",
        "an operator request tells what is asked, by whom, and how it stands",
        "NTMS_OPREQUESTINFORMATION structure",
        arms::operator_request,
    ),
    case(None, "xp", "before Windows Server 2003 no right is needed", PAGE, OLD_ROOM, |stage| {
        stage.open_session()?;
        let mut all = in_the_pool(stage)?.to_vec();
        all.push((stage.library()?, ObjectType::Library));
        all.push((first(stage, ObjectType::Drive)?, ObjectType::Drive));
        all.push((first(stage, ObjectType::Computer)?, ObjectType::Computer));
        stage.act_as("guest")?;
        for (object, object_type) in all {
            equal(object, stage.information(object, object_type)?.id)?;
        }
        Ok(())
    }),
    Case::hindered(Function::GetNtmsObjectInformation, Cause::NoRight, SHUT_ROOM, |stage| {
        Ok(of(stage.pool("Jobs")?, ObjectType::MediaPool).into())
    }),
    case(
        Some(NtmsError::AccessDenied),
        "members",
        "media, sides and logical media are guarded by their pool, and by nothing else",
        REMARKS,
        SHUT_ROOM,
        |stage| {
            stage.open_session()?;
            let members = in_the_pool(stage)?;
            let library = stage.library()?;
            stage.act_as("guest")?;
            for (object, object_type) in members {
                stage.refused(of(object, object_type), NtmsError::AccessDenied)?;
            }
            stage.information(library, ObjectType::Library).map(|_| ())
        },
    ),
    bad("id", "an identifier must be there", |stage| {
        stage.open_session()?;
        for object_type in ARMS {
            stage.refused(of(Guid::NULL, *object_type), NtmsError::InvalidParameter)?;
        }
        Ok(())
    }),
    bad("structure", "a structure for the answer must be there", |stage| {
        stage.open_session()?;
        let object = stage.library()?;
        let call = GetNtmsObjectInformation { object, object_type: None };
        stage.refused(call, NtmsError::InvalidParameter)
    }),
    bad("type", "a type that has no structure is refused", |stage| {
        stage.open_session()?;
        let object = stage.library()?;
        for number in [1, 18, 19, 20, 77, u32::MAX] {
            let call = GetNtmsObjectInformation { object, object_type: Some(number) };
            stage.refused(call, NtmsError::InvalidParameter)?;
        }
        Ok(())
    }),
    bad("other-type", "a type that is not the object's is refused", |stage| {
        stage.open_session()?;
        for own in ARMS {
            let object = any_of(stage, *own)?;
            for other in ARMS.iter().filter(|other| *other != own) {
                stage.refused(of(object, *other), NtmsError::InvalidParameter)?;
            }
        }
        Ok(())
    }),
    Case {
        needs: SERVICE,
        ..case(
            Some(NtmsError::ObjectNotFound),
            "",
            "an identifier that names nothing is not found, whatever type is said",
            PAGE,
            ROOM,
            |stage| {
                stage.open_session()?;
                for object_type in [ObjectType::Unknown].iter().chain(ARMS) {
                    stage.refused(of(NOBODY, *object_type), NtmsError::ObjectNotFound)?;
                }
                Ok(())
            },
        )
    },
    case(
        Some(NtmsError::ObjectNotFound),
        "gone",
        "an object that was deleted is not found any more",
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
            stage.information(pool, ObjectType::MediaPool)?;
            stage.succeeds(DeleteNtmsMediaPool { pool })?;
            stage.refused(of(pool, ObjectType::MediaPool), NtmsError::ObjectNotFound)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::GetNtmsObjectInformation, cause, ROOM, |stage| {
        Ok(of(stage.medium("FREE01L3")?, ObjectType::PhysicalMedia).into())
    })
}

fn of(object: Guid, object_type: ObjectType) -> GetNtmsObjectInformation {
    GetNtmsObjectInformation { object, object_type: Some(object_type.value()) }
}

/// What is guarded by the pool.
fn in_the_pool(stage: &mut Stage<'_>) -> Result<[(Guid, ObjectType); 4], Mismatch> {
    Ok([
        (stage.pool("Jobs")?, ObjectType::MediaPool),
        (stage.medium("OWNED1L3")?, ObjectType::PhysicalMedia),
        (stage.side("OWNED1L3", 0)?, ObjectType::Partition),
        (stage.logical("OWNED1L3")?, ObjectType::LogicalMedia),
    ])
}

fn heads(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let pool = stage.pool("Jobs")?;
    request(stage)?;
    for object_type in ARMS {
        any_of(stage, *object_type)?;
        for object in stage.objects(*object_type, None)? {
            let seen = stage.information(object, *object_type)?;
            equal((object, *object_type), (seen.id, seen.info.object_type()))?;
            let in_order = seen.created <= seen.modified && seen.created.0 > 0;
            equal((true, true), (seen.enabled, in_order))?;
        }
    }
    let seen = stage.information(pool, ObjectType::MediaPool)?;
    equal(("Jobs", ""), (seen.name.as_str(), seen.description.as_str()))
}
