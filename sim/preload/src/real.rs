//! The functions that this library stands in front of: the next of their names.

use std::ffi::{c_char, c_int, c_long, c_uint, c_ulong, c_void};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

use libc::{
    FILE, fd_set, iovec, mode_t, nfds_t, off_t, pid_t, pollfd,
    posix_spawn_file_actions_t as Actions, posix_spawnattr_t as Attributes, sigset_t, size_t,
    ssize_t, stat as Stat, statx as Statx, timespec, timeval,
};

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

/// What a function gives that the C library does not have.
trait Nothing {
    const NOTHING: Self;
}

impl Nothing for c_int {
    const NOTHING: c_int = -1;
}

impl Nothing for i64 {
    const NOTHING: i64 = -1;
}

impl Nothing for ssize_t {
    const NOTHING: ssize_t = -1;
}

impl<T> Nothing for *mut T {
    const NOTHING: *mut T = null_mut();
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
                crate::failed(libc::ENOSYS);
                return <$out as Nothing>::NOTHING;
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
    closefrom(first: c_int) -> c_int;
    close_range(first: c_uint, last: c_uint, flags: c_int) -> c_int;
    fopen(path: *const c_char, mode: *const c_char) -> *mut FILE;
    fopen64(path: *const c_char, mode: *const c_char) -> *mut FILE;
    fdopen(fd: c_int, mode: *const c_char) -> *mut FILE;
    freopen(path: *const c_char, mode: *const c_char, old: *mut FILE) -> *mut FILE;
    freopen64(path: *const c_char, mode: *const c_char, old: *mut FILE) -> *mut FILE;
    poll(list: *mut pollfd, count: nfds_t, wait_ms: c_int) -> c_int;
    ppoll(
        list: *mut pollfd, count: nfds_t, wait: *const timespec, signals: *const sigset_t
    ) -> c_int;
    __poll_chk(list: *mut pollfd, count: nfds_t, wait_ms: c_int, room: size_t) -> c_int;
    select(
        count: c_int, reads: *mut fd_set, writes: *mut fd_set, news: *mut fd_set,
        wait: *mut timeval
    ) -> c_int;
    pselect(
        count: c_int, reads: *mut fd_set, writes: *mut fd_set, news: *mut fd_set,
        wait: *const timespec, signals: *const sigset_t
    ) -> c_int;
    epoll_ctl(set: c_int, change: c_int, fd: c_int, event: *mut c_void) -> c_int;
    posix_spawn_file_actions_addopen(
        list: *mut Actions, fd: c_int, path: *const c_char, flags: c_int, mode: mode_t
    ) -> c_int;
    posix_spawn_file_actions_destroy(list: *mut Actions) -> c_int;
    posix_spawn(
        child: *mut pid_t, path: *const c_char, list: *const Actions, how: *const Attributes,
        arguments: *const *mut c_char, environment: *const *mut c_char
    ) -> c_int;
    posix_spawnp(
        child: *mut pid_t, path: *const c_char, list: *const Actions, how: *const Attributes,
        arguments: *const *mut c_char, environment: *const *mut c_char
    ) -> c_int;
    system(line: *const c_char) -> c_int;
    popen(line: *const c_char, mode: *const c_char) -> *mut FILE;
    read(fd: c_int, buffer: *mut c_void, count: size_t) -> ssize_t;
    __read_chk(fd: c_int, buffer: *mut c_void, count: size_t, room: size_t) -> ssize_t;
    write(fd: c_int, buffer: *const c_void, count: size_t) -> ssize_t;
    pread(fd: c_int, buffer: *mut c_void, count: size_t, at: off_t) -> ssize_t;
    pread64(fd: c_int, buffer: *mut c_void, count: size_t, at: off_t) -> ssize_t;
    pwrite(fd: c_int, buffer: *const c_void, count: size_t, at: off_t) -> ssize_t;
    pwrite64(fd: c_int, buffer: *const c_void, count: size_t, at: off_t) -> ssize_t;
    __pread_chk(
        fd: c_int, buffer: *mut c_void, count: size_t, at: off_t, room: size_t
    ) -> ssize_t;
    __pread64_chk(
        fd: c_int, buffer: *mut c_void, count: size_t, at: off_t, room: size_t
    ) -> ssize_t;
    preadv(fd: c_int, parts: *const iovec, count: c_int, at: off_t) -> ssize_t;
    preadv64(fd: c_int, parts: *const iovec, count: c_int, at: off_t) -> ssize_t;
    pwritev(fd: c_int, parts: *const iovec, count: c_int, at: off_t) -> ssize_t;
    pwritev64(fd: c_int, parts: *const iovec, count: c_int, at: off_t) -> ssize_t;
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
    readlink(path: *const c_char, into: *mut c_char, count: size_t) -> ssize_t;
    __readlink_chk(
        path: *const c_char, into: *mut c_char, count: size_t, room: size_t
    ) -> ssize_t;
    readlinkat(at: c_int, path: *const c_char, into: *mut c_char, count: size_t) -> ssize_t;
    __readlinkat_chk(
        at: c_int, path: *const c_char, into: *mut c_char, count: size_t, room: size_t
    ) -> ssize_t;
    realpath(path: *const c_char, into: *mut c_char) -> *mut c_char;
    __realpath_chk(path: *const c_char, into: *mut c_char, room: size_t) -> *mut c_char;
    getxattr(
        path: *const c_char, name: *const c_char, into: *mut c_void, room: size_t
    ) -> ssize_t;
    lgetxattr(
        path: *const c_char, name: *const c_char, into: *mut c_void, room: size_t
    ) -> ssize_t;
    listxattr(path: *const c_char, into: *mut c_char, room: size_t) -> ssize_t;
    llistxattr(path: *const c_char, into: *mut c_char, room: size_t) -> ssize_t;
}
