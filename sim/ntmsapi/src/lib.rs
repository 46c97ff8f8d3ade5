//! The NTMS API as Rust functions on a machine room that is simulated inside the program.
//!
//! A [`World`] is loaded from a scenario. A [`Client`] is a program on one of its computers; it
//! opens a [`Session`], whose functions are named like those of the API. Every function blocks its
//! thread and nothing else; [`Session::asynchronous`] has the same functions as futures. Time is
//! simulated: a call that waits for a robot returns as soon as the robot's time was played.
//!
//! ```
//! use ntmsapi::{ObjectType, World};
//!
//! let room = "
//! version: 1
//! computers: { BACKUP1: { libraries: { tower: { profile: lto-30 } } } }
//! ";
//! let world = World::from_text("room.yaml", room)?;
//! let session = world.client("BACKUP1")?.open_ntms_session(None, Some("backup"), 0)?;
//! let libraries = session.enumerate_ntms_object(None, ObjectType::Library)?;
//! assert_eq!(libraries.len(), 2, "the tower, and the shelf of media that are in no library");
//! session.close_ntms_session()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod alone;
mod cancel;
mod client;
mod commit;
mod drive;
mod error;
mod file;
mod files;
mod function;
mod future;
mod line;
mod notification;
mod pace;
mod play;
mod room;
mod session;
mod sync;
mod tape;
#[cfg(test)]
mod tests;
mod unit;

pub use alone::DriveVolumeA;
pub use cancel::Cancel;
pub use client::{Caller, Client};
pub use error::{ConnectError, Error, LoadError};
pub use file::read_scenario;
pub use function::AsyncSession;
pub use notification::{Channel, Detection};
pub use pace::{HeldTime, Speed, SpeedError, Timer};
pub use play::Play;
pub use room::{Left, World};
pub use session::Session;
pub use tape::Tape;
pub use unit::Unit;
pub use wire::label;
pub use wire::ntms::{
    Info, NtmsCall, NtmsError, ObjectInformation, ObjectType, call, limit, media_type, object,
    operation, option, security, state,
};
pub use wire::{CodePage, Guid, Text, Ticks};
pub use world::{Handle, Stopped, TapeDone, TapeError};
