//! Recorded runs: the scenario and the seed, then every hop. A record is enough to play the run
//! again.

use std::path::Path;

use serde::{Deserialize, Serialize};
use world::trace::Line;

/// What a record begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// The name of the scenario file.
    pub(crate) scenario: String,
    /// Where chance came from.
    pub(crate) seed: u64,
    /// The scenario itself.
    pub(crate) text: String,
}

/// How a record is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A JSON object in each line.
    Json,
    /// For people.
    Text,
}

/// What a record for people begins with.
const TITLE: &str = "# rsm trace, version 1";

impl Form {
    /// The form that a file's name asks for.
    pub(crate) fn of(path: &Path) -> Form {
        let json = path.extension().is_some_and(|ending| ending == "jsonl" || ending == "json");
        if json { Form::Json } else { Form::Text }
    }

    /// A hop as a line.
    pub(crate) fn line(self, line: &Line) -> String {
        match self {
            Form::Json => serde_json::to_string(line).unwrap_or_default(),
            Form::Text => line.to_string(),
        }
    }

    /// The lines at the beginning.
    pub(crate) fn header(self, header: &Header) -> String {
        match self {
            Form::Json => format!("{}\n", serde_json::to_string(header).unwrap_or_default()),
            Form::Text => {
                let scenario: String =
                    header.text.lines().map(|line| format!("#| {line}\n")).collect();
                let Header { scenario: name, seed, .. } = header;
                format!("{TITLE}\n# scenario {name}\n# seed {seed}\n{scenario}")
            }
        }
    }

    /// Reads a record: what it begins with, and its hops as they are written.
    pub(crate) fn read(record: &str) -> Option<(Form, Header, Vec<&str>)> {
        let (first, _) = record.split_once('\n')?;
        if let Ok(header) = serde_json::from_str::<Header>(first) {
            return Some((Form::Json, header, record.lines().skip(1).collect()));
        }
        if first != TITLE {
            return None;
        }
        let mut lines = record.lines().skip(1);
        let scenario = lines.next()?.strip_prefix("# scenario ")?.to_owned();
        let seed = lines.next()?.strip_prefix("# seed ")?.parse().ok()?;
        let (mut text, mut hops) = (String::new(), Vec::new());
        for line in lines {
            match line.strip_prefix("#|") {
                Some(line) if hops.is_empty() => {
                    text.push_str(line.strip_prefix(' ').unwrap_or(line));
                    text.push('\n');
                }
                _ => hops.push(line),
            }
        }
        Some((Form::Text, Header { scenario, seed, text }, hops))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_leads_back_to_its_scenario() {
        let text = "version: 1\n\nabout: |\n  two\n  lines\n".to_owned();
        let header = Header { scenario: "a b.yaml".to_owned(), seed: 7, text };
        for form in [Form::Json, Form::Text] {
            let record = form.header(&header) + "one\ntwo\n";
            let read = Form::read(&record).expect("a record");
            assert_eq!(read, (form, header.clone(), vec!["one", "two"]));
        }
        assert_eq!(Form::read("version: 1\n"), None);
        assert_eq!(Form::read(""), None);
    }
}
