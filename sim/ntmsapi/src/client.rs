//! Programs on computers, and callers that hold time still.

use std::time::Duration;

use wire::ntms::call::{Answer, OpenNtmsSession};
use wire::ntms::{NtmsCall, Request};
use wire::{CodePage, Text};
use world::{Action, Call, CallerId, Ended, Handle, ProcessId};

use crate::drive::World;
use crate::error::Error;
use crate::future::Calling;
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
    world: World,
    process: ProcessId,
    caller: Option<Caller>,
}

impl Client {
    pub(crate) fn new(world: World, process: ProcessId) -> Client {
        Client { world, process, caller: None }
    }

    /// The same program, calling as a registered caller.
    #[must_use]
    pub fn by(&self, caller: &Caller) -> Client {
        Client { caller: Some(caller.clone()), ..self.clone() }
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
        self.opened(self.world.call(self.call(open(server, application, options))))
    }

    /// `OpenNtmsSession` with any arguments.
    ///
    /// # Errors
    /// Those of the function.
    pub fn open(&self, call: OpenNtmsSession) -> Result<Session, Error> {
        let action = Action::Api { handle: None, request: call.into() };
        self.opened(self.world.call(self.call(action)))
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
        self.world.lock().world.code_page()
    }

    /// Any function on any handle, forged ones too.
    ///
    /// # Errors
    /// Those of the function.
    pub fn request(&self, handle: Handle, request: Request) -> Result<Answer, Error> {
        let handle = Some(handle);
        answered(self.world.call(self.call(Action::Api { handle, request })))
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
        answer::<C>(self.world.call(self.call(alone(call.into())))?)
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
        answered(self.world.call(self.call(alone(request))))
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

    /// Opens a unit by the name of a device node on this computer; `None` when there is none.
    pub fn unit(&self, name: &str) -> Option<Unit> {
        let state = self.world.lock();
        let computer = state.world.computer_of(self.process);
        let node = state.world.node(computer, name)?;
        drop(state);
        Some(Unit::new(self.clone(), node))
    }

    /// Lets simulated time pass.
    ///
    /// # Errors
    /// None that a program can cause.
    pub fn sleep(&self, time: Duration) -> Result<(), Error> {
        self.world.call(self.call(Action::Sleep(time))).map(|_| ())
    }

    /// The same as a future.
    ///
    /// # Errors
    /// None that a program can cause.
    pub async fn sleep_async(&self, time: Duration) -> Result<(), Error> {
        self.calling(Action::Sleep(time)).await.map(|_| ())
    }

    /// The program ends. Its sessions are gone without being closed.
    pub fn exit(self) {
        let mut state = self.world.lock();
        state.world.end_process(self.process);
        self.world.notify(&mut state);
    }

    fn call(&self, action: Action) -> Call {
        let caller = self.caller.as_ref().map(|caller| caller.0.id);
        Call { process: self.process, caller, action }
    }

    pub(crate) fn enter(&self, action: Action) -> Result<Ended, Error> {
        self.world.call(self.call(action))
    }

    pub(crate) fn calling(&self, action: Action) -> Calling {
        Calling::new(self.world.clone(), self.call(action))
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
