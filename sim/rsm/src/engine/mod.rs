//! The engine: its verbs, its tickets, and what happens when time passes.

mod enable;
mod undo;
mod waits;

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use wire::Guid;
use wire::label::{LabelParser, ParserRefused};
use wire::ntms::call::{Answer, Reply, SessionId};
use wire::ntms::{Function, NtmsError, ObjectInformation, ObjectType, Request};
use wire::scsi::{Command, Lun, Outcome, TaskId};

use crate::api::{self, Served, Within};
use crate::budget::Budget;
use crate::config::{Attachment, Cable, Config};
use crate::database::{Database, Inconsistent, Key, LibRequest, Library, Row, Transaction};
use crate::detect::Detections;
use crate::device::LibraryFacts;
use crate::furnish::{self, FurnishError, KnownMedium, KnownPool};
use crate::notify::Channels;
use crate::request::{Given, Work};
use crate::session::{Session, Sessions};
use crate::wait::{Waiting, Waits};
use crate::{Backup, By, CallId, Input, Left, Output, Ticket};
use undo::Cause;

/// Why kept rows make no service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartError {
    /// They contradict one another.
    Inconsistent(Inconsistent),
    /// The service itself, the root pool or the offline library is not among them.
    Incomplete,
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StartError::Inconsistent(what) => std::fmt::Display::fmt(what, f),
            StartError::Incomplete => f.write_str("the rows of the service itself are missing"),
        }
    }
}

impl std::error::Error for StartError {}

/// What is due at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// A call has waited long enough.
    Call(CallId),
    /// Something of the work on a library.
    Work(crate::request::WorkTimer),
}

/// Whether calls are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Made, not started.
    Built,
    /// The devices are being looked at.
    Starting,
    Ready,
}

/// The Removable Storage Manager of one computer.
#[derive(Debug)]
pub struct Rsm {
    pub(crate) config: Config,
    pub(crate) database: Database,
    pub(crate) sessions: Sessions,
    pub(crate) waits: Waits,
    pub(crate) work: Work,
    pub(crate) budget: Budget,
    pub(crate) channels: Channels,
    pub(crate) detections: Detections,
    /// The number of the channel or detection that was opened last.
    pub(crate) last_part: u64,
    now: Duration,
    stage: Stage,
    /// What a device did could not be kept: the rows are not to be believed.
    failed: bool,
    timers: BTreeSet<(Duration, Timer)>,
    last_ticket: u64,
    kept: u64,
    /// Transactions that are not kept yet, oldest first.
    open_tickets: VecDeque<(Ticket, Cause)>,
    last_task: u64,
    outbox: VecDeque<Output>,
}

impl Rsm {
    /// A service without a database: it knows itself, its system pools and the offline library.
    pub fn new(config: Config) -> Rsm {
        let mut database = Database::new(config.instance);
        database.set_now(config.start);
        database.unwritten(|db| furnish::install_service(db, &config));
        Rsm::of(config, database)
    }

    /// A service with the rows that were kept.
    ///
    /// # Errors
    /// When the rows contradict one another or the service itself is not among them.
    pub fn load(
        config: Config,
        rows: impl IntoIterator<Item = (u32, Row)>,
    ) -> Result<Rsm, StartError> {
        let database = Database::load(config.instance, rows).map_err(StartError::Inconsistent)?;
        let computer = database.try_get(database.computer()).is_some();
        let pool = database.try_get(database.root_pool()).is_some();
        let offline = database.offline_library().is_some();
        match computer && pool && offline {
            true => Ok(Rsm::of(config, database)),
            false => Err(StartError::Incomplete),
        }
    }

    /// Whether the next start is to take the copy of the database for the database.
    pub fn is_import_armed(&self) -> bool {
        self.database.get(self.database.computer()).import_armed
    }

