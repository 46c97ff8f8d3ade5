//! Arguments of the operator request functions.

use crate::{Guid, Text};
use serde::{Deserialize, Serialize};

/// `SubmitNtmsOperatorRequest`: asks a human for something. Answers the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitNtmsOperatorRequest {
    /// A number of `NtmsOpreqCommand`.
    pub command: u32,
    /// Text for the operator.
    pub message: Option<Text>,
    /// First object, by the kind of request.
    pub argument_1: Option<Guid>,
    /// Second object, by the kind of request.
    pub argument_2: Option<Guid>,
}

/// `WaitForNtmsOperatorRequest`: waits for the end of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitForNtmsOperatorRequest {
    /// The request.
    pub request: Guid,
    /// Milliseconds; 0 polls, `INFINITE` waits for ever.
    pub timeout: u32,
}

/// `CancelNtmsOperatorRequest`: refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelNtmsOperatorRequest {
    /// The request.
    pub request: Guid,
}

/// `SatisfyNtmsOperatorRequest`: marks a request done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SatisfyNtmsOperatorRequest {
    /// The request.
    pub request: Guid,
}
