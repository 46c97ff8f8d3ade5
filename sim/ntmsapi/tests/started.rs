//! What a service finds at its start: work that was never finished, and devices that are not as
//! they were.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ntmsapi::limit::INFINITE;
use ntmsapi::operation::{CreateOptions, InventoryMethod};
use ntmsapi::option::{AllocateOptions, MountOptions};
use ntmsapi::state::{LibraryRequestState, MediaState, OperationalState, SideState};
use ntmsapi::{Client, Guid, Info, ObjectType, Session, World};
use world::scenario::Scenario;

const TOWER: &str = "libraries: { tower: { profile: lto-30, serial: T1 } }";
const MEDIA: &str = "
  - { media: A00001L3..A00003L3, at: { library: tower }, known: { available: { pool: Tests } } }";

/// A room with these devices and media.
fn scenario(libraries: &str, media: &str) -> Scenario {
    let pools = "pools: [{ path: Tests, media-type: LTO_Ultrium }]";
    let text =
        format!("version: 1\ncomputers: {{ HERE: {{ {libraries} }} }}\n{pools}\nmedia:{media}\n");
    Scenario::parse("room.yaml", &text).unwrap_or_else(|error| panic!("{error}"))
}

/// A folder of its own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("rsm-started-{name}-{}", std::process::id()));
        // One that an aborted run left behind.
        let _ = std::fs::remove_dir_all(&path);
        Folder(path)
    }

    fn run(&self, scenario: &Scenario) -> (World, Client, Session) {
        start(scenario, &self.0)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // The temporary folder is emptied by others as well.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn start(scenario: &Scenario, folder: &Path) -> (World, Client, Session) {
    let world = World::with_state(scenario, folder).unwrap_or_else(|error| panic!("{error}"));
    let client = world.client("HERE").expect("named");
    let session = client.open_ntms_session(None, None, 0).expect("ready");
    (world, client, session)
}

fn all(session: &Session, object_type: ObjectType) -> Vec<(Guid, ntmsapi::ObjectInformation)> {
    let ids = session.enumerate_ntms_object(None, object_type).expect("listed");
    let get = |id| (id, session.get_ntms_object_information(id, object_type).expect("known"));
    ids.into_iter().map(get).collect()
}

fn online(session: &Session) -> (Guid, ntmsapi::ObjectInformation) {
    let mut libraries = all(session, ObjectType::Library).into_iter();
    libraries.find(|(_, library)| library.name.as_str() != "Off-line Media").expect("one")
}

fn medium(session: &Session, name: &str) -> (Guid, ntmsapi::ObjectInformation) {
    let mut media = all(session, ObjectType::PhysicalMedia).into_iter();
    media.find(|(_, medium)| medium.name.as_str() == name).unwrap_or_else(|| panic!("no {name}"))
}

fn place(session: &Session, name: &str) -> (ObjectType, MediaState) {
    match medium(session, name).1.info {
        Info::PhysicalMedia(medium) => (medium.location_type, medium.media_state),
        other => panic!("{other:?}"),
    }
}

fn allocate(session: &Session) -> Guid {
    let old = CreateOptions::OpenExisting;
    let pool = session.create_ntms_media_pool("Tests", None, old, None).expect("known");
    session.allocate_ntms_media(pool, None, AllocateOptions::NONE, 0).expect("one").media
}

#[test]
fn work_that_was_never_finished_is_cancelled_and_work_goes_on() {
    let folder = Folder::new("queue");
    let room = scenario(TOWER, MEDIA);
    {
        let (_world, _client, session) = folder.run(&room);
        let (library, _) = online(&session);
        for _ in 0..3 {
            session.inventory_ntms_library(library, InventoryMethod::Fast).expect("queued");
        }
        let requests = all(&session, ObjectType::LibRequest);
        let open = |info: &Info| {
            matches!(info, Info::LibRequest(request) if matches!(request.state,
                LibraryRequestState::Queued | LibraryRequestState::InProcess))
        };
        assert!(requests.iter().filter(|(_, request)| open(&request.info)).count() >= 2);
    }
    let (_world, _client, session) = folder.run(&room);
    for (id, request) in all(&session, ObjectType::LibRequest) {
        let Info::LibRequest(request) = request.info else { panic!("{id}") };
        let over = [LibraryRequestState::Cancelled, LibraryRequestState::Passed];
        assert!(over.contains(&request.state), "{id} {:?}", request.state);
    }
    let tape = allocate(&session);
    let write = MountOptions::WRITE;
    session.mount_ntms_media(&[tape], &[], write, 0, INFINITE).expect("nothing is in the way");
}

