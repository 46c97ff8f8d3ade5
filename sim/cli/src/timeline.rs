//! What a person sees of a run: the hops of the story, and how it ended.

use std::path::Path;

use world::scenario::Scenario;
use world::story::Outcome;
use world::trace::{Clock, Line};

/// Hops that belong to the story; the others are for those who look closer, in a trace.
const SHOWN: &[&str] = &["story", "service", "fault", "person", "check"];

/// Whether a hop is part of the timeline.
pub(crate) fn shows(line: &Line) -> bool {
    SHOWN.contains(&line.hop)
}

/// What comes before the timeline.
pub(crate) fn head(scenario: &Scenario, file: &Path) -> String {
    let about = match scenario.about.as_str() {
        "" => file.display().to_string(),
        about => about.to_owned(),
    };
    format!("{about}\nseed {}\n", scenario.seed)
}

/// A hop.
pub(crate) fn line(line: &Line) -> String {
    let who = match line.hop {
        "story" => line.from.clone(),
        "fault" => format!("fault {}", line.from),
        "check" => format!("law {}", line.from),
        _ => line.from.clone(),
    };
    format!("{}  {who:<18}  {}", Clock(line.at), line.what)
}

/// What comes after the timeline.
pub(crate) fn tail(outcome: &Outcome) -> String {
    let mut text = String::from("\n");
    for judged in &outcome.expectations {
        text.push_str(&format!("{judged}\n"));
    }
    let word = if outcome.held() { "held" } else { "FAILED" };
    text.push_str(&format!(
        "{word}: {} as expected, {} not, in {} of simulated time",
        outcome.passed,
        outcome.failed,
        Clock(outcome.ended)
    ));
    text
}

/// What was not as expected, and how to see it again.
pub(crate) fn failures(outcome: &Outcome, file: &Path, seed: u64) -> String {
    let mut text = String::new();
    for failure in &outcome.failures {
        text.push_str(&format!("failed: {failure}\n"));
    }
    text.push_str(&format!("again:  rsm run {} --seed {seed}", file.display()));
    text
}
