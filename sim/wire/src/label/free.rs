//! The label of a side in the free pool: an MTF TAPE block by which the tape is known as free.
//!
//! No public document gives the bytes of the original; these are of our own, and any MTF reader
//! takes them for a tape without data sets.

use super::Label;
use super::mtf::{self, TapeBlock};
use crate::Guid;

/// Software name of the block, and so the label type.
pub(super) const SOFTWARE: &str = "RSM Free Media";

/// Media name of the block, and so the label information.
const NAME: &str = "Free";

/// Bytes of the label on the medium; a filemark follows it.
pub const BLOCK_BYTES: usize = 1024;

/// A free label. Each writing needs a new identifier, else the side would be taken for the one it
/// was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FreeLabel {
    /// The label id.
    pub id: Guid,
}

impl FreeLabel {
    /// The one block of the label, [`BLOCK_BYTES`] long.
    pub fn emit(self) -> Vec<u8> {
        TapeBlock::of_application(SOFTWARE, NAME, self.id)
    }
}

/// The label, if the block is that of a free side. No other program writes its software name.
pub fn claim(block: &[u8]) -> Option<Label> {
    mtf::claim(block).filter(Label::is_free)
}
