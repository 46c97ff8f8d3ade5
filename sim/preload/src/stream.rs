//! Streams of stdio on files of the room. The C library reads and writes its own streams with calls
//! that nothing can stand in front of; these are streams whose reading and writing is done here.
//!
//! The standard streams follow their descriptors: while one of those is a file of the room, the
//! variable of the C library names a stream from here.
//!
//! A stream reads into its buffer, whatever is asked for: a block that is longer fails, until the
//! program gives it a longer one with setvbuf.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use door::device::Node;
use libc::{FILE, off64_t, size_t, ssize_t};

use crate::{failed, file, open, real};

/// What the C library takes as the best length of a transfer with a character device.
const BUFFER_BYTES: usize = 4096;

/// What a stream is made of.
struct Cookie {
    fd: c_int,
    stream: usize,
    buffer: [c_char; BUFFER_BYTES],
}

/// `cookie_io_functions_t`.
#[repr(C)]
struct Functions {
    read: unsafe extern "C" fn(*mut c_void, *mut c_char, size_t) -> ssize_t,
    write: unsafe extern "C" fn(*mut c_void, *const c_char, size_t) -> ssize_t,
    seek: unsafe extern "C" fn(*mut c_void, *mut off64_t, c_int) -> c_int,
    close: unsafe extern "C" fn(*mut c_void) -> c_int,
}

/// The beginning of `struct _IO_FILE` (<bits/types/struct_FILE.h>), as fileno reads it.
#[repr(C)]
struct Head {
    flags: c_int,
    pointers: [*mut c_void; 13],
    fd: c_int,
}

/// The streams from here that are open.
static STREAMS: Mutex<Vec<usize>> = Mutex::new(Vec::new());

fn streams() -> MutexGuard<'static, Vec<usize>> {
    STREAMS.lock().unwrap_or_else(PoisonError::into_inner)
}

unsafe extern "C" {
    fn fopencookie(cookie: *mut c_void, mode: *const c_char, functions: Functions) -> *mut FILE;
    static mut stdin: *mut FILE;
    static mut stdout: *mut FILE;
    static mut stderr: *mut FILE;
}

/// # Safety
/// The cookie must be one of a stream, which is not closed.
unsafe fn fd_of(cookie: *mut c_void) -> c_int {
    // SAFETY: the caller vouches for it.
    unsafe { (*cookie.cast::<Cookie>()).fd }
}

unsafe extern "C" fn read(cookie: *mut c_void, into: *mut c_char, count: size_t) -> ssize_t {
    // SAFETY: the C library hands over the cookie of the stream, and a buffer of that length.
    unsafe { crate::transfer::read(fd_of(cookie), into.cast(), count) }
}

/// Here a failure is a count of 0.
unsafe extern "C" fn write(cookie: *mut c_void, from: *const c_char, count: size_t) -> ssize_t {
    // SAFETY: the C library hands over the cookie of the stream, and a buffer of that length.
    unsafe { crate::transfer::write(fd_of(cookie), from.cast(), count) }.max(0)
}

unsafe extern "C" fn seek(cookie: *mut c_void, place: *mut off64_t, whence: c_int) -> c_int {
    // SAFETY: the C library hands over the cookie of the stream, and a place for the result.
    unsafe {
        let now = crate::transfer::lseek64(fd_of(cookie), *place, whence);
        if now < 0 {
            return -1;
        }
        *place = now;
    }
    0
}

unsafe extern "C" fn close(cookie: *mut c_void) -> c_int {
    // SAFETY: the C library hands over the cookie of the stream once, when it is done with it and
    // with its buffer.
    unsafe {
        let cookie = Box::from_raw(cookie.cast::<Cookie>());
        streams().retain(|stream| *stream != cookie.stream);
        crate::descriptor::close(cookie.fd)
    }
}

