//! Rows of a library and its devices: made when they are seen first, known again by serial number,
//! kept as not present when they are gone.

use std::collections::BTreeMap;

use wire::ntms::limit::{OBJECTNAME_LENGTH, PRODUCTNAME_LENGTH, REVISION_LENGTH};
use wire::ntms::media_type::DeviceType;
use wire::ntms::object::LibraryType;
use wire::ntms::operation::InventoryMethod;
use wire::ntms::option::LibraryFlags;
use wire::ntms::state::{
    DoorState, DriveState, OperationalState, PortContent, PortPosition, SlotState,
};
use wire::scsi::{ElementDescriptor, ElementType, Lun, Sense};
use wire::{Text, Ticks};

use super::stock::{self, Unidentified, take_stock};
use super::{Place, ensure_media_type, ensure_system_pools, new_library};
use crate::config::{Attachment, Config, Unit};
use crate::database::{
    Changer, ChangerType, Database, Drive, DriveType, Head, IeDoor, IePort, Key, Library,
    StorageSlot,
};
use crate::device::model::{self, DriveModel};
use crate::device::{ChangerFacts, DriveFacts, Identity, LibraryFacts};

/// Seconds that a medium stays at least after a deferred dismount (MS-RSMP 2.2.4.9).
const DEFER_DISMOUNT_SECONDS: u32 = 300;
/// Seconds that a door may stay open and a mail slot out. The sources give no default; hosts leave
/// people ten minutes.
const ACCESS_SECONDS: u16 = 600;

/// A library that is on record now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Adopted {
    /// Its row.
    pub(crate) library: Key<Library>,
    /// The logical unit of its changer.
    pub(crate) changer: Option<Lun>,
    /// Drives that answer, and their logical units.
    pub(crate) drives: Vec<(Key<Drive>, Lun)>,
    /// Full places of which nobody knows what is in them.
    pub(crate) unidentified: Vec<Unidentified>,
}

/// Puts a library and its devices on record, or brings the record up to date: rows that exist are
/// known again by serial number, devices that are gone become not present, and recorded media go
/// where the elements show them. Nothing is mounted while this happens.
pub(crate) fn adopt(
    db: &mut Database,
    config: &Config,
    attachment: &Attachment,
    facts: &LibraryFacts,
) -> Adopted {
    let unit = |lun: Lun| attachment.units.iter().find(|unit| unit.lun == lun);
    let library = adopt_library(db, config, attachment, facts);
    if let Some(changer) = &facts.changer {
        adopt_changer(db, library, changer, facts, unit(changer.lun));
        adopt_slots(db, library, facts);
        adopt_door(db, library);
    }
    adopt_ports(db, library, facts);
    let mut drives = adopt_drives(db, config, library, facts, attachment);
    let unidentified = take_stock(db, library, &facts.elements);
    settle_drives(db, facts, &drives);
    drives.retain(|(_, drive)| drive.identity.is_some());
    Adopted {
        library,
        changer: facts.changer.as_ref().map(|changer| changer.lun),
        drives: drives.into_iter().map(|(key, drive)| (key, drive.lun)).collect(),
        unidentified,
    }
}

fn adopt_library(
    db: &mut Database,
    config: &Config,
    attachment: &Attachment,
    facts: &LibraryFacts,
) -> Key<Library> {
    let library_type = match facts.changer {
        Some(_) => LibraryType::Online,
        None => LibraryType::StandAlone,
    };
    let serial = facts.identity().map_or(Text::EMPTY, |identity| identity.serial.clone());
    let known = db
        .all::<Library>()
        .filter(|(_, row)| row.library_type == library_type && row.serial_number == serial)
        .find(|(key, _)| !serial.is_empty() || has_device(db, *key, attachment))
        .map(|(key, _)| key);
    if let Some(library) = known {
        db.update(library, |row| row.head.operational = OperationalState::Ready);
        return library;
    }
    let name = free_name(db, facts);
    let head = db.new_head(name);
    let tapes = facts.drives.iter().filter_map(|drive| drive.identity.as_ref());
    let has_tapes = tapes.clone().any(|drive| drive.device_type == 0x01);
    let row = Library {
        library_type,
        cleans_drives: facts.changer.is_some() && has_tapes,
        inventory_method: InventoryMethod::Omid,
        serial_number: serial,
        ..new_library(head, config)
    };
    db.insert(row)
}

