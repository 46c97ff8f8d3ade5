//! Medium changer commands and element status (SMC).

use super::Sense;
use super::sense::{SenseCode, flag};
use super::spc::{put_padded, unpadded};

/// An element address: a place for one cartridge in a library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementAddress(pub u16);

/// The four kinds of element (SMC, element type code table).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum ElementType {
    /// 1: the robot's hand.
    Transport = 1,
    /// 2: a slot.
    Storage = 2,
    /// 3: a place of the mail slot.
    ImportExport = 3,
    /// 4: a drive.
    DataTransfer = 4,
}

/// A changer command that has been checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangerCommand {
    /// INITIALIZE ELEMENT STATUS (07h), or with range (37h, E7h).
    InitializeElementStatus {
        /// First address and count; the whole library when absent.
        range: Option<(ElementAddress, u16)>,
    },
    /// READ ELEMENT STATUS (B8h).
    ReadElementStatus {
        /// Only this type, or all.
        kind: Option<ElementType>,
        /// First address to report.
        first: ElementAddress,
        /// Most elements to report.
        count: u16,
        /// With volume tags.
        tags: bool,
        /// With device identifiers of drives (DVCID).
        device_ids: bool,
        /// Bytes that the initiator will take (24 bits).
        allocation_bytes: u32,
    },
    /// MOVE MEDIUM (A5h).
    MoveMedium {
        /// The hand to use; 0 lets the changer choose.
        transport: ElementAddress,
        /// Where the medium is.
        from: ElementAddress,
        /// Where it goes.
        to: ElementAddress,
        /// Turn it over on the way.
        invert: bool,
    },
    /// EXCHANGE MEDIUM (A6h).
    ExchangeMedium {
        /// The hand to use; 0 lets the changer choose.
        transport: ElementAddress,
        /// Where the first medium is.
        from: ElementAddress,
        /// Where the first medium goes.
        to: ElementAddress,
        /// Where the medium found there goes.
        onward: ElementAddress,
        /// Turn the first over on the way.
        invert_first: bool,
        /// Turn the second over on the way.
        invert_second: bool,
    },
    /// POSITION TO ELEMENT (2Bh).
    PositionToElement {
        /// The hand to move.
        transport: ElementAddress,
        /// In front of which element.
        to: ElementAddress,
        /// Turned over.
        invert: bool,
    },
    /// OPEN/CLOSE IMPORT/EXPORT ELEMENT (1Bh).
    OpenCloseImportExport {
        /// Which element.
        element: ElementAddress,
        /// True opens.
        open: bool,
    },
}

/// The answer to READ ELEMENT STATUS: everything that was asked for, before truncation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ElementStatus {
    /// The elements, by type as reported, ascending inside a type.
    pub elements: Vec<ElementDescriptor>,
    /// Volume tags were asked for and are part of each descriptor.
    pub with_tags: bool,
    /// Device identifiers were asked for and are part of each drive's descriptor.
    pub with_device_ids: bool,
}

/// One element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementDescriptor {
    /// Its address.
    pub address: ElementAddress,
    /// Its type.
    pub kind: ElementType,
    /// It holds a medium.
    pub full: bool,
    /// An operator put the medium there (import and export only).
    pub by_operator: bool,
    /// Something is abnormal, and what.
    pub exception: Option<super::SenseCode>,
    /// The transport can reach it.
    pub accessible: bool,
    /// The medium can be taken out by an operator here (import and export only).
    pub exports: bool,
    /// An operator can bring a medium in here (import and export only).
    pub imports: bool,
    /// The element is disabled.
    pub disabled: bool,
    /// The medium lies with its back up.
    pub inverted: bool,
    /// Medium type, 0 to 7: 1 data, 2 cleaning.
    pub medium_type: u8,
    /// The storage element the medium came from.
    pub source: Option<ElementAddress>,
    /// The volume tag; `None` when unreadable or absent.
    pub tag: Option<String>,
    /// Serial number of the drive in this element, for drives that tell.
    pub device_id: Option<String>,
    /// Logical unit of the drive in this element, for drives that tell.
    pub lun: Option<u8>,
}

impl ElementType {
    /// The type with this code.
    pub fn from_code(code: u8) -> Option<ElementType> {
        use ElementType::*;
        [Transport, Storage, ImportExport, DataTransfer].into_iter().find(|k| *k as u8 == code)
    }
}

/// Bytes of a volume tag: 32 of the label, 2 reserved, 2 of the sequence number.
const TAG_BYTES: usize = 36;

