//! Mounts: the media of one call together, each into a drive, with its label checked.

use wire::label::{self, Label};
use wire::ntms::call::{Answer, SessionId};
use wire::ntms::operation::LibraryOperation;
use wire::ntms::option::MountOptions;
use wire::ntms::state::{DriveState, LibraryRequestState, MediaState, OperationalState};
use wire::ntms::NtmsError;
use wire::scsi::Data;

use super::dismount::Released;
use super::job::{Failure, Job, JobId, Purpose};
use super::queue::NewRequest;
use super::step::{Spot, Step};
use crate::CallId;
use crate::config::LeftMount;
use crate::database::{Drive, Key, LibRequest, Library, OpRequest, Partition, PhysicalMedia};
use crate::engine::Rsm;

/// The media of one MountNtmsMedia.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct GroupId(pub(super) u64);

/// One medium of a group.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) side: Key<Partition>,
    pub(crate) media: Key<PhysicalMedia>,
    /// The drive that the caller named.
    pub(crate) wanted: Option<Key<Drive>>,
    /// The request, once filed.
    pub(crate) request: Option<Key<LibRequest>>,
    /// What an operator was asked, while the medium is in no library.
    pub(crate) operator: Option<Key<OpRequest>>,
    /// The drive that it is mounted in.
    pub(crate) drive: Option<Key<Drive>>,
}

/// The media that one call mounts: none is mounted before all are in a library.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// The call that waits; none with NTMS_MOUNT_NOWAIT.
    pub(crate) call: Option<CallId>,
    pub(crate) session: SessionId,
    pub(crate) priority: i32,
    pub(crate) options: MountOptions,
    pub(crate) members: Vec<Member>,
}

/// A medium that a session has mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Who mounted it; none when the session is gone and the mount is held for whoever comes.
    pub session: Option<SessionId>,
    /// The drive that it is in.
    pub drive: Key<Drive>,
    /// The side that faces the heads.
    pub side: Key<Partition>,
}

impl Rsm {
    /// Begins a group: asks operators for media that are in no library, or files the requests.
    pub(crate) fn begin_mount(&mut self, group: Group) -> GroupId {
        self.work.last_group += 1;
        let id = GroupId(self.work.last_group);
        self.work.groups.insert(id, group);
        self.continue_mount(id);
        id
    }

    /// Asks for what is still missing, or files the requests when nothing is.
    pub(crate) fn continue_mount(&mut self, id: GroupId) {
        let Some(group) = self.work.groups.get(&id).cloned() else { return };
        let session = self.sessions.get(group.session).cloned();
        let mut all_there = true;
        for (at, member) in group.members.iter().enumerate() {
            if !self.is_offline(member.media) || member.request.is_some() {
                continue;
            }
            all_there = false;
            let asked = member.operator.is_some_and(|key| self.is_open_for_operator(key));
            if !asked {
                let request = self.ask_for_medium(member.media, session.as_ref());
                self.set_member(id, at, |member| member.operator = Some(request));
            }
        }
        if !all_there {
            return;
        }
        for (at, member) in group.members.iter().enumerate() {
            if member.request.is_some() {
                continue;
            }
            let new = NewRequest {
                operation: LibraryOperation::Mount,
                option: group.options.bits(),
                library: self.database.get(member.media).library,
                media: Some(member.media),
                side: Some(member.side),
                priority: group.priority,
            };
            let purpose = Purpose::Mount { group: id, member: at };
            let request = self.file(&new, session.as_ref(), purpose);
            self.set_member(id, at, |member| member.request = Some(request));
        }
    }

    fn set_member(&mut self, id: GroupId, at: usize, change: impl FnOnce(&mut Member)) {
        if let Some(member) = self.work.groups.get_mut(&id).and_then(|g| g.members.get_mut(at)) {
            change(member);
        }
    }

