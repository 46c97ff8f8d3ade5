//! Disabling and enabling: what becomes of work that needs what is disabled.
//!
//! Both are work items that are done as soon as they are filed. A mount that can no longer come
//! about fails; what is in a drive that may not be used goes home, unless a session holds it.

use wire::ntms::NtmsError;
use wire::ntms::operation::LibraryOperation;
use wire::ntms::state::{DriveState, LibraryRequestState, OperationalState};

use super::group::{Group, GroupId};
use super::queue::NewRequest;
use crate::database::{Database, Drive, Key, LibRequest, Library, PhysicalMedia};
use crate::engine::Rsm;
use crate::session::Session;

/// What is disabled and enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switched {
    Library(Key<Library>),
    Drive(Key<Drive>),
    Media(Key<PhysicalMedia>),
}

impl Switched {
    /// The library that it is or is in.
    pub(crate) fn library(self, db: &Database) -> Key<Library> {
        match self {
            Switched::Library(library) => library,
            Switched::Drive(drive) => db.get(drive).library,
            Switched::Media(media) => db.get(media).library,
        }
    }

    /// What was said of it itself.
    pub(crate) fn says_enabled(self, db: &Database) -> bool {
        match self {
            Switched::Library(library) => db.get(library).head.enabled,
            Switched::Drive(drive) => db.get(drive).head.enabled,
            Switched::Media(media) => db.get(media).head.enabled,
        }
    }

    /// It may be used.
    pub(crate) fn is_enabled(self, db: &Database) -> bool {
        self.says_enabled(db) && db.get(self.library(db)).head.enabled
    }

    fn operation(self, enables: bool) -> LibraryOperation {
        match (self, enables) {
            (Switched::Library(_), true) => LibraryOperation::EnableLibrary,
            (Switched::Library(_), false) => LibraryOperation::DisableLibrary,
            (Switched::Drive(_), true) => LibraryOperation::EnableDrive,
            (Switched::Drive(_), false) => LibraryOperation::DisableDrive,
            (Switched::Media(_), true) => LibraryOperation::EnableMedia,
            (Switched::Media(_), false) => LibraryOperation::DisableMedia,
        }
    }
}

impl Rsm {
    /// EnableNtmsObject: what waited for it goes on.
    pub(crate) fn enable(&mut self, what: Switched, session: Option<&Session>) {
        self.switch(what, true, session);
        self.retry_allocations();
    }

    /// DisableNtmsObject.
    pub(crate) fn disable(&mut self, what: Switched, session: Option<&Session>) {
        self.switch(what, false, session);
        self.call_off_disabled_mounts();
        let drives: Vec<Key<Drive>> = match what {
            Switched::Library(library) => self.database.index().drives_of.of(library).collect(),
            Switched::Drive(drive) => vec![drive],
            Switched::Media(_) => Vec::new(),
        };
        for drive in drives {
            self.clear_disabled(drive, session);
        }
    }

    fn switch(&mut self, what: Switched, enabled: bool, session: Option<&Session>) {
        let media = match what {
            Switched::Media(media) => Some(media),
            Switched::Library(_) | Switched::Drive(_) => None,
        };
        let new = NewRequest {
            operation: what.operation(enabled),
            option: 0,
            library: what.library(&self.database),
            media,
            side: None,
            priority: 0,
        };
        let request: Key<LibRequest> = self.record_request(&new, session);
        match what {
            Switched::Library(key) => self.database.update(key, |row| row.head.enabled = enabled),
            Switched::Media(key) => self.database.update(key, |row| row.head.enabled = enabled),
            Switched::Drive(key) => {
                self.database.update(key, |row| row.head.enabled = enabled);
                let id = self.database.id(key);
                self.database.update(request, |row| row.drive = id);
            }
        }
        self.end_request(request, LibraryRequestState::Passed, None);
    }

    /// What is in a drive that may not be used goes home, if nobody uses it.
    pub(super) fn clear_disabled(&mut self, drive: Key<Drive>, session: Option<&Session>) {
        let Some(row) = self.database.try_get(drive) else { return };
        let works = row.head.operational == OperationalState::Ready
            && row.state != DriveState::Unloaded
            && !self.work.busy_drives.contains(&drive);
        if !works || self.database.drive_is_enabled(drive) {
            return;
        }
        let inside = self.database.index().in_drive(drive);
        if let Some(media) = inside.filter(|media| !self.work.is_busy(*media)) {
            self.file_dismount(media, drive, session);
        }
    }

    fn call_off_disabled_mounts(&mut self) {
        let groups = self.work.groups.iter();
        let lost: Vec<GroupId> =
            groups.filter(|(_, group)| self.needs_disabled(group)).map(|(id, _)| *id).collect();
        for group in lost {
            self.call_off_mount(group, NtmsError::ResourceDisabled);
        }
    }

    /// A group cannot be mounted with what may be used: one of its media is disabled, a drive that
    /// it has or must have, or so many drives that too few are left.
    fn needs_disabled(&self, group: &Group) -> bool {
        let db = &self.database;
        let disabled = |drive: &Key<Drive>| !db.drive_is_enabled(*drive);
        let members = group.members.iter();
        let lost = members.filter(|member| {
            let used = member.request.and_then(|request| self.drive_of_job(request));
            let drives = [member.wanted, member.drive, used];
            !db.get(member.side).head.enabled
                || !db.medium_is_enabled(member.media)
                || drives.into_iter().flatten().any(|drive| disabled(&drive))
        });
        if lost.count() > 0 {
            return true;
        }
        self.library_of(group).is_some_and(|library| {
            let drives = db.index().drives_of.of(library);
            drives.filter(|drive| !disabled(drive)).count() < group.members.len()
        })
    }

    /// The drive that the job of a request has.
    fn drive_of_job(&self, request: Key<LibRequest>) -> Option<Key<Drive>> {
        let mut jobs = self.work.workers.iter().flat_map(|worker| worker.jobs.values());
        jobs.find(|job| job.request == request).and_then(|job| job.drive)
    }
}
