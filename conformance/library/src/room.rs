//! A room whose programs are workers: a world with a door for each role.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::RangeInclusive;
use std::time::Duration;

use conformance::stage::HERE;
use conformance::target::{agreed, do_by_hand};
use conformance::{Alphabet, Form, Program as Number, Room, Snapshot};
use host::{Host, Role};
use ntmsapi::{Client, HeldTime, World};
use wire::ntms::call::{Answer, CloseNtmsSession, OpenNtmsSession, Refusal};
use wire::ntms::{Function, NtmsError, Request};
use world::scenario::Scenario;
use world::scenario::person::Deed;

use crate::export::Fault;
use crate::program::{Asked, Launch, Program};

/// How long to wait for a call to come before looking whether it has ended without.
const GLANCE: Duration = Duration::from_millis(5);

/// A room.
pub(crate) struct LibraryRoom {
    launch: Launch,
    // In the order in which they go: programs, then time and doors, the world last.
    programs: Vec<Option<Program>>,
    begun: Vec<Begun>,
    /// Time passes for the calls of the case alone: not for those that it only began.
    held: Option<HeldTime>,
    hosts: BTreeMap<(String, Option<String>), Host>,
    /// Lets time pass.
    sleeper: Client,
    code_page: u16,
    scenario: Scenario,
    world: World,
    /// The library comes to the doors, so that what is in the room is its doing.
    is_in_room: bool,
    trouble: Option<String>,
}

/// A call that was begun.
#[derive(Debug)]
struct Begun {
    program: Number,
    number: u64,
    function: Function,
    /// The calls that the room has for it.
    calls: RangeInclusive<u64>,
}

impl LibraryRoom {
    pub(crate) fn new(
        launch: Launch,
        world: World,
        scenario: Scenario,
        is_in_room: bool,
    ) -> Result<LibraryRoom, String> {
        let sleeper = world.client(HERE).map_err(|error| error.to_string())?;
        // Calls that were begun wait as long as the case does other things.
        world.wait_when_stuck(|_| {});
        let held = world.hold_time();
        if let Some(held) = &held {
            held.follow_new_calls(true);
        }
        Ok(LibraryRoom {
            launch,
            programs: Vec::new(),
            begun: Vec::new(),
            held,
            hosts: BTreeMap::new(),
            code_page: sleeper.ansi().number(),
            sleeper,
            scenario,
            world,
            is_in_room,
            trouble: None,
        })
    }

    /// The door of programs on a computer, under a user or somebody who may do everything.
    fn host(&mut self, computer: &str, user: Option<&str>) -> Result<&Host, String> {
        match self.hosts.entry((computer.to_owned(), user.map(str::to_owned))) {
            Entry::Occupied(host) => Ok(host.into_mut()),
            Entry::Vacant(place) => {
                let (computer, user) = place.key().clone();
                let role = Role { computer, user };
                let host = Host::open(self.world.clone(), self.scenario.clone(), role);
                host.map(|host| &*place.insert(host))
                    .map_err(|error| format!("the door cannot be made: {error}"))
            }
        }
    }

    /// Whether anybody came to a door.
    pub(crate) fn was_called(&self) -> bool {
        self.hosts.values().any(|host| !host.counts().all().is_empty())
    }

    /// Asks a worker for a call.
    fn ask(
        &mut self,
        program: Number,
        alphabet: Alphabet,
        handle: u64,
        request: &Request,
    ) -> Option<u64> {
        let (code_page, request) = (self.code_page, request.clone());
        let asked = Asked { alphabet, code_page, handle, request };
        let asked = self.programs[program].as_mut()?.ask(&asked);
        self.sound(asked)
    }

    /// The end of a call. What no function of the API does, and what is no end, is trouble and
    /// shows no code.
    fn end_of(
        &mut self,
        program: Number,
        number: Option<u64>,
        function: Function,
    ) -> Result<Answer, Refusal> {
        let refusal = Refusal::from(NtmsError::GenFailure);
        let ended = match (self.programs[program].as_mut(), number) {
            (Some(program), Some(number)) => {
                program.end_of(number, &format!("in {}", function.name()))
            }
            _ => return Err(refusal),
        };
        match self.sound(ended).ok_or(refusal.clone())? {
            Ok(answer) => Ok(answer),
            Err(Fault::Refused(refusal)) => Err(refusal),
            Err(Fault::Odd(words)) => {
                self.sound(Err::<(), _>(words));
                Err(refusal)
            }
        }
    }

