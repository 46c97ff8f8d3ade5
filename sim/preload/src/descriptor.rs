//! Descriptors: closed, made from one another, and their flags.

use std::ffi::{c_int, c_long};

use crate::{failed, file, real};

#[unsafe(no_mangle)]
unsafe extern "C" fn close(fd: c_int) -> c_int {
    let left = match file::of(fd) {
        Some(file) => {
            file::forget(fd);
            file.leave(fd)
        }
        None => Ok(()),
    };
    // SAFETY: the argument is the program's. The descriptor is closed whatever the driver says.
    let closed = unsafe { real::close(fd) };
    match left {
        Ok(()) => closed,
        Err(code) => failed(code),
    }
}

/// A descriptor was made from another.
fn made(from: c_int, to: c_int) -> c_int {
    if to >= 0 && to != from {
        file::forget(to);
        if let Some(file) = file::of(from) {
            file::also(to, &file);
        }
    }
    to
}

#[unsafe(no_mangle)]
unsafe extern "C" fn dup(fd: c_int) -> c_int {
    // SAFETY: the argument is the program's.
    made(fd, unsafe { real::dup(fd) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn dup2(fd: c_int, to: c_int) -> c_int {
    // SAFETY: the arguments are the program's.
    made(fd, unsafe { real::dup2(fd, to) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn dup3(fd: c_int, to: c_int, flags: c_int) -> c_int {
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
