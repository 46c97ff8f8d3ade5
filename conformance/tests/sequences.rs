//! Random sequences of calls against the model: a few dozen, the same in every run. `SEQUENCES`
//! says how many others instead, `SEQUENCE_STEPS` of how many steps each at most.

use std::collections::BTreeSet;

use conformance::sequence::{Rules, Step, calls, file, play, scripts, shortest};
use ntmsapi::Play;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use world::scenario::Scenario;
use world::trace::Line;

/// Sequences where nobody says how many.
const SEQUENCES: u32 = 30;
/// Steps of the longest where nobody says how many.
const STEPS_MAX: usize = 25;

fn number(name: &str) -> Option<u32> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

fn config(cases: u32, rng_seed: RngSeed) -> Config {
    Config { cases, failure_persistence: None, rng_seed, ..Config::default() }
}

#[test]
fn every_call_ends_as_the_model_says_and_leaves_what_it_says() {
    let steps_max = number("SEQUENCE_STEPS").map_or(STEPS_MAX, |steps| steps as usize);
    let config = match number("SEQUENCES") {
        Some(cases) => config(cases, RngSeed::Random),
        None => config(SEQUENCES, RngSeed::Fixed(1)),
    };
    let mut runner = TestRunner::new(config);
    let ran = runner.run(&scripts(steps_max), |steps| {
        play(&steps, Rules::default()).map_err(|differs| TestCaseError::fail(differs.to_string()))
    });
    match ran {
        Ok(()) => {}
        Err(TestError::Fail(_, steps)) => {
            let steps = shortest(&steps, Rules::default());
            panic!("{}", play(&steps, Rules::default()).expect_err("it failed before"));
        }
        Err(error) => panic!("{error}"),
    }
}

/// The shortest script that shows a model with a wrong rule to be wrong.
fn shown_wrong(rules: Rules) -> Vec<Step> {
    let mut runner = TestRunner::new(config(5000, RngSeed::Fixed(1)));
    let ran = runner.run(&scripts(12), |steps| {
        // Where the wrong rule says the same, nothing can come of it.
        if calls(&steps, rules) == calls(&steps, Rules::default())
            && file(&steps, rules) == file(&steps, Rules::default())
        {
            return Ok(());
        }
        play(&steps, rules).map_err(|differs| TestCaseError::fail(differs.to_string()))
    });
    match ran {
        Err(TestError::Fail(_, steps)) => shortest(&steps, rules),
        other => panic!("a wrong rule is found: {other:?}"),
    }
}

/// A model with a wrong rule fails with a script of so many steps at most, as a file which shows
/// this when it is played, at the line that is marked.
fn is_found(rules: Rules, steps_max: usize, said: &str) {
    let steps = shown_wrong(rules);
    assert!(steps.len() <= steps_max, "{steps:#?}");
    assert!(play(&steps, Rules::default()).is_ok(), "the right rule holds: {steps:#?}");
    let differs = play(&steps, rules).expect_err("the wrong rule does not");
    let scenario = Scenario::parse("printed.yaml", &differs.file);
    let scenario = scenario.unwrap_or_else(|error| panic!("{error}\n{}", differs.file));
    let outcome = Play::default().play(&scenario, None::<fn(&Line)>).expect("a world");
    let failure = outcome.failures.first().expect("the file fails as the script did");
    let line = failure.line.expect("a step of the file");
    assert_eq!(Some(line), differs.line, "{failure}\n{}", differs.file);
    let marked: Vec<(usize, &str)> =
        differs.file.lines().enumerate().filter(|(_, text)| text.contains("  # <- ")).collect();
    let [(at, text)] = marked[..] else { panic!("one mark: {marked:?}\n{}", differs.file) };
    assert_eq!(at + 1, line as usize, "{failure}\n{}", differs.file);
    assert!(text.contains(said) && text.contains(&failure.what), "{text}\n{failure}");
    let looks = differs.file.matches("GetNtmsObjectInformation: {").count();
    assert!(looks <= 1, "looks that went well are not shown:\n{}", differs.file);
}

#[test]
fn a_state_that_the_model_has_wrong_is_found_and_printed_as_a_file_that_fails() {
    let rules = Rules { retires_late: true, ..Rules::default() };
    is_found(rules, 3, "seen state NTMS_PARTSTATE_DECOMMISSIONED");
}

#[test]
fn a_code_that_the_model_has_wrong_is_found_and_printed_as_a_file_that_fails() {
    let rules = Rules { writes_complete: true, ..Rules::default() };
    is_found(rules, 3, "seen ERROR_WRITE_PROTECT");
}

