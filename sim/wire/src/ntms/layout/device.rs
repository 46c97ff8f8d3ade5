//! What libraries and their parts are told by: the arms of the object information for devices.

use super::Structure;
use super::value::structure;
use crate::ntms::info::{
    ChangerInformation, ChangerTypeInformation, DriveInformation, DriveTypeInformation,
    IeDoorInformation, IePortInformation, LibraryInformation, StorageSlotInformation,
};
use crate::ntms::layout::Laid;
use crate::ntms::limit::{
    DEVICENAME_LENGTH, PRODUCTNAME_LENGTH, REVISION_LENGTH, SERIALNUMBER_LENGTH, VENDORNAME_LENGTH,
};
use crate::ntms::media_type::DeviceType;
use crate::ntms::object::LibraryType;
use crate::ntms::option::LibraryFlags;
use crate::ntms::state::{DoorState, DriveState, PortContent, PortPosition, SlotState};

pub(super) const STRUCTURES: &[Structure] = &[
    DriveInformation::STRUCTURE,
    DriveTypeInformation::STRUCTURE,
    LibraryInformation::STRUCTURE,
    ChangerInformation::STRUCTURE,
    ChangerTypeInformation::STRUCTURE,
    StorageSlotInformation::STRUCTURE,
    IeDoorInformation::STRUCTURE,
    IePortInformation::STRUCTURE,
];

structure! {
    DriveInformation = "NTMS_DRIVEINFORMATION" {
        Number: Dword => number;
        State: Dword => state (or DriveState::Dismounted);
        DriveType: Guid => drive_type;
        szDeviceName: Text(DEVICENAME_LENGTH) => device_name;
        szSerialNumber: Text(SERIALNUMBER_LENGTH) => serial_number;
        szRevision: Text(REVISION_LENGTH) => revision;
        ScsiPort: Word => scsi_port;
        ScsiBus: Word => scsi_bus;
        ScsiTarget: Word => scsi_target;
        ScsiLun: Word => scsi_lun;
        dwMountCount: Dword => mount_count;
        LastCleanedTs: Time => last_cleaned;
        SavedPartitionId: Guid => saved_partition_id;
        Library: Guid => library;
        Reserved: Guid => (reserved);
        dwDeferDismountDelay: Dword => defer_dismount_delay;
    }
}

structure! {
    DriveTypeInformation = "NTMS_DRIVETYPEINFORMATION" {
        szVendor: Text(VENDORNAME_LENGTH) => vendor;
        szProduct: Text(PRODUCTNAME_LENGTH) => product;
        NumberOfHeads: Dword => (reserved);
        DeviceType: Dword => device_type (or DeviceType::Tape);
    }
}

structure! {
    LibraryInformation = "NTMS_LIBRARYINFORMATION" {
        LibraryType: Dword => library_type (or LibraryType::Unknown);
        CleanerSlot: Guid => cleaner_slot;
        CleanerSlotDefault: Guid => cleaner_slot_default;
        LibrarySupportsDriveCleaning: Bool => library_supports_drive_cleaning;
        BarCodeReaderInstalled: Bool => bar_code_reader_installed;
        InventoryMethod: Dword => inventory_method;
        dwCleanerUsesRemaining: Dword => cleaner_uses_remaining;
        FirstDriveNumber: Dword => first_drive_number;
        dwNumberOfDrives: Dword => number_of_drives;
        FirstSlotNumber: Dword => first_slot_number;
        dwNumberOfSlots: Dword => number_of_slots;
        FirstDoorNumber: Dword => first_door_number;
        dwNumberOfDoors: Dword => number_of_doors;
        FirstPortNumber: Dword => first_port_number;
        dwNumberOfPorts: Dword => number_of_ports;
        FirstChangerNumber: Dword => first_changer_number;
        dwNumberOfChangers: Dword => number_of_changers;
        dwNumberOfMedia: Dword => number_of_media;
        dwNumberOfMediaTypes: Dword => number_of_media_types;
        dwNumberOfLibRequests: Dword => number_of_library_requests;
        Reserved: Guid => (reserved);
        AutoRecovery: Bool => auto_recovery (later true);
        dwFlags: Dword => flags (later LibraryFlags::NONE);
    }
}

structure! {
    ChangerInformation = "NTMS_CHANGERINFORMATION" {
        Number: Dword => number;
        ChangerType: Guid => changer_type;
        szSerialNumber: Text(SERIALNUMBER_LENGTH) => serial_number;
        szRevision: Text(REVISION_LENGTH) => revision;
        szDeviceName: Text(DEVICENAME_LENGTH) => device_name;
        ScsiPort: Word => scsi_port;
        ScsiBus: Word => scsi_bus;
        ScsiTarget: Word => scsi_target;
        ScsiLun: Word => scsi_lun;
        Library: Guid => library;
    }
}

structure! {
    ChangerTypeInformation = "NTMS_CHANGERTYPEINFORMATION" {
        szVendor: Text(VENDORNAME_LENGTH) => vendor;
        szProduct: Text(PRODUCTNAME_LENGTH) => product;
        DeviceType: Dword => device_type (or DeviceType::Changer);
    }
}

structure! {
    StorageSlotInformation = "NTMS_STORAGESLOTINFORMATION" {
        Number: Dword => number;
        State: Dword => state (or SlotState::Unknown);
        Library: Guid => library;
    }
}

structure! {
    IeDoorInformation = "NTMS_IEDOORINFORMATION" {
        Number: Dword => number;
        State: Dword => state (or DoorState::Unknown);
        MaxOpenSecs: Word => max_open_secs;
        Library: Guid => library;
    }
}

structure! {
    IePortInformation = "NTMS_IEPORTINFORMATION" {
        Number: Dword => number;
        Content: Dword => content (or PortContent::Unknown);
        Position: Dword => position (or PortPosition::Unknown);
        MaxExtendSecs: Word => max_extend_secs;
        Library: Guid => library;
    }
}
