//! CancelNtmsOperatorRequest.

use wire::Guid;
use wire::ntms::state::{MediaState, OperatorRequestState};
use wire::ntms::{Function, Info, NtmsError, ObjectType};

use super::{cancel, is, message, satisfy, wait};
use crate::case::{Case, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "CancelNtmsOperatorRequest function, return value";
const REMARKS: &str = "CancelNtmsOperatorRequest function, remarks";

const OF: Of = Of::new(Function::CancelNtmsOperatorRequest, &[Need::Room], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "message",
        "the request is refused, and who waits for it is told",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let [request, other] = [stage.gives_id(message())?, stage.gives_id(message())?];
            let waits = stage.begin(wait(request, u32::MAX));
            stage.succeeds(cancel(request))?;
            is(stage.asked(request)?.state, OperatorRequestState::Refused)?;
            is(stage.asked(other)?.state, OperatorRequestState::Submitted)?;
            stage.ends_with(waits, NtmsError::Cancelled)
        },
    ),
    OF.case(
        None,
        "mount",
        "a mount that waits for a medium from the shelf fails; the medium waits for nobody",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let (mount, request) = stage.mount_from_shelf()?;
            is(stage.state_of("SHELF1L3")?, Some(MediaState::OperatorRequest))?;
            stage.succeeds(cancel(request))?;
            stage.ends_with(mount, NtmsError::RequestRefused)?;
            is(stage.state_of("SHELF1L3")?, Some(MediaState::Idle))
        },
    ),
    OF.case(
        None,
        "allocation",
        "an allocation that waits for media is cancelled",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let (allocation, request) = stage.allocate_from_nothing(u32::MAX)?;
            stage.succeeds(cancel(request))?;
            stage.ends_with(allocation, NtmsError::Cancelled)
        },
    ),
    OF.case(
        Some(NtmsError::AccessDenied),
        "own",
        "also who asked cancels nothing without control of the computer",
        PAGE,
        |stage| {
            stage.act_as("guest")?;
            let request = stage.gives_id(message())?;
            stage.refused(cancel(request), NtmsError::AccessDenied)?;
            is(stage.asked(request)?.state, OperatorRequestState::Submitted)
        },
    ),
    OF.case(Some(NtmsError::InvalidParameter), "", "the request must be given", PAGE, |stage| {
        stage.open_session()?;
        stage.refused(cancel(Guid::NULL), NtmsError::InvalidParameter)
    }),
    OF.case(
        Some(NtmsError::InvalidState),
        "completed",
        "a request that is done is not cancelled",
        PAGE,
        |stage| {
            stage.open_session()?;
            let request = stage.gives_id(message())?;
            stage.succeeds(satisfy(request))?;
            stage.refused(cancel(request), NtmsError::InvalidState)
        },
    ),
    OF.case(
        Some(NtmsError::InvalidState),
        "cancelled",
        "a request is cancelled once",
        PAGE,
        |stage| {
            stage.open_session()?;
            let request = stage.gives_id(message())?;
            stage.succeeds(cancel(request))?;
            stage.refused(cancel(request), NtmsError::InvalidState)
        },
    ),
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "",
        "an identifier that is no operator request's is not found, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            for request in [NOBODY, stage.library()?, stage.medium("FREE01L3")?] {
                stage.refused(cancel(request), NtmsError::ObjectNotFound)?;
            }
            Ok(())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::CancelNtmsOperatorRequest, cause, ROOM, |stage| {
        Ok(cancel(stage.gives_id(message())?).into())
    })
}

impl Stage<'_> {
    fn state_of(&mut self, name: &str) -> Result<Option<MediaState>, crate::case::Mismatch> {
        let id = self.medium(name)?;
        Ok(match self.information(id, ObjectType::PhysicalMedia)?.info {
            Info::PhysicalMedia(medium) => Some(medium.media_state),
            _ => None,
        })
    }
}
