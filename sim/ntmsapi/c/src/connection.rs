//! Where the service is: behind the door that the environment names, or in this process. Each
//! process finds its own, once.
//!
//! A child that was forked has the memory of its parent and none of its threads: it takes neither a
//! lock nor a connection of the parent, but finds the service again. Sessions belong to a process,
//! so that those of the parent are not the child's.

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Mutex, Once, OnceLock, PoisonError};

use door::{Ask, Purpose, Told};
use wire::CodePage;
use wire::ntms::Request;
use wire::ntms::call::{Answer, Refusal};

/// What a process knows of its service.
struct Found {
    process: u32,
    connection: OnceLock<Connection>,
    finding: Mutex<()>,
    told: Once,
}

/// What the present process knows; the one global there is, because handles of C programs belong
/// to a process.
static FOUND: AtomicPtr<Found> = AtomicPtr::new(ptr::null_mut());

/// The way to the service.
pub(crate) enum Connection {
    /// Another process has the world.
    Door(door::Client),
    /// The world is in this process.
    #[cfg(feature = "world")]
    Here(face::Client),
}

/// Why a call has no answer.
pub(crate) enum Failure {
    /// The service refused it.
    Refused(Refusal),
    /// No service was reached.
    Lost,
    /// The answer makes no sense, which is a defect of ours.
    Broken,
}

/// The connection of this process.
///
/// # Errors
/// There is none; the first time this is also told on standard error.
pub(crate) fn find() -> Result<&'static Connection, Failure> {
    let found = of_this_process();
    if let Some(connection) = found.connection.get() {
        return Ok(connection);
    }
    // Two threads that come first make one world, not two.
    let _finding = found.finding.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(connection) = found.connection.get() {
        return Ok(connection);
    }
    match connect() {
        Ok(connection) => Ok(found.connection.get_or_init(|| connection)),
        Err(words) => {
            found.told.call_once(|| eprintln!("ntmsapi: {words}"));
            Err(Failure::Lost)
        }
    }
}

fn of_this_process() -> &'static Found {
    let process = std::process::id();
    let known = FOUND.load(Ordering::Acquire);
    // SAFETY: what was stored there was leaked and is never changed or freed.
    match unsafe { known.as_ref() } {
        Some(found) if found.process == process => found,
        _ => {
            let (finding, told) = (Mutex::new(()), Once::new());
            let new = Box::new(Found { process, connection: OnceLock::new(), finding, told });
            let new: &'static mut Found = Box::leak(new);
            match FOUND.compare_exchange(known, new, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => of_this_process(),
                // Another thread was first, and this one's was seen by nobody.
                Err(first) => {
                    // SAFETY: it was leaked above, and the exchange did not store it.
                    drop(unsafe { Box::from_raw(new) });
                    // SAFETY: what was stored there was leaked and is never changed or freed.
                    unsafe { &*first }
                }
            }
        }
    }
}

fn connect() -> Result<Connection, String> {
    match std::env::var_os("RSM_DOOR").filter(|path| !path.is_empty()) {
        Some(path) => door::Client::connect(path.as_ref(), Purpose::Calls)
            .map(Connection::Door)
            .map_err(|error| error.to_string()),
        None => here(),
    }
}

#[cfg(feature = "world")]
fn here() -> Result<Connection, String> {
    face::Client::from_environment().map(Connection::Here).map_err(|error| error.to_string())
}

#[cfg(not(feature = "world"))]
fn here() -> Result<Connection, String> {
    Err("no service: run this program under `rsm exec SCENARIO.yaml -- PROGRAM`; this library was \
         built to make no world of its own"
        .to_owned())
}

impl Connection {
    /// The code page of the A forms.
    pub(crate) fn code_page(&self) -> CodePage {
        match self {
            Connection::Door(door) => CodePage::new(door.code_page()).unwrap_or_default(),
            #[cfg(feature = "world")]
            Connection::Here(client) => client.ansi(),
        }
    }

    /// Whether a pool's name is told to have its terminator among its characters.
    pub(crate) fn pool_name_counts_terminator(&self) -> bool {
        match self {
            Connection::Door(door) => door.pool_name_counts_terminator(),
            #[cfg(feature = "world")]
            Connection::Here(client) => client.pool_name_counts_terminator(),
        }
    }

    /// Calls a function, on a handle if it takes one. A session that was opened is told by its
    /// handle.
    pub(crate) fn call(&self, handle: Option<u64>, request: Request) -> Result<Answer, Failure> {
        match self {
            Connection::Door(door) => match door.ask(&Ask::Api { handle, request }) {
                Ok(Told::Opened(handle)) => Ok(Answer::Handle(handle)),
                Ok(Told::Answered(answer)) => Ok(answer),
                Ok(Told::Refused(refusal)) => Err(Failure::Refused(refusal)),
                Ok(_) => Err(Failure::Broken),
                Err(_) => Err(Failure::Lost),
            },
            #[cfg(feature = "world")]
            Connection::Here(client) => call_here(client, handle, request),
        }
    }
}

#[cfg(feature = "world")]
fn call_here(
    client: &face::Client,
    handle: Option<u64>,
    request: Request,
) -> Result<Answer, Failure> {
    use wire::ntms::NtmsError;
    use wire::ntms::call::Short;

    let answer = match (handle, request) {
        (Some(handle), request) => client.request(face::Handle(handle), request),
        (None, Request::OpenNtmsSession(open)) => {
            client.open(open).map(|session| Answer::Handle(session.handle().0))
        }
        (None, request) => client.request_alone(request),
    };
    answer.map_err(|error| match error {
        face::Error::Short { needed, ids } => Failure::Refused(Refusal {
            error: NtmsError::InsufficientBuffer,
            short: Some(Short { needed, ids }),
        }),
        face::Error::Door(_) => Failure::Lost,
        other => other.ntms().map_or(Failure::Broken, |code| Failure::Refused(code.into())),
    })
}
