//! What the API tells of an object: one structure for what all have, one arm for each type.
//!
//! Field by field the structures of the public header, as values: numbers that name something are
//! of the type that names it, times are ticks, lengths and reserved members are left out.

use super::media_type::{DeviceType, StorageMediaType};
use super::object::{LibraryType, ObjectType, PoolType, ReadWriteCharacteristics};
use super::operation::{InventoryMethod, LibraryOperation, OperatorCommand};
use super::option::{
    AllocationPolicy, DeallocationPolicy, LibRequestFlags, LibraryFlags, MediaPoolPolicy,
    OpRequestFlags,
};
use super::state::{
    BarCodeState, DoorState, DriveState, LibraryRequestState, MediaState, OperationalState,
    OperatorRequestState, PortContent, PortPosition, SideState, SlotState,
};
use crate::{Guid, Text, Ticks};
use serde::{Deserialize, Serialize};

/// `NTMS_OBJECTINFORMATION`: what every object has, and its arm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectInformation {
    /// Creation time.
    pub created: Ticks,
    /// Time of the last change.
    pub modified: Ticks,
    /// The object's identifier.
    pub id: Guid,
    /// Whether the object is enabled.
    pub enabled: bool,
    /// Whether the device behind it works.
    pub operational: OperationalState,
    /// Display name, at most 63 units; writable for library, logical and physical media, media
    /// pool and side.
    pub name: Text,
    /// Free text, at most 126 units; writable for every type.
    pub description: Text,
    /// The part that depends on the type.
    pub info: Info,
}

/// The part of the information that depends on the type of object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Info {
    /// `NTMS_DRIVEINFORMATION`.
    Drive(DriveInformation),
    /// `NTMS_DRIVETYPEINFORMATION`.
    DriveType(DriveTypeInformation),
    /// `NTMS_LIBRARYINFORMATION`.
    Library(LibraryInformation),
    /// `NTMS_CHANGERINFORMATION`.
    Changer(ChangerInformation),
    /// `NTMS_CHANGERTYPEINFORMATION`.
    ChangerType(ChangerTypeInformation),
    /// `NTMS_STORAGESLOTINFORMATION`.
    StorageSlot(StorageSlotInformation),
    /// `NTMS_IEDOORINFORMATION`.
    IeDoor(IeDoorInformation),
    /// `NTMS_IEPORTINFORMATION`.
    IePort(IePortInformation),
    /// `NTMS_PMIDINFORMATION`.
    PhysicalMedia(PhysicalMediaInformation),
    /// `NTMS_LMIDINFORMATION`.
    LogicalMedia(LogicalMediaInformation),
    /// `NTMS_PARTITIONINFORMATION`.
    Partition(PartitionInformation),
    /// `NTMS_MEDIAPOOLINFORMATION`.
    MediaPool(MediaPoolInformation),
    /// `NTMS_MEDIATYPEINFORMATION`.
    MediaType(MediaTypeInformation),
    /// `NTMS_LIBREQUESTINFORMATION`.
    LibRequest(LibRequestInformation),
    /// `NTMS_OPREQUESTINFORMATION`.
    OpRequest(OpRequestInformation),
    /// `NTMS_COMPUTERINFORMATION`.
    Computer(ComputerInformation),
}

impl Info {
    /// The type of object that this arm belongs to.
    pub const fn object_type(&self) -> ObjectType {
        match self {
            Info::Drive(_) => ObjectType::Drive,
            Info::DriveType(_) => ObjectType::DriveType,
            Info::Library(_) => ObjectType::Library,
            Info::Changer(_) => ObjectType::Changer,
            Info::ChangerType(_) => ObjectType::ChangerType,
            Info::StorageSlot(_) => ObjectType::StorageSlot,
            Info::IeDoor(_) => ObjectType::IeDoor,
            Info::IePort(_) => ObjectType::IePort,
            Info::PhysicalMedia(_) => ObjectType::PhysicalMedia,
            Info::LogicalMedia(_) => ObjectType::LogicalMedia,
            Info::Partition(_) => ObjectType::Partition,
            Info::MediaPool(_) => ObjectType::MediaPool,
            Info::MediaType(_) => ObjectType::MediaType,
            Info::LibRequest(_) => ObjectType::LibRequest,
            Info::OpRequest(_) => ObjectType::OpRequest,
            Info::Computer(_) => ObjectType::Computer,
        }
    }
}

