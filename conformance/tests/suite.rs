//! The suite on our own implementation: everything passes, and what it says of itself is true.

use std::collections::BTreeSet;

use conformance::{Embedded, Outcome, Plan, cases, uncovered};
use wire::ntms::Function;

/// `SUITE_ONLY` chooses cases whose id contains it.
#[test]
fn every_case_passes_on_the_embedded_implementation() {
    let filter = std::env::var("SUITE_ONLY").ok();
    let report = Plan { group: None, filter, seed: 1 }.run(&Embedded);
    let wrong = report.cases.iter().filter(|case| case.outcome != Outcome::Pass);
    let told = wrong.map(|case| {
        format!(
            "{}: {}\n  {} expected, {} seen",
            case.id, case.requirement, case.expected, case.actual
        )
    });
    let told: Vec<String> = told.collect();
    assert!(report.is_good(), "\n{}", told.join("\n"));
}

#[test]
fn every_case_has_a_name_of_its_own_and_a_function_that_is_built() {
    let mut names = BTreeSet::new();
    for case in cases::all() {
        assert!(names.insert(case.id()), "{} is there twice", case.id());
        assert!(case.function.is_built(), "{} tries what is not there", case.id());
        assert!(!case.requirement.is_empty() && !case.source.is_empty(), "{}", case.id());
    }
}

#[test]
fn functions_that_are_built_have_a_case_for_every_documented_code() {
    let built = |pair: &&String| {
        let name = pair.split('/').next().unwrap_or_default();
        Function::ALL.iter().any(|function| function.name() == name && function.is_built())
    };
    let open = uncovered();
    let missing: Vec<&String> = open.iter().filter(built).collect();
    assert!(missing.is_empty(), "no case for {missing:#?}");
}
