//! Members of what the API tells of objects: how a scenario writes what they are or shall be, and
//! how that is compared and set.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use wire::ntms::media_type::StorageMediaType;
use wire::ntms::{ObjectInformation, ObjectType};
use wire::{Guid, Text, Ticks};

use super::super::continued::one_word;
use super::super::place::{At, Place};
use super::super::value::Start;
use super::super::vocabulary::{Vocabulary, Word};
use super::members::{COMMON, TYPES, own};
use super::object::{MediumRef, ObjectRef, Selector};

/// Members of an object and what they are or shall be, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members(pub Vec<(At<String>, At<MemberValue>)>);

/// What a member is or shall be, as a scenario writes it; its kind decides what is meant.
#[derive(Clone, Debug, PartialEq)]
pub enum MemberValue {
    /// Text, a word, or the name of an object.
    Text(String),
    /// A number.
    Number(u64),
    /// Yes or no.
    Bool(bool),
    /// Several words.
    Words(Vec<String>),
    /// An object by what it is.
    Object(Selector),
}

impl MemberValue {
    /// What is written, as far as it is one word.
    pub fn said(&self) -> String {
        match self {
            MemberValue::Text(text) => text.clone(),
            MemberValue::Number(number) => number.to_string(),
            MemberValue::Bool(yes) => yes.to_string(),
            MemberValue::Words(words) => words.join(", "),
            MemberValue::Object(_) => String::new(),
        }
    }
}

/// What kind of value a member has.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Bool,
    /// A point of time.
    Time,
    /// Bytes, two digits for each.
    Bytes,
    /// One of these words.
    Word {
        /// All of them.
        words: fn() -> &'static [&'static str],
        /// The number of one.
        number: fn(&str) -> Option<u32>,
    },
    /// Several of these words.
    Flags {
        /// All of them.
        words: fn() -> &'static [&'static str],
        /// The bit of one.
        number: fn(&str) -> Option<u32>,
    },
    /// The identifier of an object of a type, or of any.
    Object(Option<ObjectType>),
}

/// The value of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actual {
    /// Text.
    Text(Text),
    /// A number, or what stands for one.
    Number(u64),
    /// Yes or no.
    Bool(bool),
    /// A point of time.
    Time(Ticks),
    /// Bytes.
    Bytes(Box<[u8]>),
    /// An identifier.
    Id(Guid),
}

/// A member.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name in a scenario.
    pub name: &'static str,
    /// What kind of value it has.
    pub kind: Kind,
    /// Its value, if the object is of its type.
    pub get: fn(&ObjectInformation) -> Option<Actual>,
    /// Changes it, if the object is of its type and the value of its kind.
    pub set: fn(&mut ObjectInformation, &Actual) -> Option<()>,
}

