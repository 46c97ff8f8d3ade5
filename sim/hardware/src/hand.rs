//! What people do to a library: doors, mail slot, shelves, labels, power.

use std::fmt;
use std::time::Duration;

use wire::scsi::{ElementAddress, ElementType, Sense};

use crate::cartridge::{Cartridge, CartridgeId};
use crate::condition::{Condition, Target};
use crate::library::Library;
use crate::place::{Change, Place};

/// Something that a person does, or that years did.
#[derive(Clone, Debug)]
pub enum Hand {
    /// Opens the door; a robot on its way stops with 02/04,18 and keeps what it holds.
    OpenDoor,
    /// Closes the door: 28/00 to every nexus, and a scan during which the changer is not ready.
    CloseDoor,
    /// Puts a cartridge into the first free place of the mail slot and shuts it: 28/01.
    InsertAtPort(Cartridge),
    /// Takes a cartridge out of the mail slot and shuts it: 28/01.
    TakeFromPort(ElementAddress),
    /// Puts a cartridge onto a shelf; the door must be open, or the magazine out.
    PlaceInSlot {
        /// The cartridge.
        cartridge: Cartridge,
        /// A storage slot or a place of the mail slot.
        at: ElementAddress,
    },
    /// Takes a cartridge from any element, the transport included; the door must be open, or the
    /// magazine out. From a drive only when that has unloaded it.
    TakeFromSlot(ElementAddress),
    /// Sticks another label on a cartridge, wherever it is, or tears the old one off.
    SwapBarcode {
        /// The cartridge.
        cartridge: CartridgeId,
        /// The new label.
        barcode: Option<String>,
    },
    /// A condition begins; one that holds already gets a new end.
    ConditionSet {
        /// Of what.
        on: Target,
        /// Which one.
        condition: Condition,
        /// How long until it ends by itself; `None` for until it is lifted.
        lasts: Option<Duration>,
    },
    /// A condition ends.
    ConditionLift {
        /// Of what.
        on: Target,
        /// Which one.
        condition: Condition,
    },
    /// Frees a jammed robot; the cartridge stays in the transport.
    ClearJam,
    /// Switches everything off and on: work under way is aborted, 29/00 to every nexus, and the
    /// changer starts up and scans. A hang is over, a jam is not.
    PowerCycle,
    /// Puts a cartridge into a stand-alone drive.
    InsertInDrive(Cartridge),
    /// Takes the unloaded cartridge out of a stand-alone drive.
    TakeFromDrive,
}

/// Why a person could not do it. Nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandRefused {
    /// A host prevents removal: door and mail slot are locked.
    Locked,
    /// There is no door.
    NoDoor,
    /// The door is closed.
    DoorClosed,
    /// The door is open already.
    DoorOpen,
    /// There is no mail slot.
    NoPort,
    /// The element, or the whole mail slot, is full.
    Full,
    /// The element is empty.
    Empty,
    /// There is no such element, or not for this.
    NoSuchElement,
    /// There is no such cartridge, drive or changer.
    NoSuchThing,
    /// Such a thing has no such condition.
    NotOfThat,
    /// There is a robot; nobody reaches its drives from outside.
    NotStandAlone,
    /// The drive does not give the cartridge away.
    Held(Sense),
}

impl fmt::Display for HandRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            HandRefused::Locked => "a host prevents removal, the library is locked",
            HandRefused::NoDoor => "the library has no door",
            HandRefused::DoorClosed => "the door is closed",
            HandRefused::DoorOpen => "the door is open already",
            HandRefused::NoPort => "the library has no mail slot",
            HandRefused::Full => "there is no room",
            HandRefused::Empty => "there is no cartridge",
            HandRefused::NoSuchElement => "there is no such element",
            HandRefused::NoSuchThing => "there is no such cartridge, drive or changer",
            HandRefused::NotOfThat => "the condition does not apply to that",
            HandRefused::NotStandAlone => "the drive is inside a library",
            HandRefused::Held(sense) => return write!(f, "the drive keeps it: {sense}"),
        })
    }
}

impl std::error::Error for HandRefused {}

impl Library {
    /// What people and years do. Whoever takes a cartridge gets it back.
    ///
    /// # Errors
    /// When it cannot be done as things stand; then nothing changed, and a cartridge that was to go
    /// in is gone with the refusal.
    pub fn hand(&mut self, now: Duration, hand: Hand) -> Result<Option<Cartridge>, HandRefused> {
        self.advance(now);
        let taken = match hand {
            Hand::OpenDoor => self.open_door(now).map(|()| None),
            Hand::CloseDoor => self.close_door(now).map(|()| None),
            Hand::InsertAtPort(cartridge) => self.insert_at_port(now, cartridge).map(|()| None),
            Hand::TakeFromPort(at) => self.take_from_port(at).map(Some),
            Hand::PlaceInSlot { cartridge, at } => {
                self.check_in_reach(at).and_then(|()| self.shelve(now, cartridge, at)).map(|_| None)
            }
            Hand::TakeFromSlot(at) => {
                self.check_in_reach(at).and_then(|()| self.take_out(at)).map(Some)
            }
            Hand::SwapBarcode { cartridge, barcode } => {
                let cartridge = self.cartridge_mut(cartridge).ok_or(HandRefused::NoSuchThing)?;
                cartridge.barcode = barcode.map(String::into_boxed_str);
                Ok(None)
            }
            Hand::ConditionSet { on, condition, lasts } => {
                self.set_condition(now, on, condition, lasts).map(|()| None)
            }
            Hand::ConditionLift { on, condition } => {
                self.lift_condition(now, on, condition);
                Ok(None)
            }
            Hand::ClearJam => {
                self.lift_condition(now, Target::Changer, Condition::Jam);
                Ok(None)
            }
            Hand::PowerCycle => {
                self.power_cycle(now);
                Ok(None)
            }
            Hand::InsertInDrive(cartridge) => self.insert_in_drive(now, cartridge).map(|()| None),
            Hand::TakeFromDrive => self.stand_alone().and_then(|at| self.take_out(at)).map(Some),
        }?;
        self.advance(now);
        Ok(taken)
    }