    /// The service that has not started, with the rows of a copy in place of its own. What differs
    /// is the first change that it makes when it starts.
    ///
    /// # Errors
    /// When the rows contradict one another or the service itself is not among them.
    pub fn import(self, rows: impl IntoIterator<Item = (u32, Row)>) -> Result<Rsm, StartError> {
        let mut imported = Rsm::load(self.config, self.database.adopt(rows))?;
        imported.database.replace(&self.database);
        Ok(imported)
    }

    fn of(config: Config, database: Database) -> Rsm {
        Rsm {
            work: Work::new(&config.attachments),
            config,
            database,
            sessions: Sessions::default(),
            waits: Waits::default(),
            budget: Budget::default(),
            channels: Channels::default(),
            detections: Detections::default(),
            last_part: 0,
            now: Duration::ZERO,
            stage: Stage::Built,
            failed: false,
            timers: BTreeSet::new(),
            last_ticket: 0,
            kept: 0,
            open_tickets: VecDeque::new(),
            last_task: 0,
            outbox: VecDeque::new(),
        }
    }

    /// Before the start: writes down what was known of devices, pools and media, as if the service
    /// had run before. `facts` are what discovery finds out about each attachment.
    ///
    /// # Errors
    /// What cannot be: a place that does not exist or is taken, a pool without a parent.
    pub fn furnish(
        &mut self,
        facts: &[(Attachment, LibraryFacts)],
        pools: &[KnownPool],
        media: impl IntoIterator<Item = KnownMedium>,
    ) -> Result<(), FurnishError> {
        let config = &self.config;
        self.database.unwritten(|db| furnish::furnish(db, config, facts, pools, media))
    }

    /// Adds a label parser behind those that were added before; it is asked from the next label on.
    ///
    /// # Errors
    /// Why it cannot be one; nothing has changed.
    pub fn add_label_parser(&mut self, parser: LabelParser) -> Result<(), ParserRefused> {
        self.config.label_parsers.add(parser)
    }

    /// Starts the service. Where its rows are kept, all of them are before it starts for the first
    /// time; what comes out are changes of them. It is ready when every device was looked at.
    pub fn start(&mut self, now: Duration) {
        self.pass(now);
        self.stage = Stage::Starting;
        self.database.arm_import(false);
        self.database.rebuild_sides();
        self.cancel_unfinished();
        self.keep();
        self.start_discovery();
        self.settle();
    }

    /// Calls are served.
    pub fn is_ready(&self) -> bool {
        self.stage == Stage::Ready
    }

    /// A change that a device caused could not be kept; functions that change or need the database
    /// answer ERROR_DATABASE_FAILURE until the service is started anew.
    pub fn database_failed(&self) -> bool {
        self.failed
    }

    /// Takes what goes in. `now` never goes back.
    pub fn handle(&mut self, now: Duration, input: Input) {
        self.pass(now);
        match input {
            Input::Call { call, by, request } => self.call(call, by, request),
            Input::Done { task, outcome } => self.task_done(task, outcome),
            Input::Abandon(left) => {
                let session = match left {
                    Left::Session(session) => Some(session),
                    Left::Call(call) => self.waits.own_session(call),
                };
                match (session, left) {
                    (Some(session), _) if self.sessions.get(session).is_some() => {
                        self.end_session(session);
                    }
                    (None, Left::Call(call)) => self.give_up(call, NtmsError::Cancelled),
                    _ => {}
                }
                self.keep_as(Cause::Service);
            }
            Input::Unheard(channel) => self.break_channel(channel),
            Input::MediaChanged(cable) => {
                self.media_changed(cable);
                self.keep_as(Cause::Service);
            }
            Input::Enable { object, enabled } => {
                self.enable_at_console(object, enabled);
                self.keep_as(Cause::Service);
            }
            Input::Kept { through } => {
                self.kept = self.kept.max(through.0);
                let kept = self.open_tickets.partition_point(|(ticket, _)| *ticket <= through);
                self.open_tickets.drain(..kept);
                self.tell_kept(through);
            }
            Input::BackedUp { call, result } => self.backed_up(call, result),
            Input::Undo { transactions, error } => self.undo(transactions, error),
        }
        self.settle();
    }

