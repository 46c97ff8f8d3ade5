//! InjectNtmsCleaner.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::{CleanNtmsDrive, InjectNtmsCleaner};
use wire::ntms::operation::{InjectOperation, LibraryOperation};
use wire::ntms::state::LibraryRequestState;
use wire::ntms::{Function, NtmsError, ObjectType};
use world::scenario::At;
use world::scenario::person::{Deed, Shelving};

use super::{
    CLEANS_LEFT, DOOR_ONLY, LAST, ROOM, VANISHING, bring, case, cleaner_is, in_room, insert,
    install, magazine, passed, request, reserve, vanished,
};
use crate::case::{Case, Verdict};
use crate::cases::api::equal;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const FUNCTION: Function = Function::InjectNtmsCleaner;
const PAGE: &str = "InjectNtmsCleaner function, return value";
const REMARKS: &str = "InjectNtmsCleaner function, remarks";
const PROTOCOL: &str = "MS-RSMP, InjectNtmsCleaner";

fn stop(library: Guid, operation: Guid) -> InjectNtmsCleaner {
    let (operation, action) = (Some(operation), InjectOperation::Stop.value());
    InjectNtmsCleaner { operation, action, ..bring(library) }
}

fn refused(stage: &mut Stage<'_>, code: NtmsError) -> Verdict {
    let library = stage.library()?;
    stage.refused(bring(library), code)
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        FUNCTION,
        None,
        "start",
        "the cleaner comes through the mail slot to its slot, and its cleanings are counted down",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let slot = install(stage, 7)?;
            passed(stage, LibraryOperation::InjectCleaner)?;
            let drives = stage.objects(ObjectType::Drive, None)?;
            for drive in drives.into_iter().take(1) {
                stage.succeeds(CleanNtmsDrive { drive })?;
            }
            stage.sleep(Duration::from_secs(3600));
            passed(stage, LibraryOperation::CleanDrive)?;
            cleaner_is(stage, slot, true, CLEANS_LEFT - 1)
        },
    ),
    case(
        FUNCTION,
        None,
        "stop",
        "an operation that is stopped takes nothing in",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let slot = reserve(stage, 7)?;
            let library = stage.library()?;
            let operation = stage.gives_id(bring(library))?;
            stage.sleep(Duration::from_secs(10));
            equal(operation, stage.gives_id(stop(library, operation))?)?;
            stage.sleep(Duration::from_secs(60));
            passed(stage, LibraryOperation::InjectCleaner)?;
            cleaner_is(stage, slot, false, 0)
        },
    ),
    case(
        FUNCTION,
        None,
        "no-cleaner",
        "what is no cleaner is not taken in, and the request has failed",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let slot = reserve(stage, 7)?;
            let library = stage.library()?;
            stage.gives_id(bring(library))?;
            stage.sleep(Duration::from_secs(10));
            insert(stage, "SHELF1L3")?;
            stage.sleep(Duration::from_secs(120));
            let made = request(stage, LibraryOperation::InjectCleaner)?;
            let invalid = NtmsError::InvalidCleaner.code();
            equal((LibraryRequestState::Failed, invalid), (made.state, made.error_code))?;
            cleaner_is(stage, slot, false, 0)
        },
    ),
    in_room(
        case(
            FUNCTION,
            None,
            "door",
            "without a mail slot people bring it through the door, to the slot that they are told",
            REMARKS,
            |stage| {
                stage.open_session()?;
                let slot = reserve(stage, 7)?;
                let library = stage.library()?;
                stage.gives_id(bring(library))?;
                stage.sleep(Duration::from_secs(10));
                equal(1, stage.objects(ObjectType::OpRequest, None)?.len())?;
                stage.hand(&Deed::OpenDoor(At::from("tower")))?;
                let place = (At::from("tower"), 7);
                let medium = At::from("CLN001CU");
                stage.hand(&Deed::PutIntoSlot(Shelving { medium, slot: place }))?;
                stage.hand(&Deed::CloseDoor(At::from("tower")))?;
                stage.sleep(Duration::from_secs(600));
                passed(stage, LibraryOperation::InjectCleaner)?;
                cleaner_is(stage, slot, true, CLEANS_LEFT)
            },
        ),
        DOOR_ONLY,
    ),
    case(
        FUNCTION,
        Some(NtmsError::NoSlotSet),
        "",
        "a cleaner comes to a slot that is reserved for it",
        PAGE,
        |stage| {
            stage.open_session()?;
            refused(stage, NtmsError::NoSlotSet)?;
            reserve(stage, 7)?;
            let library = stage.library()?;
            stage.gives_id(bring(library)).map(|_| ())
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::SlotFull),
        "",
        "where a cleaner is there comes no second one",
        PAGE,
        |stage| {
            stage.open_session()?;
            install(stage, 7)?;
            refused(stage, NtmsError::SlotFull)
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::SlotNotPresent),
        "",
        "a slot whose magazine is out takes no cleaner until it is put in again",
        PAGE,
        |stage| {
            stage.open_session()?;
            reserve(stage, LAST)?;
            magazine(stage, true)?;
            refused(stage, NtmsError::SlotNotPresent)?;
            magazine(stage, false)?;
            let library = stage.library()?;
            stage.gives_id(bring(library)).map(|_| ())
        },
    ),
    in_room(
        case(
            FUNCTION,
            Some(NtmsError::DeviceNotAvailable),
            "",
            "a library that does not answer takes nothing in",
            PAGE,
            |stage| {
                stage.open_session()?;
                reserve(stage, 7)?;
                vanished(stage)?;
                refused(stage, NtmsError::DeviceNotAvailable)
            },
        ),
        VANISHING,
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidLibrary),
        "",
        "an identifier that is no library's is refused, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            let slot = reserve(stage, 7)?;
            for library in [Guid::NULL, NOBODY, slot] {
                for call in [bring(library), stop(library, Guid::NULL)] {
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
        "the shelf of media that are offline takes no cleaner",
        PAGE,
        |stage| {
            stage.open_session()?;
            let shelf = stage.offline_library()?;
            for call in [bring(shelf), stop(shelf, Guid::NULL)] {
                stage.refused(call, NtmsError::LibraryOffline)?;
            }
            Ok(())
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
            let slot = reserve(stage, 7)?;
            let library = stage.library()?;
            let over = stage.gives_id(bring(library))?;
            stage.sleep(Duration::from_secs(10));
            stage.gives_id(stop(library, over))?;
            stage.sleep(Duration::from_secs(60));
            for operation in [Guid::NULL, NOBODY, slot, over] {
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
                reserve(stage, 7)?;
                let library = stage.library()?;
                let operation = stage.gives_id(bring(library))?;
                stage.refused(stop(library, operation), NtmsError::InvalidOperation)
            },
        ),
        DOOR_ONLY,
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidParameter),
        "",
        "an action is one of two, and the place for the operation must be there",
        PROTOCOL,
        |stage| {
            stage.open_session()?;
            reserve(stage, 7)?;
            let library = stage.library()?;
            let none = InjectNtmsCleaner { operation: None, ..bring(library) };
            stage.refused(none, NtmsError::InvalidParameter)?;
            let (retract, many) = (InjectOperation::Retract, InjectOperation::StartMany);
            for action in [retract.value(), many.value(), 4, u32::MAX] {
                let call = InjectNtmsCleaner { action, ..bring(library) };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, ROOM, |stage| {
        reserve(stage, 7)?;
        Ok(bring(stage.library()?).into())
    })
}
