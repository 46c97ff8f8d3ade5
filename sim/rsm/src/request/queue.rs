//! The queue: how requests come in, start and end.

use std::ops::Bound;
use std::time::Duration;

use wire::ntms::NtmsError;
use wire::ntms::operation::LibraryOperation;
use wire::ntms::option::{LibRequestFlags, OpRequestFlags};
use wire::ntms::state::LibraryRequestState;
use wire::{Guid, Text, Ticks};

use super::job::Purpose;
use super::order;
use super::worker::{QueueEntry, Stage, Worker};
use crate::database::{Key, LibRequest, Library, Partition, PhysicalMedia};
use crate::engine::Rsm;
use crate::session::Session;

/// A request to be filed.
#[derive(Clone, Debug)]
pub(crate) struct NewRequest {
    pub(crate) operation: LibraryOperation,
    pub(crate) option: u32,
    pub(crate) library: Key<Library>,
    pub(crate) media: Option<Key<PhysicalMedia>>,
    pub(crate) side: Option<Key<Partition>>,
    pub(crate) priority: i32,
}

/// What the service calls itself in requests of its own.
pub(super) const OWN_APPLICATION: &str = "Removable Storage";

impl Rsm {
    /// Files a request, for a session or for the service itself. It starts when its turn comes.
    pub(crate) fn file(
        &mut self,
        new: &NewRequest,
        session: Option<&Session>,
        purpose: Purpose,
    ) -> Key<LibRequest> {
        let key = self.record_request(new, session);
        self.work.purposes.insert(key, purpose);
        if let Some(worker) = self.work.worker_of(new.library) {
            let entry = self.queue_entry(key);
            self.work.workers[worker].queue.extend(entry);
        }
        key
    }

    /// Writes a request down that is in no queue.
    pub(super) fn record_request(
        &mut self,
        new: &NewRequest,
        session: Option<&Session>,
    ) -> Key<LibRequest> {
        let head = self.database.new_head(new.operation.name());
        let key = self.database.next_key::<LibRequest>();
        let row = LibRequest {
            head,
            operation: new.operation,
            option: new.option,
            state: LibraryRequestState::Queued,
            side: self.database.id_or_null(new.side),
            drive: Guid::NULL,
            media: self.database.id_or_null(new.media),
            slot: Guid::NULL,
            library: new.library,
            queued: self.database.now(),
            completed: Ticks::NEVER,
            application: session
                .map_or_else(|| Text::new(OWN_APPLICATION), |by| by.application.clone()),
            user: session.map_or(Text::EMPTY, |by| by.caller.user.name().clone()),
            computer: session
                .map_or_else(|| self.config.computer.clone(), |by| by.computer.clone()),
            error: 0,
            work_item: Guid::NULL,
            priority: new.priority,
            order: order::at_first(new, key),
        };
        self.database.insert(row)
    }

    /// A request is over.
    pub(crate) fn end_request(
        &mut self,
        request: Key<LibRequest>,
        state: LibraryRequestState,
        error: Option<NtmsError>,
    ) {
        let now = self.database.now();
        if self.database.try_get(request).is_none() {
            return;
        }
        self.database.update(request, |row| {
            row.state = state;
            row.completed = now;
            row.error = error.map_or(0, NtmsError::code);
            row.order = 0;
        });
        self.tell_end(request, state);
    }

    /// Takes a request off the queue that no job has begun. Says whether it was there; one whose
    /// library has no devices is in no queue and yet waits.
    pub(crate) fn unqueue(&mut self, request: Key<LibRequest>) -> bool {
        let has = |worker: &Worker| worker.jobs.values().any(|job| job.request == request);
        if self.work.workers.iter().any(has) {
            return false;
        }
        for worker in 0..self.work.workers.len() {
            self.dequeue(worker, request);
        }
        self.work.purposes.remove(&request).is_some()
    }

    /// The place of a request in the queue of its library.
    pub(super) fn queue_entry(&self, request: Key<LibRequest>) -> Option<QueueEntry> {
        let row = self.database.try_get(request)?;
        Some((row.operation.value(), row.order, request))
    }

