//! The asking side: connections that are opened as calls need them.

use std::fmt;
use std::io;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::link::{Link, LinkError};
use crate::message::{Ask, Hello, Purpose, Told, VERSION, Welcome};

/// Idle connections that are kept for the next calls.
const IDLE_MAX: usize = 64;

/// A program's side of a door. Each call has a connection of its own while it waits.
#[derive(Debug)]
pub struct Client {
    path: PathBuf,
    purpose: Purpose,
    code_page: u16,
    idle: Mutex<Vec<Link<UnixStream>>>,
    /// The process that the connections belong to; a child that it forks has others.
    process: u32,
}

/// The door did not answer.
#[derive(Debug)]
pub enum ClientError {
    /// Nobody opens at that path.
    Closed {
        /// The path of the socket.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The door speaks another version than this program.
    Version {
        /// The version of the door.
        spoken: u16,
    },
    /// The door does not let this program in, in words.
    Refused(String),
    /// The connection failed in the middle.
    Link(LinkError),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClientError::Closed { path, error } => {
                write!(f, "{}: nobody opens: {error}; is `rsm exec` still running?", path.display())
            }
            ClientError::Version { spoken } => write!(
                f,
                "the world speaks version {spoken} and this program {VERSION}; use both from one \
                 build"
            ),
            ClientError::Refused(words) => write!(f, "the world does not let this in: {words}"),
            ClientError::Link(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for ClientError {}

impl From<LinkError> for ClientError {
    fn from(error: LinkError) -> ClientError {
        ClientError::Link(error)
    }
}

impl Client {
    /// Goes to the door whose socket is at `path`.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn connect(path: &Path, purpose: Purpose) -> Result<Client, ClientError> {
        let (link, code_page) = open(path, purpose)?;
        let (idle, process) = (Mutex::new(vec![link]), std::process::id());
        Ok(Client { path: path.to_owned(), purpose, code_page, idle, process })
    }

    /// The code page of the A forms, by its number.
    pub fn code_page(&self) -> u16 {
        self.code_page
    }

    /// Asks and waits for the answer, however long it takes.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub fn ask(&self, ask: &Ask) -> Result<Told, ClientError> {
        let mut link = match self.take() {
            Some(link) => link,
            None => open(&self.path, self.purpose)?.0,
        };
        link.send(ask)?;
        let told = link.receive()?.ok_or(LinkError::Gone)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_MAX && self.process == std::process::id() {
            idle.push(link);
        }
        Ok(told)
    }

    /// A connection that nobody uses. Those of a parent are not touched: both would read from them.
    fn take(&self) -> Option<Link<UnixStream>> {
        if self.process != std::process::id() {
            return None;
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}

fn open(path: &Path, purpose: Purpose) -> Result<(Link<UnixStream>, u16), ClientError> {
    let stream = UnixStream::connect(path)
        .map_err(|error| ClientError::Closed { path: path.to_owned(), error })?;
    let mut link = Link::new(stream);
    link.send(&Hello { version: VERSION, purpose })?;
    match link.receive()?.ok_or(LinkError::Gone)? {
        Welcome::Come { code_page } => Ok((link, code_page)),
        Welcome::Version { spoken } => Err(ClientError::Version { spoken }),
        Welcome::Closed(words) => Err(ClientError::Refused(words)),
    }
}
