//! Checkers: laws that hold in every world, whatever faults do. They look and change nothing.

use std::collections::{BTreeMap, BTreeSet};

use hardware::{CartridgeId, Library as Cabinet, Place as Spot};
use rsm::database::{
    Database, Drive, IePort, LibRequest, LogicalMedia, Partition, PhysicalMedia, StorageSlot,
};
use rsm::{Cable, Rsm};
use serde::Serialize;
use wire::ntms::state::SideState;
use wire::scsi::{ElementAddress, ElementType};

use crate::computer::Computer;
use crate::world::World;

/// A law that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Which law.
    pub law: &'static str,
    /// What was seen.
    pub seen: String,
}

/// Every law with a name, as reports show them.
pub const LAWS: &[(&str, &str)] = &[
    ("one-place", "each cartridge is in exactly one place"),
    ("shelves", "once idle, the database agrees with the shelves"),
    ("durable-reply", "no reply leaves before what it depends on is kept"),
    ("one-owner", "an allocated side belongs to one logical medium"),
    ("no-lost-request", "every unfinished request is in somebody's hands"),
];

const KINDS: [ElementType; 4] = [
    ElementType::Transport,
    ElementType::Storage,
    ElementType::ImportExport,
    ElementType::DataTransfer,
];

impl World {
    /// Looks at everything. The shelves are compared where a service has nothing to do.
    pub fn check(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        for computer in &self.computers {
            for cabinet in &computer.cabinets {
                one_place(&cabinet.name, &cabinet.library, &mut found);
            }
            let Some(rsm) = &computer.service.rsm else { continue };
            one_owner(rsm.database(), &mut found);
            no_lost_request(rsm, &mut found);
            if rsm.is_ready() && rsm.is_idle() && !rsm.database_failed() {
                shelves(computer, rsm, &mut found);
            }
        }
        found.extend(self.broken.iter().cloned());
        found
    }
}

impl World {
    /// What lies where in every library and on every shelf, and how much is recorded on it: one
    /// line for each medium.
    pub fn shelves(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for computer in &self.computers {
            for cabinet in &computer.cabinets {
                lines.extend(cabinet.library.cartridges().map(|(id, cartridge, place)| {
                    let recorded = cartridge.sides.iter().map(|side| side.object_count());
                    let recorded: Vec<u32> = recorded.collect();
                    format!("{} {} {place:?} {recorded:?}", cabinet.name, id.0)
                }));
            }
            lines.extend(computer.shelf.keys().map(|name| format!("{} {name}", computer.name)));
        }
        lines
    }
}

/// What the places say and what lies in the elements is the same, and nothing lies twice.
fn one_place(name: &str, library: &Cabinet, found: &mut Vec<Violation>) {
    let mut seen: BTreeMap<CartridgeId, Vec<ElementAddress>> = BTreeMap::new();
    for kind in KINDS {
        for address in library.elements(kind) {
            if let Some((id, _)) = library.cartridge_at(address) {
                seen.entry(id).or_default().push(address);
            }
        }
    }
    let mut complain = |seen: String| found.push(Violation { law: "one-place", seen });
    for (id, places) in &seen {
        let told = library.place(*id);
        let agrees = match told {
            Some(Spot::Element(at)) => places == &[at],
            Some(Spot::Travelling { .. } | Spot::Jammed) => places.len() == 1,
            Some(Spot::Outside) | None => false,
        };
        if !agrees {
            complain(format!("{name}: cartridge {} lies in {places:?}, said to be {told:?}", id.0));
        }
    }
    let listed = library.cartridges().count();
    if listed != seen.len() {
        complain(format!("{name}: {listed} cartridges are listed, {} lie somewhere", seen.len()));
    }
}