    pub(super) fn is_queued(&self, request: Key<LibRequest>) -> bool {
        let entry = self.queue_entry(request);
        entry.is_some_and(|entry| self.work.workers.iter().any(|w| w.queue.contains(&entry)))
    }

    /// A request waits no more. Says whether it did.
    pub(super) fn dequeue(&mut self, worker: usize, request: Key<LibRequest>) -> bool {
        let entry = self.queue_entry(request);
        let queue = &mut self.work.workers[worker].queue;
        match entry {
            Some(entry) => queue.remove(&entry),
            None => {
                let before = queue.len();
                queue.retain(|(.., queued)| *queued != request);
                queue.len() < before
            }
        }
    }

    /// Starts what can start. In a disabled library nothing does but what gives media back.
    pub(crate) fn pump(&mut self) {
        for worker in 0..self.work.workers.len() {
            let there = &self.work.workers[worker];
            if there.queue.is_empty() || !matches!(there.stage, Stage::Online) {
                continue;
            }
            let enabled = there.library.map(|key| self.database.get(key).head.enabled);
            if let Some(enabled) = enabled.filter(|_| there.trouble.is_none()) {
                self.pump_worker(worker, enabled);
            }
        }
    }

    fn pump_worker(&mut self, worker: usize, enabled: bool) {
        let mut at = Bound::Unbounded;
        loop {
            let mut left = self.work.workers[worker].queue.range((at, Bound::Unbounded));
            let Some(entry) = left.next().copied() else { return };
            at = Bound::Excluded(entry);
            let (kind, _, request) = entry;
            if !enabled && kind != LibraryOperation::Dismount.value() {
                continue;
            }
            let no_drive = self.try_start(worker, request);
            // Any drive does for these, so when one finds none, neither will those behind it.
            if no_drive && kind == LibraryOperation::Classify.value() {
                return;
            }
        }
    }

    /// Starts a request if it can start. Says whether all that it lacks is a drive, be it which it
    /// may.
    fn try_start(&mut self, worker: usize, request: Key<LibRequest>) -> bool {
        let Some(purpose) = self.work.purposes.get(&request).cloned() else {
            self.dequeue(worker, request);
            return false;
        };
        if self.database.try_get(request).is_none() {
            // The call that filed it is undone.
            self.dequeue(worker, request);
            self.work.purposes.remove(&request);
            self.let_go(&purpose);
            return false;
        }
        match purpose {
            Purpose::Mount { group, .. } => self.try_mount(worker, group),
            Purpose::Dismount { media, drive } => {
                self.try_dismount(worker, request, media, drive);
            }
            Purpose::Inventory(method) => self.start_inventory(worker, request, method),
            Purpose::Identify(work) => return self.try_identify(worker, request, work),
            Purpose::Inject(work) => self.try_inject(worker, request, work),
            Purpose::Eject(work) => self.try_eject(worker, request, work),
            Purpose::Prepare(work) => self.try_prepare(worker, request, work),
            Purpose::Clean(work) => self.try_clean(worker, request, work),
            Purpose::Door(work) => self.try_door(worker, request, work),
            Purpose::CleanerSlot(change) => self.try_slot_change(worker, request, change),
        }
        false
    }

    /// Lets go of what a request has that will not start.
    pub(super) fn let_go(&mut self, purpose: &Purpose) {
        let (media, drive) = match purpose {
            Purpose::Mount { .. }
            | Purpose::Inventory(_)
            | Purpose::Identify(_)
            | Purpose::Inject(_)
            | Purpose::Prepare(_)
            | Purpose::Clean(_)
            | Purpose::Door(_)
            | Purpose::CleanerSlot(_) => return,
            Purpose::Dismount { media, drive } => (std::slice::from_ref(media), Some(*drive)),
            Purpose::Eject(work) => (&work.media[..], None),
        };
        for media in media {
            let is_in = self.database.try_get(*media).and_then(|row| row.drive);
            for drive in drive.into_iter().chain(is_in) {
                self.work.busy_drives.remove(&drive);
            }
            self.work.busy_media.remove(media);
            self.note_idle(*media);
        }
    }

