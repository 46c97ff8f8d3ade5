//! Simulated tape and disc libraries: devices that obey SCSI, time and wear.
//!
//! A [`Library`] is a cabinet with a changer, a transport, slots, a port, a door and drives, or a
//! single stand-alone drive. It has the three verbs of every engine here: `handle` takes one
//! command, `poll` gives what came out, `deadline` says when `advance` must be called next. It
//! knows nothing of the service above, of sockets or of the clock; what hands and years do to it
//! arrives through `hand`.

pub mod cartridge;
mod changer;
pub mod condition;
pub mod drive;
mod element;
pub mod hand;
mod identity;
pub mod library;
mod magazine;
pub mod place;
pub mod profile;
mod robot;
mod status;
pub mod tape;
#[cfg(test)]
mod tests;
mod unit;

pub use cartridge::{
    Cartridge, CartridgeId, CartridgeSlotted, Fitness, MediumKind, MediumModel, Recording, Wear,
};
pub use condition::{Condition, ConditionRow, Target};
pub use drive::{Drive, DriveCondition};
pub use hand::{Hand, HandRefused};
pub use library::{Finished, Library, Task};
pub use place::{Change, Place};
pub use profile::{
    ChangerModel, DriveModel, ElementMap, ElementRange, PortModel, Profile, Timings,
};
pub use tape::{Record, Tape};
