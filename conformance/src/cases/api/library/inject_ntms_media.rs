//! InjectNtmsMedia.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::InjectNtmsMedia;
use wire::ntms::operation::{InjectOperation, LibraryOperation};
use wire::ntms::state::{LibraryRequestState, PortContent, PortPosition};
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{
    ROOM_WITHOUT_PORT, SILENT, disable, enable, insert, is, medium, port, request, rest, restart,
};
use crate::case::{Case, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "InjectNtmsMedia function, return value";
const REMARKS: &str = "InjectNtmsMedia function, remarks";
const ACTION: &str = "InjectNtmsMedia function, dwAction";

const OF: Of = Of::new(Function::InjectNtmsMedia, &[Need::Room, Need::SimulatedTime], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "start",
        "the port opens, and what somebody puts in comes to a slot; then the request is over",
        REMARKS,
        start,
    ),
    OF.case(
        None,
        "stop",
        "stopping an operation retracts the port and takes in nothing more",
        ACTION,
        stop,
    ),
    OF.case(
        None,
        "many",
        "the port opens again after each medium until the operation is stopped; retracting looks \
         for media and opens it again",
        ACTION,
        many,
    ),
    OF.case(
        None,
        "nobody-comes",
        "when nobody brings anything in time the port goes in again and the request has failed",
        REMARKS,
        |stage| {
            let library = stage.library_at_rest()?;
            stage.gives_id(call(library, InjectOperation::Start))?;
            stage.sleep(Duration::from_secs(590));
            is(port(stage)?.position, PortPosition::Extended)?;
            rest(stage)?;
            is(port(stage)?.position, PortPosition::Retracted)?;
            let made = request(stage, LibraryOperation::Inject)?;
            is(made.state, LibraryRequestState::Failed)?;
            is(made.error_code, NtmsError::Timeout.code())
        },
    ),
    Case {
        room: FULL,
        ..OF.case(
            None,
            "full",
            "where no slot is free nothing is taken in, the request has failed, and people are \
             asked to make room",
            REMARKS,
            |stage| {
                let library = stage.library_at_rest()?;
                stage.gives_id(call(library, InjectOperation::Start))?;
                rest(stage)?;
                let made = request(stage, LibraryOperation::Inject)?;
                is(made.state, LibraryRequestState::Failed)?;
                is(made.error_code, NtmsError::LibraryFull.code())?;
                is(stage.objects(ObjectType::OpRequest, None)?.len(), 1)
            },
        )
    },
    OF.case(
        Some(NtmsError::DeviceNotAvailable),
        "disabled",
        "a library that is disabled takes nothing in; it does when it is enabled",
        PAGE,
        |stage| {
            let library = stage.library_at_rest()?;
            disable(stage, library)?;
            for action in InjectOperation::ALL {
                stage.refused(call(library, *action), NtmsError::DeviceNotAvailable)?;
            }
            enable(stage, library)?;
            stage.gives_id(call(library, InjectOperation::Start)).map(|_| ())
        },
    ),
    Case {
        room: SILENT,
        ..OF.case(
            Some(NtmsError::DeviceNotAvailable),
            "not-connected",
            "a library that does not answer when the service starts takes nothing in until it does",
            PAGE,
            |stage| {
                let library = stage.library_at_rest()?;
                restart(stage)?;
                for action in InjectOperation::ALL {
                    stage.refused(call(library, *action), NtmsError::DeviceNotAvailable)?;
                }
                restart(stage)?;
                stage.gives_id(call(library, InjectOperation::Start)).map(|_| ())
            },
        )
    },
    Case {
        room: ROOM_WITHOUT_PORT,
        ..OF.case(
            Some(NtmsError::DeviceNotAvailable),
            "no-port",
            "a library without a mail slot takes media in through its door only",
            REMARKS,
            |stage| {
                let library = stage.library_at_rest()?;
                let start = call(library, InjectOperation::Start);
                stage.refused(start, NtmsError::DeviceNotAvailable)
            },
        )
    },
    OF.case(
        Some(NtmsError::InvalidOperation),
        "",
        "what ends an operation names one that is under way in that library",
        PAGE,
        |stage| {
            let library = stage.library_at_rest()?;
            let over = stage.gives_id(call(library, InjectOperation::Start))?;
            stage.sleep(Duration::from_secs(10));
            stage.succeeds(end(library, InjectOperation::Stop, over))?;
            rest(stage)?;
            for operation in [Guid::NULL, NOBODY, library, over] {
                for action in [InjectOperation::Stop, InjectOperation::Retract] {
                    let call = end(library, action, operation);
                    stage.refused(call, NtmsError::InvalidOperation)?;
                }
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidOperation),
        "retract",
        "only the port of an operation that takes in many times is retracted to look for media",
        ACTION,
        |stage| {
            let library = stage.library_at_rest()?;
            let operation = stage.gives_id(call(library, InjectOperation::Start))?;
            let retract = end(library, InjectOperation::Retract, operation);
            stage.refused(retract, NtmsError::InvalidOperation)?;
            stage.sleep(Duration::from_secs(10));
            stage.refused(retract, NtmsError::InvalidOperation)?;
            stage.succeeds(end(library, InjectOperation::Stop, operation)).map(|_| ())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "library",
        "an identifier that is no library's is a bad argument, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            let others = [Guid::NULL, NOBODY, stage.medium("FREE01L3")?, stage.pool("Other")?];
            for library in others {
                let start = call(library, InjectOperation::Start);
                stage.refused(start, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "operation",
        "the place for the operation must be there, whatever is done",
        PAGE,
        |stage| {
            stage.open_session()?;
            let library = stage.library()?;
            for action in InjectOperation::ALL {
                let call = InjectNtmsMedia { operation: None, ..call(library, *action) };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "action",
        "an action is one of the four that the page lists",
        ACTION,
        |stage| {
            stage.open_session()?;
            let library = stage.library()?;
            for action in [4, u32::MAX] {
                let call = InjectNtmsMedia { library, operation: Some(Guid::NULL), action };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::LibraryOffline),
        "",
        "nothing is taken in to the shelf of media that are offline",
        PAGE,
        |stage| {
            stage.open_session()?;
            let shelf = stage.offline_library()?;
            for action in InjectOperation::ALL {
                stage.refused(call(shelf, *action), NtmsError::LibraryOffline)?;
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

const FULL: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, slots: 2 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media:
  - { media: OWNED1L3..OWNED2L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
";

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::InjectNtmsMedia, cause, ROOM, |stage| {
        Ok(call(stage.library()?, InjectOperation::Start).into())
    })
}

fn call(library: Guid, action: InjectOperation) -> InjectNtmsMedia {
    end(library, action, Guid::NULL)
}

fn end(library: Guid, action: InjectOperation, operation: Guid) -> InjectNtmsMedia {
    InjectNtmsMedia { library, operation: Some(operation), action: action.value() }
}

fn start(stage: &mut Stage<'_>) -> Verdict {
    let library = stage.library_at_rest()?;
    let shelf = stage.offline_library()?;
    is(medium(stage, "SHELF1L3")?.current_library, shelf)?;
    let operation = stage.gives_id(call(library, InjectOperation::Start))?;
    is(operation.is_null(), false)?;
    stage.sleep(Duration::from_secs(10));
    is(port(stage)?.position, PortPosition::Extended)?;
    is(request(stage, LibraryOperation::Inject)?.state, LibraryRequestState::InProcess)?;
    insert(stage, "SHELF1L3")?;
    rest(stage)?;
    let made = request(stage, LibraryOperation::Inject)?;
    is(made.state, LibraryRequestState::Passed)?;
    is((made.library, made.application.as_str()), (library, "conformance"))?;
    let found = medium(stage, "SHELF1L3")?;
    is((found.current_library, found.location_type), (library, ObjectType::StorageSlot))?;
    let port = port(stage)?;
    is((port.position, port.content), (PortPosition::Retracted, PortContent::Empty))
}

fn stop(stage: &mut Stage<'_>) -> Verdict {
    let library = stage.library_at_rest()?;
    let operation = stage.gives_id(call(library, InjectOperation::Start))?;
    stage.sleep(Duration::from_secs(10));
    is(port(stage)?.position, PortPosition::Extended)?;
    stage.succeeds(end(library, InjectOperation::Stop, operation))?;
    stage.sleep(Duration::from_secs(60));
    is(port(stage)?.position, PortPosition::Retracted)?;
    is(request(stage, LibraryOperation::Inject)?.state, LibraryRequestState::Passed)
}

fn many(stage: &mut Stage<'_>) -> Verdict {
    let library = stage.library_at_rest()?;
    let operation = stage.gives_id(call(library, InjectOperation::StartMany))?;
    stage.sleep(Duration::from_secs(10));
    insert(stage, "SHELF1L3")?;
    stage.sleep(Duration::from_secs(60));
    is(medium(stage, "SHELF1L3")?.current_library, library)?;
    is(port(stage)?.position, PortPosition::Extended)?;
    stage.succeeds(end(library, InjectOperation::Retract, operation))?;
    let mut was_in = false;
    for _ in 0..30 {
        stage.sleep(Duration::from_secs(1));
        was_in |= port(stage)?.position == PortPosition::Retracted;
    }
    is((was_in, port(stage)?.position), (true, PortPosition::Extended))?;
    is(request(stage, LibraryOperation::Inject)?.state, LibraryRequestState::InProcess)?;
    stage.succeeds(end(library, InjectOperation::Stop, operation))?;
    rest(stage)?;
    is(port(stage)?.position, PortPosition::Retracted)?;
    is(request(stage, LibraryOperation::Inject)?.state, LibraryRequestState::Passed)
}
