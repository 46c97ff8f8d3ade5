//! The NTMS API as Rust functions on a simulated machine room.
