/* The numbers of the API: kinds, states, options, limits. Members and parameters that carry them
 * are DWORDs. */
#ifndef NTMSAPI_CONSTANT_H
#define NTMSAPI_CONSTANT_H

/* Object types (dwType everywhere). */
enum NtmsObjectsTypes {
    NTMS_UNKNOWN = 0, /* no object / untyped */
    NTMS_OBJECT = 1, /* internal bootstrap type, not a user-visible object */
    NTMS_CHANGER = 2, /* robot of a library */
    NTMS_CHANGER_TYPE = 3, /* vendor/product class of robot */
    NTMS_COMPUTER = 4, /* the RSM server itself */
    NTMS_DRIVE = 5, /* tape, disk or optical drive */
    NTMS_DRIVE_TYPE = 6, /* vendor/product class of drive */
    NTMS_IEDOOR = 7, /* bulk-access door */
    NTMS_IEPORT = 8, /* insert/eject port (mail slot) */
    NTMS_LIBRARY = 9, /* robotic, stand-alone or offline library */
    NTMS_LIBREQUEST = 10, /* work-queue item */
    NTMS_LOGICAL_MEDIA = 11, /* application's handle on an allocated side (LMID) */
    NTMS_MEDIA_POOL = 12, /* media pool */
    NTMS_MEDIA_TYPE = 13, /* kind of medium */
    NTMS_PARTITION = 14, /* one side of a medium */
    NTMS_PHYSICAL_MEDIA = 15, /* cartridge/disc (PMID) */
    NTMS_STORAGESLOT = 16, /* slot of a library */
    NTMS_OPREQUEST = 17, /* request to a human */
    NTMS_UI_DESTINATION = 18, /* computer that UI messages are routed to */
    NTMS_NUMBER_OF_OBJECT_TYPES = 19 /* count sentinel */
};

/* Async I/O state; no documented function uses it. */
enum NtmsAsyncStatus {
    NTMS_ASYNCSTATE_QUEUED = 0, /* waiting in queue (async mount is undocumented) */
    NTMS_ASYNCSTATE_WAIT_RESOURCE = 1, /* waiting for drive or media */
    NTMS_ASYNCSTATE_WAIT_OPERATOR = 2, /* waiting for a human */
    NTMS_ASYNCSTATE_INPROCESS = 3, /* running */
    NTMS_ASYNCSTATE_COMPLETE = 4 /* finished */
};

/* Async I/O operation; undocumented. */
enum NtmsAsyncOperations {
    NTMS_ASYNCOP_MOUNT = 1 /* asynchronous mount */
};

/* OpenNtmsSession dwOptions; reserved. */
enum NtmsSessionOptions {
    /* declared, never described: pass 0 */
    NTMS_SESSION_QUERYEXPEDITE = 1
};

/* MountNtmsMedia dwOptions (bits). */
enum NtmsMountOptions {
    NTMS_MOUNT_READ = 1, /* mount for reading; use for read-only media */
    NTMS_MOUNT_WRITE = 2, /* mount for writing; refused on Complete media */
    NTMS_MOUNT_ERROR_NOT_AVAILABLE = 4, /* fail at once if media or drive is unavailable */
    NTMS_MOUNT_ERROR_IF_UNAVAILABLE = 4, /* alias of NTMS_MOUNT_ERROR_NOT_AVAILABLE */
    NTMS_MOUNT_ERROR_OFFLINE = 8, /* fail at once if media is offline, no operator request */
    NTMS_MOUNT_ERROR_IF_OFFLINE = 8, /* alias of NTMS_MOUNT_ERROR_OFFLINE */
    NTMS_MOUNT_SPECIFIC_DRIVE = 16, /* lpDriveId is input, use those drives */
    NTMS_MOUNT_NOWAIT = 32 /* declared, never described */
};

/* DismountNtmsMedia dwOptions; IdentifyNtmsSlot dwOption. */
enum NtmsDismountOptions {
    NTMS_DISMOUNT_DEFERRED = 1, /* keep medium in drive, drive becomes dismountable */
    NTMS_DISMOUNT_IMMEDIATE = 2 /* return medium to its slot now */
};

