//! `rsm replay`: plays a recorded run again and compares it with the record, line by line.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use ntmsapi::Play;
use serde_json::json;
use world::scenario::Scenario;
use world::trace::Line;

use crate::record::Form;
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

/// The first place where a run differs from its record.
#[derive(Default)]
struct Compared {
    line: usize,
    differs: Option<(usize, String, String)>,
}

impl Replay {
    pub(crate) fn execute(&self) -> Exit {
        let path = self.file.display();
        let record = match std::fs::read_to_string(&self.file) {
            Ok(record) => record,
            Err(error) => return output::wrong(format!("error: {path}: {error}")),
        };
        let Some((form, header, hops)) = Form::read(&record) else {
            return output::wrong(format!(
                "error: {path}: this is no record of a run; `rsm run STORY.yaml --trace FILE` \
                 writes one"
            ));
        };
        let mut scenario = match Scenario::parse(&header.scenario, &header.text) {
            Ok(scenario) => scenario,
            Err(error) => return output::wrong(error),
        };
        scenario.seed = header.seed;
        let hops: Vec<String> = hops.into_iter().map(str::to_owned).collect();
        let count = hops.len();
        let compared = Arc::new(Mutex::new(Compared::default()));
        let noted = Arc::clone(&compared);
        let sink = move |line: &Line| {
            let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
            let seen = form.line(line);
            let recorded = hops.get(noted.line).map_or("", String::as_str);
            if noted.differs.is_none() && recorded != seen {
                noted.differs = Some((noted.line, recorded.to_owned(), seen));
            }
            noted.line += 1;
        };
        let outcome = match Play::default().play(&scenario, Some(sink)) {
            Ok(outcome) => outcome,
            Err(error) => return output::wrong(error),
        };
        let mut compared = compared.lock().unwrap_or_else(PoisonError::into_inner);
        let ended_early = compared.line < count && compared.differs.is_none();
        if ended_early {
            let end = (compared.line, "more".to_owned(), "the end of the run".to_owned());
            compared.differs = Some(end);
        }
        if self.json {
            let same = compared.differs.is_none();
            output::line(json!({
                "same": same, "lines": count, "held": outcome.held(), "seed": header.seed,
            }));
        }
        if let Some((line, recorded, seen)) = &compared.differs {
            return output::wrong(format!(
                "error: {path}: hop {} differs\n  recorded: {recorded}\n  played:   {seen}\n\
                 The record is of another version of this program, or was changed.",
                line + 1
            ));
        }
        if !self.json {
            output::line(format!("{count} hops, the same as recorded"));
            output::line(timeline::tail(&outcome));
        }
        if outcome.held() {
            return Exit::Held;
        }
        if !self.json {
            let scenario = PathBuf::from(&header.scenario);
            output::wrong(timeline::failures(&outcome, &scenario, header.seed));
        }
        Exit::Failed
    }
}
