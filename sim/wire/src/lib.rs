//! One alphabet for all rooms: identifiers, text, the NTMS vocabulary, SCSI values, media labels.
//!
//! Bytes become checked values here, once. Nothing in this room keeps state, and it knows no other
//! room.

pub mod ansi;
pub mod guid;
pub mod label;
pub mod ntms;
pub mod scsi;
pub mod tape;
pub mod text;
pub mod time;

pub use ansi::CodePage;
pub use guid::Guid;
pub use text::Text;
pub use time::Ticks;
