//! Text of the A forms: bytes in the code page of the caller's computer.

use encoding_rs::Encoding;

use crate::Text;

/// A code page of Windows by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePage {
    number: u16,
    encoding: &'static Encoding,
}

/// The code pages that A forms may use.
const CODE_PAGES: &[(u16, &Encoding)] = &[
    (874, encoding_rs::WINDOWS_874),
    (932, encoding_rs::SHIFT_JIS),
    (936, encoding_rs::GBK),
    (949, encoding_rs::EUC_KR),
    (950, encoding_rs::BIG5),
    (1250, encoding_rs::WINDOWS_1250),
    (1251, encoding_rs::WINDOWS_1251),
    (1252, encoding_rs::WINDOWS_1252),
    (1253, encoding_rs::WINDOWS_1253),
    (1254, encoding_rs::WINDOWS_1254),
    (1255, encoding_rs::WINDOWS_1255),
    (1256, encoding_rs::WINDOWS_1256),
    (1257, encoding_rs::WINDOWS_1257),
    (1258, encoding_rs::WINDOWS_1258),
    (65001, encoding_rs::UTF_8),
];

impl Default for CodePage {
    /// 1252, of western Europe.
    fn default() -> CodePage {
        CodePage { number: 1252, encoding: encoding_rs::WINDOWS_1252 }
    }
}

impl CodePage {
    /// The code page with this number, if A forms may use it.
    pub fn new(number: u16) -> Option<CodePage> {
        let found = CODE_PAGES.iter().find(|(known, _)| *known == number);
        found.map(|(number, encoding)| CodePage { number: *number, encoding })
    }

    /// Its number.
    pub const fn number(self) -> u16 {
        self.number
    }

    /// The most bytes that a text takes for each of its UTF-16 units.
    pub const fn unit_bytes_max(self) -> usize {
        match self.number {
            65001 => 3,
            932 | 936 | 949 | 950 => 2,
            _ => 1,
        }
    }

    /// The numbers of all.
    pub fn numbers() -> impl Iterator<Item = u16> {
        CODE_PAGES.iter().map(|(number, _)| *number)
    }

    /// Bytes as text. Bytes that mean nothing become U+FFFD, so that they are in no name.
    pub fn decode(self, bytes: &[u8]) -> Text {
        Text::new(&self.encoding.decode_without_bom_handling(bytes).0)
    }

    /// Text as bytes. What the code page does not have becomes a question mark, as Windows writes
    /// it.
    pub fn encode(self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len());
        let mut buffer = [0; 4];
        for character in text.chars() {
            let (encoded, _, lost) = self.encoding.encode(character.encode_utf8(&mut buffer));
            bytes.extend_from_slice(if lost { b"?" } else { &encoded });
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn western_letters_are_one_byte_and_others_a_question_mark() {
        let page = CodePage::default();
        assert_eq!(page.encode("Süd€"), [b'S', 0xFC, b'd', 0x80]);
        assert_eq!(page.encode("テープ 1"), b"??? 1");
        assert_eq!(page.decode(&[b'S', 0xFC, b'd', 0x80]), Text::new("Süd€"));
        assert_eq!(CodePage::new(932).expect("known").decode(&[0x83, 0x65]), Text::new("テ"));
        assert_eq!(CodePage::new(1), None);
    }

    proptest! {
        #[test]
        fn no_unit_takes_more_bytes_than_its_code_page_says(text: String) {
            for page in CodePage::numbers().filter_map(CodePage::new) {
                let units = Text::new(&text).units();
                prop_assert!(page.encode(&text).len() <= units * page.unit_bytes_max());
            }
        }

        #[test]
        fn what_a_code_page_has_comes_back(bytes: Vec<u8>) {
            for page in [1252, 1251, 874].map(|number| CodePage::new(number).expect("known")) {
                let text = page.decode(&bytes);
                if !text.contains('\u{FFFD}') {
                    prop_assert_eq!(page.encode(&text), &bytes[..]);
                }
            }
        }
    }
}
