//! MountNtmsMedia: what calls wait for, and how their waiting ends.

use std::time::Duration;

use rsm::database::TableName;
use wire::Guid;
use wire::ntms::call::{Answer, CloseNtmsSession, MountNtmsMedia, SatisfyNtmsOperatorRequest};
use wire::ntms::limit::INFINITE;
use wire::ntms::option::MountOptions;
use wire::ntms::state::MediaState;
use wire::ntms::{NtmsError, ObjectType};
use world::scenario::At;
use world::scenario::person::{Deed, Insertion};

use super::mount_ntms_media::{DEVICES, case, is_loaded};
use super::words::{
    dismount, let_work_end, medium_info, mount, mount_with, mounted, only_asked, refuse_asked, same,
};
use crate::case::{Case, Mismatch, Verdict};
use crate::stage::Stage;

const PAGE: &str = "MountNtmsMedia function, return value";
const REMARKS: &str = "MountNtmsMedia function, remarks";

/// The tables in which a call that ends without a mount leaves its requests.
const REQUESTS: &[TableName] = &[TableName::LibRequest, TableName::OpRequest];

/// A medium that somebody was asked for says when that was over.
const ASKED: &[TableName] =
    &[TableName::LibRequest, TableName::OpRequest, TableName::PhysicalMedia];

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        None,
        "medium-in-use",
        "a medium that somebody else has mounted is waited for",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (logical, _) = mounted(stage, "TAPE01L3")?;
            let first = stage.session;
            stage.open_session()?;
            let waits = stage.begin(mount(&[logical]));
            let_work_end(stage);
            let second = std::mem::replace(&mut stage.session, first);
            stage.succeeds(dismount(&[logical]))?;
            stage.session = second;
            let drive = drive_given(stage.ends_well(waits)?)?;
            is_loaded(stage, "TAPE01L3", 0, drive)
        },
    ),
    case(
        None,
        "drives-in-use",
        "when all drives are in use one is waited for",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (logical, drive) = mounted(stage, "TAPE01L3")?;
            mounted(stage, "TAPE02L3")?;
            let media = stage.logical("TAPE03L3")?;
            let waits = stage.begin(mount(&[media]));
            let_work_end(stage);
            stage.succeeds(dismount(&[logical]))?;
            same("the drive", &drive_given(stage.ends_well(waits)?)?, &drive)?;
            is_loaded(stage, "TAPE03L3", 0, drive)
        },
    ),
    case(
        None,
        "shelf",
        "somebody is asked to bring a medium from the shelf, and none is mounted before",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = [stage.logical("SHELF1L3")?, stage.logical("TAPE01L3")?];
            let waits = stage.begin(mount(&media));
            let (request, asked) = only_asked(stage)?;
            same("what is asked for", &asked.argument_1, &stage.medium("SHELF1L3")?)?;
            let state = medium_info(stage, "SHELF1L3")?.media_state;
            same("the medium", &state, &MediaState::OperatorRequest)?;
            let_work_end(stage);
            let state = medium_info(stage, "TAPE01L3")?.media_state;
            same("the other", &state, &MediaState::Idle)?;
            stage.hand(&Deed::Insert(Insertion {
                medium: At::from("SHELF1L3"),
                library: At::from("tower"),
            }))?;
            stage.succeeds(SatisfyNtmsOperatorRequest { request })?;
            let Answer::Ids(drives) = stage.ends_well(waits)? else {
                return Err(Mismatch::new("drives", "something else"));
            };
            is_loaded(stage, "SHELF1L3", 0, drives[0])?;
            is_loaded(stage, "TAPE01L3", 0, drives[1])
        },
    ),
    case(
        Some(NtmsError::Busy),
        "",
        "with NTMS_MOUNT_ERROR_NOT_AVAILABLE a medium or drive in use is not waited for",
        PAGE,
        DEVICES,
        |stage| refuses_what_is_in_use(stage, MountOptions::ERROR_NOT_AVAILABLE, INFINITE),
    ),
    case(
        Some(NtmsError::Busy),
        "zero",
        "without any time to wait a medium or drive in use is not waited for",
        REMARKS,
        DEVICES,
        |stage| refuses_what_is_in_use(stage, MountOptions::NONE, 0),
    ),
    case(
        Some(NtmsError::Cancelled),
        "",
        "closing the session ends a mount that waits for a drive",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let keeper = stage.session;
            mounted(stage, "TAPE01L3")?;
            mounted(stage, "TAPE02L3")?;
            let media = stage.logical("TAPE03L3")?;
            stage.open_session()?;
            let before = stage.look();
            let waits = stage.begin(mount(&[media]));
            stage.succeeds(CloseNtmsSession)?;
            stage.ends_with(waits, NtmsError::Cancelled)?;
            stage.session = keeper;
            stage.unchanged(before, REQUESTS)
        },
    ),
    case(
        Some(NtmsError::Cancelled),
        "robot",
        "closing the session ends a mount under way, and the medium goes home",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("TAPE01L3")?;
            let waits = stage.begin(mount(&[media]));
            stage.succeeds(CloseNtmsSession)?;
            stage.ends_with(waits, NtmsError::Cancelled)?;
            let_work_end(stage);
            stage.open_session()?;
            is_home(stage, "TAPE01L3")
        },
    ),
    case(
        Some(NtmsError::Cancelled),
        "operator",
        "closing the session ends a mount that waits for an operator, who is asked no more",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("SHELF1L3")?;
            let waits = stage.begin(mount(&[media]));
            only_asked(stage)?;
            stage.succeeds(CloseNtmsSession)?;
            stage.ends_with(waits, NtmsError::Cancelled)?;
            stage.open_session()?;
            let left = stage.objects(ObjectType::OpRequest, None)?;
            same("requests that are left", &left, &Vec::new())?;
            let state = medium_info(stage, "SHELF1L3")?.media_state;
            same("the medium", &state, &MediaState::Idle)
        },
    ),
    case(
        Some(NtmsError::RequestRefused),
        "",
        "somebody who refuses to bring a medium ends the mount of all",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = [stage.logical("TAPE01L3")?, stage.logical("SHELF1L3")?];
            let (before, medium) = (stage.look(), medium_info(stage, "SHELF1L3")?);
            let waits = stage.begin(mount(&media));
            refuse_asked(stage)?;
            stage.ends_with(waits, NtmsError::RequestRefused)?;
            same("the medium", &medium_info(stage, "SHELF1L3")?, &medium)?;
            stage.unchanged(before, ASKED)
        },
    ),
    case(
        Some(NtmsError::Timeout),
        "",
        "a mount whose time is over before a drive is free is cancelled",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            mounted(stage, "TAPE01L3")?;
            mounted(stage, "TAPE02L3")?;
            let media = stage.logical("TAPE03L3")?;
            runs_out(stage, media, 5_000, REQUESTS)
        },
    ),
    case(
        Some(NtmsError::Timeout),
        "operator",
        "a mount whose time is over before somebody came is cancelled, and nobody is asked",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("SHELF1L3")?;
            let medium = medium_info(stage, "SHELF1L3")?;
            runs_out(stage, media, 30_000, ASKED)?;
            same("the medium", &medium_info(stage, "SHELF1L3")?, &medium)?;
            let left = stage.objects(ObjectType::OpRequest, None)?;
            same("requests that are left", &left, &Vec::new())
        },
    ),
    case(
        Some(NtmsError::Timeout),
        "robot",
        "a mount whose time is over on the way is cancelled, and the medium goes home",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("TAPE01L3")?;
            let call = MountNtmsMedia { timeout: 1_000, ..mount(&[media]) };
            let waits = stage.begin(call);
            stage.ends_with(waits, NtmsError::Timeout)?;
            let_work_end(stage);
            is_home(stage, "TAPE01L3")?;
            mounted(stage, "TAPE01L3").map(|_| ())
        },
    ),
];

