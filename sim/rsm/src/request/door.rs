//! People at the door: nothing moves until they have shut it again.

use std::time::Duration;

use wire::ntms::NtmsError;
use wire::ntms::operation::{InventoryMethod, LibraryOperation};
use wire::ntms::state::{DoorState, LibraryRequestState};
use wire::scsi::{Data, Sense};

use super::cleaner::AtDoor;
use super::inject::{PATIENCE, POLL};
use super::inventory::elements;
use super::job::{Failure, Job, JobId, Purpose};
use super::queue::NewRequest;
use super::step::Step;
use crate::database::{IeDoor, Key, LibRequest, Library, OpRequest};
use crate::engine::Rsm;
use crate::session::Session;

/// A visit of people to the shelves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visit {
    /// The inventory that follows.
    inventory: InventoryMethod,
    /// The door was looked at once: what was told then is of earlier.
    looked: bool,
    /// People have opened it.
    opened: bool,
    /// When nobody is waited for any longer, or the door should be shut.
    until: Duration,
    /// People were asked to shut it.
    asked: Option<Key<OpRequest>>,
    /// What they come for, where that is the cleaner: no inventory follows then.
    pub(super) errand: Option<AtDoor>,
    /// What they were told to do.
    told: Option<Key<OpRequest>>,
}

impl Visit {
    pub(super) fn new(inventory: InventoryMethod, errand: Option<AtDoor>) -> Visit {
        Visit {
            inventory,
            looked: false,
            opened: false,
            until: Duration::ZERO,
            asked: None,
            errand,
            told: None,
        }
    }
}

impl Rsm {
    /// Files that people may open the door.
    pub(crate) fn access_door(
        &mut self,
        library: Key<Library>,
        inventory: InventoryMethod,
        session: &Session,
    ) {
        let new = NewRequest {
            operation: LibraryOperation::DoorAccess,
            option: inventory.value(),
            library,
            media: None,
            side: None,
            priority: 0,
        };
        self.file(&new, Some(session), Purpose::Door(Visit::new(inventory, None)));
    }

    /// Begins when nobody else is at the door or at the mail slot.
    pub(super) fn try_door(&mut self, worker: usize, request: Key<LibRequest>, mut work: Visit) {
        let at_door = |job: &Job| matches!(job.purpose, Purpose::Door(_));
        if self.port_is_used(worker) || self.work.workers[worker].jobs.values().any(at_door) {
            return;
        }
        if let (Some(errand), Some(library)) = (work.errand, self.work.workers[worker].library) {
            if self.cleaner_is_moved(worker) {
                return;
            }
            if let Err(error) = self.check_errand(library, errand) {
                self.unqueue(request);
                return self.end_request(request, LibraryRequestState::Failed, Some(error));
            }
            work.told = Some(self.tell_people(library, errand));
        }
        let mut job = Job::new(request, Purpose::Door(work));
        job.steps = vec![Step::Lock(false), Step::LookAtDoor].into();
        self.start_job(worker, job);
    }

    pub(super) fn door_step_done(
        &mut self,
        worker: usize,
        id: JobId,
        mut work: Visit,
        step: &Step,
        data: &[Data],
    ) -> Result<(), Failure> {
        let Some(library) = self.work.workers[worker].library else { return Ok(()) };
        if let (Step::Look { .. }, Some(errand)) = (step, work.errand) {
            return self.errand_done(library, errand, elements(data).unwrap_or_default());
        }
        if !matches!(step, Step::LookAtDoor) {
            return Ok(());
        }
        if work.told.is_some_and(|told| self.was_refused(told)) {
            return Err(Failure::new(NtmsError::RequestRefused));
        }
        let told = |sense: Sense| {
            data.iter().any(|data| matches!(data, Data::Sense(told) if told.is(sense)))
        };
        let open = told(Sense::DOOR_OPEN);
        self.note_door(library, if open { DoorState::Open } else { DoorState::Closed });
        if !work.looked {
            work.until = self.now().saturating_add(self.door_patience(library));
        }
        // Whoever is quick opens and shuts it between two looks.
        let was_open = work.opened || (work.looked && told(Sense::MEDIUM_CHANGED));
        work.looked = true;
        if open && !work.opened {
            work.opened = true;
            work.until = self.now().saturating_add(self.door_limit(library));
        }
        if open && self.now() >= work.until && work.asked.is_none() {
            let head = self.database.get(library).head.clone();
            let text = format!("Shut the door of library {}", head.name);
            work.asked = Some(self.post_service_request(head.id, &text));
        }
        self.set_purpose(worker, id, Purpose::Door(work));
        if !open && was_open {
            match work.errand {
                Some(_) => self.continue_with(worker, id, vec![Step::Look { scan: false }]),
                None => self.inventory(library, work.inventory, None),
            }
            return Ok(());
        }
        if !open && self.now() >= work.until {
            return Err(Failure::new(NtmsError::Timeout));
        }
        self.continue_with(worker, id, vec![Step::Hold(POLL), Step::LookAtDoor]);
        Ok(())
    }

    fn note_door(&mut self, library: Key<Library>, state: DoorState) {
        let doors: Vec<Key<IeDoor>> = self.database.index().doors_of.of(library).collect();
        for door in doors {
            self.database.update(door, |row| row.state = state);
        }
    }

    /// How long the door may stand open before people are asked to shut it
    /// (NTMS_IEDOORINFORMATION, MaxOpenSecs).
    fn door_limit(&self, library: Key<Library>) -> Duration {
        let door = self.database.index().doors_of.of(library).next();
        let seconds = door.map_or(0, |door| self.database.get(door).max_open_seconds);
        Duration::from_secs(u64::from(seconds))
    }

    /// How long people are waited for who want to open it.
    fn door_patience(&self, library: Key<Library>) -> Duration {
        let limit = self.door_limit(library);
        if limit.is_zero() { PATIENCE } else { limit }
    }

    pub(super) fn end_door(&mut self, work: &Visit) {
        for request in work.asked.into_iter().chain(work.told) {
            self.complete_operator_request(request);
        }
    }
}