    /// Notes the first trouble.
    fn sound<T>(&mut self, ended: Result<T, String>) -> Option<T> {
        match ended {
            Ok(value) => Some(value),
            Err(words) => {
                self.trouble.get_or_insert(words);
                None
            }
        }
    }

    fn follow_new_calls(&self, yes: bool) {
        if let Some(held) = &self.held {
            held.follow_new_calls(yes);
        }
    }

    /// Waits until a call has come to the room, or has ended without; and how many have come then.
    fn arrival(&mut self, program: Number, number: u64, before: u64, function: Function) -> u64 {
        let what = format!("in {}", function.name());
        let mut waited = Duration::ZERO;
        loop {
            let entered = self.world.wait_for_calls(before, GLANCE);
            let Some(program) = self.programs[program].as_mut() else { return entered };
            if entered > before {
                return entered;
            }
            let ended = program.has_ended(number, GLANCE, &what);
            waited += 2 * GLANCE;
            if self.sound(ended).is_none_or(|ended| ended) || waited > self.launch.patience {
                return self.world.entered();
            }
        }
    }
}

impl Room for LibraryRoom {
    fn start(&mut self, computer: &str, user: Option<&str>) -> Number {
        let launch = self.launch.clone();
        let started = self.host(computer, user).and_then(|host| Program::start(&launch, host));
        let program = self.sound(started);
        self.programs.push(program);
        self.programs.len() - 1
    }

    fn end(&mut self, program: Number) {
        if self.programs[program].take().is_some() {
            self.hosts.values().for_each(Host::settle);
        }
    }

    fn open(
        &mut self,
        program: Number,
        form: Form,
        call: &OpenNtmsSession,
    ) -> Result<u64, NtmsError> {
        let request = Request::from(call.clone());
        let numbers: Vec<Option<u64>> =
            (0..form.threads).map(|_| self.ask(program, form.alphabet, 0, &request)).collect();
        let end = |number| match self.end_of(program, number, Function::OpenNtmsSession) {
            Ok(Answer::Handle(handle)) => Ok(handle),
            Ok(_) => Err(NtmsError::GenFailure),
            Err(refusal) => Err(refusal.error),
        };
        let (result, others) = agreed(numbers.into_iter().map(end).collect());
        for handle in others {
            // What is wrong about it is trouble.
            let closed = self.call(program, form.alphabet, handle, CloseNtmsSession.into());
            if let Err(refusal) = closed {
                self.sound(Err::<(), _>(format!("one of several: {}", refusal.error)));
            }
        }
        result
    }

    fn call(
        &mut self,
        program: Number,
        alphabet: Alphabet,
        handle: u64,
        request: Request,
    ) -> Result<Answer, Refusal> {
        let number = self.ask(program, alphabet, handle, &request);
        self.end_of(program, number, request.function())
    }

    fn begin(
        &mut self,
        program: Number,
        alphabet: Alphabet,
        handle: u64,
        request: Request,
    ) -> usize {
        self.follow_new_calls(false);
        let (before, function) = (self.world.entered(), request.function());
        let number = self.ask(program, alphabet, handle, &request).unwrap_or_default();
        let entered = self.arrival(program, number, before, function);
        self.follow_new_calls(true);
        self.begun.push(Begun { program, number, function, calls: before + 1..=entered });
        self.begun.len() - 1
    }

    fn finish(&mut self, begun: usize) -> Result<Answer, Refusal> {
        let Begun { program, number, function, ref calls } = self.begun[begun];
        if let Some(held) = &self.held {
            held.follow(calls.clone());
        }
        self.end_of(program, Some(number), function)
    }

    fn sleep(&mut self, time: Duration) {
        self.sleeper.sleep(time).expect("time passes");
    }

    fn now(&self) -> Duration {
        self.world.now()
    }

    fn hand(&mut self, deed: &Deed) -> Result<(), String> {
        do_by_hand(&self.world, deed)
    }

    fn snapshot(&mut self) -> Option<Snapshot> {
        self.is_in_room.then(|| Snapshot::of(&self.world))
    }

    /// A library tells numbers.
    fn are_one(&self, seen: NtmsError, wanted: NtmsError) -> bool {
        seen.code() == wanted.code()
    }

    fn trouble(&mut self) -> Option<String> {
        self.trouble.clone()
    }
}

impl Drop for LibraryRoom {
    fn drop(&mut self) {
        self.held = None;
        self.programs.clear();
        self.hosts.values().for_each(Host::settle);
    }
}
