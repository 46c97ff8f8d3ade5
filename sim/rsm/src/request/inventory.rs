//! Inventories: the shelves are compared with the database, and what nobody can tell from outside
//! is mounted to be identified.

use std::collections::BTreeSet;

use wire::Text;
use wire::ntms::NtmsError;
use wire::ntms::object::LibraryType;
use wire::ntms::operation::{InventoryMethod, LibraryOperation};
use wire::ntms::option::LibraryFlags;
use wire::ntms::state::{DriveState, SlotState};
use wire::scsi::{Data, ElementAddress, ElementDescriptor, ElementStatus, ElementType};

use super::job::{Job, JobId, Purpose};
use super::queue::NewRequest;
use super::step::{Spot, Step};
use crate::database::{Key, LibRequest, Library, PhysicalMedia, StorageSlot};
use crate::engine::Rsm;
use crate::furnish::{self, Place, Unidentified};
use crate::session::Session;

impl Rsm {
    /// Queues an inventory. Nothing is done where no device answers.
    pub(crate) fn inventory(
        &mut self,
        library: Key<Library>,
        method: InventoryMethod,
        session: Option<&Session>,
    ) {
        let method = match method {
            InventoryMethod::Default => self.database.get(library).inventory_method,
            method => method,
        };
        let wanted = matches!(method, InventoryMethod::Fast | InventoryMethod::Omid);
        if !wanted || self.work.worker_of(library).is_none() {
            return;
        }
        if method == InventoryMethod::Omid {
            self.mark_full_slots(library);
        }
        let new = NewRequest {
            operation: LibraryOperation::Inventory,
            option: method.value(),
            library,
            media: None,
            side: None,
            priority: 0,
        };
        self.file(&new, session, Purpose::Inventory(method));
    }

    /// Every occupied slot but the cleaner's is to be identified (InventoryNtmsLibrary).
    fn mark_full_slots(&mut self, library: Key<Library>) {
        let cleaner = self.database.get(library).cleaner_slot;
        let full = |slot: &Key<StorageSlot>| {
            Some(*slot) != cleaner && self.database.get(*slot).state == SlotState::Full
        };
        let slots: Vec<_> = self.database.index().slots_of.of(library).filter(full).collect();
        for slot in slots {
            self.database.update(slot, |row| row.state = SlotState::NeedsInventory);
        }
    }

    /// Ends the inventory of a library: what has not begun is cancelled, what is under way brings
    /// its medium home.
    pub(crate) fn stop_inventory(&mut self, library: Key<Library>) {
        let part = |purpose: &Purpose| match purpose {
            Purpose::Inventory(_) => true,
            Purpose::Identify(work) => work.of_inventory,
            _ => false,
        };
        let parts: Vec<Key<LibRequest>> = self
            .filed(library)
            .filter(|(_, purpose)| part(purpose))
            .map(|(request, _)| request)
            .collect();
        for request in parts {
            if !self.cancel_queued(request) {
                self.call_off_job(request, NtmsError::Cancelled);
            }
        }
        let marked =
            |slot: &Key<StorageSlot>| self.database.get(*slot).state == SlotState::NeedsInventory;
        let slots: Vec<_> = self.database.index().slots_of.of(library).filter(marked).collect();
        for slot in slots {
            self.database.update(slot, |row| row.state = SlotState::Full);
        }
    }

    /// A magazine was taken out or put in: whatever a job was at, its library is looked at, unless
    /// that is what it does.
    pub(super) fn note_magazine(&mut self, worker: usize, id: JobId) {
        let looks = |job: &Job| matches!(job.purpose, Purpose::Inventory(_));
        if self.job(worker, id).is_some_and(|job| looks(job)) {
            return;
        }
        if let Some(library) = self.work.workers[worker].library {
            self.inventory(library, InventoryMethod::Fast, None);
        }
    }

    pub(super) fn start_inventory(
        &mut self,
        worker: usize,
        request: Key<LibRequest>,
        method: InventoryMethod,
    ) {
        let mut job = Job::new(request, Purpose::Inventory(method));
        job.steps.push_back(Step::Look { scan: true });
        self.start_job(worker, job);
    }

    /// What the library told is written down; what nobody knows is identified, unless somebody
    /// ended the inventory meanwhile.
    pub(super) fn inventory_step_done(
        &mut self,
        worker: usize,
        id: JobId,
        method: InventoryMethod,
        step: &Step,
        data: &[Data],
    ) {
        let Some(library) = self.work.workers[worker].library else { return };
        let stopped = self.job(worker, id).is_some_and(|job| job.called_off.is_some());
        let mut unidentified = Vec::new();
        if let (Step::Look { .. }, Some(elements)) = (step, elements(data)) {
            unidentified = self.take_stock(library, elements);
            let steps = self.steps_to_empty_hand(library, elements);
            self.continue_with(worker, id, steps);
        }
        self.hand_emptied(worker, step);
        if !stopped {
            self.identify(library, &unidentified);
            let stand_alone = self.database.get(library).library_type == LibraryType::StandAlone;
            if method == InventoryMethod::Omid || stand_alone {
                self.identify_all(library);
            }
        }
        self.go_on_waiting();
    }

