//! Text to scenario. The only place that calls `serde_yaml`.

use super::error::Diagnostic;
use super::{Scenario, ScenarioError, check};

/// Reads a scenario and checks it.
pub(super) fn parse(file: &str, text: &str) -> Result<Scenario, ScenarioError> {
    let read = serde_yaml::from_str::<Scenario>(text);
    let found = read.map_err(|error| vec![Diagnostic::at(None, error.to_string())]);
    match found {
        Ok(scenario) => ScenarioError::of(file, text, check::check(&scenario)).map(|()| scenario),
        Err(wrong) => ScenarioError::of(file, text, wrong).map(|()| Scenario::default()),
    }
}
