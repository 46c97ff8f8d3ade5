//! What is under way at each library: its devices, its queue, its jobs.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use wire::ntms::SessionId;
use wire::scsi::{Lun, TaskId};

use super::agree::Given;
use super::errand::Errand;
use super::group::{Group, GroupId, Hold};
use super::job::{Job, JobId, Purpose};
use super::trouble::Trouble;
use crate::config::{Attachment, Cable};
use crate::database::{Drive, Key, LibRequest, Library, LookUp, PhysicalMedia};
use crate::device::Discovery;

/// What is due in the work on libraries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WorkTimer {
    /// A worker looks at its devices again.
    Discovery(usize),
    /// An errand has rested or waited long enough.
    Errand(usize, JobId),
    /// A changer that needed people is asked whether it works again.
    Trouble(usize),
    /// A medium stayed long enough in its drive after a deferred dismount.
    Deferred(Key<Drive>),
}

/// Whose command it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    Discovery(usize),
    Job(usize, JobId),
    Trouble(usize),
}

/// How far a worker is.
#[derive(Debug)]
pub(super) enum Stage {
    /// It has not begun.
    Idle,
    /// It finds out what is there.
    Discovering(Box<Discovery>),
    /// It works.
    Online,
    /// Nothing answers there.
    Absent,
}

/// A request in a queue: kind, rank, age.
pub(super) type QueueEntry = (u32, u64, Key<LibRequest>);

/// Everything under way at one library or stand-alone drive.
#[derive(Debug)]
pub(super) struct Worker {
    pub(super) attachment: Attachment,
    pub(super) stage: Stage,
    pub(super) library: Option<Key<Library>>,
    pub(super) changer: Option<Lun>,
    pub(super) luns: BTreeMap<Key<Drive>, Lun>,
    /// Requests that no job has begun.
    pub(super) queue: BTreeSet<QueueEntry>,
    pub(super) jobs: BTreeMap<JobId, Job>,
    /// The job that has the robot, and those that want it.
    pub(super) robot: Option<JobId>,
    pub(super) wants_robot: VecDeque<JobId>,
    /// The changer does not work until somebody helps.
    pub(super) trouble: Option<Trouble>,
    /// A job's errand, or the one that asks after trouble.
    pub(super) probe: Option<Errand>,
}

/// The work on all libraries of a service.
#[derive(Debug)]
pub(crate) struct Work {
    pub(super) workers: Vec<Worker>,
    pub(super) senders: LookUp<TaskId, Sender>,
    pub(super) purposes: BTreeMap<Key<LibRequest>, Purpose>,
    pub(super) groups: BTreeMap<GroupId, Group>,
    /// Media that a session wants to eject together, in the order in which it said so.
    pub(crate) batches: BTreeMap<SessionId, Vec<Key<PhysicalMedia>>>,
    /// When a medium goes home that was dismounted for later.
    pub(super) deferred: BTreeMap<Key<Drive>, Duration>,
    /// Media that a session mounted and has not dismounted.
    pub(crate) holds: BTreeMap<Key<PhysicalMedia>, Hold>,
    /// Drives that a job or a hold has.
    pub(super) busy_drives: BTreeSet<Key<Drive>>,
    /// Media that a job or a hold has.
    pub(super) busy_media: BTreeSet<Key<PhysicalMedia>>,
    /// What the call that is being served gives away.
    pub(crate) given: Given,
    pub(super) last_job: u32,
    pub(super) last_group: u64,
}

impl Work {
    pub(crate) fn new(attachments: &[Attachment]) -> Work {
        let worker = |attachment: &Attachment| Worker {
            attachment: attachment.clone(),
            stage: Stage::Idle,
            library: None,
            changer: None,
            luns: BTreeMap::new(),
            queue: BTreeSet::new(),
            jobs: BTreeMap::new(),
            robot: None,
            wants_robot: VecDeque::new(),
            trouble: None,
            probe: None,
        };
        Work {
            workers: attachments.iter().map(worker).collect(),
            senders: LookUp::default(),
            purposes: BTreeMap::new(),
            groups: BTreeMap::new(),
            batches: BTreeMap::new(),
            deferred: BTreeMap::new(),
            holds: BTreeMap::new(),
            busy_drives: BTreeSet::new(),
            busy_media: BTreeSet::new(),
            given: Given::default(),
            last_job: 0,
            last_group: 0,
        }
    }

    /// The worker of a library, while its devices answer.
    pub(super) fn worker_of(&self, library: Key<Library>) -> Option<usize> {
        self.workers
            .iter()
            .position(|w| w.library == Some(library) && matches!(w.stage, Stage::Online))
    }

    /// No job is under way and none waits.
    pub(crate) fn is_idle(&self) -> bool {
        let busy = |worker: &Worker| !worker.jobs.is_empty() || !worker.queue.is_empty();
        !self.workers.iter().any(busy)
    }

    /// Whether a job carries out a request, or will.
    pub(crate) fn has(&self, request: Key<LibRequest>) -> bool {
        self.purposes.contains_key(&request)
    }

    /// The cable of a library whose devices answer.
    pub(crate) fn cable_of(&self, library: Key<Library>) -> Option<Cable> {
        self.worker_of(library).map(|worker| self.workers[worker].attachment.cable)
    }

    /// Whether a job or a session has the medium.
    pub(crate) fn is_busy(&self, media: Key<PhysicalMedia>) -> bool {
        self.busy_media.contains(&media)
    }

    /// Whether a job or a session has the drive.
    pub(crate) fn is_drive_busy(&self, drive: Key<Drive>) -> bool {
        self.busy_drives.contains(&drive)
    }

    /// Nothing goes on: no job continues and no answer is heard.
    pub(crate) fn stop(&mut self) {
        self.senders.clear();
        self.groups.clear();
        self.purposes.clear();
        self.batches.clear();
        self.deferred.clear();
        self.holds.clear();
        self.busy_drives.clear();
        self.busy_media.clear();
        for worker in &mut self.workers {
            worker.stage = Stage::Absent;
            worker.jobs.clear();
            worker.queue.clear();
            worker.wants_robot.clear();
            (worker.robot, worker.trouble, worker.probe) = (None, None, None);
        }
    }
}
