//! Processes as programs of the world. The kernel tells when one ends; then its program ends.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use ntmsapi::{Client, LoadError, World};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::sockopt::socket_peercred;
use rustix::process::{PidfdFlags, RawPid, getuid, pidfd_open};

use crate::Role;

/// Every process that came and lives.
#[derive(Clone, Debug, Default)]
pub(crate) struct Processes(Arc<State>);

#[derive(Debug, Default)]
struct State {
    programs: Mutex<BTreeMap<RawPid, Program>>,
    ended: Condvar,
}

#[derive(Debug)]
struct Program {
    client: Client,
    /// Becomes readable when the process ends.
    alive: Arc<OwnedFd>,
}

/// Why a process does not come in.
#[derive(Debug)]
pub(crate) enum Stranger {
    /// It is of another user of this machine.
    OtherUser,
    /// It ended before it was looked at.
    Gone,
    /// The system's error.
    Io(io::Error),
    /// It cannot be a program of this world.
    World(LoadError),
}

impl std::fmt::Display for Stranger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Stranger::OtherUser => f.write_str("only processes of the user who opened it come in"),
            Stranger::Gone => f.write_str("the process has ended"),
            Stranger::Io(error) => write!(f, "the process cannot be looked at: {error}"),
            Stranger::World(error) => write!(f, "{error}"),
        }
    }
}

impl From<rustix::io::Errno> for Stranger {
    fn from(error: rustix::io::Errno) -> Stranger {
        match error {
            rustix::io::Errno::SRCH => Stranger::Gone,
            error => Stranger::Io(error.into()),
        }
    }
}

impl Processes {
    /// The program that a connection comes from; a new one when its process was not seen before.
    pub(crate) fn of(
        &self,
        world: &World,
        role: &Role,
        stream: &UnixStream,
    ) -> Result<Client, Stranger> {
        let peer = socket_peercred(stream)?;
        if peer.uid != getuid() && !peer.uid.is_root() {
            return Err(Stranger::OtherUser);
        }
        let pid = peer.pid.as_raw_pid();
        let mut programs = self.lock();
        // A number that was given out anew is another process.
        if let Some(program) = programs.get(&pid)
            && !has_ended(&program.alive)
        {
            return Ok(program.client.clone());
        }
        let alive = Arc::new(pidfd_open(peer.pid, PidfdFlags::empty())?);
        let client = match &role.user {
            Some(user) => world.client_as(&role.computer, user),
            None => world.client(&role.computer),
        };
        let client = client.map_err(Stranger::World)?;
        let (state, watched) = (Arc::clone(&self.0), Arc::clone(&alive));
        let watches = thread::Builder::new().name("process".to_owned());
        watches.spawn(move || state.watch(pid, &watched)).map_err(Stranger::Io)?;
        if let Some(before) = programs.insert(pid, Program { client: client.clone(), alive }) {
            before.client.exit();
        }
        Ok(client)
    }

    /// Waits until those that have ended are gone.
    pub(crate) fn settle(&self) {
        let mut programs = self.lock();
        while programs.values().any(|program| has_ended(&program.alive)) {
            programs = self.0.ended.wait(programs).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<RawPid, Program>> {
        self.0.programs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Waits for the end of a process, then ends its program.
    fn watch(&self, pid: RawPid, alive: &Arc<OwnedFd>) {
        wait_for_end(alive);
        let mut programs = self.programs.lock().unwrap_or_else(PoisonError::into_inner);
        if programs.get(&pid).is_some_and(|program| Arc::ptr_eq(&program.alive, alive))
            && let Some(program) = programs.remove(&pid)
        {
            program.client.exit();
        }
        self.ended.notify_all();
    }
}

fn has_ended(alive: &OwnedFd) -> bool {
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    matches!(poll(&mut [PollFd::new(alive, PollFlags::IN)], Some(&now)), Ok(1))
}

fn wait_for_end(alive: &OwnedFd) {
    while let Err(rustix::io::Errno::INTR) = poll(&mut [PollFd::new(alive, PollFlags::IN)], None) {}
}
