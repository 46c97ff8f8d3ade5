//! Why a value could not be read, in words of users.

use std::fmt;

use serde::de::{self, Error};

use super::nearest::{likeliest, nearest};
use super::node::cut;

/// Why a value could not be read.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Not noted yet.
    New { message: String, expected: String, help: String },
    /// A key that must be there is not; not noted yet.
    Missing(&'static str),
    /// It is noted, and nothing was left out for it.
    Noted,
    /// It is noted, and a node was left out for it.
    Skipped,
}

impl Trouble {
    pub(super) fn new(message: impl Into<String>, expected: impl Into<String>) -> Trouble {
        Trouble::New { message: message.into(), expected: expected.into(), help: String::new() }
    }

    /// A word that is none of those known.
    pub(super) fn unknown(what: &str, word: &str, known: &[&'static str]) -> Trouble {
        let message = format!("unknown {what} `{}`", cut(word));
        let help = did_you_mean(nearest(word, known.iter().copied()));
        Trouble::New { message, expected: one_of(word, known), help }
    }
}

/// What helps when a name was slightly wrong.
pub(super) fn did_you_mean(name: Option<&str>) -> String {
    name.map(|name| format!("did you mean `{name}`?")).unwrap_or_default()
}

/// Names that are allowed; of many, those most like the word.
pub(super) fn one_of(word: &str, names: &[&str]) -> String {
    const SHOWN: usize = 12;
    match names {
        [] => "there is none".to_owned(),
        [one] => format!("only `{one}` is known"),
        all if all.len() > SHOWN => {
            let shown = likeliest(word, all, SHOWN).join(", ");
            format!("expected one of {shown}, and {} more", all.len() - SHOWN)
        }
        all => format!("expected one of {}", all.join(", ")),
    }
}

/// What a value must be, in words of users where the library has those of programmers.
pub(super) fn wanted(wanted: &dyn de::Expected) -> String {
    let text = wanted.to_string();
    let words = match text.as_str() {
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" => "a whole number from 0",
        "i32" => "a whole number",
        "f64" => "a number",
        "a string" | "string" => "text",
        "a sequence" => "a list",
        text if text.starts_with("struct ") => "keys with values",
        text => text,
    };
    format!("expected {words}")
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::New { message, .. } => f.write_str(message),
            Trouble::Missing(field) => write!(f, "`{field}` is missing"),
            Trouble::Noted | Trouble::Skipped => f.write_str("noted"),
        }
    }
}

impl std::error::Error for Trouble {}

impl Error for Trouble {
    fn custom<T: fmt::Display>(message: T) -> Trouble {
        Trouble::new(message.to_string(), "")
    }

    fn invalid_type(found: de::Unexpected<'_>, wanted: &dyn de::Expected) -> Trouble {
        Trouble::new(format!("found {found}"), self::wanted(wanted))
    }

    fn invalid_value(found: de::Unexpected<'_>, wanted: &dyn de::Expected) -> Trouble {
        let found = match found {
            de::Unexpected::Str(text) => format!("`{}`", cut(text)),
            de::Unexpected::Unsigned(number) => format!("number `{number}`"),
            de::Unexpected::Signed(number) => format!("number `{number}`"),
            found => found.to_string(),
        };
        Trouble::new(format!("{found} does not fit"), self::wanted(wanted))
    }

    fn invalid_length(length: usize, wanted: &dyn de::Expected) -> Trouble {
        Trouble::new(format!("{length} elements"), self::wanted(wanted))
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Trouble {
        Trouble::unknown("word", word, known)
    }

    fn unknown_field(word: &str, known: &'static [&'static str]) -> Trouble {
        Trouble::unknown("key", word, known)
    }

    fn missing_field(field: &'static str) -> Trouble {
        Trouble::Missing(field)
    }
}
