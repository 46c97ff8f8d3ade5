//! What is asked through the door and told.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use wire::Guid;
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

/// What a connection is for, a number in a frame: so a greeting can be read, and its version told,
/// when the purpose is one of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "u8", into = "u8")]
pub enum Purpose {
    /// Calls of the API.
    Calls,
    /// Faults, operators and reports: whatever no function of the API does.
    Control,
    /// Something that this version does not know.
    Unknown(u8),
}

impl From<u8> for Purpose {
    fn from(number: u8) -> Purpose {
        match number {
            0 => Purpose::Calls,
            1 => Purpose::Control,
            number => Purpose::Unknown(number),
        }
    }
}

impl From<Purpose> for u8 {
    fn from(purpose: Purpose) -> u8 {
        match purpose {
            Purpose::Calls => 0,
            Purpose::Control => 1,
            Purpose::Unknown(number) => number,
        }
    }
}

/// The answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Welcome {
    /// The door is open.
    Come {
        /// The code page of the A forms, by its number.
        code_page: u16,
        /// Whether the size of a pool's name has its terminator in it.
        pool_name_counts_terminator: bool,
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
    /// Add fault rules.
    AddFaults {
        /// What mistakes in the text are told of.
        name: String,
        /// What a scenario has below `faults:`, a list or a single rule.
        text: String,
    },
    /// Tell what there is.
    List(Subject),
    /// Take away all fault rules that were added, and those of the scenario. What they began goes
    /// on until it ends by itself or somebody ends it.
    ClearFaults,
    /// Do what an operator request asks for and say so; or refuse it.
    AnswerOperator {
        /// Which one: its identifier, or the beginning of it.
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
    /// Fault rules: those that there are, that were added or that were taken away.
    Faults(Vec<FaultRule>),
    /// Operator requests: those that wait, or the one that was answered.
    OperatorRequests(Vec<OperatorRequest>),
    /// What was given is wrong: every mistake, drawn with its place.
    Mistaken(String),
    /// It cannot be done, in words.
    Impossible(String),
}

/// A fault rule in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultRule {
    /// Its number: those of the scenario come first, from 0, then those that were added.
    pub number: u64,
    /// Where, what and when, in words.
    pub what: String,
    /// How often it spoke.
    pub spoke: u64,
}

/// An operator request that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorRequest {
    /// Its identifier.
    pub request: Guid,
    /// The computer whose service asks.
    pub computer: String,
    /// What is asked: a value of NtmsOpreqCommand by its name.
    pub command: String,
    /// The same in words.
    pub message: String,
    /// Of which medium, as the scenario calls it.
    pub medium: Option<String>,
    /// Of which library or drive, or to which library.
    pub device: Option<String>,
}
