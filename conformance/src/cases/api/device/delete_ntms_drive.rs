//! DeleteNtmsDrive.

use wire::Guid;
use wire::ntms::call::DeleteNtmsDrive;
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{DESK, VANISHING, case, gone_drive, gone_library, in_room, mounted, vanished};
use crate::case::{Case, Mismatch, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const FUNCTION: Function = Function::DeleteNtmsDrive;
const PAGE: &str = "DeleteNtmsDrive function, return value";
const REMARKS: &str = "DeleteNtmsDrive function, remarks";

/// No object of a type has this identifier.
fn is_forgotten(stage: &mut Stage<'_>, object_type: ObjectType, id: Guid) -> Verdict {
    match stage.objects(object_type, None)?.contains(&id) {
        true => Err(Mismatch::new("no record of it", "it is listed")),
        false => Ok(()),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(FUNCTION, None, "", "a drive that is gone is forgotten", REMARKS, |stage| {
        stage.open_session()?;
        let drive = gone_drive(stage)?;
        stage.succeeds(DeleteNtmsDrive { drive })?;
        is_forgotten(stage, ObjectType::Drive, drive)?;
        mounted(stage, "OWNED1L3").map(|_| ())
    }),
    in_room(
        case(
            FUNCTION,
            None,
            "stand-alone",
            "a drive that stands alone goes with its library; its medium is on the shelf",
            "MS-RSMP, DeleteNtmsDrive",
            |stage| {
                stage.open_session()?;
                let (library, drive) = gone_library(stage)?;
                stage.succeeds(DeleteNtmsDrive { drive })?;
                is_forgotten(stage, ObjectType::Drive, drive)?;
                is_forgotten(stage, ObjectType::Library, library)?;
                let shelf = stage.offline_library()?;
                let medium = stage.objects(ObjectType::PhysicalMedia, Some(shelf))?;
                match medium.len() {
                    1 => Ok(()),
                    other => Err(Mismatch::new("one medium on the shelf", other)),
                }
            },
        ),
        DESK,
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidState),
        "",
        "a drive that is there stays",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let drives = stage.objects(ObjectType::Drive, None)?;
            drives.into_iter().try_for_each(|drive| {
                stage.refused(DeleteNtmsDrive { drive }, NtmsError::InvalidState)
            })
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidDrive),
        "",
        "an identifier that is no drive's is refused, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            for drive in [NOBODY, Guid::NULL, stage.medium("FREE01L3")?, stage.library()?] {
                stage.refused(DeleteNtmsDrive { drive }, NtmsError::InvalidDrive)?;
            }
            Ok(())
        },
    ),
    in_room(
        case(
            FUNCTION,
            Some(NtmsError::InvalidLibrary),
            "",
            "the library of the drive must be there: one that is gone goes with its drives",
            PAGE,
            |stage| {
                stage.open_session()?;
                let (_, drive) = vanished(stage)?;
                stage.refused(DeleteNtmsDrive { drive }, NtmsError::InvalidLibrary)
            },
        ),
        VANISHING,
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, ROOM, |stage| {
        Ok(DeleteNtmsDrive { drive: gone_drive(stage)? }.into())
    })
}
