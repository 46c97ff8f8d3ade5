//! The way from an export to the service, and the code that it returns.

use std::panic::{AssertUnwindSafe, catch_unwind};

use wire::ntms::call::{Answer, OpenNtmsSession, Refusal};
use wire::ntms::{Function, NtmsCall, NtmsError};
use wire::{CodePage, Guid, Text};

use crate::connection::{self, Connection, Failure};
use crate::last_error::NtmsSetLastError;
use crate::pointer::{self, RawGuid, Unit};

/// `INVALID_HANDLE_VALUE`.
const INVALID_HANDLE: u64 = u64::MAX;

/// What a call of an export needs beside its arguments.
pub(crate) struct Service {
    connection: &'static Connection,
    function: Function,
    /// The code page of the A forms.
    pub(crate) page: CodePage,
}

impl Service {
    fn find(function: Function) -> Result<Service, NtmsError> {
        let connection = connection::find().map_err(|failure| refusal(function, failure).error)?;
        Ok(Service { connection, function, page: connection.code_page() })
    }

    /// Whether a pool's name is told to have its terminator among its characters.
    pub(crate) fn pool_name_counts_terminator(&self) -> bool {
        self.connection.pool_name_counts_terminator()
    }

    /// Opens a session.
    pub(crate) fn open(&self, call: OpenNtmsSession) -> Result<u64, Refusal> {
        match self.ask(None, call)? {
            Answer::Handle(handle) => Ok(handle),
            _ => Err(NtmsError::GenFailure.into()),
        }
    }

    /// Calls a function on a handle.
    pub(crate) fn call<C: NtmsCall>(&self, handle: u64, call: C) -> Result<C::Answer, Refusal> {
        C::answer(self.ask(Some(handle), call)?).ok_or(NtmsError::GenFailure.into())
    }

    /// Calls a function that takes no handle.
    pub(crate) fn call_alone<C: NtmsCall>(&self, call: C) -> Result<C::Answer, Refusal> {
        C::answer(self.ask(None, call)?).ok_or(NtmsError::GenFailure.into())
    }

    fn ask<C: NtmsCall>(&self, handle: Option<u64>, call: C) -> Result<Answer, Refusal> {
        let answer = self.connection.call(handle, call.into());
        answer.map_err(|failure| refusal(self.function, failure))
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

fn refusal(function: Function, failure: Failure) -> Refusal {
    match failure {
        Failure::Refused(refusal) => refusal,
        Failure::Lost => lost(function).into(),
        Failure::Broken => NtmsError::GenFailure.into(),
    }
}

/// The code of a call. A panic is a defect of ours and ends here.
pub(crate) fn code(function: Function, call: impl FnOnce(&Service) -> Result<(), Refusal>) -> u32 {
    ended(function, call).map_or_else(NtmsError::code, |()| 0)
}

/// The code of a call on a session of which arguments are judged before the service is asked: as
/// there, a handle that is none comes first.
pub(crate) fn code_on(
    function: Function,
    handle: u64,
    call: impl FnOnce(&Service) -> Result<(), Refusal>,
) -> u32 {
    code(function, |service| match handle {
        0 | INVALID_HANDLE => Err(NtmsError::InvalidHandle.into()),
        _ => call(service),
    })
}

/// The handle of a call that returns one; when it fails, `INVALID_HANDLE_VALUE` and the code as
/// the last error.
pub(crate) fn handle(
    function: Function,
    call: impl FnOnce(&Service) -> Result<u64, Refusal>,
) -> u64 {
    let ended = ended(function, call);
    NtmsSetLastError(ended.as_ref().map_or_else(|error| error.code(), |_| 0));
    ended.unwrap_or(INVALID_HANDLE)
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

#[cfg(all(test, feature = "world"))]
mod tests {
    use super::*;
    use crate::last_error::NtmsGetLastError;
    use crate::session::{CloseNtmsSession, OpenNtmsSessionA};

    const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
";

    #[test]
    fn a_panic_is_a_code_and_later_calls_go_on() {
        let file = std::env::temp_dir().join(format!("panics-{}.yaml", std::process::id()));
        std::fs::write(&file, ROOM).expect("a folder for tests");
        // SAFETY: this is the only test of the program, and no other thread looks.
        unsafe { std::env::set_var("RSM_SCENARIO", &file) };
        // SAFETY: no server, and a text with an end.
        let open = || unsafe { OpenNtmsSessionA(std::ptr::null(), c"panics".as_ptr().cast(), 0) };
        let session = open();
        assert_ne!(session, INVALID_HANDLE, "{}", NtmsGetLastError());
        for _ in 0..3 {
            let function = Function::EnumerateNtmsObject;
            assert_eq!(code(function, |_| panic!("a defect")), NtmsError::GenFailure.code());
            assert_eq!(
                code_on(function, session, |_| panic!("a defect")),
                NtmsError::GenFailure.code()
            );
            NtmsSetLastError(0);
            assert_eq!(handle(Function::OpenNtmsSession, |_| panic!("a defect")), INVALID_HANDLE);
            assert_eq!(NtmsGetLastError(), NtmsError::GenFailure.code());
        }
        let other = open();
        assert_ne!(other, INVALID_HANDLE);
        for session in [session, other] {
            assert_eq!(CloseNtmsSession(session), 0);
        }
        std::fs::remove_file(file).expect("it was written");
    }
}
