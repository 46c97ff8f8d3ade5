//! ImportNtmsDatabase.

use wire::ntms::call::{DeleteNtmsMediaPool, ExportNtmsDatabase, ImportNtmsDatabase};
use wire::ntms::{Function, NtmsError};

use super::{make_pool, restart};
use crate::case::{Case, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;

const PAGE: &str = "ImportNtmsDatabase function, return value";
const REMARKS: &str = "ImportNtmsDatabase function, remarks";

const OF: Of = Of::new(Function::ImportNtmsDatabase, &[Need::Room, Need::SimulatedTime], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "next start",
        "nothing changes before the service starts anew; then what was deleted is there again",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let pool = make_pool(stage, "Deleted")?;
            stage.succeeds(ExportNtmsDatabase)?;
            stage.succeeds(DeleteNtmsMediaPool { pool })?;
            stage.succeeds(ImportNtmsDatabase)?;
            if let Ok(pool) = stage.pool("Deleted") {
                return Err(crate::case::Mismatch::new("no pool Deleted", pool));
            }
            restart(stage)?;
            crate::cases::api::equal(pool, stage.pool("Deleted")?)
        },
    ),
    OF.case(
        None,
        "once",
        "one start takes the copy, the start after it keeps what has changed since",
        REMARKS,
        |stage| {
            stage.open_session()?;
            stage.succeeds(ExportNtmsDatabase)?;
            stage.succeeds(ImportNtmsDatabase)?;
            restart(stage)?;
            make_pool(stage, "Later")?;
            restart(stage)?;
            stage.pool("Later").map(|_| ())
        },
    ),
    OF.case(
        Some(NtmsError::DatabaseFailure),
        "no copy",
        "where no copy was ever written none can be taken",
        PAGE,
        |stage| {
            stage.open_session()?;
            stage.refused(ImportNtmsDatabase, NtmsError::DatabaseFailure)?;
            stage.succeeds(ExportNtmsDatabase)?;
            stage.succeeds(ImportNtmsDatabase).map(|_| ())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::ServerGone),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::ImportNtmsDatabase, cause, ROOM, |stage| {
        stage.succeeds(ExportNtmsDatabase)?;
        Ok(ImportNtmsDatabase.into())
    })
}
