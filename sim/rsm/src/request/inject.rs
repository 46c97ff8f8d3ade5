//! Taking media in through the mail slot, or out of a person's hand into a drive that stands alone.

use std::time::Duration;

use wire::Guid;
use wire::ntms::NtmsError;
use wire::ntms::operation::{InjectOperation, LibraryOperation};
use wire::ntms::state::{DriveState, LibraryRequestState, PortContent, PortPosition, SlotState};
use wire::scsi::{Data, ElementDescriptor};

use super::cleaner::NewCleaner;
use super::inventory::elements;
use super::job::{Failure, Job, JobId, Purpose};
use super::queue::NewRequest;
use super::step::{Spot, Step};
use crate::database::{IePort, Key, LibRequest, Library, PhysicalMedia, StorageSlot};
use crate::engine::Rsm;
use crate::furnish::{Place, Unidentified};
use crate::session::Session;

/// Media that come in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Injection {
    pub(super) operation: Guid,
    /// What people are waited for; nothing when they are done already.
    waits: Option<Waits>,
    /// When nobody is waited for any longer.
    until: Duration,
    /// The port is to be pulled in now.
    ends: Option<End>,
    round: Round,
    /// Media that came in and are identified next.
    identifies: bool,
    /// What comes in is a cleaner, and nothing else.
    pub(super) cleaner: Option<NewCleaner>,
}

impl Injection {
    /// People bring a cleaner.
    pub(super) fn of_cleaner(operation: Guid, cleaner: NewCleaner) -> Injection {
        let cleaner = Some(cleaner);
        Injection { cleaner, ..Injection::new(operation, Some(Waits::Once)) }
    }

    fn new(operation: Guid, waits: Option<Waits>) -> Injection {
        Injection {
            operation,
            waits,
            until: Duration::ZERO,
            ends: None,
            round: match waits {
                Some(_) => Round::Waiting,
                None => Round::TakingIn { last: true, late: false },
            },
            identifies: false,
            cleaner: None,
        }
    }

    /// Nothing came in all that time.
    pub(super) fn is_late(&self) -> bool {
        matches!(self.round, Round::TakingIn { late: true, .. })
    }
}

/// How long people are waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waits {
    /// Until they have brought something.
    Once,
    /// The port opens again after each time that they have.
    Many,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    /// People are waited for.
    Waiting,
    /// What lies in the port is taken in.
    TakingIn {
        /// The port does not open again.
        last: bool,
        /// Nothing came in all that time.
        late: bool,
    },
}

/// Why the port is pulled in although nothing came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// NTMS_INJECT_STOP.
    Stop,
    /// NTMS_INJECT_RETRACT, after which the port opens again.
    Retract,
}

/// How often the port is looked at (people are not faster).
pub(super) const POLL: Duration = Duration::from_secs(2);
/// How long people are waited for where the port does not say.
pub(super) const PATIENCE: Duration = Duration::from_secs(600);

impl Rsm {
    /// Files an injection and gives its operation.
    pub(crate) fn inject(&mut self, library: Key<Library>, many: bool, session: &Session) -> Guid {
        let (waits, action) = match many {
            true => (Waits::Many, InjectOperation::StartMany),
            false => (Waits::Once, InjectOperation::Start),
        };
        self.file_injection(library, Some(waits), action, Some(session))
    }

    /// Looks for media that a person says to have brought, and takes them in.
    pub(crate) fn look_for_brought_media(&mut self, library: Key<Library>) {
        if self.work.worker_of(library).is_some() {
            self.file_injection(library, None, InjectOperation::Retract, None);
        }
    }

    fn file_injection(
        &mut self,
        library: Key<Library>,
        waits: Option<Waits>,
        action: InjectOperation,
        session: Option<&Session>,
    ) -> Guid {
        let operation = self.database.new_id();
        let new = NewRequest {
            operation: LibraryOperation::Inject,
            option: action.value(),
            library,
            media: None,
            side: None,
            priority: 0,
        };
        let work = Injection::new(operation, waits);
        self.file(&new, session, Purpose::Inject(work));
        operation
    }

