//! A world: the computers, networks, libraries and people of one scenario, driven by one loop.
//!
//! Callers drive. Whoever calls enters the call and takes turns until its end is there; between
//! turns nobody holds the world, so that another can call meanwhile. Time is simulated: it stands
//! still while something is due, and jumps when nothing is. A scenario arrives as text; sockets,
//! files and clocks are kept out.

mod build;
mod call;
mod check;
mod client;
mod computer;
mod device;
mod driver;
mod entered;
pub mod fault;
mod leave;
mod name;
mod network;
mod node;
mod outside;
mod person;
pub mod scenario;
mod seed;
mod service;
mod setup;
pub mod story;
#[cfg(test)]
mod tests;
pub mod trace;
mod turn;
mod volume;
mod words;
mod world;

pub use build::{BuildError, Stored};
pub use check::{LAWS, Violation};
pub use client::{Handle, ProcessId};
pub use computer::{ComputerId, LibraryId, ServiceState};
pub use driver::Device;
pub use leave::Open;
pub use name::{ComputerName, MalformedName};
pub use network::Link;
pub use node::{Face, NoAnswer, Node};
pub use outside::{ExportFault, InMemory, Keeping, Outside, Record, Rows, StoreFault};
pub use person::{Asked, DeedRefused};
pub use rsm::{Cable, CallId, Ticket};
pub use turn::Turn;
pub use wire::tape::{Stopped, TapeDone, TapeError, TapeVerb};
pub use words::name_of;
pub use world::{Action, Call, CallerId, Ended, Pace, World};
