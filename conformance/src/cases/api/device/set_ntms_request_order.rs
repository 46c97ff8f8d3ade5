//! SetNtmsRequestOrder.

use wire::Guid;
use wire::ntms::call::{DismountNtmsMedia, SetNtmsRequestOrder};
use wire::ntms::state::LibraryRequestState;
use wire::ntms::{Function, NtmsError};

use super::get_ntms_request_order::is_at;
use super::{fill_drives, requests, waiting_mount};
use crate::case::{Case, Mismatch};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::NOBODY;

const FUNCTION: Function = Function::SetNtmsRequestOrder;
const PAGE: &str = "SetNtmsRequestOrder function, return value";
const REMARKS: &str = "SetNtmsRequestOrder function, remarks";

/// The cases.
pub(crate) const CASES: &[Case] = &[
    super::case(FUNCTION, None, "", "1 is the next that is served", REMARKS, |stage| {
        stage.open_session()?;
        fill_drives(stage)?;
        let (_, first) = waiting_mount(stage, "OWNED3L3")?;
        let (begun, second) = waiting_mount(stage, "OWNED4L3")?;
        stage.succeeds(SetNtmsRequestOrder { request: second, order: 1 })?;
        is_at(stage, second, 1)?;
        is_at(stage, first, 2)?;
        let media = vec![stage.side("OWNED1L3", 0)?];
        stage.succeeds(DismountNtmsMedia { media, options: 0 })?;
        stage.ends_well(begun)?;
        let waits = requests(stage)?.into_iter().find(|(id, _)| *id == first);
        match waits.map(|(_, row)| row.state) {
            Some(LibraryRequestState::Queued) => is_at(stage, first, 1),
            other => Err(Mismatch::new("the other mount waits", format!("{other:?}"))),
        }
    }),
    super::case(
        FUNCTION,
        None,
        "last",
        "a place beyond the last is the last, and 0xFFFFFFFF always is",
        REMARKS,
        |stage| {
            stage.open_session()?;
            fill_drives(stage)?;
            let mut all = Vec::new();
            for name in ["OWNED3L3", "OWNED4L3", "STOCK1L3"] {
                all.push(waiting_mount(stage, name)?.1);
            }
            for (moved, order) in [(0, u32::MAX), (1, 1_000)] {
                stage.succeeds(SetNtmsRequestOrder { request: all[moved], order })?;
                is_at(stage, all[moved], 3)?;
            }
            is_at(stage, all[2], 1)?;
            is_at(stage, all[0], 2)
        },
    ),
    super::case(
        FUNCTION,
        Some(NtmsError::InvalidParameter),
        "",
        "a request must be named, and a place that there is",
        PAGE,
        |stage| {
            stage.open_session()?;
            fill_drives(stage)?;
            let (_, request) = waiting_mount(stage, "OWNED3L3")?;
            for (request, order) in [(Guid::NULL, 1), (request, 0)] {
                let call = SetNtmsRequestOrder { request, order };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    super::case(
        FUNCTION,
        Some(NtmsError::InvalidParameter),
        "order-0",
        "a request whose order is 0 cannot be moved",
        REMARKS,
        |stage| {
            stage.open_session()?;
            fill_drives(stage)?;
            for (request, _) in requests(stage)? {
                let call = SetNtmsRequestOrder { request, order: 1 };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    super::case(
        FUNCTION,
        Some(NtmsError::ObjectNotFound),
        "",
        "an identifier that is no library request's is refused, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            for request in [NOBODY, stage.medium("FREE01L3")?, stage.library()?] {
                let call = SetNtmsRequestOrder { request, order: 1 };
                stage.refused(call, NtmsError::ObjectNotFound)?;
            }
            Ok(())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, ROOM, |stage| {
        fill_drives(stage)?;
        waiting_mount(stage, "OWNED3L3")?;
        let (_, request) = waiting_mount(stage, "OWNED4L3")?;
        Ok(SetNtmsRequestOrder { request, order: 1 }.into())
    })
}
