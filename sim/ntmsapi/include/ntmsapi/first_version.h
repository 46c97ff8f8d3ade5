/* The structures of the first version, for programs that were made for it. They are shorter, and
 * the service tells them by dwSize. New programs need none of them. */
#ifndef NTMSAPI_FIRST_VERSION_H
#define NTMSAPI_FIRST_VERSION_H

#include "structure.h"

/* The first version of NTMS_LIBRARYINFORMATION, told by its size. */
typedef struct _NTMS_I1_LIBRARYINFORMATION {
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
} NTMS_I1_LIBRARYINFORMATION;

/* The first version of NTMS_LIBREQUESTINFORMATION, told by its size. */
typedef struct _NTMS_I1_LIBREQUESTINFORMATIONW {
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
} NTMS_I1_LIBREQUESTINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_I1_LIBREQUESTINFORMATIONA {
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
} NTMS_I1_LIBREQUESTINFORMATIONA;

/* The first version of NTMS_PMIDINFORMATION, told by its size. */
typedef struct _NTMS_I1_PMIDINFORMATIONW {
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
} NTMS_I1_PMIDINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_I1_PMIDINFORMATIONA {
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
} NTMS_I1_PMIDINFORMATIONA;

/* The first version of NTMS_PARTITIONINFORMATION, told by its size. */
typedef struct _NTMS_I1_PARTITIONINFORMATIONW {
    NTMS_GUID PhysicalMedia; /* owning PMID */
    NTMS_GUID LogicalMedia; /* LMID or null when not allocated */
    DWORD State; /* NtmsPartitionState */
    WORD Side; /* 0-based side number */
    DWORD dwOmidLabelIdLength; /* significant bytes of OmidLabelId */
    BYTE OmidLabelId[255]; /* on-media label id */
    WCHAR szOmidLabelType[64]; /* label type */
    WCHAR szOmidLabelInfo[256]; /* label information */
    DWORD dwMountCount; /* mounts of this side */
    DWORD dwAllocateCount; /* allocations of this side */
} NTMS_I1_PARTITIONINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_I1_PARTITIONINFORMATIONA {
    NTMS_GUID PhysicalMedia;
    NTMS_GUID LogicalMedia;
    DWORD State;
    WORD Side;
    DWORD dwOmidLabelIdLength;
    BYTE OmidLabelId[255];
    CHAR szOmidLabelType[64];
    CHAR szOmidLabelInfo[256];
    DWORD dwMountCount;
    DWORD dwAllocateCount;
} NTMS_I1_PARTITIONINFORMATIONA;

/* The first version of NTMS_OPREQUESTINFORMATION, told by its size. */
typedef struct _NTMS_I1_OPREQUESTINFORMATIONW {
    DWORD Request; /* NtmsOpreqCommand */
    SYSTEMTIME Submitted; /* submit time */
    DWORD State; /* NtmsOpreqState */
    WCHAR szMessage[NTMS_I1_MESSAGE_LENGTH]; /* text for the operator */
    /* type of Arg1 (NTMS_UNKNOWN, CHANGER, DRIVE, IEDOOR, IEPORT, LIBRARY, PARTITION,
     * PHYSICAL_MEDIA, STORAGESLOT; NEWMEDIA implies MEDIA_POOL, not in the documented list) */
    DWORD Arg1Type;
    NTMS_GUID Arg1; /* first object */
    DWORD Arg2Type; /* NTMS_UNKNOWN or NTMS_LIBRARY */
    NTMS_GUID Arg2; /* second object */
    WCHAR szApplication[NTMS_APPLICATIONNAME_LENGTH]; /* requesting application */
    WCHAR szUser[NTMS_USERNAME_LENGTH]; /* requesting user */
    WCHAR szComputer[NTMS_COMPUTERNAME_LENGTH]; /* requesting computer */
} NTMS_I1_OPREQUESTINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_I1_OPREQUESTINFORMATIONA {
    DWORD Request;
    SYSTEMTIME Submitted;
    DWORD State;
    CHAR szMessage[NTMS_I1_MESSAGE_LENGTH];
    DWORD Arg1Type;
    NTMS_GUID Arg1;
    DWORD Arg2Type;
    NTMS_GUID Arg2;
    CHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    CHAR szUser[NTMS_USERNAME_LENGTH];
    CHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
} NTMS_I1_OPREQUESTINFORMATIONA;

