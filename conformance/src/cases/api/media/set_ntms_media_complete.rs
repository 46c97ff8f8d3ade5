//! SetNtmsMediaComplete.

use wire::Guid;
use wire::ntms::call::{DeallocateNtmsMedia, DismountNtmsMedia, SetNtmsMediaComplete};
use wire::ntms::option::MountOptions;
use wire::ntms::state::SideState;
use wire::ntms::{Function, NtmsError};

use super::seen::{LIVES, LOST_POOL, is_in_state, mount, restart};
use crate::case::{Case, Need, Of, Verdict};
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "SetNtmsMediaComplete function, return value";
const REMARKS: &str = "SetNtmsMediaComplete function, remarks";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::SetNtmsMediaComplete, &[Need::Room], room).case(
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
        "an allocated side is complete: it is mounted for reading and no more for writing",
        REMARKS,
        LIVES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("OWNED1L3")?;
            stage.succeeds(SetNtmsMediaComplete { media })?;
            is_in_state(stage, "OWNED1L3", SideState::Complete)?;
            stage.refused(mount(media, MountOptions::WRITE), NtmsError::WriteProtect)?;
            stage.succeeds(mount(media, MountOptions::READ)).map(|_| ())
        },
    ),
    case(
        None,
        "shelf",
        "a medium that is in no device can be complete as well",
        REMARKS,
        LIVES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("GONE02L3")?;
            stage.succeeds(SetNtmsMediaComplete { media })?;
            is_in_state(stage, "GONE02L3", SideState::Complete)
        },
    ),
    case(
        None,
        "dismounted",
        "what was mounted and is dismounted again can be complete",
        REMARKS,
        LIVES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("OWNED1L3")?;
            stage.succeeds(mount(media, MountOptions::WRITE))?;
            stage.succeeds(DismountNtmsMedia { media: vec![media], options: 0 })?;
            stage.sleep(std::time::Duration::from_secs(600));
            stage.succeeds(SetNtmsMediaComplete { media })?;
            is_in_state(stage, "OWNED1L3", SideState::Complete)
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "",
        "what is named must be a logical medium",
        PAGE,
        LIVES,
        |stage| {
            stage.open_session()?;
            let others = [
                NOBODY,
                stage.medium("OWNED1L3")?,
                stage.side("OWNED1L3", 0)?,
                stage.pool("Jobs")?,
                stage.library()?,
            ];
            for media in others {
                stage.refused(SetNtmsMediaComplete { media }, NtmsError::InvalidMedia)?;
            }
            let media = stage.logical("OWNED1L3")?;
            stage.succeeds(DeallocateNtmsMedia { media, options: 0 })?;
            stage.refused(SetNtmsMediaComplete { media }, NtmsError::InvalidMedia)
        },
    ),
    Case {
        needs: &[Need::Room, Need::FaultControl, Need::SimulatedTime],
        ..case(
            Some(NtmsError::InvalidMediaPool),
            "",
            "a medium whose pool the database lost is not set complete; others are",
            PAGE,
            LOST_POOL,
            |stage| {
                stage.open_session()?;
                let (media, sound) = (stage.logical("OWNED1L3")?, stage.logical("SOUND1L3")?);
                restart(stage)?;
                stage.refused(SetNtmsMediaComplete { media }, NtmsError::InvalidMediaPool)?;
                stage.succeeds(SetNtmsMediaComplete { media: sound }).map(|_| ())
            },
        )
    },
    case(
        Some(NtmsError::InvalidParameter),
        "",
        "a logical medium must be named",
        PAGE,
        LIVES,
        |stage| {
            stage.open_session()?;
            let call = SetNtmsMediaComplete { media: Guid::NULL };
            stage.refused(call, NtmsError::InvalidParameter)
        },
    ),
    case(
        Some(NtmsError::InvalidState),
        "",
        "a side that is complete already is not set complete",
        PAGE,
        LIVES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("WHOLE1L3")?;
            stage.refused(SetNtmsMediaComplete { media }, NtmsError::InvalidState)?;
            let media = stage.logical("OWNED1L3")?;
            stage.succeeds(SetNtmsMediaComplete { media })?;
            stage.refused(SetNtmsMediaComplete { media }, NtmsError::InvalidState)
        },
    ),
    case(
        Some(NtmsError::InvalidState),
        "mounted",
        "a medium that is mounted, or that a mount waits for, is not set complete",
        REMARKS,
        LIVES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("OWNED1L3")?;
            stage.succeeds(mount(media, MountOptions::READ))?;
            stage.refused(SetNtmsMediaComplete { media }, NtmsError::InvalidState)?;
            let media = stage.logical("GONE02L3")?;
            stage.begin(mount(media, MountOptions::WRITE));
            stage.refused(SetNtmsMediaComplete { media }, NtmsError::InvalidState)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::SetNtmsMediaComplete, cause, LIVES, |stage| {
        Ok(SetNtmsMediaComplete { media: stage.logical("OWNED1L3")? }.into())
    })
}