impl ElementStatus {
    /// The answer to READ ELEMENT STATUS (SMC), cut after `allocation_bytes`. The byte counts in it
    /// are those of the whole answer, so that an initiator can ask again with enough room.
    pub fn emit(&self, allocation_bytes: usize) -> Vec<u8> {
        let pages: Vec<Page<'_>> = self
            .elements
            .chunk_by(|one, other| one.kind == other.kind)
            .map(|elements| Page::new(self, elements))
            .collect();
        let all_bytes = pages.iter().map(|page| 8 + page.body_bytes()).sum();
        let first = self.elements.iter().map(|element| element.address).min().unwrap_or_default();
        let count = u16::try_from(self.elements.len()).unwrap_or(u16::MAX);
        let mut bytes = Vec::with_capacity(allocation_bytes.min(8 + all_bytes));
        bytes.extend_from_slice(&first.0.to_be_bytes());
        bytes.extend_from_slice(&count.to_be_bytes());
        bytes.push(0);
        bytes.extend_from_slice(&three_bytes(all_bytes));
        for page in &pages {
            page.emit(&mut bytes, allocation_bytes);
        }
        bytes.truncate(allocation_bytes);
        bytes
    }

    /// Reads an answer; `None` when it is cut short or contradicts itself. Flags are known from the
    /// pages, so an answer without elements has none.
    pub fn parse(bytes: &[u8]) -> Option<ElementStatus> {
        let (head, rest) = bytes.split_first_chunk::<8>()?;
        let all_bytes = u32::from_be_bytes([0, head[5], head[6], head[7]]) as usize;
        let mut rest = rest.get(..all_bytes)?;
        let mut status = ElementStatus::default();
        while let Some((head, after)) = rest.split_first_chunk::<8>() {
            let kind = ElementType::from_code(head[0])?;
            let tags = [head[1] & 0x80 != 0, head[1] & 0x40 != 0];
            let each_bytes = usize::from(u16::from_be_bytes([head[2], head[3]]));
            let page_bytes = u32::from_be_bytes([0, head[5], head[6], head[7]]) as usize;
            let body = after.get(..page_bytes)?;
            if each_bytes < 12 || !page_bytes.is_multiple_of(each_bytes) {
                return None;
            }
            status.with_tags |= tags[0];
            for descriptor in body.chunks_exact(each_bytes) {
                let (element, told) = ElementDescriptor::parse(kind, tags, descriptor)?;
                status.with_device_ids |= told;
                status.elements.push(element);
            }
            rest = &after[page_bytes..];
        }
        rest.is_empty().then_some(status)
    }
}

/// A 24-bit number; larger ones stay at the greatest.
fn three_bytes(number: usize) -> [u8; 3] {
    let [_, bytes @ ..] = u32::try_from(number).unwrap_or(u32::MAX).min(0xFF_FFFF).to_be_bytes();
    bytes
}

/// One element status page: neighbours of one type with descriptors of one length.
struct Page<'a> {
    elements: &'a [ElementDescriptor],
    kind: ElementType,
    with_tags: bool,
    /// Room for the identifier, where the page tells identifiers.
    id_bytes: Option<usize>,
}

impl<'a> Page<'a> {
    fn new(status: &ElementStatus, elements: &'a [ElementDescriptor]) -> Page<'a> {
        let kind = elements.first().map_or(ElementType::Storage, |element| element.kind);
        let told = status.with_device_ids && kind == ElementType::DataTransfer;
        let id = |element: &ElementDescriptor| element.device_id.as_ref().map_or(0, String::len);
        let longest = elements.iter().map(id).max().unwrap_or(0).min(255);
        Page { elements, kind, with_tags: status.with_tags, id_bytes: told.then_some(longest) }
    }

    fn descriptor_bytes(&self) -> usize {
        let tag = if self.with_tags { TAG_BYTES } else { 0 };
        12 + tag + self.id_bytes.map_or(0, |longest| 4 + longest)
    }

    fn body_bytes(&self) -> usize {
        self.elements.len() * self.descriptor_bytes()
    }

    fn emit(&self, bytes: &mut Vec<u8>, allocation_bytes: usize) {
        bytes.extend_from_slice(&[self.kind as u8, flag(self.with_tags, 0x80)]);
        let each = u16::try_from(self.descriptor_bytes()).unwrap_or(u16::MAX);
        bytes.extend_from_slice(&each.to_be_bytes());
        bytes.push(0);
        bytes.extend_from_slice(&three_bytes(self.body_bytes()));
        for element in self.elements {
            if bytes.len() >= allocation_bytes {
                return;
            }
            element.emit(bytes, self.with_tags, self.id_bytes);
        }
    }
}

impl ElementDescriptor {
    /// An element with nothing in it and nothing wrong, that the transport can reach.
    pub fn empty(address: ElementAddress, kind: ElementType) -> ElementDescriptor {
        ElementDescriptor {
            address,
            kind,
            full: false,
            by_operator: false,
            exception: None,
            accessible: true,
            exports: false,
            imports: false,
            disabled: false,
            inverted: false,
            medium_type: 0,
            source: None,
            tag: None,
            device_id: None,
            lun: None,
        }
    }

