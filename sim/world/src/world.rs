//! The world as it stands: computers, callers, calls, and what is on the agenda.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::time::Duration;

use rsm::CallId;
use wire::ntms::Request;
use wire::ntms::call::{Answer, Refusal};
use wire::ntms::security::Caller;
use wire::scsi::{Command, Outcome, TaskId};
use wire::{CodePage, Text};

use crate::check::Violation;
use crate::client::{Handle, Handles, ProcessId};
use crate::computer::{Computer, ComputerId};
use crate::device::{Owner, Sent};
use crate::driver::Device;
use crate::entered::Calls;
use crate::fault::{Faults, Faulty};
use crate::network::Network;
use crate::node::NoAnswer;
use crate::outside::Outside;
use crate::person::People;
use crate::scenario::person::Deed;
use crate::story::Written;
use crate::trace::{Line, Sink};
use crate::turn::Event;
use wire::tape::{TapeDone, TapeError, TapeVerb};

/// A registered caller: time does not pass while it is between two calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallerId(pub(crate) u32);

/// What a caller wants.
#[derive(Clone, Debug)]
pub enum Action {
    /// A function of the API: those that take a session with a handle, the others without.
    Api {
        /// The session; for WaitForNtmsNotification and CloseNtmsNotification the channel.
        handle: Option<Handle>,
        /// The function and its arguments.
        request: Request,
    },
    /// A verb on a drive, by its device name on the program's computer.
    Tape {
        /// The device name.
        device: Text,
        /// What to do.
        verb: TapeVerb,
    },
    /// A command to a unit, as a program sends it through the unit's device node.
    Command {
        /// The unit.
        device: Device,
        /// What the unit is to do.
        command: Box<Command>,
        /// How long the program waits for the answer.
        patience: Duration,
    },
    /// To let time pass.
    Sleep(Duration),
    /// What hands do.
    Deed(Box<Deed>),
}

/// A call to be entered.
#[derive(Clone, Debug)]
pub struct Call {
    /// The program.
    pub process: ProcessId,
    /// The registered caller that it comes from, if it is one.
    pub caller: Option<CallerId>,
    /// What is wanted.
    pub action: Action,
}

impl Call {
    /// Whether it is of a function that writes to the database.
    pub fn may_write(&self) -> bool {
        matches!(&self.action, Action::Api { request, .. } if request.function().writes())
    }
}

/// The end of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// OpenNtmsSession succeeded.
    Opened(Handle),
    /// A function succeeded.
    Answered(Answer),
    /// A function did not succeed.
    Refused(Refusal),
    /// A verb on a drive has ended.
    Drove(Result<TapeDone, TapeError>),
    /// A unit has answered a command, or did not.
    Commanded(Result<Outcome, NoAnswer>),
    /// The time has passed.
    Slept,
    /// Hands did it, or could not.
    Did(Result<(), String>),
}

#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) computer: ComputerId,
    pub(crate) caller: Caller,
    pub(crate) name: Text,
    /// Nothing that it asked for reaches anybody any more.
    pub(crate) ended: bool,
}

#[derive(Debug)]
pub(crate) struct Registered {
    pub(crate) name: Text,
    /// Its calls so far, for the draw of its place among equals.
    pub(crate) calls: u64,
    /// It is in a call.
    pub(crate) inside: bool,
    pub(crate) left: bool,
}

/// How a world is driven.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Simulated time that every call costs at least, so that loops that poll come to an end.
    pub call_cost: Duration,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { call_cost: Duration::from_micros(50) }
    }
}

/// Events are numbered from here; smaller numbers are of those that come first at their time.
const FIRST_EVENT: u64 = 1 << 32;

/// Computers, networks, libraries and people of one scenario.
pub struct World {
    pub(crate) now: Duration,
    pub(crate) seed: u64,
    pub(crate) pace: Pace,
    pub(crate) computers: Vec<Computer>,
    pub(crate) network: Network,
    pub(crate) processes: Vec<Process>,
    /// The code page of A forms.
    pub(crate) code_page: CodePage,
    /// Whether the size of a pool's name has its terminator in it.
    pub(crate) pool_name_counts_terminator: bool,
    /// The users of the room.
    pub(crate) users: Vec<Caller>,
    pub(crate) callers: Vec<Registered>,
    /// Registered callers between two calls.
    pub(crate) outside_count: usize,
    pub(crate) handles: Handles,
    pub(crate) calls: Calls,
    pub(crate) last_call: u64,
    /// Entered calls in the order in which they happen: time, draw, number.
    pub(crate) pending: BinaryHeap<Reverse<(Duration, u64, CallId)>>,
    pub(crate) agenda: BTreeMap<(Duration, u64), Event>,
    pub(crate) last_event: u64,
    /// Things that happened.
    pub(crate) events: u64,
    /// Calls of whose end the last turn told.
    pub(crate) heard: VecDeque<CallId>,
    /// Calls that ended since the last turn.
    pub(crate) ended: VecDeque<CallId>,
    /// Calls of registered callers that ended and of which they have not heard.
    pub(crate) unheard: VecDeque<CallId>,
    pub(crate) outside: Faulty<Box<dyn Outside>>,
    pub(crate) committing: bool,
    pub(crate) tasks: BTreeMap<TaskId, Sent>,
    pub(crate) last_task: u64,
    /// Answers of devices that nobody heard yet.
    pub(crate) answers: VecDeque<(Owner, Outcome)>,
    /// What registered callers waited for when their time was over, until they look.
    pub(crate) in_vain: BTreeMap<CallerId, String>,
    /// What stories wrote on tapes.
    pub(crate) written: Written,
    pub(crate) faults: Faults,
    pub(crate) people: People,
    /// Laws that did not hold when something happened.
    pub(crate) broken: Vec<Violation>,
    pub(crate) sink: Option<Box<dyn Sink>>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("now", &self.now).finish_non_exhaustive()
    }
}

