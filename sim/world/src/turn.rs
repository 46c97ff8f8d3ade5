//! The loop: who may go next, what happens then, and who is told.

use std::cmp::Reverse;
use std::time::Duration;

use hardware::Task;
use rsm::{By, CallId, Ticket};
use wire::ntms::call::Reply;
use wire::ntms::{Function, NtmsError, Request};
use wire::scsi::{Lun, Outcome};

use crate::call::as_its_page_says;
use crate::computer::{Computer, ComputerId, LibraryId};
use crate::device::Owner;
use crate::entered::{Entered, Place};
use crate::network::Message;
use crate::node::NoAnswer;
use crate::outside::{Outside, Record, StoreFault};
use crate::person::Errand;
use crate::world::{Action, Call, Ended, World};

/// Something that is going to happen.
#[derive(Debug)]
pub(crate) enum Event {
    /// A message arrives.
    Message(Message),
    /// A drive that asked for patience is asked again.
    DriveAgain(CallId),
    /// A unit did not answer a program's command in time.
    NoAnswer(CallId),
    /// Nothing came back over the network for too long.
    Lost(CallId),
    /// A service that is being started looks at its devices.
    Started { computer: ComputerId, incarnation: u64 },
    /// A crashed or stopped service is started.
    Start(ComputerId),
    /// The time of a fault rule has come.
    Fault(usize),
    /// A call that a fault held up arrives.
    Late {
        to: ComputerId,
        from: Option<ComputerId>,
        call: CallId,
        incarnation: Option<u64>,
        by: By,
        request: Request,
    },
    /// A reply that a fault held up leaves.
    Reply { computer: ComputerId, incarnation: u64, call: CallId, reply: Reply },
    /// A command that a fault held up arrives.
    Command(LibraryId, Task),
    /// An answer that a fault held up arrives.
    Answer { at: LibraryId, lun: Lun, owner: Owner, outcome: Outcome, made: Duration },
    /// The driver of a stand-alone drive sees that its medium changed.
    MediaChanged(LibraryId),
    /// Somebody goes on with an operator request.
    Errand(Errand),
    /// Somebody does something at its time.
    Deed { person: usize, deed: usize, tries: u32 },
}

/// What became of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Calls have ended; [`World::next_ended`] tells which.
    Replies,
    /// A batch waits to be committed: take it with [`World::take_batch`].
    Commit,
    /// Nothing happens before then. In simulated time somebody may go there at once.
    Wait {
        /// When the next thing happens.
        due: Duration,
    },
    /// A registered caller is between two calls, or a batch is being committed: nothing may
    /// happen until it is back.
    Held,
    /// Nothing can ever happen again unless somebody calls.
    Idle,
}

impl World {
    /// Enters a call. It happens when its turn comes; then its end is there to be taken.
    pub fn enter(&mut self, now: Duration, call: Call) -> CallId {
        self.now = self.now.max(now);
        self.last_call += 1;
        let id = CallId(self.last_call);
        let cost = match &call.action {
            Action::Sleep(time) => *time,
            Action::Api { .. } | Action::Tape { .. } | Action::Command { .. } | Action::Deed(_) => {
                self.pace.call_cost
            }
        };
        let mut draw = self.last_call;
        if let Some(registered) = call.caller.and_then(|c| self.callers.get_mut(c.0 as usize)) {
            registered.calls += 1;
            draw = crate::seed::draw(self.seed, &registered.name, registered.calls);
            if !std::mem::replace(&mut registered.inside, true) && !registered.left {
                self.outside_count -= 1;
            }
        }
        let function = match &call.action {
            Action::Api { request, .. } => Some(request.function()),
            _ => None,
        };
        self.pending.push(Reverse((self.now.saturating_add(cost), draw, id)));
        let place = Place::Entered(call.action);
        let entered = Entered {
            process: call.process,
            caller: call.caller,
            function,
            about: None,
            place,
            forgotten: false,
        };
        self.calls.insert(id, entered);
        id
    }

    /// The end of a call, once it has ended. It is given once.
    pub fn take(&mut self, call: CallId) -> Option<Ended> {
        let entered = self.calls.get(call)?;
        if !matches!(entered.place, Place::Over(_)) || self.unheard.contains(&call) {
            return None;
        }
        match self.calls.remove(call)?.place {
            Place::Over(ended) => Some(ended),
            _ => None,
        }
    }

    /// Nobody will take the end of a call; it is not kept.
    pub fn forget(&mut self, call: CallId) {
        match self.calls.get_mut(call) {
            Some(entered) if matches!(entered.place, Place::Over(_)) => {
                self.calls.remove(call);
            }
            Some(entered) => entered.forgotten = true,
            None => {}
        }
    }

    /// Calls that nobody took back yet and that have not ended.
    pub fn waiting_calls(&self) -> Vec<CallId> {
        self.calls.that(|entered| !matches!(entered.place, Place::Over(_)))
    }

