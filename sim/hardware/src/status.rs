//! Element status: what the changer tells of its elements. It is made from the truth each time it
//! is asked for; only the elements asked for are looked at.

use wire::scsi::{ElementAddress, ElementDescriptor, ElementStatus, ElementType, SenseCode};

use crate::cartridge::{Cartridge, MediumKind, Recording};
use crate::element::KINDS;
use crate::library::Library;

/// A label that cannot be read, a label that is missing (hardware reference 5, rows 7 and 8).
const UNREADABLE: SenseCode = SenseCode { asc: 0x53, ascq: 0x05 };
const UNLABELLED: SenseCode = SenseCode { asc: 0x53, ascq: 0x06 };
/// Placing failed here (row 3), loading failed (row 4), unloading failed (row 5).
const PLACE_FAILED: SenseCode = SenseCode { asc: 0x53, ascq: 0x00 };
const LOAD_FAILED: SenseCode = SenseCode { asc: 0x53, ascq: 0x09 };
const UNLOAD_FAILED: SenseCode = SenseCode { asc: 0x53, ascq: 0x0A };
/// The magazine of the slot is out (row 12).
const MAGAZINE_OUT: SenseCode = SenseCode { asc: 0x3B, ascq: 0x12 };
/// The drive does not answer (row 19).
const DRIVE_OFF: SenseCode = SenseCode { asc: 0x3B, ascq: 0x1A };

impl Library {
    /// The elements of a type, or of all, from an address on, at most `count` of them.
    pub(crate) fn element_status(
        &self,
        kind: Option<ElementType>,
        first: ElementAddress,
        count: u16,
        with_tags: bool,
        with_device_ids: bool,
    ) -> ElementStatus {
        let told = self.profile().changer.as_ref().is_some_and(|c| c.tells_drive_serials);
        let mut status = ElementStatus {
            elements: Vec::new(),
            with_tags,
            with_device_ids: with_device_ids && told,
        };
        let mut left = usize::from(count);
        for kind in KINDS.into_iter().filter(|known| kind.is_none_or(|asked| asked == *known)) {
            let skipped =
                usize::from(first.0.saturating_sub(self.profile().map.range(kind).first.0));
            let end = self.elements.of(kind).len();
            let end = end.min(skipped.saturating_add(left));
            for index in skipped..end {
                status.elements.push(self.descriptor(kind, index, &status));
                left -= 1;
            }
        }
        status
    }
}

impl Library {
    fn descriptor(
        &self,
        kind: ElementType,
        index: usize,
        status: &ElementStatus,
    ) -> ElementDescriptor {
        let address = self.elements.address(kind, index);
        let mut told = ElementDescriptor::empty(address, kind);
        if self.is_out(address) {
            (told.disabled, told.accessible) = (true, false);
            told.exception = Some(MAGAZINE_OUT);
            return told;
        }
        let slot = &self.elements.of(kind)[index];
        match kind {
            ElementType::DataTransfer => self.describe_drive(&mut told, index, status),
            _ => {
                if let Some(held) = &slot.held {
                    self.describe_cartridge(&mut told, &held.cartridge, held.inverted, status);
                }
            }
        }
        if kind == ElementType::ImportExport {
            told.by_operator = slot.by_operator;
            (told.imports, told.exports) = (true, true);
            told.accessible = !self.port_open;
        }
        if told.full {
            told.source = slot.source;
        }
        if slot.troubled {
            told.exception = Some(PLACE_FAILED);
        }
        told
    }

    fn describe_cartridge(
        &self,
        told: &mut ElementDescriptor,
        cartridge: &Cartridge,
        inverted: bool,
        status: &ElementStatus,
    ) {
        told.full = true;
        told.inverted = inverted;
        told.medium_type = match (cartridge.kind, cartridge.model.recording) {
            (MediumKind::Cleaning { .. }, _) => 2,
            (MediumKind::Data, Recording::WriteOnce) => 4,
            (MediumKind::Data, _) => 1,
        };
        if !self.profile().changer.as_ref().is_some_and(|changer| changer.reads_barcodes) {
            return;
        }
        let label = cartridge.scanned();
        if status.with_tags {
            told.tag = label.map(str::to_owned);
        }
        if label.is_none() {
            let code = if cartridge.barcode.is_some() { UNREADABLE } else { UNLABELLED };
            told.exception = Some(code);
        }
    }

    fn describe_drive(&self, told: &mut ElementDescriptor, index: usize, status: &ElementStatus) {
        let (Some(drive), Some(model)) = (self.drives.get(index), self.profile().drives.get(index))
        else {
            return;
        };
        if let Some((_, cartridge, inverted)) = drive.holds() {
            self.describe_cartridge(told, cartridge, inverted, status);
            // A threaded tape is out of the robot's reach.
            told.accessible = drive.ejected();
            if drive.load_failed() {
                told.exception = Some(LOAD_FAILED);
            } else if drive.unload_failed() {
                told.exception = Some(UNLOAD_FAILED);
            }
        }
        if self.drive_off(index) {
            (told.disabled, told.exception) = (true, Some(DRIVE_OFF));
        }
        if status.with_device_ids {
            told.device_id = Some(model.serial.clone());
        }
        // Three bits hold it; hosts match drives with higher numbers by their serial numbers.
        told.lun = u8::try_from(self.drive_lun(index).0).ok().filter(|lun| *lun <= 7);
    }
}
