//! Library control.

pub(super) mod cancel_ntms_library_request;
pub(super) mod eject_ntms_media;
pub(super) mod get_ntms_ui_options;
pub(super) mod inject_ntms_media;
pub(super) mod inventory_ntms_library;
pub(super) mod set_ntms_ui_options;

use std::time::Duration;

use wire::Guid;
use wire::ntms::info::{IePortInformation, LibRequestInformation, PhysicalMediaInformation};
use wire::ntms::operation::LibraryOperation;
use wire::ntms::state::LibraryRequestState;
use wire::ntms::{Info, ObjectType};
use world::scenario::person::{Deed, Insertion};
use world::scenario::{At, ObjectRef};

use crate::case::{Mismatch, Verdict};
use crate::stage::{HERE, Stage};

/// A library without a mail slot.
const ROOM_WITHOUT_PORT: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, port: 0 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media:
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
";

/// Compares what is with what should be.
fn is<T: PartialEq + std::fmt::Debug>(actual: T, expected: T) -> Verdict {
    match actual == expected {
        true => Ok(()),
        false => Err(Mismatch::new(format!("{expected:?}"), format!("{actual:?}"))),
    }
}

/// The library answers nothing to a service that starts in the second hour.
const SILENT: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media:
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
faults:
  - at: { changer: tower }
    when: { command: INQUIRY, after: 1h, until: 2h }
    do: { forged: NO_SUCH_UNIT }
";

/// The service starts again, in the next hour.
fn restart(stage: &mut Stage<'_>) -> Verdict {
    stage.hand(&Deed::StopService(At::from(HERE)))?;
    stage.sleep(Duration::from_secs(3600));
    stage.hand(&Deed::StartService(At::from(HERE)))?;
    stage.sleep(Duration::from_secs(1800));
    stage.open_session()
}

/// An administrator disables an object at the console.
fn disable(stage: &mut Stage<'_>, object: Guid) -> Verdict {
    stage.hand(&Deed::Disable(ObjectRef::Id(object)))
}

/// An administrator enables it again.
fn enable(stage: &mut Stage<'_>, object: Guid) -> Verdict {
    stage.hand(&Deed::Enable(ObjectRef::Id(object)))
}

/// The requests of one kind, in the order in which they were made.
fn requests(
    stage: &mut Stage<'_>,
    kind: LibraryOperation,
) -> Result<Vec<(Guid, LibRequestInformation)>, Mismatch> {
    let mut found = Vec::new();
    for id in stage.objects(ObjectType::LibRequest, None)? {
        if let Info::LibRequest(request) = stage.information(id, ObjectType::LibRequest)?.info
            && request.operation_code == kind
        {
            found.push((id, request));
        }
    }
    Ok(found)
}

/// The one request of a kind.
fn request(
    stage: &mut Stage<'_>,
    kind: LibraryOperation,
) -> Result<LibRequestInformation, Mismatch> {
    match &requests(stage, kind)?[..] {
        [(_, request)] => Ok(request.clone()),
        others => Err(Mismatch::new(format!("one {}", kind.name()), others.len())),
    }
}

/// Lets time pass until every request is over, an hour at most.
fn rest(stage: &mut Stage<'_>) -> Verdict {
    use LibraryRequestState::{InProcess, Queued, Waiting};
    for _ in 0..360 {
        let mut over = true;
        for id in stage.objects(ObjectType::LibRequest, None)? {
            if let Info::LibRequest(request) = stage.information(id, ObjectType::LibRequest)?.info {
                over &= !matches!(request.state, InProcess | Queued | Waiting);
            }
        }
        if over {
            return Ok(());
        }
        stage.sleep(Duration::from_secs(10));
    }
    Err(Mismatch::new("requests that end", "one that does not"))
}

fn medium(stage: &mut Stage<'_>, name: &str) -> Result<PhysicalMediaInformation, Mismatch> {
    let id = stage.medium(name)?;
    match stage.information(id, ObjectType::PhysicalMedia)?.info {
        Info::PhysicalMedia(medium) => Ok(medium),
        other => Err(Mismatch::new("a medium", format!("{other:?}"))),
    }
}

/// The mail slot of the only library that has one.
fn port(stage: &mut Stage<'_>) -> Result<IePortInformation, Mismatch> {
    for id in stage.objects(ObjectType::IePort, None)? {
        if let Info::IePort(port) = stage.information(id, ObjectType::IePort)?.info {
            return Ok(port);
        }
    }
    Err(Mismatch::new("a mail slot", "none"))
}

/// A hand puts a medium from the shelf into the mail slot of `tower`.
fn insert(stage: &mut Stage<'_>, medium: &str) -> Verdict {
    let (medium, library) = (At::from(medium), At::from("tower"));
    stage.hand(&Deed::Insert(Insertion { medium, library }))
}

/// A hand takes what lies in the mail slot of `tower`.
fn take(stage: &mut Stage<'_>) -> Verdict {
    stage.hand(&Deed::TakeFromPort((At::from("tower"), 0)))
}

impl Stage<'_> {
    /// The library, in an open session and with nothing under way.
    fn library_at_rest(&mut self) -> Result<Guid, Mismatch> {
        self.open_session()?;
        rest(self)?;
        self.library()
    }
}