    fn emit(&self, bytes: &mut Vec<u8>, with_tags: bool, id_bytes: Option<usize>) {
        let mut fixed = [0; 12];
        fixed[..2].copy_from_slice(&self.address.0.to_be_bytes());
        fixed[2] = flag(self.full, 0x01)
            | flag(self.by_operator, 0x02)
            | flag(self.exception.is_some(), 0x04)
            | flag(self.accessible, 0x08)
            | flag(self.exports, 0x10)
            | flag(self.imports, 0x20);
        if let Some(SenseCode { asc, ascq }) = self.exception {
            fixed[4..6].copy_from_slice(&[asc, ascq]);
        }
        // LU has three bits; a drive with a higher number stays untold.
        if let Some(lun @ 0..=7) = self.lun {
            fixed[6] = 0x10 | lun;
        }
        fixed[9] = flag(self.source.is_some(), 0x80)
            | flag(self.inverted, 0x40)
            | flag(self.disabled, 0x08)
            | self.medium_type & 0x07;
        fixed[10..].copy_from_slice(&self.source.unwrap_or_default().0.to_be_bytes());
        bytes.extend_from_slice(&fixed);
        if with_tags {
            let end = bytes.len() + TAG_BYTES;
            if let Some(tag) = &self.tag {
                put_padded(bytes, tag, 32);
            } else {
                put_padded(bytes, "", 32);
            }
            bytes.resize(end, 0);
        }
        if let Some(longest) = id_bytes {
            let id = self.device_id.as_deref().unwrap_or_default();
            let end = bytes.len() + 4 + longest;
            // Code set 2 (ASCII), type 0 (vendor specific: here the serial number).
            bytes.extend_from_slice(&[0x02, 0x00, 0, id.len().min(longest) as u8]);
            put_padded(bytes, id, id.len().min(longest));
            bytes.resize(end, 0);
        }
    }

