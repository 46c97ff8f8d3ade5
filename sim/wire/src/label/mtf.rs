//! Microsoft Tape Format (MTF 1.00a): the TAPE block that opens a medium, and the label text in it.
//!
//! Data sets behind the block are kept out. Numbers are little-endian.

use core::fmt;

use super::{Label, digest};
use crate::ntms::limit;
use crate::{Guid, Text};

/// Bytes of the longest label: the offset to the first event cannot point further.
pub const LABEL_BYTES_MAX: usize = 1 << 16;

/// Bytes of the fields of a TAPE block; its strings follow.
const FIXED_BYTES: usize = 94;

/// Bytes that the header checksum covers.
const SUMMED_BYTES: usize = 50;

/// The format logical block to which everything on the tape aligns, in bytes.
const BLOCK_BYTES: usize = 1024;

/// Bytes of a stream header.
const STREAM_HEADER_BYTES: usize = 22;

/// Streams start at multiples of this.
const STREAM_ALIGNMENT: usize = 4;

/// TAPE attribute bit 1: the description is a media label.
const MEDIA_LABEL: u32 = 1 << 1;

/// Units of the longest description, with a terminator that is not stored. MTF sets no limit but
/// that of its offsets; this leaves a label text room for many vendor fields.
const DESCRIPTION_UNITS: usize = 4096;

/// The block that starts every MTF medium, in the fields that identify the medium.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TapeBlock {
    /// The media family: the same number on all media of one.
    pub family: u32,
    /// Sequence number in the family, from 1.
    pub sequence: u16,
    /// Name of the medium; at most 255 units.
    pub name: Text,
    /// Description of the medium, or its label in the form of a [`MediaLabel`]; at most 4095 units.
    pub description: Text,
    /// The description is a media label.
    pub labelled: bool,
    /// Name of the software that wrote the block; 1 to 63 units.
    pub software: Text,
    /// Number of the software's vendor.
    pub vendor: u16,
    /// When the medium was first made.
    pub date: Date,
}

/// Why bytes are no TAPE block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MalformedTape {
    /// They end inside the fields.
    Short,
    /// They start another type of block, or none.
    Type,
    /// The header checksum is wrong.
    Checksum,
    /// A string lies outside the bytes, or the first event inside the fields.
    Offset,
    /// The software has no name.
    Nameless,
}

impl fmt::Display for MalformedTape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MalformedTape::Short => "the block ends inside the fields of a TAPE block",
            MalformedTape::Type => "the block is not of type TAPE",
            MalformedTape::Checksum => "the header checksum of the TAPE block is wrong",
            MalformedTape::Offset => "an offset in the TAPE block points to a wrong place",
            MalformedTape::Nameless => "the TAPE block does not name its software",
        })
    }
}

impl core::error::Error for MalformedTape {}

impl TapeBlock {
    /// The block that an application writes on a new medium: first of its family, with a media
    /// label that carries the identifier. Names are cut to what a [`Label`] holds.
    pub fn of_application(software: &str, name: &str, id: Guid) -> Vec<u8> {
        let label = MediaLabel {
            vendor: Text::cut(software, limit::OMIDLABELTYPE_LENGTH),
            id: Text::from(format!("{{{id}}}")),
            ..MediaLabel::default()
        };
        let block = TapeBlock {
            family: (id.as_u128() >> 96) as u32,
            sequence: 1,
            name: Text::cut(name, limit::OMIDLABELINFO_LENGTH),
            description: label.emit(),
            labelled: true,
            software: label.vendor,
            ..TapeBlock::default()
        };
        block.emit()
    }

