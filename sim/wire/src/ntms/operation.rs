//! Operations, actions and commands named by a number. Numbers and names are those of the public
//! header `ntmsapi.h`.

use super::table::ntms_enum;

ntms_enum! {
    /// `NtmsLmOperation`: NTMS_LIBREQUESTINFORMATION.OperationCode.
    pub enum LibraryOperation {
        /// Take a work item off the queue; WorkItemId names it.
        Remove = 0, "NTMS_LM_REMOVE";
        /// Disable library.
        DisableLibrary = 1, "NTMS_LM_DISABLELIBRARY";
        /// Enable library.
        EnableLibrary = 2, "NTMS_LM_ENABLELIBRARY";
        /// Disable drive.
        DisableDrive = 3, "NTMS_LM_DISABLEDRIVE";
        /// Enable drive.
        EnableDrive = 4, "NTMS_LM_ENABLEDRIVE";
        /// Disable medium.
        DisableMedia = 5, "NTMS_LM_DISABLEMEDIA";
        /// Enable medium.
        EnableMedia = 6, "NTMS_LM_ENABLEMEDIA";
        /// Record a new on-media identifier.
        UpdateOmid = 7, "NTMS_LM_UPDATEOMID";
        /// Inventory.
        Inventory = 8, "NTMS_LM_INVENTORY";
        /// Door access.
        DoorAccess = 9, "NTMS_LM_DOORACCESS";
        /// Eject medium.
        Eject = 10, "NTMS_LM_EJECT";
        /// Eject cleaner.
        EjectCleaner = 11, "NTMS_LM_EJECTCLEANER";
        /// Insert medium.
        Inject = 12, "NTMS_LM_INJECT";
        /// Insert cleaner.
        InjectCleaner = 13, "NTMS_LM_INJECTCLEANER";
        /// Process an on-media identifier.
        ProcessOmid = 14, "NTMS_LM_PROCESSOMID";
        /// Clean drive.
        CleanDrive = 15, "NTMS_LM_CLEANDRIVE";
        /// Dismount.
        Dismount = 16, "NTMS_LM_DISMOUNT";
        /// Mount a side.
        Mount = 17, "NTMS_LM_MOUNT";
        /// Write a free label.
        WriteScratch = 18, "NTMS_LM_WRITESCRATCH";
        /// Classify/identify a medium.
        Classify = 19, "NTMS_LM_CLASSIFY";
        /// Reserve cleaner slot.
        ReserveCleaner = 20, "NTMS_LM_RESERVECLEANER";
        /// Release cleaner slot.
        ReleaseCleaner = 21, "NTMS_LM_RELEASECLEANER";
        /// Count sentinel.
        Maxworkitem = 22, "NTMS_LM_MAXWORKITEM";
    }
    also { "NTMS_LM_DISABLECHANGER" = 1; "NTMS_LM_ENABLECHANGER" = 2; }
}

ntms_enum! {
    /// `NtmsOpreqCommand`: operator request kind.
    pub enum OperatorCommand {
        /// None.
        Unknown = 0, "NTMS_OPREQ_UNKNOWN";
        /// Supply media; Arg1 pool, Arg2 optional library.
        NewMedia = 1, "NTMS_OPREQ_NEWMEDIA";
        /// Supply cleaner; Arg1 library (or slot).
        Cleaner = 2, "NTMS_OPREQ_CLEANER";
        /// Service a device; Arg1 device.
        DeviceService = 3, "NTMS_OPREQ_DEVICESERVICE";
        /// Move medium; Arg1 PMID, Arg2 target library.
        MoveMedia = 4, "NTMS_OPREQ_MOVEMEDIA";
        /// Free text from an application.
        Message = 5, "NTMS_OPREQ_MESSAGE";
    }
}

ntms_enum! {
    /// `NtmsInventoryMethod`: InventoryNtmsLibrary/AccessNtmsLibraryDoor dwAction,
    /// NTMS_LIBRARYINFORMATION.InventoryMethod.
    pub enum InventoryMethod {
        /// No inventory.
        None = 0, "NTMS_INVENTORY_NONE";
        /// Bar-code inventory, or differential (empty-to-full slots) without a reader.
        Fast = 1, "NTMS_INVENTORY_FAST";
        /// Mount every side and read its label.
        Omid = 2, "NTMS_INVENTORY_OMID";
        /// Use the library's InventoryMethod.
        Default = 3, "NTMS_INVENTORY_DEFAULT";
        /// Header only; single-slot identification.
        Slot = 4, "NTMS_INVENTORY_SLOT";
        /// Stop the running inventory.
        Stop = 5, "NTMS_INVENTORY_STOP";
        /// Count sentinel.
        Max = 6, "NTMS_INVENTORY_MAX";
    }
}

