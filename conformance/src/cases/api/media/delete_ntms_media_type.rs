//! DeleteNtmsMediaType.

use wire::Guid;
use wire::ntms::call::{AddNtmsMediaType, DeleteNtmsMediaType};
use wire::ntms::{Function, NtmsError};

use super::seen::{TYPES, equal, library_for, media_type, system_pools, types_of};
use crate::case::{Case, Need, Of, Verdict};
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "DeleteNtmsMediaType function, return value";
const REMARKS: &str = "DeleteNtmsMediaType function, remarks";
const PROTOCOL: &str = "MS-RSMP, DeleteNtmsMediaType";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::DeleteNtmsMediaType, &[Need::Room], room).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        None,
        "",
        "the library takes the type no more; when nobody does, its system pools are gone",
        REMARKS,
        TYPES,
        |stage| {
            stage.open_session()?;
            let library = library_for(stage, "MO_5_RW")?;
            let discs = media_type(stage, "MO_5_RW")?;
            stage.succeeds(DeleteNtmsMediaType { media_type: discs, library })?;
            equal(types_of(stage, library)?.contains(&discs), false)?;
            equal(system_pools(stage, "MO_5_RW"), Vec::new())?;
            equal(system_pools(stage, "LTO_Ultrium").len(), 3)?;
            equal(media_type(stage, "MO_5_RW")?, discs)
        },
    ),
    case(
        None,
        "other-library",
        "the system pools stay while another library takes the type",
        REMARKS,
        TYPES,
        |stage| {
            stage.open_session()?;
            let discs = media_type(stage, "MO_5_RW")?;
            let (library, other) =
                (library_for(stage, "MO_5_RW")?, library_for(stage, "LTO_Ultrium")?);
            stage.succeeds(AddNtmsMediaType { media_type: discs, library: other })?;
            stage.succeeds(DeleteNtmsMediaType { media_type: discs, library })?;
            equal(system_pools(stage, "MO_5_RW").len(), 3)?;
            stage.succeeds(DeleteNtmsMediaType { media_type: discs, library: other })?;
            equal(system_pools(stage, "MO_5_RW").len(), 0)
        },
    ),
    case(
        None,
        "medium",
        "the system pools stay while there is a medium of the type, on the shelf too",
        REMARKS,
        SHELVED,
        |stage| {
            stage.open_session()?;
            let library = library_for(stage, "MO_5_RW")?;
            let discs = media_type(stage, "MO_5_RW")?;
            stage.succeeds(DeleteNtmsMediaType { media_type: discs, library })?;
            equal(types_of(stage, library)?.contains(&discs), false)?;
            equal(system_pools(stage, "MO_5_RW").len(), 3)
        },
    ),
    case(
        None,
        "absent",
        "a type that the library does not take is not taken from it",
        PAGE,
        TYPES,
        |stage| {
            stage.open_session()?;
            let library = library_for(stage, "LTO_Ultrium")?;
            let call = DeleteNtmsMediaType { media_type: media_type(stage, "MO_5_RW")?, library };
            let before = stage.look();
            stage.succeeds(call)?;
            stage.unchanged(before, &[])
        },
    ),
    case(
        Some(NtmsError::InvalidLibrary),
        "",
        "what takes the media must be a library with devices",
        PAGE,
        TYPES,
        |stage| {
            stage.open_session()?;
            let media_type = media_type(stage, "MO_5_RW")?;
            let others =
                [NOBODY, stage.medium("TAPE01L3")?, stage.pool("Tapes")?, stage.offline_library()?];
            for library in others {
                let call = DeleteNtmsMediaType { media_type, library };
                stage.refused(call, NtmsError::InvalidLibrary)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidParameter),
        "",
        "both must be named, and the type must be one",
        PAGE,
        TYPES,
        |stage| {
            stage.open_session()?;
            let library = library_for(stage, "MO_5_RW")?;
            let discs = media_type(stage, "MO_5_RW")?;
            let call = DeleteNtmsMediaType { media_type: discs, library: Guid::NULL };
            stage.refused(call, NtmsError::InvalidParameter)?;
            for media_type in [Guid::NULL, NOBODY, stage.pool("Discs")?, library] {
                let call = DeleteNtmsMediaType { media_type, library };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::NotEmpty),
        "",
        "a library that holds a medium of the type goes on taking it",
        PROTOCOL,
        TYPES,
        |stage| {
            stage.open_session()?;
            let library = library_for(stage, "LTO_Ultrium")?;
            let call =
                DeleteNtmsMediaType { media_type: media_type(stage, "LTO_Ultrium")?, library };
            stage.refused(call, NtmsError::NotEmpty)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

/// A library for discs, of which one lies on the shelf.
const SHELVED: &str = r"
version: 1
computers: { HERE: { libraries: { discs: { profile: jukebox-100 } } } }
pools: [{ path: Discs, media-type: MO_5_RW }]
media: [{ media: DISC01, at: { shelf: HERE }, known: { available: { pool: Discs } } }]
";

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::DeleteNtmsMediaType, cause, TYPES, |stage| {
        let library = library_for(stage, "MO_5_RW")?;
        Ok(DeleteNtmsMediaType { media_type: media_type(stage, "MO_5_RW")?, library }.into())
    })
}
