//! What every device understands: inquiry, vital product data, mode parameters (SPC).

use super::Sense;
use super::sense::flag;

/// Standard inquiry data in the fields that initiators look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// Peripheral device type: 01h tape, 07h optical, 08h changer.
    pub device_type: u8,
    /// The medium can be removed.
    pub removable: bool,
    /// T10 vendor identification, without padding.
    pub vendor: String,
    /// Product identification, without padding.
    pub product: String,
    /// Product revision, without padding.
    pub revision: String,
}

/// A vital product data page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vpd {
    /// 00h: the pages that are answered.
    Supported(Vec<u8>),
    /// 80h: the unit serial number.
    Serial(String),
    /// 83h: T10 vendor identification and NAA name.
    Identification {
        /// Vendor, product and serial in one text.
        t10: String,
        /// The NAA name.
        naa: u64,
    },
}

/// Mode parameters: header, block descriptor, pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModeData {
    /// Medium type byte of the header.
    pub medium_type: u8,
    /// The medium is write protected.
    pub write_protected: bool,
    /// Buffered mode, 0 to 7.
    pub buffered: u8,
    /// Density and block length, when there is a block descriptor. Block length 0 is variable.
    pub block: Option<(u8, u32)>,
    /// The pages.
    pub pages: Vec<ModePage>,
}

/// A mode page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModePage {
    /// 0Fh data compression.
    DataCompression {
        /// Compression is on.
        enabled: bool,
        /// The device can compress.
        capable: bool,
        /// Decompression is on.
        decompress: bool,
        /// Algorithm number.
        algorithm: u32,
    },
    /// 10h device configuration.
    DeviceConfiguration {
        /// Compression algorithm selected, 0 for none.
        compression: u8,
        /// Software write protection.
        write_protect: bool,
        /// Filemark at end-of-data generation, early warning behaviour and such, as one byte.
        flags: u8,
    },
    /// 1Dh element address assignment: first address and count of each element type.
    ElementAddresses {
        /// Transport elements.
        transport: (u16, u16),
        /// Storage elements.
        storage: (u16, u16),
        /// Import and export elements.
        import_export: (u16, u16),
        /// Data transfer elements.
        data_transfer: (u16, u16),
    },
    /// 1Eh transport geometry: for each transport, whether it can turn a medium over.
    TransportGeometry {
        /// One flag for each transport.
        rotates: Vec<bool>,
    },
    /// 1Fh device capabilities: what can store, and the matrices of moves and exchanges. A row is a
    /// source type, a bit a destination type; bit 0 transport, 1 storage, 2 port, 3 drive.
    DeviceCapabilities {
        /// Element types that can store media.
        stores: u8,
        /// Destinations of MOVE MEDIUM by source type.
        moves: [u8; 4],
        /// Destinations of EXCHANGE MEDIUM by source type.
        exchanges: [u8; 4],
    },
}

/// Bytes of standard inquiry data as every device here returns them.
const INQUIRY_BYTES: usize = 36;

impl Inquiry {
    /// Standard inquiry data (SPC): version 05h, response format 2, 36 bytes.
    pub fn emit(&self) -> Vec<u8> {
        let mut bytes = vec![0; 8];
        bytes[0] = self.device_type & 0x1F;
        bytes[1] = flag(self.removable, 0x80);
        bytes[2] = 0x05;
        bytes[3] = 0x02;
        bytes[4] = (INQUIRY_BYTES - 5) as u8;
        put_padded(&mut bytes, &self.vendor, 8);
        put_padded(&mut bytes, &self.product, 16);
        put_padded(&mut bytes, &self.revision, 4);
        bytes
    }

    /// Reads standard inquiry data; anything shorter than 36 bytes is `None`.
    pub fn parse(bytes: &[u8]) -> Option<Inquiry> {
        let head: &[u8; INQUIRY_BYTES] = bytes.first_chunk()?;
        Some(Inquiry {
            device_type: head[0] & 0x1F,
            removable: head[1] & 0x80 != 0,
            vendor: unpadded(&head[8..16]),
            product: unpadded(&head[16..32]),
            revision: unpadded(&head[32..36]),
        })
    }
}

/// Text in a field of so many bytes: cut or padded with blanks, anything but printable ASCII as
/// `?`.
pub(super) fn put_padded(bytes: &mut Vec<u8>, text: &str, width: usize) {
    let end = bytes.len() + width;
    let printable = |c: char| if matches!(c, ' '..='~') { c as u8 } else { b'?' };
    bytes.extend(text.chars().map(printable).take(width));
    bytes.resize(end, b' ');
}

/// The text of a padded field, without the blanks and zeroes at its end.
pub(super) fn unpadded(field: &[u8]) -> String {
    let text: String = field.iter().map(|byte| char::from(*byte)).collect();
    text.trim_end_matches([' ', '\0']).to_owned()
}

impl Vpd {
    /// The page code.
    pub fn page(&self) -> u8 {
        match self {
            Vpd::Supported(_) => 0x00,
            Vpd::Serial(_) => 0x80,
            Vpd::Identification { .. } => 0x83,
        }
    }

