//! `NTMS_OBJECTINFORMATION`: what all objects have, and one arm for each type.

use super::member::Member;
use super::value::{Slot, structure};
use super::{Arm, Form, Laid, Malformed, Reader, Shape, Structure, Version, Writer};
use crate::ntms::info;
use crate::ntms::info::{Info, ObjectInformation};
use crate::ntms::limit::{DESCRIPTION_LENGTH, OBJECTNAME_LENGTH};
use crate::ntms::object::ObjectType;
use crate::ntms::state::OperationalState;

pub(super) const STRUCTURES: &[Structure] = &[ObjectInformation::STRUCTURE];

structure! {
    ObjectInformation = "NTMS_OBJECTINFORMATION" {
        dwSize: Dword => (size);
        dwType: Dword => (selects info);
        Created: Time => created;
        Modified: Time => modified;
        ObjectGuid: Guid => id;
        Enabled: Bool => enabled;
        dwOperationalState: Dword => operational (or OperationalState::Ready);
        szName: Text(OBJECTNAME_LENGTH) => name;
        szDescription: Text(DESCRIPTION_LENGTH) => description;
        Info: Union(ARMS) => info;
    }
}

macro_rules! arms {
    ($($arm:ident, $name:literal, $value:ident, $since:ident;)*) => {
        const ARMS: &[Arm] = &[$(Arm {
            name: $name,
            object_type: ObjectType::$arm,
            structure: &info::$value::STRUCTURE,
            since: Version::$since,
        },)*];

        impl Member for Info {
            fn put(&self, slot: Slot<&mut [u8]>) {
                match self {
                    $(Info::$arm(value) => put(value, slot),)*
                }
            }

            fn get(slot: Slot<&[u8]>) -> Result<Info, Malformed> {
                let number = slot.number.unwrap_or_default();
                match ObjectType::from_value(number) {
                    $(Some(ObjectType::$arm) if Version::$since.is_in(slot.shape.version) => {
                        get(slot).map(Info::$arm)
                    })*
                    _ => Err(Malformed::ObjectType(number)),
                }
            }
        }
    };
}

arms! {
    Drive, "Drive", DriveInformation, First;
    DriveType, "DriveType", DriveTypeInformation, First;
    Library, "Library", LibraryInformation, First;
    Changer, "Changer", ChangerInformation, First;
    ChangerType, "ChangerType", ChangerTypeInformation, First;
    StorageSlot, "StorageSlot", StorageSlotInformation, First;
    IeDoor, "IEDoor", IeDoorInformation, First;
    IePort, "IEPort", IePortInformation, First;
    PhysicalMedia, "PhysicalMedia", PhysicalMediaInformation, First;
    LogicalMedia, "LogicalMedia", LogicalMediaInformation, First;
    Partition, "Partition", PartitionInformation, First;
    MediaPool, "MediaPool", MediaPoolInformation, First;
    MediaType, "MediaType", MediaTypeInformation, First;
    LibRequest, "LibRequest", LibRequestInformation, First;
    OpRequest, "OpRequest", OpRequestInformation, First;
    Computer, "Computer", ComputerInformation, Current;
}

fn put<T: Laid>(value: &T, slot: Slot<&mut [u8]>) {
    let Slot { bytes, shape, page, excess, .. } = slot;
    value.put(&mut Writer::new(&T::STRUCTURE, bytes, shape, page, excess));
}

fn get<T: Laid>(slot: Slot<&[u8]>) -> Result<T, Malformed> {
    T::get(&mut Reader::new(&T::STRUCTURE, slot.bytes, slot.shape, slot.page))
}

/// What a caller says at the start of an `NTMS_OBJECTINFORMATION` before anything else of it may
/// be touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The version, by `dwSize`.
    pub version: Version,
    /// Bytes of the structure, which is `dwSize`.
    pub size: usize,
    /// `dwType`, a number of `NtmsObjectsTypes` or none.
    pub object_type: u32,
}

impl Opening {
    /// Bytes of `dwSize` and `dwType`.
    pub const BYTES: usize = 8;

    /// Reads the first two members.
    ///
    /// # Errors
    /// `dwSize` is the size of no version in that form.
    pub fn parse(bytes: [u8; Opening::BYTES], form: Form) -> Result<Opening, Malformed> {
        let [s0, s1, s2, s3, t0, t1, t2, t3] = bytes;
        let given = u32::from_le_bytes([s0, s1, s2, s3]);
        let object_type = u32::from_le_bytes([t0, t1, t2, t3]);
        for version in [Version::Current, Version::First] {
            let size = ObjectInformation::STRUCTURE.size(Shape { form, version });
            if usize::try_from(given) == Ok(size) {
                return Ok(Opening { version, size, object_type });
            }
        }
        Err(Malformed::Size(given))
    }
}
