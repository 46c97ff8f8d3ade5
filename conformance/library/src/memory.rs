//! Memory that a library gets to read and to write.

use wire::{CodePage, Guid, Text};

use conformance::Alphabet;

/// `GUID` in memory.
const GUID_BYTES: usize = 16;
/// What memory is filled with before somebody writes there.
const FILL: u64 = 0xA5A5_A5A5_A5A5_A5A5;
/// Words behind the memory that nobody may touch.
const GUARD_WORDS: usize = 8;
const WORD_BYTES: usize = size_of::<u64>();

/// Bytes that lie as whatever C keeps in them, with a guard behind them.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    words: Vec<u64>,
    bytes: usize,
}

impl Memory {
    /// Memory with these bytes in it.
    pub(crate) fn of(bytes: &[u8]) -> Memory {
        let mut words: Vec<u64> = Vec::with_capacity(bytes.len() / WORD_BYTES + 1 + GUARD_WORDS);
        words.extend(bytes.chunks(WORD_BYTES).map(|chunk| {
            let mut word = FILL.to_ne_bytes();
            word.iter_mut().zip(chunk).for_each(|(place, byte)| *place = *byte);
            u64::from_ne_bytes(word)
        }));
        words.extend([FILL; GUARD_WORDS]);
        Memory { words, bytes: bytes.len() }
    }

    /// Memory for so many bytes in which nobody has written.
    pub(crate) fn blank(bytes: usize) -> Memory {
        Memory { words: vec![FILL; bytes.div_ceil(WORD_BYTES) + GUARD_WORDS], bytes }
    }

    /// An identifier.
    pub(crate) fn id(id: Guid) -> Memory {
        Memory::of(&id.to_memory())
    }

    /// Identifiers one behind the other.
    pub(crate) fn ids(ids: &[Guid]) -> Memory {
        Memory::of(&ids.iter().flat_map(|id| id.to_memory()).collect::<Vec<u8>>())
    }

    /// A number.
    pub(crate) fn number(number: u32) -> Memory {
        Memory::of(&number.to_ne_bytes())
    }

    /// A text with its end.
    pub(crate) fn text(text: &Text, alphabet: Alphabet, page: CodePage) -> Memory {
        let mut bytes = match alphabet {
            Alphabet::Ansi => page.encode(text),
            Alphabet::Wide => text.encode_utf16().flat_map(u16::to_ne_bytes).collect(),
        };
        bytes.resize(bytes.len() + unit_bytes(alphabet), 0);
        Memory::of(&bytes)
    }

    /// Where it is.
    pub(crate) fn at(&mut self) -> *mut u8 {
        self.words.as_mut_ptr().cast()
    }

    /// What is in the first `count` bytes of it, or in all when there are fewer.
    pub(crate) fn read(&self, count: usize) -> Vec<u8> {
        let count = count.min(self.bytes);
        let words = &self.words[..count.div_ceil(WORD_BYTES)];
        let mut bytes: Vec<u8> = words.iter().copied().flat_map(u64::to_ne_bytes).collect();
        bytes.truncate(count);
        bytes
    }

    /// What is in it.
    pub(crate) fn read_all(&self) -> Vec<u8> {
        self.read(self.bytes)
    }

    /// The identifier in it.
    pub(crate) fn read_id(&self) -> Guid {
        self.read_ids(1).first().copied().unwrap_or(Guid::NULL)
    }

    /// The first identifiers in it.
    pub(crate) fn read_ids(&self, count: usize) -> Vec<Guid> {
        let bytes = self.read(count.saturating_mul(GUID_BYTES));
        let id = |bytes: &[u8]| Guid::from_memory(bytes.try_into().unwrap_or_default());
        bytes.chunks_exact(GUID_BYTES).map(id).collect()
    }

    /// The number in it.
    pub(crate) fn read_number(&self) -> u32 {
        u32::from_ne_bytes(self.read(4).try_into().unwrap_or_default())
    }

