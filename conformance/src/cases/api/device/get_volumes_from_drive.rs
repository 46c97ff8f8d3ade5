//! GetVolumesFromDrive.

use std::collections::BTreeSet;

use wire::Text;
use wire::ntms::call::{Answer, DriveVolume, GetVolumesFromDrive};
use wire::ntms::{Function, NtmsError};
use world::scenario::At;
use world::scenario::person::Deed;

use super::{case, in_room};
use crate::case::{Case, Mismatch};
use crate::cases::api::equal;
use crate::stage::{HERE, Stage};

const FUNCTION: Function = Function::GetVolumesFromDrive;
const PAGE: &str = "GetVolumesFromDrive function, return value";
const REMARKS: &str = "GetVolumesFromDrive function, remarks";

/// A jukebox and a drive that stands alone, both of discs, beside a drive of tapes; all empty.
const DISCS: &str = r"
version: 1
users: { stranger: [] }
computers:
  HERE:
    access: [{ who: stranger, may-not: NTMS_USE_ACCESS }]
    libraries:
      discs: { profile: jukebox-100 }
      desk: { profile: stand-alone-mo }
      tape: { profile: stand-alone }
";

fn call(drive: &str) -> GetVolumesFromDrive {
    GetVolumesFromDrive { drive: Some(Text::new(drive)) }
}

fn volume(stage: &mut Stage<'_>, drive: &str) -> Result<DriveVolume, Mismatch> {
    match stage.succeeds(call(drive))? {
        Answer::Volume(volume) => Ok(volume),
        other => Err(Mismatch::new("a volume", format!("{other:?}"))),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    in_room(
        case(
            FUNCTION,
            None,
            "",
            "a drive of disks has one volume name and one letter, which stay the same",
            REMARKS,
            |stage| {
                let mut names = BTreeSet::new();
                for (number, letter) in (0..3).zip(["D:", "E:", "F:"]) {
                    let device = format!(r"\\.\PhysicalDrive{number}");
                    let found = volume(stage, &device)?;
                    equal(Some(Text::new(letter)), found.letter.clone())?;
                    let inner = found.name.strip_prefix(r"\\?\Volume{");
                    if inner.and_then(|rest| rest.strip_suffix(r"}\")).map(str::len) != Some(36) {
                        return Err(Mismatch::new(r"\\?\Volume{…}\", &found.name));
                    }
                    equal(found.clone(), volume(stage, &device.to_lowercase())?)?;
                    names.insert(found.name.to_string());
                }
                equal(3, names.len())
            },
        ),
        DISCS,
    ),
    in_room(
        case(
            FUNCTION,
            None,
            "no-service",
            "the computer tells it without the service, and to everybody",
            REMARKS,
            |stage| {
                let before = volume(stage, r"\\.\PhysicalDrive0")?;
                stage.hand(&Deed::CrashService(At::from(HERE)))?;
                equal(before.clone(), volume(stage, r"\\.\PhysicalDrive0")?)?;
                let stranger = stage.room().start(HERE, Some("stranger"));
                stage.act_from(stranger);
                equal(before, volume(stage, r"\\.\PhysicalDrive0")?)
            },
        ),
        DISCS,
    ),
    in_room(
        case(FUNCTION, Some(NtmsError::InvalidParameter), "", "a drive is named", PAGE, |stage| {
            stage.refused(GetVolumesFromDrive { drive: None }, NtmsError::InvalidParameter)?;
            stage.refused(call(""), NtmsError::InvalidParameter)
        }),
        DISCS,
    ),
    in_room(
        case(
            FUNCTION,
            Some(NtmsError::InvalidDrive),
            "",
            "tapes and changers have no volumes, nor has what is no device",
            PAGE,
            |stage| {
                for drive in [r"\\.\Tape3", r"\\.\Changer0", r"\\.\PhysicalDrive3", "D:"] {
                    stage.refused(call(drive), NtmsError::InvalidDrive)?;
                }
                Ok(())
            },
        ),
        DISCS,
    ),
];
