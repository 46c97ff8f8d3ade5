//! Runs cases on a target and counts what is covered.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;
use wire::ntms::Function;

use crate::case::{Alphabet, Case, Form, Mismatch, Need};
use crate::stage::Stage;
use crate::target::Target;
use crate::{cases, known};

/// Which cases are run.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Of this group of functions only.
    pub group: Option<String>,
    /// Whose id contains this only.
    pub filter: Option<String>,
    /// Where chance comes from.
    pub seed: u64,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// As required.
    Pass,
    /// Not as required.
    Fail,
    /// The target cannot do what the case needs.
    Skip,
    /// Not as required, and known with a reason.
    Known,
}

/// A case and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Result {
    /// Function and code, the variant, and the form where there are several.
    pub id: String,
    /// The function.
    pub function: &'static str,
    /// The code.
    pub code: &'static str,
    /// What is required.
    pub requirement: &'static str,
    /// Where the requirement comes from.
    pub source: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// What should have been seen.
    pub expected: String,
    /// What was seen; why it was skipped or is known.
    pub actual: String,
}

/// How much of something is covered by cases that passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Covered.
    pub covered: usize,
    /// All there is.
    pub total: usize,
}

/// How many cases ended in each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// As required.
    pub passed: usize,
    /// Not as required.
    pub failed: usize,
    /// Not tried.
    pub skipped: usize,
    /// Known differences.
    pub known: usize,
}

/// What became of a run of the suite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What it was tried on.
    pub target: String,
    /// Where chance came from.
    pub seed: u64,
    /// The commit that the suite was built from.
    pub commit: &'static str,
    /// Functions with a case that passed.
    pub functions: Coverage,
    /// Documented pairs of function and code with a case that passed.
    pub pairs: Coverage,
    /// How many cases ended in each way.
    pub counts: Counts,
    /// Documented pairs without a case: `Function/CODE`.
    pub uncovered: Vec<String>,
    /// Every case.
    pub cases: Vec<Result>,
}

impl Report {
    /// Everything ran, and passed or is known; nothing at all is not everything.
    pub fn is_good(&self) -> bool {
        let Counts { failed, skipped, .. } = self.counts;
        failed == 0 && skipped == 0 && !self.cases.is_empty()
    }
}

impl Plan {
    /// The cases that it means, in their order.
    pub fn cases(&self) -> Vec<&'static Case> {
        let group = |case: &Case| {
            self.group.as_deref().is_none_or(|group| case.function.group().name() == group)
        };
        let filter =
            |case: &Case| self.filter.as_deref().is_none_or(|filter| case.id().contains(filter));
        cases::all().filter(|case| group(case) && filter(case)).collect()
    }

    /// Runs them.
    pub fn run(&self, target: &dyn Target) -> Report {
        let cases = self.cases();
        let trials: Vec<(&Case, Form)> = cases
            .iter()
            .flat_map(|case| forms(case, target).into_iter().map(move |form| (*case, form)))
            .collect();
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some((case, form)) = trials.get(at) else { return done };
                done.push((at, self.run_case(target, case, *form)));
            }
        };
        let mut results = std::thread::scope(|scope| {
            let others: Vec<_> = (1..target.rooms_at_once()).map(|_| scope.spawn(work)).collect();
            let mut results = work();
            for other in others {
                // What a target does wrong is a result; a defect of the suite ends it.
                results.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            results
        });
        results.sort_by_key(|(at, _)| *at);
        let results = results.into_iter().map(|(_, result)| result).collect();
        self.report(target, results)
    }

    fn run_case(&self, target: &dyn Target, case: &Case, form: Form) -> Result {
        let id = match form {
            _ if case.in_every_form => format!("{}@{form}", case.id()),
            Form { alphabet: Alphabet::Ansi, .. } => format!("{}@A", case.id()),
            _ => case.id(),
        };
        let (outcome, expected, actual) = self.judge(target, case, form);
        Result {
            id,
            function: case.function.name(),
            code: case.code_name(),
            requirement: case.requirement,
            source: case.source,
            outcome,
            expected,
            actual,
        }
    }

    fn judge(&self, target: &dyn Target, case: &Case, form: Form) -> (Outcome, String, String) {
        let code = case.code_name().to_owned();
        let far = form.remote.then_some(&Need::SecondComputer);
        if let Some(need) = case.needs.iter().chain(far).find(|need| !target.offers(**need)) {
            let why = format!("the target does not offer {}", need.name());
            return (Outcome::Skip, code, why);
        }
        let tried =
            target.room(&case.scenario(), self.seed).map_err(|why| Mismatch::new("a room", why));
        // A target that panics fails the case and not the suite.
        let tried = tried.and_then(|room| {
            let run = AssertUnwindSafe(|| {
                let mut stage = Stage::new(room, form);
                let verdict = case.play(&mut stage);
                let trouble = stage.room().trouble();
                trouble.map_or(verdict, |trouble| Err(Mismatch::new(&code, trouble)))
            });
            catch_unwind(run).unwrap_or_else(|_| Err(Mismatch::new(&code, "a panic")))
        });
        match (tried, known::find(&target.name(), &case.id())) {
            (Ok(()), None) => (Outcome::Pass, code.clone(), code),
            (Ok(()), Some(_)) => {
                (Outcome::Fail, "the known difference".to_owned(), format!("{code}, as required"))
            }
            (Err(_), Some(known)) => (Outcome::Known, code, known.reason.to_owned()),
            (Err(Mismatch { expected, actual }), None) => (Outcome::Fail, expected, actual),
        }
    }

    fn report(&self, target: &dyn Target, cases: Vec<Result>) -> Report {
        let count = |outcome| cases.iter().filter(|case| case.outcome == outcome).count();
        let passed: BTreeSet<(&str, &str)> = cases
            .iter()
            .filter(|case| case.outcome == Outcome::Pass)
            .map(|case| (case.function, case.code))
            .collect();
        let functions = Function::ALL.iter().filter(|f| passed.iter().any(|p| p.0 == f.name()));
        Report {
            target: target.name(),
            seed: self.seed,
            commit: env!("RSM_COMMIT"),
            functions: Coverage { covered: functions.count(), total: Function::ALL.len() },
            pairs: Coverage {
                covered: pairs().filter(|pair| passed.contains(pair)).count(),
                total: pairs().count(),
            },
            counts: Counts {
                passed: count(Outcome::Pass),
                failed: count(Outcome::Fail),
                skipped: count(Outcome::Skip),
                known: count(Outcome::Known),
            },
            uncovered: uncovered(),
            cases,
        }
    }
}

/// The forms in which a case is tried on a target.
fn forms(case: &Case, target: &dyn Target) -> Vec<Form> {
    if case.in_every_form {
        return Form::all().collect();
    }
    let alphabets = match case.function.exports().len() {
        1 => &[Alphabet::Wide],
        _ => target.alphabets(),
    };
    alphabets.iter().map(|alphabet| Form { alphabet: *alphabet, ..Form::default() }).collect()
}

/// Every documented pair of function and code.
fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of = |function: &Function| {
        let function = *function;
        function.documented().iter().map(move |code| (function.name(), code.name()))
    };
    Function::ALL.iter().flat_map(of)
}

/// The documented pairs that no case is written for.
pub fn uncovered() -> Vec<String> {
    let written: BTreeSet<(&str, &str)> =
        cases::all().map(|case| (case.function.name(), case.code_name())).collect();
    let open = pairs().filter(|pair| !written.contains(pair));
    open.map(|(function, code)| format!("{function}/{code}")).collect()
}
