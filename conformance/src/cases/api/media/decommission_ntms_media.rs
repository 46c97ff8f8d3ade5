//! DecommissionNtmsMedia.

use wire::Guid;
use wire::ntms::call::{AllocateNtmsMedia, DecommissionNtmsMedia};
use wire::ntms::option::AllocateOptions;
use wire::ntms::state::SideState;
use wire::ntms::{Function, NtmsError};

use super::seen::{LIVES, LOST_POOL, is_in_state, restart};
use crate::case::{Case, Need, Of, Verdict};
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "DecommissionNtmsMedia function, return value";
const REMARKS: &str = "DecommissionNtmsMedia function, remarks";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::DecommissionNtmsMedia, &[Need::Room], room).case(
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
        "an available side is retired and nobody can allocate it any more",
        REMARKS,
        LIVES,
        |stage| {
            stage.open_session()?;
            let (side, pool) = (stage.side("STOCK1L3", 0)?, stage.pool("Jobs")?);
            stage.succeeds(DecommissionNtmsMedia { side })?;
            is_in_state(stage, "STOCK1L3", SideState::Decommissioned)?;
            let any = AllocateNtmsMedia {
                pool,
                side: None,
                previous: Guid::NULL,
                options: AllocateOptions::ERROR_IF_UNAVAILABLE.bits(),
                timeout: 0,
            };
            stage.refused(any, NtmsError::MediaUnavailable)?;
            let named = AllocateNtmsMedia { side: Some(side), ..any };
            stage.refused(named, NtmsError::InvalidMedia)
        },
    ),
    case(
        None,
        "shelf",
        "an available side of a medium that is in no device is retired as well",
        REMARKS,
        LIVES,
        |stage| {
            stage.open_session()?;
            let side = stage.side("GONE01L3", 0)?;
            stage.succeeds(DecommissionNtmsMedia { side })?;
            is_in_state(stage, "GONE01L3", SideState::Decommissioned)
        },
    ),
    case(Some(NtmsError::InvalidMedia), "", "what is named must be a side", PAGE, LIVES, |stage| {
        stage.open_session()?;
        let others = [
            NOBODY,
            stage.medium("STOCK1L3")?,
            stage.logical("OWNED1L3")?,
            stage.pool("Jobs")?,
            stage.library()?,
        ];
        for side in others {
            stage.refused(DecommissionNtmsMedia { side }, NtmsError::InvalidMedia)?;
        }
        Ok(())
    }),
    Case {
        needs: &[Need::Room, Need::FaultControl, Need::SimulatedTime],
        ..case(
            Some(NtmsError::InvalidMediaPool),
            "",
            "a side whose pool the database lost is not retired; others are",
            PAGE,
            LOST_POOL,
            |stage| {
                stage.open_session()?;
                let (side, sound) = (stage.side("STOCK1L3", 0)?, stage.side("STOCK2L3", 0)?);
                restart(stage)?;
                stage.refused(DecommissionNtmsMedia { side }, NtmsError::InvalidMediaPool)?;
                stage.succeeds(DecommissionNtmsMedia { side: sound }).map(|_| ())
            },
        )
    },
    case(Some(NtmsError::InvalidParameter), "", "a side must be named", PAGE, LIVES, |stage| {
        stage.open_session()?;
        let call = DecommissionNtmsMedia { side: Guid::NULL };
        stage.refused(call, NtmsError::InvalidParameter)
    }),
    case(
        Some(NtmsError::InvalidState),
        "",
        "only an available side is retired",
        PAGE,
        LIVES,
        |stage| {
            stage.open_session()?;
            for name in ["OWNED1L3", "WHOLE1L3", "WASTE1L3", "ALIEN1L3", "BLANK1L3", "GONE02L3"] {
                let side = stage.side(name, 0)?;
                stage.refused(DecommissionNtmsMedia { side }, NtmsError::InvalidState)?;
            }
            let side = stage.side("STOCK1L3", 0)?;
            stage.succeeds(DecommissionNtmsMedia { side })?;
            stage.refused(DecommissionNtmsMedia { side }, NtmsError::InvalidState)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::DecommissionNtmsMedia, cause, LIVES, |stage| {
        Ok(DecommissionNtmsMedia { side: stage.side("STOCK1L3", 0)? }.into())
    })
}
