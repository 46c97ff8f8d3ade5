//! Media: where they lie, what is on them, what was known of them, and what years did to them.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::place::{At, Many};
use super::value::{Names, Size};
use super::vocabulary::{Model, Word};

/// Cartridges or discs that are alike.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Media {
    /// Names by which the scenario calls them: one, a range, or a list of both. Each is also what
    /// its barcode says. A name is used once in the whole room.
    pub media: Many<At<Names>>,
    /// Where the first lies; the others lie in the places that follow.
    pub at: At<MediaPlace>,
    /// What they are; by the end of their names, or else the medium of the library, when absent.
    #[serde(default)]
    pub model: Option<At<Word<Model>>>,
    /// What the service of their computer knew of them.
    #[serde(default)]
    pub known: At<Known>,
    /// What is recorded on them, behind the label that `known` stands for.
    #[serde(default)]
    pub contents: Vec<Contents>,
    /// What is printed on them.
    #[serde(default)]
    pub barcode: At<Barcode>,
    /// What years did to them.
    #[serde(default)]
    pub wear: Wear,
    /// The notch is set against writing.
    #[serde(default)]
    pub write_protected: bool,
    /// Loads in their lives.
    #[serde(default)]
    pub loads: u32,
    /// Cleanings left in a cleaner; 50 when absent.
    #[serde(default)]
    pub uses: Option<At<u16>>,
}

impl Media {
    /// Media of which nothing is known, in the first free slots of a library.
    pub fn new(names: &str, library: &str) -> Media {
        Media {
            media: Many(vec![At::new(Names::from(names))]),
            at: At::new(MediaPlace::Library(At::from(library))),
            model: None,
            known: At::default(),
            contents: Vec::new(),
            barcode: At::default(),
            wear: Wear::default(),
            write_protected: false,
            loads: 0,
            uses: None,
        }
    }

    /// The names of all, in order.
    pub fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.media.iter().flat_map(|names| names.iter())
    }

    /// The name that so many others come before.
    pub fn name(&self, nth: u32) -> Option<String> {
        let mut left = u64::from(nth);
        for names in self.media.iter() {
            let count = names.count().ok()?;
            match left.checked_sub(count) {
                Some(fewer) => left = fewer,
                None => return names.nth(left),
            }
        }
        None
    }
}

/// Where media lie. Places are counted in their library from 0.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MediaPlace {
    /// In the first free slots of a library.
    Library(At<String>),
    /// In a slot of a library.
    Slot((At<String>, u32)),
    /// In a drive of a library.
    Drive((At<String>, u32)),
    /// In a place of the mail slot of a library.
    Port((At<String>, u32)),
    /// On the shelf of a computer: in no device.
    Shelf(At<String>),
}

/// What the service knew of a medium. Label, shelf and database are written alike, as if it had
/// run before. Of a service without a database this says what is on the media only.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// Nothing: what is on it is in `contents` alone.
    #[default]
    Nothing,
    /// It is in the free pool and carries its label.
    Free,
    /// An application owns it.
    Allocated(Owned),
    /// An application owns it and writes no more on it.
    Complete(Owned),
    /// It may be allocated from a pool of applications.
    Available(PoolOnly),
    /// It is in the import pool: a label of another service.
    Import,
    /// It is in the unrecognized pool: data without a label that is understood.
    Unrecognized,
    /// It is in the unrecognized pool: nothing is on it.
    Blank,
    /// It is retired in a pool of applications.
    Decommissioned(PoolOnly),
}

/// Whose a medium is.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Owned {
    /// Path of its pool.
    pub pool: At<String>,
    /// Name of the logical medium; that of the medium when absent.
    #[serde(default)]
    pub name: Option<String>,
    /// The program whose label is on it; the first level of the pool when absent.
    #[serde(default)]
    pub owner: Option<String>,
}

/// Of which pool a medium is.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PoolOnly {
    /// Path of its pool.
    pub pool: At<String>,
}

/// What is recorded on a side.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Contents {
    /// Which side, from 0.
    #[serde(default)]
    pub side: At<u16>,
    /// Blocks and marks, in order.
    pub records: Vec<Record>,
}

/// Something recorded: `label`, `mark`, `{marks: 2}` or `{blocks: 100, size: 64KiB}`.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// A label: one block, whatever is in it.
    Label,
    /// Filemarks.
    Marks(u32),
    /// Blocks.
    Blocks(Blocks),
}

/// Blocks that are alike.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blocks {
    /// How many.
    pub count: u32,
    /// Bytes of each; as long as their filling, or of any length, when absent.
    pub size: Option<At<Size>>,
    /// What is in them; drawn from the seed, or anything, when absent.
    pub fill: Option<Fill>,
}

/// The map form of a record.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RecordForm {
    /// How many blocks.
    blocks: Option<u32>,
    /// Bytes of each block; as long as their filling, or of any length, when absent.
    size: Option<At<Size>>,
    /// What is in the blocks; drawn from the seed, or anything, when absent.
    fill: Option<Fill>,
    /// How many filemarks.
    marks: Option<u32>,
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Record, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Record;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("label, mark, {marks: 2} or {blocks: 100, size: 64KiB}")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Record, E> {
                match word {
                    "label" => Ok(Record::Label),
                    "mark" => Ok(Record::Marks(1)),
                    word => Err(E::unknown_variant(word, &["label", "mark"])),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Record, A::Error> {
                let form = RecordForm::deserialize(MapAccessDeserializer::new(map))?;
                match form {
                    RecordForm { blocks: Some(count), size, fill, marks: None } => {
                        Ok(Record::Blocks(Blocks { count, size, fill }))
                    }
                    RecordForm { blocks: None, size: None, fill: None, marks: Some(marks) } => {
                        Ok(Record::Marks(marks))
                    }
                    _ => Err(de::Error::custom("a record is either blocks or marks")),
                }
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for Record {
    fn schema_name() -> Cow<'static, str> {
        "Record".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let form = generator.subschema_for::<RecordForm>();
        json_schema!({ "anyOf": [{ "enum": ["label", "mark"] }, form] })
    }
}

pub(super) const fn one() -> u32 {
    1
}

/// What is in a block.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fill {
    /// Bytes drawn from the seed, the same for the same block of the same side.
    #[default]
    Seed,
    /// Zeros.
    Zeros,
    /// Text, repeated until the block is full.
    Text(String),
    /// The first block of a Microsoft Tape Format medium with a media label.
    MtfLabel(MtfLabel),
}

/// A label of the Microsoft Tape Format.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MtfLabel {
    /// What it tells people.
    pub name: String,
    /// The program that wrote it; that of the session when absent.
    #[serde(default)]
    pub software: Option<String>,
}

/// What is printed on a medium.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Barcode {
    /// The name of the medium.
    #[default]
    Name,
    /// The name of the medium, but no scanner can read it.
    Unreadable,
    /// Nothing.
    None,
    /// Another text.
    Reads(String),
}

/// What years did to a medium.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Wear {
    /// How writing goes.
    pub write: Fitness,
    /// How reading goes.
    pub read: Fitness,
    /// Every load fails.
    pub load_fails: bool,
}

/// How well something still works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fitness {
    /// As new.
    #[default]
    Sound,
    /// Errors that the drive recovers from.
    Soft,
    /// Errors that it cannot recover from.
    Hard,
}
