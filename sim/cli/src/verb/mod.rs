//! The verbs of the Windows tool `rsm.exe`: what they take is a table, what they do are calls of
//! the API in a session that ends with the program.

mod discs;
mod failure;
mod help;
mod library;
mod medium;
mod name;
mod object;
mod parse;
mod pool;
mod table;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use ntmsapi::Client;
use serde_json::{Map, Value, json};

use crate::output;
use failure::Failure;
use name::Room;
use parse::Given;
use table::Verb;

pub(crate) use help::list;

/// How a verb is done.
#[derive(Clone, Copy)]
pub(crate) enum Act {
    /// In a session with the service.
    Called(fn(&Room<'_>, &Given) -> Result<Said, Failure>),
    /// Without the service, with devices.
    Alone(fn(&Client, &Given) -> Result<Said, Failure>),
}

/// What a verb says when it is done: to people in lines, to programs in members.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Said {
    lines: Vec<String>,
    members: Map<String, Value>,
}

impl Said {
    fn line(text: impl Into<String>) -> Said {
        Said { lines: vec![text.into()], members: Map::new() }
    }

    fn with(mut self, key: &str, value: impl Into<Value>) -> Said {
        self.members.insert(key.to_owned(), value.into());
        self
    }

    fn into_json(mut self, verb: &Verb) -> Value {
        self.members.insert("verb".to_owned(), verb.name.into());
        Value::Object(self.members)
    }
}

/// What a call of the program came to.
struct Outcome {
    out: String,
    complaint: Option<String>,
    code: u8,
}

/// The verb that the arguments of the program begin with, and what follows it. `help` before it or
/// `/?` behind it ask for its help.
pub(crate) fn named(arguments: &[OsString]) -> Option<(&'static Verb, Vec<OsString>)> {
    let (first, rest) = arguments.split_first()?;
    let first = first.to_str()?;
    if let ("help", [verb]) = (first.to_ascii_lowercase().as_str(), rest) {
        return Some((Verb::named(verb.to_str()?)?, vec!["--help".into()]));
    }
    Some((Verb::named(first)?, rest.to_vec()))
}

/// Does a verb against the service that the arguments or the environment name.
pub(crate) fn execute(verb: &Verb, arguments: &[OsString]) -> ExitCode {
    let outcome = perform(verb, arguments, |given| client(given.door.as_ref()));
    if !outcome.out.is_empty() {
        output::line(outcome.out);
    }
    if let Some(complaint) = outcome.complaint {
        output::wrong(complaint);
    }
    match output::end(crate::Exit::Held) {
        crate::Exit::Held => ExitCode::from(outcome.code),
        exit => exit.into(),
    }
}

/// The program that calls: where the service is, `--door` says, else the environment.
fn client(door: Option<&PathBuf>) -> Result<Client, Failure> {
    let client = match door {
        Some(path) => Client::connect(path),
        None => Client::from_environment(),
    };
    Ok(client?)
}

/// Does a verb with a client that is made when it is needed.
fn perform(
    verb: &Verb,
    arguments: &[OsString],
    client: impl FnOnce(&Given) -> Result<Client, Failure>,
) -> Outcome {
    let given = match parse::parse(verb, arguments) {
        Ok(given) => given,
        Err(text) => return Outcome::of(verb, false, Err(Failure::Wrong(text))),
    };
    if given.help {
        return Outcome { out: help::of(verb), complaint: None, code: 0 };
    }
    let said = match verb.act {
        Act::Alone(act) => client(&given).and_then(|client| act(&client, &given)),
        Act::Called(act) => client(&given).and_then(|client| called(&client, act, &given)),
    };
    Outcome::of(verb, given.json, said)
}

/// A verb in a session of its own.
fn called(
    client: &Client,
    act: fn(&Room<'_>, &Given) -> Result<Said, Failure>,
    given: &Given,
) -> Result<Said, Failure> {
    let session = client.open_ntms_session(None, Some(rsm::TOOL), 0)?;
    let said = act(&Room::new(&session), given);
    // The end of the session is worth a word only when nothing else went wrong.
    let closed = session.close_ntms_session();
    let said = said?;
    closed?;
    Ok(said)
}

impl Outcome {
    fn of(verb: &Verb, json: bool, said: Result<Said, Failure>) -> Outcome {
        match said {
            Ok(said) if json => {
                Outcome { out: pretty(&said.into_json(verb)), complaint: None, code: 0 }
            }
            Ok(said) => Outcome { out: said.lines.join("\n"), complaint: None, code: 0 },
            Err(failure) => Outcome {
                out: match json {
                    true => pretty(&json!({ "verb": verb.name, "error": failure.as_json() })),
                    false => String::new(),
                },
                complaint: Some(failure.tell(verb)),
                code: failure.exit_code(),
            },
        }
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}
