/* The structures of the API. Sizes and offsets are those of 64-bit Windows. Those with texts
 * come as W, in UTF-16, and as A, in bytes of the code page of the computer. */
#ifndef NTMSAPI_STRUCTURE_H
#define NTMSAPI_STRUCTURE_H

#include "base.h"
#include "constant.h"

/* The identifier of an object. All zero is the null identifier, which names nothing. */
typedef GUID NTMS_GUID, *LPNTMS_GUID;
typedef ULONG_PTR NTMS_HANDLE;

#define NTMS_NULLGUID {0, 0, 0, {0, 0, 0, 0, 0, 0, 0, 0}}

/* Whether a GUID is the null identifier. */
#define NTMS_IS_NULLGUID(id)                                                        \
    ((id).Data1 == 0 && (id).Data2 == 0 && (id).Data3 == 0 && (id).Data4[0] == 0 && \
     (id).Data4[1] == 0 && (id).Data4[2] == 0 && (id).Data4[3] == 0 &&              \
     (id).Data4[4] == 0 && (id).Data4[5] == 0 && (id).Data4[6] == 0 && (id).Data4[7] == 0)

/* Of calls that do not wait, which were never published: no function takes it. */
typedef struct _NTMS_ASYNC_IO {
    NTMS_GUID OperationId;
    NTMS_GUID EventId;
    DWORD dwOperationType;
    DWORD dwResult;
    DWORD dwAsyncState;
    HANDLE hEvent;
    WINBOOL bOnStateChange;
} NTMS_ASYNC_IO, *LPNTMS_ASYNC_IO;

/* What MountNtmsMedia could be told beside its parameters: nothing yet. */
typedef struct _NTMS_MOUNT_INFORMATION {
    DWORD dwSize; /* structure size */
    LPVOID lpReserved;
} NTMS_MOUNT_INFORMATION, *LPNTMS_MOUNT_INFORMATION;

/* What AllocateNtmsMedia tells beside the logical medium. The caller sets dwSize. */
typedef struct _NTMS_ALLOCATION_INFORMATION {
    DWORD dwSize; /* structure size */
    LPVOID lpReserved;
    NTMS_GUID AllocatedFrom; /* pool the medium came from */
} NTMS_ALLOCATION_INFORMATION, *LPNTMS_ALLOCATION_INFORMATION;

/* A drive. */
typedef struct _NTMS_DRIVEINFORMATIONW {
    DWORD Number; /* drive number as the device counts (0- or 1-based) */
    DWORD State; /* NtmsDriveState */
    NTMS_GUID DriveType; /* id of the drive type object */
    /* device path or file-system root; tape drives use the tape device name */
    WCHAR szDeviceName[NTMS_DEVICENAME_LENGTH];
    WCHAR szSerialNumber[NTMS_SERIALNUMBER_LENGTH]; /* serial, empty if the device has none */
    WCHAR szRevision[NTMS_REVISION_LENGTH]; /* firmware revision */
    WORD ScsiPort; /* host adapter */
    WORD ScsiBus;
    WORD ScsiTarget; /* target id */
    WORD ScsiLun; /* logical unit */
    /* mounts since installation (or per location when there is no serial number) */
    DWORD dwMountCount;
    SYSTEMTIME LastCleanedTs; /* last cleaning time */
    /* side in the drive; null while the drive is full means unclassified medium */
    NTMS_GUID SavedPartitionId;
    NTMS_GUID Library; /* owning library */
    GUID Reserved;
    /* least seconds a medium stays after a deferred dismount; default 300; not for stand-alone;
     * writable */
    DWORD dwDeferDismountDelay;
} NTMS_DRIVEINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_DRIVEINFORMATIONA {
    DWORD Number;
    DWORD State;
    NTMS_GUID DriveType;
    CHAR szDeviceName[NTMS_DEVICENAME_LENGTH];
    CHAR szSerialNumber[NTMS_SERIALNUMBER_LENGTH];
    CHAR szRevision[NTMS_REVISION_LENGTH];
    WORD ScsiPort;
    WORD ScsiBus;
    WORD ScsiTarget;
    WORD ScsiLun;
    DWORD dwMountCount;
    SYSTEMTIME LastCleanedTs;
    NTMS_GUID SavedPartitionId;
    NTMS_GUID Library;
    GUID Reserved;
    DWORD dwDeferDismountDelay;
} NTMS_DRIVEINFORMATIONA;

