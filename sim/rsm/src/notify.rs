//! Channels of notifications: what was kept is told to those who watch objects of its type
//! (Removable Storage, "Database Notification"; MS-RSMP 3.2.1, mutation rules).
//!
//! A change is told once its transaction is kept, one notification for each object that came,
//! changed or went in it, in the order of transactions and in each of creation. It is told to
//! everybody who watches, the session that made the change among them. A channel keeps what its
//! program has not fetched, up to a limit; beyond it breaks rather than to leave something out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use wire::ntms::call::{Answer, Notification, PartId};
use wire::ntms::operation::NotificationOperation;
use wire::ntms::{NtmsError, ObjectType, SessionId};

use crate::database::{Change, Transaction};
use crate::engine::Rsm;
use crate::{CallId, Ticket};

/// A channel.
#[derive(Debug, Default)]
struct Channel {
    /// What it watches; nothing for a number that no object has.
    object_type: Option<ObjectType>,
    /// What nobody fetched yet, the oldest first.
    untold: VecDeque<Notification>,
    /// What came next is missing, and nothing after it is told.
    broken: bool,
    /// The calls that wait for the next one, in their order. While there is any, nothing is untold.
    waiting: BTreeSet<CallId>,
}

/// What a call that waits is told next.
enum Next {
    Told(Notification),
    Broken,
    Nothing,
}

impl Channel {
    fn next(&mut self) -> Next {
        match self.untold.pop_front() {
            Some(notification) => Next::Told(notification),
            None if self.broken => Next::Broken,
            None => Next::Nothing,
        }
    }

    fn push(&mut self, notification: Notification, count_max: usize) {
        self.broken |= self.untold.len() >= count_max;
        if !self.broken {
            self.untold.push_back(notification);
        }
    }
}

/// The channels of all sessions.
#[derive(Debug, Default)]
pub(crate) struct Channels {
    open: BTreeMap<PartId, Channel>,
    /// The channels that watch each type.
    watching: BTreeMap<ObjectType, BTreeSet<PartId>>,
    /// What is told when a transaction is kept, by its ticket.
    news: BTreeMap<u64, Vec<(ObjectType, Notification)>>,
}

impl Channels {
    fn insert(&mut self, id: PartId, object_type: Option<ObjectType>) {
        self.open.insert(id, Channel { object_type, ..Channel::default() });
        if let Some(object_type) = object_type {
            self.watching.entry(object_type).or_default().insert(id);
        }
    }

    /// Takes a channel away; the calls that waited in it come back.
    fn remove(&mut self, id: PartId) -> Option<BTreeSet<CallId>> {
        let channel = self.open.remove(&id)?;
        if let Some(object_type) = channel.object_type
            && let Some(watching) = self.watching.get_mut(&object_type)
        {
            watching.remove(&id);
            if watching.is_empty() {
                self.watching.remove(&object_type);
            }
        }
        Some(channel.waiting)
    }

    /// The channels of a session.
    pub(crate) fn of_session(&self, session: SessionId) -> Vec<PartId> {
        let range = PartId { session, number: 0 }..=PartId { session, number: u64::MAX };
        self.open.range(range).map(|(id, _)| *id).collect()
    }

    /// Notes what is to be told of a transaction once it is kept.
    pub(crate) fn note(&mut self, ticket: u64, transaction: &Transaction) {
        if self.watching.is_empty() {
            return;
        }
        let watched = |change: &Change| {
            self.watching.contains_key(&change.table.object_type()).then(|| of_change(change))?
        };
        let news: Vec<_> = transaction.merged().iter().filter_map(watched).collect();
        if !news.is_empty() {
            self.news.insert(ticket, news);
        }
    }

    /// A transaction was undone: nobody is told.
    pub(crate) fn forget(&mut self, ticket: Ticket) {
        self.news.remove(&ticket.0);
    }

    /// A call waits no more.
    pub(crate) fn waits_no_more(&mut self, id: PartId, call: CallId) {
        if let Some(channel) = self.open.get_mut(&id) {
            channel.waiting.remove(&call);
        }
    }
}

