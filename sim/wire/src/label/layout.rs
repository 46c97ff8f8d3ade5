//! Labels of which it is enough to say where things stand: what tells the format, the identifier,
//! the text for people. With these, formats of one's own are described without code.

use core::ops::Range;
use std::borrow::Cow;

use super::parser::{Claim, LABEL_BYTES_MAX, LabelParser, ParserRefused};
use super::{Label, digest, free, vol1};
use crate::Text;
use crate::ntms::limit;

/// Bytes that stand in every label of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Magic {
    /// Offset of the first, from the start of the block.
    pub offset: usize,
    /// The bytes, at least one.
    pub bytes: Vec<u8>,
}

/// How a field is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Bytes as they are. As text each is a character of Latin 1.
    #[default]
    Bytes,
    /// Printable ASCII, padded with blanks or NULs.
    Ascii,
    /// Little-endian UTF-16, padded with blanks or NULs.
    Utf16,
    /// Printable EBCDIC (code page 37), padded with blanks or NULs.
    Ebcdic,
}

/// A field of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// Offset of the first byte, from the start of the block.
    pub offset: usize,
    /// Bytes of the field, at least one.
    pub length: usize,
    /// How it is written.
    pub encoding: Encoding,
}

/// A format of labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelLayout {
    /// The label type; 1 to 63 units.
    pub label_type: Text,
    /// What stands in every label of the format, all of it; at least one.
    pub magic: Vec<Magic>,
    /// The identifier: the bytes of the field or, where it is text, its text without padding in
    /// UTF-8. Without one it is a digest of the label, as of other formats that have none.
    pub id: Option<Field>,
    /// The text for people; empty without one.
    pub info: Option<Field>,
}

/// Bytes of the digest that stands for an identifier.
const DIGEST_BYTES: usize = 16;

impl Field {
    fn range(&self) -> Range<usize> {
        self.offset..self.offset.saturating_add(self.length)
    }

    /// The text in the field without its padding; nothing when it is not written as it should be.
    fn text(&self, field: &[u8]) -> Option<String> {
        let printable = |byte: &u8| matches!(byte, b' '..=b'~' | 0).then(|| char::from(*byte));
        let text: String = match self.encoding {
            Encoding::Bytes => field.iter().map(|byte| char::from(*byte)).collect(),
            Encoding::Ascii => field.iter().map(printable).collect::<Option<_>>()?,
            Encoding::Utf16 => {
                let units =
                    field.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
                char::decode_utf16(units).collect::<Result<_, _>>().ok()?
            }
            Encoding::Ebcdic => {
                let sign =
                    |byte: &u8| if *byte == 0 { Some('\0') } else { vol1::from_ebcdic(*byte) };
                field.iter().map(sign).collect::<Option<_>>()?
            }
        };
        Some(text.trim_end_matches([' ', '\0']).to_owned())
    }

    /// Bytes that an identifier in the field may have.
    fn id_bytes(&self) -> usize {
        match self.encoding {
            Encoding::Bytes | Encoding::Ascii | Encoding::Ebcdic => self.length,
            // A unit of two bytes is at most three of UTF-8.
            Encoding::Utf16 => (self.length / 2).saturating_mul(3),
        }
    }
}

impl LabelLayout {
    /// The parser of the format, by its name and description.
    pub fn parser(
        self,
        name: impl Into<Cow<'static, str>>,
        description: impl Into<Cow<'static, str>>,
    ) -> LabelParser {
        let id_bytes = match &self.id {
            None => DIGEST_BYTES..=DIGEST_BYTES,
            Some(id @ Field { encoding: Encoding::Bytes, .. }) => id.length..=id.length,
            Some(id) => 1..=id.id_bytes().min(limit::OMIDLABELID_LENGTH),
        };
        LabelParser {
            name: name.into(),
            description: description.into(),
            max_bytes: self.bytes(),
            id_bytes,
            claim: Claim::Layout(self),
        }
    }

    /// Bytes up to the end of the last thing that is named.
    fn bytes(&self) -> usize {
        let magic = self.magic.iter().map(|magic| magic.offset.saturating_add(magic.bytes.len()));
        let fields = self.id.iter().chain(&self.info).map(|field| field.range().end);
        magic.chain(fields).max().unwrap_or(0)
    }

