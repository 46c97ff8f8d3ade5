//! MountNtmsMedia: what is mounted, and where.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::MountNtmsMedia;
use wire::ntms::option::{DismountOptions, MountOptions};
use wire::ntms::state::{DriveState, MediaState};
use wire::ntms::{Function, NtmsError, ObjectType};

use super::words::{
    dismount, drive_info, drives_for, let_work_end, medium_info, mount, mount_with, mounted, same,
    side_info,
};
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::Stage;

const PAGE: &str = "MountNtmsMedia function, return value";
const REMARKS: &str = "MountNtmsMedia function, remarks";

/// Two libraries with media of their own, a drive that stands alone, media on the shelf, and a pool
/// that the guest may not use.
pub(super) const DEVICES: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE:
    access:
      - { who: guest, may: NTMS_USE_ACCESS, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries:
      tower: { profile: lto-30, drives: 2 }
      second: { profile: autoloader-7 }
      discs: { profile: jukebox-100, drives: 2 }
      desk: { profile: stand-alone }
pools:
  - { path: Jobs, media-type: LTO_Ultrium }
  - { path: Discs, media-type: MO_5_RW }
  - { path: Closed, media-type: LTO_Ultrium, access: [{ who: guest, may-not: NTMS_USE_ACCESS }] }
media:
  - { media: TAPE01L3..TAPE04L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
  - { media: WHOLE1L3, at: { library: tower }, known: { complete: { pool: Jobs } } }
  - { media: ONCE01LT, at: { library: tower }, known: { allocated: { pool: Jobs } } }
  - { media: CLOSED1L3, at: { library: tower }, known: { allocated: { pool: Closed } } }
  - { media: STOCK1L3, at: { library: tower }, known: { available: { pool: Jobs } } }
  - { media: SECOND1L3, at: { library: second }, known: { allocated: { pool: Jobs } } }
  - { media: DISC01, at: { library: discs }, known: { allocated: { pool: Discs } } }
  - { media: DESK01L3, at: { drive: [desk, 0] }, known: { allocated: { pool: Jobs } } }
  - { media: SHELF1L3, at: { shelf: HERE }, known: { allocated: { pool: Jobs } } }
";

pub(super) const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::MountNtmsMedia, &[Need::Room], room).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
}

