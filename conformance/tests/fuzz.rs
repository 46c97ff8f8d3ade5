//! The fuzzers, a few hundred seeds of each. `FUZZ_SEEDS` says how many instead, `FUZZ_SEED` which
//! single one, `FUZZ_ONLY` whose.

use std::time::{Duration, Instant};

use conformance::fuzz::{FUZZERS, Fuzzer, RIGGED};

/// Seeds of the slowest fuzzer where nobody says how many.
const SEEDS: u64 = 100;
/// The longest that one seed may take. In a debug build on a busy machine no world here needs half
/// of it.
const SEED_MAX: Duration = Duration::from_secs(60);

/// Seeds that fail and are not mended yet, each with its reason. They are tried all the same: one
/// that passes must leave the list.
const KNOWN: &[(&str, u64, &str)] = &[(
    "worlds",
    82,
    "a changer that is silent for hours carries out moves that the service has given up",
)];

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

fn fails(fuzzer: &Fuzzer, seed: u64) -> Option<String> {
    let began = Instant::now();
    let tried = fuzzer.attempt(seed);
    let took = began.elapsed();
    let slow = || (took > SEED_MAX).then(|| format!("it took {took:?}"));
    let wrong = tried.err().or_else(slow)?;
    let name = fuzzer.name;
    Some(format!(
        "{name}, seed {seed}: {wrong}\n\nAgain with\n  \
         FUZZ_ONLY={name} FUZZ_SEED={seed} cargo test -p conformance --test fuzz -- --nocapture"
    ))
}

#[test]
fn nothing_that_is_random_breaks_what_holds_of_anything() {
    let only = std::env::var("FUZZ_ONLY").ok();
    // The rigged one runs only when somebody wants to see it fail.
    let chosen = |fuzzer: &&Fuzzer| match &only {
        Some(only) => only == fuzzer.name,
        None => fuzzer.name != RIGGED.name,
    };
    for fuzzer in FUZZERS.iter().chain([&RIGGED]).filter(chosen) {
        let seeds = match (number("FUZZ_SEED"), number("FUZZ_SEEDS")) {
            (Some(seed), _) => seed..seed + 1,
            (None, count) => 0..count.unwrap_or(SEEDS) * fuzzer.weight,
        };
        for seed in seeds {
            let known = KNOWN.iter().find(|(name, at, _)| (*name, *at) == (fuzzer.name, seed));
            match (fails(fuzzer, seed), known) {
                (Some(wrong), None) => panic!("{wrong}"),
                (None, Some((.., reason))) => panic!("seed {seed} is mended: {reason}"),
                (None, None) | (Some(_), Some(_)) => {}
            }
        }
    }
}

#[test]
fn a_law_that_does_not_hold_is_found_with_its_seed() {
    let found = (0..20).find_map(|seed| fails(&RIGGED, seed));
    let found = found.expect("a world that lasts for more than a second");
    assert!(found.contains("law rigged: more than a second"), "{found}");
    assert!(found.contains("FUZZ_ONLY=rigged FUZZ_SEED="), "{found}");
    assert!(found.contains("Scenario {"), "{found}");
}
