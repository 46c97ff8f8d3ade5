//! Identification: a medium is mounted side by side, its labels are read, and they say which
//! medium it is, whatever was believed before.

use std::collections::BTreeSet;

use wire::Text;
use wire::ntms::operation::LibraryOperation;
use wire::ntms::option::DismountOptions;
use wire::ntms::state::{DriveState, LibraryRequestState, MediaState, SideState, SlotState};
use wire::scsi::{Data, Sense, SenseKey};

use super::dismount::Released;
use super::job::{Failure, Job, JobId, Purpose};
use super::queue::NewRequest;
use super::step::{Spot, Step};
use crate::database::{
    Drive, Key, LibRequest, Library, MediaType, Partition, PhysicalMedia, StorageSlot,
};
use crate::device::model::{DriveModel, MediaKind};
use crate::engine::Rsm;
use crate::furnish::{self, NewMedium, Place, Read, Unidentified};
use crate::session::Session;

/// What is to be identified, and what its sides gave so far.
#[derive(Clone, Debug)]
pub(crate) struct Identification {
    /// Where it lies before.
    pub(super) place: Place,
    /// An inventory asked for it, and ends with it.
    pub(super) of_inventory: bool,
    reads: Vec<Read>,
    /// The labels have decided.
    judged: bool,
    /// It cleans drives.
    cleans: bool,
    /// The medium stays in the drive, as after a deferred dismount.
    stays: bool,
}

impl Identification {
    /// One that has not begun.
    fn new(place: Place, of_inventory: bool, stays: bool) -> Identification {
        let reads = Vec::new();
        Identification { place, of_inventory, reads, judged: false, cleans: false, stays }
    }
}

/// What the drive says a medium is.
#[derive(Clone, Copy, Debug, Default)]
struct Codes {
    medium_type: u8,
    density: u8,
}

impl Rsm {
    /// Files the identification of what was found and of every medium of a library that nobody has
    /// identified yet. What lies in the mail slot is in people's hands until it is taken in.
    pub(crate) fn identify(&mut self, library: Key<Library>, found: &[Unidentified]) {
        for there in found {
            match there.place {
                Place::Port(_) => {}
                Place::Drive(drive) if self.names_cleaner(library, &there.bar_code) => {
                    self.put_cleaner_away(drive);
                }
                place => {
                    self.note_stranger(library, Some(place), &there.bar_code);
                }
            }
        }
        let media = self.database.index().media_in.of(library);
        let strangers = media.filter(|media| self.is_stranger(*media)).collect();
        self.file_identifications(library, strangers, !found.is_empty());
    }

    /// Files the identification of every medium that nobody uses.
    pub(super) fn identify_all(&mut self, library: Key<Library>) {
        let media = self.database.index().media_in.of(library).collect();
        self.file_identifications(library, media, true);
    }

    fn file_identifications(
        &mut self,
        library: Key<Library>,
        media: Vec<Key<PhysicalMedia>>,
        of_inventory: bool,
    ) {
        let filed: BTreeSet<Place> = self
            .filed(library)
            .filter_map(|(_, purpose)| match purpose {
                Purpose::Identify(work) => Some(work.place),
                _ => None,
            })
            .collect();
        for media in media {
            let place = Place::of(self.database.get(media));
            let Some(place) = place.filter(|place| !filed.contains(place)) else { continue };
            if !matches!(place, Place::Port(_)) && !self.work.is_busy(media) {
                self.file_identification(library, media, place, of_inventory);
            }
        }
    }

    /// Files the identification of what lies at a place. It comes after all mounts.
    pub(super) fn file_identification(
        &mut self,
        library: Key<Library>,
        media: Key<PhysicalMedia>,
        place: Place,
        of_inventory: bool,
    ) {
        let work = Identification::new(place, of_inventory, false);
        self.file_look(library, Some(media), 0, None, work);
    }

    /// IdentifyNtmsSlot: files the identification of what lies in a slot, which may stay in the
    /// drive; nothing when the slot is empty.
    pub(crate) fn identify_slot(
        &mut self,
        slot: Key<StorageSlot>,
        how: Released,
        session: &Session,
    ) -> Option<Key<LibRequest>> {
        let place = Place::Slot(slot);
        if !self.is_full(place) {
            return None;
        }
        let library = self.database.get(slot).library;
        let media = self.database.index().in_slot(slot);
        let (option, stays) = match how {
            Released::Now => (DismountOptions::IMMEDIATE, false),
            Released::Deferred => (DismountOptions::DEFERRED, true),
        };
        let work = Identification::new(place, false, stays);
        Some(self.file_look(library, media, option.bits(), Some(session), work))
    }

