//! DismountNtmsDrive.

use wire::Guid;
use wire::ntms::call::{DismountNtmsDrive, DismountNtmsMedia, OpenNtmsSession};
use wire::ntms::operation::LibraryOperation;
use wire::ntms::state::DriveState;
use wire::ntms::{Function, Info, NtmsError, ObjectType};

use super::{DESK, drive_row, gone_drive, gone_library, mounted, refused_while_disabled, requests};
use crate::case::{Case, Mismatch, Need, Run, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const FUNCTION: Function = Function::DismountNtmsDrive;
const PAGE: &str = "DismountNtmsDrive function, return value";
const REMARKS: &str = "DismountNtmsDrive function, remarks";

/// A drive whose medium nobody holds.
fn idle(stage: &mut Stage<'_>) -> Result<Guid, Mismatch> {
    let drive = mounted(stage, "OWNED1L3")?;
    let media = vec![stage.side("OWNED1L3", 0)?];
    let options = wire::ntms::option::DismountOptions::DEFERRED.bits();
    stage.succeeds(DismountNtmsMedia { media, options })?;
    Ok(drive)
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    super::case(
        FUNCTION,
        None,
        "",
        "what is in the drive goes to its slot; the call returns when that is queued",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let drive = idle(stage)?;
            stage.succeeds(DismountNtmsDrive { drive })?;
            let of = |operation| operation == LibraryOperation::Dismount;
            let filed = requests(stage)?.into_iter().find(|(_, row)| of(row.operation_code));
            if filed.is_none_or(|(_, row)| row.drive_id != drive) {
                return Err(Mismatch::new("a dismount of the drive", "none"));
            }
            stage.sleep(std::time::Duration::from_secs(600));
            let medium = stage.medium("OWNED1L3")?;
            match stage.information(medium, ObjectType::PhysicalMedia)?.info {
                Info::PhysicalMedia(row) if row.location == row.home_slot => {}
                other => return Err(Mismatch::new("a medium in its slot", format!("{other:?}"))),
            }
            match drive_row(stage, drive)?.state {
                DriveState::Dismounted => Ok(()),
                other => Err(Mismatch::new("an empty drive", other.name())),
            }
        },
    ),
    Case {
        function: FUNCTION,
        code: None,
        variant: "stand-alone",
        requirement: "a drive that stands alone becomes dismountable",
        source: REMARKS,
        needs: &[Need::Room],
        room: DESK,
        in_every_form: false,
        run: Run::Own(|stage| {
            stage.open_session()?;
            let drive = mounted(stage, "ALONE1L3")?;
            stage.succeeds(DismountNtmsDrive { drive })?;
            match drive_row(stage, drive)?.state {
                DriveState::Dismountable => Ok(()),
                other => Err(Mismatch::new("a dismountable drive", other.name())),
            }
        }),
    },
    super::case(
        FUNCTION,
        Some(NtmsError::InvalidParameter),
        "",
        "a drive must be named",
        PAGE,
        |stage| {
            stage.open_session()?;
            stage.refused(DismountNtmsDrive { drive: Guid::NULL }, NtmsError::InvalidParameter)
        },
    ),
    super::case(
        FUNCTION,
        Some(NtmsError::InvalidDrive),
        "",
        "an identifier that is no drive's is refused, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            for drive in [NOBODY, stage.medium("FREE01L3")?, stage.library()?] {
                stage.refused(DismountNtmsDrive { drive }, NtmsError::InvalidDrive)?;
            }
            Ok(())
        },
    ),
    super::case(
        FUNCTION,
        Some(NtmsError::InvalidState),
        "",
        "a drive that is empty has nothing to give",
        PAGE,
        |stage| {
            stage.open_session()?;
            let drives = stage.objects(ObjectType::Drive, None)?;
            drives.into_iter().try_for_each(|drive| {
                stage.refused(DismountNtmsDrive { drive }, NtmsError::InvalidState)
            })
        },
    ),
    super::case(
        FUNCTION,
        Some(NtmsError::InvalidState),
        "open",
        "what another session has mounted is open and stays",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let drive = mounted(stage, "OWNED1L3")?;
            let owner = stage.session;
            stage.session = stage
                .try_open(&OpenNtmsSession::default())
                .map_err(|error| Mismatch::new("a session", error.name()))?;
            stage.refused(DismountNtmsDrive { drive }, NtmsError::InvalidState)?;
            stage.session = owner;
            stage.succeeds(DismountNtmsDrive { drive }).map(|_| ())
        },
    ),
    super::case(
        FUNCTION,
        Some(NtmsError::DeviceNotAvailable),
        "",
        "a drive that is gone gives nothing back",
        PAGE,
        |stage| {
            stage.open_session()?;
            let drive = gone_drive(stage)?;
            stage.refused(DismountNtmsDrive { drive }, NtmsError::DeviceNotAvailable)
        },
    ),
    super::case(
        FUNCTION,
        Some(NtmsError::DeviceNotAvailable),
        "disabled",
        "a drive that is disabled, or whose library is, gives nothing back until it is enabled",
        PAGE,
        |stage| {
            stage.open_session()?;
            // What nobody has mounted goes home by itself when its drive is disabled.
            let drive = mounted(stage, "OWNED1L3")?;
            let library = stage.library()?;
            for object in [(drive, ObjectType::Drive), (library, ObjectType::Library)] {
                let code = NtmsError::DeviceNotAvailable;
                refused_while_disabled(stage, object, DismountNtmsDrive { drive }, code)?;
            }
            stage.succeeds(DismountNtmsDrive { drive }).map(|_| ())
        },
    ),
    Case {
        function: FUNCTION,
        code: Some(NtmsError::InvalidLibrary),
        variant: "",
        requirement: "the library of the drive must be there",
        source: PAGE,
        needs: &[Need::Room],
        room: DESK,
        in_every_form: false,
        run: Run::Own(run_gone_library),
    },
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

fn run_gone_library(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let (_, drive) = gone_library(stage)?;
    stage.refused(DismountNtmsDrive { drive }, NtmsError::InvalidLibrary)
}

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, ROOM, |stage| {
        Ok(DismountNtmsDrive { drive: mounted(stage, "OWNED1L3")? }.into())
    })
}
