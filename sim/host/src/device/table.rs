//! The device nodes of a world that programs have opened: who has a tape drive, and what its driver
//! knows of it while nobody has.

use std::collections::BTreeMap;
use std::io;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use wire::scsi::Command;
use world::Device;

use super::OpenFile;
use super::tape::{Errno, Tape};
use super::unit::{SHORT, Unit};

/// The drivers of the units of a world. One for each world; connections share it.
#[derive(Debug, Default)]
pub struct Devices {
    slots: Mutex<BTreeMap<Device, Arc<Slot>>>,
    /// Open files by what those call them who join.
    files: Mutex<BTreeMap<u64, Arc<OpenFile>>>,
}

/// The driver of one unit.
#[derive(Debug)]
pub(super) struct Slot {
    holder: Mutex<Option<UnixStream>>,
    freed: Condvar,
    tape: Mutex<Tape>,
    met: OnceLock<()>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic under the lock is a defect; what it left behind is still the best there is.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Devices {
    pub(super) fn slot(&self, device: Device) -> Arc<Slot> {
        let slot = || {
            Arc::new(Slot {
                holder: Mutex::new(None),
                freed: Condvar::new(),
                tape: Mutex::new(Tape::new()),
                met: OnceLock::new(),
            })
        };
        Arc::clone(lock(&self.slots).entry(device).or_insert_with(slot))
    }

    /// A file was opened. When its number is that of another one, the older is no longer joined.
    pub(super) fn opened(&self, number: u64, file: OpenFile) -> Arc<OpenFile> {
        let file = Arc::new(file);
        lock(&self.files).insert(number, Arc::clone(&file));
        file
    }

    /// The open file with a number.
    pub(super) fn file(&self, number: u64) -> Option<Arc<OpenFile>> {
        lock(&self.files).get(&number).cloned()
    }

    /// A file is about to be closed.
    pub(super) fn closed(&self, number: u64, file: &Arc<OpenFile>) {
        let mut files = lock(&self.files);
        if files.get(&number).is_some_and(|found| Arc::ptr_eq(found, file)) {
            files.remove(&number);
        }
    }
}

impl Slot {
    /// The unit tells every initiator that it was powered on. The computer has heard that when it
    /// started, long before a program sends a command.
    pub(super) fn meet(&self, unit: &mut impl Unit) {
        self.met.get_or_init(|| {
            // REQUEST SENSE takes it and waits for nothing.
            let _ = unit.command(Command::RequestSense, SHORT);
        });
    }

    /// Takes the drive for one file. A file whose last descriptor is closed already is waited for:
    /// whoever closed it may open again at once.
    ///
    /// # Errors
    /// EBUSY while another file has it.
    pub(super) fn take(&self, stream: &UnixStream) -> Result<(), Errno> {
        let mine = stream.try_clone().map_err(|_| libc::ENOMEM)?;
        let mut holder = lock(&self.holder);
        while let Some(other) = &*holder {
            if !is_over(other) {
                return Err(libc::EBUSY);
            }
            holder = self.freed.wait(holder).unwrap_or_else(PoisonError::into_inner);
        }
        *holder = Some(mine);
        Ok(())
    }

    pub(super) fn give_back(&self) {
        *lock(&self.holder) = None;
        self.freed.notify_all();
    }

    pub(super) fn tape(&self) -> MutexGuard<'_, Tape> {
        lock(&self.tape)
    }
}

/// Nobody has the other end any more.
fn is_over(stream: &UnixStream) -> bool {
    let mut asked = [PollFd::new(stream, PollFlags::RDHUP)];
    let polled: io::Result<usize> =
        poll(&mut asked, Some(&Timespec::default())).map_err(io::Error::from);
    polled.is_ok() && asked[0].revents().intersects(PollFlags::RDHUP | PollFlags::HUP)
}
