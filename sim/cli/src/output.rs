//! What the program prints: text to standard output, complaints to standard error. A reader that
//! goes away, as `head` does, is no error.

use std::fmt::Display;
use std::io::Write;

use serde::Serialize;

use crate::Exit;

/// Writes a line to standard output.
pub(crate) fn line(text: impl Display) {
    // Nobody reads any more: there is nothing left to do for this line.
    let _ = writeln!(anstream::stdout(), "{text}");
}

/// Writes a complaint to standard error and says that something was wrong.
pub(crate) fn wrong(text: impl Display) -> Exit {
    let _ = writeln!(anstream::stderr(), "{text}");
    Exit::Wrong
}

/// Writes a value as JSON, indented for people.
pub(crate) fn json(value: &impl Serialize) -> Exit {
    match serde_json::to_string_pretty(value) {
        Ok(text) => {
            line(text);
            Exit::Held
        }
        Err(error) => wrong(format!("error: this cannot be written as JSON: {error}")),
    }
}
