//! What no function of the API does: faults, and operators who answer from outside of the world.

use door::{Change, FaultRule, OperatorRequest, Subject, Told};
use ntmsapi::{Error, Guid, LoadError};
use world::{Asked, DeedRefused};

use crate::Shared;

/// As whom an operator opens a session.
const OPERATOR: &str = "Operator";

/// Why an operator request could not be answered.
enum NotAnswered {
    /// Hands could not do it.
    Hands(DeedRefused),
    /// The service did not take it.
    Service(Error),
    /// Nobody can go to its computer.
    Nowhere(LoadError),
}

impl std::fmt::Display for NotAnswered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotAnswered::Hands(refused) => write!(f, "it cannot be done by hand: {refused}"),
            NotAnswered::Service(error) => write!(f, "the service does not take it: {error}"),
            NotAnswered::Nowhere(error) => write!(f, "{error}"),
        }
    }
}

/// Does what is asked about the world.
pub(crate) fn change(shared: &Shared, change: Change) -> Told {
    match change {
        Change::AddFaults { name, text } => add_faults(shared, &name, &text),
        Change::List(Subject::Faults) => {
            faults(shared.world.inspect(|world| world.faults_in_force()))
        }
        Change::ClearFaults => faults(shared.world.inspect(world::World::clear_faults)),
        Change::List(Subject::OperatorRequests) => {
            let waiting = shared.world.inspect(|world| world.operator_requests());
            Told::OperatorRequests(waiting.into_iter().map(asked).collect())
        }
        Change::AnswerOperator { request, satisfied } => answer(shared, &request, satisfied),
    }
}

fn add_faults(shared: &Shared, name: &str, text: &str) -> Told {
    let rules = match shared.scenario.faults_of(name, text) {
        Ok(rules) => rules,
        Err(mistakes) => return Told::Mistaken(mistakes.to_string()),
    };
    match shared.world.inspect(|world| world.add_faults(&rules)) {
        Ok(added) => faults(added),
        Err(refused) => Told::Impossible(refused.to_string()),
    }
}

fn faults(rules: Vec<world::fault::FaultRule>) -> Told {
    let told = rules.into_iter().map(|rule| FaultRule {
        number: rule.number as u64,
        what: rule.what,
        spoke: rule.spoke,
    });
    Told::Faults(told.collect())
}

fn asked(asked: Asked) -> OperatorRequest {
    OperatorRequest {
        request: asked.request,
        computer: asked.computer,
        command: asked.command.name().to_owned(),
        message: asked.message.to_string(),
        medium: asked.medium,
        device: asked.device,
    }
}

fn answer(shared: &Shared, request: &str, satisfied: bool) -> Told {
    let wanted = request.trim_matches(['{', '}']).to_ascii_lowercase();
    let mut waiting = shared.world.inspect(|world| world.operator_requests());
    waiting.retain(|asked| {
        !wanted.is_empty() && asked.request.to_string().to_ascii_lowercase().starts_with(&wanted)
    });
    match waiting.len() {
        0 => return Told::Impossible(format!("no operator request `{request}` waits")),
        1 => {}
        many => {
            let words = format!("`{request}` is the beginning of {many} requests; give more of it");
            return Told::Impossible(words);
        }
    }
    let done = waiting
        .iter()
        .try_for_each(|asked| answer_one(shared, &asked.computer, asked.request, satisfied));
    match done {
        Ok(()) => Told::OperatorRequests(waiting.into_iter().map(asked).collect()),
        Err(why) => Told::Impossible(why.to_string()),
    }
}

/// Does what is asked, then tells the service, as an administrator on its computer.
fn answer_one(
    shared: &Shared,
    computer: &str,
    request: Guid,
    satisfied: bool,
) -> Result<(), NotAnswered> {
    let operator = shared.world.client(computer).map_err(NotAnswered::Nowhere)?;
    let tell = || {
        let session = operator.open_ntms_session(None, Some(OPERATOR), 0)?;
        let told = match satisfied {
            true => session.satisfy_ntms_operator_request(request),
            false => session.cancel_ntms_operator_request(request),
        };
        let closed = session.close_ntms_session();
        told.and(closed)
    };
    let hands = match satisfied {
        true => shared.world.inspect(|world| world.do_as_asked(request)),
        false => Ok(()),
    };
    let done =
        hands.map_err(NotAnswered::Hands).and_then(|()| tell().map_err(NotAnswered::Service));
    operator.exit();
    done
}
