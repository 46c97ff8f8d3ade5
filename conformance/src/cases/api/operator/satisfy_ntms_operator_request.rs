//! SatisfyNtmsOperatorRequest.

use wire::Guid;
use wire::ntms::state::OperatorRequestState;
use wire::ntms::{Function, Info, NtmsError, ObjectType};
use world::scenario::At;
use world::scenario::person::{Deed, Insertion};

use super::{cancel, is, message, satisfy, wait};
use crate::case::{Case, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::NOBODY;

const PAGE: &str = "SatisfyNtmsOperatorRequest function, return value";
const REMARKS: &str = "SatisfyNtmsOperatorRequest function, remarks";

const OF: Of = Of::new(Function::SatisfyNtmsOperatorRequest, &[Need::Room], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "message",
        "the request is complete, and who waits for it is told",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let [request, other] = [stage.gives_id(message())?, stage.gives_id(message())?];
            let waits = stage.begin(wait(request, u32::MAX));
            stage.succeeds(satisfy(request))?;
            is(stage.asked(request)?.state, OperatorRequestState::Complete)?;
            is(stage.asked(other)?.state, OperatorRequestState::Submitted)?;
            stage.ends_well(waits).map(|_| ())
        },
    ),
    OF.case(
        None,
        "brought",
        "a medium that somebody brought and forgot to tell of is taken in, and the mount that \
         waits for it goes on",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let (mount, request) = stage.mount_from_shelf()?;
            let medium = At::from("SHELF1L3");
            stage.hand(&Deed::Insert(Insertion { medium, library: At::from("tower") }))?;
            stage.succeeds(satisfy(request))?;
            stage.ends_well(mount)?;
            is(stage.asked(request)?.state, OperatorRequestState::Complete)?;
            let (id, library) = (stage.medium("SHELF1L3")?, stage.library()?);
            match stage.information(id, ObjectType::PhysicalMedia)?.info {
                Info::PhysicalMedia(medium) => {
                    is((medium.current_library, medium.location_type), (library, ObjectType::Drive))
                }
                other => Err(crate::case::Mismatch::new("a medium", format!("{other:?}"))),
            }
        },
    ),
    OF.case(
        Some(NtmsError::AccessDenied),
        "own",
        "also who asked satisfies nothing without control of the computer",
        PAGE,
        |stage| {
            stage.act_as("guest")?;
            let request = stage.gives_id(message())?;
            stage.refused(satisfy(request), NtmsError::AccessDenied)?;
            is(stage.asked(request)?.state, OperatorRequestState::Submitted)
        },
    ),
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "unknown",
        "an identifier that is no operator request's is not found, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            for request in [Guid::NULL, NOBODY, stage.library()?, stage.medium("FREE01L3")?] {
                stage.refused(satisfy(request), NtmsError::ObjectNotFound)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "finished",
        "a request that is done or cancelled is as good as gone",
        PAGE,
        |stage| {
            stage.open_session()?;
            let [done, cancelled] = [stage.gives_id(message())?, stage.gives_id(message())?];
            stage.succeeds(satisfy(done))?;
            stage.succeeds(cancel(cancelled))?;
            for request in [done, cancelled] {
                stage.refused(satisfy(request), NtmsError::ObjectNotFound)?;
            }
            Ok(())
        },
    ),
    hindered(Cause::NoRight),
    // The page lists no code for a handle that is none; it is that of every other function.
    hindered(Cause::BadHandle),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::SatisfyNtmsOperatorRequest, cause, ROOM, |stage| {
        Ok(satisfy(stage.gives_id(message())?).into())
    })
}
