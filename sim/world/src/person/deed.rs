//! What hands do, at a time or because somebody was asked.

use std::fmt;

use hardware::{Hand, HandRefused, Target};
use rsm::Input;
use wire::scsi::{ElementAddress, ElementType};

use crate::computer::{ComputerId, LibraryId, ServiceState};
use crate::fault::Place;
use crate::scenario::person::{Deed, Relabelling};
use crate::scenario::{ObjectRef, fault};
use crate::story::words::of_object;
use crate::world::World;

/// Why hands could not do it. Nothing changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeedRefused {
    /// The hardware does not let them.
    Hand(HandRefused),
    /// There is no such computer, library, drive, place or medium.
    NoSuchThing(String),
    /// It is not possible as things stand.
    CannotBe(String),
}

impl fmt::Display for DeedRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeedRefused::Hand(refused) => fmt::Display::fmt(refused, f),
            DeedRefused::NoSuchThing(name) => write!(f, "there is no {name}"),
            DeedRefused::CannotBe(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for DeedRefused {}

impl DeedRefused {
    /// Whether it may be possible later.
    pub(super) fn may_pass(&self) -> bool {
        use HandRefused::{DoorClosed, Empty, Full, Held, Locked};
        match self {
            DeedRefused::Hand(refused) => {
                matches!(refused, Locked | DoorClosed | Full | Empty | Held(_))
            }
            DeedRefused::NoSuchThing(_) => false,
            DeedRefused::CannotBe(_) => true,
        }
    }
}

/// A deed as people tell of it.
pub(crate) fn in_words(deed: &Deed) -> String {
    match deed {
        Deed::OpenDoor(library) => format!("open the door of {}", library.value),
        Deed::CloseDoor(library) => format!("close the door of {}", library.value),
        Deed::Insert(what) => format!("insert {} at {}", what.medium.value, what.library.value),
        Deed::TakeFromPort((library, n)) => format!("take from port {n} of {}", library.value),
        Deed::TakeFromDrive(library) => format!("take from drive {}", library.value),
        Deed::PutIntoSlot(what) => {
            let (library, slot) = &what.slot;
            format!("put {} into slot {slot} of {}", what.medium.value, library.value)
        }
        Deed::TakeFromSlot((library, n)) => format!("take from slot {n} of {}", library.value),
        Deed::Relabel(what) => format!("relabel {}", what.medium.value),
        Deed::Begin(what) => format!("begin {}", what.condition.row().name),
        Deed::End(what) => format!("end {}", what.condition.row().name),
        Deed::ClearJam(library) => format!("free the robot of {}", library.value),
        Deed::PowerCycle(library) => format!("switch {} off and on", library.value),
        Deed::StartService(computer) => format!("start the service of {}", computer.value),
        Deed::StopService(computer) => format!("stop the service of {}", computer.value),
        Deed::CrashService(computer) => format!("kill the service of {}", computer.value),
        Deed::DisableService(computer) => format!("disable the service of {}", computer.value),
        Deed::Disable(object) => format!("disable {}", of_object(object)),
        Deed::Enable(object) => format!("enable {}", of_object(object)),
        Deed::Unplug(computer) => format!("unplug {}", computer.value),
        Deed::Plug(computer) => format!("plug {} in", computer.value),
        Deed::Link(link) => {
            let (one, other) = &link.between;
            format!("change the link of {} and {}", one.value, other.value)
        }
    }
}

impl World {
    /// Does something by hand.
    ///
    /// # Errors
    /// When it cannot be done as things stand; nothing has changed then.
    pub fn do_deed(&mut self, deed: &Deed) -> Result<(), DeedRefused> {
        match deed {
            Deed::OpenDoor(library) => self.simply(library, Hand::OpenDoor),
            Deed::CloseDoor(library) => self.simply(library, Hand::CloseDoor),
            Deed::ClearJam(library) => self.simply(library, Hand::ClearJam),
            Deed::PowerCycle(library) => self.simply(library, Hand::PowerCycle),
            Deed::Insert(what) => {
                let at = self.known_library(&what.library)?;
                self.insert(&what.medium, at)
            }
            Deed::TakeFromPort((library, number)) => {
                let (at, place) = self.place_in(library, ElementType::ImportExport, *number)?;
                self.take_from(at, place, Hand::TakeFromPort(place))
            }
            Deed::TakeFromDrive(library) => {
                let (at, place) = self.place_in(library, ElementType::DataTransfer, 0)?;
                self.take_from(at, place, Hand::TakeFromDrive)
            }
            Deed::PutIntoSlot(what) => {
                let (library, number) = &what.slot;
                let (at, place) = self.place_in(library, ElementType::Storage, *number)?;
                let put = |cartridge| Hand::PlaceInSlot { cartridge, at: place };
                self.put_in(&what.medium, at, place, put)
            }
            Deed::TakeFromSlot((library, number)) => {
                let (at, place) = self.place_in(library, ElementType::Storage, *number)?;
                self.take_from(at, place, Hand::TakeFromSlot(place))
            }
            Deed::Relabel(what) => self.relabel(what),
            Deed::Begin(what) => {
                let (at, on) = self.condition_of(&what.of)?;
                let condition = what.condition.value.0;
                let lasts = what.lasts.map(|span| span.0);
                self.done_by_hand(at, Hand::ConditionSet { on, condition, lasts })
            }
            Deed::End(what) => {
                let (at, on) = self.condition_of(&what.of)?;
                let condition = what.condition.value.0;
                self.done_by_hand(at, Hand::ConditionLift { on, condition })
            }
            deed => self.administer(deed),
        }
    }

    /// What is done to computers, their services and their links.
    fn administer(&mut self, deed: &Deed) -> Result<(), DeedRefused> {
        match deed {
            Deed::StartService(computer) => {
                let computer = self.known_computer(computer)?;
                self.start_service(computer);
            }
            Deed::StopService(computer) => {
                let computer = self.known_computer(computer)?;
                self.stop_service(computer);
            }
            Deed::CrashService(computer) => {
                let computer = self.known_computer(computer)?;
                self.crash_service(computer);
            }
            Deed::DisableService(computer) => {
                let computer = self.known_computer(computer)?;
                self.stop_service(computer);
                self.computers[usize::from(computer.0)].service.state = ServiceState::Disabled;
                self.note_service(computer);
            }
            Deed::Disable(object) => self.enable_object(object, false)?,
            Deed::Enable(object) => self.enable_object(object, true)?,
            Deed::Unplug(computer) | Deed::Plug(computer) => {
                let up = matches!(deed, Deed::Plug(_));
                let computer = self.known_computer(computer)?;
                self.computers[usize::from(computer.0)].interface_up = up;
            }
            Deed::Link(link) => {
                let (one, other) = &link.between;
                let (one, other) = (self.known_computer(one)?, self.known_computer(other)?);
                self.network.set_link(one, other, crate::build::link_of(link));
            }
            _ => {}
        }
        Ok(())
    }

    /// The first service that knows an object enables or disables it.
    fn enable_object(&mut self, object: &ObjectRef, enabled: bool) -> Result<(), DeedRefused> {
        let found = self.computers().find_map(|computer| {
            self.find_object(computer, object).map(|object| (computer, object))
        });
        let missing = || DeedRefused::NoSuchThing(of_object(object));
        let (computer, object) = found.ok_or_else(missing)?;
        let now = self.now;
        if let Some(rsm) = self.computers[usize::from(computer.0)].service.rsm.as_mut() {
            rsm.handle(now, Input::Enable { object, enabled });
            self.drain(computer);
        }
        Ok(())
    }

    fn simply(&mut self, library: &str, hand: Hand) -> Result<(), DeedRefused> {
        let at = self.known_library(library)?;
        self.done_by_hand(at, hand)
    }

    fn done_by_hand(&mut self, at: LibraryId, hand: Hand) -> Result<(), DeedRefused> {
        self.hand(at, hand).map(|_| ()).map_err(DeedRefused::Hand)
    }

    fn known_library(&self, name: &str) -> Result<LibraryId, DeedRefused> {
        self.library(name).ok_or_else(|| DeedRefused::NoSuchThing(format!("library {name}")))
    }

    fn known_computer(&self, name: &str) -> Result<ComputerId, DeedRefused> {
        self.computer(name).ok_or_else(|| DeedRefused::NoSuchThing(format!("computer {name}")))
    }

    fn place_in(
        &self,
        library: &str,
        kind: ElementType,
        number: u32,
    ) -> Result<(LibraryId, ElementAddress), DeedRefused> {
        let at = self.known_library(library)?;
        let missing = || DeedRefused::NoSuchThing(format!("such place in {library}: {number}"));
        self.element(at, kind, number).map(|place| (at, place)).ok_or_else(missing)
    }

    /// The thing that a condition is of.
    fn condition_of(&self, of: &fault::Target) -> Result<(LibraryId, Target), DeedRefused> {
        let place = self.find_place(of).map_err(|e| DeedRefused::CannotBe(e.to_string()))?;
        match place {
            Place::Unit(at, lun) => Ok((at, self.unit_target(at, lun))),
            Place::Medium(name) => match self.medium_in_library(&name) {
                Some((at, id)) => Ok((at, Target::Cartridge(id))),
                None => Err(DeedRefused::CannotBe(format!("{name} is in no library"))),
            },
            _ => Err(DeedRefused::Hand(HandRefused::NotOfThat)),
        }
    }

    fn relabel(&mut self, what: &Relabelling) -> Result<(), DeedRefused> {
        let name = what.medium.as_str();
        if let Some(shelf) = self.shelf_of(name) {
            let shelf = &mut self.computers[usize::from(shelf.0)].shelf;
            if let Some(cartridge) = shelf.get_mut(name) {
                cartridge.barcode = what.reads.as_deref().map(Box::from);
                self.people.relabelled.insert(name.to_owned());
            }
            return Ok(());
        }
        let missing = || DeedRefused::NoSuchThing(format!("medium {name}"));
        let (at, cartridge) = self.medium_in_library(name).ok_or_else(missing)?;
        self.name_medium(at, cartridge, name);
        self.done_by_hand(at, Hand::SwapBarcode { cartridge, barcode: what.reads.clone() })?;
        self.people.relabelled.insert(name.to_owned());
        Ok(())
    }
}