/* A library. */
typedef struct _NTMS_LIBRARYINFORMATION {
    DWORD LibraryType; /* NtmsLibraryType */
    NTMS_GUID CleanerSlot; /* reserved cleaner slot or null */
    NTMS_GUID CleanerSlotDefault; /* preferred cleaner slot or null */
    WINBOOL LibrarySupportsDriveCleaning; /* automatic cleaning enabled */
    WINBOOL BarCodeReaderInstalled; /* has a bar-code reader */
    DWORD InventoryMethod; /* default inventory (NONE, FAST or OMID); writable */
    /* cleanings left; 0 when no cleaner or unsupported; 0xFFFFFFFF means do not count; writable */
    DWORD dwCleanerUsesRemaining;
    DWORD FirstDriveNumber; /* first drive number */
    DWORD dwNumberOfDrives; /* drive count */
    DWORD FirstSlotNumber; /* first slot number */
    DWORD dwNumberOfSlots; /* slot count */
    DWORD FirstDoorNumber; /* first door number */
    DWORD dwNumberOfDoors; /* door count */
    DWORD FirstPortNumber; /* first port number */
    DWORD dwNumberOfPorts; /* port count */
    DWORD FirstChangerNumber; /* first changer number */
    DWORD dwNumberOfChangers; /* changer count */
    DWORD dwNumberOfMedia; /* media count */
    DWORD dwNumberOfMediaTypes; /* supported media type count */
    DWORD dwNumberOfLibRequests; /* current work item count */
    GUID Reserved;
    /* full inventory after a failed mount; default TRUE; cannot be switched off for ATAPI CD
     * changers; writable */
    WINBOOL AutoRecovery;
    DWORD dwFlags; /* NtmsLibraryFlags; writable */
} NTMS_LIBRARYINFORMATION;

/* The robot of a library. */
typedef struct _NTMS_CHANGERINFORMATIONW {
    DWORD Number; /* changer number */
    NTMS_GUID ChangerType; /* id of the changer type object */
    WCHAR szSerialNumber[NTMS_SERIALNUMBER_LENGTH]; /* serial, empty if none */
    WCHAR szRevision[NTMS_REVISION_LENGTH]; /* firmware revision */
    WCHAR szDeviceName[NTMS_DEVICENAME_LENGTH]; /* device path */
    WORD ScsiPort; /* host adapter */
    WORD ScsiBus;
    WORD ScsiTarget; /* target id */
    WORD ScsiLun; /* logical unit */
    NTMS_GUID Library; /* owning library */
} NTMS_CHANGERINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_CHANGERINFORMATIONA {
    DWORD Number;
    NTMS_GUID ChangerType;
    CHAR szSerialNumber[NTMS_SERIALNUMBER_LENGTH];
    CHAR szRevision[NTMS_REVISION_LENGTH];
    CHAR szDeviceName[NTMS_DEVICENAME_LENGTH];
    WORD ScsiPort;
    WORD ScsiBus;
    WORD ScsiTarget;
    WORD ScsiLun;
    NTMS_GUID Library;
} NTMS_CHANGERINFORMATIONA;

/* A slot. */
typedef struct _NTMS_STORAGESLOTINFORMATION {
    DWORD Number; /* slot number */
    DWORD State; /* NtmsSlotState */
    NTMS_GUID Library; /* owning library */
} NTMS_STORAGESLOTINFORMATION;

