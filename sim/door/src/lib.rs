//! The same-machine door: how programs on this machine reach a world that another process holds.
//!
//! A connection carries frames both ways, one question and one answer at a time; `message` has what
//! is asked and told, `link` the frames, `client` the asking side. A process may have any number of
//! connections: as many as it has calls that wait at once. Who asks is told by the kernel and never
//! by a message. What a call means is not known here.

mod client;
pub mod device;
mod link;
mod message;
#[cfg(test)]
mod tests;

pub use client::{Client, ClientError};
pub use link::{BODY_BYTES_MAX, Link, LinkError};
pub use message::{
    Ask, Change, FaultRule, Hello, OperatorRequest, Purpose, Subject, Told, Unit, VERSION, Welcome,
};
