//! The group commit: whoever meets a batch of transactions first commits it for all.

use std::collections::BTreeMap;

use store::{StoreError, StoreReason};
use world::{ComputerId, Record, StoreFault, Ticket};

use crate::drive::{State, World};
use crate::sync::{MutexGuard, thread};

/// Records of a batch after which no more come into it: those that wait for it wait long enough.
const BATCH_MAX: usize = 1_024;

impl World {
    /// Commits what is to be committed. Those who are to be woken meanwhile wake one another.
    pub(crate) fn lead<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let batch = state.world.take_batch();
        let next = state.bells.pop();
        drop(state);
        next.into_iter().for_each(|bell| bell.notify_one());
        self.keep(batch)
    }

    /// Commits a batch on this thread, tells the world how that went, and wakes those whose calls
    /// have ended with it.
    pub(crate) fn commit(&self, batch: Vec<Record>) -> MutexGuard<'_, State> {
        let mut state = self.keep(batch);
        state.ring();
        state
    }

    /// The same, with those whose calls have ended still to be woken.
    fn keep(&self, batch: Vec<Record>) -> MutexGuard<'_, State> {
        let mut record_count = batch.len();
        let mut parts = BTreeMap::new();
        self.add(batch, &mut parts);
        // Whatever is called while rows are written comes into the same batch, so that the disk is
        // waited for once.
        while record_count < BATCH_MAX {
            thread::yield_now();
            let more = self.lock().world.take_batch();
            if more.is_empty() {
                break;
            }
            record_count += more.len();
            self.add(more, &mut parts);
        }
        let mut stores = self.shared.stores.lock();
        for (computer, (_, result)) in &mut parts {
            if let (Ok(()), Some(store)) = (&*result, stores.get_mut(computer)) {
                *result = store.commit().map_err(fault_of);
            }
        }
        drop(stores);
        let mut state = self.lock();
        let now = state.world.now();
        for (computer, (through, result)) in parts {
            state.world.kept(now, computer, through, result);
        }
        state.world.batch_done();
        self.tell(&mut state);
        state
    }

    /// Adds records to the batches of their computers.
    fn add(&self, records: Vec<Record>, parts: &mut BTreeMap<ComputerId, Part>) {
        let mut of_computers: BTreeMap<ComputerId, Vec<_>> = BTreeMap::new();
        for Record { computer, ticket, transaction } in records {
            parts.entry(computer).or_insert((ticket, Ok(()))).0 = ticket;
            of_computers.entry(computer).or_default().push(transaction);
        }
        let mut stores = self.shared.stores.lock();
        for (computer, transactions) in of_computers {
            let Some((_, result)) = parts.get_mut(&computer) else { continue };
            if let (Ok(()), Some(store)) = (&*result, stores.get_mut(&computer)) {
                *result = store.add(&transactions).map_err(fault_of);
            }
        }
    }
}

/// The batch of a computer: its last record, and what became of it so far.
type Part = (Ticket, Result<(), StoreFault>);

fn fault_of(error: StoreError) -> StoreFault {
    tracing::error!(%error, "a transaction could not be kept");
    match error.reason {
        StoreReason::Full(_) => StoreFault::Full,
        StoreReason::Failure(_) => StoreFault::Failure,
    }
}
