//! What SCSI told of one library or stand-alone drive.
//!
//! Facts are of one moment and refer to no row of the database; `furnish` makes rows of them.

use wire::Text;
use wire::ntms::limit::SERIALNUMBER_LENGTH;
use wire::scsi::{ElementAddress, ElementDescriptor, ElementType, Inquiry, Lun, Sense, SenseCode};

/// Who a unit says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Peripheral device type (SPC): 01h tape, 05h CD and DVD, 07h optical, 08h changer.
    pub device_type: u8,
    /// Vendor of the inquiry data.
    pub vendor: Text,
    /// Product of the inquiry data.
    pub product: Text,
    /// Revision of the inquiry data.
    pub revision: Text,
    /// Unit serial number, cut to 31 units; empty when the unit has none.
    pub serial: Text,
}

impl Identity {
    pub(super) fn of(inquiry: &Inquiry) -> Identity {
        Identity {
            device_type: inquiry.device_type,
            vendor: Text::new(inquiry.vendor.trim()),
            product: Text::new(inquiry.product.trim()),
            revision: Text::new(inquiry.revision.trim()),
            serial: Text::EMPTY,
        }
    }

    pub(super) fn with_serial(self, serial: &str) -> Identity {
        Identity { serial: Text::cut(serial.trim(), SERIALNUMBER_LENGTH), ..self }
    }
}

/// First address and count of each element type (SMC, element address assignment).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ElementMap {
    /// Transports.
    pub transport: (ElementAddress, u16),
    /// Storage slots.
    pub storage: (ElementAddress, u16),
    /// Places of the mail slot.
    pub import_export: (ElementAddress, u16),
    /// Drives.
    pub data_transfer: (ElementAddress, u16),
}

impl ElementMap {
    /// The map of elements that were reported, for a changer that does not tell it.
    pub(super) fn of(elements: &[ElementDescriptor]) -> ElementMap {
        let range = |kind| {
            let addresses = || elements.iter().filter(move |e| e.kind == kind).map(|e| e.address);
            let count = u16::try_from(addresses().count()).unwrap_or(u16::MAX);
            (addresses().min().unwrap_or_default(), count)
        };
        ElementMap {
            transport: range(ElementType::Transport),
            storage: range(ElementType::Storage),
            import_export: range(ElementType::ImportExport),
            data_transfer: range(ElementType::DataTransfer),
        }
    }
}

/// The changer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangerFacts {
    /// Its logical unit.
    pub lun: Lun,
    /// Who it is.
    pub identity: Identity,
    /// A transport can turn media over (page 1Eh).
    pub rotates: bool,
    /// Destinations of MOVE MEDIUM by source type (page 1Fh), as the page has them; every move when
    /// the changer does not tell.
    pub moves: [u8; 4],
    /// Why it does not move media now, though it answers.
    pub trouble: Option<Sense>,
}

/// A drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriveFacts {
    /// Its logical unit.
    pub lun: Lun,
    /// Its element.
    pub address: ElementAddress,
    /// Who it is; nothing when it does not answer.
    pub identity: Option<Identity>,
    /// Why it is not ready, if it is not; an empty drive says that it has no medium.
    pub not_ready: Option<Sense>,
}

/// A library, or a stand-alone drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryFacts {
    /// The changer; a stand-alone drive has none.
    pub changer: Option<ChangerFacts>,
    /// Where elements are addressed; the drive without a changer is the only one, at address 0.
    pub map: ElementMap,
    /// The library was seen to read bar codes. One without media cannot be seen to.
    pub reads_bar_codes: bool,
    /// Drives in the order of their elements.
    pub drives: Vec<DriveFacts>,
    /// Every element once, by type and then by address.
    pub elements: Vec<ElementDescriptor>,
}

impl LibraryFacts {
    /// Who the library is: its changer, or its drive when it has none.
    pub fn identity(&self) -> Option<&Identity> {
        match &self.changer {
            Some(changer) => Some(&changer.identity),
            None => self.drives.first()?.identity.as_ref(),
        }
    }

    /// The elements of one type in ascending order of addresses.
    pub fn of_kind(&self, kind: ElementType) -> impl Iterator<Item = &ElementDescriptor> {
        self.elements.iter().filter(move |element| element.kind == kind)
    }
}

/// Whether these elements can only be those of a changer that reads bar codes: a label was read, or
/// the changer says that one could not be (ASC 53h, qualifiers 05h to 07h).
pub(crate) fn tell_bar_codes(elements: &[ElementDescriptor]) -> bool {
    elements.iter().any(|element| {
        let missed = matches!(element.exception, Some(SenseCode { asc: 0x53, ascq: 0x05..=0x07 }));
        element.full && (element.tag.is_some() || missed)
    })
}
