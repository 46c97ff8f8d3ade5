//! Putting media out through the mail slot, or letting a drive that stands alone give its medium to
//! a person.
//!
//! A medium that lies in the mail slot is out of the library for everybody who asks; the port is
//! full until somebody takes it away.

use std::time::Duration;

use wire::Guid;
use wire::ntms::NtmsError;
use wire::ntms::object::PoolType;
use wire::ntms::operation::{EjectOperation, LibraryOperation};
use wire::ntms::option::MediaPoolPolicy;
use wire::ntms::state::{LibraryRequestState, MediaState, PortContent, SideState};
use wire::scsi::Data;

use super::inject::POLL;
use super::inventory::elements;
use super::job::{Failure, Job, JobId, Purpose};
use super::queue::NewRequest;
use super::step::{Spot, Step};
use crate::database::{IePort, Key, LibRequest, Library, OpRequest, PhysicalMedia, StorageSlot};
use crate::engine::Rsm;
use crate::furnish;
use crate::session::Session;

/// Media that go out together, or a cleaner.
#[derive(Clone, Debug)]
pub(crate) struct Ejection {
    pub(super) operation: Guid,
    pub(super) media: Vec<Key<PhysicalMedia>>,
    /// The slot of the cleaner that goes out.
    pub(super) cleaner: Option<Key<StorageSlot>>,
    /// When nobody is waited for any longer.
    until: Duration,
    /// NTMS_EJECT_STOP.
    stopped: bool,
    /// People were asked to empty the port.
    asked: Option<Key<OpRequest>>,
    /// Media lie in the port for people to take.
    is_out: bool,
}

impl Ejection {
    /// Media, or the cleaner of a slot.
    pub(super) fn new(
        operation: Guid,
        media: Vec<Key<PhysicalMedia>>,
        cleaner: Option<Key<StorageSlot>>,
    ) -> Ejection {
        Ejection {
            operation,
            media,
            cleaner,
            until: Duration::ZERO,
            stopped: false,
            asked: None,
            is_out: false,
        }
    }
}

impl Rsm {
    /// Files the ejection of media of one library, which nobody else gets from now on.
    pub(crate) fn eject(
        &mut self,
        library: Key<Library>,
        media: Vec<Key<PhysicalMedia>>,
        operation: Guid,
        session: &Session,
    ) -> Key<LibRequest> {
        for medium in &media {
            self.work.busy_media.insert(*medium);
            self.work.busy_drives.extend(self.database.get(*medium).drive);
            self.database.update(*medium, |row| row.state = MediaState::InUse);
        }
        let new = NewRequest {
            operation: LibraryOperation::Eject,
            option: EjectOperation::Start.value(),
            library,
            media: media.first().copied(),
            side: None,
            priority: 0,
        };
        self.file(&new, Some(session), Purpose::Eject(Ejection::new(operation, media, None)))
    }

    /// The requests of a live ejection of media, one for each library that it concerns.
    pub(crate) fn find_ejections(&self, operation: Guid) -> Vec<Key<LibRequest>> {
        let of = |purpose: &Purpose| match purpose {
            Purpose::Eject(work) => work.operation == operation && work.cleaner.is_none(),
            _ => false,
        };
        let purposes = self.work.purposes.iter();
        purposes.filter(|(_, purpose)| of(purpose)).map(|(request, _)| *request).collect()
    }

    /// NTMS_EJECT_STOP: what is not out yet stays, and nobody is waited for.
    pub(crate) fn stop_ejection(&mut self, request: Key<LibRequest>) {
        let Some((worker, id)) = self.job_of(request) else {
            self.cancel_queued(request);
            return;
        };
        if let Some(Job { purpose: Purpose::Eject(work), .. }) = self.job(worker, id) {
            work.stopped = true;
        }
        self.hurry(worker, id);
    }

    /// Begins when nobody else works at the mail slot.
    pub(super) fn try_eject(&mut self, worker: usize, request: Key<LibRequest>, work: Ejection) {
        let Some(library) = self.work.workers[worker].library else { return };
        if self.port_is_used(worker) || (work.cleaner.is_some() && self.cleaner_is_moved(worker)) {
            return;
        }
        if let Some(slot) = work.cleaner
            && let Err(error) = self.check_cleaner_there(library, slot)
        {
            self.unqueue(request);
            return self.end_request(request, LibraryRequestState::Failed, Some(error));
        }
        let until = self.now().saturating_add(self.port_patience(library));
        let steps = match self.has_changer(worker) {
            true => vec![Step::Port { open: false }, Step::LookAtPort],
            false => self
                .database
                .index()
                .drives_of
                .of(library)
                .filter(|drive| self.database.index().in_drive(*drive).is_some())
                .map(Step::Unload)
                .collect(),
        };
        let mut job = Job::new(request, Purpose::Eject(Ejection { until, ..work }));
        job.steps = steps.into();
        self.start_job(worker, job);
    }

