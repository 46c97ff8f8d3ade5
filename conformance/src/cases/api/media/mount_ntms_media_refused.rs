//! MountNtmsMedia: what cannot be mounted.

use wire::Guid;
use wire::label::FreeLabel;
use wire::ntms::NtmsError;
use wire::ntms::call::{MountNtmsMedia, UpdateNtmsOmidInfo};
use wire::ntms::limit::OMID_TYPE_RAW_LABEL;
use wire::ntms::option::MountOptions;
use world::scenario::person::Deed;

use super::mount_ntms_media::{DEVICES, case, is_loaded, to_read};
use super::words::{
    drives_for, let_work_end, medium_info, mount, mount_with, mounted, same, the_drive,
    the_library, the_medium, the_side,
};
use crate::case::{Case, Verdict};
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "MountNtmsMedia function, return value";
const REMARKS: &str = "MountNtmsMedia function, remarks";

/// Media that are worn out, or too new for the drives.
const UNFIT: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium }
media:
  - { media: BROKE1L3, at: { library: tower }, known: { allocated: { pool: Jobs } },
      wear: { load-fails: true } }
  - { media: WORN01L3, at: { library: tower }, known: { allocated: { pool: Jobs } },
      wear: { read: hard } }
  - { media: LATER1L6, at: { library: tower }, known: { allocated: { pool: Jobs } } }
";

