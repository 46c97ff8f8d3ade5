//! GetNtmsMediaPoolName.

use wire::Guid;
use wire::ntms::call::{Answer, GetNtmsMediaPoolName};
use wire::ntms::{Function, NtmsError};

use crate::case::{Case, Mismatch, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::NOBODY;

const PAGE: &str = "GetNtmsMediaPoolName function, return value";
const REMARKS: &str = "GetNtmsMediaPoolName function, remarks";

const OF: Of = Of::new(Function::GetNtmsMediaPoolName, &[Need::Room], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(None, "", "the name is the whole path from the top level", REMARKS, |stage| {
        stage.open_session()?;
        let pool = stage.pool_in("Upper", "Daily")?;
        match stage.succeeds(GetNtmsMediaPoolName { pool, capacity: Some(100) })? {
            Answer::Name(path) if path == *r"Upper\Daily" => Ok(()),
            other => Err(Mismatch::new(r"Upper\Daily", format!("{other:?}"))),
        }
    }),
    OF.case(
        Some(NtmsError::InsufficientBuffer),
        "",
        "a buffer that does not hold the path and its terminator is told how large it must be",
        PAGE,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool_in("Upper", "Daily")?;
            for capacity in [0, 1, 11].map(Some) {
                let call = GetNtmsMediaPoolName { pool, capacity };
                stage.refused(call, NtmsError::InsufficientBuffer)?;
            }
            stage.succeeds(GetNtmsMediaPoolName { pool, capacity: Some(12) }).map(|_| ())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidMediaPool),
        "",
        "an identifier that is no pool's is refused, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            for pool in [NOBODY, Guid::NULL, stage.medium("FREE01L3")?, stage.library()?] {
                let call = GetNtmsMediaPoolName { pool, capacity: Some(100) };
                stage.refused(call, NtmsError::InvalidMediaPool)?;
            }
            Ok(())
        },
    ),
    OF.case(Some(NtmsError::InvalidParameter), "", "a buffer must be there", PAGE, |stage| {
        stage.open_session()?;
        let call = GetNtmsMediaPoolName { pool: stage.pool("Other")?, capacity: None };
        stage.refused(call, NtmsError::InvalidParameter)
    }),
    hindered(Cause::BadHandle),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::GetNtmsMediaPoolName, cause, ROOM, |stage| {
        Ok(GetNtmsMediaPoolName { pool: stage.pool("Other")?, capacity: Some(100) }.into())
    })
}