#[test]
fn a_tape_that_was_in_a_drive_and_is_back_in_its_slot_is_found_there() {
    let folder = Folder::new("drive");
    let room = scenario(TOWER, MEDIA);
    let tape = {
        let (_world, _client, session) = folder.run(&room);
        let tape = allocate(&session);
        let write = MountOptions::WRITE;
        session.mount_ntms_media(&[tape], &[], write, 0, INFINITE).expect("there is a drive");
        assert_eq!(place(&session, "A00001L3").0, ObjectType::Drive);
        tape
    };
    let (world, client, session) = folder.run(&room);
    client.sleep(Duration::from_secs(600)).expect("time passes");
    assert_eq!(place(&session, "A00001L3"), (ObjectType::StorageSlot, MediaState::Idle));
    let sides = all(&session, ObjectType::Partition);
    let allocated = |info: &Info| {
        matches!(info, Info::Partition(side) if side.state == SideState::Allocated
            && side.logical_media == tape)
    };
    assert_eq!(sides.iter().filter(|(_, side)| allocated(&side.info)).count(), 1);
    assert_eq!(world.inspect(|world| world.check()), []);
    let read = MountOptions::READ;
    session.mount_ntms_media(&[tape], &[], read, 0, INFINITE).expect("it is where it is");
}

#[test]
fn media_that_came_and_went_while_the_service_was_away_are_seen_at_its_start() {
    let folder = Folder::new("media");
    let tape = {
        let (_world, _client, session) = folder.run(&scenario(TOWER, MEDIA));
        allocate(&session)
    };
    let other = "
  - { media: A00002L3..A00003L3, at: { library: tower } }
  - { media: N00001L3, at: { library: tower } }";
    let (world, client, session) = folder.run(&scenario(TOWER, other));
    client.sleep(Duration::from_secs(3600)).expect("time passes");
    let offline = all(&session, ObjectType::Library);
    let offline = offline.iter().find(|(_, library)| library.name.as_str() == "Off-line Media");
    let Info::PhysicalMedia(gone) = medium(&session, "A00001L3").1.info else { panic!() };
    assert_eq!(gone.current_library, offline.expect("it is always there").0);
    medium(&session, "N00001L3");
    let still = session.get_ntms_object_information(tape, ObjectType::LogicalMedia);
    still.expect("it is on the shelf, and whose it was is known");
    assert_eq!(world.inspect(|world| world.check()), []);
}

#[test]
fn a_library_that_is_gone_is_not_present_and_back_when_it_is_there_again() {
    let folder = Folder::new("library");
    let room = scenario(TOWER, MEDIA);
    let state = |session: &Session| online(session).1.operational;
    let tower = {
        let (_world, _client, session) = folder.run(&room);
        assert_eq!(state(&session), OperationalState::Ready);
        online(&session).0
    };
    {
        let (world, _client, session) = folder.run(&scenario("libraries: {}", " []"));
        assert_eq!(online(&session).0, tower);
        assert_ne!(state(&session), OperationalState::Ready);
        assert_eq!(all(&session, ObjectType::PhysicalMedia).len(), 3);
        assert_eq!(world.inspect(|world| world.check()), []);
    }
    let (_world, _client, session) = folder.run(&room);
    assert_eq!((online(&session).0, state(&session)), (tower, OperationalState::Ready));
    let tape = allocate(&session);
    session.mount_ntms_media(&[tape], &[], MountOptions::READ, 0, INFINITE).expect("it is there");
}
