//! What somebody does about a request of a service before saying that it is done.

use hardware::{Cartridge, Condition, Hand, MediumKind, Record, Target};
use rsm::database::{Changer, Database, Drive, IeDoor, IePort, Library, MediaPool, OpRequest};
use rsm::database::{PhysicalMedia, StorageSlot};
use wire::Guid;
use wire::label::free;
use wire::ntms::media_type::StorageMediaType;
use wire::ntms::operation::OperatorCommand;
use wire::scsi::{ElementAddress, ElementType, Lun};

use super::DeedRefused;
use crate::computer::{ComputerId, LibraryId};
use crate::world::World;

fn cannot<T>(why: impl Into<String>) -> Result<T, DeedRefused> {
    Err(DeedRefused::CannotBe(why.into()))
}

/// Nothing is recorded, or only the label of a free medium.
fn is_free(cartridge: &Cartridge) -> bool {
    let free = |block: &[u8]| free::claim(block).is_some();
    !cartridge.cleans()
        && cartridge.sides.iter().all(|side| match side.records().next() {
            None => true,
            Some(Record::Block(block)) => free(block),
            Some(Record::Filemark) => false,
        })
}

impl World {
    fn records(&self, computer: ComputerId) -> Result<&Database, DeedRefused> {
        match self.rsm(computer) {
            Some(rsm) => Ok(rsm.database()),
            None => cannot("the service does not run"),
        }
    }

    /// What the scenario calls the medium that a request is about.
    pub(super) fn medium_asked_for(
        &self,
        computer: ComputerId,
        request: &OpRequest,
    ) -> Option<String> {
        let database = self.rsm(computer)?.database();
        let key = database.find::<PhysicalMedia>(request.argument_1)?;
        let row = database.try_get(key)?;
        let shelves = || self.computers.iter().flat_map(|computer| &computer.shelf);
        let labelled = |cartridge: &Cartridge| {
            !row.bar_code.is_empty() && cartridge.barcode.as_deref() == Some(&*row.bar_code)
        };
        let named =
            |name: &str| self.shelf_of(name).is_some() || self.medium_in_library(name).is_some();
        let on_shelf =
            shelves().find(|(_, cartridge)| labelled(cartridge)).map(|(name, _)| name.clone());
        let name = row.head.name.as_str();
        on_shelf.or_else(|| named(name).then(|| name.to_owned())).or_else(|| {
            let found = self.libraries().find_map(|at| {
                let id = self.cabinet(at).library.find(&row.bar_code)?;
                Some(self.medium_name(at, id))
            });
            found.filter(|_| !row.bar_code.is_empty())
        })
    }

    /// Does what a service asks for.
    pub(super) fn do_asked(
        &mut self,
        computer: ComputerId,
        request: &OpRequest,
    ) -> Result<(), DeedRefused> {
        match request.request {
            OperatorCommand::Unknown | OperatorCommand::Message => Ok(()),
            OperatorCommand::MoveMedia => match self.medium_asked_for(computer, request) {
                Some(name) => self.bring_to(computer, &name, request.argument_2),
                None => cannot("the medium is nowhere to be found"),
            },
            OperatorCommand::NewMedia => self.bring_new(computer, request),
            OperatorCommand::Cleaner => self.bring_cleaner(computer, request),
            OperatorCommand::DeviceService => self.look_after(computer, request.argument_1),
        }
    }

    /// Brings a medium to the library of an identifier, or to the first that takes it. One that is
    /// there already needs no bringing.
    pub(super) fn bring_to(
        &mut self,
        computer: ComputerId,
        name: &str,
        library: Guid,
    ) -> Result<(), DeedRefused> {
        if let Some((at, id)) = self.medium_in_library(name) {
            let cabinet = &self.cabinet(at).library;
            let ports = cabinet.elements(ElementType::ImportExport);
            let is_in = |place: &ElementAddress| {
                cabinet.cartridge_at(*place).is_some_and(|(there, _)| there == id)
            };
            let port = ports.into_iter().find(is_in);
            let wanted = self.library_asked_for(computer, library)?.is_none_or(|to| to == at);
            match port {
                _ if wanted => return Ok(()),
                Some(place) => self.take_from(at, place, Hand::TakeFromPort(place))?,
                None => return cannot(format!("{name} is inside {}", self.cabinet(at).name)),
            }
        }
        let shelf = self.shelf_of(name);
        let Some(shelf) = shelf else { return cannot(format!("{name} is on no shelf")) };
        let cartridge = self.computers[usize::from(shelf.0)].shelf.get(name);
        let media_type = cartridge.map(|cartridge| cartridge.model.media_type);
        let at = match self.library_asked_for(computer, library)? {
            Some(at) => at,
            None => self.library_that_takes(computer, media_type)?,
        };
        self.insert(name, at)
    }

    /// The library of an identifier.
    pub(super) fn library_asked_for(
        &self,
        computer: ComputerId,
        library: Guid,
    ) -> Result<Option<LibraryId>, DeedRefused> {
        let Some(rsm) = self.rsm(computer) else { return cannot("the service does not run") };
        let key = rsm.database().find::<Library>(library);
        Ok(key.and_then(|key| rsm.cable_of(key)).map(|cable| LibraryId { computer, cable }))
    }

    fn library_that_takes(
        &self,
        computer: ComputerId,
        media_type: Option<StorageMediaType>,
    ) -> Result<LibraryId, DeedRefused> {
        let takes = |at: &LibraryId| {
            let own = self.cabinet(*at).library.profile().medium.media_type;
            at.computer == computer && media_type.is_none_or(|wanted| wanted == own)
        };
        match self.libraries().find(takes) {
            Some(at) => Ok(at),
            None => cannot("no library takes such a medium"),
        }
    }