/* MountNtmsMedia dwPriority (signed). */
enum NtmsMountPriority {
    NTMS_PRIORITY_DEFAULT = 0, /* same value as normal */
    NTMS_PRIORITY_HIGHEST = 15, /* top of range */
    NTMS_PRIORITY_HIGH = 7, /* time-critical mount */
    NTMS_PRIORITY_NORMAL = 0, /* not time-critical; recommended */
    NTMS_PRIORITY_LOW = -7, /* background mount */
    NTMS_PRIORITY_LOWEST = -15 /* bottom of range */
};

/* AllocateNtmsMedia dwOptions (bits). */
enum NtmsAllocateOptions {
    /* take a side and reserve the medium's other sides for the same application */
    NTMS_ALLOCATE_NEW = 1,
    /* take the next reserved side of an already allocated multi-sided medium */
    NTMS_ALLOCATE_NEXT = 2,
    NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE = 4 /* never post an operator request; fail instead */
};

/* CreateNtmsMediaPool dwAction. */
enum NtmsCreateOptions {
    NTMS_OPEN_EXISTING = 1, /* open by name, fail if absent */
    NTMS_CREATE_NEW = 2, /* create, fail if present */
    NTMS_OPEN_ALWAYS = 3 /* open or create (numerically OPEN_EXISTING|CREATE_NEW) */
};

/* NTMS_DRIVEINFORMATION.State; 3 and 4 unused. */
enum NtmsDriveState {
    NTMS_DRIVESTATE_DISMOUNTED = 0, /* drive holds no medium */
    NTMS_DRIVESTATE_MOUNTED = 1, /* medium in drive, not ready for I/O yet (transient) */
    NTMS_DRIVESTATE_LOADED = 2, /* medium ready for I/O */
    /* drive has released the medium (spun down/rewound), awaiting removal */
    NTMS_DRIVESTATE_UNLOADED = 5,
    NTMS_DRIVESTATE_BEING_CLEANED = 6, /* cleaning, unavailable */
    /* deferred dismount done, medium still in drive, drive reusable */
    NTMS_DRIVESTATE_DISMOUNTABLE = 7
};

/* NTMS_LIBRARYINFORMATION.LibraryType. */
enum NtmsLibraryType {
    NTMS_LIBRARYTYPE_UNKNOWN = 0, /* type not determined */
    NTMS_LIBRARYTYPE_OFFLINE = 1, /* shelf of catalogued media that are in no device */
    NTMS_LIBRARYTYPE_ONLINE = 2, /* robotic library */
    NTMS_LIBRARYTYPE_STANDALONE = 3 /* single drive modelled as a library */
};

/* NTMS_LIBRARYINFORMATION.dwFlags (bits). */
enum NtmsLibraryFlags {
    NTMS_LIBRARYFLAG_FIXEDOFFLINE = 1, /* is the offline library, as opposed to a missing device */
    NTMS_LIBRARYFLAG_CLEANERPRESENT = 2, /* cleaner cartridge is in the changer */
    /* never described; presumably media changes are detected automatically */
    NTMS_LIBRARYFLAG_AUTODETECTCHANGE = 4,
    /* no cleaning count is kept; derived, on exactly when dwCleanerUsesRemaining is 0xFFFFFFFF */
    NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING = 8,
    /* bar codes starting CLN denote cleaners, no mount needed to tell */
    NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE = 16
};

/* InventoryNtmsLibrary/AccessNtmsLibraryDoor dwAction, NTMS_LIBRARYINFORMATION.InventoryMethod. */
enum NtmsInventoryMethod {
    NTMS_INVENTORY_NONE = 0, /* no inventory */
    /* bar-code inventory, or differential (empty-to-full slots) without a reader */
    NTMS_INVENTORY_FAST = 1,
    NTMS_INVENTORY_OMID = 2, /* mount every side and read its label */
    NTMS_INVENTORY_DEFAULT = 3, /* use the library's InventoryMethod */
    NTMS_INVENTORY_SLOT = 4, /* never described; single-slot identification */
    NTMS_INVENTORY_STOP = 5, /* stop the running inventory */
    NTMS_INVENTORY_MAX = 6 /* count sentinel */
};

