//! Enums of which somebody has read the word already.

use std::marker::PhantomData;

use serde::de::value::StringDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess,
    VariantAccess, Visitor,
};

/// An enum whose word has been read.
pub(super) struct Continued<R> {
    /// The word.
    pub(super) word: String,
    /// What belongs to the word.
    pub(super) rest: R,
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

/// Reads an enum out of a map that was opened already.
pub(super) fn one_word<'de, T, A>(mut map: A) -> Result<T, A::Error>
where
    T: Deserialize<'de>,
    A: MapAccess<'de>,
{
    struct Seed<T>(String, PhantomData<T>);

    impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Seed<T> {
        type Value = T;

        fn deserialize<D: Deserializer<'de>>(self, rest: D) -> Result<T, D::Error> {
            T::deserialize(Continued { word: self.0, rest: Whole(rest) })
        }
    }

    let word = map.next_key()?.ok_or_else(|| A::Error::custom("no word"))?;
    let value = map.next_value_seed(Seed(word, PhantomData))?;
    match map.next_key::<String>()? {
        None => Ok(value),
        Some(second) => Err(A::Error::custom(format!("`{second}` is one word too many"))),
    }
}

/// What belongs to a word is a whole value.
pub(super) struct Whole<D>(pub(super) D);

impl<'de, D: Deserializer<'de>> VariantAccess<'de> for Whole<D> {
    type Error = D::Error;

    fn unit_variant(self) -> Result<(), D::Error> {
        Deserialize::deserialize(self.0)
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
