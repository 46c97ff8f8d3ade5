//! EnableNtmsObject.

use wire::Guid;
use wire::ntms::call::EnableNtmsObject;
use wire::ntms::{Function, NtmsError, ObjectType};

use super::disable_ntms_object::{disable, drive, is_enabled, mount};
use crate::case::{Case, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::NOBODY;

const PAGE: &str = "EnableNtmsObject function, return value";
const REMARKS: &str = "EnableNtmsObject function, remarks";

const OF: Of = Of::new(Function::EnableNtmsObject, &[Need::Room], ROOM);

fn enable(object: Guid, object_type: ObjectType) -> EnableNtmsObject {
    EnableNtmsObject { object, object_type: object_type.value() }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "library",
        "a library that is enabled may be used with all that is in it, but for what was disabled \
         by itself",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let (library, medium) = (stage.library()?, stage.medium("OWNED2L3")?);
            let drives = stage.objects(ObjectType::Drive, Some(library))?;
            stage.succeeds(disable(drives[0], ObjectType::Drive))?;
            stage.succeeds(disable(library, ObjectType::Library))?;
            stage.succeeds(enable(library, ObjectType::Library))?;
            is_enabled(stage, library, ObjectType::Library, true)?;
            is_enabled(stage, medium, ObjectType::PhysicalMedia, true)?;
            is_enabled(stage, drives[0], ObjectType::Drive, false)?;
            is_enabled(stage, drives[1], ObjectType::Drive, true)?;
            let side = stage.side("OWNED1L3", 0)?;
            stage.succeeds(mount(side)).map(|_| ())
        },
    ),
    OF.case(None, "drive", "a drive that is enabled is used again", REMARKS, |stage| {
        stage.open_session()?;
        let library = stage.library()?;
        let drives = stage.objects(ObjectType::Drive, Some(library))?;
        for drive in &drives {
            stage.succeeds(disable(*drive, ObjectType::Drive))?;
        }
        let side = stage.side("OWNED1L3", 0)?;
        stage.refused(mount(side), NtmsError::ResourceDisabled)?;
        stage.succeeds(enable(drives[1], ObjectType::Drive))?;
        is_enabled(stage, drives[1], ObjectType::Drive, true)?;
        let used = stage.gives_ids(mount(side))?;
        match used == [drives[1]] {
            true => Ok(()),
            false => Err(crate::Mismatch::new("the drive that is enabled", format!("{used:?}"))),
        }
    }),
    OF.case(None, "medium", "a medium that is enabled is mounted again", REMARKS, |stage| {
        stage.open_session()?;
        let (medium, logical) = (stage.medium("OWNED1L3")?, stage.logical("OWNED1L3")?);
        stage.succeeds(disable(medium, ObjectType::PhysicalMedia))?;
        stage.refused(mount(logical), NtmsError::ResourceDisabled)?;
        stage.succeeds(enable(medium, ObjectType::PhysicalMedia))?;
        is_enabled(stage, logical, ObjectType::LogicalMedia, true)?;
        stage.succeeds(mount(logical)).map(|_| ())
    }),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "",
        "the object must be given, and its type be drive, library or physical medium",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (drive, side) = (drive(stage)?, stage.side("OWNED1L3", 0)?);
            stage.succeeds(disable(drive, ObjectType::Drive))?;
            let code = NtmsError::InvalidParameter;
            stage.refused(enable(Guid::NULL, ObjectType::Drive), code)?;
            stage.refused(enable(side, ObjectType::Partition), code)?;
            stage.refused(enable(drive, ObjectType::Unknown), code)?;
            stage.refused(EnableNtmsObject { object: drive, object_type: 999 }, code)
        },
    ),
    OF.case(Some(NtmsError::InvalidState), "", "what is enabled is refused", PAGE, |stage| {
        stage.open_session()?;
        let code = NtmsError::InvalidState;
        let (library, drive, medium) = (stage.library()?, drive(stage)?, stage.medium("OWNED1L3")?);
        stage.refused(enable(library, ObjectType::Library), code)?;
        stage.refused(enable(drive, ObjectType::Drive), code)?;
        stage.refused(enable(medium, ObjectType::PhysicalMedia), code)
    }),
    OF.case(
        Some(NtmsError::LibraryOffline),
        "",
        "the library of media that are in no device cannot be enabled",
        PAGE,
        |stage| {
            stage.open_session()?;
            let shelf = stage.offline_library()?;
            stage.refused(enable(shelf, ObjectType::Library), NtmsError::LibraryOffline)
        },
    ),
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "",
        "an identifier that names no object of the type is refused",
        PAGE,
        |stage| {
            stage.open_session()?;
            let drive = drive(stage)?;
            stage.succeeds(disable(drive, ObjectType::Drive))?;
            let code = NtmsError::ObjectNotFound;
            stage.refused(enable(NOBODY, ObjectType::Library), code)?;
            stage.refused(enable(NOBODY, ObjectType::Drive), code)?;
            stage.refused(enable(NOBODY, ObjectType::PhysicalMedia), code)?;
            stage.refused(enable(drive, ObjectType::PhysicalMedia), code)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::EnableNtmsObject, cause, ROOM, |stage| {
        let drive = drive(stage)?;
        stage.succeeds(disable(drive, ObjectType::Drive))?;
        Ok(enable(drive, ObjectType::Drive).into())
    })
}