    /// Plays what is due up to `now`, one thing after the other, until a call ends, a batch waits
    /// to be committed, or nothing more may happen.
    pub fn turn(&mut self, now: Duration) -> Turn {
        loop {
            if !self.ended.is_empty() {
                self.heard.append(&mut self.ended);
                return Turn::Replies;
            }
            if self.committing && !self.calls_may_go_on() {
                return Turn::Held;
            }
            if let Some((owner, outcome)) = self.answers.pop_front() {
                self.answer_owner(owner, outcome);
                continue;
            }
            let held = self.outside_count > 0;
            if !held && self.release_next() {
                continue;
            }
            let due = self.next_due().filter(|_| !held);
            // Everything of this instant goes into one batch.
            if self.has_batch() && due.is_none_or(|due| due > self.now) {
                return Turn::Commit;
            }
            match due {
                None if held => return Turn::Held,
                None => return Turn::Idle,
                Some(due) if due > now => return Turn::Wait { due },
                Some(due) => self.now = self.now.max(due),
            }
            self.events += 1;
            self.play();
        }
    }

    /// Whether a batch waits to be committed and none is being committed.
    fn has_batch(&self) -> bool {
        !self.committing && self.has_open_records()
    }

    fn has_open_records(&self) -> bool {
        self.computers.iter().any(|computer| !computer.service.open.is_empty())
    }

    /// Whether calls of the API may be played while a batch is being committed: what they change
    /// comes into the next batch. Nothing else may happen then, and nothing that is to happen in
    /// the same order whatever the disk does; and work on libraries, which begins when nothing is
    /// open, is not put off by calls that keep coming.
    fn calls_may_go_on(&self) -> bool {
        let Some(Reverse((due, _, next))) = self.pending.peek() else { return false };
        let next = self.calls.get(*next).map(|entered| &entered.place);
        let is_call = matches!(next, Some(Place::Entered(Action::Api { .. })));
        let rests = |computer: &Computer| {
            computer.service.rsm.as_ref().is_none_or(|rsm| rsm.is_ready() && !rsm.has_work())
        };
        is_call
            && self.callers.iter().all(|caller| caller.left)
            && self.faults_are_none()
            && self.computers.iter().all(rests)
            && self.next_due() == Some(*due)
    }

    /// The next of the calls of which [`Turn::Replies`] told, and of those that have ended since.
    pub fn next_ended(&mut self) -> Option<CallId> {
        self.heard.pop_front().or_else(|| self.ended.pop_front())
    }

    /// Whether a batch is being committed.
    pub fn is_committing(&self) -> bool {
        self.committing
    }

    /// Whether nothing may happen until a batch is committed or a registered caller is back.
    pub fn is_held(&self) -> bool {
        self.outside_count > 0 || (self.committing && !self.calls_may_go_on())
    }

    /// When the next thing happens.
    fn next_due(&self) -> Option<Duration> {
        let call = self.pending.peek().map(|Reverse((due, ..))| *due);
        let event = self.agenda.first_key_value().map(|((due, _), _)| *due);
        let computers = self.computers.iter().filter_map(Computer::deadline).min();
        [call, event, computers].into_iter().flatten().min()
    }

    /// Does one thing that is due: first what devices do, then what services do, then what comes
    /// over the network or was planned, then the next call.
    fn play(&mut self) {
        for at in 0..self.computers.len() {
            if self.computers[at].deadline().is_some_and(|due| due <= self.now) {
                return self.play_computer(ComputerId(at as u16));
            }
        }
        if let Some(event) = self.agenda.first_entry().filter(|entry| entry.key().0 <= self.now) {
            let event = event.remove();
            return self.happen(event);
        }
        if self.pending.peek().is_some_and(|Reverse((due, ..))| *due <= self.now)
            && let Some(Reverse((.., call))) = self.pending.pop()
        {
            self.begin(call);
        }
    }

    /// Puts something on the agenda.
    pub(crate) fn plan(&mut self, due: Duration, event: Event) {
        self.last_event += 1;
        self.agenda.insert((due, self.last_event), event);
    }

    /// Puts something on the agenda that happens before all else at its time, in the order of
    /// numbers.
    pub(crate) fn plan_first(&mut self, due: Duration, number: u64, event: Event) {
        self.agenda.insert((due, number), event);
    }