    /// The page (SPC, vital product data) as a device of this type returns it. Texts beyond 200
    /// bytes are cut.
    pub fn emit(&self, device_type: u8) -> Vec<u8> {
        let mut body = Vec::new();
        match self {
            Vpd::Supported(pages) => body.extend_from_slice(pages),
            Vpd::Serial(serial) => put_padded(&mut body, serial, serial.len().min(200)),
            Vpd::Identification { t10, naa } => {
                let width = t10.len().min(200);
                // Code set 2 (ASCII), type 1 (T10 vendor identification).
                body.extend_from_slice(&[0x02, 0x01, 0, width as u8]);
                put_padded(&mut body, t10, width);
                // Code set 1 (binary), type 3 (NAA).
                body.extend_from_slice(&[0x01, 0x03, 0, 8]);
                body.extend_from_slice(&naa.to_be_bytes());
            }
        }
        let length = (body.len() as u16).to_be_bytes();
        let mut bytes = vec![device_type & 0x1F, self.page(), length[0], length[1]];
        bytes.append(&mut body);
        bytes
    }

    /// Reads a page; `None` when it is cut short or of a page that is not answered here.
    pub fn parse(bytes: &[u8]) -> Option<Vpd> {
        let head: &[u8; 4] = bytes.first_chunk()?;
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let body = bytes.get(4..4 + length)?;
        match head[1] {
            0x00 => Some(Vpd::Supported(body.to_vec())),
            0x80 => Some(Vpd::Serial(unpadded(body))),
            0x83 => parse_identification(body),
            _ => None,
        }
    }
}

/// The designators of page 83h that are told here; others are skipped.
fn parse_identification(mut body: &[u8]) -> Option<Vpd> {
    let (mut t10, mut naa) = (None, None);
    while let Some(head) = body.first_chunk::<4>() {
        let designator = body.get(4..4 + usize::from(head[3]))?;
        match head[1] & 0x0F {
            0x01 => t10 = Some(unpadded(designator)),
            0x03 => naa = designator.first_chunk().map(|bytes| u64::from_be_bytes(*bytes)),
            _ => {}
        }
        body = body.get(4 + designator.len()..)?;
    }
    Some(Vpd::Identification { t10: t10?, naa: naa? })
}

/// Which header mode parameters stand behind: that of the 6-byte or of the 10-byte commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ModeHeader {
    /// MODE SENSE(6), MODE SELECT(6): 4 bytes.
    Short,
    /// MODE SENSE(10), MODE SELECT(10): 8 bytes.
    Long,
}

impl ModeData {
    /// The mode parameter list (SPC) with the data length of what follows.
    pub fn emit(&self, header: ModeHeader) -> Vec<u8> {
        let mut body = Vec::new();
        if let Some((density, block_bytes)) = self.block {
            let [_, length @ ..] = block_bytes.to_be_bytes();
            body.extend_from_slice(&[density, 0, 0, 0, 0]);
            body.extend_from_slice(&length);
        }
        let block_bytes = body.len() as u8;
        for page in &self.pages {
            page.emit(&mut body);
        }
        let specific = flag(self.write_protected, 0x80) | (self.buffered & 0x07) << 4;
        let mut bytes = match header {
            ModeHeader::Short => {
                let length = u8::try_from(body.len() + 3).unwrap_or(u8::MAX);
                vec![length, self.medium_type, specific, block_bytes]
            }
            ModeHeader::Long => {
                let [high, low] = u16::try_from(body.len() + 6).unwrap_or(u16::MAX).to_be_bytes();
                vec![high, low, self.medium_type, specific, 0, 0, 0, block_bytes]
            }
        };
        bytes.append(&mut body);
        bytes
    }

    /// Reads a mode parameter list. No bytes at all are a list that changes nothing.
    ///
    /// # Errors
    /// 05/1A,00 when the list ends inside a header, descriptor or page; 05/26,00 when a page is
    /// unknown or holds what no device here can act on.
    pub fn parse(bytes: &[u8], header: ModeHeader) -> Result<ModeData, Sense> {
        if bytes.is_empty() {
            return Ok(ModeData::default());
        }
        let cut = Sense::PARAMETER_LIST_LENGTH;
        let (medium_type, specific, block_bytes, mut rest) = match (header, bytes) {
            (ModeHeader::Short, [_, medium, specific, block, rest @ ..]) => {
                (*medium, *specific, u16::from(*block), rest)
            }
            (ModeHeader::Long, [_, _, medium, specific, _, _, high, low, rest @ ..]) => {
                (*medium, *specific, u16::from_be_bytes([*high, *low]), rest)
            }
            _ => return Err(cut),
        };
        let block = match block_bytes {
            0 => None,
            8 => {
                let (head, after) = rest.split_first_chunk::<8>().ok_or(cut)?;
                rest = after;
                Some((head[0], u32::from_be_bytes([0, head[5], head[6], head[7]])))
            }
            _ => return Err(Sense::INVALID_FIELD_IN_LIST),
        };
        let mut pages = Vec::new();
        while let Some(head) = rest.first_chunk::<2>() {
            let body = rest.get(2..2 + usize::from(head[1])).ok_or(cut)?;
            pages.push(ModePage::parse(head[0], body)?);
            rest = &rest[2 + body.len()..];
        }
        if !rest.is_empty() {
            return Err(cut);
        }
        Ok(ModeData {
            medium_type,
            write_protected: specific & 0x80 != 0,
            buffered: specific >> 4 & 0x07,
            block,
            pages,
        })
    }
}

