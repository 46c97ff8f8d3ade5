//! Functions that save the database and bring it back.

pub(super) mod export_ntms_database;
pub(super) mod import_ntms_database;

use std::time::Duration;

use wire::ntms::call::CreateNtmsMediaPool;
use wire::ntms::operation::CreateOptions;
use wire::{Guid, Text};
use world::scenario::At;
use world::scenario::person::Deed;

use crate::case::{Mismatch, Verdict};
use crate::stage::{HERE, Stage};

/// Makes a pool, as a change of the database.
fn make_pool(stage: &mut Stage<'_>, name: &str) -> Result<Guid, Mismatch> {
    stage.gives_id(CreateNtmsMediaPool {
        name: Some(Text::new(name)),
        media_type: None,
        action: CreateOptions::CreateNew.value(),
        security: None,
    })
}

/// Stops the service and starts it again, and opens a session when it is ready.
fn restart(stage: &mut Stage<'_>) -> Verdict {
    stage.hand(&Deed::StopService(At::from(HERE)))?;
    stage.hand(&Deed::StartService(At::from(HERE)))?;
    stage.sleep(Duration::from_secs(60));
    stage.open_session()
}
