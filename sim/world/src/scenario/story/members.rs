//! Every member of what the API tells of objects: its name in a scenario and the field behind it.

use wire::ntms::ObjectType;
use wire::ntms::info::*;
use wire::ntms::media_type::{DeviceType, StorageMediaType};
use wire::ntms::object::{LibraryType, PoolType, ReadWriteCharacteristics};
use wire::ntms::operation::{InventoryMethod, LibraryOperation, OperatorCommand};
use wire::ntms::option::{
    AllocationPolicy, DeallocationPolicy, LibRequestFlags, LibraryFlags, MediaPoolPolicy,
    OpRequestFlags,
};
use wire::ntms::state::{
    BarCodeState, DoorState, DriveState, LibraryRequestState, MediaState, OperationalState,
    OperatorRequestState, PortContent, PortPosition, SideState, SlotState,
};
use wire::{Guid, Text, Ticks};

use super::super::vocabulary::{Numbers, Vocabulary};
use super::member::{Actual, Kind, Member};

/// A type that members have.
trait Value: Sized {
    const KIND: Kind;

    fn get(&self) -> Actual;
    fn of(value: &Actual) -> Option<Self>;
}

macro_rules! values {
    ($($type:ty, $kind:expr, $variant:ident, |$value:ident| $get:expr, $of:expr;)*) => {$(
        impl Value for $type {
            const KIND: Kind = $kind;

            fn get(&self) -> Actual {
                let $value = self;
                Actual::$variant($get)
            }

            fn of(value: &Actual) -> Option<$type> {
                match value {
                    Actual::$variant($value) => ($of)($value),
                    _ => None,
                }
            }
        }
    )*};
}

values! {
    Text, Kind::Text, Text, |value| value.clone(), |value: &Text| Some(value.clone());
    bool, Kind::Bool, Bool, |value| *value, |value: &bool| Some(*value);
    Ticks, Kind::Time, Time, |value| *value, |value: &Ticks| Some(*value);
    Guid, Kind::Object(None), Id, |value| *value, |value: &Guid| Some(*value);
    Box<[u8]>, Kind::Bytes, Bytes, |value| value.clone(), |value: &[u8]| Some(Box::from(value));
    u16, Kind::Number, Number, |value| u64::from(*value), |value: &u64| u16::try_from(*value).ok();
    u32, Kind::Number, Number, |value| u64::from(*value), |value: &u64| u32::try_from(*value).ok();
    u64, Kind::Number, Number, |value| *value, |value: &u64| Some(*value);
}

fn number_of<T: Numbers>(word: &str) -> Option<u32> {
    T::of_word(word).map(T::number)
}

macro_rules! word_values {
    ($kind:ident: $($type:ident $from:ident,)*) => {$(
        impl Value for $type {
            const KIND: Kind = Kind::$kind {
                words: <$type as Vocabulary>::words,
                number: number_of::<$type>,
            };

            fn get(&self) -> Actual {
                Actual::Number(self.number().into())
            }

            fn of(value: &Actual) -> Option<$type> {
                match value {
                    Actual::Number(number) => $type::$from(u32::try_from(*number).ok()?),
                    _ => None,
                }
            }
        }
    )*};
}

word_values! { Word:
    BarCodeState from_value, DeviceType from_value, DoorState from_value, DriveState from_value,
    InventoryMethod from_value, LibraryOperation from_value, LibraryRequestState from_value,
    LibraryType from_value, MediaState from_value, ObjectType from_value,
    OperationalState from_value, OperatorCommand from_value, OperatorRequestState from_value,
    PoolType from_value, PortContent from_value, PortPosition from_value,
    ReadWriteCharacteristics from_value, SideState from_value, SlotState from_value,
    StorageMediaType from_value,
}

word_values! { Flags:
    AllocationPolicy from_bits, DeallocationPolicy from_bits, LibRequestFlags from_bits,
    LibraryFlags from_bits, MediaPoolPolicy from_bits, OpRequestFlags from_bits,
}

/// The kind of value that a field has.
const fn kind_of<I, V: Value>(_: fn(&I) -> &V) -> Kind {
    V::KIND
}

macro_rules! members {
    ($($object:ident $info:ident {
        $($name:literal $field:ident $(of $of:ident)?,)*
    })*) => {
        /// The types of objects that have members of their own.
        pub(super) const TYPES: &[ObjectType] = &[$(ObjectType::$object,)*];

        /// The members that objects of a type have of their own.
        pub(super) const fn own(object_type: ObjectType) -> &'static [Member] {
            match object_type {
                $(ObjectType::$object => const { &[$(Member {
                    name: $name,
                    kind: members!(@kind $info $field $($of)?),
                    get: |object| match &object.info {
                        Info::$object(info) => Some(info.$field.get()),
                        _ => None,
                    },
                    set: |object, value| match &mut object.info {
                        Info::$object(info) => Value::of(value).map(|value| info.$field = value),
                        _ => None,
                    },
                },)*] },)*
                _ => &[],
            }
        }
    };
    (@kind $info:ident $field:ident $of:ident) => { Kind::Object(Some(ObjectType::$of)) };
    (@kind $info:ident $field:ident) => { kind_of(|info: &$info| &info.$field) };
}

