//! Steps inside steps, laid out flat: what is done stands in one list, and loops jump in it.

use std::sync::Arc;
use std::time::Duration;

use crate::scenario::story::{Action, Repeat, Retry, Step};
use crate::scenario::vocabulary::{End, Word};
use crate::scenario::{At, Bounds, Many, Place, Span};

/// Media that one loop goes through at most: more than any library has.
const MEDIA_MAX: usize = 1 << 20;

/// The steps of an application.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) ops: Vec<Op>,
}

/// Something that comes next.
#[derive(Debug)]
pub(super) enum Op {
    /// A step is done.
    Do(Arc<Leaf>),
    /// Rounds begin; without any, what follows the loop comes next.
    Begin { rounds: Rounds, after: usize },
    /// A round ends: the next begins at `first`, if there is one.
    Again { first: usize },
}

/// How often a loop goes round.
#[derive(Debug)]
pub(super) enum Rounds {
    Times(u32),
    /// Once for each medium, whose name is saved under `name`.
    Media {
        media: Vec<String>,
        name: String,
    },
}

impl Rounds {
    pub(super) fn count(&self) -> usize {
        match self {
            Rounds::Times(times) => *times as usize,
            Rounds::Media { media, .. } => media.len(),
        }
    }
}

/// A step without others inside.
#[derive(Debug)]
pub(super) struct Leaf {
    /// Where it stands among the others: `3.2`.
    pub(super) number: String,
    pub(super) place: Option<Place>,
    pub(super) step: Step,
    /// What does it again, the innermost first.
    pub(super) retries: Vec<Again>,
}

/// A step that is done again, and what is expected of it then.
#[derive(Debug)]
pub(super) struct Again {
    pub(super) every: Duration,
    pub(super) at_most: u32,
    pub(super) ends: Many<At<Word<End>>>,
    /// The ends of the last try that are right; those of the step itself when there is none.
    pub(super) expect: Many<At<Word<End>>>,
    /// How long all tries together must take.
    pub(super) takes: Option<At<Bounds<Span>>>,
}

impl Script {
    /// The script of these steps.
    pub(super) fn of(steps: &[At<Step>]) -> Script {
        let mut script = Script::default();
        script.lay_out(steps, "");
        script
    }

    fn lay_out(&mut self, steps: &[At<Step>], before: &str) {
        for (at, step) in steps.iter().enumerate() {
            self.lay(step, format!("{before}{}", at + 1), Vec::new());
        }
    }

    fn lay(&mut self, step: &At<Step>, number: String, retries: Vec<Again>) {
        match &step.action {
            Action::Repeat(Repeat { times, steps }) => {
                self.lay_loop(Rounds::Times(*times), steps, &number);
            }
            Action::ForEach(each) => {
                let media = each.medium.iter().flat_map(|names| names.iter());
                let media = media.take(MEDIA_MAX).collect();
                let name = each.name.value.clone();
                self.lay_loop(Rounds::Media { media, name }, &each.steps, &number);
            }
            Action::Retry(retry) => self.lay_retry(step, retry, number, retries),
            _ => {
                let leaf = Leaf { number, place: step.place, step: step.value.clone(), retries };
                self.ops.push(Op::Do(Arc::new(leaf)));
            }
        }
    }

    fn lay_retry(
        &mut self,
        step: &At<Step>,
        retry: &Retry,
        number: String,
        mut retries: Vec<Again>,
    ) {
        let again = Again {
            every: retry.every.0,
            at_most: retry.at_most.value,
            ends: retry.ends.clone(),
            expect: step.expect.clone(),
            takes: step.takes,
        };
        retries.insert(0, again);
        self.lay(&retry.step, number, retries);
    }

    fn lay_loop(&mut self, rounds: Rounds, steps: &[At<Step>], number: &str) {
        // A loop around nothing would go round without time passing.
        if steps.is_empty() {
            return;
        }
        let begin = self.ops.len();
        self.ops.push(Op::Begin { rounds, after: 0 });
        self.lay_out(steps, &format!("{number}."));
        self.ops.push(Op::Again { first: begin + 1 });
        let end = self.ops.len();
        if let Some(Op::Begin { after, .. }) = self.ops.get_mut(begin) {
            *after = end;
        }
    }
}
