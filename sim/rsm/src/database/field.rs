//! Columns of rows: what a value of each Rust type is in a table that knows four kinds of value.

use std::sync::Arc;

use wire::ntms::media_type::{DeviceType, StorageMediaType};
use wire::ntms::object::{LibraryType, ObjectType, PoolType, ReadWriteCharacteristics};
use wire::ntms::operation::{InventoryMethod, LibraryOperation, OperatorCommand, UiType};
use wire::ntms::option::{
    Access, AllocationPolicy, DeallocationPolicy, LibRequestFlags, LibraryFlags, MediaPoolPolicy,
    OpRequestFlags,
};
use wire::ntms::security::{Entry, Principal, SecurityDescriptor};
use wire::ntms::state::{
    BarCodeState, DoorState, DriveState, LibraryRequestState, MediaState, OperationalState,
    OperatorRequestState, PortContent, PortPosition, SideState, SlotState,
};
use wire::{Guid, Text, Ticks};

use super::table::KEY_MAX;
use super::{Key, TableName};

/// A value in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// No value.
    Null,
    /// A whole number; unsigned 64-bit numbers keep their bits.
    Integer(i64),
    /// Text.
    Text(Text),
    /// Bytes.
    Blob(Box<[u8]>),
}

/// The kind of value that a column holds beside nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// [`Value::Integer`].
    Integer,
    /// [`Value::Text`].
    Text,
    /// [`Value::Blob`].
    Blob,
}

/// A type that fits a column. Writing and reading back gives the same value.
pub trait Field: Sized {
    /// What the column holds.
    const KIND: ValueKind;
    /// Whether the column may hold nothing.
    const OPTIONAL: bool = false;
    /// The table whose keys the column holds.
    const REFERS_TO: Option<TableName> = None;

    /// The value as the table keeps it.
    fn to_value(&self) -> Value;

    /// The key that the column holds, where it holds one.
    fn reference(&self) -> Option<u32> {
        None
    }

    /// Reads a value of a table; `None` when it is not one that this type writes.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl Field for $type {
            const KIND: ValueKind = ValueKind::Integer;

            fn to_value(&self) -> Value {
                Value::Integer(i64::from(*self))
            }

            fn from_value(value: &Value) -> Option<$type> {
                match value {
                    Value::Integer(number) => <$type>::try_from(*number).ok(),
                    _ => None,
                }
            }
        }
    )*};
}

numbers!(u16, u32, i32);

macro_rules! vocabulary {
    ($($type:ty),*) => {$(
        impl Field for $type {
            const KIND: ValueKind = ValueKind::Integer;

            fn to_value(&self) -> Value {
                Value::Integer(i64::from(self.value()))
            }

            fn from_value(value: &Value) -> Option<$type> {
                <$type>::from_value(u32::from_value(value)?)
            }
        }
    )*};
}

vocabulary!(
    BarCodeState,
    DeviceType,
    DoorState,
    DriveState,
    InventoryMethod,
    LibraryOperation,
    LibraryRequestState,
    LibraryType,
    MediaState,
    ObjectType,
    OperationalState,
    OperatorCommand,
    OperatorRequestState,
    PoolType,
    PortContent,
    PortPosition,
    ReadWriteCharacteristics,
    SideState,
    SlotState,
    StorageMediaType,
    UiType
);

macro_rules! bits {
    ($($type:ty),*) => {$(
        impl Field for $type {
            const KIND: ValueKind = ValueKind::Integer;

            fn to_value(&self) -> Value {
                Value::Integer(i64::from(self.bits()))
            }

            fn from_value(value: &Value) -> Option<$type> {
                <$type>::from_bits(u32::from_value(value)?)
            }
        }
    )*};
}

bits!(
    AllocationPolicy,
    DeallocationPolicy,
    LibRequestFlags,
    LibraryFlags,
    MediaPoolPolicy,
    OpRequestFlags
);

impl Field for bool {
    const KIND: ValueKind = ValueKind::Integer;

    fn to_value(&self) -> Value {
        Value::Integer(i64::from(*self))
    }

    fn from_value(value: &Value) -> Option<bool> {
        match value {
            Value::Integer(0) => Some(false),
            Value::Integer(1) => Some(true),
            _ => None,
        }
    }
}

impl Field for u64 {
    const KIND: ValueKind = ValueKind::Integer;

    fn to_value(&self) -> Value {
        Value::Integer(self.cast_signed())
    }

    fn from_value(value: &Value) -> Option<u64> {
        match value {
            Value::Integer(number) => Some(number.cast_unsigned()),
            _ => None,
        }
    }
}

impl Field for Ticks {
    const KIND: ValueKind = ValueKind::Integer;

    fn to_value(&self) -> Value {
        self.0.to_value()
    }

    fn from_value(value: &Value) -> Option<Ticks> {
        u64::from_value(value).map(Ticks)
    }
}

impl Field for Text {
    const KIND: ValueKind = ValueKind::Text;

    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn from_value(value: &Value) -> Option<Text> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl Field for Arc<[u8]> {
    const KIND: ValueKind = ValueKind::Blob;

    fn to_value(&self) -> Value {
        Value::Blob(Box::from(&**self))
    }

    fn from_value(value: &Value) -> Option<Arc<[u8]>> {
        match value {
            Value::Blob(bytes) => Some(Arc::from(&**bytes)),
            _ => None,
        }
    }
}

impl Field for Guid {
    const KIND: ValueKind = ValueKind::Blob;