    /// Takes a request off the queue before it starts, with all that it has and who waits for it.
    /// Says whether it was there.
    pub(crate) fn cancel_queued(&mut self, request: Key<LibRequest>) -> bool {
        let purpose = self.work.purposes.get(&request).cloned();
        if let Some(Purpose::Mount { group, .. }) = purpose {
            let queued = self.is_queued(request);
            if queued {
                self.call_off_mount(group, NtmsError::Cancelled);
            }
            return queued;
        }
        if !self.unqueue(request) {
            return false;
        }
        self.end_request(request, LibraryRequestState::Cancelled, None);
        if let Some(purpose) = purpose {
            self.let_go(&purpose);
        }
        true
    }

    /// CancelNtmsLibraryRequest: the request is taken off the queue, which is work of its own. Says
    /// whether it was still there.
    pub(crate) fn cancel(&mut self, request: Key<LibRequest>, session: &Session) -> bool {
        let row = self.database.get(request);
        let (library, id) = (row.library, row.head.id);
        if !self.cancel_queued(request) {
            return false;
        }
        let new = NewRequest {
            operation: LibraryOperation::Remove,
            option: 0,
            library,
            media: None,
            side: None,
            priority: 0,
        };
        let removal = self.record_request(&new, Some(session));
        self.database.update(removal, |row| row.work_item = id);
        self.end_request(removal, LibraryRequestState::Passed, None);
        true
    }

    /// The devices of a library answer.
    pub(crate) fn works(&self, library: Key<Library>) -> bool {
        self.work.worker_of(library).is_some()
    }

    /// The requests of a library that are filed and not over, with what each is for.
    pub(super) fn filed(
        &self,
        library: Key<Library>,
    ) -> impl Iterator<Item = (Key<LibRequest>, &Purpose)> {
        let of = move |request: &Key<LibRequest>| {
            self.database.try_get(*request).is_some_and(|row| row.library == library)
        };
        self.work
            .purposes
            .iter()
            .filter(move |(request, _)| of(request))
            .map(|(request, purpose)| (*request, purpose))
    }

    /// At the start: what an earlier run of the service left unfinished is cancelled, and drives
    /// and media are not what they were (Removable Storage overview, service start).
    pub(crate) fn cancel_unfinished(&mut self) {
        let unfinished: Vec<Key<LibRequest>> = self
            .database
            .all::<LibRequest>()
            .filter(|(_, row)| row.state.is_open())
            .map(|(key, _)| key)
            .collect();
        for request in unfinished {
            self.end_request(request, LibraryRequestState::Cancelled, None);
        }
    }

    /// Deletes finished requests that are older than the computer's purge times. Nothing depends on
    /// when, so that it needs no timer: whoever calls next does not find them.
    pub(crate) fn purge(&mut self) {
        let computer = self.database.get(self.database.computer());
        let now = self.database.now();
        let index = self.database.index();
        let old = |seconds: u32| {
            let kept = Duration::from_secs(u64::from(seconds));
            move |completed: Ticks| completed.after(kept) <= now
        };
        let flags = computer.lib_request_flags;
        let library = index.finished_requests.until(
            old(computer.lib_request_purge_seconds),
            !flags.contains(LibRequestFlags::NOAUTOPURGE),
            !flags.contains(LibRequestFlags::NOFAILEDPURGE),
        );
        let flags = computer.op_request_flags;
        let operator = index.finished_operator_requests.until(
            old(computer.op_request_purge_seconds),
            !flags.contains(OpRequestFlags::NOAUTOPURGE),
            !flags.contains(OpRequestFlags::NOFAILEDPURGE),
        );
        library.into_iter().for_each(|key| self.database.delete(key));
        operator.into_iter().for_each(|key| self.database.delete(key));
    }
}
