//! Mounts: each medium of a group into a drive, with its label checked.

use wire::label::Label;
use wire::ntms::NtmsError;
use wire::ntms::call::Answer;
use wire::ntms::option::MountOptions;
use wire::ntms::state::{DriveState, LibraryRequestState, MediaState, OperationalState};
use wire::scsi::Data;

use super::dismount::Released;
use super::group::{Group, GroupId, Hold, Member};
use super::job::{Failure, Job, Purpose};
use super::step::{Spot, Step};
use crate::database::{Drive, Key, LibRequest, Partition, PhysicalMedia};
use crate::engine::Rsm;

impl Rsm {
    /// Starts all members of a group when there is a drive for each.
    pub(super) fn try_mount(&mut self, worker: usize, id: GroupId) {
        let Some(group) = self.work.groups.get(&id).cloned() else { return };
        let library = self.work.workers[worker].library;
        let gone = |member: &Member| Some(self.database.get(member.media).library) != library;
        if group.members.iter().any(gone) {
            return self.withdraw_mount(id, &group);
        }
        let waits = |member: &Member| {
            member.request.is_some_and(|key| self.work.purposes.contains_key(&key))
        };
        if group.members.iter().any(|member| self.work.is_busy(member.media))
            || !group.members.iter().all(waits)
        {
            return;
        }
        let Some(chosen) = self.choose_drives(worker, &group) else { return };
        for (at, (member, drive)) in group.members.iter().zip(chosen).enumerate() {
            self.start_mount(worker, id, at, member, drive);
        }
    }

    /// A medium left the library while the mount waited for a drive: the mount waits for the medium
    /// instead, if it may.
    fn withdraw_mount(&mut self, id: GroupId, group: &Group) {
        if group.options.contains(MountOptions::ERROR_OFFLINE) {
            return self.call_off_mount(id, NtmsError::MediaOffline);
        }
        for (at, member) in group.members.iter().enumerate() {
            if let Some(request) = member.request
                && self.unqueue(request)
            {
                self.end_request(request, LibraryRequestState::Cancelled, None);
                self.set_member(id, at, |member| member.request = None);
            }
        }
        self.continue_mount(id);
    }

    /// Whether nothing that a group needs is used by others now: its media, and a drive for each.
    pub(crate) fn could_mount_now(&self, group: &Group) -> bool {
        let library = self.library_of(group);
        let worker = library.and_then(|library| self.work.worker_of(library));
        let busy = group.members.iter().any(|member| self.work.is_busy(member.media));
        !busy && worker.is_some_and(|worker| self.choose_drives(worker, group).is_some())
    }

    /// A drive for each member of a group, if there are enough. What lies in a drive stays there:
    /// were the drive given to another member, two jobs would carry the medium out of it.
    fn choose_drives(&self, worker: usize, group: &Group) -> Option<Vec<Key<Drive>>> {
        let mut order: Vec<(usize, &Member)> = group.members.iter().enumerate().collect();
        order.sort_by_key(|(_, member)| self.database.get(member.media).drive.is_none());
        let mut taken: Vec<Key<Drive>> = Vec::with_capacity(order.len());
        let mut chosen = Vec::with_capacity(order.len());
        for (at, member) in order {
            let drive = self.choose_drive(worker, member.media, member.wanted, &taken)?;
            taken.push(drive);
            chosen.push((at, drive));
        }
        chosen.sort_by_key(|(at, _)| *at);
        Some(chosen.into_iter().map(|(_, drive)| drive).collect())
    }

    /// The drive for a medium: the one it is in, else an empty one, else one whose medium nobody
    /// uses; of several the least used. A drive that wants to be cleaned comes last: a cleaning
    /// that can be done goes before every mount, and one for which there is no cleaner must not
    /// make media wait for ever.
    pub(super) fn choose_drive(
        &self,
        worker: usize,
        media: Key<PhysicalMedia>,
        wanted: Option<Key<Drive>>,
        taken: &[Key<Drive>],
    ) -> Option<Key<Drive>> {
        let library = self.work.workers[worker].library?;
        let is_in = self.database.get(media).drive;
        let can_leave = is_in.is_none_or(|at| !self.work.busy_drives.contains(&at));
        let usable = |drive: &Key<Drive>| {
            let row = self.database.get(*drive);
            row.head.enabled
                && row.head.operational == OperationalState::Ready
                && row.state != DriveState::BeingCleaned
                && !taken.contains(drive)
                && !self.work.busy_drives.contains(drive)
                && wanted.is_none_or(|wanted| wanted == *drive)
                && can_leave
        };
        let rank = |drive: &Key<Drive>| {
            let row = self.database.get(*drive);
            let idle = self.database.index().in_drive(*drive).is_some();
            (is_in != Some(*drive), row.cleaning_due, idle, row.mount_count, row.number)
        };
        let drives = self.database.index().drives_of.of(library);
        drives.filter(usable).min_by_key(rank)
    }

    /// What is in a drive has no slot to go to, so that nothing else comes in there.
    pub(super) fn is_blocked(
        &self,
        worker: usize,
        media: Key<PhysicalMedia>,
        drive: Key<Drive>,
    ) -> bool {
        let inside = self.database.index().in_drive(drive).filter(|inside| *inside != media);
        self.has_changer(worker) && inside.is_some_and(|inside| self.home_of(inside).is_none())
    }

