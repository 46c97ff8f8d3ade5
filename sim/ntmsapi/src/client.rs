//! Programs on computers, and callers that hold time still.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use door::{Ask, Told};
use wire::ntms::call::{Answer, OpenNtmsSession};
use wire::ntms::{NtmsCall, Request};
use wire::{CodePage, Text};
use world::{Action, Call, CallerId, Ended, Handle, NoAnswer, ProcessId};

use crate::cancel::Cancel;
use crate::error::{ConnectError, Error};
use crate::file::read_scenario;
use crate::future::Calling;
use crate::pace::{Speed, Timer};
use crate::room::World;
use crate::session::{Session, answer};
use crate::sync::Arc;
use crate::tape::Tape;
use crate::unit::Unit;

/// A registered caller; it leaves when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Caller(Arc<Registration>);

#[derive(Debug)]
struct Registration {
    world: World,
    id: CallerId,
}

impl Caller {
    pub(crate) fn new(world: World, id: CallerId) -> Caller {
        Caller(Arc::new(Registration { world, id }))
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut state = self.world.lock();
        state.world.leave(self.id);
        self.world.notify(&mut state);
    }
}

/// A program on a computer. Its sessions may be used from every thread of it, which are its clones.
#[derive(Clone, Debug)]
pub struct Client {
    place: Place,
    caller: Option<Caller>,
    cancel: Option<Cancel>,
}

/// Where the world of a program is.
#[derive(Clone, Debug)]
enum Place {
    /// In this process, with what keeps its time.
    Here(World, ProcessId, Option<Arc<Timer>>),
    /// Behind a door.
    Door(Arc<door::Client>),
}

impl Client {
    pub(crate) fn new(world: World, process: ProcessId) -> Client {
        Client { place: Place::Here(world, process, None), caller: None, cancel: None }
    }

    /// This process as a program of a world that another process holds: that of the socket at
    /// `path`, as `rsm exec` tells it to the programs that it runs.
    ///
    /// # Errors
    /// Why that world does not let it in.
    pub fn connect(path: impl AsRef<Path>) -> Result<Client, ConnectError> {
        let door = door::Client::connect(path.as_ref(), door::Purpose::Calls);
        let door = door.map_err(ConnectError::Door)?;
        Ok(Client { place: Place::Door(Arc::new(door)), caller: None, cancel: None })
    }

    /// This process as a program of the world that its environment names: with `RSM_DOOR` that of a
    /// socket, with `RSM_SCENARIO` one of its own, of a scenario file, under an administrator on
    /// the computer that the scenario calls this one; its time passes at the speed of `RSM_SPEED`,
    /// see [`Speed`], and waiting is skipped when that is not set.
    ///
    /// # Errors
    /// The environment names none, or it cannot be reached or made.
    pub fn from_environment() -> Result<Client, ConnectError> {
        if let Some(path) = told("RSM_DOOR") {
            return Client::connect(path);
        }
        let Some(path) = told("RSM_SCENARIO") else {
            return Err(ConnectError::NotTold);
        };
        let speed = match told("RSM_SPEED") {
            Some(text) => text.to_string_lossy().parse().map_err(ConnectError::Speed)?,
            None => Speed::Max,
        };
        let (scenario, _) = read_scenario(path).map_err(ConnectError::World)?;
        let computer = scenario.this_computer().ok_or(ConnectError::NoComputer)?;
        let world = World::of(&scenario).map_err(ConnectError::World)?;
        world.wait_when_stuck(|who| {
            eprintln!("ntmsapi: nothing can ever happen again unless this program calls: {who}");
        });
        let timer = world.run_at(speed).map_err(ConnectError::Timer)?;
        let client = world.client(computer).map_err(ConnectError::World)?;
        Ok(client.timed_by(timer))
    }

    fn timed_by(mut self, timer: Timer) -> Client {
        if let Place::Here(_, _, keeps) = &mut self.place {
            *keeps = Some(Arc::new(timer));
        }
        self
    }

    /// The same program, calling as a registered caller.
    #[must_use]
    pub fn by(&self, caller: &Caller) -> Client {
        Client { caller: Some(caller.clone()), ..self.clone() }
    }

    /// The same program, with calls that block and that another thread can give up; `None` when its
    /// world is behind a door. Futures are given up by dropping them.
    pub fn cancellable(&self) -> Option<(Client, Cancel)> {
        let Place::Here(world, ..) = &self.place else { return None };
        let cancel = Cancel::new(world.clone());
        Some((Client { cancel: Some(cancel.clone()), ..self.clone() }, cancel))
    }

