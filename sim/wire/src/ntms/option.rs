//! Options, flags, policies and access rights: values made of bits. Numbers and names are those of
//! the public header `ntmsapi.h`.

use super::table::ntms_flags;

ntms_flags! {
    /// `NtmsSessionOptions`: OpenNtmsSession dwOptions; docs say reserved.
    pub struct SessionOptions {
        /// Session option in the header only; the docs call dwOptions reserved-zero.
        QUERYEXPEDITE = 1, "NTMS_SESSION_QUERYEXPEDITE";
    }
}

ntms_flags! {
    /// `NtmsMountOptions`: MountNtmsMedia dwOptions (bits).
    pub struct MountOptions {
        /// Mount for reading; use for read-only media.
        READ = 1, "NTMS_MOUNT_READ";
        /// Mount for writing; refused on Complete media.
        WRITE = 2, "NTMS_MOUNT_WRITE";
        /// Fail at once if media or drive is unavailable.
        ERROR_NOT_AVAILABLE = 4, "NTMS_MOUNT_ERROR_NOT_AVAILABLE";
        /// Fail at once if media is offline, no operator request.
        ERROR_OFFLINE = 8, "NTMS_MOUNT_ERROR_OFFLINE";
        /// LpDriveId is input, use those drives.
        SPECIFIC_DRIVE = 16, "NTMS_MOUNT_SPECIFIC_DRIVE";
        /// Header only, not documented.
        NOWAIT = 32, "NTMS_MOUNT_NOWAIT";
    }
    also { "NTMS_MOUNT_ERROR_IF_UNAVAILABLE" = 4; "NTMS_MOUNT_ERROR_IF_OFFLINE" = 8; }
}

ntms_flags! {
    /// `NtmsDismountOptions`: DismountNtmsMedia dwOptions; IdentifyNtmsSlot dwOption.
    pub struct DismountOptions {
        /// Keep medium in drive, drive becomes dismountable.
        DEFERRED = 1, "NTMS_DISMOUNT_DEFERRED";
        /// Return medium to its slot now.
        IMMEDIATE = 2, "NTMS_DISMOUNT_IMMEDIATE";
    }
}

ntms_flags! {
    /// `NtmsAllocateOptions`: AllocateNtmsMedia dwOptions (bits).
    pub struct AllocateOptions {
        /// Take a side and reserve the medium's other sides for the same application.
        NEW = 1, "NTMS_ALLOCATE_NEW";
        /// Take the next reserved side of an already allocated multi-sided medium.
        NEXT = 2, "NTMS_ALLOCATE_NEXT";
        /// Never post an operator request; fail instead.
        ERROR_IF_UNAVAILABLE = 4, "NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE";
    }
}

ntms_flags! {
    /// `NtmsLibraryFlags`: NTMS_LIBRARYINFORMATION.dwFlags (bits).
    pub struct LibraryFlags {
        /// Is the offline library, as opposed to a missing device.
        FIXEDOFFLINE = 1, "NTMS_LIBRARYFLAG_FIXEDOFFLINE";
        /// Cleaner cartridge is in the changer.
        CLEANERPRESENT = 2, "NTMS_LIBRARYFLAG_CLEANERPRESENT";
        /// Header only; presumably media changes are detected automatically.
        AUTODETECTCHANGE = 4, "NTMS_LIBRARYFLAG_AUTODETECTCHANGE";
        /// No cleaning count is kept; derived, on exactly when dwCleanerUsesRemaining is
        /// 0xFFFFFFFF.
        IGNORECLEANERUSESREMAINING = 8, "NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING";
        /// Bar codes starting CLN denote cleaners, no mount needed to tell.
        RECOGNIZECLEANERBARCODE = 16, "NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE";
    }
}

ntms_flags! {
    /// `NtmsAllocationPolicy`: NTMS_MEDIAPOOLINFORMATION.AllocationPolicy (bits).
    pub struct AllocationPolicy {
        /// Draw from the free pool when own pool is dry; default off.
        FROMSCRATCH = 1, "NTMS_ALLOCATE_FROMSCRATCH";
    }
}

