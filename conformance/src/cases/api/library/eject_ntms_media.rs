//! EjectNtmsMedia.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::{EjectNtmsMedia, MountNtmsMedia};
use wire::ntms::operation::{EjectOperation, LibraryOperation};
use wire::ntms::option::MountOptions;
use wire::ntms::state::{LibraryRequestState, MediaState, PortContent, PortPosition};
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{
    ROOM_WITHOUT_PORT, SILENT, disable, enable, is, medium, port, request, requests, rest, restart,
    take,
};
use crate::case::{Case, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "EjectNtmsMedia function, return value";
const REMARKS: &str = "EjectNtmsMedia function, remarks";
const ACTION: &str = "EjectNtmsMedia function, dwAction";

const OF: Of = Of::new(Function::EjectNtmsMedia, &[Need::Room, Need::SimulatedTime], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "start",
        "the medium lies in the open port, on the shelf; the request is over when it is taken",
        REMARKS,
        start,
    ),
    OF.case(
        None,
        "forgotten",
        "media that nobody owns are no longer known when they are out",
        REMARKS,
        |stage| {
            stage.open_session()?;
            for name in ["IMPRT1L3", "BLANK1L3"] {
                let media = stage.medium(name)?;
                stage.gives_id(call(media, EjectOperation::Start))?;
                stage.sleep(Duration::from_secs(60));
                take(stage)?;
                rest(stage)?;
                is(stage.objects(ObjectType::PhysicalMedia, None)?.contains(&media), false)?;
            }
            Ok(())
        },
    ),
    Case {
        room: WIDE,
        ..OF.case(
            None,
            "batch",
            "what was queued goes out with the last medium, or without one, as one operation",
            ACTION,
            batch,
        )
    },
    OF.case(
        None,
        "stop-waiting",
        "an operation that is stopped before it begins leaves its medium where it is",
        ACTION,
        |stage| {
            stage.open_session()?;
            let [first, second] = [stage.medium("OWNED1L3")?, stage.medium("OWNED2L3")?];
            let before = medium(stage, "OWNED2L3")?;
            let one = stage.gives_id(call(first, EjectOperation::Start))?;
            let two = stage.gives_id(call(second, EjectOperation::Start))?;
            is(medium(stage, "OWNED2L3")?.media_state, MediaState::InUse)?;
            stage.succeeds(stop(two))?;
            stage.succeeds(stop(one))?;
            rest(stage)?;
            is(medium(stage, "OWNED2L3")?, before)?;
            let made = requests(stage, LibraryOperation::Eject)?;
            is(made[1].1.state, LibraryRequestState::Cancelled)
        },
    ),
    OF.case(
        None,
        "stop-out",
        "an operation that is stopped while people are waited for retracts the port",
        ACTION,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("OWNED1L3")?;
            let operation = stage.gives_id(call(media, EjectOperation::Start))?;
            stage.sleep(Duration::from_secs(60));
            is(port(stage)?.position, PortPosition::Extended)?;
            stage.succeeds(stop(operation))?;
            stage.sleep(Duration::from_secs(60));
            let port = port(stage)?;
            is((port.position, port.content), (PortPosition::Retracted, PortContent::Full))?;
            is(request(stage, LibraryOperation::Eject)?.state, LibraryRequestState::Passed)
        },
    ),
    OF.case(
        Some(NtmsError::Busy),
        "batch",
        "a batch that is larger than the port is not begun, and stays queued",
        PAGE,
        |stage| {
            stage.open_session()?;
            let [first, second] = [stage.medium("OWNED1L3")?, stage.medium("OWNED2L3")?];
            stage.succeeds(call(first, EjectOperation::Queue))?;
            stage.refused(call(second, EjectOperation::Start), NtmsError::Busy)?;
            stage.gives_id(fire())?;
            rest(stage)?;
            let shelf = stage.offline_library()?;
            is(medium(stage, "OWNED1L3")?.current_library, shelf)
        },
    ),
    OF.case(
        Some(NtmsError::Busy),
        "in-use",
        "a medium that is mounted, or on its way out, is not ejected",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let mount = MountNtmsMedia {
                media: vec![stage.logical("OWNED1L3")?],
                drives: Vec::new(),
                options: MountOptions::READ.bits(),
                priority: 0,
                timeout: u32::MAX,
            };
            stage.succeeds(mount)?;
            let out = stage.medium("OWNED2L3")?;
            stage.gives_id(call(out, EjectOperation::Start))?;
            for media in [stage.medium("OWNED1L3")?, out] {
                for action in [EjectOperation::Start, EjectOperation::Queue] {
                    stage.refused(call(media, action), NtmsError::Busy)?;
                }
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::DeviceNotAvailable),
        "disabled",
        "a library that is disabled puts nothing out; it does when it is enabled",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (library, media) = (stage.library()?, stage.medium("OWNED1L3")?);
            disable(stage, library)?;
            for action in [EjectOperation::Start, EjectOperation::Queue] {
                stage.refused(call(media, action), NtmsError::DeviceNotAvailable)?;
            }
            enable(stage, library)?;
            stage.gives_id(call(media, EjectOperation::Start)).map(|_| ())
        },
    ),
    OF.case(
        Some(NtmsError::MediaNotAvailable),
        "",
        "a medium that is disabled stays, also one that was queued before; it goes out when it is \
         enabled",
        PAGE,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("OWNED1L3")?;
            stage.succeeds(call(media, EjectOperation::Queue))?;
            disable(stage, media)?;
            for action in [EjectOperation::Start, EjectOperation::Queue] {
                stage.refused(call(media, action), NtmsError::MediaNotAvailable)?;
            }
            stage.refused(fire(), NtmsError::MediaNotAvailable)?;
            enable(stage, media)?;
            stage.gives_id(fire())?;
            rest(stage)?;
            let shelf = stage.offline_library()?;
            is(medium(stage, "OWNED1L3")?.current_library, shelf)
        },
    ),
    Case {
        room: SILENT,
        ..OF.case(
            Some(NtmsError::DeviceNotAvailable),
            "not-connected",
            "a library that does not answer when the service starts puts nothing out until it does",
            PAGE,
            |stage| {
                stage.open_session()?;
                let media = stage.medium("OWNED1L3")?;
                restart(stage)?;
                for action in [EjectOperation::Start, EjectOperation::Queue] {
                    stage.refused(call(media, action), NtmsError::DeviceNotAvailable)?;
                }
                restart(stage)?;
                stage.gives_id(call(media, EjectOperation::Start)).map(|_| ())
            },
        )
    },
    Case {
        room: ROOM_WITHOUT_PORT,
        ..OF.case(
            Some(NtmsError::DeviceNotAvailable),
            "no-port",
            "a library without a mail slot puts media out through its door only",
            REMARKS,
            |stage| {
                stage.open_session()?;
                let start = call(stage.medium("OWNED1L3")?, EjectOperation::Start);
                stage.refused(start, NtmsError::DeviceNotAvailable)
            },
        )
    },
    OF.case(
        Some(NtmsError::InvalidOperation),
        "",
        "what is stopped is an operation that is under way",
        PAGE,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("OWNED1L3")?;
            let over = stage.gives_id(call(media, EjectOperation::Start))?;
            rest(stage)?;
            for operation in [Guid::NULL, NOBODY, media, over] {
                stage.refused(stop(operation), NtmsError::InvalidOperation)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "medium",
        "an identifier that is no medium's is a bad argument, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            let others = [NOBODY, stage.library()?, stage.logical("OWNED1L3")?];
            for media in others {
                for action in [EjectOperation::Start, EjectOperation::Queue] {
                    stage.refused(call(media, action), NtmsError::InvalidParameter)?;
                }
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "nothing",
        "a medium is queued, and one that is left out stands for those that are queued",
        ACTION,
        |stage| {
            stage.open_session()?;
            for media in [None, Some(Guid::NULL)] {
                for action in [EjectOperation::Start, EjectOperation::Queue] {
                    let call = EjectNtmsMedia { media, ..call(Guid::NULL, action) };
                    stage.refused(call, NtmsError::InvalidParameter)?;
                }
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "operation",
        "the place for the operation must be there, but for a medium that is queued",
        PAGE,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("OWNED1L3")?;
            for action in [EjectOperation::Start, EjectOperation::Stop] {
                let call = EjectNtmsMedia { operation: None, ..call(media, action) };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            let queue = EjectNtmsMedia { operation: None, ..call(media, EjectOperation::Queue) };
            stage.succeeds(queue).map(|_| ())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "action",
        "an action is one of the three that the page lists",
        ACTION,
        |stage| {
            stage.open_session()?;
            let media = Some(stage.medium("OWNED1L3")?);
            for action in [3, 4, 5, 6, u32::MAX] {
                let call = EjectNtmsMedia { media, operation: Some(Guid::NULL), action };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::LibraryOffline),
        "",
        "a medium that is out already is not put out again",
        PAGE,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("SHELF1L3")?;
            for action in [EjectOperation::Start, EjectOperation::Queue] {
                stage.refused(call(media, action), NtmsError::LibraryOffline)?;
            }
            Ok(())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

/// A library whose mail slot has three places.
const WIDE: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, port: 3 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media:
  - { media: OWNED1L3..OWNED6L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
";

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::EjectNtmsMedia, cause, ROOM, |stage| {
        Ok(call(stage.medium("OWNED1L3")?, EjectOperation::Start).into())
    })
}

fn call(media: Guid, action: EjectOperation) -> EjectNtmsMedia {
    EjectNtmsMedia { media: Some(media), operation: Some(Guid::NULL), action: action.value() }
}

/// What is queued goes out.
fn fire() -> EjectNtmsMedia {
    EjectNtmsMedia { media: None, ..call(Guid::NULL, EjectOperation::Start) }
}

fn stop(operation: Guid) -> EjectNtmsMedia {
    let action = EjectOperation::Stop.value();
    EjectNtmsMedia { media: None, operation: Some(operation), action }
}

fn start(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let media = stage.medium("OWNED1L3")?;
    let operation = stage.gives_id(call(media, EjectOperation::Start))?;
    is(operation.is_null(), false)?;
    is(medium(stage, "OWNED1L3")?.media_state, MediaState::InUse)?;
    stage.sleep(Duration::from_secs(60));
    let shelf = stage.offline_library()?;
    let found = medium(stage, "OWNED1L3")?;
    is((found.current_library, found.media_state), (shelf, MediaState::Idle))?;
    let out = port(stage)?;
    is((out.position, out.content), (PortPosition::Extended, PortContent::Full))?;
    is(request(stage, LibraryOperation::Eject)?.state, LibraryRequestState::InProcess)?;
    take(stage)?;
    stage.sleep(Duration::from_secs(30));
    let made = request(stage, LibraryOperation::Eject)?;
    is((made.state, made.physical_media_id), (LibraryRequestState::Passed, media))?;
    let home = port(stage)?;
    is((home.position, home.content), (PortPosition::Retracted, PortContent::Empty))
}

fn batch(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let shelf = stage.offline_library()?;
    let mut are_out = 0;
    for (queued, last) in [(&["OWNED1L3", "OWNED2L3"][..], Some("OWNED3L3")), (&["OWNED4L3"], None)]
    {
        for name in queued {
            let media = stage.medium(name)?;
            let before = stage.look();
            stage.succeeds(call(media, EjectOperation::Queue))?;
            stage.unchanged(before, &[])?;
        }
        match last {
            Some(name) => {
                let media = stage.medium(name)?;
                stage.gives_id(call(media, EjectOperation::Start))?
            }
            None => stage.gives_id(fire())?,
        };
        rest(stage)?;
        are_out += queued.len() + usize::from(last.is_some());
        let found = stage.objects(ObjectType::PhysicalMedia, Some(shelf))?;
        is(found.len(), are_out)?;
        for place in 0..3 {
            // The second batch leaves places empty.
            let deed = world::scenario::person::Deed::TakeFromPort(("tower".into(), place));
            let taken = stage.hand(&deed);
            is(taken.is_ok(), last.is_some() || place == 0)?;
        }
    }
    let made = requests(stage, LibraryOperation::Eject)?;
    is(made.iter().map(|(_, made)| made.state).collect(), vec![LibraryRequestState::Passed; 2])
}
