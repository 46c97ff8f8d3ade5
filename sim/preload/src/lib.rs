//! A library that is preloaded into unmodified programs, in which the device names of a simulated
//! room then open.
//!
//! The names are those that the API tells (`\\.\Tape0`), and `/dev/nstN`, `/dev/stN`, `/dev/sgN`. A
//! descriptor of such a file is a socket to the local door, whose path is in `RSM_DEVICES`; so it
//! survives fork and exec, and the host sees when nobody has it any more. Every other file is left
//! alone: its name costs one comparison, its descriptor one look into a table.
//!
//! Only functions are seen that a program calls by name: those that the C library calls inside
//! itself, as stdio does, are not.
//!
//! Calls on one file are one after the other in a process. Processes that share one take turns, as
//! with a real drive; the door does not sort out what they say at once.

mod control;
mod descriptor;
mod door_socket;
mod file;
mod name;
mod open;
mod real;
mod stat;
mod transfer;

/// Sets `errno`, and is what a call that failed returns.
pub(crate) fn failed(code: i32) -> i32 {
    // SAFETY: the place of this thread's errno is always there.
    unsafe { *libc::__errno_location() = code };
    -1
}

/// Runs when the program is loaded, before its own code.
extern "C" fn begin() {
    file::adopt();
    // SAFETY: the handler is a function of this library, which is never unloaded.
    unsafe { libc::pthread_atfork(Some(file::before_fork), None, None) };
}

#[used]
#[unsafe(link_section = ".init_array")]
static BEGIN: extern "C" fn() = begin;
