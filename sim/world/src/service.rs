//! Services: how they start, stop and die, what they let out and when it may leave.

use std::time::Duration;

use rsm::database::{Change, Row, Transaction};
use rsm::{Backup, CallId, Input, Output, Rsm, Ticket};
use wire::label::{LabelParser, ParserRefused};
use wire::ntms::NtmsError;
use wire::ntms::call::Refusal;

use crate::check::Violation;
use crate::computer::{Computer, ComputerId, Held, Service, ServiceState};
use crate::entered::Place;
use crate::fault::Fate;
use crate::outside::{ExportFault, Keeping, Outside, Record, StoreFault};
use crate::turn::Event;
use crate::world::World;

impl Computer {
    /// When its devices or its service do something next.
    pub(crate) fn deadline(&self) -> Option<Duration> {
        let devices = self.cabinets.iter().filter_map(|cabinet| cabinet.library.deadline()).min();
        let service = self.service.rsm.as_ref().and_then(Rsm::deadline);
        [devices, service].into_iter().flatten().min()
    }
}

impl World {
    fn service(&mut self, computer: ComputerId) -> &mut Service {
        &mut self.computers[usize::from(computer.0)].service
    }

    /// The state of a computer's service.
    pub fn service_state(&self, computer: ComputerId) -> ServiceState {
        let service = &self.computers[usize::from(computer.0)].service;
        match (service.state, &service.rsm) {
            (ServiceState::Running, Some(rsm)) if !rsm.is_ready() => ServiceState::Starting,
            (state, _) => state,
        }
    }

    /// The engine of a computer's service, while it runs.
    pub fn rsm(&self, computer: ComputerId) -> Option<&Rsm> {
        self.computers[usize::from(computer.0)].service.rsm.as_ref()
    }

    /// Registers a label parser with a computer's service, behind those of the scenario and those
    /// that were registered before. A service that runs asks it from the next label on.
    ///
    /// # Errors
    /// Why it cannot be one; nothing has changed.
    pub fn add_label_parser(
        &mut self,
        computer: ComputerId,
        parser: LabelParser,
    ) -> Result<(), ParserRefused> {
        let service = &mut self.computers[usize::from(computer.0)].service;
        service.config.label_parsers.add(parser.clone())?;
        // Every engine of the service has the table of its configuration.
        service
            .rsm
            .iter_mut()
            .chain(&mut service.next)
            .try_for_each(|rsm| rsm.add_label_parser(parser.clone()))
    }

    pub(crate) fn note_service(&mut self, computer: ComputerId) {
        self.trace(|world| {
            let state = world.computers[usize::from(computer.0)].service.state.name();
            ("service", world.computer_name(computer), String::new(), state.to_owned())
        });
    }

    /// Plays what a computer's devices or its service have to do now.
    pub(crate) fn play_computer(&mut self, computer: ComputerId) {
        let now = self.now;
        for cable in 0..self.computers[usize::from(computer.0)].cabinets.len() {
            let library = &mut self.computers[usize::from(computer.0)].cabinets[cable].library;
            if library.deadline().is_some_and(|due| due <= now) {
                library.advance(now);
                self.collect(computer, cable);
            }
        }
        self.note_expiring(computer);
        if let Some(rsm) = self.service(computer).rsm.as_mut()
            && rsm.deadline().is_some_and(|due| due <= now)
        {
            rsm.advance(now);
        }
        self.drain(computer);
    }

    /// Notes what registered callers waited for whose time is over.
    fn note_expiring(&mut self, computer: ComputerId) {
        let now = self.now;
        let rsm = self.rsm(computer).filter(|rsm| rsm.deadline().is_some_and(|due| due <= now));
        for waiter in rsm.map(|rsm| rsm.expiring(now)).unwrap_or_default() {
            let entered = waiter.call.and_then(|call| self.calls.get(call));
            if let Some(caller) = entered.and_then(|entered| entered.caller) {
                self.in_vain.insert(caller, waiter.what);
            }
        }
    }

    /// Takes what a service lets out. What depends on a transaction that is not kept yet waits.
    pub(crate) fn drain(&mut self, computer: ComputerId) {
        let mut failed = None;
        while let Some(output) = self.service(computer).rsm.as_mut().and_then(Rsm::poll) {
            match output {
                Output::Keep { ticket, transaction } => {
                    self.trace(|world| {
                        let what = crate::words::of_transaction(&transaction);
                        ("keep", world.computer_name(computer), "database".to_owned(), what)
                    });
                    match failed {
                        // It was built on one that is lost.
                        Some(_) => self.service(computer).open.push((ticket, transaction)),
                        None => failed = self.keep(Record { computer, ticket, transaction }),
                    }
                }
                Output::Reply { call, reply, after } => {
                    self.let_out(computer, after, Held::Reply { call, reply });
                }
                Output::Backup { call, what, after } => {
                    self.let_out(computer, after, Held::Backup { call, what });
                }
                Output::Command { task, cable, lun, command, after } => {
                    self.let_out(computer, after, Held::Command { task, cable, lun, command });
                }
            }
        }
        // Only now is everything held that depends on what is lost.
        if let Some(fault) = failed {
            self.settle_records(computer, Ticket(u64::MAX), Err(fault));
        }
    }

