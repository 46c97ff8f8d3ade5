//! The slot that is the cleaner's: reserved while it is empty, and released when it is again.
//!
//! A slot changes what it is for when nothing is on its way to it, so a call only queues it.

use wire::ntms::NtmsError;
use wire::ntms::operation::LibraryOperation;
use wire::ntms::option::LibraryFlags;
use wire::ntms::state::{LibraryRequestState, OperationalState, SlotState};

use super::job::{Job, Purpose};
use super::queue::NewRequest;
use super::step::{Spot, Step};
use crate::database::{Key, LibRequest, Library, StorageSlot};
use crate::engine::Rsm;
use crate::session::Session;

/// What becomes of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SlotChange {
    /// It is the cleaner's.
    Reserve(Key<StorageSlot>),
    /// The cleaner's takes media again.
    Release,
}

impl Rsm {
    /// Files a change of the cleaner's slot.
    pub(crate) fn change_cleaner_slot(
        &mut self,
        library: Key<Library>,
        change: SlotChange,
        session: &Session,
    ) {
        let (operation, slot) = match change {
            SlotChange::Reserve(slot) => (LibraryOperation::ReserveCleaner, Some(slot)),
            SlotChange::Release => {
                let slot = self.database.get(library).cleaner_slot;
                (LibraryOperation::ReleaseCleaner, slot)
            }
        };
        let new =
            NewRequest { operation, option: 0, library, media: None, side: None, priority: 0 };
        let request = self.file(&new, Some(session), Purpose::CleanerSlot(change));
        let slot = self.database.id_or_null(slot);
        self.database.update(request, |row| row.slot = slot);
    }

    /// Whether the cleaner's slot may be changed so, as things stand.
    pub(crate) fn check_slot_change(
        &self,
        library: Key<Library>,
        change: SlotChange,
    ) -> Result<(), NtmsError> {
        match change {
            SlotChange::Reserve(_) if self.database.get(library).cleaner_slot.is_some() => {
                Err(NtmsError::AlreadyReserved)
            }
            SlotChange::Reserve(slot) => self.check_empty(slot),
            SlotChange::Release => {
                self.empty_cleaner_slot(library, NtmsError::NoSlotReserved).map(|_| ())
            }
        }
    }

    /// The reserved slot of a library; `unset` where there is none.
    pub(super) fn reserved_slot(
        &self,
        library: Key<Library>,
        unset: NtmsError,
    ) -> Result<Key<StorageSlot>, NtmsError> {
        let slot = self.database.get(library).cleaner_slot.ok_or(unset)?;
        self.check_present(slot)?;
        Ok(slot)
    }

    /// The reserved slot of a library when it holds nothing and no cleaner returns to it.
    pub(crate) fn empty_cleaner_slot(
        &self,
        library: Key<Library>,
        unset: NtmsError,
    ) -> Result<Key<StorageSlot>, NtmsError> {
        let slot = self.reserved_slot(library, unset)?;
        match self.has_cleaner(library) {
            true => Err(NtmsError::SlotFull),
            false => self.check_empty(slot).map(|()| slot),
        }
    }

    pub(super) fn has_cleaner(&self, library: Key<Library>) -> bool {
        self.database.get(library).flags.contains(LibraryFlags::CLEANERPRESENT)
    }

    /// The slot is there; one is not while its magazine is out.
    fn check_present(&self, slot: Key<StorageSlot>) -> Result<(), NtmsError> {
        let row = self.database.get(slot);
        let gone = row.head.operational == OperationalState::NotPresent
            || row.state == SlotState::NotPresent;
        if gone { Err(NtmsError::SlotNotPresent) } else { Ok(()) }
    }

    fn check_empty(&self, slot: Key<StorageSlot>) -> Result<(), NtmsError> {
        self.check_present(slot)?;
        match self.database.get(slot).state {
            SlotState::Empty => Ok(()),
            _ => Err(NtmsError::SlotFull),
        }
    }

    /// A job of a worker moves the library's cleaner, or has people move it.
    pub(super) fn cleaner_is_moved(&self, worker: usize) -> bool {
        let moves = |job: &Job| match &job.purpose {
            Purpose::Clean(_) => true,
            Purpose::Inject(work) => work.cleaner.is_some(),
            Purpose::Eject(work) => work.cleaner.is_some(),
            Purpose::Door(work) => work.errand.is_some(),
            _ => false,
        };
        self.work.workers[worker].jobs.values().any(moves)
    }

    /// A job of a worker brings something to a slot.
    fn is_awaited(&self, worker: usize, slot: Key<StorageSlot>) -> bool {
        let comes = |step: &Step| matches!(step, Step::Move { to, .. } if *to == Spot::Slot(slot));
        let brings = |job: &Job| job.step.iter().chain(&job.steps).any(comes);
        self.work.workers[worker].jobs.values().any(brings)
    }

    /// Begins and ends at once, when nothing is on its way to the slot.
    pub(super) fn try_slot_change(
        &mut self,
        worker: usize,
        request: Key<LibRequest>,
        change: SlotChange,
    ) {
        let Some(library) = self.work.workers[worker].library else { return };
        let waits = match change {
            SlotChange::Reserve(slot) => self.is_awaited(worker, slot),
            SlotChange::Release => self.cleaner_is_moved(worker),
        };
        if waits {
            return;
        }
        let checked = self.check_slot_change(library, change);
        self.unqueue(request);
        if let Err(error) = checked {
            return self.end_request(request, LibraryRequestState::Failed, Some(error));
        }
        self.database.update(library, |row| {
            row.cleaner_slot = match change {
                SlotChange::Reserve(slot) => Some(slot),
                SlotChange::Release => None,
            };
        });
        self.end_request(request, LibraryRequestState::Passed, None);
        // A slot that takes media again may be what somebody waits for.
        self.go_on_waiting();
    }
}
