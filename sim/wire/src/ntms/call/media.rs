//! Arguments of the media services.

use super::super::info::{Info, ObjectInformation, PartitionInformation, PhysicalMediaInformation};
use super::super::object::ObjectType;
use super::super::security::SecurityDescriptor;
use super::super::state::{BarCodeState, MediaState, OperationalState, SideState};
use crate::{Guid, Text, Ticks};
use serde::{Deserialize, Serialize};

/// `CreateNtmsMediaPool`: opens or creates an application pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteNtmsMediaPool {
    /// The pool.
    pub pool: Guid,
}

/// `GetNtmsMediaPoolName`: the full path of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetNtmsMediaPoolName {
    /// The pool.
    pub pool: Guid,
    /// Characters in the caller's buffer, terminator included; nothing without a buffer.
    pub capacity: Option<u32>,
}

/// `AllocateNtmsMedia`: takes a side for an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocated {
    /// The logical medium.
    pub media: Guid,
    /// The pool that the medium came from.
    pub from: Guid,
}

/// `DeallocateNtmsMedia`: gives a logical medium back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeallocateNtmsMedia {
    /// The logical medium.
    pub media: Guid,
    /// Reserved, 0.
    pub options: u32,
}

/// `MountNtmsMedia`: brings media into drives and waits for it. Answers the drives, in the order
/// of the media.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DismountNtmsMedia {
    /// Logical media or sides.
    pub media: Vec<Guid>,
    /// A bit of `NtmsDismountOptions`, or 0.
    pub options: u32,
}

/// `MoveToNtmsMediaPool`: moves a physical medium to another pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveToNtmsMediaPool {
    /// The physical medium.
    pub media: Guid,
    /// The destination.
    pub pool: Guid,
}

/// `SetNtmsMediaComplete`: a logical medium is written no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetNtmsMediaComplete {
    /// The logical medium.
    pub media: Guid,
}

/// `DecommissionNtmsMedia`: retires an available side for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecommissionNtmsMedia {
    /// The side.
    pub side: Guid,
}

/// `DeleteNtmsMedia`: forgets a physical medium that is in no device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteNtmsMedia {
    /// The physical medium.
    pub media: Guid,
}

/// `SwapNtmsMedia`: exchanges the sides behind two logical media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwapNtmsMedia {
    /// One logical medium.
    pub first: Guid,
    /// The other.
    pub second: Guid,
}

/// `AddNtmsMediaType`: a library takes media of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddNtmsMediaType {
    /// The media type.
    pub media_type: Guid,
    /// The library.
    pub library: Guid,
}

/// `DeleteNtmsMediaType`: a library takes media of a type no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteNtmsMediaType {
    /// The media type.
    pub media_type: Guid,
    /// The library.
    pub library: Guid,
}

/// `ChangeNtmsMediaType`: moves a physical medium to a pool and makes it one of the pool's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeNtmsMediaType {
    /// The physical medium.
    pub media: Guid,
    /// The destination.
    pub pool: Guid,
}

/// `CreateNtmsMedia`: a medium that is in no device goes on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateNtmsMedia {
    /// The medium; nothing without a structure.
    pub media: Option<Box<ObjectInformation>>,
    /// Its sides, the first first; nothing without a list.
    pub sides: Option<Vec<ObjectInformation>>,
    /// Bits of `NtmsCreateNtmsMediaOptions`.
    pub options: u32,
}

impl CreateNtmsMedia {
    /// A medium in a pool with so many sides, of which nothing else is said.
    pub fn medium(pool: Guid, sides: u32) -> ObjectInformation {
        blank(Info::PhysicalMedia(PhysicalMediaInformation {
            current_library: Guid::NULL,
            media_pool: pool,
            location: Guid::NULL,
            location_type: ObjectType::StorageSlot,
            media_type: Guid::NULL,
            home_slot: Guid::NULL,
            bar_code: Text::EMPTY,
            bar_code_state: BarCodeState::Unreadable,
            sequence_number: Text::EMPTY,
            media_state: MediaState::Idle,
            number_of_partitions: sides,
            media_type_code: 0,
            density_code: 0,
            mounted_partition: Guid::NULL,
        }))
    }

    /// An available side with a label, of which nothing else is said.
    pub fn side(label_type: &str, label_id: &[u8]) -> ObjectInformation {
        blank(Info::Partition(PartitionInformation {
            physical_media: Guid::NULL,
            logical_media: Guid::NULL,
            state: SideState::Available,
            side: 0,
            label_id: Box::from(label_id),
            omid_label_type: Text::new(label_type),
            omid_label_info: Text::EMPTY,
            mount_count: 0,
            allocate_count: 0,
            capacity: 0,
        }))
    }
}

fn blank(info: Info) -> ObjectInformation {
    ObjectInformation {
        created: Ticks::NEVER,
        modified: Ticks::NEVER,
        id: Guid::NULL,
        enabled: true,
        operational: OperationalState::Ready,
        name: Text::EMPTY,
        description: Text::EMPTY,
        info,
    }
}

/// What `CreateNtmsMedia` writes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedMedia {
    /// The medium.
    pub media: ObjectInformation,
    /// Its sides, the first first.
    pub sides: Vec<ObjectInformation>,
}