    /// Reads the block that `bytes` start with. Texts lose the zeroes at their end and what is
    /// beyond their limits; what no character stands for is replaced.
    ///
    /// # Errors
    /// See [`MalformedTape`]; the bytes are wrong in every case.
    pub fn parse(bytes: &[u8]) -> Result<TapeBlock, MalformedTape> {
        let fixed: &[u8; FIXED_BYTES] = bytes.first_chunk().ok_or(MalformedTape::Short)?;
        let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
        let long = |at: usize| u32::from(short(at)) | u32::from(short(at + 2)) << 16;
        if !fixed.starts_with(b"TAPE") {
            return Err(MalformedTape::Type);
        }
        if short(SUMMED_BYTES) != checksum(&fixed[..SUMMED_BYTES]) {
            return Err(MalformedTape::Checksum);
        }
        if usize::from(short(8)) < FIXED_BYTES {
            return Err(MalformedTape::Offset);
        }
        let text = |at: usize, units: usize| {
            let (size, from) = (usize::from(short(at)), usize::from(short(at + 2)));
            let string = match size {
                // The offset of an absent string means nothing.
                0 => &[][..],
                _ => bytes.get(from..from + size).ok_or(MalformedTape::Offset)?,
            };
            let kept = Text::cut(&decode(fixed[48], string), units);
            Ok(Text::new(kept.trim_end_matches('\0')))
        };
        let block = TapeBlock {
            family: long(52),
            sequence: short(60),
            name: text(68, limit::OMIDLABELINFO_LENGTH)?,
            description: text(72, DESCRIPTION_UNITS)?,
            labelled: long(56) & MEDIA_LABEL != 0,
            software: text(80, limit::OMIDLABELTYPE_LENGTH)?,
            vendor: short(86),
            date: Date::parse([fixed[88], fixed[89], fixed[90], fixed[91], fixed[92]]),
        };
        if block.software.is_empty() { Err(MalformedTape::Nameless) } else { Ok(block) }
    }

    /// The block with its strings in UTF-16 and a SPAD stream to its end: as many format logical
    /// blocks of 1024 bytes as that needs. Texts are cut to their limits.
    pub fn emit(&self) -> Vec<u8> {
        let mut bytes = vec![0; FIXED_BYTES];
        let mut put = |at: usize, field: &[u8]| bytes[at..at + field.len()].copy_from_slice(field);
        put(0, b"TAPE");
        // String type: UTF-16.
        put(48, &[2]);
        put(52, &self.family.to_le_bytes());
        put(56, &if self.labelled { MEDIA_LABEL } else { 0 }.to_le_bytes());
        put(60, &self.sequence.to_le_bytes());
        put(84, &(BLOCK_BYTES as u16).to_le_bytes());
        put(86, &self.vendor.to_le_bytes());
        put(88, &self.date.emit());
        // Major version of the format.
        put(93, &[1]);
        for (address, text, units) in [
            (68, &self.name, limit::OMIDLABELINFO_LENGTH),
            (80, &self.software, limit::OMIDLABELTYPE_LENGTH),
            (72, &self.description, DESCRIPTION_UNITS),
        ] {
            put_string(&mut bytes, address, &Text::cut(text, units));
        }
        bytes.resize(bytes.len().next_multiple_of(STREAM_ALIGNMENT), 0);
        let first_event = (bytes.len() as u16).to_le_bytes();
        bytes[8..10].copy_from_slice(&first_event);
        let sum = checksum(&bytes[..SUMMED_BYTES]).to_le_bytes();
        bytes[SUMMED_BYTES..SUMMED_BYTES + 2].copy_from_slice(&sum);
        put_padding(&mut bytes);
        bytes
    }

    /// The UUID in the media label: the media id, else the first that the text holds anywhere. The
    /// null identifier names nothing and does not count.
    pub fn uuid(&self) -> Option<Guid> {
        if !self.labelled {
            return None;
        }
        let named = |id: &Guid| !id.is_null();
        let field = self.description.split('|').nth(7);
        field.and_then(|field| field.trim().parse().ok()).filter(named).or_else(|| {
            let texts = self.description.as_bytes().windows(UUID_CHARS);
            texts.filter_map(|text| str::from_utf8(text).ok()?.parse().ok()).find(named)
        })
    }
}

