//! The files of the room that this process has open, by descriptor.

use std::collections::BTreeMap;
use std::ffi::c_int;
use std::mem::zeroed;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use door::device::{Node, Reply, Request};

use crate::door_socket::{Socket, door_path, is_to};

/// Descriptors below this can be files of the room.
pub(crate) const FD_MAX: usize = 4096;

/// Descriptors that a program is started with are looked at up to here.
const INHERITED_FD_MAX: c_int = 1024;

/// An open file. Descriptors that were made from one another share it.
pub(crate) struct File {
    /// Calls are one after the other.
    turn: Mutex<()>,
    /// Other processes may have it as well.
    shared: AtomicBool,
    node: OnceLock<Node>,
    /// Which socket it is, among all of the system.
    identity: (u64, u64),
}

/// Which descriptors are in the table: nearly none, and this says so without a lock.
static OURS: [AtomicBool; FD_MAX] = [const { AtomicBool::new(false) }; FD_MAX];
static FILES: Mutex<BTreeMap<c_int, Arc<File>>> = Mutex::new(BTreeMap::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn mark(fd: c_int) -> Option<&'static AtomicBool> {
    OURS.get(usize::try_from(fd).ok()?)
}

/// Which file a descriptor is, for the system.
fn identity(fd: c_int) -> (u64, u64) {
    // SAFETY: all zeroes are a stat, which the call fills.
    unsafe {
        let mut told: libc::stat = zeroed();
        match crate::real::fstat(fd, &raw mut told) {
            0 => (told.st_dev, told.st_ino),
            _ => (0, 0),
        }
    }
}

/// The file of a descriptor, if it is one of the room. A descriptor that was closed behind our back
/// and given to something else is not.
pub(crate) fn of(fd: c_int) -> Option<Arc<File>> {
    if !mark(fd)?.load(Ordering::Relaxed) {
        return None;
    }
    let file = lock(&FILES).get(&fd).cloned()?;
    if file.identity == identity(fd) {
        return Some(file);
    }
    forget(fd);
    None
}

/// Whether a descriptor is one of the room.
pub(crate) fn has(fd: c_int) -> bool {
    of(fd).is_some()
}

/// A descriptor has become a file of the room.
pub(crate) fn add(fd: c_int, node: Option<Node>) {
    let file = File {
        turn: Mutex::new(()),
        shared: AtomicBool::new(node.is_none()),
        node: node.map_or_else(OnceLock::new, OnceLock::from),
        identity: identity(fd),
    };
    also(fd, &Arc::new(file));
}

/// A descriptor is another one of a file.
pub(crate) fn also(fd: c_int, file: &Arc<File>) {
    if let Some(mark) = mark(fd) {
        lock(&FILES).insert(fd, Arc::clone(file));
        mark.store(true, Ordering::Relaxed);
    }
}

/// A descriptor is no longer one of the room.
pub(crate) fn forget(fd: c_int) -> Option<Arc<File>> {
    if !mark(fd)?.swap(false, Ordering::Relaxed) {
        return None;
    }
    lock(&FILES).remove(&fd)
}

/// The files that the program was started with.
pub(crate) fn adopt() {
    let Some(path) = door_path() else { return };
    (0..INHERITED_FD_MAX).filter(|fd| is_to(*fd, path)).for_each(|fd| add(fd, None));
}

/// From now on another process has all that is open.
pub(crate) unsafe extern "C" fn before_fork() {
    lock(&FILES).values().for_each(|file| file.shared.store(true, Ordering::Relaxed));
}

impl File {
    /// Asks the host, one call after the other.
    pub(crate) fn ask(
        &self,
        fd: c_int,
        request: Request,
        data: &[u8],
        into: &mut [u8],
    ) -> Result<(Reply, usize), i32> {
        let _turn = lock(&self.turn);
        Socket(fd).ask(request, data, into)
    }

    /// The same without data.
    pub(crate) fn ask_plain(&self, fd: c_int, request: Request) -> Result<Reply, i32> {
        self.ask(fd, request, &[], &mut []).map(|(reply, _)| reply)
    }

    /// What node it is.
    pub(crate) fn node(&self, fd: c_int) -> Result<Node, i32> {
        if let Some(node) = self.node.get() {
            return Ok(*node);
        }
        match self.ask_plain(fd, Request::Which)? {
            Reply::Node(node) => Ok(*self.node.get_or_init(|| node)),
            _ => Err(libc::EIO),
        }
    }

    /// A descriptor of it is about to be closed: what the driver says to that, when nobody else has
    /// the file. The caller has taken the descriptor out of the table.
    pub(crate) fn leave(self: Arc<File>, fd: c_int) -> Result<(), i32> {
        let last = Arc::strong_count(&self) == 1;
        if !last || self.shared.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.ask_plain(fd, Request::Flush).map(|_| ())
    }
}
