//! The side of the local door that has the world: a socket in a folder of its own, a thread for
//! each connection, and a program of the world for each process that comes.
//!
//! Who a process is, the kernel says. Its sessions, and calls that wait, end when it ends, however
//! that happens. What calls mean is not known here.

mod control;
mod count;
pub mod device;
mod process;
mod serve;
mod watch;

use std::io;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ntmsapi::World;
use tempfile::TempDir;
use world::scenario::Scenario;

pub use count::Counts;

use crate::device::Devices;
use crate::process::Processes;
use crate::watch::Watch;

/// Connections that are served at one time. Whoever comes then is told so.
pub const CONNECTIONS_MAX: usize = 1_024;

/// How long whoever listens rests when nobody can come in.
const BREATH: Duration = Duration::from_millis(10);

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
    devices: Devices,
    watch: Watch,
    connections: AtomicUsize,
    closed: AtomicBool,
}

/// An open door. When it is dropped, the socket is gone and nobody comes in any more.
#[derive(Debug)]
pub struct Host {
    shared: Arc<Shared>,
    folder: TempDir,
    listens: Vec<(PathBuf, JoinHandle<()>)>,
}

/// What comes through a socket.
type Serve = fn(&Shared, UnixStream);

/// What tells somebody that nobody more is served.
type TurnAway = fn(UnixStream);

impl Host {
    /// Opens a door to the world of a scenario, in a new folder that only this user may enter.
    ///
    /// # Errors
    /// The folder or the socket cannot be made.
    pub fn open(world: World, scenario: Scenario, role: Role) -> io::Result<Host> {
        let folder = tempfile::Builder::new().prefix("rsm-").tempdir()?;
        let shared = Arc::new(Shared {
            world,
            scenario,
            role,
            processes: Processes::default(),
            counts: Counts::default(),
            devices: Devices::default(),
            watch: Watch::start()?,
            connections: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        });
        let mut host = Host { shared, folder, listens: Vec::new() };
        host.listen(host.path(), serve::connection, serve::turn_away)?;
        host.listen(host.device_path(), serve::device, drop)?;
        Ok(host)
    }

    /// The socket of calls, for the environment of programs.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("door")
    }

    /// The socket of device nodes, for the environment of programs.
    pub fn device_path(&self) -> PathBuf {
        self.folder.path().join("devices")
    }

    fn listen(&mut self, path: PathBuf, serve: Serve, turn_away: TurnAway) -> io::Result<()> {
        let listener = UnixListener::bind(&path)?;
        let shared = Arc::clone(&self.shared);
        let listens = thread::Builder::new().name("door".to_owned());
        let listens = listens.spawn(move || listen(&shared, &listener, serve, turn_away))?;
        self.listens.push((path, listens));
        Ok(())
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
        for (path, listens) in self.listens.drain(..) {
            // Whoever listens wakes up for a last connection. When none can be made, nobody does.
            if UnixStream::connect(path).is_ok() {
                // It has nothing to tell; a panic in it was told when it happened.
                let _ = listens.join();
            }
        }
    }
}

fn listen(shared: &Arc<Shared>, listener: &UnixListener, serve: Serve, turn_away: TurnAway) {
    for stream in listener.incoming() {
        if shared.closed.load(Ordering::Acquire) {
            return;
        }
        match stream {
            Ok(stream) => admit(shared, stream, serve, turn_away),
            Err(error) => {
                tracing::warn!(%error, "nobody can come in");
                // Out of descriptors: some are given back when others leave.
                thread::sleep(BREATH);
            }
        }
    }
}

/// Serves a connection on a thread of its own, as long as there are not too many.
fn admit(shared: &Arc<Shared>, stream: UnixStream, serve: Serve, turn_away: TurnAway) {
    if shared.connections.fetch_add(1, Ordering::AcqRel) >= CONNECTIONS_MAX {
        shared.connections.fetch_sub(1, Ordering::AcqRel);
        return turn_away(stream);
    }
    let serving = Arc::clone(shared);
    let spawned = thread::Builder::new().name("connection".to_owned()).spawn(move || {
        serve(&serving, stream);
        serving.connections.fetch_sub(1, Ordering::AcqRel);
    });
    if let Err(error) = spawned {
        shared.connections.fetch_sub(1, Ordering::AcqRel);
        tracing::warn!(%error, "no thread for a connection");
    }
}