    /// The request of a live injection of media into a library, and whether it takes in many times.
    pub(crate) fn find_injection(
        &self,
        library: Key<Library>,
        operation: Guid,
    ) -> Option<(Key<LibRequest>, bool)> {
        self.filed(library).find_map(|(request, purpose)| match purpose {
            Purpose::Inject(work) if work.operation == operation && work.cleaner.is_none() => {
                Some((request, work.waits == Some(Waits::Many)))
            }
            _ => None,
        })
    }

    /// NTMS_INJECT_STOP and NTMS_INJECT_RETRACT: the port is pulled in, and what lies in it is
    /// taken in.
    pub(crate) fn end_injection(&mut self, request: Key<LibRequest>, retract: bool) {
        let end = if retract { End::Retract } else { End::Stop };
        let Some((worker, id)) = self.job_of(request) else {
            if !retract {
                self.cancel_queued(request);
            }
            return;
        };
        if let Some(Job { purpose: Purpose::Inject(work), .. }) = self.job(worker, id) {
            work.ends = Some(end);
        }
        self.hurry(worker, id);
    }

    /// The job of a request that is under way.
    pub(super) fn job_of(&self, request: Key<LibRequest>) -> Option<(usize, JobId)> {
        let library = self.database.try_get(request)?.library;
        let worker = self.work.worker_of(library)?;
        let mut jobs = self.work.workers[worker].jobs.iter();
        jobs.find(|(_, job)| job.request == request).map(|(id, _)| (worker, *id))
    }

    /// How long people may take at the mail slot of a library.
    pub(super) fn port_patience(&self, library: Key<Library>) -> Duration {
        let port = self.database.index().ports_of.of(library).next();
        match port.map_or(0, |port| self.database.get(port).max_extend_seconds) {
            0 => PATIENCE,
            seconds => Duration::from_secs(u64::from(seconds)),
        }
    }

    /// Somebody works at the mail slot.
    pub(super) fn port_is_used(&self, worker: usize) -> bool {
        let uses = |job: &Job| matches!(job.purpose, Purpose::Inject(_) | Purpose::Eject(_));
        self.work.workers[worker].jobs.values().any(uses)
    }

    /// Begins when nobody else works at the mail slot, and there is room.
    pub(super) fn try_inject(&mut self, worker: usize, request: Key<LibRequest>, work: Injection) {
        let Some(library) = self.work.workers[worker].library else { return };
        if self.port_is_used(worker) {
            return;
        }
        let has_changer = self.has_changer(worker);
        let has_port = self.database.index().ports_of.count(library) > 0;
        let drives = self.database.index().drives_of.of(library);
        let busy = drives.into_iter().any(|drive| self.work.busy_drives.contains(&drive));
        if !has_changer && busy {
            return;
        }
        if let Some(cleaner) = work.cleaner
            && let Err(error) = self.check_cleaner_home(library, cleaner.slot)
        {
            self.unqueue(request);
            return self.end_request(request, LibraryRequestState::Failed, Some(error));
        }
        if has_changer && work.cleaner.is_none() && self.free_slot(library).is_none() {
            self.ask_for_room(library);
            self.unqueue(request);
            let full = Some(NtmsError::LibraryFull);
            return self.end_request(request, LibraryRequestState::Failed, full);
        }
        let until = self.now().saturating_add(self.port_patience(library));
        let work = Injection { until, ..work };
        let mut job = Job::new(request, Purpose::Inject(work));
        job.steps = match (has_changer, work.waits) {
            (false, _) => vec![Step::Look { scan: false }],
            (true, Some(_)) => steps_to_open(),
            // Somebody may have brought something through the door.
            (true, None) if !has_port => vec![Step::Look { scan: true }],
            (true, None) => steps_to_take_in(),
        }
        .into();
        self.start_job(worker, job);
    }

    /// A slot that a medium could come to.
    fn free_slot(&self, library: Key<Library>) -> Option<Key<StorageSlot>> {
        let cleaner = self.database.get(library).cleaner_slot;
        self.database.index().slots_of.of(library).find(|slot| {
            let row = self.database.get(*slot);
            let free = row.state == SlotState::Empty && row.head.enabled;
            free && Some(*slot) != cleaner && !self.is_promised(*slot, None)
        })
    }