    fn open_door(&mut self, now: Duration) -> Result<(), HandRefused> {
        if !self.profile().door {
            return Err(HandRefused::NoDoor);
        }
        if self.door_open {
            return Err(HandRefused::DoorOpen);
        }
        if self.prevention.holds() {
            return Err(HandRefused::Locked);
        }
        self.door_open = true;
        self.stop_robot(now, Sense::DOOR_OPEN);
        self.places.note(Change::Door { open: true });
        Ok(())
    }

    fn close_door(&mut self, now: Duration) -> Result<(), HandRefused> {
        self.check_door_open()?;
        self.door_open = false;
        self.places.note(Change::Door { open: false });
        self.attentions.raise(Sense::MEDIUM_CHANGED);
        self.start_own_scan(now, Duration::ZERO);
        Ok(())
    }

    /// What lies in a magazine that is out is in everybody's reach.
    fn check_in_reach(&self, at: ElementAddress) -> Result<(), HandRefused> {
        if self.is_out(at) { Ok(()) } else { self.check_door_open() }
    }

    fn check_door_open(&self) -> Result<(), HandRefused> {
        match (self.profile().door, self.door_open) {
            (false, _) => Err(HandRefused::NoDoor),
            (true, false) => Err(HandRefused::DoorClosed),
            (true, true) => Ok(()),
        }
    }

    /// The place of the mail slot where a person would put a cartridge. The robot's destination is
    /// not free although nothing lies there yet.
    pub fn free_port_place(&self) -> Option<ElementAddress> {
        let coming = self.destination();
        let places = self.elements.of(ElementType::ImportExport).iter().zip(0usize..);
        places
            .filter(|(place, _)| place.held.is_none())
            .map(|(_, index)| self.elements.address(ElementType::ImportExport, index))
            .find(|address| Some(*address) != coming)
    }

    /// A person reaches the mail slot when it stands open, or pulls it open when nobody locked it.
    fn check_port(&self) -> Result<(), HandRefused> {
        if self.profile().port.is_none() {
            return Err(HandRefused::NoPort);
        }
        match self.prevention.holds() && !self.port_open {
            true => Err(HandRefused::Locked),
            false => Ok(()),
        }
    }

    /// A person was at the mail slot and shut it.
    fn shut_port(&mut self) {
        if std::mem::take(&mut self.port_open) {
            self.places.note(Change::Port { open: false });
        }
        self.attentions.raise(Sense::PORT_ACCESSED);
    }

    fn insert_at_port(&mut self, now: Duration, cartridge: Cartridge) -> Result<(), HandRefused> {
        self.check_port()?;
        let at = self.free_port_place().ok_or(HandRefused::Full)?;
        self.shelve(now, cartridge, at)?;
        self.shut_port();
        Ok(())
    }

    fn take_from_port(&mut self, at: ElementAddress) -> Result<Cartridge, HandRefused> {
        self.check_port()?;
        let located = self.elements.locate(at).ok_or(HandRefused::NoSuchElement)?;
        if located.kind != ElementType::ImportExport {
            return Err(HandRefused::NoSuchElement);
        }
        let cartridge = self.take_out(at)?;
        self.shut_port();
        Ok(cartridge)
    }

    fn stand_alone(&self) -> Result<ElementAddress, HandRefused> {
        match self.profile().changer {
            None => Ok(self.elements.address(ElementType::DataTransfer, 0)),
            Some(_) => Err(HandRefused::NotStandAlone),
        }
    }

    fn insert_in_drive(&mut self, now: Duration, cartridge: Cartridge) -> Result<(), HandRefused> {
        let at = self.stand_alone()?;
        self.shelve(now, cartridge, at).map(|_| ())
    }

    /// A person takes a cartridge from an element.
    fn take_out(&mut self, at: ElementAddress) -> Result<Cartridge, HandRefused> {
        let located = self.elements.locate(at).ok_or(HandRefused::NoSuchElement)?;
        if self.cartridge_at(at).is_none() {
            return Err(HandRefused::Empty);
        }
        let slotted = self.lift_from(located).map_err(HandRefused::Held)?;
        // What is wrong with a cartridge leaves with it; the numbers of conditions do not.
        self.active.retain(|active| active.on != Target::Cartridge(slotted.id));
        self.places.set(slotted.id, Place::Outside);
        Ok(slotted.cartridge)
    }
}
