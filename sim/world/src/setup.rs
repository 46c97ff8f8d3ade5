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
use rsm::{Attachment, Config, FurnishError, KnownMedium, KnownPool, Rsm};
use wire::Text;
use wire::scsi::{Command, Lun, Outcome, TaskId};

use crate::computer::{Cabinet, Computer, ComputerId, Service, ServiceState};
use crate::device::service_nexus;

/// What the database of a service holds before its first start.
#[derive(Debug)]
pub(crate) enum Database {
    /// Nothing: the service starts cold.
    None,
    /// What an earlier run of it would have left.
    Known { pools: Vec<KnownPool>, media: Vec<KnownMedium> },
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
    pub(crate) database: Database,
}

/// Why a computer cannot be as the scenario has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SetupError {
    /// A library does not tell what it is.
    Discovery(DiscoveryError),
    /// What was known cannot have been.
    Furnish(FurnishError),
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupError::Discovery(error) => {
                write!(f, "a library does not tell what it is: {error}")
            }
            SetupError::Furnish(error) => fmt::Display::fmt(error, f),
        }
    }
}

/// Builds a computer. Its service runs, stands still or waits for its start as the setup says.
pub(crate) fn build(id: ComputerId, mut setup: ComputerSetup) -> Result<Computer, SetupError> {
    let rows = match setup.database {
        Database::None => Rsm::new(setup.config.clone()).into_rows(Vec::new()),
        Database::Rows(rows) => rows,
        Database::Known { pools, media } => {
            let mut facts = Vec::new();
            let cables = setup.config.attachments.iter().zip(&mut setup.cabinets);
            for (attachment, (_, library)) in cables {
                let found = look(id, attachment, library).map_err(SetupError::Discovery)?;
                facts.push((attachment.clone(), found));
            }
            let mut rsm = Rsm::new(setup.config.clone());
            rsm.furnish(&facts, &pools, &media).map_err(SetupError::Furnish)?;
            rsm.into_rows(Vec::new())
        }
    };
    let mut service = Service::new(setup.config, setup.state, setup.start_delay);
    service.rows = rows;
    let cabinet = |(name, library)| Cabinet { name, library };
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
