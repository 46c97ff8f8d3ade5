//! Computers, libraries, access lists, links and pools.

use std::collections::{BTreeMap, BTreeSet};

use hardware::Profile;
use wire::Text;
use wire::ntms::Access;
use wire::ntms::limit::{OBJECTNAME_LENGTH, POOLHIERARCHY_LENGTH};
use wire::ntms::option::{AllocationPolicy, DeallocationPolicy};
use wire::ntms::security::{ADMINISTRATORS, EVERYONE, LOCAL_SYSTEM};

use super::super::place::At;
use super::super::room::{Computer, Entry, Library, Link, Pool, ServiceState};
use super::super::value::Span;
use super::{Check, Shelf};
use crate::name::ComputerName;

/// Pools at the root that belong to the service.
pub(super) const SYSTEM_POOLS: [&str; 3] = ["Free", "Import", "Unrecognized"];

/// How the parts of a pool's path are compared: without a leading backslash, in lower case.
pub(super) fn folded(path: &str) -> String {
    path.strip_prefix('\\').unwrap_or(path).to_lowercase()
}

/// How many times as long something may take.
const FACTOR_MAX: f64 = 1_000_000.0;

impl<'s> Check<'s> {
    pub(super) fn computers(&mut self) {
        let scenario = self.scenario;
        if scenario.computers.0.is_empty() {
            let note = self.wrong(None, "there is no computer");
            let expected = "expected at least one under `computers`";
            *note = note.clone().expected(expected).unless_left_out("computers");
        }
        let mut names = BTreeSet::new();
        let mut marked: Option<&At<String>> = None;
        for (name, computer) in scenario.computers.iter() {
            self.room.computers.insert(name, computer);
            self.computer_name(name, ComputerForm::NetBios);
            if !names.insert(name.to_lowercase()) {
                self.wrong(name.place, format!("`{}` is there twice", name.value));
            }
            if let Some(dns) = &computer.dns {
                self.computer_name(dns, ComputerForm::Dns);
                if !names.insert(dns.to_lowercase()) {
                    self.wrong(dns.place, format!("`{}` is there twice", dns.value));
                }
            }
            if let Some(address) = &computer.address {
                self.computer_name(address, ComputerForm::Address);
                if !names.insert(address.value.clone()) {
                    self.wrong(address.place, format!("`{}` is there twice", address.value));
                }
            }
            if computer.this {
                if let Some(first) = marked {
                    let message = format!("`{}` is this computer already", first.value);
                    let note = self.wrong(name.place, message);
                    *note = note.clone().expected("expected `this: true` once");
                }
                marked = marked.or(Some(name));
            }
        }
        if marked.is_none() && scenario.computers.0.len() > 1 {
            let second = scenario.computers.0.get(1).and_then(|(name, _)| name.place);
            let note = self.wrong(second, "none of several computers is this one");
            *note = note.clone().help("mark one with `this: true`").unless_left_out("this");
        }
        for (name, computer) in scenario.computers.iter() {
            self.computer_inside(name, computer);
        }
    }

    fn computer_name(&mut self, name: &At<String>, form: ComputerForm) {
        let right = match (ComputerName::parse(name), form) {
            (Ok(ComputerName::NetBios(_)), ComputerForm::NetBios) => !name.starts_with('\\'),
            (Ok(ComputerName::Dns(_)), ComputerForm::Dns) => name.contains('.'),
            (Ok(ComputerName::Address(_)), ComputerForm::Address) => !name.starts_with('\\'),
            _ => false,
        };
        if !right {
            let note = self.wrong(name.place, format!("`{}` does not fit", name.value));
            *note = note.clone().expected(match form {
                ComputerForm::NetBios => r#"expected 1 to 15 characters without any of \/:*?"<>|."#,
                ComputerForm::Dns => "expected a name like node1.example.com",
                ComputerForm::Address => "expected an IPv4 address like 10.0.0.1",
            });
        }
    }

