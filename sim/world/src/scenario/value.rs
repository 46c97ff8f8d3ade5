//! Values that are written as text: how long, how much, when, which of many.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use wire::Ticks;

/// Implements reading and schema for a type that is written as text.
macro_rules! written {
    ($type:ident, $what:literal, $example:literal, $pattern:literal) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                struct Text;

                impl Visitor<'_> for Text {
                    type Value = $type;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(concat!($what, " like ", $example))
                    }

                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$type, E> {
                        text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
                    }
                }

                deserializer.deserialize_str(Text)
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "description": concat!($what, " like ", $example),
                    "pattern": $pattern,
                })
            }
        }
    };
}

/// Text that is not of the form wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// Splits `12unit` or `1.5unit` and multiplies. The result is exact or nothing.
fn scaled(text: &str, units: &[(&str, u128)]) -> Option<u128> {
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(at);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || number.ends_with('.') || fraction.len() > 18 {
        return None;
    }
    let whole = whole.parse::<u128>().ok()?.checked_mul(*factor)?;
    if fraction.is_empty() {
        return Some(whole);
    }
    let tens = 10u128.pow(u32::try_from(fraction.len()).ok()?);
    let parts = fraction.parse::<u128>().ok()?.checked_mul(*factor)?;
    (parts % tens == 0).then(|| whole.checked_add(parts / tens)).flatten()
}

/// A stretch of time: a number and `ns`, `us`, `ms`, `s`, `m`, `h` or `d`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub Duration);

impl From<Duration> for Span {
    fn from(duration: Duration) -> Span {
        Span(duration)
    }
}

impl FromStr for Span {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Span, Malformed> {
        const SECOND: u128 = 1_000_000_000;
        const UNITS: &[(&str, u128)] = &[
            ("ns", 1),
            ("us", 1_000),
            ("ms", 1_000_000),
            ("s", SECOND),
            ("m", 60 * SECOND),
            ("h", 3_600 * SECOND),
            ("d", 86_400 * SECOND),
        ];
        let nanos = scaled(text, UNITS).ok_or(Malformed)?;
        let seconds = u64::try_from(nanos / SECOND).map_err(|_| Malformed)?;
        let rest = u32::try_from(nanos % SECOND).map_err(|_| Malformed)?;
        Ok(Span(Duration::new(seconds, rest)))
    }
}

written!(Span, "a stretch of time", "90s, 500ms or 2h", r"^\d+(\.\d+)?(ns|us|ms|s|m|h|d)$");

/// A stretch of time, or two with `..` between of which the seed draws one in between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delay {
    /// The shortest.
    pub shortest: Duration,
    /// The longest.
    pub longest: Duration,
}

impl From<Duration> for Delay {
    fn from(duration: Duration) -> Delay {
        Delay { shortest: duration, longest: duration }
    }
}

impl FromStr for Delay {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Delay, Malformed> {
        let Some((shortest, longest)) = text.split_once("..") else {
            return text.parse::<Span>().map(|span| Delay::from(span.0));
        };
        let (Span(shortest), Span(longest)) = (shortest.parse()?, longest.parse()?);
        Ok(Delay { shortest, longest })
    }
}

written!(
    Delay,
    "a stretch of time or a range",
    "90s or 2m..10m",
    r"^\d+(\.\d+)?(ns|us|ms|s|m|h|d)(\.\.\d+(\.\d+)?(ns|us|ms|s|m|h|d))?$"
);

/// How long a call may take by its own argument: a stretch of time, or `infinite`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timeout {
    /// For ever.
    #[default]
    Infinite,
    /// So long.
    After(Duration),
}

impl FromStr for Timeout {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Timeout, Malformed> {
        match text {
            "infinite" => Ok(Timeout::Infinite),
            text => text.parse::<Span>().map(|span| Timeout::After(span.0)),
        }
    }
}

