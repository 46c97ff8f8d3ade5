//! Library control: devices, doors, and the queue of requests.

pub(super) mod access_ntms_library_door;
pub(super) mod clean_ntms_drive;
pub(super) mod delete_ntms_drive;
pub(super) mod delete_ntms_library;
pub(super) mod delete_ntms_requests;
pub(super) mod dismount_ntms_drive;
pub(super) mod do_eject_from_sa_drive;
pub(super) mod eject_disk_from_sa_drive;
pub(super) mod get_ntms_request_order;
pub(super) mod get_volumes_from_drive;
pub(super) mod identify_ntms_slot;
pub(super) mod set_ntms_request_order;

use std::time::Duration;

use hardware::Condition;
use wire::Guid;
use wire::ntms::call::{DisableNtmsObject, EnableNtmsObject, MountNtmsMedia};
use wire::ntms::info::{DriveInformation, LibRequestInformation};
use wire::ntms::limit::INFINITE;
use wire::ntms::option::MountOptions;
use wire::ntms::state::LibraryRequestState;
use wire::ntms::{Function, Info, NtmsError, ObjectType, Request};
use world::scenario::At;
use world::scenario::Word;
use world::scenario::fault::Target;
use world::scenario::person::{Beginning, Deed};

use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::stage::{HERE, Stage};

/// A case in the common room.
const fn case(
    function: Function,
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(function, &[Need::Room], ROOM).case(code, variant, requirement, source, run)
}

pub(super) fn mount(side: Guid) -> MountNtmsMedia {
    MountNtmsMedia {
        media: vec![side],
        drives: Vec::new(),
        options: MountOptions::READ.bits(),
        priority: 0,
        timeout: INFINITE,
    }
}

/// Mounts a medium and gives its drive.
fn mounted(stage: &mut Stage<'_>, name: &str) -> Result<Guid, Mismatch> {
    let side = stage.side(name, 0)?;
    let drives = stage.gives_ids(mount(side))?;
    drives.first().copied().ok_or_else(|| Mismatch::new("a drive", "none"))
}

/// Both drives of the library hold a medium that somebody uses.
fn fill_drives(stage: &mut Stage<'_>) -> Verdict {
    for name in ["OWNED1L3", "OWNED2L3"] {
        mounted(stage, name)?;
    }
    Ok(())
}

/// A mount that waits for a drive: the call and its request.
fn waiting_mount(stage: &mut Stage<'_>, name: &str) -> Result<(usize, Guid), Mismatch> {
    let (medium, side) = (stage.medium(name)?, stage.side(name, 0)?);
    let begun = stage.begin(mount(side));
    let requests = requests(stage)?;
    let of = |row: &&(Guid, LibRequestInformation)| {
        row.1.physical_media_id == medium && row.1.state == LibraryRequestState::Queued
    };
    let found = requests.iter().find(of).map(|(id, _)| *id);
    found.map(|id| (begun, id)).ok_or_else(|| Mismatch::new("a request that waits", "none"))
}

/// All library requests.
fn requests(stage: &mut Stage<'_>) -> Result<Vec<(Guid, LibRequestInformation)>, Mismatch> {
    let mut all = Vec::new();
    for id in stage.objects(ObjectType::LibRequest, None)? {
        if let Info::LibRequest(row) = stage.information(id, ObjectType::LibRequest)?.info {
            all.push((id, row));
        }
    }
    Ok(all)
}

/// A drive that stands alone, with a medium in it.
const DESK: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE:
    access:
      - { who: guest, may: NTMS_USE_ACCESS }
      - { who: guest, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { desk: { profile: stand-alone } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium }
media:
  - { media: ALONE1L3, at: { drive: [desk, 0] }, known: { allocated: { pool: Jobs } } }
";

/// A library whose changer answers nobody who looks for it later.
pub(super) const VANISHING: &str = r"
version: 1
computers:
  HERE:
    libraries: { tower: { profile: lto-30 } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium }
media:
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
faults:
  - { at: { changer: tower }, when: { command: INQUIRY, after: 10m }, do: { forged: NO_SUCH_UNIT } }
";

/// The library of the room [`VANISHING`] is gone: it, and its first drive.
pub(super) fn vanished(stage: &mut Stage<'_>) -> Result<(Guid, Guid), Mismatch> {
    stage.sleep(Duration::from_secs(600));
    restart(stage)?;
    library_and_drive(stage)
}

/// A case in a room of its own.
const fn in_room(case: Case, room: &'static str) -> Case {
    Case { room, ..case }
}

/// A call is refused while an object is disabled, and is as good as ever when it is enabled.
fn refused_while_disabled(
    stage: &mut Stage<'_>,
    (object, object_type): (Guid, ObjectType),
    request: impl Into<Request>,
    code: NtmsError,
) -> Verdict {
    let object_type = object_type.value();
    stage.succeeds(DisableNtmsObject { object, object_type })?;
    stage.refused(request, code)?;
    stage.succeeds(EnableNtmsObject { object, object_type }).map(|_| ())
}

/// A drive is without power when the service starts next: it is gone.
fn lose_drive(stage: &mut Stage<'_>, library: &str) -> Verdict {
    let of = At::new(Target::Drive((At::from(library), 0)));
    let condition = At::new(Word(Condition::PowerOff));
    stage.hand(&Deed::Begin(Beginning { condition, of, lasts: None }))?;
    restart(stage)
}

/// The service starts anew, and the session with it.
fn restart(stage: &mut Stage<'_>) -> Verdict {
    stage.hand(&Deed::StopService(At::from(HERE)))?;
    stage.hand(&Deed::StartService(At::from(HERE)))?;
    stage.sleep(Duration::from_secs(60));
    stage.open_session()
}

/// A drive of a library that is there, and is gone itself.
fn gone_drive(stage: &mut Stage<'_>) -> Result<Guid, Mismatch> {
    lose_drive(stage, "tower")?;
    let drives = stage.objects(ObjectType::Drive, None)?;
    drives.first().copied().ok_or_else(|| Mismatch::new("a drive", "none"))
}

/// The drive that stands alone in the room [`DESK`] is gone: a library, and its drive.
fn gone_library(stage: &mut Stage<'_>) -> Result<(Guid, Guid), Mismatch> {
    lose_drive(stage, "desk")?;
    library_and_drive(stage)
}

fn library_and_drive(stage: &mut Stage<'_>) -> Result<(Guid, Guid), Mismatch> {
    let library = stage.library()?;
    let drives = stage.objects(ObjectType::Drive, Some(library))?;
    let drive = drives.first().copied().ok_or_else(|| Mismatch::new("a drive", "none"))?;
    Ok((library, drive))
}

fn drive_row(stage: &mut Stage<'_>, drive: Guid) -> Result<DriveInformation, Mismatch> {
    match stage.information(drive, ObjectType::Drive)?.info {
        Info::Drive(row) => Ok(row),
        other => Err(Mismatch::new("a drive", format!("{other:?}"))),
    }
}
