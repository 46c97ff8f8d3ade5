//! Laws of session handles: random programs against a model, and many threads at once.

use std::collections::BTreeSet;
use std::time::Duration;

use ntmsapi::call::{CloseNtmsSession, EnumerateNtmsObject};
use ntmsapi::{Client, Error, Handle, Left, NtmsError, ObjectType, World};
use proptest::prelude::*;
use world::scenario::At;
use world::scenario::person::Deed;

const ROOM: &str = "
version: 1
computers: { HERE: { this: true }, THERE: {} }
";
const COMPUTERS: [&str; 2] = ["HERE", "THERE"];
const PROCESS_COUNT: usize = 3;

fn world() -> World {
    World::from_text("room.yaml", ROOM).unwrap_or_else(|error| panic!("{error}"))
}

/// What programs and administrators do. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    Open { process: usize, computer: usize },
    Use { process: usize, nth: usize },
    Close { process: usize, nth: usize },
    Forge { process: usize, handle: u64 },
    Alter { process: usize, nth: usize, bit: u32 },
    Exit { process: usize },
    Crash { computer: usize },
    Start { computer: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let (process, computer, nth) = (0..PROCESS_COUNT, 0..COMPUTERS.len(), 0..64usize);
    let opened = (process.clone(), nth.clone());
    prop_oneof![
        4 => (process.clone(), computer.clone())
            .prop_map(|(process, computer)| Step::Open { process, computer }),
        4 => opened.clone().prop_map(|(process, nth)| Step::Use { process, nth }),
        4 => opened.clone().prop_map(|(process, nth)| Step::Close { process, nth }),
        1 => (process.clone(), any::<u64>())
            .prop_map(|(process, handle)| Step::Forge { process, handle }),
        2 => (opened, 0..64u32)
            .prop_map(|((process, nth), bit)| Step::Alter { process, nth, bit }),
        1 => process.prop_map(|process| Step::Exit { process }),
        1 => computer.clone().prop_map(|computer| Step::Crash { computer }),
        1 => computer.prop_map(|computer| Step::Start { computer }),
    ]
}

/// What has become of a session.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Open,
    /// Its service died.
    Lost,
    Closed,
}

struct Opened {
    handle: u64,
    process: usize,
    computer: usize,
    state: State,
}

/// The world beside what should be known of it.
struct Model {
    world: World,
    processes: Vec<Client>,
    opened: Vec<Opened>,
    up: [bool; 2],
}

fn code(error: Error) -> NtmsError {
    error.ntms().unwrap_or_else(|| panic!("a code and not {error}"))
}

fn look(client: &Client, handle: u64) -> Result<(), NtmsError> {
    let object_type = ObjectType::Computer.value();
    let look = EnumerateNtmsObject { container: None, object_type, options: 0, capacity: Some(9) };
    client.request(Handle(handle), look.into()).map(drop).map_err(code)
}

fn close(client: &Client, handle: u64) -> Result<(), NtmsError> {
    client.request(Handle(handle), CloseNtmsSession.into()).map(drop).map_err(code)
}

impl Model {
    fn new() -> Model {
        let world = world();
        let process = |_| world.client("HERE").expect("named");
        let processes = (0..PROCESS_COUNT).map(process).collect();
        Model { world, processes, opened: Vec::new(), up: [true; 2] }
    }

    fn hand(&self, deed: &Deed) {
        self.world.inspect(|world| world.do_deed(deed)).expect("done");
    }

    /// What a process should get for a handle that was given out.
    fn state(&self, process: usize, handle: u64) -> State {
        let own = |opened: &&Opened| opened.handle == handle && opened.process == process;
        self.opened.iter().find(own).map_or(State::Closed, |opened| opened.state)
    }

    fn check(&mut self, process: usize, handle: u64, closes: bool) {
        let client = &self.processes[process];
        let state = self.state(process, handle);
        if closes {
            let expected = match state {
                State::Open => Ok(()),
                State::Lost => Err(NtmsError::ConnectionUnavail),
                State::Closed => Err(NtmsError::InvalidHandle),
            };
            assert_eq!(close(client, handle), expected, "close {handle:#x} by {process}");
            let own = |opened: &&mut Opened| opened.handle == handle && opened.process == process;
            if let Some(opened) = self.opened.iter_mut().find(own) {
                opened.state = State::Closed;
            }
        } else {
            let expected = match state {
                State::Open => Ok(()),
                State::Lost => Err(NtmsError::NotConnected),
                State::Closed => Err(NtmsError::InvalidHandle),
            };
            assert_eq!(look(client, handle), expected, "use {handle:#x} by {process}");
        }
    }

