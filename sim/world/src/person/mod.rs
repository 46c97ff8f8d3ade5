//! People: operators that answer what services ask, and hands that do things at a time.
//!
//! What people do to hardware is in `deed` and `answer`, where media lie that are in no device in
//! `shelf`. Here is how somebody hears of a request, takes it on, and tells the service about it
//! with a session like any program.

mod answer;
mod asked;
mod deed;
mod shelf;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use hardware::CartridgeId;
use rsm::CallId;
use rsm::database::{OpRequest, Row, Transaction};
use wire::Text;
use wire::ntms::Request;
use wire::ntms::call::{
    CancelNtmsOperatorRequest, CloseNtmsSession, OpenNtmsSession, SatisfyNtmsOperatorRequest,
};
use wire::ntms::security::Caller;
use wire::ntms::state::OperatorRequestState;

pub use asked::Asked;
pub use deed::DeedRefused;
pub(crate) use deed::in_words;

use crate::client::{Handle, ProcessId};
use crate::computer::{ComputerId, LibraryId};
use crate::scenario::person::{Deed, OperatorAnswer, Rule};
use crate::scenario::{Delay, Person};
use crate::turn::Event;
use crate::world::{Action, Call, Ended, World};

/// Somebody in the room.
#[derive(Debug)]
struct Known {
    name: String,
    computer: ComputerId,
    process: ProcessId,
    /// Each with how often it spoke.
    rules: Vec<(Rule, u32)>,
    deeds: Vec<Deed>,
    /// Requests taken on so far, for the draw of delays.
    heard: u64,
}

/// Everybody in the room, and what they have in hand.
#[derive(Debug, Default)]
pub(crate) struct People {
    known: Vec<Known>,
    /// Calls of people that have not ended.
    calls: BTreeMap<CallId, Errand>,
    /// What a scenario calls cartridges in libraries whose labels do not say so.
    names: BTreeMap<(LibraryId, CartridgeId), String>,
    /// Media that somebody gave another label, by what a scenario calls them.
    relabelled: BTreeSet<String>,
}

impl People {
    /// Whether a call is one of somebody in the room, who takes its end.
    pub(crate) fn is_calling(&self, call: CallId) -> bool {
        self.calls.contains_key(&call)
    }
}

/// A request that somebody has taken on.
#[derive(Clone, Debug)]
pub(crate) struct Errand {
    person: usize,
    request: Box<OpRequest>,
    answer: OperatorAnswer,
    stage: Stage,
    /// How often it did not work.
    tries: u32,
}

/// How far somebody is with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Does with hands what is to be done.
    Doing,
    /// Opens a session.
    Opening,
    /// Tells the service.
    Telling(Handle),
    /// Closes the session.
    Closing,
}

/// What cannot be done now is tried again after so long, so often.
const PAUSE: Duration = Duration::from_secs(60);
const TRIES_MAX: u32 = 10;

/// A delay, as a name draws it.
fn drawn(seed: u64, name: &str, count: u64, delay: Delay) -> Duration {
    let more = delay.longest.saturating_sub(delay.shortest);
    let luck = crate::seed::draw(seed, name, count) as f64 / u64::MAX as f64;
    delay.shortest.saturating_add(more.mul_f64(luck))
}

/// What somebody does about a request, in words.
fn did(answer: &OperatorAnswer, request: &OpRequest) -> String {
    let asked = &request.message;
    match answer {
        OperatorAnswer::Satisfy => format!("does as asked: {asked}"),
        OperatorAnswer::Bring(name) => format!("brings {}, asked to: {asked}", name.value),
        OperatorAnswer::Refuse => format!("refuses: {asked}"),
        OperatorAnswer::Claim => format!("does nothing and says it is done: {asked}"),
        OperatorAnswer::Ignore => format!("ignores: {asked}"),
    }
}

fn is_open(state: OperatorRequestState) -> bool {
    use OperatorRequestState::{Active, InProgress, Submitted};
    matches!(state, Submitted | Active | InProgress)
}

impl World {
    /// Somebody enters the room: hears of the operator requests of a computer, answers them as this
    /// user, and does things at their times.
    pub fn add_person(
        &mut self,
        name: &str,
        person: &Person,
        computer: ComputerId,
        caller: Caller,
    ) {
        let process = self.start_process(computer, caller, name);
        let at = self.people.known.len();
        for (nth, hand) in (0u64..).zip(&person.hands) {
            let delay = drawn(self.seed, &format!("hands {name}"), nth, hand.after.value);
            let due = self.now.saturating_add(delay);
            let event = Event::Deed { person: at, deed: nth as usize, tries: 0 };
            self.plan(due, event);
        }
        self.people.known.push(Known {
            name: name.to_owned(),
            computer,
            process,
            rules: person.answers.iter().cloned().map(|rule| (rule, 0)).collect(),
            deeds: person.hands.iter().map(|hand| hand.deed.value.clone()).collect(),
            heard: 0,
        });
    }

    fn note_person(&mut self, person: usize, what: impl FnOnce() -> String) {
        self.trace(|world| {
            let name = world.people.known[person].name.clone();
            ("person", name, String::new(), what())
        });
    }

    /// People hear what a service asks, as soon as that is kept. The first of them who has a rule
    /// for it takes it on.
    pub(crate) fn people_hear(&mut self, computer: ComputerId, kept: &Transaction) {
        if self.people.known.is_empty() {
            return;
        }
        for change in &*kept.changes {
            if let (None, Some(Row::OpRequest(request))) = (&change.old, &change.new) {
                self.hear_request(computer, request);
            }
        }
    }

