//! Rules while the world runs: more of them, which are in force, none any more.

use super::plan::Rule;
use super::{FaultRefused, words};
use crate::scenario::Fault;
use crate::world::World;

/// Rules that a running world takes in all, so that whoever adds some for ever is stopped.
const RULES_MAX: usize = 10_000;

/// A rule in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultRule {
    /// Its number: those of the scenario come first, from 0, then those that were added.
    pub number: usize,
    /// Where, what and when, in words.
    pub what: String,
    /// How often it spoke.
    pub spoke: u64,
}

impl World {
    /// Adds rules behind those that there are: all of them or none. Their times count from the
    /// beginning of the run; one whose time is past speaks at once.
    ///
    /// # Errors
    /// When one of them cannot be, or there were too many.
    pub fn add_faults(&mut self, faults: &[Fault]) -> Result<Vec<FaultRule>, FaultRefused> {
        if self.faults.count.saturating_add(faults.len()) > RULES_MAX {
            return Err(FaultRefused::TooMany(RULES_MAX));
        }
        for fault in faults {
            self.place_of(fault)?;
        }
        let first = self.faults.count;
        for fault in faults {
            self.add_fault(fault)?;
        }
        let mut added = self.faults_in_force();
        added.retain(|rule| rule.number >= first);
        Ok(added)
    }

    /// The rules in force, in their order.
    pub fn faults_in_force(&self) -> Vec<FaultRule> {
        let told = |rule: &Rule| FaultRule {
            number: rule.number,
            what: format!(
                "{}: {}{}",
                self.place_name(&rule.place),
                words::of_effect(&rule.effect),
                words::of_when(&rule.when)
            ),
            spoke: rule.spoke,
        };
        let plans = [&self.faults.plan, &self.outside.plan];
        let mut rules: Vec<FaultRule> =
            plans.into_iter().flat_map(|plan| plan.rules()).map(told).collect();
        rules.sort_unstable_by_key(|rule| rule.number);
        rules
    }

    /// Takes all rules away, those of the scenario too, and tells which there were. What they began
    /// goes on: conditions of devices, hung services and failing databases are as they are until
    /// they end by themselves or somebody ends them.
    pub fn clear_faults(&mut self) -> Vec<FaultRule> {
        let rules = self.faults_in_force();
        self.faults.plan.clear();
        self.outside.plan.clear();
        rules
    }
}