    /// What comes out next.
    pub fn poll(&mut self) -> Option<Output> {
        self.outbox.pop_front()
    }

    /// When to call [`Rsm::advance`] if nothing happens before.
    pub fn deadline(&self) -> Option<Duration> {
        self.timers.first().map(|(due, _)| *due)
    }

    /// Does what is due.
    pub fn advance(&mut self, now: Duration) {
        while let Some((due, timer)) = self.timers.first().copied().filter(|(due, _)| *due <= now) {
            self.timers.remove(&(due, timer));
            self.pass(due);
            match timer {
                Timer::Call(call) => self.expire(call),
                Timer::Work(timer) => self.work_due(timer),
            }
            self.settle();
        }
        self.pass(now);
    }

    /// Nothing is under way: no job, no queue, and nothing waits to be kept.
    pub fn is_idle(&self) -> bool {
        self.open_tickets.is_empty() && self.outbox.is_empty() && self.work.is_idle()
    }

    /// A job is under way or queued.
    pub fn has_work(&self) -> bool {
        !self.work.is_idle()
    }

    /// Whether a request is queued or under way, or waits with others of its call.
    pub fn works_on(&self, request: Key<LibRequest>) -> bool {
        self.work.has(request)
    }

    /// The cable that a library is at the end of, while its devices answer.
    pub fn cable_of(&self, library: Key<Library>) -> Option<Cable> {
        self.work.cable_of(library)
    }

    /// The objects, to look at.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// What GetNtmsObjectInformation tells of an object, whoever asks.
    pub fn information(&self, id: Guid) -> Option<ObjectInformation> {
        let object = self.database.find_any(id)?;
        api::information::of(&self.database, object)
    }

    /// What EnumerateNtmsObject lists, whoever asks: the objects of a type in a container, or
    /// anywhere. Nothing where that is no container of such objects.
    pub fn objects(&self, object_type: ObjectType, container: Option<Guid>) -> Option<Vec<Guid>> {
        api::object::all_in(&self.database, object_type, container)
    }

    /// The memory that the engine asks for.
    pub fn budget_mut(&mut self) -> &mut Budget {
        &mut self.budget
    }

    /// The open sessions.
    pub fn sessions(&self) -> impl Iterator<Item = (SessionId, &Session)> {
        self.sessions.iter()
    }

    fn pass(&mut self, now: Duration) {
        debug_assert!(now >= self.now, "time goes back");
        self.now = now;
        self.database.set_now(self.config.start.after(now));
    }

    pub(crate) fn now(&self) -> Duration {
        self.now
    }

    pub(crate) fn set_timer(&mut self, due: Duration, timer: Timer) {
        self.timers.insert((due, timer));
    }

    pub(crate) fn drop_timer(&mut self, due: Duration, timer: Timer) {
        self.timers.remove(&(due, timer));
    }

    /// Every device was looked at.
    pub(crate) fn become_ready(&mut self) {
        self.stage = Stage::Ready;
    }

    /// Ends the transaction that is open, if a device or the work on libraries changed something.
    pub(crate) fn keep(&mut self) {
        self.keep_as(Cause::Device);
    }

    fn keep_as(&mut self, cause: Cause) {
        if let Some(transaction) = self.database.commit() {
            self.last_ticket += 1;
            let ticket = Ticket(self.last_ticket);
            self.open_tickets.push_back((ticket, cause));
            self.channels.note(self.last_ticket, &transaction);
            self.outbox.push_back(Output::Keep { ticket, transaction });
        }
    }

    /// Ends the transaction of a call that waited until now.
    pub(crate) fn keep_for(&mut self, call: CallId) {
        self.keep_as(Cause::Call(call, Given::default()));
    }

