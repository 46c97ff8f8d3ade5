//! The table of label parsers, the counterpart of the registered media label libraries: those that
//! the service has from the start, and those that its users add.
//!
//! A library is registered below `OMID\Tape` with a unique name and a description (Media Label
//! Library Registry Key); a parser has the same. What the libraries export is here one row:
//! `MaxMediaLabel` is `max_bytes`, `ClaimMediaLabel` is `claim`.

use core::fmt;
use core::iter;
use core::ops::RangeInclusive;
use std::borrow::Cow;

use super::layout::LabelLayout;
use super::{Label, free, mtf, vol1};
use crate::ntms::limit;

/// Bytes of the longest label that a parser may want to see.
pub const LABEL_BYTES_MAX: usize = 1 << 16;

/// Parsers that may be added to a table.
pub const PARSER_COUNT_MAX: usize = 64;

/// UTF-16 units of the name of a registry key.
const NAME_UNITS_MAX: usize = 255;

/// A parser of one family of labels.
#[derive(Clone, Debug)]
pub struct LabelParser {
    /// Its unique name, as it would stand below `OMID\Tape`: 1 to 255 units without a backslash.
    pub name: Cow<'static, str>,
    /// What it is, for people.
    pub description: Cow<'static, str>,
    /// Bytes of the longest label, 1 to [`LABEL_BYTES_MAX`]; it is shown no more.
    pub max_bytes: usize,
    /// Bytes of the identifiers that it gives, within 1 to 255.
    pub id_bytes: RangeInclusive<usize>,
    /// How it finds a label.
    pub claim: Claim,
}

/// How a parser finds the label in a first block. It keeps nothing from one block to the next.
#[derive(Clone, Debug)]
pub enum Claim {
    /// By code. The block is hostile and may be shorter than the longest label, even empty.
    Code(fn(&[u8]) -> Option<Label>),
    /// By where things stand.
    Layout(LabelLayout),
}

const fn shipped(
    name: &'static str,
    description: &'static str,
    max_bytes: usize,
    claim: fn(&[u8]) -> Option<Label>,
) -> LabelParser {
    LabelParser {
        name: Cow::Borrowed(name),
        description: Cow::Borrowed(description),
        max_bytes,
        id_bytes: 16..=16,
        claim: Claim::Code(claim),
    }
}

/// The service's own label, which is asked for before everything else: a free side stays one
/// whatever is added.
const FREE: &LabelParser =
    &shipped("Free", "Free media of this service", free::BLOCK_BYTES, free::claim);

/// What is registered from the start.
const SHIPPED: &[LabelParser] = &[
    shipped("MTF", "Microsoft Tape Format", mtf::LABEL_BYTES_MAX, mtf::claim),
    shipped("ANSI VOL1", "Volume labels of ANSI and IBM", vol1::RECORD_BYTES, vol1::claim),
];

impl LabelParser {
    /// The label within the limits of the API, if the block is of this family.
    pub fn claim(&self, first_block: &[u8]) -> Option<Label> {
        let shown = &first_block[..first_block.len().min(self.max_bytes)];
        let label = match &self.claim {
            Claim::Code(claim) => claim(shown)?,
            Claim::Layout(layout) => layout.claim(shown)?,
        };
        let label = Label::new(&label.label_type, &label.id, &label.info)?;
        self.may_give(&label.label_type, &label.id).then_some(label)
    }

    fn may_give(&self, label_type: &str, id: &[u8]) -> bool {
        let of_type = match &self.claim {
            Claim::Code(_) => !label_type.is_empty(),
            Claim::Layout(layout) => &layout.label_type == label_type,
        };
        of_type && self.id_bytes.contains(&id.len())
    }
}

/// Why a parser does not come into a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParserRefused {
    /// The name is none of a registry key.
    Name,
    /// A parser of that name is there, whatever the case of its letters.
    Taken,
    /// The longest label has no bytes, or more than [`LABEL_BYTES_MAX`].
    Bytes,
    /// The identifiers are empty, or longer than 255 bytes.
    Id,
    /// The label type is empty, longer than 63 units, or that of free media.
    Type,
    /// Nothing tells its labels from others.
    Magic,
    /// There are [`PARSER_COUNT_MAX`] already.
    Full,
}

impl fmt::Display for ParserRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ParserRefused::Name => "its name must have 1 to 255 characters and no backslash",
            ParserRefused::Taken => "a label parser of that name is there already",
            ParserRefused::Bytes => "its longest label must have 1 to 65536 bytes",
            ParserRefused::Id => "its identifiers must have 1 to 255 bytes",
            ParserRefused::Type => {
                "its label type must have 1 to 63 characters and not be that of free media"
            }
            ParserRefused::Magic => "it needs bytes that tell its labels from others",
            ParserRefused::Full => "there are 64 added label parsers already",
        })
    }
}