    /// The handle in it.
    pub(crate) fn read_handle(&self) -> u64 {
        u64::from_ne_bytes(self.read(WORD_BYTES).try_into().unwrap_or_default())
    }

    /// The texts in it, each with an end, up to an empty one; nothing when one has no end.
    pub(crate) fn read_texts(&self, alphabet: Alphabet, page: CodePage) -> Option<Vec<Text>> {
        let (bytes, mut texts, mut at) = (self.read_all(), Vec::new(), 0);
        loop {
            let (text, length) = first_text(bytes.get(at..)?, alphabet, page)?;
            if length == 0 {
                return Some(texts);
            }
            at += length + unit_bytes(alphabet);
            texts.push(text);
        }
    }

    /// The text in it; nothing when it has no end.
    pub(crate) fn read_text(&self, alphabet: Alphabet, page: CodePage) -> Option<Text> {
        first_text(&self.read_all(), alphabet, page).map(|(text, _)| text)
    }

    /// Nobody wrote behind it.
    pub(crate) fn is_intact(&self) -> bool {
        let used = self.bytes / WORD_BYTES;
        let behind = self.words[used..].iter().copied().flat_map(u64::to_ne_bytes);
        let fill = FILL.to_ne_bytes()[0];
        behind.skip(self.bytes % WORD_BYTES).all(|byte| byte == fill)
    }
}

/// Bytes of a unit of text.
pub(crate) const fn unit_bytes(alphabet: Alphabet) -> usize {
    match alphabet {
        Alphabet::Ansi => 1,
        Alphabet::Wide => 2,
    }
}

/// The text at the start of bytes and how many bytes it has, its end not counted.
fn first_text(bytes: &[u8], alphabet: Alphabet, page: CodePage) -> Option<(Text, usize)> {
    let unit = unit_bytes(alphabet);
    let is_end = |unit: &[u8]| unit.iter().all(|byte| *byte == 0);
    let length = bytes.chunks_exact(unit).position(is_end)? * unit;
    let text = match alphabet {
        Alphabet::Ansi => page.decode(&bytes[..length]),
        Alphabet::Wide => {
            let units = bytes[..length].chunks_exact(unit);
            let units: Vec<u16> =
                units.map(|unit| u16::from_ne_bytes([unit[0], unit[1]])).collect();
            Text::from(String::from_utf16_lossy(&units))
        }
    };
    Some((text, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_into_memory_is_read_from_it() {
        let page = CodePage::default();
        for alphabet in [Alphabet::Ansi, Alphabet::Wide] {
            for text in ["", "x", "Süd", "seventeen letters"] {
                let text = Text::new(text);
                let memory = Memory::text(&text, alphabet, page);
                assert_eq!(memory.read_text(alphabet, page), Some(text));
            }
            assert_eq!(Memory::of(b"xxxx").read_text(alphabet, page), None, "it has no end");
        }
        let names = Memory::of(b"one\0other\0\0");
        let told = names.read_texts(Alphabet::Ansi, page);
        assert_eq!(told, Some(vec![Text::new("one"), Text::new("other")]));
        assert_eq!(Memory::of(b"one\0").read_texts(Alphabet::Ansi, page), None);
        let ids = [Guid::from_u128(1), Guid::from_u128(2)];
        assert_eq!(Memory::ids(&ids).read_ids(9), ids);
        assert_eq!(Memory::number(7).read_number(), 7);
    }

    #[test]
    fn a_byte_behind_memory_is_seen_whatever_its_length() {
        for length in 0..20 {
            let mut memory = Memory::of(&vec![0; length]);
            assert!(memory.is_intact(), "{length}");
            memory.words[length / WORD_BYTES] ^= 0xFF << (length % WORD_BYTES * 8);
            assert!(!memory.is_intact(), "{length}");
        }
    }
}
