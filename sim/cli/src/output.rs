//! What the program prints: text to standard output, complaints to standard error, colour only
//! where a terminal shows it. A reader that goes away, as `head` does, is no error; an output that
//! takes no more, as a full disk does not, is one.

use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::OnceLock;

use ntmsapi::LoadError;
use serde::Serialize;

use crate::Exit;

/// Why standard output took a line no more.
static BROKEN: OnceLock<std::io::Error> = OnceLock::new();

/// Writes a line to standard output.
pub(crate) fn line(text: impl Display) {
    if BROKEN.get().is_none()
        && let Err(error) = writeln!(anstream::stdout(), "{text}")
    {
        // Only the first reason is told.
        let _ = BROKEN.set(error);
    }
}

/// Writes a complaint to standard error and says that something was wrong.
pub(crate) fn wrong(text: impl Display) -> Exit {
    // Where complaints go nowhere, the exit code is all that is left to say.
    let _ = writeln!(anstream::stderr(), "{text}");
    Exit::Wrong
}

/// Complains about a scenario that makes no world.
pub(crate) fn unloadable(file: &Path, error: &LoadError) -> Exit {
    match error {
        // It is drawn with its own heads.
        LoadError::Scenario(error) => wrong(error),
        LoadError::Build(error) => wrong(format!("error: {}: {error}", file.display())),
        error => wrong(format!("error: {error}")),
    }
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

/// Ends the program: what was not written was not said, however the rest ended.
pub(crate) fn end(exit: Exit) -> Exit {
    if let Err(error) = anstream::stdout().flush() {
        let _ = BROKEN.set(error);
    }
    match BROKEN.get() {
        Some(error) if error.kind() != ErrorKind::BrokenPipe => {
            wrong(format!("error: standard output: {error}"))
        }
        _ => exit,
    }
}

/// How something is shown on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    Good,
    Bad,
    Odd,
}

impl Paint {
    /// The text with its colour, which is taken off where no terminal shows it.
    pub(crate) fn on(self, text: impl Display) -> String {
        let colour = match self {
            Paint::Good => 32,
            Paint::Bad => 31,
            Paint::Odd => 33,
        };
        format!("\x1b[{colour}m{text}\x1b[0m")
    }
}

/// A word as a shell takes it.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./,:=@%+".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_a_quoted_word_as_it_was() {
        for (word, told) in [
            ("a/b-1.yaml", "a/b-1.yaml"),
            ("größe.yaml", "größe.yaml"),
            ("two words.yaml", "'two words.yaml'"),
            ("it's.yaml", r"'it'\''s.yaml'"),
            ("$HOME", "'$HOME'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), told);
        }
    }
}
