//! The volume label VOL1 of standard labelled tapes (ANSI X3.27, IBM), in ASCII or EBCDIC.
//!
//! Only the first record is looked at; HDR1 and what follows a filemark is kept out.

use super::{Label, digest};
use crate::Text;

/// Bytes of every record of a standard label.
pub const RECORD_BYTES: usize = 80;

/// Length of the volume identifier; it starts at byte 4.
const VOLUME_BYTES: usize = 6;

/// The volume identifier of a label whose true name is in its fourth record.
const ELSEWHERE: &str = "*UHL1*";

/// Who wrote a volume label, as far as the record shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vol1Kind {
    /// In ASCII.
    Ansi,
    /// In ASCII, by a Linear Tape File System: implementation `LTFS`, label version 4.
    Ltfs,
    /// In EBCDIC.
    Ibm,
}

impl Vol1Kind {
    /// The label type.
    pub fn label_type(self) -> &'static str {
        match self {
            Vol1Kind::Ansi => "ANSI VOL1",
            Vol1Kind::Ltfs => "LTFS",
            Vol1Kind::Ibm => "IBM VOL1",
        }
    }
}

/// A volume label in the fields that tell volumes apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vol1 {
    /// Alphabet and writer.
    pub kind: Vol1Kind,
    /// The volume identifier without padding; up to 6 printable ASCII characters, not blank.
    pub volume: Text,
}

impl Vol1 {
    /// Reads the record that `bytes` start with. `None` when it is cut short or is not VOL1, and
    /// when it names no volume itself: all such records are alike.
    pub fn parse(bytes: &[u8]) -> Option<Vol1> {
        let record: &[u8; RECORD_BYTES] = bytes.first_chunk()?;
        let (mut kind, decode): (_, fn(u8) -> Option<char>) = match &record[..4] {
            b"VOL1" => (Vol1Kind::Ansi, from_ascii),
            [0xE5, 0xD6, 0xD3, 0xF1] => (Vol1Kind::Ibm, from_ebcdic),
            _ => return None,
        };
        if kind == Vol1Kind::Ansi && record[24..28] == *b"LTFS" && record[79] == b'4' {
            kind = Vol1Kind::Ltfs;
        }
        let field = record[4..4 + VOLUME_BYTES].iter();
        let padded = field.map(|byte| decode(*byte)).collect::<Option<String>>()?;
        let volume = padded.trim_end_matches(' ');
        let named = !volume.is_empty() && volume != ELSEWHERE;
        named.then(|| Vol1 { kind, volume: Text::new(volume) })
    }

    /// The record, [`RECORD_BYTES`] long. The volume identifier is cut or padded with blanks;
    /// characters that the alphabet lacks become question marks.
    pub fn emit(&self) -> Vec<u8> {
        let mut record = [b' '; RECORD_BYTES];
        record[..4].copy_from_slice(b"VOL1");
        for (byte, sign) in record[4..4 + VOLUME_BYTES].iter_mut().zip(self.volume.chars()) {
            *byte = if matches!(sign, ' '..='~') { sign as u8 } else { b'?' };
        }
        // The label standard version: 4 is the edition in which implementations name themselves.
        record[79] = if self.kind == Vol1Kind::Ibm { b' ' } else { b'4' };
        if self.kind == Vol1Kind::Ltfs {
            record[24..28].copy_from_slice(b"LTFS");
        }
        match self.kind {
            Vol1Kind::Ansi | Vol1Kind::Ltfs => record.to_vec(),
            Vol1Kind::Ibm => record.iter().map(|byte| to_ebcdic(*byte)).collect(),
        }
    }
}

/// The label, if the block starts with a volume label. There is neither a unique identifier nor a
/// date in it, so the id is a digest of the record.
pub(super) fn claim(block: &[u8]) -> Option<Label> {
    let volume = Vol1::parse(block)?;
    let record: &[u8; RECORD_BYTES] = block.first_chunk()?;
    Label::new(volume.kind.label_type(), &digest(record), &volume.volume)
}

fn from_ascii(byte: u8) -> Option<char> {
    matches!(byte, b' '..=b'~').then(|| char::from(byte))
}

/// The printable characters of ASCII in EBCDIC (code page 37), by runs: the code of the first
/// character, and the characters that follow each other.
const EBCDIC: &[(u8, &[u8])] = &[
    (0x40, b" "),
    (0x4B, b".<(+|"),
    (0x50, b"&"),
    (0x5A, b"!$*);"),
    (0x60, b"-/"),
    (0x6B, b",%_>?"),
    (0x79, b"`:#@'=\""),
    (0x81, b"abcdefghi"),
    (0x91, b"jklmnopqr"),
    (0xA1, b"~stuvwxyz"),
    (0xB0, b"^"),
    (0xBA, b"[]"),
    (0xC0, b"{ABCDEFGHI"),
    (0xD0, b"}JKLMNOPQR"),
    (0xE0, b"\\"),
    (0xE2, b"STUVWXYZ"),
    (0xF0, b"0123456789"),
];

pub(super) fn from_ebcdic(byte: u8) -> Option<char> {
    EBCDIC.iter().find_map(|(first, run)| {
        let at = byte.checked_sub(*first)?;
        run.get(usize::from(at)).map(|ascii| char::from(*ascii))
    })
}

fn to_ebcdic(ascii: u8) -> u8 {
    let code = EBCDIC.iter().find_map(|(first, run)| {
        let at = run.iter().position(|sign| *sign == ascii)?;
        u8::try_from(at).ok().map(|at| first + at)
    });
    // The question mark.
    code.unwrap_or(0x6F)
}
