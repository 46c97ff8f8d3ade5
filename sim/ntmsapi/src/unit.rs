//! Units as programs reach them through device nodes: one command, one answer.

use std::time::Duration;

use bytes::Bytes;
use door::{Ask, Told};
use wire::scsi::{Command, Lun, Outcome, cdb};
use world::{Action, Cable, ComputerId, Device, Ended, Face, NoAnswer, Node};

use crate::client::Client;
use crate::error::Error;
use crate::sync::Arc;

/// A unit that a program has open. Its commands come from the drivers of the computer, which are
/// one initiator for all programs.
#[derive(Clone, Debug)]
pub struct Unit {
    place: Place,
    node: Node,
}

/// Where the world of a unit is.
#[derive(Clone, Debug)]
enum Place {
    /// In this process.
    Here(Client),
    /// Behind a door, by the name of its node.
    Door(Arc<door::Client>, String),
}

impl Unit {
    pub(crate) fn new(client: Client, node: Node) -> Unit {
        Unit { place: Place::Here(client), node }
    }

    pub(crate) fn behind(door: Arc<door::Client>, name: &str, unit: &door::Unit) -> Unit {
        let device = Device {
            computer: ComputerId(unit.computer),
            cable: Cable(unit.cable),
            lun: Lun(unit.lun),
        };
        let face = unit.rewinds.map_or(Face::Generic, |rewinds| Face::Tape { rewinds });
        let node = Node { device, face, number: unit.number, device_type: unit.device_type };
        Unit { place: Place::Door(door, name.to_owned()), node }
    }

    /// What the name stands for.
    pub fn node(&self) -> Node {
        self.node
    }

    /// Sends a command and waits for its answer, at most so long in the world's time.
    ///
    /// # Errors
    /// When the world stands still, or the door fails. A unit that does not answer is not an error
    /// of the call.
    pub fn command(
        &self,
        command: Command,
        patience: Duration,
    ) -> Result<Result<Outcome, NoAnswer>, Error> {
        let client = match &self.place {
            Place::Here(client) => client,
            Place::Door(door, name) => return self.ask(door, name, &command, patience),
        };
        let command = Box::new(command);
        let action = Action::Command { device: self.node.device, command, patience };
        match client.enter(action)? {
            Ended::Commanded(result) => Ok(result),
            other => unreachable!("a command ended as {other:?}"),
        }
    }

    /// The same through a door, where commands and answers are the bytes of the standards.
    fn ask(
        &self,
        door: &door::Client,
        name: &str,
        command: &Command,
        patience: Duration,
    ) -> Result<Result<Outcome, NoAnswer>, Error> {
        let (cdb, data) = cdb::emit(command);
        let block = cdb::Request::parse(self.node.kind(), &cdb, &data);
        let data = Bytes::from(data);
        let ask = Ask::Command { name: name.to_owned(), cdb, data, patience };
        let (status, data) = match door.ask(&ask).map_err(|error| Error::Door(error.to_string()))? {
            Told::Commanded(Some(answer)) => answer,
            Told::Commanded(None) => return Ok(Err(NoAnswer)),
            Told::Impossible(words) => return Err(Error::Door(words)),
            other => {
                let words = format!("the world told {other:?}, which answers no command");
                return Err(Error::Door(words));
            }
        };
        // What the unit refuses to read has no answer to be read.
        let answer = block.ok().and_then(|block| block.parse_answer(&data));
        Ok(Ok(Outcome { status, data: answer.unwrap_or_default() }))
    }
}
