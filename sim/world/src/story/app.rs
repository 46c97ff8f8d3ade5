//! An application: a program that does its steps one after the other.
//!
//! It does no waiting of its own. Whoever runs it enters the call that [`App::step`] gives, plays
//! the world until that call has ended, and steps again. What is tried in a step is in `attempt`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use wire::{Guid, Text};

use super::end::{self, Differs, Seen};
use super::expect;
use super::find::{Answers, Find, Value};
use super::outcome::{Failure, stretch};
use super::script::{Leaf, Op, Rounds, Script};
use super::tape::Labels;
use super::words;
use crate::client::{Handle, ProcessId};
use crate::computer::ComputerId;
use crate::scenario::story::Action as Act;
use crate::scenario::{Delay, Step};
use crate::world::{Action, Call, CallerId, Ended, World};
use wire::tape::TapeVerb;

/// What an application does next.
#[derive(Clone, Debug)]
pub enum Next {
    /// It calls. Enter the call, and step again with its end.
    Call(Call),
    /// It has done all its steps, or one of them failed. It calls no more.
    Over,
}

/// Where an application is.
#[derive(Debug)]
enum Doing {
    /// It has not begun.
    Fresh,
    /// It begins after a while.
    Coming,
    /// Between two steps.
    Between,
    /// In a step.
    Within(Under),
    /// Done.
    Over,
}

/// A step under way.
#[derive(Debug)]
pub(super) struct Under {
    pub(super) leaf: Arc<Leaf>,
    pub(super) since: Duration,
    /// When it was tried for the last time.
    tried: Duration,
    /// How often each `retry` around it did it again, the innermost first.
    tries: Vec<u32>,
    pub(super) asked: Asked,
}

/// What the call under way is for.
#[derive(Debug)]
pub(super) enum Asked {
    /// The step waits before it is done again.
    Rest,
    /// `wait`.
    Wait,
    /// Something is looked at when this has ended.
    Look,
    /// A call of the API.
    Api(Handle),
    /// What is known of an object, to be changed.
    Information(Handle, ComputerId),
    /// A verb on a drive.
    Verb(Text, TapeVerb),
    /// Something that hands do.
    Deed,
}

/// How trying a step went on.
#[derive(Debug)]
pub(super) enum Tried {
    /// It needs a call.
    Call(Action, Asked),
    /// It has ended.
    Ended(Seen),
}

/// A session that an application opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opened {
    pub(super) handle: Handle,
    pub(super) computer: ComputerId,
}

/// A program of a story. It can be handed to another thread between two steps.
#[derive(Debug)]
pub struct App {
    pub(super) name: String,
    pub(super) process: ProcessId,
    caller: CallerId,
    pub(super) computer: ComputerId,
    after: Delay,
    script: Script,
    /// What comes next in the script.
    at: usize,
    /// The loops that it is in, the outermost first: where each begins, and rounds begun.
    rounds: Vec<(usize, usize)>,
    doing: Doing,
    pub(super) saved: Answers,
    /// Open sessions, the latest last.
    pub(super) sessions: Vec<Opened>,
    /// The session that was opened last, open or not.
    pub(super) latest: Option<Opened>,
    /// How the program called itself in that session.
    pub(super) application: String,
    /// Device names of the drives that it was told of.
    pub(super) devices: BTreeMap<Guid, Text>,
    pub(super) labels: Labels,
    /// Delays drawn.
    draws: u64,
    steps_passed: u64,
    failure: Option<Failure>,
}

/// What an application is made of.
pub(super) struct Program {
    pub(super) name: String,
    pub(super) process: ProcessId,
    pub(super) caller: CallerId,
    pub(super) computer: ComputerId,
    pub(super) after: Delay,
    pub(super) script: Script,
}