    fn file_look(
        &mut self,
        library: Key<Library>,
        media: Option<Key<PhysicalMedia>>,
        option: u32,
        session: Option<&Session>,
        work: Identification,
    ) -> Key<LibRequest> {
        let (operation, place) = (LibraryOperation::Classify, work.place);
        let new = NewRequest { operation, option, library, media, side: None, priority: 0 };
        let request = self.file(&new, session, Purpose::Identify(work));
        if let Place::Slot(slot) = place {
            let id = self.database.id(slot);
            self.database.update(request, |row| row.slot = id);
            self.database.update(slot, |row| row.state = SlotState::NeedsInventory);
        }
        request
    }

    /// Nothing is known of any side of a medium: its row only says that something is there.
    pub(super) fn is_stranger(&self, media: Key<PhysicalMedia>) -> bool {
        let row = self.database.get(media);
        (0..row.sides)
            .all(|side| self.database.get(row.first_side.next(side)).state == SideState::Unknown)
    }

    /// Makes the row of something of which nobody knows what it is. Until a drive tells, it is
    /// taken for what the library usually has.
    pub(super) fn note_stranger(
        &mut self,
        library: Key<Library>,
        place: Option<Place>,
        bar_code: &Text,
    ) -> Option<Key<PhysicalMedia>> {
        let media_type = self.database.get(library).media_types.first().copied()?;
        let medium = NewMedium {
            library,
            place,
            media_type,
            bar_code: bar_code.clone(),
            medium_type_code: 0,
            density_code: 0,
            sides: Vec::new(),
        };
        Some(furnish::new_medium(&mut self.database, &self.config, medium))
    }

    /// Begins an identification when its medium and a drive are free. Says whether all it lacks is
    /// a drive, be it which it may.
    pub(super) fn try_identify(
        &mut self,
        worker: usize,
        request: Key<LibRequest>,
        work: Identification,
    ) -> bool {
        let Some(library) = self.work.workers[worker].library else { return false };
        let place = work.place;
        let there = place.medium(&self.database).or_else(|| {
            let full = self.is_full(place);
            full.then(|| self.note_stranger(library, Some(place), &Text::EMPTY)).flatten()
        });
        let Some(media) = there else {
            // It went elsewhere meanwhile, and whoever took it there has read its label.
            self.unqueue(request);
            self.end_request(request, LibraryRequestState::Passed, None);
            return false;
        };
        if self.work.is_busy(media) {
            return false;
        }
        let wanted = match place {
            Place::Drive(drive) => Some(drive),
            Place::Slot(_) | Place::Port(_) => None,
        };
        let Some(drive) = self.choose_drive(worker, media, wanted, &[]) else {
            return wanted.is_none();
        };
        let mut job = self.job_in_drive(request, Purpose::Identify(work), media, drive);
        let first_side = self.database.get(media).first_side;
        let mut steps = self.steps_into(worker, media, first_side, drive);
        steps.extend([Step::Load(drive), Step::ReadMode(drive), Step::ReadLabel(drive)]);
        job.steps = steps.into();
        let ids = (self.database.id(media), self.database.id(drive));
        self.database.update(request, |row| (row.media, row.drive) = ids);
        self.database.update(media, |row| row.state = MediaState::InUse);
        self.start_job(worker, job);
        false
    }

    /// Something is at a place, as far as its own row tells.
    fn is_full(&self, place: Place) -> bool {
        match place {
            Place::Slot(slot) => {
                let state = self.database.get(slot).state;
                [SlotState::Full, SlotState::NeedsInventory].contains(&state)
            }
            Place::Drive(drive) => self.database.get(drive).state != DriveState::Dismounted,
            Place::Port(_) => false,
        }
    }

    pub(super) fn identify_step_done(
        &mut self,
        worker: usize,
        id: JobId,
        work: Identification,
        step: &Step,
        data: &[Data],
    ) -> Result<(), Failure> {
        let Some((drive, media)) = self.drive_and_medium(worker, id) else { return Ok(()) };
        match step {
            Step::Move { media: Some(moved), to: Spot::Drive(_), .. } if *moved == media => {
                let side = self.side_at(media, work.reads.len());
                self.database.update(media, |row| row.mounted_side = Some(side));
                Ok(())
            }
            Step::ReadMode(_) => {
                if self.is_stranger(media) {
                    self.note_kind(worker, id, drive, media, codes(data));
                }
                Ok(())
            }
            Step::ReadLabel(_) => {
                let read = self.read_label(data).map_or(Read::Nothing, Read::Label);
                self.side_was_read(worker, id, work, read)
            }
            _ => Ok(()),
        }
    }

