//! Labels on media: what the first block of a side says about who wrote it and which it is.
//!
//! A parser looks at the block and claims it or not. The table of parsers is ordered, and the first
//! claim wins; whoever uses the service may add parsers to it. Reading and writing the medium is
//! kept out; so is what a label means to a pool.

pub mod filesystem;
pub mod free;
pub mod layout;
pub mod mtf;
pub mod parser;
pub mod vol1;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use md5::{Digest, Md5};

use crate::Text;
use crate::ntms::limit;

pub use filesystem::FileSystemInfo;
pub use free::FreeLabel;
pub use layout::{Encoding, Field, LabelLayout, Magic};
pub use mtf::{MediaLabel, TapeBlock};
pub use parser::{Claim, LabelParser, LabelParsers, ParserRefused};
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

/// The identity of a label that carries none: a digest of its bytes.
fn digest(bytes: &[u8]) -> [u8; 16] {
    Md5::digest(bytes).into()
}
