//! Jobs: requests under way, step by step.

use std::collections::VecDeque;
use std::time::Duration;

use wire::ntms::NtmsError;
use wire::ntms::operation::InventoryMethod;
use wire::ntms::state::{DriveState, LibraryRequestState, MediaState};
use wire::scsi::{Data, Lun, Outcome, TaskId};

use super::clean::Cleaning;
use super::door::Visit;
use super::eject::Ejection;
use super::errand::{Ended, Errand, Wish};
use super::group::GroupId;
use super::identify::Identification;
use super::inject::Injection;
use super::inventory::lone_drive;
use super::scratch::Preparation;
use super::slot::SlotChange;
use super::step::Step;
use super::worker::{Sender, WorkTimer};
use crate::database::{Drive, Key, LibRequest, PhysicalMedia};
use crate::engine::{Rsm, Timer};

/// A job for as long as the service runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct JobId(pub(super) u32);

/// What a request is for, beside what its row says.
#[derive(Clone, Debug)]
pub(crate) enum Purpose {
    /// To mount a member of a group.
    Mount {
        /// The group.
        group: GroupId,
        /// Which of its members.
        member: usize,
    },
    /// To bring a medium from its drive to its slot.
    Dismount {
        /// The medium.
        media: Key<PhysicalMedia>,
        /// The drive.
        drive: Key<Drive>,
    },
    /// To compare the shelves with the database.
    Inventory(InventoryMethod),
    /// To find out what a medium is.
    Identify(Identification),
    /// To take media in.
    Inject(Injection),
    /// To put media out.
    Eject(Ejection),
    /// To make a medium one that anybody may use.
    Prepare(Preparation),
    /// To clean a drive.
    Clean(Cleaning),
    /// To let people open the door.
    Door(Visit),
    /// To make a slot the cleaner's, or no longer; no job is needed for it.
    CleanerSlot(SlotChange),
}

/// Why a job failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The code in the request's row.
    pub(crate) recorded: NtmsError,
    /// The code for the caller, one that its function documents.
    pub(crate) told: NtmsError,
}

impl Failure {
    /// A failure of hardware, which callers hear of as a state that does not allow what they want.
    pub(super) const fn new(recorded: NtmsError) -> Failure {
        Failure { recorded, told: NtmsError::InvalidState }
    }
}

/// A request under way.
#[derive(Debug)]
pub(crate) struct Job {
    pub(super) request: Key<LibRequest>,
    pub(super) purpose: Purpose,
    pub(super) steps: VecDeque<Step>,
    /// The step under way.
    pub(super) step: Option<Step>,
    pub(super) errand: Option<Errand>,
    /// Times that the step was begun again.
    pub(super) tries: u32,
    /// A move of this step was sent whose end nobody heard: it may have been made.
    pub(super) unheard: bool,
    /// The step is none of its own: it empties the hand that an earlier job left full.
    pub(super) puts_away: bool,
    pub(super) drive: Option<Key<Drive>>,
    pub(super) media: Option<Key<PhysicalMedia>>,
    /// What it moves out of the way first: drives and media that it has until it ends.
    pub(super) borrowed: (Vec<Key<Drive>>, Vec<Key<PhysicalMedia>>),
    /// What it still does is putting things where they belong.
    pub(super) tidies: bool,
    /// Why it failed.
    pub(super) failure: Option<Failure>,
    /// Nobody wants it any more.
    pub(super) called_off: Option<NtmsError>,
}

impl Job {
    pub(super) fn new(request: Key<LibRequest>, purpose: Purpose) -> Job {
        Job {
            request,
            purpose,
            steps: VecDeque::new(),
            step: None,
            errand: None,
            tries: 0,
            unheard: false,
            puts_away: false,
            drive: None,
            media: None,
            borrowed: (Vec::new(), Vec::new()),
            tidies: false,
            failure: None,
            called_off: None,
        }
    }
}

impl Rsm {
    /// A job begins: its request is under way, its drive and medium are taken.
    pub(super) fn start_job(&mut self, worker: usize, job: Job) {
        self.work.last_job += 1;
        let id = JobId(self.work.last_job);
        self.dequeue(worker, job.request);
        self.database.update(job.request, |row| {
            row.state = LibraryRequestState::InProcess;
            row.order = 0;
        });
        self.work.busy_drives.extend(job.drive);
        self.work.busy_media.extend(job.media);
        self.work.busy_drives.extend(&job.borrowed.0);
        self.work.busy_media.extend(&job.borrowed.1);
        self.work.workers[worker].jobs.insert(id, job);
        self.next_step(worker, id);
    }

