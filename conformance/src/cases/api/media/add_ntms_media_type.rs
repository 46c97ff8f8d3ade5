//! AddNtmsMediaType.

use wire::Guid;
use wire::ntms::call::{
    AddNtmsMediaType, DeleteNtmsMediaType, DisableNtmsObject, EnableNtmsObject,
};
use wire::ntms::{Function, NtmsError, ObjectType};

use super::seen::{TYPES, equal, library_for, media_type, system_pools, types_of};
use crate::case::{Case, Need, Of, Verdict};
use crate::cases::api::device::{VANISHING, vanished};
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "AddNtmsMediaType function, return value";
const PROTOCOL: &str = "MS-RSMP, AddNtmsMediaType";
const REMARKS: &str = "AddNtmsMediaType function, remarks";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::AddNtmsMediaType, &[Need::Room], room).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(None, "", "the library takes media of the type from now on", PAGE, TYPES, |stage| {
        stage.open_session()?;
        let (discs, library) = (media_type(stage, "MO_5_RW")?, library_for(stage, "LTO_Ultrium")?);
        let mut types = types_of(stage, library)?;
        stage.succeeds(AddNtmsMediaType { media_type: discs, library })?;
        types.push(discs);
        equal(types_of(stage, library)?, types)
    }),
    case(
        None,
        "there",
        "a type that the library takes already is added without an effect",
        REMARKS,
        TYPES,
        |stage| {
            stage.open_session()?;
            let library = library_for(stage, "LTO_Ultrium")?;
            let call = AddNtmsMediaType { media_type: media_type(stage, "LTO_Ultrium")?, library };
            let before = stage.look();
            stage.succeeds(call)?;
            stage.unchanged(before, &[])
        },
    ),
    case(
        None,
        "pools",
        "system pools of the type that are missing are made",
        REMARKS,
        TYPES,
        |stage| {
            stage.open_session()?;
            let library = library_for(stage, "MO_5_RW")?;
            let discs = media_type(stage, "MO_5_RW")?;
            stage.succeeds(DeleteNtmsMediaType { media_type: discs, library })?;
            equal(system_pools(stage, "MO_5_RW"), Vec::new())?;
            stage.succeeds(AddNtmsMediaType { media_type: discs, library })?;
            equal(system_pools(stage, "MO_5_RW"), vec!["Free", "Unrecognized", "Import"])
        },
    ),
    case(
        Some(NtmsError::InvalidLibrary),
        "",
        "what shall take the media must be a library with devices",
        PAGE,
        TYPES,
        |stage| {
            stage.open_session()?;
            let media_type = media_type(stage, "MO_5_RW")?;
            let others =
                [NOBODY, stage.medium("TAPE01L3")?, stage.pool("Tapes")?, stage.offline_library()?];
            for library in others {
                let call = AddNtmsMediaType { media_type, library };
                stage.refused(call, NtmsError::InvalidLibrary)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "",
        "what is added must be a media type",
        PAGE,
        TYPES,
        |stage| {
            stage.open_session()?;
            let library = library_for(stage, "LTO_Ultrium")?;
            for media_type in [NOBODY, stage.medium("TAPE01L3")?, stage.pool("Tapes")?, library] {
                let call = AddNtmsMediaType { media_type, library };
                stage.refused(call, NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    case(Some(NtmsError::InvalidParameter), "", "both must be named", PAGE, TYPES, |stage| {
        stage.open_session()?;
        let library = library_for(stage, "LTO_Ultrium")?;
        let media_type = media_type(stage, "MO_5_RW")?;
        let call = AddNtmsMediaType { media_type, library: Guid::NULL };
        stage.refused(call, NtmsError::InvalidParameter)?;
        let call = AddNtmsMediaType { media_type: Guid::NULL, library };
        stage.refused(call, NtmsError::InvalidParameter)
    }),
    case(
        Some(NtmsError::LibraryOffline),
        "",
        "a library whose devices are gone cannot be told what it takes, and is told nothing",
        PROTOCOL,
        VANISHING,
        |stage| {
            stage.open_session()?;
            let (library, _) = vanished(stage)?;
            let media_type = media_type(stage, "LTO_Ultrium")?;
            let before = types_of(stage, library)?;
            let call = AddNtmsMediaType { media_type, library };
            stage.refused(call, NtmsError::LibraryOffline)?;
            equal(types_of(stage, library)?, before)
        },
    ),
    case(
        Some(NtmsError::LibraryOffline),
        "disabled",
        "a library that is disabled is told nothing until it is enabled",
        PROTOCOL,
        TYPES,
        |stage| {
            stage.open_session()?;
            let library = library_for(stage, "LTO_Ultrium")?;
            let call = AddNtmsMediaType { media_type: media_type(stage, "MO_5_RW")?, library };
            let (object, object_type) = (library, ObjectType::Library.value());
            stage.succeeds(DisableNtmsObject { object, object_type })?;
            stage.refused(call, NtmsError::LibraryOffline)?;
            stage.succeeds(EnableNtmsObject { object, object_type })?;
            stage.succeeds(call).map(|_| ())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::AddNtmsMediaType, cause, TYPES, |stage| {
        let library = library_for(stage, "LTO_Ultrium")?;
        Ok(AddNtmsMediaType { media_type: media_type(stage, "MO_5_RW")?, library }.into())
    })
}
