//! The story at run time: applications do their steps, and what is expected is looked at.
//!
//! A [`Story`] is built from a scenario and stands beside the world. Its applications are callers
//! of the world like any others; whoever runs them enters their calls and plays. [`play`] does so
//! on one thread. Threads may share the applications among them: only one of them acts at a time,
//! in an order that the world decides, so the bytes of a trace do not depend on who ran what.

mod app;
mod attempt;
mod end;
mod expect;
mod find;
mod outcome;
mod request;
mod request_seldom;
mod script;
mod tape;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::build::BuildError;
use crate::check::Violation;
use crate::computer::ComputerId;
use crate::leave::Open;
use crate::scenario::room::Limits;
use crate::scenario::story::{Expectation, Leaves};
use crate::scenario::{At, Scenario, story};
use crate::turn::Turn;
use crate::world::World;
use app::Program;
use expect::Look;
pub(crate) use find::{Answers, Find};
use script::Script;

pub use app::{App, Next};
pub(crate) use outcome::stretch;
pub use outcome::{Failure, Judged, Outcome};
pub(crate) use tape::Written;

/// How the checkers are asked during a run. They are always asked when it ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Checks {
    /// Not before the end.
    AtEnd,
    /// After so many events of the loop.
    #[default]
    Always,
    /// Never, not in the end either; for measurements.
    Never,
}

/// Events of the loop between two looks of the checkers.
const CHECK_EVERY: u64 = 1000;

/// Simulated time that the world may go on after the last application is over.
const SETTLE_MAX: Duration = Duration::from_secs(86_400);

/// Why a run is over.
#[derive(Clone, Debug, PartialEq, Eq)]
enum End {
    /// Nothing is under way.
    Settled,
    /// Nothing can ever happen again while somebody waits.
    Stuck(String),
    /// A limit of the scenario was reached.
    Limit(String),
}

/// What a scenario tells: applications, and what must hold in the end.
#[derive(Debug)]
pub struct Story {
    apps: Vec<App>,
    expect: Vec<At<Expectation>>,
    leaves: Leaves,
    limits: Limits,
    home: ComputerId,
    checks: Checks,
    /// Events at the last look of the checkers.
    looked: u64,
    violations: Vec<Violation>,
    /// When the last application was over.
    over: Option<Duration>,
    end: Option<End>,
}

impl Story {
    /// The story of a scenario, its applications registered in the scenario's world.
    ///
    /// # Errors
    /// When an application runs on a computer or as a user that is not there.
    pub fn new(scenario: &Scenario, world: &mut World) -> Result<Story, BuildError> {
        let this = scenario.this_computer().unwrap_or_default();
        let mut apps = Vec::new();
        for (name, application) in scenario.story.applications.iter() {
            apps.push(app(world, this, name, application)?);
        }
        Ok(Story {
            apps,
            expect: scenario.story.expect.clone(),
            leaves: scenario.story.leaves,
            limits: scenario.limits.clone(),
            home: world.computer(this).unwrap_or(ComputerId(0)),
            checks: Checks::default(),
            looked: 0,
            violations: Vec::new(),
            over: None,
            end: None,
        })
    }

    /// The same, with the checkers asked so.
    #[must_use]
    pub fn checked(mut self, checks: Checks) -> Story {
        self.checks = checks;
        self
    }

    /// Takes the applications out, in the order of the scenario, to be run elsewhere. They come
    /// back with [`Story::give_back`].
    pub fn take_apps(&mut self) -> Vec<App> {
        std::mem::take(&mut self.apps)
    }

    /// Applications come back, in any order.
    pub fn give_back(&mut self, apps: impl IntoIterator<Item = App>) {
        self.apps.extend(apps);
        self.apps.sort_by_key(App::caller);
    }

    /// Looks at the world after a turn: time goes on only while this says so. Once it has said no,
    /// the run is over, and every application that still waits waits in vain.
    ///
    /// `waiting` says whether an application is not over. When none is, the world still ends what
    /// is under way.
    pub fn goes_on(&mut self, world: &mut World, turn: Turn, waiting: bool) -> bool {
        if self.end.is_some() {
            return false;
        }
        if !waiting && self.over.is_none() {
            self.over = Some(world.now());
        }
        let next = match turn {
            Turn::Wait { due } => due,
            _ => world.now(),
        };
        self.end = match turn {
            Turn::Idle if waiting => Some(End::Stuck(world.who_waits())),
            Turn::Idle => Some(End::Settled),
            _ => self.limit(world, next),
        };
        let due = world.events().saturating_sub(self.looked) >= CHECK_EVERY;
        if self.checks == Checks::Always && due {
            self.check(world);
        }
        self.end.is_none()
    }