    /// What was in the robot's hand is in a slot: a cleaner makes it the cleaner's.
    pub(super) fn hand_emptied(&mut self, worker: usize, step: &Step) {
        if let Step::Move { media: None, to: Spot::Slot(slot), .. } = step
            && let Some(library) = self.work.workers[worker].library
        {
            self.note_cleaner_slot(library, *slot);
            self.clean_due_drives(library);
        }
    }

    /// What an earlier run of the service left in the robot's hand is put into a slot.
    pub(super) fn steps_to_empty_hand(
        &mut self,
        library: Key<Library>,
        elements: &[ElementDescriptor],
    ) -> Vec<Step> {
        let hand = elements.iter().find(|e| e.kind == ElementType::Transport && e.full);
        let changer = self.database.index().changers_of.of(library).next();
        let (Some(hand), Some(changer)) = (hand, changer) else { return Vec::new() };
        let nowhere = |media: &Key<_>| Place::of(self.database.get(*media)).is_none();
        let known = self.database.index().media_in.of(library).find(nowhere);
        let bar_code = Text::new(hand.tag.as_deref().unwrap_or_default().trim());
        let from = Spot::Hand(changer);
        if self.names_cleaner(library, &bar_code) {
            let home = self.slot_for_cleaner(library).map(Spot::Slot);
            let to_home = |to| Step::Move { media: None, from, to, turn: false };
            return home.map(to_home).into_iter().collect();
        }
        let Some(media) = known.or_else(|| self.note_stranger(library, None, &bar_code)) else {
            return Vec::new();
        };
        let Some(slot) = self.reserve_home(media) else { return Vec::new() };
        vec![Step::Move { media: Some(media), from, to: Spot::Slot(slot), turn: false }]
    }

    /// Brings the record up to date with what a library tells of its elements. What lies in the
    /// mail slot is looked at as far as it is on record there.
    pub(super) fn take_stock(
        &mut self,
        library: Key<Library>,
        elements: &[ElementDescriptor],
    ) -> Vec<Unidentified> {
        let known: BTreeSet<ElementAddress> = self
            .database
            .index()
            .ports_of
            .of(library)
            .filter(|port| self.database.index().in_port(*port).is_some())
            .map(|port| ElementAddress(self.database.get(port).address))
            .collect();
        let inside: Vec<ElementDescriptor> = elements
            .iter()
            .filter(|e| e.kind != ElementType::ImportExport || known.contains(&e.address))
            .cloned()
            .collect();
        let found = self.take_stock_of_all(library, &inside);
        self.note_ports(library, elements);
        found
    }

    /// The same with the mail slot, for media that are being taken in.
    pub(super) fn take_stock_of_all(
        &mut self,
        library: Key<Library>,
        elements: &[ElementDescriptor],
    ) -> Vec<Unidentified> {
        let found = furnish::take_stock(&mut self.database, library, elements);
        self.forget_lost_strangers();
        self.note_empty_drives(library, elements);
        self.clean_due_drives(library);
        found
    }

    /// Media that were lost before anybody knew what they are leave no record.
    fn forget_lost_strangers(&mut self) {
        let Some(shelf) = self.database.offline_library() else { return };
        let media = self.database.index().media_in.of(shelf);
        let strangers: Vec<Key<PhysicalMedia>> =
            media.filter(|media| self.is_stranger(*media) && !self.work.is_busy(*media)).collect();
        for media in strangers {
            self.forget_medium(media);
        }
    }

    /// A drive that nobody works with and that holds nothing is dismounted.
    fn note_empty_drives(&mut self, library: Key<Library>, elements: &[ElementDescriptor]) {
        let empty: BTreeSet<u16> = elements
            .iter()
            .filter(|e| e.kind == ElementType::DataTransfer && !e.full)
            .map(|e| e.address.0)
            .collect();
        let drives: Vec<_> = self.database.index().drives_of.of(library).collect();
        for drive in drives {
            let idle = !self.work.busy_drives.contains(&drive);
            if idle && empty.contains(&self.database.get(drive).address) {
                self.database.update(drive, |row| row.state = DriveState::Dismounted);
            }
        }
    }

    /// A bar code that makes a cartridge a cleaner in this library.
    pub(super) fn names_cleaner(&self, library: Key<Library>, bar_code: &str) -> bool {
        let flags = self.database.get(library).flags;
        flags.contains(LibraryFlags::RECOGNIZECLEANERBARCODE) && furnish::is_cleaner(bar_code)
    }
}

/// The elements in an answer. A drive without a library is one element, which is full unless the
/// drive said that it holds nothing.
pub(super) fn elements(data: &[Data]) -> Option<&[ElementDescriptor]> {
    data.iter().find_map(|data| match data {
        Data::ElementStatus(status) => Some(&status.elements[..]),
        _ => None,
    })
}

/// The answer of a drive without a library, as a library would tell it.
pub(super) fn lone_drive(full: bool) -> Data {
    let element = ElementDescriptor {
        full,
        ..ElementDescriptor::empty(ElementAddress(0), ElementType::DataTransfer)
    };
    Data::ElementStatus(ElementStatus { elements: vec![element], ..ElementStatus::default() })
}
