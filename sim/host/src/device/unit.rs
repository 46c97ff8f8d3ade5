//! A unit as the drivers here see it: one command, one answer, and time.

use std::time::Duration;

use ntmsapi::{Client, Unit as Reached};
use wire::scsi::{Command, Outcome};

/// How long a command may take that moves no medium far.
pub(crate) const SHORT: Duration = Duration::from_secs(900);

/// Nobody can say what became of a command: nothing came back in time, or the world stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Silent;

/// What a driver asks of whatever carries its commands.
pub(crate) trait Unit {
    /// Sends a command and waits for the answer, at most so long.
    fn command(&mut self, command: Command, patience: Duration) -> Result<Outcome, Silent>;

    /// Lets time pass.
    fn rest(&mut self, time: Duration);
}

/// A unit of a machine room, reached by a program.
#[derive(Debug)]
pub(crate) struct InRoom {
    pub(crate) client: Client,
    pub(crate) unit: Reached,
}

impl Unit for InRoom {
    fn command(&mut self, command: Command, patience: Duration) -> Result<Outcome, Silent> {
        match self.unit.command(command, patience) {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(_)) | Err(_) => Err(Silent),
        }
    }

    fn rest(&mut self, time: Duration) {
        // A world that stands still refuses; the next command says so.
        let _ = self.client.sleep(time);
    }
}
