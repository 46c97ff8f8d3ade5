//! Whether memory that a program names is there. The system says EFAULT where it is not; what this
//! library touches itself must be asked for first.

use std::ffi::{c_char, c_int, c_void};
use std::slice::from_raw_parts;
use std::sync::OnceLock;

use libc::{MADV_POPULATE_READ, MADV_POPULATE_WRITE, PATH_MAX};

fn page_bytes() -> usize {
    static BYTES: OnceLock<usize> = OnceLock::new();
    // SAFETY: the call takes a number.
    *BYTES
        .get_or_init(|| usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap_or(1))
}

/// Asks the system to have pages in memory, which changes nothing that a program sees. Systems
/// before Linux 5.14 know no such advice; there everything counts as there.
fn has(start: usize, bytes: usize, advice: c_int) -> bool {
    static IS_KNOWN: OnceLock<bool> = OnceLock::new();
    let populate = |start: usize, bytes: usize| {
        let first = start & !(page_bytes() - 1);
        let Some(end) = start.checked_add(bytes) else { return false };
        // SAFETY: the advice neither moves, discards nor changes what is in memory.
        unsafe { libc::madvise(first as *mut c_void, end - first, advice) == 0 }
    };
    // SAFETY: the place of this thread's errno is always there.
    let errno = unsafe { libc::__errno_location() };
    // SAFETY: as above; a call that succeeds leaves errno as it was.
    let before = unsafe { *errno };
    let is_there = bytes == 0
        || populate(start, bytes)
        || !IS_KNOWN.get_or_init(|| populate(&raw const before as usize, 1));
    // SAFETY: as above.
    unsafe { *errno = before };
    is_there
}

/// Whether a program can read so many bytes.
///
/// # Errors
/// EFAULT.
pub(crate) fn readable(start: *const c_void, bytes: usize) -> Result<(), i32> {
    let is_there = !start.is_null() && has(start as usize, bytes, MADV_POPULATE_READ);
    is_there.then_some(()).ok_or(libc::EFAULT)
}

/// Whether a program can write so many bytes.
///
/// # Errors
/// EFAULT.
pub(crate) fn writable(start: *mut c_void, bytes: usize) -> Result<(), i32> {
    let is_there = !start.is_null() && has(start as usize, bytes, MADV_POPULATE_WRITE);
    is_there.then_some(()).ok_or(libc::EFAULT)
}

/// A path without its terminator; `None` when there is none at that place, or a longer one than
/// the system takes.
///
/// # Safety
/// What can be read there must stay as it is while the path is used.
pub(crate) unsafe fn path<'a>(start: *const c_char) -> Option<&'a [u8]> {
    let mut length = 0;
    while length < PATH_MAX as usize {
        let at = start as usize + length;
        let part = page_bytes() - (at & (page_bytes() - 1));
        readable(at as *const c_void, part).ok()?;
        // SAFETY: it is there; nothing behind a terminator is looked at.
        let more = unsafe { libc::strnlen(at as *const c_char, part) };
        length += more;
        if more < part {
            // SAFETY: all of it is there.
            return Some(unsafe { from_raw_parts(start.cast(), length) });
        }
    }
    None
}
