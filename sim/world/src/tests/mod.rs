//! Stories on small worlds built by hand.

mod alone;
mod commit;
mod elsewhere;
mod fault;
mod node;
mod notification;
mod person;
mod room;
mod session;

use std::time::Duration;

use hardware::{Library, Profile};
use rsm::{Attachment, Cable, Config, Switches, Unit, Version};
use wire::label::LabelParsers;
use wire::ntms::call::{Answer, CloseNtmsSession, OpenNtmsSession};
use wire::ntms::security::{ADMINISTRATORS, Caller, Principal};
use wire::ntms::{NtmsError, Request};
use wire::{Text, Ticks};

use crate::computer::{ComputerId, ServiceState};
use crate::network::Network;
use crate::outside::InMemory;
use crate::setup::{ComputerSetup, Database, build};
use crate::turn::Turn;
use crate::world::{Action, Call, CallerId, Ended, Pace, World};
use crate::{Handle, ProcessId};

const HERE: ComputerId = ComputerId(0);
const THERE: ComputerId = ComputerId(1);

/// The setup of a computer with one small library.
fn computer(at: u16, name: &str) -> ComputerSetup {
    let library = Library::new(&Profile::named("lto-30").expect("listed"));
    let units = library.units().into_iter().map(|lun| Unit {
        lun,
        scsi: [0, 0, 1, lun.0],
        device_name: Text::from(format!("{name}-{}", lun.0)),
    });
    let config = Config {
        computer: Text::new(name),
        version: Version::Server2003,
        start: Ticks::from_unix_seconds(1_072_915_200),
        instance: u128::from(at),
        switches: Switches::default(),
        label_parsers: LabelParsers::default(),
        attachments: vec![Attachment { cable: Cable(0), units: units.collect() }],
        security: None,
    };
    ComputerSetup {
        name: Text::new(name),
        dns: Some(Text::from(format!("{name}.example.com"))),
        address: Some([10, 0, 0, 1 + at as u8]),
        interface_up: true,
        state: ServiceState::Running,
        start_delay: Duration::ZERO,
        config,
        cabinets: vec![(Text::new("tower"), library)],
    }
}

/// A world of these computers, as it is at its beginning.
fn world(setups: Vec<ComputerSetup>) -> World {
    let build = |(setup, at)| {
        let database = Database::Known { pools: Vec::new(), media: Vec::new() };
        build(ComputerId(at), setup, database).expect("sound")
    };
    let computers = setups.into_iter().zip(0u16..).map(build);
    World::of(
        7,
        Pace::default(),
        computers.collect(),
        Network::default(),
        Box::new(InMemory::default()),
    )
}

fn two_computers() -> World {
    world(vec![computer(0, "BACKUP1"), computer(1, "BACKUP2")])
}

/// A program of an administrator on the first computer.
fn program(world: &mut World) -> ProcessId {
    let caller =
        Caller { user: Principal::new("root"), groups: vec![Principal::new(ADMINISTRATORS)] };
    world.start_process(HERE, caller, "program")
}

/// Calls and plays until the call has ended.
fn call(world: &mut World, process: ProcessId, action: Action) -> Ended {
    let call = world.enter(world.now(), Call { process, caller: None, action });
    loop {
        if let Some(ended) = world.take(call) {
            return ended;
        }
        match world.turn(world.now()) {
            Turn::Wait { due } => world.go_to(due),
            Turn::Replies => {}
            other => panic!("{other:?} while a call waits: {}", world.who_waits()),
        }
    }
}

fn open(world: &mut World, process: ProcessId, server: Option<&str>) -> Result<Handle, NtmsError> {
    let open = OpenNtmsSession { server: server.map(Text::new), ..OpenNtmsSession::default() };
    match call(world, process, Action::Api { handle: None, request: open.into() }) {
        Ended::Opened(handle) => Ok(handle),
        Ended::Refused(refusal) => Err(refusal.error),
        other => panic!("{other:?}"),
    }
}

fn ask(
    world: &mut World,
    process: ProcessId,
    handle: Handle,
    request: impl Into<Request>,
) -> Result<Answer, NtmsError> {
    let action = Action::Api { handle: Some(handle), request: request.into() };
    match call(world, process, action) {
        Ended::Answered(answer) => Ok(answer),
        Ended::Refused(refusal) => Err(refusal.error),
        other => panic!("{other:?}"),
    }
}

fn close(world: &mut World, process: ProcessId, handle: Handle) -> Result<Answer, NtmsError> {
    ask(world, process, handle, CloseNtmsSession)
}

/// Lets time pass on its own.
fn pass(world: &mut World, time: Duration) {
    let end = world.now() + time;
    let process = program(world);
    assert_eq!(call(world, process, Action::Sleep(time)), Ended::Slept);
    assert!(world.now() >= end);
}