written!(
    Timeout,
    "a stretch of time or `infinite`,",
    "60s",
    r"^(infinite|\d+(\.\d+)?(ns|us|ms|s|m|h|d))$"
);

/// How many bytes: a number and `B`, `KiB`, `MiB`, `GiB`, `TiB`, `kB`, `MB`, `GB` or `TB`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

impl FromStr for Size {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Size, Malformed> {
        const UNITS: &[(&str, u128)] = &[
            ("B", 1),
            ("KiB", 1 << 10),
            ("MiB", 1 << 20),
            ("GiB", 1 << 30),
            ("TiB", 1 << 40),
            ("kB", 1_000),
            ("MB", 1_000_000),
            ("GB", 1_000_000_000),
            ("TB", 1_000_000_000_000),
        ];
        let bytes = scaled(text, UNITS).ok_or(Malformed)?;
        u64::try_from(bytes).map(Size).map_err(|_| Malformed)
    }
}

written!(Size, "a size", "64KiB or 800GB", r"^\d+(\.\d+)?(B|KiB|MiB|GiB|TiB|kB|MB|GB|TB)$");

/// The time of day at the beginning of the run, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start(pub Ticks);

impl Default for Start {
    /// The first of January 2004, midnight.
    fn default() -> Start {
        Start(Ticks::from_unix_seconds(1_072_915_200))
    }
}

impl FromStr for Start {
    type Err = Malformed;

    /// RFC 3339, in UTC and whole seconds, from 1970 to 9999.
    fn from_str(text: &str) -> Result<Start, Malformed> {
        let form = b"0000-00-00T00:00:00Z";
        let fits = |(byte, form): (u8, &u8)| match form {
            b'0' => byte.is_ascii_digit(),
            form => byte == *form,
        };
        if text.len() != form.len() || !text.bytes().zip(form).all(fits) {
            return Err(Malformed);
        }
        let number = |at: usize, digits: usize| text[at..at + digits].parse::<u64>();
        let part = |at, digits| number(at, digits).map_err(|_| Malformed);
        let (year, month, day) = (part(0, 4)?, part(5, 2)?, part(8, 2)?);
        let (hour, minute, second) = (part(11, 2)?, part(14, 2)?, part(17, 2)?);
        let leap = |year: u64| {
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
        };
        let days_of = |month| match month {
            2 => 28 + u64::from(leap(year)),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let is_date = year >= 1970 && (1..=12).contains(&month);
        if !is_date || !(1..=days_of(month)).contains(&day) {
            return Err(Malformed);
        }
        if hour > 23 || minute > 59 || second > 59 {
            return Err(Malformed);
        }
        let years: u64 = (1970..year).map(|year| 365 + u64::from(leap(year))).sum();
        let days = years + (1..month).map(days_of).sum::<u64>() + day - 1;
        Ok(Start(Ticks::from_unix_seconds(days * 86_400 + hour * 3_600 + minute * 60 + second)))
    }
}

written!(Start, "a time of day", "2004-01-01T00:00:00Z", r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$");

/// Names that differ in their number: `A00001L3..A00020L3`, or one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The name, or the first of them.
    pub first: String,
    /// The last of them; nothing for one name.
    pub last: Option<String>,
}

impl Names {
    /// One name.
    pub fn one(name: &str) -> Names {
        Names { first: name.to_owned(), last: None }
    }

    /// A range of names.
    pub fn range(first: &str, last: &str) -> Names {
        Names { first: first.to_owned(), last: Some(last.to_owned()) }
    }