impl World {
    /// A world at its beginning. Services that run from the start begin to run at once.
    pub(crate) fn of(
        seed: u64,
        pace: Pace,
        computers: Vec<Computer>,
        network: Network,
        outside: Box<dyn Outside>,
    ) -> World {
        let mut world = World {
            now: Duration::ZERO,
            seed,
            pace,
            computers,
            network,
            processes: Vec::new(),
            code_page: CodePage::default(),
            pool_name_counts_terminator: false,
            users: Vec::new(),
            callers: Vec::new(),
            outside_count: 0,
            handles: Handles::default(),
            calls: Calls::default(),
            last_call: 0,
            pending: BinaryHeap::new(),
            agenda: BTreeMap::new(),
            last_event: FIRST_EVENT,
            events: 0,
            heard: VecDeque::new(),
            ended: VecDeque::new(),
            unheard: VecDeque::new(),
            outside: Faulty::new(seed, outside),
            committing: false,
            tasks: BTreeMap::new(),
            last_task: 0,
            answers: VecDeque::new(),
            faults: Faults::default(),
            people: People::default(),
            in_vain: BTreeMap::new(),
            written: Written::default(),
            broken: Vec::new(),
            sink: None,
        };
        for at in 0..world.computers.len() {
            world.begin_service(ComputerId(at as u16));
        }
        world
    }

    /// Goes to a time in the future; what is due before is still done first.
    pub fn go_to(&mut self, time: Duration) {
        self.now = self.now.max(time);
    }

    /// How many calls have come.
    pub fn calls_entered(&self) -> u64 {
        self.last_call
    }

    /// How many things have happened.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Time since the beginning of the run.
    pub fn now(&self) -> Duration {
        self.now
    }

    /// The code page of the A forms of functions.
    pub fn code_page(&self) -> CodePage {
        self.code_page
    }

    /// Whether the size that `GetNtmsMediaPoolName` gives has the terminator in it.
    pub fn pool_name_counts_terminator(&self) -> bool {
        self.pool_name_counts_terminator
    }

    /// Every computer, in the order of the scenario.
    pub fn computers(&self) -> impl Iterator<Item = ComputerId> + use<> {
        (0..self.computers.len()).map(|at| ComputerId(at as u16))
    }

    /// Attaches a sink for the trace.
    pub fn trace_to(&mut self, sink: impl Sink + 'static) {
        self.sink = Some(Box::new(sink));
    }

    /// Writes a line of the trace, if anybody reads it.
    pub(crate) fn trace(
        &mut self,
        line: impl FnOnce(&World) -> (&'static str, String, String, String),
    ) {
        let Some(mut sink) = self.sink.take() else { return };
        let (hop, from, to, what) = line(self);
        let what = crate::words::with_names(self, what);
        sink.line(&Line { at: self.now, hop, from, to, what });
        self.sink = Some(sink);
    }

    pub(crate) fn process_name(&self, process: ProcessId) -> String {
        self.processes[process.0 as usize].name.to_string()
    }

    /// The computer of that NetBIOS name, case not counted.
    pub fn computer(&self, name: &str) -> Option<ComputerId> {
        let same = |computer: &Computer| computer.name.eq_ignore_ascii_case(name);
        // Computers are as many as a scenario names.
        self.computers.iter().position(same).map(|at| ComputerId(at as u16))
    }

    /// The computer of a program.
    pub fn computer_of(&self, process: ProcessId) -> ComputerId {
        self.processes[process.0 as usize].computer
    }

    pub(crate) fn computer_name(&self, id: ComputerId) -> String {
        self.computers[usize::from(id.0)].name.to_string()
    }

    /// A program begins on a computer under a user.
    pub fn start_process(&mut self, computer: ComputerId, caller: Caller, name: &str) -> ProcessId {
        // A world that starts four billion programs runs out of memory before.
        let id = ProcessId(self.processes.len() as u32);
        self.processes.push(Process { computer, caller, name: Text::new(name), ended: false });
        id
    }

    /// A program ends: its sessions are gone without being closed, and so is one that is being
    /// opened for it. What it calls after that ends as cancelled.
    pub fn end_process(&mut self, process: ProcessId) {
        self.processes[process.0 as usize].ended = true;
        for handle in self.handles.sessions_of(process) {
            self.abandon(process, handle);
        }
        self.abandon_calls(process);
    }

    /// Registers a caller. From now on nothing happens while it is between two calls.
    pub fn register(&mut self, name: &str) -> CallerId {
        let id = CallerId(self.callers.len() as u32);
        let caller = Registered { name: Text::new(name), calls: 0, inside: false, left: false };
        self.callers.push(caller);
        self.outside_count += 1;
        id
    }

    /// A registered caller leaves.
    pub fn leave(&mut self, caller: CallerId) {
        let Some(registered) = self.callers.get_mut(caller.0 as usize) else { return };
        if !std::mem::replace(&mut registered.left, true) && !registered.inside {
            self.outside_count -= 1;
        }
    }
}