    /// Whether a medium is in no device.
    pub(crate) fn is_offline(&self, media: Key<PhysicalMedia>) -> bool {
        self.database.offline_library() == Some(self.database.get(media).library)
    }

    /// Groups that wait for a medium, or for what an operator does.
    pub(crate) fn groups_waiting(&self) -> Vec<GroupId> {
        let waits = |group: &Group| group.members.iter().any(|member| member.request.is_none());
        self.work.groups.iter().filter(|(_, group)| waits(group)).map(|(id, _)| *id).collect()
    }

    /// The group that asked an operator for something.
    pub(crate) fn group_of_operator_request(&self, request: Key<OpRequest>) -> Option<GroupId> {
        let asked =
            |group: &Group| group.members.iter().any(|member| member.operator == Some(request));
        self.work.groups.iter().find(|(_, group)| asked(group)).map(|(id, _)| *id)
    }

    /// Starts all members of a group when there is a drive for each.
    pub(super) fn try_mount(&mut self, worker: usize, id: GroupId) {
        let Some(group) = self.work.groups.get(&id).cloned() else { return };
        let waits = |member: &&Member| {
            member.request.is_some_and(|key| self.work.purposes.contains_key(&key))
        };
        if group.members.iter().any(|member| self.work.is_busy(member.media))
            || !group.members.iter().all(|member| waits(&member))
        {
            return;
        }
        let mut chosen: Vec<Key<Drive>> = Vec::new();
        for member in &group.members {
            let Some(drive) = self.choose_drive(worker, member, &chosen) else { return };
            chosen.push(drive);
        }
        for (at, (member, drive)) in group.members.iter().zip(chosen).enumerate() {
            self.start_mount(worker, id, at, member, drive);
        }
    }

    /// The drive for a medium: the one it is in, else an empty one, else one whose medium nobody
    /// uses; of several the least used.
    fn choose_drive(
        &self,
        worker: usize,
        member: &Member,
        taken: &[Key<Drive>],
    ) -> Option<Key<Drive>> {
        let library = self.work.workers[worker].library?;
        let is_in = self.database.get(member.media).drive;
        let can_leave = is_in.is_none_or(|at| !self.work.busy_drives.contains(&at));
        let usable = |drive: &Key<Drive>| {
            let row = self.database.get(*drive);
            row.head.enabled
                && row.head.operational == OperationalState::Ready
                && row.state != DriveState::BeingCleaned
                && !row.cleaning_due
                && !taken.contains(drive)
                && !self.work.busy_drives.contains(drive)
                && member.wanted.is_none_or(|wanted| wanted == *drive)
                && can_leave
        };
        let rank = |drive: &Key<Drive>| {
            let row = self.database.get(*drive);
            let idle = self.database.index().in_drive(*drive).is_some();
            (is_in != Some(*drive), idle, row.mount_count, row.number)
        };
        let drives = self.database.index().drives_of.of(library);
        drives.filter(usable).min_by_key(rank)
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
        let mut job = Job::new(request, Purpose::Mount { group, member: at });
        job.drive = Some(drive);
        job.media = Some(member.media);
        job.steps = self.mount_steps(worker, member, drive).into();
        job.borrowed.1.extend(self.idle_in(drive).filter(|other| *other != member.media));
        let is_in = self.database.get(member.media).drive;
        job.borrowed.0.extend(is_in.filter(|at| *at != drive));
        let drive_id = self.database.id(drive);
        self.database.update(request, |row| row.drive = drive_id);
        self.database.update(member.media, |row| row.state = MediaState::InUse);
        self.start_job(worker, job);
    }

    /// The medium in a drive.
    fn idle_in(&self, drive: Key<Drive>) -> impl Iterator<Item = Key<PhysicalMedia>> + use<> {
        self.database.index().in_drive(drive).into_iter()
    }