/// Characters of a UUID without braces.
const UUID_CHARS: usize = 36;

/// The label, if the block is a TAPE block. Its id is the UUID of the media label in memory order;
/// without one, a digest of the block up to its first event, so that a new name or date makes
/// another id.
pub(super) fn claim(block: &[u8]) -> Option<Label> {
    let tape = TapeBlock::parse(block).ok()?;
    let id = match tape.uuid() {
        Some(uuid) => uuid.to_memory(),
        None => {
            let first_event = usize::from(u16::from_le_bytes([block[8], block[9]]));
            // Old writers point to the next block instead.
            digest(&block[..first_event.min(block.len())])
        }
    };
    Label::new(&tape.software, &id, &tape.name)
}

/// All 16-bit words joined by exclusive or (MTF 1.00a, common block header and stream header).
fn checksum(bytes: &[u8]) -> u16 {
    let words = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    words.fold(0, |sum, word| sum ^ word)
}

/// A string by its type: 2 is UTF-16; all others are read as ANSI, as Latin-1.
fn decode(string_type: u8, bytes: &[u8]) -> String {
    if string_type == 2 {
        let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let signs = char::decode_utf16(units);
        signs.map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    } else {
        bytes.iter().map(|byte| char::from(*byte)).collect()
    }
}

/// Appends a string and writes its size and offset at `address`; an absent string has neither.
fn put_string(bytes: &mut Vec<u8>, address: usize, text: &Text) {
    if text.is_empty() {
        return;
    }
    // The limits of the texts keep both numbers far below 65536.
    let [size, offset] =
        [2 * text.units(), bytes.len()].map(|number| (number as u16).to_le_bytes());
    bytes[address..address + 2].copy_from_slice(&size);
    bytes[address + 2..address + 4].copy_from_slice(&offset);
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
}

/// Appends a stream of type SPAD (MTF 1.00a, stream header) that fills the last block.
fn put_padding(bytes: &mut Vec<u8>) {
    let start = bytes.len();
    let end = (start + STREAM_HEADER_BYTES).next_multiple_of(BLOCK_BYTES);
    let data_bytes = (end - start - STREAM_HEADER_BYTES) as u64;
    bytes.extend_from_slice(b"SPAD");
    // Attributes of file system and media format.
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(&data_bytes.to_le_bytes());
    // Neither encryption nor compression.
    bytes.extend_from_slice(&[0; 4]);
    let sum = checksum(&bytes[start..]);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes.resize(end, 0);
}

/// A point in local time, packed into 40 bits; all zero when it is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Date {
    /// The year, 0 to 16383.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day, 1 to 31.
    pub day: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// The second, 0 to 59.
    pub second: u8,
}

/// Widths of the fields of a packed date in bits, most significant first.
const DATE_BITS: [u32; 6] = [14, 4, 5, 5, 6, 6];

impl Date {
    /// From the 5 bytes of `MTF_DATE_TIME`. Every pattern is taken, in the range of the calendar or
    /// not.
    pub fn parse(bytes: [u8; 5]) -> Date {
        let [a, b, c, d, e] = bytes;
        let mut bits = u64::from_be_bytes([0, 0, 0, a, b, c, d, e]);
        let mut fields = [0u16; DATE_BITS.len()];
        for (field, width) in fields.iter_mut().zip(DATE_BITS).rev() {
            *field = (bits & ((1 << width) - 1)) as u16;
            bits >>= width;
        }
        let [year, rest @ ..] = fields;
        let [month, day, hour, minute, second] = rest.map(|field| field as u8);
        Date { year, month, day, hour, minute, second }
    }