/// A stream on a descriptor; NULL when there is no memory.
///
/// # Safety
/// The mode must be one that fopen takes.
unsafe fn stream(fd: c_int, mode: *const c_char) -> *mut FILE {
    let cookie = Box::into_raw(Box::new(Cookie { fd, stream: 0, buffer: [0; BUFFER_BYTES] }));
    // SAFETY: the functions are those of this cookie. The stream has the layout of the C library's,
    // and its buffer lives as long as the cookie.
    unsafe {
        let stream = fopencookie(cookie.cast(), mode, Functions { read, write, seek, close });
        if stream.is_null() {
            drop(Box::from_raw(cookie));
            return stream;
        }
        (*cookie).stream = stream as usize;
        streams().push(stream as usize);
        (*stream.cast::<Head>()).fd = fd;
        libc::setvbuf(stream, (&raw mut (*cookie).buffer).cast(), libc::_IOFBF, BUFFER_BYTES);
        stream
    }
}

/// How fopen opens with a mode.
fn flags(mode: *const c_char) -> Result<c_int, i32> {
    if mode.is_null() {
        return Err(libc::EINVAL);
    }
    // SAFETY: a mode that a program hands over is a terminated text.
    let mode = unsafe { CStr::from_ptr(mode) }.to_bytes();
    let (access, rest) = match mode.split_first() {
        Some((b'r', rest)) => (libc::O_RDONLY, rest),
        Some((b'w' | b'a', rest)) => (libc::O_WRONLY | libc::O_CREAT, rest),
        _ => return Err(libc::EINVAL),
    };
    // What follows a comma is about characters.
    let words = rest.split(|byte| *byte == b',').next().unwrap_or_default();
    Ok(words.iter().fold(access, |flags, word| match word {
        b'+' => flags & !libc::O_ACCMODE | libc::O_RDWR,
        b'e' => flags | libc::O_CLOEXEC,
        b'x' => flags | libc::O_EXCL,
        _ => flags,
    }))
}

fn no_stream(code: i32) -> *mut FILE {
    failed(code);
    null_mut()
}

/// Opens a stream on a node; `None` when it is none.
fn opened(path: *const c_char, mode: *const c_char) -> Option<*mut FILE> {
    let fd = open::room(libc::AT_FDCWD, path, flags(mode).ok()?)?;
    Some(match fd {
        // SAFETY: the mode is one that fopen takes.
        Ok(fd) => unsafe { stream(fd, mode) },
        Err(code) => no_stream(code),
    })
}

macro_rules! fopens {
    ($($call:ident;)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call(path: *const c_char, mode: *const c_char) -> *mut FILE {
            match opened(path, mode) {
                Some(stream) => stream,
                // SAFETY: the arguments are the program's.
                None => unsafe { real::$call(path, mode) },
            }
        }
    )* };
}

fopens! {
    fopen;
    fopen64;
}

#[unsafe(no_mangle)]
unsafe extern "C" fn fdopen(fd: c_int, mode: *const c_char) -> *mut FILE {
    let Some(file) = file::of(fd) else {
        // SAFETY: the arguments are the program's.
        return unsafe { real::fdopen(fd, mode) };
    };
    let fits = |node: Node, flags: c_int| match flags & libc::O_ACCMODE {
        libc::O_RDONLY => node.reads,
        libc::O_WRONLY => node.writes,
        _ => node.reads && node.writes,
    };
    match flags(mode).and_then(|flags| Ok((file.node(fd)?, flags))) {
        // SAFETY: the mode is one that fopen takes.
        Ok((node, flags)) if fits(node, flags) => unsafe { stream(fd, mode) },
        Ok(_) => no_stream(libc::EINVAL),
        Err(code) => no_stream(code),
    }
}

/// Opens a node in place of what a standard stream was; other streams cannot be changed into one of
/// these, as their pointer stays.
///
/// # Safety
/// The stream must be an open one.
unsafe fn reopened(
    path: *const c_char,
    mode: *const c_char,
    old: *mut FILE,
) -> Option<Result<*mut FILE, i32>> {
    let opened = open::room(libc::AT_FDCWD, path, flags(mode).ok()?)?;
    let fd = match opened {
        Ok(fd) => fd,
        Err(code) => return Some(Err(code)),
    };
    // SAFETY: the variables are those of the C library, the stream is open, and the descriptor is
    // ours until here.
    unsafe {
        let standard = (0..=2).find(|number| *variable(*number) == old);
        if let Some(number) = standard {
            libc::fflush(old);
            crate::descriptor::dup2(fd, number);
        }
        crate::descriptor::close(fd);
        Some(standard.map(|number| *variable(number)).ok_or(libc::EOPNOTSUPP))
    }
}

