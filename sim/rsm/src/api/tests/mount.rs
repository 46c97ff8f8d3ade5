//! Stories of mounts and dismounts as far as no device is needed.

use wire::ntms::call::{
    CancelNtmsOperatorRequest, CloseNtmsSession, DismountNtmsMedia, MountNtmsMedia,
};
use wire::ntms::operation::{LibraryOperation, OperatorCommand};
use wire::ntms::security::Entry;
use wire::ntms::state::{LibraryRequestState, MediaState};
use wire::ntms::{Access, call::Answer};

use super::*;
use crate::database::LibRequest;

const READ: u32 = 1;
const WRITE: u32 = 2;
const AVAILABLE: u32 = 4;
const ONLINE: u32 = 8;
const SPECIFIC: u32 = 16;
const NOWAIT: u32 = 32;

fn mount(media: &[Guid]) -> MountNtmsMedia {
    MountNtmsMedia {
        media: media.to_vec(),
        drives: Vec::new(),
        options: READ,
        priority: 0,
        timeout: INFINITE,
    }
}

fn requests(rig: &Rig, operation: LibraryOperation) -> Vec<LibRequest> {
    let all = rig.db().all::<LibRequest>().map(|(_, row)| row.clone());
    all.filter(|row| row.operation == operation).collect()
}

#[test]
fn a_mount_is_queued_with_its_priority_and_cancelled_when_time_runs_out() {
    let mut rig = rig();
    let call = MountNtmsMedia { priority: 7, timeout: 3000, ..mount(&[rig.lmid("OWNED1")]) };
    let waits = rig.begin(rig.admin, call);
    let filed = requests(&rig, LibraryOperation::Mount);
    assert_eq!((filed.len(), filed[0].priority), (1, 7));
    assert_eq!(
        (filed[0].side, filed[0].state),
        (rig.side("OWNED1", 0), LibraryRequestState::Queued)
    );
    rig.pass(Duration::from_secs(3));
    assert_eq!(rig.end(waits), Err(NtmsError::Timeout.into()));
    assert_eq!(requests(&rig, LibraryOperation::Mount)[0].state, LibraryRequestState::Cancelled);
}

#[test]
fn a_session_that_closes_cancels_its_mount() {
    let mut rig = rig();
    let waits = rig.begin(rig.user, mount(&[rig.lmid("OWNED1")]));
    rig.reply(rig.user, CloseNtmsSession).expect("closed");
    assert_eq!(rig.end(waits), Err(NtmsError::Cancelled.into()));
}

#[test]
fn without_waiting_the_request_is_queued_and_the_call_is_over() {
    let mut rig = rig();
    let call = MountNtmsMedia { options: READ | NOWAIT, ..mount(&[rig.lmid("OWNED1")]) };
    assert_eq!(rig.get(call), [Guid::NULL]);
    assert_eq!(requests(&rig, LibraryOperation::Mount).len(), 1);
    let drive = rig.db().id(rig.drives()[1]);
    let call = MountNtmsMedia {
        options: READ | NOWAIT | SPECIFIC,
        drives: vec![drive],
        ..mount(&[rig.lmid("OWNED2")])
    };
    assert_eq!(rig.get(call), [drive]);
}

