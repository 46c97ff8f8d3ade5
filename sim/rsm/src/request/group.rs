//! Groups of mounts: the media of one call, from the question where they are to the end of the
//! call, and what sessions hold.

use wire::ntms::NtmsError;
use wire::ntms::call::SessionId;
use wire::ntms::operation::LibraryOperation;
use wire::ntms::option::MountOptions;
use wire::ntms::state::LibraryRequestState;

use super::dismount::Released;
use super::job::Purpose;
use super::queue::NewRequest;
use crate::CallId;
use crate::config::LeftMount;
use crate::database::{Drive, Key, LibRequest, Library, OpRequest, Partition, PhysicalMedia};
use crate::engine::Rsm;
use crate::session::Session;

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
    /// The call that began it. With NTMS_MOUNT_NOWAIT it does not wait.
    pub(crate) call: CallId,
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
        let library = self.library_of(&group);
        let mut all_there = true;
        for (at, member) in group.members.iter().enumerate() {
            let is_in = self.database.get(member.media).library;
            let asked = member.operator.filter(|key| self.is_open_for_operator(*key));
            if Some(is_in) == library || member.request.is_some() {
                // What was asked for is there, whoever brought it.
                if let Some(request) = asked {
                    self.complete_operator_request(request);
                }
                continue;
            }
            all_there = false;
            if asked.is_none() {
                let request = self.ask_for_medium(member.media, library, session.as_ref());
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

    /// The library that a group is mounted in: that of the drives that the caller named, else that
    /// of the first medium that is in any.
    pub(super) fn library_of(&self, group: &Group) -> Option<Key<Library>> {
        let wanted = group.members.iter().find_map(|member| member.wanted);
        let named = wanted.map(|drive| self.database.get(drive).library);
        let mut media = group.members.iter().map(|member| member.media);
        named.or_else(|| {
            let first = media.find(|media| !self.is_offline(*media))?;
            Some(self.database.get(first).library)
        })
    }

    pub(super) fn set_member(&mut self, id: GroupId, at: usize, change: impl FnOnce(&mut Member)) {
        if let Some(member) = self.work.groups.get_mut(&id).and_then(|g| g.members.get_mut(at)) {
            change(member);
        }
    }

    /// Whether a medium is in no device.
    pub(crate) fn is_offline(&self, media: Key<PhysicalMedia>) -> bool {
        self.database.offline_library() == Some(self.database.get(media).library)
    }

    /// Whether a job or a session has a medium, or a mount waits for it.
    pub(crate) fn is_in_use(&self, media: Key<PhysicalMedia>) -> bool {
        self.work.is_busy(media) || !self.groups_with(media).is_empty()
    }

    /// Groups that wait for a medium, or for what an operator does.
    pub(crate) fn groups_waiting(&self) -> Vec<GroupId> {
        let waits = |group: &Group| group.members.iter().any(|member| member.request.is_none());
        self.work.groups.iter().filter(|(_, group)| waits(group)).map(|(id, _)| *id).collect()
    }

    /// Groups that a medium belongs to.
    pub(super) fn groups_with(&self, media: Key<PhysicalMedia>) -> Vec<GroupId> {
        let of = |group: &Group| group.members.iter().any(|member| member.media == media);
        self.work.groups.iter().filter(|(_, group)| of(group)).map(|(id, _)| *id).collect()
    }

    /// The group that asked an operator for something.
    pub(crate) fn group_of_operator_request(&self, request: Key<OpRequest>) -> Option<GroupId> {
        let asked =
            |group: &Group| group.members.iter().any(|member| member.operator == Some(request));
        self.work.groups.iter().find(|(_, group)| asked(group)).map(|(id, _)| *id)
    }

    /// Calls a group off: requests that wait are cancelled, operators are not asked any more, jobs
    /// under way bring their media home, and media that are mounted already are dismounted.
    pub(crate) fn call_off_mount(&mut self, id: GroupId, error: NtmsError) {
        let Some(group) = self.work.groups.remove(&id) else { return };
        for member in &group.members {
            if let Some(request) = member.operator.filter(|key| self.is_open_for_operator(*key)) {
                self.withdraw_operator_request(request);
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
        self.end_wait(group.call, Err(error.into()));
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
        let left = match self.sessions.get(session).is_some_and(Session::is_tool) {
            true => LeftMount::Held,
            false => self.config.switches.left_mount,
        };
        for (media, drive) in holds {
            match left {
                LeftMount::Released => {
                    self.work.holds.remove(&media);
                    let how = match self.database.drive_is_enabled(drive) {
                        true => Released::Deferred,
                        false => Released::Now,
                    };
                    self.release(media, drive, how);
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
        let holds = self
            .work
            .holds
            .iter()
            .filter(|(_, hold)| self.database.get(hold.drive).library == library);
        let held: Vec<String> = holds
            .map(|(media, hold)| {
                let drive = &self.database.get(hold.drive).head.name;
                format!("{} is in {drive}", self.database.get(*media).head.name)
            })
            .collect();
        if held.is_empty() { "no drive is held".to_owned() } else { held.join(", ") }
    }
}