/// `NTMS_DRIVEINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriveInformation {
    /// Drive number as the device counts (0- or 1-based).
    pub number: u32,
    /// `NtmsDriveState`.
    pub state: DriveState,
    /// Id of the drive type object.
    pub drive_type: Guid,
    /// Device path or file-system root; tape drives use the tape device name; at most 63
    /// units.
    pub device_name: Text,
    /// Serial, empty if the device has none; at most 31 units.
    pub serial_number: Text,
    /// Firmware revision; at most 31 units.
    pub revision: Text,
    /// Host adapter.
    pub scsi_port: u16,
    /// Bus.
    pub scsi_bus: u16,
    /// Target id.
    pub scsi_target: u16,
    /// Logical unit.
    pub scsi_lun: u16,
    /// Mounts since installation (or per location when there is no serial number).
    pub mount_count: u32,
    /// Last cleaning time.
    pub last_cleaned: Ticks,
    /// Side in the drive; null while the drive is full means unclassified medium.
    pub saved_partition_id: Guid,
    /// Owning library.
    pub library: Guid,
    /// Least seconds a medium stays after a deferred dismount; default 300; not for stand-
    /// alone; writable.
    pub defer_dismount_delay: u32,
}

/// `NTMS_DRIVETYPEINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriveTypeInformation {
    /// Vendor from inquiry data; at most 127 units.
    pub vendor: Text,
    /// Product from inquiry data; at most 127 units.
    pub product: Text,
    /// FILE_DEVICE_CD_ROM, FILE_DEVICE_DISK, FILE_DEVICE_DVD or FILE_DEVICE_TAPE.
    pub device_type: DeviceType,
}

/// `NTMS_LIBRARYINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibraryInformation {
    /// `NtmsLibraryType`.
    pub library_type: LibraryType,
    /// Reserved cleaner slot or null.
    pub cleaner_slot: Guid,
    /// Preferred cleaner slot or null.
    pub cleaner_slot_default: Guid,
    /// Automatic cleaning enabled.
    pub library_supports_drive_cleaning: bool,
    /// Has a bar-code reader.
    pub bar_code_reader_installed: bool,
    /// Default inventory (NONE, FAST or OMID); writable.
    pub inventory_method: InventoryMethod,
    /// Cleanings left; 0 when no cleaner or unsupported; 0xFFFFFFFF means do not count;
    /// writable.
    pub cleaner_uses_remaining: u32,
    /// First drive number.
    pub first_drive_number: u32,
    /// Drive count.
    pub number_of_drives: u32,
    /// First slot number.
    pub first_slot_number: u32,
    /// Slot count.
    pub number_of_slots: u32,
    /// First door number.
    pub first_door_number: u32,
    /// Door count.
    pub number_of_doors: u32,
    /// First port number.
    pub first_port_number: u32,
    /// Port count.
    pub number_of_ports: u32,
    /// First changer number.
    pub first_changer_number: u32,
    /// Changer count.
    pub number_of_changers: u32,
    /// Media count.
    pub number_of_media: u32,
    /// Supported media type count.
    pub number_of_media_types: u32,
    /// Current work item count.
    pub number_of_library_requests: u32,
    /// Full inventory after a failed mount; default TRUE; cannot be switched off for ATAPI CD
    /// changers; writable.
    pub auto_recovery: bool,
    /// `NtmsLibraryFlags` writable.
    pub flags: LibraryFlags,
}