impl Member {
    /// The members of objects of a type, and those that every object has.
    pub fn all(object_type: ObjectType) -> impl Iterator<Item = &'static Member> {
        own(object_type).iter().chain(COMMON)
    }

    /// The member of that name of objects of a type; of any type that has one when it does not
    /// show which.
    pub fn named(object_type: Option<ObjectType>, name: &str) -> Option<&'static Member> {
        let found = |object_type| Member::all(object_type).find(|member| member.name == name);
        match object_type {
            Some(object_type) => found(object_type),
            None => TYPES.iter().find_map(|object_type| found(*object_type)),
        }
    }

    /// The names of all members of all types.
    pub fn names() -> Vec<&'static str> {
        let all = TYPES.iter().flat_map(|object_type| Member::all(*object_type));
        let names: BTreeSet<&str> = all.map(|member| member.name).collect();
        names.into_iter().collect()
    }

    /// The words that it may be, if it is one of some.
    pub fn words(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Word { words, .. } | Kind::Flags { words, .. } => words(),
            _ => &[],
        }
    }

    /// What a scenario says of it, as a value to compare with or to set. Objects are looked up by
    /// whoever asks.
    ///
    /// # Errors
    /// What would have been right, when it is no value of its kind.
    pub fn read(
        &self,
        value: &MemberValue,
        find: impl FnOnce(&ObjectRef) -> Option<Guid>,
    ) -> Result<Actual, String> {
        match (self.kind, value) {
            (Kind::Text, MemberValue::Text(text)) => Ok(Actual::Text(Text::from(text.as_str()))),
            (Kind::Text, MemberValue::Number(number)) => {
                Ok(Actual::Text(Text::from(number.to_string())))
            }
            (Kind::Number | Kind::Word { .. } | Kind::Flags { .. }, MemberValue::Number(n)) => {
                Ok(Actual::Number(*n))
            }
            (Kind::Bool, MemberValue::Bool(yes)) => Ok(Actual::Bool(*yes)),
            (Kind::Bytes, MemberValue::Text(text)) => {
                bytes_of(text).map(|bytes| Actual::Bytes(bytes.into())).ok_or_else(|| self.wants())
            }
            (Kind::Time, MemberValue::Text(text)) => {
                let start: Result<Start, _> = text.parse();
                start.map(|start| Actual::Time(start.0)).map_err(|_| self.wants())
            }
            (Kind::Word { number, .. } | Kind::Flags { number, .. }, MemberValue::Text(word)) => {
                number(word).map(|bits| Actual::Number(bits.into())).ok_or_else(|| self.wants())
            }
            (Kind::Flags { number, .. }, MemberValue::Words(words)) => words
                .iter()
                .try_fold(0, |bits, word| number(word).map(|bit| bits | bit))
                .map(|bits| Actual::Number(bits.into()))
                .ok_or_else(|| self.wants()),
            (Kind::Object(_), _) => {
                let object = self.object(value, None).ok_or_else(|| self.wants())?;
                let missing = || "an object that exists".to_owned();
                find(&object).map(Actual::Id).ok_or_else(missing)
            }
            _ => Err(self.wants()),
        }
    }

    /// The object that a value names, for a member that is one: `pool: Free` is the pool of that
    /// path, `library: tower` the library, `medium: A00001L3` the medium, and so on.
    pub fn object(&self, value: &MemberValue, place: Option<Place>) -> Option<ObjectRef> {
        let Kind::Object(object_type) = self.kind else { return None };
        let text = match value {
            MemberValue::Object(selector) => return Some(ObjectRef::Select(selector.clone())),
            MemberValue::Text(text) => text,
            _ => return None,
        };
        if let Ok(saved) = text.parse() {
            return Some(ObjectRef::Saved(saved));
        }
        if let Ok(id) = text.parse() {
            return Some(ObjectRef::Id(id));
        }
        let named = At { value: text.clone(), place };
        let selector = match (object_type, text.as_str()) {
            (_, "nothing") => Selector::Nothing,
            (Some(ObjectType::Library), "offline-library") => Selector::OfflineLibrary,
            (Some(ObjectType::Library), _) => Selector::Library(named),
            (Some(ObjectType::MediaPool), _) => Selector::Pool(named),
            (Some(ObjectType::PhysicalMedia), _) => {
                Selector::Medium(At { value: MediumRef::Name(text.clone()), place })
            }
            (Some(ObjectType::MediaType), _) => {
                Selector::MediaType(At::new(Word(StorageMediaType::of_word(text)?)))
            }
            _ => return None,
        };
        Some(ObjectRef::Select(selector))
    }

    /// What would be right, in words.
    pub fn wants(&self) -> String {
        match self.kind {
            Kind::Text => "text".to_owned(),
            Kind::Number => "a number".to_owned(),
            Kind::Bool => "true or false".to_owned(),
            Kind::Time => "a time of day like 2004-01-01T00:00:00Z".to_owned(),
            Kind::Bytes => "bytes, two hexadecimal digits for each".to_owned(),
            Kind::Word { words, .. } => format!("one of {}", words().join(", ")),
            Kind::Flags { words, .. } => format!("some of {}", words().join(", ")),
            Kind::Object(_) => "an object, or nothing".to_owned(),
        }
    }
}

/// Bytes from pairs of hexadecimal digits.
pub(in crate::scenario) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = (0..text.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

impl<'de> Deserialize<'de> for MemberValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<MemberValue, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = MemberValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text, a number, true or false, a list of words or an object")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<MemberValue, E> {
                Ok(MemberValue::Text(text.to_owned()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<MemberValue, E> {
                Ok(MemberValue::Number(number))
            }

            fn visit_bool<E: de::Error>(self, yes: bool) -> Result<MemberValue, E> {
                Ok(MemberValue::Bool(yes))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<MemberValue, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(MemberValue::Words)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<MemberValue, A::Error> {
                one_word(map).map(MemberValue::Object)
            }
        }

        deserializer.deserialize_any(Any)
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("members and their values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(name) = map.next_key()? {
                    members.push((name, map.next_value()?));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

impl JsonSchema for MemberValue {
    fn schema_name() -> Cow<'static, str> {
        "MemberValue".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let selector = generator.subschema_for::<Selector>();
        let words = json_schema!({ "type": "array", "items": { "type": "string" } });
        json_schema!({ "anyOf": [
            { "type": ["string", "integer", "boolean"] }, words, selector,
        ] })
    }
}

impl JsonSchema for Members {
    fn schema_name() -> Cow<'static, str> {
        "Members".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<MemberValue>();
        let names = Member::names();
        json_schema!({
            "type": "object",
            "propertyNames": { "enum": names },
            "additionalProperties": value,
        })
    }
}
