//! The queue: how requests come in, start and end.

use std::time::Duration;

use wire::ntms::NtmsError;
use wire::ntms::operation::LibraryOperation;
use wire::ntms::option::{LibRequestFlags, OpRequestFlags};
use wire::ntms::state::{LibraryRequestState, OperatorRequestState};
use wire::{Guid, Text, Ticks};

use super::job::Purpose;
use super::worker::Stage;
use crate::database::{Key, LibRequest, Library, OpRequest, Partition, PhysicalMedia};
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
const OWN_APPLICATION: &str = "Removable Storage";

/// Requests of these kinds carry an order number.
fn is_orderable(operation: LibraryOperation) -> bool {
    operation == LibraryOperation::Mount
}

impl Rsm {
    /// Files a request, for a session or for the service itself. It starts when its turn comes.
    pub(crate) fn file(
        &mut self,
        new: &NewRequest,
        session: Option<&Session>,
        purpose: Purpose,
    ) -> Key<LibRequest> {
        let head = self.database.new_head(new.operation.name());
        let orderable = is_orderable(new.operation);
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
            computer: session.map_or_else(|| self.config.computer.clone(), |by| by.computer.clone()),
            error: 0,
            work_item: Guid::NULL,
            priority: new.priority,
            order: u32::from(orderable),
        };
        let key = self.database.insert(row);
        self.work.purposes.insert(key, purpose);
        if let Some(worker) = self.work.worker_of(new.library) {
            let rank = -i64::from(new.priority);
            self.work.workers[worker].queue.insert((new.operation.value(), rank, key));
        }
        key
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
    }

    /// Takes a request off the queue that no job has begun. Says whether it was there.
    pub(crate) fn unqueue(&mut self, request: Key<LibRequest>) -> bool {
        let mut was_there = false;
        for worker in &mut self.work.workers {
            let before = worker.queue.len();
            worker.queue.retain(|(.., queued)| *queued != request);
            was_there |= worker.queue.len() < before;
        }
        self.work.purposes.remove(&request);
        was_there
    }

    /// Starts what can start.
    pub(crate) fn pump(&mut self) {
        for worker in 0..self.work.workers.len() {
            let there = &self.work.workers[worker];
            if there.queue.is_empty() || !matches!(there.stage, Stage::Online) {
                continue;
            }
            let usable = there.library.is_some_and(|key| self.database.get(key).head.enabled);
            if !usable || there.trouble.is_some() {
                continue;
            }
            let waiting: Vec<_> = there.queue.iter().map(|(.., request)| *request).collect();
            for request in waiting {
                self.try_start(worker, request);
            }
        }
    }

    fn try_start(&mut self, worker: usize, request: Key<LibRequest>) {
        match self.work.purposes.get(&request).cloned() {
            Some(Purpose::Mount { group, .. }) => self.try_mount(worker, group),
            Some(Purpose::Dismount { media }) => self.try_dismount(worker, request, media),
            None => {
                self.work.workers[worker].queue.retain(|(.., queued)| *queued != request);
            }
        }
    }

    /// At the start: what an earlier run of the service left unfinished is cancelled, and drives
    /// and media are not what they were (Removable Storage overview, service start).
    pub(crate) fn cancel_unfinished(&mut self) {
        use LibraryRequestState::{Deferred, InProcess, Queued, Waiting};
        let unfinished: Vec<Key<LibRequest>> = self
            .database
            .all::<LibRequest>()
            .filter(|(_, row)| [Queued, InProcess, Waiting, Deferred].contains(&row.state))
            .map(|(key, _)| key)
            .collect();
        for request in unfinished {
            self.end_request(request, LibraryRequestState::Cancelled, None);
        }
    }

    /// Deletes finished requests that are older than the computer's purge times. Nothing depends on
    /// when, so that it needs no timer: whoever calls next does not find them.
    pub(crate) fn purge(&mut self) {
        let computer = self.database.get(self.database.computer()).clone();
        let now = self.database.now();
        let old = |completed: Ticks, seconds: u32| {
            completed != Ticks::NEVER
                && completed.after(Duration::from_secs(u64::from(seconds))) <= now
        };
        if !computer.lib_request_flags.contains(LibRequestFlags::NOAUTOPURGE) {
            let keeps_failed = computer.lib_request_flags.contains(LibRequestFlags::NOFAILEDPURGE);
            let gone: Vec<Key<LibRequest>> = self
                .database
                .all::<LibRequest>()
                .filter(|(_, row)| old(row.completed, computer.lib_request_purge_seconds))
                .filter(|(_, row)| !keeps_failed || row.state != LibraryRequestState::Failed)
                .map(|(key, _)| key)
                .collect();
            gone.into_iter().for_each(|key| self.database.delete(key));
        }
        if !computer.op_request_flags.contains(OpRequestFlags::NOAUTOPURGE) {
            let keeps_refused = computer.op_request_flags.contains(OpRequestFlags::NOFAILEDPURGE);
            let gone: Vec<Key<OpRequest>> = self
                .database
                .all::<OpRequest>()
                .filter(|(_, row)| old(row.completed, computer.op_request_purge_seconds))
                .filter(|(_, row)| !keeps_refused || row.state != OperatorRequestState::Refused)
                .map(|(key, _)| key)
                .collect();
            gone.into_iter().for_each(|key| self.database.delete(key));
        }
        self.keep(None);
    }
}
