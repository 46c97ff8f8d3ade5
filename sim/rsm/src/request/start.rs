//! The start of the service at each library: what is there, and what of it is known.

use std::time::Duration;

use wire::ntms::operation::InventoryMethod;
use wire::ntms::state::{DriveState, MediaState, OperationalState};
use wire::scsi::{Command, ElementType, Outcome};

use super::worker::{Sender, Stage, WorkTimer};
use crate::database::{Drive, Key, Library, PhysicalMedia};
use crate::device::{Discovery, DiscoveryError};
use crate::engine::{Rsm, Timer};
use crate::furnish::{self, Adopted};

/// How long a worker waits before it asks a changer again that is not ready yet.
const DISCOVERY_PAUSE: Duration = Duration::from_secs(2);

impl Rsm {
    /// Every worker finds out what is at the end of its cable.
    pub(crate) fn start_discovery(&mut self) {
        for worker in 0..self.work.workers.len() {
            self.discover(worker);
        }
        self.check_ready();
    }

    fn discover(&mut self, worker: usize) {
        let there = &mut self.work.workers[worker];
        there.stage = Stage::Discovering(Box::new(Discovery::new(&there.attachment)));
        self.discover_on(worker);
    }

    /// Sends the next command of a discovery, or takes what it found.
    fn discover_on(&mut self, worker: usize) {
        let there = &mut self.work.workers[worker];
        let Stage::Discovering(discovery) = &mut there.stage else { return };
        if let Some((lun, command)) = discovery.next() {
            let cable = there.attachment.cable;
            let task = self.send(cable, lun, command);
            self.work.senders.insert(task, Sender::Discovery(worker));
            return;
        }
        let Stage::Discovering(discovery) = std::mem::replace(&mut there.stage, Stage::Absent)
        else {
            return;
        };
        match discovery.finish() {
            Ok(facts) => {
                let attachment = self.work.workers[worker].attachment.clone();
                let adopted = furnish::adopt(&mut self.database, &self.config, &attachment, &facts);
                let hand = facts.of_kind(ElementType::Transport).any(|element| element.full);
                self.go_online(worker, adopted);
                if let (true, Some(library)) = (hand, self.work.workers[worker].library) {
                    // The robot still does what an earlier run of the service asked for.
                    self.inventory(library, InventoryMethod::Fast, None);
                }
            }
            Err(DiscoveryError::NotYet) => {
                let due = self.now().saturating_add(DISCOVERY_PAUSE);
                self.work.workers[worker].stage = Stage::Idle;
                self.set_timer(due, Timer::Work(WorkTimer::Discovery(worker)));
            }
            Err(_) => {}
        }
        self.check_ready();
    }

    pub(super) fn discovery_answered(&mut self, worker: usize, outcome: Outcome) {
        if let Stage::Discovering(discovery) = &mut self.work.workers[worker].stage {
            discovery.answer(outcome);
        }
        self.discover_on(worker);
    }

    /// The devices of a worker are on record: its media can be used, and those that nobody knows
    /// are identified.
    fn go_online(&mut self, worker: usize, adopted: Adopted) {
        let there = &mut self.work.workers[worker];
        there.library = Some(adopted.library);
        there.changer = adopted.changer;
        there.luns = adopted.drives.iter().copied().collect();
        there.stage = Stage::Online;
        let cable = there.attachment.cable;
        if let Some(changer) = adopted.changer {
            // An earlier run may have ended while it kept people from the mail slot.
            self.send(cable, changer, Command::PreventRemoval(false));
        }
        self.tidy_after_restart(adopted.library);
        self.identify(adopted.library, &adopted.unidentified);
        self.prepare_unprepared(adopted.library, None);
    }

    /// Nobody holds what an earlier run had mounted: such media are idle in their drives and go
    /// home when the drive is needed, or at once where there is a robot.
    fn tidy_after_restart(&mut self, library: Key<Library>) {
        let media: Vec<Key<PhysicalMedia>> = self.database.index().media_in.of(library).collect();
        for key in media {
            let row = self.database.get(key);
            let (state, drive) = (row.state, row.drive);
            if let Some(drive) = drive {
                self.empty_after_restart(key, drive);
            } else if state != MediaState::Idle {
                self.database.update(key, |row| {
                    row.state = MediaState::Idle;
                    row.mounted_side = None;
                });
            }
        }
    }

    fn empty_after_restart(&mut self, media: Key<PhysicalMedia>, drive: Key<Drive>) {
        self.database.update(media, |row| row.state = MediaState::Idle);
        self.database.update(drive, |row| row.state = DriveState::Dismountable);
        let library = self.database.get(drive).library;
        if self.database.index().changers_of.count(library) > 0 {
            self.release(media, drive, super::dismount::Released::Now);
        }
    }

    /// Calls are served once every worker knows what it has; one that finds nothing does not hold
    /// up the others.
    fn check_ready(&mut self) {
        let busy = |stage: &Stage| matches!(stage, Stage::Discovering(_) | Stage::Idle);
        if self.is_ready() || self.work.workers.iter().any(|worker| busy(&worker.stage)) {
            return;
        }
        // Libraries on record whose cable is gone stay on record.
        let present: Vec<Key<Library>> =
            self.work.workers.iter().filter_map(|worker| worker.library).collect();
        let offline = self.database.offline_library();
        let gone: Vec<Key<Library>> = self
            .database
            .all::<Library>()
            .map(|(key, _)| key)
            .filter(|key| !present.contains(key) && Some(*key) != offline)
            .collect();
        for key in gone {
            self.database.update(key, |row| row.head.operational = OperationalState::NotPresent);
        }
        self.become_ready();
    }

    /// Something of the work on libraries is due.
    pub(crate) fn work_due(&mut self, timer: WorkTimer) {
        match timer {
            WorkTimer::Discovery(worker) => self.discover(worker),
            WorkTimer::Errand(worker, job) => self.errand_due(worker, job),
            WorkTimer::Trouble(worker) => self.trouble_due(worker),
            WorkTimer::Deferred(drive) => self.deferred_due(drive),
        }
        self.keep();
    }
}
