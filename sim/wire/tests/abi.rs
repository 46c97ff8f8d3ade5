//! The layouts against those of `windows-sys`, which are made from the metadata of the Windows SDK.
//! It has neither `RSM_MESSAGE` nor anything of what the values mean.

#![allow(non_snake_case, reason = "the members have the names of the public header")]

use std::mem::{align_of, offset_of, size_of};

use windows_sys::Win32::Storage::FileSystem::*;
use wire::ntms::layout::LAYOUTS;

/// Name, size and alignment of a structure, and its members with their offsets.
type Declared = (&'static str, [usize; 2], Vec<(&'static str, usize)>);

macro_rules! declared {
    ($($name:ident: $($member:ident),*;)*) => {
        fn declared() -> Vec<Declared> {
            vec![$((
                stringify!($name),
                [size_of::<$name>(), align_of::<$name>()],
                vec![$((stringify!($member), offset_of!($name, $member)),)*],
            ),)*]
        }
    };
}

declared! {
NTMS_ASYNC_IO:
    OperationId, EventId, dwOperationType, dwResult, dwAsyncState, hEvent,
    bOnStateChange;
NTMS_MOUNT_INFORMATION:
    dwSize, lpReserved;
NTMS_ALLOCATION_INFORMATION:
    dwSize, lpReserved, AllocatedFrom;
NTMS_DRIVEINFORMATIONA:
    Number, State, DriveType, szDeviceName, szSerialNumber, szRevision, ScsiPort,
    ScsiBus, ScsiTarget, ScsiLun, dwMountCount, LastCleanedTs, SavedPartitionId,
    Library, Reserved, dwDeferDismountDelay;
NTMS_DRIVEINFORMATIONW:
    Number, State, DriveType, szDeviceName, szSerialNumber, szRevision, ScsiPort,
    ScsiBus, ScsiTarget, ScsiLun, dwMountCount, LastCleanedTs, SavedPartitionId,
    Library, Reserved, dwDeferDismountDelay;
NTMS_LIBRARYINFORMATION:
    LibraryType, CleanerSlot, CleanerSlotDefault, LibrarySupportsDriveCleaning,
    BarCodeReaderInstalled, InventoryMethod, dwCleanerUsesRemaining, FirstDriveNumber,
    dwNumberOfDrives, FirstSlotNumber, dwNumberOfSlots, FirstDoorNumber,
    dwNumberOfDoors, FirstPortNumber, dwNumberOfPorts, FirstChangerNumber,
    dwNumberOfChangers, dwNumberOfMedia, dwNumberOfMediaTypes, dwNumberOfLibRequests,
    Reserved, AutoRecovery, dwFlags;
NTMS_CHANGERINFORMATIONA:
    Number, ChangerType, szSerialNumber, szRevision, szDeviceName, ScsiPort, ScsiBus,
    ScsiTarget, ScsiLun, Library;
NTMS_CHANGERINFORMATIONW:
    Number, ChangerType, szSerialNumber, szRevision, szDeviceName, ScsiPort, ScsiBus,
    ScsiTarget, ScsiLun, Library;
NTMS_STORAGESLOTINFORMATION:
    Number, State, Library;
NTMS_IEDOORINFORMATION:
    Number, State, MaxOpenSecs, Library;
NTMS_IEPORTINFORMATION:
    Number, Content, Position, MaxExtendSecs, Library;
NTMS_PMIDINFORMATIONA:
    CurrentLibrary, MediaPool, Location, LocationType, MediaType, HomeSlot, szBarCode,
    BarCodeState, szSequenceNumber, MediaState, dwNumberOfPartitions, dwMediaTypeCode,
    dwDensityCode, MountedPartition;
NTMS_PMIDINFORMATIONW:
    CurrentLibrary, MediaPool, Location, LocationType, MediaType, HomeSlot, szBarCode,
    BarCodeState, szSequenceNumber, MediaState, dwNumberOfPartitions, dwMediaTypeCode,
    dwDensityCode, MountedPartition;
NTMS_LMIDINFORMATION:
    MediaPool, dwNumberOfPartitions;
NTMS_PARTITIONINFORMATIONA:
    PhysicalMedia, LogicalMedia, State, Side, dwOmidLabelIdLength, OmidLabelId,
    szOmidLabelType, szOmidLabelInfo, dwMountCount, dwAllocateCount, Capacity;
NTMS_PARTITIONINFORMATIONW:
    PhysicalMedia, LogicalMedia, State, Side, dwOmidLabelIdLength, OmidLabelId,
    szOmidLabelType, szOmidLabelInfo, dwMountCount, dwAllocateCount, Capacity;
NTMS_MEDIAPOOLINFORMATION:
    PoolType, MediaType, Parent, AllocationPolicy, DeallocationPolicy, dwMaxAllocates,
    dwNumberOfPhysicalMedia, dwNumberOfLogicalMedia, dwNumberOfMediaPools;
NTMS_MEDIATYPEINFORMATION:
    MediaType, NumberOfSides, ReadWriteCharacteristics, DeviceType;
NTMS_DRIVETYPEINFORMATIONA:
    szVendor, szProduct, NumberOfHeads, DeviceType;
NTMS_DRIVETYPEINFORMATIONW:
    szVendor, szProduct, NumberOfHeads, DeviceType;
NTMS_CHANGERTYPEINFORMATIONA:
    szVendor, szProduct, DeviceType;
NTMS_CHANGERTYPEINFORMATIONW:
    szVendor, szProduct, DeviceType;
NTMS_LIBREQUESTINFORMATIONA:
    OperationCode, OperationOption, State, PartitionId, DriveId, PhysMediaId, Library,
    SlotId, TimeQueued, TimeCompleted, szApplication, szUser, szComputer, dwErrorCode,
    WorkItemId, dwPriority;
NTMS_LIBREQUESTINFORMATIONW:
    OperationCode, OperationOption, State, PartitionId, DriveId, PhysMediaId, Library,
    SlotId, TimeQueued, TimeCompleted, szApplication, szUser, szComputer, dwErrorCode,
    WorkItemId, dwPriority;
NTMS_OPREQUESTINFORMATIONA:
    Request, Submitted, State, szMessage, Arg1Type, Arg1, Arg2Type, Arg2, szApplication,
    szUser, szComputer;
NTMS_OPREQUESTINFORMATIONW:
    Request, Submitted, State, szMessage, Arg1Type, Arg1, Arg2Type, Arg2, szApplication,
    szUser, szComputer;
NTMS_COMPUTERINFORMATION:
    dwLibRequestPurgeTime, dwOpRequestPurgeTime, dwLibRequestFlags, dwOpRequestFlags,
    dwMediaPoolPolicy;
NTMS_OBJECTINFORMATIONA:
    dwSize, dwType, Created, Modified, ObjectGuid, Enabled, dwOperationalState, szName,
    szDescription, Info;
NTMS_OBJECTINFORMATIONW:
    dwSize, dwType, Created, Modified, ObjectGuid, Enabled, dwOperationalState, szName,
    szDescription, Info;
NTMS_I1_LIBRARYINFORMATION:
    LibraryType, CleanerSlot, CleanerSlotDefault, LibrarySupportsDriveCleaning,
    BarCodeReaderInstalled, InventoryMethod, dwCleanerUsesRemaining, FirstDriveNumber,
    dwNumberOfDrives, FirstSlotNumber, dwNumberOfSlots, FirstDoorNumber,
    dwNumberOfDoors, FirstPortNumber, dwNumberOfPorts, FirstChangerNumber,
    dwNumberOfChangers, dwNumberOfMedia, dwNumberOfMediaTypes, dwNumberOfLibRequests,
    Reserved;
NTMS_I1_LIBREQUESTINFORMATIONA:
    OperationCode, OperationOption, State, PartitionId, DriveId, PhysMediaId, Library,
    SlotId, TimeQueued, TimeCompleted, szApplication, szUser, szComputer;
NTMS_I1_LIBREQUESTINFORMATIONW:
    OperationCode, OperationOption, State, PartitionId, DriveId, PhysMediaId, Library,
    SlotId, TimeQueued, TimeCompleted, szApplication, szUser, szComputer;
NTMS_I1_PMIDINFORMATIONA:
    CurrentLibrary, MediaPool, Location, LocationType, MediaType, HomeSlot, szBarCode,
    BarCodeState, szSequenceNumber, MediaState, dwNumberOfPartitions;
NTMS_I1_PMIDINFORMATIONW:
    CurrentLibrary, MediaPool, Location, LocationType, MediaType, HomeSlot, szBarCode,
    BarCodeState, szSequenceNumber, MediaState, dwNumberOfPartitions;
NTMS_I1_PARTITIONINFORMATIONA:
    PhysicalMedia, LogicalMedia, State, Side, dwOmidLabelIdLength, OmidLabelId,
    szOmidLabelType, szOmidLabelInfo, dwMountCount, dwAllocateCount;
NTMS_I1_PARTITIONINFORMATIONW:
    PhysicalMedia, LogicalMedia, State, Side, dwOmidLabelIdLength, OmidLabelId,
    szOmidLabelType, szOmidLabelInfo, dwMountCount, dwAllocateCount;
NTMS_I1_OPREQUESTINFORMATIONA:
    Request, Submitted, State, szMessage, Arg1Type, Arg1, Arg2Type, Arg2, szApplication,
    szUser, szComputer;
NTMS_I1_OPREQUESTINFORMATIONW:
    Request, Submitted, State, szMessage, Arg1Type, Arg1, Arg2Type, Arg2, szApplication,
    szUser, szComputer;
NTMS_I1_OBJECTINFORMATIONA:
    dwSize, dwType, Created, Modified, ObjectGuid, Enabled, dwOperationalState, szName,
    szDescription, Info;
NTMS_I1_OBJECTINFORMATIONW:
    dwSize, dwType, Created, Modified, ObjectGuid, Enabled, dwOperationalState, szName,
    szDescription, Info;
NTMS_FILESYSTEM_INFO:
    FileSystemType, VolumeName, SerialNumber;
NTMS_NOTIFICATIONINFORMATION:
    dwOperation, ObjectId;
MediaLabelInfo:
    LabelType, LabelIDSize, LabelID, LabelAppDescr;
}

#[test]
fn every_structure_lies_as_in_windows_sys() {
    let declared = declared();
    for (name, size_and_align, members) in &declared {
        let layout = LAYOUTS.iter().find(|layout| layout.name == *name).expect("it is ours too");
        assert_eq!([layout.size, layout.align], *size_and_align, "{name}");
        let ours: Vec<_> = layout.fields.iter().map(|field| (field.name, field.offset)).collect();
        assert_eq!(ours, *members, "{name}");
    }
    let missing: Vec<_> = LAYOUTS.iter().map(|layout| layout.name.as_str()).collect();
    let missing = missing.into_iter().filter(|ours| declared.iter().all(|(name, ..)| name != ours));
    assert_eq!(missing.collect::<Vec<_>>(), ["RSM_MESSAGE"]);
}