/// What scripts must come to, or the sequences prove little: functions with their ends.
const REACHED: &[(&str, &[&str])] = &[
    ("OpenNtmsSession", &[""]),
    ("CloseNtmsSession", &["", "INVALID_HANDLE", "CONNECTION_UNAVAIL"]),
    ("CreateNtmsMediaPool", &["", "ALREADY_EXISTS", "OBJECT_NOT_FOUND", "INVALID_PARAMETER"]),
    ("DeleteNtmsMediaPool", &["", "INVALID_MEDIA_POOL", "NOT_EMPTY", "NOT_CONNECTED"]),
    ("SetNtmsObjectInformation", &[""]),
    ("MoveToNtmsMediaPool", &["", "BUSY", "INVALID_MEDIA_POOL"]),
    (
        "AllocateNtmsMedia",
        &["", "INVALID_MEDIA", "MEDIA_UNAVAILABLE", "MEDIA_OFFLINE", "TIMEOUT", "CANCELLED"],
    ),
    ("DeallocateNtmsMedia", &["", "INVALID_MEDIA"]),
    ("SetNtmsMediaComplete", &["", "INVALID_STATE", "INVALID_MEDIA"]),
    ("SwapNtmsMedia", &["", "INVALID_STATE", "INVALID_MEDIA", "INVALID_MEDIA_POOL"]),
    ("DecommissionNtmsMedia", &["", "INVALID_STATE"]),
    ("DeleteNtmsMedia", &["", "INVALID_STATE"]),
    (
        "MountNtmsMedia",
        &["", "BUSY", "TIMEOUT", "MEDIA_OFFLINE", "WRITE_PROTECT", "RESOURCE_DISABLED"],
    ),
    ("DismountNtmsMedia", &["", "INVALID_STATE", "MEDIA_NOT_AVAILABLE", "DEVICE_NOT_AVAILABLE"]),
    ("EjectNtmsMedia", &["", "BUSY", "LIBRARY_OFFLINE", "DEVICE_NOT_AVAILABLE"]),
    ("InjectNtmsMedia", &["", "DEVICE_NOT_AVAILABLE"]),
    ("InventoryNtmsLibrary", &["", "DEVICE_NOT_AVAILABLE"]),
    ("SubmitNtmsOperatorRequest", &[""]),
    ("SatisfyNtmsOperatorRequest", &["", "OBJECT_NOT_FOUND"]),
    ("CancelNtmsOperatorRequest", &["", "INVALID_STATE"]),
    ("WaitForNtmsOperatorRequest", &["", "CANCELLED", "TIMEOUT", "OBJECT_NOT_FOUND"]),
    ("EnableNtmsObject", &["", "INVALID_STATE"]),
    ("DisableNtmsObject", &["", "INVALID_STATE"]),
    ("ExportNtmsDatabase", &[""]),
    ("do: { stop-service", &[""]),
];

/// States of sides and drives that must be seen.
const SEEN: &[&str] = &[
    "UNPREPARED",
    "DECOMMISSIONED",
    "AVAILABLE",
    "ALLOCATED",
    "COMPLETE",
    "FOREIGN",
    "IMPORT",
    "RESERVED",
    "LOADED",
    "DISMOUNTABLE",
    "DISMOUNTED",
];

#[test]
fn scripts_come_to_every_state_and_to_the_ends_of_every_call() {
    let mut runner = TestRunner::deterministic();
    let (mut ends, mut states) = (BTreeSet::new(), BTreeSet::new());
    for nth in 0..2000 {
        let steps = scripts(STEPS_MAX).new_tree(&mut runner).expect("a script").current();
        // What is looked at shows the states; a few scripts come to all of these.
        let look = if nth < 100 { file } else { calls };
        for line in look(&steps, Rules::default()).lines() {
            let Some(call) = line.trim_start().strip_prefix("- { ") else { continue };
            let end = call.split_once(", expect: ERROR_").map_or("", |(_, end)| end);
            let end = end.split([',', ' ']).next().unwrap_or_default().to_owned();
            let known = REACHED.iter().find(|(function, _)| call.starts_with(function));
            ends.extend(known.map(|(function, _)| (*function, end)));
            let state = call.split_once("state: ").map(|(_, state)| state);
            states
                .extend(state.and_then(|state| state.split([',', ' ']).next()).map(str::to_owned));
        }
    }
    for (function, codes) in REACHED {
        for code in *codes {
            assert!(ends.contains(&(*function, (*code).to_owned())), "{function}, {code}");
        }
    }
    for state in SEEN {
        assert!(states.contains(*state), "{state} of {states:?}");
    }
}
