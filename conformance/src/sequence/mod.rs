//! Sequences: random calls of several programs, each against a model of what must come of it.
//!
//! The model turns a script of abstract steps into a scenario: each call with the end that it must
//! have, and after each a look at everything through the API. Playing it is the test, with the
//! laws of the world always on, so that a script that fails is a file that fails when it is played.

mod drives;
mod look;
mod model;
mod page;
mod people;
mod pools;
mod step;
mod thing;

use std::fmt;

use ntmsapi::Play;
use world::scenario::Scenario;
use world::story::{Failure, Outcome};
use world::trace::Line as Told;

pub use model::Rules;
pub use step::{Deed, Mount, Patience, Step, Switch, scripts};

use model::{BEATS_WAITED, Line, Model, PROGRAMS};
use page::Script;

/// A script that did not go as the model says.
#[derive(Clone, Debug)]
pub struct Differs {
    /// What was seen.
    pub seen: String,
    /// The scenario file, in which the step that failed is marked.
    pub file: String,
    /// The line of the mark, where a step failed.
    pub line: Option<u32>,
}

impl fmt::Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n\nAs a scenario, for `rsm run`:\n\n{}", self.seen, self.file)
    }
}

/// Plays a script of steps.
///
/// # Errors
/// Where the service and the model differ, or a law does not hold.
pub fn play(steps: &[Step], rules: Rules) -> Result<(), Box<Differs>> {
    let script = script(steps, rules);
    let whole = script.text(|_| true);
    let Some(wrong) = wrong(&whole) else { return Ok(()) };
    // A look changes nothing, so that those which went well need not be in the file.
    let line = wrong.line.and_then(|line| whole.lines().nth((line as usize).checked_sub(1)?));
    let shown = |look: &Line| {
        let is_it = line.is_some_and(|line| line.contains(&look.action));
        wrong.at == Some(look.at) && (is_it || look.save.is_some())
    };
    let short = script.text(shown);
    let again = self::wrong(&short);
    let same = again.filter(|again| again.what == wrong.what && again.at == wrong.at);
    let (file, wrong) = match same {
        Some(again) => (short, again),
        None => (whole, wrong),
    };
    Err(Box::new(Differs { file: marked(&file, &wrong), seen: wrong.seen, line: wrong.line }))
}

/// A script that fails without those of its steps that do not matter. Steps that have become small
/// may not matter any more, which whoever made them small does not try again.
pub fn shortest(steps: &[Step], rules: Rules) -> Vec<Step> {
    let mut steps = steps.to_vec();
    for at in (0..steps.len()).rev() {
        let mut fewer = steps.clone();
        fewer.remove(at);
        if play(&fewer, rules).is_err() {
            steps = fewer;
        }
    }
    steps
}

/// The scenario file of a script, with every look.
pub fn file(steps: &[Step], rules: Rules) -> String {
    script(steps, rules).text(|_| true)
}

/// The same without any look.
pub fn calls(steps: &[Step], rules: Rules) -> String {
    let mut model = Model::new(rules);
    go_through(&mut model, steps, |_| {});
    end(model, Vec::new()).text(|_| false)
}

/// Something that is not as the model says.
struct Wrong {
    what: String,
    seen: String,
    line: Option<u32>,
    /// In seconds.
    at: Option<u64>,
}

fn script(steps: &[Step], rules: Rules) -> Script {
    let mut model = Model::new(rules);
    let mut looks = Vec::new();
    go_through(&mut model, steps, |model| looks.extend(model.look()));
    end(model, looks)
}

/// The beats of the steps, those in which all waits end, and the end of every session.
fn go_through(model: &mut Model, steps: &[Step], mut look: impl FnMut(&Model)) {
    for step in steps {
        model.beat(step);
        look(model);
    }
    let rest = Step { who: 0, deed: Deed::Rest };
    for _ in 0..BEATS_WAITED {
        if !model.is_quiet() {
            model.beat(&rest);
        }
    }
    for who in 0..PROGRAMS.len() {
        model.leave(who);
    }
    look(model);
}

fn end(mut model: Model, looks: Vec<Line>) -> Script {
    model.end_watch();
    let requests_left = model.requests_left();
    Script { lines: model.lines, looks, requests_left }
}

/// What a file shows that is not as it should be, when it is played.
fn wrong(file: &str) -> Option<Wrong> {
    let other = |seen: String| Some(Wrong { what: String::new(), seen, line: None, at: None });
    let scenario = match Scenario::parse("sequence.yaml", file) {
        Ok(scenario) => scenario,
        Err(error) => return other(format!("the file is wrong: {error}")),
    };
    let outcome = match Play::default().play(&scenario, None::<fn(&Told)>) {
        Ok(outcome) => outcome,
        Err(error) => return other(format!("the file makes no world: {error}")),
    };
    if outcome.held() {
        return None;
    }
    let Outcome { failures, violations, stuck, .. } = outcome;
    let Some(first) = failures.first() else {
        return other(format!("{violations:?} {stuck:?}"));
    };
    let Failure { at, what, line, .. } = first;
    let (what, line, seconds) = (what.clone(), *line, at.as_secs());
    Some(Wrong { what, seen: first.to_string(), line, at: line.map(|_| seconds) })
}

/// The file with what was seen beside the line that failed.
fn marked(file: &str, wrong: &Wrong) -> String {
    let mut text = String::new();
    for (line, number) in file.lines().zip(1..) {
        text.push_str(line);
        if Some(number) == wrong.line {
            text.push_str("  # <- ");
            text.push_str(&wrong.seen.replace('\n', " "));
        }
        text.push('\n');
    }
    text
}