    fn mount_steps(&self, worker: usize, member: &Member, drive: Key<Drive>) -> Vec<Step> {
        let media = member.media;
        let row = self.database.get(media);
        let check = [Step::Load(drive), Step::ReadLabel(drive), Step::Rewind(drive)];
        let has_robot = self.work.workers[worker].changer.is_some();
        if row.drive == Some(drive) && (row.mounted_side == Some(member.side) || !has_robot) {
            return check.into();
        }
        let mut steps = Vec::new();
        // What is in the drive goes home first; so does the medium itself from another drive, or
        // to be turned over.
        for other in self.idle_in(drive) {
            steps.extend(self.steps_home(drive, other));
        }
        if let Some(at) = row.drive.filter(|at| *at != drive) {
            steps.extend(self.steps_home(at, media));
        }
        let left = steps.iter().rev().find_map(|step| match step {
            Step::Move { media: moved, to, .. } if *moved == media => Some(*to),
            _ => None,
        });
        if let Some(from) = left.or_else(|| self.spot_of(media)) {
            let turn = self.database.get(member.side).side == 1;
            steps.push(Step::Move { media, from, to: Spot::Drive(drive), turn });
        }
        steps.extend(check);
        steps
    }

    /// After a step of a mount: a medium that was carried shows its side, and its label is the one
    /// that is recorded.
    pub(super) fn mount_step_done(
        &mut self,
        _worker: usize,
        _id: JobId,
        group: GroupId,
        member: usize,
        step: &Step,
        data: &[Data],
    ) -> Result<(), Failure> {
        let member = self.work.groups.get(&group).and_then(|g| g.members.get(member)).cloned();
        let Some(member) = member else { return Ok(()) };
        match step {
            Step::Move { media, to: Spot::Drive(_), .. } if *media == member.media => {
                self.database.update(*media, |row| row.mounted_side = Some(member.side));
                Ok(())
            }
            Step::ReadLabel(_) => self.check_label(member.side, read_label(data).as_ref()),
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
            false => Err(Failure {
                recorded: NtmsError::UnexpectedOmid,
                told: NtmsError::InvalidState,
            }),
        }
    }

    /// The job of a member is over.
    pub(super) fn end_mount(&mut self, job: &Job, id: GroupId, at: usize) {
        let group = self.work.groups.get(&id).cloned();
        let (Some(drive), Some(media)) = (job.drive, job.media) else { return };
        let member = group.as_ref().and_then(|group| group.members.get(at));
        let Some((group, member)) = group.as_ref().zip(member).filter(|_| job.failure.is_none())
        else {
            self.work.busy_drives.remove(&drive);
            self.work.busy_media.remove(&media);
            if self.database.get(media).slot.is_some() {
                self.database.update(media, |row| row.state = MediaState::Idle);
            }
            if let Some(failure) = job.failure {
                self.call_off_mount(id, failure.told);
                self.recover(self.database.get(drive).library, failure);
            } else {
                self.release(media, drive, Released::Now);
            }
            return;
        };
        self.database.update(member.side, |row| row.mount_count = row.mount_count.saturating_add(1));
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
        self.keep(None);
        if let Some(call) = call {
            self.done(call, Answer::Ids(ids));
        }
    }

    /// Calls a group off: requests that wait are cancelled, operators are not asked any more, jobs
    /// under way bring their media home, and media that are mounted already are dismounted.
    pub(crate) fn call_off_mount(&mut self, id: GroupId, error: NtmsError) {
        let Some(group) = self.work.groups.remove(&id) else { return };
        for member in &group.members {
            if let Some(request) = member.operator.filter(|key| self.is_open_for_operator(*key)) {
                self.database.delete(request);
            }
            match (member.request, member.drive) {
                (_, Some(drive)) => {
                    self.work.holds.remove(&member.media);
                    self.release(member.media, drive, Released::Now);
                }
                (Some(request), None) => {
                    if self.unqueue(request) {
                        self.end_request(request, LibraryRequestState::Cancelled, None);
                    } else {
                        self.call_off_job(request, error);
                    }
                }
                (None, None) => {}
            }
        }
        if let Some(call) = group.call {
            self.end_wait(call, Err(error.into()));
        }
    }

