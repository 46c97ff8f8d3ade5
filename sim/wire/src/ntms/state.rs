//! The states that objects report. Numbers and names are those of the public header `ntmsapi.h`.

use super::table::ntms_enum;

ntms_enum! {
    /// `NtmsDriveState`: NTMS_DRIVEINFORMATION.State; 3 and 4 unused.
    pub enum DriveState {
        /// Drive holds no medium.
        Dismounted = 0, "NTMS_DRIVESTATE_DISMOUNTED";
        /// Medium in drive, not ready for I/O yet (transient).
        Mounted = 1, "NTMS_DRIVESTATE_MOUNTED";
        /// Medium ready for I/O.
        Loaded = 2, "NTMS_DRIVESTATE_LOADED";
        /// Drive has released the medium (spun down/rewound), awaiting removal.
        Unloaded = 5, "NTMS_DRIVESTATE_UNLOADED";
        /// Cleaning, unavailable.
        BeingCleaned = 6, "NTMS_DRIVESTATE_BEING_CLEANED";
        /// Deferred dismount done, medium still in drive, drive reusable.
        Dismountable = 7, "NTMS_DRIVESTATE_DISMOUNTABLE";
    }
}

ntms_enum! {
    /// `NtmsSlotState`: NTMS_STORAGESLOTINFORMATION.State.
    pub enum SlotState {
        /// Cannot be determined.
        Unknown = 0, "NTMS_SLOTSTATE_UNKNOWN";
        /// Present and occupied.
        Full = 1, "NTMS_SLOTSTATE_FULL";
        /// Present and empty.
        Empty = 2, "NTMS_SLOTSTATE_EMPTY";
        /// Absent, e.g. its magazine is out.
        NotPresent = 3, "NTMS_SLOTSTATE_NOTPRESENT";
        /// Content must be inventoried.
        NeedsInventory = 4, "NTMS_SLOTSTATE_NEEDSINVENTORY";
    }
}

ntms_enum! {
    /// `NtmsDoorState`: NTMS_IEDOORINFORMATION.State.
    pub enum DoorState {
        /// Not known.
        Unknown = 0, "NTMS_DOORSTATE_UNKNOWN";
        /// Shut.
        Closed = 1, "NTMS_DOORSTATE_CLOSED";
        /// Open.
        Open = 2, "NTMS_DOORSTATE_OPEN";
    }
}

ntms_enum! {
    /// `NtmsPortPosition`: NTMS_IEPORTINFORMATION.Position.
    pub enum PortPosition {
        /// Not known.
        Unknown = 0, "NTMS_PORTPOSITION_UNKNOWN";
        /// Pushed out to the operator.
        Extended = 1, "NTMS_PORTPOSITION_EXTENDED";
        /// Pulled in.
        Retracted = 2, "NTMS_PORTPOSITION_RETRACTED";
    }
}

ntms_enum! {
    /// `NtmsPortContent`: NTMS_IEPORTINFORMATION.Content.
    pub enum PortContent {
        /// Not known.
        Unknown = 0, "NTMS_PORTCONTENT_UNKNOWN";
        /// Holds a medium.
        Full = 1, "NTMS_PORTCONTENT_FULL";
        /// Holds nothing.
        Empty = 2, "NTMS_PORTCONTENT_EMPTY";
    }
}

ntms_enum! {
    /// `NtmsBarCodeState`: NTMS_PMIDINFORMATION.BarCodeState.
    pub enum BarCodeState {
        /// Bar code present and read.
        Ok = 1, "NTMS_BARCODESTATE_OK";
        /// None, or not readable.
        Unreadable = 2, "NTMS_BARCODESTATE_UNREADABLE";
    }
}

ntms_enum! {
    /// `NtmsMediaState`: NTMS_PMIDINFORMATION.MediaState.
    pub enum MediaState {
        /// In a slot, dismounted in a drive, or offline.
        Idle = 0, "NTMS_MEDIASTATE_IDLE";
        /// An operation on it has been accepted.
        InUse = 1, "NTMS_MEDIASTATE_INUSE";
        /// Placed in a drive.
        Mounted = 2, "NTMS_MEDIASTATE_MOUNTED";
        /// Ready for I/O.
        Loaded = 3, "NTMS_MEDIASTATE_LOADED";
        /// Ready to be taken out of the drive.
        Unloaded = 4, "NTMS_MEDIASTATE_UNLOADED";
        /// Recoverable error, no human needed (docs spell it OP_ERROR).
        OperatorError = 5, "NTMS_MEDIASTATE_OPERROR";
        /// Waiting on an operator request.
        OperatorRequest = 6, "NTMS_MEDIASTATE_OPREQ";
    }
}