/* A door. */
typedef struct _NTMS_IEDOORINFORMATION {
    DWORD Number; /* door number (usually one door) */
    DWORD State; /* NtmsDoorState */
    /* seconds the door may stay open, 0..65535; 0 posts the close-door request at once; writable */
    WORD MaxOpenSecs;
    NTMS_GUID Library; /* owning library */
} NTMS_IEDOORINFORMATION;

/* A port. */
typedef struct _NTMS_IEPORTINFORMATION {
    DWORD Number; /* port number */
    DWORD Content; /* NtmsPortContent */
    DWORD Position; /* NtmsPortPosition */
    /* seconds the port may stay out before an operator request, 0..65535; writable */
    WORD MaxExtendSecs;
    NTMS_GUID Library; /* owning library */
} NTMS_IEPORTINFORMATION;

/* A physical medium. */
typedef struct _NTMS_PMIDINFORMATIONW {
    NTMS_GUID CurrentLibrary; /* library it is in */
    NTMS_GUID MediaPool; /* pool it belongs to */
    NTMS_GUID Location; /* id of the slot, drive or port holding it */
    DWORD LocationType; /* NTMS_STORAGESLOT, NTMS_DRIVE or NTMS_IEPORT; offline media report slot */
    NTMS_GUID MediaType; /* id of the media type object */
    NTMS_GUID HomeSlot; /* slot it returns to */
    WCHAR szBarCode[NTMS_BARCODE_LENGTH]; /* bar code */
    DWORD BarCodeState; /* NtmsBarCodeState */
    WCHAR szSequenceNumber[NTMS_SEQUENCE_LENGTH]; /* human-readable running number */
    DWORD MediaState; /* NtmsMediaState */
    DWORD dwNumberOfPartitions; /* number of sides */
    DWORD dwMediaTypeCode; /* SCSI medium type code */
    DWORD dwDensityCode; /* SCSI density code */
    NTMS_GUID MountedPartition; /* side now mounted */
} NTMS_PMIDINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_PMIDINFORMATIONA {
    NTMS_GUID CurrentLibrary;
    NTMS_GUID MediaPool;
    NTMS_GUID Location;
    DWORD LocationType;
    NTMS_GUID MediaType;
    NTMS_GUID HomeSlot;
    CHAR szBarCode[NTMS_BARCODE_LENGTH];
    DWORD BarCodeState;
    CHAR szSequenceNumber[NTMS_SEQUENCE_LENGTH];
    DWORD MediaState;
    DWORD dwNumberOfPartitions;
    DWORD dwMediaTypeCode;
    DWORD dwDensityCode;
    NTMS_GUID MountedPartition;
} NTMS_PMIDINFORMATIONA;

/* A logical medium. */
typedef struct _NTMS_LMIDINFORMATION {
    NTMS_GUID MediaPool; /* pool */
    DWORD dwNumberOfPartitions; /* number of sides */
} NTMS_LMIDINFORMATION;

/* A side of a medium. */
typedef struct _NTMS_PARTITIONINFORMATIONW {
    NTMS_GUID PhysicalMedia; /* owning PMID */
    NTMS_GUID LogicalMedia; /* LMID or null when not allocated */
    DWORD State; /* NtmsPartitionState */
    WORD Side; /* 0-based side number */
    DWORD dwOmidLabelIdLength; /* significant bytes of OmidLabelId */
    BYTE OmidLabelId[NTMS_OMIDLABELID_LENGTH]; /* on-media label id */
    WCHAR szOmidLabelType[NTMS_OMIDLABELTYPE_LENGTH]; /* label type */
    WCHAR szOmidLabelInfo[NTMS_OMIDLABELINFO_LENGTH]; /* label information */
    DWORD dwMountCount; /* mounts of this side */
    DWORD dwAllocateCount; /* allocations of this side */
    LARGE_INTEGER Capacity; /* bytes of storage */
} NTMS_PARTITIONINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_PARTITIONINFORMATIONA {
    NTMS_GUID PhysicalMedia;
    NTMS_GUID LogicalMedia;
    DWORD State;
    WORD Side;
    DWORD dwOmidLabelIdLength;
    BYTE OmidLabelId[NTMS_OMIDLABELID_LENGTH];
    CHAR szOmidLabelType[NTMS_OMIDLABELTYPE_LENGTH];
    CHAR szOmidLabelInfo[NTMS_OMIDLABELINFO_LENGTH];
    DWORD dwMountCount;
    DWORD dwAllocateCount;
    LARGE_INTEGER Capacity;
} NTMS_PARTITIONINFORMATIONA;

