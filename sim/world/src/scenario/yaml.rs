//! Text to tree. The only place that calls `serde_yaml`.
//!
//! The text becomes a tree of nodes with places first; types are read out of the tree, because a
//! reader of types stops at the first mistake and forgets where it was.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_yaml::{Error, Location, MessageFormatter, Spanned, UserMessageFormatter};

use super::error::Diagnostic;
use super::node::{Content, Node, Plain};
use super::place::Place;

/// Reads the tree of a text.
///
/// # Errors
/// Why the text is not YAML, or is more than a scenario can be.
pub(super) fn tree(text: &str) -> Result<Node, Box<Diagnostic>> {
    let options = serde_yaml::options! {
        // Aliases count as what they stand for, so that a small file cannot become a large tree. A
        // level takes 41 KiB of stack in a debug build; 32 of them fit well into a thread's.
        budget: serde_yaml::budget! { max_depth: 32 },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        strict_booleans: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        reject_unsupported_tags: true,
        with_snippet: false,
    };
    match serde_yaml::from_str_with_options::<Raw>(text, options) {
        Ok(raw) => Ok(raw.into_node(text)),
        Err(error) => {
            let at = error.location().map(|location| place_of(text, location));
            Err(Box::new(Diagnostic::at(at, Words.format_message(&error))))
        }
    }
}

/// What is wrong with the text, in words of users.
struct Words;

impl MessageFormatter for Words {
    fn format_message<'a>(&self, error: &'a Error) -> Cow<'a, str> {
        match error {
            Error::AliasError { error, .. } => self.format_message(error),
            Error::Eof { .. } => "the file is empty".into(),
            Error::MultipleDocuments { .. } => "a file holds one scenario, not several".into(),
            Error::UnknownAnchor { .. } => "nothing is anchored under this name before".into(),
            Error::Budget { .. }
            | Error::AliasReplayLimitExceeded { .. }
            | Error::AliasExpansionLimitExceeded { .. }
            | Error::AliasReplayStackDepthExceeded { .. } => {
                let why = UserMessageFormatter.format_message(error);
                format!("the file is larger than a scenario may be, aliases counted: {why}").into()
            }
            error => UserMessageFormatter.format_message(error),
        }
    }
}

/// The place in our terms. Where bytes are not told, the line and column say where they are.
fn place_of(text: &str, location: Location) -> Place {
    let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let span = location.span();
    let offset = span.byte_offset().unwrap_or_else(|| {
        let before = location.line().saturating_sub(1);
        let lines = text.split_inclusive('\n').take(usize::try_from(before).unwrap_or(usize::MAX));
        lines.map(|line| line.len() as u64).sum::<u64>() + location.column().saturating_sub(1)
    });
    Place {
        line: narrow(location.line()),
        column: narrow(location.column()),
        offset: narrow(offset),
        bytes: narrow(span.byte_len().unwrap_or(0).max(1)),
    }
}

/// A node as the library gives it.
struct Raw(Spanned<Untyped>);

/// Its content.
enum Untyped {
    Null,
    Bool(bool),
    Number(Plain),
    Text(String),
    List(Vec<Raw>),
    Map(Vec<(Raw, Raw)>),
}

impl Raw {
    fn into_node(self, text: &str) -> Node {
        // Of something behind an alias we show what it stands for.
        let place = place_of(text, self.0.defined);
        let written = || {
            let (start, bytes) = (place.offset as usize, place.bytes as usize);
            text.get(start..start.saturating_add(bytes)).unwrap_or_default().trim().to_owned()
        };
        let content = match self.0.value {
            Untyped::Null => Content::Null,
            Untyped::Bool(yes) => Content::Scalar(written(), Plain::Bool(yes)),
            Untyped::Number(number) => plain(written(), number),
            Untyped::Text(text) => Content::Scalar(text, Plain::Text),
            Untyped::List(list) => {
                Content::List(list.into_iter().map(|raw| raw.into_node(text)).collect())
            }
            Untyped::Map(map) => {
                let pair = |(key, value): (Raw, Raw)| (key.into_node(text), value.into_node(text));
                Content::Map(map.into_iter().map(pair).collect())
            }
        };
        Node::new(place, content)
    }
}

/// A number only where its form is beyond doubt: `017` and `1_000` mean different things to
/// different readers, and are text.
fn plain(written: String, number: Plain) -> Content {
    let digits = written.strip_prefix('-').unwrap_or(&written);
    let hexadecimal = digits.starts_with("0x");
    let led = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let doubtful = written.contains('_') || written.starts_with('+') || (led && !hexadecimal);
    Content::Scalar(written, if doubtful { Plain::Text } else { number })
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        Spanned::deserialize(deserializer).map(Raw)
    }
}

impl<'de> Deserialize<'de> for Untyped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Untyped, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Untyped;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Untyped, E> {
        Ok(Untyped::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Untyped, E> {
        Ok(Untyped::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Untyped, D::Error> {
        Untyped::deserialize(deserializer)
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Untyped, E> {
        Ok(Untyped::Bool(yes))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Untyped, E> {
        Ok(Untyped::Number(Plain::Unsigned(number)))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Untyped, E> {
        let plain = u64::try_from(number).map_or(Plain::Signed(number), Plain::Unsigned);
        Ok(Untyped::Number(plain))
    }

    // A number that is too large for any place here is told of as the text that it is.
    fn visit_u128<E: de::Error>(self, _: u128) -> Result<Untyped, E> {
        Ok(Untyped::Number(Plain::Text))
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<Untyped, E> {
        Ok(Untyped::Number(Plain::Text))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Untyped, E> {
        Ok(Untyped::Number(Plain::Float(number)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Untyped, E> {
        Ok(Untyped::Text(text.to_owned()))
    }

    fn visit_bytes<E: de::Error>(self, _: &[u8]) -> Result<Untyped, E> {
        Err(E::custom("bytes have no place in a scenario"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Untyped, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = seq.next_element()? {
            list.push(element);
        }
        Ok(Untyped::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Untyped, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Untyped::Map(entries))
    }
}