    /// Gives a record away to be kept; why it is not when that is known at once.
    fn keep(&mut self, record: Record) -> Option<StoreFault> {
        let (computer, ticket) = (record.computer, record.ticket);
        let keeping = self.outside.keep(self.now, record.clone());
        let faults = self.database_faults();
        let mut failed = None;
        match keeping {
            Keeping::Kept => {
                self.tell_kept(computer, ticket);
                self.was_kept(computer, vec![record.transaction]);
            }
            Keeping::Pending => {
                self.service(computer).open.push((ticket, record.transaction));
            }
            Keeping::Failed(record, fault) => {
                self.service(computer).open.push((ticket, record.transaction));
                failed = Some(fault);
            }
        }
        self.do_database_faults(&faults);
        failed
    }

    /// The engine with the rows of the copy of its database, when it is to take them at this
    /// start; nothing when they make no service. When there is no copy any more it keeps its own.
    fn imported(&mut self, computer: ComputerId, next: Rsm) -> Option<Rsm> {
        if !next.is_import_armed() {
            return Some(next);
        }
        let (imported, what) = match self.outside.import(computer) {
            Ok(None) => (Some(next), "there is no copy any more".to_owned()),
            Ok(Some(rows)) => match next.import(rows) {
                Ok(imported) => (Some(imported), "the rows of the copy are taken".to_owned()),
                Err(error) => (None, format!("the rows of the copy make no service: {error}")),
            },
            Err(words) => (None, words),
        };
        self.trace(|world| ("import", world.computer_name(computer), "database".to_owned(), what));
        imported
    }

    fn tell_kept(&mut self, computer: ComputerId, through: Ticket) {
        let now = self.now;
        if let Some(rsm) = self.service(computer).rsm.as_mut() {
            rsm.handle(now, Input::Kept { through });
        }
    }

    fn let_out(&mut self, computer: ComputerId, after: Ticket, held: Held) {
        let service = self.service(computer);
        let waits = service.open.first().is_some_and(|(ticket, _)| *ticket <= after);
        // What depends on nothing is not lost with what is held before it.
        if waits || (!service.held.is_empty() && after != Ticket(0)) {
            service.held.push_back((after, held));
        } else {
            self.leave_service(computer, after, held);
        }
    }

    fn leave_service(&mut self, computer: ComputerId, after: Ticket, held: Held) {
        if self.service(computer).open.iter().any(|(ticket, _)| *ticket <= after) {
            let seen = format!("{held:?} left before ticket {} was kept", after.0);
            self.broken.push(Violation { law: "durable-reply", seen });
        }
        match held {
            Held::Reply { call, reply } => match self.reply_fate(computer, after, call, &reply) {
                Fate::Over => {}
                Fate::Later(delay) => {
                    let due = self.now.saturating_add(delay);
                    let incarnation = self.service(computer).incarnation;
                    self.plan(due, Event::Reply { computer, incarnation, call, reply });
                }
                _ => self.answered(computer, call, reply),
            },
            Held::Command { task, cable, lun, command } => {
                self.command(computer, task, cable, lun, command);
            }
            Held::Backup { call, what } => self.back_up(computer, call, what),
        }
    }

    /// Does what a service wants done with the copy of its database, and tells it how that went.
    fn back_up(&mut self, computer: ComputerId, call: CallId, what: Backup) {
        let now = self.now;
        let service = &mut self.computers[usize::from(computer.0)].service;
        let Some(rsm) = service.rsm.as_mut() else { return };
        let result = match what {
            Backup::Export => {
                let rows = || rsm.database().rows().collect();
                self.outside.export(now, computer, &rows).map_err(ExportFault::error)
            }
            Backup::Find if self.outside.has_export(computer) => Ok(()),
            Backup::Find => Err(NtmsError::DatabaseFailure),
        };
        rsm.handle(now, Input::BackedUp { call, result });
    }