    fn to_value(&self) -> Value {
        // Big-endian, so that a tester who prints it in hexadecimal sees the text form.
        Value::Blob(Box::from(self.as_u128().to_be_bytes()))
    }

    fn from_value(value: &Value) -> Option<Guid> {
        match value {
            Value::Blob(bytes) => {
                Some(Guid::from_u128(u128::from_be_bytes(<[u8; 16]>::try_from(&**bytes).ok()?)))
            }
            _ => None,
        }
    }
}

impl<R: super::Object> Field for Key<R> {
    const KIND: ValueKind = ValueKind::Integer;
    const REFERS_TO: Option<TableName> = Some(R::TABLE);

    fn reference(&self) -> Option<u32> {
        Some(self.number())
    }

    fn to_value(&self) -> Value {
        self.number().to_value()
    }

    fn from_value(value: &Value) -> Option<Key<R>> {
        u32::from_value(value).filter(|number| *number < KEY_MAX).map(Key::new)
    }
}

impl<F: Field> Field for Option<F> {
    const KIND: ValueKind = F::KIND;
    const OPTIONAL: bool = true;
    const REFERS_TO: Option<TableName> = F::REFERS_TO;

    fn reference(&self) -> Option<u32> {
        self.as_ref().and_then(Field::reference)
    }

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Field::to_value)
    }

    fn from_value(value: &Value) -> Option<Option<F>> {
        match value {
            Value::Null => Some(None),
            value => F::from_value(value).map(Some),
        }
    }
}

/// The keys of a short list, as `3 7 12`.
impl<R: super::Object> Field for Vec<Key<R>> {
    const KIND: ValueKind = ValueKind::Text;

    fn to_value(&self) -> Value {
        let numbers: Vec<String> = self.iter().map(|key| key.number().to_string()).collect();
        Value::Text(Text::from(numbers.join(" ")))
    }

    fn from_value(value: &Value) -> Option<Vec<Key<R>>> {
        let text = Text::from_value(value)?;
        text.split_ascii_whitespace().map(|part| part.parse().ok().map(Key::new)).collect()
    }
}

/// A line for the owner, then one for each entry: `+` or `-`, the rights as a number, the name.
/// A line feed cannot be part of a name.
impl Field for SecurityDescriptor {
    const KIND: ValueKind = ValueKind::Text;

    fn to_value(&self) -> Value {
        let mut text = self.owner.name().replace('\n', " ");
        for entry in &self.entries {
            let sign = if entry.grants { '+' } else { '-' };
            let name = entry.principal.name().replace('\n', " ");
            text.push_str(&format!("\n{sign}{} {name}", entry.access.bits()));
        }
        Value::Text(Text::from(text))
    }

    fn from_value(value: &Value) -> Option<SecurityDescriptor> {
        let text = Text::from_value(value)?;
        let mut lines = text.split('\n');
        let owner = Principal::new(lines.next()?);
        let entries = lines.map(parse_entry).collect::<Option<Vec<Entry>>>()?;
        Some(SecurityDescriptor { owner, entries })
    }
}

fn parse_entry(line: &str) -> Option<Entry> {
    let (grants, rest) = match line.split_at_checked(1)? {
        ("+", rest) => (true, rest),
        ("-", rest) => (false, rest),
        _ => return None,
    };
    let (bits, name) = rest.split_once(' ')?;
    let access = Access::from_bits(bits.parse().ok()?)?;
    Some(Entry { grants, principal: Principal::new(name), access })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn comes_back<F: Field + PartialEq + std::fmt::Debug>(value: &F) {
        assert_eq!(F::from_value(&value.to_value()).as_ref(), Some(value));
    }

    #[test]
    fn foreign_values_are_refused() {
        assert_eq!(bool::from_value(&Value::Integer(2)), None);
        assert_eq!(u16::from_value(&Value::Integer(65_536)), None);
        assert_eq!(SideState::from_value(10), None);
        assert_eq!(<SideState as Field>::from_value(&Value::Integer(10)), None);
        assert_eq!(Guid::from_value(&Value::Blob(Box::from([0; 15]))), None);
        assert_eq!(Text::from_value(&Value::Null), None);
        let bad = Value::Text(Text::new("owner\n*7 name"));
        assert_eq!(SecurityDescriptor::from_value(&bad), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number: u64, signed: i32, text: String, guid: u128) {
            comes_back(&number);
            comes_back(&signed);
            comes_back(&Ticks(number));
            comes_back(&Text::new(&text));
            comes_back(&Guid::from_u128(guid));
            comes_back(&Some(Guid::from_u128(guid)));
            comes_back(&None::<Guid>);
            comes_back(&Arc::<[u8]>::from(text.as_bytes()));
        }

        #[test]
        fn access_lists_come_back(
            owner in "[^\n]*",
            names in proptest::collection::vec(("[^\n]*", 0u32..8, any::<bool>()), 0..5),
        ) {
            let entries = names.iter().map(|(name, bits, grants)| Entry {
                grants: *grants,
                principal: Principal::new(name),
                access: Access::from_bits(*bits).expect("three known bits"),
            });
            let entries = entries.collect();
            comes_back(&SecurityDescriptor { owner: Principal::new(&owner), entries });
        }
    }
}