    /// The call that began a group is undone, its rows with it.
    pub(crate) fn forget_mount(&mut self, id: GroupId) {
        let Some(group) = self.work.groups.remove(&id) else { return };
        for request in group.members.iter().filter_map(|member| member.request) {
            self.unqueue(request);
        }
    }

    fn call_off_job(&mut self, request: Key<LibRequest>, error: NtmsError) {
        let jobs = self.work.workers.iter_mut().flat_map(|worker| worker.jobs.values_mut());
        for job in jobs.filter(|job| job.request == request) {
            job.called_off = Some(error);
        }
    }

    /// What a session mounted when it ends.
    pub(crate) fn release_mounts(&mut self, session: SessionId) {
        let of = |hold: &Hold| hold.session == Some(session);
        let holds: Vec<(Key<PhysicalMedia>, Key<Drive>)> = self
            .work
            .holds
            .iter()
            .filter(|(_, hold)| of(hold))
            .map(|(media, hold)| (*media, hold.drive))
            .collect();
        let groups: Vec<GroupId> = self
            .work
            .groups
            .iter()
            .filter(|(_, group)| group.session == session)
            .map(|(id, _)| *id)
            .collect();
        for group in groups {
            self.call_off_mount(group, NtmsError::Cancelled);
        }
        for (media, drive) in holds {
            match self.config.switches.left_mount {
                LeftMount::Released => {
                    self.work.holds.remove(&media);
                    self.release(media, drive, Released::Deferred);
                }
                LeftMount::Held => {
                    if let Some(hold) = self.work.holds.get_mut(&media) {
                        hold.session = None;
                    }
                }
            }
        }
    }

    /// The media that are mounted, each with who holds it.
    pub fn holds(&self) -> impl Iterator<Item = (Key<PhysicalMedia>, Hold)> {
        self.work.holds.iter().map(|(media, hold)| (*media, *hold))
    }

    /// What a waiting mount waits for, in words.
    pub(crate) fn describe_mount(&self, id: GroupId) -> String {
        let Some(group) = self.work.groups.get(&id) else { return "a mount".to_owned() };
        let parts = group.members.iter().filter(|member| member.drive.is_none()).map(|member| {
            let name = self.database.get(member.media).head.name.clone();
            let held = self.work.holds.get(&member.media);
            match (member.operator, member.request, held) {
                (Some(request), None, _) if self.is_open_for_operator(request) => {
                    format!("medium {name}, which an operator was asked to bring")
                }
                (_, _, Some(hold)) => format!(
                    "medium {name}, which is mounted in drive {}",
                    self.database.get(hold.drive).head.name
                ),
                _ => format!("medium {name} in a drive; {}", self.describe_drives(member.media)),
            }
        });
        format!("the mount of {}", parts.collect::<Vec<_>>().join(" and "))
    }

    fn describe_drives(&self, media: Key<PhysicalMedia>) -> String {
        let library: Key<Library> = self.database.get(media).library;
        let holds = self.work.holds.iter().filter(|(_, hold)| {
            self.database.get(hold.drive).library == library
        });
        let held: Vec<String> = holds
            .map(|(media, hold)| {
                let drive = &self.database.get(hold.drive).head.name;
                format!("{} is in {drive}", self.database.get(*media).head.name)
            })
            .collect();
        if held.is_empty() { "no drive is held".to_owned() } else { held.join(", ") }
    }
}

/// The label in what READ gave, if a parser claims it.
pub(super) fn read_label(data: &[Data]) -> Option<Label> {
    let block = data.iter().find_map(|data| match data {
        Data::Read(block) => Some(block),
        _ => None,
    })?;
    label::claim(label::PARSERS, block).map(|(_, label)| label)
}