ntms_enum! {
    /// `NtmsPartitionState`: NTMS_PARTITIONINFORMATION.State.
    pub enum SideState {
        /// Not classified yet.
        Unknown = 0, "NTMS_PARTSTATE_UNKNOWN";
        /// Waits for a free label to be written.
        Unprepared = 1, "NTMS_PARTSTATE_UNPREPARED";
        /// Found unusable in the drive.
        Incompatible = 2, "NTMS_PARTSTATE_INCOMPATIBLE";
        /// Retired, never allocatable again (docs misspell DECOMMISIONED).
        Decommissioned = 3, "NTMS_PARTSTATE_DECOMMISSIONED";
        /// May be allocated.
        Available = 4, "NTMS_PARTSTATE_AVAILABLE";
        /// Owned by an application.
        Allocated = 5, "NTMS_PARTSTATE_ALLOCATED";
        /// Fully written, read-only by application's wish.
        Complete = 6, "NTMS_PARTSTATE_COMPLETE";
        /// Sits in an unrecognized pool.
        Foreign = 7, "NTMS_PARTSTATE_FOREIGN";
        /// Sits in an import pool.
        Import = 8, "NTMS_PARTSTATE_IMPORT";
        /// Held for the application that allocated another side with ALLOCATE_NEW.
        Reserved = 9, "NTMS_PARTSTATE_RESERVED";
    }
    also { "NTMS_PARTSTATE_NEW" = 0; }
}

ntms_enum! {
    /// `NtmsLmState`: NTMS_LIBREQUESTINFORMATION.State.
    pub enum LibraryRequestState {
        /// Waiting.
        Queued = 0, "NTMS_LM_QUEUED";
        /// Running.
        InProcess = 1, "NTMS_LM_INPROCESS";
        /// Done, success.
        Passed = 2, "NTMS_LM_PASSED";
        /// Done with error, see dwErrorCode.
        Failed = 3, "NTMS_LM_FAILED";
        /// Not valid.
        Invalid = 4, "NTMS_LM_INVALID";
        /// Blocked.
        Waiting = 5, "NTMS_LM_WAITING";
        /// Postponed (header only).
        Deferred = 6, "NTMS_LM_DEFERRED";
        /// Cancelled.
        Cancelled = 7, "NTMS_LM_CANCELLED";
        /// Stopped (header only).
        Stopped = 8, "NTMS_LM_STOPPED";
    }
    also { "NTMS_LM_DEFFERED" = 6; }
}

impl LibraryRequestState {
    /// The request is not over.
    pub const fn is_open(self) -> bool {
        use LibraryRequestState::{Deferred, InProcess, Queued, Waiting};
        matches!(self, Queued | InProcess | Waiting | Deferred)
    }
}

ntms_enum! {
    /// `NtmsOpreqState`: NTMS_OPREQUESTINFORMATION.State.
    pub enum OperatorRequestState {
        /// None.
        Unknown = 0, "NTMS_OPSTATE_UNKNOWN";
        /// Posted, seen by no console.
        Submitted = 1, "NTMS_OPSTATE_SUBMITTED";
        /// Read by one or more consoles.
        Active = 2, "NTMS_OPSTATE_ACTIVE";
        /// Human acknowledged, is working on it.
        InProgress = 3, "NTMS_OPSTATE_INPROGRESS";
        /// Human rejected it.
        Refused = 4, "NTMS_OPSTATE_REFUSED";
        /// Human finished it.
        Complete = 5, "NTMS_OPSTATE_COMPLETE";
    }
}

impl OperatorRequestState {
    /// People may still answer the request.
    pub const fn is_open(self) -> bool {
        use OperatorRequestState::{Active, InProgress, Submitted};
        matches!(self, Submitted | Active | InProgress)
    }
}

ntms_enum! {
    /// `NtmsOperationalState`: NTMS_OBJECTINFORMATION.dwOperationalState.
    pub enum OperationalState {
        /// Usable.
        Ready = 0, "NTMS_READY";
        /// Header only, starting up.
        Initializing = 10, "NTMS_INITIALIZING";
        /// Failed, needs a human.
        NeedsService = 20, "NTMS_NEEDS_SERVICE";
        /// Not connected now.
        NotPresent = 21, "NTMS_NOT_PRESENT";
    }
}

ntms_enum! {
    /// `NtmsAsyncStatus`: async I/O state; no documented function uses it.
    pub enum AsyncStatus {
        /// Waiting in queue (async mount is undocumented).
        Queued = 0, "NTMS_ASYNCSTATE_QUEUED";
        /// Waiting for drive or media.
        WaitResource = 1, "NTMS_ASYNCSTATE_WAIT_RESOURCE";
        /// Waiting for a human.
        WaitOperator = 2, "NTMS_ASYNCSTATE_WAIT_OPERATOR";
        /// Running.
        InProcess = 3, "NTMS_ASYNCSTATE_INPROCESS";
        /// Finished.
        Complete = 4, "NTMS_ASYNCSTATE_COMPLETE";
    }
}
