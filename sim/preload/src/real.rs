//! The functions that this library stands in front of: the next of their names.

use std::ffi::{c_char, c_int, c_long, c_uint, c_ulong, c_void};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

use libc::{iovec, mode_t, off_t, size_t, ssize_t, stat as Stat, statx as Statx};

fn find(found: &AtomicPtr<c_void>, name: &str) -> *mut c_void {
    let known = found.load(Ordering::Relaxed);
    if !known.is_null() {
        return known;
    }
    // SAFETY: every name below ends with a zero byte.
    let next = unsafe { libc::dlsym(libc::RTLD_NEXT, name.as_ptr().cast()) };
    found.store(next, Ordering::Relaxed);
    next
}

macro_rules! real {
    ($($name:ident($($arg:ident: $kind:ty),*) -> $out:ty;)*) => { $(
        /// The next function of this name.
        ///
        /// # Safety
        /// What the C library asks of its arguments.
        pub(crate) unsafe fn $name($($arg: $kind),*) -> $out {
            static FOUND: AtomicPtr<c_void> = AtomicPtr::new(null_mut());
            let next = find(&FOUND, concat!(stringify!($name), "\0"));
            if next.is_null() {
                return crate::failed(libc::ENOSYS) as $out;
            }
            type Function = unsafe extern "C" fn($($kind),*) -> $out;
            // SAFETY: the C library defines the function with these parameters.
            let next = unsafe { std::mem::transmute::<*mut c_void, Function>(next) };
            // SAFETY: the caller vouches for the arguments.
            unsafe { next($($arg),*) }
        }
    )* };
}

real! {
    open(path: *const c_char, flags: c_int, mode: mode_t) -> c_int;
    open64(path: *const c_char, flags: c_int, mode: mode_t) -> c_int;
    __open_2(path: *const c_char, flags: c_int) -> c_int;
    __open64_2(path: *const c_char, flags: c_int) -> c_int;
    openat(at: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int;
    openat64(at: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int;
    __openat_2(at: c_int, path: *const c_char, flags: c_int) -> c_int;
    __openat64_2(at: c_int, path: *const c_char, flags: c_int) -> c_int;
    creat(path: *const c_char, mode: mode_t) -> c_int;
    creat64(path: *const c_char, mode: mode_t) -> c_int;
    close(fd: c_int) -> c_int;
    read(fd: c_int, buffer: *mut c_void, count: size_t) -> ssize_t;
    __read_chk(fd: c_int, buffer: *mut c_void, count: size_t, room: size_t) -> ssize_t;
    write(fd: c_int, buffer: *const c_void, count: size_t) -> ssize_t;
    pread(fd: c_int, buffer: *mut c_void, count: size_t, at: off_t) -> ssize_t;
    pread64(fd: c_int, buffer: *mut c_void, count: size_t, at: off_t) -> ssize_t;
    pwrite(fd: c_int, buffer: *const c_void, count: size_t, at: off_t) -> ssize_t;
    pwrite64(fd: c_int, buffer: *const c_void, count: size_t, at: off_t) -> ssize_t;
    readv(fd: c_int, parts: *const iovec, count: c_int) -> ssize_t;
    writev(fd: c_int, parts: *const iovec, count: c_int) -> ssize_t;
    lseek(fd: c_int, offset: off_t, whence: c_int) -> off_t;
    lseek64(fd: c_int, offset: off_t, whence: c_int) -> off_t;
    sendfile(to: c_int, from: c_int, at: *mut off_t, count: size_t) -> ssize_t;
    sendfile64(to: c_int, from: c_int, at: *mut off_t, count: size_t) -> ssize_t;
    copy_file_range(
        from: c_int, from_at: *mut off_t, to: c_int, to_at: *mut off_t,
        count: size_t, flags: c_uint
    ) -> ssize_t;
    splice(
        from: c_int, from_at: *mut off_t, to: c_int, to_at: *mut off_t,
        count: size_t, flags: c_uint
    ) -> ssize_t;
    dup(fd: c_int) -> c_int;
    dup2(fd: c_int, to: c_int) -> c_int;
    dup3(fd: c_int, to: c_int, flags: c_int) -> c_int;
    fcntl(fd: c_int, command: c_int, argument: c_long) -> c_int;
    fcntl64(fd: c_int, command: c_int, argument: c_long) -> c_int;
    ioctl(fd: c_int, request: c_ulong, argument: *mut c_void) -> c_int;
    stat(path: *const c_char, told: *mut Stat) -> c_int;
    stat64(path: *const c_char, told: *mut Stat) -> c_int;
    lstat(path: *const c_char, told: *mut Stat) -> c_int;
    lstat64(path: *const c_char, told: *mut Stat) -> c_int;
    fstat(fd: c_int, told: *mut Stat) -> c_int;
    fstat64(fd: c_int, told: *mut Stat) -> c_int;
    fstatat(at: c_int, path: *const c_char, told: *mut Stat, flags: c_int) -> c_int;
    fstatat64(at: c_int, path: *const c_char, told: *mut Stat, flags: c_int) -> c_int;
    __xstat(version: c_int, path: *const c_char, told: *mut Stat) -> c_int;
    __xstat64(version: c_int, path: *const c_char, told: *mut Stat) -> c_int;
    __lxstat(version: c_int, path: *const c_char, told: *mut Stat) -> c_int;
    __lxstat64(version: c_int, path: *const c_char, told: *mut Stat) -> c_int;
    __fxstat(version: c_int, fd: c_int, told: *mut Stat) -> c_int;
    __fxstat64(version: c_int, fd: c_int, told: *mut Stat) -> c_int;
    __fxstatat(
        version: c_int, at: c_int, path: *const c_char, told: *mut Stat, flags: c_int
    ) -> c_int;
    __fxstatat64(
        version: c_int, at: c_int, path: *const c_char, told: *mut Stat, flags: c_int
    ) -> c_int;
    statx(
        at: c_int, path: *const c_char, flags: c_int, mask: c_uint, told: *mut Statx
    ) -> c_int;
    access(path: *const c_char, mode: c_int) -> c_int;
    euidaccess(path: *const c_char, mode: c_int) -> c_int;
    eaccess(path: *const c_char, mode: c_int) -> c_int;
    faccessat(at: c_int, path: *const c_char, mode: c_int, flags: c_int) -> c_int;
}
