//! The cleaner comes into its slot and leaves it: through the mail slot as media do, or in the
//! hands of people at the door where there is no mail slot.

use wire::Guid;
use wire::ntms::NtmsError;
use wire::ntms::operation::{
    EjectOperation, InjectOperation, InventoryMethod, LibraryOperation, OperatorCommand,
};
use wire::ntms::option::LibraryFlags;
use wire::ntms::state::OperatorRequestState;
use wire::scsi::ElementDescriptor;

use super::door::Visit;
use super::eject::Ejection;
use super::inject::Injection;
use super::job::{Failure, JobId, Purpose};
use super::queue::NewRequest;
use super::step::{Spot, Step};
use crate::database::{IePort, Key, LibRequest, Library, OpRequest, StorageSlot};
use crate::engine::Rsm;
use crate::furnish;
use crate::session::Session;

/// A cleaner that comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NewCleaner {
    /// The slot that is reserved for it.
    pub(super) slot: Key<StorageSlot>,
    /// Cleanings left; `u32::MAX` where nobody counts.
    pub(super) uses: u32,
}

/// What people do with the cleaner at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtDoor {
    /// They put one into its slot.
    Bring(NewCleaner),
    /// They take it out of its slot.
    Take(Key<StorageSlot>),
}

impl Rsm {
    /// Files the way in of a cleaner for the reserved slot, and gives its operation.
    pub(crate) fn inject_cleaner(
        &mut self,
        library: Key<Library>,
        slot: Key<StorageSlot>,
        uses: u32,
        session: &Session,
    ) -> Guid {
        let operation = self.database.new_id();
        let cleaner = NewCleaner { slot, uses };
        let purpose = match self.database.index().ports_of.count(library) {
            0 => Purpose::Door(Visit::new(InventoryMethod::None, Some(AtDoor::Bring(cleaner)))),
            _ => Purpose::Inject(Injection::of_cleaner(operation, cleaner)),
        };
        let option = InjectOperation::Start.value();
        let kind = LibraryOperation::InjectCleaner;
        self.file_for_cleaner(library, slot, (kind, option), purpose, session);
        operation
    }

    /// Files the way out of the cleaner, and gives its operation.
    pub(crate) fn eject_cleaner(
        &mut self,
        library: Key<Library>,
        slot: Key<StorageSlot>,
        session: &Session,
    ) -> Guid {
        let operation = self.database.new_id();
        let purpose = match self.database.index().ports_of.count(library) {
            0 => Purpose::Door(Visit::new(InventoryMethod::None, Some(AtDoor::Take(slot)))),
            _ => Purpose::Eject(Ejection::new(operation, Vec::new(), Some(slot))),
        };
        let option = EjectOperation::Start.value();
        let kind = LibraryOperation::EjectCleaner;
        self.file_for_cleaner(library, slot, (kind, option), purpose, session);
        operation
    }

    fn file_for_cleaner(
        &mut self,
        library: Key<Library>,
        slot: Key<StorageSlot>,
        (operation, option): (LibraryOperation, u32),
        purpose: Purpose,
        session: &Session,
    ) {
        let new = NewRequest { operation, option, library, media: None, side: None, priority: 0 };
        let request = self.file(&new, Some(session), purpose);
        let slot = self.database.id(slot);
        self.database.update(request, |row| row.slot = slot);
    }

    /// The request of a live injection of a cleaner through the mail slot.
    pub(crate) fn find_cleaner_injection(
        &self,
        library: Key<Library>,
        operation: Guid,
    ) -> Option<Key<LibRequest>> {
        let of = |purpose: &Purpose| match purpose {
            Purpose::Inject(work) => work.operation == operation && work.cleaner.is_some(),
            _ => false,
        };
        self.filed(library).find(|(_, purpose)| of(purpose)).map(|(request, _)| request)
    }

    /// The request of a live ejection of a cleaner through the mail slot.
    pub(crate) fn find_cleaner_ejection(
        &self,
        library: Key<Library>,
        operation: Guid,
    ) -> Option<Key<LibRequest>> {
        let of = |purpose: &Purpose| match purpose {
            Purpose::Eject(work) => work.operation == operation && work.cleaner.is_some(),
            _ => false,
        };
        self.filed(library).find(|(_, purpose)| of(purpose)).map(|(request, _)| request)
    }

    /// The slot of a cleaner that can be put out.
    pub(crate) fn full_cleaner_slot(
        &self,
        library: Key<Library>,
    ) -> Result<Key<StorageSlot>, NtmsError> {
        let slot = self.reserved_slot(library, NtmsError::NoSlotSet)?;
        if self.has_cleaner(library) { Ok(slot) } else { Err(NtmsError::SlotEmpty) }
    }

    /// A cleaner that was asked for can still come to its slot.
    pub(super) fn check_cleaner_home(
        &self,
        library: Key<Library>,
        slot: Key<StorageSlot>,
    ) -> Result<(), NtmsError> {
        let free = self.empty_cleaner_slot(library, NtmsError::NoSlotSet)?;
        if free == slot { Ok(()) } else { Err(NtmsError::NoSlotSet) }
    }

    /// The cleaner is still where it was when it was to go out.
    pub(super) fn check_cleaner_there(
        &self,
        library: Key<Library>,
        slot: Key<StorageSlot>,
    ) -> Result<(), NtmsError> {
        let full = self.full_cleaner_slot(library)?;
        if full == slot { Ok(()) } else { Err(NtmsError::NoSlotSet) }
    }