/* A media pool. */
typedef struct _NTMS_MEDIAPOOLINFORMATION {
    DWORD PoolType; /* NtmsPoolType */
    NTMS_GUID MediaType; /* id of the single media type; null for a pool of pools; writable */
    NTMS_GUID Parent; /* parent pool or null */
    DWORD AllocationPolicy; /* NtmsAllocationPolicy bits; default 0; writable */
    DWORD DeallocationPolicy; /* NtmsDeallocationPolicy bits; default 0; writable */
    DWORD dwMaxAllocates; /* allocation limit of a side; writable */
    DWORD dwNumberOfPhysicalMedia; /* PMID count */
    DWORD dwNumberOfLogicalMedia; /* LMID count */
    DWORD dwNumberOfMediaPools; /* child pool count */
} NTMS_MEDIAPOOLINFORMATION;

/* A media type. */
typedef struct _NTMS_MEDIATYPEINFORMATION {
    DWORD MediaType; /* STORAGE_MEDIA_TYPE value; its text is the object name */
    DWORD NumberOfSides; /* sides */
    DWORD ReadWriteCharacteristics; /* NtmsReadWriteCharacteristics */
    DWORD DeviceType; /* FILE_DEVICE_CD_ROM, FILE_DEVICE_DISK or FILE_DEVICE_TAPE */
} NTMS_MEDIATYPEINFORMATION;

/* A type of drive. */
typedef struct _NTMS_DRIVETYPEINFORMATIONW {
    WCHAR szVendor[NTMS_VENDORNAME_LENGTH]; /* vendor from inquiry data */
    WCHAR szProduct[NTMS_PRODUCTNAME_LENGTH]; /* product from inquiry data */
    DWORD NumberOfHeads; /* reserved, ignore */
    /* FILE_DEVICE_CD_ROM, FILE_DEVICE_DISK, FILE_DEVICE_DVD or FILE_DEVICE_TAPE */
    DWORD DeviceType;
} NTMS_DRIVETYPEINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_DRIVETYPEINFORMATIONA {
    CHAR szVendor[NTMS_VENDORNAME_LENGTH];
    CHAR szProduct[NTMS_PRODUCTNAME_LENGTH];
    DWORD NumberOfHeads;
    DWORD DeviceType;
} NTMS_DRIVETYPEINFORMATIONA;

/* A type of robot. */
typedef struct _NTMS_CHANGERTYPEINFORMATIONW {
    WCHAR szVendor[NTMS_VENDORNAME_LENGTH]; /* vendor from inquiry data */
    WCHAR szProduct[NTMS_PRODUCTNAME_LENGTH]; /* product from inquiry data */
    DWORD DeviceType; /* FILE_DEVICE_CHANGER */
} NTMS_CHANGERTYPEINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_CHANGERTYPEINFORMATIONA {
    CHAR szVendor[NTMS_VENDORNAME_LENGTH];
    CHAR szProduct[NTMS_PRODUCTNAME_LENGTH];
    DWORD DeviceType;
} NTMS_CHANGERTYPEINFORMATIONA;