    fn computer_inside(&mut self, name: &'s str, computer: &'s Computer) {
        self.service(computer);
        self.label_parsers(computer);
        self.access(computer.access.as_deref());
        let mut serials: BTreeMap<&str, &str> = BTreeMap::new();
        for (library_name, library) in computer.libraries.iter() {
            let profile = self.profile(library);
            if let Some(serial) = &library.serial {
                self.serial(serial);
                if let Some(other) = serials.insert(serial, library_name) {
                    let message = format!("`{}` is the serial number of `{other}`", serial.value);
                    self.wrong(serial.place, message);
                }
            }
            let shelf = Shelf { computer: name, profile, taken: BTreeSet::new() };
            if let Some(other) = self.room.libraries.get(library_name.as_str()) {
                let message =
                    format!("`{}` is a library of {}", library_name.value, other.computer);
                let note = self.wrong(library_name.place, message);
                *note = note.clone().expected("expected a name that is used once in the room");
            } else {
                self.room.libraries.insert(library_name, shelf);
            }
        }
    }

    fn service(&mut self, computer: &Computer) {
        let service = &computer.service;
        let Some(At { value: Span(_), place }) = service.start_after else { return };
        if !matches!(service.state, ServiceState::Stopped | ServiceState::Crashed) {
            let note = self.wrong(place, "only a service that is stopped or crashed is started");
            *note = note.clone().help("set `state: stopped`");
        }
    }