    fn start_mount(
        &mut self,
        worker: usize,
        group: GroupId,
        at: usize,
        member: &Member,
        drive: Key<Drive>,
    ) {
        let Some(request) = member.request else { return };
        let purpose = Purpose::Mount { group, member: at };
        let mut job = self.job_in_drive(request, purpose, member.media, drive);
        let mut steps = self.steps_into(worker, member.media, member.side, drive);
        steps.extend([Step::Load(drive), Step::ReadLabel(drive), Step::Rewind(drive)]);
        job.steps = steps.into();
        let drive_id = self.database.id(drive);
        self.database.update(request, |row| row.drive = drive_id);
        self.database.update(member.media, |row| row.state = MediaState::InUse);
        self.start_job(worker, job);
    }

    /// The steps that bring a side of a medium in front of the heads of a drive.
    pub(super) fn steps_into(
        &mut self,
        worker: usize,
        media: Key<PhysicalMedia>,
        side: Key<Partition>,
        drive: Key<Drive>,
    ) -> Vec<Step> {
        let row = self.database.get(media);
        let (is_in, mounted_side) = (row.drive, row.mounted_side);
        let has_robot = self.has_changer(worker);
        if is_in == Some(drive) && (mounted_side == Some(side) || !has_robot) {
            return Vec::new();
        }
        let mut steps = Vec::new();
        // What is in the drive goes home first; so does the medium itself from another drive, or
        // to be turned over.
        if let Some(other) = self.database.index().in_drive(drive) {
            steps.extend(self.steps_home(drive, other));
        }
        if let Some(at) = is_in.filter(|at| *at != drive) {
            steps.extend(self.steps_home(at, media));
        }
        let left = steps.iter().rev().find_map(|step| match step {
            Step::Move { media: moved, to, .. } if *moved == Some(media) => Some(*to),
            _ => None,
        });
        if let Some(from) = left.or_else(|| self.spot_of(media)) {
            // What lies in the drive with another side up and has no slot to go to.
            let in_place = from == Spot::Drive(drive);
            let turn = in_place || self.database.get(side).side == 1;
            steps.push(Step::Move { media: Some(media), from, to: Spot::Drive(drive), turn });
        }
        steps
    }

    /// After a step of a mount: a medium that was carried shows its side, and its label is the one
    /// that is recorded.
    pub(super) fn mount_step_done(
        &mut self,
        group: GroupId,
        member: usize,
        step: &Step,
        data: &[Data],
    ) -> Result<(), Failure> {
        let member = self.work.groups.get(&group).and_then(|g| g.members.get(member)).cloned();
        let Some(member) = member else { return Ok(()) };
        match step {
            Step::Move { media: Some(media), to: Spot::Drive(_), .. } if *media == member.media => {
                self.database.update(*media, |row| row.mounted_side = Some(member.side));
                Ok(())
            }
            Step::ReadLabel(_) => self.check_label(member.side, self.read_label(data).as_ref()),
            _ => Ok(()),
        }
    }

    /// Compares the label on a medium with the one recorded for the side.
    pub(super) fn check_label(
        &self,
        side: Key<Partition>,
        found: Option<&Label>,
    ) -> Result<(), Failure> {
        let row = self.database.get(side);
        let as_recorded = match found {
            Some(label) => row.label_type == label.label_type && row.label_id == label.id,
            None => row.label_id.is_empty(),
        };
        match as_recorded {
            true => Ok(()),
            false => {
                Err(Failure { recorded: NtmsError::UnexpectedOmid, told: NtmsError::InvalidState })
            }
        }
    }

    /// The job of a member is over.
    pub(super) fn end_mount(&mut self, job: &Job, id: GroupId, at: usize) {
        let group = self.work.groups.get(&id).cloned();
        let (Some(drive), Some(media)) = (job.drive, job.media) else { return };
        let member = group.as_ref().and_then(|group| group.members.get(at));
        let Some((group, member)) = group.as_ref().zip(member).filter(|_| job.failure.is_none())
        else {
            self.free(job);
            if let Some(failure) = job.failure {
                self.call_off_mount(id, failure.told);
                self.recover(self.database.get(drive).library, failure);
            } else {
                self.release(media, drive, Released::Now);
            }
            return;
        };
        self.database
            .update(member.side, |row| row.mount_count = row.mount_count.saturating_add(1));
        self.database.update(drive, |row| row.mount_count = row.mount_count.saturating_add(1));
        self.database.update(media, |row| row.mounted_side = Some(member.side));
        let hold = Hold { session: Some(group.session), drive, side: member.side };
        self.work.holds.insert(media, hold);
        self.set_member(id, at, |member| member.drive = Some(drive));
        self.answer_mount(id);
    }

    /// Answers the call when its last medium is mounted.
    fn answer_mount(&mut self, id: GroupId) {
        let Some(group) = self.work.groups.get(&id) else { return };
        let drives: Vec<Key<Drive>> = group.members.iter().filter_map(|m| m.drive).collect();
        if drives.len() < group.members.len() {
            return;
        }
        let call = group.call;
        self.work.groups.remove(&id);
        let ids = drives.iter().map(|drive| self.database.id(*drive)).collect();
        // The reply follows the transaction that says the media are mounted.
        self.keep();
        self.done(call, Answer::Ids(ids));
    }

    pub(super) fn call_off_job(&mut self, request: Key<LibRequest>, error: NtmsError) {
        let jobs = self.work.workers.iter_mut().flat_map(|worker| worker.jobs.values_mut());
        for job in jobs.filter(|job| job.request == request) {
            job.called_off = Some(error);
        }
    }

    /// The label in what READ gave, if a parser claims it.
    pub(super) fn read_label(&self, data: &[Data]) -> Option<Label> {
        let block = data.iter().find_map(|data| match data {
            Data::Read(block) => Some(block),
            _ => None,
        })?;
        self.config.label_parsers.claim(block)
    }
}