/// `NTMS_CHANGERINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangerInformation {
    /// Changer number.
    pub number: u32,
    /// Id of the changer type object.
    pub changer_type: Guid,
    /// Serial, empty if none; at most 31 units.
    pub serial_number: Text,
    /// Firmware revision; at most 31 units.
    pub revision: Text,
    /// Device path; at most 63 units.
    pub device_name: Text,
    /// Host adapter.
    pub scsi_port: u16,
    /// Bus.
    pub scsi_bus: u16,
    /// Target id.
    pub scsi_target: u16,
    /// Logical unit.
    pub scsi_lun: u16,
    /// Owning library.
    pub library: Guid,
}

/// `NTMS_CHANGERTYPEINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangerTypeInformation {
    /// Vendor from inquiry data; at most 127 units.
    pub vendor: Text,
    /// Product from inquiry data; at most 127 units.
    pub product: Text,
    /// FILE_DEVICE_CHANGER.
    pub device_type: DeviceType,
}

/// `NTMS_STORAGESLOTINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageSlotInformation {
    /// Slot number.
    pub number: u32,
    /// `NtmsSlotState`.
    pub state: SlotState,
    /// Owning library.
    pub library: Guid,
}

/// `NTMS_IEDOORINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IeDoorInformation {
    /// Door number (usually one door).
    pub number: u32,
    /// `NtmsDoorState`.
    pub state: DoorState,
    /// Seconds the door may stay open, 0..65535; 0 posts the close-door request at once;
    /// writable.
    pub max_open_secs: u16,
    /// Owning library.
    pub library: Guid,
}

/// `NTMS_IEPORTINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IePortInformation {
    /// Port number.
    pub number: u32,
    /// `NtmsPortContent`.
    pub content: PortContent,
    /// `NtmsPortPosition`.
    pub position: PortPosition,
    /// Seconds the port may stay out before an operator request, 0..65535; writable.
    pub max_extend_secs: u16,
    /// Owning library.
    pub library: Guid,
}

/// `NTMS_PMIDINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhysicalMediaInformation {
    /// Library it is in.
    pub current_library: Guid,
    /// Pool it belongs to.
    pub media_pool: Guid,
    /// Id of the slot, drive or port holding it.
    pub location: Guid,
    /// NTMS_STORAGESLOT, NTMS_DRIVE or NTMS_IEPORT; offline media report slot.
    pub location_type: ObjectType,
    /// Id of the media type object.
    pub media_type: Guid,
    /// Slot it returns to.
    pub home_slot: Guid,
    /// Bar code; at most 63 units.
    pub bar_code: Text,
    /// `NtmsBarCodeState`.
    pub bar_code_state: BarCodeState,
    /// Human-readable running number; at most 31 units.
    pub sequence_number: Text,
    /// `NtmsMediaState`.
    pub media_state: MediaState,
    /// Number of sides.
    pub number_of_partitions: u32,
    /// SCSI medium type code.
    pub media_type_code: u32,
    /// SCSI density code.
    pub density_code: u32,
    /// Side now mounted.
    pub mounted_partition: Guid,
}

/// `NTMS_LMIDINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogicalMediaInformation {
    /// Pool.
    pub media_pool: Guid,
    /// Number of sides.
    pub number_of_partitions: u32,
}

/// `NTMS_PARTITIONINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionInformation {
    /// Owning PMID.
    pub physical_media: Guid,
    /// LMID or null when not allocated.
    pub logical_media: Guid,
    /// `NtmsPartitionState`.
    pub state: SideState,
    /// 0-based side number.
    pub side: u16,
    /// On-media label id.
    pub label_id: Box<[u8]>,
    /// Label type; at most 63 units.
    pub omid_label_type: Text,
    /// Label information; at most 255 units.
    pub omid_label_info: Text,
    /// Mounts of this side.
    pub mount_count: u32,
    /// Allocations of this side.
    pub allocate_count: u32,
    /// Bytes of storage.
    pub capacity: u64,
}