impl App {
    pub(super) fn new(program: Program) -> App {
        let Program { name, process, caller, computer, after, script } = program;
        App {
            application: name.clone(),
            name,
            process,
            caller,
            computer,
            after,
            script,
            at: 0,
            rounds: Vec::new(),
            doing: Doing::Fresh,
            saved: Answers::new(),
            sessions: Vec::new(),
            latest: None,
            devices: BTreeMap::new(),
            labels: Labels::default(),
            draws: 0,
            steps_passed: 0,
            failure: None,
        }
    }

    /// Its name in the scenario.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// As whom it is registered.
    pub fn caller(&self) -> CallerId {
        self.caller
    }

    /// It calls no more.
    pub fn is_over(&self) -> bool {
        matches!(self.doing, Doing::Over)
    }

    /// Steps that went as expected.
    pub fn steps_passed(&self) -> u64 {
        self.steps_passed
    }

    /// The step that did not, which was the last.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// What it is doing, when it waits for the end of a call.
    pub(super) fn waits_in(&self) -> Option<&Under> {
        match &self.doing {
            Doing::Within(under) => Some(under),
            _ => None,
        }
    }

    /// Goes on: at first with nothing, then with the end of the call that it gave before.
    pub fn step(&mut self, world: &mut World, ended: Option<Ended>) -> Next {
        let mut ended = ended;
        loop {
            let action = match std::mem::replace(&mut self.doing, Doing::Between) {
                Doing::Over => {
                    self.doing = Doing::Over;
                    return Next::Over;
                }
                Doing::Fresh => {
                    self.doing = Doing::Coming;
                    Some(Action::Sleep(self.draw(world, self.after)))
                }
                Doing::Coming | Doing::Between => match self.next_leaf() {
                    Some(leaf) => {
                        let (now, tries) = (world.now(), vec![0; leaf.retries.len()]);
                        let asked = Asked::Rest;
                        self.attempt(world, Under { leaf, since: now, tried: now, tries, asked })
                    }
                    None => {
                        self.stop(world);
                        None
                    }
                },
                Doing::Within(under) => match ended.take() {
                    Some(ended) => {
                        let tried = self.hear(world, &under, ended);
                        self.go_on(world, under, tried)
                    }
                    // Whoever has no end to tell steps too early.
                    None => {
                        self.doing = Doing::Within(under);
                        return Next::Over;
                    }
                },
            };
            if let Some(action) = action {
                let (process, caller) = (self.process, Some(self.caller));
                return Next::Call(Call { process, caller, action });
            }
        }
    }

    /// It calls no more.
    fn stop(&mut self, world: &mut World) {
        self.doing = Doing::Over;
        world.leave(self.caller);
    }

    /// A stretch of time between two, drawn from the seed.
    pub(super) fn draw(&mut self, world: &World, delay: Delay) -> Duration {
        let longer = delay.longest.saturating_sub(delay.shortest);
        let micros = u64::try_from(longer.as_micros()).unwrap_or(u64::MAX);
        if micros == 0 {
            return delay.shortest;
        }
        self.draws += 1;
        let drawn = crate::seed::draw(world.seed, &format!("{} waits", self.name), self.draws);
        let more = drawn % micros.saturating_add(1);
        delay.shortest.saturating_add(Duration::from_micros(more))
    }

    /// The next step in the script; loops go round on the way.
    fn next_leaf(&mut self) -> Option<Arc<Leaf>> {
        loop {
            let op = self.at;
            match self.script.ops.get(op)? {
                Op::Do(leaf) => {
                    self.at += 1;
                    return Some(Arc::clone(leaf));
                }
                Op::Begin { rounds, after } => {
                    let (count, after) = (rounds.count(), *after);
                    self.at = if count == 0 { after } else { op + 1 };
                    if count > 0 {
                        self.begin_round(op, 0);
                    }
                }
                Op::Again { first } => {
                    let first = *first;
                    self.at = op + 1;
                    let Some((begin, begun)) = self.rounds.pop() else { continue };
                    let count = match self.script.ops.get(begin) {
                        Some(Op::Begin { rounds, .. }) => rounds.count(),
                        _ => 0,
                    };
                    if begun < count {
                        self.begin_round(begin, begun);
                        self.at = first;
                    }
                }
            }
        }
    }

