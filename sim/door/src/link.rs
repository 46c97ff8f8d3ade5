//! Frames: the length of a body in four bytes, little-endian, then the body, a value in the
//! encoding of postcard. One write sends a frame and, as a rule, one read takes it.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The longest body in bytes: more than any answer of the API needs.
pub const BODY_BYTES_MAX: usize = 16 << 20;

const HEAD_BYTES: usize = 4;
/// What is read at once.
const READ_BYTES: usize = 16 << 10;

/// One end of a connection.
#[derive(Debug)]
pub struct Link<S> {
    stream: S,
    /// Bytes that came and were not taken.
    inbox: Vec<u8>,
    /// The frame that is being sent.
    outbox: Vec<u8>,
}

/// A connection cannot be used any more.
#[derive(Debug)]
pub enum LinkError {
    /// The system's error.
    Io(io::Error),
    /// The other side has gone, in the middle of a frame or with an answer due.
    Gone,
    /// A body is longer than [`BODY_BYTES_MAX`].
    TooLong(usize),
    /// A body is no value of the kind that was due.
    Malformed(postcard::Error),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::Io(error) => write!(f, "the connection failed: {error}"),
            LinkError::Gone => f.write_str("the other side has closed the connection"),
            LinkError::TooLong(bytes) => {
                write!(f, "a message of {bytes} bytes, at most {BODY_BYTES_MAX} are taken")
            }
            LinkError::Malformed(error) => write!(f, "a message that says nothing: {error}"),
        }
    }
}

impl std::error::Error for LinkError {}

impl From<io::Error> for LinkError {
    fn from(error: io::Error) -> LinkError {
        match error.kind() {
            ErrorKind::BrokenPipe | ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof => {
                LinkError::Gone
            }
            _ => LinkError::Io(error),
        }
    }
}

impl<S: Read + Write> Link<S> {
    /// One end of a connection.
    pub fn new(stream: S) -> Link<S> {
        Link { stream, inbox: Vec::new(), outbox: Vec::new() }
    }

    /// The connection.
    pub fn stream(&self) -> &S {
        &self.stream
    }

    /// Sends a value.
    ///
    /// # Errors
    /// The connection failed, or the value is too long for a frame; then nothing was sent.
    pub fn send(&mut self, value: &impl Serialize) -> Result<(), LinkError> {
        let mut frame = std::mem::take(&mut self.outbox);
        frame.clear();
        frame.extend([0; HEAD_BYTES]);
        let mut frame = postcard::to_extend(value, frame).map_err(LinkError::Malformed)?;
        let length = frame.len() - HEAD_BYTES;
        let head = u32::try_from(length).ok().filter(|_| length <= BODY_BYTES_MAX);
        let head = head.ok_or(LinkError::TooLong(length))?;
        frame[..HEAD_BYTES].copy_from_slice(&head.to_le_bytes());
        let sent = self.stream.write_all(&frame);
        if frame.capacity() <= READ_BYTES {
            self.outbox = frame;
        }
        Ok(sent?)
    }

    /// Takes the next value; nothing when the other side has closed the connection between two.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub fn receive<T: DeserializeOwned>(&mut self) -> Result<Option<T>, LinkError> {
        if !self.fill(HEAD_BYTES)? {
            return if self.inbox.is_empty() { Ok(None) } else { Err(LinkError::Gone) };
        }
        let head = self.inbox.first_chunk().copied().unwrap_or_default();
        let length = u32::from_le_bytes(head) as usize;
        if length > BODY_BYTES_MAX {
            return Err(LinkError::TooLong(length));
        }
        let end = HEAD_BYTES + length;
        if !self.fill(end)? {
            return Err(LinkError::Gone);
        }
        let value = postcard::from_bytes(&self.inbox[HEAD_BYTES..end]);
        self.inbox.drain(..end);
        if self.inbox.is_empty() && self.inbox.capacity() > READ_BYTES {
            self.inbox = Vec::new();
        }
        value.map(Some).map_err(LinkError::Malformed)
    }

    /// Reads until so many bytes are there; false when the other side sends no more. Room grows
    /// with what comes, not with what was announced.
    fn fill(&mut self, bytes: usize) -> Result<bool, LinkError> {
        while self.inbox.len() < bytes {
            let have = self.inbox.len();
            self.inbox.resize(have + READ_BYTES, 0);
            let read = loop {
                match self.stream.read(&mut self.inbox[have..]) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            self.inbox.truncate(have + *read.as_ref().unwrap_or(&0));
            if read? == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
