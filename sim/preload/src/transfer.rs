//! Reading, writing and seeking.

use std::ffi::{c_int, c_uint, c_void};
use std::sync::Arc;

use door::device::{DATA_BYTES_MAX, Reply, Request};
use libc::{iovec, off_t, size_t, ssize_t};

use crate::file::{self, File};
use crate::{failed, memory, real};

/// The bytes of a program's buffer.
///
/// # Safety
/// The buffer must be as long as that, as the C library asks of it as well.
unsafe fn buffer<'a>(start: *const c_void, count: size_t) -> Result<&'a [u8], i32> {
    if count == 0 {
        return Ok(&[]);
    }
    // A longer block is refused as it is.
    memory::readable(start, count.min(DATA_BYTES_MAX))?;
    // SAFETY: it is there, and the caller vouches for its length.
    Ok(unsafe { std::slice::from_raw_parts(start.cast(), count) })
}

/// The same to be filled.
///
/// # Safety
/// The buffer must be as long as that, and nobody else's.
unsafe fn buffer_mut<'a>(start: *mut c_void, count: size_t) -> Result<&'a mut [u8], i32> {
    if count == 0 {
        return Ok(&mut []);
    }
    // Of more room than there is, only what a block fills is touched.
    memory::writable(start, 1)?;
    // SAFETY: it begins there, and the caller vouches for its length.
    Ok(unsafe { std::slice::from_raw_parts_mut(start.cast(), count) })
}

fn counted(result: Result<usize, i32>) -> ssize_t {
    match result {
        // No slice is longer.
        Ok(count) => count as ssize_t,
        Err(code) => failed(code) as ssize_t,
    }
}

fn read_into(file: &Arc<File>, fd: c_int, into: &mut [u8]) -> Result<usize, i32> {
    let room = u32::try_from(into.len()).unwrap_or(u32::MAX);
    let (_, count) = file.ask(fd, Request::Read { room }, &[], into)?;
    Ok(count)
}

fn write_from(file: &Arc<File>, fd: c_int, data: &[u8]) -> Result<usize, i32> {
    if data.len() > DATA_BYTES_MAX {
        return Err(libc::EINVAL);
    }
    match file.ask(fd, Request::Write, data, &mut [])? {
        (Reply::Done(count), _) => Ok(count as usize),
        _ => Err(libc::EIO),
    }
}

#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn read(fd: c_int, into: *mut c_void, count: size_t) -> ssize_t {
    let Some(file) = file::of(fd) else {
        // SAFETY: the arguments are the program's.
        return unsafe { real::read(fd, into, count) };
    };
    // SAFETY: the program's buffer is as long as it says.
    counted(unsafe { buffer_mut(into, count) }.and_then(|into| read_into(&file, fd, into)))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __read_chk(
    fd: c_int,
    into: *mut c_void,
    count: size_t,
    room: size_t,
) -> ssize_t {
    if count > room || !file::has(fd) {
        // SAFETY: the arguments are the program's; a buffer that is too short ends it there.
        return unsafe { real::__read_chk(fd, into, count, room) };
    }
    // SAFETY: the program's buffer is as long as it says.
    unsafe { read(fd, into, count) }
}

#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn write(fd: c_int, from: *const c_void, count: size_t) -> ssize_t {
    let Some(file) = file::of(fd) else {
        // SAFETY: the arguments are the program's.
        return unsafe { real::write(fd, from, count) };
    };
    // SAFETY: the program's buffer is as long as it says.
    counted(unsafe { buffer(from, count) }.and_then(|data| write_from(&file, fd, data)))
}

