//! Dismounts: a medium is released at once or stays in its drive for a while.

use std::time::Duration;

use wire::ntms::object::LibraryType;
use wire::ntms::operation::LibraryOperation;
use wire::ntms::option::DismountOptions;
use wire::ntms::state::{DriveState, MediaState};

use super::job::{Job, Purpose};
use super::queue::NewRequest;
use super::worker::WorkTimer;
use crate::database::{Drive, Key, LibRequest, Library, PhysicalMedia};
use crate::engine::{Rsm, Timer};
use crate::session::Session;

/// How a medium is released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Released {
    /// It goes home now.
    Now,
    /// It stays until the drive is needed, or its delay is over.
    Deferred,
}

impl Rsm {
    /// Releases a medium that nobody holds any more, as the service's own doing.
    pub(super) fn release(&mut self, media: Key<PhysicalMedia>, drive: Key<Drive>, how: Released) {
        match how {
            Released::Now => {
                self.file_dismount(media, drive, None);
            }
            Released::Deferred => self.defer(media, drive),
        }
    }

    /// DismountNtmsMedia for one medium of a session.
    pub(crate) fn dismount(
        &mut self,
        media: Key<PhysicalMedia>,
        drive: Key<Drive>,
        how: Released,
        session: &Session,
    ) {
        self.work.given.holds.extend(self.work.holds.remove(&media).map(|hold| (media, hold)));
        match how {
            Released::Now => {
                self.file_dismount(media, drive, Some(session));
            }
            Released::Deferred => self.defer(media, drive),
        }
    }

    pub(super) fn file_dismount(
        &mut self,
        media: Key<PhysicalMedia>,
        drive: Key<Drive>,
        session: Option<&Session>,
    ) -> Key<LibRequest> {
        // Until it is home nobody else gets the medium or the drive.
        self.work.busy_media.insert(media);
        self.work.busy_drives.insert(drive);
        let new = NewRequest {
            operation: LibraryOperation::Dismount,
            option: DismountOptions::IMMEDIATE.bits(),
            library: self.database.get(drive).library,
            media: Some(media),
            side: self.database.get(media).mounted_side,
            priority: 0,
        };
        let request = self.file(&new, session, Purpose::Dismount { media, drive });
        let id = self.database.id(drive);
        self.database.update(request, |row| row.drive = id);
        request
    }

    /// People are asked to bring a medium to a drive that stands alone: what nobody uses there
    /// comes out.
    pub(super) fn make_way(&mut self, library: Key<Library>) {
        if self.database.get(library).library_type != LibraryType::StandAlone {
            return;
        }
        let drives: Vec<Key<Drive>> = self.database.index().drives_of.of(library).collect();
        for drive in drives {
            let is_out = self.database.get(drive).state == DriveState::Unloaded;
            let idle = !self.work.busy_drives.contains(&drive) && !is_out;
            if let Some(media) = self.database.index().in_drive(drive).filter(|_| idle) {
                self.file_dismount(media, drive, None);
            }
        }
    }

    /// The drive may be used again; the medium stays at least for the drive's delay, unless the
    /// drive is needed.
    fn defer(&mut self, media: Key<PhysicalMedia>, drive: Key<Drive>) {
        self.work.busy_media.remove(&media);
        self.work.busy_drives.remove(&drive);
        self.database.update(drive, |row| row.state = DriveState::Dismountable);
        self.database.update(media, |row| row.state = MediaState::Idle);
        let row = self.database.get(drive);
        if self.database.index().changers_of.count(row.library) > 0 {
            let delay = Duration::from_secs(u64::from(row.defer_dismount_seconds));
            let due = self.now().saturating_add(delay);
            // A medium that was here before has its own time, which is over with its stay.
            if let Some(earlier) = self.work.deferred.insert(drive, due) {
                self.drop_timer(earlier, Timer::Work(WorkTimer::Deferred(drive)));
            }
            self.set_timer(due, Timer::Work(WorkTimer::Deferred(drive)));
        }
    }

    /// The delay of a deferred dismount is over: the medium goes home if it is still there and
    /// nobody uses it.
    pub(super) fn deferred_due(&mut self, drive: Key<Drive>) {
        self.work.deferred.remove(&drive);
        let idle = self.database.try_get(drive).is_some_and(|row| {
            row.state == DriveState::Dismountable && !self.work.busy_drives.contains(&drive)
        });
        if let Some(media) = self.database.index().in_drive(drive).filter(|_| idle) {
            self.file_dismount(media, drive, None);
            self.keep();
        }
    }

    pub(super) fn try_dismount(
        &mut self,
        worker: usize,
        request: Key<LibRequest>,
        media: Key<PhysicalMedia>,
        drive: Key<Drive>,
    ) {
        let mut job = self.job_in_drive(request, Purpose::Dismount { media, drive }, media, drive);
        // Whatever a look at the shelves has shown to be in the drive, nobody holds it.
        let there = self.database.index().in_drive(drive);
        job.steps = there.map(|there| self.steps_home(drive, there)).unwrap_or_default().into();
        self.start_job(worker, job);
    }

    /// The job of a dismount is over. A medium that the drive kept is idle there.
    pub(super) fn end_dismount(&mut self, job: &Job) {
        self.free(job);
    }
}
