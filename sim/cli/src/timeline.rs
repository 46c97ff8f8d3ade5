//! What a person sees of a run: the hops of the story, and how it ended.

use std::path::Path;

use world::scenario::At;
use world::scenario::Scenario;
use world::scenario::story::{Action, Step};
use world::story::Outcome;
use world::trace::{Clock, Line, OneLine};

use crate::output::{Paint, quoted};

/// Hops that belong to the story; the others are for those who look closer, in a trace.
const SHOWN: &[&str] = &["story", "service", "fault", "person", "check"];

/// Names that are longer push their line to the right.
const NAME_CHARS_MAX: usize = 20;

/// The hops of a story as lines, one column under the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeline {
    /// Characters of the longest name.
    name: usize,
    /// Characters of the longest number of a step.
    step: usize,
}

impl Timeline {
    /// The columns that a scenario needs.
    pub(crate) fn of(scenario: &Scenario) -> Timeline {
        let applications = &scenario.story.applications;
        let names = applications.iter().map(|(name, _)| name);
        let names = names.chain(scenario.computers.iter().map(|(name, _)| name));
        let names = names.chain(scenario.people.iter().map(|(name, _)| name));
        let longest = names.map(|name| name.chars().count()).max().unwrap_or(0);
        let steps = applications.iter().map(|(_, application)| digits_of(&application.steps));
        Timeline {
            name: longest.clamp("fault".len(), NAME_CHARS_MAX),
            step: steps.max().unwrap_or(1),
        }
    }

    /// Whether a hop is part of the timeline.
    pub(crate) fn shows(line: &Line) -> bool {
        SHOWN.contains(&line.hop)
    }

    /// What comes before.
    pub(crate) fn head(scenario: &Scenario, file: &Path) -> String {
        let about = match scenario.about.trim() {
            "" => String::new(),
            about => format!("{}\n", OneLine(about)),
        };
        format!("{about}{}, seed {}\n", file.display(), scenario.seed)
    }

    /// A hop.
    pub(crate) fn line(&self, line: &Line) -> String {
        let Line { at, hop, from, what, .. } = line;
        let (who, what, paint) = match *hop {
            "fault" => ("fault", format!("{from}, {what}"), Some(Paint::Odd)),
            "check" => ("law", format!("{from}: {what}"), Some(Paint::Bad)),
            "service" => (from.as_str(), format!("service {what}"), None),
            "story" => (from.as_str(), self.stepped(what), None),
            _ => (from.as_str(), what.clone(), None),
        };
        let who = format!("{:<width$}", OneLine(who).to_string(), width = self.name);
        let who = paint.map_or(who.clone(), |paint| paint.on(who));
        format!("{}  {who}  {}", Clock(*at), OneLine(&what))
    }

    /// A step with its number at the right edge of the numbers.
    fn stepped(&self, what: &str) -> String {
        match what.split_once(' ') {
            Some((number, rest)) => format!("{number:>width$} {rest}", width = self.step),
            None => what.to_owned(),
        }
    }
}

/// Characters of the longest number of these steps, those inside others among them.
fn digits_of(steps: &[At<Step>]) -> usize {
    let inside = |step: &At<Step>| match &step.action {
        Action::Repeat(repeat) => digits_of(&repeat.steps) + 1,
        Action::ForEach(each) => digits_of(&each.steps) + 1,
        _ => 0,
    };
    let numbered = steps.iter().zip(1usize..);
    let digits = numbered.map(|(step, number)| number.to_string().len() + inside(step));
    digits.max().unwrap_or(0)
}

/// What comes after the timeline.
pub(crate) fn tail(scenario: &Scenario, outcome: &Outcome) -> String {
    let mut text = String::from("\n");
    for judged in &outcome.expectations {
        let paint = if judged.held { Paint::Good } else { Paint::Bad };
        let told = judged.to_string();
        let (word, rest) = told.split_at(told.find(' ').unwrap_or(0));
        text.push_str(&format!("{}{}\n", paint.on(word), OneLine(rest)));
    }
    for (rule, spoke) in &outcome.faults {
        if *spoke == 0 {
            let fault = scenario.faults.get(*rule);
            let line = fault.and_then(|fault| fault.effect.place).map(|place| place.line);
            let line = line.map_or_else(String::new, |line| format!(" in line {line}"));
            text.push_str(&format!("{}    rule {rule}{line} never spoke\n", Paint::Odd.on("note")));
        }
    }
    let word = match outcome.held() {
        true => Paint::Good.on("held"),
        false => Paint::Bad.on("FAILED"),
    };
    text.push_str(&format!(
        "{word}: {} as expected, {} not, in {} of simulated time",
        outcome.passed,
        outcome.failed,
        Clock(outcome.ended)
    ));
    text
}

/// What was not as expected.
pub(crate) fn failures(outcome: &Outcome) -> String {
    let lines = outcome
        .failures
        .iter()
        .map(|failure| format!("{}: {}\n", Paint::Bad.on("failed"), OneLine(&failure.to_string())));
    lines.collect()
}

/// The command that shows a run again.
pub(crate) fn again(file: &Path, seed: u64, more: &str) -> String {
    let name = file.display().to_string();
    // A shell takes a name, the program an option.
    let name = if name.starts_with('-') { format!("./{name}") } else { name };
    format!("again:  rsm run {} --seed {seed}{more}", quoted(&name))
}
