//! Typed values out of a tree of nodes. What is wrong is noted where it stands; then its node is
//! left out and everything is read again, until nothing more is found, so that one mistake hides no
//! other.

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use std::cell::RefCell;

use super::continued::Whole;
use super::error::{Diagnostic, MISTAKES_MAX};
use super::left_out::LeftOut;
use super::nearest::nearest;
use super::node::{Content, Node, Plain};
use super::place::{AT, FIRST_KEY, MANY, Place};
use super::trouble::{Trouble, one_of, wanted};

/// What was noted while a tree was read.
#[derive(Default)]
pub(super) struct Notes {
    /// The mistakes.
    pub(super) wrong: Vec<Diagnostic>,
    /// What stands in the parts that were left out.
    pub(super) left_out: LeftOut,
}

/// Reads a value; nothing when there is nothing that could be made of it.
pub(super) fn read<T: DeserializeOwned>(root: &Node) -> (Option<T>, Notes) {
    let notes = RefCell::new(Notes::default());
    let value = loop {
        match T::deserialize(Reader { node: root, notes: &notes, many: false, bare: false }) {
            Ok(value) => break Some(value),
            Err(Trouble::Skipped) if notes.borrow().wrong.len() < MISTAKES_MAX => {}
            Err(_) => break None,
        }
    };
    (value, notes.into_inner())
}

/// Reads a node.
#[derive(Clone, Copy)]
struct Reader<'n> {
    node: &'n Node,
    notes: &'n RefCell<Notes>,
    /// One value may stand for a list of one.
    many: bool,
    /// The node is a word to which nothing belongs, and that nothing is read.
    bare: bool,
}

impl<'n> Reader<'n> {
    fn of(self, node: &'n Node) -> Reader<'n> {
        Reader { node, many: false, bare: false, ..self }
    }

    fn content(self) -> &'n Content {
        if self.bare { &Content::Null } else { &self.node.content }
    }

    /// What was found, for messages.
    fn found(self) -> String {
        if self.bare { "found nothing more".to_owned() } else { format!("found {}", self.node) }
    }

    /// Notes what is wrong with the node, unless it is wrong only because a part was left out.
    fn note<T>(self, result: Result<T, Trouble>) -> Result<T, Trouble> {
        let (message, expected, help) = match result {
            Ok(value) => return Ok(value),
            Err(Trouble::New { .. }) if self.node.troubled.get() => return Err(Trouble::Noted),
            Err(Trouble::New { message, expected, help }) => (message, expected, help),
            Err(Trouble::Missing(key)) if self.node.left_out(key) => return Err(Trouble::Noted),
            Err(trouble @ Trouble::Missing(_)) => {
                (trouble.to_string(), String::new(), String::new())
            }
            Err(trouble) => return Err(trouble),
        };
        let note = Diagnostic::at(Some(self.node.mark()), message).expected(expected).help(help);
        self.notes.borrow_mut().wrong.push(note);
        Err(Trouble::Noted)
    }

    /// Leaves a node inside this one out, with its key if it has one, when it could not be read.
    fn leave_out<T>(
        self,
        key: Option<&Node>,
        node: &Node,
        result: Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        result.map_err(|trouble| match trouble {
            Trouble::Noted => {
                node.skipped.set(true);
                let left_out = &mut self.notes.borrow_mut().left_out;
                key.into_iter().chain([node]).for_each(|node| left_out.add(node));
                self.node.troubled.set(true);
                Trouble::Skipped
            }
            trouble => trouble,
        })
    }

    fn mismatch<T>(self, visitor: &dyn de::Expected) -> Result<T, Trouble> {
        self.note(Err(Trouble::new(self.found(), wanted(visitor))))
    }

    /// Notes a key that does not belong here.
    fn refuse(self, key: &Node, value: &Node, trouble: Trouble) {
        let _noted = self.of(key).note::<()>(Err(trouble));
        value.skipped.set(true);
        let left_out = &mut self.notes.borrow_mut().left_out;
        [key, value].into_iter().for_each(|node| left_out.add(node));
        self.node.troubled.set(true);
    }

