//! EndNtmsDeviceChangeDetection.

use wire::ntms::call::CloseNtmsSession;
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{BEGIN, IDENTIFIED, ROOM, end, set};
use crate::case::{Case, Need, Run, Verdict};
use crate::cause::Cause;
use crate::stage::Stage;

const PAGE: &str = "EndNtmsDeviceChangeDetection function";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Case {
        function: Function::EndNtmsDeviceChangeDetection,
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
    case(
        None,
        "",
        "from then on nothing is looked at, unless another detection wants it",
        |stage| {
            stage.open_session()?;
            let [desk, table] = [stage.library_at(0)?, stage.library_at(1)?];
            let [one, other] = [stage.opens(BEGIN)?, stage.opens(BEGIN)?];
            stage.succeeds(set(one, ObjectType::Library, &[desk, table]))?;
            stage.succeeds(set(other, ObjectType::Library, &[table]))?;
            stage.succeeds(end(one))?;
            stage.sleep(IDENTIFIED);
            stage.insert("TAPE01L3", "desk")?;
            stage.holds(desk, 0)?;
            stage.insert("TAPE02L3", "table")?;
            stage.holds(table, 1)
        },
    ),
    case(None, "session", "a detection ends with its session", |stage| {
        stage.open_session()?;
        let desk = stage.library_at(0)?;
        let session = stage.session;
        stage.session = stage.open(None)?;
        let detection = stage.opens(BEGIN)?;
        stage.succeeds(set(detection, ObjectType::Library, &[desk]))?;
        stage.sleep(IDENTIFIED);
        stage.succeeds(CloseNtmsSession)?;
        stage.session = session;
        stage.insert("TAPE01L3", "desk")?;
        stage.holds(desk, 0)?;
        stage.refused(end(detection), NtmsError::InvalidHandle)
    }),
    case(
        Some(NtmsError::InvalidHandle),
        "detection",
        "0, INVALID_HANDLE_VALUE, forged, ended and closed handles, and those of sessions, \
         channels and other sessions are no detections",
        |stage| {
            stage.open_session()?;
            let detection = stage.opens(BEGIN)?;
            for bad in stage.bad_detections(detection)?.into_iter().chain([0]) {
                stage.refused(end(bad), NtmsError::InvalidHandle)?;
            }
            stage.succeeds(end(detection))?;
            stage.refused(end(detection), NtmsError::InvalidHandle)
        },
    ),
    Case::hindered(Function::EndNtmsDeviceChangeDetection, Cause::BadHandle, ROOM, |stage| {
        Ok(end(stage.opens(BEGIN)?).into())
    }),
];
