//! Faults of services and their databases: what an administrator, a crash or a lost row do.

use std::collections::VecDeque;

use rsm::database::{Change, Row, TableName, Transaction};
use rsm::{CallId, Rsm, Ticket};
use wire::Guid;
use wire::ntms::call::Reply;
use wire::ntms::{Function, NtmsError};

use super::{Fate, Occasion, Place};
use crate::computer::{ComputerId, ServiceState};
use crate::outside::{Outside, Record};
use crate::scenario::fault::{Effect, OtherEffect};
use crate::scenario::{ObjectRef, Span};
use crate::story::{Answers, Find};
use crate::turn::Event;
use crate::world::World;

/// The last transactions that a database kept: as many as hold the rows that may be lost.
#[derive(Debug, Default)]
pub(super) struct Journal {
    rows_max: usize,
    rows: usize,
    kept: VecDeque<Transaction>,
}

impl Journal {
    /// So many rows may be lost.
    pub(super) fn hold(&mut self, rows: u32) {
        self.rows_max = self.rows_max.max(rows as usize);
    }

    fn note(&mut self, transaction: Transaction) {
        self.rows += transaction.changes.len();
        self.kept.push_back(transaction);
        let first = |kept: &VecDeque<Transaction>| kept.front().map_or(0, |t| t.changes.len());
        while self.rows - first(&self.kept) >= self.rows_max && !self.kept.is_empty() {
            self.rows -= first(&self.kept);
            self.kept.pop_front();
        }
    }

    /// Takes the last transactions, as many as hold so many rows, oldest first.
    fn take(&mut self, rows: usize) -> Vec<Transaction> {
        let mut taken = VecDeque::new();
        let mut count = 0;
        while count < rows
            && let Some(transaction) = self.kept.pop_back()
        {
            count += transaction.changes.len();
            self.rows -= transaction.changes.len();
            taken.push_front(transaction);
        }
        taken.into()
    }
}

/// The transaction that undoes others.
fn inverse(transactions: &[Transaction]) -> Transaction {
    let changes = transactions.iter().flat_map(|transaction| &*transaction.changes).rev();
    let turned = changes.cloned().map(|change| {
        let Change { table, key, old, new } = change;
        Change { table, key, old: new, new: old }
    });
    Transaction { changes: turned.collect() }
}

impl World {
    /// What becomes of a call that arrives at a service that takes calls.
    pub(crate) fn call_fate(&mut self, to: ComputerId, call: CallId, function: Function) -> Fate {
        if self.faults.plan.is_empty() || self.faults.late.remove(&call) {
            return Fate::Goes;
        }
        let there = |place: &Place| *place == Place::Service(to);
        let spoken = self.ask_plan(Occasion::Call(function), there);
        let fate = match spoken.map(|spoken| spoken.effect) {
            Some(Effect::Other(OtherEffect::Busy)) => super::busy_code(function).map(Fate::Refused),
            Some(Effect::Other(OtherEffect::Deny)) => Some(Fate::Refused(NtmsError::AccessDenied)),
            Some(Effect::Other(OtherEffect::Delay(delay))) => Some(Fate::Later(delay.0)),
            Some(effect) => {
                self.spoil_service(to, &effect);
                None
            }
            None => None,
        };
        if self.computers[usize::from(to.0)].service.rsm.is_none() {
            return Fate::Over;
        }
        let fate = fate.unwrap_or_else(|| self.hang_of(to));
        if let Fate::Later(_) = fate {
            self.faults.late.insert(call);
        }
        fate
    }

    /// Nobody waits any more for a call that comes late.
    pub(crate) fn forget_late(&mut self, call: CallId) {
        self.faults.late.remove(&call);
    }

    /// What a service that hangs makes of a call.
    fn hang_of(&mut self, computer: ComputerId) -> Fate {
        match self.faults.hung.get(&computer) {
            Some(None) => Fate::Lost,
            Some(Some(until)) if *until > self.now => Fate::Later(until.saturating_sub(self.now)),
            Some(Some(_)) => {
                self.faults.hung.remove(&computer);
                Fate::Goes
            }
            None => Fate::Goes,
        }
    }

