//! The last error of a thread, for functions that return a handle. The names are ours on Linux,
//! where a program may have others of those of Windows.

use std::cell::Cell;

thread_local! {
    static LAST_ERROR: Cell<u32> = const { Cell::new(0) };
}

/// What [`NtmsSetLastError`] or a function that returned no handle has set on this thread.
#[unsafe(no_mangle)]
pub extern "system" fn NtmsGetLastError() -> u32 {
    LAST_ERROR.get()
}

/// Sets it.
#[unsafe(no_mangle)]
pub extern "system" fn NtmsSetLastError(code: u32) {
    LAST_ERROR.set(code);
}
