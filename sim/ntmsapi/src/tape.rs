//! Drives as programs use them: blocks and marks on the medium that is mounted.

use bytes::Bytes;
use wire::Text;
use wire::scsi::Position;
use wire::scsi::ssc::SpaceUnit;
use world::{Action, Ended, TapeDone, TapeVerb};

use crate::client::Client;
use crate::error::Error;

/// A drive that a program has open.
#[derive(Clone, Debug)]
pub struct Tape {
    client: Client,
    device: Text,
}

impl Tape {
    pub(crate) fn new(client: Client, device: Text) -> Tape {
        Tape { client, device }
    }

    /// Does one thing with the drive.
    ///
    /// # Errors
    /// When the drive refuses, or there is none of that name.
    pub fn verb(&self, verb: TapeVerb) -> Result<TapeDone, Error> {
        let action = Action::Tape { device: self.device.clone(), verb };
        match self.client.enter(action)? {
            Ended::Drove(done) => done.map_err(Error::Tape),
            other => unreachable!("a verb ended as {other:?}"),
        }
    }

    /// Writes a block.
    ///
    /// # Errors
    /// When the drive refuses.
    pub fn write(&self, block: impl Into<Bytes>) -> Result<TapeDone, Error> {
        self.verb(TapeVerb::Write(vec![block.into()]))
    }

    /// Writes filemarks; 0 brings what is buffered onto the medium.
    ///
    /// # Errors
    /// When the drive refuses.
    pub fn write_filemarks(&self, count: u32) -> Result<TapeDone, Error> {
        self.verb(TapeVerb::Filemarks(count))
    }

    /// Reads a block of at most so many bytes; nothing at a filemark or the end of data.
    ///
    /// # Errors
    /// When the drive refuses.
    pub fn read(&self, max_bytes: u32) -> Result<Option<Bytes>, Error> {
        let mut done = self.verb(TapeVerb::Read { count: 1, max_bytes })?;
        Ok(done.blocks.pop())
    }

    /// Goes to the beginning.
    ///
    /// # Errors
    /// When the drive refuses.
    pub fn rewind(&self) -> Result<(), Error> {
        self.verb(TapeVerb::Rewind).map(|_| ())
    }

    /// Spaces over blocks or marks, backwards when negative.
    ///
    /// # Errors
    /// When the drive refuses, as at the end of data.
    pub fn space(&self, unit: SpaceUnit, count: i32) -> Result<(), Error> {
        self.verb(TapeVerb::Space { unit, count }).map(|_| ())
    }

    /// Where the tape is.
    ///
    /// # Errors
    /// When the drive refuses.
    pub fn position(&self) -> Result<Option<Position>, Error> {
        Ok(self.verb(TapeVerb::Position)?.position)
    }
}
