//! What is asked through the door and told.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use wire::ntms::Request;
use wire::ntms::call::{Answer, Refusal};

/// The version of these messages. Values are encoded by their place, so whatever changes one of
/// them, those of [`wire::ntms::call`] included, makes a new version.
pub const VERSION: u16 = 1;

/// The first frame of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The version that follows; these two fields stay the same in all versions.
    pub version: u16,
    /// What the connection is for.
    pub purpose: Purpose,
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// Calls of the API.
    Calls,
    /// Faults, operators and reports: whatever no function of the API does.
    Control,
}

/// The answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Welcome {
    /// The door is open.
    Come {
        /// The code page of the A forms, by its number.
        code_page: u16,
    },
    /// The door speaks another version.
    Version {
        /// Which one.
        spoken: u16,
    },
    /// The door does not let it in, in words.
    Closed(String),
}

/// A question on a connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// A function of the API: those that take a handle with it, the others without.
    Api {
        /// The session or channel.
        handle: Option<u64>,
        /// The function and its arguments.
        request: Request,
    },
    /// To let time of the world pass.
    Sleep(Duration),
    /// Something about the world, on a connection for that.
    Control(Change),
}

/// What whoever looks after a world may ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// Add fault rules: the text that a scenario has below `faults:`.
    AddFaults(String),
    /// Tell what there is.
    List(Subject),
    /// Take away all fault rules that were added, and those of the scenario.
    ClearFaults,
    /// Do what an operator request asks for and say so; or refuse it. By its number in the list.
    AnswerOperator {
        /// Which one, as the list names it.
        request: String,
        /// Satisfied or refused.
        satisfied: bool,
    },
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// Fault rules that are in force.
    Faults,
    /// Operator requests that wait for somebody.
    OperatorRequests,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Told {
    /// OpenNtmsSession succeeded: the handle.
    Opened(u64),
    /// A function succeeded.
    Answered(Answer),
    /// A function did not.
    Refused(Refusal),
    /// The time has passed.
    Slept,
    /// It is done.
    Done,
    /// What there is, each with its name and words on it.
    Listed(Vec<(String, String)>),
    /// It cannot be done, in words.
    Impossible(String),
}
