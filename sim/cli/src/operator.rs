//! `rsm operator`: somebody outside of the world answers what its services ask of people.

use clap::{Args, Subcommand};
use door::{Change, OperatorRequest, Subject, Told};

use crate::control::Control;
use crate::{Exit, output};

/// Answers what services of a world that runs ask of people.
#[derive(Debug, Args)]
pub(crate) struct Operator {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    List(List),
    Satisfy(Satisfy),
    Refuse(Refuse),
}

/// Lists the requests that wait for somebody.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsm operator list --json")]
struct List {
    #[command(flatten)]
    control: Control,
}

/// Does by hand what a request asks for, and tells the service that it is done.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsm operator satisfy 8d6f2c0a\n\n\
    Exit code: 0 done; 1 it cannot be done as things stand; 2 the command is wrong, or no world \
    runs.")]
struct Satisfy {
    #[command(flatten)]
    which: Which,
}

/// Tells the service that nobody does what a request asks for.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsm operator refuse 8d6f2c0a")]
struct Refuse {
    #[command(flatten)]
    which: Which,
}

/// A request.
#[derive(Debug, Args)]
struct Which {
    /// The identifier of the request as `rsm operator list` tells it, or its beginning.
    #[arg(value_name = "REQUEST")]
    request: String,
    #[command(flatten)]
    control: Control,
}

impl Which {
    fn answered(&self, satisfied: bool) -> Change {
        Change::AnswerOperator { request: self.request.clone(), satisfied }
    }
}

impl Operator {
    pub(crate) fn execute(&self) -> Exit {
        let (control, change, state) = match &self.action {
            Action::List(List { control }) => {
                (control, Change::List(Subject::OperatorRequests), "waits")
            }
            Action::Satisfy(Satisfy { which }) => (&which.control, which.answered(true), "done"),
            Action::Refuse(Refuse { which }) => (&which.control, which.answered(false), "refused"),
        };
        match control.ask(change) {
            Ok(Told::OperatorRequests(requests)) if control.json => output::json(&requests),
            Ok(Told::OperatorRequests(requests)) => {
                show(&requests, state);
                Exit::Held
            }
            Ok(told) => Control::astray(&told),
            Err(exit) => exit,
        }
    }
}

fn show(requests: &[OperatorRequest], state: &str) {
    if requests.is_empty() {
        output::line("nobody is asked for anything");
    }
    for asked in requests {
        let OperatorRequest { request, computer, command, message, medium, device } = asked;
        let medium = medium.as_ref().map(|name| format!(", medium {name}")).unwrap_or_default();
        let device = device.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        output::line(format!(
            "{request} {state}: {command} on {computer}{medium}{device}: {message}"
        ));
    }
}
