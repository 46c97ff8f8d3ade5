//! A library that is preloaded into unmodified programs, in which the device names of a simulated
//! room then open.
//!
//! The names are those that the API tells (`\\.\Tape0`), and `/dev/nstN`, `/dev/stN`, `/dev/sgN`. A
//! descriptor of such a file is a socket to the local door, whose path is in `RSM_DEVICES`; so it
//! survives fork and exec, and the host sees when nobody has it any more. Every other file is left
//! alone: its name costs one comparison, its descriptor one look into a table.
//!
//! Only functions are seen that a program calls by name: those that the C library calls inside
//! itself are not. For stdio there are streams of our own.
//!
//! Calls on one file are one after the other, in a process and among processes that share it: one
//! that did not open the file speaks to the host on a connection of its own.

mod control;
mod descriptor;
mod door_socket;
mod file;
mod memory;
mod name;
mod open;
mod path;
mod real;
mod spawn;
mod stat;
mod stream;
mod transfer;
mod wait;

/// Sets `errno`, and is what a call that failed returns.
pub(crate) fn failed(code: i32) -> i32 {
    // SAFETY: the place of this thread's errno is always there.
    unsafe { *libc::__errno_location() = code };
    -1
}

/// Runs when the program is loaded, before its own code.
extern "C" fn begin() {
    file::adopt();
    let (before, after) = (file::before_fork, file::after_fork);
    let in_child = file::after_fork_in_child;
    // SAFETY: the handlers are functions of this library, which is never unloaded.
    unsafe { libc::pthread_atfork(Some(before), Some(after), Some(in_child)) };
}

#[used]
#[unsafe(link_section = ".init_array")]
static BEGIN: extern "C" fn() = begin;
