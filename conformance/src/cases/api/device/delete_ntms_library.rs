//! DeleteNtmsLibrary.

use wire::Guid;
use wire::ntms::call::DeleteNtmsLibrary;
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{DESK, VANISHING, case, gone_library, in_room, vanished};
use crate::case::{Case, Mismatch};
use crate::cause::Cause;
use crate::stage::NOBODY;

const FUNCTION: Function = Function::DeleteNtmsLibrary;
const PAGE: &str = "DeleteNtmsLibrary function, return value";
const REMARKS: &str = "DeleteNtmsLibrary function, remarks";

/// The cases.
pub(crate) const CASES: &[Case] = &[
    in_room(
        case(
            FUNCTION,
            None,
            "",
            "a library that is gone is forgotten with its devices; its media are on the shelf",
            REMARKS,
            |stage| {
                stage.open_session()?;
                let (library, _) = vanished(stage)?;
                let media = stage.objects(ObjectType::PhysicalMedia, None)?;
                stage.succeeds(DeleteNtmsLibrary { library })?;
                for object_type in [
                    ObjectType::Changer,
                    ObjectType::Drive,
                    ObjectType::StorageSlot,
                    ObjectType::IeDoor,
                    ObjectType::IePort,
                ] {
                    let left = stage.objects(object_type, None)?;
                    if !left.is_empty() {
                        return Err(Mismatch::new("no devices", format!("{left:?}")));
                    }
                }
                let shelf = stage.offline_library()?;
                let there = stage.objects(ObjectType::Library, None)?;
                if there != [shelf] {
                    return Err(Mismatch::new("the shelf alone", format!("{there:?}")));
                }
                let there = stage.objects(ObjectType::PhysicalMedia, Some(shelf))?;
                match there == media && !media.is_empty() {
                    true => Ok(()),
                    false => Err(Mismatch::new(format!("{media:?}"), format!("{there:?}"))),
                }
            },
        ),
        VANISHING,
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidState),
        "",
        "a library that is there stays",
        "MS-RSMP, DeleteNtmsLibrary",
        |stage| {
            stage.open_session()?;
            let library = stage.library()?;
            stage.refused(DeleteNtmsLibrary { library }, NtmsError::InvalidState)
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidParameter),
        "",
        "a library must be named",
        PAGE,
        |stage| {
            stage.open_session()?;
            let library = Guid::NULL;
            stage.refused(DeleteNtmsLibrary { library }, NtmsError::InvalidParameter)
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidLibrary),
        "",
        "what is no library with devices is refused, the shelf too",
        PAGE,
        |stage| {
            stage.open_session()?;
            for library in [NOBODY, stage.medium("FREE01L3")?, stage.offline_library()?] {
                stage.refused(DeleteNtmsLibrary { library }, NtmsError::InvalidLibrary)?;
            }
            Ok(())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, DESK, |stage| {
        let (library, _) = gone_library(stage)?;
        Ok(DeleteNtmsLibrary { library }.into())
    })
}