    /// Reads one descriptor, and whether it told a device identifier.
    fn parse(
        kind: ElementType,
        tags: [bool; 2],
        bytes: &[u8],
    ) -> Option<(ElementDescriptor, bool)> {
        let (fixed, mut rest) = bytes.split_first_chunk::<12>()?;
        let pair = |at: usize| u16::from_be_bytes([fixed[at], fixed[at + 1]]);
        let mut texts = [None, None];
        for (text, _) in texts.iter_mut().zip(tags).filter(|(_, told)| *told) {
            let (field, after) = rest.split_first_chunk::<TAG_BYTES>()?;
            *text = Some(unpadded(&field[..32])).filter(|text| !text.is_empty());
            rest = after;
        }
        let told = kind == ElementType::DataTransfer && rest.len() >= 4;
        let device_id = match rest.split_first_chunk::<4>() {
            Some((head, id)) if told => Some(unpadded(id.get(..usize::from(head[3]))?)),
            _ => None,
        };
        let [tag, _] = texts;
        let element = ElementDescriptor {
            address: ElementAddress(pair(0)),
            kind,
            full: fixed[2] & 0x01 != 0,
            by_operator: fixed[2] & 0x02 != 0,
            exception: (fixed[2] & 0x04 != 0)
                .then_some(SenseCode { asc: fixed[4], ascq: fixed[5] }),
            accessible: fixed[2] & 0x08 != 0,
            exports: fixed[2] & 0x10 != 0,
            imports: fixed[2] & 0x20 != 0,
            disabled: fixed[9] & 0x08 != 0,
            inverted: fixed[9] & 0x40 != 0,
            medium_type: fixed[9] & 0x07,
            source: (fixed[9] & 0x80 != 0).then_some(ElementAddress(pair(10))),
            tag,
            device_id: device_id.filter(|id| !id.is_empty()),
            lun: (fixed[6] & 0x10 != 0).then_some(fixed[6] & 0x07),
        };
        Some((element, told))
    }
}

impl ChangerCommand {
    /// Reads a command descriptor block that is long enough for its operation code.
    ///
    /// # Errors
    /// 05/20,00 when it is no command of changers, 05/24,00 when a field holds no sense.
    pub fn parse(cdb: &[u8]) -> Result<ChangerCommand, Sense> {
        let byte = |at: usize| cdb.get(at).copied().unwrap_or_default();
        let pair = |at: usize| u16::from_be_bytes([byte(at), byte(at + 1)]);
        let element = |at: usize| ElementAddress(pair(at));
        let bad = Sense::INVALID_FIELD_IN_CDB;
        match byte(0) {
            0x07 => Ok(ChangerCommand::InitializeElementStatus { range: None }),
            0x1B => {
                let open = match byte(4) & 0x1F {
                    0 => true,
                    1 => false,
                    _ => return Err(bad),
                };
                Ok(ChangerCommand::OpenCloseImportExport { element: element(2), open })
            }
            0x2B => Ok(ChangerCommand::PositionToElement {
                transport: element(2),
                to: element(4),
                invert: byte(8) & 1 != 0,
            }),
            0x37 | 0xE7 => {
                let range = (byte(1) & 1 != 0).then(|| (element(2), pair(6)));
                Ok(ChangerCommand::InitializeElementStatus { range })
            }
            0xA5 => Ok(ChangerCommand::MoveMedium {
                transport: element(2),
                from: element(4),
                to: element(6),
                invert: byte(10) & 1 != 0,
            }),
            0xA6 => Ok(ChangerCommand::ExchangeMedium {
                transport: element(2),
                from: element(4),
                to: element(6),
                onward: element(8),
                invert_first: byte(10) & 2 != 0,
                invert_second: byte(10) & 1 != 0,
            }),
            0xB8 => {
                let kind = match byte(1) & 0x0F {
                    0 => None,
                    code => Some(ElementType::from_code(code).ok_or(bad)?),
                };
                Ok(ChangerCommand::ReadElementStatus {
                    kind,
                    first: element(2),
                    count: pair(4),
                    tags: byte(1) & 0x10 != 0,
                    device_ids: byte(6) & 1 != 0,
                    allocation_bytes: u32::from_be_bytes([0, byte(7), byte(8), byte(9)]),
                })
            }
            _ => Err(Sense::INVALID_OPERATION_CODE),
        }
    }

    /// The command descriptor block. Allocation lengths beyond 24 bits become the greatest.
    pub fn emit(&self) -> Vec<u8> {
        let mut cdb = vec![0; 12];
        let mut put = |at: usize, number: u16| {
            cdb[at..at + 2].copy_from_slice(&number.to_be_bytes());
        };
        let (code, cdb_bytes) = match *self {
            ChangerCommand::InitializeElementStatus { range: None } => (0x07, 6),
            ChangerCommand::InitializeElementStatus { range: Some((first, count)) } => {
                put(2, first.0);
                put(6, count);
                cdb[1] = 1;
                (0x37, 10)
            }
            ChangerCommand::ReadElementStatus {
                kind,
                first,
                count,
                tags,
                device_ids,
                allocation_bytes,
            } => {
                put(2, first.0);
                put(4, count);
                cdb[1] = flag(tags, 0x10) | kind.map_or(0, |kind| kind as u8);
                cdb[6] = flag(device_ids, 1);
                cdb[7..10].copy_from_slice(&three_bytes(allocation_bytes as usize));
                (0xB8, 12)
            }
            ChangerCommand::MoveMedium { transport, from, to, invert } => {
                put(2, transport.0);
                put(4, from.0);
                put(6, to.0);
                cdb[10] = flag(invert, 1);
                (0xA5, 12)
            }
            ChangerCommand::ExchangeMedium {
                transport,
                from,
                to,
                onward,
                invert_first,
                invert_second,
            } => {
                put(2, transport.0);
                put(4, from.0);
                put(6, to.0);
                put(8, onward.0);
                cdb[10] = flag(invert_first, 2) | flag(invert_second, 1);
                (0xA6, 12)
            }
            ChangerCommand::PositionToElement { transport, to, invert } => {
                put(2, transport.0);
                put(4, to.0);
                cdb[8] = flag(invert, 1);
                (0x2B, 10)
            }
            ChangerCommand::OpenCloseImportExport { element, open } => {
                put(2, element.0);
                cdb[4] = flag(!open, 1);
                (0x1B, 6)
            }
        };
        cdb[0] = code;
        cdb.truncate(cdb_bytes);
        cdb
    }
}
