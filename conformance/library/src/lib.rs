//! A C library as the target of the conformance suite: any that has the exports of `libntmsapi`.
//!
//! Each program of a case is a process of its own, a worker, that has loaded the library and calls
//! it as it is told (`worker`, `program`). It finds the room of the case behind a door, which is
//! that of `rsm exec`. `function` has a row for each function: a call as a value becomes a call of
//! an export, `export` and `memory` make it, and what is left behind becomes an answer.
//!
//! A library that does not come to the door has its service elsewhere, so nothing can be done with
//! that but call it; such a target offers nothing.

mod export;
mod function;
mod memory;
mod program;
mod room;
mod target;
mod worker;

pub use target::{Library, Unusable};
pub use worker::work;
