//! How each type of member stands in bytes: numbers little-endian, texts with an end.

use super::value::Slot;
use super::{Excess, Malformed};
use crate::ntms::media_type::{DeviceType, StorageMediaType};
use crate::ntms::object::{LibraryType, ObjectType, PoolType, ReadWriteCharacteristics};
use crate::ntms::operation::{
    InventoryMethod, LibraryOperation, NotificationOperation, OperatorCommand,
};
use crate::ntms::option::{
    AllocationPolicy, DeallocationPolicy, LibRequestFlags, LibraryFlags, MediaPoolPolicy,
    OpRequestFlags,
};
use crate::ntms::state::{
    BarCodeState, DoorState, DriveState, LibraryRequestState, MediaState, OperationalState,
    OperatorRequestState, PortContent, PortPosition, SideState, SlotState,
};
use crate::time::SystemTime;
use crate::{Guid, Text, Ticks};

/// A value that is one member of a structure.
pub(super) trait Member: Sized {
    /// Writes it into its place, which is zero.
    fn put(&self, slot: Slot<&mut [u8]>);

    /// Reads it.
    fn get(slot: Slot<&[u8]>) -> Result<Self, Malformed>;
}

/// Writes as many bytes as there is room for.
fn fill(room: &mut [u8], bytes: &[u8]) {
    room.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
}

/// The first bytes of a place; zeros where it has fewer, which no row has.
fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    fill(&mut array, bytes);
    array
}

macro_rules! integers {
    ($($name:ty),*) => {$(
        impl Member for $name {
            fn put(&self, slot: Slot<&mut [u8]>) {
                fill(slot.bytes, &self.to_le_bytes());
            }

            fn get(slot: Slot<&[u8]>) -> Result<$name, Malformed> {
                Ok(<$name>::from_le_bytes(first(slot.bytes)))
            }
        }
    )*};
}

integers!(u16, u32, u64);

/// Numbers of the tables: each with the functions that lead to the number and back.
macro_rules! numbers {
    ($to:ident, $from:ident: $($name:ty),*) => {$(
        impl Member for $name {
            fn put(&self, slot: Slot<&mut [u8]>) {
                self.$to().put(slot);
            }

            fn get(slot: Slot<&[u8]>) -> Result<$name, Malformed> {
                let name = slot.field.name;
                let number = u32::get(slot)?;
                <$name>::$from(number).ok_or(Malformed::Member(name, number))
            }
        }
    )*};
}

numbers!(value, from_value:
    BarCodeState, DeviceType, DoorState, DriveState, InventoryMethod, LibraryOperation,
    LibraryRequestState, LibraryType, MediaState, NotificationOperation, ObjectType,
    OperationalState, OperatorCommand, OperatorRequestState, PoolType, PortContent, PortPosition,
    ReadWriteCharacteristics, SideState, SlotState, StorageMediaType);

numbers!(bits, from_bits:
    AllocationPolicy, DeallocationPolicy, LibRequestFlags, LibraryFlags, MediaPoolPolicy,
    OpRequestFlags);

impl Member for bool {
    fn put(&self, slot: Slot<&mut [u8]>) {
        u32::from(*self).put(slot);
    }

    fn get(slot: Slot<&[u8]>) -> Result<bool, Malformed> {
        Ok(u32::get(slot)? != 0)
    }
}

impl Member for Guid {
    fn put(&self, slot: Slot<&mut [u8]>) {
        fill(slot.bytes, &self.to_memory());
    }

    fn get(slot: Slot<&[u8]>) -> Result<Guid, Malformed> {
        Ok(Guid::from_memory(first(slot.bytes)))
    }
}

impl Member for Ticks {
    fn put(&self, slot: Slot<&mut [u8]>) {
        let time = self.to_system_time();
        let parts = [
            time.year,
            time.month,
            time.day_of_week,
            time.day,
            time.hour,
            time.minute,
            time.second,
            time.millisecond,
        ];
        let bytes: Vec<u8> = parts.into_iter().flat_map(u16::to_le_bytes).collect();
        fill(slot.bytes, &bytes);
    }

    /// A time that is none, such as the thirteenth month, is never.
    fn get(slot: Slot<&[u8]>) -> Result<Ticks, Malformed> {
        let bytes: [u8; 16] = first(slot.bytes);
        let part = |index: usize| u16::from_le_bytes([bytes[2 * index], bytes[2 * index + 1]]);
        let time = SystemTime {
            year: part(0),
            month: part(1),
            day_of_week: part(2),
            day: part(3),
            hour: part(4),
            minute: part(5),
            second: part(6),
            millisecond: part(7),
        };
        Ok(time.to_ticks().unwrap_or(Ticks::NEVER))
    }
}

impl Member for Text {
    /// As many whole characters as have room before the terminator, or as many units as have room
    /// at all.
    fn put(&self, slot: Slot<&mut [u8]>) {
        let text = self.split('\0').next().unwrap_or_default();
        let room = slot.bytes.len();
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        if slot.excess == Excess::Unended {
            let bytes = if slot.is_wide() { wide(text) } else { slot.page.encode(text) };
            return fill(slot.bytes, &bytes);
        }
        if slot.is_wide() {
            return fill(slot.bytes, &wide(&Text::cut(text, room / 2)));
        }
        let mut bytes = Vec::with_capacity(room);
        let mut buffer = [0; 4];
        for character in text.chars() {
            let encoded = slot.page.encode(character.encode_utf8(&mut buffer));
            if bytes.len() + encoded.len() >= room {
                break;
            }
            bytes.extend_from_slice(&encoded);
        }
        fill(slot.bytes, &bytes);
    }

    /// Up to the terminator or the end of the room.
    fn get(slot: Slot<&[u8]>) -> Result<Text, Malformed> {
        if !slot.is_wide() {
            let text = slot.bytes.split(|byte| *byte == 0).next().unwrap_or_default();
            return Ok(slot.page.decode(text));
        }
        let units = slot.bytes.chunks_exact(2).map(|pair| u16::from_le_bytes(first(pair)));
        let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
        Ok(Text::from(String::from_utf16_lossy(&units)))
    }
}

impl<B> Slot<B> {
    fn is_wide(&self) -> bool {
        self.field.kind.align(self.shape) == 2
    }
}

impl Member for Box<[u8]> {
    fn put(&self, slot: Slot<&mut [u8]>) {
        fill(slot.bytes, self);
    }

    /// As many bytes as the member before says.
    fn get(slot: Slot<&[u8]>) -> Result<Box<[u8]>, Malformed> {
        let count = slot.number.unwrap_or_default();
        let given = usize::try_from(count).ok().and_then(|count| slot.bytes.get(..count));
        given.map(Box::from).ok_or(Malformed::Member(slot.field.name, count))
    }
}
