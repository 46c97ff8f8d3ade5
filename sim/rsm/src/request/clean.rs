//! Cleaning: a drive that asks for it gets the cleaner between two media.
//!
//! A drive that asks still works. So a mount does not wait for a cleaning that nobody can do: while
//! there is no usable cleaner, people are asked for one, and the drive is used as the last choice.

use wire::ntms::NtmsError;
use wire::ntms::object::LibraryType;
use wire::ntms::operation::{LibraryOperation, OperatorCommand};
use wire::ntms::option::LibraryFlags;
use wire::ntms::state::{DriveState, LibraryRequestState, OperatorRequestState, SlotState};
use wire::scsi::{Data, Sense};

use super::job::{Failure, Job, JobId, Purpose};
use super::queue::NewRequest;
use super::step::{Spot, Step};
use crate::database::{Drive, Key, LibRequest, Library, OpRequest, PhysicalMedia, StorageSlot};
use crate::engine::Rsm;
use crate::session::Session;

/// A drive that is cleaned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cleaning {
    pub(super) drive: Key<Drive>,
    /// Where the cleaner belongs, once the job has begun.
    slot: Option<Key<StorageSlot>>,
    cleaner: Cleaner,
    cleaned: bool,
    /// Somebody called for it, so that it waits for a cleaner.
    wanted: bool,
    /// People were asked for a cleaner.
    asked: Option<Key<OpRequest>>,
}

/// What the cleaner of a cleaning does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cleaner {
    InSlot,
    InDrive,
    /// It has no cleanings left.
    Spent,
}

/// `Library::cleaner_uses_remaining` where nobody counts.
const NOT_COUNTED: u32 = u32::MAX;

impl Rsm {
    /// What a command told of the heads of a drive. One that reads without asking is clean, whoever
    /// cleaned it.
    pub(super) fn note_cleanliness(&mut self, drive: Key<Drive>, asks: bool, works: bool) {
        let due = self.database.get(drive).cleaning_due;
        if asks && !due {
            self.database.update(drive, |row| row.cleaning_due = true);
            self.clean(drive);
        } else if works && !asks && due {
            self.database.update(drive, |row| row.cleaning_due = false);
        }
    }

    /// Files a cleaning, or asks people for what it needs.
    fn clean(&mut self, drive: Key<Drive>) {
        let library = self.database.get(drive).library;
        if self.cleaner_of(library).is_some() {
            self.file_cleaning(drive, Cleaner::InSlot, None);
        } else {
            self.ask_for_cleaner(library);
        }
    }

    /// Files the cleanings that waited for a cleaner, when there is one now.
    pub(super) fn clean_due_drives(&mut self, library: Key<Library>) {
        if self.cleaner_of(library).is_none() {
            return;
        }
        let due = |drive: &Key<Drive>| self.database.get(*drive).cleaning_due;
        let drives: Vec<_> = self.database.index().drives_of.of(library).filter(due).collect();
        for drive in drives {
            self.file_cleaning(drive, Cleaner::InSlot, None);
        }
    }

    /// Somebody says that there is a usable cleaner now; how often it was used before nobody knows.
    /// A drive that stands alone was cleaned by hand. Who waits at the door sees it there.
    pub(super) fn cleaner_was_brought(&mut self, library: Key<Library>) {
        if self.awaits_cleaner_at_door(library) {
            return;
        }
        let row = self.database.get(library);
        if row.library_type == LibraryType::StandAlone {
            let drives: Vec<_> = self.database.index().drives_of.of(library).collect();
            return drives.into_iter().for_each(|drive| self.note_cleaned(drive));
        }
        self.database.update(library, |row| {
            if row.cleaner_uses_remaining == 0 {
                row.cleaner_uses_remaining = NOT_COUNTED;
            }
        });
        self.look_for_brought_media(library);
    }

    /// A cleaner that was found in a drive goes to its slot when the drive lets it go.
    pub(super) fn put_cleaner_away(&mut self, drive: Key<Drive>) {
        self.file_cleaning(drive, Cleaner::InDrive, None);
    }

    /// CleanNtmsDrive. A drive that stands alone is cleaned by whoever calls.
    pub(crate) fn clean_for(&mut self, drive: Key<Drive>, session: &Session) {
        let library = self.database.get(drive).library;
        match self.database.get(library).library_type {
            LibraryType::StandAlone => self.note_cleaned(drive),
            _ => self.file_cleaning(drive, Cleaner::InSlot, Some(session)),
        }
    }

