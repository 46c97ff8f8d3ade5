//! What types cannot say: that names exist, that places are free, that numbers can be.

use super::Scenario;
use super::error::Diagnostic;

/// Everything that is wrong.
pub(super) fn check(_: &Scenario) -> Vec<Diagnostic> {
    Vec::new()
}