/// Software write protection in byte 10 of page 10h (SSC, device configuration).
const SWP: u8 = 0x04;

impl ModePage {
    /// The page code.
    pub fn code(&self) -> u8 {
        match self {
            ModePage::DataCompression { .. } => 0x0F,
            ModePage::DeviceConfiguration { .. } => 0x10,
            ModePage::ElementAddresses { .. } => 0x1D,
            ModePage::TransportGeometry { .. } => 0x1E,
            ModePage::DeviceCapabilities { .. } => 0x1F,
        }
    }

    fn emit(&self, bytes: &mut Vec<u8>) {
        let mut body = vec![0; 14];
        match self {
            ModePage::DataCompression { enabled, capable, decompress, algorithm } => {
                body[0] = flag(*enabled, 0x80) | flag(*capable, 0x40);
                body[1] = flag(*decompress, 0x80);
                body[2..6].copy_from_slice(&algorithm.to_be_bytes());
                body[6..10].copy_from_slice(&algorithm.to_be_bytes());
            }
            ModePage::DeviceConfiguration { compression, write_protect, flags } => {
                body[8] = flags & !SWP | flag(*write_protect, SWP);
                body[12] = *compression;
            }
            ModePage::ElementAddresses { transport, storage, import_export, data_transfer } => {
                body.clear();
                for (first, count) in [transport, storage, import_export, data_transfer] {
                    body.extend_from_slice(&first.to_be_bytes());
                    body.extend_from_slice(&count.to_be_bytes());
                }
                body.extend_from_slice(&[0, 0]);
            }
            ModePage::TransportGeometry { rotates } => {
                // The length byte holds 127 robots; no library has more.
                let pairs = rotates.iter().take(127).zip(0..);
                body = pairs.flat_map(|(turns, member)| [u8::from(*turns), member]).collect();
            }
            ModePage::DeviceCapabilities { stores, moves, exchanges } => {
                body = vec![0; 18];
                body[0] = stores & 0x0F;
                body[2..6].copy_from_slice(&moves.map(|row| row & 0x0F));
                body[10..14].copy_from_slice(&exchanges.map(|row| row & 0x0F));
            }
        }
        bytes.extend_from_slice(&[self.code(), body.len() as u8]);
        bytes.append(&mut body);
    }

    fn parse(code: u8, body: &[u8]) -> Result<ModePage, Sense> {
        let short = Sense::PARAMETER_LIST_LENGTH;
        // Bit 7 is PS, which has a meaning in answers only; bit 6 announces a subpage.
        match code & 0x7F {
            0x0F => {
                let page: &[u8; 14] = body.first_chunk().ok_or(short)?;
                Ok(ModePage::DataCompression {
                    enabled: page[0] & 0x80 != 0,
                    capable: page[0] & 0x40 != 0,
                    decompress: page[1] & 0x80 != 0,
                    algorithm: u32::from_be_bytes([page[2], page[3], page[4], page[5]]),
                })
            }
            0x10 => {
                let page: &[u8; 14] = body.first_chunk().ok_or(short)?;
                Ok(ModePage::DeviceConfiguration {
                    compression: page[12],
                    write_protect: page[8] & SWP != 0,
                    flags: page[8] & !SWP,
                })
            }
            0x1D => {
                let page: &[u8; 16] = body.first_chunk().ok_or(short)?;
                let pair = |at: usize| {
                    let number = |at: usize| u16::from_be_bytes([page[at], page[at + 1]]);
                    (number(at), number(at + 2))
                };
                Ok(ModePage::ElementAddresses {
                    transport: pair(0),
                    storage: pair(4),
                    import_export: pair(8),
                    data_transfer: pair(12),
                })
            }
            0x1E => {
                let rotates = body.chunks_exact(2).map(|pair| pair[0] & 1 != 0).collect();
                Ok(ModePage::TransportGeometry { rotates })
            }
            0x1F => {
                // Some libraries send 0Eh bytes; the fields that matter are inside those.
                let page: &[u8; 14] = body.first_chunk().ok_or(short)?;
                let row = |at: usize| [page[at], page[at + 1], page[at + 2], page[at + 3]];
                Ok(ModePage::DeviceCapabilities {
                    stores: page[0] & 0x0F,
                    moves: row(2).map(|row| row & 0x0F),
                    exchanges: row(10).map(|row| row & 0x0F),
                })
            }
            _ => Err(Sense::INVALID_FIELD_IN_LIST),
        }
    }
}
