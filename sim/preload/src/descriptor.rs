//! Descriptors: closed, made from one another, and their flags.

use std::ffi::{c_int, c_long, c_uint};

use crate::{failed, file, real, stream};

/// A descriptor is about to be closed: what the driver says to that.
pub(crate) fn leave(fd: c_int) -> Result<(), i32> {
    let Some(file) = file::of(fd) else { return Ok(()) };
    stream::changes(fd);
    file::forget(fd);
    stream::changed(fd);
    file.leave(fd)
}

#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn close(fd: c_int) -> c_int {
    let left = leave(fd);
    // SAFETY: the argument is the program's. The descriptor is closed whatever the driver says.
    let closed = unsafe { real::close(fd) };
    match left {
        Ok(()) => closed,
        Err(code) => failed(code),
    }
}

/// Those that are closed together have nobody who hears what their drivers say.
fn leave_all(first: c_int, last: c_int) {
    for fd in file::within(first..=last) {
        let _ = leave(fd);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn closefrom(first: c_int) {
    leave_all(first.max(0), c_int::MAX);
    // SAFETY: the argument is the program's.
    unsafe { real::closefrom(first) };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn close_range(first: c_uint, last: c_uint, flags: c_int) -> c_int {
    if flags == 0 && first <= last {
        let number = |fd: c_uint| c_int::try_from(fd).unwrap_or(c_int::MAX);
        leave_all(number(first), number(last));
    }
    // SAFETY: the arguments are the program's.
    unsafe { real::close_range(first, last, flags) }
}

/// A descriptor was made from another.
fn made(from: c_int, to: c_int) -> c_int {
    if to >= 0 && to != from {
        let was = file::forget(to).is_some();
        let file = file::of(from);
        if let Some(file) = &file {
            file::also(to, file);
        }
        if was || file.is_some() {
            stream::changed(to);
        }
    }
    to
}

/// A descriptor is about to be made from another in place of what it was.
fn makes(from: c_int, to: c_int) {
    if from != to && (file::has(from) || file::has(to)) {
        stream::changes(to);
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn dup(fd: c_int) -> c_int {
    // SAFETY: the argument is the program's.
    made(fd, unsafe { real::dup(fd) })
}

#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn dup2(fd: c_int, to: c_int) -> c_int {
    makes(fd, to);
    // SAFETY: the arguments are the program's.
    made(fd, unsafe { real::dup2(fd, to) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn dup3(fd: c_int, to: c_int, flags: c_int) -> c_int {
    makes(fd, to);
    // SAFETY: the arguments are the program's.
    made(fd, unsafe { real::dup3(fd, to, flags) })
}

/// What fcntl says of a file of the room, where it is not said of its socket.
fn control(fd: c_int, command: c_int) -> Option<c_int> {
    if !matches!(command, libc::F_GETFL | libc::F_SETFL) {
        return None;
    }
    let node = file::of(fd)?.node(fd);
    Some(match node {
        Err(code) => failed(code),
        // A drive's file is as it was opened: O_NONBLOCK mattered then.
        Ok(_) if command == libc::F_SETFL => 0,
        Ok(node) => match (node.reads, node.writes) {
            (true, true) => libc::O_RDWR,
            (false, true) => libc::O_WRONLY,
            _ => libc::O_RDONLY,
        },
    })
}

macro_rules! controls {
    ($($call:ident;)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call(fd: c_int, command: c_int, argument: c_long) -> c_int {
            if let Some(said) = control(fd, command) {
                return said;
            }
            // SAFETY: the arguments are the program's.
            let result = unsafe { real::$call(fd, command, argument) };
            match command {
                libc::F_DUPFD | libc::F_DUPFD_CLOEXEC => made(fd, result),
                _ => result,
            }
        }
    )* };
}

controls! {
    fcntl;
    fcntl64;
}
