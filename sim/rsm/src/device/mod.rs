//! Devices as the service knows them: by what they answer to commands, and by nothing else.

mod discovery;
mod facts;
pub mod model;
#[cfg(test)]
mod tests;

pub use discovery::{Discovery, DiscoveryError};
pub(crate) use facts::tell_bar_codes;
pub use facts::{ChangerFacts, DriveFacts, ElementMap, Identity, LibraryFacts};
