//! Connections whose other side leaves while a call waits. One thread watches all of them; it is
//! woken when one ends, and by nothing that is said.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use ntmsapi::Cancel;
use rustix::event::epoll;
use rustix::io::Errno;

/// The watched connections.
#[derive(Debug)]
pub(crate) struct Watch(Arc<State>);

#[derive(Debug)]
struct State {
    set: OwnedFd,
    calls: Mutex<Calls>,
}

/// What is given up when a connection ends, by the number of its entry.
#[derive(Debug, Default)]
struct Calls {
    next: u64,
    /// Kept open until the thread has seen it.
    over: Option<UnixStream>,
    cancels: BTreeMap<u64, Cancel>,
}

/// A connection that is watched until this is dropped.
#[derive(Debug)]
pub(crate) struct Watched<'a> {
    state: &'a State,
    number: u64,
}

/// Ends that are taken up at one time.
const EVENTS_MAX: usize = 16;

/// The entry of what tells that nobody watches any more.
const OVER: u64 = u64::MAX;

impl Watch {
    /// Starts to watch.
    ///
    /// # Errors
    /// The system's.
    pub(crate) fn start() -> io::Result<Watch> {
        let set = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let state = Arc::new(State { set, calls: Mutex::default() });
        let watches = Arc::clone(&state);
        thread::Builder::new().name("watch".to_owned()).spawn(move || watches.run())?;
        Ok(Watch(state))
    }

    /// Watches a connection: when its other side has left, calls are given up. It must stay open
    /// until what is returned is dropped.
    ///
    /// # Errors
    /// The system's.
    pub(crate) fn add(&self, connection: impl AsFd, cancel: Cancel) -> io::Result<Watched<'_>> {
        let mut calls = self.0.lock();
        let number = calls.next;
        calls.next += 1;
        let data = epoll::EventData::new_u64(number);
        let flags = epoll::EventFlags::RDHUP | epoll::EventFlags::ONESHOT;
        epoll::add(&self.0.set, connection, data, flags)?;
        calls.cancels.insert(number, cancel);
        Ok(Watched { state: &self.0, number })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // An end that is there from the start wakes the thread for the last time. Where none can be
        // made, the thread stays, and does nothing.
        if let Ok((end, other)) = UnixStream::pair() {
            drop(other);
            let data = epoll::EventData::new_u64(OVER);
            if epoll::add(&self.0.set, &end, data, epoll::EventFlags::RDHUP).is_ok() {
                let mut calls = self.0.lock();
                calls.over = Some(end);
            }
        }
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        self.state.lock().cancels.remove(&self.number);
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut events: Vec<epoll::Event> = Vec::with_capacity(EVENTS_MAX);
        loop {
            events.clear();
            match epoll::wait(&self.set, rustix::buffer::spare_capacity(&mut events), None) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return tracing::warn!(%error, "connections are not watched"),
            }
            for event in &events {
                let number = event.data.u64();
                if number == OVER {
                    return;
                }
                let cancel = self.lock().cancels.remove(&number);
                // The connection's own thread finds out that nobody hears its answer.
                cancel.into_iter().for_each(|cancel| cancel.give_up());
            }
        }
    }
}