    /// The limit that the world would pass at a time.
    fn limit(&self, world: &World, next: Duration) -> Option<End> {
        let time = self.limits.time.filter(|time| next > time.0);
        let events = self.limits.events.filter(|events| world.events() > *events);
        let limit = match (time, events) {
            (Some(time), _) => Some(format!("{} of simulated time", outcome::stretch(time.0))),
            (None, Some(events)) => Some(words::several(events, "event")),
            (None, None) => None,
        };
        match self.over {
            // What happens when everybody is done is nobody's failure.
            Some(over) => {
                let late = next > over.saturating_add(SETTLE_MAX);
                (late || limit.is_some()).then_some(End::Settled)
            }
            None => limit.map(End::Limit),
        }
    }

    /// Asks the checkers. What was found before is not told again.
    fn check(&mut self, world: &mut World) {
        self.looked = world.events();
        for violation in world.check() {
            if !self.violations.contains(&violation) {
                world.trace(|_| {
                    let what = violation.seen.clone();
                    ("check", violation.law.to_owned(), String::new(), what)
                });
                self.violations.push(violation);
            }
        }
    }

    /// What became of it. The applications are back.
    pub fn judge(&mut self, world: &mut World) -> Outcome {
        if self.checks != Checks::Never {
            self.check(world);
        }
        let mut failures: Vec<Failure> =
            self.apps.iter().filter_map(|app| app.failure().cloned()).collect();
        failures.sort_by_key(|failure| failure.at);
        let stuck = self.judge_end(world, &mut failures);
        let expectations = self.judge_expectations(world);
        failures.extend(expectations.iter().filter(|judged| !judged.held).map(|judged| Failure {
            line: judged.line,
            seen: judged.seen.clone().unwrap_or_default(),
            ..in_the_end(world, "in the end", &judged.what)
        }));
        let left = world.left();
        // What a program left that failed says nothing new.
        if failures.is_empty() {
            failures.extend(self.judge_left(world, left));
        }
        let violations = std::mem::take(&mut self.violations);
        failures.extend(violations.iter().map(|violation| Failure {
            seen: violation.seen.clone(),
            ..in_the_end(world, "checkers", &format!("law {} to hold", violation.law))
        }));
        let steps: u64 = self.apps.iter().map(App::steps_passed).sum();
        let held = expectations.iter().filter(|judged| judged.held).count() as u64;
        Outcome {
            passed: steps + held,
            failed: failures.len() as u64,
            failures,
            expectations,
            left,
            faults: world.faults_fired(),
            violations,
            ended: world.now(),
            stuck,
        }
    }

    /// What the end of the run means for applications that still wait.
    fn judge_end(&self, world: &World, failures: &mut Vec<Failure>) -> Option<String> {
        let (expected, seen, waited) = match &self.end {
            Some(End::Stuck(who)) => {
                ("its end", "that nothing can ever happen again", Some(who.clone()))
            }
            Some(End::Limit(limit)) => {
                let failure = in_the_end(world, "the run", &format!("at most {limit}"));
                failures.push(Failure { seen: "more".to_owned(), ..failure });
                ("its end", "the limit of the run", Some(world.who_waits()))
            }
            Some(End::Settled) | None => ("its end", "the end of the run", None),
        };
        for app in self.apps.iter().filter(|app| !app.is_over()) {
            let under = app.waits_in();
            failures.push(Failure {
                at: world.now(),
                application: Some(app.name().to_owned()),
                step: under.map(|under| app.number(&under.leaf.number)),
                line: under.and_then(|under| under.leaf.place).map(|place| place.line),
                what: under.map_or_else(
                    || "its beginning".to_owned(),
                    |under| words::of_step(&under.leaf.step),
                ),
                expected: expected.to_owned(),
                seen: seen.to_owned(),
                waited: waited.clone(),
            });
        }
        match &self.end {
            Some(End::Stuck(who)) => Some(who.clone()),
            _ => None,
        }
    }