    /// The 5 bytes; of each field as many bits as it has there.
    pub fn emit(self) -> [u8; 5] {
        let small = [self.month, self.day, self.hour, self.minute, self.second].map(u64::from);
        let fields = core::iter::once(u64::from(self.year)).chain(small);
        let bits = fields
            .zip(DATE_BITS)
            .fold(0, |bits, (field, width)| bits << width | field & ((1 << width) - 1));
        let [_, _, _, a, b, c, d, e] = u64::to_be_bytes(bits);
        [a, b, c, d, e]
    }

    /// From the form `YYYY/MM/DD.HH:MM:SS`.
    fn from_stamp(stamp: &str) -> Option<Date> {
        let mut parts = stamp.split(['/', '.', ':']);
        let year = parts.next()?.parse().ok()?;
        let mut small = [0u8; 5];
        for field in &mut small {
            *field = parts.next()?.parse().ok()?;
        }
        let [month, day, hour, minute, second] = small;
        parts.next().is_none().then_some(Date { year, month, day, hour, minute, second })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day, hour, minute, second } = self;
        write!(f, "{year:04}/{month:02}/{day:02}.{hour:02}:{minute:02}:{second:02}")
    }
}

/// The first field of every media label.
const TAG: &str = "MTF Media Label";

/// The text that stays on a medium when it is rewritten (MTF 1.00a, media label). Besides letters
/// and digits, its fields are made of `+ - _ : / . { }`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaLabel {
    /// Who made the label.
    pub vendor: Text,
    /// The vendor's product; may be empty.
    pub product: Text,
    /// When the label was made.
    pub created: Date,
    /// Text or bar code on the cartridge.
    pub cartridge: Text,
    /// The label is on the back of the medium; all else is equal on both sides.
    pub back: bool,
    /// Identifier of the medium; in braces if it is a UUID.
    pub id: Text,
    /// Identifier of the domain of the medium; may be empty.
    pub domain: Text,
    /// What vendors added, without the leading `VS:`.
    pub vendor_specific: Vec<Text>,
}

impl MediaLabel {
    /// Reads a label as writers make them in practice: blanks around and inside fields pass, a time
    /// stamp of another form is unknown, and what follows the domain counts if it starts with
    /// `VS:`. `None` when the tag or one of the first eight fields is missing.
    pub fn parse(text: &str) -> Option<MediaLabel> {
        let mut fields = text.split('|').map(str::trim);
        let mut next = || fields.next();
        if next()? != TAG {
            return None;
        }
        let _version = next()?;
        let mut label = MediaLabel {
            vendor: Text::new(next()?),
            product: Text::new(next()?),
            created: Date::from_stamp(next()?).unwrap_or_default(),
            cartridge: Text::new(next()?),
            back: next()? == "2",
            id: Text::new(next()?),
            ..MediaLabel::default()
        };
        for (at, field) in fields.enumerate() {
            match field.strip_prefix("VS:") {
                Some(added) => label.vendor_specific.push(Text::new(added)),
                None if at == 0 => label.domain = Text::new(field),
                None => {}
            }
        }
        Some(label)
    }

    /// The text, version 1.0. Characters that a label does not allow become underscores.
    pub fn emit(&self) -> Text {
        let mut text = format!("{TAG}|1.0");
        let mut put = |prefix: &str, field: &str| {
            text.push('|');
            text.push_str(prefix);
            text.extend(field.chars().map(|sign| if allowed(sign) { sign } else { '_' }));
        };
        put("", &self.vendor);
        put("", &self.product);
        put("", &self.created.to_string());
        put("", &self.cartridge);
        put("", if self.back { "2" } else { "1" });
        put("", &self.id);
        // The optional fields have places of their own: the first may only be left out at the end.
        if !self.domain.is_empty() || !self.vendor_specific.is_empty() {
            put("", &self.domain);
        }
        for added in &self.vendor_specific {
            put("VS:", added);
        }
        Text::from(text)
    }
}

fn allowed(sign: char) -> bool {
    sign.is_alphanumeric() || "+-_:/.{}".contains(sign)
}
