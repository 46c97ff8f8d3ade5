//! Calls that wait: how a wait begins and ends, and who waits for what.

use std::time::Duration;

use wire::ntms::NtmsError;
use wire::ntms::call::{Answer, Reply};

use super::{Cause, Rsm, Timer};
use crate::database::{Key, LibRequest, OpRequest};
use crate::request::DiskStep;
use crate::wait::{Wait, Waiter, Waiting};
use crate::{CallId, Output, Ticket};

impl Rsm {
    /// Everybody who waits, in the order of calls.
    pub fn waiters(&self) -> Vec<Waiter> {
        self.waits.iter().map(|(call, waiting)| self.describe_wait(call, waiting)).collect()
    }

    /// Everybody whose time is over by then: they wait no more after the next [`Rsm::advance`].
    pub fn expiring(&self, now: Duration) -> Vec<Waiter> {
        let over = |waiting: &Waiting| waiting.until.is_some_and(|until| until <= now);
        let waits = self.waits.iter().filter(|(_, waiting)| over(waiting));
        waits.map(|(call, waiting)| self.describe_wait(call, waiting)).collect()
    }

    fn describe_wait(&self, call: CallId, waiting: &Waiting) -> Waiter {
        let what = match &waiting.wait {
            Wait::Mount(group) => self.describe_mount(*group),
            Wait::Media { request, .. } | Wait::Operator(request) => {
                self.describe_operator_request(*request)
            }
            Wait::Backup(_) => "the copy of the database".to_owned(),
            Wait::Request { request, .. } => self.describe_request(*request),
            Wait::Disk(disk) => match disk.step {
                DiskStep::Ejecting { request, .. } => self.describe_request(request),
                DiskStep::Asked(request) => self.describe_operator_request(request),
            },
            Wait::Notification(channel) => self.describe_channel(*channel),
        };
        Waiter { call: Some(call), until: waiting.until, what }
    }

    fn describe_operator_request(&self, request: Key<OpRequest>) -> String {
        match self.database.try_get(request) {
            Some(row) => format!("operator request {}: {}", row.request.name(), row.message),
            None => "an operator request that is gone".to_owned(),
        }
    }

    fn describe_request(&self, request: Key<LibRequest>) -> String {
        match self.database.try_get(request) {
            Some(row) => {
                let library = &self.database.get(row.library).head.name;
                format!("work item {} in {library}", row.operation.name())
            }
            None => "a work item that is gone".to_owned(),
        }
    }

    pub(super) fn wait(&mut self, call: CallId, waiting: Waiting, timeout_ms: u32) {
        let until = (timeout_ms != wire::ntms::limit::INFINITE)
            .then(|| self.now.saturating_add(Duration::from_millis(u64::from(timeout_ms))));
        if let Some(until) = until {
            self.set_timer(until, Timer::Call(call));
        }
        let channel = waiting.wait.channel();
        self.waits.insert(call, Waiting { until, ..waiting });
        channel.into_iter().for_each(|channel| self.wait_in_channel(channel, call));
    }

    /// Ends the wait of a call.
    pub(crate) fn end_wait(&mut self, call: CallId, reply: Reply) {
        self.end_wait_after(call, reply, self.after());
    }

    /// Ends the wait of a call; its reply may leave when this is kept.
    pub(crate) fn end_wait_after(&mut self, call: CallId, reply: Reply, after: Ticket) {
        let Some(waiting) = self.waits.remove(call) else { return };
        if let Some(until) = waiting.until {
            self.drop_timer(until, Timer::Call(call));
        }
        if waiting.own {
            self.sessions.close(waiting.session);
        }
        if let Some(channel) = waiting.wait.channel() {
            self.channels.waits_no_more(channel, call);
        }
        self.outbox.push_back(Output::Reply { call, reply, after });
    }

    pub(super) fn expire(&mut self, call: CallId) {
        self.give_up(call, NtmsError::Timeout);
        self.keep_as(Cause::Service);
    }

    /// A call stops waiting; what it had begun is called off.
    pub(crate) fn give_up(&mut self, call: CallId, error: NtmsError) {
        let Some(waiting) = self.waits.get(call).cloned() else { return };
        match waiting.wait {
            Wait::Mount(group) => self.call_off_mount(group, error),
            Wait::Media { request, .. } => self.withdraw_operator_request(request),
            Wait::Operator(_) | Wait::Backup(_) | Wait::Notification(_) => {}
            // What is under way comes to its end without the call.
            Wait::Request { request, .. } => {
                self.cancel_queued(request);
            }
            Wait::Disk(disk) => self.give_up_disk(&disk),
        }
        self.end_wait(call, Err(error.into()));
    }

    /// Answers a call with success.
    pub(crate) fn done(&mut self, call: CallId, answer: Answer) {
        self.end_wait(call, Ok(answer));
    }
}