/// Discs on the shelf, for the only library.
const SHELVED: &str = r"
version: 1
computers: { HERE: { libraries: { discs: { profile: jukebox-100 } } } }
pools: [{ path: Discs, media-type: MO_5_RW }]
media: [{ media: DISC01, at: { shelf: HERE }, known: { allocated: { pool: Discs } } }]
";

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        Some(NtmsError::DriveMediaMismatch),
        "",
        "a drive that is named must be in the library of the medium",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (media, drives) = (stage.logical("TAPE01L3")?, drives_for(stage, "SECOND1L3")?);
            stage.refused(in_drives(&[media], &drives), NtmsError::DriveMediaMismatch)?;
            let media = [media, stage.logical("TAPE02L3")?];
            let drives = vec![drives_for(stage, "TAPE01L3")?[0], drives[0]];
            stage.refused(in_drives(&media, &drives), NtmsError::DriveMediaMismatch)
        },
    ),
    case(
        Some(NtmsError::InvalidDrive),
        "",
        "what is named as a drive must be one, and each is named once",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (first, second) = (stage.logical("TAPE01L3")?, stage.logical("TAPE02L3")?);
            let drive = drives_for(stage, "TAPE01L3")?[0];
            for other in [NOBODY, Guid::NULL, stage.library()?, first] {
                stage.refused(in_drives(&[first], &[other]), NtmsError::InvalidDrive)?;
            }
            let twice = in_drives(&[first, second], &[drive, drive]);
            stage.refused(twice, NtmsError::InvalidDrive)
        },
    ),
    case(
        Some(NtmsError::InvalidLibrary),
        "",
        "media that are mounted together must be in one library",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = [stage.logical("TAPE01L3")?, stage.logical("SECOND1L3")?];
            stage.refused(mount(&media), NtmsError::InvalidLibrary)?;
            let media = [stage.logical("SHELF1L3")?, media[0], stage.logical("DESK01L3")?];
            stage.refused(mount(&media), NtmsError::InvalidLibrary)
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "",
        "what is named as a medium must be a logical medium or a side",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let good = stage.logical("TAPE01L3")?;
            let others = [
                NOBODY,
                Guid::NULL,
                stage.medium("TAPE02L3")?,
                stage.pool("Jobs")?,
                stage.library()?,
            ];
            for media in others {
                stage.refused(mount(&[media]), NtmsError::InvalidMedia)?;
                stage.refused(mount(&[good, media]), NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "twice",
        "a medium is named once, whatever it is called and whichever its side",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (logical, side) = (stage.logical("TAPE01L3")?, stage.side("TAPE01L3", 0)?);
            let sides = [stage.side("DISC01", 0)?, stage.side("DISC01", 1)?];
            for media in [[logical, logical], [side, side], [logical, side], sides] {
                stage.refused(mount(&media), NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidState),
        "",
        "a medium that does not load, or whose label cannot be read, is not mounted",
        PAGE,
        UNFIT,
        |stage| {
            stage.open_session()?;
            for name in ["BROKE1L3", "WORN01L3"] {
                fails_in_drive(stage, name)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidState),
        "generation",
        "a medium that the drives are too old for is not mounted",
        PAGE,
        UNFIT,
        |stage| {
            stage.open_session()?;
            fails_in_drive(stage, "LATER1L6")
        },
    ),
    case(
        Some(NtmsError::InvalidState),
        "label",
        "a medium whose label is not the one on record is not mounted",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("TAPE01L3")?;
            let label = FreeLabel { id: NOBODY }.emit();
            stage.succeeds(UpdateNtmsOmidInfo {
                media,
                label_type: OMID_TYPE_RAW_LABEL,
                label: label.to_vec().into(),
            })?;
            let waits = stage.begin(mount(&[media]));
            stage.ends_with(waits, NtmsError::InvalidState)
        },
    ),
    case(
        Some(NtmsError::MediaOffline),
        "",
        "with NTMS_MOUNT_ERROR_OFFLINE nobody is asked to bring a medium",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (shelf, tower) = (stage.logical("SHELF1L3")?, stage.logical("TAPE01L3")?);
            for media in [vec![shelf], vec![tower, shelf]] {
                let call = mount_with(&media, MountOptions::ERROR_OFFLINE);
                stage.refused(call, NtmsError::MediaOffline)?;
            }
            let call = mount_with(&[tower], MountOptions::ERROR_OFFLINE);
            let drives = stage.gives_ids(call)?;
            is_loaded(stage, "TAPE01L3", 0, drives[0])
        },
    ),
    case(
        Some(NtmsError::MediaOffline),
        "at-once",
        "who does not wait has nobody asked to bring a medium",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = [stage.logical("SHELF1L3")?];
            let call = mount_with(&media, MountOptions::ERROR_NOT_AVAILABLE);
            stage.refused(call, NtmsError::MediaOffline)?;
            let call = MountNtmsMedia { timeout: 0, ..mount(&media) };
            stage.refused(call, NtmsError::MediaOffline)
        },
    ),
    case(
        Some(NtmsError::MediaOffline),
        "no-library",
        "a medium that no library takes, as things stand, cannot be brought",
        PAGE,
        SHELVED,
        |stage| {
            stage.open_session()?;
            let media = [stage.logical("DISC01")?];
            stage.hand(&Deed::Disable(the_library("discs")))?;
            stage.refused(mount(&media), NtmsError::MediaOffline)
        },
    ),
    case(
        Some(NtmsError::ResourceDisabled),
        "",
        "a side, a medium or a library that is disabled is not used",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = [stage.logical("TAPE01L3")?];
            for object in [the_side("TAPE01L3", 0), the_medium("TAPE01L3"), the_library("tower")] {
                stage.hand(&Deed::Disable(object.clone()))?;
                stage.refused(mount(&media), NtmsError::ResourceDisabled)?;
                stage.hand(&Deed::Enable(object))?;
            }
            let drives = stage.gives_ids(mount(&media))?;
            is_loaded(stage, "TAPE01L3", 0, drives[0])
        },
    ),
    case(
        Some(NtmsError::ResourceDisabled),
        "drive",
        "a drive that is disabled is not used; without any other there is no mount",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = [stage.logical("TAPE01L3")?];
            let drives = drives_for(stage, "TAPE01L3")?;
            stage.hand(&Deed::Disable(the_drive("tower", 0)))?;
            let named = in_drives(&media, &drives[..1]);
            stage.refused(named.clone(), NtmsError::ResourceDisabled)?;
            stage.hand(&Deed::Disable(the_drive("tower", 1)))?;
            stage.refused(mount(&media), NtmsError::ResourceDisabled)?;
            stage.hand(&Deed::Enable(the_drive("tower", 1)))?;
            let given = stage.gives_ids(mount(&media))?;
            same("drives", &given, &vec![drives[1]])
        },
    ),
    case(
        Some(NtmsError::WriteProtect),
        "",
        "complete media are not mounted to be written",
        PAGE,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let (whole, other) = (stage.logical("WHOLE1L3")?, stage.logical("TAPE01L3")?);
            for media in [vec![whole], vec![other, whole]] {
                let to_write = MountOptions::WRITE.bits();
                let call = MountNtmsMedia { options: to_write, ..mount(&media) };
                stage.refused(call, NtmsError::WriteProtect)?;
                stage.refused(mount(&media), NtmsError::WriteProtect)?;
            }
            let drives = stage.gives_ids(to_read(&[whole]))?;
            is_loaded(stage, "WHOLE1L3", 0, drives[0])
        },
    ),
    case(
        Some(NtmsError::InvalidParameter),
        "",
        "there are media, priorities go to 15, and options are those that there are",
        "MountNtmsMedia function, parameters",
        DEVICES,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("TAPE01L3")?;
            let one = || mount(&[media]);
            let calls = [
                mount(&[]),
                MountNtmsMedia { priority: 16, ..one() },
                MountNtmsMedia { priority: -16, ..one() },
                MountNtmsMedia { options: 64, ..one() },
                MountNtmsMedia { options: u32::MAX, ..one() },
            ];
            for call in calls {
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            mounted(stage, "TAPE01L3").map(|_| ())
        },
    ),
    case(
        Some(NtmsError::InvalidParameter),
        "more-than-drives",
        "more media than the library has drives would never be mounted together",
        REMARKS,
        DEVICES,
        |stage| {
            stage.open_session()?;
            let mut media = Vec::new();
            for name in ["TAPE01L3", "TAPE02L3", "TAPE03L3"] {
                media.push(stage.logical(name)?);
            }
            stage.refused(mount(&media), NtmsError::InvalidParameter)
        },
    ),
];

/// A mount in drives that are named.
fn in_drives(media: &[Guid], drives: &[Guid]) -> MountNtmsMedia {
    MountNtmsMedia { drives: drives.to_vec(), ..mount_with(media, MountOptions::SPECIFIC_DRIVE) }
}

/// A medium comes to a drive, is of no use there, and goes home.
fn fails_in_drive(stage: &mut Stage<'_>, name: &str) -> Verdict {
    let media = stage.logical(name)?;
    let before = medium_info(stage, name)?;
    let waits = stage.begin(mount(&[media]));
    stage.ends_with(waits, NtmsError::InvalidState)?;
    let_work_end(stage);
    same("the medium", &medium_info(stage, name)?, &before)
}
