//! What became of a story: what held, what did not, and in words that do not change.

use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::check::Violation;
use crate::leave::Open;
use crate::trace::Clock;

/// Something that was not as expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// When, since the beginning of the run.
    #[serde(serialize_with = "clock")]
    pub at: Duration,
    /// The application; nothing for what concerns all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// The step, counted from 1; `3.2` is the second of those inside the third.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The line in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What was done or looked at.
    pub what: String,
    /// What should have come of it.
    pub expected: String,
    /// What came of it.
    pub seen: String,
    /// How long that took, or who waits for what and who holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waited: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(application) = &self.application {
            write!(f, "{application}, ")?;
        }
        if let Some(step) = &self.step {
            write!(f, "step {step}, ")?;
        }
        if let Some(line) = self.line {
            write!(f, "line {line}, ")?;
        }
        write!(f, "at {}: {}: ", Clock(self.at), self.what)?;
        write!(f, "expected {}, seen {}", self.expected, self.seen)?;
        match &self.waited {
            Some(waited) => write!(f, "; {waited}"),
            None => Ok(()),
        }
    }
}

/// Something that was looked at in the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// What must hold.
    pub what: String,
    /// Whether it does.
    pub held: bool,
    /// What was seen, when it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// The line in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.seen {
            None => write!(f, "held    {}", self.what),
            Some(seen) => write!(f, "failed  {}: {seen}", self.what),
        }
    }
}

/// What became of a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Steps and expectations that were as expected.
    pub passed: u64,
    /// Those that were not, with everything else that may not be.
    pub failed: u64,
    /// What was not as expected, in the order of time.
    pub failures: Vec<Failure>,
    /// What was looked at in the end.
    pub expectations: Vec<Judged>,
    /// What is left open.
    pub left: Open,
    /// Rules that spoke, by their number from 0, and how often.
    pub faults: Vec<(usize, u64)>,
    /// Laws that did not hold.
    pub violations: Vec<Violation>,
    /// When the run ended.
    #[serde(serialize_with = "clock")]
    pub ended: Duration,
    /// Who waits for what, when nothing can ever happen again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stuck: Option<String>,
}

impl Outcome {
    /// Everything was as expected.
    pub fn held(&self) -> bool {
        self.failed == 0
    }
}

fn clock<S: Serializer>(at: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Clock(*at))
}

/// A stretch of time for people: the two largest units that are not zero.
pub(crate) fn stretch(time: Duration) -> String {
    let seconds = time.as_secs();
    let parts = [
        (u128::from(seconds / 86_400), "d"),
        (u128::from(seconds / 3_600 % 24), "h"),
        (u128::from(seconds / 60 % 60), "m"),
        (u128::from(seconds % 60), "s"),
        (u128::from(time.subsec_millis()), "ms"),
        (u128::from(time.subsec_micros() % 1_000), "us"),
    ];
    let first = parts.iter().position(|(count, _)| *count > 0);
    let Some(first) = first else { return "0s".to_owned() };
    let shown = parts.iter().skip(first).take(2).filter(|(count, _)| *count > 0);
    shown.map(|(count, unit)| format!("{count}{unit}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_told_in_two_units() {
        for (micros, told) in [
            (0, "0s"),
            (50, "50us"),
            (1_250, "1ms 250us"),
            (2_000_000, "2s"),
            (61_000_000, "1m 1s"),
            (3_600_000_000, "1h"),
            (90_061_000_000, "1d 1h"),
        ] {
            assert_eq!(stretch(Duration::from_micros(micros)), told);
        }
    }

    #[test]
    fn a_failure_says_who_where_when_what_and_why() {
        let failure = Failure {
            at: Duration::from_micros(61_000_050),
            application: Some("writer".to_owned()),
            step: Some("3.2".to_owned()),
            line: Some(42),
            what: "MountNtmsMedia $tape".to_owned(),
            expected: "ERROR_SUCCESS".to_owned(),
            seen: "ERROR_TIMEOUT".to_owned(),
            waited: Some("after 1m".to_owned()),
        };
        let text = "writer, step 3.2, line 42, at 00:01:01.000050: MountNtmsMedia $tape: \
                    expected ERROR_SUCCESS, seen ERROR_TIMEOUT; after 1m";
        assert_eq!(failure.to_string(), text);
        let (application, step, line, waited) = (None, None, None, None);
        let bare = Failure { application, step, line, waited, ..failure };
        let text = "at 00:01:01.000050: MountNtmsMedia $tape: \
                    expected ERROR_SUCCESS, seen ERROR_TIMEOUT";
        assert_eq!(bare.to_string(), text);
    }
}