/// Whether a library without a serial number has the first device of an attachment.
fn has_device(db: &Database, library: Key<Library>, attachment: &Attachment) -> bool {
    let Some(Unit { device_name, .. }) = attachment.units.first() else { return false };
    let changer = db.index().changers_of.of(library).next();
    let drive = db.index().drives_of.of(library).next();
    match (changer, drive) {
        (Some(changer), _) => db.get(changer).device_name == *device_name,
        (None, Some(drive)) => db.get(drive).device_name == *device_name,
        (None, None) => false,
    }
}

/// Vendor and product, with a number when another library is called so.
fn free_name(db: &Database, facts: &LibraryFacts) -> Text {
    let name = facts.identity().map_or_else(String::new, full_name);
    let taken = |name: &str| db.all::<Library>().any(|(_, row)| &row.head.name == name);
    if !taken(&name) {
        return Text::cut(&name, OBJECTNAME_LENGTH);
    }
    let numbered = (2u32..).map(|number| format!("{name} {number}")).find(|name| !taken(name));
    Text::cut(&numbered.unwrap_or(name), OBJECTNAME_LENGTH)
}

fn full_name(identity: &Identity) -> String {
    format!("{} {}", identity.vendor, identity.product).trim().to_owned()
}

/// From now on the library is one that reads bar codes.
pub(super) fn note_bar_codes(db: &mut Database, library: Key<Library>) {
    db.update(library, |row| {
        row.reads_bar_codes = true;
        row.inventory_method = InventoryMethod::Fast;
        row.flags = row.flags.union(LibraryFlags::RECOGNIZECLEANERBARCODE);
    });
}

fn adopt_changer(
    db: &mut Database,
    library: Key<Library>,
    facts: &ChangerFacts,
    all: &LibraryFacts,
    unit: Option<&Unit>,
) {
    let Identity { vendor, product, revision, serial, .. } = facts.identity.clone();
    let (vendor, product) = (cut_name(&vendor), cut_name(&product));
    let known = db
        .all::<ChangerType>()
        .find(|(_, row)| row.vendor == vendor && row.product == product)
        .map(|(key, _)| key);
    let changer_type = known.unwrap_or_else(|| {
        let head = db.new_head(Text::cut(&full_name(&facts.identity), OBJECTNAME_LENGTH));
        db.insert(ChangerType { head, vendor, product })
    });
    let operational = match facts.trouble {
        Some(_) => OperationalState::NeedsService,
        None => OperationalState::Ready,
    };
    let there = db.index().changers_of.of(library).next();
    let changer = there.unwrap_or_else(|| {
        let head = db.new_head("Changer 0");
        db.insert(Changer {
            head,
            number: 0,
            changer_type,
            serial_number: serial,
            revision: Text::EMPTY,
            device_name: Text::EMPTY,
            scsi_port: 0,
            scsi_bus: 0,
            scsi_target: 0,
            scsi_lun: 0,
            library,
            address: 0,
        })
    });
    db.update(changer, |row| {
        row.head.operational = operational;
        row.changer_type = changer_type;
        row.revision = Text::cut(&revision, REVISION_LENGTH);
        row.address = all.map.transport.0.0;
        if let Some(unit) = unit {
            row.device_name = unit.device_name.clone();
            [row.scsi_port, row.scsi_bus, row.scsi_target, row.scsi_lun] = unit.scsi;
        }
    });
}

fn cut_name(name: &str) -> Text {
    Text::cut(name, PRODUCTNAME_LENGTH)
}

