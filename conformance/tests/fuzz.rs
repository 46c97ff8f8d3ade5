//! The fuzzers, a few hundred seeds of each. `FUZZ_SEEDS` says how many instead, `FUZZ_SEED` which
//! single one, `FUZZ_ONLY` whose.

use std::time::{Duration, Instant};

use conformance::fuzz::{FUZZERS, Fuzzer, RIGGED};

/// Seeds of the slowest fuzzer where nobody says how many.
const SEEDS: u64 = 100;
/// The longest that one seed may take: no world here needs a tenth of it in a release build.
const SEED_MAX: Duration = Duration::from_secs(20);

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
            if let Some(wrong) = fails(fuzzer, seed) {
                panic!("{wrong}");
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
