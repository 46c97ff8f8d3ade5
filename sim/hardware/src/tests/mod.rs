//! Stories on a small library, from the commands of hosts to what people find on the shelves.

mod condition;
mod drive;
mod inventory;
mod law;
mod motion;
mod people;

use std::time::Duration;

use wire::scsi::{
    ChangerCommand, Command, Data, DriveCommand, ElementAddress, ElementDescriptor, ElementType,
    Lun, Nexus, Outcome, Sense, TaskId,
};

use crate::{Cartridge, CartridgeId, Hand, HandRefused, Library, Place, Profile, Task};

const HOST: Nexus = Nexus(1);
const OTHER_HOST: Nexus = Nexus(2);
const CHANGER: Lun = Lun(0);
const DRIVE: Lun = Lun(1);
const HAND: ElementAddress = ElementAddress(1);
const SLOT: ElementAddress = ElementAddress(32);
const FREE_SLOT: ElementAddress = ElementAddress(40);
const PORT: ElementAddress = ElementAddress(448);
const BAY: ElementAddress = ElementAddress(480);

/// A library with a clock and hosts that note what they were told.
struct Rig {
    library: Library,
    now: Duration,
    next_task: u64,
}

impl Rig {
    /// The thirty-slot library with tapes in its first three slots; both hosts know of power-on.
    fn small() -> Rig {
        let mut rig = Rig::of(&Profile::named("lto-30").expect("listed"));
        for (index, slot) in (32..35).enumerate() {
            rig.set_up(&format!("A0000{}L3", index + 1), slot);
        }
        rig.forget_attentions();
        rig
    }

    fn of(profile: &Profile) -> Rig {
        Rig { library: Library::new(profile), now: Duration::ZERO, next_task: 0 }
    }

    fn set_up(&mut self, barcode: &str, at: u16) -> CartridgeId {
        let model = crate::MediumModel::of_barcode(barcode).expect("known suffix").clone();
        let cartridge = Cartridge::blank(&model.into(), Some(barcode));
        self.library.set_up(cartridge, ElementAddress(at)).expect("free")
    }

    /// Lets both hosts hear what waits for them; no unit has more to tell than this.
    fn forget_attentions(&mut self) {
        for nexus in [HOST, OTHER_HOST] {
            for lun in self.library.units() {
                for _ in 0..5 {
                    self.ask(nexus, lun);
                }
            }
        }
    }

    /// Sends a command without waiting.
    fn send(&mut self, nexus: Nexus, lun: Lun, command: Command) -> TaskId {
        self.next_task += 1;
        let id = TaskId(self.next_task);
        self.library.handle(self.now, Task { id, nexus, lun, command });
        id
    }

    /// Plays until a task is answered, or nothing more can happen.
    fn wait(&mut self, id: TaskId) -> Option<Outcome> {
        loop {
            while let Some(finished) = self.library.poll() {
                if finished.task == id {
                    return Some(finished.outcome);
                }
            }
            self.now = self.library.deadline()?;
            self.library.advance(self.now);
        }
    }

    /// Sends a command and waits for its answer.
    fn tell(&mut self, nexus: Nexus, lun: Lun, command: Command) -> Outcome {
        let id = self.send(nexus, lun, command);
        self.wait(id).expect("answered")
    }

    fn changer(&mut self, command: ChangerCommand) -> Outcome {
        self.tell(HOST, CHANGER, Command::Changer(command))
    }

    /// TEST UNIT READY: what is wrong.
    fn ask(&mut self, nexus: Nexus, lun: Lun) -> Option<Sense> {
        self.tell(nexus, lun, Command::TestUnitReady).sense()
    }

    fn move_medium(&mut self, from: ElementAddress, to: ElementAddress) -> Outcome {
        self.changer(move_command(from, to))
    }

    fn unload(&mut self, lun: Lun) -> Outcome {
        self.tell(
            HOST,
            lun,
            Command::Drive(DriveCommand::LoadUnload { load: false, immediate: false }),
        )
    }

    /// Every element with tags and serials.
    fn elements(&mut self) -> Vec<ElementDescriptor> {
        match self.changer(read_command(None, 0, u16::MAX)).data {
            Data::ElementStatus(status) => status.elements,
            other => panic!("element status expected, got {other:?}"),
        }
    }

    fn element(&mut self, address: ElementAddress) -> ElementDescriptor {
        self.elements().into_iter().find(|e| e.address == address).expect("exists")
    }

    /// Plays everything that is due.
    fn rest(&mut self) {
        while let Some(due) = self.library.deadline() {
            self.now = due;
            self.library.advance(due);
        }
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        self.library.advance(self.now);
    }

    fn hand(&mut self, hand: Hand) -> Result<Option<Cartridge>, HandRefused> {
        self.library.hand(self.now, hand)
    }

    /// Each cartridge is in exactly one place, and each place says the same.
    fn check_places(&self) {
        let listed: Vec<_> = self.library.cartridges().map(|(id, _, place)| (id, place)).collect();
        let mut seen = Vec::new();
        for kind in crate::element::KINDS {
            for address in self.library.elements(kind) {
                seen.extend(self.library.cartridge_at(address).map(|(id, _)| (id, address)));
            }
        }
        seen.sort();
        assert_eq!(listed.len(), seen.len(), "{listed:?} against {seen:?}");
        for ((id, place), (seen_id, address)) in listed.iter().zip(&seen) {
            assert_eq!(id, seen_id);
            match place {
                Place::Element(at) => assert_eq!(at, address),
                Place::Travelling { .. } | Place::Jammed => {
                    assert_eq!(self.library.elements(ElementType::Transport)[0], *address);
                }
                Place::Outside => panic!("{id:?} is listed but outside"),
            }
        }
    }
}

fn move_command(from: ElementAddress, to: ElementAddress) -> ChangerCommand {
    ChangerCommand::MoveMedium { transport: ElementAddress(0), from, to, invert: false }
}

fn read_command(kind: Option<ElementType>, first: u16, count: u16) -> ChangerCommand {
    ChangerCommand::ReadElementStatus {
        kind,
        first: ElementAddress(first),
        count,
        tags: true,
        device_ids: true,
        allocation_bytes: 0xFF_FFFF,
    }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