    /// Opens a session: `OpenNtmsSession`. Without a server, or with an empty name, it is one with
    /// the service of this computer.
    ///
    /// # Errors
    /// Those of the function.
    pub fn open_ntms_session(
        &self,
        server: Option<&str>,
        application: Option<&str>,
        options: u32,
    ) -> Result<Session, Error> {
        self.opened(self.enter(open(server, application, options)))
    }

    /// `OpenNtmsSession` with any arguments.
    ///
    /// # Errors
    /// Those of the function.
    pub fn open(&self, call: OpenNtmsSession) -> Result<Session, Error> {
        let action = Action::Api { handle: None, request: call.into() };
        self.opened(self.enter(action))
    }

    /// `OpenNtmsSessionA`: texts are bytes in the code page of [`Client::ansi`].
    ///
    /// # Errors
    /// Those of the function.
    pub fn open_ntms_session_a(
        &self,
        server: Option<&[u8]>,
        application: Option<&[u8]>,
        options: u32,
    ) -> Result<Session, Error> {
        let page = self.ansi();
        self.open(OpenNtmsSession {
            server: server.map(|bytes| page.decode(bytes)),
            application: application.map(|bytes| page.decode(bytes)),
            options,
        })
    }

    /// The code page of the A forms on this computer.
    pub fn ansi(&self) -> CodePage {
        match &self.place {
            Place::Here(world, ..) => world.lock().world.code_page(),
            Place::Door(door) => CodePage::new(door.code_page()).unwrap_or_default(),
        }
    }

    /// Whether the size that `GetNtmsMediaPoolName` gives to C programs has the terminator in it.
    pub fn pool_name_counts_terminator(&self) -> bool {
        match &self.place {
            Place::Here(world, ..) => world.lock().world.pool_name_counts_terminator(),
            Place::Door(door) => door.pool_name_counts_terminator(),
        }
    }

    /// Any function on any handle, forged ones too.
    ///
    /// # Errors
    /// Those of the function.
    pub fn request(&self, handle: Handle, request: Request) -> Result<Answer, Error> {
        let handle = Some(handle);
        answered(self.enter(Action::Api { handle, request }))
    }

    /// The same as a future.
    ///
    /// # Errors
    /// Those of the function.
    pub async fn request_async(&self, handle: Handle, request: Request) -> Result<Answer, Error> {
        let handle = Some(handle);
        answered(self.calling(Action::Api { handle, request }).await)
    }

    /// Calls a function that takes no session, with any arguments; OpenNtmsSession is
    /// [`Client::open`].
    ///
    /// # Errors
    /// Those of the function.
    pub fn call_alone<C: NtmsCall>(&self, call: C) -> Result<C::Answer, Error> {
        answer::<C>(self.enter(alone(call.into()))?)
    }

    /// The same as a future.
    ///
    /// # Errors
    /// Those of the function.
    pub async fn call_alone_async<C: NtmsCall>(&self, call: C) -> Result<C::Answer, Error> {
        answer::<C>(self.calling(alone(call.into())).await?)
    }

    /// Any function without a session.
    ///
    /// # Errors
    /// Those of the function.
    pub fn request_alone(&self, request: Request) -> Result<Answer, Error> {
        answered(self.enter(alone(request)))
    }

    /// The same as a future.
    ///
    /// # Errors
    /// Those of the function.
    pub async fn request_alone_async(&self, request: Request) -> Result<Answer, Error> {
        answered(self.calling(alone(request)).await)
    }

    /// The same as a future.
    ///
    /// # Errors
    /// Those of the function.
    pub async fn open_ntms_session_async(
        &self,
        server: Option<&str>,
        application: Option<&str>,
        options: u32,
    ) -> Result<Session, Error> {
        self.opened(self.calling(open(server, application, options)).await)
    }

    fn opened(&self, ended: Result<Ended, Error>) -> Result<Session, Error> {
        match ended? {
            Ended::Opened(handle) => Ok(Session::new(self.clone(), handle)),
            Ended::Refused(refusal) => Err(refusal.into()),
            other => unreachable!("OpenNtmsSession ended as {other:?}"),
        }
    }

    /// Opens a drive by its device name, as the information on the drive gives it.
    pub fn tape(&self, device: impl Into<Text>) -> Tape {
        Tape::new(self.clone(), device.into())
    }

