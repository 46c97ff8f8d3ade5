//! How often functions were called and what they answered.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use wire::ntms::{Function, NtmsError};

/// Calls by function and code.
#[derive(Debug, Default)]
pub struct Counts(Mutex<BTreeMap<(Function, Option<NtmsError>), u64>>);

impl Counts {
    pub(crate) fn note(&self, function: Function, code: Option<NtmsError>) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((function, code)).or_default() += 1;
    }

    /// Each function with each code that it answered, success being none, and how often.
    pub fn all(&self) -> Vec<(Function, Option<NtmsError>, u64)> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().map(|((function, code), count)| (*function, *code, *count)).collect()
    }
}