members! {
    Drive DriveInformation {
        "number" number,
        "state" state,
        "drive-type" drive_type of DriveType,
        "device-name" device_name,
        "serial-number" serial_number,
        "revision" revision,
        "scsi-port" scsi_port,
        "scsi-bus" scsi_bus,
        "scsi-target" scsi_target,
        "scsi-lun" scsi_lun,
        "mount-count" mount_count,
        "last-cleaned" last_cleaned,
        "side" saved_partition_id of Partition,
        "library" library of Library,
        "defer-dismount-delay" defer_dismount_delay,
    }
    DriveType DriveTypeInformation {
        "vendor" vendor,
        "product" product,
        "device-type" device_type,
    }
    Library LibraryInformation {
        "type" library_type,
        "cleaner-slot" cleaner_slot of StorageSlot,
        "cleaner-slot-default" cleaner_slot_default of StorageSlot,
        "supports-drive-cleaning" library_supports_drive_cleaning,
        "bar-code-reader" bar_code_reader_installed,
        "inventory-method" inventory_method,
        "cleaner-uses-remaining" cleaner_uses_remaining,
        "first-drive-number" first_drive_number,
        "drives" number_of_drives,
        "first-slot-number" first_slot_number,
        "slots" number_of_slots,
        "first-door-number" first_door_number,
        "doors" number_of_doors,
        "first-port-number" first_port_number,
        "ports" number_of_ports,
        "first-changer-number" first_changer_number,
        "changers" number_of_changers,
        "media" number_of_media,
        "media-types" number_of_media_types,
        "requests" number_of_library_requests,
        "auto-recovery" auto_recovery,
        "flags" flags,
    }
    Changer ChangerInformation {
        "number" number,
        "changer-type" changer_type of ChangerType,
        "serial-number" serial_number,
        "revision" revision,
        "device-name" device_name,
        "scsi-port" scsi_port,
        "scsi-bus" scsi_bus,
        "scsi-target" scsi_target,
        "scsi-lun" scsi_lun,
        "library" library of Library,
    }
    ChangerType ChangerTypeInformation {
        "vendor" vendor,
        "product" product,
        "device-type" device_type,
    }
    StorageSlot StorageSlotInformation {
        "number" number,
        "state" state,
        "library" library of Library,
    }
    IeDoor IeDoorInformation {
        "number" number,
        "state" state,
        "max-open-seconds" max_open_secs,
        "library" library of Library,
    }
    IePort IePortInformation {
        "number" number,
        "content" content,
        "position" position,
        "max-extend-seconds" max_extend_secs,
        "library" library of Library,
    }
    PhysicalMedia PhysicalMediaInformation {
        "library" current_library of Library,
        "pool" media_pool of MediaPool,
        "location" location,
        "location-type" location_type,
        "media-type" media_type of MediaType,
        "home-slot" home_slot of StorageSlot,
        "bar-code" bar_code,
        "bar-code-state" bar_code_state,
        "sequence-number" sequence_number,
        "state" media_state,
        "sides" number_of_partitions,
        "media-type-code" media_type_code,
        "density-code" density_code,
        "mounted-side" mounted_partition of Partition,
    }
    LogicalMedia LogicalMediaInformation {
        "pool" media_pool of MediaPool,
        "sides" number_of_partitions,
    }
    Partition PartitionInformation {
        "medium" physical_media of PhysicalMedia,
        "logical" logical_media of LogicalMedia,
        "state" state,
        "side" side,
        "label-id" label_id,
        "label-type" omid_label_type,
        "label-info" omid_label_info,
        "mount-count" mount_count,
        "allocate-count" allocate_count,
        "capacity" capacity,
    }
    MediaPool MediaPoolInformation {
        "type" pool_type,
        "media-type" media_type of MediaType,
        "parent" parent of MediaPool,
        "allocation-policy" allocation_policy,
        "deallocation-policy" deallocation_policy,
        "max-allocates" max_allocates,
        "media" number_of_physical_media,
        "logical-media" number_of_logical_media,
        "pools" number_of_media_pools,
    }
    MediaType MediaTypeInformation {
        "media-type" media_type,
        "sides" number_of_sides,
        "recording" read_write_characteristics,
        "device-type" device_type,
    }
    LibRequest LibRequestInformation {
        "operation" operation_code,
        "option" operation_option,
        "state" state,
        "side" partition_id of Partition,
        "drive" drive_id of Drive,
        "medium" physical_media_id of PhysicalMedia,
        "library" library of Library,
        "slot" slot_id of StorageSlot,
        "queued" time_queued,
        "completed" time_completed,
        "application" application,
        "user" user,
        "computer" computer,
        "error-code" error_code,
        "work-item" work_item_id of LibRequest,
        "priority" priority,
    }
    OpRequest OpRequestInformation {
        "request" request,
        "submitted" submitted,
        "state" state,
        "message" message,
        "argument-1-type" argument_1_type,
        "argument-1" argument_1,
        "argument-2-type" argument_2_type,
        "argument-2" argument_2,
        "application" application,
        "user" user,
        "computer" computer,
    }
    Computer ComputerInformation {
        "lib-request-purge-time" lib_request_purge_time,
        "op-request-purge-time" op_request_purge_time,
        "lib-request-flags" lib_request_flags,
        "op-request-flags" op_request_flags,
        "media-pool-policy" media_pool_policy,
    }
}

macro_rules! common {
    ($($name:literal $field:ident,)*) => {
        /// The members that every object has.
        pub(super) const COMMON: &[Member] = &[$(Member {
            name: $name,
            kind: kind_of(|object: &ObjectInformation| &object.$field),
            get: |object| Some(object.$field.get()),
            set: |object, value| Value::of(value).map(|value| object.$field = value),
        },)*];
    };
}

common! {
    "created" created,
    "modified" modified,
    "id" id,
    "enabled" enabled,
    "operational" operational,
    "name" name,
    "description" description,
}