    pub(super) fn job(&mut self, worker: usize, id: JobId) -> Option<&mut Job> {
        self.work.workers.get_mut(worker)?.jobs.get_mut(&id)
    }

    /// Begins the next step of a job, or ends the job after its last.
    pub(super) fn next_step(&mut self, worker: usize, id: JobId) {
        let Some(job) = self.job(worker, id) else { return };
        (job.tries, job.unheard, job.puts_away) = (0, false, false);
        job.step = job.steps.pop_front();
        // What was planned from a look at the shelves holds as long as nobody else moves anything.
        let keeps_robot = job.step.as_ref().is_some_and(Step::needs_robot);
        let ends = job.step.is_none();
        if !keeps_robot {
            self.release_robot(worker, id);
        }
        match ends {
            false => self.begin_step(worker, id),
            true => self.end_job(worker, id),
        }
    }

    /// Begins the step at hand, when the robot is free for it.
    pub(super) fn begin_step(&mut self, worker: usize, id: JobId) {
        let Some(step) = self.job(worker, id).and_then(|job| job.step.clone()) else { return };
        let there = &mut self.work.workers[worker];
        if step.needs_robot() && there.robot != Some(id) {
            if there.robot.is_some() || there.trouble.is_some() {
                if !there.wants_robot.contains(&id) {
                    there.wants_robot.push_back(id);
                }
                return;
            }
            there.robot = Some(id);
        }
        if let Step::Rest(pause) | Step::Hold(pause) = step {
            return self.rest(worker, id, pause);
        }
        if self.is_elsewhere(&step) {
            let gone = Failure::new(NtmsError::MediumNotAccessible);
            return self.fail_job(worker, id, gone);
        }
        match self.errand_of(worker, &step) {
            Some(errand) => {
                if let Some(job) = self.job(worker, id) {
                    job.errand = Some(errand);
                }
                self.go_on(worker, id, None);
            }
            // There is no device to do it.
            None => self.fail_job(worker, id, Failure::new(NtmsError::DeviceNotAvailable)),
        }
    }

    /// A job does nothing for a while.
    fn rest(&mut self, worker: usize, id: JobId, pause: Duration) {
        let due = self.now().saturating_add(pause);
        self.set_timer(due, Timer::Work(WorkTimer::Errand(worker, id)));
        let mut errand = Errand::new(Lun(0), Vec::new());
        errand.due = Some(due);
        if let Some(job) = self.job(worker, id) {
            job.errand = Some(errand);
        }
    }

    /// A job that rests goes on at once.
    pub(super) fn hurry(&mut self, worker: usize, id: JobId) {
        let now = self.now();
        let Some(job) = self.job(worker, id) else { return };
        let rests = matches!(job.step, Some(Step::Rest(_) | Step::Hold(_)));
        let Some(errand) = job.errand.as_mut().filter(|_| rests) else { return };
        if let Some(due) = errand.due.replace(now) {
            let timer = Timer::Work(WorkTimer::Errand(worker, id));
            self.drop_timer(due, timer);
            self.set_timer(now, timer);
        }
    }

    /// Sends the next command of a job's errand, after the answer to the last one.
    fn go_on(&mut self, worker: usize, id: JobId, outcome: Option<Outcome>) {
        let Some(errand) = self.job(worker, id).and_then(|job| job.errand.as_mut()) else { return };
        let wish = match outcome {
            Some(outcome) => errand.answered(outcome),
            None => errand.next(),
        };
        let (lun, patience) = (errand.lun, errand.patience());
        let due = errand.due.take();
        let timer = Timer::Work(WorkTimer::Errand(worker, id));
        if let Some(due) = due {
            self.drop_timer(due, timer);
        }
        let (task, wait) = match wish {
            Wish::Send(command) => {
                let cable = self.work.workers[worker].attachment.cable;
                let task = self.send(cable, lun, command);
                self.work.senders.insert(task, Sender::Job(worker, id));
                (Some(task), patience)
            }
            Wish::Rest(rest) => (None, rest),
            Wish::End(ended) => return self.end_step(worker, id, ended),
        };
        let due = self.now().saturating_add(wait);
        self.set_timer(due, timer);
        if let Some(errand) = self.job(worker, id).and_then(|job| job.errand.as_mut()) {
            errand.task = task;
            errand.due = Some(due);
        }
    }

    /// The answer of a device to whoever sent the command. Nobody waits for answers that come
    /// after the device was given up.
    pub(crate) fn errand_answered(&mut self, task: TaskId, outcome: Outcome) {
        match self.work.senders.remove(&task) {
            Some(Sender::Job(worker, id)) => {
                let waits = self
                    .job(worker, id)
                    .and_then(|job| job.errand.as_ref())
                    .is_some_and(|errand| errand.task == Some(task));
                if waits {
                    self.go_on(worker, id, Some(outcome));
                }
            }
            Some(Sender::Discovery(worker)) => self.discovery_answered(worker, outcome),
            Some(Sender::Trouble(worker)) => self.trouble_answered(worker, outcome),
            None => {}
        }
    }