/* NTMS_STORAGESLOTINFORMATION.State. */
enum NtmsSlotState {
    NTMS_SLOTSTATE_UNKNOWN = 0, /* cannot be determined */
    NTMS_SLOTSTATE_FULL = 1, /* present and occupied */
    NTMS_SLOTSTATE_EMPTY = 2, /* present and empty */
    NTMS_SLOTSTATE_NOTPRESENT = 3, /* absent, e.g. its magazine is out */
    NTMS_SLOTSTATE_NEEDSINVENTORY = 4 /* content must be inventoried */
};

/* NTMS_IEDOORINFORMATION.State. */
enum NtmsDoorState {
    NTMS_DOORSTATE_UNKNOWN = 0, /* not known */
    NTMS_DOORSTATE_CLOSED = 1, /* shut */
    NTMS_DOORSTATE_OPEN = 2 /* open */
};

/* NTMS_IEPORTINFORMATION.Position. */
enum NtmsPortPosition {
    NTMS_PORTPOSITION_UNKNOWN = 0, /* not known */
    NTMS_PORTPOSITION_EXTENDED = 1, /* pushed out to the operator */
    NTMS_PORTPOSITION_RETRACTED = 2 /* pulled in */
};

/* NTMS_IEPORTINFORMATION.Content. */
enum NtmsPortContent {
    NTMS_PORTCONTENT_UNKNOWN = 0, /* not known */
    NTMS_PORTCONTENT_FULL = 1, /* holds a medium */
    NTMS_PORTCONTENT_EMPTY = 2 /* holds nothing */
};

/* NTMS_PMIDINFORMATION.BarCodeState. */
enum NtmsBarCodeState {
    NTMS_BARCODESTATE_OK = 1, /* bar code present and read */
    NTMS_BARCODESTATE_UNREADABLE = 2 /* none, or not readable */
};

/* NTMS_PMIDINFORMATION.MediaState. */
enum NtmsMediaState {
    NTMS_MEDIASTATE_IDLE = 0, /* in a slot, dismounted in a drive, or offline */
    NTMS_MEDIASTATE_INUSE = 1, /* an operation on it has been accepted */
    NTMS_MEDIASTATE_MOUNTED = 2, /* placed in a drive */
    NTMS_MEDIASTATE_LOADED = 3, /* ready for I/O */
    NTMS_MEDIASTATE_UNLOADED = 4, /* ready to be taken out of the drive */
    NTMS_MEDIASTATE_OPERROR = 5, /* recoverable error, no human needed (docs spell it OP_ERROR) */
    NTMS_MEDIASTATE_OPREQ = 6 /* waiting on an operator request */
};

/* NTMS_PARTITIONINFORMATION.State. */
enum NtmsPartitionState {
    NTMS_PARTSTATE_UNKNOWN = 0, /* not classified yet */
    NTMS_PARTSTATE_UNPREPARED = 1, /* waits for a free label to be written */
    NTMS_PARTSTATE_INCOMPATIBLE = 2, /* found unusable in the drive */
    /* retired, never allocatable again (docs misspell DECOMMISIONED) */
    NTMS_PARTSTATE_DECOMMISSIONED = 3,
    NTMS_PARTSTATE_AVAILABLE = 4, /* may be allocated */
    NTMS_PARTSTATE_ALLOCATED = 5, /* owned by an application */
    NTMS_PARTSTATE_COMPLETE = 6, /* fully written, read-only by application's wish */
    NTMS_PARTSTATE_FOREIGN = 7, /* sits in an unrecognized pool */
    NTMS_PARTSTATE_IMPORT = 8, /* sits in an import pool */
    /* held for the application that allocated another side with ALLOCATE_NEW */
    NTMS_PARTSTATE_RESERVED = 9,
    NTMS_PARTSTATE_NEW = 0 /* alias of NTMS_PARTSTATE_UNKNOWN */
};

/* NTMS_MEDIAPOOLINFORMATION.PoolType. */
enum NtmsPoolType {
    NTMS_POOLTYPE_UNKNOWN = 0, /* unknown */
    NTMS_POOLTYPE_SCRATCH = 1, /* Free system pool */
    NTMS_POOLTYPE_FOREIGN = 2, /* Unrecognized system pool */
    NTMS_POOLTYPE_IMPORT = 3, /* Import system pool */
    NTMS_POOLTYPE_APPLICATION = 1000 /* pool made by an application */
};