    /// Keys and values that count; keys twice and, where the names of fields are known, other keys
    /// are noted and left out.
    fn entries(
        self,
        map: &'n [(Node, Node)],
        fields: Option<&'static [&'static str]>,
    ) -> std::vec::IntoIter<&'n (Node, Node)> {
        let mut kept: Vec<&(Node, Node)> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for entry in map.iter().filter(|(_, value)| !value.skipped.get()) {
            let (key, value) = entry;
            let Content::Scalar(name, _) = &key.content else {
                self.refuse(key, value, Trouble::new(format!("{key} as a key"), "expected a name"));
                continue;
            };
            if !seen.insert(name.as_str()) {
                self.refuse(key, value, Trouble::new(format!("`{name}` is there twice"), ""));
                continue;
            }
            match fields.filter(|fields| !fields.contains(&name.as_str())) {
                Some(fields) => {
                    self.refuse(key, value, Trouble::unknown("key", name, fields));
                    let meant = nearest(name, fields.iter().copied());
                    self.notes.borrow_mut().left_out.words.extend(meant.map(str::to_owned));
                }
                None => kept.push(entry),
            }
        }
        kept.into_iter()
    }

    fn visit_map<V: Visitor<'n>>(
        self,
        fields: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        let map = match self.content() {
            Content::Map(map) => map.as_slice(),
            Content::Null => &[],
            _ => return self.mismatch(&visitor),
        };
        let entries = self.entries(map, fields);
        self.note(visitor.visit_map(Entries { reader: self, entries, entry: None }))
    }

    fn visit_number<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Trouble> {
        let Content::Scalar(_, plain) = self.content() else { return self.mismatch(&visitor) };
        let result = match *plain {
            Plain::Unsigned(number) => visitor.visit_u64(number),
            Plain::Signed(number) => visitor.visit_i64(number),
            Plain::Float(number) => visitor.visit_f64(number),
            Plain::Text | Plain::Bool(_) => return self.mismatch(&visitor),
        };
        self.note(result)
    }
}

macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Trouble> {
            self.visit_number(visitor)
        }
    )*};
}

macro_rules! texts {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Trouble> {
            match self.content() {
                Content::Scalar(text, _) => self.note(visitor.visit_str(text)),
                _ => self.mismatch(&visitor),
            }
        }
    )*};
}

impl<'n> Deserializer<'n> for Reader<'n> {
    type Error = Trouble;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8
        deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64
    }

    texts! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    serde::forward_to_deserialize_any! {
        <V: Visitor<'n>> i128 u128 bytes byte_buf unit_struct tuple_struct
    }

    fn deserialize_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Trouble> {
        match self.content() {
            Content::Null => self.mismatch(&visitor),
            Content::Scalar(text, Plain::Text) => self.note(visitor.visit_str(text)),
            Content::Scalar(_, Plain::Bool(yes)) => self.note(visitor.visit_bool(*yes)),
            Content::Scalar(..) => self.visit_number(visitor),
            Content::List(_) => self.deserialize_seq(visitor),
            Content::Map(_) => self.visit_map(None, visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Trouble> {
        match self.content() {
            Content::Scalar(_, Plain::Bool(yes)) => self.note(visitor.visit_bool(*yes)),
            _ => self.mismatch(&"true or false"),
        }
    }

    fn deserialize_option<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Trouble> {
        match self.content() {
            Content::Null => self.note(visitor.visit_none()),
            _ => self.note(visitor.visit_some(self)),
        }
    }

    fn deserialize_unit<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Trouble> {
        match self.content() {
            Content::Null => self.note(visitor.visit_unit()),
            _ => self.mismatch(&"nothing more"),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'n>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        self.note(match name {
            AT => visitor.visit_seq(PlaceThenValue { reader: self, at: 0 }),
            MANY => visitor.visit_newtype_struct(Reader { many: true, ..self }),
            _ => visitor.visit_newtype_struct(self),
        })
    }

    fn deserialize_seq<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Trouble> {
        let list = match self.content() {
            Content::List(list) => list.as_slice(),
            Content::Null => &[],
            _ if self.many => std::slice::from_ref(self.node),
            _ => return self.mismatch(&visitor),
        };
        self.note(visitor.visit_seq(Elements { reader: self, elements: list.iter(), index: 0 }))
    }

    fn deserialize_tuple<V: Visitor<'n>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        let Content::List(list) = self.content() else {
            return self.mismatch(&format!("a list of {length}").as_str());
        };
        if list.len() != length {
            let found = format!("found a list of {}", list.len());
            return self.note(Err(Trouble::new(found, format!("expected a list of {length}"))));
        }
        self.note(visitor.visit_seq(Elements { reader: self, elements: list.iter(), index: 0 }))
    }

    fn deserialize_map<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Trouble> {
        self.visit_map(None, visitor)
    }

    fn deserialize_struct<V: Visitor<'n>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        if name != FIRST_KEY {
            return self.visit_map(Some(fields), visitor);
        }
        // Without its first key nobody knows what the others mean.
        match self.content() {
            Content::Map(map) if map.first().is_some_and(|(_, value)| value.skipped.get()) => {
                Err(Trouble::Noted)
            }
            _ => self.visit_map(None, visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'n>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        let (key, value) = match self.content() {
            Content::Scalar(..) => (self.node, None),
            Content::Map(map) => match map.as_slice() {
                [(key, value)] => (key, Some(value)),
                [_, (second, _), ..] => {
                    let trouble = Trouble::new("one word too many", "expected one word alone");
                    return self.of(second).note(Err(trouble));
                }
                [] => return self.note(Err(Trouble::new("no word", one_of("", words)))),
            },
            _ => return self.note(Err(Trouble::new(self.found(), one_of("", words)))),
        };
        self.note(visitor.visit_enum(WordThenValue { reader: self, key, value }))
    }

    fn deserialize_ignored_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Trouble> {
        visitor.visit_unit()
    }
}

