//! What the suite is tried on. A target offers rooms; a room takes calls as any implementation of
//! the API does, and whatever more it can.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use ntmsapi::{Client, Error, World};
use rsm::database::{Row, TableName};
use wire::Text;
use wire::ntms::call::{Answer, OpenNtmsSession, Refusal};
use wire::ntms::{NtmsError, Request};
use world::scenario::Scenario;
use world::scenario::person::Deed;
use world::{ComputerId, Handle};

use crate::case::{Alphabet, Form, Need};

/// An implementation of the API.
pub trait Target {
    /// What reports call it.
    fn name(&self) -> String;

    /// Whether it can do what a case needs.
    fn offers(&self, need: Need) -> bool;

    /// A room as a scenario describes it, with chance from the seed.
    ///
    /// # Errors
    /// Why there is none.
    fn room(&self, scenario: &str, seed: u64) -> Result<Box<dyn Room>, String>;
}

/// A program in a room, as the room counts them.
pub type Program = usize;

/// A room: programs on computers, calls, time, and a look at everything.
pub trait Room {
    /// Starts a program on a computer, under a user or somebody who may do everything.
    fn start(&mut self, computer: &str, user: Option<&str>) -> Program;

    /// Ends a program without a word.
    fn end(&mut self, program: Program);

    /// OpenNtmsSession. With several threads each makes the call; what they see must be one.
    ///
    /// # Errors
    /// The code.
    fn open(
        &mut self,
        program: Program,
        form: Form,
        call: &OpenNtmsSession,
    ) -> Result<u64, NtmsError>;

    /// Any other function; the handle of one that takes no session is not looked at.
    ///
    /// # Errors
    /// The code, and what fitted into a short buffer.
    fn call(&mut self, program: Program, handle: u64, request: Request) -> Result<Answer, Refusal>;

    /// Begins a call that may wait while others are made; its end comes from [`Room::finish`].
    fn begin(&mut self, program: Program, handle: u64, request: Request) -> usize;

    /// Waits for the end of a call that was begun.
    ///
    /// # Errors
    /// The code.
    fn finish(&mut self, begun: usize) -> Result<Answer, Refusal>;

    /// Lets time pass.
    fn sleep(&mut self, time: Duration);

    /// Time since the beginning.
    fn now(&self) -> Duration;

    /// What hands do.
    ///
    /// # Errors
    /// Why they cannot.
    fn hand(&mut self, deed: &Deed) -> Result<(), String>;

    /// Everything that services keep and shelves hold, where it can be seen.
    fn snapshot(&mut self) -> Option<Snapshot>;
}

/// Everything that is kept and lies somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    rows: Vec<(ComputerId, u32, Row)>,
    shelves: Vec<String>,
}

impl Snapshot {
    /// What differs in another one, tables of that list not counted; nothing when nothing does.
    pub fn difference(&self, other: &Snapshot, ignored: &[TableName]) -> Option<String> {
        let seen = |snapshot: &Snapshot| {
            let rows = snapshot.rows.iter().filter(|(.., row)| !ignored.contains(&row.table()));
            rows.cloned().collect::<Vec<_>>()
        };
        let (before, after) = (seen(self), seen(other));
        let place = |(computer, key, row): &(ComputerId, u32, Row)| (*computer, row.table(), *key);
        for row in &before {
            match after.iter().find(|other| place(other) == place(row)) {
                Some(other) if other == row => {}
                Some(other) => return Some(changed(&row.2, &other.2)),
                None => return Some(format!("{} is gone", told(&row.2))),
            }
        }
        let known =
            |row: &&(ComputerId, u32, Row)| before.iter().any(|old| place(old) == place(row));
        if let Some((.., row)) = after.iter().find(|row| !known(row)) {
            return Some(format!("{} is new", told(row)));
        }
        let pairs = self.shelves.iter().zip(&other.shelves);
        let moved = pairs.into_iter().find(|(before, after)| before != after);
        moved.map(|(before, after)| format!("{before} became {after}"))
    }
}

/// A row in words.
fn told(row: &Row) -> String {
    format!("{} {:?}", row.table().name(), row.head().name)
}

/// What differs in a row.
fn changed(before: &Row, after: &Row) -> String {
    let values = before.values().into_iter().zip(after.values());
    let columns = before.table().columns().iter().zip(values);
    let differ = columns.filter(|(_, (before, after))| before != after);
    let differ: Vec<String> = differ
        .map(|(column, (before, after))| format!("{} {before:?} became {after:?}", column.name))
        .collect();
    format!("{}: {}", told(before), differ.join(", "))
}

/// Our own implementation, in this process and in simulated time.
#[derive(Debug, Default)]
pub struct Embedded;

impl Target for Embedded {
    fn name(&self) -> String {
        "embedded".to_owned()
    }

    fn offers(&self, _: Need) -> bool {
        true
    }

    fn room(&self, scenario: &str, seed: u64) -> Result<Box<dyn Room>, String> {
        let mut scenario =
            Scenario::parse("room.yaml", scenario).map_err(|error| error.to_string())?;
        scenario.seed = seed;
        let world = World::of(&scenario).map_err(|error| error.to_string())?;
        Ok(Box::new(EmbeddedRoom { world, programs: Vec::new(), begun: Vec::new() }))
    }
}

