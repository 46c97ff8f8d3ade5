//! CleanNtmsDrive.

use std::time::Duration;

use wire::Guid;
use wire::Ticks;
use wire::ntms::call::CleanNtmsDrive;
use wire::ntms::operation::{LibraryOperation, OperatorCommand};
use wire::ntms::state::LibraryRequestState;
use wire::ntms::{Function, Info, NtmsError, ObjectType};

use super::{
    DESK, case, drive_row, gone_drive, gone_library, in_room, library_and_drive,
    refused_while_disabled, requests,
};
use crate::case::{Case, Mismatch, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const FUNCTION: Function = Function::CleanNtmsDrive;
const PAGE: &str = "CleanNtmsDrive function, return value";
const REMARKS: &str = "CleanNtmsDrive function, remarks";

/// A library with a cleaner.
const CLEAN: &str = r"
version: 1
computers:
  HERE:
    libraries: { tower: { profile: lto-30 } }
media:
  - { media: CLN001CU, at: { slot: [tower, 29] }, uses: 12 }
";

fn call(drive: Guid) -> CleanNtmsDrive {
    CleanNtmsDrive { drive }
}

fn is_cleaned(stage: &mut Stage<'_>, drive: Guid) -> Verdict {
    match drive_row(stage, drive)?.last_cleaned {
        Ticks::NEVER => Err(Mismatch::new("a drive that was cleaned", "never")),
        _ => Ok(()),
    }
}

/// The only cleaning is in this state.
fn cleaning_is(stage: &mut Stage<'_>, state: LibraryRequestState) -> Verdict {
    let mut cleanings = requests(stage)?;
    cleanings.retain(|(_, row)| row.operation_code == LibraryOperation::CleanDrive);
    match &cleanings[..] {
        [(_, row)] if row.state == state => Ok(()),
        other => Err(Mismatch::new(state.name(), format!("{other:?}"))),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    in_room(
        case(FUNCTION, None, "", "the drive is cleaned once its turn comes", REMARKS, |stage| {
            stage.open_session()?;
            let (_, drive) = library_and_drive(stage)?;
            stage.succeeds(call(drive))?;
            stage.sleep(Duration::from_secs(3600));
            cleaning_is(stage, LibraryRequestState::Passed)?;
            is_cleaned(stage, drive)
        }),
        CLEAN,
    ),
    in_room(
        case(
            FUNCTION,
            None,
            "stand-alone",
            "of a drive that stands alone it is recorded that it was cleaned, and nothing else",
            REMARKS,
            |stage| {
                stage.open_session()?;
                let (_, drive) = library_and_drive(stage)?;
                stage.succeeds(call(drive))?;
                is_cleaned(stage, drive)?;
                match requests(stage)?.len() {
                    0 => Ok(()),
                    other => Err(Mismatch::new("no request", other)),
                }
            },
        ),
        DESK,
    ),
    case(
        FUNCTION,
        None,
        "no-cleaner",
        "without a cleaner people are asked for one, and the cleaning waits",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let (library, drive) = library_and_drive(stage)?;
            stage.succeeds(call(drive))?;
            stage.sleep(Duration::from_secs(60));
            cleaning_is(stage, LibraryRequestState::Waiting)?;
            for id in stage.objects(ObjectType::OpRequest, None)? {
                if let Info::OpRequest(row) = stage.information(id, ObjectType::OpRequest)?.info
                    && (row.request, row.argument_1) == (OperatorCommand::Cleaner, library)
                {
                    return Ok(());
                }
            }
            Err(Mismatch::new("people asked for a cleaner", "nobody"))
        },
    ),
    case(FUNCTION, Some(NtmsError::InvalidParameter), "", "a drive must be named", PAGE, |stage| {
        stage.open_session()?;
        stage.refused(call(Guid::NULL), NtmsError::InvalidParameter)
    }),
    case(
        FUNCTION,
        Some(NtmsError::InvalidDrive),
        "",
        "an identifier that is no drive's is refused, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            for drive in [NOBODY, stage.medium("FREE01L3")?, stage.library()?] {
                stage.refused(call(drive), NtmsError::InvalidDrive)?;
            }
            Ok(())
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::ResourceDisabled),
        "",
        "a drive that is gone is as useless as one that is disabled",
        PAGE,
        |stage| {
            stage.open_session()?;
            let drive = gone_drive(stage)?;
            stage.refused(call(drive), NtmsError::ResourceDisabled)
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::ResourceDisabled),
        "disabled",
        "a drive that is disabled, or whose library is, is not cleaned until it is enabled",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (library, drive) = library_and_drive(stage)?;
            for object in [(drive, ObjectType::Drive), (library, ObjectType::Library)] {
                let code = NtmsError::ResourceDisabled;
                refused_while_disabled(stage, object, call(drive), code)?;
            }
            stage.succeeds(call(drive)).map(|_| ())
        },
    ),
    in_room(
        case(
            FUNCTION,
            Some(NtmsError::InvalidLibrary),
            "",
            "the library of the drive must be there",
            PAGE,
            |stage| {
                stage.open_session()?;
                let (_, drive) = gone_library(stage)?;
                stage.refused(call(drive), NtmsError::InvalidLibrary)
            },
        ),
        DESK,
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, ROOM, |stage| Ok(call(library_and_drive(stage)?.1).into()))
}