/// Each part is a block of its own, as with a real drive.
macro_rules! vectored {
    ($($call:ident by $one:ident;)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call(fd: c_int, parts: *const iovec, count: c_int) -> ssize_t {
            if !file::has(fd) {
                // SAFETY: the arguments are the program's.
                return unsafe { real::$call(fd, parts, count) };
            }
            let Ok(length) = usize::try_from(count) else {
                return failed(libc::EINVAL) as ssize_t;
            };
            let bytes = length.saturating_mul(size_of::<iovec>());
            if length > 0
                && let Err(code) = memory::readable(parts.cast(), bytes)
            {
                return failed(code) as ssize_t;
            }
            let mut total: ssize_t = 0;
            for at in 0..length {
                // SAFETY: the program has so many parts, each as long as it says.
                let (part, done) = unsafe {
                    let part = &*parts.add(at);
                    (part.iov_len, $one(fd, part.iov_base, part.iov_len))
                };
                if done < 0 {
                    return if total > 0 { total } else { done };
                }
                total = total.saturating_add(done);
                if (done as usize) < part {
                    break;
                }
            }
            total
        }
    )* };
}

vectored! {
    readv by read;
    writev by write;
}

/// A place in the file cannot be named: such calls fail.
macro_rules! placed {
    ($($call:ident($($arg:ident: $kind:ty),*);)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call(fd: c_int, $($arg: $kind),*) -> ssize_t {
            match file::has(fd) {
                true => failed(libc::ESPIPE) as ssize_t,
                // SAFETY: the arguments are the program's.
                false => unsafe { real::$call(fd, $($arg),*) },
            }
        }
    )* };
}

placed! {
    pread(into: *mut c_void, count: size_t, at: off_t);
    pread64(into: *mut c_void, count: size_t, at: off_t);
    __pread_chk(into: *mut c_void, count: size_t, at: off_t, room: size_t);
    __pread64_chk(into: *mut c_void, count: size_t, at: off_t, room: size_t);
    pwrite(from: *const c_void, count: size_t, at: off_t);
    pwrite64(from: *const c_void, count: size_t, at: off_t);
    preadv(parts: *const iovec, count: c_int, at: off_t);
    preadv64(parts: *const iovec, count: c_int, at: off_t);
    pwritev(parts: *const iovec, count: c_int, at: off_t);
    pwritev64(parts: *const iovec, count: c_int, at: off_t);
}

/// A tape drive permits seeking and does nothing, for programs that would give up else; a node for
/// commands refuses.
macro_rules! seeks {
    ($($call:ident;)*) => { $(
        #[unsafe(no_mangle)]
        pub(crate) unsafe extern "C" fn $call(fd: c_int, offset: off_t, whence: c_int) -> off_t {
            match file::of(fd).map(|file| file.node(fd)) {
                // SAFETY: the arguments are the program's.
                None => unsafe { real::$call(fd, offset, whence) },
                Some(Ok(node)) if node.is_tape => 0,
                Some(Ok(_)) => failed(libc::ESPIPE) as off_t,
                Some(Err(code)) => failed(code) as off_t,
            }
        }
    )* };
}

seeks! {
    lseek;
    lseek64;
}

/// The system would move data past the library: it refuses, and programs copy by hand then.
macro_rules! refused {
    ($($call:ident($one:ident, $other:ident; $($arg:ident: $kind:ty),*);)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call($($arg: $kind),*) -> ssize_t {
            match file::has($one) || file::has($other) {
                true => failed(libc::EINVAL) as ssize_t,
                // SAFETY: the arguments are the program's.
                false => unsafe { real::$call($($arg),*) },
            }
        }
    )* };
}

refused! {
    sendfile(to, from; to: c_int, from: c_int, at: *mut off_t, count: size_t);
    sendfile64(to, from; to: c_int, from: c_int, at: *mut off_t, count: size_t);
    copy_file_range(
        from, to;
        from: c_int, from_at: *mut off_t, to: c_int, to_at: *mut off_t,
        count: size_t, flags: c_uint
    );
    splice(
        from, to;
        from: c_int, from_at: *mut off_t, to: c_int, to_at: *mut off_t,
        count: size_t, flags: c_uint
    );
}
