//! Why a verb was not done: what is told, and the exit code.

use ntmsapi::{ConnectError, Error, NtmsError, TapeError};
use serde_json::{Value, json};

use super::table::Verb;

/// Why a verb was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The command is wrong.
    Wrong(String),
    /// The service, or this program in its place, answers with a code; and what to say of it.
    Code(NtmsError, String),
}

impl Failure {
    /// The exit code: 1 for a wrong command, else the code of Win32. An exit code has eight bits,
    /// so that 255 stands for those that need more.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::Wrong(_) => 1,
            Failure::Code(error, _) => u8::try_from(error.code()).unwrap_or(u8::MAX),
        }
    }

    /// The complaint for people.
    pub(crate) fn tell(&self, verb: &Verb) -> String {
        let name = verb.name;
        match self {
            Failure::Wrong(text) => {
                format!("error: rsm {name}: {text}\n  `rsm {name} --help` has an example")
            }
            Failure::Code(error, text) => {
                let code = format!("{} ({})", error.name(), error.code());
                format!("error: rsm {name}: {code}: {text}")
            }
        }
    }

    /// The same for programs.
    pub(crate) fn as_json(&self) -> Value {
        match self {
            Failure::Wrong(text) => json!({ "code": 1, "name": Value::Null, "text": text }),
            Failure::Code(error, text) => {
                json!({ "code": error.code(), "name": error.name(), "text": text })
            }
        }
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Failure {
        match error {
            ConnectError::NotTold => {
                let text = "there is no service to call: run this under `rsm exec STORY.yaml --`, \
                            or name the socket of one with --door PATH or RSM_DOOR=PATH";
                Failure::Code(NtmsError::NotConnected, text.to_owned())
            }
            ConnectError::Door(error) => Failure::Code(NtmsError::NotConnected, error.to_string()),
            // RSM_SCENARIO names a file that makes no world, or RSM_SPEED is none.
            error @ (ConnectError::NoComputer
            | ConnectError::World(_)
            | ConnectError::Speed(_)
            | ConnectError::Timer(_)) => Failure::Wrong(error.to_string()),
        }
    }
}

impl From<NtmsError> for Failure {
    fn from(error: NtmsError) -> Failure {
        let text = match advice(error) {
            "" => error.text().to_owned(),
            advice => format!("{}; {advice}", error.text()),
        };
        Failure::Code(error, text)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let code = match &error {
            Error::Tape(TapeError::NoDevice) => NtmsError::DeviceNotAvailable,
            Error::Tape(TapeError::Busy) => NtmsError::Busy,
            Error::Tape(TapeError::Refused { .. }) => NtmsError::IoDevice,
            Error::Door(_) => NtmsError::ConnectionUnavail,
            // What would be waited for never comes.
            Error::Stuck(_) => NtmsError::Timeout,
            error => match error.ntms() {
                Some(code) => return code.into(),
                None => NtmsError::GenFailure,
            },
        };
        Failure::Code(code, error.to_string())
    }
}

/// What to do about a code.
fn advice(error: NtmsError) -> &'static str {
    use NtmsError as E;
    match error {
        E::AccessDenied => "ask whoever owns the object for the right",
        E::NotReady => "wait until the service has started",
        E::NotConnected | E::ConnectionUnavail => "is the service running?",
        E::InvalidMediaPool => "`rsm view /tmedia_pool` lists pools; media are in their last level",
        E::InvalidMedia => {
            "`rsm view /tphysical_media /guiddisplay` lists media, and \
                            `/tlogical_media` and `/tpartition` what is allocated and their sides"
        }
        E::InvalidDrive => "`rsm view /tdrive /guiddisplay` lists drives",
        E::InvalidLibrary => "`rsm view /tlibrary /guiddisplay` lists libraries",
        E::AlreadyExists => "choose another name, or take it away first",
        E::NotEmpty => "take out what is in it first",
        E::MediaUnavailable => "put media into the pool, or let it draw from the free pool",
        E::MediaOffline => "bring it into a library first",
        E::ResourceDisabled => "somebody must enable it first",
        E::Busy => "wait until it is free",
        E::Timeout => "give it more time with /t, or do what it waits for",
        E::WriteProtect => "take another medium, or mount it to read",
        _ => "",
    }
}
