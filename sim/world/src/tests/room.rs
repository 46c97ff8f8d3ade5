//! Rooms read from text, with what stories about faults and people do in them.

use std::sync::{Arc, Mutex};

use wire::Guid;
use wire::ntms::call::{AllocateNtmsMedia, CreateNtmsMediaPool, MountNtmsMedia};

use super::*;
use crate::computer::LibraryId;
use crate::scenario::story::{MediumRef, Selector};
use crate::scenario::{At, Fault, ObjectRef, Scenario};
use crate::story::{Answers, Find};
use crate::trace::Line;

/// Media in the library and on the shelf. A test adds what goes wrong, and who is there.
const ROOM: &str = r"
version: 1
seed: 3
computers:
  BACKUP1: { this: true, libraries: { tower: { profile: lto-30, port: 2 } } }
  BACKUP2: {}
pools:
  - { path: Jobs, media-type: LTO_Ultrium, allocation-policy: NTMS_ALLOCATE_FROMSCRATCH }
  - { path: Old }
media:
  - { media: A00001L3..A00003L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
  - { media: S00001L3..S00002L3, at: { shelf: BACKUP1 }, known: { allocated: { pool: Jobs } } }
  - { media: CLN001CU, at: { slot: [tower, 29] } }
  - { media: CLN002CU, at: { shelf: BACKUP1 } }
  - { media: F00001L3, at: { shelf: BACKUP1 } }
";

pub(super) const TOWER: LibraryId = LibraryId { computer: HERE, cable: Cable(0) };

fn scenario(text: &str) -> Scenario {
    Scenario::parse("room", text).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The room with something added.
pub(super) fn room(more: &str) -> World {
    changed_room("", "", more)
}

/// The room with something changed and something added. The services are ready.
pub(super) fn changed_room(old: &str, new: &str, more: &str) -> World {
    assert!(ROOM.contains(old), "{old}");
    let text = format!("{}{more}", ROOM.replacen(old, new, 1));
    let room = World::new(&scenario(&text), Default::default(), Box::new(InMemory::default()));
    room.unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// Any other room.
pub(super) fn room_of(text: &str) -> World {
    let room = World::new(&scenario(text), Default::default(), Box::new(InMemory::default()));
    room.unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// A rule as a scenario writes it.
pub(super) fn rule(text: &str) -> Fault {
    scenario(&format!("{ROOM}faults:\n  - {text}\n")).faults.remove(0)
}

/// The room with one rule.
pub(super) fn room_with_rule(text: &str) -> World {
    room(&format!("faults:\n  - {text}\n"))
}

/// How often the only rule spoke.
pub(super) fn spoke(world: &World) -> u64 {
    match world.faults_fired()[..] {
        [(0, times)] => times,
        ref other => panic!("{other:?}"),
    }
}

/// Lets time pass until the first computer's service is ready.
pub(super) fn until_ready(world: &mut World) {
    while world.service_state(HERE) != ServiceState::Running {
        assert!(world.now() < seconds(36_000), "{:?}", world.service_state(HERE));
        pass(world, seconds(1));
    }
}

pub(super) fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// A program with a session to the first computer's service.
pub(super) struct Client {
    pub(super) process: ProcessId,
    pub(super) handle: Handle,
}

pub(super) fn client(world: &mut World) -> Client {
    let process = program(world);
    let handle = open(world, process, None).unwrap_or_else(|error| panic!("{error}"));
    Client { process, handle }
}

impl Client {
    pub(super) fn ask(
        &self,
        world: &mut World,
        request: impl Into<Request>,
    ) -> Result<Answer, NtmsError> {
        ask(world, self.process, self.handle, request)
    }

    /// Makes a pool.
    pub(super) fn make_pool(&self, world: &mut World, name: &str) -> Result<Answer, NtmsError> {
        let action = wire::ntms::operation::CreateOptions::CreateNew.value();
        let name = Some(Text::new(name));
        self.ask(world, CreateNtmsMediaPool { name, media_type: None, action, security: None })
    }

    /// Asks for a medium of the pool.
    pub(super) fn allocate(&self, world: &mut World, timeout: u32) -> Result<Answer, NtmsError> {
        let pool = object(world, Selector::Pool(At::from("Jobs")));
        let call =
            AllocateNtmsMedia { pool, side: None, previous: Guid::NULL, options: 0, timeout };
        self.ask(world, call)
    }

    /// Mounts a medium by the name of its cartridge.
    pub(super) fn mount(
        &self,
        world: &mut World,
        medium: &str,
        timeout: Duration,
    ) -> Result<Answer, NtmsError> {
        let medium = At::new(MediumRef::Name(medium.to_owned()));
        let logical = object(world, Selector::Logical((medium, 0)));
        let timeout = u32::try_from(timeout.as_millis()).expect("short");
        let (drives, options, priority) = (Vec::new(), 0, 0);
        let media = vec![logical];
        self.ask(world, MountNtmsMedia { media, drives, options, priority, timeout })
    }
}

/// The identifier of an object of the first computer's service.
pub(super) fn object(world: &World, selector: Selector) -> Guid {
    let saved = Answers::new();
    let find = Find { world, computer: HERE, saved: &saved };
    let found = find.id(&ObjectRef::Select(selector)).unwrap_or_else(|why| panic!("{why}"));
    found.expect("an object")
}

pub(super) fn pool_exists(world: &World, path: &str) -> bool {
    world.rsm(HERE).expect("runs").database().pool_at(path).is_some()
}

/// Every line of the trace from now on.
pub(super) fn listen(world: &mut World) -> Arc<Mutex<Vec<String>>> {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    world.trace_to(move |line: &Line| sink.lock().expect("no panic").push(line.to_string()));
    lines
}

/// Whether a line of the trace says so.
pub(super) fn heard(lines: &Arc<Mutex<Vec<String>>>, words: &str) -> bool {
    lines.lock().expect("no panic").iter().any(|line| line.contains(words))
}

#[test]
fn a_medium_on_a_shelf_is_of_the_library_that_takes_its_kind() {
    let text = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 }, discs: { profile: jukebox-100 } } } }
media:
  - { media: DISC1, model: mo-5, at: { shelf: HERE }, known: unrecognized }
  - { media: DISC2, model: mo-5-once, at: { shelf: HERE }, known: unrecognized }
";
    room_of(text);
}