/* A request to a library. */
typedef struct _NTMS_LIBREQUESTINFORMATIONW {
    DWORD OperationCode; /* NtmsLmOperation */
    DWORD OperationOption; /* per-command option */
    DWORD State; /* NtmsLmState */
    NTMS_GUID PartitionId; /* side */
    NTMS_GUID DriveId; /* drive */
    NTMS_GUID PhysMediaId; /* PMID */
    NTMS_GUID Library; /* library */
    NTMS_GUID SlotId; /* slot */
    SYSTEMTIME TimeQueued; /* queue time */
    SYSTEMTIME TimeCompleted; /* completion time */
    WCHAR szApplication[NTMS_APPLICATIONNAME_LENGTH]; /* requesting application */
    WCHAR szUser[NTMS_USERNAME_LENGTH]; /* requesting user */
    WCHAR szComputer[NTMS_COMPUTERNAME_LENGTH]; /* requesting computer */
    DWORD dwErrorCode; /* Win32 error when State is FAILED */
    NTMS_GUID WorkItemId; /* other work item, e.g. the one a REMOVE cancels */
    DWORD dwPriority; /* priority */
} NTMS_LIBREQUESTINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_LIBREQUESTINFORMATIONA {
    DWORD OperationCode;
    DWORD OperationOption;
    DWORD State;
    NTMS_GUID PartitionId;
    NTMS_GUID DriveId;
    NTMS_GUID PhysMediaId;
    NTMS_GUID Library;
    NTMS_GUID SlotId;
    SYSTEMTIME TimeQueued;
    SYSTEMTIME TimeCompleted;
    CHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    CHAR szUser[NTMS_USERNAME_LENGTH];
    CHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
    DWORD dwErrorCode;
    NTMS_GUID WorkItemId;
    DWORD dwPriority;
} NTMS_LIBREQUESTINFORMATIONA;

/* A request to a person. */
typedef struct _NTMS_OPREQUESTINFORMATIONW {
    DWORD Request; /* NtmsOpreqCommand */
    SYSTEMTIME Submitted; /* submit time */
    DWORD State; /* NtmsOpreqState */
    WCHAR szMessage[NTMS_MESSAGE_LENGTH]; /* text for the operator */
    /* type of Arg1 (NTMS_UNKNOWN, CHANGER, DRIVE, IEDOOR, IEPORT, LIBRARY, PARTITION,
     * PHYSICAL_MEDIA, STORAGESLOT; NEWMEDIA implies MEDIA_POOL, not in the documented list) */
    DWORD Arg1Type;
    NTMS_GUID Arg1; /* first object */
    DWORD Arg2Type; /* NTMS_UNKNOWN or NTMS_LIBRARY */
    NTMS_GUID Arg2; /* second object */
    WCHAR szApplication[NTMS_APPLICATIONNAME_LENGTH]; /* requesting application */
    WCHAR szUser[NTMS_USERNAME_LENGTH]; /* requesting user */
    WCHAR szComputer[NTMS_COMPUTERNAME_LENGTH]; /* requesting computer */
} NTMS_OPREQUESTINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_OPREQUESTINFORMATIONA {
    DWORD Request;
    SYSTEMTIME Submitted;
    DWORD State;
    CHAR szMessage[NTMS_MESSAGE_LENGTH];
    DWORD Arg1Type;
    NTMS_GUID Arg1;
    DWORD Arg2Type;
    NTMS_GUID Arg2;
    CHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    CHAR szUser[NTMS_USERNAME_LENGTH];
    CHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
} NTMS_OPREQUESTINFORMATIONA;

/* The service itself. */
typedef struct _NTMS_COMPUTERINFORMATION {
    DWORD dwLibRequestPurgeTime; /* seconds finished library requests are kept; writable */
    DWORD dwOpRequestPurgeTime; /* seconds finished operator requests are kept; writable */
    DWORD dwLibRequestFlags; /* NtmsLibRequestFlags; writable */
    DWORD dwOpRequestFlags; /* NtmsOpRequestFlags; writable */
    DWORD dwMediaPoolPolicy; /* NtmsMediaPoolPolicy; writable */
} NTMS_COMPUTERINFORMATION;

