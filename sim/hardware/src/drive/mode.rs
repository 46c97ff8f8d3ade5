//! Mode parameters of a drive: block length, buffering, compression, write protection.

use wire::scsi::{BlockLimits, ModeData, ModePage, Nexus, Sense};

use super::Drive;
use crate::cartridge::Recording;
use crate::profile::DriveModel;

/// What hosts can set. It is forgotten when power goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mode {
    /// Block length for FIXED=1; 0 leaves only blocks of any length.
    pub(super) block_bytes: u32,
    /// Writing is answered before the medium has it.
    pub(super) buffered: bool,
    /// Data are to be compressed. Told and kept; every byte still takes a byte.
    compresses: bool,
    /// Software write protection.
    write_protect: bool,
}

impl Mode {
    /// What holds when power comes on.
    pub(super) fn of(model: &DriveModel) -> Mode {
        let compresses = can_compress(model);
        Mode { block_bytes: 0, buffered: true, compresses, write_protect: false }
    }
}

/// Tape drives compress, optical drives do not.
fn can_compress(model: &DriveModel) -> bool {
    model.device_type == 0x01
}

/// Density codes of MODE SELECT that leave the density alone (SSC, block descriptor).
const SAME_DENSITY: [u8; 2] = [0x00, 0x7F];
/// LTO's compression in page 0Fh.
const ALGORITHM: u32 = 0xFF;
/// Page 10h, byte 10: EEG, an end of data is made by every write.
const MAKES_END_OF_DATA: u8 = 0x10;

impl Drive {
    /// READ BLOCK LIMITS.
    pub(super) fn block_limits(&self) -> BlockLimits {
        BlockLimits { max_bytes: self.model.max_block_bytes, min_bytes: 1 }
    }

    /// The cartridge cannot be recorded: by its notch or kind, this drive's settings or generation.
    pub(super) fn write_protected(&self) -> bool {
        let medium = self.held.as_ref().map(|held| &held.slotted.cartridge);
        self.mode.write_protect
            || medium.is_some_and(|medium| {
                medium.write_protected
                    || medium.model.recording == Recording::ReadOnly
                    || !self.model.writes.contains(&medium.model.density)
            })
    }

    fn density(&self) -> u8 {
        let medium = self.held.as_ref().map(|held| held.slotted.cartridge.model.density);
        medium.unwrap_or(self.model.density)
    }

    /// MODE SENSE. Page 00h asks for header and block descriptor alone.
    pub(super) fn sense_mode(&self, page: u8, without_block: bool) -> Result<ModeData, Sense> {
        let Mode { block_bytes, buffered, .. } = self.mode;
        let mut pages = self.pages().to_vec();
        if page != 0x3F {
            pages.retain(|known| known.code() == page);
            if pages.is_empty() && page != 0x00 {
                return Err(Sense::INVALID_FIELD_IN_CDB);
            }
        }
        let medium = self.held.as_ref().map(|held| held.slotted.cartridge.model.medium_type);
        Ok(ModeData {
            medium_type: medium.unwrap_or(0),
            write_protected: self.write_protected(),
            buffered: u8::from(buffered),
            block: (!without_block).then_some((self.density(), block_bytes)),
            pages,
        })
    }

    fn pages(&self) -> [ModePage; 2] {
        let Mode { compresses, write_protect, .. } = self.mode;
        let capable = can_compress(&self.model);
        [
            ModePage::DataCompression {
                enabled: compresses,
                capable,
                decompress: capable,
                algorithm: if capable { ALGORITHM } else { 0 },
            },
            ModePage::DeviceConfiguration {
                compression: u8::from(compresses),
                write_protect,
                flags: MAKES_END_OF_DATA,
            },
        ]
    }

    /// MODE SELECT. The others hear of what changed.
    pub(super) fn select_mode(&mut self, nexus: Nexus, list: &ModeData) -> Result<(), Sense> {
        let bad = Sense::INVALID_FIELD_IN_LIST;
        // A list without header, descriptor and pages changes nothing.
        if *list == ModeData::default() {
            return Ok(());
        }
        let mut mode = self.mode;
        mode.buffered = match list.buffered {
            0 => false,
            1 => true,
            _ => return Err(bad),
        };
        if let Some((density, block_bytes)) = list.block {
            let same = SAME_DENSITY.contains(&density) || density == self.density();
            if !same || block_bytes > self.model.max_block_bytes {
                return Err(bad);
            }
            mode.block_bytes = block_bytes;
        }
        let capable = can_compress(&self.model);
        for page in &list.pages {
            match *page {
                ModePage::DataCompression { enabled, decompress, algorithm, .. } => {
                    let known = [0, ALGORITHM].contains(&algorithm);
                    if !known || ((enabled || decompress) && !capable) {
                        return Err(bad);
                    }
                    mode.compresses = enabled;
                }
                ModePage::DeviceConfiguration { compression, write_protect, flags } => {
                    if compression > u8::from(capable) || flags != MAKES_END_OF_DATA {
                        return Err(bad);
                    }
                    mode.compresses = compression != 0;
                    mode.write_protect = write_protect;
                }
                _ => return Err(bad),
            }
        }
        if mode != self.mode {
            self.mode = mode;
            self.attentions.raise_for_others(nexus, Sense::MODE_CHANGED);
        }
        Ok(())
    }
}