/* NTMS_MEDIAPOOLINFORMATION.AllocationPolicy (bits). */
enum NtmsAllocationPolicy {
    NTMS_ALLOCATE_FROMSCRATCH = 1 /* draw from the free pool when own pool is dry; default off */
};

/* NTMS_MEDIAPOOLINFORMATION.DeallocationPolicy (bits). */
enum NtmsDeallocationPolicy {
    NTMS_DEALLOCATE_TOSCRATCH = 1 /* give media back to the free pool when available; default off */
};

/* NTMS_MEDIATYPEINFORMATION.ReadWriteCharacteristics. */
enum NtmsReadWriteCharacteristics {
    NTMS_MEDIARW_UNKNOWN = 0, /* unknown */
    NTMS_MEDIARW_REWRITABLE = 1, /* rewritable */
    NTMS_MEDIARW_WRITEONCE = 2, /* write once */
    NTMS_MEDIARW_READONLY = 3 /* read only */
};

/* NTMS_LIBREQUESTINFORMATION.OperationCode. */
enum NtmsLmOperation {
    NTMS_LM_REMOVE = 0, /* take a work item off the queue; WorkItemId names it */
    NTMS_LM_DISABLECHANGER = 1, /* old name of DISABLELIBRARY */
    NTMS_LM_DISABLELIBRARY = 1, /* disable library */
    NTMS_LM_ENABLECHANGER = 2, /* old name of ENABLELIBRARY */
    NTMS_LM_ENABLELIBRARY = 2, /* enable library */
    NTMS_LM_DISABLEDRIVE = 3, /* disable drive */
    NTMS_LM_ENABLEDRIVE = 4, /* enable drive */
    NTMS_LM_DISABLEMEDIA = 5, /* disable medium */
    NTMS_LM_ENABLEMEDIA = 6, /* enable medium */
    NTMS_LM_UPDATEOMID = 7, /* record a new on-media identifier */
    NTMS_LM_INVENTORY = 8, /* inventory */
    NTMS_LM_DOORACCESS = 9, /* door access */
    NTMS_LM_EJECT = 10, /* eject medium */
    NTMS_LM_EJECTCLEANER = 11, /* eject cleaner */
    NTMS_LM_INJECT = 12, /* insert medium */
    NTMS_LM_INJECTCLEANER = 13, /* insert cleaner */
    NTMS_LM_PROCESSOMID = 14, /* process an on-media identifier */
    NTMS_LM_CLEANDRIVE = 15, /* clean drive */
    NTMS_LM_DISMOUNT = 16, /* dismount */
    NTMS_LM_MOUNT = 17, /* mount a side */
    NTMS_LM_WRITESCRATCH = 18, /* write a free label */
    NTMS_LM_CLASSIFY = 19, /* classify/identify a medium */
    NTMS_LM_RESERVECLEANER = 20, /* reserve cleaner slot */
    NTMS_LM_RELEASECLEANER = 21, /* release cleaner slot */
    NTMS_LM_MAXWORKITEM = 22 /* count sentinel */
};

/* NTMS_LIBREQUESTINFORMATION.State. */
enum NtmsLmState {
    NTMS_LM_QUEUED = 0, /* waiting */
    NTMS_LM_INPROCESS = 1, /* running */
    NTMS_LM_PASSED = 2, /* done, success */
    NTMS_LM_FAILED = 3, /* done with error, see dwErrorCode */
    NTMS_LM_INVALID = 4, /* not valid */
    NTMS_LM_WAITING = 5, /* blocked */
    NTMS_LM_DEFERRED = 6, /* postponed; never described */
    NTMS_LM_DEFFERED = 6, /* misspelt alias of NTMS_LM_DEFERRED */
    NTMS_LM_CANCELLED = 7, /* cancelled */
    NTMS_LM_STOPPED = 8 /* stopped; never described */
};

/* Operator request kind. */
enum NtmsOpreqCommand {
    NTMS_OPREQ_UNKNOWN = 0, /* none */
    NTMS_OPREQ_NEWMEDIA = 1, /* supply media; Arg1 pool, Arg2 optional library */
    NTMS_OPREQ_CLEANER = 2, /* supply cleaner; Arg1 library (or slot) */
    NTMS_OPREQ_DEVICESERVICE = 3, /* service a device; Arg1 device */
    NTMS_OPREQ_MOVEMEDIA = 4, /* move medium; Arg1 PMID, Arg2 target library */
    NTMS_OPREQ_MESSAGE = 5 /* free text from an application */
};

