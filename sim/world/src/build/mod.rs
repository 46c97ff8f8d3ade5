//! From a scenario to a world: computers, libraries, users, links. Media are in `media`.

mod media;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use hardware::{Cartridge, Library, Profile};
use rsm::database::Row;
use rsm::{Attachment, Cable, Config, KnownPool, LeftMount, Switches, Unit, Version};
use wire::ntms::Access;
use wire::ntms::option::{AllocationPolicy, DeallocationPolicy};
use wire::ntms::security::{ADMINISTRATORS, Caller, Entry, Principal, SecurityDescriptor};
use wire::{CodePage, Text};

use crate::computer::{ComputerId, ServiceState};
use crate::network::{Link, Network};
use crate::outside::Outside;
use crate::scenario::{self, Scenario, label, room};
use crate::setup::{ComputerSetup, Database, SetupError, build};
use crate::turn::Event;
use crate::world::{Pace, World};

/// Why a scenario that reads well makes no world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    /// What cannot be, and where.
    pub what: String,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for BuildError {}

fn wrong<T>(what: impl Into<String>) -> Result<T, BuildError> {
    Err(BuildError { what: what.into() })
}

/// What the services of a world start with that ran before: by the name of the computer, the
/// number of the database and its rows.
pub type Stored = BTreeMap<String, (u128, Vec<(u32, Row)>)>;

/// A computer while it is put together.
struct Draft {
    setup: ComputerSetup,
    shelf: BTreeMap<String, Cartridge>,
    known: Vec<media::Laid>,
    pools: Vec<KnownPool>,
    warm: bool,
}

impl World {
    /// The world of a scenario. Services of which rows are stored start with these; the others as
    /// the scenario says.
    ///
    /// # Errors
    /// What cannot be: a place that is taken, a pool that is missing, a medium that does not fit.
    pub fn new(
        scenario: &Scenario,
        stored: Stored,
        outside: Box<dyn Outside>,
    ) -> Result<World, BuildError> {
        let mut drafts = Vec::new();
        for (at, (name, computer)) in scenario.computers.iter().enumerate() {
            let id = ComputerId(u16::try_from(at).or_else(|_| wrong("too many computers"))?);
            drafts.push(draft(scenario, id, name, computer)?);
        }
        draft_pools(scenario, &mut drafts)?;
        let named = media::lay_out(scenario, &mut drafts)?;
        let mut stored = stored;
        let mut computers = Vec::new();
        for (draft, id) in drafts.into_iter().zip(0u16..) {
            computers.push(finish(scenario, draft, ComputerId(id), &mut stored)?);
        }
        let call_cost = scenario.settings.call_cost.map_or(Pace::default().call_cost, |c| c.0);
        let pace = Pace { call_cost };
        let network = network(scenario)?;
        let mut world = World::of(scenario.seed, pace, computers, network, outside);
        if let Some(page) = &scenario.settings.ansi_code_page {
            let known = CodePage::new(page.value);
            world.code_page =
                known.map_or_else(|| wrong(format!("no code page {}", page.value)), Ok)?;
        }
        world.pool_name_counts_terminator = scenario.settings.pool_name_counts_terminator;
        world.users = users(scenario);
        for (id, (_, computer)) in (0u16..).zip(scenario.computers.iter()) {
            if let Some(after) = &computer.service.start_after {
                world.plan(after.0, Event::Start(ComputerId(id)));
            }
        }
        for (at, id, name) in named {
            world.name_medium(at, id, &name);
        }
        world.add_people(scenario)?;
        for fault in &scenario.faults {
            let number = world.add_fault(fault);
            number.map_err(|refused| BuildError { what: format!("a fault: {refused}") })?;
        }
        Ok(world)
    }