#[test]
fn arguments_of_a_mount_are_checked_one_by_one() {
    let mut rig = rig();
    let (one, two) = (rig.lmid("OWNED1"), rig.lmid("OWNED2"));
    let drives: Vec<Guid> = rig.drives().iter().map(|drive| rig.db().id(*drive)).collect();
    let other_library = rig.db().get(rig.medium("DISC1")).library;
    let other = rig.db().index().drives_of.of(other_library).next().unwrap();
    let other = rig.db().id(other);
    let on = |media: &[Guid], drives: &[Guid]| MountNtmsMedia {
        drives: drives.to_vec(),
        options: READ | SPECIFIC,
        ..mount(media)
    };
    let with = |options| MountNtmsMedia { options, ..mount(&[one]) };
    let third = rig.side("AVAIL1", 0);
    let complete = MountNtmsMedia { options: WRITE, ..mount(&[rig.lmid("WHOLE1")]) };
    let first = drives[0];
    let bad = NtmsError::InvalidParameter;
    let cases = [
        ("no media", mount(&[]), bad),
        ("no option", with(64), bad),
        ("high priority", MountNtmsMedia { priority: 16, ..mount(&[one]) }, bad),
        ("low priority", MountNtmsMedia { priority: -16, ..mount(&[one]) }, bad),
        ("a drive is missing", on(&[one, two], &[first]), bad),
        ("more than drives", mount(&[one, two, third]), bad),
        ("unknown", mount(&[UNKNOWN]), NtmsError::InvalidMedia),
        ("a pool", mount(&[rig.pool("Backup\\Daily")]), NtmsError::InvalidMedia),
        ("twice", mount(&[one, one]), NtmsError::InvalidMedia),
        ("both names", mount(&[one, rig.side("OWNED1", 0)]), NtmsError::InvalidMedia),
        (
            "both sides",
            mount(&[rig.side("DISC1", 0), rig.side("DISC1", 1)]),
            NtmsError::InvalidMedia,
        ),
        ("two libraries", mount(&[one, rig.side("DISC1", 0)]), NtmsError::InvalidLibrary),
        ("no drive", on(&[one], &[UNKNOWN]), NtmsError::InvalidDrive),
        ("a drive twice", on(&[one, two], &[first, first]), NtmsError::InvalidDrive),
        ("another's drive", on(&[one], &[other]), NtmsError::DriveMediaMismatch),
        ("complete", complete, NtmsError::WriteProtect),
        ("nobody is there", with(READ | AVAILABLE), NtmsError::Busy),
        ("no time", MountNtmsMedia { timeout: 0, ..mount(&[one]) }, NtmsError::Busy),
    ];
    rig.refuses(&cases);
    let reading = mount(&[rig.lmid("WHOLE1")]);
    rig.begin(rig.admin, reading);
}

#[test]
fn what_is_disabled_or_gone_is_not_mounted() {
    let side = |rig: &Rig| mount(&[rig.lmid("OWNED1")]);
    let mut a = rig();
    a.change_medium("OWNED1", |row| row.head.enabled = false);
    let call = side(&a);
    a.refuses(&[("medium disabled", call, NtmsError::ResourceDisabled)]);
    let mut b = rig();
    b.change_library(|row| row.head.enabled = false);
    let call = side(&b);
    b.refuses(&[("library disabled", call, NtmsError::ResourceDisabled)]);
    let mut c = rig();
    for drive in c.drives() {
        c.rsm.database.update(drive, |row| row.head.enabled = false);
    }
    c.rsm.keep();
    c.settle();
    let call = side(&c);
    c.refuses(&[("drives disabled", call, NtmsError::ResourceDisabled)]);
    let mut d = rig();
    d.change_library(|row| row.head.operational = OperationalState::NotPresent);
    let call = side(&d);
    d.refuses(&[("library gone", call, NtmsError::InvalidState)]);
}

#[test]
fn a_mount_needs_use_of_pool_and_library() {
    let denied = || Entry { grants: false, principal: Principal::new("bert"), access: Access::USE };
    let mut a = rig();
    a.change_pool("Backup\\Daily", |row| row.security.entries.insert(0, denied()));
    let call = mount(&[a.lmid("OWNED1")]);
    a.refuses_by(a.user, "no use of the pool", call, NtmsError::AccessDenied);
    let mut b = rig();
    b.change_library(|row| row.security.entries.insert(0, denied()));
    let call = mount(&[b.lmid("OWNED1")]);
    b.refuses_by(b.user, "no use of the library", call, NtmsError::AccessDenied);
}

#[test]
fn an_operator_brings_a_medium_from_the_shelf_or_refuses() {
    let mut rig = rig();
    let media = [rig.lmid("SHELF1"), rig.lmid("OWNED1")];
    let at_once = MountNtmsMedia { options: READ | ONLINE, ..mount(&media) };
    let no_time = MountNtmsMedia { timeout: 0, ..mount(&media) };
    rig.refuses(&[
        ("nobody may be asked", at_once, NtmsError::MediaOffline),
        ("nobody has time", no_time, NtmsError::MediaOffline),
    ]);
    let waits = rig.begin(rig.admin, mount(&media));
    let asked = rig.operator_requests();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (asked[0].request, asked[0].argument_1, asked[0].argument_2),
        (OperatorCommand::MoveMedia, rig.id_of_medium("SHELF1"), rig.db().id(rig.library()))
    );
    let state = |rig: &Rig| rig.db().get(rig.medium("SHELF1")).state;
    assert_eq!(state(&rig), MediaState::OperatorRequest);
    assert_eq!(requests(&rig, LibraryOperation::Mount), [], "none before all are there");
    rig.get(CancelNtmsOperatorRequest { request: asked[0].head.id });
    assert_eq!(rig.end(waits), Err(NtmsError::RequestRefused.into()));
    assert_eq!(state(&rig), MediaState::Idle);
    let waits = rig.begin(rig.admin, mount(&media));
    let library = rig.library();
    rig.change_medium("SHELF1", |row| row.library = library);
    rig.rsm.go_on_waiting();
    rig.rsm.keep();
    rig.settle();
    assert_eq!(requests(&rig, LibraryOperation::Mount).len(), 2);
    let asked = rig.operator_requests();
    assert!(asked.iter().all(|row| row.completed != Ticks::NEVER), "{asked:?}");
    rig.reply(rig.admin, CloseNtmsSession).expect("closed");
    assert_eq!(rig.end(waits), Err(NtmsError::Cancelled.into()));
}

