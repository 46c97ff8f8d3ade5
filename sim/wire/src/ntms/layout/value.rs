//! How a value becomes the bytes of its structure and back, row by row.
//!
//! `structure!` declares the rows of a structure with the field that each stands for. What stands
//! in parentheses says how: `or` gives the value for a number that means nothing in a member that
//! callers cannot write; `later` is for members that the first version lacks, with the value they
//! then have; `counts` and `selects` are members that follow from another field; `size` is the
//! structure's own size; `reserved` is zero.

use super::member::Member;
use super::{Cursor, Excess, Field, Malformed, Shape, Structure};
use crate::{CodePage, ntms::ObjectType};

/// The rows of a structure that has no value of its own.
macro_rules! rows {
    ($name:literal { $($member:ident: $kind:expr;)* }) => {
        $crate::ntms::layout::Structure::new($name, {
            #[allow(unused_imports, reason = "not every structure has members of every kind")]
            use $crate::ntms::layout::{Kind::*, Row, Version};
            &[$(Row { name: stringify!($member), kind: $kind, since: Version::First },)*]
        })
    };
}

/// The rows of a structure, each with the field of the value that it stands for.
macro_rules! structure {
    (
        $value:ident = $name:literal {
            $($member:ident: $kind:expr => $($field:ident)? $(($($how:tt)*))?;)*
        }
    ) => {
        impl $crate::ntms::layout::Laid for $value {
            const STRUCTURE: $crate::ntms::layout::Structure =
                $crate::ntms::layout::Structure::new($name, {
                    #[allow(unused_imports, reason = "some structures are one in all versions")]
                    use $crate::ntms::layout::{Kind::*, Row, Version};
                    &[$(Row {
                        name: stringify!($member),
                        kind: $kind,
                        since: structure!(@since $($($how)*)?),
                    },)*]
                });

            fn put(&self, out: &mut $crate::ntms::layout::Writer<'_>) {
                $(structure!(@put out, self, [$($field)?] $($($how)*)?);)*
            }

            fn get(
                from: &mut $crate::ntms::layout::Reader<'_>,
            ) -> Result<$value, $crate::ntms::layout::Malformed> {
                $(structure!(@get from, [$($field)?] $($($how)*)?);)*
                Ok($value { $($($field,)?)* })
            }
        }
    };
    (@since later $absent:expr) => { Version::Current };
    (@since $($how:tt)*) => { Version::First };
    (@put $out:ident, $self:ident, [] reserved) => { $out.pass() };
    (@put $out:ident, $self:ident, [] size) => { $out.size() };
    (@put $out:ident, $self:ident, [] counts $field:ident) => { $out.count(&$self.$field) };
    (@put $out:ident, $self:ident, [] selects $field:ident) => {
        $out.select($self.$field.object_type())
    };
    (@put $out:ident, $self:ident, [$field:ident] $($how:tt)*) => { $out.member(&$self.$field) };
    (@get $from:ident, [] reserved) => { $from.pass() };
    (@get $from:ident, [] size) => { $from.size()? };
    (@get $from:ident, [] counts $field:ident) => { $from.count()? };
    (@get $from:ident, [] selects $field:ident) => { $from.select()? };
    (@get $from:ident, [$field:ident]) => { let $field = $from.member()?; };
    (@get $from:ident, [$field:ident] or $other:expr) => {
        let $field = $from.member().unwrap_or($other);
    };
    (@get $from:ident, [$field:ident] later $absent:expr) => {
        let $field = $from.later($absent)?;
    };
}

pub(super) use {rows, structure};

/// Writes a structure, member by member.
pub struct Writer<'a> {
    cursor: Cursor,
    bytes: &'a mut [u8],
    size: usize,
    page: CodePage,
    excess: Excess,
}

impl<'a> Writer<'a> {
    /// Writes into `bytes`, which are zero and as many as the structure takes.
    pub(super) fn new(
        structure: &Structure,
        bytes: &'a mut [u8],
        shape: Shape,
        page: CodePage,
        excess: Excess,
    ) -> Writer<'a> {
        Writer { cursor: structure.cursor(shape), size: bytes.len(), bytes, page, excess }
    }

    fn next(&mut self) -> Option<Slot<&mut [u8]>> {
        let (shape, page) = (self.cursor.shape, self.page);
        let field = self.cursor.step()??;
        let bytes = self.bytes.get_mut(field.range())?;
        Some(Slot { field, bytes, shape, page, number: None, excess: self.excess })
    }

    pub(super) fn pass(&mut self) {
        self.next();
    }

    pub(super) fn member<T: Member>(&mut self, value: &T) {
        if let Some(slot) = self.next() {
            value.put(slot);
        }
    }

    pub(super) fn size(&mut self) {
        self.member(&(self.size as u32));
    }

    pub(super) fn count(&mut self, bytes: &[u8]) {
        self.member(&(bytes.len() as u32));
    }

    pub(super) fn select(&mut self, object_type: ObjectType) {
        self.member(&object_type);
    }
}

/// Reads a structure, member by member.
pub struct Reader<'a> {
    cursor: Cursor,
    bytes: &'a [u8],
    page: CodePage,
    /// What an earlier member says of the next one: its length, or which structure it is.
    number: Option<u32>,
}

impl<'a> Reader<'a> {
    /// Reads from `bytes`, which are as many as the structure takes.
    pub(super) fn new(
        structure: &Structure,
        bytes: &'a [u8],
        shape: Shape,
        page: CodePage,
    ) -> Reader<'a> {
        Reader { cursor: structure.cursor(shape), bytes, page, number: None }
    }

    fn next(&mut self) -> Option<Slot<&'a [u8]>> {
        let (shape, page) = (self.cursor.shape, self.page);
        let field = self.cursor.step()??;
        let bytes = self.bytes.get(field.range())?;
        Some(Slot { field, bytes, shape, page, number: self.number, excess: Excess::Cut })
    }

    pub(super) fn pass(&mut self) {
        self.next();
    }

    pub(super) fn member<T: Member>(&mut self) -> Result<T, Malformed> {
        let short = Malformed::Short { needed: self.cursor.end, given: self.bytes.len() };
        T::get(self.next().ok_or(short)?)
    }

    pub(super) fn later<T: Member>(&mut self, absent: T) -> Result<T, Malformed> {
        self.next().map_or(Ok(absent), T::get)
    }

    pub(super) fn size(&mut self) -> Result<(), Malformed> {
        let size = self.member()?;
        match usize::try_from(size) == Ok(self.bytes.len()) {
            true => Ok(()),
            false => Err(Malformed::Size(size)),
        }
    }

    pub(super) fn count(&mut self) -> Result<(), Malformed> {
        self.number = Some(self.member()?);
        Ok(())
    }

    pub(super) fn select(&mut self) -> Result<(), Malformed> {
        self.count()
    }
}

/// The place of one member.
pub(super) struct Slot<B> {
    pub(super) field: Field,
    pub(super) bytes: B,
    pub(super) shape: Shape,
    pub(super) page: CodePage,
    pub(super) number: Option<u32>,
    pub(super) excess: Excess,
}
