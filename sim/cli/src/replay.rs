//! `rsm replay`: plays a recorded run again and compares it with the record, line by line.

use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use ntmsapi::{LoadError, Play};
use serde_json::json;
use world::scenario::Scenario;
use world::story::Checks;
use world::trace::{Clock, Line};

use crate::output::quoted;
use crate::progress::Progress;
use crate::record::Reader;
use crate::timeline;
use crate::{Exit, output};

/// Plays a recorded run again.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsm replay failure.jsonl\n\n\
    Exit code: 0 the run held and is the same; 1 it failed, as recorded; 2 it differs, or the \
    file is no record.")]
pub(crate) struct Replay {
    /// What `rsm run --trace` wrote.
    file: PathBuf,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

/// A run beside its record.
struct Compared {
    record: Reader<BufReader<File>>,
    /// Hops so far.
    hops: u64,
    /// The first that differs, as it was recorded and as it was played.
    differs: Option<(u64, String, String)>,
}

impl Compared {
    /// The next hop of the record.
    fn recorded(&mut self) -> Option<String> {
        // What is no text is not what was written.
        self.record.hop().unwrap_or_else(|error| Some(format!("no hop: {error}")))
    }

    fn hear(&mut self, line: &Line) {
        self.hops += 1;
        if self.differs.is_some() {
            return;
        }
        let played = self.record.form.line(line);
        match self.recorded() {
            Some(recorded) if recorded == played => {}
            recorded => {
                let recorded = recorded.unwrap_or_else(|| "the end of the record".to_owned());
                self.differs = Some((self.hops, recorded, played));
            }
        }
    }

    /// The run is over, and so should be the record.
    fn end(&mut self) {
        if self.differs.is_none()
            && let Some(recorded) = self.recorded()
        {
            self.differs = Some((self.hops + 1, recorded, "the end of the run".to_owned()));
        }
    }
}

impl Replay {
    pub(crate) fn execute(&self) -> Exit {
        let path = self.file.display();
        let record = match Reader::open(&self.file) {
            Ok(record) => record,
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return output::wrong(format!(
                    "error: {path} is no record of a run; `rsm run STORY.yaml --trace FILE` \
                     writes one"
                ));
            }
            Err(error) => {
                let error = LoadError::File(self.file.clone(), error);
                return output::wrong(format!("error: {error}"));
            }
        };
        let header = record.header.clone();
        let name = format!("{} in {path}", header.scenario);
        let mut scenario = match Scenario::parse(&name, &header.text) {
            Ok(scenario) => scenario,
            Err(error) => return output::wrong(error),
        };
        scenario.seed = header.seed;
        let compared = Arc::new(Mutex::new(Compared { record, hops: 0, differs: None }));
        let noted = Arc::clone(&compared);
        let mut progress = Progress::endless();
        let sink = move |line: &Line| {
            let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
            noted.hear(line);
            let hops = noted.hops;
            progress.tell(hops, || format!("{} of simulated time, {hops} hops", Clock(line.at)));
        };
        let checks = if header.unchecked { Checks::Never } else { Checks::Always };
        let outcome = match (Play { checks, ..Play::default() }).play(&scenario, Some(sink)) {
            Ok(outcome) => outcome,
            Err(error) => return output::unloadable(Path::new(&name), &error),
        };
        let mut compared = compared.lock().unwrap_or_else(PoisonError::into_inner);
        compared.end();
        let (hops, same) = (compared.hops, compared.differs.is_none());
        if self.json {
            let (held, seed) = (outcome.held(), header.seed);
            output::line(json!({ "same": same, "hops": hops, "held": held, "seed": seed }));
        }
        if let Some((hop, recorded, played)) = &compared.differs {
            let why = match header.resumed {
                true => "The run began with databases that the record does not hold.",
                false => "The record is of another version of this program, or was changed.",
            };
            return output::wrong(format!(
                "error: {path}: hop {hop} differs\n  recorded: {recorded}\n  played:   {played}\n\
                 {why}"
            ));
        }
        if !self.json {
            output::line(format!("{hops} hops, the same as recorded"));
            output::line(timeline::tail(&scenario, &outcome));
        }
        if outcome.held() {
            return Exit::Held;
        }
        if !self.json {
            let record = quoted(&path.to_string());
            let text = timeline::failures(&outcome);
            output::wrong(format!("{text}again:  rsm replay {record}"));
        }
        Exit::Failed
    }
}
