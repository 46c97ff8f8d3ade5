//! What the loop asks of the outside: to keep what must survive. It never blocks.

use std::time::Duration;

use rsm::Ticket;
use rsm::database::Transaction;
use wire::ntms::NtmsError;

use crate::computer::ComputerId;

/// A transaction of a service on its way to where it is kept.
#[derive(Clone, Debug)]
pub struct Record {
    /// Whose service.
    pub computer: ComputerId,
    /// The service's number for it.
    pub ticket: Ticket,
    /// What changed.
    pub transaction: Transaction,
}

/// Why a transaction could not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// There is no room.
    Full,
    /// Anything else.
    Failure,
}

impl StoreFault {
    /// The code that callers get.
    pub fn error(self) -> NtmsError {
        match self {
            StoreFault::Full => NtmsError::DatabaseFull,
            StoreFault::Failure => NtmsError::DatabaseFailure,
        }
    }
}

/// How far a record is.
#[derive(Clone, Debug)]
pub enum Keeping {
    /// It is kept.
    Kept,
    /// Whoever leads must commit the batch that it is part of.
    Pending,
    /// It cannot be kept.
    Failed(Record, StoreFault),
}

/// Where services keep their rows.
pub trait Outside: Send {
    /// Takes a record.
    fn keep(&mut self, now: Duration, record: Record) -> Keeping;

    /// Gives the records that are pending, oldest first, to be committed elsewhere.
    fn take_batch(&mut self) -> Vec<Record>;

    /// A service has died: what is pending of it is not to be kept.
    fn forget(&mut self, computer: ComputerId);
}

impl<O: Outside + ?Sized> Outside for Box<O> {
    fn keep(&mut self, now: Duration, record: Record) -> Keeping {
        (**self).keep(now, record)
    }

    fn take_batch(&mut self) -> Vec<Record> {
        (**self).take_batch()
    }

    fn forget(&mut self, computer: ComputerId) {
        (**self).forget(computer);
    }
}

/// Rows stay in the memory of the service: a record is kept at once.
#[derive(Debug, Default)]
pub struct InMemory;

impl Outside for InMemory {
    fn keep(&mut self, _: Duration, _: Record) -> Keeping {
        Keeping::Kept
    }

    fn take_batch(&mut self) -> Vec<Record> {
        Vec::new()
    }

    fn forget(&mut self, _: ComputerId) {}
}

/// Rows go to a store that a caller's own thread writes to.
#[derive(Debug, Default)]
pub struct Durable {
    batch: Vec<Record>,
}

impl Outside for Durable {
    fn keep(&mut self, _: Duration, record: Record) -> Keeping {
        self.batch.push(record);
        Keeping::Pending
    }

    fn take_batch(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.batch)
    }

    fn forget(&mut self, computer: ComputerId) {
        self.batch.retain(|record| record.computer != computer);
    }
}