ntms_enum! {
    /// `NtmsEjectOperation`: EjectNtmsMedia/EjectNtmsCleaner dwAction, EjectDiskFromSADrive
    /// dwOptions.
    pub enum EjectOperation {
        /// Begin ejecting via the port.
        Start = 0, "NTMS_EJECT_START";
        /// End the eject named by the operation GUID.
        Stop = 1, "NTMS_EJECT_STOP";
        /// Add medium to the eject batch.
        Queue = 2, "NTMS_EJECT_QUEUE";
        /// Eject despite file-system locks (stand-alone drive call only).
        Force = 3, "NTMS_EJECT_FORCE";
        /// Eject synchronously (stand-alone drive call only).
        Immediate = 4, "NTMS_EJECT_IMMEDIATE";
        /// Eject synchronously, on failure ask user to cancel or force (stand-alone drive call
        /// only).
        AskUser = 5, "NTMS_EJECT_ASK_USER";
    }
}

ntms_enum! {
    /// `NtmsInjectOperation`: InjectNtmsMedia/InjectNtmsCleaner dwAction.
    pub enum InjectOperation {
        /// Begin inserting via the port.
        Start = 0, "NTMS_INJECT_START";
        /// End the inject named by the operation GUID.
        Stop = 1, "NTMS_INJECT_STOP";
        /// Pull the port in and look for media.
        Retract = 2, "NTMS_INJECT_RETRACT";
        /// Keep reopening the port while media keep coming (docs spell START_MANY).
        StartMany = 3, "NTMS_INJECT_STARTMANY";
    }
}

ntms_enum! {
    /// `NtmsCreateOptions`: CreateNtmsMediaPool dwAction.
    pub enum CreateOptions {
        /// Open by name, fail if absent.
        OpenExisting = 1, "NTMS_OPEN_EXISTING";
        /// Create, fail if present.
        CreateNew = 2, "NTMS_CREATE_NEW";
        /// Open or create (numerically OPEN_EXISTING|CREATE_NEW).
        OpenAlways = 3, "NTMS_OPEN_ALWAYS";
    }
}

ntms_enum! {
    /// `NtmsEnumerateOption`: EnumerateNtmsObject dwOptions.
    pub enum EnumerateOption {
        /// Leave the root pool out.
        Default = 0, "NTMS_ENUM_DEFAULT";
        /// Put the root pool first in the list (type MEDIA_POOL, NULL container only).
        RootPool = 1, "NTMS_ENUM_ROOTPOOL";
    }
}

ntms_enum! {
    /// `NtmsAsyncOperations`: async I/O operation; undocumented.
    pub enum AsyncOperation {
        /// Asynchronous mount.
        Mount = 1, "NTMS_ASYNCOP_MOUNT";
    }
}

ntms_enum! {
    /// `NtmsUITypes`: UI message kind.
    pub enum UiType {
        /// None.
        Invalid = 0, "NTMS_UITYPE_INVALID";
        /// Progress/information messages.
        Info = 1, "NTMS_UITYPE_INFO";
        /// Operator requests about media handling.
        Req = 2, "NTMS_UITYPE_REQ";
        /// Error messages.
        Err = 3, "NTMS_UITYPE_ERR";
        /// Count sentinel.
        Max = 4, "NTMS_UITYPE_MAX";
    }
}

ntms_enum! {
    /// `NtmsUIOperations`: SetNtmsUIOptions dwOperation.
    pub enum UiOperation {
        /// Add destination.
        Add = 1, "NTMS_UIDEST_ADD";
        /// Remove destination.
        Delete = 2, "NTMS_UIDEST_DELETE";
        /// Clear list, no UI at all; destination argument ignored.
        DeleteAll = 3, "NTMS_UIDEST_DELETEALL";
        /// Count sentinel.
        Max = 4, "NTMS_UIOPERATION_MAX";
    }
}

ntms_enum! {
    /// `NtmsNotificationOperations`: NTMS_NOTIFICATIONINFORMATION.dwOperation.
    pub enum NotificationOperation {
        /// Object changed.
        ObjUpdate = 1, "NTMS_OBJ_UPDATE";
        /// Object appeared.
        ObjInsert = 2, "NTMS_OBJ_INSERT";
        /// Object went away.
        ObjDelete = 3, "NTMS_OBJ_DELETE";
        /// Header only, undocumented.
        EventSignal = 4, "NTMS_EVENT_SIGNAL";
        /// Header only, undocumented.
        EventComplete = 5, "NTMS_EVENT_COMPLETE";
    }
}
