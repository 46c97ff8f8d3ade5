//! Opening by name.

use std::ffi::{c_char, c_int};

use door::device::{Flags, Reply, Request};
use libc::mode_t;

use crate::door_socket::connect;
use crate::{failed, file, name, real};

/// Opens a file of the room; `None` when it is none.
fn room(path: *const c_char, flags: c_int) -> Option<c_int> {
    let name = name::of_room(path)?;
    crate::door_socket::door_path()?;
    Some(open_node(name, flags).unwrap_or_else(failed))
}

fn open_node(name: &[u8], flags: c_int) -> Result<c_int, i32> {
    if flags & libc::O_DIRECTORY != 0 {
        return Err(libc::ENOTDIR);
    }
    if flags & (libc::O_CREAT | libc::O_EXCL) == libc::O_CREAT | libc::O_EXCL {
        return Err(libc::EEXIST);
    }
    let access = flags & libc::O_ACCMODE;
    let asked = Flags {
        reads: access != libc::O_WRONLY,
        writes: access != libc::O_RDONLY,
        at_once: flags & libc::O_NONBLOCK != 0,
    };
    let mut socket = connect()?;
    let fd = socket.0;
    let opened = socket.ask(Request::Open(asked), name, &mut []);
    let result = match opened {
        Ok((Reply::Node(_), _)) if fd as usize >= file::FD_MAX => Err(libc::EMFILE),
        Ok((Reply::Node(node), _)) => Ok(node),
        Ok(_) => Err(libc::EIO),
        Err(code) => Err(code),
    };
    match result {
        Ok(node) => {
            if flags & libc::O_CLOEXEC == 0 {
                // SAFETY: the descriptor is ours, and the command takes a number.
                unsafe { real::fcntl(fd, libc::F_SETFD, 0) };
            }
            file::add(fd, Some(node));
            Ok(fd)
        }
        Err(code) => {
            // SAFETY: the descriptor is ours and nobody else has it.
            unsafe { real::close(fd) };
            Err(code)
        }
    }
}

/// A descriptor that the system gave for another file.
fn other(fd: c_int) -> c_int {
    file::forget(fd);
    fd
}

macro_rules! opens {
    ($($call:ident($([$before:ident: $first:ty])? path, $flags:ident $(, $mode:ident)?);)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call(
            $($before: $first,)? path: *const c_char, $flags: c_int $(, $mode: mode_t)?
        ) -> c_int {
            match room(path, $flags) {
                Some(fd) => fd,
                // SAFETY: the arguments are the program's.
                None => other(unsafe { real::$call($($before,)? path, $flags $(, $mode)?) }),
            }
        }
    )* };
}

// Variable arguments of whole numbers come in the registers of fixed ones.
opens! {
    open(path, flags, mode);
    open64(path, flags, mode);
    __open_2(path, flags);
    __open64_2(path, flags);
    openat([at: c_int] path, flags, mode);
    openat64([at: c_int] path, flags, mode);
    __openat_2([at: c_int] path, flags);
    __openat64_2([at: c_int] path, flags);
}

const CREAT: c_int = libc::O_CREAT | libc::O_WRONLY | libc::O_TRUNC;

#[unsafe(no_mangle)]
unsafe extern "C" fn creat(path: *const c_char, mode: mode_t) -> c_int {
    match room(path, CREAT) {
        Some(fd) => fd,
        // SAFETY: the arguments are the program's.
        None => other(unsafe { real::creat(path, mode) }),
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn creat64(path: *const c_char, mode: mode_t) -> c_int {
    match room(path, CREAT) {
        Some(fd) => fd,
        // SAFETY: the arguments are the program's.
        None => other(unsafe { real::creat64(path, mode) }),
    }
}