fn drive_type(db: &mut Database, identity: &Identity, device_type: DeviceType) -> Key<DriveType> {
    let (vendor, product) = (cut_name(&identity.vendor), cut_name(&identity.product));
    let known = db
        .all::<DriveType>()
        .find(|(_, row)| row.vendor == vendor && row.product == product)
        .map(|(key, _)| key);
    known.unwrap_or_else(|| {
        let head = db.new_head(Text::cut(&full_name(identity), OBJECTNAME_LENGTH));
        db.insert(DriveType { head, vendor, product, device_type })
    })
}

/// The rows of drives that are there, answering or not, each with what is known of it.
fn adopt_drives<'f>(
    db: &mut Database,
    config: &Config,
    library: Key<Library>,
    facts: &'f LibraryFacts,
    attachment: &Attachment,
) -> Vec<(Key<Drive>, &'f DriveFacts)> {
    let mut left: Vec<Key<Drive>> = db.index().drives_of.of(library).collect();
    let mut adopted = Vec::new();
    // A drive that answers may have left its bay to one that does not.
    let mut numbered: Vec<(u32, &DriveFacts)> = (0..).zip(&facts.drives).collect();
    numbered.sort_by_key(|(_, drive)| drive.identity.is_none());
    for (number, drive) in numbered {
        let known = left.iter().rposition(|key| is_drive(db.get(*key), drive));
        let known = known.map(|at| left.remove(at));
        let Some(identity) = &drive.identity else {
            // It stays where it was; one that never answered has no row.
            if let Some(key) = known {
                mark_gone(db, key);
                adopted.push((key, drive));
            }
            continue;
        };
        let Some(device_type) = model::device_type(identity.device_type, &identity.product) else {
            continue;
        };
        let drive_type = drive_type(db, identity, device_type);
        let key = known.unwrap_or_else(|| {
            add_media_types(db, config, library, device_type, identity);
            let head = db.new_head(format!("Drive {number}"));
            db.insert(new_drive(head, library, drive_type, identity))
        });
        let unit = attachment.units.iter().find(|unit| unit.lun == drive.lun);
        db.update(key, |row| {
            row.head.operational = OperationalState::Ready;
            row.number = number;
            row.drive_type = drive_type;
            row.revision = Text::cut(&identity.revision, REVISION_LENGTH);
            row.address = drive.address.0;
            if let Some(unit) = unit {
                row.device_name = unit.device_name.clone();
                [row.scsi_port, row.scsi_bus, row.scsi_target, row.scsi_lun] = unit.scsi;
            }
        });
        adopted.push((key, drive));
    }
    for key in left {
        mark_gone(db, key);
    }
    adopted
}

/// Whether a row is of a drive: by serial number, and by the element where there is none to tell.
fn is_drive(row: &Drive, drive: &DriveFacts) -> bool {
    match &drive.identity {
        Some(identity) if !identity.serial.is_empty() => row.serial_number == identity.serial,
        Some(_) => row.serial_number.is_empty() && row.address == drive.address.0,
        None => row.address == drive.address.0,
    }
}

fn mark_gone(db: &mut Database, drive: Key<Drive>) {
    db.update(drive, |row| row.head.operational = OperationalState::NotPresent);
}

fn new_drive(
    head: Head,
    library: Key<Library>,
    drive_type: Key<DriveType>,
    identity: &Identity,
) -> Drive {
    Drive {
        head,
        number: 0,
        state: DriveState::Dismounted,
        drive_type,
        serial_number: identity.serial.clone(),
        revision: Text::EMPTY,
        device_name: Text::EMPTY,
        scsi_port: 0,
        scsi_bus: 0,
        scsi_target: 0,
        scsi_lun: 0,
        mount_count: 0,
        last_cleaned: Ticks::NEVER,
        defer_dismount_seconds: DEFER_DISMOUNT_SECONDS,
        library,
        address: 0,
        cleaning_due: false,
    }
}

/// The library takes what its new drive takes. Types that people took away from it stay away until
/// another drive comes.
fn add_media_types(
    db: &mut Database,
    config: &Config,
    library: Key<Library>,
    device_type: DeviceType,
    identity: &Identity,
) {
    let model = DriveModel::of(device_type, &identity.vendor, &identity.product);
    for media_type in model.media {
        let media_type = ensure_media_type(db, *media_type);
        ensure_system_pools(db, config, media_type);
        if !db.get(library).media_types.contains(&media_type) {
            db.update(library, |row| row.media_types.push(media_type));
        }
    }
}

