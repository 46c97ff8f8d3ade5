//! What kind of file a node is: a character device with the numbers of Linux.

use std::ffi::{c_char, c_int, c_uint};
use std::mem::zeroed;

use door::device::{Node, Reply, Request};
use libc::{stat as Stat, statx as Statx};

use crate::door_socket::{connect, door_path};
use crate::{failed, file, memory, name, real};

/// Major numbers of tape drives and of nodes for commands (devices.txt of Linux).
const TAPE_MAJOR: u32 = 9;
const GENERIC_MAJOR: u32 = 21;
/// The bit of a tape's minor number that says that closing does not rewind.
const STAYS: u32 = 0x80;
/// Readable and writable by its owner and group.
const MODE: u32 = libc::S_IFCHR | 0o660;

/// Asks the host what a name is.
fn look(name: &[u8]) -> Result<Node, i32> {
    let mut socket = connect()?;
    let told = socket.ask(Request::Look, name, &mut []);
    // SAFETY: the descriptor is ours and nobody else has it.
    unsafe { real::close(socket.0) };
    match told? {
        (Reply::Node(node), _) => Ok(node),
        _ => Err(libc::EIO),
    }
}

/// The node with a path from a folder; `None` when it is none of the room.
pub(crate) fn by_path_at(at: c_int, path: *const c_char) -> Option<Result<Node, i32>> {
    let name = name::of_room(at, path)?;
    door_path()?;
    Some(look(&name))
}

/// The same from the folder where the program is.
pub(crate) fn by_path(path: *const c_char) -> Option<Result<Node, i32>> {
    by_path_at(libc::AT_FDCWD, path)
}

fn by_fd(fd: c_int) -> Option<Result<Node, i32>> {
    Some(file::of(fd)?.node(fd))
}

/// The node of a path, or of a descriptor when the path is empty and may be.
fn by_either(at: c_int, path: *const c_char, flags: c_int) -> Option<Result<Node, i32>> {
    // SAFETY: a program leaves a path alone that it hands over.
    let is_empty = path.is_null() || unsafe { memory::path(path) }.is_some_and(<[u8]>::is_empty);
    match is_empty && flags & libc::AT_EMPTY_PATH != 0 {
        true => by_fd(at),
        false => by_path_at(at, path),
    }
}

fn numbers(node: &Node) -> (u32, u32) {
    let number = u32::from(node.number);
    match node.is_tape {
        false => (GENERIC_MAJOR, number),
        true => {
            // Five bits, then mode and rewinding, then the rest (st.c, TAPE_MINOR).
            let stays = if node.rewinds { 0 } else { STAYS };
            (TAPE_MAJOR, (number & 0x1F) | (number & !0x1F) << 3 | stays)
        }
    }
}

/// A number for the file that no other node has.
fn inode(major: u32, minor: u32) -> u64 {
    u64::from(major) << 32 | u64::from(minor)
}

fn fill(node: Result<Node, i32>, told: *mut Stat) -> c_int {
    let node = match node {
        Ok(node) => node,
        Err(code) => return failed(code),
    };
    if let Err(code) = memory::writable(told.cast(), size_of::<Stat>()) {
        return failed(code);
    }
    let (major, minor) = numbers(&node);
    // SAFETY: all zeroes are a stat; the program's place for one is there. Who runs has no part in
    // memory.
    unsafe {
        let mut stat: Stat = zeroed();
        stat.st_mode = MODE;
        stat.st_nlink = 1;
        stat.st_ino = inode(major, minor);
        stat.st_uid = libc::geteuid();
        stat.st_gid = libc::getegid();
        stat.st_rdev = libc::makedev(major, minor);
        stat.st_blksize = 4096;
        told.write(stat);
    }
    0
}

macro_rules! stats {
    ($($call:ident by $find:ident($($arg:ident: $kind:ty),*) of ($($seen:ident),*);)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call($($arg: $kind,)* told: *mut Stat) -> c_int {
            match $find($($seen),*) {
                Some(node) => fill(node, told),
                // SAFETY: the arguments are the program's.
                None => unsafe { real::$call($($arg,)* told) },
            }
        }
    )* };
}

stats! {
    stat by by_path(path: *const c_char) of (path);
    stat64 by by_path(path: *const c_char) of (path);
    lstat by by_path(path: *const c_char) of (path);
    lstat64 by by_path(path: *const c_char) of (path);
    fstat by by_fd(fd: c_int) of (fd);
    fstat64 by by_fd(fd: c_int) of (fd);
    __xstat by by_path(version: c_int, path: *const c_char) of (path);
    __xstat64 by by_path(version: c_int, path: *const c_char) of (path);
    __lxstat by by_path(version: c_int, path: *const c_char) of (path);
    __lxstat64 by by_path(version: c_int, path: *const c_char) of (path);
    __fxstat by by_fd(version: c_int, fd: c_int) of (fd);
    __fxstat64 by by_fd(version: c_int, fd: c_int) of (fd);
}

macro_rules! stats_at {
    ($($call:ident($($version:ident)?);)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call(
            $($version: c_int,)? at: c_int, path: *const c_char, told: *mut Stat, flags: c_int
        ) -> c_int {
            match by_either(at, path, flags) {
                Some(node) => fill(node, told),
                // SAFETY: the arguments are the program's.
                None => unsafe { real::$call($($version,)? at, path, told, flags) },
            }
        }
    )* };
}

stats_at! {
    fstatat();
    fstatat64();
    __fxstatat(version);
    __fxstatat64(version);
}

#[unsafe(no_mangle)]
unsafe extern "C" fn statx(
    at: c_int,
    path: *const c_char,
    flags: c_int,
    mask: c_uint,
    told: *mut Statx,
) -> c_int {
    let node = match by_either(at, path, flags) {
        // SAFETY: the arguments are the program's.
        None => return unsafe { real::statx(at, path, flags, mask, told) },
        Some(Err(code)) => return failed(code),
        Some(Ok(node)) => node,
    };
    if let Err(code) = memory::writable(told.cast(), size_of::<Statx>()) {
        return failed(code);
    }
    let (major, minor) = numbers(&node);
    // SAFETY: all zeroes are a statx; the program's place for one is there. Who runs has no part in
    // memory.
    unsafe {
        let mut stat: Statx = zeroed();
        stat.stx_mask = libc::STATX_BASIC_STATS;
        stat.stx_mode = MODE as u16;
        stat.stx_nlink = 1;
        stat.stx_ino = inode(major, minor);
        stat.stx_uid = libc::geteuid();
        stat.stx_gid = libc::getegid();
        (stat.stx_rdev_major, stat.stx_rdev_minor) = (major, minor);
        stat.stx_blksize = 4096;
        told.write(stat);
    }
    0
}
