//! GetNtmsRequestOrder.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::{Answer, GetNtmsRequestOrder};
use wire::ntms::{Function, NtmsError};

use super::{fill_drives, mount, requests, waiting_mount};
use crate::case::{Case, Mismatch, Need, Run, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const FUNCTION: Function = Function::GetNtmsRequestOrder;
const PAGE: &str = "GetNtmsRequestOrder function, return value";
const REMARKS: &str = "GetNtmsRequestOrder function, remarks";

/// What a device does can be kept no longer from some time on.
const FAILING: &str = r"
version: 1
computers:
  HERE:
    libraries: { tower: { profile: lto-30 } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium }
media:
  - { media: OWNED1L3..OWNED4L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
faults: [{ at: { database: HERE }, when: { after: 1h, nth: 3 }, do: { fail: { for: 1m } } }]
";

/// The place of a request is this.
pub(super) fn is_at(stage: &mut Stage<'_>, request: Guid, place: u32) -> Verdict {
    match stage.succeeds(GetNtmsRequestOrder { request })? {
        Answer::Number(seen) if seen == place => Ok(()),
        other => Err(Mismatch::new(place, format!("{other:?}"))),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    super::case(
        FUNCTION,
        None,
        "",
        "mounts that wait are counted from 1, the next first; what runs or is over has no place",
        REMARKS,
        |stage| {
            stage.open_session()?;
            fill_drives(stage)?;
            let (_, first) = waiting_mount(stage, "OWNED3L3")?;
            let (_, second) = waiting_mount(stage, "OWNED4L3")?;
            is_at(stage, first, 1)?;
            is_at(stage, second, 2)?;
            for (id, _) in requests(stage)? {
                if id != first && id != second {
                    is_at(stage, id, 0)?;
                }
            }
            Ok(())
        },
    ),
    super::case(
        FUNCTION,
        Some(NtmsError::InvalidParameter),
        "",
        "a request must be named",
        PAGE,
        |stage| {
            stage.open_session()?;
            stage.refused(GetNtmsRequestOrder { request: Guid::NULL }, NtmsError::InvalidParameter)
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
                stage.refused(GetNtmsRequestOrder { request }, NtmsError::ObjectNotFound)?;
            }
            Ok(())
        },
    ),
    Case {
        function: FUNCTION,
        code: Some(NtmsError::DatabaseFailure),
        variant: "",
        requirement: "a database that lost what a device did tells of no order",
        source: PAGE,
        needs: &[Need::Room, Need::FaultControl, Need::SimulatedTime],
        room: FAILING,
        in_every_form: false,
        run: Run::Own(|stage| {
            stage.open_session()?;
            stage.sleep(Duration::from_secs(3601));
            let side = stage.side("OWNED1L3", 0)?;
            let begun = stage.begin(mount(side));
            let request = requests(stage)?.first().map(|(id, _)| *id).unwrap_or(NOBODY);
            stage.ends_with(begun, NtmsError::DatabaseFailure)?;
            stage.refused(GetNtmsRequestOrder { request }, NtmsError::DatabaseFailure)
        }),
    },
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, ROOM, |stage| {
        fill_drives(stage)?;
        let (_, request) = waiting_mount(stage, "OWNED3L3")?;
        Ok(GetNtmsRequestOrder { request }.into())
    })
}
