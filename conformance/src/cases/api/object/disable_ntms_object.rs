//! DisableNtmsObject.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::{
    AllocateNtmsMedia, DisableNtmsObject, DismountNtmsMedia, MountNtmsMedia, MoveToNtmsMediaPool,
};
use wire::ntms::state::DriveState;
use wire::ntms::{Function, Info, NtmsError, ObjectType};

use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "DisableNtmsObject function, return value";
const REMARKS: &str = "DisableNtmsObject function, remarks";

const OF: Of = Of::new(Function::DisableNtmsObject, &[Need::Room], ROOM);

/// The call.
pub(super) fn disable(object: Guid, object_type: ObjectType) -> DisableNtmsObject {
    DisableNtmsObject { object, object_type: object_type.value() }
}

/// An object is told of as enabled, or not.
pub(super) fn is_enabled(
    stage: &mut Stage<'_>,
    object: Guid,
    object_type: ObjectType,
    wanted: bool,
) -> Verdict {
    let seen = stage.information(object, object_type)?.enabled;
    let told = |enabled| format!("{} enabled: {enabled}", object_type.name());
    if seen == wanted { Ok(()) } else { Err(Mismatch::new(told(wanted), told(seen))) }
}

/// The first drive of the library.
pub(super) fn drive(stage: &mut Stage<'_>) -> Result<Guid, Mismatch> {
    let library = stage.library()?;
    let drives = stage.objects(ObjectType::Drive, Some(library))?;
    drives.first().copied().ok_or_else(|| Mismatch::new("a drive", "none"))
}

/// The call that mounts one side for reading.
pub(super) fn mount(side: Guid) -> MountNtmsMedia {
    let (media, drives) = (vec![side], Vec::new());
    MountNtmsMedia { media, drives, options: 1, priority: 0, timeout: 600_000 }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "library",
        "what is in a library is disabled with it: media there are neither mounted nor allocated",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let (library, drive, side) =
                (stage.library()?, drive(stage)?, stage.side("OWNED1L3", 0)?);
            let medium = stage.medium("OWNED1L3")?;
            let pool = stage.pool("Other")?;
            stage.succeeds(disable(library, ObjectType::Library))?;
            is_enabled(stage, library, ObjectType::Library, false)?;
            is_enabled(stage, drive, ObjectType::Drive, false)?;
            is_enabled(stage, medium, ObjectType::PhysicalMedia, false)?;
            is_enabled(stage, side, ObjectType::Partition, false)?;
            stage.refused(mount(side), NtmsError::ResourceDisabled)?;
            let (side, previous) = (None, Guid::NULL);
            let take = AllocateNtmsMedia { pool, side, previous, options: 4, timeout: 0 };
            stage.refused(take, NtmsError::MediaUnavailable)
        },
    ),
    OF.case(
        None,
        "drive",
        "a disabled drive gives back the medium that nobody has mounted, and others are used",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let side = stage.side("OWNED1L3", 0)?;
            let first = stage.gives_ids(mount(side))?[0];
            stage.succeeds(DismountNtmsMedia { media: vec![side], options: 1 })?;
            stage.succeeds(disable(first, ObjectType::Drive))?;
            stage.sleep(Duration::from_secs(120));
            is_enabled(stage, first, ObjectType::Drive, false)?;
            match stage.information(first, ObjectType::Drive)?.info {
                Info::Drive(row) if row.state == DriveState::Dismounted => {}
                other => return Err(Mismatch::new("an empty drive", format!("{other:?}"))),
            }
            let second = stage.gives_ids(mount(side))?[0];
            match second == first {
                false => Ok(()),
                true => Err(Mismatch::new("another drive", "the disabled one")),
            }
        },
    ),
    OF.case(
        None,
        "medium",
        "sides and logical media of a disabled medium are not available, nor is it moved",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let (medium, side) = (stage.medium("OWNED1L3")?, stage.side("OWNED1L3", 0)?);
            let (logical, pool) = (stage.logical("OWNED1L3")?, stage.pool("Other")?);
            stage.succeeds(disable(medium, ObjectType::PhysicalMedia))?;
            is_enabled(stage, medium, ObjectType::PhysicalMedia, false)?;
            is_enabled(stage, side, ObjectType::Partition, false)?;
            is_enabled(stage, logical, ObjectType::LogicalMedia, false)?;
            for id in [side, logical] {
                stage.refused(mount(id), NtmsError::ResourceDisabled)?;
            }
            stage.refused(MoveToNtmsMediaPool { media: medium, pool }, NtmsError::Busy)
        },
    ),
    OF.case(
        None,
        "request",
        "a mount that waits for a drive fails when its medium is disabled",
        REMARKS,
        |stage| {
            stage.open_session()?;
            for name in ["OWNED1L3", "OWNED2L3"] {
                let side = stage.side(name, 0)?;
                stage.succeeds(mount(side))?;
            }
            let (third, medium) = (stage.side("OWNED3L3", 0)?, stage.medium("OWNED3L3")?);
            let waits = stage.begin(mount(third));
            stage.succeeds(disable(medium, ObjectType::PhysicalMedia))?;
            stage.ends_with(waits, NtmsError::ResourceDisabled)
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "",
        "the object must be given, and its type be drive, library or physical medium",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (drive, side) = (drive(stage)?, stage.side("OWNED1L3", 0)?);
            let code = NtmsError::InvalidParameter;
            stage.refused(disable(Guid::NULL, ObjectType::Drive), code)?;
            stage.refused(disable(side, ObjectType::Partition), code)?;
            stage.refused(disable(drive, ObjectType::Unknown), code)?;
            stage.refused(DisableNtmsObject { object: drive, object_type: 999 }, code)
        },
    ),
    OF.case(
        Some(NtmsError::InvalidState),
        "",
        "what is disabled cannot be disabled again, be it with its library",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (library, drive, medium) =
                (stage.library()?, drive(stage)?, stage.medium("OWNED1L3")?);
            for call in [
                disable(medium, ObjectType::PhysicalMedia),
                disable(drive, ObjectType::Drive),
                disable(library, ObjectType::Library),
            ] {
                stage.succeeds(call)?;
                stage.refused(call, NtmsError::InvalidState)?;
            }
            let other = stage.medium("OWNED2L3")?;
            stage.refused(disable(other, ObjectType::PhysicalMedia), NtmsError::InvalidState)
        },
    ),
    OF.case(
        Some(NtmsError::LibraryOffline),
        "",
        "the library of media that are in no device cannot be disabled",
        PAGE,
        |stage| {
            stage.open_session()?;
            let shelf = stage.offline_library()?;
            stage.refused(disable(shelf, ObjectType::Library), NtmsError::LibraryOffline)
        },
    ),
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "",
        "an identifier that names no object of the type is refused",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (drive, medium) = (drive(stage)?, stage.medium("OWNED1L3")?);
            let code = NtmsError::ObjectNotFound;
            stage.refused(disable(NOBODY, ObjectType::Library), code)?;
            stage.refused(disable(NOBODY, ObjectType::Drive), code)?;
            stage.refused(disable(NOBODY, ObjectType::PhysicalMedia), code)?;
            stage.refused(disable(drive, ObjectType::Library), code)?;
            stage.refused(disable(medium, ObjectType::Drive), code)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::DisableNtmsObject, cause, ROOM, |stage| {
        Ok(disable(drive(stage)?, ObjectType::Drive).into())
    })
}
