//! The way from an export to the service, and the code that it returns.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, Once, PoisonError};

use face::{Client, CodePage, Error, Guid, Handle, Text};
use wire::ntms::call::{Answer, OpenNtmsSession, Refusal, Short};
use wire::ntms::{Function, NtmsCall, NtmsError, Request};

use crate::last_error::NtmsSetLastError;
use crate::pointer::{self, RawGuid, Unit};

/// The service as this process finds it, and the process: a child that was forked finds its own.
/// Handles of C programs belong to a process, so that this is the one global there is.
static CLIENT: Mutex<Option<(u32, Client)>> = Mutex::new(None);

/// What a call of an export needs beside its arguments.
pub(crate) struct Service {
    client: Client,
    function: Function,
    /// The code page of the A forms.
    pub(crate) page: CodePage,
}

impl Service {
    fn find(function: Function) -> Result<Service, NtmsError> {
        let mut found = CLIENT.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        let client = match &*found {
            Some((of, client)) if *of == process => client.clone(),
            _ => {
                let client = Client::from_environment().map_err(|error| {
                    static TOLD: Once = Once::new();
                    TOLD.call_once(|| eprintln!("ntmsapi: {error}"));
                    lost(function)
                })?;
                *found = Some((process, client.clone()));
                client
            }
        };
        let page = client.ansi();
        Ok(Service { client, function, page })
    }

    /// Opens a session.
    pub(crate) fn open(&self, call: OpenNtmsSession) -> Result<u64, NtmsError> {
        let opened = self.client.open(call).map(|session| session.handle().0);
        opened.map_err(|error| refusal(self.function, error).error)
    }

    /// Calls a function on a handle.
    pub(crate) fn call<C: NtmsCall>(&self, handle: u64, call: C) -> Result<C::Answer, Refusal> {
        let request: Request = call.into();
        self.answer::<C>(self.client.request(Handle(handle), request))
    }

    /// Calls a function that takes no handle.
    pub(crate) fn call_alone<C: NtmsCall>(&self, call: C) -> Result<C::Answer, Refusal> {
        self.answer::<C>(self.client.request_alone(call.into()))
    }

    fn answer<C: NtmsCall>(&self, ended: Result<Answer, Error>) -> Result<C::Answer, Refusal> {
        let answer = ended.map_err(|error| refusal(self.function, error))?;
        C::answer(answer).ok_or(NtmsError::GenFailure.into())
    }

    /// An identifier that must be there. Where a page has no code for an argument that is
    /// missing, it is one that names nothing.
    ///
    /// # Safety
    /// Those of [`pointer::id`].
    pub(crate) unsafe fn id(&self, at: *const RawGuid) -> Result<Guid, NtmsError> {
        // SAFETY: the caller's promise.
        match unsafe { pointer::id(at) } {
            Some(id) => Ok(id),
            None if self.knows(NtmsError::InvalidParameter) => Err(NtmsError::InvalidParameter),
            None => Ok(Guid::NULL),
        }
    }

    fn knows(&self, code: NtmsError) -> bool {
        self.function.page().documented().contains(&code)
    }

    /// A text of a caller.
    ///
    /// # Safety
    /// Those of [`pointer::text`].
    pub(crate) unsafe fn text<U: Unit>(&self, at: *const U, limit: usize) -> Option<Text> {
        // SAFETY: the caller's promise.
        unsafe { pointer::text(at, limit, self.page) }
    }
}

/// There is room for what a function answers.
pub(crate) fn there<T>(at: *const T) -> Result<(), NtmsError> {
    if at.is_null() { Err(NtmsError::InvalidParameter) } else { Ok(()) }
}

/// What a function says when its service is not to be reached.
fn lost(function: Function) -> NtmsError {
    let codes = [NtmsError::NotConnected, NtmsError::ConnectionUnavail, NtmsError::InvalidHandle];
    let documented = function.page().documented();
    codes.into_iter().find(|code| documented.contains(code)).unwrap_or(NtmsError::NotConnected)
}

fn refusal(function: Function, error: Error) -> Refusal {
    match error {
        Error::Short { needed, ids } => {
            let short = Some(Short { needed, ids });
            Refusal { error: NtmsError::InsufficientBuffer, short }
        }
        Error::Door(_) => lost(function).into(),
        error => error.ntms().unwrap_or(NtmsError::GenFailure).into(),
    }
}

/// The code of a call. A panic is a defect of ours and ends here.
pub(crate) fn code(function: Function, call: impl FnOnce(&Service) -> Result<(), Refusal>) -> u32 {
    ended(function, call).map_or_else(NtmsError::code, |()| 0)
}

/// The handle of a call that returns one; when it fails, `INVALID_HANDLE_VALUE` and the code as
/// the last error.
pub(crate) fn handle(
    function: Function,
    call: impl FnOnce(&Service) -> Result<u64, Refusal>,
) -> u64 {
    let ended = ended(function, call);
    NtmsSetLastError(ended.as_ref().map_or_else(|error| error.code(), |_| 0));
    ended.unwrap_or(Handle::INVALID.0)
}

fn ended<T>(
    function: Function,
    call: impl FnOnce(&Service) -> Result<T, Refusal>,
) -> Result<T, NtmsError> {
    let called = AssertUnwindSafe(|| call(&Service::find(function)?));
    match catch_unwind(called) {
        Ok(ended) => ended.map_err(|refusal| refusal.error),
        Err(_) => Err(NtmsError::GenFailure),
    }
}