    /// An errand has rested or waited long enough.
    pub(super) fn errand_due(&mut self, worker: usize, id: JobId) {
        let Some(errand) = self.job(worker, id).and_then(|job| job.errand.as_mut()) else { return };
        errand.due = None;
        match errand.task.take() {
            Some(task) => {
                self.work.senders.remove(&task);
                self.end_step(worker, id, Ended::Silent);
            }
            None => self.go_on(worker, id, None),
        }
    }

    /// What a step brought about is written down; then comes the next.
    fn end_step(&mut self, worker: usize, id: JobId, ended: Ended) {
        let Some(job) = self.job(worker, id) else { return };
        let told = job.errand.take().map(|errand| (errand.wants_cleaning, errand.magazine_moved));
        let (wants_cleaning, magazine_moved) = told.unwrap_or_default();
        let Some(step) = job.step.clone() else { return };
        if magazine_moved {
            self.note_magazine(worker, id);
        }
        if let Some(drive) = step.drive() {
            let works = matches!((&step, &ended), (Step::ReadLabel(_), Ended::Good(_)));
            self.note_cleanliness(drive, wants_cleaning, works);
        }
        match ended {
            Ended::Good(_) if matches!(step, Step::Look { .. }) && !self.has_changer(worker) => {
                self.step_done(worker, id, &step, vec![lone_drive(true)]);
            }
            Ended::Good(data) => self.step_done(worker, id, &step, data),
            Ended::Refused(sense) => self.step_refused(worker, id, &step, Some(sense)),
            Ended::Silent => self.step_refused(worker, id, &step, None),
        }
    }

    /// A step did what it was for.
    pub(super) fn step_done(&mut self, worker: usize, id: JobId, step: &Step, data: Vec<Data>) {
        self.record(worker, step);
        match self.judge(worker, id, step, &data) {
            Ok(()) => self.next_step(worker, id),
            Err(failure) => self.fail_job(worker, id, failure),
        }
        self.keep();
    }

    /// What a finished step means for the job.
    fn judge(
        &mut self,
        worker: usize,
        id: JobId,
        step: &Step,
        data: &[Data],
    ) -> Result<(), Failure> {
        let Some(job) = self.job(worker, id) else { return Ok(()) };
        if job.puts_away {
            self.hand_emptied(worker, step);
            return Ok(());
        }
        if job.tidies {
            return Ok(());
        }
        let called_off = job.called_off.is_some();
        match job.purpose.clone() {
            Purpose::Mount { group, member } => self.mount_step_done(group, member, step, data),
            Purpose::Dismount { .. } | Purpose::CleanerSlot(_) => Ok(()),
            Purpose::Inventory(method) => {
                self.inventory_step_done(worker, id, method, step, data);
                Ok(())
            }
            Purpose::Identify(_) | Purpose::Prepare(_) if called_off => {
                self.tidy(worker, id);
                Ok(())
            }
            Purpose::Identify(work) => self.identify_step_done(worker, id, work, step, data),
            Purpose::Prepare(work) => self.prepare_step_done(worker, id, work, step, data),
            Purpose::Inject(work) => self.inject_step_done(worker, id, work, step, data),
            Purpose::Eject(work) => self.eject_step_done(worker, id, work, step, data),
            Purpose::Clean(work) => self.clean_step_done(worker, id, work, step, data),
            Purpose::Door(work) => self.door_step_done(worker, id, work, step, data),
        }
    }

    /// A job goes on with other steps than it had before it.
    pub(super) fn continue_with(&mut self, worker: usize, id: JobId, steps: Vec<Step>) {
        if let Some(job) = self.job(worker, id) {
            job.steps = steps.into();
        }
    }

    /// What a job is for has changed.
    pub(super) fn set_purpose(&mut self, worker: usize, id: JobId, purpose: Purpose) {
        if let Some(job) = self.job(worker, id) {
            job.purpose = purpose;
        }
    }

    /// From now on a job only puts things where they belong.
    fn tidy(&mut self, worker: usize, id: JobId) {
        let Some(job) = self.job(worker, id) else { return };
        job.tidies = true;
        let (drive, media) = (job.drive, job.media);
        let steps = match (job.purpose.clone(), drive, media) {
            (Purpose::Inject(_) | Purpose::Eject(_), ..) if self.has_changer(worker) => {
                vec![Step::Port { open: false }, Step::Lock(false)]
            }
            (Purpose::Clean(work), ..) => self.steps_after_cleaning(work),
            (_, Some(drive), Some(media)) => self.steps_home(drive, media),
            _ => Vec::new(),
        };
        self.continue_with(worker, id, steps);
    }

