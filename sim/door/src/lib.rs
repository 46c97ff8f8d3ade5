//! The local door.

pub mod device;
