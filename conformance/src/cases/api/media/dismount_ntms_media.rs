//! DismountNtmsMedia.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::{CloseNtmsSession, DismountNtmsMedia};
use wire::ntms::option::DismountOptions;
use wire::ntms::state::{DriveState, MediaState};
use wire::ntms::{Function, NtmsError, ObjectType};
use world::scenario::person::Deed;

use super::mount_ntms_media::DEVICES;
use super::words::{
    dismount, drive_info, let_work_end, medium_info, mount, mounted, same, the_drive, the_library,
    the_medium, the_side,
};
use crate::case::{Case, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "DismountNtmsMedia function, return value";
const REMARKS: &str = "DismountNtmsMedia function, remarks";

/// What a session leaves behind stays mounted.
const HELD: &str = r"
version: 1
settings: { left-mount: held }
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media: [{ media: TAPE01L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }]
";

/// A service that has too much to do for a dismount, for a minute.
const LATE: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media: [{ media: TAPE01L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }]
faults:
  - { at: { service: HERE }, when: { call: DismountNtmsMedia, after: 1h, until: 61m }, do: busy }
";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::DismountNtmsMedia, &[Need::Room], room).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        None,
        "",
        "the dismount is queued; then the medium is idle in its slot and the drive is empty",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            for options in [DismountOptions::NONE, DismountOptions::IMMEDIATE] {
                let (logical, drive) = mounted(stage, "TAPE01L3")?;
                let began = stage.room().now();
                stage.succeeds(with(&[logical], options))?;
                let took = stage.room().now().saturating_sub(began);
                same("nothing was waited for", &(took < Duration::from_secs(1)), &true)?;
                let_work_end(stage);
                is_home(stage, "TAPE01L3", drive)?;
            }
            Ok(())
        },
    ),
    case(None, "several", "several media go home", REMARKS, DEVICES, |stage| {
        stage.open_session()?;
        let media = [stage.logical("TAPE01L3")?, stage.logical("TAPE02L3")?];
        let drives = stage.gives_ids(mount(&media))?;
        stage.succeeds(dismount(&media))?;
        let_work_end(stage);
        is_home(stage, "TAPE01L3", drives[0])?;
        is_home(stage, "TAPE02L3", drives[1])
    }),
    case(None, "side", "a side may be named itself", REMARKS, DEVICES, |stage| {
        stage.open_session()?;
        let (_, drive) = mounted(stage, "TAPE01L3")?;
        let side = stage.side("TAPE01L3", 0)?;
        stage.succeeds(dismount(&[side]))?;
        let_work_end(stage);
        is_home(stage, "TAPE01L3", drive)
    }),
    case(
        None,
        "deferred",
        "with NTMS_DISMOUNT_DEFERRED the medium stays in the drive for the delay of the drive",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (logical, drive) = mounted(stage, "TAPE01L3")?;
            stage.succeeds(with(&[logical], DismountOptions::DEFERRED))?;
            let delay = drive_info(stage, drive)?.defer_dismount_delay;
            stage.sleep(Duration::from_secs(u64::from(delay) - 1));
            same("the drive", &drive_info(stage, drive)?.state, &DriveState::Dismountable)?;
            let medium = medium_info(stage, "TAPE01L3")?;
            same("the medium", &medium.media_state, &MediaState::Idle)?;
            same("where it is", &medium.location, &drive)?;
            let_work_end(stage);
            is_home(stage, "TAPE01L3", drive)
        },
    ),
    case(
        None,
        "left-behind",
        "what a session that is gone has left mounted anybody may dismount",
        REMARKS,
        HELD,
        |stage| {
            stage.open_session()?;
            let (logical, drive) = mounted(stage, "TAPE01L3")?;
            stage.succeeds(CloseNtmsSession)?;
            stage.open_session()?;
            let_work_end(stage);
            same("the drive", &drive_info(stage, drive)?.state, &DriveState::Loaded)?;
            stage.succeeds(dismount(&[logical]))?;
            let_work_end(stage);
            is_home(stage, "TAPE01L3", drive)
        },
    ),
    case(
        Some(NtmsError::AccessDenied),
        "",
        "use of the pool of the medium is needed, whoever has mounted it",
        "DismountNtmsMedia function, access",
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (logical, _) = mounted(stage, "CLOSED1L3")?;
            let (owner, session) = (stage.program(), stage.session);
            stage.act_as("guest")?;
            stage.refused(dismount(&[logical]), NtmsError::AccessDenied)?;
            stage.act_from(owner);
            stage.session = session;
            stage.succeeds(dismount(&[logical])).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::DeviceNotAvailable),
        "",
        "a drive or library that is disabled does nothing for a dismount",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (logical, drive) = mounted(stage, "TAPE01L3")?;
            let objects = [the_drive("tower", 0), the_drive("tower", 1), the_library("tower")];
            for object in &objects {
                stage.hand(&Deed::Disable(object.clone()))?;
            }
            stage.refused(dismount(&[logical]), NtmsError::DeviceNotAvailable)?;
            // Each is what was said of itself, and of the library that it is in.
            for object in &objects {
                stage.refused(dismount(&[logical]), NtmsError::DeviceNotAvailable)?;
                stage.hand(&Deed::Enable(object.clone()))?;
            }
            stage.succeeds(dismount(&[logical]))?;
            let_work_end(stage);
            is_home(stage, "TAPE01L3", drive)
        },
    ),
    case(
        Some(NtmsError::InvalidLibrary),
        "",
        "media that are dismounted together must be in one library",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (first, _) = mounted(stage, "TAPE01L3")?;
            let (second, _) = mounted(stage, "SECOND1L3")?;
            stage.refused(dismount(&[first, second]), NtmsError::InvalidLibrary)?;
            for media in [first, second] {
                stage.succeeds(dismount(&[media]))?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "",
        "what is named as a medium must be a logical medium or a side, and is named once",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (good, drive) = mounted(stage, "TAPE01L3")?;
            let others =
                [NOBODY, Guid::NULL, stage.medium("TAPE01L3")?, stage.pool("Jobs")?, drive];
            for media in others {
                stage.refused(dismount(&[media]), NtmsError::InvalidMedia)?;
                stage.refused(dismount(&[good, media]), NtmsError::InvalidMedia)?;
            }
            let side = stage.side("TAPE01L3", 0)?;
            stage.refused(dismount(&[good, good]), NtmsError::InvalidMedia)?;
            stage.refused(dismount(&[good, side]), NtmsError::InvalidMedia)
        },
    ),
    case(
        Some(NtmsError::InvalidState),
        "",
        "only what is mounted can be dismounted, and only once",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (logical, _) = mounted(stage, "TAPE01L3")?;
            let idle = stage.logical("TAPE02L3")?;
            for media in [vec![idle], vec![logical, idle]] {
                stage.refused(dismount(&media), NtmsError::InvalidState)?;
            }
            let deferred = with(&[logical], DismountOptions::DEFERRED);
            stage.succeeds(deferred.clone())?;
            stage.refused(deferred, NtmsError::InvalidState)?;
            stage.refused(dismount(&[logical]), NtmsError::InvalidState)
        },
    ),
    case(
        Some(NtmsError::InvalidState),
        "other-side",
        "the side that faces the heads is the one that is mounted",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let sides = [stage.side("DISC01", 0)?, stage.side("DISC01", 1)?];
            stage.gives_ids(mount(&sides[..1]))?;
            stage.refused(dismount(&sides[1..]), NtmsError::InvalidState)?;
            stage.succeeds(dismount(&sides[..1])).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::MediaOffline),
        "",
        "a medium on the shelf is in no drive",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = [stage.logical("SHELF1L3")?];
            stage.refused(dismount(&media), NtmsError::MediaOffline)
        },
    ),
    case(
        Some(NtmsError::MediaNotAvailable),
        "",
        "a medium or side that is disabled is not available",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (logical, drive) = mounted(stage, "TAPE01L3")?;
            for object in [the_medium("TAPE01L3"), the_side("TAPE01L3", 0)] {
                stage.hand(&Deed::Disable(object.clone()))?;
                stage.refused(dismount(&[logical]), NtmsError::MediaNotAvailable)?;
                stage.hand(&Deed::Enable(object))?;
            }
            stage.succeeds(dismount(&[logical]))?;
            let_work_end(stage);
            is_home(stage, "TAPE01L3", drive)
        },
    ),
    case(
        Some(NtmsError::MediaNotAvailable),
        "other-session",
        "what another session has mounted is not available to this one",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (logical, _) = mounted(stage, "TAPE01L3")?;
            let owner = stage.session;
            stage.open_session()?;
            stage.refused(dismount(&[logical]), NtmsError::MediaNotAvailable)?;
            stage.session = owner;
            stage.succeeds(dismount(&[logical])).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::InvalidParameter),
        "",
        "at least one medium is named, and it goes home now or later",
        "DismountNtmsMedia function, parameters",
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (logical, _) = mounted(stage, "TAPE01L3")?;
            stage.refused(dismount(&[]), NtmsError::InvalidParameter)?;
            for options in [3, 4, u32::MAX] {
                let call = DismountNtmsMedia { options, ..dismount(&[logical]) };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    Case {
        needs: &[Need::Room, Need::FaultControl, Need::SimulatedTime],
        ..case(
            Some(NtmsError::Timeout),
            "",
            "a service that is too busy for a dismount does not do it; it does when it has time",
            PAGE,
            LATE,
            |stage| {
                stage.open_session()?;
                let (logical, drive) = mounted(stage, "TAPE01L3")?;
                let now = stage.room().now();
                stage.sleep(Duration::from_secs(3601).saturating_sub(now));
                stage.refused(dismount(&[logical]), NtmsError::Timeout)?;
                stage.sleep(Duration::from_secs(60));
                stage.succeeds(dismount(&[logical]))?;
                let_work_end(stage);
                is_home(stage, "TAPE01L3", drive)
            },
        )
    },
    hindered(Cause::BadHandle),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::DismountNtmsMedia, cause, ROOM, |stage| {
        let (logical, _) = mounted(stage, "OWNED1L3")?;
        Ok(dismount(&[logical]).into())
    })
}

fn with(media: &[Guid], options: DismountOptions) -> DismountNtmsMedia {
    DismountNtmsMedia { options: options.bits(), ..dismount(media) }
}

/// A medium is idle in its slot, and the drive that it was in is empty.
fn is_home(stage: &mut Stage<'_>, name: &str, drive: Guid) -> Verdict {
    let medium = medium_info(stage, name)?;
    same("where it is", &medium.location_type, &ObjectType::StorageSlot)?;
    same("its slot", &medium.location, &medium.home_slot)?;
    same("the medium", &medium.media_state, &MediaState::Idle)?;
    same("the drive", &drive_info(stage, drive)?.state, &DriveState::Dismounted)
}