    /// The port is in: the first cartridge there that may be a cleaner goes to the slot. All else
    /// stays where it is.
    pub(super) fn take_cleaner_in(
        &mut self,
        worker: usize,
        id: JobId,
        work: &Injection,
        cleaner: NewCleaner,
        seen: &[ElementDescriptor],
    ) -> Result<(), Failure> {
        let Some(library) = self.work.workers[worker].library else { return Ok(()) };
        self.note_ports(library, seen);
        let ports: Vec<Key<IePort>> = self.database.index().ports_of.of(library).collect();
        let full = ports.into_iter().filter_map(|port| {
            let address = self.address(Spot::Port(port));
            let there = seen.iter().find(|element| element.address == address)?;
            there.full.then_some((port, there))
        });
        let full: Vec<(Key<IePort>, &ElementDescriptor)> = full.collect();
        let fits = |(port, element): &&(Key<IePort>, &ElementDescriptor)| {
            self.database.index().in_port(*port).is_none() && self.may_clean(element)
        };
        let mut steps = Vec::new();
        if let Some((port, _)) = full.iter().find(fits) {
            let (from, to) = (Spot::Port(*port), Spot::Slot(cleaner.slot));
            steps.push(Step::Move { media: None, from, to, turn: false });
        } else if !full.is_empty() {
            return Err(Failure::new(NtmsError::InvalidCleaner));
        } else if work.is_late() {
            return Err(Failure::new(NtmsError::Timeout));
        }
        steps.push(Step::Lock(false));
        self.continue_with(worker, id, steps);
        Ok(())
    }

    /// Whether what is in an element may be a cleaner: nothing says that it holds data.
    fn may_clean(&self, element: &ElementDescriptor) -> bool {
        let bar_code = wire::Text::new(element.tag.as_deref().unwrap_or_default().trim());
        let known =
            !bar_code.is_empty() && self.database.media_with_bar_code(&bar_code).next().is_some();
        element.full && !furnish::tells_data(element) && !known
    }

    /// A cleaner lies in its slot: from now on it cleans, so often as was said.
    pub(super) fn install_cleaner(&mut self, library: Key<Library>, cleaner: NewCleaner) {
        self.database.update(library, |row| {
            row.cleaner_slot = Some(cleaner.slot);
            row.flags = row.flags.union(LibraryFlags::CLEANERPRESENT);
            row.cleaner_uses_remaining = cleaner.uses;
        });
        self.clean_due_drives(library);
    }

    /// The cleaner is out, and nobody keeps it on record; its slot stays reserved.
    pub(super) fn forget_cleaner(&mut self, library: Key<Library>) {
        self.database.update(library, |row| {
            row.flags = row.flags.without(LibraryFlags::CLEANERPRESENT);
            row.cleaner_uses_remaining = 0;
        });
    }

    /// What people are to do at the door can be done.
    pub(super) fn check_errand(
        &self,
        library: Key<Library>,
        errand: AtDoor,
    ) -> Result<(), NtmsError> {
        match errand {
            AtDoor::Bring(cleaner) => self.check_cleaner_home(library, cleaner.slot),
            AtDoor::Take(slot) => self.check_cleaner_there(library, slot),
        }
    }

    /// People are told which slot is meant.
    pub(super) fn tell_people(&mut self, library: Key<Library>, errand: AtDoor) -> Key<OpRequest> {
        let name = self.database.get(library).head.name.clone();
        let (AtDoor::Bring(NewCleaner { slot, .. }) | AtDoor::Take(slot)) = errand;
        let row = self.database.get(slot);
        let (id, number) = (row.head.id, row.number);
        match errand {
            AtDoor::Bring(_) => {
                let text = format!("Put a cleaner into slot {number} of library {name}");
                self.post_operator_request(OperatorCommand::Cleaner, &text, id, None, None)
            }
            AtDoor::Take(_) => {
                let text = format!("Take the cleaner out of slot {number} of library {name}");
                self.post_service_request(id, &text)
            }
        }
    }

    /// Whether people will not do what they were told.
    pub(super) fn was_refused(&self, told: Key<OpRequest>) -> bool {
        let row = self.database.try_get(told);
        row.is_some_and(|row| row.state == OperatorRequestState::Refused)
    }

    /// Somebody brings a cleaner to the door of a library, which is seen when that is shut.
    pub(super) fn awaits_cleaner_at_door(&self, library: Key<Library>) -> bool {
        let brings = |purpose: &Purpose| match purpose {
            Purpose::Door(work) => matches!(work.errand, Some(AtDoor::Bring(_))),
            _ => false,
        };
        self.filed(library).any(|(_, purpose)| brings(purpose))
    }

    /// The door is shut: of all slots only the cleaner's is looked at.
    pub(super) fn errand_done(
        &mut self,
        library: Key<Library>,
        errand: AtDoor,
        seen: &[ElementDescriptor],
    ) -> Result<(), Failure> {
        let (AtDoor::Bring(NewCleaner { slot, .. }) | AtDoor::Take(slot)) = errand;
        let address = self.address(Spot::Slot(slot));
        let there = seen.iter().find(|element| element.address == address && !element.disabled);
        let Some(there) = there else {
            return Err(Failure::new(NtmsError::ResourceNotPresent));
        };
        self.record_spot(Spot::Slot(slot), there.full);
        match errand {
            AtDoor::Bring(_) if !there.full => Err(Failure::new(NtmsError::Empty)),
            AtDoor::Bring(_) if !self.may_clean(there) => {
                Err(Failure::new(NtmsError::InvalidCleaner))
            }
            AtDoor::Bring(cleaner) => {
                self.install_cleaner(library, cleaner);
                Ok(())
            }
            AtDoor::Take(_) if there.full => {
                Err(Failure::new(NtmsError::CleanerCartridgeInstalled))
            }
            AtDoor::Take(_) => {
                self.forget_cleaner(library);
                Ok(())
            }
        }
    }
}