    /// Opens a unit by the name of a device node on this computer; `None` when there is none, or
    /// nobody opens the door behind which it is.
    pub fn unit(&self, name: &str) -> Option<Unit> {
        match &self.place {
            Place::Here(world, process, _) => {
                let state = world.lock();
                let computer = state.world.computer_of(*process);
                let node = state.world.node(computer, name)?;
                drop(state);
                Some(Unit::new(self.clone(), node))
            }
            Place::Door(door) => {
                let Ok(Told::Unit(unit)) = door.ask(&Ask::Unit(name.to_owned())) else {
                    return None;
                };
                Some(Unit::behind(Arc::clone(door), name, &unit?))
            }
        }
    }

    /// Lets simulated time pass.
    ///
    /// # Errors
    /// None that a program can cause.
    pub fn sleep(&self, time: Duration) -> Result<(), Error> {
        self.enter(Action::Sleep(time)).map(|_| ())
    }

    /// The same as a future.
    ///
    /// # Errors
    /// None that a program can cause.
    pub async fn sleep_async(&self, time: Duration) -> Result<(), Error> {
        self.calling(Action::Sleep(time)).await.map(|_| ())
    }

    /// The program ends. Its sessions are gone without being closed, and what it calls after that
    /// ends as cancelled. A program behind a door ends with its process.
    pub fn exit(self) {
        if let Place::Here(world, process, _) = &self.place {
            let mut state = world.lock();
            state.world.end_process(*process);
            world.notify(&mut state);
        }
    }

    pub(crate) fn enter(&self, action: Action) -> Result<Ended, Error> {
        match &self.place {
            Place::Here(world, process, _) => {
                world.call(self.call(*process, action), self.cancel.as_ref())
            }
            Place::Door(door) => ask(door, action),
        }
    }

    pub(crate) async fn calling(&self, action: Action) -> Result<Ended, Error> {
        match &self.place {
            Place::Here(world, process, _) => {
                Calling::new(world.clone(), self.call(*process, action)).await
            }
            Place::Door(door) => {
                let door = Arc::clone(door);
                let asked = move || ask(&door, action);
                match tokio::runtime::Handle::try_current() {
                    // The answer is waited for where that holds up no other task.
                    Ok(runtime) => match runtime.spawn_blocking(asked).await {
                        Ok(ended) => ended,
                        Err(stopped) => Err(Error::Door(stopped.to_string())),
                    },
                    Err(_) => asked(),
                }
            }
        }
    }

    fn call(&self, process: ProcessId, action: Action) -> Call {
        let caller = self.caller.as_ref().map(|caller| caller.0.id);
        Call { process, caller, action }
    }
}

/// A variable of the environment; an empty one is none.
fn told(variable: &str) -> Option<OsString> {
    std::env::var_os(variable).filter(|value| !value.is_empty())
}

/// Asks through a door what a world in this process would be asked.
fn ask(door: &door::Client, action: Action) -> Result<Ended, Error> {
    let ask = match action {
        Action::Api { handle, request } => Ask::Api { handle: handle.map(|h| h.0), request },
        Action::Sleep(time) => Ask::Sleep(time),
        Action::Tape { device, verb } => Ask::Drive { device, verb },
        // A unit behind a door is asked by its name.
        Action::Command { .. } => return Ok(Ended::Commanded(Err(NoAnswer))),
        Action::Deed(_) => return Ok(Ended::Did(Err("hands are not behind the door".to_owned()))),
    };
    match door.ask(&ask).map_err(|error| Error::Door(error.to_string()))? {
        Told::Opened(handle) => Ok(Ended::Opened(Handle(handle))),
        Told::Answered(answer) => Ok(Ended::Answered(answer)),
        Told::Refused(refusal) => Ok(Ended::Refused(refusal)),
        Told::Slept => Ok(Ended::Slept),
        Told::Drove(done) => Ok(Ended::Drove(done)),
        Told::Impossible(words) => Err(Error::Door(words)),
        other => Err(Error::Door(format!("the world told {other:?}, which answers nothing"))),
    }
}

fn alone(request: Request) -> Action {
    Action::Api { handle: None, request }
}

fn answered(ended: Result<Ended, Error>) -> Result<Answer, Error> {
    match ended? {
        Ended::Answered(answer) => Ok(answer),
        Ended::Refused(refusal) => Err(refusal.into()),
        other => unreachable!("a function ended as {other:?}"),
    }
}

fn open(server: Option<&str>, application: Option<&str>, options: u32) -> Action {
    let call = OpenNtmsSession {
        server: server.map(Text::new),
        application: application.map(Text::new),
        options,
    };
    Action::Api { handle: None, request: call.into() }
}