    fn add_people(&mut self, scenario: &Scenario) -> Result<(), BuildError> {
        for (name, person) in scenario.people.iter() {
            let missing =
                |what: &str| BuildError { what: format!("person {}: no {what}", name.value) };
            let home = person.computer.as_ref().map(|home| home.value.as_str());
            let home = home.or(scenario.this_computer()).unwrap_or_default();
            let home = self.computer(home).ok_or_else(|| missing("such computer"))?;
            let caller = match &person.user {
                Some(user) => self.user(user).ok_or_else(|| missing("such user"))?,
                None => World::administrator(),
            };
            self.add_person(name, person, home, caller);
        }
        Ok(())
    }

    /// The databases that services of a scenario keep: names of computers, and what tells each
    /// database from others when it is new.
    pub fn databases_of(scenario: &Scenario) -> Vec<(String, u128)> {
        let names = scenario.computers.iter().map(|(name, _)| name.value.clone());
        names.map(|name| (name.clone(), instance(scenario.seed, &name))).collect()
    }

    /// Somebody who may do everything.
    pub fn administrator() -> Caller {
        Caller {
            user: Principal::new("Administrator"),
            groups: vec![Principal::new(ADMINISTRATORS)],
        }
    }

    /// A user of the scenario.
    pub fn user(&self, name: &str) -> Option<Caller> {
        let user = Principal::new(name);
        self.users.iter().find(|caller| caller.user == user).cloned()
    }
}

fn users(scenario: &Scenario) -> Vec<Caller> {
    let caller = |name: &str, groups: &room::Groups| Caller {
        user: Principal::new(name),
        groups: groups.iter().map(|group| Principal::new(group)).collect(),
    };
    scenario.users.iter().map(|(name, groups)| caller(name, groups)).collect()
}

/// A number for the database of a computer that no other seed or computer has.
fn instance(seed: u64, name: &str) -> u128 {
    let name = format!("database {name}");
    let half = |count| u128::from(crate::seed::draw(seed, &name, count));
    half(0) << 64 | half(1)
}

fn draft(
    scenario: &Scenario,
    id: ComputerId,
    name: &str,
    computer: &room::Computer,
) -> Result<Draft, BuildError> {
    let mut cabinets = Vec::new();
    let mut attachments = Vec::new();
    for (at, (library_name, library)) in computer.libraries.iter().enumerate() {
        let cable = Cable(u16::try_from(at).or_else(|_| wrong("too many libraries"))?);
        let profile = profile(library_name, library)?;
        let mut built = Library::new(&profile);
        if library.cold {
            built.power_on(Duration::ZERO);
        }
        attachments.push(attachment(id, cable, &built, computer));
        cabinets.push((Text::new(library_name), built));
    }
    let service = &computer.service;
    let config = Config {
        computer: Text::new(name),
        version: match service.version {
            room::Version::Windows2000 => Version::Windows2000,
            room::Version::Xp => Version::Xp,
            room::Version::Server2003 => Version::Server2003,
        },
        start: scenario.start.0,
        instance: instance(scenario.seed, name),
        switches: switches(scenario, service),
        label_parsers: label::table(&computer.label_parsers).or_else(wrong)?,
        attachments,
        security: computer.access.as_ref().map(|entries| descriptor(entries)),
    };
    let setup = ComputerSetup {
        name: Text::new(name),
        dns: computer.dns.as_ref().map(|dns| Text::new(dns)),
        address: computer.address.as_ref().map(|address| address_of(address)).transpose()?,
        interface_up: computer.interface == room::Interface::Up,
        state: state(service.state),
        start_delay: service.ready_after.as_ref().map_or(Duration::ZERO, |after| after.0),
        config,
        cabinets,
    };
    let warm = service.database == room::Database::Warm;
    Ok(Draft { setup, shelf: BTreeMap::new(), known: Vec::new(), pools: Vec::new(), warm })
}

fn state(state: room::ServiceState) -> ServiceState {
    match state {
        room::ServiceState::Running => ServiceState::Running,
        room::ServiceState::Starting => ServiceState::Starting,
        room::ServiceState::Stopped => ServiceState::Stopped,
        room::ServiceState::Disabled => ServiceState::Disabled,
        room::ServiceState::NotInstalled => ServiceState::NotInstalled,
        room::ServiceState::Crashed => ServiceState::Crashed,
    }
}

