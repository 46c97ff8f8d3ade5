//! The host.

pub mod device;