    /// The side of a medium by number; the first when there is no such side.
    pub(super) fn side_at(&self, media: Key<PhysicalMedia>, number: usize) -> Key<Partition> {
        let row = self.database.get(media);
        let number = u32::try_from(number).ok().filter(|number| *number < row.sides);
        row.first_side.next(number.unwrap_or(0))
    }

    /// A drive refused a medium that is being identified. Says whether that tells what the medium
    /// is; else the drive is at fault.
    pub(super) fn identify_refused(
        &mut self,
        worker: usize,
        id: JobId,
        step: &Step,
        sense: Sense,
    ) -> bool {
        let Some(Job { purpose: Purpose::Identify(work), tidies: false, .. }) =
            self.job(worker, id)
        else {
            return false;
        };
        let mut work = work.clone();
        let drive = match step {
            Step::Load(drive) | Step::ReadMode(drive) | Step::ReadLabel(drive) => *drive,
            _ => return false,
        };
        if sense.is(Sense::CLEANER_INSTALLED) || sense.is(Sense::CLEANER_EXPIRED) {
            work.cleans = true;
            self.set_purpose(worker, id, Purpose::Identify(work));
            let home = self.drive_and_medium(worker, id);
            let home = home.map(|(drive, media)| self.steps_home(drive, media));
            let mut steps = vec![Step::AwaitCleaning(drive)];
            steps.extend(home.into_iter().flatten().filter(|s| matches!(s, Step::Move { .. })));
            self.continue_with(worker, id, steps);
            self.next_step(worker, id);
            return true;
        }
        let Some(read) = what_refusal_tells(step, sense) else { return false };
        if !matches!(step, Step::ReadLabel(_)) {
            // What does not load on one side does not on the other.
            let sides = self
                .drive_and_medium(worker, id)
                .map_or(1, |(_, media)| self.database.get(media).sides as usize);
            work.reads.resize(sides.saturating_sub(1), Read::Unusable);
        }
        match self.side_was_read(worker, id, work, read) {
            Ok(()) => self.next_step(worker, id),
            Err(failure) => self.fail_job(worker, id, failure),
        }
        true
    }

    /// The kind of a medium of which nothing was known, as the drive tells it. A medium of another
    /// kind than was assumed is another row, because it may have more sides.
    fn note_kind(
        &mut self,
        worker: usize,
        id: JobId,
        drive: Key<Drive>,
        media: Key<PhysicalMedia>,
        codes: Codes,
    ) {
        let media_type = self.kind_in(drive, codes);
        let row = self.database.get(media).clone();
        let (medium_type, density) = (u32::from(codes.medium_type), u32::from(codes.density));
        if media_type.is_none_or(|told| told == row.media_type) {
            return self.database.update(media, |row| {
                row.medium_type_code = medium_type;
                row.density_code = density;
            });
        }
        self.forget_medium(media);
        let medium = NewMedium {
            library: row.library,
            place: Some(Place::Drive(drive)),
            media_type: media_type.unwrap_or(row.media_type),
            bar_code: row.bar_code,
            medium_type_code: medium_type,
            density_code: density,
            sides: Vec::new(),
        };
        let other = furnish::new_medium(&mut self.database, &self.config, medium);
        self.database.update(other, |other| {
            other.home_slot = row.home_slot;
            other.state = MediaState::Loaded;
        });
        self.change_medium(worker, id, other);
    }

    /// The type of the medium in a drive, by what the drive tells of it.
    fn kind_in(&mut self, drive: Key<Drive>, codes: Codes) -> Option<Key<MediaType>> {
        let drive_type = self.database.get(self.database.get(drive).drive_type);
        let device_type = drive_type.device_type;
        let model = DriveModel::of(device_type, &drive_type.vendor, &drive_type.product);
        let told = MediaKind::told_by_drive(model.media, device_type, codes.medium_type)?;
        Some(furnish::ensure_media_type(&mut self.database, told))
    }

