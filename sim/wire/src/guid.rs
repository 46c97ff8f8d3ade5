//! Identifiers: a GUID in its text form and in the byte order that the API and the protocol use.

use core::fmt;
use core::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A GUID. All bits zero is the null identifier, which names nothing.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Guid(u128);

/// People read the text form, programs the number.
impl Serialize for Guid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => serializer.collect_str(self),
            false => serializer.serialize_u128(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Guid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Guid, D::Error> {
        match deserializer.is_human_readable() {
            true => String::deserialize(deserializer)?.parse().map_err(D::Error::custom),
            false => u128::deserialize(deserializer).map(Guid),
        }
    }
}

impl Guid {
    /// The identifier that names nothing.
    pub const NULL: Guid = Guid(0);

    /// The GUID whose text form, read as one hexadecimal number, is `value`.
    pub const fn from_u128(value: u128) -> Guid {
        Guid(value)
    }

    /// The text form read as one hexadecimal number.
    pub const fn as_u128(self) -> u128 {
        self.0
    }

    /// Whether this is the null identifier.
    pub const fn is_null(self) -> bool {
        self.0 == 0
    }

    /// From the 16 bytes of the structure in memory: the first three fields little-endian.
    pub fn from_memory(bytes: [u8; 16]) -> Guid {
        Guid(u128::from_be_bytes(swap_fields(bytes)))
    }

    /// The 16 bytes of the structure in memory: the first three fields little-endian.
    pub fn to_memory(self) -> [u8; 16] {
        swap_fields(self.0.to_be_bytes())
    }
}

/// Turns the first three fields between big- and little-endian; its own inverse.
fn swap_fields(mut bytes: [u8; 16]) -> [u8; 16] {
    bytes[0..4].reverse();
    bytes[4..6].reverse();
    bytes[6..8].reverse();
    bytes
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let v = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            (v >> 96) as u32,
            (v >> 80) as u16,
            (v >> 64) as u16,
            (v >> 48) as u16,
            v & 0xFFFF_FFFF_FFFF
        )
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not of the form 8-4-4-4-12 hexadecimal digits, with or without braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedGuid;

impl fmt::Display for MalformedGuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a GUID: expected 8-4-4-4-12 hexadecimal digits")
    }
}

impl core::error::Error for MalformedGuid {}

impl FromStr for Guid {
    type Err = MalformedGuid;

    fn from_str(text: &str) -> Result<Guid, MalformedGuid> {
        let inner = match text.strip_prefix('{') {
            Some(rest) => rest.strip_suffix('}').ok_or(MalformedGuid)?,
            None => text,
        };
        let mut value = 0u128;
        let mut lengths = [8usize, 4, 4, 4, 12].into_iter();
        for part in inner.split('-') {
            let digits = lengths.next().ok_or(MalformedGuid)?;
            if part.len() != digits || !part.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(MalformedGuid);
            }
            let number = u128::from_str_radix(part, 16).map_err(|_| MalformedGuid)?;
            value = value << (4 * digits) | number;
        }
        if lengths.next().is_some() { Err(MalformedGuid) } else { Ok(Guid(value)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn memory_order_swaps_the_first_three_fields() {
        let guid: Guid = "00112233-4455-6677-8899-aabbccddeeff".parse().unwrap();
        let bytes = guid.to_memory();
        assert_eq!(bytes[..8], [0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66]);
        assert_eq!(bytes[8..], [0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff]);
    }

    #[test]
    fn malformed_texts_are_refused() {
        for text in [
            "",
            "{}",
            "00112233",
            "{00112233-4455-6677-8899-aabbccddeeff",
            "0011223-44556-6677-8899-aabbccddeeff",
            "00112233-4455-6677-8899-aabbccddeeff-00",
            "+0112233-4455-6677-8899-aabbccddeeff",
        ] {
            assert_eq!(text.parse::<Guid>(), Err(MalformedGuid), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_and_memory_forms_come_back(value: u128) {
            let guid = Guid::from_u128(value);
            prop_assert_eq!(guid.to_string().parse::<Guid>(), Ok(guid));
            prop_assert_eq!(format!("{{{guid}}}").parse::<Guid>(), Ok(guid));
            prop_assert_eq!(Guid::from_memory(guid.to_memory()), guid);
        }
    }
}