/* A message to a person, as the service sends it to a computer: no function takes it. */
typedef struct _RSM_MESSAGE {
    LPGUID lpguidOperation;
    DWORD dwNtmsType;
    DWORD dwState;
    DWORD dwFlags;
    DWORD dwPriority;
    DWORD dwErrorCode;
    LPWSTR lpszComputerName;
    LPWSTR lpszApplication;
    LPWSTR lpszUser;
    LPWSTR lpszTimeSubmitted;
    LPWSTR lpszMessage;
} RSM_MESSAGE, *LPRSM_MESSAGE;

/* What is known of an object: what all have, and in Info the member that goes with dwType. The
 * caller sets dwSize and dwType. */
typedef struct _NTMS_OBJECTINFORMATIONW {
    /* caller sets it to the structure size before Get, Set and CreateNtmsMedia; wrong value is
     * ERROR_INVALID_PARAMETER */
    DWORD dwSize;
    DWORD dwType; /* object type; selects the Info arm; caller sets it before the call */
    SYSTEMTIME Created; /* creation time */
    SYSTEMTIME Modified; /* last change time */
    NTMS_GUID ObjectGuid; /* object id */
    WINBOOL Enabled; /* whether the object is enabled */
    DWORD dwOperationalState; /* NtmsOperationalState */
    /* display name; writable for library, logical media, media pool, partition, physical media */
    WCHAR szName[NTMS_OBJECTNAME_LENGTH];
    WCHAR szDescription[NTMS_DESCRIPTION_LENGTH]; /* free text; writable for every type */
    union {
        NTMS_DRIVEINFORMATIONW Drive; /* NTMS_DRIVE */
        NTMS_DRIVETYPEINFORMATIONW DriveType; /* NTMS_DRIVE_TYPE */
        NTMS_LIBRARYINFORMATION Library; /* NTMS_LIBRARY */
        NTMS_CHANGERINFORMATIONW Changer; /* NTMS_CHANGER */
        NTMS_CHANGERTYPEINFORMATIONW ChangerType; /* NTMS_CHANGER_TYPE */
        NTMS_STORAGESLOTINFORMATION StorageSlot; /* NTMS_STORAGESLOT */
        NTMS_IEDOORINFORMATION IEDoor; /* NTMS_IEDOOR */
        NTMS_IEPORTINFORMATION IEPort; /* NTMS_IEPORT */
        NTMS_PMIDINFORMATIONW PhysicalMedia; /* NTMS_PHYSICAL_MEDIA */
        NTMS_LMIDINFORMATION LogicalMedia; /* NTMS_LOGICAL_MEDIA */
        NTMS_PARTITIONINFORMATIONW Partition; /* NTMS_PARTITION */
        NTMS_MEDIAPOOLINFORMATION MediaPool; /* NTMS_MEDIA_POOL */
        NTMS_MEDIATYPEINFORMATION MediaType; /* NTMS_MEDIA_TYPE */
        NTMS_LIBREQUESTINFORMATIONW LibRequest; /* NTMS_LIBREQUEST */
        NTMS_OPREQUESTINFORMATIONW OpRequest; /* NTMS_OPREQUEST */
        NTMS_COMPUTERINFORMATION Computer; /* NTMS_COMPUTER */
    } Info;
} NTMS_OBJECTINFORMATIONW, *LPNTMS_OBJECTINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_OBJECTINFORMATIONA {
    DWORD dwSize;
    DWORD dwType;
    SYSTEMTIME Created;
    SYSTEMTIME Modified;
    NTMS_GUID ObjectGuid;
    WINBOOL Enabled;
    DWORD dwOperationalState;
    CHAR szName[NTMS_OBJECTNAME_LENGTH];
    CHAR szDescription[NTMS_DESCRIPTION_LENGTH];
    union {
        NTMS_DRIVEINFORMATIONA Drive;
        NTMS_DRIVETYPEINFORMATIONA DriveType;
        NTMS_LIBRARYINFORMATION Library;
        NTMS_CHANGERINFORMATIONA Changer;
        NTMS_CHANGERTYPEINFORMATIONA ChangerType;
        NTMS_STORAGESLOTINFORMATION StorageSlot;
        NTMS_IEDOORINFORMATION IEDoor;
        NTMS_IEPORTINFORMATION IEPort;
        NTMS_PMIDINFORMATIONA PhysicalMedia;
        NTMS_LMIDINFORMATION LogicalMedia;
        NTMS_PARTITIONINFORMATIONA Partition;
        NTMS_MEDIAPOOLINFORMATION MediaPool;
        NTMS_MEDIATYPEINFORMATION MediaType;
        NTMS_LIBREQUESTINFORMATIONA LibRequest;
        NTMS_OPREQUESTINFORMATIONA OpRequest;
        NTMS_COMPUTERINFORMATION Computer;
    } Info;
} NTMS_OBJECTINFORMATIONA, *LPNTMS_OBJECTINFORMATIONA;

