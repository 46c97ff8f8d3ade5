//! SetNtmsUIOptions.

use std::time::Duration;

use wire::ntms::call::{CloseNtmsSession, SetNtmsUIOptions};
use wire::ntms::operation::{UiOperation, UiType};
use wire::ntms::{Function, NtmsError};
use wire::{Guid, Text};
use world::scenario::At;
use world::scenario::person::Deed;

use super::get_ntms_ui_options::are;
use crate::case::{Case, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{HERE, NOBODY};

const PAGE: &str = "SetNtmsUIOptions function, return value";
const REMARKS: &str = "SetNtmsUIOptions function, remarks";

const OF: Of = Of::new(Function::SetNtmsUIOptions, &[Need::Room], ROOM);

const REQ: UiType = UiType::Req;
const ADD: UiOperation = UiOperation::Add;
const DELETE: UiOperation = UiOperation::Delete;
const DELETE_ALL: UiOperation = UiOperation::DeleteAll;

/// The call.
pub(super) fn set(
    object: Option<Guid>,
    kind: UiType,
    operation: UiOperation,
    name: &str,
) -> SetNtmsUIOptions {
    let (ui_type, operation) = (kind.value(), operation.value());
    SetNtmsUIOptions { object, ui_type, operation, destination: Some(Text::new(name)) }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "",
        "destinations are added, and taken away one by one or all",
        REMARKS,
        |stage| {
            stage.open_session()?;
            for scope in [Some(stage.library()?), None] {
                for name in ["FIRST", "SECOND", "THIRD"] {
                    stage.succeeds(set(scope, REQ, ADD, name))?;
                }
                stage.succeeds(set(scope, UiType::Info, ADD, "FIRST"))?;
                stage.succeeds(set(scope, REQ, DELETE, "SECOND"))?;
                are(stage, scope, REQ, &["FIRST", "THIRD"])?;
                let all = SetNtmsUIOptions { destination: None, ..set(scope, REQ, DELETE_ALL, "") };
                stage.succeeds(all.clone())?;
                are(stage, scope, REQ, &[])?;
                are(stage, scope, UiType::Info, &["FIRST"])?;
                stage.succeeds(all)?;
            }
            Ok(())
        },
    ),
    OF.case(
        None,
        "own",
        "the empty name is the computer of the caller; other names need not exist",
        "SetNtmsUIOptions function, parameters",
        |stage| {
            stage.open_session()?;
            stage.succeeds(set(None, REQ, ADD, ""))?;
            stage.succeeds(set(None, REQ, ADD, "NOWHERE"))?;
            are(stage, None, REQ, &[HERE, "NOWHERE"])?;
            stage.succeeds(set(None, REQ, DELETE, HERE))?;
            are(stage, None, REQ, &["NOWHERE"])
        },
    ),
    OF.case(
        None,
        "session",
        "what is said of a program is for one session and ends with it",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let first = stage.session;
            stage.succeeds(set(None, REQ, ADD, "FIRST"))?;
            stage.open_session()?;
            are(stage, None, REQ, &[])?;
            stage.session = first;
            are(stage, None, REQ, &["FIRST"])?;
            stage.succeeds(CloseNtmsSession)?;
            stage.open_session()?;
            are(stage, None, REQ, &[])
        },
    ),
    Case {
        needs: &[Need::Room, Need::FaultControl],
        ..OF.case(
            None,
            "kept",
            "what is said of a library outlives the service",
            REMARKS,
            |stage| {
                stage.open_session()?;
                let library = Some(stage.library()?);
                stage.succeeds(set(library, UiType::Err, ADD, "FIRST"))?;
                stage.hand(&Deed::CrashService(At::from(HERE)))?;
                stage.hand(&Deed::StartService(At::from(HERE)))?;
                stage.sleep(Duration::from_secs(60));
                stage.open_session()?;
                are(stage, library, UiType::Err, &["FIRST"])
            },
        )
    },
    OF.case(
        Some(NtmsError::AlreadyExists),
        "",
        "a destination that is listed is not added again, in whatever case it is written",
        PAGE,
        |stage| {
            stage.open_session()?;
            for scope in [Some(stage.library()?), None] {
                stage.succeeds(set(scope, REQ, ADD, "First"))?;
                for name in ["First", "FIRST"] {
                    stage.refused(set(scope, REQ, ADD, name), NtmsError::AlreadyExists)?;
                }
                are(stage, scope, REQ, &["First"])?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "",
        "a destination must be given, the object a computer or library, kind and operation of \
         their lists; programs have no errors",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (library, medium) = (Some(stage.library()?), Some(stage.medium("OWNED1L3")?));
            let (call, code) = (set(library, REQ, ADD, "FIRST"), NtmsError::InvalidParameter);
            stage.refused(SetNtmsUIOptions { destination: None, ..call.clone() }, code)?;
            stage.refused(set(library, REQ, ADD, &"n".repeat(64)), code)?;
            stage.refused(set(medium, REQ, ADD, "FIRST"), code)?;
            stage.refused(set(library, UiType::Invalid, ADD, "FIRST"), code)?;
            stage.refused(set(library, UiType::Max, ADD, "FIRST"), code)?;
            stage.refused(set(None, UiType::Err, ADD, "FIRST"), code)?;
            stage.refused(SetNtmsUIOptions { operation: 0, ..call }, code)?;
            stage.refused(set(library, REQ, UiOperation::Max, "FIRST"), code)
        },
    ),
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "",
        "computer or library must exist, and what is taken away be listed",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (library, code) = (Some(stage.library()?), NtmsError::ObjectNotFound);
            stage.refused(set(Some(NOBODY), REQ, ADD, "FIRST"), code)?;
            stage.refused(set(Some(NOBODY), REQ, DELETE_ALL, ""), code)?;
            stage.refused(set(library, REQ, DELETE, "FIRST"), code)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::SetNtmsUIOptions, cause, ROOM, |stage| {
        Ok(set(Some(stage.library()?), REQ, ADD, "FIRST").into())
    })
}
