//! The structures that functions take beside the object information, and those that the headers
//! declare and no function takes.

use super::Structure;
use super::value::{rows, structure};
use crate::Guid;
use crate::label::FileSystemInfo;
use crate::label::filesystem::{KIND_UNITS, NAME_UNITS};
use crate::ntms::call::Notification;
use crate::ntms::layout::Laid;
use crate::ntms::limit::{NTMSMLI_MAXAPPDESCR, NTMSMLI_MAXIDSIZE, NTMSMLI_MAXTYPE};

pub(super) const STRUCTURES: &[Structure] = &[
    MountInformation::STRUCTURE,
    AllocationInformation::STRUCTURE,
    Notification::STRUCTURE,
    FileSystemInfo::STRUCTURE,
    // Of the asynchronous calls that were never published.
    rows!("NTMS_ASYNC_IO" {
        OperationId: Guid;
        EventId: Guid;
        dwOperationType: Dword;
        dwResult: Dword;
        dwAsyncState: Dword;
        hEvent: Pointer;
        bOnStateChange: Bool;
    }),
    rows!("RSM_MESSAGE" {
        lpguidOperation: Pointer;
        dwNtmsType: Dword;
        dwState: Dword;
        dwFlags: Dword;
        dwPriority: Dword;
        dwErrorCode: Dword;
        lpszComputerName: Pointer;
        lpszApplication: Pointer;
        lpszUser: Pointer;
        lpszTimeSubmitted: Pointer;
        lpszMessage: Pointer;
    }),
    // What a media label library fills.
    rows!("MediaLabelInfo" {
        LabelType: Wide(NTMSMLI_MAXTYPE);
        LabelIDSize: Dword;
        LabelID: Bytes(NTMSMLI_MAXIDSIZE);
        LabelAppDescr: Wide(NTMSMLI_MAXAPPDESCR);
    }),
];

/// `NTMS_MOUNT_INFORMATION`, which says nothing yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MountInformation;

structure! {
    MountInformation = "NTMS_MOUNT_INFORMATION" {
        dwSize: Dword => (size);
        lpReserved: Pointer => (reserved);
    }
}

/// `NTMS_ALLOCATION_INFORMATION`: what `AllocateNtmsMedia` tells beside the logical medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllocationInformation {
    /// The pool that the medium came from.
    pub allocated_from: Guid,
}

structure! {
    AllocationInformation = "NTMS_ALLOCATION_INFORMATION" {
        dwSize: Dword => (size);
        lpReserved: Pointer => (reserved);
        AllocatedFrom: Guid => allocated_from;
    }
}

structure! {
    Notification = "NTMS_NOTIFICATIONINFORMATION" {
        dwOperation: Dword => operation;
        ObjectId: Guid => object;
    }
}

structure! {
    FileSystemInfo = "NTMS_FILESYSTEM_INFO" {
        FileSystemType: Wide(KIND_UNITS) => kind;
        VolumeName: Wide(NAME_UNITS) => name;
        SerialNumber: Dword => serial;
    }
}
