//! A drive by itself: what hosts hear of the medium, in what order and after what time.

mod fault;
mod law;
mod medium;
mod mode;
mod motion;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use wire::scsi::ssc::SpaceUnit;
use wire::scsi::{
    Command, Data, DriveCommand, ModeData, Nexus, Outcome, Position, Sense, TaskId, Transfer,
};

use super::{HOST, OTHER_HOST, seconds};
use crate::drive::{Drive, DriveCondition};
use crate::{Cartridge, CartridgeId, CartridgeSlotted, MediumModel, Profile};

/// A drive with a clock.
struct Bench {
    drive: Drive,
    now: Duration,
    next_task: u64,
}

impl Bench {
    /// The LTO-3 drive of the profiles, empty; both hosts know of power-on.
    fn empty() -> Bench {
        Bench::of(&Profile::named("stand-alone").expect("listed"))
    }

    fn of(profile: &Profile) -> Bench {
        let drive = Drive::new(&profile.drives[0]);
        let mut bench = Bench { drive, now: Duration::ZERO, next_task: 0 };
        for nexus in [HOST, OTHER_HOST] {
            assert_eq!(bench.ask(nexus), Some(Sense::POWER_ON));
        }
        bench
    }

    /// With a blank cartridge of a kind, loaded, and known to both hosts.
    fn loaded(medium: &str) -> Bench {
        let mut bench = Bench::empty();
        bench.insert(blank(medium));
        bench.settle();
        bench
    }

    /// With a blank tape of so many bytes; the last quarter lies behind early warning.
    fn short(capacity_bytes: u64) -> Bench {
        let profile = Profile::named("stand-alone").expect("listed").with_capacity(capacity_bytes);
        let mut bench = Bench::of(&profile);
        bench.insert(Cartridge::blank(&profile.medium, None));
        bench.settle();
        bench
    }

    fn insert(&mut self, cartridge: Cartridge) {
        let slotted = CartridgeSlotted { id: CartridgeId(7), cartridge, inverted: false };
        self.drive.insert(self.now, slotted);
    }

    /// Plays what is due; both hosts hear what waits for them.
    fn settle(&mut self) {
        self.rest();
        for nexus in [HOST, OTHER_HOST] {
            for _ in 0..4 {
                self.ask(nexus);
            }
        }
    }

    fn rest(&mut self) {
        while let Some(due) = self.drive.deadline() {
            self.now = due;
            self.drive.advance(due);
        }
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        self.drive.advance(self.now);
    }

    fn send(&mut self, nexus: Nexus, command: Command) -> TaskId {
        self.next_task += 1;
        let task = TaskId(self.next_task);
        self.drive.handle(self.now, task, nexus, command);
        task
    }

    fn tell(&mut self, nexus: Nexus, command: Command) -> Outcome {
        let sent = self.send(nexus, command);
        loop {
            while let Some((task, _, outcome)) = self.drive.poll() {
                if task == sent {
                    return outcome;
                }
            }
            self.now = self.drive.deadline().expect("something is under way");
            self.drive.advance(self.now);
        }
    }

    fn ask(&mut self, nexus: Nexus) -> Option<Sense> {
        self.tell(nexus, Command::TestUnitReady).sense()
    }

    fn go(&mut self, command: DriveCommand) -> Outcome {
        self.tell(HOST, Command::Drive(command))
    }

    fn write(&mut self, bytes: &[u8]) -> Outcome {
        let transfer = Transfer::Variable { block_bytes: bytes.len() as u32 };
        self.go(DriveCommand::Write { transfer, data: Bytes::copy_from_slice(bytes) })
    }

    fn marks(&mut self, count: u32) -> Outcome {
        self.go(DriveCommand::WriteFilemarks { count, immediate: false })
    }

    fn locate(&mut self, object: u32) -> Outcome {
        self.go(DriveCommand::Locate { object, immediate: false })
    }

    fn rewind(&mut self) -> Outcome {
        self.go(REWIND)
    }

    fn object(&mut self) -> u32 {
        self.position().object
    }

    fn position(&mut self) -> Position {
        match self.go(DriveCommand::ReadPosition).data {
            Data::Position(position) => position,
            other => panic!("a position expected, got {other:?}"),
        }
    }

    fn set_block_bytes(&mut self, block_bytes: u32) {
        let list = ModeData { buffered: 1, block: Some((0, block_bytes)), ..ModeData::default() };
        assert_eq!(self.tell(HOST, Command::ModeSelect(list)), Outcome::GOOD);
    }

    /// The cartridge, after UNLOAD.
    fn take_out(&mut self) -> Cartridge {
        assert_eq!(self.go(UNLOAD), Outcome::GOOD);
        self.drive.pick().expect("ejected").cartridge
    }
}

const REWIND: DriveCommand = DriveCommand::Rewind { immediate: false };
const UNLOAD: DriveCommand = DriveCommand::LoadUnload { load: false, immediate: false };
const LOAD: DriveCommand = DriveCommand::LoadUnload { load: true, immediate: false };

fn blank(medium: &str) -> Cartridge {
    let model = MediumModel::named(medium).expect("listed");
    Cartridge::blank(&Arc::new(model.clone()), Some("A00001L3"))
}

fn read(block_bytes: u32) -> DriveCommand {
    let transfer = Transfer::Variable { block_bytes };
    DriveCommand::Read { transfer, suppress_incorrect_length: false }
}

fn read_fixed(block_count: u32) -> DriveCommand {
    let transfer = Transfer::Fixed { block_count };
    DriveCommand::Read { transfer, suppress_incorrect_length: false }
}

fn space(unit: SpaceUnit, count: i32) -> DriveCommand {
    DriveCommand::Space { unit, count }
}

/// Sense with a residual.
fn left(sense: Sense, information: i32) -> Option<Sense> {
    Some(Sense { information: Some(information), ..sense })
}

const FILEMARK: Sense = Sense { filemark: true, ..Sense::FILEMARK };
const WRONG_LENGTH: Sense = Sense { incorrect_length: true, ..Sense::NO_SENSE };
const WARNED: Sense = Sense { end_of_medium: true, information: Some(0), ..Sense::EARLY_WARNING };
const BEGINNING: Sense = Sense { end_of_medium: true, ..Sense::BEGINNING_OF_MEDIUM };
const FULL: Sense = Sense { end_of_medium: true, ..Sense::PHYSICAL_END };
