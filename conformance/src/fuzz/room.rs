//! Random machine rooms: computers, what is cabled to them, media, pools.

use hardware::{MediumModel, Profile};
use wire::ntms::Access;
use wire::ntms::media_type::StorageMediaType;
use wire::scsi::ElementType;
use world::scenario::media::{
    Barcode, Blocks, Contents, Fill, Fitness, Known, Media, MediaPlace, MtfLabel, Owned, PoolOnly,
    Record, Wear,
};
use world::scenario::room::{
    Computer, Database, Entry, Interface, Library, Link, LinkState, Pool, Service, ServiceState,
    Version,
};
use world::scenario::{At, Bits, Many, Names, Scenario, Size, Span, Word};

use super::chance::Chance;

/// A library of the room, with all that differs from its profile.
pub(super) struct Shelf {
    pub(super) name: String,
    pub(super) computer: String,
    pub(super) profile: Profile,
    /// Places where nothing lies yet.
    slots: Vec<u32>,
    drives: Vec<u32>,
    port: Vec<u32>,
    /// A side of its media holds a label and a few blocks.
    roomy: bool,
}

impl Shelf {
    pub(super) fn count(&self, kind: ElementType) -> u32 {
        self.profile.map.range(kind).count.into()
    }
}

/// A medium of the room.
pub(super) struct Medium {
    pub(super) name: String,
    pub(super) computer: String,
    pub(super) model: &'static MediumModel,
    /// An application owns it from the start.
    pub(super) owned: bool,
}

/// What a room has, by name.
#[derive(Default)]
pub(super) struct Room {
    pub(super) computers: Vec<String>,
    pub(super) cold: Vec<String>,
    pub(super) shelves: Vec<Shelf>,
    pub(super) media: Vec<Medium>,
    /// Computer, path, and the type of its media.
    pub(super) pools: Vec<(String, String, Option<StorageMediaType>)>,
    pub(super) users: Vec<String>,
}

/// Furnishes an empty scenario.
pub(super) fn furnish(chance: &mut Chance, scenario: &mut Scenario) -> Room {
    let mut room = Room::default();
    users(chance, scenario, &mut room);
    let count = if chance.percent(35) { 2 } else { 1 };
    let names: &[&str] = &["ALPHA", "BRAVO"];
    let mut computers: Vec<(String, Computer)> = Vec::new();
    for name in names.iter().take(count) {
        room.computers.push((*name).to_owned());
        computers.push(((*name).to_owned(), computer(chance, &room)));
    }
    let this = chance.below(count);
    for at in 0..chance.between(1, 2) {
        let home = chance.below(count);
        let Some((name, computer)) = computers.get_mut(home) else { continue };
        let (shelf, library) = library(chance, at, name);
        computer.libraries = std::mem::take(&mut computer.libraries).with(&shelf.name, library);
        room.shelves.push(shelf);
    }
    for (at, (name, mut computer)) in computers.into_iter().enumerate() {
        computer.this = at == this;
        if computer.service.database == Database::None {
            room.cold.push(name.clone());
        }
        scenario.computers = std::mem::take(&mut scenario.computers).with(&name, computer);
    }
    if count == 2 && chance.percent(50) {
        scenario.network.push(link(chance, &room));
    }
    pools(chance, scenario, &mut room);
    media(chance, scenario, &mut room);
    room
}

fn users(chance: &mut Chance, scenario: &mut Scenario, room: &mut Room) {
    for name in ["anna", "bob"] {
        let groups = if chance.percent(50) { vec!["Operators".to_owned()] } else { Vec::new() };
        scenario.users = std::mem::take(&mut scenario.users).with(name, Many(groups));
        room.users.push(name.to_owned());
    }
}

fn access(chance: &mut Chance) -> Option<Vec<Entry>> {
    if chance.percent(80) {
        return None;
    }
    let entries = (0..chance.between(0, 3)).map(|_| {
        let who = *chance.pick(&["anna", "bob", "Everyone", "Administrators", "SYSTEM"]);
        let all = [Access::FULL, Access::USE, Access::MODIFY, Access::CONTROL];
        let (may, may_not) = (chance.pick(&all).bits(), chance.pick(&all).bits());
        let may_not = if chance.percent(30) { may_not } else { 0 };
        Entry { who: At::from(who), may: Bits::raw(may), may_not: Bits::raw(may_not) }
    });
    Some(entries.collect())
}

