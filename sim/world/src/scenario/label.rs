//! Label parsers of a computer: formats that programs made for themselves, by where things stand.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Deserialize;
use wire::Text;
use wire::label::{self, LabelLayout, LabelParsers};

use super::place::{At, Many, Named};
use super::story::bytes_of;

/// A format of labels, as an administrator registers a media label library for it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LabelParser {
    /// What it is, for people.
    #[serde(default)]
    pub description: String,
    /// The label type that it gives.
    pub label_type: At<String>,
    /// What stands in every label of the format.
    pub magic: Many<At<Magic>>,
    /// Where the identifier is; a digest of the label when absent.
    #[serde(default)]
    pub id: Option<At<Field>>,
    /// Where the text for people is; there is none when absent.
    #[serde(default)]
    pub info: Option<At<Field>>,
}

/// Bytes that stand in every label of a format, as text or as digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Magic {
    /// Offset from the start of the block, in bytes.
    pub at: u32,
    /// The bytes as text in UTF-8.
    #[serde(default)]
    pub text: Option<String>,
    /// The bytes, two digits for each.
    #[serde(default)]
    pub hex: Option<String>,
}

/// Where something stands in a label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Field {
    /// Offset from the start of the block, in bytes.
    pub at: u32,
    /// Bytes of the field.
    pub length: u32,
    /// How it is written; `bytes` for an identifier and `ascii` for text when absent.
    #[serde(default)]
    pub encoding: Option<Encoding>,
}

/// How a field is written. Text is padded with blanks or NULs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// Bytes as they are.
    Bytes,
    /// Printable ASCII.
    Ascii,
    /// Little-endian UTF-16.
    #[serde(rename = "utf-16")]
    Utf16,
    /// Printable EBCDIC.
    Ebcdic,
}

impl Magic {
    /// The bytes; none when it says them in no way or in two.
    pub(super) fn bytes(&self) -> Option<Vec<u8>> {
        match (&self.text, &self.hex) {
            (Some(text), None) => Some(text.clone().into_bytes()),
            (None, Some(digits)) => bytes_of(digits),
            _ => None,
        }
    }
}

fn number(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Field {
    fn of(&self, usual: label::Encoding) -> label::Field {
        let encoding = match self.encoding {
            None => usual,
            Some(Encoding::Bytes) => label::Encoding::Bytes,
            Some(Encoding::Ascii) => label::Encoding::Ascii,
            Some(Encoding::Utf16) => label::Encoding::Utf16,
            Some(Encoding::Ebcdic) => label::Encoding::Ebcdic,
        };
        label::Field { offset: number(self.at), length: number(self.length), encoding }
    }
}

impl LabelParser {
    /// The parser; a magic that is no bytes has none.
    pub(super) fn parser(&self, name: &str) -> label::LabelParser {
        let magic = self.magic.iter().map(|magic| label::Magic {
            offset: number(magic.at),
            bytes: magic.bytes().unwrap_or_default(),
        });
        let layout = LabelLayout {
            label_type: Text::new(&self.label_type),
            magic: magic.collect(),
            id: self.id.as_ref().map(|id| id.of(label::Encoding::Bytes)),
            info: self.info.as_ref().map(|info| info.of(label::Encoding::Ascii)),
        };
        layout.parser(Cow::Owned(name.to_owned()), self.description.clone())
    }
}

/// The table of a computer with these parsers.
///
/// # Errors
/// Which parser cannot be, and why.
pub(crate) fn table(parsers: &Named<LabelParser>) -> Result<LabelParsers, String> {
    let mut table = LabelParsers::default();
    for (name, row) in parsers.iter() {
        let added = table.add(row.parser(name));
        added.map_err(|refused| format!("label parser {}: {refused}", name.value))?;
    }
    Ok(table)
}
