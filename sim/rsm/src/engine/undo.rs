//! Transactions that could not be kept: what is undone with them, and what is written down again.

use wire::ntms::NtmsError;
use wire::ntms::call::Refusal;

use super::{Rsm, Stage};
use crate::database::{OpRequest, Transaction};
use crate::request::Given;
use crate::{CallId, Ticket};

/// Whose change a transaction is, which decides what follows when it cannot be kept.
#[derive(Debug)]
pub(super) enum Cause {
    /// A call's. It is undone, and the call gets back what it gave away.
    Call(CallId, Given),
    /// The service's own, because somebody left or time passed. That cannot be undone, so that it
    /// is written down once more.
    Service,
    /// A device's. What lies on the shelves is not undone with the rows.
    Device,
}

impl Rsm {
    pub(super) fn undo(&mut self, transactions: Vec<(Ticket, Transaction)>, error: NtmsError) {
        let (mut calls, mut again, mut withdrawn) = (Vec::new(), Vec::new(), Vec::new());
        for (ticket, transaction) in transactions.into_iter().rev() {
            self.kept = self.kept.max(ticket.0);
            self.channels.forget(ticket);
            withdrawn.extend(transaction.deleted::<OpRequest>());
            let open = self.open_tickets.binary_search_by_key(&ticket, |(open, _)| *open);
            let cause = open.ok().and_then(|open| self.open_tickets.remove(open));
            match cause.map(|(_, cause)| cause) {
                Some(Cause::Call(call, given)) => calls.push((call, given)),
                Some(Cause::Service) => again.push(transaction.clone()),
                Some(Cause::Device) | None => self.failed = true,
            }
            self.database.undo(&transaction);
        }
        if self.failed {
            return self.fail();
        }
        for transaction in again.into_iter().rev() {
            self.database.redo(&transaction);
        }
        for (call, given) in calls {
            self.forget_mount(call);
            self.end_wait(call, Err(Refusal::from(error)));
            self.take_back(given);
        }
        self.agree_with_rows(&withdrawn);
        // When this is lost too, what happened is nowhere: then the database has failed.
        self.keep();
    }

    /// The rows are not to be believed any more: nothing goes on, and whoever waits is told.
    fn fail(&mut self) {
        let waiting: Vec<CallId> = self.waits.iter().map(|(call, _)| call).collect();
        for call in waiting {
            self.end_wait(call, Err(NtmsError::DatabaseFailure.into()));
        }
        self.work.stop();
        self.timers.clear();
        // A start that fails so is over as well: who calls is told what is wrong.
        self.stage = Stage::Ready;
    }
}
