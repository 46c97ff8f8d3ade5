//! A file as a tree of nodes with their places, and the reading of typed values out of it. What is
//! wrong is noted where it stands, and reading goes on.

use serde::de::value::StringDeserializer;
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor,
};

/// An enum whose word has been read: what is left is behind `rest`.
pub(super) struct Continued<V> {
    /// The word.
    pub(super) word: String,
    /// What belongs to the word.
    pub(super) rest: V,
}

impl<'de, R: VariantAccess<'de>> Deserializer<'de> for Continued<R> {
    type Error = R::Error;

    fn deserialize_any<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, R::Error> {
        visitor.visit_enum(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl<'de, R: VariantAccess<'de>> EnumAccess<'de> for Continued<R> {
    type Error = R::Error;
    type Variant = R;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, R), R::Error> {
        let word: StringDeserializer<R::Error> = self.word.into_deserializer();
        Ok((seed.deserialize(word)?, self.rest))
    }
}

/// What belongs to a word is a whole value.
pub(super) struct Whole<D>(pub(super) D);

impl<'de, D: Deserializer<'de>> VariantAccess<'de> for Whole<D> {
    type Error = D::Error;

    fn unit_variant(self) -> Result<(), D::Error> {
        de::Deserialize::deserialize(self.0)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, D::Error> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<W: Visitor<'de>>(self, len: usize, visitor: W) -> Result<W::Value, D::Error> {
        self.0.deserialize_tuple(len, visitor)
    }

    fn struct_variant<W: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: W,
    ) -> Result<W::Value, D::Error> {
        self.0.deserialize_struct("", fields, visitor)
    }
}