/// The one drive of an answer.
fn drive_given(answer: Answer) -> Result<Guid, Mismatch> {
    match answer {
        Answer::Ids(drives) if drives.len() == 1 => Ok(drives[0]),
        other => Err(Mismatch::new("a drive", format!("{other:?}"))),
    }
}

/// A medium is idle in its slot.
fn is_home(stage: &mut Stage<'_>, name: &str) -> Verdict {
    let medium = medium_info(stage, name)?;
    same("where it is", &medium.location_type, &ObjectType::StorageSlot)?;
    same("its slot", &medium.location, &medium.home_slot)?;
    same("the medium", &medium.media_state, &MediaState::Idle)
}

/// A medium in use and a library whose drives are in use are refused at once.
fn refuses_what_is_in_use(stage: &mut Stage<'_>, options: MountOptions, timeout: u32) -> Verdict {
    stage.open_session()?;
    let (used, _) = mounted(stage, "TAPE01L3")?;
    let call = MountNtmsMedia { timeout, ..mount_with(&[used], options) };
    stage.refused(call, NtmsError::Busy)?;
    let other = stage.logical("TAPE03L3")?;
    mounted(stage, "TAPE02L3")?;
    let call = MountNtmsMedia { timeout, ..mount_with(&[other], options) };
    stage.refused(call, NtmsError::Busy)
}

/// A mount waits for its time and not longer, and leaves rows of these tables only.
fn runs_out(stage: &mut Stage<'_>, media: Guid, timeout: u32, tables: &[TableName]) -> Verdict {
    let before = stage.look();
    let began = stage.room().now();
    let waits = stage.begin(MountNtmsMedia { timeout, ..mount(&[media]) });
    stage.ends_with(waits, NtmsError::Timeout)?;
    let took = stage.room().now().saturating_sub(began);
    let time = Duration::from_millis(timeout.into());
    let fits = (time..time + Duration::from_secs(1)).contains(&took);
    same("the time went by", &fits, &true)?;
    stage.unchanged(before, tables)
}
