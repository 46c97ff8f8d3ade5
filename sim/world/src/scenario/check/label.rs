//! Label parsers.

use wire::label::{LabelParsers, ParserRefused};

use super::super::label::LabelParser;
use super::super::place::{At, Place};
use super::super::room::Computer;
use super::Check;

impl Check<'_> {
    pub(super) fn label_parsers(&mut self, computer: &Computer) {
        let mut table = LabelParsers::default();
        for (name, row) in computer.label_parsers.iter() {
            let mut unsaid = row.magic.iter().filter(|magic| magic.bytes().is_none());
            if let Some(magic) = unsaid.next() {
                let note = self.wrong(magic.place, "the magic says no bytes");
                *note = note.clone().expected("expected `text`, or `hex` with two digits a byte");
            } else if let Err(refused) = table.add(row.parser(name)) {
                let message = format!("`{}` is no label parser", name.value);
                let note = self.wrong(place(refused, name, row), message);
                *note = note.clone().expected(refused.to_string());
            }
        }
    }
}

/// What of a parser is to blame.
fn place(refused: ParserRefused, name: &At<String>, row: &LabelParser) -> Option<Place> {
    let found = match refused {
        ParserRefused::Name | ParserRefused::Taken | ParserRefused::Full => None,
        ParserRefused::Type => row.label_type.place,
        ParserRefused::Magic => row.magic.iter().next().and_then(|magic| magic.place),
        ParserRefused::Id => row.id.as_ref().and_then(|id| id.place),
        ParserRefused::Bytes => {
            let longest = |place: Option<Place>, end: u64| (end, place);
            let magic = row.magic.iter().map(|magic| longest(magic.place, magic.at.into()));
            let fields = row.id.iter().chain(&row.info).map(|field| {
                let end = u64::from(field.at) + u64::from(field.length);
                longest(field.place, if field.length == 0 { u64::MAX } else { end })
            });
            magic.chain(fields).max_by_key(|(end, _)| *end).and_then(|(_, place)| place)
        }
    };
    found.or(name.place)
}
