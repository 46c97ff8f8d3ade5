//! Volumes of removable disks, as the operating system of a computer names them.
//!
//! A drive whose media are disks has one volume, whatever is in it: a name that stays the same, and
//! a drive letter as long as there are letters (naming a volume; GetVolumesFromDrive, remarks).
//! Tapes and changers have none.

use wire::ntms::call::DriveVolume;
use wire::{Guid, Text};

use crate::computer::ComputerId;
use crate::world::World;

/// Peripheral device type of tapes (SPC).
const TAPE: u8 = 0x01;
/// A and B are of floppy disks, C is the system's own.
const LETTERS: std::ops::RangeInclusive<char> = 'D'..='Z';

impl World {
    /// The volume of the drive that programs of a computer open by a name, in any case.
    pub fn volume(&self, computer: ComputerId, device: &str) -> Option<DriveVolume> {
        let there = self.computers.get(usize::from(computer.0))?;
        let mut letters = LETTERS;
        for attachment in &there.service.config.attachments {
            let cabinet = there.cabinets.get(usize::from(attachment.cable.0))?;
            let profile = cabinet.library.profile();
            let changer_count = usize::from(profile.changer.is_some());
            let drives = attachment.units.iter().skip(changer_count).zip(&profile.drives);
            for (unit, _) in drives.filter(|(_, model)| model.device_type != TAPE) {
                let letter = letters.next().map(|letter| Text::from(format!("{letter}:")));
                if unit.device_name.eq_ignore_ascii_case(device) {
                    let id = self.volume_id(&there.name, &unit.device_name);
                    let name = Text::from(format!(r"\\?\Volume{{{id}}}\"));
                    return Some(DriveVolume { name, letter });
                }
            }
        }
        None
    }

    fn volume_id(&self, computer: &str, device: &str) -> Guid {
        let half = |count| {
            u128::from(crate::seed::draw(self.seed, &format!("{computer} {device}"), count))
        };
        Guid::from_u128(half(0) << 64 | half(1))
    }
}
