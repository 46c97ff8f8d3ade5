//! What can go wrong: a function answers with its code, or the world stands still.

use std::path::PathBuf;
use std::{fmt, io};

use wire::Guid;
use wire::label::ParserRefused;
use wire::ntms::NtmsError;
use wire::ntms::call::Refusal;
use world::TapeError;

use crate::pace::SpeedError;

/// Why a function or a verb did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The function's code.
    Ntms(NtmsError),
    /// ERROR_INSUFFICIENT_BUFFER: what fitted, and how much is needed.
    Short {
        /// Places, or characters with terminator.
        needed: u32,
        /// The identifiers that fitted.
        ids: Vec<Guid>,
    },
    /// A drive.
    Tape(TapeError),
    /// Nothing can ever happen again in this world while the call waits, and for a second of real
    /// time no other thread did anything: who waits for what.
    Stuck(String),
    /// The world is behind a door, and the door did not answer.
    Door(String),
}

impl Error {
    /// The Win32 code, for what has one.
    pub fn code(&self) -> Option<u32> {
        self.ntms().map(NtmsError::code)
    }

    /// The name of the code in the public headers.
    pub fn name(&self) -> Option<&'static str> {
        self.ntms().map(NtmsError::name)
    }

    /// The code as a value.
    pub fn ntms(&self) -> Option<NtmsError> {
        match self {
            Error::Ntms(error) => Some(*error),
            Error::Short { .. } => Some(NtmsError::InsufficientBuffer),
            // Whoever has lost its service is told so, as by a service on another computer.
            Error::Door(_) => Some(NtmsError::NotConnected),
            Error::Tape(_) | Error::Stuck(_) => None,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        match (refusal.error, refusal.short) {
            (NtmsError::InsufficientBuffer, Some(short)) => {
                Error::Short { needed: short.needed, ids: short.ids }
            }
            (error, _) => Error::Ntms(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Ntms(error) => fmt::Display::fmt(error, f),
            Error::Short { needed, .. } => {
                write!(f, "{}, {needed} needed", NtmsError::InsufficientBuffer)
            }
            Error::Tape(error) => fmt::Display::fmt(error, f),
            Error::Stuck(who) => write!(f, "nothing can ever happen again: {who}"),
            Error::Door(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for Error {}

/// Why a program finds no world.
#[derive(Debug)]
pub enum ConnectError {
    /// Nobody told it where one is.
    NotTold,
    /// Its scenario does not say which computer is this one.
    NoComputer,
    /// The door of one does not open.
    Door(door::ClientError),
    /// One of its own cannot be made.
    World(LoadError),
    /// `RSM_SPEED` is none.
    Speed(SpeedError),
    /// There is no thread that could keep its time.
    Timer(io::Error),
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConnectError::NotTold => f.write_str(
                "no service: run this program under `rsm exec SCENARIO.yaml -- PROGRAM`, or set \
                 RSM_SCENARIO to a scenario file",
            ),
            ConnectError::NoComputer => {
                f.write_str("the scenario has several computers and marks none with `this: true`")
            }
            ConnectError::Door(error) => fmt::Display::fmt(error, f),
            ConnectError::World(error) => fmt::Display::fmt(error, f),
            ConnectError::Speed(error) => write!(f, "RSM_SPEED: {error}"),
            ConnectError::Timer(error) => {
                write!(f, "the time of the world cannot be kept: {error}")
            }
        }
    }
}

impl std::error::Error for ConnectError {}

/// Why there is no world.
#[derive(Debug)]
pub enum LoadError {
    /// The file cannot be read.
    File(PathBuf, io::Error),
    /// The scenario is wrong; the text shows where and what to do.
    Scenario(world::scenario::ScenarioError),
    /// The scenario reads well and cannot be built.
    Build(world::BuildError),
    /// The folder for databases cannot be made.
    Folder(PathBuf, io::Error),
    /// A database file cannot be opened or read.
    Store(String),
    /// The scenario names no such computer or user.
    Unknown(String),
    /// A label parser cannot be one.
    Parser(ParserRefused),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::File(path, error) => {
                write!(f, "{} cannot be read: {}", path.display(), why(error))
            }
            LoadError::Folder(path, error) => {
                write!(f, "the folder {} cannot be made: {error}", path.display())
            }
            LoadError::Scenario(error) => fmt::Display::fmt(error, f),
            LoadError::Build(error) => fmt::Display::fmt(error, f),
            LoadError::Store(text) | LoadError::Unknown(text) => f.write_str(text),
            LoadError::Parser(refused) => write!(f, "the label parser cannot be: {refused}"),
        }
    }
}

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            LoadError::File(_, error) | LoadError::Folder(_, error) => Some(error),
            LoadError::Parser(refused) => Some(refused),
            LoadError::Scenario(_)
            | LoadError::Build(_)
            | LoadError::Store(_)
            | LoadError::Unknown(_) => None,
        }
    }
}

/// Why a file cannot be read, in words where those of the system help nobody.
fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder; name a file in it".to_owned(),
        io::ErrorKind::InvalidData => "it is no text in UTF-8".to_owned(),
        io::ErrorKind::FileTooLarge => "it is larger than a scenario may be, 32 MiB".to_owned(),
        _ => error.to_string(),
    }
}
