//! BeginNtmsDeviceChangeDetection.

use wire::ntms::{Function, NtmsError};

use super::{BEGIN, ROOM, end};
use crate::case::{Case, Mismatch, Need, Run, Verdict};
use crate::cause::Cause;
use crate::stage::Stage;

const PAGE: &str = "BeginNtmsDeviceChangeDetection function";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Case {
        function: Function::BeginNtmsDeviceChangeDetection,
        code,
        variant,
        requirement,
        source: PAGE,
        needs: &[Need::Room, Need::SimulatedTime],
        room: ROOM,
        in_every_form: false,
        run: Run::Own(run),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(None, "", "each detection has a handle of its own", |stage| {
        stage.open_session()?;
        let (one, other) = (stage.opens(BEGIN)?, stage.opens(BEGIN)?);
        let none = [0, u64::MAX, stage.session];
        if one == other || none.contains(&one) || none.contains(&other) {
            return Err(Mismatch::new("two handles", format!("{one:#x} and {other:#x}")));
        }
        stage.succeeds(end(one))?;
        stage.succeeds(end(other)).map(|_| ())
    }),
    case(None, "empty", "a detection that names no library looks at none", |stage| {
        stage.open_session()?;
        stage.opens(BEGIN)?;
        let desk = stage.library_at(0)?;
        stage.insert("TAPE01L3", "desk")?;
        stage.holds(desk, 0)
    }),
    Case::hindered(Function::BeginNtmsDeviceChangeDetection, Cause::BadHandle, ROOM, |_| {
        Ok(BEGIN.into())
    }),
];
