//! EjectNtmsCleaner.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::EjectNtmsCleaner;
use wire::ntms::operation::{EjectOperation, LibraryOperation};
use wire::ntms::{Function, NtmsError, ObjectType};
use world::scenario::person::Deed;
use world::scenario::{At, ObjectRef};

use super::{
    LAST, ROOM, VANISHING, case, cleaner_is, in_room, install, magazine, passed, release, reserve,
    vanished,
};
use crate::case::{Case, Verdict};
use crate::cases::api::equal;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const FUNCTION: Function = Function::EjectNtmsCleaner;
const PAGE: &str = "EjectNtmsCleaner function, return value";
const REMARKS: &str = "EjectNtmsCleaner function, remarks";
const PROTOCOL: &str = "MS-RSMP, EjectNtmsCleaner";

fn out(library: Guid) -> EjectNtmsCleaner {
    let (operation, action) = (Some(Guid::NULL), EjectOperation::Start.value());
    EjectNtmsCleaner { library, operation, action }
}

fn stop(library: Guid, operation: Guid) -> EjectNtmsCleaner {
    let (operation, action) = (Some(operation), EjectOperation::Stop.value());
    EjectNtmsCleaner { library, operation, action }
}

fn refused(stage: &mut Stage<'_>, code: NtmsError) -> Verdict {
    let library = stage.library()?;
    stage.refused(out(library), code)
}

/// A library without a mail slot, whose last slot holds a cleaner.
const BEHIND_DOOR: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, port: 0 } } } }
media:
  - { media: CLN001CU, at: { slot: [tower, 29] }, uses: 12 }
