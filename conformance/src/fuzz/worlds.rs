//! Random worlds: whole scenarios, played with the checkers always on.
//!
//! What is demanded of every one: no panic, no law broken at any instant, an end, and the same
//! bytes of trace from one thread, again, and from three. What a call answers is not judged here.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hardware::Condition;
use ntmsapi::Play;
use world::scenario::person::Deed;
use world::scenario::story::{Action, Retry, Step};
use world::scenario::{At, Many, Scenario, Span};
use world::story::{App, Next, Outcome, Story};
use world::trace::Line;
use world::{CallId, Ended, InMemory, Stored, Turn, Violation, World};

use super::chance::Chance;
use super::{program, room, trouble};

/// Simulated time after which a run is given up.
const TIME_MAX: Duration = Duration::from_secs(86_400);
/// Events after which it is given up.
const EVENTS_MAX: u64 = 100_000;

/// A random scenario.
pub(super) fn scenario(seed: u64) -> Scenario {
    let mut chance = Chance::of(seed);
    let mut scenario = Scenario { seed, ..Scenario::default() };
    scenario.limits.time = Some(Span(TIME_MAX));
    scenario.limits.events = Some(EVENTS_MAX);
    scenario.settings.allocate_zero_waits = chance.percent(10);
    scenario.settings.pool_name_counts_terminator = chance.percent(10);
    scenario.settings.close_yields_to_wait = chance.percent(20);
    scenario.settings.detection_is_idle = chance.percent(10);
    let room = room::furnish(&mut chance, &mut scenario);
    trouble::stir(&mut chance, &mut scenario, &room);
    program::write(&mut chance, &mut scenario, &room);
    scenario
}

/// Plays the world of a seed.
pub(super) fn run(seed: u64) -> Result<(), String> {
    let scenario = scenario(seed);
    judge(&scenario, |_| Vec::new()).map_err(|wrong| told(&scenario, &wrong))
}

/// The same, with a law that cannot hold, as proof that a broken law is found: that nothing
/// happens later than a second after the beginning.
pub(super) fn rigged(seed: u64) -> Result<(), String> {
    let scenario = scenario(seed);
    let never = |world: &World| {
        let late = world.now() > Duration::from_secs(1);
        let violation = || Violation { law: "rigged", seen: "more than a second".to_owned() };
        late.then(violation).into_iter().collect()
    };
    judge(&scenario, never).map_err(|wrong| told(&scenario, &wrong))
}

/// What went wrong, and the scenario without the lists of ends that are all alike.
fn told(scenario: &Scenario, wrong: &str) -> String {
    let mut shown = scenario.clone();
    for (_, application) in &mut shown.story.applications.0 {
        application.steps.iter_mut().for_each(without_ends);
    }
    format!("{wrong}\n{shown:#?}")
}

fn without_ends(step: &mut At<Step>) {
    step.value.expect = Many::default();
    match &mut step.value.action {
        Action::Retry(Retry { step, ends, .. }) => {
            *ends = Many::default();
            without_ends(step);
        }
        Action::Repeat(repeat) => repeat.steps.iter_mut().for_each(without_ends),
        _ => {}
    }
}

fn judge(scenario: &Scenario, law: impl Fn(&World) -> Vec<Violation>) -> Result<(), String> {
    scenario.check().map_err(|error| format!("the fuzzer writes wrong scenarios: {error}"))?;
    let (once, outcome) = watched(scenario, law)?;
    if let Some(Violation { law, seen }) = outcome.violations.first() {
        return Err(format!("law {law}: {seen}"));
    }
    if let Some(who) = outcome.stuck.as_ref().filter(|who| !may_be_stuck(scenario, who)) {
        return Err(format!("stuck: {who}"));
    }
    for threads in [1, 3] {
        let (again, _) = played(scenario, threads)?;
        if once != again {
            let differs = once.lines().zip(again.lines()).find(|(one, other)| one != other);
            return Err(format!("on {threads} threads the trace differs: {differs:?}"));
        }
    }
    Ok(())
}