    /// The function that a call is of.
    pub(crate) fn function_of(&self, call: CallId) -> Option<Function> {
        self.calls.get(call)?.function
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Message(message) => self.arrive(message),
            Event::DriveAgain(call) => self.drive_again(call),
            Event::NoAnswer(call) => self.passed_through(call, Err(NoAnswer)),
            Event::Lost(call) => {
                if matches!(self.calls.get(call), Some(Entered { place: Place::Away { .. }, .. })) {
                    self.refuse(call, NtmsError::NotConnected);
                }
            }
            Event::Started { computer, incarnation } => self.service_started(computer, incarnation),
            Event::Start(computer) => self.start_service(computer),
            Event::Fault(rule) => self.fault_due(rule),
            Event::Late { to, from, call, incarnation, by, request } => {
                self.deliver_late(to, from, call, incarnation, by, request);
            }
            Event::Reply { computer, incarnation, call, reply } => {
                self.late_reply(computer, incarnation, call, reply);
            }
            Event::Command(at, task) => self.reach_unit(at, task),
            Event::Answer { at, lun, owner, outcome, made } => {
                self.answer(at, lun, owner, outcome, Some(made));
            }
            Event::MediaChanged(at) => self.media_changed(at),
            Event::Errand(errand) => self.errand_due(errand),
            Event::Deed { person, deed, tries } => self.deed_due(person, deed, tries),
        }
    }

    /// A call happens.
    fn begin(&mut self, id: CallId) {
        let Some(entered) = self.calls.get_mut(id) else { return };
        match std::mem::replace(&mut entered.place, Place::Sleeping) {
            Place::Entered(Action::Sleep(_)) => self.end(id, Ended::Slept),
            Place::Entered(Action::Deed(deed)) => {
                let done = self.do_deed(&deed).map_err(|refused| refused.to_string());
                self.end(id, Ended::Did(done));
            }
            Place::Entered(Action::Api { handle, request }) => self.call_api(id, handle, request),
            Place::Entered(Action::Tape { device, verb }) => {
                let process = entered.process;
                let computer = self.processes[process.0 as usize].computer;
                let device = self.device(computer, &device);
                self.drive(id, device, verb);
            }
            Place::Entered(Action::Command { device, command, patience }) => {
                self.pass_through(id, device, *command, patience);
            }
            other => entered.place = other,
        }
    }

    /// Ends a call. A registered caller hears of it when every other one is in a call, so that only
    /// one of them acts at a time, in an order that no thread has a say in.
    pub(crate) fn end(&mut self, id: CallId, mut ended: Ended) {
        let Some(entered) = self.calls.get_mut(id) else { return };
        if matches!(entered.place, Place::Over(_)) {
            return;
        }
        if let (Ended::Refused(refusal), Some(function)) = (&mut ended, entered.function) {
            refusal.error = as_its_page_says(function, refusal.error);
        }
        entered.place = Place::Over(ended);
        match entered.caller {
            Some(_) => self.unheard.push_back(id),
            None if self.people.is_calling(id) => {}
            None => self.ended.push_back(id),
        }
        self.trace_end(id);
        if self.calls.get(id).is_some_and(|entered| entered.forgotten) {
            self.calls.remove(id);
        }
        if self.people.is_calling(id)
            && let Some(Entered { place: Place::Over(ended), .. }) = self.calls.remove(id)
        {
            self.people_answered(id, ended);
        }
    }

    /// That somebody is awake again, or did something by hand, is no hop, and that a unit answered
    /// has been told.
    fn trace_end(&mut self, id: CallId) {
        let Some(Entered { place: Place::Over(ended), process, .. }) = self.calls.get(id) else {
            return;
        };
        if matches!(ended, Ended::Slept | Ended::Did(_) | Ended::Commanded(Ok(_)))
            || self.sink.is_none()
        {
            return;
        }
        let (what, process) = (crate::words::of_end(ended), *process);
        self.trace(|world| ("reply", world.process_name(process), String::new(), what));
    }

    /// Lets the next registered caller hear that its call has ended.
    fn release_next(&mut self) -> bool {
        let Some(id) = self.unheard.pop_front() else { return false };
        let caller = self.calls.get(id).and_then(|entered| entered.caller);
        if let Some(registered) = caller.and_then(|c| self.callers.get_mut(c.0 as usize)) {
            registered.inside = false;
            if !registered.left {
                self.outside_count += 1;
            }
        }
        self.ended.push_back(id);
        true
    }

    pub(crate) fn refuse(&mut self, id: CallId, error: NtmsError) {
        self.end(id, Ended::Refused(error.into()));
    }

    /// The records that wait to be committed. Until [`World::batch_done`] nothing happens but calls
    /// of the API that nothing else could come before.
    pub fn take_batch(&mut self) -> Vec<Record> {
        self.committing = true;
        self.outside.take_batch()
    }

    /// How the commit of a computer's part of the batch ended. Called once for each computer that
    /// had a part, then [`World::batch_done`].
    pub fn kept(
        &mut self,
        now: Duration,
        computer: ComputerId,
        through: Ticket,
        result: Result<(), StoreFault>,
    ) {
        self.now = self.now.max(now);
        self.settle_records(computer, through, result);
    }

    /// The batch is dealt with.
    pub fn batch_done(&mut self) {
        self.committing = false;
    }
}
