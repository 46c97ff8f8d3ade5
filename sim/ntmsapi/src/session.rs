//! Sessions: any call of the API, blocking or as a future.

use wire::ntms::NtmsCall;
use world::{Action, Ended, Handle};

use crate::client::Client;
use crate::error::Error;
use crate::function::AsyncSession;

/// An open session, for every thread of its program. Dropping it does not close it.
#[derive(Clone, Debug)]
pub struct Session {
    client: Client,
    handle: Handle,
}

impl Session {
    pub(crate) fn new(client: Client, handle: Handle) -> Session {
        Session { client, handle }
    }

    /// A session of a program with any handle, forged ones too.
    pub fn with_handle(client: &Client, handle: Handle) -> Session {
        Session { client: client.clone(), handle }
    }

    /// The handle.
    pub fn handle(&self) -> Handle {
        self.handle
    }

    /// The program.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The same functions as futures.
    pub fn asynchronous(&self) -> AsyncSession {
        AsyncSession(self.clone())
    }

    /// Calls a function with any arguments.
    ///
    /// # Errors
    /// Those of the function.
    pub fn call<C: NtmsCall>(&self, call: C) -> Result<C::Answer, Error> {
        let ended = self.client.enter(self.action(call))?;
        answer::<C>(ended)
    }

    /// The same as a future.
    ///
    /// # Errors
    /// Those of the function.
    pub async fn call_async<C: NtmsCall>(&self, call: C) -> Result<C::Answer, Error> {
        let ended = self.client.calling(self.action(call)).await?;
        answer::<C>(ended)
    }

    fn action<C: NtmsCall>(&self, call: C) -> Action {
        tracing::trace!(function = C::FUNCTION.name(), "call");
        Action::Api { handle: Some(self.handle), request: call.into() }
    }
}

/// The answer of a function, or its code.
pub(crate) fn answer<C: NtmsCall>(ended: Ended) -> Result<C::Answer, Error> {
    match ended {
        Ended::Answered(answer) => {
            Ok(C::answer(answer).expect("a function answers with its own answer"))
        }
        Ended::Refused(refusal) => {
            tracing::debug!(function = C::FUNCTION.name(), code = refusal.error.name(), "refused");
            Err(refusal.into())
        }
        other => unreachable!("{} ended as {other:?}", C::FUNCTION.name()),
    }
}