/* The first version of NTMS_OBJECTINFORMATION, told by its size. */
typedef struct _NTMS_I1_OBJECTINFORMATIONW {
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
        NTMS_I1_LIBRARYINFORMATION Library; /* NTMS_LIBRARY */
        NTMS_CHANGERINFORMATIONW Changer; /* NTMS_CHANGER */
        NTMS_CHANGERTYPEINFORMATIONW ChangerType; /* NTMS_CHANGER_TYPE */
        NTMS_STORAGESLOTINFORMATION StorageSlot; /* NTMS_STORAGESLOT */
        NTMS_IEDOORINFORMATION IEDoor; /* NTMS_IEDOOR */
        NTMS_IEPORTINFORMATION IEPort; /* NTMS_IEPORT */
        NTMS_I1_PMIDINFORMATIONW PhysicalMedia; /* NTMS_PHYSICAL_MEDIA */
        NTMS_LMIDINFORMATION LogicalMedia; /* NTMS_LOGICAL_MEDIA */
        NTMS_I1_PARTITIONINFORMATIONW Partition; /* NTMS_PARTITION */
        NTMS_MEDIAPOOLINFORMATION MediaPool; /* NTMS_MEDIA_POOL */
        NTMS_MEDIATYPEINFORMATION MediaType; /* NTMS_MEDIA_TYPE */
        NTMS_I1_LIBREQUESTINFORMATIONW LibRequest; /* NTMS_LIBREQUEST */
        NTMS_I1_OPREQUESTINFORMATIONW OpRequest; /* NTMS_OPREQUEST */
    } Info;
} NTMS_I1_OBJECTINFORMATIONW, *LPNTMS_I1_OBJECTINFORMATIONW;

/* The same, its texts in bytes. */
typedef struct _NTMS_I1_OBJECTINFORMATIONA {
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
        NTMS_I1_LIBRARYINFORMATION Library;
        NTMS_CHANGERINFORMATIONA Changer;
        NTMS_CHANGERTYPEINFORMATIONA ChangerType;
        NTMS_STORAGESLOTINFORMATION StorageSlot;
        NTMS_IEDOORINFORMATION IEDoor;
        NTMS_IEPORTINFORMATION IEPort;
        NTMS_I1_PMIDINFORMATIONA PhysicalMedia;
        NTMS_LMIDINFORMATION LogicalMedia;
        NTMS_I1_PARTITIONINFORMATIONA Partition;
        NTMS_MEDIAPOOLINFORMATION MediaPool;
        NTMS_MEDIATYPEINFORMATION MediaType;
        NTMS_I1_LIBREQUESTINFORMATIONA LibRequest;
        NTMS_I1_OPREQUESTINFORMATIONA OpRequest;
    } Info;
} NTMS_I1_OBJECTINFORMATIONA, *LPNTMS_I1_OBJECTINFORMATIONA;

/* The form that the program is made for. */
#ifdef UNICODE
#define NTMS_I1_LIBREQUESTINFORMATION NTMS_I1_LIBREQUESTINFORMATIONW
#define NTMS_I1_PARTITIONINFORMATION NTMS_I1_PARTITIONINFORMATIONW
#define NTMS_I1_PMIDINFORMATION NTMS_I1_PMIDINFORMATIONW
#define NTMS_I1_OPREQUESTINFORMATION NTMS_I1_OPREQUESTINFORMATIONW
#define NTMS_I1_OBJECTINFORMATION NTMS_I1_OBJECTINFORMATIONW
#else
#define NTMS_I1_LIBREQUESTINFORMATION NTMS_I1_LIBREQUESTINFORMATIONA
#define NTMS_I1_PARTITIONINFORMATION NTMS_I1_PARTITIONINFORMATIONA
#define NTMS_I1_PMIDINFORMATION NTMS_I1_PMIDINFORMATIONA
#define NTMS_I1_OPREQUESTINFORMATION NTMS_I1_OPREQUESTINFORMATIONA
#define NTMS_I1_OBJECTINFORMATION NTMS_I1_OBJECTINFORMATIONA
#endif

#endif
