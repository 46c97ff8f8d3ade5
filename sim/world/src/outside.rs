//! What the loop asks of the outside: to keep what must survive. It never blocks.

use std::collections::BTreeMap;
use std::time::Duration;

use rsm::Ticket;
use rsm::database::{Row, Transaction};
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

/// Why the copy of a database could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFault {
    /// Another program has the earlier copy open.
    Held,
    /// Anything else.
    Failure,
}

impl ExportFault {
    /// The code that callers get.
    pub fn error(self) -> NtmsError {
        match self {
            ExportFault::Held => NtmsError::SharingViolation,
            ExportFault::Failure => NtmsError::DatabaseFailure,
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

/// All rows of a service, each with its key.
pub type Rows = Vec<(u32, Row)>;

/// Where services keep their rows.
pub trait Outside: Send {
    /// Takes a record.
    fn keep(&mut self, now: Duration, record: Record) -> Keeping;

    /// Gives the records that are pending, oldest first, to be committed elsewhere.
    fn take_batch(&mut self) -> Vec<Record>;

    /// A service has died: what is pending of it is not to be kept.
    fn forget(&mut self, computer: ComputerId);

    /// Writes a copy of the rows of a service, in place of an earlier copy; nothing of them is
    /// pending. `rows` gives them.
    ///
    /// # Errors
    /// Why the earlier copy is still the one that there is.
    fn export(
        &mut self,
        now: Duration,
        computer: ComputerId,
        rows: &dyn Fn() -> Rows,
    ) -> Result<(), ExportFault>;

    /// Whether there is a copy of the rows of a service.
    fn has_export(&mut self, computer: ComputerId) -> bool;

    /// The rows of the copy; nothing when there is none.
    ///
    /// # Errors
    /// Why it cannot be used, in words.
    fn import(&mut self, computer: ComputerId) -> Result<Option<Rows>, String>;
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

    fn export(
        &mut self,
        now: Duration,
        computer: ComputerId,
        rows: &dyn Fn() -> Rows,
    ) -> Result<(), ExportFault> {
        (**self).export(now, computer, rows)
    }

    fn has_export(&mut self, computer: ComputerId) -> bool {
        (**self).has_export(computer)
    }

    fn import(&mut self, computer: ComputerId) -> Result<Option<Rows>, String> {
        (**self).import(computer)
    }
}

/// Rows stay in the memory of the service: a record is kept at once. So do copies.
#[derive(Debug, Default)]
pub struct InMemory {
    copies: BTreeMap<ComputerId, Rows>,
}

impl Outside for InMemory {
    fn keep(&mut self, _: Duration, _: Record) -> Keeping {
        Keeping::Kept
    }

    fn take_batch(&mut self) -> Vec<Record> {
        Vec::new()
    }

    fn forget(&mut self, _: ComputerId) {}

    fn export(
        &mut self,
        _: Duration,
        computer: ComputerId,
        rows: &dyn Fn() -> Rows,
    ) -> Result<(), ExportFault> {
        self.copies.insert(computer, rows());
        Ok(())
    }

    fn has_export(&mut self, computer: ComputerId) -> bool {
        self.copies.contains_key(&computer)
    }

    fn import(&mut self, computer: ComputerId) -> Result<Option<Rows>, String> {
        Ok(self.copies.get(&computer).cloned())
    }
}
