//! The JSON Schema of the format, for editors.

use serde_json::Value;

use super::Scenario;

/// The JSON Schema of a scenario.
pub fn schema() -> Value {
    schemars::schema_for!(Scenario).to_value()
}
