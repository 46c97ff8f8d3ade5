//! ExportNtmsDatabase.

use std::time::Duration;

use wire::ntms::call::{ExportNtmsDatabase, ImportNtmsDatabase};
use wire::ntms::{Function, NtmsError};

use super::{make_pool, restart};
use crate::case::{Case, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;

const PAGE: &str = "ExportNtmsDatabase function, return value";
const REMARKS: &str = "ExportNtmsDatabase function, remarks";

/// Another program has the copy open for a while.
const HELD: &str = r"
version: 1
computers: { HERE: {} }
faults: [{ at: { database: HERE }, when: { after: 1m }, do: { hold-export: { for: 1m } } }]
";

const OF: Of = Of::new(Function::ExportNtmsDatabase, &[Need::Room, Need::SimulatedTime], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "moment",
        "the copy has everything that was there at the call and nothing later; the database stays",
        REMARKS,
        |stage| {
            stage.open_session()?;
            make_pool(stage, "Before")?;
            let before = stage.look();
            stage.succeeds(ExportNtmsDatabase)?;
            stage.unchanged(before, &[])?;
            make_pool(stage, "After")?;
            stage.succeeds(ImportNtmsDatabase)?;
            restart(stage)?;
            stage.pool("Before")?;
            match stage.pool("After") {
                Ok(pool) => Err(crate::case::Mismatch::new("no pool After", pool)),
                Err(_) => Ok(()),
            }
        },
    ),
    OF.case(None, "again", "a copy takes the place of the one before", REMARKS, |stage| {
        stage.open_session()?;
        stage.succeeds(ExportNtmsDatabase)?;
        make_pool(stage, "Between")?;
        stage.succeeds(ExportNtmsDatabase)?;
        stage.succeeds(ImportNtmsDatabase)?;
        restart(stage)?;
        stage.pool("Between").map(|_| ())
    }),
    Case {
        needs: &[Need::Room, Need::FaultControl, Need::SimulatedTime],
        room: HELD,
        ..OF.case(
            Some(NtmsError::SharingViolation),
            "",
            "while another program has the copy open it stays as it was",
            PAGE,
            |stage| {
                stage.open_session()?;
                make_pool(stage, "First")?;
                stage.succeeds(ExportNtmsDatabase)?;
                make_pool(stage, "Second")?;
                stage.sleep(Duration::from_secs(70));
                stage.refused(ExportNtmsDatabase, NtmsError::SharingViolation)?;
                stage.succeeds(ImportNtmsDatabase)?;
                restart(stage)?;
                stage.pool("First")?;
                if let Ok(pool) = stage.pool("Second") {
                    return Err(crate::case::Mismatch::new("no pool Second", pool));
                }
                stage.succeeds(ExportNtmsDatabase).map(|_| ())
            },
        )
    },
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::ServerGone),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::ExportNtmsDatabase, cause, ROOM, |_| Ok(ExportNtmsDatabase.into()))
}
