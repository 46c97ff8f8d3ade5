//! Laws of handles, of sessions and of what is opened in them: random programs against a model, and
//! many threads at once.

use std::collections::BTreeSet;
use std::time::Duration;

use ntmsapi::call::{
    CloseNtmsNotification, CloseNtmsSession, EnumerateNtmsObject, OpenNtmsNotification,
    WaitForNtmsNotification,
};
use ntmsapi::{Client, Error, Handle, Left, NtmsCall, NtmsError, ObjectType, World};
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
    Open {
        process: usize,
        computer: usize,
    },
    /// Opens a channel of notifications in a session.
    Watch {
        process: usize,
        nth: usize,
    },
    Use {
        process: usize,
        nth: usize,
    },
    Close {
        process: usize,
        nth: usize,
    },
    Forge {
        process: usize,
        handle: u64,
    },
    Alter {
        process: usize,
        nth: usize,
        bit: u32,
    },
    Exit {
        process: usize,
    },
    Crash {
        computer: usize,
    },
    Start {
        computer: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let (process, computer, nth) = (0..PROCESS_COUNT, 0..COMPUTERS.len(), 0..64usize);
    let opened = (process.clone(), nth.clone());
    prop_oneof![
        4 => (process.clone(), computer.clone())
            .prop_map(|(process, computer)| Step::Open { process, computer }),
        3 => opened.clone().prop_map(|(process, nth)| Step::Watch { process, nth }),
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
    /// The session that it was opened in, of a channel.
    session: Option<u64>,
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

fn watch(client: &Client, session: u64) -> Result<u64, NtmsError> {
    let object_type = ObjectType::Computer.value();
    let opened = client.request(Handle(session), OpenNtmsNotification { object_type }.into());
    opened.map_err(code).map(|answer| OpenNtmsNotification::answer(answer).expect("its own"))
}

fn poll(client: &Client, channel: u64) -> Result<(), NtmsError> {
    let wait = WaitForNtmsNotification { timeout: 0 };
    client.request(Handle(channel), wait.into()).map(drop).map_err(code)
}

fn close_channel(client: &Client, channel: u64) -> Result<(), NtmsError> {
    client.request(Handle(channel), CloseNtmsNotification.into()).map(drop).map_err(code)
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

    fn find(&self, process: usize, handle: u64) -> Option<&Opened> {
        let own = |opened: &&Opened| opened.handle == handle && opened.process == process;
        self.opened.iter().find(own)
    }

    /// Uses a handle in every way, or closes it in the way that is not its own and then in its own.
    fn check(&mut self, process: usize, handle: u64, closes: bool) {
        let client = &self.processes[process];
        let found = self.find(process, handle);
        let state = found.map_or(State::Closed, |opened| opened.state);
        let is_channel = found.is_some_and(|opened| opened.session.is_some());
        let expected = |open, lost| match state {
            State::Open => open,
            State::Lost => Err(lost),
            State::Closed => Err(NtmsError::InvalidHandle),
        };
        let wrong = Err(NtmsError::InvalidHandle);
        let told = format!("{handle:#x} by {process}, a channel: {is_channel}, closes: {closes}");
        if !closes {
            let by_session = expected(Ok(()), NtmsError::NotConnected);
            let by_channel = expected(Err(NtmsError::Timeout), NtmsError::NotConnected);
            assert_eq!(look(client, handle), if is_channel { wrong } else { by_session }, "{told}");
            assert_eq!(poll(client, handle), if is_channel { by_channel } else { wrong }, "{told}");
            return;
        }
        if is_channel {
            assert_eq!(close(client, handle), wrong, "{told}");
            let expected = expected(Ok(()), NtmsError::NotConnected);
            assert_eq!(close_channel(client, handle), expected, "{told}");
        } else {
            let null = if handle == 0 { Err(NtmsError::InvalidParameter) } else { wrong };
            assert_eq!(close_channel(client, handle), null, "{told}");
            let expected = expected(Ok(()), NtmsError::ConnectionUnavail);
            assert_eq!(close(client, handle), expected, "{told}");
        }
        // A channel whose service died closes with its session.
        let stays = is_channel && state == State::Lost;
        let own = |opened: &&mut Opened| {
            let is_of = opened.session == Some(handle) || opened.handle == handle;
            opened.process == process && is_of && !stays
        };
        self.opened.iter_mut().filter(own).for_each(|opened| opened.state = State::Closed);
    }

    fn nth(&self, nth: usize) -> Option<u64> {
        let at = nth.checked_rem(self.opened.len())?;
        Some(self.opened[at].handle)
    }

    /// A handle that was given out: none like it was before.
    fn give(&mut self, opened: Opened) {
        let handle = opened.handle;
        let given = self.opened.iter().any(|opened| opened.handle == handle);
        assert!(!given && handle != 0 && handle != u64::MAX, "{handle:#x} again");
        self.opened.push(opened);
    }

    /// Opens a channel in what may be an open session of that process.
    fn watch(&mut self, process: usize, nth: usize) {
        let Some(session) = self.nth(nth) else { return };
        let opened = watch(&self.processes[process], session);
        let found = self.find(process, session).filter(|found| found.session.is_none());
        let (state, computer) =
            found.map_or((State::Closed, 0), |found| (found.state, found.computer));
        match (state, opened) {
            (State::Open, Ok(handle)) => {
                let session = Some(session);
                self.give(Opened { handle, process, computer, state, session });
            }
            (State::Lost, Err(NtmsError::NotConnected))
            | (State::Closed, Err(NtmsError::InvalidHandle)) => {}
            (state, opened) => panic!("{session:#x} is {state:?} and gave {opened:?}"),
        }
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
                self.give(Opened { handle, process, computer, state: State::Open, session: None });
            }
            Step::Watch { process, nth } => self.watch(process, nth),
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
        let open = |opened: &&Opened| opened.state != State::Closed && opened.session.is_none();
        let left = self.opened.iter().filter(open).count();
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
