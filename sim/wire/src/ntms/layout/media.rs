//! What media are told by: the arms of the object information for media, pools and types.

use super::Structure;
use super::value::structure;
use crate::Guid;
use crate::ntms::info::{
    LogicalMediaInformation, MediaPoolInformation, MediaTypeInformation, PartitionInformation,
    PhysicalMediaInformation,
};
use crate::ntms::layout::Laid;
use crate::ntms::limit::{
    BARCODE_LENGTH, OMIDLABELID_LENGTH, OMIDLABELINFO_LENGTH, OMIDLABELTYPE_LENGTH, SEQUENCE_LENGTH,
};
use crate::ntms::media_type::{DeviceType, StorageMediaType};
use crate::ntms::object::{ObjectType, PoolType, ReadWriteCharacteristics};
use crate::ntms::state::{BarCodeState, MediaState};

pub(super) const STRUCTURES: &[Structure] = &[
    PhysicalMediaInformation::STRUCTURE,
    LogicalMediaInformation::STRUCTURE,
    PartitionInformation::STRUCTURE,
    MediaPoolInformation::STRUCTURE,
    MediaTypeInformation::STRUCTURE,
];

structure! {
    PhysicalMediaInformation = "NTMS_PMIDINFORMATION" {
        CurrentLibrary: Guid => current_library;
        MediaPool: Guid => media_pool;
        Location: Guid => location;
        LocationType: Dword => location_type (or ObjectType::Unknown);
        MediaType: Guid => media_type;
        HomeSlot: Guid => home_slot;
        szBarCode: Text(BARCODE_LENGTH) => bar_code;
        BarCodeState: Dword => bar_code_state (or BarCodeState::Unreadable);
        szSequenceNumber: Text(SEQUENCE_LENGTH) => sequence_number;
        MediaState: Dword => media_state (or MediaState::Idle);
        dwNumberOfPartitions: Dword => number_of_partitions;
        dwMediaTypeCode: Dword => media_type_code (later 0);
        dwDensityCode: Dword => density_code (later 0);
        MountedPartition: Guid => mounted_partition (later Guid::NULL);
    }
}

structure! {
    LogicalMediaInformation = "NTMS_LMIDINFORMATION" {
        MediaPool: Guid => media_pool;
        dwNumberOfPartitions: Dword => number_of_partitions;
    }
}

// CreateNtmsMedia takes state and label from the caller.
structure! {
    PartitionInformation = "NTMS_PARTITIONINFORMATION" {
        PhysicalMedia: Guid => physical_media;
        LogicalMedia: Guid => logical_media;
        State: Dword => state;
        Side: Word => side;
        dwOmidLabelIdLength: Dword => (counts label_id);
        OmidLabelId: Bytes(OMIDLABELID_LENGTH) => label_id;
        szOmidLabelType: Text(OMIDLABELTYPE_LENGTH) => omid_label_type;
        szOmidLabelInfo: Text(OMIDLABELINFO_LENGTH) => omid_label_info;
        dwMountCount: Dword => mount_count;
        dwAllocateCount: Dword => allocate_count;
        Capacity: Large => capacity (later 0);
    }
}

structure! {
    MediaPoolInformation = "NTMS_MEDIAPOOLINFORMATION" {
        PoolType: Dword => pool_type (or PoolType::Unknown);
        MediaType: Guid => media_type;
        Parent: Guid => parent;
        AllocationPolicy: Dword => allocation_policy;
        DeallocationPolicy: Dword => deallocation_policy;
        dwMaxAllocates: Dword => max_allocates;
        dwNumberOfPhysicalMedia: Dword => number_of_physical_media;
        dwNumberOfLogicalMedia: Dword => number_of_logical_media;
        dwNumberOfMediaPools: Dword => number_of_media_pools;
    }
}

structure! {
    MediaTypeInformation = "NTMS_MEDIATYPEINFORMATION" {
        MediaType: Dword => media_type (or StorageMediaType::Dds4mm);
        NumberOfSides: Dword => number_of_sides;
        ReadWriteCharacteristics:
            Dword => read_write_characteristics (or ReadWriteCharacteristics::Unknown);
        DeviceType: Dword => device_type (or DeviceType::Tape);
    }
}
