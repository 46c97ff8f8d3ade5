//! Objects by what a scenario calls them. A program could have found each with EnumerateNtmsObject
//! and GetNtmsObjectInformation; here the database is asked.

use std::collections::BTreeMap;

use hardware::Place;
use rsm::Rsm;
use rsm::database::{
    Changer, Database, Drive, IeDoor, IePort, Key, Library, LogicalMedia, Object, Partition,
    PhysicalMedia, StorageSlot,
};
use wire::ntms::ObjectInformation;
use wire::ntms::call::Notification;
use wire::{Guid, Text};

use crate::client::Handle;
use crate::computer::{Computer, ComputerId};
use crate::scenario::ObjectRef;
use crate::scenario::story::{HandleRef, MediumRef, Saved, Selector};
use crate::world::World;

/// A handle that nobody gave out: its place was never used so often.
pub(super) const FORGED: Handle = Handle(0x5EED_F0A6_0000_0001);

/// An identifier that names no object: services never give it.
pub(super) const NO_SUCH_OBJECT: Guid = Guid::from_u128(u128::MAX);

/// What an answer gave, as a story saves it.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Session(Handle, ComputerId),
    Id(Guid),
    Ids(Vec<Guid>),
    Name(Text),
    Information(Box<ObjectInformation>),
    /// Blocks and marks before a place on a tape.
    Position(u32),
    /// A number.
    Number(u32),
    /// A channel of notifications or a detection.
    Handle(Handle),
    /// A change of an object.
    Change(Notification),
    /// The name of a medium.
    Medium(String),
}

/// Answers by the names they are saved under.
pub(crate) type Answers = BTreeMap<String, Value>;

/// Where objects are looked for.
#[derive(Clone, Copy)]
pub(crate) struct Find<'a> {
    pub(crate) world: &'a World,
    /// Whose service is asked.
    pub(crate) computer: ComputerId,
    pub(crate) saved: &'a Answers,
}

