//! How a step ended, and whether that is how it should.

use wire::Text;
use wire::ntms::call::{Answer, Refusal};
use wire::scsi::Sense;

use super::find::Value;
use crate::client::Handle;
use crate::scenario::At;
use crate::scenario::vocabulary::{End, SenseRow, Vocabulary, Word};
use wire::tape::{Stopped, TapeDone, TapeError};

/// What was expected, and what was seen.
pub(super) type Differs = (String, String);

/// What came of a step.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) end: Ending,
    /// What the answer gave.
    pub(super) value: Option<Value>,
    /// More, for people.
    pub(super) more: String,
    /// It ended well and the end of the medium is near.
    pub(super) early_warning: bool,
    /// What was waited for in vain.
    pub(super) in_vain: Option<String>,
    /// Something that must hold with this end and does not.
    pub(super) differs: Option<Differs>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ending {
    Code(End),
    /// Something without a code.
    Other(String),
}

impl Seen {
    pub(super) fn of(end: Ending) -> Seen {
        let (more, early_warning) = (String::new(), false);
        Seen { end, value: None, more, early_warning, in_vain: None, differs: None }
    }

    pub(super) fn success(value: Option<Value>) -> Seen {
        Seen { value, ..Seen::of(Ending::Code(End::Success)) }
    }

    pub(super) fn other(text: impl Into<String>) -> Seen {
        Seen::of(Ending::Other(text.into()))
    }

    pub(super) fn answered(answer: Answer) -> Seen {
        Seen::success(match answer {
            Answer::Done | Answer::Session(_) => None,
            Answer::Id(id) => Some(Value::Id(id)),
            Answer::Ids(ids) => Some(Value::Ids(ids)),
            Answer::Name(name) => Some(Value::Name(name)),
            Answer::Information(information) => Some(Value::Information(information)),
            Answer::Allocated(allocated) => Some(Value::Id(allocated.media)),
            Answer::Security(parts) => {
                Some(Value::Name(Text::from(crate::words::of_security(&parts))))
            }
            Answer::Names(names) => Some(Value::Name(Text::from(lines(&names)))),
            Answer::Data(data) => {
                Some(Value::Name(Text::from(String::from_utf8_lossy(&data).into_owned())))
            }
            Answer::Created(created) => Some(Value::Id(created.media.id)),
            Answer::Number(number) => Some(Value::Number(number)),
            Answer::Volume(volume) => {
                Some(Value::Name(Text::from(crate::words::of_volume(&volume))))
            }
            Answer::Handle(handle) => Some(Value::Handle(Handle(handle))),
            Answer::Notification(told) => Some(Value::Change(told)),
        })
    }

    pub(super) fn refused(refusal: Refusal) -> Seen {
        let Refusal { error, short } = refusal;
        let mut seen = Seen::of(Ending::Code(End::Error(error)));
        if let Some(short) = short {
            seen.more = format!("{} needed", short.needed);
            seen.value = Some(Value::Ids(short.ids));
        }
        seen
    }

    /// What came of a verb. Reading that ends before its count ends with what it met.
    pub(super) fn drove(result: &Result<TapeDone, TapeError>) -> Seen {
        let done = match result {
            Ok(done) => done,
            Err(TapeError::Refused { sense, blocks_done }) => {
                let more = match blocks_done {
                    0 => String::new(),
                    count => format!("after {}", super::words::several(u64::from(*count), "block")),
                };
                return Seen { more, ..Seen::of(of_sense(*sense)) };
            }
            Err(error) => return Seen::other(error.to_string()),
        };
        let end = match done.stopped {
            None => Ending::Code(End::Success),
            Some(Stopped::Filemark) => of_sense(Sense::FILEMARK),
            Some(Stopped::EndOfData) => of_sense(Sense::END_OF_DATA),
        };
        let value = done.position.map(|position| Value::Position(position.object));
        let mut more = Vec::new();
        if !done.blocks.is_empty() || done.stopped.is_some() {
            more.push(super::words::several(done.blocks.len() as u64, "block"));
        }
        if done.early_warning {
            more.push("early warning".to_owned());
        }
        let (more, early_warning) = (more.join(", "), done.early_warning);
        Seen { value, more, early_warning, ..Seen::of(end) }
    }

    /// Whether this is one of the ends; success when there is none.
    pub(super) fn is_one_of(&self, ends: &[At<Word<End>>]) -> bool {
        match ends {
            [] => self.is(End::Success),
            ends => ends.iter().any(|end| self.is(end.value.0)),
        }
    }

    pub(super) fn is_success(&self) -> bool {
        self.end == Ending::Code(End::Success)
    }

    fn is(&self, end: End) -> bool {
        let warned = |row: SenseRow| self.early_warning && row.1.is(Sense::EARLY_WARNING);
        match (&self.end, end) {
            (Ending::Code(End::Success), End::Success) => true,
            (Ending::Code(End::Success), End::Sense(row)) => warned(row),
            (Ending::Code(End::Error(seen)), End::Error(error)) => *seen == error,
            (Ending::Code(End::Sense(seen)), End::Sense(row)) => seen.1.is(row.1),
            _ => false,
        }
    }

    /// The end in words.
    pub(super) fn end(&self) -> String {
        let end = match &self.end {
            Ending::Code(end) => end.word().to_owned(),
            Ending::Other(text) => text.clone(),
        };
        match self.more.as_str() {
            "" => end,
            more => format!("{end}, {more}"),
        }
    }
}

fn of_sense(sense: Sense) -> Ending {
    let row = Sense::TABLE.iter().find(|(_, known, _)| known.is(sense));
    match row {
        Some((name, known, _)) => Ending::Code(End::Sense(SenseRow(name, *known))),
        None => Ending::Other(format!("sense {sense}")),
    }
}

/// The ends that are right, in words.
pub(super) fn of_ends(ends: &[At<Word<End>>]) -> String {
    match ends {
        [] => End::Success.word().to_owned(),
        ends => ends.iter().map(|end| end.value.0.word()).collect::<Vec<_>>().join(" or "),
    }
}

/// Texts, each in a line.
fn lines(texts: &[Text]) -> String {
    texts.iter().map(Text::as_str).collect::<Vec<_>>().join("\n")
}