fn switches(scenario: &Scenario, service: &room::Service) -> Switches {
    let settings = &scenario.settings;
    let usual = Switches::default();
    let purge = settings.purge_after.map(|after| after.0.as_secs());
    Switches {
        allocate_zero_waits: settings.allocate_zero_waits,
        left_mount: match settings.left_mount {
            room::LeftMount::Released => LeftMount::Released,
            room::LeftMount::Held => LeftMount::Held,
        },
        purge_seconds: purge
            .map_or(usual.purge_seconds, |seconds| u32::try_from(seconds).unwrap_or(u32::MAX)),
        session_count_max: service
            .sessions_max
            .as_ref()
            .map_or(usual.session_count_max, |max| max.value),
        close_yields_to_wait: settings.close_yields_to_wait,
        notification_count_max: service
            .notifications_max
            .as_ref()
            .map_or(usual.notification_count_max, |max| max.value),
        detection_is_idle: settings.detection_is_idle,
    }
}

/// The profile of a library with what the scenario changes of it. Serial numbers begin with the
/// library's name where the scenario gives none.
fn profile(name: &str, library: &room::Library) -> Result<Profile, BuildError> {
    let Some(mut profile) = Profile::named(&library.profile) else {
        return wrong(format!("library {name}: there is no profile {}", library.profile.value));
    };
    if let Some(slots) = &library.slots {
        profile = profile.with_slots(slots.value);
    }
    if let Some(drives) = &library.drives {
        profile = profile.with_drives(drives.value);
    }
    match library.port.as_ref().map(|port| port.value) {
        Some(0) => profile = profile.without_port(),
        Some(places) => profile = profile.with_port_places(places),
        None => {}
    }
    if let Some(capacity) = &library.capacity {
        profile = profile.with_capacity(capacity.0);
    }
    if let Some(factor) = &library.robot_factor {
        profile = profile.with_robot_factor(factor.value);
    }
    if let Some(factor) = &library.drive_factor {
        profile = profile.with_drive_factor(factor.value);
    }
    let serial = library.serial.as_ref().map_or_else(
        || name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase(),
        |serial| serial.value.clone(),
    );
    Ok(profile.with_serial_prefix(&serial))
}

/// How the operating system numbers the units of a library, and what programs open them by. Drives
/// of one computer are counted through.
fn attachment(
    id: ComputerId,
    cable: Cable,
    library: &Library,
    computer: &room::Computer,
) -> Attachment {
    let has_changer = library.profile().changer.is_some();
    let drives_before: usize = computer
        .libraries
        .iter()
        .take(usize::from(cable.0))
        .filter_map(|(name, library)| profile(name, library).ok())
        .map(|profile| profile.drives.len())
        .sum();
    let tape = library.profile().drives.first().is_none_or(|drive| drive.device_type == 0x01);
    let units = library.units().into_iter().map(|lun| {
        let number = drives_before + usize::from(lun.0) - usize::from(has_changer && lun.0 > 0);
        let device_name = match (has_changer && lun.0 == 0, tape) {
            (true, _) => format!(r"\\.\Changer{}", cable.0),
            (false, true) => format!(r"\\.\Tape{number}"),
            (false, false) => format!(r"\\.\PhysicalDrive{number}"),
        };
        Unit { lun, scsi: [id.0, cable.0, lun.0, 0], device_name: Text::from(device_name) }
    });
    Attachment { cable, units: units.collect() }
}

fn address_of(text: &str) -> Result<[u8; 4], BuildError> {
    match crate::name::ComputerName::parse(text) {
        Ok(crate::name::ComputerName::Address(address)) => Ok(address),
        _ => wrong(format!("{text} is no IPv4 address")),
    }
}