    pub(super) fn eject_step_done(
        &mut self,
        worker: usize,
        id: JobId,
        work: Ejection,
        step: &Step,
        data: &[Data],
    ) -> Result<(), Failure> {
        let Some(library) = self.work.workers[worker].library else { return Ok(()) };
        match step {
            Step::LookAtPort => {
                self.note_ports(library, elements(data).unwrap_or_default());
                if work.is_out {
                    self.wait_for_people(worker, id, library, &work);
                    return Ok(());
                }
                self.put_out(worker, id, library, work)
            }
            Step::Move { media: Some(media), from, to: Spot::Port(_), .. } => {
                if let Spot::Drive(drive) = from {
                    self.work.busy_drives.remove(drive);
                }
                self.take_off(worker, id, work, *media);
                Ok(())
            }
            Step::Move { media: None, to: Spot::Port(_), .. } => {
                self.forget_cleaner(library);
                Ok(())
            }
            Step::Unload(drive) if !self.has_changer(worker) => {
                if let Some(media) = self.database.index().in_drive(*drive) {
                    self.take_off(worker, id, work, media);
                }
                self.work.busy_drives.remove(drive);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The places of the mail slot that nothing lies in.
    fn empty_ports(&self, library: Key<Library>) -> Vec<Key<IePort>> {
        let empty = |port: &Key<IePort>| self.database.get(*port).content == PortContent::Empty;
        self.database.index().ports_of.of(library).filter(empty).collect()
    }

    /// The media go to the port, when it has room; else people are asked to empty it.
    fn put_out(
        &mut self,
        worker: usize,
        id: JobId,
        library: Key<Library>,
        mut work: Ejection,
    ) -> Result<(), Failure> {
        let ports = self.empty_ports(library);
        if work.stopped {
            self.continue_with(worker, id, vec![Step::Lock(false)]);
            return Ok(());
        }
        if ports.len() < work.media.len() + usize::from(work.cleaner.is_some()) {
            if self.now() >= work.until {
                return Err(Failure::new(NtmsError::IeportFull));
            }
            if work.asked.is_none() {
                let head = self.database.get(library).head.clone();
                let text = format!("Take what lies in the mail slot of library {}", head.name);
                work.asked = Some(self.post_service_request(head.id, &text));
                self.set_purpose(worker, id, Purpose::Eject(work));
            }
            let steps = vec![Step::Lock(false), Step::Rest(POLL), Step::LookAtPort];
            self.continue_with(worker, id, steps);
            return Ok(());
        }
        if let Some(request) = work.asked.take() {
            self.complete_operator_request(request);
        }
        let mut steps = vec![Step::Lock(true)];
        if let (Some(slot), Some(port)) = (work.cleaner, ports.first()) {
            let (from, to) = (Spot::Slot(slot), Spot::Port(*port));
            steps.push(Step::Move { media: None, from, to, turn: false });
        }
        for (media, port) in work.media.iter().zip(ports) {
            let Some(from) = self.spot_of(*media) else { continue };
            let mut turn = false;
            if let Spot::Drive(drive) = from {
                steps.push(Step::Unload(drive));
                turn = self.lies_turned(*media);
            }
            let to = Spot::Port(port);
            steps.push(Step::Move { media: Some(*media), from, to, turn });
        }
        steps.extend([Step::Lock(false), Step::Port { open: true }, Step::LookAtPort]);
        work.is_out = true;
        self.set_purpose(worker, id, Purpose::Eject(work));
        self.continue_with(worker, id, steps);
        Ok(())
    }

    /// Until the port is empty, the time is over or somebody says so; then it goes in again.
    fn wait_for_people(
        &mut self,
        worker: usize,
        id: JobId,
        library: Key<Library>,
        work: &Ejection,
    ) {
        let all = self.database.index().ports_of.count(library);
        let empty = self.empty_ports(library).len() == all;
        let steps = match empty || work.stopped || self.now() >= work.until {
            true => vec![Step::Port { open: false }],
            false => vec![Step::Rest(POLL), Step::LookAtPort],
        };
        self.continue_with(worker, id, steps);
    }

    /// A medium is out: it lies on the shelf, or is forgotten if it is of those that nobody owns
    /// (EjectNtmsMedia, and NTMS_COMPUTERINFORMATION, dwMediaPoolPolicy).
    fn take_off(
        &mut self,
        worker: usize,
        id: JobId,
        mut work: Ejection,
        media: Key<PhysicalMedia>,
    ) {
        work.media.retain(|other| *other != media);
        self.set_purpose(worker, id, Purpose::Eject(work));
        self.work.busy_media.remove(&media);
        if self.is_forgotten_when_out(media) {
            return self.forget_medium(media);
        }
        let here = self.database.get(media).library;
        let shelf = self.database.offline_library().unwrap_or(here);
        furnish::lay(&mut self.database, media, shelf, None);
    }

    fn is_forgotten_when_out(&self, media: Key<PhysicalMedia>) -> bool {
        let row = self.database.get(media);
        let policy = self.database.get(self.database.computer()).media_pool_policy;
        let useless = (0..row.sides).all(|side| {
            self.database.get(row.first_side.next(side)).state == SideState::Incompatible
        });
        match self.database.get(row.pool).pool_type {
            PoolType::Scratch => policy.contains(MediaPoolPolicy::PURGEOFFLINESCRATCH),
            PoolType::Import => !policy.contains(MediaPoolPolicy::KEEPOFFLINEIMPORT),
            PoolType::Foreign => true,
            _ => useless,
        }
    }

    /// What did not get out is as it was before.
    pub(super) fn end_eject(&mut self, work: &Ejection) {
        self.let_go(&Purpose::Eject(work.clone()));
        if let Some(request) = work.asked.filter(|key| self.is_open_for_operator(*key)) {
            self.complete_operator_request(request);
        }
    }
}