type Begun = Pin<Box<dyn Future<Output = Result<Answer, Refusal>>>>;

/// Wakes the thread that polls.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn waker() -> Waker {
    Waker::from(Arc::new(Unpark(std::thread::current())))
}

struct EmbeddedRoom {
    world: World,
    programs: Vec<Option<Client>>,
    begun: Vec<Option<Begun>>,
}

impl EmbeddedRoom {
    fn client(&self, program: Program) -> &Client {
        self.programs[program].as_ref().expect("a case calls from programs that run")
    }
}

/// The end of a call as a case sees it. A world that stands still shows no code.
fn refusal(error: Error) -> Refusal {
    match error {
        Error::Short { needed, ids } => Refusal {
            error: NtmsError::InsufficientBuffer,
            short: Some(wire::ntms::call::Short { needed, ids }),
        },
        error => Refusal::from(error.ntms().unwrap_or(NtmsError::GenFailure)),
    }
}

impl Room for EmbeddedRoom {
    fn start(&mut self, computer: &str, user: Option<&str>) -> Program {
        let client = match user {
            Some(user) => self.world.client_as(computer, user),
            None => self.world.client(computer),
        };
        self.programs.push(Some(client.expect("a case names what its room has")));
        self.programs.len() - 1
    }

    fn end(&mut self, program: Program) {
        if let Some(client) = self.programs[program].take() {
            client.exit();
        }
    }

    fn open(
        &mut self,
        program: Program,
        form: Form,
        call: &OpenNtmsSession,
    ) -> Result<u64, NtmsError> {
        let client = self.client(program);
        let one = || match form.alphabet {
            Alphabet::Wide => client.open(call.clone()),
            Alphabet::Ansi => {
                let bytes = |text: &Option<Text>| text.as_ref().map(|t| client.ansi().encode(t));
                let (server, application) = (bytes(&call.server), bytes(&call.application));
                client.open_ntms_session_a(server.as_deref(), application.as_deref(), call.options)
            }
        };
        let code = |error: Error| error.ntms().unwrap_or(NtmsError::GenFailure);
        if form.threads == 1 {
            return one().map(|session| session.handle().0).map_err(code);
        }
        let ends: Vec<Result<u64, NtmsError>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..form.threads).map(|_| scope.spawn(one)).collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, Result<_, Error>>| {
                thread.join().expect("an open does not panic")
            };
            let ends = threads.into_iter().map(join);
            ends.map(|end| end.map(|session: ntmsapi::Session| session.handle().0).map_err(code))
                .collect()
        });
        let first = ends[0];
        let alike = |end: &Result<u64, NtmsError>| end.err() == first.err();
        let result = if ends.iter().all(alike) { first } else { Err(NtmsError::GenFailure) };
        // Each thread got a session of its own; one is enough from here on.
        for handle in ends.into_iter().skip(1).flatten() {
            let close = wire::ntms::call::CloseNtmsSession;
            let closed = client.request(Handle(handle), close.into());
            debug_assert!(closed.is_ok(), "an open session closes");
        }
        result
    }

    fn call(&mut self, program: Program, handle: u64, request: Request) -> Result<Answer, Refusal> {
        let client = self.client(program);
        let ended = match request.function().takes_session() {
            true => client.request(Handle(handle), request),
            false => client.request_alone(request),
        };
        ended.map_err(refusal)
    }

    fn begin(&mut self, program: Program, handle: u64, request: Request) -> usize {
        let client = self.client(program).clone();
        let mut call: Begun = Box::pin(async move {
            let ended = match request.function().takes_session() {
                true => client.request_async(Handle(handle), request).await,
                false => client.request_alone_async(request).await,
            };
            ended.map_err(refusal)
        });
        let ended = call.as_mut().poll(&mut Context::from_waker(&waker()));
        self.begun.push(match ended {
            Poll::Ready(ended) => Some(Box::pin(std::future::ready(ended))),
            Poll::Pending => Some(call),
        });
        self.begun.len() - 1
    }

    fn finish(&mut self, begun: usize) -> Result<Answer, Refusal> {
        let mut call = self.begun[begun].take().expect("a call is finished once");
        loop {
            // Each poll plays what is due.
            let ended = call.as_mut().poll(&mut Context::from_waker(&waker()));
            if let Poll::Ready(ended) = ended {
                return ended;
            }
            std::thread::park();
        }
    }

    fn sleep(&mut self, time: Duration) {
        let client = self.programs.iter().flatten().next().expect("somebody to wait");
        client.sleep(time).expect("time passes");
    }

    fn now(&self) -> Duration {
        self.world.now()
    }

    fn hand(&mut self, deed: &Deed) -> Result<(), String> {
        self.world.inspect(|world| world.do_deed(deed).map_err(|refused| refused.to_string()))
    }

    fn snapshot(&mut self) -> Option<Snapshot> {
        self.world.inspect(|world| {
            let mut rows = Vec::new();
            for computer in world.computers() {
                let Some(rsm) = world.rsm(computer) else { continue };
                rows.extend(rsm.database().rows().map(|(key, row)| (computer, key, row)));
            }
            Some(Snapshot { rows, shelves: world.shelves() })
        })
    }
}
