//! Stories played on small rooms: what holds, what does not, and how that is told.

mod end;
mod failure;
mod whole;

use std::sync::{Arc, Mutex};

use super::{App, Checks, Outcome, Story, play};
use crate::outside::InMemory;
use crate::scenario::Scenario;
use crate::trace::Line;
use crate::world::World;

/// A library with four tapes that programs may allocate.
const ROOM: &str = "version: 1
computers:
  BACKUP1: { libraries: { tower: { profile: lto-30 } } }
pools:
  - { path: Tests, media-type: LTO_Ultrium }
media:
  - { media: A00001L3..A00004L3, at: { library: tower }, known: { available: { pool: Tests } } }
";

/// The first two computers of a network.
const NETWORK: &str = "version: 1
computers:
  BACKUP1: { this: true, libraries: { tower: { profile: lto-30 } } }
  BACKUP2: { libraries: { barn: { profile: lto-30 } } }
";

/// The room with one drive.
fn one_drive() -> String {
    ROOM.replace("profile: lto-30", "profile: lto-30, drives: 1")
}

fn world(scenario: &Scenario) -> World {
    let world = World::new(scenario, Default::default(), Box::new(InMemory::default()));
    world.unwrap_or_else(|error| panic!("{error}"))
}

fn scenario(text: &str) -> Scenario {
    Scenario::parse("story.yaml", text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Plays a scenario; gives what became of it, and the trace.
fn tell(text: &str) -> (Outcome, Vec<String>) {
    let scenario = scenario(text);
    let mut world = world(&scenario);
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    world.trace_to(move |line: &Line| sink.lock().expect("alone").push(line.to_string()));
    let mut story = Story::new(&scenario, &mut world).unwrap_or_else(|error| panic!("{error}"));
    let outcome = play(&mut world, &mut story);
    let lines = lines.lock().expect("alone").clone();
    (outcome, lines)
}

/// The story of one application in a room: its steps as a list, each on a line of its own.
fn one(room: &str, steps: &[&str]) -> String {
    let steps = steps.iter().map(|step| format!("        - {step}\n"));
    let steps = steps.collect::<String>();
    format!("{room}story:\n  applications:\n    writer:\n      steps:\n{steps}")
}

/// The lines of a trace that people read.
fn timeline(lines: &[String]) -> Vec<&str> {
    let shown = |line: &&String| ["story", "check"].contains(&&line[16..21]);
    lines.iter().filter(shown).map(|line| &line[25..]).collect()
}

#[track_caller]
fn holds(text: &str) -> Outcome {
    let (outcome, lines) = tell(text);
    let failures = outcome.failures.iter().map(|failure| format!("{failure}\n"));
    let failures = failures.collect::<String>();
    assert!(outcome.held(), "{failures}{}", lines.join("\n"));
    outcome
}

/// The texts of what failed, without the time.
#[track_caller]
fn failures(text: &str) -> Vec<String> {
    let (outcome, _) = tell(text);
    assert_eq!(outcome.failed, outcome.failures.len() as u64);
    assert_eq!(outcome.held(), outcome.failures.is_empty());
    outcome
        .failures
        .iter()
        .map(|failure| {
            let text = failure.to_string();
            let (before, after) = text.split_once("at ").expect("every failure has a time");
            format!("{before}{}", after.split_once(": ").expect("and something behind").1)
        })
        .collect()
}

#[test]
fn applications_may_be_handed_to_other_threads() {
    fn is_send<T: Send>() {}
    is_send::<App>();
    is_send::<World>();
}
