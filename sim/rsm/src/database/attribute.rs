//! Attributes: data that applications leave with an object under names of their own. They are part
//! of the object's row, so that they go when it goes.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use wire::Text;

use super::field::{Field, Value, ValueKind};
use super::{
    Changer, ChangerType, Computer, Drive, DriveType, IeDoor, IePort, LibRequest, Library,
    LogicalMedia, MediaPool, MediaType, OpRequest, Partition, PhysicalMedia, StorageSlot,
    TableName, UiDestination,
};
use super::{Database, Key, Object, ObjectKey};

/// The attributes of an object, by name. There is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attributes(Arc<BTreeMap<Text, Bytes>>);

impl Attributes {
    /// The data under a name; names that differ in case are two.
    pub fn get(&self, name: &Text) -> Option<&Bytes> {
        self.0.get(name)
    }

    /// The same with other data under a name, or none. Nothing when none is left at all.
    fn with(of: Option<&Attributes>, name: &Text, data: Option<Bytes>) -> Option<Attributes> {
        let mut all = of.map(|of| BTreeMap::clone(&of.0)).unwrap_or_default();
        match data {
            Some(data) => all.insert(name.clone(), data),
            None => all.remove(name),
        };
        (!all.is_empty()).then(|| Attributes(Arc::new(all)))
    }
}

/// One after the other: bytes of the name, the name, bytes of the data, the data. The counts are
/// 32 bits, the least significant first.
impl Field for Attributes {
    const KIND: ValueKind = ValueKind::Blob;

    fn to_value(&self) -> Value {
        let mut all = Vec::new();
        for (name, data) in self.0.iter() {
            for part in [name.as_bytes(), data] {
                all.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
                all.extend(part);
            }
        }
        Value::Blob(all.into())
    }

    fn from_value(value: &Value) -> Option<Attributes> {
        let Value::Blob(bytes) = value else { return None };
        let mut left: &[u8] = bytes;
        let mut all = BTreeMap::new();
        while !left.is_empty() {
            let name = std::str::from_utf8(part(&mut left)?).ok()?;
            all.insert(Text::new(name), Bytes::copy_from_slice(part(&mut left)?));
        }
        (!all.is_empty()).then(|| Attributes(Arc::new(all)))
    }
}

fn part<'a>(left: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (count, rest) = left.split_first_chunk()?;
    let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
    let (part, rest) = rest.split_at_checked(count)?;
    *left = rest;
    Some(part)
}

impl Database {
    /// The attributes of an object.
    pub(crate) fn attributes(&self, object: ObjectKey) -> Option<Attributes> {
        self.head(object)?.attributes
    }

    /// Leaves data with an object under a name, or takes it away.
    pub(crate) fn set_attribute(&mut self, object: ObjectKey, name: &Text, data: Option<Bytes>) {
        macro_rules! of_tables {
            ($($table:ident),*) => {
                match object.table {
                    $(TableName::$table => {
                        self.set_attribute_of(object.as_key::<$table>(), name, data);
                    })*
                }
            };
        }
        of_tables!(
            Computer,
            MediaType,
            ChangerType,
            DriveType,
            Library,
            Changer,
            Drive,
            StorageSlot,
            IeDoor,
            IePort,
            MediaPool,
            PhysicalMedia,
            Partition,
            LogicalMedia,
            LibRequest,
            OpRequest,
            UiDestination
        );
    }

    fn set_attribute_of<R: Object + PartialEq>(
        &mut self,
        key: Option<Key<R>>,
        name: &Text,
        data: Option<Bytes>,
    ) {
        let Some(key) = key else { return };
        self.update(key, |row| {
            let head = row.head_mut();
            head.attributes = Attributes::with(head.attributes.as_ref(), name, data);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;

    #[test]
    fn bytes_that_are_no_attributes_are_refused() {
        let of = |bytes: &[u8]| Attributes::from_value(&Value::Blob(bytes.into()));
        assert_eq!(of(b""), None);
        assert_eq!(of(b"\x01\0\0\0a"), None, "no data");
        assert_eq!(of(b"\x01\0\0\0a\x02\0\0\0b"), None, "data too short");
        assert_eq!(of(b"\x01\0\0\0\xFF\0\0\0\0"), None, "a name that is no text");
        assert!(of(b"\x01\0\0\0a\x01\0\0\0b").is_some());
    }

    proptest! {
        #[test]
        fn attributes_come_back(
            all in btree_map(".{0,8}", vec(0u8.., 0..20), 1..5),
        ) {
            let mut attributes = None;
            for (name, data) in &all {
                let data = Bytes::from(data.clone());
                attributes = Attributes::with(attributes.as_ref(), &Text::new(name), Some(data));
            }
            let attributes = attributes.expect("there is one");
            prop_assert_eq!(Attributes::from_value(&attributes.to_value()), Some(attributes));
        }
    }
}