/// A stream that is about to become another file: for a standard one from here, that which it stood
/// for. Others from here cannot become one of the C library's, whose layout is another.
fn given_back(path: *const c_char, old: *mut FILE) -> Result<*mut FILE, *mut FILE> {
    if !streams().contains(&(old as usize)) {
        return Ok(old);
    }
    if path.is_null() {
        // Its access is that of its descriptor.
        return Err(old);
    }
    let is_old = |here: &AtomicPtr<FILE>| here.load(Ordering::Relaxed) == old;
    let Some(at) = HERE.iter().position(is_old) else {
        return Err(no_stream(libc::EOPNOTSUPP));
    };
    // What the driver says to that is lost, as with the C library's streams.
    let _ = crate::descriptor::leave(at as c_int);
    Ok(BEFORE[at].load(Ordering::Relaxed))
}

macro_rules! freopens {
    ($($call:ident;)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call(
            path: *const c_char, mode: *const c_char, old: *mut FILE
        ) -> *mut FILE {
            // SAFETY: the arguments are the program's.
            let old = match unsafe { reopened(path, mode, old) } {
                Some(stream) => return stream.unwrap_or_else(no_stream),
                None => old,
            };
            match given_back(path, old) {
                // SAFETY: the arguments are the program's.
                Ok(old) => unsafe { real::$call(path, mode, old) },
                Err(stream) => stream,
            }
        }
    )* };
}

freopens! {
    freopen;
    freopen64;
}

/// What the variables of standard streams named before, and the streams from here that they name
/// while their descriptors are files of the room.
static BEFORE: [AtomicPtr<FILE>; 3] = [const { AtomicPtr::new(null_mut()) }; 3];
static HERE: [AtomicPtr<FILE>; 3] = [const { AtomicPtr::new(null_mut()) }; 3];

/// The variable of a standard stream.
fn variable(fd: c_int) -> *mut *mut FILE {
    match fd {
        0 => &raw mut stdin,
        1 => &raw mut stdout,
        _ => &raw mut stderr,
    }
}

/// A standard descriptor is about to become another file: what is written so far goes where it was
/// written to.
pub(crate) fn changes(fd: c_int) {
    if matches!(fd, 1 | 2) {
        // SAFETY: the variable names an open stream, or none.
        unsafe {
            let stream = *variable(fd);
            if !stream.is_null() {
                libc::fflush(stream);
            }
        }
    }
}

/// A descriptor has become, or is no longer, a file of the room.
pub(crate) fn changed(fd: c_int) {
    let Some(at) = usize::try_from(fd).ok().filter(|at| *at < 3) else { return };
    let (here, name) = (HERE[at].load(Ordering::Relaxed), variable(fd));
    // SAFETY: the variable is the C library's; programs do not change these while another thread
    // changes their descriptors.
    let now = unsafe { *name };
    let is_here = !here.is_null() && now == here;
    if file::has(fd) == is_here {
        return;
    }
    if is_here {
        // SAFETY: as above.
        unsafe { *name = BEFORE[at].load(Ordering::Relaxed) };
        return;
    }
    let mut new = here;
    if new.is_null() {
        // SAFETY: the mode is one that fopen takes; the stream is new.
        unsafe {
            new = stream(fd, if fd == 0 { c"r".as_ptr() } else { c"w".as_ptr() });
            if new.is_null() {
                return;
            }
            if fd == 2 {
                libc::setvbuf(new, null_mut(), libc::_IONBF, 0);
            }
        }
        HERE[at].store(new, Ordering::Relaxed);
    }
    BEFORE[at].store(now, Ordering::Relaxed);
    // SAFETY: as above.
    unsafe { *name = new };
}