    fn nth(&self, nth: usize) -> Option<u64> {
        let at = nth.checked_rem(self.opened.len())?;
        Some(self.opened[at].handle)
    }

    fn make(&mut self, step: &Step) {
        match *step {
            Step::Open { process, computer } => {
                let client = &self.processes[process];
                let opened = client.open_ntms_session(Some(COMPUTERS[computer]), None, 0);
                if !self.up[computer] {
                    assert_eq!(opened.map(drop).map_err(code), Err(NtmsError::NotConnected));
                    return;
                }
                let handle = opened.expect("the service runs").handle().0;
                let given = self.opened.iter().any(|opened| opened.handle == handle);
                assert!(!given && handle != 0 && handle != u64::MAX, "{handle:#x} again");
                self.opened.push(Opened { handle, process, computer, state: State::Open });
            }
            Step::Use { process, nth } => {
                self.nth(nth).into_iter().for_each(|handle| self.check(process, handle, false));
            }
            Step::Close { process, nth } => {
                self.nth(nth).into_iter().for_each(|handle| self.check(process, handle, true));
            }
            Step::Forge { process, handle } => {
                self.check(process, handle, false);
                self.check(process, handle, true);
            }
            Step::Alter { process, nth, bit } => {
                if let Some(handle) = self.nth(nth) {
                    self.check(process, handle ^ (1 << bit), true);
                }
            }
            Step::Exit { process } => {
                let next = self.world.client("HERE").expect("named");
                std::mem::replace(&mut self.processes[process], next).exit();
                let own = self.opened.iter_mut().filter(|opened| opened.process == process);
                own.for_each(|opened| opened.state = State::Closed);
                // Another computer hears of it over the network.
                self.processes[process].sleep(Duration::from_millis(1)).expect("time passes");
            }
            Step::Crash { computer } => {
                if std::mem::replace(&mut self.up[computer], false) {
                    self.hand(&Deed::CrashService(At::from(COMPUTERS[computer])));
                    let lost = |opened: &&mut Opened| {
                        opened.computer == computer && opened.state == State::Open
                    };
                    let lost = self.opened.iter_mut().filter(lost);
                    lost.for_each(|opened| opened.state = State::Lost);
                }
            }
            Step::Start { computer } => {
                if !std::mem::replace(&mut self.up[computer], true) {
                    self.hand(&Deed::StartService(At::from(COMPUTERS[computer])));
                    self.processes[0].sleep(Duration::from_secs(60)).expect("time passes");
                }
            }
        }
        // A program that does not close what it lost has left it behind.
        let left = self.opened.iter().filter(|opened| opened.state != State::Closed).count();
        assert_eq!(self.world.left().sessions, left, "after {step:?}");
    }
}

proptest! {
    #[test]
    fn a_handle_is_good_from_its_open_to_its_close_and_for_its_process_alone(
        steps in proptest::collection::vec(step(), 1..80),
    ) {
        let mut model = Model::new();
        steps.iter().for_each(|step| model.make(step));
        for at in 0..model.opened.len() {
            let Opened { handle, process, .. } = model.opened[at];
            model.check(process, handle, true);
        }
        prop_assert_eq!(model.world.left(), Left::default());
    }
}

#[test]
fn many_threads_open_use_close_and_forge_at_once() {
    const THREAD_COUNT: u64 = 8;
    const ROUND_COUNT: u64 = 200;
    let world = world();
    let client = world.client("HERE").expect("named");
    let given: Vec<u64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREAD_COUNT)
            .map(|thread| {
                let client = &client;
                scope.spawn(move || {
                    let mut held = Vec::new();
                    let mut given = Vec::new();
                    for round in 0..ROUND_COUNT {
                        let server = COMPUTERS[(thread + round) as usize % 2];
                        let opened = client.open_ntms_session(Some(server), None, 0);
                        let handle = opened.expect("the service runs").handle().0;
                        given.push(handle);
                        held.push(handle);
                        assert_eq!(look(client, handle), Ok(()));
                        let forged = handle ^ (1 << (32 + round % 24));
                        assert_eq!(close(client, forged), Err(NtmsError::InvalidHandle));
                        if round % 3 == 0 {
                            let oldest = held.remove(0);
                            assert_eq!(close(client, oldest), Ok(()));
                            assert_eq!(look(client, oldest), Err(NtmsError::InvalidHandle));
                        }
                    }
                    held.into_iter().for_each(|handle| assert_eq!(close(client, handle), Ok(())));
                    given
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    let different: BTreeSet<u64> = given.iter().copied().collect();
    assert_eq!(different.len() as u64, THREAD_COUNT * ROUND_COUNT);
    assert_eq!(world.left(), Left::default());
}
