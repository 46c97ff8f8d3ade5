//! The verdict of an identification: which medium on record it is, or a new one, or another than
//! was believed.

use wire::Text;
use wire::ntms::NtmsError;
use wire::ntms::object::{LibraryType, PoolType};
use wire::ntms::state::{BarCodeState, MediaState, OperationalState, SideState};

use super::job::{Failure, JobId, Purpose};
use super::step::Step;
use crate::database::{Drive, Key, LibRequest, Partition, PhysicalMedia};
use crate::engine::Rsm;
use crate::furnish::{self, Place, Read};

impl Rsm {
    /// All sides were read. The labels decide which medium it is.
    pub(super) fn judge_medium(
        &mut self,
        worker: usize,
        id: JobId,
        drive: Key<Drive>,
        media: Key<PhysicalMedia>,
        reads: &[Read],
    ) -> Result<(), Failure> {
        let stranger = self.is_stranger(media);
        if !stranger && self.is_as_recorded(media, reads) {
            return Ok(());
        }
        if let Some((side, number)) = self.side_with_label(worker, media, reads) {
            self.take_for(worker, id, drive, side, number == reads.len() - 1);
            return Ok(());
        }
        let pool = self.database.get(self.database.get(media).pool).pool_type;
        if stranger || matches!(pool, PoolType::Foreign | PoolType::Import) {
            furnish::classify_medium(&mut self.database, &self.config, media, reads);
            return Ok(());
        }
        if reads.iter().all(|read| matches!(read, Read::Unusable | Read::NotYet)) {
            // What it was it still is, as far as anybody can tell.
            return Err(Failure::new(NtmsError::UnableToLoadMedium));
        }
        // Somebody else has recorded it: the medium on record exists no more, or elsewhere.
        let row = self.database.get(media).clone();
        self.shelve(media);
        let place = Some(Place::Drive(drive));
        if let Some(other) = self.note_stranger(row.library, place, &seen_code(&row)) {
            self.database.update(other, |other| {
                other.home_slot = row.home_slot;
                other.mounted_side = None;
            });
            self.change_medium(worker, id, other);
            furnish::classify_medium(&mut self.database, &self.config, other, reads);
        }
        Ok(())
    }

    /// Whether all that was read is what is on record, and something could be read.
    fn is_as_recorded(&self, media: Key<PhysicalMedia>, reads: &[Read]) -> bool {
        let mut told = false;
        let agrees = reads.iter().enumerate().all(|(number, read)| {
            let side = self.database.get(self.side_at(media, number));
            told |= matches!(read, Read::Label(_) | Read::Nothing);
            match read {
                Read::Label(label) => {
                    // A free label that is being written may be there before it is on record.
                    let written = label.is_free() && side.state == SideState::Unprepared;
                    written || (side.label_type == label.label_type && side.label_id == label.id)
                }
                Read::Nothing => side.label_id.is_empty(),
                Read::Unusable => {
                    told |= side.state == SideState::Incompatible;
                    true
                }
                Read::NotYet => true,
            }
        });
        agrees && told
    }

    /// The side on record that has one of the labels that were read, and the number of the side it
    /// was read from. Two media with one label are two media where both can be seen.
    fn side_with_label(
        &self,
        worker: usize,
        media: Key<PhysicalMedia>,
        reads: &[Read],
    ) -> Option<(Key<Partition>, usize)> {
        reads.iter().enumerate().find_map(|(number, read)| {
            let Read::Label(label) = read else { return None };
            let sides = self.database.sides_with_label(&label.label_type, &label.id);
            let known: Vec<Key<Partition>> = sides.collect();
            let own = known.iter().find(|side| self.database.get(**side).media == media);
            let free = || {
                known
                    .iter()
                    .find(|side| self.may_be_here(worker, self.database.get(**side).media, media))
            };
            own.or_else(free).map(|side| (*side, number))
        })
    }

    /// Whether a medium on record can be what lies where `there` is believed to be: it is on the
    /// shelf, or its place in this library was not seen to hold it.
    fn may_be_here(
        &self,
        worker: usize,
        known: Key<PhysicalMedia>,
        there: Key<PhysicalMedia>,
    ) -> bool {
        let row = self.database.get(known);
        let here = self.database.get(there);
        let library = self.database.get(row.library);
        let away = library.library_type == LibraryType::Offline
            || library.head.operational == OperationalState::NotPresent;
        let undecided = self.undecided(worker, known).is_some();
        let apart =
            !row.bar_code.is_empty() && !here.bar_code.is_empty() && row.bar_code != here.bar_code;
        let seen_elsewhere = apart || (row.drive.is_some() && !undecided);
        (undecided || !self.work.is_busy(known))
            && (away || (row.library == here.library && !seen_elsewhere))
    }