    fn begin_round(&mut self, begin: usize, round: usize) {
        self.rounds.push((begin, round + 1));
        if let Some(Op::Begin { rounds: Rounds::Media { media, name }, .. }) =
            self.script.ops.get(begin)
            && let Some(medium) = media.get(round)
        {
            self.saved.insert(name.clone(), Value::Medium(medium.clone()));
        }
    }

    /// Tries a step, maybe once more. Gives the call that it needs; without one it has ended.
    fn attempt(&mut self, world: &mut World, mut under: Under) -> Option<Action> {
        under.tried = world.now();
        let leaf = Arc::clone(&under.leaf);
        let tried = self.begin(world, &leaf.step);
        self.go_on(world, under, tried)
    }

    fn go_on(&mut self, world: &mut World, mut under: Under, tried: Tried) -> Option<Action> {
        match tried {
            Tried::Call(action, asked) => {
                under.asked = asked;
                self.doing = Doing::Within(under);
                Some(action)
            }
            Tried::Ended(seen) => match self.rest(&mut under, &seen) {
                Some(every) => {
                    under.asked = Asked::Rest;
                    self.doing = Doing::Within(under);
                    Some(Action::Sleep(every))
                }
                None => {
                    self.conclude(world, &under, seen);
                    None
                }
            },
        }
    }

    /// How long to wait before the step is done again, if it is.
    fn rest(&self, under: &mut Under, seen: &Seen) -> Option<Duration> {
        for (at, again) in under.leaf.retries.iter().enumerate() {
            let tries = under.tries.get_mut(at)?;
            if seen.is_one_of(&again.ends) && tries.saturating_add(1) < again.at_most {
                *tries += 1;
                under.tries.iter_mut().take(at).for_each(|inner| *inner = 0);
                return Some(again.every.max(Duration::from_micros(1)));
            }
        }
        None
    }

    /// A step has ended: is it as expected?
    fn conclude(&mut self, world: &mut World, under: &Under, seen: Seen) {
        let leaf = &under.leaf;
        let now = world.now();
        let verdict = self.judge(world, under, &seen);
        let waited = waited(under, &seen, now);
        let told = waited.as_ref().map_or_else(String::new, |waited| format!(", {waited}"));
        world.trace(|world| {
            let find = self.find(world, self.answerer());
            let step = words::with_saved(&find, &words::of_step(&leaf.step));
            let number = self.number(&leaf.number);
            let result = match &verdict {
                Ok(()) => self.told(world, &leaf.step.action, &seen),
                Err((expected, seen)) => format!("expected {expected}, seen {seen}"),
            };
            ("story", self.name.clone(), String::new(), format!("{number} {step}: {result}{told}"))
        });
        match verdict {
            Ok(()) => {
                self.save(&leaf.step, &seen);
                self.steps_passed += 1;
            }
            Err((expected, seen)) => {
                self.failure = Some(Failure {
                    at: now,
                    application: Some(self.name.clone()),
                    step: Some(self.number(&leaf.number)),
                    line: leaf.place.map(|place| place.line),
                    what: words::of_step(&leaf.step),
                    expected,
                    seen,
                    waited,
                });
                // The program ends; what it held is others' now.
                self.stop(world);
                world.end_process(self.process);
            }
        }
    }

    /// The number of a step, and which rounds of its loops it is in.
    pub(super) fn number(&self, number: &str) -> String {
        let rounds = self.rounds.iter().map(|(begin, begun)| match self.script.ops.get(*begin) {
            Some(Op::Begin { rounds: Rounds::Media { media, .. }, .. }) => {
                media.get(begun.saturating_sub(1)).cloned().unwrap_or_default()
            }
            _ => format!("round {begun}"),
        });
        match rounds.collect::<Vec<_>>().join(", ") {
            rounds if rounds.is_empty() => number.to_owned(),
            rounds => format!("{number} ({rounds})"),
        }
    }