/* NTMS_OPREQUESTINFORMATION.State. */
enum NtmsOpreqState {
    NTMS_OPSTATE_UNKNOWN = 0, /* none */
    NTMS_OPSTATE_SUBMITTED = 1, /* posted, seen by no console */
    NTMS_OPSTATE_ACTIVE = 2, /* read by one or more consoles */
    NTMS_OPSTATE_INPROGRESS = 3, /* human acknowledged, is working on it */
    NTMS_OPSTATE_REFUSED = 4, /* human rejected it */
    NTMS_OPSTATE_COMPLETE = 5 /* human finished it */
};

/* NTMS_COMPUTERINFORMATION.dwLibRequestFlags (bits). */
enum NtmsLibRequestFlags {
    NTMS_LIBREQFLAGS_NOAUTOPURGE = 1, /* never purge finished library requests; default off */
    NTMS_LIBREQFLAGS_NOFAILEDPURGE = 2 /* never purge failed library requests; default off */
};

/* NTMS_COMPUTERINFORMATION.dwOpRequestFlags (bits). */
enum NtmsOpRequestFlags {
    NTMS_OPREQFLAGS_NOAUTOPURGE = 1, /* never purge operator requests; default off */
    /* never purge failed/refused operator requests; default off */
    NTMS_OPREQFLAGS_NOFAILEDPURGE = 2,
    NTMS_OPREQFLAGS_NOALERTS = 16, /* no pop-up alerts */
    NTMS_OPREQFLAGS_NOTRAYICON = 32 /* no tray icon */
};

/* NTMS_COMPUTERINFORMATION.dwMediaPoolPolicy (bits). */
enum NtmsMediaPoolPolicy {
    NTMS_POOLPOLICY_PURGEOFFLINESCRATCH = 1, /* delete free media when ejected; default off */
    /* keep import media when ejected; default off (so they are deleted) */
    NTMS_POOLPOLICY_KEEPOFFLINEIMPORT = 2
};

/* NTMS_OBJECTINFORMATION.dwOperationalState. */
enum NtmsOperationalState {
    NTMS_READY = 0, /* usable */
    NTMS_INITIALIZING = 10, /* starting up; never described */
    NTMS_NEEDS_SERVICE = 20, /* failed, needs a human */
    NTMS_NOT_PRESENT = 21 /* not connected now */
};

/* CreateNtmsMedia dwOptions (bits). */
enum NtmsCreateNtmsMediaOptions {
    NTMS_ERROR_ON_DUPLICATE = 1 /* refuse a medium whose OMID exists already */
};

/* EnumerateNtmsObject dwOptions. */
enum NtmsEnumerateOption {
    NTMS_ENUM_DEFAULT = 0, /* leave the root pool out */
    /* put the root pool first in the list (type MEDIA_POOL, NULL container only) */
    NTMS_ENUM_ROOTPOOL = 1
};

/* EjectNtmsMedia/EjectNtmsCleaner dwAction, EjectDiskFromSADrive dwOptions. */
enum NtmsEjectOperation {
    NTMS_EJECT_START = 0, /* begin ejecting via the port */
    NTMS_EJECT_STOP = 1, /* end the eject named by the operation GUID */
    NTMS_EJECT_QUEUE = 2, /* add medium to the eject batch */
    NTMS_EJECT_FORCE = 3, /* eject despite file-system locks (stand-alone drive call only) */
    NTMS_EJECT_IMMEDIATE = 4, /* eject synchronously (stand-alone drive call only) */
    /* eject synchronously, on failure ask user to cancel or force (stand-alone drive call only) */
    NTMS_EJECT_ASK_USER = 5
};

/* InjectNtmsMedia/InjectNtmsCleaner dwAction. */
enum NtmsInjectOperation {
    NTMS_INJECT_START = 0, /* begin inserting via the port */
    NTMS_INJECT_STOP = 1, /* end the inject named by the operation GUID */
    NTMS_INJECT_RETRACT = 2, /* pull the port in and look for media */
    /* keep reopening the port while media keep coming (docs spell START_MANY) */
    NTMS_INJECT_STARTMANY = 3
};

