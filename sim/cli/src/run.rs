//! `rsm run`: plays a scenario and judges it.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use ntmsapi::{Play, read_scenario};
use serde_json::json;
use world::scenario::Scenario;
use world::story::{Checks, Outcome};
use world::trace::{Clock, Line};

use crate::progress::Progress;
use crate::record::{Form, Header, Writer};
use crate::timeline::{self, Timeline};
use crate::{Exit, output};

/// Plays a scenario in simulated time.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rsm run scenarios/quickstart.yaml\n  \
    rsm run scenarios/mount/two-jobs-one-drive.yaml --seeds 1..100\n  \
    rsm run scenarios/quickstart.yaml --trace run.jsonl && rsm replay run.jsonl\n\n\
    Exit code: 0 everything held; 1 something did not; 2 the file or the command is wrong.")]
pub(crate) struct Run {
    /// The scenario file.
    #[arg(value_name = "STORY.yaml")]
    file: PathBuf,
    /// Where chance comes from, instead of the scenario's own seed.
    #[arg(long, value_name = "N", conflicts_with = "seeds")]
    seed: Option<u64>,
    /// Play with each seed of a range, both ends included; stop at the first that fails.
    #[arg(long, value_name = "A..B", value_parser = range)]
    seeds: Option<(u64, u64)>,
    /// Write every hop to a file, as JSON lines when its name ends with .jsonl; of --seeds, those
    /// of the first that fails.
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Print the timeline as JSON lines, and a last line with the result.
    #[arg(long)]
    json: bool,
    /// Threads that share the story's applications.
    #[arg(long, default_value = "1", value_name = "N")]
    threads: NonZeroUsize,
    /// Keep the databases of services in a folder, and take them up from there.
    #[arg(long, value_name = "DIR", conflicts_with = "seeds")]
    state: Option<PathBuf>,
    /// Do not look at the laws that hold in every world.
    #[arg(long)]
    no_checks: bool,
}

fn range(text: &str) -> Result<(u64, u64), String> {
    let ends = text.split_once("..").ok_or("a range is written A..B, as 1..100")?;
    let number = |text: &str| text.parse::<u64>().map_err(|error| format!("`{text}`: {error}"));
    let (first, last) = (number(ends.0)?, number(ends.1)?);
    match first <= last {
        true => Ok((first, last)),
        false => Err(format!("{first} is greater than {last}")),
    }
}

impl Run {
    pub(crate) fn execute(&self) -> Exit {
        let (scenario, text) = match read_scenario(&self.file) {
            Ok(read) => read,
            Err(error) => return output::unloadable(&self.file, &error),
        };
        if let Some(complaint) = self.trace.as_deref().and_then(|trace| self.spoils(trace)) {
            return output::wrong(complaint);
        }
        match self.seeds {
            Some((first, last)) => self.play_seeds(&scenario, &text, first, last),
            None => {
                let seed = self.seed.unwrap_or(scenario.seed);
                self.play_once(Scenario { seed, ..scenario }, &text)
            }
        }
    }

    /// Why a trace must not be written there.
    fn spoils(&self, trace: &Path) -> Option<String> {
        let same = trace.canonicalize().ok()? == self.file.canonicalize().ok()?;
        let trace = trace.display();
        same.then(|| format!("error: {trace} is the scenario; give --trace another name"))
    }

    fn how(&self) -> Play {
        let checks = if self.no_checks { Checks::Never } else { Checks::Always };
        Play { threads: self.threads.get(), checks, state: self.state.clone() }
    }

    fn play_once(&self, scenario: Scenario, text: &str) -> Exit {
        let header = Header {
            scenario: self.file.display().to_string(),
            seed: scenario.seed,
            unchecked: self.no_checks,
            resumed: self.resumes(&scenario),
            text: text.to_owned(),
        };
        let created = self.trace.as_deref().map(|path| (path, Writer::create(path, &header)));
        let trace = match created {
            Some((path, Err(error))) => return unwritable(path, &error),
            Some((path, Ok(writer))) => Some((path, Arc::new(Mutex::new(writer)))),
            None => None,
        };
        if !self.json {
            output::line(Timeline::head(&scenario, &self.file));
        }
        let writer = trace.as_ref().map(|(_, writer)| Arc::clone(writer));
        let outcome = match self.how().play(&scenario, Some(self.sink(&scenario, writer))) {
            Ok(outcome) => outcome,
            Err(error) => return output::unloadable(&self.file, &error),
        };
        self.tell(&scenario, &outcome, header.resumed);
        if let Some((path, writer)) = trace {
            let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = writer.end() {
                return unwritable(path, &error);
            }
        }
        if outcome.held() { Exit::Held } else { Exit::Failed }
    }

