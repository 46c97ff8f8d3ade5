//! Operator requests.

pub(super) mod cancel_ntms_operator_request;
pub(super) mod satisfy_ntms_operator_request;
pub(super) mod submit_ntms_operator_request;
pub(super) mod wait_for_ntms_operator_request;

use std::time::Duration;

use wire::ntms::call::{
    AllocateNtmsMedia, CancelNtmsOperatorRequest, MountNtmsMedia, SatisfyNtmsOperatorRequest,
    SubmitNtmsOperatorRequest, WaitForNtmsOperatorRequest,
};
use wire::ntms::info::OpRequestInformation;
use wire::ntms::operation::OperatorCommand;
use wire::ntms::option::MountOptions;
use wire::ntms::{Info, ObjectType};
use wire::{Guid, Text};

use crate::case::{Mismatch, Verdict};
use crate::stage::Stage;

/// How long finished requests are kept.
const KEPT: Duration = Duration::from_secs(3 * 24 * 3600);

/// Compares what is with what should be.
fn is<T: PartialEq + std::fmt::Debug>(actual: T, expected: T) -> Verdict {
    match actual == expected {
        true => Ok(()),
        false => Err(Mismatch::new(format!("{expected:?}"), format!("{actual:?}"))),
    }
}

fn submit(command: OperatorCommand, arguments: [Option<Guid>; 2]) -> SubmitNtmsOperatorRequest {
    SubmitNtmsOperatorRequest {
        command: command.value(),
        message: Some(Text::new("please")),
        argument_1: arguments[0],
        argument_2: arguments[1],
    }
}

fn message() -> SubmitNtmsOperatorRequest {
    submit(OperatorCommand::Message, [None, None])
}

fn wait(request: Guid, timeout: u32) -> WaitForNtmsOperatorRequest {
    WaitForNtmsOperatorRequest { request, timeout }
}

fn cancel(request: Guid) -> CancelNtmsOperatorRequest {
    CancelNtmsOperatorRequest { request }
}

fn satisfy(request: Guid) -> SatisfyNtmsOperatorRequest {
    SatisfyNtmsOperatorRequest { request }
}

impl Stage<'_> {
    /// What is kept of a request to people.
    fn asked(&mut self, request: Guid) -> Result<OpRequestInformation, Mismatch> {
        match self.information(request, ObjectType::OpRequest)?.info {
            Info::OpRequest(request) => Ok(request),
            other => Err(Mismatch::new("an operator request", format!("{other:?}"))),
        }
    }

    /// The one request to people that there is.
    fn only_request(&mut self) -> Result<Guid, Mismatch> {
        match self.objects(ObjectType::OpRequest, None)?[..] {
            [request] => Ok(request),
            ref others => Err(Mismatch::new("one operator request", others.len())),
        }
    }

    /// Begins a mount of the medium on the shelf: the call, and what people are asked for.
    fn mount_from_shelf(&mut self) -> Result<(usize, Guid), Mismatch> {
        let mount = MountNtmsMedia {
            media: vec![self.logical("SHELF1L3")?],
            drives: Vec::new(),
            options: MountOptions::READ.bits(),
            priority: 0,
            timeout: u32::MAX,
        };
        let begun = self.begin(mount);
        Ok((begun, self.only_request()?))
    }

    /// Begins an allocation from a pool that is empty: the call, and what people are asked for.
    fn allocate_from_nothing(&mut self, timeout: u32) -> Result<(usize, Guid), Mismatch> {
        let pool = self.pool_in("Upper", "Daily")?;
        let previous = Guid::NULL;
        let begun =
            self.begin(AllocateNtmsMedia { pool, side: None, previous, options: 0, timeout });
        Ok((begun, self.only_request()?))
    }
}
