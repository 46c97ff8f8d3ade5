//! Labels on media: what the first block of a side says about who wrote it and which it is.
//!
//! A parser looks at the block and claims it or not. The table of parsers is ordered, and the first
//! claim wins. Reading and writing the medium is kept out; so is what a label means to a pool.

pub mod filesystem;
pub mod free;
pub mod mtf;
pub mod vol1;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use md5::{Digest, Md5};

use crate::Text;
use crate::ntms::limit;

pub use filesystem::FileSystemInfo;
pub use free::FreeLabel;
pub use mtf::{MediaLabel, TapeBlock};
pub use vol1::Vol1;

/// An on-media identifier with its friendly text. Type and id together tell sides apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The format, one name for each; at most 63 units.
    pub label_type: Text,
    /// The identity within the format; 1 to 255 bytes.
    pub id: Arc<[u8]>,
    /// What the label says to people; at most 255 units.
    pub info: Text,
}

impl Label {
    /// A label within the limits of the API. Texts are cut to their buffers; a type or an id that
    /// is empty, or an id of more than 255 bytes, identifies nothing that could be recorded.
    pub fn new(label_type: &str, id: &[u8], info: &str) -> Option<Label> {
        let id_fits = (1..=limit::OMIDLABELID_LENGTH).contains(&id.len());
        (id_fits && !label_type.is_empty()).then(|| Label {
            label_type: Text::cut(label_type, limit::OMIDLABELTYPE_LENGTH),
            id: Arc::from(id),
            info: Text::cut(info, limit::OMIDLABELINFO_LENGTH),
        })
    }

    /// Whether it is the label of a side in the free pool.
    pub fn is_free(&self) -> bool {
        &self.label_type == free::SOFTWARE
    }
}

/// A parser of one family of labels; the counterpart of a media label library.
#[derive(Clone, Copy, Debug)]
pub struct LabelParser {
    /// What it is called in traces.
    pub name: &'static str,
    /// Bytes of the longest label, as `MaxMediaLabel` reports them; it is shown no more.
    pub max_bytes: usize,
    /// Bytes of the identifiers that it gives.
    pub id_bytes: usize,
    /// The label, if the block is of this family.
    pub claim: fn(&[u8]) -> Option<Label>,
}

/// The parsers that are registered from the start, in the order in which they are asked. The free
/// label is an MTF label.
pub const PARSERS: &[LabelParser] = &[
    LabelParser { name: "MTF", max_bytes: mtf::LABEL_BYTES_MAX, id_bytes: 16, claim: mtf::claim },
    LabelParser {
        name: "ANSI VOL1",
        max_bytes: vol1::RECORD_BYTES,
        id_bytes: 16,
        claim: vol1::claim,
    },
];

/// Whether a label on record is one that a parser could have given, so that it is known again when
/// the medium is read. That of a file system is not: what tells it is no first block.
pub fn may_give(parsers: &[LabelParser], label_type: &str, id: &[u8]) -> bool {
    !label_type.is_empty() && parsers.iter().any(|parser| parser.id_bytes == id.len())
}

/// Bytes of the first block to read, so that every parser sees its longest label.
pub fn read_bytes(parsers: &[LabelParser]) -> usize {
    parsers.iter().map(|parser| parser.max_bytes).max().unwrap_or(0)
}

/// Asks the parsers in order; the first claim wins. The block may be shorter than a parser's
/// longest label.
pub fn claim<'p>(
    parsers: &'p [LabelParser],
    first_block: &[u8],
) -> Option<(&'p LabelParser, Label)> {
    parsers.iter().find_map(|parser| {
        let shown = &first_block[..first_block.len().min(parser.max_bytes)];
        (parser.claim)(shown).map(|label| (parser, label))
    })
}

/// The identity of a label that carries none: a digest of its bytes.
fn digest(bytes: &[u8]) -> [u8; 16] {
    Md5::digest(bytes).into()
}