fn computer(chance: &mut Chance, room: &Room) -> Computer {
    let states = [
        ServiceState::Starting,
        ServiceState::Stopped,
        ServiceState::Crashed,
        ServiceState::Disabled,
        ServiceState::NotInstalled,
    ];
    let state = match chance.percent(85) {
        true => ServiceState::Running,
        false => *chance.pick(&states),
    };
    let starts = matches!(state, ServiceState::Stopped | ServiceState::Crashed);
    let service = Service {
        state,
        start_after: starts.then(|| At::new(Span(chance.time(600)))),
        ready_after: chance.percent(20).then(|| At::new(Span(chance.time(300)))),
        version: *chance.pick(&[Version::Server2003, Version::Xp, Version::Windows2000]),
        database: if chance.percent(80) { Database::Warm } else { Database::None },
        sessions_max: chance.percent(8).then(|| At::new(chance.between(1, 3))),
        notifications_max: chance.percent(20).then(|| At::new(chance.between(1, 5))),
    };
    let number = room.computers.len();
    Computer {
        dns: chance.percent(50).then(|| At::new(format!("node{number}.example.com"))),
        address: chance.percent(50).then(|| At::new(format!("10.0.0.{number}"))),
        interface: if chance.percent(95) { Interface::Up } else { Interface::Down },
        service,
        access: access(chance),
        ..Computer::default()
    }
}

/// A link between the two computers.
pub(super) fn link(chance: &mut Chance, room: &Room) -> Link {
    let name = |at: usize| At::new(room.computers.get(at).cloned().unwrap_or_default());
    let states = [LinkState::Down, LinkState::Refuse, LinkState::Silent];
    Link {
        between: (name(0), name(1)),
        latency: chance.percent(50).then(|| Span(chance.time(5))),
        jitter: chance.percent(50).then(|| Span(chance.time(5))),
        loss: chance.percent(30).then(|| At::new(f64::from(chance.between(0, 30)) / 100.0)),
        state: if chance.percent(80) { LinkState::Up } else { *chance.pick(&states) },
    }
}

fn library(chance: &mut Chance, at: u32, computer: &str) -> (Shelf, Library) {
    let name = *chance.pick(Profile::ALL);
    let mut profile = Profile::named(name).expect("the table has a profile for each name");
    let mut library = Library { profile: At::from(name), ..Library::default() };
    if profile.changer.is_some() {
        // Big cabinets take long to scan and find nothing more.
        let count = u16::try_from(chance.between(1, 8)).unwrap_or(1);
        profile = profile.with_slots(count);
        library.slots = Some(At::new(profile.map.storage.count));
        let count = u16::try_from(chance.between(1, 3)).unwrap_or(1);
        profile = profile.with_drives(count);
        library.drives = Some(At::new(profile.map.data_transfer.count));
        if profile.port.is_some() && chance.percent(50) {
            let count = u16::try_from(chance.between(0, 3)).unwrap_or(0);
            profile = match count {
                0 => profile.without_port(),
                count => profile.with_port_places(count),
            };
            library.port = Some(At::new(profile.map.import_export.count));
        }
    }
    let small = [1, 4096, 1 << 20, 1 << 26];
    library.capacity = chance.percent(25).then(|| At::new(Size(*chance.pick(&small))));
    let factors = [0.001, 0.1, 10.0, 1000.0];
    library.robot_factor = chance.percent(15).then(|| At::new(*chance.pick(&factors)));
    library.drive_factor = chance.percent(15).then(|| At::new(*chance.pick(&factors)));
    library.cold = chance.percent(15);
    let range = |count: u16| (0..u32::from(count)).collect();
    let shelf = Shelf {
        name: format!("cabinet{at}"),
        computer: computer.to_owned(),
        slots: if profile.changer.is_some() { range(profile.map.storage.count) } else { vec![] },
        drives: range(profile.map.data_transfer.count),
        port: range(profile.map.import_export.count),
        roomy: library.capacity.as_ref().is_none_or(|capacity| capacity.0 >= 1 << 20),
        profile,
    };
    (shelf, library)
}

