//! The beginning of a world: computers as they stand before the first thing happens.
//!
//! A service with a warm database finds what it would have found out in an earlier run: its own
//! discovery is played against the devices before time begins, and what the scenario says was
//! known is written down by the service itself.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use hardware::{Library, Task};
use rsm::database::Row;
use rsm::device::{Discovery, DiscoveryError, LibraryFacts};
use rsm::{Attachment, Config, FurnishError, KnownMedium, KnownPool, Rsm, StartError};
use wire::Text;
use wire::scsi::{Command, Lun, Outcome, TaskId};

use crate::computer::{Cabinet, Computer, ComputerId, Meddled, Service, ServiceState};
use crate::device::service_nexus;

/// What the database of a service holds before its first start.
pub(crate) enum Database<M> {
    /// Nothing: the service starts cold.
    None,
    /// What an earlier run of it would have left.
    Known { pools: Vec<KnownPool>, media: M },
    /// What an earlier run left.
    Rows(Vec<(u32, Row)>),
}

/// A computer to be built.
#[derive(Debug)]
pub(crate) struct ComputerSetup {
    pub(crate) name: Text,
    pub(crate) dns: Option<Text>,
    pub(crate) address: Option<[u8; 4]>,
    pub(crate) interface_up: bool,
    pub(crate) state: ServiceState,
    pub(crate) start_delay: Duration,
    pub(crate) config: Config,
    /// Libraries and stand-alone drives with what the scenario calls them, in the order of cables.
    pub(crate) cabinets: Vec<(Text, Library)>,
}

/// Why a computer cannot be as the scenario has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SetupError {
    /// A library does not tell what it is.
    Discovery(DiscoveryError),
    /// What was known cannot have been.
    Furnish(FurnishError),
    /// What an earlier run left makes no service.
    Rows(StartError),
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupError::Discovery(error) => {
                write!(f, "a library does not tell what it is: {error}")
            }
            SetupError::Furnish(error) => fmt::Display::fmt(error, f),
            SetupError::Rows(error) => {
                write!(f, "the rows of its database make no service: {error}")
            }
        }
    }
}

/// Builds a computer. Its service runs, stands still or waits for its start as the setup says.
pub(crate) fn build<M: IntoIterator<Item = KnownMedium>>(
    id: ComputerId,
    mut setup: ComputerSetup,
    database: Database<M>,
) -> Result<Computer, SetupError> {
    let config = &setup.config;
    let mut rsm = Rsm::new(config.clone());
    match database {
        Database::None => {}
        Database::Rows(rows) => {
            rsm = Rsm::load(config.clone(), rows).map_err(SetupError::Rows)?;
        }
        Database::Known { pools, media } => {
            let mut facts = Vec::new();
            for (attachment, (_, library)) in config.attachments.iter().zip(&mut setup.cabinets) {
                let found = look(id, attachment, library).map_err(SetupError::Discovery)?;
                facts.push((attachment.clone(), found));
            }
            rsm.furnish(&facts, &pools, media).map_err(SetupError::Furnish)?;
        }
    }
    let service = Service::new(setup.config, rsm, setup.state, setup.start_delay);
    let cabinet = |(name, library)| Cabinet { name, library, meddled: Meddled::default() };
    Ok(Computer {
        name: setup.name,
        dns: setup.dns,
        address: setup.address,
        interface_up: setup.interface_up,
        service,
        cabinets: setup.cabinets.into_iter().map(cabinet).collect(),
        shelf: BTreeMap::new(),
    })
}

/// Finds out what a library is before time begins, with the commands that the service sends.
fn look(
    id: ComputerId,
    attachment: &Attachment,
    library: &mut Library,
) -> Result<LibraryFacts, DiscoveryError> {
    let mut discovery = Discovery::new(attachment);
    let mut last = 0;
    while let Some((lun, command)) = discovery.next() {
        last += 1;
        discovery.answer(ask(id, library, TaskId(last), lun, command)?);
    }
    discovery.finish()
}

/// Sends a command that needs no time. A unit that takes time for it is not ready.
fn ask(
    id: ComputerId,
    library: &mut Library,
    task: TaskId,
    lun: Lun,
    command: Command,
) -> Result<Outcome, DiscoveryError> {
    let nexus = service_nexus(id);
    library.handle(Duration::ZERO, Task { id: task, nexus, lun, command });
    library.poll().map(|finished| finished.outcome).ok_or(DiscoveryError::NotYet)
}
