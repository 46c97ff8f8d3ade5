//! Arms of libraries and of what they are made of.

use wire::Guid;
use wire::ntms::Info;
use wire::ntms::info::{
    ChangerInformation, ChangerTypeInformation, DriveInformation, DriveTypeInformation,
    IeDoorInformation, IePortInformation, LibraryInformation, StorageSlotInformation,
};
use wire::ntms::media_type::DeviceType;
use wire::ntms::option::LibraryFlags;
use wire::ntms::state::SideState;

use crate::database::{
    Changer, ChangerType, Database, Drive, DriveType, IeDoor, IePort, Key, LibRequest, Library,
    StorageSlot,
};

pub(super) fn library(db: &Database, key: Key<Library>, row: &Library) -> Info {
    let index = db.index();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let open = |request: &Key<LibRequest>| db.get(*request).state.is_open();
    Info::Library(LibraryInformation {
        library_type: row.library_type,
        cleaner_slot: db.id_or_null(row.cleaner_slot),
        // No slot is preferred: any can be reserved.
        cleaner_slot_default: Guid::NULL,
        library_supports_drive_cleaning: row.cleans_drives,
        bar_code_reader_installed: row.reads_bar_codes,
        inventory_method: row.inventory_method,
        cleaner_uses_remaining: row.cleaner_uses_remaining,
        // Devices are counted in their library from 0.
        first_drive_number: 0,
        number_of_drives: count(index.drives_of.count(key)),
        first_slot_number: 0,
        number_of_slots: count(index.slots_of.count(key)),
        first_door_number: 0,
        number_of_doors: count(index.doors_of.count(key)),
        first_port_number: 0,
        number_of_ports: count(index.ports_of.count(key)),
        first_changer_number: 0,
        number_of_changers: count(index.changers_of.count(key)),
        number_of_media: count(index.media_in.count(key)),
        number_of_media_types: count(row.media_types.len()),
        number_of_library_requests: count(index.requests_of.of(key).filter(open).count()),
        auto_recovery: row.auto_recovery,
        // Whatever set the count, the flag tells whether there is one (MS-RSMP 2.2.4.20, dwFlags).
        flags: match row.cleaner_uses_remaining {
            u32::MAX => row.flags.union(LibraryFlags::IGNORECLEANERUSESREMAINING),
            _ => row.flags.without(LibraryFlags::IGNORECLEANERUSESREMAINING),
        },
    })
}

pub(super) fn changer(db: &Database, _: Key<Changer>, row: &Changer) -> Info {
    Info::Changer(ChangerInformation {
        number: row.number,
        changer_type: db.id(row.changer_type),
        serial_number: row.serial_number.clone(),
        revision: row.revision.clone(),
        device_name: row.device_name.clone(),
        scsi_port: row.scsi_port,
        scsi_bus: row.scsi_bus,
        scsi_target: row.scsi_target,
        scsi_lun: row.scsi_lun,
        library: db.id(row.library),
    })
}

pub(super) fn changer_type(_: &Database, _: Key<ChangerType>, row: &ChangerType) -> Info {
    Info::ChangerType(ChangerTypeInformation {
        vendor: row.vendor.clone(),
        product: row.product.clone(),
        device_type: DeviceType::Changer,
    })
}

pub(super) fn drive(db: &Database, key: Key<Drive>, row: &Drive) -> Info {
    Info::Drive(DriveInformation {
        number: row.number,
        state: row.state,
        drive_type: db.id(row.drive_type),
        device_name: row.device_name.clone(),
        serial_number: row.serial_number.clone(),
        revision: row.revision.clone(),
        scsi_port: row.scsi_port,
        scsi_bus: row.scsi_bus,
        scsi_target: row.scsi_target,
        scsi_lun: row.scsi_lun,
        mount_count: row.mount_count,
        last_cleaned: row.last_cleaned,
        saved_partition_id: side_in(db, key),
        library: db.id(row.library),
        defer_dismount_delay: row.defer_dismount_seconds,
    })
}

/// The side in a drive; null for an empty drive and for a medium that is not classified yet.
fn side_in(db: &Database, drive: Key<Drive>) -> Guid {
    let side = db.index().in_drive(drive).and_then(|media| {
        let media = db.get(media);
        let side = media.mounted_side.unwrap_or(media.first_side);
        (db.get(side).state != SideState::Unknown).then_some(side)
    });
    db.id_or_null(side)
}

pub(super) fn drive_type(_: &Database, _: Key<DriveType>, row: &DriveType) -> Info {
    Info::DriveType(DriveTypeInformation {
        vendor: row.vendor.clone(),
        product: row.product.clone(),
        device_type: row.device_type,
    })
}

pub(super) fn slot(db: &Database, _: Key<StorageSlot>, row: &StorageSlot) -> Info {
    Info::StorageSlot(StorageSlotInformation {
        number: row.number,
        state: row.state,
        library: db.id(row.library),
    })
}

pub(super) fn door(db: &Database, _: Key<IeDoor>, row: &IeDoor) -> Info {
    Info::IeDoor(IeDoorInformation {
        number: row.number,
        state: row.state,
        max_open_secs: row.max_open_seconds,
        library: db.id(row.library),
    })
}

pub(super) fn port(db: &Database, _: Key<IePort>, row: &IePort) -> Info {
    Info::IePort(IePortInformation {
        number: row.number,
        content: row.content,
        position: row.position,
        max_extend_secs: row.max_extend_seconds,
        library: db.id(row.library),
    })
}