impl core::error::Error for ParserRefused {}

/// The parsers of a service in the order in which they are asked: that of its own free label, then
/// what was added in the order of adding, then what is registered from the start. What is added
/// comes before that, because it knows more: many a program has a label of its own inside a
/// well-known one. The sources name no order.
#[derive(Clone, Debug, Default)]
pub struct LabelParsers {
    added: Vec<LabelParser>,
}

impl LabelParsers {
    /// Adds a parser, behind those that were added before.
    ///
    /// # Errors
    /// Why it cannot be one; the table is as before.
    pub fn add(&mut self, parser: LabelParser) -> Result<(), ParserRefused> {
        let units = parser.name.encode_utf16().count();
        if !(1..=NAME_UNITS_MAX).contains(&units) || parser.name.contains('\\') {
            return Err(ParserRefused::Name);
        }
        let folded = parser.name.to_lowercase();
        if self.iter().any(|known| known.name.to_lowercase() == folded) {
            return Err(ParserRefused::Taken);
        }
        if let Claim::Layout(layout) = &parser.claim {
            layout.check()?;
        }
        if !(1..=LABEL_BYTES_MAX).contains(&parser.max_bytes) {
            return Err(ParserRefused::Bytes);
        }
        let (shortest, longest) = (*parser.id_bytes.start(), *parser.id_bytes.end());
        if shortest == 0 || shortest > longest || longest > limit::OMIDLABELID_LENGTH {
            return Err(ParserRefused::Id);
        }
        if self.added.len() == PARSER_COUNT_MAX {
            return Err(ParserRefused::Full);
        }
        self.added.push(parser);
        Ok(())
    }

    /// Every parser, in the order of asking.
    pub fn iter(&self) -> impl Iterator<Item = &LabelParser> {
        iter::once(FREE).chain(&self.added).chain(SHIPPED)
    }

    /// Asks the parsers in order; the first claim wins. The block may be shorter than a parser's
    /// longest label. The label of free media is the service's alone to give.
    pub fn claim(&self, first_block: &[u8]) -> Option<Label> {
        let free = FREE.claim(first_block);
        free.or_else(|| {
            let others = self.added.iter().chain(SHIPPED);
            others.filter_map(|parser| parser.claim(first_block)).find(|label| !label.is_free())
        })
    }

    /// Whether a label on record is one that a parser could have given, so that it is known again
    /// when the medium is read. That of a file system is not: what tells it is no first block.
    pub fn may_give(&self, label_type: &str, id: &[u8]) -> bool {
        self.iter().any(|parser| parser.may_give(label_type, id))
    }