    fn serial(&mut self, serial: &At<String>) {
        let fits = (1..=20).contains(&serial.len());
        if !fits || !serial.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let note = self.wrong(serial.place, format!("`{}` does not fit", serial.value));
            *note = note.clone().expected("expected 1 to 20 letters and digits");
        }
    }

    /// The profile of a library with what differs from it.
    fn profile(&mut self, library: &Library) -> Option<Profile> {
        let Some(mut profile) = Profile::named(&library.profile) else {
            self.unknown("profile", &library.profile, Profile::ALL);
            return None;
        };
        for factor in [&library.robot_factor, &library.drive_factor].into_iter().flatten() {
            if !(factor.value > 0.0 && factor.value <= FACTOR_MAX) {
                let note = self.wrong(factor.place, format!("`{}` does not fit", factor.value));
                *note = note.clone().expected(format!("expected more than 0, up to {FACTOR_MAX}"));
            }
        }
        if let Some(capacity) = library.capacity.as_ref().filter(|capacity| capacity.0 == 0) {
            self.wrong(capacity.place, "a side without room for a byte");
        }
        let name = profile.name;
        if let Some(slots) = &library.slots {
            profile = profile.with_slots(slots.value);
            self.fits(name, "slots", slots, profile.map.storage.count);
        }
        if let Some(drives) = &library.drives {
            profile = profile.with_drives(drives.value);
            self.fits(name, "drives", drives, profile.map.data_transfer.count);
        }
        if let Some(port) = &library.port {
            profile = match port.value {
                0 => profile.without_port(),
                places => profile.with_port_places(places),
            };
            self.fits(name, "places in its mail slot", port, profile.map.import_export.count);
        }
        Some(profile)
    }

    fn fits(&mut self, profile: &str, what: &str, wanted: &At<u16>, got: u16) {
        if wanted.value != got {
            let message = format!("`{profile}` cannot have {} {what}", wanted.value);
            let note = self.wrong(wanted.place, message);
            *note = note.clone().expected(match got {
                0 => "expected none".to_owned(),
                got if wanted.value < got => format!("expected at least {got}"),
                got => format!("expected at most {got}"),
            });
        }
    }

    pub(super) fn access(&mut self, entries: Option<&[Entry]>) {
        for Entry { who, may, may_not } in entries.unwrap_or_default() {
            let same = |name: &&str| name.to_lowercase() == who.to_lowercase();
            let built_in = [ADMINISTRATORS, LOCAL_SYSTEM, EVERYONE];
            let users = self.room.users.iter().chain(&self.room.groups).copied();
            let known: Vec<&str> = users.chain(built_in).collect();
            if !known.iter().any(same) {
                self.unknown("user or group", who, &known);
            }
            if may.bits == 0 && may_not.bits == 0 {
                let note = self.wrong(who.place, "the entry says nothing");
                *note = note.clone().expected("expected `may` or `may-not`");
            }
            if Access::from_bits(may.bits | may_not.bits).is_none() {
                self.wrong(who.place, "the entry has bits that are no right");
            }
        }
    }

    pub(super) fn network(&mut self) {
        let mut pairs = BTreeSet::new();
        for link in &self.scenario.network {
            self.link(link);
            let (one, other) = (link.between.0.as_str(), link.between.1.as_str());
            if !pairs.insert((one.min(other), one.max(other))) {
                self.wrong(link.between.0.place, "the link is there twice");
            }
        }
    }

    /// A link between two computers that exist.
    pub(super) fn link(&mut self, link: &Link) {
        let (one, other) = &link.between;
        let both = [self.computer(one), self.computer(other)];
        if both == [true, true] && one == other {
            self.wrong(other.place, "a link to the same computer");
        }
        if let Some(loss) = &link.loss {
            self.likelihood(loss);
        }
    }

    pub(super) fn pools(&mut self) {
        let scenario = self.scenario;
        for pool in &scenario.pools {
            let computer = self.computer_or_this(pool.computer.as_ref());
            self.pool_path(&pool.path);
            self.access(pool.access.as_deref());
            let known = AllocationPolicy::from_bits(pool.allocation_policy.bits).is_some()
                && DeallocationPolicy::from_bits(pool.deallocation_policy.bits).is_some();
            if !known {
                self.wrong(pool.path.place, "a policy of the pool has bits without a meaning");
            }
            let Some(computer) = computer else { continue };
            let key = (computer.to_owned(), folded(&pool.path));
            if self.room.pools.insert(key, pool).is_some() {
                self.wrong(pool.path.place, format!("`{}` is there twice", pool.path.value));
            }
        }
        for pool in &scenario.pools {
            self.pool_parent(pool);
        }
    }

    fn pool_path(&mut self, path: &At<String>) {
        let bare = path.strip_prefix('\\').unwrap_or(path);
        let units = |text: &str| Text::new(text).units();
        let level = |level: &str| !level.is_empty() && units(level) < OBJECTNAME_LENGTH;
        if !bare.split('\\').all(level) || units(bare) >= POOLHIERARCHY_LENGTH {
            let note = self.wrong(path.place, format!("`{}` is no path", path.value));
            *note = note.clone().expected(r"expected levels of 1 to 63 characters, split by `\`");
        }
        let first = bare.split('\\').next().unwrap_or_default().to_lowercase();
        if let Some(system) = SYSTEM_POOLS.iter().find(|name| name.to_lowercase() == first) {
            let message = format!("`{system}` belongs to the service, which makes its own pools");
            self.wrong(path.place, message);
        }
    }

    fn pool_parent(&mut self, pool: &'s Pool) {
        let computer = pool.computer.as_ref().map(|name| name.as_str());
        let Some(computer) = computer.or(self.scenario.this_computer()) else { return };
        let path = folded(&pool.path);
        let mut rest = path.as_str();
        while let Some((upper, _)) = rest.rsplit_once('\\') {
            let key = (computer.to_owned(), upper.to_owned());
            let parent = self.room.pools.get(&key).copied();
            if let Some(parent) = parent.filter(|parent| parent.media_type.is_some()) {
                let message = format!("`{}` holds media, not pools", parent.path.value);
                let note = self.wrong(pool.path.place, message);
                *note = note.clone().help("leave out the `media-type` of the upper pool");
            }
            rest = upper;
        }
    }
}

/// What form the name of a computer must have.
#[derive(Clone, Copy)]
enum ComputerForm {
    NetBios,
    Dns,
    Address,
}
