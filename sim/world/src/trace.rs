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
        write!(f, "{} {hop:<8} {from}", Clock(*at))?;
        if !to.is_empty() {
            write!(f, " -> {to}")?;
        }
        write!(f, ": {what}")
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