    /// Whether labels can be told and read by it.
    pub(super) fn check(&self) -> Result<(), ParserRefused> {
        let is_free = &self.label_type == free::SOFTWARE;
        if !(1..limit::OMIDLABELTYPE_LENGTH).contains(&self.label_type.units()) || is_free {
            return Err(ParserRefused::Type);
        }
        if self.magic.is_empty() || self.magic.iter().any(|magic| magic.bytes.is_empty()) {
            return Err(ParserRefused::Magic);
        }
        if self.id.is_some_and(|id| !(1..=limit::OMIDLABELID_LENGTH).contains(&id.id_bytes())) {
            return Err(ParserRefused::Id);
        }
        let info_is_empty = self.info.is_some_and(|info| info.length == 0);
        match info_is_empty || self.bytes() > LABEL_BYTES_MAX {
            true => Err(ParserRefused::Bytes),
            false => Ok(()),
        }
    }

    /// The label, if the block is long enough and everything stands where it should.
    pub(super) fn claim(&self, block: &[u8]) -> Option<Label> {
        let label = block.get(..self.bytes())?;
        let stands = |magic: &Magic| {
            label.get(magic.offset..).is_some_and(|rest| rest.starts_with(&magic.bytes))
        };
        if self.magic.is_empty() || !self.magic.iter().all(stands) {
            return None;
        }
        let info = self
            .info
            .as_ref()
            .map_or(Some(String::new()), |info| info.text(label.get(info.range())?))?;
        let id = match &self.id {
            None => digest(label).to_vec(),
            Some(id @ Field { encoding: Encoding::Bytes, .. }) => label.get(id.range())?.to_vec(),
            Some(id) => id.text(label.get(id.range())?)?.into_bytes(),
        };
        Label::new(&self.label_type, &id, &info)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::label::LabelParsers;

    fn vault() -> LabelLayout {
        LabelLayout {
            label_type: "Vault 2".into(),
            magic: vec![
                Magic { offset: 2, bytes: b"VAULT".to_vec() },
                Magic { offset: 30, bytes: vec![0xFF, 0] },
            ],
            id: Some(Field { offset: 8, length: 6, encoding: Encoding::Bytes }),
            info: Some(Field { offset: 16, length: 12, encoding: Encoding::Ascii }),
        }
    }

    fn block() -> Vec<u8> {
        let mut block = b"..VAULT.serial..Monday  \0\0\0\0..".to_vec();
        block.extend([0xFF, 0, 9, 9]);
        block
    }

    #[test]
    fn a_label_is_read_from_where_things_stand() {
        let label = vault().claim(&block());
        assert_eq!(label, Label::new("Vault 2", b"serial", "Monday"));
        assert_eq!(vault().claim(&block()[..32]), label, "what follows does not matter");
        assert_eq!(vault().claim(&block()[..31]), None, "what is missing does");
        for at in [2, 6, 30, 31] {
            let mut other = block();
            other[at] ^= 1;
            assert_eq!(vault().claim(&other), None, "byte {at} tells the format");
        }
        let mut unprintable = block();
        unprintable[17] = 7;
        assert_eq!(vault().claim(&unprintable), None);
        let parser = vault().parser("Vault", "labels of Vault");
        assert_eq!((parser.max_bytes, parser.id_bytes), (32, 6..=6));
    }

    #[test]
    fn each_encoding_is_read_without_its_padding() {
        let cases: [(Encoding, &[u8], Option<&str>); 10] = [
            (Encoding::Bytes, b"a\xE4 \0", Some("aä")),
            (Encoding::Ascii, b"ab \0", Some("ab")),
            (Encoding::Ascii, b" a b", Some(" a b")),
            (Encoding::Ascii, b"ab\xE4 ", None),
            (Encoding::Utf16, b"\xE4\0b\0 \0\0\0", Some("äb")),
            (Encoding::Utf16, b"\0\xD8b\0", None),
            (Encoding::Ebcdic, &[0xC1, 0x82, 0x40, 0], Some("Ab")),
            (Encoding::Ebcdic, &[0xC1, 0xFF], None),
            (Encoding::Ascii, b"  \0\0", Some("")),
            (Encoding::Ascii, b"\0a", Some("\0a")),
        ];
        for (encoding, bytes, text) in cases {
            let field = Some(Field { offset: 1, length: bytes.len(), encoding });
            let magic = vec![Magic { offset: 0, bytes: b"!".to_vec() }];
            let layout = LabelLayout { label_type: "T".into(), magic, id: None, info: field };
            let block = [b"!", bytes].concat();
            let expected = text.and_then(|text| Label::new("T", &digest(&block), text));
            assert_eq!(layout.claim(&block), expected, "{encoding:?} {bytes:02x?}");
            let named = LabelLayout { id: field, info: None, ..layout };
            let id = match encoding {
                Encoding::Bytes => Some(bytes.to_vec()),
                _ => text.map(|text| text.as_bytes().to_vec()),
            };
            let expected = id.and_then(|id| Label::new("T", &id, ""));
            assert_eq!(named.claim(&block), expected, "{encoding:?} {bytes:02x?}");
        }
    }

    #[test]
    fn a_field_that_cannot_be_makes_no_parser() {
        let id = |offset, length, encoding| LabelLayout {
            id: Some(Field { offset, length, encoding }),
            ..vault()
        };
        let info = |offset, length| {
            let field = Field { offset, length, encoding: Encoding::Ascii };
            LabelLayout { info: Some(field), ..vault() }
        };
        let cases = [
            (id(0, 0, Encoding::Bytes), Err(ParserRefused::Id)),
            (id(0, 255, Encoding::Bytes), Ok(())),
            (id(0, 256, Encoding::Bytes), Err(ParserRefused::Id)),
            (id(0, 1, Encoding::Utf16), Err(ParserRefused::Id)),
            (id(0, 170, Encoding::Utf16), Ok(())),
            (id(0, 172, Encoding::Utf16), Err(ParserRefused::Id)),
            (id(LABEL_BYTES_MAX - 1, 1, Encoding::Bytes), Ok(())),
            (id(LABEL_BYTES_MAX, 1, Encoding::Bytes), Err(ParserRefused::Bytes)),
            (id(usize::MAX, 9, Encoding::Bytes), Err(ParserRefused::Bytes)),
            (info(0, 0), Err(ParserRefused::Bytes)),
            (info(usize::MAX, usize::MAX), Err(ParserRefused::Bytes)),
            (LabelLayout { magic: Vec::new(), ..vault() }, Err(ParserRefused::Magic)),
        ];
        for (layout, expected) in cases {
            let added = LabelParsers::default().add(layout.clone().parser("Vault", ""));
            assert_eq!(added, expected, "{layout:?}");
        }
    }

    fn any_field() -> impl Strategy<Value = Option<Field>> {
        let encodings = [Encoding::Bytes, Encoding::Ascii, Encoding::Utf16, Encoding::Ebcdic];
        let field = (0..40_usize, 0..300_usize, prop::sample::select(encodings.to_vec()));
        prop::option::of(field.prop_map(|(offset, length, encoding)| Field {
            offset,
            length,
            encoding,
        }))
    }

    fn any_bytes(count_max: usize) -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(0..3_u8, 0..count_max)
    }

    proptest! {
        #[test]
        fn whatever_layout_meets_whatever_block_the_label_could_be_on_record(
            magic in prop::collection::vec((0..9_usize, any_bytes(3)), 0..3),
            fields in (any_field(), any_field()),
            block in any_bytes(400),
        ) {
            let magic = magic.into_iter().map(|(offset, bytes)| Magic { offset, bytes });
            let (id, info) = fields;
            let layout =
                LabelLayout { label_type: "T".into(), magic: magic.collect(), id, info };
            let mut parsers = LabelParsers::default();
            if parsers.add(layout.parser("any", "")).is_ok()
                && let Some(label) = parsers.claim(&block)
            {
                prop_assert!(parsers.may_give(&label.label_type, &label.id), "{label:?}");
                let again = Label::new(&label.label_type, &label.id, &label.info);
                prop_assert_eq!(again, Some(label));
            }
        }
    }
}