/* The label of a disk, for UpdateNtmsOmidInfo. */
typedef struct {
    WCHAR FileSystemType[64]; /* file system name */
    WCHAR VolumeName[256]; /* volume label */
    DWORD SerialNumber; /* volume serial */
} NTMS_FILESYSTEM_INFO;

/* A change of an object. */
typedef struct _NTMS_NOTIFICATIONINFORMATION {
    DWORD dwOperation; /* NtmsNotificationOperations */
    NTMS_GUID ObjectId; /* object concerned */
} NTMS_NOTIFICATIONINFORMATION, *LPNTMS_NOTIFICATIONINFORMATION;

/* The form that the program is made for. */
#ifdef UNICODE
#define NTMS_DRIVEINFORMATION NTMS_DRIVEINFORMATIONW
#define NTMS_CHANGERINFORMATION NTMS_CHANGERINFORMATIONW
#define NTMS_PMIDINFORMATION NTMS_PMIDINFORMATIONW
#define NTMS_PARTITIONINFORMATION NTMS_PARTITIONINFORMATIONW
#define NTMS_DRIVETYPEINFORMATION NTMS_DRIVETYPEINFORMATIONW
#define NTMS_CHANGERTYPEINFORMATION NTMS_CHANGERTYPEINFORMATIONW
#define NTMS_LIBREQUESTINFORMATION NTMS_LIBREQUESTINFORMATIONW
#define NTMS_OPREQUESTINFORMATION NTMS_OPREQUESTINFORMATIONW
#define NTMS_OBJECTINFORMATION NTMS_OBJECTINFORMATIONW
#define LPNTMS_OBJECTINFORMATION LPNTMS_OBJECTINFORMATIONW
#else
#define NTMS_DRIVEINFORMATION NTMS_DRIVEINFORMATIONA
#define NTMS_CHANGERINFORMATION NTMS_CHANGERINFORMATIONA
#define NTMS_PMIDINFORMATION NTMS_PMIDINFORMATIONA
#define NTMS_PARTITIONINFORMATION NTMS_PARTITIONINFORMATIONA
#define NTMS_DRIVETYPEINFORMATION NTMS_DRIVETYPEINFORMATIONA
#define NTMS_CHANGERTYPEINFORMATION NTMS_CHANGERTYPEINFORMATIONA
#define NTMS_LIBREQUESTINFORMATION NTMS_LIBREQUESTINFORMATIONA
#define NTMS_OPREQUESTINFORMATION NTMS_OPREQUESTINFORMATIONA
#define NTMS_OBJECTINFORMATION NTMS_OBJECTINFORMATIONA
#define LPNTMS_OBJECTINFORMATION LPNTMS_OBJECTINFORMATIONA
#endif

#endif
