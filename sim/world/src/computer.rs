//! Computers: names, network interface, the state of the service, and the libraries cabled to it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use hardware::{Cartridge, CartridgeId, Change, Condition, Library, Place};
use rsm::database::Transaction;
use rsm::{CallId, Config, Rsm, Ticket};
use wire::Text;
use wire::ntms::call::Reply;
use wire::scsi::{Command, Lun, TaskId};
use wire::scsi::{Data, ElementAddress, Outcome};

/// A computer of the world, in the order of the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ComputerId(pub u16);

/// A library of the world: its computer, and its cable there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LibraryId {
    /// The computer.
    pub computer: ComputerId,
    /// The cable.
    pub cable: rsm::Cable,
}

/// Whether a service can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceState {
    /// There is no such service on the computer.
    NotInstalled,
    /// An administrator disabled it.
    Disabled,
    /// It is not started, and could be.
    Stopped,
    /// It is being started and is not ready yet.
    Starting,
    /// It runs; it is ready when its engine says so.
    Running,
    /// It is being stopped.
    Stopping,
    /// It died.
    Crashed,
}

impl ServiceState {
    /// The word that scenarios and traces use.
    pub const fn name(self) -> &'static str {
        match self {
            ServiceState::NotInstalled => "not-installed",
            ServiceState::Disabled => "disabled",
            ServiceState::Stopped => "stopped",
            ServiceState::Starting => "starting",
            ServiceState::Running => "running",
            ServiceState::Stopping => "stopping",
            ServiceState::Crashed => "crashed",
        }
    }
}

/// Something that a service let out before what it depends on was kept.
#[derive(Debug)]
pub(crate) enum Held {
    Reply { call: CallId, reply: Reply },
    Command { task: TaskId, cable: rsm::Cable, lun: Lun, command: Command },
    Backup { call: CallId, what: rsm::Backup },
}

/// The service of a computer.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) state: ServiceState,
    pub(crate) config: Config,
    pub(crate) rsm: Option<Rsm>,
    /// The engine that it will be started with, unless its rows make none; none while it runs.
    pub(crate) next: Option<Rsm>,
    /// Which run this is; answers to earlier ones are not heard.
    pub(crate) incarnation: u64,
    /// What waits for a ticket, in order.
    pub(crate) held: VecDeque<(Ticket, Held)>,
    /// Transactions that are on their way to where they are kept, oldest first.
    pub(crate) open: Vec<(Ticket, Transaction)>,
    /// How long a start takes before the service looks at its devices.
    pub(crate) start_delay: Duration,
}

impl Service {
    pub(crate) fn new(
        config: Config,
        next: Rsm,
        state: ServiceState,
        start_delay: Duration,
    ) -> Service {
        Service {
            state,
            config,
            rsm: None,
            next: Some(next),
            incarnation: 0,
            held: VecDeque::new(),
            open: Vec::new(),
            start_delay,
        }
    }
}

/// A library or stand-alone drive, and what its scenario calls it.
#[derive(Debug)]
pub(crate) struct Cabinet {
    pub(crate) name: Text,
    pub(crate) library: Library,
    pub(crate) meddled: Meddled,
}

/// What hands or programs did to a library, or a forged answer hid of it, that its service cannot
/// know of yet.
#[derive(Debug, Default)]
pub(crate) struct Meddled {
    /// Places that something was put into or taken from since the library last told of them, or
    /// was moved between by a program or with a forged answer, and when.
    pub(crate) places: BTreeMap<ElementAddress, Duration>,
    /// Cartridges that got another label, here or before they came where no label is read.
    pub(crate) relabelled: BTreeSet<CartridgeId>,
}

impl Cabinet {
    /// Hands have done something. Says whether a medium moved.
    pub(crate) fn note_hands(&mut self, now: Duration, relabelled: Option<CartridgeId>) -> bool {
        self.meddled.relabelled.extend(relabelled);
        let mut moved = false;
        for change in self.library.touched() {
            if let Change::Condition { condition: Condition::MagazineOut, .. } = change {
                let addresses = self.library.magazine().addresses();
                self.meddled.places.extend(addresses.into_iter().map(|at| (at, now)));
            }
            let Change::Moved { from, to, .. } = change else { continue };
            moved = true;
            let places = [from, to].into_iter().filter_map(|place| match place {
                Place::Element(at) => Some(at),
                Place::Travelling { .. } | Place::Jammed | Place::Outside => None,
            });
            self.meddled.places.extend(places.map(|at| (at, now)));
        }
        moved
    }

    /// The service has heard an answer of a unit. Without a changer, the drive tells what is in it
    /// with whatever it answers. An answer that was held up tells nothing of what came after it.
    pub(crate) fn note_answer(&mut self, outcome: &Outcome, made: Duration) {
        let places = &mut self.meddled.places;
        match &outcome.data {
            Data::ElementStatus(status) => {
                // What lies in a slot that is out, or when it is put in again, nobody can tell.
                let magazine = self.library.magazine();
                for element in &status.elements {
                    let told = !element.disabled || magazine.index(element.address).is_none();
                    if told && places.get(&element.address).is_some_and(|when| *when <= made) {
                        places.remove(&element.address);
                    }
                }
            }
            // What a drive tells of itself is no word of what is in it.
            Data::Inquiry(_) | Data::Vpd(_) | Data::Mode(_) => {}
            _ if self.library.profile().changer.is_none() => {
                places.retain(|_, when| *when > made);
            }
            _ => {}
        }
    }
}

/// A computer.
#[derive(Debug)]
pub(crate) struct Computer {
    pub(crate) name: Text,
    pub(crate) dns: Option<Text>,
    pub(crate) address: Option<[u8; 4]>,
    pub(crate) interface_up: bool,
    pub(crate) service: Service,
    pub(crate) cabinets: Vec<Cabinet>,
    /// Media that are in no device, by the scenario's names.
    pub(crate) shelf: BTreeMap<String, Cartridge>,
}
