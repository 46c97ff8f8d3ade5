//! Sequential access: tape drive commands (SSC).

use bytes::Bytes;

/// How much to read or write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transfer {
    /// FIXED=1: so many blocks of the block length of the mode parameters.
    Fixed {
        /// Blocks, 24 bits.
        block_count: u32,
    },
    /// FIXED=0: one block of so many bytes.
    Variable {
        /// Bytes, 24 bits.
        block_bytes: u32,
    },
}

/// What SPACE counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpaceUnit {
    /// Code 0.
    Blocks,
    /// Code 1.
    Filemarks,
    /// Code 2: so many filemarks one after the other.
    SequentialFilemarks,
    /// Code 3.
    EndOfData,
}

/// A drive command that has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DriveCommand {
    /// REWIND (01h).
    Rewind {
        /// Answer before the motion ends.
        immediate: bool,
    },
    /// READ BLOCK LIMITS (05h).
    ReadBlockLimits,
    /// READ(6) (08h).
    Read {
        /// How much.
        transfer: Transfer,
        /// SILI: do not tell of blocks of another length.
        suppress_incorrect_length: bool,
    },
    /// WRITE(6) (0Ah).
    Write {
        /// How much.
        transfer: Transfer,
        /// The bytes, as many as `transfer` says.
        data: Bytes,
    },
    /// WRITE FILEMARKS (10h). Count 0 synchronises.
    WriteFilemarks {
        /// How many.
        count: u32,
        /// Answer before they are on the medium.
        immediate: bool,
    },
    /// SPACE (11h).
    Space {
        /// What to count.
        unit: SpaceUnit,
        /// How far; backwards when negative.
        count: i32,
    },
    /// ERASE (19h).
    Erase {
        /// LONG: everything to the end of the tape.
        long: bool,
        /// Answer before the motion ends.
        immediate: bool,
    },
    /// LOAD UNLOAD (1Bh).
    LoadUnload {
        /// True loads.
        load: bool,
        /// Answer before the motion ends.
        immediate: bool,
    },
    /// LOCATE(10) (2Bh).
    Locate {
        /// Logical object number to go to.
        object: u32,
        /// Answer before the motion ends.
        immediate: bool,
    },
    /// READ POSITION (34h), short form.
    ReadPosition,
}

/// The short form of READ POSITION.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// At the beginning of the partition.
    pub at_beginning: bool,
    /// Past early warning.
    pub past_early_warning: bool,
    /// Logical object number: blocks and marks before this place.
    pub object: u32,
}

/// Answer to READ BLOCK LIMITS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlockLimits {
    /// Longest block in bytes (24 bits).
    pub max_bytes: u32,
    /// Shortest block in bytes (16 bits).
    pub min_bytes: u16,
}