    fn hear_request(&mut self, computer: ComputerId, request: &OpRequest) {
        let medium = self.medium_asked_for(computer, request);
        let speaks = |rule: &Rule, spoke: u32| {
            (rule.when.is_empty() || rule.when.iter().any(|word| **word == request.request))
                && rule.medium.as_ref().is_none_or(|name| medium.as_ref() == Some(&name.value))
                && rule.at_most.is_none_or(|most| spoke < most)
        };
        for (person, known) in self.people.known.iter_mut().enumerate() {
            if known.computer != computer {
                continue;
            }
            let rule = known.rules.iter_mut().find(|(rule, spoke)| speaks(rule, *spoke));
            let Some((rule, spoke)) = rule else { continue };
            *spoke += 1;
            known.heard += 1;
            let (answer, after) = (rule.answer.value.clone(), rule.after.value);
            let delay = drawn(self.seed, &format!("person {}", known.name), known.heard, after);
            let due = self.now.saturating_add(delay);
            let what = format!("hears {}: {}", request.request.name(), request.message);
            self.note_person(person, || what);
            if answer == OperatorAnswer::Ignore {
                self.note_person(person, || did(&answer, request));
            } else {
                let request = Box::new(request.clone());
                let errand = Errand { person, request, answer, stage: Stage::Doing, tries: 0 };
                self.plan(due, Event::Errand(errand));
            }
            return;
        }
    }

    /// Somebody goes on with a request.
    pub(crate) fn errand_due(&mut self, mut errand: Errand) {
        let computer = self.people.known[errand.person].computer;
        let row = self.rsm(computer).and_then(|rsm| {
            let key = rsm.database().find::<OpRequest>(errand.request.head.id)?;
            rsm.database().try_get(key)
        });
        // While the service is down nobody knows whether the request is still wanted.
        let gone = row.map_or(self.rsm(computer).is_some(), |row| !is_open(row.state));
        if gone {
            return self.note_person(errand.person, || "nobody wants it any more".to_owned());
        }
        if errand.stage == Stage::Doing {
            let request = &errand.request;
            let done = match &errand.answer {
                OperatorAnswer::Satisfy => self.do_asked(computer, request),
                OperatorAnswer::Bring(name) => self.bring_to(computer, name, request.argument_2),
                OperatorAnswer::Refuse | OperatorAnswer::Claim | OperatorAnswer::Ignore => Ok(()),
            };
            if let Err(why) = done {
                return self.try_again(errand, &why.to_string());
            }
            let what = did(&errand.answer, request);
            self.note_person(errand.person, || what);
        }
        errand.stage = Stage::Opening;
        let application = Some(Text::new("Operator"));
        self.people_call(errand, None, OpenNtmsSession { application, ..Default::default() });
    }

    fn try_again(&mut self, mut errand: Errand, why: &str) {
        errand.tries += 1;
        let gives_up = errand.tries >= TRIES_MAX;
        let then = if gives_up { "gives it up" } else { "will try again" };
        let what = format!("cannot answer {}: {why}; {then}", errand.request.request.name());
        self.note_person(errand.person, || what);
        if !gives_up {
            let due = self.now.saturating_add(PAUSE);
            self.plan(due, Event::Errand(errand));
        }
    }

    fn people_call(&mut self, errand: Errand, handle: Option<Handle>, request: impl Into<Request>) {
        let process = self.people.known[errand.person].process;
        let action = Action::Api { handle, request: request.into() };
        let call = self.enter(self.now, Call { process, caller: None, action });
        self.people.calls.insert(call, errand);
    }

    /// A call of somebody in the room has ended.
    pub(crate) fn people_answered(&mut self, call: CallId, ended: Ended) {
        let Some(mut errand) = self.people.calls.remove(&call) else { return };
        match (errand.stage, ended) {
            (Stage::Opening, Ended::Opened(handle)) => {
                errand.stage = Stage::Telling(handle);
                let request = errand.request.head.id;
                match errand.answer {
                    OperatorAnswer::Refuse => {
                        let refuses = CancelNtmsOperatorRequest { request };
                        self.people_call(errand, Some(handle), refuses);
                    }
                    _ => {
                        let says_done = SatisfyNtmsOperatorRequest { request };
                        self.people_call(errand, Some(handle), says_done);
                    }
                }
            }
            (Stage::Opening, Ended::Refused(refusal)) => {
                self.try_again(errand, refusal.error.name());
            }
            (Stage::Telling(handle), ended) => {
                if let Ended::Refused(refusal) = ended {
                    let what = format!("is told {}", refusal.error.name());
                    self.note_person(errand.person, || what);
                }
                errand.stage = Stage::Closing;
                self.people_call(errand, Some(handle), CloseNtmsSession);
            }
            _ => {}
        }
    }

    /// The time of something that hands do has come.
    pub(crate) fn deed_due(&mut self, person: usize, deed: usize, tries: u32) {
        let Some(what) = self.people.known[person].deeds.get(deed).cloned() else { return };
        match self.do_deed(&what) {
            Ok(()) => self.note_person(person, || in_words(&what)),
            Err(refused) => {
                let again = refused.may_pass() && tries + 1 < TRIES_MAX;
                let then = if again { "will try again" } else { "gives it up" };
                let what = format!("cannot {}: {refused}; {then}", in_words(&what));
                self.note_person(person, || what);
                if again {
                    let due = self.now.saturating_add(PAUSE);
                    self.plan(due, Event::Deed { person, deed, tries: tries + 1 });
                }
            }
        }
    }
}