    /// What becomes of a reply that a service lets out. Everything that it depends on is kept.
    pub(crate) fn reply_fate(
        &mut self,
        computer: ComputerId,
        after: Ticket,
        call: CallId,
        reply: &Reply,
    ) -> Fate {
        if self.faults.plan.is_empty() {
            return Fate::Goes;
        }
        let Some(function) = self.function_of(call) else { return Fate::Goes };
        let mut occasions = vec![Occasion::Reply(function)];
        if after > Ticket(0) && reply.is_ok() {
            occasions.insert(0, Occasion::Kept(function));
        }
        for occasion in occasions {
            let there = |place: &Place| *place == Place::Service(computer);
            let spoken = self.ask_plan(occasion, there);
            match spoken.map(|spoken| spoken.effect) {
                Some(Effect::Other(OtherEffect::Delay(delay))) => return Fate::Later(delay.0),
                Some(effect) => self.spoil_service(computer, &effect),
                None => {}
            }
            if self.computers[usize::from(computer.0)].service.rsm.is_none() {
                return Fate::Over;
            }
        }
        Fate::Goes
    }

    pub(super) fn spoil_service(&mut self, computer: ComputerId, effect: &Effect) {
        match effect {
            Effect::Other(OtherEffect::Crash(crash)) => {
                self.crash_for(computer, crash.restart_after);
            }
            Effect::Other(OtherEffect::Stop) if self.is_up(computer) => self.stop_service(computer),
            Effect::Other(OtherEffect::Hang(lasting)) => {
                let until = lasting.lasts.map(|lasts| self.now.saturating_add(lasts.0));
                self.faults.hung.insert(computer, until);
            }
            _ => {}
        }
    }

    fn is_up(&self, computer: ComputerId) -> bool {
        let state = self.computers[usize::from(computer.0)].service.state;
        matches!(state, ServiceState::Starting | ServiceState::Running | ServiceState::Stopping)
    }

    /// A service dies; somebody starts it again after a while.
    pub(super) fn crash_for(&mut self, computer: ComputerId, restart_after: Option<Span>) {
        if !self.is_up(computer) {
            return;
        }
        self.crash_service(computer);
        if let Some(after) = restart_after {
            let due = self.now.saturating_add(after.0);
            self.plan(due, Event::Start(computer));
        }
    }

    /// Lets a service ask for memory while it serves a call; what was asked is heard afterwards.
    pub(crate) fn ration_memory(&mut self, computer: ComputerId) {
        if self.faults.plan.is_empty() {
            return;
        }
        let there = |place: &Place| *place == Place::Memory(computer);
        let short = self.faults.plan.would_speak(self.seed, self.now, Occasion::Growth, there);
        if let Some(rsm) = self.computers[usize::from(computer.0)].service.rsm.as_mut() {
            rsm.budget_mut().ration(short);
        }
    }

    /// A service has served a call: when it asked for memory, that was an occasion.
    pub(crate) fn memory_asked(&mut self, computer: ComputerId) {
        if self.faults.plan.is_empty() {
            return;
        }
        let service = &mut self.computers[usize::from(computer.0)].service;
        if service.rsm.as_mut().is_some_and(|rsm| rsm.budget_mut().take_asked()) {
            self.ask_plan(Occasion::Growth, |place| *place == Place::Memory(computer));
        }
    }

    /// Transactions are kept: they are remembered where a rule may lose them, and people hear of
    /// what they are asked for.
    pub(crate) fn was_kept(&mut self, computer: ComputerId, transactions: Vec<Transaction>) {
        for transaction in &transactions {
            self.people_hear(computer, transaction);
        }
        if let Some(journal) = self.faults.journals.get_mut(&computer) {
            transactions.into_iter().for_each(|transaction| journal.note(transaction));
        }
    }