/// `NTMS_MEDIAPOOLINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaPoolInformation {
    /// `NtmsPoolType`.
    pub pool_type: PoolType,
    /// Id of the single media type; null for a pool of pools; writable.
    pub media_type: Guid,
    /// Parent pool or null.
    pub parent: Guid,
    /// `NtmsAllocationPolicy` bits; default 0; writable.
    pub allocation_policy: AllocationPolicy,
    /// `NtmsDeallocationPolicy` bits; default 0; writable.
    pub deallocation_policy: DeallocationPolicy,
    /// Allocation limit of a side; writable.
    pub max_allocates: u32,
    /// PMID count.
    pub number_of_physical_media: u32,
    /// LMID count.
    pub number_of_logical_media: u32,
    /// Child pool count.
    pub number_of_media_pools: u32,
}

/// `NTMS_MEDIATYPEINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaTypeInformation {
    /// STORAGE_MEDIA_TYPE value; its text is the object name.
    pub media_type: StorageMediaType,
    /// Sides.
    pub number_of_sides: u32,
    /// `NtmsReadWriteCharacteristics`.
    pub read_write_characteristics: ReadWriteCharacteristics,
    /// FILE_DEVICE_CD_ROM, FILE_DEVICE_DISK or FILE_DEVICE_TAPE.
    pub device_type: DeviceType,
}

/// `NTMS_LIBREQUESTINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibRequestInformation {
    /// `NtmsLmOperation`.
    pub operation_code: LibraryOperation,
    /// Per-command option.
    pub operation_option: u32,
    /// `NtmsLmState`.
    pub state: LibraryRequestState,
    /// Side.
    pub partition_id: Guid,
    /// Drive.
    pub drive_id: Guid,
    /// PMID.
    pub physical_media_id: Guid,
    /// Library.
    pub library: Guid,
    /// Slot.
    pub slot_id: Guid,
    /// Queue time.
    pub time_queued: Ticks,
    /// Completion time.
    pub time_completed: Ticks,
    /// Requesting application; at most 63 units.
    pub application: Text,
    /// Requesting user; at most 63 units.
    pub user: Text,
    /// Requesting computer; at most 63 units.
    pub computer: Text,
    /// Win32 error when State is FAILED.
    pub error_code: u32,
    /// Other work item, e.g. the one a REMOVE cancels.
    pub work_item_id: Guid,
    /// Priority.
    pub priority: u32,
}

/// `NTMS_OPREQUESTINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpRequestInformation {
    /// `NtmsOpreqCommand`.
    pub request: OperatorCommand,
    /// Submit time.
    pub submitted: Ticks,
    /// `NtmsOpreqState`.
    pub state: OperatorRequestState,
    /// Text for the operator; at most 255 units.
    pub message: Text,
    /// Type of Arg1 (NTMS_UNKNOWN, CHANGER, DRIVE, IEDOOR, IEPORT, LIBRARY, PARTITION,
    /// PHYSICAL_MEDIA, STORAGESLOT; NEWMEDIA implies MEDIA_POOL, not in the documented list).
    pub argument_1_type: ObjectType,
    /// First object.
    pub argument_1: Guid,
    /// NTMS_UNKNOWN or NTMS_LIBRARY.
    pub argument_2_type: ObjectType,
    /// Second object.
    pub argument_2: Guid,
    /// Requesting application; at most 63 units.
    pub application: Text,
    /// Requesting user; at most 63 units.
    pub user: Text,
    /// Requesting computer; at most 63 units.
    pub computer: Text,
}

/// `NTMS_COMPUTERINFORMATION`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComputerInformation {
    /// Seconds finished library requests are kept; writable.
    pub lib_request_purge_time: u32,
    /// Seconds finished operator requests are kept; writable.
    pub op_request_purge_time: u32,
    /// `NtmsLibRequestFlags` writable.
    pub lib_request_flags: LibRequestFlags,
    /// `NtmsOpRequestFlags` writable.
    pub op_request_flags: OpRequestFlags,
    /// `NtmsMediaPoolPolicy` writable.
    pub media_pool_policy: MediaPoolPolicy,
}