    /// Files a cleaning, unless the drive waits for one already.
    fn file_cleaning(&mut self, drive: Key<Drive>, cleaner: Cleaner, session: Option<&Session>) {
        let library = self.database.get(drive).library;
        let filed = self
            .filed(library)
            .any(|(_, purpose)| matches!(purpose, Purpose::Clean(work) if work.drive == drive));
        if filed {
            return;
        }
        let new = NewRequest {
            operation: LibraryOperation::CleanDrive,
            option: 0,
            library,
            media: None,
            side: None,
            priority: 0,
        };
        let wanted = session.is_some();
        let work = Cleaning { drive, slot: None, cleaner, cleaned: false, wanted, asked: None };
        let request = self.file(&new, session, Purpose::Clean(work));
        let id = self.database.id(drive);
        self.database.update(request, |row| row.drive = id);
    }

    /// The slot of a cleaner that is there and not spent.
    fn cleaner_of(&self, library: Key<Library>) -> Option<Key<StorageSlot>> {
        let row = self.database.get(library);
        let usable = row.cleans_drives
            && row.flags.contains(LibraryFlags::CLEANERPRESENT)
            && row.cleaner_uses_remaining > 0;
        row.cleaner_slot.filter(|_| usable)
    }

    fn ask_for_cleaner(&mut self, library: Key<Library>) -> Key<OpRequest> {
        let row = self.database.get(library).head.clone();
        let text = format!("Library {} needs a usable cleaner cartridge", row.name);
        self.post_operator_request(OperatorCommand::Cleaner, &text, row.id, None, None)
    }

    /// A cleaning that somebody called for waits until people have brought a cleaner, or say that
    /// they will not.
    fn wait_for_cleaner(
        &mut self,
        request: Key<LibRequest>,
        work: Cleaning,
        library: Key<Library>,
    ) {
        let asked = work.asked.and_then(|key| self.database.try_get(key));
        let brings = |purpose: &Purpose| matches!(purpose, Purpose::Inject(_));
        match asked.map(|row| row.state) {
            Some(state) if state.is_open() => return,
            Some(OperatorRequestState::Refused) => {
                self.unqueue(request);
                let refused = Some(NtmsError::RequestRefused);
                return self.end_request(request, LibraryRequestState::Failed, refused);
            }
            Some(_) if self.filed(library).any(|(_, purpose)| brings(purpose)) => return,
            _ => {}
        }
        let asked = Some(self.ask_for_cleaner(library));
        self.work.purposes.insert(request, Purpose::Clean(Cleaning { asked, ..work }));
        self.database.update(request, |row| row.state = LibraryRequestState::Waiting);
    }

    /// Begins when the drive is free and the cleaner is at home.
    pub(super) fn try_clean(&mut self, worker: usize, request: Key<LibRequest>, work: Cleaning) {
        let Some(library) = self.work.workers[worker].library else { return };
        let enabled = self.database.get(work.drive).head.enabled;
        if work.cleaner == Cleaner::InSlot && !enabled {
            return;
        }
        if self.work.busy_drives.contains(&work.drive) || self.cleaner_is_moved(worker) {
            return;
        }
        let slot = match work.cleaner {
            Cleaner::InSlot => self.cleaner_of(library),
            Cleaner::InDrive | Cleaner::Spent => self.slot_for_cleaner(library),
        };
        let Some(slot) = slot else {
            if work.wanted && self.database.get(library).cleans_drives {
                return self.wait_for_cleaner(request, work, library);
            }
            self.unqueue(request);
            let row = self.database.get(library);
            let present = row.flags.contains(LibraryFlags::CLEANERPRESENT);
            let error = match row.cleaner_slot {
                None => NtmsError::CleanerSlotNotSet,
                Some(_) if present => NtmsError::CleanerCartridgeSpent,
                Some(_) => NtmsError::UnableToClean,
            };
            self.end_request(request, LibraryRequestState::Failed, Some(error));
            self.ask_for_cleaner(library);
            return;
        };
        if let Some(asked) = work.asked.filter(|_| work.cleaner == Cleaner::InSlot) {
            self.complete_operator_request(asked);
        }
        let work = Cleaning { slot: Some(slot), ..work };
        let mut job = Job::new(request, Purpose::Clean(work));
        job.drive = Some(work.drive);
        let (home, inside) = (Spot::Slot(slot), Spot::Drive(work.drive));
        if work.cleaner == Cleaner::InSlot {
            let idle = self.database.index().in_drive(work.drive);
            job.borrowed.1.extend(idle);
            job.steps.extend(idle.into_iter().flat_map(|idle| self.steps_home(work.drive, idle)));
            job.steps.push_back(Step::Move { media: None, from: home, to: inside, turn: false });
        }
        job.steps.push_back(Step::AwaitCleaning(work.drive));
        job.steps.push_back(Step::Move { media: None, from: inside, to: home, turn: false });
        self.start_job(worker, job);
    }

    /// The slot that a cleaner comes to: its own when that is empty, else the first that is.
    pub(super) fn slot_for_cleaner(&self, library: Key<Library>) -> Option<Key<StorageSlot>> {
        let free = |slot: &Key<StorageSlot>| {
            let row = self.database.get(*slot);
            row.state == SlotState::Empty && row.head.enabled
        };
        let own = self.database.get(library).cleaner_slot.filter(free);
        own.or_else(|| {
            let mut slots = self.database.index().slots_of.of(library);
            slots.find(|slot| free(slot) && !self.is_promised(*slot, None))
        })
    }

