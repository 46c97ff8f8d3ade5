//! WaitForNtmsOperatorRequest.

use std::time::Duration;

use wire::Guid;
use wire::ntms::state::OperatorRequestState;
use wire::ntms::{Function, NtmsError, ObjectType};
use world::scenario::At;
use world::scenario::person::Deed;

use super::{KEPT, cancel, is, message, satisfy, wait};
use crate::case::{Case, Mismatch, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{HERE, NOBODY};

const PAGE: &str = "WaitForNtmsOperatorRequest function, return value";
const TIMEOUT: &str = "WaitForNtmsOperatorRequest function, dwTimeout";

const OF: Of =
    Of::new(Function::WaitForNtmsOperatorRequest, &[Need::Room, Need::SimulatedTime], ROOM);

/// A case with people who answer messages.
const fn with_people(room: &'static str, case: Case) -> Case {
    Case { needs: &[Need::Room, Need::People, Need::SimulatedTime], room, ..case }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "satisfied",
        "who waits hears at once when the request is done, and who comes later does not wait",
        PAGE,
        |stage| {
            stage.open_session()?;
            let request = stage.gives_id(message())?;
            let waits = stage.begin(wait(request, u32::MAX));
            stage.sleep(Duration::from_secs(60));
            stage.succeeds(satisfy(request))?;
            let satisfied = stage.room().now();
            stage.ends_well(waits)?;
            for timeout in [0, 1000, u32::MAX] {
                stage.succeeds(wait(request, timeout))?;
            }
            let took = stage.room().now() - satisfied;
            is(took < Duration::from_secs(1), true)?;
            is(stage.asked(request)?.state, OperatorRequestState::Complete)
        },
    ),
    with_people(
        SATISFIES,
        OF.case(None, "operator", "an operator says that it is done", PAGE, |stage| {
            stage.open_session()?;
            let request = stage.gives_id(message())?;
            stage.succeeds(wait(request, 5 * 60 * 1000))?;
            is(stage.room().now() >= Duration::from_secs(120), true)?;
            is(stage.asked(request)?.state, OperatorRequestState::Complete)
        }),
    ),
    OF.case(
        Some(NtmsError::Cancelled),
        "administrator",
        "who waits hears at once that the request was cancelled, and who comes later as well",
        PAGE,
        |stage| {
            stage.open_session()?;
            let request = stage.gives_id(message())?;
            let waits = stage.begin(wait(request, u32::MAX));
            stage.succeeds(cancel(request))?;
            stage.ends_with(waits, NtmsError::Cancelled)?;
            for timeout in [0, 1000, u32::MAX] {
                stage.refused(wait(request, timeout), NtmsError::Cancelled)?;
            }
            is(stage.asked(request)?.state, OperatorRequestState::Refused)
        },
    ),
    with_people(
        REFUSES,
        OF.case(
            Some(NtmsError::Cancelled),
            "operator",
            "an operator does not do what was asked",
            PAGE,
            |stage| {
                stage.open_session()?;
                let request = stage.gives_id(message())?;
                let waits = stage.begin(wait(request, 5 * 60 * 1000));
                stage.ends_with(waits, NtmsError::Cancelled)?;
                is(stage.asked(request)?.state, OperatorRequestState::Refused)
            },
        ),
    ),
    OF.case(Some(NtmsError::InvalidParameter), "", "the request must be given", PAGE, |stage| {
        stage.open_session()?;
        for timeout in [0, u32::MAX] {
            stage.refused(wait(Guid::NULL, timeout), NtmsError::InvalidParameter)?;
        }
        Ok(())
    }),
    Case {
        needs: &[Need::Room, Need::FaultControl],
        ..OF.case(
            Some(NtmsError::NotConnected),
            "waiting",
            "when the service dies, who waits hears that it is gone; the request is still there \
             when it comes back",
            PAGE,
            |stage| {
                stage.open_session()?;
                let request = stage.gives_id(message())?;
                let waits = stage.begin(wait(request, u32::MAX));
                stage.hand(&Deed::CrashService(At::from(HERE)))?;
                stage.ends_with(waits, NtmsError::NotConnected)?;
                stage.hand(&Deed::StartService(At::from(HERE)))?;
                stage.sleep(Duration::from_secs(60));
                stage.open_session()?;
                stage.succeeds(satisfy(request))?;
                stage.succeeds(wait(request, 0)).map(|_| ())
            },
        )
    },
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "unknown",
        "an identifier that is no operator request's is not found, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            for request in [NOBODY, stage.library()?, stage.medium("FREE01L3")?] {
                for timeout in [0, u32::MAX] {
                    stage.refused(wait(request, timeout), NtmsError::ObjectNotFound)?;
                }
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "purged",
        "finished requests are kept for a while and then gone; open ones stay",
        "WaitForNtmsOperatorRequest function, remarks",
        |stage| {
            stage.open_session()?;
            let [done, cancelled, open] = [
                stage.gives_id(message())?,
                stage.gives_id(message())?,
                stage.gives_id(message())?,
            ];
            stage.succeeds(satisfy(done))?;
            stage.succeeds(cancel(cancelled))?;
            stage.sleep(KEPT - Duration::from_secs(60));
            stage.succeeds(wait(done, 0))?;
            stage.sleep(Duration::from_secs(120));
            is(stage.objects(ObjectType::OpRequest, None)?, vec![open])?;
            stage.refused(wait(done, 0), NtmsError::ObjectNotFound)?;
            stage.refused(wait(cancelled, 0), NtmsError::ObjectNotFound)?;
            stage.refused(wait(open, 0), NtmsError::Timeout)
        },
    ),
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "deleted",
        "who waits for a request that is deleted, because nobody needs it any more, hears so",
        "WaitForNtmsOperatorRequest function, remarks",
        |stage| {
            stage.open_session()?;
            let (allocation, request) = stage.allocate_from_nothing(60_000)?;
            let waits = stage.begin(wait(request, u32::MAX));
            stage.ends_with(allocation, NtmsError::Timeout)?;
            stage.ends_with(waits, NtmsError::ObjectNotFound)?;
            stage.refused(wait(request, 0), NtmsError::ObjectNotFound)
        },
    ),
    OF.case(
        Some(NtmsError::Timeout),
        "poll",
        "a time-out of 0 asks and does not wait",
        TIMEOUT,
        |stage| {
            stage.open_session()?;
            let request = stage.gives_id(message())?;
            let begun = stage.room().now();
            stage.refused(wait(request, 0), NtmsError::Timeout)?;
            is(stage.room().now() - begun < Duration::from_millis(100), true)
        },
    ),
    OF.case(
        Some(NtmsError::Timeout),
        "wait",
        "when the time is over the wait ends, and the request stays open",
        TIMEOUT,
        |stage| {
            stage.open_session()?;
            let request = stage.gives_id(message())?;
            let begun = stage.room().now();
            stage.refused(wait(request, 30_000), NtmsError::Timeout)?;
            let took = stage.room().now() - begun;
            let in_time = (Duration::from_secs(30)..Duration::from_secs(31)).contains(&took);
            in_time.then_some(()).ok_or_else(|| Mismatch::new("30 s", format!("{took:?}")))?;
            is(stage.asked(request)?.state, OperatorRequestState::Submitted)?;
            stage.succeeds(satisfy(request)).map(|_| ())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::ServerGone),
];

const SATISFIES: &str = r"
version: 1
computers: { HERE: {} }
people: { otto: { answers: [{ when: MESSAGE, after: 2m, do: satisfy }] } }
";

const REFUSES: &str = r"
version: 1
computers: { HERE: {} }
people: { otto: { answers: [{ when: MESSAGE, after: 2m, do: refuse }] } }
";

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::WaitForNtmsOperatorRequest, cause, ROOM, |stage| {
        let request = stage.gives_id(message())?;
        stage.succeeds(satisfy(request))?;
        Ok(wait(request, 0).into())
    })
}