/// An access list as the scenario writes it, owned by the administrators.
pub(crate) fn descriptor(entries: &[room::Entry]) -> SecurityDescriptor {
    let lines = entries.iter().flat_map(|entry| {
        let line = |grants, bits| {
            let access = Access::from_bits(bits).unwrap_or(Access::NONE);
            Entry { grants, principal: Principal::new(&entry.who), access }
        };
        [line(false, entry.may_not.bits), line(true, entry.may.bits)]
    });
    SecurityDescriptor {
        owner: Principal::new(ADMINISTRATORS),
        entries: lines.filter(|line| line.access != Access::NONE).collect(),
    }
}

fn draft_pools(scenario: &Scenario, drafts: &mut [Draft]) -> Result<(), BuildError> {
    let this = scenario.this_computer().unwrap_or_default().to_owned();
    for pool in &scenario.pools {
        let computer = pool.computer.as_ref().map_or(this.as_str(), |name| name.as_str());
        let Some(draft) = drafts.iter_mut().find(|draft| &*draft.setup.name == computer) else {
            return wrong(format!("pool {}: there is no computer {computer}", pool.path.value));
        };
        draft.pools.push(KnownPool {
            path: Text::new(&pool.path),
            media_type: pool.media_type.map(|word| word.0),
            allocation_policy: AllocationPolicy::from_bits(pool.allocation_policy.bits)
                .unwrap_or_default(),
            deallocation_policy: DeallocationPolicy::from_bits(pool.deallocation_policy.bits)
                .unwrap_or_default(),
            max_allocates: pool.max_allocates,
            security: pool.access.as_ref().map(|entries| descriptor(entries)),
        });
    }
    Ok(())
}

fn finish(
    scenario: &Scenario,
    draft: Draft,
    id: ComputerId,
    stored: &mut Stored,
) -> Result<crate::computer::Computer, BuildError> {
    let Draft { mut setup, shelf, known, pools, warm } = draft;
    let name = setup.name.clone();
    let paths: Vec<Text> = pools.iter().map(|pool| pool.path.clone()).collect();
    let database = match stored.remove(name.as_str()) {
        Some((instance, rows)) => {
            setup.config.instance = instance;
            Database::Rows(rows)
        }
        None if warm => {
            let parsers = setup.config.label_parsers.clone();
            let media = known.iter().filter_map(move |laid| laid.known(scenario, &parsers));
            Database::Known { pools, media }
        }
        None => Database::None,
    };
    let mut computer = build(id, setup, database).map_err(|error| {
        let named = match &error {
            SetupError::Furnish(error) => match error.list() {
                "medium" => known.get(error.index()).and_then(|laid| laid.name(scenario)),
                "pool" => paths.get(error.index()).map(Text::to_string),
                _ => None,
            }
            .map(|named| format!("{named}: {}", error.text())),
            SetupError::Discovery(_) | SetupError::Rows(_) => None,
        };
        let text = named.unwrap_or_else(|| error.to_string());
        BuildError { what: format!("computer {name}: {text}") }
    })?;
    computer.shelf = shelf;
    Ok(computer)
}

fn network(scenario: &Scenario) -> Result<Network, BuildError> {
    let id = |name: &str| {
        let at = scenario.computers.iter().position(|(known, _)| known.as_str() == name);
        match at.and_then(|at| u16::try_from(at).ok()) {
            Some(at) => Ok(ComputerId(at)),
            None => wrong(format!("there is no computer {name}")),
        }
    };
    let mut network = Network::default();
    for link in &scenario.network {
        let (one, other) = (id(&link.between.0)?, id(&link.between.1)?);
        network.set_link(one, other, link_of(link));
    }
    Ok(network)
}

/// A link as the scenario writes it.
pub(crate) fn link_of(link: &scenario::Link) -> Link {
    let usual = Link::default();
    Link {
        up: matches!(link.state, room::LinkState::Up | room::LinkState::Silent),
        latency: link.latency.map_or(usual.latency, |latency| latency.0),
        jitter: link.jitter.map_or(usual.jitter, |jitter| jitter.0),
        loss: match link.state {
            room::LinkState::Silent => 1.0,
            _ => link.loss.as_ref().map_or(usual.loss, |loss| loss.value),
        },
    }
}