    /// Records through a ticket are kept, or could not be.
    pub(crate) fn settle_records(
        &mut self,
        computer: ComputerId,
        through: Ticket,
        result: Result<(), StoreFault>,
    ) {
        let now = self.now;
        let service = self.service(computer);
        let settled = service.open.iter().take_while(|(ticket, _)| *ticket <= through).count();
        match result {
            Ok(()) => {
                let kept = service.open.drain(..settled).map(|(_, kept)| kept).collect();
                self.tell_kept(computer, through);
                self.was_kept(computer, kept);
            }
            Err(fault) => {
                // What came after a record that is lost was built on it.
                self.outside.forget(computer);
                let service = self.service(computer);
                let transactions = std::mem::take(&mut service.open);
                let held = std::mem::take(&mut service.held);
                for (_, held) in held {
                    if let Held::Reply { call, .. } = held {
                        self.answered(computer, call, Err(Refusal::from(fault.error())));
                    }
                }
                if let Some(rsm) = self.service(computer).rsm.as_mut() {
                    rsm.handle(now, Input::Undo { transactions, error: fault.error() });
                }
            }
        }
        self.release_held(computer);
        self.drain(computer);
    }

    fn release_held(&mut self, computer: ComputerId) {
        loop {
            let service = self.service(computer);
            let first_open = service.open.first().map(|(ticket, _)| *ticket);
            let free = service
                .held
                .front()
                .is_some_and(|(after, _)| first_open.is_none_or(|open| *after < open));
            if !free {
                return;
            }
            if let Some((after, held)) = service.held.pop_front() {
                self.leave_service(computer, after, held);
            }
        }
    }

    /// At the beginning of the world: a service that runs, or is being started, starts.
    pub(crate) fn begin_service(&mut self, computer: ComputerId) {
        let service = self.service(computer);
        let delay = match service.state {
            ServiceState::Running => Duration::ZERO,
            ServiceState::Starting => service.start_delay,
            _ => return,
        };
        service.state = ServiceState::Starting;
        service.incarnation += 1;
        let started = Event::Started { computer, incarnation: service.incarnation };
        self.plan(delay, started);
    }

    /// What a service is started with for the first time: to be kept before anything else, where
    /// its rows are kept.
    pub fn first_rows(&self, computer: ComputerId) -> Transaction {
        let next = self.computers[usize::from(computer.0)].service.next.as_ref();
        let rows = next.into_iter().flat_map(|rsm| rsm.database().rows());
        let insert =
            |(key, row): (u32, Row)| Change { table: row.table(), key, old: None, new: Some(row) };
        Transaction { changes: rows.map(insert).collect() }
    }

    /// Starts a service that is not running.
    pub fn start_service(&mut self, computer: ComputerId) {
        let now = self.now;
        let service = self.service(computer);
        if matches!(service.state, ServiceState::Stopped | ServiceState::Crashed) {
            service.state = ServiceState::Starting;
            service.incarnation += 1;
            let started = Event::Started { computer, incarnation: service.incarnation };
            let due = now.saturating_add(service.start_delay);
            self.plan(due, started);
            self.note_service(computer);
        }
    }

    /// A service that is being started has come as far as its devices.
    pub(crate) fn service_started(&mut self, computer: ComputerId, incarnation: u64) {
        let now = self.now;
        let service = self.service(computer);
        if service.incarnation != incarnation || service.state != ServiceState::Starting {
            return;
        }
        let next = service.next.take();
        let imported = next.and_then(|next| self.imported(computer, next));
        let found = imported.and_then(|next| self.found(computer, next));
        let service = self.service(computer);
        match found {
            Some(mut rsm) => {
                rsm.start(now);
                service.rsm = Some(rsm);
                service.state = ServiceState::Running;
            }
            // Rows that contradict one another: the service does not come up.
            None => service.state = ServiceState::Crashed,
        }
        self.note_service(computer);
        self.drain(computer);
    }

    /// Stops a service as an administrator does: what is under way is called off.
    pub fn stop_service(&mut self, computer: ComputerId) {
        self.fall(computer, ServiceState::Stopped);
    }

    /// A service dies. What was not kept is lost; what was kept and not told of is not.
    pub fn crash_service(&mut self, computer: ComputerId) {
        self.fall(computer, ServiceState::Crashed);
    }

    fn fall(&mut self, computer: ComputerId, state: ServiceState) {
        let service = self.service(computer);
        if let Some(rsm) = service.rsm.take() {
            let unkept = std::mem::take(&mut service.open);
            let unkept = unkept.into_iter().map(|(_, transaction)| transaction).collect();
            service.next = Some(rsm.fallen(unkept));
        }
        service.held.clear();
        service.state = state;
        let incarnation = service.incarnation;
        self.outside.forget(computer);
        self.forget_tasks(computer);
        self.note_service(computer);
        let away = |place: &Place| {
            matches!(place, Place::Away { computer: of, incarnation: run }
                if *of == computer && *run == incarnation)
        };
        for call in self.calls.that(|entered| away(&entered.place)) {
            self.answered(computer, call, Err(NtmsError::NotConnected.into()));
        }
    }
}