/// Whether somebody may wait for ever: for a person, for a drive that is held, for a change that
/// nobody makes, or for a device or service that a rule or a hand made silent for good.
fn may_be_stuck(scenario: &Scenario, who: &str) -> bool {
    let person = who.contains("operator") || who.contains("is mounted in drive");
    let drive = who.contains(" is in ");
    person || drive || who.contains("a notification of") || silenced(scenario)
}

fn silenced(scenario: &Scenario) -> bool {
    let silent = ["drop", "hang", "hung", "delay"];
    let hands = scenario.people.0.iter().flat_map(|(_, person)| &person.hands);
    let applications = scenario.story.applications.0.iter();
    let steps = applications.flat_map(|(_, application)| &application.steps);
    scenario.faults.iter().any(|fault| silent.contains(&fault.effect.word()))
        || hands.into_iter().any(|hand| hangs(&hand.deed))
        || steps.into_iter().any(|step| matches!(&step.action, Action::Do(deed) if hangs(deed)))
}

fn hangs(deed: &Deed) -> bool {
    matches!(deed, Deed::Begin(begun) if begun.condition.0 == Condition::Hung)
}

/// Plays on one thread and looks at the laws whenever time is about to pass.
fn watched(
    scenario: &Scenario,
    law: impl Fn(&World) -> Vec<Violation>,
) -> Result<(String, Outcome), String> {
    let world = World::new(scenario, Stored::new(), Box::new(InMemory::default()));
    let mut world = world.map_err(|error| format!("the scenario makes no world: {error}"))?;
    let trace = Trace::default();
    world.trace_to(trace.sink());
    let mut story = Story::new(scenario, &mut world).map_err(|error| error.to_string())?;
    let mut apps = story.take_apps();
    let mut calls = BTreeMap::new();
    for (at, app) in apps.iter_mut().enumerate() {
        step(&mut world, app, at, &mut calls, None);
    }
    loop {
        let turn = world.turn(world.now());
        if !story.goes_on(&mut world, turn, !calls.is_empty()) {
            break;
        }
        match turn {
            Turn::Replies => {
                let ended = calls.keys().copied().find_map(|id| Some((id, world.take(id)?)));
                if let Some((id, end)) = ended
                    && let Some(at) = calls.remove(&id)
                    && let Some(app) = apps.get_mut(at)
                {
                    step(&mut world, app, at, &mut calls, Some(end));
                }
            }
            Turn::Wait { due } => {
                let broken = world.check().into_iter().chain(law(&world)).next();
                if let Some(Violation { law, seen }) = broken {
                    return Err(format!("at {:?}, law {law}: {seen}", world.now()));
                }
                world.go_to(due);
            }
            Turn::Commit | Turn::Held => return Err(format!("the world waits: {turn:?}")),
            Turn::Idle => {}
        }
    }
    story.give_back(apps);
    let outcome = story.judge(&mut world);
    Ok((trace.text(), outcome))
}

fn step(
    world: &mut World,
    app: &mut App,
    at: usize,
    calls: &mut BTreeMap<CallId, usize>,
    ended: Option<Ended>,
) {
    if let Next::Call(call) = app.step(world, ended) {
        let now = world.now();
        calls.insert(world.enter(now, call), at);
    }
}

fn played(scenario: &Scenario, threads: usize) -> Result<(String, Outcome), String> {
    let trace = Trace::default();
    let play = Play { threads, ..Play::default() };
    let outcome = play.play(scenario, Some(trace.sink())).map_err(|error| error.to_string())?;
    Ok((trace.text(), outcome))
}

/// The lines of a trace.
#[derive(Default)]
struct Trace(Arc<Mutex<String>>);

impl Trace {
    fn sink(&self) -> impl Fn(&Line) + Send + 'static {
        let lines = Arc::clone(&self.0);
        move |line: &Line| {
            let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            // Writing to memory does not fail.
            let _ = writeln!(lines, "{line}");
        }
    }

    fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
