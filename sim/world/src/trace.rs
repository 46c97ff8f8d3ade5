//! The trace: one line for each hop, readable and as JSON. Lines are made only for a sink.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// A hop: when, where, what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Time since the beginning of the run.
    #[serde(serialize_with = "seconds")]
    pub at: Duration,
    /// The kind of hop: `call`, `reply`, `verb`, `command`, `answer`, `keep`, `kept`, `send`,
    /// `receive`, `service`, `fault`, `person`, `hardware`, `story`, `check`.
    pub hop: &'static str,
    /// Where it comes from.
    pub from: String,
    /// Where it goes to, empty when it stays.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// What it is.
    pub what: String,
}

fn seconds<S: serde::Serializer>(at: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Clock(*at))
}

/// A time as traces print it: hours, minutes, seconds and microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock(pub Duration);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{hours:02}:{minutes:02}:{rest:02}.{:06}", self.0.subsec_micros())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Line { at, hop, from, to, what } = self;
        write!(f, "{} {hop:<8} {}", Clock(*at), OneLine(from))?;
        if !to.is_empty() {
            write!(f, " -> {}", OneLine(to))?;
        }
        write!(f, ": {}", OneLine(what))
    }
}

/// Text of anybody in one line: line ends and other control characters are written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneLine<'a>(pub &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in self.0.split_inclusive(char::is_control) {
            let plain = part.trim_end_matches(char::is_control);
            f.write_str(plain)?;
            for control in part[plain.len()..].chars() {
                write!(f, "{}", control.escape_default())?;
            }
        }
        Ok(())
    }
}

/// Where lines go.
pub trait Sink: Send {
    /// Takes a line.
    fn line(&mut self, line: &Line);
}

impl<F: FnMut(&Line) + Send> Sink for F {
    fn line(&mut self, line: &Line) {
        self(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hop_is_one_line_whatever_is_said_in_it() {
        let what = "hears\r\nthe \u{1b}[31mbell\u{7} – ünd\n".to_owned();
        let line = Line {
            at: Duration::from_micros(3_600_000_001),
            hop: "person",
            from: "a\tb".to_owned(),
            to: String::new(),
            what,
        };
        let told = r"01:00:00.000001 person   a\tb: hears\r\nthe \u{1b}[31mbell\u{7} – ünd\n";
        assert_eq!(line.to_string(), told);
    }
}
