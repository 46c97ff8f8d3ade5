//! Rows in files: what services keep waits here for the thread that leads a commit; copies of
//! databases are written and read at once.

use std::collections::BTreeMap;
use std::time::Duration;

use store::{ExportReason, Store};
use world::{ComputerId, ExportFault, Keeping, Outside, Record, Rows};

use crate::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The database files, each for one service.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stores(Arc<Mutex<BTreeMap<ComputerId, Store>>>);

impl Stores {
    /// Whoever holds the world may take them, not the other way round.
    pub(crate) fn lock(&self) -> MutexGuard<'_, BTreeMap<ComputerId, Store>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the loop asks to be kept, kept in files.
#[derive(Debug)]
pub(crate) struct Files {
    batch: Vec<Record>,
    stores: Stores,
}

impl Files {
    pub(crate) fn new(stores: Stores) -> Files {
        Files { batch: Vec::new(), stores }
    }
}

impl Outside for Files {
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

    fn export(
        &mut self,
        _: Duration,
        computer: ComputerId,
        _: &dyn Fn() -> Rows,
    ) -> Result<(), ExportFault> {
        let mut stores = self.stores.lock();
        let store = stores.get_mut(&computer).ok_or(ExportFault::Failure)?;
        store.export().map_err(|error| {
            tracing::error!(%error, "a copy of a database could not be written");
            match error.reason {
                ExportReason::Held(_) => ExportFault::Held,
                ExportReason::Failure(_) => ExportFault::Failure,
            }
        })
    }

    fn has_export(&mut self, computer: ComputerId) -> bool {
        self.stores.lock().get(&computer).is_some_and(Store::has_copy)
    }

    fn import(&mut self, computer: ComputerId) -> Result<Option<Rows>, String> {
        let stores = self.stores.lock();
        let Some(store) = stores.get(&computer) else { return Ok(None) };
        store.import().map_err(|error| {
            tracing::error!(%error, "a service cannot import the copy of its database");
            error.to_string()
        })
    }
}