/// What is told of a change of one object.
fn of_change(change: &Change) -> Option<(ObjectType, Notification)> {
    let operation = match (&change.old, &change.new) {
        (None, _) => NotificationOperation::ObjInsert,
        (Some(_), Some(_)) => NotificationOperation::ObjUpdate,
        (Some(_), None) => NotificationOperation::ObjDelete,
    };
    let object = change.new.as_ref().or(change.old.as_ref())?.head().id;
    Some((change.table.object_type(), Notification { operation, object }))
}

impl Rsm {
    /// Opens a channel.
    pub(crate) fn open_channel(&mut self, id: PartId, object_type: Option<ObjectType>) {
        self.channels.insert(id, object_type);
    }

    /// What is waited for in a channel, in words.
    pub(crate) fn describe_channel(&self, id: PartId) -> String {
        let watched = self.channels.open.get(&id).and_then(|channel| channel.object_type);
        format!("a notification of {}", watched.map_or("nothing", ObjectType::name))
    }

    /// Whether a channel is open.
    pub(crate) fn has_channel(&self, id: PartId) -> bool {
        self.channels.open.contains_key(&id)
    }

    /// Whether somebody waits in a channel.
    pub(crate) fn is_waited_in(&self, id: PartId) -> bool {
        self.channels.open.get(&id).is_some_and(|channel| !channel.waiting.is_empty())
    }

    /// Closes a channel. Whoever waits in it hears that its handle is no more.
    pub(crate) fn close_channel(&mut self, id: PartId) {
        for call in self.channels.remove(id).into_iter().flatten() {
            self.end_wait(call, Err(NtmsError::InvalidHandle.into()));
        }
    }

    /// What a call that does not wait gets when there is nothing to tell; nothing when there is.
    pub(crate) fn untold(&self, id: PartId) -> Result<(), NtmsError> {
        match self.channels.open.get(&id) {
            None => Err(NtmsError::InvalidHandle),
            Some(channel) if !channel.untold.is_empty() => Ok(()),
            Some(channel) if channel.broken => Err(NtmsError::NoData),
            Some(_) => Err(NtmsError::Timeout),
        }
    }

    /// A call waits in a channel, and is told at once what is there.
    pub(crate) fn wait_in_channel(&mut self, id: PartId, call: CallId) {
        if let Some(channel) = self.channels.open.get_mut(&id) {
            channel.waiting.insert(call);
            self.tell(id);
        }
    }

    /// Transactions through a ticket are kept: whoever watches is told.
    pub(crate) fn tell_kept(&mut self, through: Ticket) {
        let later = self.channels.news.split_off(&(through.0 + 1));
        let count_max = self.config.switches.notification_count_max as usize;
        for (object_type, notification) in
            std::mem::replace(&mut self.channels.news, later).into_values().flatten()
        {
            let watching = self.channels.watching.get(&object_type);
            for id in watching.cloned().unwrap_or_default() {
                if let Some(channel) = self.channels.open.get_mut(&id) {
                    channel.push(notification, count_max);
                    self.tell(id);
                }
            }
        }
    }

    /// A notification was lost on its way: whoever fetches the next one hears that something is
    /// missing. What came after it is not told.
    pub(crate) fn break_channel(&mut self, id: PartId) {
        if let Some(channel) = self.channels.open.get_mut(&id) {
            channel.untold.clear();
            channel.broken = true;
            self.tell(id);
        }
    }

    /// Tells those who wait in a channel what is there, the first call the oldest. It is kept
    /// already, so that no reply waits for anything.
    fn tell(&mut self, id: PartId) {
        loop {
            let Some(channel) = self.channels.open.get_mut(&id) else { return };
            let Some(call) = channel.waiting.first().copied() else { return };
            let reply = match channel.next() {
                Next::Told(notification) => Ok(Answer::Notification(notification)),
                Next::Broken => Err(NtmsError::NoData.into()),
                Next::Nothing => return,
            };
            channel.waiting.remove(&call);
            self.end_wait_after(call, reply, Ticket(0));
        }
    }
}