    /// A job has to do with another medium than was believed.
    pub(super) fn change_medium(&mut self, worker: usize, id: JobId, media: Key<PhysicalMedia>) {
        let guid = self.database.id(media);
        let Some(job) = self.job(worker, id) else { return };
        let request = job.request;
        if let Some(before) = job.media.replace(media) {
            self.work.busy_media.remove(&before);
        }
        self.work.busy_media.insert(media);
        self.database.update(request, |row| row.media = guid);
    }

    /// The job that identifies a medium and has not decided yet.
    pub(super) fn undecided(&self, worker: usize, media: Key<PhysicalMedia>) -> Option<JobId> {
        let undecided = |job: &Job| {
            let work = match &job.purpose {
                Purpose::Identify(work) => work,
                _ => return false,
            };
            job.media == Some(media) && !work.judged && !job.tidies
        };
        let mut jobs = self.work.workers[worker].jobs.iter();
        jobs.find(|(_, job)| undecided(job)).map(|(id, _)| *id)
    }

    /// What a side gave: then comes the other side, or the verdict.
    fn side_was_read(
        &mut self,
        worker: usize,
        id: JobId,
        mut work: Identification,
        read: Read,
    ) -> Result<(), Failure> {
        let Some((drive, media)) = self.drive_and_medium(worker, id) else { return Ok(()) };
        work.reads.push(read);
        let next = work.reads.len();
        self.set_purpose(worker, id, Purpose::Identify(work.clone()));
        let sides = self.database.get(media).sides as usize;
        if next < sides && self.has_changer(worker) {
            let side = self.side_at(media, next);
            let mut steps = self.steps_into(worker, media, side, drive);
            if steps.iter().any(|step| matches!(step, Step::Move { .. })) {
                steps.extend([Step::Load(drive), Step::ReadLabel(drive)]);
                self.continue_with(worker, id, steps);
                return Ok(());
            }
        }
        work.judged = true;
        self.set_purpose(worker, id, Purpose::Identify(work.clone()));
        self.judge_medium(worker, id, drive, media, &work.reads)?;
        let steps = match self.drive_and_medium(worker, id) {
            Some((drive, media)) if self.has_changer(worker) && !work.stays => {
                self.steps_home(drive, media)
            }
            _ => Vec::new(),
        };
        self.continue_with(worker, id, steps);
        Ok(())
    }

    /// The job of an identification is over.
    pub(super) fn end_identify(&mut self, job: &Job, work: &Identification) {
        self.free(job);
        let Some(drive) = job.drive else { return };
        let library = self.database.get(drive).library;
        if let (true, Some(media)) = (work.cleans, job.media) {
            self.adopt_cleaner(library, media, drive);
        }
        let inside = self.database.index().in_drive(drive);
        if let Some(media) = inside.filter(|_| work.stays && job.failure.is_none()) {
            self.release(media, drive, Released::Deferred);
        }
        // It was gone when the robot came for it.
        if let Some(media) = job.media.filter(|media| self.database.try_get(*media).is_some())
            && self.is_stranger(media)
            && self.is_offline(media)
        {
            self.forget_medium(media);
        }
        if let Place::Slot(slot) = work.place
            && self.database.index().in_slot(slot).is_some()
        {
            self.database.update(slot, |row| row.state = SlotState::Full);
        }
        self.prepare_unprepared(library, job.media);
        self.go_on_waiting();
    }
}

/// What the drive's mode parameters say of the medium.
fn codes(data: &[Data]) -> Codes {
    let mode = data.iter().find_map(|data| match data {
        Data::Mode(mode) => Some(mode),
        _ => None,
    });
    mode.map_or(Codes::default(), |mode| Codes {
        medium_type: mode.medium_type,
        density: mode.block.map_or(0, |(density, _)| density),
    })
}

/// What a refusal to load or to read says of the medium; nothing when the drive is at fault.
fn what_refusal_tells(step: &Step, sense: Sense) -> Option<Read> {
    let reads = matches!(step, Step::ReadLabel(_));
    let blank = sense.key == SenseKey::BlankCheck
        || sense.is(Sense::FILEMARK)
        || (sense.key == SenseKey::NoSense && sense.incorrect_length);
    // ASC 30h: the medium is of a kind that the drive cannot use; 53h: it does not load.
    let unusable = match sense.key {
        SenseKey::MediumError => true,
        SenseKey::NotReady | SenseKey::IllegalRequest => matches!(sense.code.asc, 0x30 | 0x53),
        _ => false,
    };
    match (reads && blank, unusable) {
        (true, _) => Some(Read::Nothing),
        (false, true) => Some(Read::Unusable),
        (false, false) => None,
    }
}
