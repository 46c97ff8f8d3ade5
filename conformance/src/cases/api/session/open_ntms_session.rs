//! OpenNtmsSession.

use std::time::Duration;

use wire::Text;
use wire::ntms::call::{CloseNtmsSession, OpenNtmsSession};
use wire::ntms::{Function, NtmsError};
use world::scenario::At;
use world::scenario::person::Deed;
use world::scenario::room::LinkState;

use super::ROOM;
use crate::case::{Case, Mismatch, Need, Run, SERVICE, Verdict};
use crate::stage::{HERE, Stage, THERE};

const PAGE: &str = "OpenNtmsSession function, return value";
const REMARKS: &str = "OpenNtmsSession function, remarks";
const NAMES: &str = "MS-RSMP, OpenNtmsServerSession; RFC 1123; NetBIOS names";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    needs: &'static [Need],
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Case {
        function: Function::OpenNtmsSession,
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

const ROOM_ONLY: &[Need] = &[Need::Room];
const FAULTS: &[Need] = &[Need::Room, Need::FaultControl];
const NETWORK: &[Need] = &[Need::Room, Need::FaultControl, Need::SecondComputer];

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(None, "", "a session opens and is good at once", REMARKS, SERVICE, |stage| {
        stage.open_session()?;
        stage.pool("Free")?;
        stage.succeeds(CloseNtmsSession).map(|_| ())
    }),
    case(
        None,
        "own-name",
        "the own computer is meant by NULL, by the empty name and by its own names in any case",
        REMARKS,
        ROOM_ONLY,
        |stage| {
            let names = ["", "HERE", "here", r"\\Here", "here.example.com", "HERE.Example.Com."];
            for name in names.map(Some).into_iter().chain([None]) {
                stage.session = stage.open(name)?;
                stage.succeeds(CloseNtmsSession)?;
            }
            Ok(())
        },
    ),
    case(
        None,
        "other-names",
        "another computer is meant by its NetBIOS or its DNS name, with or without backslashes",
        NAMES,
        &[Need::Room, Need::SecondComputer],
        |stage| {
            for name in ["THERE", r"\\there", "there.example.com", r"\\THERE.EXAMPLE.COM."] {
                stage.session = stage.open(Some(name))?;
                stage.succeeds(CloseNtmsSession)?;
            }
            Ok(())
        },
    ),
    case(
        None,
        "options",
        "the options 0 and NTMS_SESSION_QUERYEXPEDITE are accepted, an application needs no name",
        REMARKS,
        SERVICE,
        |stage| {
            for options in [0, 1] {
                let call = OpenNtmsSession { options, ..open_at(stage) };
                let opened = stage.try_open(&call);
                stage.session = opened.map_err(|error| Mismatch::new("a session", error))?;
                stage.succeeds(CloseNtmsSession)?;
            }
            Ok(())
        },
    ),
    case(
        None,
        "several",
        "one program may hold several sessions at once, each with a handle of its own",
        REMARKS,
        SERVICE,
        |stage| {
            let server = stage.server();
            let (one, other) = (stage.open(server)?, stage.open(server)?);
            if one == other {
                return Err(Mismatch::new("two handles", one));
            }
            stage.session = one;
            stage.succeeds(CloseNtmsSession)?;
            stage.session = other;
            stage.pool("Free")?;
            stage.succeeds(CloseNtmsSession).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::InvalidParameter),
        "options",
        "other options than 0 and NTMS_SESSION_QUERYEXPEDITE are refused",
        PAGE,
        SERVICE,
        |stage| {
            for options in [2, 3, 0x8000_0000, u32::MAX] {
                let call = OpenNtmsSession { options, ..open_at(stage) };
                stage.open_refused(&call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidParameter),
        "application",
        "an application name longer than 63 characters is refused",
        "NTMS_APPLICATIONNAME_LENGTH",
        SERVICE,
        |stage| {
            let named = |length| Some(Text::from("x".repeat(length)));
            let call = OpenNtmsSession { application: named(64), ..open_at(stage) };
            stage.open_refused(&call, NtmsError::InvalidParameter)?;
            let call = OpenNtmsSession { application: named(63), ..open_at(stage) };
            stage.try_open(&call).map_err(|e| Mismatch::new("a session", e)).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::InvalidParameter),
        "first",
        "a bad argument is found before the name of the computer is looked at",
        REMARKS,
        SERVICE,
        |stage| {
            let server = Some(Text::new("not/a/name"));
            let call = OpenNtmsSession { server, application: None, options: 7 };
            stage.open_refused(&call, NtmsError::InvalidParameter)
        },
    ),
    case(
        Some(NtmsError::InvalidComputername),
        "",
        "a name that can be no computer's is refused before any network is tried",
        NAMES,
        FAULTS,
        |stage| {
            stage.hand(&Deed::Unplug(At::from(HERE)))?;
            for name in [
                r"\",
                r"\\",
                r"\\\THERE",
                "a/b",
                "a:b",
                "a*b",
                "a?b",
                "a\"b",
                "a<b",
                "a>b",
                "a|b",
                "a..b",
                ".a.b",
                "-a.b",
                "a-.b",
                "256.0.0.1",
                "1.2.3",
            ] {
                stage.open_refused(&to(name), NtmsError::InvalidComputername)?;
            }
            let long = format!("{}.example.com", "a".repeat(64));
            stage.open_refused(&to(&long), NtmsError::InvalidComputername)
        },
    ),
    case(
        Some(NtmsError::NoNetwork),
        "",
        "without a network no other computer can be reached, known or not; the own one can",
        PAGE,
        NETWORK,
        |stage| {
            stage.hand(&Deed::Unplug(At::from(HERE)))?;
            stage.open_refused(&to(THERE), NtmsError::NoNetwork)?;
            stage.open_refused(&to("NOBODY"), NtmsError::NoNetwork)?;
            stage.open(None).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::NotConnected),
        "unknown",
        "a well-formed name that no computer has leads nowhere",
        PAGE,
        NETWORK,
        |stage| stage.open_refused(&to("NOBODY"), NtmsError::NotConnected),
    ),
    case(
        Some(NtmsError::NotConnected),
        "unplugged",
        "a computer that is off the network cannot be reached",
        PAGE,
        NETWORK,
        |stage| {
            stage.hand(&Deed::Unplug(At::from(THERE)))?;
            stage.open_refused(&to(THERE), NtmsError::NotConnected)
        },
    ),
    case(
        Some(NtmsError::NotConnected),
        "link-down",
        "a computer behind a broken link cannot be reached",
        PAGE,
        NETWORK,
        |stage| refused_over(stage, LinkState::Down),
    ),
    case(
        Some(NtmsError::NotConnected),
        "link-refuse",
        "a computer that refuses connections cannot be reached",
        PAGE,
        NETWORK,
        |stage| refused_over(stage, LinkState::Refuse),
    ),
    case(
        Some(NtmsError::NotConnected),
        "link-silent",
        "a computer that never answers is given up after a while",
        PAGE,
        NETWORK,
        |stage| refused_over(stage, LinkState::Silent),
    ),
    case(
        Some(NtmsError::NotConnected),
        "disabled",
        "a service that an administrator disabled cannot be reached",
        PAGE,
        FAULTS,
        |stage| {
            let server = stage.server().unwrap_or(HERE);
            stage.hand(&Deed::DisableService(At::from(server)))?;
            let call = open_at(stage);
            stage.open_refused(&call, NtmsError::NotConnected)
        },
    ),
    case(
        Some(NtmsError::NotConnected),
        "crashed",
        "a service that died cannot be reached until it is started again",
        PAGE,
        FAULTS,
        |stage| {
            let server = stage.server().unwrap_or(HERE);
            stage.hand(&Deed::CrashService(At::from(server)))?;
            let call = open_at(stage);
            stage.open_refused(&call, NtmsError::NotConnected)?;
            stage.hand(&Deed::StartService(At::from(server)))?;
            stage.sleep(Duration::from_secs(60));
            stage.open_session()
        },
    ),
    case(
        Some(NtmsError::NotReady),
        "stopped",
        "a service that is not started is not ready until somebody starts it",
        PAGE,
        FAULTS,
        |stage| {
            let server = stage.server().unwrap_or(HERE);
            stage.hand(&Deed::StopService(At::from(server)))?;
            let call = open_at(stage);
            stage.open_refused(&call, NtmsError::NotReady)?;
            stage.sleep(Duration::from_secs(3600));
            stage.open_refused(&call, NtmsError::NotReady)?;
            stage.hand(&Deed::StartService(At::from(server)))?;
            stage.sleep(Duration::from_secs(60));
            stage.open_session()
        },
    ),
    Case {
        room: "
version: 1
computers:
  HERE: { this: true, service: { state: starting, ready-after: 20s } }
  THERE: { service: { state: starting, ready-after: 20s } }
",
        ..case(
            Some(NtmsError::NotReady),
            "starting",
            "a service that starts becomes ready later: to wait and to try again helps",
            REMARKS,
            &[Need::Room, Need::SimulatedTime],
            |stage| {
                let call = open_at(stage);
                let mut tries = 0;
                while stage.room().now() < Duration::from_secs(19) {
                    stage.open_refused(&call, NtmsError::NotReady)?;
                    stage.sleep(Duration::from_secs(5));
                    tries += 1;
                }
                stage.sleep(Duration::from_secs(5));
                match tries {
                    4 => stage.open_session(),
                    _ => Err(Mismatch::new("four refusals", tries)),
                }
            },
        )
    },
    Case {
        room: "
version: 1
computers:
  HERE: { this: true, service: { sessions-max: 10 } }
  THERE: { service: { sessions-max: 10 } }
",
        // Threads that meet at the limit do not all see the same.
        in_every_form: false,
        ..case(
            Some(NtmsError::NotReady),
            "too-many",
            "a service takes only so many sessions; when one is closed another fits",
            "settings of the service",
            ROOM_ONLY,
            |stage| {
                let call = open_at(stage);
                let mut open = Vec::new();
                while let Ok(session) = stage.try_open(&call) {
                    open.push(session);
                }
                stage.open_refused(&call, NtmsError::NotReady)?;
                let Some(session) = open.pop() else {
                    return Err(Mismatch::new("sessions", "none"));
                };
                stage.session = session;
                stage.succeeds(CloseNtmsSession)?;
                for session in open {
                    stage.session = session;
                    stage.succeeds(CloseNtmsSession)?;
                }
                stage.open_session()
            },
        )
    },
    Case {
        room: "
version: 1
computers:
  HERE: { this: true }
  THERE: { service: { version: \"2000\", state: stopped } }
",
        in_every_form: false,
        ..case(
            Some(NtmsError::RpcSNoInterfaces),
            "",
            "a service that is older than the client lacks interfaces, ready or not",
            PAGE,
            NETWORK,
            |stage| stage.open_refused(&to(THERE), NtmsError::RpcSNoInterfaces),
        )
    },
    Case {
        room: "
version: 1
users: { anna: Users }
computers:
  HERE: { this: true, access: [{ who: Administrators, may: NTMS_USE_ACCESS }] }
  THERE: { access: [{ who: Administrators, may: NTMS_USE_ACCESS }] }
",
        ..case(
            Some(NtmsError::AccessDenied),
            "",
            "who may not use the computer gets no session",
            "Removable Storage Security, rights",
            ROOM_ONLY,
            |stage| {
                let call = open_at(stage);
                let anna = stage.room().start(HERE, Some("anna"));
                stage.act_from(anna);
                stage.open_refused(&call, NtmsError::AccessDenied)
            },
        )
    },
];

/// The call with the computer that the form says.
fn open_at(stage: &Stage<'_>) -> OpenNtmsSession {
    OpenNtmsSession { server: stage.server().map(Text::new), ..OpenNtmsSession::default() }
}

/// The call with a name.
fn to(name: &str) -> OpenNtmsSession {
    OpenNtmsSession { server: Some(Text::new(name)), ..OpenNtmsSession::default() }
}

fn refused_over(stage: &mut Stage<'_>, state: LinkState) -> Verdict {
    stage.hand(&Deed::link(HERE, THERE, state))?;
    stage.open_refused(&to(THERE), NtmsError::NotConnected)
}
