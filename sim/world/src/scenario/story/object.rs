//! How a scenario names objects of the service.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::StrDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use wire::Guid;
use wire::ntms::ObjectType;
use wire::ntms::media_type::StorageMediaType;

use super::super::continued::one_word;
use super::super::place::At;
use super::super::value::Malformed;
use super::super::vocabulary::Word;

/// A saved answer: `$name`, or `$name.2` for one of several identifiers, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The name, without `$`.
    pub name: String,
    /// Which of several.
    pub index: Option<u32>,
}

impl FromStr for Saved {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Saved, Malformed> {
        let text = text.strip_prefix('$').ok_or(Malformed)?;
        // Brackets mean the same; in lists and braces of YAML they must be quoted.
        let bracket = text.strip_suffix(']').and_then(|text| text.split_once('['));
        let (name, index) = match bracket.or_else(|| text.split_once('.')) {
            None => (text, None),
            Some((name, number)) => (name, Some(number.parse().map_err(|_| Malformed)?)),
        };
        let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        match !name.is_empty() && name.chars().all(fits) {
            true => Ok(Saved { name: name.to_owned(), index }),
            false => Err(Malformed),
        }
    }
}

impl fmt::Display for Saved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index {
            None => write!(f, "${}", self.name),
            Some(index) => write!(f, "${}.{index}", self.name),
        }
    }
}

/// A medium: its name, or the `$name` of a `for-each`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediumRef {
    /// By its name.
    Name(String),
    /// The one whose turn it is.
    Saved(Saved),
}

impl From<&str> for MediumRef {
    fn from(name: &str) -> MediumRef {
        name.parse().map_or_else(|_| MediumRef::Name(name.to_owned()), MediumRef::Saved)
    }
}

impl<'de> Deserialize<'de> for MediumRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<MediumRef, D::Error> {
        String::deserialize(deserializer).map(|name| MediumRef::from(name.as_str()))
    }
}

impl JsonSchema for MediumRef {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "MediumRef".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "name of a medium" })
    }
}

/// An object of the service, as an argument or as what something is expected of.
#[derive(Clone, Debug, PartialEq)]
pub enum ObjectRef {
    /// What an answer gave.
    Saved(Saved),
    /// By its identifier.
    Id(Guid),
    /// By what it is.
    Select(Selector),
}

/// An object by what it is. Things of a library are counted from 0.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Selector {
    /// No identifier: NULL where the API takes a pointer, else the null identifier.
    Nothing,
    /// An identifier that names no object.
    NoSuchObject,
    /// The shelf of media that are in no device.
    OfflineLibrary,
    /// The service of a computer.
    Computer(At<String>),
    /// A pool by its path, system pools among them: `Free\LTO_Ultrium`.
    Pool(At<String>),
    /// A media type.
    MediaType(At<Word<StorageMediaType>>),
    /// A library by its name in the scenario.
    Library(At<String>),
    /// The robot of a library.
    Changer(At<String>),
    /// The kind of robot of a library.
    ChangerType(At<String>),
    /// A drive of a library.
    Drive((At<String>, u32)),
    /// The kind of a drive of a library.
    DriveType((At<String>, u32)),
    /// A slot of a library.
    Slot((At<String>, u32)),
    /// A place of the mail slot of a library.
    Port((At<String>, u32)),
    /// A door of a library.
    Door((At<String>, u32)),
    /// A medium by its name in the scenario.
    Medium(At<MediumRef>),
    /// A side of a medium.
    Side((At<MediumRef>, u32)),
    /// The logical medium on a side of a medium.
    Logical((At<MediumRef>, u32)),
}

impl Selector {
    /// Words that stand alone.
    pub const BARE: &[&str] = &["nothing", "no-such-object", "offline-library"];

    /// Every word.
    pub const WORDS: &[&str] = &[
        "nothing",
        "no-such-object",
        "offline-library",
        "computer",
        "pool",
        "media-type",
        "library",
        "changer",
        "changer-type",
        "drive",
        "drive-type",
        "slot",
        "port",
        "door",
        "medium",
        "side",
        "logical",
    ];

    /// The type of object that it selects; nothing for one that is none.
    pub const fn object_type(&self) -> Option<ObjectType> {
        Some(match self {
            Selector::Nothing | Selector::NoSuchObject => return None,
            Selector::OfflineLibrary | Selector::Library(_) => ObjectType::Library,
            Selector::Computer(_) => ObjectType::Computer,
            Selector::Pool(_) => ObjectType::MediaPool,
            Selector::MediaType(_) => ObjectType::MediaType,
            Selector::Changer(_) => ObjectType::Changer,
            Selector::ChangerType(_) => ObjectType::ChangerType,
            Selector::Drive(_) => ObjectType::Drive,
            Selector::DriveType(_) => ObjectType::DriveType,
            Selector::Slot(_) => ObjectType::StorageSlot,
            Selector::Port(_) => ObjectType::IePort,
            Selector::Door(_) => ObjectType::IeDoor,
            Selector::Medium(_) => ObjectType::PhysicalMedia,
            Selector::Side(_) => ObjectType::Partition,
            Selector::Logical(_) => ObjectType::LogicalMedia,
        })
    }
}

impl From<Selector> for ObjectRef {
    fn from(selector: Selector) -> ObjectRef {
        ObjectRef::Select(selector)
    }
}

impl ObjectRef {
    /// What the answer saved under a name gave, `$` not written.
    pub fn saved(name: &str) -> ObjectRef {
        ObjectRef::Saved(Saved { name: name.to_owned(), index: None })
    }

    /// The type of object, as far as it shows.
    pub const fn object_type(&self) -> Option<ObjectType> {
        match self {
            ObjectRef::Select(selector) => selector.object_type(),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for ObjectRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ObjectRef, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = ObjectRef;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object like $saved, {pool: 'Free\\LTO_Ultrium'} or an identifier")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ObjectRef, E> {
                if let Ok(saved) = text.parse() {
                    return Ok(ObjectRef::Saved(saved));
                }
                if let Ok(id) = text.parse() {
                    return Ok(ObjectRef::Id(id));
                }
                Selector::deserialize(StrDeserializer::new(text)).map(ObjectRef::Select)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ObjectRef, A::Error> {
                one_word(map).map(ObjectRef::Select)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for ObjectRef {
    fn schema_name() -> Cow<'static, str> {
        "ObjectRef".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let select = generator.subschema_for::<Selector>();
        json_schema!({ "anyOf": [
            select,
            { "type": "string", "description": "$saved, or an identifier" },
        ] })
    }
}