";

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        FUNCTION,
        None,
        "start",
        "the cleaner lies in the port for people to take, and is on no record; its slot can be \
         released",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let slot = install(stage, 7)?;
            let library = stage.library()?;
            let media = stage.objects(ObjectType::PhysicalMedia, None)?.len();
            equal(false, stage.gives_id(out(library))?.is_null())?;
            stage.sleep(Duration::from_secs(60));
            cleaner_is(stage, slot, false, 0)?;
            stage.hand(&Deed::TakeFromPort((At::from("tower"), 0)))?;
            stage.sleep(Duration::from_secs(60));
            passed(stage, LibraryOperation::EjectCleaner)?;
            equal(media, stage.objects(ObjectType::PhysicalMedia, None)?.len())?;
            let release = release(stage)?;
            stage.succeeds(release)?;
            cleaner_is(stage, Guid::NULL, false, 0)
        },
    ),
    case(
        FUNCTION,
        None,
        "stop",
        "an operation that is stopped waits for people no longer",
        REMARKS,
        |stage| {
            stage.open_session()?;
            install(stage, 7)?;
            let library = stage.library()?;
            let operation = stage.gives_id(out(library))?;
            stage.sleep(Duration::from_secs(60));
            equal(operation, stage.gives_id(stop(library, operation))?)?;
            stage.sleep(Duration::from_secs(60));
            passed(stage, LibraryOperation::EjectCleaner)
        },
    ),
    in_room(
        case(
            FUNCTION,
            None,
            "door",
            "without a mail slot people take it out by the door",
            REMARKS,
            |stage| {
                stage.open_session()?;
                let library = stage.library()?;
                stage.gives_id(out(library))?;
                stage.sleep(Duration::from_secs(10));
                stage.hand(&Deed::OpenDoor(At::from("tower")))?;
                stage.hand(&Deed::TakeFromSlot((At::from("tower"), LAST)))?;
                stage.hand(&Deed::CloseDoor(At::from("tower")))?;
                stage.sleep(Duration::from_secs(600));
                passed(stage, LibraryOperation::EjectCleaner)?;
                refused(stage, NtmsError::SlotEmpty)
            },
        ),
        BEHIND_DOOR,
    ),
    case(
        FUNCTION,
        Some(NtmsError::NoSlotSet),
        "",
        "where no slot is reserved there is no cleaner to put out",
        PAGE,
        |stage| {
            stage.open_session()?;
            refused(stage, NtmsError::NoSlotSet)
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::SlotEmpty),
        "",
        "a reserved slot that is empty gives nothing",
        PAGE,
        |stage| {
            stage.open_session()?;
            reserve(stage, 7)?;
            refused(stage, NtmsError::SlotEmpty)
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::SlotNotPresent),
        "",
        "a slot whose magazine is out gives nothing until it is put in again",
        PAGE,
        |stage| {
            stage.open_session()?;
            install(stage, LAST)?;
            magazine(stage, true)?;
            refused(stage, NtmsError::SlotNotPresent)?;
            magazine(stage, false)?;
            let library = stage.library()?;
            stage.gives_id(out(library)).map(|_| ())
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidLibrary),
        "",
        "an identifier that is no library's is refused, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            let slot = install(stage, 7)?;
            for library in [Guid::NULL, NOBODY, slot] {
                for call in [out(library), stop(library, Guid::NULL)] {
                    stage.refused(call, NtmsError::InvalidLibrary)?;
                }
            }
            Ok(())
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::LibraryOffline),
        "",
        "the shelf of media that are offline has no cleaner",
        PROTOCOL,
        |stage| {
            stage.open_session()?;
            let shelf = stage.offline_library()?;
            stage.refused(out(shelf), NtmsError::LibraryOffline)
        },
    ),
    in_room(
        case(
            FUNCTION,
            Some(NtmsError::LibraryOffline),
            "not-connected",
            "a library that does not answer puts nothing out",
            PROTOCOL,
            |stage| {
                stage.open_session()?;
                reserve(stage, 7)?;
                vanished(stage)?;
                refused(stage, NtmsError::LibraryOffline)
            },
        ),
        VANISHING,
    ),
    case(
        FUNCTION,
        Some(NtmsError::ResourceDisabled),
        "",
        "a library that is disabled puts nothing out; it does when it is enabled",
        PROTOCOL,
        |stage| {
            stage.open_session()?;
            install(stage, 7)?;
            let library = stage.library()?;
            stage.hand(&Deed::Disable(ObjectRef::Id(library)))?;
            refused(stage, NtmsError::ResourceDisabled)?;
            stage.hand(&Deed::Enable(ObjectRef::Id(library)))?;
            stage.gives_id(out(library)).map(|_| ())
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidOperation),
        "",
        "what is stopped is an operation of a cleaner that is under way",
        PROTOCOL,
        |stage| {
            stage.open_session()?;
            let slot = install(stage, 7)?;
            let library = stage.library()?;
            for operation in [Guid::NULL, NOBODY, slot] {
                stage.refused(stop(library, operation), NtmsError::InvalidOperation)?;
            }
            Ok(())
        },
    ),
    in_room(
        case(
            FUNCTION,
            Some(NtmsError::InvalidOperation),
            "door",
            "what people do at the door is not stopped",
            PROTOCOL,
            |stage| {
                stage.open_session()?;
                let library = stage.library()?;
                let operation = stage.gives_id(out(library))?;
                stage.refused(stop(library, operation), NtmsError::InvalidOperation)
            },
        ),
        BEHIND_DOOR,
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidParameter),
        "",
        "an action is one of two, and the place for the operation must be there",
        PROTOCOL,
        |stage| {
            stage.open_session()?;
            install(stage, 7)?;
            let library = stage.library()?;
            let none = EjectNtmsCleaner { operation: None, ..out(library) };
            stage.refused(none, NtmsError::InvalidParameter)?;
            for action in [EjectOperation::Queue.value(), 3, 4, 5, 6, u32::MAX] {
                let call = EjectNtmsCleaner { action, ..out(library) };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::ServerGone),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, ROOM, |stage| {
        install(stage, 7)?;
        Ok(out(stage.library()?).into())
    })
}
