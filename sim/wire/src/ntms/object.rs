//! What kinds of object there are. Numbers and names are those of the public header `ntmsapi.h`.

use super::table::ntms_enum;

ntms_enum! {
    /// `NtmsObjectsTypes`: object types (dwType everywhere).
    pub enum ObjectType {
        /// No object / untyped.
        Unknown = 0, "NTMS_UNKNOWN";
        /// Internal bootstrap type, not a user-visible object.
        Object = 1, "NTMS_OBJECT";
        /// Robot of a library.
        Changer = 2, "NTMS_CHANGER";
        /// Vendor/product class of robot.
        ChangerType = 3, "NTMS_CHANGER_TYPE";
        /// The RSM server itself.
        Computer = 4, "NTMS_COMPUTER";
        /// Tape, disk or optical drive.
        Drive = 5, "NTMS_DRIVE";
        /// Vendor/product class of drive.
        DriveType = 6, "NTMS_DRIVE_TYPE";
        /// Bulk-access door.
        IeDoor = 7, "NTMS_IEDOOR";
        /// Insert/eject port (mail slot).
        IePort = 8, "NTMS_IEPORT";
        /// Robotic, stand-alone or offline library.
        Library = 9, "NTMS_LIBRARY";
        /// Work-queue item.
        LibRequest = 10, "NTMS_LIBREQUEST";
        /// Application's handle on an allocated side (LMID).
        LogicalMedia = 11, "NTMS_LOGICAL_MEDIA";
        /// Media pool.
        MediaPool = 12, "NTMS_MEDIA_POOL";
        /// Kind of medium.
        MediaType = 13, "NTMS_MEDIA_TYPE";
        /// One side of a medium.
        Partition = 14, "NTMS_PARTITION";
        /// Cartridge/disc (PMID).
        PhysicalMedia = 15, "NTMS_PHYSICAL_MEDIA";
        /// Slot of a library.
        StorageSlot = 16, "NTMS_STORAGESLOT";
        /// Request to a human.
        OpRequest = 17, "NTMS_OPREQUEST";
        /// Computer that UI messages are routed to.
        UiDestination = 18, "NTMS_UI_DESTINATION";
        /// Count sentinel.
        NumberOfObjectTypes = 19, "NTMS_NUMBER_OF_OBJECT_TYPES";
    }
}

ntms_enum! {
    /// `NtmsLibraryType`: NTMS_LIBRARYINFORMATION.LibraryType.
    pub enum LibraryType {
        /// Type not determined.
        Unknown = 0, "NTMS_LIBRARYTYPE_UNKNOWN";
        /// Shelf of catalogued media that are in no device.
        Offline = 1, "NTMS_LIBRARYTYPE_OFFLINE";
        /// Robotic library.
        Online = 2, "NTMS_LIBRARYTYPE_ONLINE";
        /// Single drive modelled as a library.
        StandAlone = 3, "NTMS_LIBRARYTYPE_STANDALONE";
    }
}

ntms_enum! {
    /// `NtmsPoolType`: NTMS_MEDIAPOOLINFORMATION.PoolType.
    pub enum PoolType {
        /// Unknown.
        Unknown = 0, "NTMS_POOLTYPE_UNKNOWN";
        /// Free system pool.
        Scratch = 1, "NTMS_POOLTYPE_SCRATCH";
        /// Unrecognized system pool.
        Foreign = 2, "NTMS_POOLTYPE_FOREIGN";
        /// Import system pool.
        Import = 3, "NTMS_POOLTYPE_IMPORT";
        /// Pool made by an application.
        Application = 1000, "NTMS_POOLTYPE_APPLICATION";
    }
}

ntms_enum! {
    /// `NtmsReadWriteCharacteristics`: NTMS_MEDIATYPEINFORMATION.ReadWriteCharacteristics.
    pub enum ReadWriteCharacteristics {
        /// Unknown.
        Unknown = 0, "NTMS_MEDIARW_UNKNOWN";
        /// Rewritable.
        Rewritable = 1, "NTMS_MEDIARW_REWRITABLE";
        /// Write once.
        WriteOnce = 2, "NTMS_MEDIARW_WRITEONCE";
        /// Read only.
        ReadOnly = 3, "NTMS_MEDIARW_READONLY";
    }
}

ntms_enum! {
    /// `NtmsDriveType`: placeholder.
    pub enum DriveTypePlaceholder {
        /// Only member.
        UnknownDrive = 0, "NTMS_UNKNOWN_DRIVE";
    }
}