/// The place of a node, then its value.
struct PlaceThenValue<'n> {
    reader: Reader<'n>,
    at: u8,
}

impl<'n> SeqAccess<'n> for PlaceThenValue<'n> {
    type Error = Trouble;

    fn next_element_seed<S: DeserializeSeed<'n>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Trouble> {
        self.at += 1;
        match self.at {
            1 => {
                let Place { line, column, offset, bytes } = self.reader.node.mark();
                let parts = [line, column, offset, bytes].into_iter();
                seed.deserialize(de::value::SeqDeserializer::new(parts)).map(Some)
            }
            2 => seed.deserialize(self.reader).map(Some),
            _ => Ok(None),
        }
    }
}

struct Elements<'n> {
    reader: Reader<'n>,
    elements: std::slice::Iter<'n, Node>,
    index: usize,
}

impl<'n> SeqAccess<'n> for Elements<'n> {
    type Error = Trouble;

    fn next_element_seed<S: DeserializeSeed<'n>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Trouble> {
        let Some(node) = self.elements.find(|node| !node.skipped.get()) else { return Ok(None) };
        self.index += 1;
        let result = seed.deserialize(self.reader.of(node));
        match std::ptr::eq(node, self.reader.node) {
            // One value stands for the list: whoever holds it leaves it out.
            true => result.map(Some),
            false => self.reader.leave_out(None, node, result).map(Some),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.elements.len())
    }
}

struct Entries<'n> {
    reader: Reader<'n>,
    entries: std::vec::IntoIter<&'n (Node, Node)>,
    entry: Option<&'n (Node, Node)>,
}

impl<'n> MapAccess<'n> for Entries<'n> {
    type Error = Trouble;

    fn next_key_seed<S: DeserializeSeed<'n>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Trouble> {
        self.entry = self.entries.next();
        let Some((key, value)) = self.entry else { return Ok(None) };
        let result = seed.deserialize(self.reader.of(key));
        self.reader.leave_out(Some(key), value, result).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'n>>(&mut self, seed: S) -> Result<S::Value, Trouble> {
        let entry = self.entry.take().ok_or_else(|| Trouble::custom("a value before its key"))?;
        let (key, value) = entry;
        let result = seed.deserialize(self.reader.of(value));
        self.reader.leave_out(Some(key), value, result)
    }
}

struct WordThenValue<'n> {
    reader: Reader<'n>,
    key: &'n Node,
    value: Option<&'n Node>,
}

impl<'n> EnumAccess<'n> for WordThenValue<'n> {
    type Error = Trouble;
    type Variant = Rest<'n>;

    fn variant_seed<S: DeserializeSeed<'n>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Rest<'n>), Trouble> {
        let word = seed.deserialize(self.reader.of(self.key))?;
        Ok((word, Rest { reader: self.reader, key: self.key, value: self.value }))
    }
}

/// What belongs to a word.
struct Rest<'n> {
    reader: Reader<'n>,
    key: &'n Node,
    value: Option<&'n Node>,
}

impl<'n> Rest<'n> {
    /// The value, or nothing at the place of the word.
    fn reader(&self) -> Reader<'n> {
        match self.value {
            Some(value) => self.reader.of(value),
            None => Reader { bare: true, ..self.reader.of(self.key) },
        }
    }
}

impl<'n> VariantAccess<'n> for Rest<'n> {
    type Error = Trouble;

    fn unit_variant(self) -> Result<(), Trouble> {
        match self.value {
            Some(Node { content: Content::Null, .. }) | None => Ok(()),
            Some(value) => {
                let trouble = Trouble::new("the word stands alone", "nothing belongs here");
                self.reader.of(value).note(Err(trouble))
            }
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'n>>(self, seed: S) -> Result<S::Value, Trouble> {
        seed.deserialize(self.reader())
    }

    fn tuple_variant<V: Visitor<'n>>(self, len: usize, visitor: V) -> Result<V::Value, Trouble> {
        Whole(self.reader()).tuple_variant(len, visitor)
    }

    fn struct_variant<V: Visitor<'n>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        Whole(self.reader()).struct_variant(fields, visitor)
    }
}
