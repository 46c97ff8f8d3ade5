//! After calls were undone whose records could not be kept: what is under way agrees with the rows
//! again. Jobs are never among it, since none starts before its request is kept.

use wire::ntms::SessionId;
use wire::ntms::state::LibraryRequestState;

use super::group::Hold;
use super::job::Purpose;
use super::worker::WorkTimer;
use crate::CallId;
use crate::database::{Key, LibRequest, OpRequest, PhysicalMedia};
use crate::engine::{Rsm, Timer};
use crate::session::TOOLS;

/// What a call gave away that it gets back when it is undone.
#[derive(Debug, Default)]
pub(crate) struct Given {
    /// Media that it dismounted.
    pub(super) holds: Vec<(Key<PhysicalMedia>, Hold)>,
    /// Media that were queued for ejection together.
    pub(crate) batch: Option<(SessionId, Vec<Key<PhysicalMedia>>)>,
}

impl Rsm {
    /// The call that began a group is undone.
    pub(crate) fn forget_mount(&mut self, call: CallId) {
        self.work.groups.retain(|_, group| group.call != call);
    }

    /// An undone call gets back what it gave away, unless its session is gone.
    pub(crate) fn take_back(&mut self, given: Given) {
        for (media, hold) in given.holds {
            if hold.session.is_some_and(|session| self.sessions.get(session).is_none()) {
                continue;
            }
            self.work.holds.insert(media, hold);
            self.work.busy_media.insert(media);
            self.work.busy_drives.insert(hold.drive);
            if let Some(due) = self.work.deferred.remove(&hold.drive) {
                self.drop_timer(due, Timer::Work(WorkTimer::Deferred(hold.drive)));
            }
        }
        if let Some((session, batch)) = given.batch
            && (session == TOOLS || self.sessions.get(session).is_some())
        {
            self.work.batches.insert(session, batch);
        }
    }

    /// What has no row any more is not done, and what nobody does any more is over. `withdrawn` are
    /// operator requests whose deletion was undone.
    pub(crate) fn agree_with_rows(&mut self, withdrawn: &[Key<OpRequest>]) {
        self.reorder_queues();
        self.drop_undone_requests();
        self.ask_user_again();
        self.cancel_what_nobody_does();
        for request in withdrawn {
            if self.is_open_for_operator(*request) && !self.is_waited_for(*request) {
                self.withdraw_operator_request(*request);
            }
        }
        for group in self.work.groups.values_mut() {
            for member in &mut group.members {
                let database = &self.database;
                member.request = member.request.filter(|key| database.try_get(*key).is_some());
                member.operator = member.operator.filter(|key| database.try_get(*key).is_some());
            }
        }
        self.go_on_waiting();
    }

    fn drop_undone_requests(&mut self) {
        let undone: Vec<(Key<LibRequest>, Purpose)> = self
            .work
            .purposes
            .iter()
            .filter(|(request, _)| self.database.try_get(**request).is_none())
            .map(|(request, purpose)| (*request, purpose.clone()))
            .collect();
        for (request, purpose) in undone {
            self.unqueue(request);
            let held = match &purpose {
                Purpose::Dismount { media, .. } => self.work.holds.contains_key(media),
                Purpose::Eject(work) => {
                    work.media.iter().any(|media| self.work.holds.contains_key(media))
                }
                _ => false,
            };
            if !held {
                self.let_go(&purpose);
            }
        }
    }

    /// A request that was taken off the queue by a call that is undone.
    fn cancel_what_nobody_does(&mut self) {
        let left: Vec<Key<LibRequest>> = self
            .database
            .all::<LibRequest>()
            .filter(|(request, row)| row.state.is_open() && !self.work.has(*request))
            .map(|(request, _)| request)
            .collect();
        for request in left {
            self.end_request(request, LibraryRequestState::Cancelled, None);
        }
    }

    fn is_waited_for(&self, request: Key<OpRequest>) -> bool {
        self.group_of_operator_request(request).is_some()
            || self.waits.allocations().iter().any(|waiting| waiting.request == request)
    }
}
