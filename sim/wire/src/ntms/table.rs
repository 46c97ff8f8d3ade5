//! The two macros behind the tables of numbers: one for values, one for bits.

/// Declares an enumeration of the public header with number, name and meaning of each value.
macro_rules! ntms_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[doc = $doc:literal])* $variant:ident = $value:literal, $text:literal;)*
        }
        $(also { $($alias:literal = $target:literal;)* })?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[repr(u32)]
        pub enum $name { $($(#[doc = $doc])* $variant = $value,)* }

        impl $name {
            /// Every value, in the order of the header.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// Second names of the header, with their numbers.
            pub const ALIASES: &[(&str, u32)] = &[$($(($alias, $target),)*)?];

            /// The number in the public header.
            pub const fn value(self) -> u32 {
                self as u32
            }

            /// The name in the public header.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// The value with that number, if there is one.
            pub const fn from_value(value: u32) -> Option<$name> {
                match value { $($value => Some($name::$variant),)* _ => None }
            }

            /// The value of that name or second name, if there is one.
            pub fn from_name(name: &str) -> Option<$name> {
                let alias = $name::ALIASES.iter().find(|(alias, _)| *alias == name);
                match name {
                    $($text => Some($name::$variant),)*
                    _ => alias.and_then(|(_, value)| $name::from_value(*value)),
                }
            }
        }
    };
}

/// Declares a set of bits of the public header with number, name and meaning of each bit.
macro_rules! ntms_flags {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[doc = $doc:literal])* $flag:ident = $value:literal, $text:literal;)*
        }
        $(also { $($alias:literal = $target:literal;)* })?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "u32", into = "u32")]
        pub struct $name(u32);

        impl TryFrom<u32> for $name {
            type Error = &'static str;

            fn try_from(bits: u32) -> Result<$name, &'static str> {
                $name::from_bits(bits).ok_or(concat!("bits without meaning: ", stringify!($name)))
            }
        }

        impl From<$name> for u32 {
            fn from(set: $name) -> u32 {
                set.0
            }
        }

        impl $name {
            $($(#[doc = $doc])* pub const $flag: $name = $name($value);)*

            /// No bit set.
            pub const NONE: $name = $name(0);

            /// Every bit with its name, in the order of the header.
            pub const ALL: &[($name, &str)] = &[$(($name($value), $text),)*];

            /// Second names of the header, with their numbers.
            pub const ALIASES: &[(&str, u32)] = &[$($(($alias, $target),)*)?];

            /// The set with exactly these bits; nothing when one of them has no meaning.
            pub const fn from_bits(bits: u32) -> Option<$name> {
                if bits & !(0 $(| $value)*) == 0 { Some($name(bits)) } else { None }
            }

            /// The bits as a number.
            pub const fn bits(self) -> u32 {
                self.0
            }

            /// Whether every bit of `other` is set.
            pub const fn contains(self, other: $name) -> bool {
                self.0 & other.0 == other.0
            }

            /// The bits of both.
            #[must_use]
            pub const fn union(self, other: $name) -> $name {
                $name(self.0 | other.0)
            }

            /// The bits of this set that are not in `other`.
            #[must_use]
            pub const fn without(self, other: $name) -> $name {
                $name(self.0 & !other.0)
            }

            /// The bit of that name or second name.
            pub fn from_name(name: &str) -> Option<$name> {
                let alias = $name::ALIASES.iter().find(|(alias, _)| *alias == name);
                match name {
                    $($text => Some($name($value)),)*
                    _ => alias.map(|(_, value)| $name(*value)),
                }
            }
        }
    };
}

pub(super) use ntms_enum;
pub(super) use ntms_flags;