    /// Bytes of the first block to read, so that every parser sees its longest label.
    pub fn read_bytes(&self) -> usize {
        self.iter().map(|parser| parser.max_bytes).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Guid;
    use crate::label::{FreeLabel, Magic, TapeBlock};

    type ClaimFn = fn(&[u8]) -> Option<Label>;

    fn coded(name: &'static str, max_bytes: usize, claim: ClaimFn) -> LabelParser {
        LabelParser {
            name: name.into(),
            description: "".into(),
            max_bytes,
            id_bytes: 1..=255,
            claim: Claim::Code(claim),
        }
    }

    fn length(bytes: &[u8]) -> Option<Label> {
        Label::new("length", &[u8::try_from(bytes.len()).ok()?], "")
    }

    fn table(added: impl IntoIterator<Item = LabelParser>) -> LabelParsers {
        let mut table = LabelParsers::default();
        added.into_iter().for_each(|parser| table.add(parser).expect("a parser"));
        table
    }

    #[test]
    fn the_first_claim_wins_and_no_parser_sees_more_than_its_longest_label() {
        let silent = || coded("silent", LABEL_BYTES_MAX, |_| None);
        let (short, long) = (|| coded("short", 3, length), || coded("long", 9, length));
        let first = |added: [LabelParser; 3], block: &[u8]| {
            table(added).claim(block).map(|label| label.id[0])
        };
        assert_eq!(first([silent(), short(), long()], &[0; 6]), Some(3));
        assert_eq!(first([long(), short(), silent()], &[0; 6]), Some(6));
        assert_eq!(first([long(), short(), silent()], &[0; 60]), Some(9));
        assert_eq!(first([short(), long(), silent()], &[]), Some(0), "an empty block is shown too");
        assert_eq!(table([silent()]).claim(&[0; 6]), None);
        assert_eq!(LabelParsers::default().read_bytes(), mtf::LABEL_BYTES_MAX);
    }

    #[test]
    fn what_is_added_is_asked_before_what_is_there_and_after_the_free_label() {
        let free = FreeLabel { id: Guid::from_u128(3) }.emit();
        let backup = TapeBlock::of_application("Backup", "Monday", Guid::from_u128(4));
        let plain = LabelParsers::default();
        let greedy = table([coded("greedy", 9, |_| Label::new("greedy", &[1], ""))]);
        assert!(plain.claim(&free).is_some_and(|label| label.is_free()));
        assert_eq!(greedy.claim(&free), plain.claim(&free));
        assert_eq!(greedy.claim(&backup), Label::new("greedy", &[1], ""));
        let names: Vec<&str> = greedy.iter().map(|parser| &*parser.name).collect();
        assert_eq!(names, ["Free", "greedy", "MTF", "ANSI VOL1"]);
    }

    #[test]
    fn a_parser_gives_nothing_that_could_not_be_on_record() {
        let claims: [ClaimFn; 4] = [
            |_| Label::new(free::SOFTWARE, &[1; 16], "stolen"),
            |_| Some(Label { id: vec![1; 256].into(), ..Label::new("T", &[1], "")? }),
            |_| Some(Label { id: Vec::new().into(), ..Label::new("T", &[1], "")? }),
            |_| Some(Label { label_type: crate::Text::EMPTY, ..Label::new("T", &[1], "")? }),
        ];
        for claim in claims {
            assert_eq!(table([coded("forger", 9, claim)]).claim(&[7; 99]), None);
        }
        let other_size = LabelParser { id_bytes: 2..=3, ..coded("liar", 9, length) };
        let liar = table([other_size]);
        assert_eq!(liar.claim(&[7; 99]), None, "its identifiers are said to be longer");
        assert!(liar.may_give("any", &[1, 2]) && !liar.may_give("any", &[1, 2, 3, 4]));
        let long = "x".repeat(300);
        let cut = coded("long", 9, |_| {
            let text: crate::Text = "x".repeat(300).into();
            Some(Label { label_type: text.clone(), info: text, ..Label::new("T", &[1], "")? })
        });
        assert_eq!(table([cut]).claim(&[]), Label::new(&long, &[1], &long));
    }

    #[test]
    fn what_is_no_parser_does_not_come_in() {
        let named =
            |name: &str| LabelParser { name: name.to_owned().into(), ..coded("", 9, length) };
        let of =
            |max_bytes, id_bytes| LabelParser { id_bytes, ..coded("sized", max_bytes, length) };
        let laid = |label_type: &str, magic: &[u8]| {
            let magic = vec![Magic { offset: 0, bytes: magic.to_vec() }];
            let label_type = label_type.into();
            LabelLayout { label_type, magic, id: None, info: None }.parser("laid", "")
        };
        let backwards = core::ops::RangeInclusive::new(3, 2);
        let cases = [
            (named(""), ParserRefused::Name),
            (named(&"n".repeat(256)), ParserRefused::Name),
            (named(r"one\two"), ParserRefused::Name),
            (named("TAKEN"), ParserRefused::Taken),
            (named("mtf"), ParserRefused::Taken),
            (named("free"), ParserRefused::Taken),
            (of(0, 1..=1), ParserRefused::Bytes),
            (of(LABEL_BYTES_MAX + 1, 1..=1), ParserRefused::Bytes),
            (of(9, 0..=1), ParserRefused::Id),
            (of(9, 1..=256), ParserRefused::Id),
            (of(9, backwards), ParserRefused::Id),
            (laid("", b"X"), ParserRefused::Type),
            (laid(&"t".repeat(64), b"X"), ParserRefused::Type),
            (laid(free::SOFTWARE, b"X"), ParserRefused::Type),
            (laid("T", b""), ParserRefused::Magic),
        ];
        let mut table = table([coded("taken", 9, length)]);
        for (parser, refused) in cases {
            assert_eq!(table.add(parser.clone()), Err(refused), "{parser:?}");
        }
        for number in 1..PARSER_COUNT_MAX {
            assert_eq!(table.add(named(&number.to_string())), Ok(()));
        }
        assert_eq!(table.add(named("one more")), Err(ParserRefused::Full));
        assert_eq!(table.iter().count(), PARSER_COUNT_MAX + 3);
    }
}