fn pools(chance: &mut Chance, scenario: &mut Scenario, room: &mut Room) {
    type Of = Option<Word<StorageMediaType>>;
    let mut pool =
        |scenario: &mut Scenario, chance: &mut Chance, computer: &str, path: &str, of: Of| {
            scenario.pools.push(Pool {
                path: At::from(path),
                computer: Some(At::from(computer)),
                media_type: of,
                allocation_policy: Bits::raw(chance.between(0, 1)),
                deallocation_policy: Bits::raw(chance.between(0, 1)),
                max_allocates: if chance.percent(70) { 0 } else { chance.between(1, 3) },
                access: access(chance),
            });
            let media_type = of.map(|word| word.0);
            room.pools.push((computer.to_owned(), path.to_owned(), media_type));
        };
    for computer in &room.computers {
        let cabled = room.shelves.iter().filter(|shelf| shelf.computer == *computer);
        let types: Vec<_> = cabled.map(|shelf| shelf.profile.medium.media_type).collect();
        for (at, path) in [r"Backup", r"Top", r"Top\Day"].into_iter().enumerate() {
            if chance.percent(20) {
                continue;
            }
            let of = if at == 1 { None } else { chance.maybe(&types).copied().map(Word) };
            pool(scenario, chance, computer, path, of);
        }
    }
}

/// The models that go into a library.
fn models(profile: &Profile) -> Vec<&'static MediumModel> {
    let reads = |model: &MediumModel| {
        let sold = model.media_type == profile.medium.media_type;
        sold || profile.drives.iter().any(|drive| drive.reads.contains(&model.density))
    };
    let cleans = |model: &MediumModel| model.media_type == StorageMediaType::CleanerCartridge;
    MediumModel::ALL.iter().filter(|model| !cleans(model) && reads(model)).collect()
}

fn media(chance: &mut Chance, scenario: &mut Scenario, room: &mut Room) {
    let mut number = 0;
    let mut shelves = std::mem::take(&mut room.shelves);
    let cramped = shelves.iter().filter(|shelf| !shelf.roomy).map(|shelf| shelf.computer.clone());
    let cramped: Vec<String> = cramped.collect();
    for shelf in &mut shelves {
        // What lies in no library is as large as the media of the first that takes it.
        let lays = !cramped.contains(&shelf.computer);
        let models = models(&shelf.profile);
        let sold = MediumModel::named(shelf.profile.medium.name);
        let mut has_cleaner = false;
        for _ in 0..chance.between(0, 6) {
            number += 1;
            // The service knows of one cleaner for each library, in a slot.
            let cleans = shelf.profile.cleaner.is_some() && !has_cleaner && chance.percent(12);
            has_cleaner |= cleans;
            let sold = sold.filter(|_| chance.percent(70));
            let model = match cleans {
                true => MediumModel::named("cleaner"),
                false => sold.or(chance.maybe(&models).copied()),
            };
            let Some(model) = model else { continue };
            let prefix = if cleans { "CLN" } else { "A00" };
            let name = format!("{prefix}{number:03}{}", model.suffix);
            let Some(place) = place(chance, shelf, cleans, lays) else { continue };
            let mut line = Media::new(&name, &shelf.name);
            line.media = Many(vec![At::new(Names::one(&name))]);
            line.at = At::new(place);
            line.model = Some(At::new(Word(world::scenario::vocabulary::Model(model))));
            medium(chance, &mut line, room, shelf, model, number);
            let owned = matches!(line.known.value, Known::Allocated(_) | Known::Complete(_));
            let computer = shelf.computer.clone();
            room.media.push(Medium { name, computer, model, owned });
            scenario.media.push(line);
        }
    }
    room.shelves = shelves;
}