    /// Judges an end by what stands beside the step, and beside what did it again.
    fn judge(&self, world: &World, under: &Under, seen: &Seen) -> Result<(), Differs> {
        let Leaf { step, retries, .. } = &*under.leaf;
        let outer = retries.iter().rev().map(|again| &again.expect);
        let expect = outer.chain([&step.expect]).find(|expect| !expect.is_empty());
        let expect = expect.map_or(&[][..], |expect| expect);
        if !seen.is_one_of(expect) {
            return Err((end::of_ends(expect), seen.end()));
        }
        if let Some(differs) = &seen.differs {
            return Err(differs.clone());
        }
        if let Some(gives) = &step.gives {
            expect::gives(&self.find(world, self.answerer()), gives, seen)?;
        }
        let since = |begin| world.now().saturating_sub(begin);
        let inner = step.takes.iter().map(|takes| (takes, since(under.tried)));
        let outer = retries.iter().filter_map(|again| again.takes.as_ref());
        let outer = outer.map(|takes| (takes, since(under.since)));
        match inner.chain(outer).find(|(takes, took)| !takes.hold(&(*took).into())) {
            Some((takes, took)) => {
                Err((format!("it to take {}", words::of_time(takes)), stretch(took)))
            }
            None => Ok(()),
        }
    }

    fn save(&mut self, step: &Step, seen: &Seen) {
        if let (Some(name), Some(value)) = (&step.save, &seen.value) {
            self.saved.insert(name.value.clone(), value.clone());
        }
    }

    /// The end of a step as the timeline tells it.
    fn told(&self, world: &World, action: &Act, seen: &Seen) -> String {
        let find = self.find(world, self.answerer());
        let value = seen.value.as_ref().map(|value| expect::of_value(&find, value));
        match (seen.is_success(), value) {
            (true, None) if matches!(action, Act::Check(_) | Act::WaitUntil(_)) => {
                "held".to_owned()
            }
            (true, Some(value)) => value,
            (true, None) if seen.more.is_empty() => "done".to_owned(),
            (true, None) => seen.more.clone(),
            (false, Some(value)) => format!("{}, {value}", seen.end()),
            (false, None) => seen.end(),
        }
    }

    /// The computer whose service answers, where the step does not say.
    fn answerer(&self) -> ComputerId {
        self.session().map_or(self.computer, |opened| opened.computer)
    }

    /// The session of a call that names none: the latest that is open, else the latest.
    pub(super) fn session(&self) -> Option<Opened> {
        self.sessions.last().copied().or(self.latest)
    }

    pub(super) fn find<'a>(&'a self, world: &'a World, computer: ComputerId) -> Find<'a> {
        Find { world, computer, saved: &self.saved }
    }
}

/// A step that takes less has not waited.
const WORTH_TELLING: Duration = Duration::from_millis(1);

/// How long a step took, and how often it was tried, where that is worth telling.
fn waited(under: &Under, seen: &Seen, now: Duration) -> Option<String> {
    let took = now.saturating_sub(under.since);
    // The step says itself how long it waits.
    let fixed = |delay: &Delay| delay.shortest == delay.longest;
    match &under.leaf.step.action {
        Act::Wait(delay) if fixed(delay) => return None,
        Act::After(_) => return None,
        _ => {}
    }
    let tries = under.tries.iter().sum::<u32>();
    if tries == 0 && took < WORTH_TELLING {
        return None;
    }
    let tries = match tries {
        0 => String::new(),
        tries => format!("{} in ", words::several(u64::from(tries) + 1, "try")),
    };
    let in_vain = seen.in_vain.as_ref().map(|what| format!(" of waiting for {what}"));
    Some(format!("after {tries}{}{}", stretch(took), in_vain.unwrap_or_default()))
}