ntms_flags! {
    /// `NtmsDeallocationPolicy`: NTMS_MEDIAPOOLINFORMATION.DeallocationPolicy (bits).
    pub struct DeallocationPolicy {
        /// Give media back to the free pool when available; default off.
        TOSCRATCH = 1, "NTMS_DEALLOCATE_TOSCRATCH";
    }
}

ntms_flags! {
    /// `NtmsLibRequestFlags`: NTMS_COMPUTERINFORMATION.dwLibRequestFlags (bits).
    pub struct LibRequestFlags {
        /// Never purge finished library requests; default off.
        NOAUTOPURGE = 1, "NTMS_LIBREQFLAGS_NOAUTOPURGE";
        /// Never purge failed library requests; default off.
        NOFAILEDPURGE = 2, "NTMS_LIBREQFLAGS_NOFAILEDPURGE";
    }
}

ntms_flags! {
    /// `NtmsOpRequestFlags`: NTMS_COMPUTERINFORMATION.dwOpRequestFlags (bits).
    pub struct OpRequestFlags {
        /// Never purge operator requests; default off.
        NOAUTOPURGE = 1, "NTMS_OPREQFLAGS_NOAUTOPURGE";
        /// Never purge failed/refused operator requests; default off.
        NOFAILEDPURGE = 2, "NTMS_OPREQFLAGS_NOFAILEDPURGE";
        /// No pop-up alerts.
        NOALERTS = 16, "NTMS_OPREQFLAGS_NOALERTS";
        /// No tray icon.
        NOTRAYICON = 32, "NTMS_OPREQFLAGS_NOTRAYICON";
    }
}

ntms_flags! {
    /// `NtmsMediaPoolPolicy`: NTMS_COMPUTERINFORMATION.dwMediaPoolPolicy (bits).
    pub struct MediaPoolPolicy {
        /// Delete free media when ejected; default off.
        PURGEOFFLINESCRATCH = 1, "NTMS_POOLPOLICY_PURGEOFFLINESCRATCH";
        /// Keep import media when ejected; default off (so they are deleted).
        KEEPOFFLINEIMPORT = 2, "NTMS_POOLPOLICY_KEEPOFFLINEIMPORT";
    }
}

ntms_flags! {
    /// `NtmsCreateNtmsMediaOptions`: CreateNtmsMedia dwOptions (bits).
    pub struct CreateMediaOptions {
        /// Refuse a medium whose OMID exists already.
        ERROR_ON_DUPLICATE = 1, "NTMS_ERROR_ON_DUPLICATE";
    }
}

ntms_flags! {
    /// `NtmsAccessMask`: object-specific access rights.
    pub struct Access {
        /// Use the object.
        USE = 1, "NTMS_USE_ACCESS";
        /// Change the object.
        MODIFY = 2, "NTMS_MODIFY_ACCESS";
        /// Control the object.
        CONTROL = 4, "NTMS_CONTROL_ACCESS";
        /// Read the security descriptor.
        READ_CONTROL = 131072, "READ_CONTROL";
        /// Change the access list.
        WRITE_DAC = 262144, "WRITE_DAC";
        /// Change the owner.
        WRITE_OWNER = 524288, "WRITE_OWNER";
    }
}

ntms_flags! {
    /// `SECURITY_INFORMATION`: the parts of a security descriptor that a call is about.
    pub struct SecurityInformation {
        /// The owner.
        OWNER = 1, "OWNER_SECURITY_INFORMATION";
        /// The primary group, which nothing here has.
        GROUP = 2, "GROUP_SECURITY_INFORMATION";
        /// The access list.
        DACL = 4, "DACL_SECURITY_INFORMATION";
        /// The audit list, for holders of a privilege.
        SACL = 8, "SACL_SECURITY_INFORMATION";
    }
}