    pub(super) fn clean_step_done(
        &mut self,
        worker: usize,
        id: JobId,
        mut work: Cleaning,
        step: &Step,
        data: &[Data],
    ) -> Result<(), Failure> {
        let told = |sense: Sense| {
            data.iter().any(|data| matches!(data, Data::Sense(told) if told.is(sense)))
        };
        match step {
            Step::Move { media: None, to: Spot::Drive(drive), .. } => {
                work.cleaner = Cleaner::InDrive;
                self.database.update(*drive, |row| row.state = DriveState::BeingCleaned);
            }
            Step::AwaitCleaning(_) if told(Sense::CLEANER_EXPIRED) => {
                work.cleaner = Cleaner::Spent;
                self.set_purpose(worker, id, Purpose::Clean(work));
                return Err(Failure::new(NtmsError::CleanerCartridgeSpent));
            }
            Step::AwaitCleaning(_) if told(Sense::NO_MEDIUM) => work.cleaned = true,
            // The drive is ready with what it has: that is no cleaner.
            Step::AwaitCleaning(_) => return Err(Failure::new(NtmsError::InvalidCleaner)),
            Step::Move { media: None, to: Spot::Slot(slot), .. } => {
                if work.cleaner == Cleaner::InDrive {
                    work.cleaner = Cleaner::InSlot;
                }
                if let Some(library) = self.work.workers[worker].library {
                    self.note_cleaner_slot(library, *slot);
                }
            }
            _ => {}
        }
        self.set_purpose(worker, id, Purpose::Clean(work));
        Ok(())
    }

    /// A cleaner lies in a slot, which is its slot if the library had none.
    pub(super) fn note_cleaner_slot(&mut self, library: Key<Library>, slot: Key<StorageSlot>) {
        let row = self.database.get(library);
        let own = row.cleaner_slot;
        let has_one = row.flags.contains(LibraryFlags::CLEANERPRESENT) && own != Some(slot);
        let is_there = own.is_some_and(|own| self.database.get(own).state == SlotState::Full);
        if has_one && is_there {
            return;
        }
        self.database.update(library, |row| {
            row.cleaner_slot = Some(slot);
            if !row.flags.contains(LibraryFlags::CLEANERPRESENT) {
                row.flags = row.flags.union(LibraryFlags::CLEANERPRESENT);
                // Nobody knows how often it was used before.
                row.cleaner_uses_remaining = NOT_COUNTED;
            }
        });
    }

    /// After a cleaning failed: the cleaner goes home if it can.
    pub(super) fn steps_after_cleaning(&mut self, work: Cleaning) -> Vec<Step> {
        match work.slot {
            Some(slot) if work.cleaner != Cleaner::InSlot => vec![
                Step::Unload(work.drive),
                Step::Move {
                    media: None,
                    from: Spot::Drive(work.drive),
                    to: Spot::Slot(slot),
                    turn: false,
                },
            ],
            _ => Vec::new(),
        }
    }

    pub(super) fn end_clean(&mut self, job: &Job, work: &Cleaning) {
        self.free(job);
        let library = self.database.get(work.drive).library;
        if work.cleaned {
            self.note_cleaned(work.drive);
            self.database.update(library, |row| {
                if row.cleaner_uses_remaining != NOT_COUNTED {
                    row.cleaner_uses_remaining = row.cleaner_uses_remaining.saturating_sub(1);
                }
            });
        }
        if work.cleaner == Cleaner::Spent {
            self.database.update(library, |row| row.cleaner_uses_remaining = 0);
            self.ask_for_cleaner(library);
        }
    }

    fn note_cleaned(&mut self, drive: Key<Drive>) {
        let now = self.database.now();
        self.database.update(drive, |row| {
            row.cleaning_due = false;
            row.last_cleaned = now;
        });
    }

    /// What was taken for a medium cleaned the drive instead. In a library without a cleaner it is
    /// that; another one is a medium that no drive can use.
    pub(super) fn adopt_cleaner(
        &mut self,
        library: Key<Library>,
        media: Key<PhysicalMedia>,
        drive: Key<Drive>,
    ) {
        self.note_cleaned(drive);
        let slot = self.database.get(media).slot;
        let has_one = self.database.get(library).flags.contains(LibraryFlags::CLEANERPRESENT);
        match (has_one, slot) {
            (false, Some(slot)) => {
                self.forget_medium(media);
                self.note_cleaner_slot(library, slot);
                self.clean_due_drives(library);
            }
            _ => {
                let unusable = [crate::furnish::Read::Unusable];
                crate::furnish::classify_medium(&mut self.database, &self.config, media, &unusable);
            }
        }
    }
}
