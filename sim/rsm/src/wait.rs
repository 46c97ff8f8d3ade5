//! Calls that wait: for media, for drives, for people, for changes.

use std::collections::BTreeMap;
use std::time::Duration;

use wire::ntms::call::{AllocateNtmsMedia, PartId};
use wire::ntms::{NtmsError, SessionId};

use crate::database::{Key, LibRequest, OpRequest};
use crate::request::{Disk, GroupId};
use crate::{Backup, CallId};

/// What a call waits for.
#[derive(Clone, Debug)]
pub(crate) enum Wait {
    /// MountNtmsMedia: the mounts of its group.
    Mount(GroupId),
    /// AllocateNtmsMedia: an operator who brings media.
    Media {
        /// The call, tried again when the operator is done.
        call: AllocateNtmsMedia,
        /// What was asked of the operator.
        request: Key<OpRequest>,
    },
    /// ExportNtmsDatabase and ImportNtmsDatabase: what becomes of the copy.
    Backup(Backup),
    /// WaitForNtmsOperatorRequest.
    Operator(Key<OpRequest>),
    /// IdentifyNtmsSlot, and EjectDiskFromSADrive where it waits: the end of a work item.
    Request {
        /// The work item.
        request: Key<LibRequest>,
        /// What the call answers when it fails.
        failed: NtmsError,
    },
    /// EjectDiskFromSADrive with a user who is asked when it fails.
    Disk(Disk),
    /// WaitForNtmsNotification: the next notification of a channel.
    Notification(PartId),
}

impl Wait {
    /// The channel that a call waits in.
    pub(crate) fn channel(&self) -> Option<PartId> {
        match self {
            Wait::Notification(channel) => Some(*channel),
            _ => None,
        }
    }
}

/// A call that waits.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) session: SessionId,
    /// The session is of this call alone and ends with it.
    pub(crate) own: bool,
    /// When it ends without success.
    pub(crate) until: Option<Duration>,
    pub(crate) wait: Wait,
}

/// A call that waits for media.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allocation {
    pub(crate) id: CallId,
    pub(crate) session: SessionId,
    pub(crate) call: AllocateNtmsMedia,
    /// What was asked of an operator.
    pub(crate) request: Key<OpRequest>,
}

/// The calls that wait, by number.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    calls: BTreeMap<CallId, Waiting>,
}

impl Waits {
    pub(crate) fn insert(&mut self, call: CallId, waiting: Waiting) {
        self.calls.insert(call, waiting);
    }

    pub(crate) fn get(&self, call: CallId) -> Option<&Waiting> {
        self.calls.get(&call)
    }

    pub(crate) fn remove(&mut self, call: CallId) -> Option<Waiting> {
        self.calls.remove(&call)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (CallId, &Waiting)> {
        self.calls.iter().map(|(call, waiting)| (*call, waiting))
    }

    /// The session that a call has for itself.
    pub(crate) fn own_session(&self, call: CallId) -> Option<SessionId> {
        self.get(call).filter(|waiting| waiting.own).map(|waiting| waiting.session)
    }

    /// The calls of a session.
    pub(crate) fn of_session(&self, session: SessionId) -> Vec<CallId> {
        let of = |(call, waiting): (CallId, &Waiting)| (waiting.session == session).then_some(call);
        self.iter().filter_map(of).collect()
    }

    /// The calls whose wait is one of these.
    pub(crate) fn that(&self, is: impl Fn(&Wait) -> bool) -> Vec<CallId> {
        let of = |(call, waiting): (CallId, &Waiting)| is(&waiting.wait).then_some(call);
        self.iter().filter_map(of).collect()
    }

    /// The calls that wait for the end of an operator request.
    pub(crate) fn for_operator(&self, request: Key<OpRequest>) -> Vec<CallId> {
        self.that(|wait| matches!(wait, Wait::Operator(key) if *key == request))
    }

    /// The calls that wait for media, each with what it asked an operator.
    pub(crate) fn allocations(&self) -> Vec<Allocation> {
        let of = |(id, waiting): (CallId, &Waiting)| match waiting.wait {
            Wait::Media { call, request } => {
                Some(Allocation { id, session: waiting.session, call, request })
            }
            Wait::Mount(_)
            | Wait::Operator(_)
            | Wait::Backup(_)
            | Wait::Notification(_)
            | Wait::Request { .. }
            | Wait::Disk(_) => None,
        };
        self.iter().filter_map(of).collect()
    }

    /// The calls that wait for a drive to give its medium, with how far each is.
    pub(crate) fn disks(&mut self) -> impl Iterator<Item = &mut Disk> {
        self.calls.values_mut().filter_map(|waiting| match &mut waiting.wait {
            Wait::Disk(disk) => Some(disk),
            _ => None,
        })
    }

    /// A call waits for something else from now on.
    pub(crate) fn change(&mut self, id: CallId, wait: Wait) {
        if let Some(waiting) = self.calls.get_mut(&id) {
            waiting.wait = wait;
        }
    }

    /// A call that waits for media asked an operator something else.
    pub(crate) fn asked(&mut self, id: CallId, asked: Key<OpRequest>) {
        if let Some(Waiting { wait: Wait::Media { request, .. }, .. }) = self.calls.get_mut(&id) {
            *request = asked;
        }
    }
}

/// Who waits for what, for people who look at a world that stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// The call that waits; `None` for work of the service itself.
    pub call: Option<CallId>,
    /// Until when.
    pub until: Option<Duration>,
    /// What it waits for, in words, and who holds it.
    pub what: String,
}
