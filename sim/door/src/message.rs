//! What is asked through the door and told.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use wire::ntms::Request;
use wire::ntms::call::{Answer, Refusal};
use wire::scsi::Status;
use wire::tape::{TapeDone, TapeError, TapeVerb};
use wire::{Guid, Text};

/// The version of these messages. Values are encoded by their place, so whatever changes one of
/// them, those of [`wire::ntms::call`] included, makes a new version.
pub const VERSION: u16 = 2;

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
    /// Something with a drive, by its device name.
    Drive {
        /// The name.
        device: Text,
        /// What.
        verb: TapeVerb,
    },
    /// What stands behind the name of a device node.
    Unit(String),
    /// A command for the unit behind the name of a device node.
    Command {
        /// The name.
        name: String,
        /// The command descriptor block.
        cdb: Vec<u8>,
        /// Data for the unit.
        data: Bytes,
        /// How long to wait for its answer, in the world's time.
        patience: Duration,
    },
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
    /// What came of something with a drive.
    Drove(Result<TapeDone, TapeError>),
    /// What stands behind a name, if anything does.
    Unit(Option<Unit>),
    /// The answer of a unit, its data as it sends them; nothing when none came in time.
    Commanded(Option<(Status, Bytes)>),
    /// Fault rules: those that there are, that were added or that were taken away.
    Faults(Vec<FaultRule>),
    /// Operator requests: those that wait, or the one that was answered.
    OperatorRequests(Vec<OperatorRequest>),
    /// What was given is wrong: every mistake, drawn with its place.
    Mistaken(String),
    /// It cannot be done, in words.
    Impossible(String),
}

/// A unit as a name shows it to programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The computer, by its place in the scenario.
    pub computer: u16,
    /// The library on the computer.
    pub cable: u16,
    /// The logical unit.
    pub lun: u16,
    /// For a file of blocks and marks, whether closing rewinds; nothing for one of commands only.
    pub rewinds: Option<bool>,
    /// Its number among the files of its kind on the computer.
    pub number: u16,
    /// Peripheral device type of the unit.
    pub device_type: u8,
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
