//! What services ask of people, for somebody outside of the world who answers.

use rsm::database::OpRequest;
use wire::ntms::operation::OperatorCommand;
use wire::{Guid, Text};

use super::{DeedRefused, is_open};
use crate::computer::ComputerId;
use crate::world::World;

/// An operator request that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its identifier.
    pub request: Guid,
    /// The computer whose service asks.
    pub computer: String,
    /// What is asked.
    pub command: OperatorCommand,
    /// The same in words.
    pub message: Text,
    /// Of which medium, as the scenario calls it; if it is about one that exists somewhere.
    pub medium: Option<String>,
    /// Of which library or drive, or to which library; if it says so.
    pub device: Option<String>,
}

impl World {
    /// The operator requests that wait for somebody, computer by computer. A service that is down
    /// asks nothing.
    pub fn operator_requests(&self) -> Vec<Asked> {
        let open = self.open_requests();
        open.map(|(computer, row)| Asked {
            request: row.head.id,
            computer: self.computer_name(computer),
            command: row.request,
            message: row.message.clone(),
            medium: self.medium_asked_for(computer, row),
            device: self.device_in_words(computer, row),
        })
        .collect()
    }

    /// Does with hands what a request asks for. The service is not told: that is
    /// SatisfyNtmsOperatorRequest.
    ///
    /// # Errors
    /// When no such request waits, or it cannot be done as things stand.
    pub fn do_as_asked(&mut self, request: Guid) -> Result<(), DeedRefused> {
        let found = self.open_requests().find(|(_, row)| row.head.id == request);
        let found = found.map(|(computer, row)| (computer, row.clone()));
        match found {
            Some((computer, row)) => self.do_asked(computer, &row),
            None => Err(DeedRefused::NoSuchThing(format!("operator request {request} that waits"))),
        }
    }

    fn open_requests(&self) -> impl Iterator<Item = (ComputerId, &OpRequest)> {
        let computers = self.computers.iter().filter_map(|computer| {
            Some((self.computer(&computer.name)?, computer.service.rsm.as_ref()?))
        });
        computers
            .flat_map(|(id, rsm)| rsm.database().all::<OpRequest>().map(move |(_, row)| (id, row)))
            .filter(|(_, row)| is_open(row.state))
    }

    /// The library or drive that a request is about.
    fn device_in_words(&self, computer: ComputerId, row: &OpRequest) -> Option<String> {
        let (library, drive) = match row.request {
            OperatorCommand::DeviceService | OperatorCommand::Cleaner => {
                self.device_asked_for(computer, row.argument_1).ok()?
            }
            _ => (self.library_asked_for(computer, row.argument_2).ok()??, None),
        };
        let name = &self.cabinet(library).name;
        Some(match drive {
            Some(number) => format!("drive {number} of {name}"),
            None => name.to_string(),
        })
    }
}