    fn judge_expectations(&self, world: &World) -> Vec<Judged> {
        let mut saved = Answers::new();
        for app in &self.apps {
            for (name, value) in &app.saved {
                saved.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        let now = self.over.unwrap_or(world.now());
        let look = Look { world, home: self.home, saved: &saved, now };
        let judged = self.expect.iter().map(|expectation| {
            let seen = look.at(expectation).err();
            Judged {
                what: words::of_expectation(expectation),
                held: seen.is_none(),
                seen,
                line: expectation.place.map(|place| place.line),
            }
        });
        judged.collect()
    }

    fn judge_left(&self, world: &World, left: Open) -> impl Iterator<Item = Failure> {
        let Leaves { sessions, requests, mounts } = self.leaves;
        let of = [
            (left.sessions, sessions, "session"),
            (left.mounts, mounts, "mount"),
            (left.requests, requests, "request"),
        ];
        let failures = of.into_iter().filter(|(left, may, _)| *left as u64 > u64::from(*may));
        let failures = failures.map(|(left, may, what)| Failure {
            seen: words::several(left as u64, what),
            ..in_the_end(world, "left open", &words::several(u64::from(may), what))
        });
        failures.collect::<Vec<_>>().into_iter()
    }
}

/// A failure of no application, with nothing seen yet.
fn in_the_end(world: &World, what: &str, expected: &str) -> Failure {
    Failure {
        at: world.now(),
        application: None,
        step: None,
        line: None,
        what: what.to_owned(),
        expected: expected.to_owned(),
        seen: String::new(),
        waited: None,
    }
}

fn app(
    world: &mut World,
    this: &str,
    name: &At<String>,
    application: &story::Application,
) -> Result<App, BuildError> {
    let on = application.computer.as_ref().map_or(this, |on| on.value.as_str());
    let missing = |what: &str, which: &str| BuildError {
        what: format!("application {}: there is no {what} {which}", name.value),
    };
    let computer = world.computer(on).ok_or_else(|| missing("computer", on))?;
    let caller = match &application.user {
        Some(user) => world.user(user).ok_or_else(|| missing("user", user))?,
        None => World::administrator(),
    };
    let process = world.start_process(computer, caller, name);
    Ok(App::new(Program {
        name: name.value.clone(),
        process,
        caller: world.register(name),
        computer,
        after: application.after.value,
        script: Script::of(&application.steps),
    }))
}

/// Plays a story on this thread, to its end.
pub fn play(world: &mut World, story: &mut Story) -> Outcome {
    let mut apps = story.take_apps();
    let mut calls = BTreeMap::new();
    for (at, app) in apps.iter_mut().enumerate() {
        enter(world, app, at, &mut calls, None);
    }
    loop {
        let turn = world.turn(world.now());
        let waiting = !calls.is_empty();
        if !story.goes_on(world, turn, waiting) {
            break;
        }
        match turn {
            Turn::Replies => {
                let ended = calls.keys().copied().find_map(|id| Some((id, world.take(id)?)));
                if let Some((id, end)) = ended
                    && let Some(at) = calls.remove(&id)
                    && let Some(app) = apps.get_mut(at)
                {
                    enter(world, app, at, &mut calls, Some(end));
                }
            }
            Turn::Wait { due } => world.go_to(due),
            // Nothing is kept elsewhere here: what waits to be kept is kept.
            Turn::Commit => commit(world),
            // Somebody who is not in the story holds time still.
            Turn::Held => break,
            Turn::Idle => {}
        }
    }
    story.give_back(apps);
    story.judge(world)
}

/// Lets an application step, and enters what it calls.
fn enter(
    world: &mut World,
    app: &mut App,
    at: usize,
    calls: &mut BTreeMap<rsm::CallId, usize>,
    ended: Option<crate::world::Ended>,
) {
    if let Next::Call(call) = app.step(world, ended) {
        let now = world.now();
        calls.insert(world.enter(now, call), at);
    }
}

fn commit(world: &mut World) {
    let mut through = BTreeMap::new();
    for record in world.take_batch() {
        through.insert(record.computer, record.ticket);
    }
    let now = world.now();
    for (computer, ticket) in through {
        world.kept(now, computer, ticket, Ok(()));
    }
    world.batch_done();
}
