//! What programs do with an open drive, in terms of blocks and marks, and what comes of it.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::scsi::ssc::SpaceUnit;
use crate::scsi::{Position, Sense};

/// What a program does with an open drive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TapeVerb {
    /// Writes blocks one after the other.
    Write(Vec<Bytes>),
    /// Writes filemarks; 0 brings what is buffered onto the medium.
    Filemarks(u32),
    /// Reads so many blocks, each of at most so many bytes; ends early at a mark or at the end.
    Read {
        /// Blocks.
        count: u32,
        /// Room for one block in bytes.
        max_bytes: u32,
    },
    /// Spaces over blocks or marks, backwards when negative.
    Space {
        /// What is counted.
        unit: SpaceUnit,
        /// How many.
        count: i32,
    },
    /// Goes to the beginning.
    Rewind,
    /// Goes to an object by its number.
    Locate(u32),
    /// Erases from here to the end.
    Erase,
    /// Takes hold of the medium.
    Load,
    /// Lets the medium go.
    Unload,
    /// Tells where the tape is.
    Position,
}

/// Why a read ended before its count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stopped {
    /// At a filemark; the tape is behind it.
    Filemark,
    /// At the end of what is recorded.
    EndOfData,
}

/// What a verb gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapeDone {
    /// Blocks that were read.
    pub blocks: Vec<Bytes>,
    /// Why reading ended early.
    pub stopped: Option<Stopped>,
    /// Where the tape is, when that was asked.
    pub position: Option<Position>,
    /// The end of the medium is near.
    pub early_warning: bool,
}

/// Why a verb failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TapeError {
    /// There is no such drive.
    NoDevice,
    /// The drive refused a command.
    Refused {
        /// With this sense.
        sense: Sense,
        /// Blocks done before.
        blocks_done: u32,
    },
    /// The drive was busy or reserved for too long.
    Busy,
}

impl std::fmt::Display for TapeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TapeError::NoDevice => f.write_str("there is no such drive"),
            TapeError::Refused { sense, blocks_done } => {
                write!(f, "the drive refused: {sense}, after {blocks_done} blocks")
            }
            TapeError::Busy => f.write_str("the drive stayed busy"),
        }
    }
}

impl std::error::Error for TapeError {}