    /// Asks for something to be done with the copy of the database.
    pub(crate) fn ask_backup(&mut self, call: CallId, what: Backup) {
        let after = self.after();
        self.outbox.push_back(Output::Backup { call, what, after });
    }

    /// The ticket that what comes out now must wait for; that of the transaction under way when it
    /// changed something.
    fn after(&self) -> Ticket {
        let last = self.last_ticket + u64::from(self.database.is_changing());
        if last > self.kept { Ticket(last) } else { Ticket(0) }
    }

    pub(crate) fn reply(&mut self, call: CallId, reply: Reply) {
        let after = self.after();
        self.outbox.push_back(Output::Reply { call, reply, after });
    }

    /// Sends a command to a device; its end comes back with the number.
    pub(crate) fn send(&mut self, cable: Cable, lun: Lun, command: Command) -> TaskId {
        self.last_task += 1;
        let (task, after) = (TaskId(self.last_task), self.after());
        self.outbox.push_back(Output::Command { task, cable, lun, command, after });
        task
    }

    fn call(&mut self, call: CallId, by: By, request: Request) {
        self.purge();
        self.keep_as(Cause::Service);
        let (session, part, own) = match api::enter(self, by, &request) {
            Ok(Within::Carried(session, part)) => (session, part, false),
            Ok(Within::Own(session)) => (session, None, true),
            Ok(Within::Opened(session)) => return self.reply(call, Ok(Answer::Session(session))),
            Err(refusal) => return self.reply(call, Err(refusal)),
        };
        let leaves = matches!(request, Request::CloseNtmsSession(_));
        let served = api::serve(self, call, (session, part), request);
        let given = std::mem::take(&mut self.work.given);
        let cause = if leaves { Cause::Service } else { Cause::Call(call, given) };
        if own && !matches!(served, Ok(Served::Later(..))) {
            self.sessions.close(session);
        }
        match served {
            Ok(Served::Now(answer)) => {
                self.keep_as(cause);
                self.reply(call, Ok(answer));
            }
            Ok(Served::Later(wait, timeout_ms)) => {
                self.keep_as(cause);
                self.wait(call, Waiting { session, own, until: None, wait }, timeout_ms);
            }
            Err(refusal) => {
                debug_assert!(self.database.commit().is_none(), "a refused call changed something");
                self.reply(call, Err(refusal));
            }
        }
    }

    /// Closes a session: what it opened is closed, its waiting calls are cancelled, what it mounted
    /// is released.
    pub(crate) fn end_session(&mut self, session: SessionId) {
        for channel in self.channels.of_session(session) {
            self.close_channel(channel);
        }
        for detection in self.detections.of_session(session) {
            self.detections.remove(detection);
        }
        for call in self.waits.of_session(session) {
            self.give_up(call, NtmsError::Cancelled);
        }
        self.release_mounts(session);
        self.work.batches.remove(&session);
        self.sessions.close(session);
    }

    /// Starts what can start, as long as nothing waits to be kept: a job whose request might yet be
    /// undone must not begin.
    fn settle(&mut self) {
        if self.failed {
            return;
        }
        if self.open_tickets.is_empty() && self.stage != Stage::Built {
            self.pump();
            self.keep();
        }
    }

    /// Whether the function is among those that this engine serves.
    pub fn serves(function: Function) -> bool {
        function.is_built()
    }

    /// The answer of a device.
    fn task_done(&mut self, task: TaskId, outcome: Outcome) {
        self.errand_answered(task, outcome);
        self.keep();
    }

    /// The service as it is found after a crash, not started: with its rows as they were before
    /// the transactions that are not kept, the latest of which is last.
    #[must_use]
    pub fn fallen(mut self, unkept: Vec<Transaction>) -> Rsm {
        self.database.reopen(unkept);
        Rsm::of(self.config, self.database)
    }
}
