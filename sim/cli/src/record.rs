//! Recorded runs: the scenario and the seed, then every hop. A record is enough to play the run
//! again.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Error, ErrorKind, Read, Result, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use world::trace::{Line, OneLine};

/// What a record begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// The name of the scenario file.
    pub(crate) scenario: String,
    /// Where chance came from.
    pub(crate) seed: u64,
    /// The laws were not looked at.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unchecked: bool,
    /// Services took up databases that were there before, which the record does not hold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) resumed: bool,
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
const UNCHECKED: &str = "# laws not looked at";
const RESUMED: &str = "# databases from before";

/// Bytes of the longest line: a header with the longest scenario in it.
const LINE_BYTES_MAX: u64 = 128 << 20;

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
    fn header(self, header: &Header) -> String {
        match self {
            Form::Json => format!("{}\n", serde_json::to_string(header).unwrap_or_default()),
            Form::Text => {
                let Header { scenario, seed, unchecked, resumed, text } = header;
                let mut lines = format!("{TITLE}\n# scenario {}\n", OneLine(scenario));
                lines.push_str(&format!("# seed {seed}\n"));
                for (is, line) in [(unchecked, UNCHECKED), (resumed, RESUMED)] {
                    if *is {
                        lines.push_str(&format!("{line}\n"));
                    }
                }
                lines.extend(text.lines().map(|line| format!("#| {line}\n")));
                lines
            }
        }
    }
}

/// A record under way.
#[derive(Debug)]
pub(crate) struct Writer {
    form: Form,
    file: BufWriter<File>,
    broken: Option<Error>,
}

impl Writer {
    /// Begins a record; what the file held is gone.
    pub(crate) fn create(path: &Path, header: &Header) -> Result<Writer> {
        let form = Form::of(path);
        let mut file = BufWriter::new(File::create(path)?);
        file.write_all(form.header(header).as_bytes())?;
        Ok(Writer { form, file, broken: None })
    }

    /// Writes a hop. That it cannot be written is told in the end.
    pub(crate) fn line(&mut self, line: &Line) {
        if self.broken.is_none() {
            self.broken = writeln!(self.file, "{}", self.form.line(line)).err();
        }
    }

    /// Ends the record.
    pub(crate) fn end(&mut self) -> Result<()> {
        match self.broken.take() {
            Some(error) => Err(error),
            None => self.file.flush(),
        }
    }
}

/// A record that is read line by line, however long it is.
#[derive(Debug)]
pub(crate) struct Reader<R> {
    pub(crate) form: Form,
    pub(crate) header: Header,
    input: R,
    /// A hop that was read while the end of the header was looked for.
    ahead: Option<String>,
}

impl Reader<BufReader<File>> {
    /// Opens a record.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        Reader::new(BufReader::new(File::open(path)?))
    }
}

impl<R: BufRead> Reader<R> {
    fn new(mut input: R) -> Result<Reader<R>> {
        let no_record = || Error::from(ErrorKind::InvalidData);
        let first = line_of(&mut input)?.ok_or_else(no_record)?;
        if let Ok(header) = serde_json::from_str(&first) {
            return Ok(Reader { form: Form::Json, header, input, ahead: None });
        }
        if first != TITLE {
            return Err(no_record());
        }
        let mut header = Header::default();
        let mut ahead = None;
        let (mut named, mut seeded) = (false, false);
        while let Some(line) = line_of(&mut input)? {
            if let Some(text) = line.strip_prefix("#|") {
                header.text.push_str(text.strip_prefix(' ').unwrap_or(text));
                header.text.push('\n');
            } else if let Some(name) = line.strip_prefix("# scenario ") {
                header.scenario = name.to_owned();
                named = true;
            } else if let Some(seed) = line.strip_prefix("# seed ") {
                header.seed = seed.parse().map_err(|_| no_record())?;
                seeded = true;
            } else if line == UNCHECKED {
                header.unchecked = true;
            } else if line == RESUMED {
                header.resumed = true;
            } else {
                ahead = Some(line);
                break;
            }
        }
        match named && seeded {
            true => Ok(Reader { form: Form::Text, header, input, ahead }),
            false => Err(no_record()),
        }
    }

    /// The next hop as it is written.
    pub(crate) fn hop(&mut self) -> Result<Option<String>> {
        match self.ahead.take() {
            Some(line) => Ok(Some(line)),
            None => line_of(&mut self.input),
        }
    }
}

/// The next line without its end.
fn line_of(input: &mut impl BufRead) -> Result<Option<String>> {
    let mut bytes = Vec::new();
    if input.take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    String::from_utf8(bytes).map(Some).map_err(|_| ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_leads_back_to_its_scenario() {
        let text = "version: 1\n\nabout: |\n  two\n  lines\n".to_owned();
        for (unchecked, resumed) in [(false, false), (true, true)] {
            let scenario = "a b.yaml".to_owned();
            let header = Header { scenario, seed: 7, unchecked, resumed, text: text.clone() };
            for form in [Form::Json, Form::Text] {
                let record = form.header(&header) + "one\n#| two\nlast";
                let mut read = Reader::new(record.as_bytes()).expect("a record");
                assert_eq!((read.form, &read.header), (form, &header));
                for hop in ["one", "#| two", "last"] {
                    assert_eq!(read.hop().expect("text").as_deref(), Some(hop));
                }
                assert_eq!(read.hop().expect("the end"), None);
            }
        }
    }

    #[test]
    fn what_is_no_record_is_not_taken_for_one() {
        for text in [
            "",
            "version: 1\n",
            "{}\n",
            "# rsm trace, version 1\n",
            "# rsm trace, version 1\n# scenario a\n00:00 story\n",
            "# rsm trace, version 1\n# scenario a\n# seed many\n",
            "# rsm trace, version 2\n# scenario a\n# seed 1\n",
        ] {
            assert!(Reader::new(text.as_bytes()).is_err(), "{text:?}");
        }
        assert!(Reader::new(&b"\xff\n"[..]).is_err());
    }
}
