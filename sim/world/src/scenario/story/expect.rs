//! Expectations: what must hold of objects, devices, tapes and time.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use wire::ntms::ObjectType;

use super::super::continued::{Continued, Whole};
use super::super::media::Record;
use super::super::place::{At, FIRST_KEY};
use super::super::value::{Bounds, Span};
use super::super::vocabulary::Number;
use super::member::{Member, Members};
use super::object::{MediumRef, ObjectRef, Selector};

/// How much may be left open in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Leaves {
    /// Sessions.
    pub sessions: u32,
    /// Library requests that have not ended.
    pub requests: u32,
    /// Mounted media.
    pub mounts: u32,
}

/// Something that must hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Expectation {
    /// Of an object of the service, and of what lies at its place in truth.
    Object(ObjectIs),
    /// The number of objects.
    Count(CountIs),
    /// The time since the beginning.
    Time(Bounds<Span>),
    /// What is recorded on a side of a medium.
    Tape(TapeIs),
}

/// What must hold of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectIs {
    /// The object.
    pub object: At<ObjectRef>,
    /// Whose service is asked; that of this computer when absent.
    pub known_to: Option<At<String>>,
    /// Whether it exists; it does when absent.
    pub exists: bool,
    /// What the device at its place has in truth.
    pub device: Device,
    /// Members of what the service tells of it.
    pub members: Members,
}

/// What a device has in truth, whatever the service believes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Device {
    /// What lies in a slot, drive or port, or in the hand of a changer.
    pub holds: Option<At<Holds>>,
    /// Whether the door of a library is open.
    pub open: Option<At<bool>>,
}

/// What lies in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Nothing.
    Nothing,
    /// A medium.
    Medium(MediumRef),
}

/// The number of objects of a type.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CountIs {
    /// The type.
    pub count: At<Number<ObjectType>>,
    /// In this container; in the whole database when absent.
    #[serde(default = "super::call::nothing", rename = "in")]
    pub container: At<ObjectRef>,
    /// How many.
    pub is: Bounds<u64>,
    /// Whose service is asked; that of this computer when absent.
    #[serde(default)]
    pub known_to: Option<At<String>>,
}

/// What is recorded on a side of a medium.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TapeIs {
    /// The medium.
    pub tape: At<MediumRef>,
    /// Its side, from 0.
    #[serde(default)]
    pub side: u32,
    /// Blocks and marks from the beginning to the end; any when absent.
    #[serde(default)]
    pub records: Option<Vec<Record>>,
    /// CRC-32 over all blocks, as eight hexadecimal digits.
    #[serde(default)]
    pub checksum: Option<At<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TimeIs {
    time: Bounds<Span>,
}

/// Keys of expectations of objects that are no members.
const TRUTHS: &[&str] = &["known-to", "exists", "holds", "open"];

impl<'de> Deserialize<'de> for Expectation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Expectation, D::Error> {
        deserializer.deserialize_struct(FIRST_KEY, &FIRST_KEYS, FirstKey)
    }
}

/// The first key says of what something is expected.
struct FirstKey;

static FIRST_KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let objects = Selector::WORDS.iter().filter(|word| !Selector::BARE.contains(word));
    ["object", "count", "time", "tape"].iter().chain(objects).copied().collect()
});

impl<'de> Visitor<'de> for FirstKey {
    type Value = Expectation;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an expectation like {medium: A00001L3, state: IDLE}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Expectation, A::Error> {
        let first: At<String> = map.next_key()?.ok_or_else(|| A::Error::custom("is empty"))?;
        let rest =
            |map| MapAccessDeserializer::new(Again { first: Some(first.value.clone()), map });
        match first.as_str() {
            "time" => TimeIs::deserialize(rest(map)).map(|is| Expectation::Time(is.time)),
            "count" => CountIs::deserialize(rest(map)).map(Expectation::Count),
            "tape" => TapeIs::deserialize(rest(map)).map(Expectation::Tape),
            "object" => {
                let object = map.next_value()?;
                read_members(object, map)
            }
            word if FIRST_KEYS.contains(&word) => {
                let selector = map.next_value_seed(Select(first.value))?;
                read_members(At { value: ObjectRef::Select(selector), place: first.place }, map)
            }
            word => Err(A::Error::unknown_field(word, &FIRST_KEYS)),
        }
    }
}

/// A selector whose word has been read.
struct Select(String);

impl<'de> DeserializeSeed<'de> for Select {
    type Value = Selector;

    fn deserialize<D: Deserializer<'de>>(self, rest: D) -> Result<Selector, D::Error> {
        Selector::deserialize(Continued { word: self.0, rest: Whole(rest) })
    }
}

/// A map of which the first key was read already.
struct Again<A> {
    first: Option<String>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Again<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(first) => seed.deserialize(first.into_deserializer()).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

fn read_members<'de, A: MapAccess<'de>>(
    object: At<ObjectRef>,
    mut map: A,
) -> Result<Expectation, A::Error> {
    let (device, members) = (Device::default(), Members::default());
    let mut is = ObjectIs { object, known_to: None, exists: true, device, members };
    while let Some(name) = map.next_key::<At<String>>()? {
        match name.as_str() {
            "known-to" => is.known_to = Some(map.next_value()?),
            "exists" => is.exists = map.next_value()?,
            "holds" => is.device.holds = Some(map.next_value()?),
            "open" => is.device.open = Some(map.next_value()?),
            _ => {
                let value = map.next_value()?;
                is.members.0.push((name, value));
            }
        }
    }
    Ok(Expectation::Object(is))
}

impl<'de> Deserialize<'de> for Holds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Holds, D::Error> {
        let word = String::deserialize(deserializer)?;
        Ok(match word.as_str() {
            "nothing" => Holds::Nothing,
            word => Holds::Medium(MediumRef::from(word)),
        })
    }
}

impl JsonSchema for Expectation {
    fn schema_name() -> Cow<'static, str> {
        "Expectation".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let count = generator.subschema_for::<CountIs>();
        let tape = generator.subschema_for::<TapeIs>();
        let time = generator.subschema_for::<Bounds<Span>>();
        let object = generator.subschema_for::<ObjectRef>();
        let names = Member::names().into_iter().chain(FIRST_KEYS.iter().copied());
        let names: BTreeSet<&str> = names.chain(TRUTHS.iter().copied()).collect();
        json_schema!({ "anyOf": [
            count,
            tape,
            {
                "type": "object",
                "properties": { "time": time },
                "required": ["time"],
                "additionalProperties": false,
            },
            {
                "description": "The first key says of what; all others what must hold of it.",
                "type": "object",
                "properties": {
                    "object": object,
                    "known-to": { "type": "string", "description": "Whose service is asked." },
                    "exists": { "type": "boolean", "description": "Whether it exists." },
                    "holds": { "type": "string", "description": "The medium there, or nothing." },
                    "open": { "type": "boolean", "description": "Whether the door is open." },
                },
                "propertyNames": { "enum": names },
                "minProperties": 1,
            },
        ] })
    }
}