    /// How first and last name differ: what is before the number, the two numbers, its digits, and
    /// what is behind it. Nothing when they do not count from one to the other.
    fn parts(&self) -> Option<(&str, u64, u64, usize, &str)> {
        let (first, last) = (self.first.as_str(), self.last.as_deref()?);
        if first.len() != last.len() || !first.is_ascii() || !last.is_ascii() {
            return None;
        }
        let differ = |at: &usize| first.as_bytes()[*at] != last.as_bytes()[*at];
        let (from, to) = match (0..first.len()).find(differ) {
            Some(from) => (from, (0..first.len()).rfind(differ)? + 1),
            // One name twice is a range of one; where its number stands does not matter.
            None => return Some((first, 0, 0, 0, "")),
        };
        // Zeros before the first digit that differs belong to the number: 009..010 counts.
        let digits = |text: &str| text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit());
        let to = to + first[to..].bytes().take_while(u8::is_ascii_digit).count();
        let (low, high) = (first.get(from..to)?, last.get(from..to)?);
        if !digits(low) || !digits(high) {
            return None;
        }
        let (low_number, high_number) = (low.parse().ok()?, high.parse().ok()?);
        let rest = first.get(to..)?;
        (low_number <= high_number).then_some((
            &first[..from],
            low_number,
            high_number,
            to - from,
            rest,
        ))
    }

    /// How many names.
    ///
    /// # Errors
    /// When the first does not count up to the last.
    pub fn count(&self) -> Result<u64, Malformed> {
        match self.last {
            None => Ok(1),
            Some(_) => self.parts().map(|(_, low, high, ..)| high - low + 1).ok_or(Malformed),
        }
    }

    /// The name that so many others of the range come before.
    pub fn nth(&self, nth: u64) -> Option<String> {
        if self.last.is_none() {
            return (nth == 0).then(|| self.first.clone());
        }
        let (before, low, high, digits, behind) = self.parts()?;
        let number = low.checked_add(nth).filter(|number| *number <= high)?;
        Some(match digits {
            0 => before.to_owned(),
            digits => format!("{before}{number:0digits$}{behind}"),
        })
    }

    /// The names in order; none of a range that does not count.
    pub fn iter(&self) -> impl Iterator<Item = String> + '_ {
        (0..).map_while(|nth| self.nth(nth))
    }
}

impl From<&str> for Names {
    fn from(text: &str) -> Names {
        match text.split_once("..") {
            Some((first, last)) => Names::range(first, last),
            None => Names::one(text),
        }
    }
}

impl FromStr for Names {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Names, Malformed> {
        match text {
            "" => Err(Malformed),
            text => Ok(Names::from(text)),
        }
    }
}

written!(Names, "a name or a range", "A00001L3 or A00001L3..A00020L3", r"^.+$");

/// How much something may be: a value for exactly that, or `at-least` and `at-most`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds<T> {
    /// No less.
    pub at_least: Option<T>,
    /// No more.
    pub at_most: Option<T>,
}

impl<T: Copy> Bounds<T> {
    /// Exactly this.
    pub const fn exactly(value: T) -> Bounds<T> {
        Bounds { at_least: Some(value), at_most: Some(value) }
    }
}

impl<T: PartialOrd> Bounds<T> {
    /// Whether a value is within.
    pub fn hold(&self, value: &T) -> bool {
        self.at_least.as_ref().is_none_or(|least| least <= value)
            && self.at_most.as_ref().is_none_or(|most| value <= most)
    }
}

impl<'de, T: Deserialize<'de> + Copy> Deserialize<'de> for Bounds<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bounds<T>, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        struct Ends<T> {
            at_least: Option<T>,
            at_most: Option<T>,
        }

        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de> + Copy> Visitor<'de> for Either<T> {
            type Value = Bounds<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value, or at-least and at-most")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Bounds<T>, E> {
                T::deserialize(de::value::StrDeserializer::new(text)).map(Bounds::exactly)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Bounds<T>, E> {
                T::deserialize(de::value::U64Deserializer::new(number)).map(Bounds::exactly)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Bounds<T>, A::Error> {
                let ends = Ends::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Bounds { at_least: ends.at_least, at_most: ends.at_most })
            }
        }

        deserializer.deserialize_any(Either(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Bounds<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("BoundsOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({
            "anyOf": [value, {
                "type": "object",
                "properties": { "at-least": value, "at-most": value },
                "additionalProperties": false,
            }],
        })
    }
}
