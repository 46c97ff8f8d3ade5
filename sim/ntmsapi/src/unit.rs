//! Units as programs reach them through device nodes: one command, one answer.

use std::time::Duration;

use wire::scsi::{Command, Outcome};
use world::{Action, Ended, NoAnswer, Node};

use crate::client::Client;
use crate::error::Error;

/// A unit that a program has open. Its commands come from the drivers of the computer, which are
/// one initiator for all programs.
#[derive(Clone, Debug)]
pub struct Unit {
    client: Client,
    node: Node,
}

impl Unit {
    pub(crate) fn new(client: Client, node: Node) -> Unit {
        Unit { client, node }
    }

    /// What the name stands for.
    pub fn node(&self) -> Node {
        self.node
    }

    /// Sends a command and waits for its answer, at most so long in the world's time.
    ///
    /// # Errors
    /// When the world stands still. A unit that does not answer is not an error of the call.
    pub fn command(
        &self,
        command: Command,
        patience: Duration,
    ) -> Result<Result<Outcome, NoAnswer>, Error> {
        let command = Box::new(command);
        let action = Action::Command { device: self.node.device, command, patience };
        match self.client.enter(action)? {
            Ended::Commanded(result) => Ok(result),
            other => unreachable!("a command ended as {other:?}"),
        }
    }
}
