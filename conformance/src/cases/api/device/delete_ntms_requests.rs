//! DeleteNtmsRequests.

use wire::Guid;
use wire::ntms::call::{CancelNtmsOperatorRequest, DeleteNtmsRequests, SubmitNtmsOperatorRequest};
use wire::ntms::operation::OperatorCommand;
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{fill_drives, mounted, requests, waiting_mount};
use crate::case::{Case, Mismatch, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const FUNCTION: Function = Function::DeleteNtmsRequests;
const PAGE: &str = "DeleteNtmsRequests function, return value";
const REMARKS: &str = "DeleteNtmsRequests function, remarks";

fn call(requests: &[Guid], object_type: ObjectType) -> DeleteNtmsRequests {
    DeleteNtmsRequests { requests: Some(requests.to_vec()), object_type: object_type.value() }
}

/// Of a type exactly these are left.
fn left(stage: &mut Stage<'_>, object_type: ObjectType, wanted: &[Guid]) -> Verdict {
    let there = stage.objects(object_type, None)?;
    match there == wanted {
        true => Ok(()),
        false => Err(Mismatch::new(format!("{wanted:?}"), format!("{there:?}"))),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    super::case(
        FUNCTION,
        None,
        "library",
        "library requests that are over are deleted; those that wait or run stay",
        REMARKS,
        |stage| {
            stage.open_session()?;
            fill_drives(stage)?;
            let (_, waits) = waiting_mount(stage, "OWNED3L3")?;
            let all = stage.objects(ObjectType::LibRequest, None)?;
            stage.succeeds(call(&all, ObjectType::LibRequest))?;
            left(stage, ObjectType::LibRequest, &[waits])
        },
    ),
    super::case(
        FUNCTION,
        None,
        "operator",
        "operator requests that are over are deleted; others stay",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let [open, refused] = [submit(stage)?, submit(stage)?];
            stage.succeeds(CancelNtmsOperatorRequest { request: refused })?;
            stage.succeeds(call(&[open, refused], ObjectType::OpRequest))?;
            left(stage, ObjectType::OpRequest, &[open])
        },
    ),
    super::case(
        FUNCTION,
        None,
        "unknown",
        "identifiers that name no request of that type are no error, and nothing happens to them",
        REMARKS,
        |stage| {
            stage.open_session()?;
            mounted(stage, "OWNED1L3")?;
            let operator = submit(stage)?;
            stage.succeeds(CancelNtmsOperatorRequest { request: operator })?;
            let before = stage.look();
            let others = [NOBODY, Guid::NULL, stage.medium("FREE01L3")?, operator];
            stage.succeeds(call(&others, ObjectType::LibRequest))?;
            stage.unchanged(before, &[])
        },
    ),
    super::case(
        FUNCTION,
        Some(NtmsError::InvalidParameter),
        "",
        "the type is one of the two of requests, and there is a list",
        PAGE,
        |stage| {
            stage.open_session()?;
            mounted(stage, "OWNED1L3")?;
            let all = stage.objects(ObjectType::LibRequest, None)?;
            for object_type in ObjectType::ALL.iter().copied() {
                if !matches!(object_type, ObjectType::LibRequest | ObjectType::OpRequest) {
                    stage.refused(call(&all, object_type), NtmsError::InvalidParameter)?;
                }
            }
            let known = call(&all, ObjectType::LibRequest);
            let bad = [
                DeleteNtmsRequests { object_type: u32::MAX, ..known.clone() },
                DeleteNtmsRequests { requests: None, ..known },
            ];
            bad.into_iter().try_for_each(|call| stage.refused(call, NtmsError::InvalidParameter))
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

fn submit(stage: &mut Stage<'_>) -> Result<Guid, Mismatch> {
    stage.gives_id(SubmitNtmsOperatorRequest {
        command: OperatorCommand::Message.value(),
        message: None,
        argument_1: None,
        argument_2: None,
    })
}

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, ROOM, |stage| {
        mounted(stage, "OWNED1L3")?;
        let over: Vec<Guid> = requests(stage)?.into_iter().map(|(id, _)| id).collect();
        Ok(call(&over, ObjectType::LibRequest).into())
    })
}
