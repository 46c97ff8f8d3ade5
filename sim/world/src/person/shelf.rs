//! Where media are: on the shelf of a computer, or in a library; and how hands get at them.

use hardware::{Cartridge, CartridgeId, Hand, HandRefused, Place};
use rsm::Cable;
use wire::scsi::{ElementAddress, ElementType, Lun};

use super::DeedRefused;
use crate::computer::{Cabinet, ComputerId, LibraryId};
use crate::world::World;

impl World {
    /// The library or stand-alone drive of that name.
    pub fn library(&self, name: &str) -> Option<LibraryId> {
        self.libraries().find(|id| &*self.cabinet(*id).name == name)
    }

    pub(super) fn libraries(&self) -> impl Iterator<Item = LibraryId> {
        // Computers and cables are as many as a scenario names.
        self.computers.iter().zip(0u16..).flat_map(|(computer, at)| {
            let cables = 0..computer.cabinets.len() as u16;
            let computer = ComputerId(at);
            cables.map(move |cable| LibraryId { computer, cable: Cable(cable) })
        })
    }

    pub(crate) fn cabinet(&self, id: LibraryId) -> &Cabinet {
        &self.computers[usize::from(id.computer.0)].cabinets[usize::from(id.cable.0)]
    }

    /// The logical unit of a drive of a library, counted from 0.
    pub(crate) fn drive_lun(&self, at: LibraryId, number: u32) -> Option<Lun> {
        let library = &self.cabinet(at).library;
        let before = u32::from(library.profile().changer.is_some());
        let lun = Lun(u16::try_from(number.checked_add(before)?).ok()?);
        library.drive(lun).map(|_| lun)
    }

    /// The place of a library that a scenario counts from 0.
    pub(super) fn element(
        &self,
        at: LibraryId,
        kind: ElementType,
        number: u32,
    ) -> Option<ElementAddress> {
        self.cabinet(at).library.element(kind, number)
    }

    /// What hands do to a library.
    ///
    /// # Errors
    /// When it cannot be done as things stand; nothing has changed then.
    pub(crate) fn hand(
        &mut self,
        at: LibraryId,
        hand: Hand,
    ) -> Result<Option<Cartridge>, HandRefused> {
        let (now, cable) = (self.now, usize::from(at.cable.0));
        let cabinet = &mut self.computers[usize::from(at.computer.0)].cabinets[cable];
        let relabelled = match &hand {
            Hand::SwapBarcode { cartridge, .. } => Some(*cartridge),
            _ => None,
        };
        // What moved before was no hand's doing.
        cabinet.library.touched();
        let taken = cabinet.library.hand(now, hand);
        let moved = cabinet.note_hands(now, relabelled);
        let alone = cabinet.library.profile().changer.is_none();
        self.collect(at.computer, cable);
        if moved && alone {
            self.expect_media_change(at);
        }
        taken
    }

    /// What the scenario calls a cartridge in a library: by its label where nothing else is known.
    pub(crate) fn medium_name(&self, at: LibraryId, id: CartridgeId) -> String {
        let named = self.people.names.get(&(at, id)).cloned();
        named.unwrap_or_else(|| {
            let cabinet = self.cabinet(at);
            let label = cabinet.library.cartridge(id).and_then(|known| known.barcode.as_deref());
            label.map_or_else(|| format!("{} {}", cabinet.name, id.0), str::to_owned)
        })
    }

    /// A cartridge in a library has a name that its label does not say.
    pub(crate) fn name_medium(&mut self, at: LibraryId, id: CartridgeId, name: &str) {
        self.people.names.insert((at, id), name.to_owned());
    }

    /// The library that a medium is in.
    pub(crate) fn medium_in_library(&self, name: &str) -> Option<(LibraryId, CartridgeId)> {
        let inside = |at: LibraryId, id| {
            !matches!(self.cabinet(at).library.place(id), None | Some(Place::Outside))
        };
        let named = self.people.names.iter().find(|(_, known)| known.as_str() == name);
        let named = named.map(|(key, _)| *key).filter(|(at, id)| inside(*at, *id));
        named.or_else(|| {
            self.libraries().find_map(|at| {
                let id = self.cabinet(at).library.find(name)?;
                (self.medium_name(at, id) == name).then_some((at, id))
            })
        })
    }

