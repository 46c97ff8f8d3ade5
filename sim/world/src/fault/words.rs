//! What went wrong in words: the effect as the scenario calls it, and the occasion.

use wire::ntms::Function;

use super::Occasion;
use crate::scenario::Span;
use crate::scenario::fault::{Any, Effect, Lasting, OtherEffect, When};
use crate::scenario::vocabulary::{ScsiCommand, Vocabulary};
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

/// When a rule speaks, as it follows upon the effect.
pub(super) fn of_when(when: &When) -> String {
    let scsi = |any: &Any<ScsiCommand>| match any {
        Any::Any => "any command",
        Any::One(command) => command.name(),
    };
    let api = |any: &Any<Function>| match any {
        Any::Any => "any call",
        Any::One(function) => function.name(),
    };
    let parts = [
        when.command.as_ref().map(|any| format!("at {}", scsi(any))),
        when.answer.as_ref().map(|any| format!("at the answer to {}", scsi(any))),
        when.call.as_ref().map(|any| format!("at {}", api(any))),
        when.kept.as_ref().map(|any| format!("at {} when it is kept", api(any))),
        when.reply.as_ref().map(|any| format!("at the reply to {}", api(any))),
        when.nth.as_ref().map(|nth| format!("only number {}", nth.value)),
        when.every.as_ref().map(|every| format!("one in {}", every.value)),
        when.after.map(|after| format!("after {}", stretch(after.0))),
        when.until.map(|until| format!("until {}", stretch(until.0))),
        when.probability.as_ref().map(|likely| format!("with probability {}", likely.value)),
        when.at_most.map(|most| format!("{} at most", several(most, "time"))),
    ];
    parts.into_iter().flatten().map(|part| format!(", {part}")).collect()
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
