//! Every scenario of the project is played: it holds, the same seed gives the same bytes, and so
//! does any number of threads.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ntmsapi::Play;
use world::scenario::Scenario;
use world::story::Outcome;
use world::trace::Line;

fn scenarios() -> Vec<(PathBuf, Scenario)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                found.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios"), &mut paths);
    paths.sort();
    assert!(paths.len() >= 14, "the walk found the scenarios");
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let scenario = Scenario::parse(&path.display().to_string(), &text);
        (path, scenario.unwrap_or_else(|error| panic!("{error}")))
    };
    paths.into_iter().map(read).collect()
}

/// Plays on so many threads; the trace and the outcome.
fn play(scenario: &Scenario, threads: usize) -> (String, Outcome) {
    let trace = Arc::new(Mutex::new(String::new()));
    let written = Arc::clone(&trace);
    let sink = move |line: &Line| {
        writeln!(written.lock().expect("no panic under the lock"), "{line}").expect("memory");
    };
    let play = Play { threads, ..Play::default() };
    let outcome = play.play(scenario, Some(sink)).unwrap_or_else(|error| panic!("{error}"));
    let trace = trace.lock().expect("no panic under the lock").clone();
    (trace, outcome)
}

#[test]
fn every_scenario_holds() {
    for (path, scenario) in scenarios() {
        let (_, outcome) = play(&scenario, 1);
        let failures: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
        assert!(outcome.held(), "{}:\n{}", path.display(), failures.join("\n"));
    }
}

#[test]
fn the_first_scenario_of_the_guide_holds_as_it_is_printed() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/README.md");
    let guide = std::fs::read_to_string(guide).expect("a readable file");
    let block = guide.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next());
    let scenario = Scenario::parse("hello.yaml", block.expect("a block of YAML"));
    let (_, outcome) = play(&scenario.unwrap_or_else(|error| panic!("{error}")), 1);
    assert!(outcome.held(), "{:?}", outcome.failures);
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    for (path, scenario) in scenarios() {
        let (once, _) = play(&scenario, 1);
        for threads in [1, 2, 8] {
            let (again, _) = play(&scenario, threads);
            let differs = once.lines().zip(again.lines()).find(|(one, other)| one != other);
            assert_eq!(differs, None, "{} on {threads} threads", path.display());
            assert_eq!(once.len(), again.len(), "{} on {threads} threads", path.display());
        }
    }
}

#[test]
fn every_scenario_holds_with_other_seeds() {
    for (path, scenario) in scenarios() {
        for seed in 100..110 {
            let scenario = Scenario { seed, ..scenario.clone() };
            let (_, outcome) = play(&scenario, 1);
            let failures: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
            let failures = failures.join("\n");
            assert!(outcome.held(), "{} with seed {seed}:\n{failures}", path.display());
        }
    }
}
