//! Records that are not kept: an outside with the plan's rules for databases laid over it.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Place;
use super::plan::{Occasion, Plan, Spoken};
use crate::computer::ComputerId;
use crate::outside::{ExportFault, Keeping, Outside, Record, Rows, StoreFault};
use crate::scenario::fault::{Effect, OtherEffect};

/// A database that keeps nothing for a while.
#[derive(Clone, Copy, Debug)]
struct Failing {
    fault: StoreFault,
    /// When it keeps again; never when there is none.
    until: Option<Duration>,
}

/// Any outside with the plan's faults laid over it. An empty plan changes nothing.
#[derive(Debug)]
pub(crate) struct Faulty<O> {
    pub(super) inner: O,
    seed: u64,
    pub(super) plan: Plan,
    failing: BTreeMap<ComputerId, Failing>,
    /// Copies that another program has open, and until when.
    held: BTreeMap<ComputerId, Option<Duration>>,
    /// What rules said and nobody has done yet.
    spoken: Vec<Spoken>,
}

impl<O: Outside> Faulty<O> {
    pub(crate) fn new(seed: u64, inner: O) -> Faulty<O> {
        let (plan, spoken) = (Plan::default(), Vec::new());
        let (failing, held) = (BTreeMap::new(), BTreeMap::new());
        Faulty { inner, seed, plan, failing, held, spoken }
    }

    /// What rules said since this was last asked.
    pub(super) fn take_spoken(&mut self) -> Vec<Spoken> {
        std::mem::take(&mut self.spoken)
    }

    /// From now on a database keeps nothing, for as long as it lasts.
    pub(super) fn fail(
        &mut self,
        now: Duration,
        computer: ComputerId,
        fault: StoreFault,
        lasts: Option<Duration>,
    ) {
        let until = lasts.map(|lasts| now.saturating_add(lasts));
        self.failing.insert(computer, Failing { fault, until });
    }

    /// From now on another program has the copy of a database open, for as long as it lasts.
    pub(super) fn hold(&mut self, now: Duration, computer: ComputerId, lasts: Option<Duration>) {
        self.held.insert(computer, lasts.map(|lasts| now.saturating_add(lasts)));
    }

    fn holds(&self, now: Duration, computer: ComputerId) -> bool {
        self.held.get(&computer).is_some_and(|until| until.is_none_or(|until| now < until))
    }

    fn fails(&mut self, now: Duration, computer: ComputerId) -> Option<StoreFault> {
        let failing = self.failing.get(&computer)?;
        if failing.until.is_some_and(|until| until <= now) {
            self.failing.remove(&computer);
            return None;
        }
        Some(failing.fault)
    }

    fn ask(&mut self, now: Duration, computer: ComputerId) -> Option<Effect> {
        let there = |place: &Place| *place == Place::Database(computer);
        let spoken = self.plan.ask(self.seed, now, Occasion::Keep, there)?;
        let effect = spoken.effect.clone();
        self.spoken.push(spoken);
        Some(effect)
    }
}

impl<O: Outside> Outside for Faulty<O> {
    fn keep(&mut self, now: Duration, record: Record) -> Keeping {
        if self.plan.is_empty() && self.failing.is_empty() {
            return self.inner.keep(now, record);
        }
        let computer = record.computer;
        let effect = self.ask(now, computer);
        if let Some(Effect::Other(OtherEffect::Crash(_))) = effect {
            // The service dies with the record on its way; nobody will ever hear of it.
            return Keeping::Pending;
        }
        let begins = match effect {
            Some(Effect::Other(OtherEffect::Fail(lasting))) => Some((StoreFault::Failure, lasting)),
            Some(Effect::Other(OtherEffect::Full(lasting))) => Some((StoreFault::Full, lasting)),
            _ => None,
        };
        if let Some((fault, lasting)) = begins {
            self.fail(now, computer, fault, lasting.lasts.map(|span| span.0));
            return Keeping::Failed(record, fault);
        }
        match self.fails(now, computer) {
            Some(fault) => Keeping::Failed(record, fault),
            None => self.inner.keep(now, record),
        }
    }

    fn take_batch(&mut self) -> Vec<Record> {
        self.inner.take_batch()
    }

    fn forget(&mut self, computer: ComputerId) {
        self.inner.forget(computer);
    }

    fn export(
        &mut self,
        now: Duration,
        computer: ComputerId,
        rows: &dyn Fn() -> Rows,
    ) -> Result<(), ExportFault> {
        if self.holds(now, computer) {
            return Err(ExportFault::Held);
        }
        match self.fails(now, computer) {
            Some(_) => Err(ExportFault::Failure),
            None => self.inner.export(now, computer, rows),
        }
    }

    fn has_export(&mut self, computer: ComputerId) -> bool {
        self.inner.has_export(computer)
    }

    fn import(&mut self, computer: ComputerId) -> Result<Option<Rows>, String> {
        self.inner.import(computer)
    }
}
