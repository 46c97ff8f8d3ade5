//! Jobs: requests under way, step by step.

use std::collections::VecDeque;

use wire::ntms::NtmsError;
use wire::ntms::state::LibraryRequestState;
use wire::scsi::{Data, Outcome, TaskId};

use super::errand::{Ended, Errand, Wish};
use super::mount::GroupId;
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
    },
}

/// Why a job failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The code in the request's row.
    pub(crate) recorded: NtmsError,
    /// The code for the caller, one that its function documents.
    pub(crate) told: NtmsError,
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
    pub(super) drive: Option<Key<Drive>>,
    pub(super) media: Option<Key<PhysicalMedia>>,
    /// What it moves out of the way first: drives and media that it has until it ends.
    pub(super) borrowed: (Vec<Key<Drive>>, Vec<Key<PhysicalMedia>>),
    /// Why it failed; what it still does is tidying up.
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
            drive: None,
            media: None,
            borrowed: (Vec::new(), Vec::new()),
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
        self.database.update(job.request, |row| row.state = LibraryRequestState::InProcess);
        self.work.busy_drives.extend(job.drive);
        self.work.busy_media.extend(job.media);
        self.work.busy_drives.extend(&job.borrowed.0);
        self.work.busy_media.extend(&job.borrowed.1);
        self.work.workers[worker].queue.retain(|(.., request)| *request != job.request);
        self.work.workers[worker].jobs.insert(id, job);
        self.next_step(worker, id);
    }

    pub(super) fn job(&mut self, worker: usize, id: JobId) -> Option<&mut Job> {
        self.work.workers.get_mut(worker)?.jobs.get_mut(&id)
    }

    /// Begins the next step of a job, or ends the job after its last.
    pub(super) fn next_step(&mut self, worker: usize, id: JobId) {
        let Some(job) = self.job(worker, id) else { return };
        job.tries = 0;
        job.step = job.steps.pop_front();
        match job.step {
            Some(_) => self.begin_step(worker, id),
            None => self.end_job(worker, id),
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
        match self.errand_of(worker, &step) {
            Some(errand) => {
                if let Some(job) = self.job(worker, id) {
                    job.errand = Some(errand);
                }
                self.go_on(worker, id, None);
            }
            // There is no device to do it: the step ends as if nobody answered.
            None => self.end_step(worker, id, Ended::Silent),
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
        job.errand = None;
        let Some(step) = job.step.clone() else { return };
        match ended {
            Ended::Good(data) => self.step_done(worker, id, &step, data),
            Ended::Refused(sense) => self.step_refused(worker, id, &step, Some(sense)),
            Ended::Silent => self.step_refused(worker, id, &step, None),
        }
    }

    /// A step did what it was for.
    pub(super) fn step_done(&mut self, worker: usize, id: JobId, step: &Step, data: Vec<Data>) {
        self.record(worker, step);
        let judged = self.judge(worker, id, step, &data);
        self.release_robot(worker, id);
        match judged {
            Ok(()) => self.next_step(worker, id),
            Err(failure) => self.fail_job(worker, id, failure),
        }
        self.keep(None);
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
        if job.failure.is_some() {
            return Ok(());
        }
        match job.purpose.clone() {
            Purpose::Mount { group, member } => {
                self.mount_step_done(worker, id, group, member, step, data)
            }
            Purpose::Dismount { .. } => Ok(()),
        }
    }

    /// Lets the next job have the robot.
    pub(super) fn release_robot(&mut self, worker: usize, id: JobId) {
        let there = &mut self.work.workers[worker];
        if there.robot != Some(id) {
            return;
        }
        there.robot = None;
        self.lend_robot(worker);
    }

    pub(super) fn lend_robot(&mut self, worker: usize) {
        let there = &mut self.work.workers[worker];
        if there.trouble.is_none()
            && there.robot.is_none()
            && let Some(next) = there.wants_robot.pop_front()
        {
            self.begin_step(worker, next);
        }
    }

    /// A job cannot do what it was for. It tidies up first.
    pub(super) fn fail_job(&mut self, worker: usize, id: JobId, failure: Failure) {
        self.release_robot(worker, id);
        let Some(job) = self.job(worker, id) else { return };
        if job.failure.is_some() {
            // Tidying up failed too: things stay where they are.
            job.steps.clear();
        } else {
            job.failure = Some(failure);
            let (drive, media) = (job.drive, job.media);
            let steps = match (drive, media) {
                (Some(drive), Some(media)) => self.steps_home(drive, media),
                _ => Vec::new(),
            };
            if let Some(job) = self.job(worker, id) {
                job.steps = steps.into();
            }
        }
        self.next_step(worker, id);
    }

    /// The end of a job: its request ends, drive and medium are free unless a session holds them.
    fn end_job(&mut self, worker: usize, id: JobId) {
        let Some(job) = self.work.workers[worker].jobs.remove(&id) else { return };
        self.release_robot(worker, id);
        for drive in &job.borrowed.0 {
            self.work.busy_drives.remove(drive);
        }
        for media in &job.borrowed.1 {
            self.work.busy_media.remove(media);
        }
        let error = job.failure.map(|failure| failure.recorded);
        match job.purpose {
            Purpose::Mount { group, member } => self.end_mount(&job, group, member),
            Purpose::Dismount { media } => self.end_dismount(&job, media),
        }
        self.work.purposes.remove(&job.request);
        let state = match (error, job.called_off) {
            (Some(_), _) => LibraryRequestState::Failed,
            (None, Some(_)) => LibraryRequestState::Cancelled,
            (None, None) => LibraryRequestState::Passed,
        };
        self.end_request(job.request, state, error);
        self.keep(None);
    }
}