/* Placeholder. */
enum NtmsDriveType {
    NTMS_UNKNOWN_DRIVE = 0 /* only member */
};

/* Object-specific access rights. */
enum NtmsAccessMask {
    NTMS_USE_ACCESS = 1, /* use the object */
    NTMS_MODIFY_ACCESS = 2, /* change the object */
    NTMS_CONTROL_ACCESS = 4 /* control the object */
};

/* UI message kind. */
enum NtmsUITypes {
    NTMS_UITYPE_INVALID = 0, /* none */
    NTMS_UITYPE_INFO = 1, /* progress/information messages */
    NTMS_UITYPE_REQ = 2, /* operator requests about media handling */
    NTMS_UITYPE_ERR = 3, /* error messages */
    NTMS_UITYPE_MAX = 4 /* count sentinel */
};

/* SetNtmsUIOptions dwOperation. */
enum NtmsUIOperations {
    NTMS_UIDEST_ADD = 1, /* add destination */
    NTMS_UIDEST_DELETE = 2, /* remove destination */
    NTMS_UIDEST_DELETEALL = 3, /* clear list, no UI at all; destination argument ignored */
    NTMS_UIOPERATION_MAX = 4 /* count sentinel */
};

/* NTMS_NOTIFICATIONINFORMATION.dwOperation. */
enum NtmsNotificationOperations {
    NTMS_OBJ_UPDATE = 1, /* object changed */
    NTMS_OBJ_INSERT = 2, /* object appeared */
    NTMS_OBJ_DELETE = 3, /* object went away */
    NTMS_EVENT_SIGNAL = 4, /* declared, never described */
    NTMS_EVENT_COMPLETE = 5 /* declared, never described */
};

/* Lengths of texts in characters, terminator included, if nothing else is said. */
#define NTMS_OBJECTNAME_LENGTH 64 /* object name buffer, characters incl. terminator */
#define NTMS_DESCRIPTION_LENGTH 127 /* description buffer, characters */
#define NTMS_DEVICENAME_LENGTH 64 /* device name buffer */
#define NTMS_SERIALNUMBER_LENGTH 32 /* serial number buffer */
#define NTMS_REVISION_LENGTH 32 /* firmware revision buffer */
#define NTMS_BARCODE_LENGTH 64 /* bar code buffer */
#define NTMS_SEQUENCE_LENGTH 32 /* sequence number buffer */
#define NTMS_VENDORNAME_LENGTH 128 /* vendor buffer */
#define NTMS_PRODUCTNAME_LENGTH 128 /* product buffer */
#define NTMS_USERNAME_LENGTH 64 /* user name buffer */
#define NTMS_APPLICATIONNAME_LENGTH 64 /* application name buffer */
#define NTMS_COMPUTERNAME_LENGTH 64 /* computer name buffer */
#define NTMS_I1_MESSAGE_LENGTH 127 /* operator message buffer of the version-1 structure */
#define NTMS_MESSAGE_LENGTH 256 /* operator message buffer */
#define NTMS_POOLHIERARCHY_LENGTH 512 /* full pool path buffer */
#define NTMS_OMIDLABELID_LENGTH 255 /* on-media label id, bytes */
#define NTMS_OMIDLABELTYPE_LENGTH 64 /* label type buffer */
#define NTMS_OMIDLABELINFO_LENGTH 256 /* label info buffer */

/* What UpdateNtmsOmidInfo is told of. */
#define NTMS_OMID_TYPE_RAW_LABEL 1 /* buffer holds the raw label as written on the medium */
#define NTMS_OMID_TYPE_FILESYSTEM_INFO 2 /* buffer holds NTMS_FILESYSTEM_INFO */

/* What the generic rights mean for objects of the service. */
#define NTMS_GENERIC_READ 1 /* generic mapping, read */
#define NTMS_GENERIC_WRITE 3 /* generic mapping, write */
#define NTMS_GENERIC_EXECUTE 7 /* generic mapping, execute */
#define NTMS_GENERIC_ALL 7 /* generic mapping, all */

/* Attributes of objects. */
/* attribute data limit in bytes; sizes at or above it are refused */
#define NTMS_MAXATTR_LENGTH 65536
#define NTMS_MAXATTR_NAMELEN 32 /* attribute name limit in characters, terminator included */

#endif
