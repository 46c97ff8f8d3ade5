//! Drives that stand alone, and calls that take no session: EjectDiskFromSADrive has one of its own
//! at the computer that it names, GetVolumesFromDrive asks the computer of the program.

use wire::ntms::call::{
    DriveVolume, EjectDiskFromSADrive, EnumerateNtmsObject, GetVolumesFromDrive,
    InventoryNtmsLibrary, MountNtmsMedia,
};
use wire::ntms::object::LibraryType;
use wire::ntms::operation::{EjectOperation, InventoryMethod};
use wire::ntms::option::MountOptions;

use super::*;
use crate::network::Link;
use crate::scenario::Scenario;

fn room(text: &str) -> World {
    let scenario = Scenario::parse("room", text).unwrap_or_else(|wrong| panic!("{wrong}"));
    World::new(&scenario, Default::default(), Box::new(InMemory::default()))
        .unwrap_or_else(|wrong| panic!("{wrong}"))
}

const ROOM: &str = r"
version: 1
seed: 5
computers:
  HERE:
    this: true
    libraries: { discs: { profile: jukebox-100 }, tape: { profile: stand-alone } }
  THERE: { libraries: { desk: { profile: stand-alone-mo } }, service: { sessions-max: 1 } }
pools: [{ path: Discs, computer: THERE, media-type: MO_5_RW }]
media:
  - { media: DISC01, at: { drive: [desk, 0] }, known: { allocated: { pool: Discs } } }
  - { media: TAPE01L3, at: { shelf: HERE }, known: free }
";

fn alone(world: &mut World, request: impl Into<Request>) -> Result<Answer, NtmsError> {
    let process = program(world);
    match call(world, process, Action::Api { handle: None, request: request.into() }) {
        Ended::Answered(answer) => Ok(answer),
        Ended::Refused(refusal) => Err(refusal.error),
        other => panic!("{other:?}"),
    }
}

fn eject(server: Option<&str>) -> EjectDiskFromSADrive {
    EjectDiskFromSADrive {
        server: server.map(Text::new),
        device: Some(Text::new(r"\\.\PhysicalDrive0")),
        options: EjectOperation::Start.value(),
        ..EjectDiskFromSADrive::default()
    }
}