    fn first_on_shelf(
        &self,
        computer: ComputerId,
        wanted: impl Fn(&Cartridge) -> bool,
    ) -> Option<String> {
        let shelf = &self.computers[usize::from(computer.0)].shelf;
        shelf.iter().find(|(_, cartridge)| wanted(cartridge)).map(|(name, _)| name.clone())
    }

    /// Brings a blank or free medium of the type of a pool.
    fn bring_new(&mut self, computer: ComputerId, request: &OpRequest) -> Result<(), DeedRefused> {
        let database = self.records(computer)?;
        let pool = database.find::<MediaPool>(request.argument_1);
        let media_type = pool
            .and_then(|pool| database.get(pool).media_type)
            .map(|media_type| database.get(media_type).media_type);
        let Some(media_type) = media_type else { return cannot("nobody knows for which pool") };
        let fits =
            |cartridge: &Cartridge| is_free(cartridge) && cartridge.model.media_type == media_type;
        let Some(name) = self.first_on_shelf(computer, fits) else {
            return cannot("no free medium of that type is on the shelf");
        };
        let at = match self.library_asked_for(computer, request.argument_2)? {
            Some(at) => at,
            None => self.library_that_takes(computer, Some(media_type))?,
        };
        self.insert(&name, at)
    }

    /// Brings a cleaner that has uses left.
    fn bring_cleaner(
        &mut self,
        computer: ComputerId,
        request: &OpRequest,
    ) -> Result<(), DeedRefused> {
        let cleans = |cartridge: &Cartridge| match cartridge.kind {
            MediumKind::Cleaning { uses_left } => uses_left > 0,
            MediumKind::Data => false,
        };
        let Some(name) = self.first_on_shelf(computer, cleans) else {
            return cannot("no cleaner is on the shelf");
        };
        let (at, _) = self.device_asked_for(computer, request.argument_1)?;
        let records = self.records(computer)?;
        let slot = records.find::<StorageSlot>(request.argument_1);
        let slot = slot.map(|slot| ElementAddress(records.get(slot).address));
        match slot.filter(|_| self.cabinet(at).library.profile().port.is_none()) {
            Some(slot) => self.insert_at_door(&name, at, slot),
            None => self.insert(&name, at),
        }
    }

    /// The library of a device that is known by an identifier, and its unit where it is a drive.
    pub(super) fn device_asked_for(
        &self,
        computer: ComputerId,
        id: Guid,
    ) -> Result<(LibraryId, Option<u32>), DeedRefused> {
        let Some(rsm) = self.rsm(computer) else { return cannot("the service does not run") };
        let database = rsm.database();
        let find_drive = database.find::<Drive>(id).map(|key| database.get(key));
        let library = None
            .or_else(|| database.find::<Library>(id))
            .or_else(|| database.find::<Changer>(id).map(|key| database.get(key).library))
            .or_else(|| database.find::<IeDoor>(id).map(|key| database.get(key).library))
            .or_else(|| database.find::<IePort>(id).map(|key| database.get(key).library))
            .or_else(|| database.find::<StorageSlot>(id).map(|key| database.get(key).library))
            .or_else(|| database.find::<PhysicalMedia>(id).map(|key| database.get(key).library))
            .or_else(|| find_drive.map(|drive| drive.library));
        match library.and_then(|library| rsm.cable_of(library)) {
            Some(cable) => {
                Ok((LibraryId { computer, cable }, find_drive.map(|drive| drive.number)))
            }
            None => cannot("nobody knows which device"),
        }
    }

    /// Puts a device right: what is wrong with it ends, apart from dirt; the door is shut; a port
    /// is emptied, and so is a stand-alone drive that lets go.
    fn look_after(&mut self, computer: ComputerId, id: Guid) -> Result<(), DeedRefused> {
        let (at, drive) = self.device_asked_for(computer, id)?;
        let lun = self.drive_lun(at, drive.unwrap_or(0));
        let alone = self.cabinet(at).library.profile().changer.is_none();
        let on = match lun.filter(|_| alone || drive.is_some()) {
            Some(lun) => Target::Drive(lun),
            None => self.unit_target(at, Lun(0)),
        };
        let library = &self.cabinet(at).library;
        let wrong: Vec<Condition> = library
            .conditions()
            .filter(|(of, condition)| *of == on && *condition != Condition::CleaningDue)
            .map(|(_, condition)| condition)
            .collect();
        for condition in wrong {
            self.hand(at, Hand::ConditionLift { on, condition }).map_err(DeedRefused::Hand)?;
        }
        if self.cabinet(at).library.door_open() {
            self.hand(at, Hand::CloseDoor).map_err(DeedRefused::Hand)?;
        }
        let port = self.records(computer)?.find::<IePort>(id);
        if let Some(port) = port {
            let place = ElementAddress(self.records(computer)?.get(port).address);
            if self.cabinet(at).library.cartridge_at(place).is_some() {
                self.take_from(at, place, Hand::TakeFromPort(place))?;
            }
        }
        if alone && let Some(place) = self.element(at, ElementType::DataTransfer, 0) {
            // A drive that holds nothing, or keeps what it holds, is left as it is.
            let _ = self.take_from(at, place, Hand::TakeFromDrive);
        }
        Ok(())
    }
}