    /// What a worker has is a library and not a drive alone.
    pub(super) fn has_changer(&self, worker: usize) -> bool {
        self.work.workers[worker].changer.is_some()
    }

    /// The drive and the medium of a job.
    pub(super) fn drive_and_medium(
        &mut self,
        worker: usize,
        id: JobId,
    ) -> Option<(Key<Drive>, Key<PhysicalMedia>)> {
        let job = self.job(worker, id)?;
        Some((job.drive?, job.media?))
    }

    /// A job that needs a drive and a medium, and for a while what is in its way.
    pub(super) fn job_in_drive(
        &self,
        request: Key<LibRequest>,
        purpose: Purpose,
        media: Key<PhysicalMedia>,
        drive: Key<Drive>,
    ) -> Job {
        let mut job = Job::new(request, purpose);
        job.drive = Some(drive);
        job.media = Some(media);
        let in_the_way = self.database.index().in_drive(drive);
        job.borrowed.1.extend(in_the_way.filter(|other| *other != media));
        let is_in = self.database.get(media).drive;
        job.borrowed.0.extend(is_in.filter(|at| *at != drive));
        job
    }

    /// Drive and medium of a job are free again, and what is in the drive is idle.
    pub(super) fn free(&mut self, job: &Job) {
        if let Some(media) = job.media {
            self.work.busy_media.remove(&media);
            self.note_idle(media);
        }
        let Some(drive) = job.drive else { return };
        self.work.busy_drives.remove(&drive);
        // A look at the shelves may have told meanwhile that it is another medium.
        if let Some(media) = self.database.index().in_drive(drive) {
            self.note_idle(media);
        }
    }

    /// Nobody uses a medium any more. Without a robot it stays in its drive until somebody wants it
    /// or the drive.
    pub(super) fn note_idle(&mut self, media: Key<PhysicalMedia>) {
        let Some(row) = self.database.try_get(media).filter(|_| !self.work.is_busy(media)) else {
            return;
        };
        let drive = row.drive;
        self.database.update(media, |row| row.state = MediaState::Idle);
        if let Some(drive) = drive {
            self.database.update(drive, |row| {
                if row.state == DriveState::Loaded {
                    row.state = DriveState::Dismountable;
                }
            });
        }
    }

    /// A job cannot do what it was for. It tidies up before it ends.
    pub(super) fn fail_job(&mut self, worker: usize, id: JobId, failure: Failure) {
        self.release_robot(worker, id);
        let Some(job) = self.job(worker, id) else { return };
        if job.tidies {
            // Tidying up failed too: things stay where they are.
            job.failure.get_or_insert(failure);
            job.steps.clear();
        } else {
            job.failure = Some(failure);
            self.tidy(worker, id);
        }
        self.next_step(worker, id);
    }

    /// The end of a job: its request ends, drive and medium are free unless a session holds them.
    fn end_job(&mut self, worker: usize, id: JobId) {
        let Some(job) = self.work.workers[worker].jobs.remove(&id) else { return };
        self.release_robot(worker, id);
        self.work.busy_drives.retain(|drive| !job.borrowed.0.contains(drive));
        self.work.busy_media.retain(|media| !job.borrowed.1.contains(media));
        match &job.purpose {
            Purpose::Mount { group, member } => self.end_mount(&job, *group, *member),
            Purpose::Dismount { .. } => self.end_dismount(&job),
            Purpose::Inventory(_) | Purpose::CleanerSlot(_) => {}
            Purpose::Identify(work) => self.end_identify(&job, work),
            Purpose::Inject(work) => self.end_inject(work),
            Purpose::Eject(work) => self.end_eject(work),
            Purpose::Prepare(work) => self.end_prepare(&job, work),
            Purpose::Clean(work) => self.end_clean(&job, work),
            Purpose::Door(work) => self.end_door(work),
        }
        self.work.purposes.remove(&job.request);
        // What a dismount could not take out would be tried again for ever.
        if let Some(drive) = job.drive.filter(|_| !matches!(job.purpose, Purpose::Dismount { .. }))
        {
            self.clear_disabled(drive, None);
        }
        let error = job.failure.map(|failure| failure.recorded);
        let state = match (error, job.called_off) {
            (Some(_), _) => LibraryRequestState::Failed,
            (None, Some(_)) => LibraryRequestState::Cancelled,
            (None, None) => LibraryRequestState::Passed,
        };
        self.end_request(job.request, state, error);
        self.keep();
    }
}
