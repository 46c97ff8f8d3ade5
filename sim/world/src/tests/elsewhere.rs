//! An outside whose rows are kept by the test itself.

use std::time::Duration;

use crate::computer::ComputerId;
use crate::outside::{ExportFault, Keeping, Outside, Record, Rows};

/// Whoever plays the world keeps the rows, and has no place for copies.
#[derive(Default)]
pub(super) struct Elsewhere {
    batch: Vec<Record>,
}

impl Outside for Elsewhere {
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
        _: ComputerId,
        _: &dyn Fn() -> Rows,
    ) -> Result<(), ExportFault> {
        Err(ExportFault::Failure)
    }

    fn has_export(&mut self, _: ComputerId) -> bool {
        false
    }

    fn import(&mut self, _: ComputerId) -> Result<Option<Rows>, String> {
        Ok(None)
    }
}
