//! The group commit: whoever meets a batch of transactions first commits it for all.

use std::collections::BTreeMap;

use store::{StoreError, StoreReason};
use world::{CallId, ComputerId, Ended, Record, StoreFault, Ticket};

use crate::drive::{State, leave};
use crate::line::Round;
use crate::room::World;
use crate::sync::{MutexGuard, thread};

/// Records of a batch after which no more come into it: those that wait for it wait long enough.
const BATCH_MAX: usize = 1_024;

/// The batch of each computer.
type Parts = BTreeMap<ComputerId, Part>;

/// The last record of a batch, and what became of it so far.
type Part = (Ticket, Result<(), StoreFault>);

/// A batch that is committed when this is dropped: whoever is to do it may end before, and nobody
/// waits in vain.
pub(crate) struct Owed {
    world: World,
    batch: Vec<Record>,
}

impl Owed {
    pub(crate) fn new(world: &World, batch: Vec<Record>) -> Owed {
        Owed { world: world.clone(), batch }
    }
}

impl Drop for Owed {
    fn drop(&mut self) {
        drop(self.world.commit(std::mem::take(&mut self.batch)));
    }
}

impl World {
    /// Commits what is to be committed, and gives the leader's own call back if it has ended with
    /// it. Those who are to be woken meanwhile wake one another.
    pub(crate) fn lead(&self, mut state: MutexGuard<'_, State>, own: CallId) -> Option<Ended> {
        let batch = self.take_batch(&mut state);
        let next = state.bells.pop();
        drop(state);
        next.into_iter().for_each(|bell| bell.notify_one());
        let (mut state, round) = self.keep(batch);
        // Taken now, it need not wait for the world behind all those who are woken.
        let ended = state.world.take(own);
        match ended {
            Some(_) => leave(state),
            None => drop(state),
        }
        round.into_iter().for_each(Round::end);
        ended
    }

    /// What is to be committed; whoever takes it commits it. Until it is written more may come.
    pub(crate) fn take_batch(&self, state: &mut State) -> Vec<Record> {
        self.open_line(state);
        state.world.take_batch()
    }

    /// Commits a batch on this thread, tells the world how that went, and wakes those whose calls
    /// have ended with it.
    pub(crate) fn commit(&self, batch: Vec<Record>) -> MutexGuard<'_, State> {
        let (mut state, round) = self.keep(batch);
        state.ring();
        let Some(round) = round else { return state };
        drop(state);
        round.end();
        self.lock()
    }

    /// The same, with those still to be woken; it is said who waits for the batch.
    fn keep(&self, batch: Vec<Record>) -> (MutexGuard<'_, State>, Option<Round>) {
        let mut parts = Parts::new();
        let round = self.write(batch, &mut parts);
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
        round.iter().for_each(|round| state.look_after(round));
        (state, round)
    }

    /// Writes a batch, and into the same whatever is called meanwhile, so that the disk is waited
    /// for once. Says who waits for it.
    fn write(&self, batch: Vec<Record>, parts: &mut Parts) -> Option<Round> {
        let (mut records, mut written) = (batch, Vec::new());
        loop {
            self.add(&records, parts);
            written.append(&mut records);
            thread::yield_now();
            let mut state = self.lock();
            if written.len() < BATCH_MAX {
                self.play_line(&mut state);
                records = state.world.take_batch();
            }
            if records.is_empty() {
                return self.close_line(&mut state, written);
            }
        }
    }

    /// Adds records to the batches of their computers.
    fn add(&self, records: &[Record], parts: &mut Parts) {
        let mut of_computers: BTreeMap<ComputerId, Vec<_>> = BTreeMap::new();
        for Record { computer, ticket, transaction } in records {
            parts.entry(*computer).or_insert((*ticket, Ok(()))).0 = *ticket;
            of_computers.entry(*computer).or_default().push(transaction);
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

fn fault_of(error: StoreError) -> StoreFault {
    tracing::error!(%error, "a transaction could not be kept");
    match error.reason {
        StoreReason::Full(_) => StoreFault::Full,
        StoreReason::Failure(_) => StoreFault::Failure,
    }
}
