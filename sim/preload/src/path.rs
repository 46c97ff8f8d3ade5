//! What else programs ask about a name: whether they may use it, whether it is a link, how it is
//! called in full, and which attributes it has.

use std::ffi::{c_char, c_int, c_void};
use std::ptr::null_mut;

use door::device::Node;
use libc::{size_t, ssize_t};

use crate::stat::{by_path, by_path_at};
use crate::{failed, name, real};

/// Whether a program may do with a node what it asks: read and write, and never execute.
fn accessible(node: Result<Node, i32>, mode: c_int) -> c_int {
    match node {
        Err(code) => failed(code),
        Ok(_) if mode & libc::X_OK != 0 => failed(libc::EACCES),
        Ok(_) => 0,
    }
}

macro_rules! accesses {
    ($($call:ident;)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call(path: *const c_char, mode: c_int) -> c_int {
            match by_path(path) {
                Some(node) => accessible(node, mode),
                // SAFETY: the arguments are the program's.
                None => unsafe { real::$call(path, mode) },
            }
        }
    )* };
}

accesses! {
    access;
    euidaccess;
    eaccess;
}

#[unsafe(no_mangle)]
unsafe extern "C" fn faccessat(at: c_int, path: *const c_char, mode: c_int, flags: c_int) -> c_int {
    match by_path_at(at, path) {
        Some(node) => accessible(node, mode),
        // SAFETY: the arguments are the program's.
        None => unsafe { real::faccessat(at, path, mode, flags) },
    }
}

/// A node is no link.
fn no_link(node: Result<Node, i32>) -> ssize_t {
    failed(node.err().unwrap_or(libc::EINVAL)) as ssize_t
}

macro_rules! links {
    ($($call:ident($([$at:ident: $first:ty])? path $(, $room:ident: $more:ty)?) from $from:expr;)*)
    => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call(
            $($at: $first,)? path: *const c_char, into: *mut c_char, count: size_t
            $(, $room: $more)?
        ) -> ssize_t {
            match by_path_at($from, path) {
                Some(node) => no_link(node),
                // SAFETY: the arguments are the program's.
                None => unsafe { real::$call($($at,)? path, into, count $(, $room)?) },
            }
        }
    )* };
}

links! {
    readlink(path) from libc::AT_FDCWD;
    __readlink_chk(path, room: size_t) from libc::AT_FDCWD;
    readlinkat([at: c_int] path) from at;
    __readlinkat_chk([at: c_int] path, room: size_t) from at;
}

/// A node's name in full, into room for a path or into memory of its own; `None` when it is none of
/// the room.
///
/// # Safety
/// The place must be NULL or have room for the longest path.
unsafe fn in_full(path: *const c_char, into: *mut c_char) -> Option<*mut c_char> {
    let node = by_path(path)?;
    let mut name = name::of_room(libc::AT_FDCWD, path)?.into_owned();
    name.push(0);
    if let Err(code) = node {
        failed(code);
        return Some(null_mut());
    }
    // SAFETY: a name of a node is short and terminated here; the caller vouches for the place.
    unsafe {
        if into.is_null() {
            return Some(libc::strdup(name.as_ptr().cast()));
        }
        into.copy_from_nonoverlapping(name.as_ptr().cast(), name.len());
    }
    Some(into)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn realpath(path: *const c_char, into: *mut c_char) -> *mut c_char {
    // SAFETY: the arguments are the program's.
    unsafe { in_full(path, into).unwrap_or_else(|| real::realpath(path, into)) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __realpath_chk(
    path: *const c_char,
    into: *mut c_char,
    room: size_t,
) -> *mut c_char {
    // SAFETY: the arguments are the program's; a place that is too short ends it there.
    unsafe {
        match room < libc::PATH_MAX as size_t {
            true => real::__realpath_chk(path, into, room),
            false => realpath(path, into),
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn canonicalize_file_name(path: *const c_char) -> *mut c_char {
    // SAFETY: the argument is the program's, and memory is found for the name.
    unsafe { realpath(path, null_mut()) }
}

/// A node has no attributes besides.
macro_rules! attributes {
    ($($call:ident($($arg:ident: $kind:ty),*) gives $none:expr;)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call(path: *const c_char, $($arg: $kind),*) -> ssize_t {
            match by_path(path) {
                Some(Ok(_)) => $none,
                Some(Err(code)) => failed(code) as ssize_t,
                // SAFETY: the arguments are the program's.
                None => unsafe { real::$call(path, $($arg),*) },
            }
        }
    )* };
}

attributes! {
    getxattr(name: *const c_char, into: *mut c_void, room: size_t)
        gives failed(libc::ENODATA) as ssize_t;
    lgetxattr(name: *const c_char, into: *mut c_void, room: size_t)
        gives failed(libc::ENODATA) as ssize_t;
    listxattr(into: *mut c_char, room: size_t) gives 0;
    llistxattr(into: *mut c_char, room: size_t) gives 0;
}
