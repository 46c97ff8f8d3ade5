//! Random sequences of calls against the model, a few dozen of them. `SEQUENCES` says how many
//! instead, `SEQUENCE_STEPS` of how many steps each at most.

use conformance::sequence::{Rules, play, scripts};
use proptest::test_runner::{Config, TestRunner};

/// Sequences where nobody says how many.
const SEQUENCES: u32 = 40;
/// Steps of the longest where nobody says how many.
const STEPS_MAX: usize = 25;

fn number(name: &str) -> Option<u32> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

fn config() -> Config {
    let cases = number("SEQUENCES").unwrap_or(SEQUENCES);
    Config { cases, failure_persistence: None, ..Config::default() }
}

#[test]
fn every_call_ends_as_the_model_says_and_leaves_what_it_says() {
    let steps_max = number("SEQUENCE_STEPS").map_or(STEPS_MAX, |steps| steps as usize);
    let mut runner = TestRunner::new(config());
    let ran = runner.run(&scripts(steps_max), |steps| {
        play(&steps, Rules::default())
            .map_err(|differs| proptest::test_runner::TestCaseError::fail(differs.to_string()))
    });
    if let Err(error) = ran {
        panic!("{error}");
    }
}
