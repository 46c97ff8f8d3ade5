//! `rsm run`: plays a scenario and judges it.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use ntmsapi::{LoadError, Play};
use serde_json::json;
use world::scenario::Scenario;
use world::story::{Checks, Outcome};
use world::trace::Line;

use crate::record::{Form, Header};
use crate::timeline;
use crate::{Exit, output};

/// Plays a scenario in simulated time.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rsm run scenarios/quickstart.yaml\n  \
    rsm run scenarios/mount/two-jobs-one-drive.yaml --seeds 1..100\n  \
    rsm run scenarios/quickstart.yaml --trace run.jsonl && rsm replay run.jsonl")]
pub(crate) struct Run {
    /// The scenario file.
    file: PathBuf,
    /// Where chance comes from, instead of the scenario's own seed.
    #[arg(long, conflicts_with = "seeds")]
    seed: Option<u64>,
    /// Play with each seed of a range, both ends included; stop at the first that fails.
    #[arg(long, value_name = "A..B", value_parser = range)]
    seeds: Option<(u64, u64)>,
    /// Write every hop to a file: as JSON lines when its name ends with .jsonl, else as text.
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Print the timeline as JSON lines, and a last line with the result.
    #[arg(long)]
    json: bool,
    /// Threads that share the story's applications.
    #[arg(long, default_value_t = 1, value_name = "N")]
    threads: usize,
    /// Keep the databases of services in a folder, and take them up from there.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Do not look at the laws that hold in every world.
    #[arg(long)]
    no_checks: bool,
}

fn range(text: &str) -> Result<(u64, u64), String> {
    let ends = text.split_once("..").ok_or("a range is written A..B")?;
    let number = |text: &str| text.parse::<u64>().map_err(|error| format!("`{text}`: {error}"));
    let (first, last) = (number(ends.0)?, number(ends.1)?);
    match first <= last {
        true => Ok((first, last)),
        false => Err(format!("{first} is greater than {last}")),
    }
}

impl Run {
    pub(crate) fn execute(&self) -> Exit {
        let (scenario, text) = match read(&self.file) {
            Ok(read) => read,
            Err(complaint) => return output::wrong(complaint),
        };
        match self.seeds {
            Some((first, last)) => self.play_seeds(&scenario, &text, first, last),
            None => {
                let seed = self.seed.unwrap_or(scenario.seed);
                self.play_once(scenario, &text, seed)
            }
        }
    }

    fn how(&self) -> Play {
        let checks = if self.no_checks { Checks::Never } else { Checks::Always };
        Play { threads: self.threads, checks, state: self.state.clone() }
    }

    fn play_once(&self, mut scenario: Scenario, text: &str, seed: u64) -> Exit {
        scenario.seed = seed;
        let mut trace = match self.open_trace(text, seed) {
            Ok(trace) => trace,
            Err(complaint) => return output::wrong(complaint),
        };
        if !self.json {
            output::line(timeline::head(&scenario, &self.file));
        }
        let json = self.json;
        let broken = Arc::new(Mutex::new(None));
        let noted = Arc::clone(&broken);
        let sink = move |line: &Line| {
            if let Some((form, file)) = &mut trace
                && let Err(error) = writeln!(file, "{}", form.line(line))
            {
                noted.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            }
            if timeline::shows(line) {
                output::line(if json { Form::Json.line(line) } else { timeline::line(line) });
            }
        };
        let outcome = match self.how().play(&scenario, Some(sink)) {
            Ok(outcome) => outcome,
            Err(error) => return output::wrong(error),
        };
        if let Some(error) = broken.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let trace = self.trace.as_deref().unwrap_or(Path::new("")).display();
            return output::wrong(format!("error: {trace}: {error}"));
        }
        self.tell(&outcome, seed);
        if outcome.held() { Exit::Held } else { Exit::Failed }
    }

    fn open_trace(&self, text: &str, seed: u64) -> Result<Option<(Form, BufWriter<File>)>, String> {
        let Some(path) = &self.trace else { return Ok(None) };
        let complain = |error: std::io::Error| format!("error: {}: {error}", path.display());
        let mut file = BufWriter::new(File::create(path).map_err(complain)?);
        let form = Form::of(path);
        let header = Header { scenario: self.file.display().to_string(), seed, text: text.into() };
        file.write_all(form.header(&header).as_bytes()).map_err(complain)?;
        Ok(Some((form, file)))
    }

    fn tell(&self, outcome: &Outcome, seed: u64) {
        if self.json {
            let mut last = serde_json::to_value(outcome).unwrap_or_default();
            if let Some(last) = last.as_object_mut() {
                let expectations = json!({ "passed": outcome.passed, "failed": outcome.failed });
                let judged = last.insert("expectations".to_owned(), expectations);
                last.insert("judged".to_owned(), judged.unwrap_or_default());
                last.insert("seed".to_owned(), json!(seed));
            }
            return output::line(last);
        }
        output::line(timeline::tail(outcome));
        if !outcome.held() {
            output::wrong(timeline::failures(outcome, &self.file, seed));
        }
    }

    /// Plays with one seed after the other, quietly.
    fn play_seeds(&self, scenario: &Scenario, text: &str, first: u64, last: u64) -> Exit {
        let count = (last - first).saturating_add(1);
        let bar = ProgressBar::new(count);
        bar.set_style(
            ProgressStyle::with_template("{pos}/{len} seeds {wide_bar} {eta}")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        for seed in first..=last {
            let scenario = Scenario { seed, ..scenario.clone() };
            let outcome = match self.how().play(&scenario, None::<fn(&Line)>) {
                Ok(outcome) => outcome,
                Err(error) => return output::wrong(error),
            };
            bar.inc(1);
            if !outcome.held() {
                bar.finish_and_clear();
                if self.trace.is_some() {
                    // Once more, this time with every hop on record.
                    return self.play_once(scenario, text, seed);
                }
                self.tell(&outcome, seed);
                return Exit::Failed;
            }
        }
        bar.finish_and_clear();
        if self.json {
            let expectations = json!({ "passed": count, "failed": 0 });
            output::line(json!({ "seeds": [first, last], "expectations": expectations }));
        } else {
            output::line(format!("{count} seeds, {first} to {last}: everything held"));
        }
        Exit::Held
    }
}

/// Reads a scenario file.
pub(crate) fn read(path: &Path) -> Result<(Scenario, String), String> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| LoadError::File(path.to_owned(), error).to_string())
        .map_err(|text| format!("error: {text}"))?;
    let scenario = Scenario::parse(&name, &text).map_err(|error| error.to_string())?;
    Ok((scenario, text))
}