    /// The computer on whose shelf a medium lies.
    pub(super) fn shelf_of(&self, name: &str) -> Option<ComputerId> {
        let at = self.computers.iter().position(|computer| computer.shelf.contains_key(name));
        at.map(|at| ComputerId(at as u16))
    }

    /// A medium goes from its shelf into a library, at a place that was looked up before.
    pub(super) fn put_in(
        &mut self,
        name: &str,
        at: LibraryId,
        place: ElementAddress,
        hand: impl FnOnce(Cartridge) -> Hand,
    ) -> Result<(), DeedRefused> {
        let not_there = || DeedRefused::CannotBe(format!("{name} is on no shelf"));
        let shelf = self.shelf_of(name).ok_or_else(not_there)?;
        let shelf = usize::from(shelf.0);
        let cartridge = self.computers[shelf].shelf.remove(name).ok_or_else(not_there)?;
        if let Err(refused) = self.hand(at, hand(cartridge.clone())) {
            self.computers[shelf].shelf.insert(name.to_owned(), cartridge);
            return Err(DeedRefused::Hand(refused));
        }
        let library = &self.cabinet(at).library;
        let id = library.cartridge_at(place).map(|(id, _)| id);
        if let Some(id) = id.filter(|_| cartridge.barcode.as_deref() != Some(name)) {
            self.name_medium(at, id, name);
            // A drive alone reads no labels, so that nobody hears of the new one.
            let relabelled = self.people.relabelled.contains(name);
            if let Some(cabinet) = self.cabinet_mut(at)
                && relabelled
                && cabinet.library.profile().changer.is_none()
            {
                cabinet.meddled.relabelled.insert(id);
            }
        }
        Ok(())
    }

    /// A medium goes from a place in a library onto the shelf of its computer.
    pub(super) fn take_from(
        &mut self,
        at: LibraryId,
        place: ElementAddress,
        hand: Hand,
    ) -> Result<(), DeedRefused> {
        let found = self.cabinet(at).library.cartridge_at(place).map(|(id, _)| id);
        let id = found.ok_or(DeedRefused::Hand(HandRefused::Empty))?;
        let name = self.medium_name(at, id);
        let taken = self.hand(at, hand).map_err(DeedRefused::Hand)?;
        self.people.names.remove(&(at, id));
        if let Some(cartridge) = taken {
            self.computers[usize::from(at.computer.0)].shelf.insert(name, cartridge);
        }
        Ok(())
    }

    /// A medium goes from its shelf into a library the way that there is: the mail slot, a
    /// stand-alone drive, or a free slot behind the door.
    pub(super) fn insert(&mut self, name: &str, at: LibraryId) -> Result<(), DeedRefused> {
        let library = &self.cabinet(at).library;
        if library.profile().changer.is_none() {
            let drive = library.elements(ElementType::DataTransfer).first().copied();
            let drive = drive.ok_or(DeedRefused::Hand(HandRefused::NoSuchElement))?;
            return self.put_in(name, at, drive, Hand::InsertInDrive);
        }
        if library.profile().port.is_some() {
            let place = library.free_port_place().ok_or(DeedRefused::Hand(HandRefused::Full))?;
            return self.put_in(name, at, place, Hand::InsertAtPort);
        }
        let free = |place: &ElementAddress| library.cartridge_at(*place).is_none();
        let place = library.elements(ElementType::Storage).into_iter().find(free);
        let place = place.ok_or(DeedRefused::Hand(HandRefused::Full))?;
        self.insert_at_door(name, at, place)
    }

    /// A medium goes from its shelf into a slot behind the door, which is shut afterwards as it was
    /// before.
    pub(super) fn insert_at_door(
        &mut self,
        name: &str,
        at: LibraryId,
        place: ElementAddress,
    ) -> Result<(), DeedRefused> {
        let opens = !self.cabinet(at).library.door_open();
        if opens {
            self.hand(at, Hand::OpenDoor).map_err(DeedRefused::Hand)?;
        }
        let put = |cartridge| Hand::PlaceInSlot { cartridge, at: place };
        let done = self.put_in(name, at, place, put);
        if opens {
            self.hand(at, Hand::CloseDoor).map_err(DeedRefused::Hand)?;
        }
        done
    }
}
