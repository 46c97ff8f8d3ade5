//! A worker: the process that has loaded the library and calls it. What it is told comes through
//! its standard input, a socket, and so does what it answers.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use conformance::Alphabet;
use door::{Link, LinkError};
use serde::{Deserialize, Serialize};
use wire::CodePage;
use wire::ntms::Request;
use wire::ntms::call::Answer;

use crate::export::{Call, Exports, Fault};
use crate::function;

/// The first message of a worker: whether it has the library, or why not.
pub(crate) type Loaded = Result<(), String>;

/// A call that a worker shall make. Several may wait in it at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ask {
    /// What its end is told by.
    pub(crate) number: u64,
    /// The alphabet of its texts.
    pub(crate) alphabet: Alphabet,
    /// The code page of the computer.
    pub(crate) code_page: u16,
    /// The handle that it is called on.
    pub(crate) handle: u64,
    /// The function and its arguments.
    pub(crate) request: Request,
}

/// The end of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// Of which one.
    pub(crate) number: u64,
    /// What came of it.
    pub(crate) end: Result<Answer, Fault>,
}

type Shared = Arc<Mutex<Link<UnixStream>>>;

/// Loads a library and calls it as whoever started this process says, until that has gone.
///
/// # Errors
/// Standard input is no connection, or says what is no call.
pub fn work(library: &OsStr) -> Result<(), String> {
    let (told, mut asked) = connection().map_err(|error| error.to_string())?;
    let exports = Exports::load(library);
    let loaded: Loaded = exports.as_ref().map(|_| ()).map_err(Clone::clone);
    send(&told, &loaded).map_err(|error| error.to_string())?;
    let Ok(exports) = exports else { return Ok(()) };
    let exports = Arc::new(exports);
    loop {
        match asked.receive::<Ask>() {
            Ok(Some(ask)) => begin(&exports, &told, ask),
            Ok(None) | Err(LinkError::Gone) => return Ok(()),
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Both sides of the connection on standard input, which nobody else reads from now on.
fn connection() -> io::Result<(Shared, Link<UnixStream>)> {
    let stream = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    Ok((Arc::new(Mutex::new(Link::new(stream.try_clone()?))), Link::new(stream)))
}

fn send(told: &Shared, value: &impl Serialize) -> Result<(), LinkError> {
    told.lock().unwrap_or_else(PoisonError::into_inner).send(value)
}

/// Makes a call on a thread of its own.
fn begin(exports: &Arc<Exports>, told: &Shared, ask: Ask) {
    let (exports, answers, number) = (Arc::clone(exports), Arc::clone(told), ask.number);
    let calls = thread::Builder::new().name("call".to_owned()).spawn(move || {
        let page = CodePage::new(ask.code_page).unwrap_or_default();
        let function = ask.request.function();
        let call = Call::new(&exports, function, ask.alphabet, page, ask.handle);
        let end = function::make(&call, &ask.request);
        // Whoever does not wait for the end has gone.
        let _ = send(&answers, &Told { number, end });
    });
    if let Err(error) = calls {
        let end = Err(Fault::Odd(format!("no thread for a call: {error}")));
        let _ = send(told, &Told { number, end });
    }
}