    fn ask_for_room(&mut self, library: Key<Library>) {
        let head = self.database.get(library).head.clone();
        let text = format!("Library {} is full: take media out of it", head.name);
        self.post_service_request(head.id, &text);
    }

    pub(super) fn inject_step_done(
        &mut self,
        worker: usize,
        id: JobId,
        work: Injection,
        step: &Step,
        data: &[Data],
    ) -> Result<(), Failure> {
        match step {
            Step::LookAtPort => {
                self.look_at_port(worker, id, work, elements(data).unwrap_or_default());
                Ok(())
            }
            Step::Look { .. } if !self.has_changer(worker) => {
                self.look_into_drive(worker, id, work, data);
                Ok(())
            }
            Step::Look { .. } => {
                let seen = elements(data).unwrap_or_default();
                match work.cleaner {
                    Some(cleaner) => self.take_cleaner_in(worker, id, &work, cleaner, seen),
                    None => self.take_in(worker, id, work, seen),
                }
            }
            Step::Move { media, to: Spot::Slot(slot), .. } => {
                match (work.cleaner, self.work.workers[worker].library) {
                    (Some(cleaner), Some(library)) => self.install_cleaner(library, cleaner),
                    _ => self.came_in(worker, id, work, *media, *slot),
                }
                Ok(())
            }
            Step::Lock(false) => {
                self.open_again(worker, id, work);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The port goes in when somebody says so, the time is over, its one place is full, or a person
    /// has pushed it in. Else it is looked at again.
    fn look_at_port(
        &mut self,
        worker: usize,
        id: JobId,
        mut work: Injection,
        seen: &[ElementDescriptor],
    ) {
        let Some(library) = self.work.workers[worker].library else { return };
        let out = |port: Key<IePort>| self.database.get(port).position == PortPosition::Extended;
        let was_out = self.database.index().ports_of.of(library).any(out);
        self.note_ports(library, seen);
        let full = seen.iter().any(|element| element.full);
        let is_in = seen.iter().all(|element| element.accessible);
        let expired = self.now() >= work.until;
        let pushed_in = is_in && (full || was_out);
        if !(work.ends.is_some() || expired || pushed_in || (full && seen.len() == 1)) {
            return self.continue_with(worker, id, vec![Step::Rest(POLL), Step::LookAtPort]);
        }
        let again = work.waits == Some(Waits::Many) && (full || work.ends == Some(End::Retract));
        work.round = Round::TakingIn { last: !again, late: expired && !full };
        self.set_purpose(worker, id, Purpose::Inject(work));
        self.continue_with(worker, id, steps_to_take_in());
    }

    /// What the mail slot holds, and whether it is out.
    pub(super) fn note_ports(&mut self, library: Key<Library>, seen: &[ElementDescriptor]) {
        let ports: Vec<Key<IePort>> = self.database.index().ports_of.of(library).collect();
        for port in ports {
            let address = self.address(Spot::Port(port));
            let Some(element) = seen.iter().find(|element| element.address == address) else {
                continue;
            };
            let content = if element.full { PortContent::Full } else { PortContent::Empty };
            let position = match element.accessible {
                true => PortPosition::Retracted,
                false => PortPosition::Extended,
            };
            self.database.update(port, |row| (row.content, row.position) = (content, position));
        }
    }

    /// The port is in: what lies there moves to slots. What finds no slot stays, and people are
    /// asked to make room.
    fn take_in(
        &mut self,
        worker: usize,
        id: JobId,
        work: Injection,
        seen: &[ElementDescriptor],
    ) -> Result<(), Failure> {
        let Some(library) = self.work.workers[worker].library else { return Ok(()) };
        let found = self.take_stock_of_all(library, seen);
        self.note_ports(library, seen);
        let mut steps = Vec::new();
        let mut left = false;
        for there in &found {
            let Unidentified { place, bar_code } = there;
            let Place::Port(port) = *place else { continue };
            if !self.names_cleaner(library, bar_code) {
                self.note_stranger(library, Some(*place), bar_code);
                continue;
            }
            match self.slot_for_cleaner(library) {
                Some(slot) => steps.push(Step::Move {
                    media: None,
                    from: Spot::Port(port),
                    to: Spot::Slot(slot),
                    turn: false,
                }),
                None => left = true,
            }
        }
        let ports = self.database.index().ports_of.of(library);
        let media: Vec<(Key<IePort>, Key<PhysicalMedia>)> = ports
            .filter_map(|port| Some((port, self.database.index().in_port(port)?)))
            .filter(|(_, media)| !self.work.is_busy(*media))
            .collect();
        for (port, media) in media {
            match self.reserve_home(media) {
                Some(slot) => steps.push(Step::Move {
                    media: Some(media),
                    from: Spot::Port(port),
                    to: Spot::Slot(slot),
                    turn: false,
                }),
                None => left = true,
            }
        }
        if left {
            self.ask_for_room(library);
        }
        if left && steps.is_empty() {
            return Err(Failure::new(NtmsError::LibraryFull));
        }
        if steps.is_empty() && work.is_late() && work.waits == Some(Waits::Once) {
            return Err(Failure::new(NtmsError::Timeout));
        }
        steps.push(Step::Lock(false));
        self.identify(library, &found);
        self.continue_with(worker, id, steps);
        Ok(())
    }

    /// One more medium lies in a slot. If nobody knows what it is, it is identified; a cleaner
    /// makes its slot the cleaner's.
    fn came_in(
        &mut self,
        worker: usize,
        id: JobId,
        mut work: Injection,
        media: Option<Key<PhysicalMedia>>,
        slot: Key<StorageSlot>,
    ) {
        let Some(library) = self.work.workers[worker].library else { return };
        match media {
            Some(media) if self.is_stranger(media) => {
                work.identifies = true;
                self.file_identification(library, media, Place::Slot(slot), false);
            }
            Some(media) => self.prepare_unprepared(library, Some(media)),
            None => {
                self.note_cleaner_slot(library, slot);
                self.clean_due_drives(library);
            }
        }
        self.set_purpose(worker, id, Purpose::Inject(work));
    }

    /// After a round of NTMS_INJECT_STARTMANY the port opens for the next one.
    fn open_again(&mut self, worker: usize, id: JobId, work: Injection) {
        let Some(library) = self.work.workers[worker].library else { return };
        let over = work.ends == Some(End::Stop);
        if over || !matches!(work.round, Round::TakingIn { last: false, .. }) {
            return;
        }
        let until = self.now().saturating_add(self.port_patience(library));
        let work = Injection { until, ends: None, round: Round::Waiting, ..work };
        self.set_purpose(worker, id, Purpose::Inject(work));
        self.continue_with(worker, id, steps_to_open());
        self.go_on_waiting();
    }

    /// The drive that stands alone is looked at until it holds something, which is identified: it
    /// has no bar code, and people exchange media as they like.
    fn look_into_drive(&mut self, worker: usize, id: JobId, mut work: Injection, data: &[Data]) {
        let Some(library) = self.work.workers[worker].library else { return };
        let seen = elements(data).unwrap_or_default();
        let full = seen.iter().any(|element| element.full);
        let over = work.ends.is_some() || work.waits.is_none() || self.now() >= work.until;
        if !full && !over {
            let steps = vec![Step::Rest(POLL), Step::Look { scan: false }];
            return self.continue_with(worker, id, steps);
        }
        let found = self.take_stock(library, seen);
        if full {
            work.identifies = true;
            let drives: Vec<_> = self.database.index().drives_of.of(library).collect();
            for drive in drives {
                self.database.update(drive, |row| row.state = DriveState::Mounted);
            }
            self.identify(library, &found);
            self.identify_all(library);
        }
        self.set_purpose(worker, id, Purpose::Inject(work));
    }

    pub(super) fn end_inject(&mut self, work: &Injection) {
        // What is identified first is waited for until it is.
        if !work.identifies {
            self.go_on_waiting();
        }
    }
}

fn steps_to_open() -> Vec<Step> {
    vec![Step::Lock(false), Step::Port { open: true }, Step::LookAtPort]
}

fn steps_to_take_in() -> Vec<Step> {
    vec![Step::Port { open: false }, Step::Lock(true), Step::Look { scan: false }]
}
