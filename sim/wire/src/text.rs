//! Text of the API: one type inside, whatever the caller's alphabet.
//!
//! The A and W forms of a function differ only in how they make and read this type. Lengths are
//! counted as the API counts them, in UTF-16 units, and limits include the terminator.

use core::fmt;
use core::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Shared, immutable text. Cloning costs a counter; the empty text costs nothing.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(Option<Arc<str>>);

/// The text has more units than its buffer in the API would hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// Units of the text, terminator included.
    pub units: usize,
    /// Units that the buffer holds, terminator included.
    pub limit: usize,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} characters with terminator, at most {} fit", self.units, self.limit)
    }
}

impl core::error::Error for TooLong {}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        String::deserialize(deserializer).map(|text| Text::new(&text))
    }
}

impl Text {
    /// The empty text.
    pub const EMPTY: Text = Text(None);

    /// Any text, without a limit.
    pub fn new(text: &str) -> Text {
        if text.is_empty() { Text(None) } else { Text(Some(Arc::from(text))) }
    }

    /// The text, if it fits a buffer of `limit` UTF-16 units with its terminator.
    pub fn within(text: &str, limit: usize) -> Result<Text, TooLong> {
        let units = units(text) + 1;
        if units > limit { Err(TooLong { units, limit }) } else { Ok(Text::new(text)) }
    }

    /// As much of the text as fits a buffer of `limit` UTF-16 units with its terminator.
    pub fn cut(text: &str, limit: usize) -> Text {
        let mut left = limit.saturating_sub(1);
        let fitting = text.char_indices().find(|(_, c)| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            !fits
        });
        Text::new(fitting.map_or(text, |(end, _)| &text[..end]))
    }

    /// The text as a string slice.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or("")
    }

    /// Length in UTF-16 units, without terminator.
    pub fn units(&self) -> usize {
        units(self.as_str())
    }
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::new(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text::new(&text)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn limits_count_the_terminator_and_surrogate_pairs() {
        assert!(Text::within(&"x".repeat(63), 64).is_ok());
        assert_eq!(Text::within(&"x".repeat(64), 64), Err(TooLong { units: 65, limit: 64 }));
        assert_eq!(Text::within("\u{1F600}", 2), Err(TooLong { units: 3, limit: 2 }));
    }

    proptest! {
        #[test]
        fn cutting_keeps_a_prefix_that_fits(text: String, limit in 1usize..20) {
            let cut = Text::cut(&text, limit);
            prop_assert!(text.starts_with(cut.as_str()));
            prop_assert!(cut.units() < limit);
            prop_assert!(Text::within(&text, limit).is_err() || cut.as_str() == text);
        }
    }
}
