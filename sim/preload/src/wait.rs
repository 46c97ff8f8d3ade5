//! Waiting for descriptors: a drive is always ready, as a file is whose driver knows no waiting.

use std::ffi::{c_int, c_short, c_void};

use libc::{fd_set, nfds_t, pollfd, sigset_t, size_t, timespec, timeval};

use crate::{failed, file, real};

/// What such a file is ready for.
const ALWAYS: c_short = libc::POLLIN | libc::POLLOUT | libc::POLLRDNORM | libc::POLLWRNORM;

/// Asks about the others of a list, without waiting when one of the room is ready.
///
/// # Safety
/// The list must be as long as that.
unsafe fn polled(
    list: *mut pollfd,
    count: nfds_t,
    others: impl FnOnce(&mut [pollfd], bool) -> c_int,
) -> Option<c_int> {
    if list.is_null() {
        return None;
    }
    // SAFETY: the caller vouches for it.
    let list = unsafe { std::slice::from_raw_parts_mut(list, usize::try_from(count).ok()?) };
    if !list.iter().any(|asked| file::has(asked.fd)) {
        return None;
    }
    let mut rest = list.to_vec();
    let mut ready = 0;
    for asked in &mut rest {
        let is_here = file::has(asked.fd);
        asked.revents = if is_here { asked.events & ALWAYS } else { 0 };
        if is_here {
            ready += c_int::from(asked.revents != 0);
            // The system leaves such an entry alone, and clears what came of it.
            asked.fd = -1;
        }
    }
    let here: Vec<c_short> = rest.iter().map(|asked| asked.revents).collect();
    let of_others = others(&mut rest, ready > 0);
    if of_others < 0 {
        return Some(of_others);
    }
    for ((asked, other), here) in list.iter_mut().zip(rest).zip(here) {
        asked.revents = if other.fd == asked.fd { other.revents } else { here };
    }
    Some(ready + of_others)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn poll(list: *mut pollfd, count: nfds_t, wait_ms: c_int) -> c_int {
    let others = |list: &mut [pollfd], ready: bool| {
        // SAFETY: the list is as long as the program's.
        unsafe { real::poll(list.as_mut_ptr(), count, if ready { 0 } else { wait_ms }) }
    };
    // SAFETY: the arguments are the program's.
    unsafe { polled(list, count, others).unwrap_or_else(|| real::poll(list, count, wait_ms)) }
}

static AT_ONCE: timespec = timespec { tv_sec: 0, tv_nsec: 0 };

#[unsafe(no_mangle)]
unsafe extern "C" fn ppoll(
    list: *mut pollfd,
    count: nfds_t,
    wait: *const timespec,
    signals: *const sigset_t,
) -> c_int {
    let others = |list: &mut [pollfd], ready: bool| {
        let wait = if ready { &raw const AT_ONCE } else { wait };
        // SAFETY: the list is as long as the program's.
        unsafe { real::ppoll(list.as_mut_ptr(), count, wait, signals) }
    };
    // SAFETY: the arguments are the program's.
    unsafe {
        polled(list, count, others).unwrap_or_else(|| real::ppoll(list, count, wait, signals))
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn __poll_chk(
    list: *mut pollfd,
    count: nfds_t,
    wait_ms: c_int,
    room: size_t,
) -> c_int {
    // SAFETY: the arguments are the program's; a list that is too short ends it there.
    unsafe {
        match room / size_of::<pollfd>() < count as size_t {
            true => real::__poll_chk(list, count, wait_ms, room),
            false => poll(list, count, wait_ms),
        }
    }
}

/// Sets of descriptors: to be read, to be written, with news.
type Sets = [*mut fd_set; 3];

/// Takes the descriptors of the room out of the sets: which there were, to be read or written.
/// Nothing is ever news of them.
///
/// # Safety
/// Each set must be NULL or one for so many descriptors.
unsafe fn taken(count: c_int, sets: Sets) -> Vec<(c_int, *mut fd_set)> {
    let mut found = Vec::new();
    for fd in file::within(0..=count.min(libc::FD_SETSIZE as c_int) - 1) {
        for set in sets.into_iter().filter(|set| !set.is_null()) {
            // SAFETY: the caller vouches for the set, which has room for the descriptor.
            unsafe {
                if libc::FD_ISSET(fd, set) && file::has(fd) {
                    libc::FD_CLR(fd, set);
                    found.push((fd, set));
                }
            }
        }
    }
    found
}

/// Asks about the others in sets of descriptors, without waiting when one of the room is ready.
///
/// # Safety
/// Each set must be NULL or one for so many descriptors.
unsafe fn selected(count: c_int, sets: Sets, others: impl FnOnce(bool) -> c_int) -> c_int {
    // SAFETY: the caller vouches for the sets.
    let mut found = unsafe { taken(count, sets) };
    found.retain(|(_, set)| *set != sets[2]);
    let of_others = others(!found.is_empty());
    if of_others < 0 {
        return of_others;
    }
    for (fd, set) in &found {
        // SAFETY: the descriptor was in the set before.
        unsafe { libc::FD_SET(*fd, *set) };
    }
    of_others + c_int::try_from(found.len()).unwrap_or(c_int::MAX)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn select(
    count: c_int,
    reads: *mut fd_set,
    writes: *mut fd_set,
    news: *mut fd_set,
    wait: *mut timeval,
) -> c_int {
    let mut at_once = timeval { tv_sec: 0, tv_usec: 0 };
    let others = |ready: bool| {
        let wait = if ready { &raw mut at_once } else { wait };
        // SAFETY: the arguments are the program's.
        unsafe { real::select(count, reads, writes, news, wait) }
    };
    // SAFETY: the arguments are the program's.
    unsafe { selected(count, [reads, writes, news], others) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn pselect(
    count: c_int,
    reads: *mut fd_set,
    writes: *mut fd_set,
    news: *mut fd_set,
    wait: *const timespec,
    signals: *const sigset_t,
) -> c_int {
    let others = |ready: bool| {
        let wait = if ready { &raw const AT_ONCE } else { wait };
        // SAFETY: the arguments are the program's.
        unsafe { real::pselect(count, reads, writes, news, wait, signals) }
    };
    // SAFETY: the arguments are the program's.
    unsafe { selected(count, [reads, writes, news], others) }
}

/// Files whose driver knows no waiting cannot be watched.
#[unsafe(no_mangle)]
unsafe extern "C" fn epoll_ctl(set: c_int, change: c_int, fd: c_int, event: *mut c_void) -> c_int {
    match file::has(fd) {
        true => failed(libc::EPERM),
        // SAFETY: the arguments are the program's.
        false => unsafe { real::epoll_ctl(set, change, fd, event) },
    }
}
