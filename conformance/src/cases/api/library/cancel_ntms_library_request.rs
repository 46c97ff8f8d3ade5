//! CancelNtmsLibraryRequest.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::{CancelNtmsLibraryRequest, InjectNtmsMedia, MountNtmsMedia};
use wire::ntms::operation::{InjectOperation, LibraryOperation};
use wire::ntms::option::MountOptions;
use wire::ntms::state::{DriveState, LibraryRequestState, MediaState};
use wire::ntms::{Function, Info, NtmsError, ObjectType};

use super::{is, medium, request, requests};
use crate::case::{Case, Mismatch, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "CancelNtmsLibraryRequest function, return value";
const REMARKS: &str = "CancelNtmsLibraryRequest function, remarks";

const OF: Of =
    Of::new(Function::CancelNtmsLibraryRequest, &[Need::Room, Need::SimulatedTime], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "mount",
        "a mount that waits for a drive is cancelled: its call ends, and nothing moves",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let (waits, id) = stage.mount_that_waits()?;
            let drives = drives(stage)?;
            stage.succeeds(CancelNtmsLibraryRequest { request: id })?;
            stage.ends_with(waits, NtmsError::Cancelled)?;
            stage.sleep(Duration::from_secs(60));
            let ended = stage.information(id, ObjectType::LibRequest)?.info;
            let state = match ended {
                Info::LibRequest(request) => Some(request.state),
                _ => None,
            };
            is(state, Some(LibraryRequestState::Cancelled))?;
            is(medium(stage, "OWNED3L3")?.media_state, MediaState::Idle)?;
            is(self::drives(stage)?, drives)
        },
    ),
    OF.case(
        None,
        "recorded",
        "the cancellation is a request of its own that names what it took off the queue",
        "NTMS_LIBREQUESTINFORMATION structure, WorkItemId",
        |stage| {
            stage.open_session()?;
            let (_, id) = stage.mount_that_waits()?;
            stage.succeeds(CancelNtmsLibraryRequest { request: id })?;
            let made = request(stage, LibraryOperation::Remove)?;
            is((made.state, made.work_item_id), (LibraryRequestState::Passed, id))
        },
    ),
    OF.case(
        Some(NtmsError::AccessDenied),
        "under-way",
        "a request that is being carried out is not cancelled, and goes on",
        PAGE,
        |stage| {
            stage.open_session()?;
            let library = stage.library()?;
            let action = InjectOperation::Start.value();
            let operation = Some(Guid::NULL);
            stage.succeeds(InjectNtmsMedia { library, operation, action })?;
            stage.sleep(Duration::from_secs(10));
            let under_way = requests(stage, LibraryOperation::Inject)?[0].0;
            let call = CancelNtmsLibraryRequest { request: under_way };
            stage.refused(call, NtmsError::AccessDenied)?;
            let state = request(stage, LibraryOperation::Inject)?.state;
            is(state, LibraryRequestState::InProcess)
        },
    ),
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "unknown",
        "an identifier that is no library request's is not found, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            for request in [Guid::NULL, NOBODY, stage.library()?, stage.medium("FREE01L3")?] {
                let call = CancelNtmsLibraryRequest { request };
                stage.refused(call, NtmsError::ObjectNotFound)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "finished",
        "a request that has passed, or was cancelled before, is not found",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (_, cancelled) = stage.mount_that_waits()?;
            stage.succeeds(CancelNtmsLibraryRequest { request: cancelled })?;
            let passed = requests(stage, LibraryOperation::Mount)?[0].clone();
            is(passed.1.state, LibraryRequestState::Passed)?;
            for request in [cancelled, passed.0] {
                let call = CancelNtmsLibraryRequest { request };
                stage.refused(call, NtmsError::ObjectNotFound)?;
            }
            Ok(())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::CancelNtmsLibraryRequest, cause, ROOM, |stage| {
        let (_, request) = stage.mount_that_waits()?;
        Ok(CancelNtmsLibraryRequest { request }.into())
    })
}

fn drives(stage: &mut Stage<'_>) -> Result<Vec<DriveState>, Mismatch> {
    let mut states = Vec::new();
    for id in stage.objects(ObjectType::Drive, None)? {
        if let Info::Drive(drive) = stage.information(id, ObjectType::Drive)?.info {
            states.push(drive.state);
        }
    }
    Ok(states)
}

impl Stage<'_> {
    /// Both drives hold a mounted medium, and a call waits for one of them: the call, its request.
    fn mount_that_waits(&mut self) -> Result<(usize, Guid), Mismatch> {
        for name in ["OWNED1L3", "OWNED2L3"] {
            let mount = self.mount_of(name)?;
            self.succeeds(mount)?;
        }
        let mount = self.mount_of("OWNED3L3")?;
        let waits = self.begin(mount);
        let all = requests(self, LibraryOperation::Mount)?;
        let queued = all.iter().find(|(_, made)| made.state == LibraryRequestState::Queued);
        let (id, _) = queued.ok_or_else(|| Mismatch::new("a mount that waits", all.len()))?;
        Ok((waits, *id))
    }

    fn mount_of(&mut self, name: &str) -> Result<MountNtmsMedia, Mismatch> {
        Ok(MountNtmsMedia {
            media: vec![self.logical(name)?],
            drives: Vec::new(),
            options: MountOptions::READ.bits(),
            priority: 0,
            timeout: u32::MAX,
        })
    }
}
