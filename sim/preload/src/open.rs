//! Opening by name.

use std::ffi::{c_char, c_int};

use door::device::{Flags, Reply, Request};
use libc::mode_t;

use crate::door_socket::{connect, door_path};
use crate::{failed, file, name, real, stream};

/// Opens a file of the room; `None` when it is none.
pub(crate) fn room(at: c_int, path: *const c_char, flags: c_int) -> Option<Result<c_int, i32>> {
    let name = name::of_room(at, path)?;
    door_path()?;
    Some(open_node(&name, flags))
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
    let opened = Request::Open { flags: asked, file: file::number(fd) };
    let opened = socket.ask(opened, name, &mut []);
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
            file::add(fd, node);
            stream::changed(fd);
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
    if file::forget(fd).is_some() {
        stream::changed(fd);
    }
    fd
}

macro_rules! opens {
    ($($call:ident($([$before:ident: $first:ty])? path, $flags:ident $(, $mode:ident)?)
        from $at:expr;)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call(
            $($before: $first,)? path: *const c_char, $flags: c_int $(, $mode: mode_t)?
        ) -> c_int {
            match room($at, path, $flags) {
                Some(opened) => opened.unwrap_or_else(failed),
                // SAFETY: the arguments are the program's.
                None => other(unsafe { real::$call($($before,)? path, $flags $(, $mode)?) }),
            }
        }
    )* };
}

// Variable arguments of whole numbers come in the registers of fixed ones.
opens! {
    open(path, flags, mode) from libc::AT_FDCWD;
    open64(path, flags, mode) from libc::AT_FDCWD;
    __open_2(path, flags) from libc::AT_FDCWD;
    __open64_2(path, flags) from libc::AT_FDCWD;
    openat([at: c_int] path, flags, mode) from at;
    openat64([at: c_int] path, flags, mode) from at;
    __openat_2([at: c_int] path, flags) from at;
    __openat64_2([at: c_int] path, flags) from at;
}

const CREAT: c_int = libc::O_CREAT | libc::O_WRONLY | libc::O_TRUNC;

macro_rules! creats {
    ($($call:ident;)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call(path: *const c_char, mode: mode_t) -> c_int {
            match room(libc::AT_FDCWD, path, CREAT) {
                Some(opened) => opened.unwrap_or_else(failed),
                // SAFETY: the arguments are the program's.
                None => other(unsafe { real::$call(path, mode) }),
            }
        }
    )* };
}

creats! {
    creat;
    creat64;
}
