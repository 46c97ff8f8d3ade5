//! SCSI as values: commands that have been checked, and what devices answer.
//!
//! `spc` holds what every device understands, `smc` the changer's commands, `ssc` the tape drive's.
//! Each gives the value, its parser from a command descriptor block, and its bytes. A field that
//! cannot hold sense is refused at the door with the sense that SPC prescribes.

mod answer;
pub mod cdb;
pub mod sense;
pub mod smc;
pub mod spc;
pub mod ssc;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

pub use cdb::{Request, UnitKind};
pub use sense::{Sense, SenseCode, SenseKey};
pub use smc::{ChangerCommand, ElementAddress, ElementDescriptor, ElementStatus, ElementType};
pub use spc::{Inquiry, ModeData, ModeHeader, ModePage, Vpd};
pub use ssc::{BlockLimits, DriveCommand, Position, Transfer};

/// One command under way, numbered by whoever sent it; numbers are not used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(pub u64);

/// One initiator as a device sees it: unit attentions and removal prevention are kept for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Nexus(pub u32);

/// A logical unit of a library: 0 is the changer where there is one, drives follow in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lun(pub u16);

/// A command for one logical unit, every field something that the device can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// TEST UNIT READY (00h).
    TestUnitReady,
    /// REQUEST SENSE (03h).
    RequestSense,
    /// INQUIRY (12h), standard data.
    Inquiry,
    /// INQUIRY (12h) with EVPD, the page given.
    InquiryVpd {
        /// Page code: 00h, 80h or 83h are answered.
        page: u8,
    },
    /// MODE SENSE (1Ah, 5Ah).
    ModeSense {
        /// Page code, 3Fh for all.
        page: u8,
        /// Leave out block descriptors.
        without_block_descriptor: bool,
    },
    /// MODE SELECT (15h, 55h) with its parameter list.
    ModeSelect(ModeData),
    /// PREVENT ALLOW MEDIUM REMOVAL (1Eh); true prevents.
    PreventRemoval(bool),
    /// A command of medium changers.
    Changer(ChangerCommand),
    /// A command of sequential-access drives.
    Drive(DriveCommand),
}

/// What came back for a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Whether it went well, and if not, why.
    pub status: Status,
    /// Data for the initiator; present with some check conditions too.
    pub data: Data,
}

/// The status byte, with the sense of a check condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// GOOD (00h).
    Good,
    /// CHECK CONDITION (02h).
    Check(Sense),
    /// BUSY (08h).
    Busy,
    /// RESERVATION CONFLICT (18h).
    ReservationConflict,
}

/// Data that a device returns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Data {
    /// Nothing.
    #[default]
    None,
    /// Answer to REQUEST SENSE.
    Sense(Sense),
    /// Standard inquiry data.
    Inquiry(Inquiry),
    /// A vital product data page.
    Vpd(Vpd),
    /// Mode parameters.
    Mode(ModeData),
    /// Answer to READ ELEMENT STATUS.
    ElementStatus(ElementStatus),
    /// Blocks read, joined in order.
    Read(Bytes),
    /// Answer to READ POSITION.
    Position(Position),
    /// Answer to READ BLOCK LIMITS.
    BlockLimits(BlockLimits),
}

impl Outcome {
    /// GOOD without data.
    pub const GOOD: Outcome = Outcome { status: Status::Good, data: Data::None };

    /// GOOD with data.
    pub fn good(data: Data) -> Outcome {
        Outcome { status: Status::Good, data }
    }

    /// CHECK CONDITION without data.
    pub fn check(sense: Sense) -> Outcome {
        Outcome { status: Status::Check(sense), data: Data::None }
    }

    /// The sense of a check condition, if it is one.
    pub fn sense(&self) -> Option<Sense> {
        match self.status {
            Status::Check(sense) => Some(sense),
            _ => None,
        }
    }
}