/// The cases of success, and of causes that many functions meet.
pub(crate) const CASES: &[Case] = &[
    case(
        None,
        "",
        "the medium is in the drive that is answered, ready for input and output",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (logical, drive) = mounted(stage, "TAPE01L3")?;
            is_loaded(stage, "TAPE01L3", 0, drive)?;
            let side = side_info(stage, "TAPE01L3", 0)?;
            same("its logical medium", &side.logical_media, &logical)?;
            same("mounts of the side", &side.mount_count, &1)?;
            same("mounts of the drive", &drive_info(stage, drive)?.mount_count, &1)
        },
    ),
    case(
        None,
        "several",
        "several media are mounted together, and their drives are in their order",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = [stage.logical("TAPE02L3")?, stage.logical("TAPE01L3")?];
            let drives = stage.gives_ids(mount(&media))?;
            same("drives", &drives.len(), &2)?;
            is_loaded(stage, "TAPE02L3", 0, drives[0])?;
            is_loaded(stage, "TAPE01L3", 0, drives[1])
        },
    ),
    case(
        None,
        "specific-drive",
        "with NTMS_MOUNT_SPECIFIC_DRIVE the medium comes to the drive that is named",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let drives = drives_for(stage, "TAPE01L3")?;
            let names = ["TAPE01L3", "TAPE02L3"];
            for (name, drive) in names.into_iter().zip([drives[1], drives[0]]) {
                let media = stage.logical(name)?;
                let call = mount_with(&[media], MountOptions::SPECIFIC_DRIVE);
                let given = stage.gives_ids(MountNtmsMedia { drives: vec![drive], ..call })?;
                same("drives", &given, &vec![drive])?;
                is_loaded(stage, name, 0, drive)?;
            }
            Ok(())
        },
    ),
    case(
        None,
        "side",
        "a side may be named itself, allocated or not, and faces the heads",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            for (name, number) in [("STOCK1L3", 0), ("DISC01", 1)] {
                let side = stage.side(name, number)?;
                let drives = stage.gives_ids(mount(&[side]))?;
                is_loaded(stage, name, number, drives[0])?;
            }
            Ok(())
        },
    ),
    case(
        None,
        "other-side",
        "the other side of a disc is mounted when the disc was dismounted",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            for number in [0, 1, 0] {
                let side = stage.side("DISC01", number)?;
                let drives = stage.gives_ids(mount(&[side]))?;
                is_loaded(stage, "DISC01", number, drives[0])?;
                stage.succeeds(dismount(&[side]))?;
            }
            Ok(())
        },
    ),
    case(
        None,
        "stand-alone",
        "a medium in a drive that stands alone is mounted where it is",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let own = drives_for(stage, "DESK01L3")?;
            let (_, drive) = mounted(stage, "DESK01L3")?;
            same("the drive", &vec![drive], &own)?;
            is_loaded(stage, "DESK01L3", 0, drive)
        },
    ),
    case(
        None,
        "after-deferred",
        "a medium that was dismounted later is still in its drive, and is mounted there",
        "NtmsDriveState enumeration; DismountNtmsMedia function, remarks",
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (logical, drive) = mounted(stage, "TAPE01L3")?;
            let options = DismountOptions::DEFERRED.bits();
            let call = wire::ntms::call::DismountNtmsMedia { options, ..dismount(&[logical]) };
            stage.succeeds(call)?;
            same("the drive", &drive_info(stage, drive)?.state, &DriveState::Dismountable)?;
            let began = stage.room().now();
            let (_, again) = mounted(stage, "TAPE01L3")?;
            same("the drive", &again, &drive)?;
            is_loaded(stage, "TAPE01L3", 0, drive)?;
            let took = stage.room().now().saturating_sub(began);
            same("no robot moved", &(took < Duration::from_secs(5)), &true)
        },
    ),
    case(
        None,
        "drives-in-use-deferred",
        "a drive whose medium was dismounted later is emptied when it is needed",
        "NtmsDriveState enumeration",
        DEVICES,
        |stage| {
            stage.open_session()?;
            for name in ["TAPE01L3", "TAPE02L3"] {
                let (logical, _) = mounted(stage, name)?;
                let options = DismountOptions::DEFERRED.bits();
                let call = wire::ntms::call::DismountNtmsMedia { options, ..dismount(&[logical]) };
                stage.succeeds(call)?;
            }
            let (_, drive) = mounted(stage, "TAPE03L3")?;
            is_loaded(stage, "TAPE03L3", 0, drive)
        },
    ),
    case(None, "complete", "complete media can be mounted to be read", REMARKS, DEVICES, |stage| {
        stage.open_session()?;
        let media = stage.logical("WHOLE1L3")?;
        let drives = stage.gives_ids(to_read(&[media]))?;
        is_loaded(stage, "WHOLE1L3", 0, drives[0])
    }),
    case(
        None,
        "write-once",
        "media that can be written once are mounted to be written",
        "MountNtmsMedia function, parameters",
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (_, drive) = mounted(stage, "ONCE01LT")?;
            is_loaded(stage, "ONCE01LT", 0, drive)
        },
    ),
    case(
        None,
        "no-wait",
        "with NTMS_MOUNT_NOWAIT the call is over when the mount is queued",
        "MS-RSMP 3.2.4.3, MountNtmsMedia",
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("TAPE01L3")?;
            let given = stage.gives_ids(mount_with(&[media], MountOptions::NOWAIT))?;
            same("drives that are known", &given, &vec![Guid::NULL])?;
            let_work_end(stage);
            let drive = medium_info(stage, "TAPE01L3")?.location;
            is_loaded(stage, "TAPE01L3", 0, drive)
        },
    ),
    case(
        None,
        "zero",
        "what is there is mounted also without any time to wait for it",
        "MountNtmsMedia function, parameters",
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("TAPE01L3")?;
            let call = MountNtmsMedia { timeout: 0, ..mount(&[media]) };
            let drives = stage.gives_ids(call)?;
            is_loaded(stage, "TAPE01L3", 0, drives[0])
        },
    ),
    case(
        Some(NtmsError::AccessDenied),
        "",
        "use of the pool of each medium is needed",
        "MountNtmsMedia function, access",
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (closed, open) = (stage.logical("CLOSED1L3")?, stage.logical("TAPE01L3")?);
            let (owner, session) = (stage.program(), stage.session);
            stage.act_as("guest")?;
            stage.refused(mount(&[closed]), NtmsError::AccessDenied)?;
            stage.refused(mount(&[open, closed]), NtmsError::AccessDenied)?;
            let drives = stage.gives_ids(mount(&[open]))?;
            stage.act_from(owner);
            stage.session = session;
            is_loaded(stage, "TAPE01L3", 0, drives[0])
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::MountNtmsMedia, cause, ROOM, |stage| {
        Ok(mount(&[stage.logical("OWNED1L3")?]).into())
    })
}

/// A mount to read only.
pub(super) fn to_read(media: &[Guid]) -> MountNtmsMedia {
    MountNtmsMedia { options: MountOptions::READ.bits(), ..mount(media) }
}

/// A medium is loaded in a drive, with this side before the heads.
pub(super) fn is_loaded(
    stage: &mut Stage<'_>,
    name: &str,
    number: usize,
    drive: Guid,
) -> Result<(), Mismatch> {
    let medium = medium_info(stage, name)?;
    same("where it is", &(medium.location_type, medium.location), &(ObjectType::Drive, drive))?;
    same("the medium", &medium.media_state, &MediaState::Loaded)?;
    same("the side", &medium.mounted_partition, &stage.side(name, number)?)?;
    same("the drive", &drive_info(stage, drive)?.state, &DriveState::Loaded)
}
