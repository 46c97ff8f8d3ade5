//! Arguments of the media services.

use super::super::security::SecurityDescriptor;
use crate::{Guid, Text};

/// `CreateNtmsMediaPool`: opens or creates an application pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateNtmsMediaPool {
    /// Path, levels split by backslash; nothing without a name.
    pub name: Option<Text>,
    /// Media type; `None` makes a pool of pools.
    pub media_type: Option<Guid>,
    /// A number of `NtmsCreateOptions`.
    pub action: u32,
    /// Security of the new pool; `None` takes the default.
    pub security: Option<SecurityDescriptor>,
}

/// `DeleteNtmsMediaPool`: deletes an empty application pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeleteNtmsMediaPool {
    /// The pool.
    pub pool: Guid,
}

/// `GetNtmsMediaPoolName`: the full path of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GetNtmsMediaPoolName {
    /// The pool.
    pub pool: Guid,
    /// Characters in the caller's buffer, terminator included; nothing without a buffer.
    pub capacity: Option<u32>,
}

/// `AllocateNtmsMedia`: takes a side for an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllocateNtmsMedia {
    /// The application pool.
    pub pool: Guid,
    /// A particular side.
    pub side: Option<Guid>,
    /// With `NTMS_ALLOCATE_NEXT`: the medium allocated before.
    pub previous: Guid,
    /// Bits of `NtmsAllocateOptions`.
    pub options: u32,
    /// Milliseconds to wait for an operator; `INFINITE` for ever.
    pub timeout: u32,
}

/// What `AllocateNtmsMedia` gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocated {
    /// The logical medium.
    pub media: Guid,
    /// The pool that the medium came from.
    pub from: Guid,
}

/// `DeallocateNtmsMedia`: gives a logical medium back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeallocateNtmsMedia {
    /// The logical medium.
    pub media: Guid,
    /// Reserved, 0.
    pub options: u32,
}

/// `MountNtmsMedia`: brings media into drives and waits for it. Answers the drives, in the order
/// of the media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountNtmsMedia {
    /// Logical media or sides.
    pub media: Vec<Guid>,
    /// With `NTMS_MOUNT_SPECIFIC_DRIVE`: the drives to use.
    pub drives: Vec<Guid>,
    /// Bits of `NtmsMountOptions`.
    pub options: u32,
    /// -15 to 15, higher first.
    pub priority: i32,
    /// Milliseconds to wait; `INFINITE` for ever.
    pub timeout: u32,
}

/// `DismountNtmsMedia`: queues the way back to the slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DismountNtmsMedia {
    /// Logical media or sides.
    pub media: Vec<Guid>,
    /// A bit of `NtmsDismountOptions`, or 0.
    pub options: u32,
}

/// `MoveToNtmsMediaPool`: moves a physical medium to another pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveToNtmsMediaPool {
    /// The physical medium.
    pub media: Guid,
    /// The destination.
    pub pool: Guid,
}
