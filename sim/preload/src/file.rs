//! The files of the room that this process has open, by descriptor.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ffi::c_int;
use std::mem::zeroed;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use door::device::{Node, Reply, Request};

use crate::door_socket::{Socket, connect, door_path, is_to};
use crate::real;

/// Descriptors below this can be files of the room.
pub(crate) const FD_MAX: usize = 4096;

/// Descriptors that a program is started with are looked at up to here.
const INHERITED_FD_MAX: c_int = 1024;

/// Connections that a program does not know of have descriptors from here on, where it does not
/// count on them.
const HIDDEN_FD_MIN: c_int = 700;

/// Which socket a descriptor is, among all of the system.
type Identity = (u64, u64);

/// An open file. Descriptors that were made from one another share it.
pub(crate) struct File {
    /// Calls are one after the other; here is what they are made on.
    turn: Mutex<Way>,
    /// Other processes may have it as well.
    shared: AtomicBool,
    node: OnceLock<Node>,
    identity: Identity,
}

/// Where a process speaks to the host of a file.
enum Way {
    /// It opened the file: on the descriptor.
    Descriptor,
    /// Somebody else did, who may speak on that at the same moment: on a connection of its own,
    /// once it has one.
    Joined(Option<Joined>),
}

/// A connection that has joined a file; it is closed with it.
struct Joined {
    fd: c_int,
    identity: Identity,
}

impl Joined {
    fn new(file: Identity) -> Result<Joined, i32> {
        let mut socket = connect()?;
        // SAFETY: the descriptors are ours, and the command takes a number.
        unsafe {
            let high = real::fcntl(socket.0, libc::F_DUPFD_CLOEXEC, HIDDEN_FD_MIN.into());
            if high >= 0 {
                real::close(socket.0);
                socket = Socket(high);
            }
        }
        let joined = Joined { fd: socket.0, identity: identity(socket.0) };
        socket.ask(Request::Join { file: file.1 }, &[], &mut []).map(|_| joined)
    }

    /// Programs close descriptors that they do not know.
    fn is_open(&self) -> bool {
        identity(self.fd) == self.identity
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        if self.is_open() {
            // SAFETY: the descriptor is ours and nobody else knows it.
            unsafe { real::close(self.fd) };
        }
    }
}

/// Descriptors with their files.
type Files = BTreeMap<c_int, Arc<File>>;

/// Which descriptors are in the table: nearly none, and this says so without a lock.
static OURS: [AtomicBool; FD_MAX] = [const { AtomicBool::new(false) }; FD_MAX];
static FILES: Mutex<Files> = Mutex::new(BTreeMap::new());

thread_local! {
    /// The table while this thread forks.
    static FORKS: Cell<Option<MutexGuard<'static, Files>>> = const { Cell::new(None) };
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn mark(fd: c_int) -> Option<&'static AtomicBool> {
    OURS.get(usize::try_from(fd).ok()?)
}

/// Which file a descriptor is, for the system.
fn identity(fd: c_int) -> Identity {
    // SAFETY: all zeroes are a stat, which the call fills.
    unsafe {
        let mut told: libc::stat = zeroed();
        match real::fstat(fd, &raw mut told) {
            0 => (told.st_dev, told.st_ino),
            _ => (0, 0),
        }
    }
}

/// What whoever joins the file of a socket calls it.
pub(crate) fn number(fd: c_int) -> u64 {
    identity(fd).1
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

/// This process has opened a file of the room.
pub(crate) fn add(fd: c_int, node: Node) {
    let turn = Mutex::new(Way::Descriptor);
    let (shared, node) = (AtomicBool::new(false), OnceLock::from(node));
    also(fd, &Arc::new(File { turn, shared, node, identity: identity(fd) }));
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

/// Those of a range of descriptors that are in the table. It is not locked, so that programs may
/// ask in a handler of signals.
pub(crate) fn within(range: RangeInclusive<c_int>) -> Vec<c_int> {
    let (first, last) = range.into_inner();
    let is_here = |fd: &c_int| mark(*fd).is_some_and(|mark| mark.load(Ordering::Relaxed));
    (first.max(0)..=last.min(FD_MAX as c_int - 1)).filter(is_here).collect()
}

/// The files that the program was started with: those of one socket are one file.
pub(crate) fn adopt() {
    let Some(path) = door_path() else { return };
    let mut found: BTreeMap<Identity, Arc<File>> = BTreeMap::new();
    for fd in (0..INHERITED_FD_MAX).filter(|fd| is_to(*fd, path)) {
        let identity = identity(fd);
        let file = found.entry(identity).or_insert_with(|| File::of_others(identity, None));
        also(fd, file);
        crate::stream::changed(fd);
    }
}

fn shared(files: &Files) {
    files.values().for_each(|file| file.shared.store(true, Ordering::Relaxed));
}

/// From now on another process may have all that is open.
pub(crate) fn share() {
    shared(&lock(&FILES));
}

/// The same; the table is held until it is copied.
pub(crate) unsafe extern "C" fn before_fork() {
    let files = lock(&FILES);
    shared(&files);
    // A thread that ends has no place for it any more; then the table is free.
    let _ = FORKS.try_with(|forks| forks.set(Some(files)));
}

pub(crate) unsafe extern "C" fn after_fork() {
    let _ = FORKS.try_with(Cell::take);
}

/// The new process speaks on connections of its own. What threads of the other were about to do
/// with a file is nothing to it.
pub(crate) unsafe extern "C" fn after_fork_in_child() {
    let Ok(Some(mut files)) = FORKS.try_with(Cell::take) else { return };
    let mut new: BTreeMap<Identity, Arc<File>> = BTreeMap::new();
    for file in files.values_mut() {
        let (identity, node) = (file.identity, file.node.get().copied());
        *file = Arc::clone(new.entry(identity).or_insert_with(|| File::of_others(identity, node)));
    }
}

impl File {
    /// A file that another process opened.
    fn of_others(identity: Identity, node: Option<Node>) -> Arc<File> {
        let node = node.map_or_else(OnceLock::new, OnceLock::from);
        let turn = Mutex::new(Way::Joined(None));
        Arc::new(File { turn, shared: AtomicBool::new(true), node, identity })
    }

    /// Asks the host, one call after the other.
    pub(crate) fn ask(
        &self,
        fd: c_int,
        request: Request,
        data: &[u8],
        into: &mut [u8],
    ) -> Result<(Reply, usize), i32> {
        let mut way = lock(&self.turn);
        let fd = match &mut *way {
            Way::Descriptor => fd,
            Way::Joined(Some(joined)) if joined.is_open() => joined.fd,
            Way::Joined(joined) => joined.insert(Joined::new(self.identity)?).fd,
        };
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