    /// Whether a service takes up a database that was there before.
    fn resumes(&self, scenario: &Scenario) -> bool {
        self.state.as_ref().is_some_and(|folder| {
            let mut names = scenario.computers.iter().map(|(name, _)| name);
            names.any(|name| folder.join(format!("{}.sqlite", name.value)).exists())
        })
    }

    /// Where the hops go: to the trace, and those of the story to whoever looks on.
    fn sink(
        &self,
        scenario: &Scenario,
        trace: Option<Arc<Mutex<Writer>>>,
    ) -> impl FnMut(&Line) + Send + 'static {
        let (json, columns) = (self.json, Timeline::of(scenario));
        let (mut hops, mut progress) = (0, Progress::endless());
        move |line: &Line| {
            hops += 1;
            if let Some(writer) = &trace {
                writer.lock().unwrap_or_else(PoisonError::into_inner).line(line);
            }
            if Timeline::shows(line) {
                let shown = if json { Form::Json.line(line) } else { columns.line(line) };
                progress.above(|| output::line(shown));
            }
            progress.tell(hops, || format!("{} of simulated time, {hops} hops", Clock(line.at)));
        }
    }

    fn tell(&self, scenario: &Scenario, outcome: &Outcome, resumed: bool) {
        let seed = scenario.seed;
        if self.json {
            let mut last = serde_json::to_value(outcome).unwrap_or_default();
            if let Some(last) = last.as_object_mut() {
                let (passed, failed) = (last.remove("passed"), last.remove("failed"));
                let judged = last.remove("expectations").unwrap_or_default();
                last.insert("judged".to_owned(), judged);
                let expectations = json!({ "passed": passed, "failed": failed });
                last.insert("expectations".to_owned(), expectations);
                last.insert("seed".to_owned(), json!(seed));
            }
            return output::line(last);
        }
        output::line(timeline::tail(scenario, outcome));
        if !outcome.held() {
            let mut more = String::new();
            if self.no_checks {
                more.push_str(" --no-checks");
            }
            let mut text = timeline::failures(outcome);
            if let Some(state) = self.state.as_deref().filter(|_| resumed) {
                let state = state.display();
                text.push_str(&format!("note:   it began with the databases that {state} held\n"));
            }
            output::wrong(text + &timeline::again(&self.file, seed, &more));
        }
    }

    /// Plays with one seed after the other, quietly.
    fn play_seeds(&self, scenario: &Scenario, text: &str, first: u64, last: u64) -> Exit {
        let count = (last - first).saturating_add(1);
        let mut progress = Progress::counted(count);
        let mut passed = 0;
        for seed in first..=last {
            progress.tell(seed - first, || format!("seeds, now {seed}"));
            let scenario = Scenario { seed, ..scenario.clone() };
            let outcome = match self.how().play(&scenario, None::<fn(&Line)>) {
                Ok(outcome) => outcome,
                Err(error) => return output::unloadable(&self.file, &error),
            };
            if !outcome.held() {
                progress.clear();
                // Once more, this time for somebody who looks on.
                return self.play_once(scenario, text);
            }
            passed += outcome.passed;
        }
        progress.clear();
        if self.json {
            let expectations = json!({ "passed": passed, "failed": 0 });
            output::line(json!({ "seeds": [first, last], "expectations": expectations }));
        } else {
            output::line(format!("{count} seeds, {first} to {last}: everything held"));
        }
        Exit::Held
    }
}

/// A trace that cannot be written.
fn unwritable(path: &Path, error: &std::io::Error) -> Exit {
    output::wrong(format!("error: the trace {} cannot be written: {error}", path.display()))
}