fn dismount(media: &[Guid], options: u32) -> DismountNtmsMedia {
    DismountNtmsMedia { media: media.to_vec(), options }
}

#[test]
fn a_dismount_ends_the_hold_of_its_session() {
    for options in [0, 2] {
        let mut rig = rig();
        rig.hold("OWNED1", Some(rig.admin));
        let lmid = rig.lmid("OWNED1");
        rig.get(dismount(&[lmid], options));
        assert_eq!(requests(&rig, LibraryOperation::Dismount).len(), 1);
        rig.refuses(&[("over", dismount(&[lmid], options), NtmsError::InvalidState)]);
    }
    let mut rig = rig();
    rig.hold("OWNED1", Some(rig.admin));
    rig.get(dismount(&[rig.side("OWNED1", 0)], 1));
    assert_eq!(requests(&rig, LibraryOperation::Dismount), [], "deferred");
    assert!(rig.rsm.deadline().is_some());
}

#[test]
fn what_a_session_that_is_gone_held_anybody_with_rights_dismounts() {
    let mut rig = rig();
    rig.hold("OWNED1", None);
    let call = dismount(&[rig.lmid("OWNED1")], 0);
    assert_eq!(rig.reply(rig.user, call), Ok(Answer::Done));
}

#[test]
fn what_is_not_mounted_here_is_not_dismounted() {
    let mut rig = rig();
    rig.hold("OWNED1", Some(rig.admin));
    let (held, idle) = (rig.lmid("OWNED1"), rig.lmid("OWNED2"));
    let cases = [
        ("no media", dismount(&[], 0), NtmsError::InvalidParameter),
        ("both ways", dismount(&[held], 3), NtmsError::InvalidParameter),
        ("no option", dismount(&[held], 4), NtmsError::InvalidParameter),
        ("unknown", dismount(&[UNKNOWN], 0), NtmsError::InvalidMedia),
        ("twice", dismount(&[held, held], 0), NtmsError::InvalidMedia),
        ("two libraries", dismount(&[held, rig.side("DISC1", 0)], 0), NtmsError::InvalidLibrary),
        ("on the shelf", dismount(&[rig.lmid("SHELF1")], 0), NtmsError::MediaOffline),
        ("not mounted", dismount(&[idle], 0), NtmsError::InvalidState),
        ("one of two", dismount(&[held, idle], 0), NtmsError::InvalidState),
    ];
    rig.refuses(&cases);
    let call = dismount(&[held], 0);
    let error = NtmsError::MediaNotAvailable;
    rig.refuses_by(rig.user, "another session has it", call.clone(), error);
    rig.change_library(|row| row.head.enabled = false);
    rig.refuses(&[("library disabled", call.clone(), NtmsError::DeviceNotAvailable)]);
    rig.change_medium("OWNED1", |row| row.head.enabled = false);
    rig.refuses(&[("medium disabled", call, NtmsError::MediaNotAvailable)]);
}

#[test]
fn cancelled_mounts_are_purged_after_their_time() {
    let mut rig = rig();
    let computer = rig.db().computer();
    rig.rsm.database.update(computer, |row| row.lib_request_purge_seconds = 60);
    rig.rsm.keep();
    rig.settle();
    let call = MountNtmsMedia { timeout: 1000, ..mount(&[rig.lmid("OWNED1")]) };
    let first = rig.begin(rig.admin, call);
    rig.pass(Duration::from_secs(1));
    rig.end(first).expect_err("no time");
    let waits = rig.begin(rig.admin, mount(&[rig.lmid("OWNED2")]));
    assert_eq!(requests(&rig, LibraryOperation::Mount).len(), 2);
    rig.pass(Duration::from_secs(60));
    rig.get(wire::ntms::call::GetNtmsMediaPoolName {
        pool: rig.pool("Backup"),
        capacity: Some(99),
    });
    assert_eq!(requests(&rig, LibraryOperation::Mount).len(), 1, "one still waits");
    assert!(!rig.replies.contains_key(&waits));
}
