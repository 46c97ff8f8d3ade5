//! Preparing media for the free pool: a new free label on every side that waits for one.
//!
//! A side whose label cannot be written stays unprepared. It is in the free pool because somebody
//! with the right to do so put it there, and what is in the way may go, as a notch set against
//! writing does; until then nobody can allocate it. The request says why it failed.

use bytes::Bytes;
use wire::label::{FreeLabel, free};
use wire::ntms::NtmsError;
use wire::ntms::operation::LibraryOperation;
use wire::ntms::state::{LibraryRequestState, MediaState, SideState};
use wire::scsi::Data;

use super::job::{Failure, Job, JobId, Purpose};
use super::queue::NewRequest;
use super::step::{Spot, Step};
use crate::database::{Drive, Key, LibRequest, Library, Partition, PhysicalMedia};
use crate::engine::Rsm;
use crate::session::Session;

/// A medium whose sides get free labels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Preparation {
    pub(super) media: Key<PhysicalMedia>,
    /// The side at hand, once the job has begun.
    side: Option<Key<Partition>>,
}

impl Rsm {
    /// Files the writing of free labels on the unprepared sides of a medium. One that is in no
    /// library gets them when it comes to one.
    pub(crate) fn write_free_label(
        &mut self,
        media: Key<PhysicalMedia>,
        session: Option<&Session>,
    ) {
        let library = self.database.get(media).library;
        let Some(side) = self.unprepared_side(media) else { return };
        let filed = self
            .filed(library)
            .any(|(_, purpose)| matches!(purpose, Purpose::Prepare(work) if work.media == media));
        if filed || self.work.worker_of(library).is_none() {
            return;
        }
        let new = NewRequest {
            operation: LibraryOperation::WriteScratch,
            option: 0,
            library,
            media: Some(media),
            side: Some(side),
            priority: 0,
        };
        self.file(&new, session, Purpose::Prepare(Preparation { media, side: None }));
    }

    /// Files what an earlier run of the service left undone, or what waited for a medium to come:
    /// of one medium, or of all in a library.
    pub(super) fn prepare_unprepared(
        &mut self,
        library: Key<Library>,
        media: Option<Key<PhysicalMedia>>,
    ) {
        let media: Vec<Key<PhysicalMedia>> = match media {
            Some(media) => vec![media],
            None => self.database.index().media_in.of(library).collect(),
        };
        for media in media {
            if self.database.try_get(media).is_some() {
                self.write_free_label(media, None);
            }
        }
    }

    /// The first side of a medium that waits for its free label.
    fn unprepared_side(&self, media: Key<PhysicalMedia>) -> Option<Key<Partition>> {
        let row = self.database.get(media);
        let mut sides = (0..row.sides).map(|side| row.first_side.next(side));
        sides.find(|side| self.database.get(*side).state == SideState::Unprepared)
    }

    /// Begins when medium and drive are free.
    pub(super) fn try_prepare(
        &mut self,
        worker: usize,
        request: Key<LibRequest>,
        work: Preparation,
    ) {
        let row = self.database.try_get(work.media);
        let here = row.is_some_and(|row| Some(row.library) == self.work.workers[worker].library);
        let side = if here { self.unprepared_side(work.media) } else { None };
        let Some(side) = side else {
            let (state, error) = match here {
                true => (LibraryRequestState::Passed, None),
                false => (LibraryRequestState::Failed, Some(NtmsError::MediaOffline)),
            };
            self.unqueue(request);
            return self.end_request(request, state, error);
        };
        if self.work.is_busy(work.media) {
            return;
        }
        let Some(drive) = self.choose_drive(worker, work.media, None, &[]) else { return };
        if self.is_blocked(worker, work.media, drive) {
            return;
        }
        let purpose = Purpose::Prepare(Preparation { side: Some(side), ..work });
        let mut job = self.job_in_drive(request, purpose, work.media, drive);
        job.steps = self.steps_to_prepare(worker, work.media, side, drive).into();
        let drive_id = self.database.id(drive);
        self.database.update(request, |row| row.drive = drive_id);
        self.database.update(work.media, |row| row.state = MediaState::InUse);
        self.start_job(worker, job);
    }

    fn steps_to_prepare(
        &mut self,
        worker: usize,
        media: Key<PhysicalMedia>,
        side: Key<Partition>,
        drive: Key<Drive>,
    ) -> Vec<Step> {
        let label = Bytes::from(FreeLabel { id: self.database.new_id() }.emit());
        let mut steps = self.steps_into(worker, media, side, drive);
        steps.extend([Step::Load(drive), Step::ReadLabel(drive), Step::WriteLabel(drive, label)]);
        steps
    }

    pub(super) fn prepare_step_done(
        &mut self,
        worker: usize,
        id: JobId,
        work: Preparation,
        step: &Step,
        data: &[Data],
    ) -> Result<(), Failure> {
        let Some(side) = work.side else { return Ok(()) };
        match step {
            Step::Move { media: Some(moved), to: Spot::Drive(_), .. } if *moved == work.media => {
                self.database.update(work.media, |row| row.mounted_side = Some(side));
                Ok(())
            }
            Step::ReadLabel(_) => {
                // What is about to be overwritten is what people gave away, and nothing else.
                let found = self.read_label(data);
                match found.as_ref().is_some_and(|label| label.is_free()) {
                    true => Ok(()),
                    false => self.check_label(side, found.as_ref()),
                }
            }
            Step::WriteLabel(drive, label) => {
                self.label_was_written(worker, id, work.media, side, *drive, label);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The side can be allocated from now on; then comes the other one, or the medium goes home.
    fn label_was_written(
        &mut self,
        worker: usize,
        id: JobId,
        media: Key<PhysicalMedia>,
        side: Key<Partition>,
        drive: Key<Drive>,
        label: &[u8],
    ) {
        if let Some(label) = free::claim(label) {
            self.database.update(side, |row| {
                row.state = SideState::Available;
                row.label_type = label.label_type;
                row.label_id = label.id;
                row.label_info = label.info;
            });
        }
        let next = self.unprepared_side(media).filter(|_| self.has_changer(worker));
        let steps = match next {
            Some(next) => {
                let purpose = Purpose::Prepare(Preparation { media, side: Some(next) });
                self.set_purpose(worker, id, purpose);
                self.steps_to_prepare(worker, media, next, drive)
            }
            None if self.has_changer(worker) => self.steps_home(drive, media),
            None => Vec::new(),
        };
        self.continue_with(worker, id, steps);
    }

    pub(super) fn end_prepare(&mut self, job: &Job, work: &Preparation) {
        self.free(job);
        let Some(library) = self.database.try_get(work.media).map(|row| row.library) else {
            return;
        };
        if let Some(failure) = job.failure {
            self.recover(library, failure);
        }
        self.go_on_waiting();
    }
}
