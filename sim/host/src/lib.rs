//! The side of the local door that has the world: a socket in a folder of its own, a thread for
//! each connection, and a program of the world for each process that comes.
//!
//! Who a process is, the kernel says. Its sessions, and calls that wait, end when it ends, however
//! that happens. What calls mean is not known here.

mod control;
mod count;
mod process;
mod serve;

use std::io;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};

use ntmsapi::World;
use tempfile::TempDir;
use world::scenario::Scenario;

pub use count::Counts;

use crate::process::Processes;

/// Connections that are served at one time. Whoever comes then is told so.
pub const CONNECTIONS_MAX: usize = 1_024;

/// As whom processes come into the world.
#[derive(Clone, Debug)]
pub struct Role {
    /// The computer that they run on.
    pub computer: String,
    /// The user of the scenario; somebody who may do everything when absent.
    pub user: Option<String>,
}

/// What the threads share.
#[derive(Debug)]
struct Shared {
    world: World,
    /// What the world was made of: names in rules that are added are its names.
    scenario: Scenario,
    role: Role,
    processes: Processes,
    counts: Counts,
    connections: AtomicUsize,
    closed: AtomicBool,
}

/// An open door. When it is dropped, the socket is gone and nobody comes in any more.
#[derive(Debug)]
pub struct Host {
    shared: Arc<Shared>,
    folder: TempDir,
    listens: Option<JoinHandle<()>>,
}

impl Host {
    /// Opens a door to the world of a scenario, in a new folder that only this user may enter.
    ///
    /// # Errors
    /// The folder or the socket cannot be made.
    pub fn open(world: World, scenario: Scenario, role: Role) -> io::Result<Host> {
        let folder = tempfile::Builder::new().prefix("rsm-").tempdir()?;
        let listener = UnixListener::bind(socket_in(folder.path()))?;
        let shared = Arc::new(Shared {
            world,
            scenario,
            role,
            processes: Processes::default(),
            counts: Counts::default(),
            connections: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        });
        let listening = Arc::clone(&shared);
        let listens = thread::Builder::new()
            .name("door".to_owned())
            .spawn(move || listen(&listening, &listener))?;
        Ok(Host { shared, folder, listens: Some(listens) })
    }

    /// The socket, for the environment of programs.
    pub fn path(&self) -> PathBuf {
        socket_in(self.folder.path())
    }

    /// What was called so far.
    pub fn counts(&self) -> &Counts {
        &self.shared.counts
    }

    /// Waits until every process that came and has ended is gone from the world too.
    pub fn settle(&self) {
        self.shared.processes.settle();
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Release);
        // Whoever listens wakes up for a last connection. When none can be made, nobody listens.
        if UnixStream::connect(self.path()).is_ok()
            && let Some(listens) = self.listens.take()
        {
            // It has nothing to tell; a panic in it was told when it happened.
            let _ = listens.join();
        }
    }
}

fn socket_in(folder: &Path) -> PathBuf {
    folder.join("door")
}

fn listen(shared: &Arc<Shared>, listener: &UnixListener) {
    for stream in listener.incoming() {
        if shared.closed.load(Ordering::Acquire) {
            return;
        }
        match stream {
            Ok(stream) => admit(shared, stream),
            Err(error) => {
                tracing::warn!(%error, "nobody can come in");
                // Out of descriptors: some are given back when others leave.
                thread::yield_now();
            }
        }
    }
}

/// Serves a connection on a thread of its own, as long as there are not too many.
fn admit(shared: &Arc<Shared>, stream: UnixStream) {
    if shared.connections.fetch_add(1, Ordering::AcqRel) >= CONNECTIONS_MAX {
        shared.connections.fetch_sub(1, Ordering::AcqRel);
        let why = format!("{CONNECTIONS_MAX} connections are open, and no more are taken");
        return serve::turn_away(stream, why);
    }
    let serving = Arc::clone(shared);
    let spawned = thread::Builder::new().name("connection".to_owned()).spawn(move || {
        serve::connection(&serving, stream);
        serving.connections.fetch_sub(1, Ordering::AcqRel);
    });
    if let Err(error) = spawned {
        shared.connections.fetch_sub(1, Ordering::AcqRel);
        tracing::warn!(%error, "no thread for a connection");
    }
}