impl<'a> Find<'a> {
    fn computer(&self) -> &'a Computer {
        &self.world.computers[usize::from(self.computer.0)]
    }

    pub(super) fn rsm(&self) -> Option<&'a Rsm> {
        self.computer().service.rsm.as_ref()
    }

    /// The identifier of an object; none for `nothing`.
    ///
    /// # Errors
    /// What is not there, in words.
    pub(crate) fn id(&self, object: &ObjectRef) -> Result<Option<Guid>, String> {
        match object {
            ObjectRef::Id(id) => Ok(Some(*id)),
            ObjectRef::Select(selector) => self.select(selector),
            ObjectRef::Saved(saved) => match &self.ids(saved)?[..] {
                [id] => Ok(Some(*id)),
                [] => Err(format!("{saved} gave no identifier")),
                several => Err(format!(
                    "{saved} gave {} identifiers; {saved}[0] is the first",
                    several.len()
                )),
            },
        }
    }

    /// The identifier, null for `nothing`.
    pub(super) fn id_or_null(&self, object: &ObjectRef) -> Result<Guid, String> {
        Ok(self.id(object)?.unwrap_or(Guid::NULL))
    }

    /// The identifiers of a list; a saved answer stands for all that it gave.
    pub(super) fn list<'r>(
        &self,
        objects: impl IntoIterator<Item = &'r ObjectRef>,
    ) -> Result<Vec<Guid>, String> {
        let mut ids = Vec::new();
        for object in objects {
            match object {
                ObjectRef::Saved(saved) => ids.extend(self.ids(saved)?),
                object => ids.push(self.id_or_null(object)?),
            }
        }
        Ok(ids)
    }

    fn saved(&self, saved: &Saved) -> Result<&'a Value, String> {
        self.saved.get(&saved.name).ok_or_else(|| format!("nothing was saved as ${}", saved.name))
    }

    /// What was saved, or that part of it that is meant.
    pub(super) fn value(&self, saved: &Saved) -> Option<Value> {
        match (self.saved(saved).ok()?, saved.index) {
            (Value::Ids(ids), Some(index)) => ids.get(index as usize).copied().map(Value::Id),
            (value, _) => Some(value.clone()),
        }
    }

    /// The identifiers that an answer gave.
    fn ids(&self, saved: &Saved) -> Result<Vec<Guid>, String> {
        let all = match self.saved(saved)? {
            Value::Id(id) => vec![*id],
            Value::Ids(ids) => ids.clone(),
            Value::Information(found) => vec![found.id],
            Value::Medium(name) => self.medium(name)?.into_iter().collect(),
            Value::Change(told) => vec![told.object],
            Value::Session(..)
            | Value::Name(_)
            | Value::Position(_)
            | Value::Number(_)
            | Value::Handle(_) => Vec::new(),
        };
        match saved.index {
            None => Ok(all),
            Some(index) => match all.get(index as usize) {
                Some(id) => Ok(vec![*id]),
                None => Err(format!("${} gave only {} identifiers", saved.name, all.len())),
            },
        }
    }

    /// A session that was saved.
    pub(super) fn session(&self, saved: &Saved) -> Result<(Handle, ComputerId), String> {
        match self.saved(saved)? {
            Value::Session(handle, computer) => Ok((*handle, *computer)),
            _ => Err(format!("{saved} is no session")),
        }
    }

    /// A handle of what was opened in a session, or one that is none.
    pub(super) fn handle(&self, handle: &HandleRef) -> Result<Handle, String> {
        match handle {
            HandleRef::Null => Ok(Handle(0)),
            HandleRef::Invalid => Ok(Handle::INVALID),
            HandleRef::Forged => Ok(FORGED),
            HandleRef::Saved(saved) => match self.saved(saved)? {
                Value::Handle(handle) | Value::Session(handle, _) => Ok(*handle),
                _ => Err(format!("{saved} is no handle")),
            },
        }
    }

    /// The name of a medium.
    pub(super) fn medium_name(&self, medium: &MediumRef) -> Result<String, String> {
        match medium {
            MediumRef::Name(name) => Ok(name.clone()),
            MediumRef::Saved(saved) => match self.saved(saved)? {
                Value::Medium(name) => Ok(name.clone()),
                _ => Err(format!("{saved} is no medium of a `for-each`")),
            },
        }
    }

    fn select(&self, selector: &Selector) -> Result<Option<Guid>, String> {
        match selector {
            Selector::Nothing => return Ok(None),
            Selector::NoSuchObject => return Ok(Some(NO_SUCH_OBJECT)),
            _ => {}
        }
        // Where no service is, a call ends before anybody looks at its identifiers.
        let Some(rsm) = self.rsm() else { return Ok(Some(NO_SUCH_OBJECT)) };
        let found = match selector {
            Selector::Nothing | Selector::NoSuchObject => None,
            Selector::Computer(name) => self.service_of(name),
            Selector::Medium(medium) => self.medium(&self.medium_name(medium)?)?,
            Selector::Side((medium, side)) => {
                let name = self.medium_name(medium)?;
                self.side(rsm.database(), &name, *side)?.map(|key| rsm.database().id(key))
            }
            Selector::Logical((medium, side)) => {
                let name = self.medium_name(medium)?;
                let side = self.side(rsm.database(), &name, *side)?;
                let logical = side.and_then(|side| rsm.database().get(side).logical);
                logical.map(|key: Key<LogicalMedia>| rsm.database().id(key))
            }
            Selector::Pool(path) => id(rsm, rsm.database().pool_at(path)),
            Selector::MediaType(word) => id(rsm, rsm.database().media_type(word.0)),
            Selector::OfflineLibrary => id(rsm, rsm.database().offline_library()),
            in_library => self.in_library(rsm, in_library),
        };
        let name = &self.computer().name;
        let missing = || format!("{name} knows no {}", super::words::of_selector(selector));
        found.map(Some).ok_or_else(missing)
    }

    fn service_of(&self, name: &str) -> Option<Guid> {
        let computer = self.world.computer(name)?;
        let rsm = self.world.rsm(computer)?;
        Some(rsm.database().id(rsm.database().computer()))
    }

    /// Things of a library.
    fn in_library(&self, rsm: &Rsm, selector: &Selector) -> Option<Guid> {
        let database = rsm.database();
        let library = |name: &str| self.library(rsm, name);
        let drive = |name: &str, number: u32| {
            let library = library(name)?;
            let is = |row: &Drive| row.library == library && row.number == number;
            database.all::<Drive>().find(|(_, row)| is(row))
        };
        let changer = |name: &str| {
            let library = library(name)?;
            database.all::<Changer>().find(|(_, row)| row.library == library)
        };
        match selector {
            Selector::Library(name) => id(rsm, library(name)),
            Selector::Changer(name) => Some(changer(name)?.1.head.id),
            Selector::ChangerType(name) => id(rsm, Some(changer(name)?.1.changer_type)),
            Selector::Drive((name, number)) => Some(drive(name, *number)?.1.head.id),
            Selector::DriveType((name, number)) => {
                id(rsm, Some(drive(name, *number)?.1.drive_type))
            }
            Selector::Slot((name, number)) => {
                let library = library(name)?;
                let is = |row: &StorageSlot| row.library == library && row.number == *number;
                database.all::<StorageSlot>().find(|(_, row)| is(row)).map(|(_, row)| row.head.id)
            }
            Selector::Port((name, number)) => {
                let library = library(name)?;
                let is = |row: &IePort| row.library == library && row.number == *number;
                database.all::<IePort>().find(|(_, row)| is(row)).map(|(_, row)| row.head.id)
            }
            Selector::Door((name, number)) => {
                let library = library(name)?;
                let is = |row: &IeDoor| row.library == library && row.number == *number;
                database.all::<IeDoor>().find(|(_, row)| is(row)).map(|(_, row)| row.head.id)
            }
            _ => None,
        }
    }

    /// The library of a name: that at the end of its cable, or, while its devices do not answer,
    /// that of its serial number.
    fn library(&self, rsm: &Rsm, name: &str) -> Option<Key<Library>> {
        let cabinets = &self.computer().cabinets;
        let at = cabinets.iter().position(|cabinet| &*cabinet.name == name)?;
        let profile = cabinets.get(at)?.library.profile();
        let serial = profile.changer.as_ref().map(|changer| changer.serial.as_str());
        let serial = serial.or(profile.drives.first().map(|drive| drive.serial.as_str()))?;
        let database = rsm.database();
        let cabled = |key| rsm.cable_of(key).is_some_and(|cable| usize::from(cable.0) == at);
        let by_cable = database.all::<Library>().find(|(key, _)| cabled(*key));
        let by_serial = || database.all::<Library>().find(|(_, row)| &*row.serial_number == serial);
        by_cable.or_else(by_serial).map(|(key, _)| key)
    }

    /// The physical medium of a name: that with its bar code, or called so, or, where neither is on
    /// record, that in the place where it lies.
    fn medium(&self, name: &str) -> Result<Option<Guid>, String> {
        let Some(rsm) = self.rsm() else { return Ok(Some(NO_SUCH_OBJECT)) };
        Ok(id(rsm, self.medium_key(rsm.database(), name)))
    }

    fn medium_key(&self, database: &Database, name: &str) -> Option<Key<PhysicalMedia>> {
        let by_code = database.media_with_bar_code(name).next();
        let called = |row: &PhysicalMedia| &*row.head.name == name;
        let by_name =
            || database.all::<PhysicalMedia>().find(|(_, row)| called(row)).map(|(key, _)| key);
        by_code.or_else(by_name).or_else(|| self.medium_in_place(database, name))
    }

    fn medium_in_place(&self, database: &Database, name: &str) -> Option<Key<PhysicalMedia>> {
        let rsm = self.rsm()?;
        let (at, cartridge) = self.world.medium_in_library(name)?;
        let Place::Element(address) = self.world.cabinet(at).library.place(cartridge)? else {
            return None;
        };
        let here = |row: &PhysicalMedia| {
            at.computer == self.computer
                && rsm.cable_of(row.library) == Some(at.cable)
                && crate::check::address_of(database, row) == Some(address)
        };
        database.all::<PhysicalMedia>().find(|(_, row)| here(row)).map(|(key, _)| key)
    }

    fn side(
        &self,
        database: &Database,
        name: &str,
        side: u32,
    ) -> Result<Option<Key<Partition>>, String> {
        let medium = self.medium_key(database, name);
        let missing = || format!("{} knows no medium {name}", self.computer().name);
        Ok(database.sides_of(medium.ok_or_else(missing)?).nth(side as usize))
    }

    /// What is known of an object.
    pub(super) fn information(&self, id: Guid) -> Option<ObjectInformation> {
        self.rsm()?.information(id)
    }
}

fn id<R: Object>(rsm: &Rsm, key: Option<Key<R>>) -> Option<Guid> {
    key.map(|key| rsm.database().id(key))
}