fn place(chance: &mut Chance, shelf: &mut Shelf, cleans: bool, lays: bool) -> Option<MediaPlace> {
    let library = At::from(shelf.name.as_str());
    if cleans {
        return Some(MediaPlace::Slot((library, chance.take(&mut shelf.slots)?)));
    }
    Some(match chance.below(10) {
        0 if lays => MediaPlace::Shelf(At::from(shelf.computer.as_str())),
        1 | 2 => MediaPlace::Drive((library, chance.take(&mut shelf.drives)?)),
        3 => MediaPlace::Port((library, chance.take(&mut shelf.port)?)),
        _ if shelf.profile.changer.is_none() => {
            MediaPlace::Drive((library, chance.take(&mut shelf.drives)?))
        }
        _ => MediaPlace::Slot((library, chance.take(&mut shelf.slots)?)),
    })
}

fn medium(
    chance: &mut Chance,
    line: &mut Media,
    room: &Room,
    shelf: &Shelf,
    model: &MediumModel,
    number: u32,
) {
    let cleans = model.media_type == StorageMediaType::CleanerCartridge;
    if cleans {
        line.uses = Some(At::new(u16::try_from(chance.between(0, 2)).unwrap_or(0)));
    } else {
        line.known = At::new(known(chance, room, shelf, model));
        if shelf.roomy && (line.known.value == Known::Nothing || chance.percent(30)) {
            let side = u16::try_from(chance.below(usize::from(model.side_count))).unwrap_or(0);
            let records = (0..chance.between(0, 4)).map(|_| record(chance)).collect();
            line.contents.push(Contents { side: At::new(side), records });
        }
    }
    let read = format!("X{number:05}");
    line.barcode = At::new(match chance.below(10) {
        0 => Barcode::Unreadable,
        1 => Barcode::None,
        2 => Barcode::Reads(read),
        _ => Barcode::Name,
    });
    let fitness = [Fitness::Soft, Fitness::Hard];
    let worn = |chance: &mut Chance| match chance.percent(92) {
        true => Fitness::Sound,
        false => *chance.pick(&fitness),
    };
    let load_fails = chance.percent(4);
    line.wear = Wear { write: worn(chance), read: worn(chance), load_fails };
    line.write_protected = chance.percent(8);
    line.loads = chance.between(0, 20_000);
}

fn known(chance: &mut Chance, room: &Room, shelf: &Shelf, model: &MediumModel) -> Known {
    let fits = |(computer, _, of): &&(String, String, Option<StorageMediaType>)| {
        *computer == shelf.computer && *of == Some(model.media_type)
    };
    let pools: Vec<_> = room.pools.iter().filter(fits).collect();
    let pool = chance.maybe(&pools).map(|(_, path, _)| At::from(path.as_str()));
    let owned = |pool: At<String>| Owned { pool, ..Owned::default() };
    if !shelf.roomy {
        return if chance.percent(50) { Known::Nothing } else { Known::Blank };
    }
    match (chance.below(12), pool) {
        (0, _) => Known::Nothing,
        (1, _) => Known::Import,
        (2, _) => Known::Unrecognized,
        (3, _) => Known::Blank,
        (4, Some(pool)) => Known::Complete(owned(pool)),
        (5, Some(pool)) => Known::Decommissioned(PoolOnly { pool }),
        (6 | 7, Some(pool)) => Known::Available(PoolOnly { pool }),
        (8 | 9, Some(pool)) => Known::Allocated(owned(pool)),
        _ => Known::Free,
    }
}

fn record(chance: &mut Chance) -> Record {
    match chance.below(4) {
        0 => Record::Label,
        1 => Record::Marks(chance.between(1, 3)),
        _ => Record::Blocks(Blocks {
            count: chance.between(1, 3),
            size: chance.percent(80).then(|| At::new(Size(u64::from(chance.between(1, 2048))))),
            fill: chance.percent(60).then(|| fill(chance)),
        }),
    }
}

/// What is in a block.
pub(super) fn fill(chance: &mut Chance) -> Fill {
    match chance.below(4) {
        0 => Fill::Zeros,
        1 => Fill::Text("VOL1ABCDEF".to_owned()),
        2 => Fill::MtfLabel(MtfLabel { name: "Monday".to_owned(), software: None }),
        _ => Fill::Seed,
    }
}
