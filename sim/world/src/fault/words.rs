//! What went wrong in words: the effect as the scenario calls it, and the occasion.

use super::Occasion;
use crate::scenario::Span;
use crate::scenario::fault::{Effect, Lasting, OtherEffect};
use crate::scenario::vocabulary::Vocabulary;
use crate::story::stretch;
use crate::story::words::{of_object, several};

/// An effect with how long it lasts, or whatever else it has.
pub(super) fn of_effect(effect: &Effect) -> String {
    let lasting = |lasts: Option<Span>| match lasts {
        Some(span) => format!(" for {}", stretch(span.0)),
        None => String::new(),
    };
    let restart = |after: Option<Span>| match after {
        Some(span) => format!(", restart after {}", stretch(span.0)),
        None => String::new(),
    };
    let more = match effect {
        Effect::Condition { lasts, .. } => lasting(*lasts),
        Effect::Other(other) => match other {
            OtherEffect::Delay(span) => format!(" of {}", stretch(span.0)),
            OtherEffect::Forged(sense) => format!(" {}", sense.0.word()),
            OtherEffect::Hang(Lasting { lasts })
            | OtherEffect::Fail(Lasting { lasts })
            | OtherEffect::Full(Lasting { lasts }) => lasting(*lasts),
            OtherEffect::Crash(crash) => restart(crash.restart_after),
            OtherEffect::LoseSuffix(lost) => {
                let rows = several(lost.rows.value.into(), "row");
                format!(" of {rows}{}", restart(lost.restart_after))
            }
            OtherEffect::LoseRow(object) => format!(" of {}", of_object(object)),
            _ => String::new(),
        },
    };
    format!("{}{more}", effect.word())
}

/// What a rule spoke at.
pub(super) fn of_occasion(occasion: Occasion) -> String {
    match occasion {
        Occasion::Command(name) => format!(", at {name}"),
        Occasion::Answer(name) => format!(", at the answer to {name}"),
        Occasion::Call(function) => format!(", at {}", function.name()),
        Occasion::Kept(function) => format!(", at {} when it was kept", function.name()),
        Occasion::Reply(function) => format!(", at the reply to {}", function.name()),
        Occasion::Keep => ", at a record".to_owned(),
        Occasion::Growth => ", at a growth".to_owned(),
    }
}