/// What drives do: an empty one nothing; with a medium that is known it can be used or emptied;
/// with one that nobody knows it is as the drive says.
fn settle_drives(db: &mut Database, facts: &LibraryFacts, drives: &[(Key<Drive>, &DriveFacts)]) {
    let full: BTreeMap<_, _> = facts
        .of_kind(ElementType::DataTransfer)
        .map(|element| (element.address, element.full))
        .collect();
    for (key, drive) in drives {
        let known = db.index().in_drive(*key).is_some();
        let state = match (full.get(&drive.address), drive.not_ready) {
            (Some(true), _) if known => DriveState::Dismountable,
            (Some(true), None) => DriveState::Loaded,
            (Some(true), Some(sense)) if sense.code.asc == Sense::NO_MEDIUM.code.asc => {
                DriveState::Unloaded
            }
            (Some(true), Some(_)) => DriveState::Mounted,
            _ => DriveState::Dismounted,
        };
        db.update(*key, |row| row.state = state);
    }
}

fn adopt_slots(db: &mut Database, library: Key<Library>, facts: &LibraryFacts) {
    let rows = db.index().slots_of.of(library).map(|key| (db.get(key).address, key));
    let mut left: BTreeMap<u16, Key<StorageSlot>> = rows.collect();
    for (number, element) in (0..).zip(facts.of_kind(ElementType::Storage)) {
        let address = element.address.0;
        match left.remove(&address) {
            Some(key) => db.update(key, |row| {
                row.head.operational = OperationalState::Ready;
                row.number = number;
            }),
            None => {
                let head = db.new_head(format!("Slot {number}"));
                let state = SlotState::Unknown;
                db.insert(StorageSlot { head, number, state, library, address });
            }
        }
    }
    for key in left.into_values() {
        stock::vacate(db, Place::Slot(key));
        db.update(key, |row| {
            row.head.operational = OperationalState::NotPresent;
            row.state = SlotState::NotPresent;
        });
    }
}

/// The places of the mail slot. A stand-alone drive has one, which is its mouth.
fn adopt_ports(db: &mut Database, library: Key<Library>, facts: &LibraryFacts) {
    let mouth = [ElementDescriptor::empty(Default::default(), ElementType::ImportExport)];
    let elements: Vec<&ElementDescriptor> = match facts.changer {
        Some(_) => facts.of_kind(ElementType::ImportExport).collect(),
        None => mouth.iter().collect(),
    };
    let rows = db.index().ports_of.of(library).map(|key| (db.get(key).address, key));
    let mut left: BTreeMap<u16, Key<IePort>> = rows.collect();
    for (number, element) in (0..).zip(elements) {
        let address = element.address.0;
        match left.remove(&address) {
            Some(key) => db.update(key, |row| {
                row.head.operational = OperationalState::Ready;
                row.number = number;
            }),
            None => {
                let head = db.new_head(format!("Port {number}"));
                db.insert(IePort {
                    head,
                    number,
                    content: PortContent::Empty,
                    position: PortPosition::Retracted,
                    max_extend_seconds: ACCESS_SECONDS,
                    library,
                    address,
                });
            }
        }
    }
    for key in left.into_values() {
        stock::vacate(db, Place::Port(key));
        db.update(key, |row| {
            row.head.operational = OperationalState::NotPresent;
            row.content = PortContent::Unknown;
        });
    }
}

/// SCSI does not tell of doors. Every cabinet with a robot can be opened, and it is shut when its
/// changer is ready.
fn adopt_door(db: &mut Database, library: Key<Library>) {
    let there = db.index().doors_of.of(library).next();
    if let Some(door) = there {
        db.update(door, |row| row.state = DoorState::Closed);
        return;
    }
    let head = db.new_head("Door 0");
    let state = DoorState::Closed;
    db.insert(IeDoor { head, number: 0, state, max_open_seconds: ACCESS_SECONDS, library });
}