/// Allocated sides and logical media name one another. A side whose record was lost is retired and
/// names nobody.
fn one_owner(database: &Database, found: &mut Vec<Violation>) {
    let mut complain = |seen: String| found.push(Violation { law: "one-owner", seen });
    for (key, logical) in database.all::<LogicalMedia>() {
        let side = database.try_get(logical.side);
        let owner = side.and_then(|side| side.logical);
        let lost =
            owner.is_none() && side.is_some_and(|side| side.state == SideState::Decommissioned);
        if owner != Some(key) && !lost {
            complain(format!("logical medium {} has a side that is another's", logical.head.id));
        }
    }
    for (key, side) in database.all::<Partition>() {
        let owned = matches!(side.state, SideState::Allocated | SideState::Complete);
        let owner = side.logical.and_then(|logical| database.try_get(logical));
        if owned != owner.is_some_and(|logical| logical.side == key) {
            let state = side.state.name();
            complain(format!("side {} is {state}, its owner is {:?}", side.head.id, side.logical));
        }
    }
}

fn no_lost_request(rsm: &Rsm, found: &mut Vec<Violation>) {
    if rsm.database_failed() || !rsm.is_ready() {
        return;
    }
    for (key, row) in rsm.database().all::<LibRequest>() {
        if row.state.is_open() && !rsm.works_on(key) {
            let seen = format!("{} {} is in nobody's hands", row.operation.name(), row.head.id);
            found.push(Violation { law: "no-lost-request", seen });
        }
    }
}

/// Every medium on record lies where the database says, and nothing else lies on the shelves but
/// what the database does not keep: cleaners, and what nobody could identify. What hands or
/// programs did and no device has told yet, nobody can know, nor where a medium is whose move was
/// answered with a forged sense.
fn shelves(computer: &Computer, rsm: &Rsm, found: &mut Vec<Violation>) {
    let database = rsm.database();
    let mut recorded: BTreeSet<(Cable, ElementAddress)> = BTreeSet::new();
    for (_, media) in database.all::<PhysicalMedia>() {
        let Some(cable) = rsm.cable_of(media.library) else { continue };
        let Some(at) = address_of(database, media) else { continue };
        recorded.insert((cable, at));
        let cabinet = &computer.cabinets[usize::from(cable.0)];
        let there = cabinet.library.cartridge_at(at);
        let agrees = there.is_some_and(|(id, cartridge)| {
            let code = cartridge.scanned().unwrap_or_default();
            let relabelled = cabinet.meddled.relabelled.contains(&id);
            relabelled || media.bar_code.is_empty() || code.is_empty() || &*media.bar_code == code
        });
        if !agrees && !cabinet.meddled.places.contains_key(&at) {
            let code = there.and_then(|(_, c)| c.barcode.as_deref()).unwrap_or("nothing");
            let seen = format!(
                "{}: {} should be in element {}, where {code} is",
                cabinet.name, media.head.name, at.0
            );
            found.push(Violation { law: "shelves", seen });
        }
    }
    for (_, slot) in database.all::<StorageSlot>() {
        let Some(cable) = rsm.cable_of(slot.library) else { continue };
        let at = ElementAddress(slot.address);
        let cabinet = &computer.cabinets[usize::from(cable.0)];
        let full = cabinet.library.cartridge_at(at).is_some();
        let says_full = slot.state == wire::ntms::state::SlotState::Full;
        let meddled = cabinet.meddled.places.contains_key(&at);
        if full != says_full && !meddled && !recorded.contains(&(cable, at)) {
            let seen = format!(
                "{}: slot {} is {}, the shelf is {}",
                cabinet.name,
                slot.number,
                slot.state.name(),
                if full { "full" } else { "empty" }
            );
            found.push(Violation { law: "shelves", seen });
        }
    }
}

/// The element where a medium is on record.
pub(crate) fn address_of(database: &Database, media: &PhysicalMedia) -> Option<ElementAddress> {
    let slot = media.slot.map(|key| database.get::<StorageSlot>(key).address);
    let drive = media.drive.map(|key| database.get::<Drive>(key).address);
    let port = media.port.map(|key| database.get::<IePort>(key).address);
    slot.or(drive).or(port).map(ElementAddress)
}