    /// What is in the drive is the medium that this side belongs to, and comes to its place. Of the
    /// two sides the one that was read last faces the heads.
    fn take_for(
        &mut self,
        worker: usize,
        id: JobId,
        drive: Key<Drive>,
        side: Key<Partition>,
        faces_heads: bool,
    ) {
        let Some((_, before)) = self.drive_and_medium(worker, id) else { return };
        let media = self.database.get(side).media;
        let row = self.database.get(before).clone();
        // What was read where it was believed to be in this library is of something else.
        let strays = media != before && self.database.get(media).library == row.library;
        if let Some(other) = self.undecided(worker, media).filter(|other| *other != id) {
            self.exchange(worker, id, before, other, media);
        } else if media != before {
            if self.is_stranger(before) {
                self.forget_medium(before);
            } else {
                self.shelve(before);
            }
            let place = Some(Place::Drive(drive));
            furnish::lay(&mut self.database, media, row.library, place);
            self.change_medium(worker, id, media);
        }
        let number = self.database.get(side).side;
        let number = if faces_heads { usize::from(number) } else { usize::from(number == 0) };
        let mounted = self.side_at(media, number);
        self.database.update(media, |known| {
            known.home_slot = row.home_slot;
            known.state = MediaState::Loaded;
            known.mounted_side = Some(mounted);
            let seen = seen_code(&row);
            if !seen.is_empty() || (strays && known.bar_code_state == BarCodeState::Ok) {
                known.bar_code = seen;
            }
            known.bar_code_state = row.bar_code_state;
        });
    }

    /// Two media are being identified, and the first to be read is the one that the other was taken
    /// for: they change places on record.
    fn exchange(
        &mut self,
        worker: usize,
        id: JobId,
        media: Key<PhysicalMedia>,
        other: JobId,
        other_media: Key<PhysicalMedia>,
    ) {
        let places = [media, other_media].map(|media| self.database.get(media).clone());
        for row in [media, other_media] {
            let library = self.database.get(row).library;
            furnish::lay(&mut self.database, row, library, None);
        }
        for (row, place) in [other_media, media].into_iter().zip(places) {
            let number = place.mounted_side.map(|side| self.database.get(side).side);
            let mounted = number.map(|number| self.side_at(row, usize::from(number)));
            self.database.update(row, |row| {
                (row.slot, row.drive, row.port) = (place.slot, place.drive, place.port);
                row.home_slot = place.home_slot;
                row.mounted_side = mounted;
                row.bar_code = place.bar_code;
                row.bar_code_state = place.bar_code_state;
                row.state = place.state;
            });
        }
        for (job, before, after) in [(id, media, other_media), (other, other_media, media)] {
            let guid = self.database.id(after);
            let Some(job) = self.job(worker, job) else { continue };
            job.media = Some(after);
            for step in job.steps.iter_mut().chain(job.step.as_mut()) {
                if let Step::Move { media: Some(moved), .. } = step
                    && *moved == before
                {
                    *moved = after;
                }
            }
            let request = job.request;
            self.database.update(request, |row| row.media = guid);
        }
    }

    /// A medium is not where it was believed to be, and nobody knows where it is. A bar code that
    /// was read is of what is there instead.
    fn shelve(&mut self, media: Key<PhysicalMedia>) {
        let shelf = self.database.offline_library();
        let library = shelf.unwrap_or(self.database.get(media).library);
        furnish::lay(&mut self.database, media, library, None);
        self.database.update(media, |row| {
            if row.bar_code_state == BarCodeState::Ok {
                row.bar_code = Text::EMPTY;
            }
            row.bar_code_state = BarCodeState::Unreadable;
        });
    }

    /// Takes a medium and its sides off the record. Mounts that wait for it end, and whatever was
    /// filed for it.
    pub(crate) fn forget_medium(&mut self, media: Key<PhysicalMedia>) {
        for group in self.groups_with(media) {
            self.call_off_mount(group, NtmsError::MediaOffline);
        }
        let filed: Vec<Key<LibRequest>> = self
            .work
            .purposes
            .iter()
            .filter(|(_, purpose)| matches!(purpose, Purpose::Prepare(work) if work.media == media))
            .map(|(request, _)| *request)
            .collect();
        for request in filed {
            self.cancel_queued(request);
        }
        for batch in self.work.batches.values_mut() {
            batch.retain(|other| *other != media);
        }
        self.work.busy_media.remove(&media);
        let row = self.database.get(media);
        let sides: Vec<Key<Partition>> =
            (0..row.sides).map(|side| row.first_side.next(side)).collect();
        self.database.delete(media);
        for side in sides {
            self.database.delete(side);
        }
    }
}

/// The bar code that was read where a medium is believed to be.
fn seen_code(row: &PhysicalMedia) -> Text {
    match row.bar_code_state {
        BarCodeState::Ok => row.bar_code.clone(),
        BarCodeState::Unreadable => Text::EMPTY,
    }
}
