//! Programs that are started: by vfork, and with files that are opened for them.

use std::ffi::{c_char, c_int};
use std::sync::{Mutex, PoisonError};

use libc::{
    FILE, mode_t, pid_t, posix_spawn_file_actions_t as Actions, posix_spawnattr_t as Attributes,
};

use crate::{descriptor, file, open, real};

/// As fork, which a program cannot tell from it: with the memory of both being one, what the child
/// does with its descriptors would be done to the table of the parent.
#[unsafe(no_mangle)]
unsafe extern "C" fn vfork() -> pid_t {
    // SAFETY: the child has a memory of its own.
    unsafe { libc::fork() }
}

/// Files that wait for a program to be started with them, by the list that they stand in.
static WAITING: Mutex<Vec<(usize, c_int)>> = Mutex::new(Vec::new());

/// A node is opened here at once, as the C library would open it past this library; until the list
/// is destroyed, this program has the file as well.
#[unsafe(no_mangle)]
unsafe extern "C" fn posix_spawn_file_actions_addopen(
    list: *mut Actions,
    fd: c_int,
    path: *const c_char,
    flags: c_int,
    mode: mode_t,
) -> c_int {
    let opened = match open::room(libc::AT_FDCWD, path, flags | libc::O_CLOEXEC) {
        // SAFETY: the arguments are the program's.
        None => unsafe {
            return real::posix_spawn_file_actions_addopen(list, fd, path, flags, mode);
        },
        Some(Err(code)) => return code,
        Some(Ok(opened)) => opened,
    };
    // SAFETY: the list is the program's.
    let added = unsafe { libc::posix_spawn_file_actions_adddup2(list, opened, fd) };
    if added == 0 {
        let mut waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push((list as usize, opened));
    } else {
        // SAFETY: the descriptor is ours and nobody else has it.
        unsafe { descriptor::close(opened) };
    }
    added
}

#[unsafe(no_mangle)]
unsafe extern "C" fn posix_spawn_file_actions_destroy(list: *mut Actions) -> c_int {
    let mut closed = Vec::new();
    WAITING.lock().unwrap_or_else(PoisonError::into_inner).retain(|(of, fd)| {
        let stays = *of != list as usize;
        if !stays {
            closed.push(*fd);
        }
        stays
    });
    for fd in closed {
        // SAFETY: the descriptor was opened for the list.
        unsafe { descriptor::close(fd) };
    }
    // SAFETY: the argument is the program's.
    unsafe { real::posix_spawn_file_actions_destroy(list) }
}

/// The C library starts programs in a way that is no fork to this library.
macro_rules! starts {
    ($($call:ident($($arg:ident: $kind:ty),*) -> $out:ty;)*) => { $(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $call($($arg: $kind),*) -> $out {
            file::share();
            // SAFETY: the arguments are the program's.
            unsafe { real::$call($($arg),*) }
        }
    )* };
}

starts! {
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
}
