//! CloseNtmsSession.

use wire::ntms::call::{CloseNtmsSession, EnumerateNtmsObject};
use wire::ntms::{Function, NtmsError, ObjectType};
use world::scenario::At;
use world::scenario::person::Deed;

use super::ROOM;
use crate::case::{Case, Need, Run, SERVICE, Verdict};
use crate::stage::{HERE, Stage};

const PAGE: &str = "CloseNtmsSession function, return value";
const REMARKS: &str = "CloseNtmsSession function, remarks";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    needs: &'static [Need],
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Case {
        function: Function::CloseNtmsSession,
        code,
        variant,
        requirement,
        source,
        needs,
        room: ROOM,
        in_every_form: true,
        run: Run::Own(run),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(None, "", "an open session closes", PAGE, SERVICE, |stage| {
        stage.open_session()?;
        stage.succeeds(CloseNtmsSession).map(|_| ())
    }),
    case(
        Some(NtmsError::InvalidHandle),
        "closed",
        "a handle is closed once; later uses of it are refused",
        PAGE,
        SERVICE,
        |stage| {
            stage.open_session()?;
            stage.succeeds(CloseNtmsSession)?;
            stage.refused(CloseNtmsSession, NtmsError::InvalidHandle)?;
            stage.refused(media_pools(), NtmsError::InvalidHandle)
        },
    ),
    case(
        Some(NtmsError::InvalidHandle),
        "null",
        "the handle 0 is no session",
        PAGE,
        SERVICE,
        |stage| refuses_handle(stage, |_| 0),
    ),
    case(
        Some(NtmsError::InvalidHandle),
        "invalid",
        "INVALID_HANDLE_VALUE is no session",
        PAGE,
        SERVICE,
        |stage| refuses_handle(stage, |_| u64::MAX),
    ),
    case(
        Some(NtmsError::InvalidHandle),
        "forged",
        "a handle that nobody gave out is no session",
        PAGE,
        SERVICE,
        |stage| refuses_handle(stage, |handle| handle ^ 0x0100_0000_0000),
    ),
    case(
        Some(NtmsError::InvalidHandle),
        "other-process",
        "a handle is good for the process that opened the session and for no other",
        "OpenNtmsSession function, remarks",
        SERVICE,
        |stage| {
            stage.open_session()?;
            let owner = stage.program();
            let other = stage.other_program(HERE);
            stage.act_from(other);
            stage.refused(CloseNtmsSession, NtmsError::InvalidHandle)?;
            stage.act_from(owner);
            stage.succeeds(CloseNtmsSession).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::ConnectionUnavail),
        "",
        "a session whose server is gone cannot be closed there; its handle is gone all the same",
        PAGE,
        &[Need::Room, Need::FaultControl],
        |stage| {
            stage.open_session()?;
            let server = stage.server().unwrap_or(HERE);
            stage.hand(&Deed::CrashService(At::from(server)))?;
            stage.refused(CloseNtmsSession, NtmsError::ConnectionUnavail)?;
            stage.refused(CloseNtmsSession, NtmsError::InvalidHandle)
        },
    ),
    case(
        Some(NtmsError::ConnectionUnavail),
        "restarted",
        "a session does not come back with its server",
        REMARKS,
        &[Need::Room, Need::FaultControl],
        |stage| {
            stage.open_session()?;
            let server = stage.server().unwrap_or(HERE);
            stage.hand(&Deed::CrashService(At::from(server)))?;
            stage.hand(&Deed::StartService(At::from(server)))?;
            stage.sleep(std::time::Duration::from_secs(60));
            stage.refused(media_pools(), NtmsError::NotConnected)?;
            stage.refused(CloseNtmsSession, NtmsError::ConnectionUnavail)
        },
    ),
];

fn media_pools() -> EnumerateNtmsObject {
    EnumerateNtmsObject {
        container: None,
        object_type: ObjectType::MediaPool.value(),
        options: 0,
        capacity: Some(100),
    }
}

/// A handle made from an open one is refused, and the open one is still good.
fn refuses_handle(stage: &mut Stage<'_>, make: fn(u64) -> u64) -> Verdict {
    stage.open_session()?;
    let open = std::mem::take(&mut stage.session);
    stage.session = make(open);
    stage.refused(CloseNtmsSession, NtmsError::InvalidHandle)?;
    stage.refused(media_pools(), NtmsError::InvalidHandle)?;
    stage.session = open;
    stage.succeeds(CloseNtmsSession).map(|_| ())
}