    /// A database loses what it kept last, and its service dies.
    pub(super) fn lose_suffix(
        &mut self,
        computer: ComputerId,
        rows: u32,
        restart_after: Option<Span>,
    ) {
        let service = &mut self.computers[usize::from(computer.0)].service;
        let journal = self.faults.journals.get_mut(&computer);
        if let (Some(journal), true) = (journal, service.rsm.is_some()) {
            let lost = journal.take(rows as usize);
            let undone = inverse(&lost);
            // What was kept is as good as never kept: it is undone with what is on its way.
            service.open.splice(0..0, lost.into_iter().map(|lost| (Ticket(0), lost)));
            self.crash_for(computer, restart_after);
            self.overwrite(computer, undone);
        }
    }

    /// A row will be missing when the service starts next.
    pub(super) fn lose_row(&mut self, computer: ComputerId, object: &ObjectRef) {
        match self.find_object(computer, object) {
            Some(id) => self.faults.lost_rows.entry(computer).or_default().push(id),
            None => self.trace(|world| {
                let name = format!("database {}", world.computer_name(computer));
                ("fault", name, String::new(), "nothing happens: there is no such row".to_owned())
            }),
        }
    }

    /// What a service finds when it starts; nothing when what is left of its rows makes none.
    pub(crate) fn found(&mut self, computer: ComputerId, next: Rsm) -> Option<Rsm> {
        self.faults.hung.remove(&computer);
        let Some(lost) = self.faults.lost_rows.remove(&computer) else { return Some(next) };
        let (gone, rows): (Vec<_>, Vec<_>) =
            next.database().rows().partition(|(_, row)| lost.contains(&row.head().id));
        let change = |(key, row): (u32, Row)| {
            let table: TableName = row.table();
            Change { table, key, old: Some(row), new: None }
        };
        self.overwrite(computer, Transaction { changes: gone.into_iter().map(change).collect() });
        let config = self.computers[usize::from(computer.0)].service.config.clone();
        Rsm::load(config, rows).ok()
    }

    /// Changes what is kept behind the back of a service that does not run.
    fn overwrite(&mut self, computer: ComputerId, transaction: Transaction) {
        if !transaction.changes.is_empty() {
            let record = Record { computer, ticket: Ticket(0), transaction };
            // Nobody waits for it: the service is gone.
            let _ = self.outside.inner.keep(self.now, record);
        }
    }
}

impl World {
    /// The identifier of an object that a rule names.
    pub(crate) fn find_object(&self, computer: ComputerId, object: &ObjectRef) -> Option<Guid> {
        let saved = Answers::new();
        Find { world: self, computer, saved: &saved }.id(object).ok().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn transaction(rows: usize, key: u32) -> Transaction {
        let change = Change { table: TableName::MediaPool, key, old: None, new: None };
        Transaction { changes: vec![change; rows].into() }
    }

    proptest! {
        #[test]
        fn a_journal_holds_what_may_be_lost_and_little_more(
            sizes in proptest::collection::vec(1usize..6, 1..40),
            wanted in 1u32..12,
        ) {
            let mut journal = Journal::default();
            journal.hold(wanted);
            for (key, rows) in (0u32..).zip(&sizes) {
                journal.note(transaction(*rows, key));
                prop_assert!(journal.rows < wanted as usize + 5);
            }
            let taken = journal.take(wanted as usize);
            let rows: usize = taken.iter().map(|taken| taken.changes.len()).sum();
            let all: usize = sizes.iter().sum();
            prop_assert!(rows >= all.min(wanted as usize));
            // The latest, oldest first, and no transaction more than it takes.
            let keys: Vec<u32> = taken.iter().map(|taken| taken.changes[0].key).collect();
            let last = sizes.len() as u32;
            prop_assert_eq!(keys, (last - taken.len() as u32..last).collect::<Vec<_>>());
            prop_assert!(rows - taken[0].changes.len() < wanted as usize);
        }
    }
}