fn volume(world: &mut World, drive: &str) -> Result<DriveVolume, NtmsError> {
    match alone(world, GetVolumesFromDrive { drive: Some(Text::new(drive)) })? {
        Answer::Volume(volume) => Ok(volume),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_call_without_a_session_crosses_the_network_and_leaves_none_behind() {
    let mut world = room(ROOM);
    let began = world.now();
    assert_eq!(alone(&mut world, eject(Some(r"\\there"))), Ok(Answer::Done));
    let there_and_back = 2 * Link::default().latency;
    assert_eq!(world.now() - began, Pace::default().call_cost + there_and_back);
    assert_eq!(world.rsm(THERE).expect("runs").sessions().count(), 0);
    assert_eq!(alone(&mut world, eject(None)), Err(NtmsError::InvalidParameter), "no such drive");
}

#[test]
fn whatever_stands_in_the_way_of_its_session_the_session_is_missing() {
    type Spoil = fn(&mut World);
    let spoils: [(&str, Spoil); 6] = [
        ("no name", |_| {}),
        ("down", |world| world.computers[1].interface_up = false),
        ("no network", |world| world.computers[0].interface_up = false),
        ("stopped", |world| world.computers[1].service.state = ServiceState::Stopped),
        ("older", |world| world.computers[1].service.config.version = Version::Windows2000),
        ("full", |world| {
            let process = program(world);
            open(world, process, Some("THERE")).expect("the only session");
        }),
    ];
    for (what, spoil) in spoils {
        let mut world = room(ROOM);
        spoil(&mut world);
        let server = if what == "no name" { "a/b" } else { "THERE" };
        let refused = alone(&mut world, eject(Some(server)));
        assert_eq!(refused, Err(NtmsError::InvalidHandle), "{what}");
    }
}

#[test]
fn a_question_is_withdrawn_when_its_program_is_gone() {
    let mut world = room(&ROOM.replace("sessions-max: 1", "sessions-max: 2"));
    let process = program(&mut world);
    let handle = open(&mut world, process, Some("THERE")).expect("the service runs");
    let object_type = wire::ntms::ObjectType::Partition.value();
    let list = EnumerateNtmsObject { container: None, object_type, options: 0, capacity: Some(9) };
    let Ok(Answer::Ids(sides)) = ask(&mut world, process, handle, list) else { panic!("sides") };
    let mount = MountNtmsMedia {
        media: sides[..1].to_vec(),
        drives: Vec::new(),
        options: MountOptions::READ.bits(),
        priority: 0,
        timeout: u32::MAX,
    };
    ask(&mut world, process, handle, mount).expect("mounted");
    let other = program(&mut world);
    let request =
        EjectDiskFromSADrive { options: EjectOperation::AskUser.value(), ..eject(Some("THERE")) };
    let action = Action::Api { handle: None, request: request.into() };
    let waits = world.enter(world.now(), Call { process: other, caller: None, action });
    pass(&mut world, Duration::from_secs(1));
    let there = |world: &World| {
        let rsm = world.rsm(THERE).expect("runs");
        (rsm.sessions().count(), rsm.database().all::<rsm::database::OpRequest>().count())
    };
    assert_eq!(there(&world), (2, 1));
    world.end_process(other);
    pass(&mut world, Duration::from_secs(1));
    assert_eq!(there(&world), (1, 0));
    let Some(Ended::Refused(refusal)) = world.take(waits) else { panic!("it has ended") };
    assert_eq!(refusal.error, NtmsError::Cancelled);
}

#[test]
fn a_function_is_called_with_a_session_or_without_as_it_is_declared() {
    let mut world = room(ROOM);
    let object_type = wire::ntms::ObjectType::Library.value();
    let list = EnumerateNtmsObject { container: None, object_type, options: 0, capacity: Some(9) };
    assert_eq!(alone(&mut world, list), Err(NtmsError::InvalidHandle));
    assert_eq!(alone(&mut world, CloseNtmsSession), Err(NtmsError::InvalidHandle));
    let process = program(&mut world);
    let handle = open(&mut world, process, None).expect("the service runs");
    let bad = Err(NtmsError::InvalidParameter);
    let drive = Some(Text::new(r"\\.\PhysicalDrive0"));
    assert_eq!(ask(&mut world, process, handle, GetVolumesFromDrive { drive }), bad);
    assert_eq!(ask(&mut world, process, handle, OpenNtmsSession::default()), bad);
}

#[test]
fn letters_run_out_before_names_do() {
    let drives = (0..30).map(|n| format!("desk{n}: {{ profile: stand-alone-mo }}"));
    let drives = drives.collect::<Vec<_>>().join(", ");
    let mut world =
        room(&format!("version: 1\ncomputers: {{ HERE: {{ libraries: {{ {drives} }} }} }}"));
    let mut names = std::collections::BTreeSet::new();
    for n in 0..30u8 {
        let found = volume(&mut world, &format!(r"\\.\physicaldrive{n}")).expect("a disk");
        let letter = (b'D' + n <= b'Z').then(|| Text::from(format!("{}:", char::from(b'D' + n))));
        assert_eq!(found.letter, letter, "{n}");
        names.insert(found.name.to_string());
    }
    assert_eq!(names.len(), 30);
}

#[test]
fn volumes_stay_the_same_and_are_those_of_the_programs_computer() {
    let (mut one, mut other) = (room(ROOM), room(ROOM));
    let first = volume(&mut one, r"\\.\PhysicalDrive1").expect("a disk");
    assert_eq!(Ok(first), volume(&mut other, r"\\.\PhysicalDrive1"));
    for none in [r"\\.\Tape2", r"\\.\Changer0", r"\\.\PhysicalDrive2"] {
        assert_eq!(volume(&mut one, none), Err(NtmsError::InvalidDrive), "{none}");
    }
    assert_eq!(volume(&mut one, ""), Err(NtmsError::InvalidParameter));
}

#[test]
fn a_tape_on_the_shelf_is_of_the_library_that_takes_tapes() {
    let mut world = room(ROOM);
    pass(&mut world, Duration::from_secs(1));
    let database = world.rsm(HERE).expect("runs").database();
    let known = database.all::<rsm::database::PhysicalMedia>();
    let names: Vec<String> = known.map(|(_, row)| row.head.name.to_string()).collect();
    assert_eq!(names, ["TAPE01L3"]);
}

#[test]
fn a_label_that_changed_on_the_shelf_is_read_by_no_drive_that_stands_alone() {
    let people = "
people:
  hans:
    computer: HERE
    hands:
      - { after: 10s, do: { relabel: { medium: TAPE01L3, reads: OTHER1L3 } } }
      - { after: 10s, do: { insert: { medium: TAPE01L3, library: tape } } }
";
    let mut world = room(&format!("{ROOM}{people}"));
    let process = program(&mut world);
    let handle = open(&mut world, process, None).expect("the service runs");
    pass(&mut world, Duration::from_secs(60));
    let library = {
        let database = world.rsm(HERE).expect("runs").database();
        let mut libraries = database.all::<rsm::database::Library>().map(|(_, row)| row);
        let alone = libraries.find(|row| row.library_type == LibraryType::StandAlone);
        alone.expect("the tape drive").head.id
    };
    let action = InventoryMethod::Fast.value();
    let look = InventoryNtmsLibrary { library, action };
    ask(&mut world, process, handle, look).expect("begun");
    pass(&mut world, Duration::from_secs(3600));
    let database = world.rsm(HERE).expect("runs").database();
    let known: Vec<_> = database.all::<rsm::database::PhysicalMedia>().collect();
    let [(_, medium)] = &known[..] else { panic!("known by what is written on it: {known:?}") };
    assert_eq!((&*medium.bar_code, medium.drive.is_some()), ("TAPE01L3", true));
    assert_eq!(world.check(), []);
}
