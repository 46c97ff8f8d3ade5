//! `rsm conform`: the conformance suite.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;
use conformance::{Case, Embedded, Outcome, Plan, Report, Target, report};
use conformance_library::Library;
use serde_json::json;

use crate::{Exit, output};

/// What is tried.
#[derive(Clone, Debug)]
enum Chosen {
    Embedded,
    Library(PathBuf),
}

fn chosen(text: &str) -> Result<Chosen, String> {
    match text.split_once(':') {
        None if text == "embedded" => Ok(Chosen::Embedded),
        Some(("library", path)) if !path.is_empty() => Ok(Chosen::Library(PathBuf::from(path))),
        _ => Err("it is `embedded` or `library:PATH`".to_owned()),
    }
}

/// How this program is asked to be a program of a case that has loaded a library.
pub(crate) const WORKER: &str = "conform-worker";

/// Calls a library as the suite says that has started this process.
#[derive(Debug, Args)]
pub(crate) struct Worker {
    library: OsString,
}

impl Worker {
    pub(crate) fn execute(&self) -> Exit {
        match conformance_library::work(&self.library) {
            Ok(()) => Exit::Held,
            Err(error) => output::wrong(format!(
                "error: this is for `rsm conform`, which speaks to it: {error}"
            )),
        }
    }
}

/// Runs the conformance suite on an implementation of the API.
///
/// Of a library each program of a case is a process of its own. Cases that need a room, faults or
/// people are for libraries that find their service as programs under `rsm exec` do, by RSM_DOOR;
/// for others they are skipped, counted and listed.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  rsm conform\n  rsm conform --group session --html report.html\n  \
    rsm conform --filter MountNtmsMedia/ERROR_TIMEOUT --json -\n  \
    rsm conform library:target/release/libntmsapi.so\n\n\
    Exit code: 0 everything ran, and passed or is known; 1 not so; 2 the command is wrong."
)]
pub(crate) struct Conform {
    /// What is tried: `embedded`, the implementation in this program, or `library:PATH`, a shared
    /// library for C programs with the 75 exports.
    #[arg(default_value = "embedded", value_parser = chosen)]
    target: Chosen,
    /// Only the functions of a group.
    #[arg(long, value_parser = [
        "session", "object", "media", "library", "cleaner", "operator", "notification",
        "detection", "backup", "omid",
    ])]
    group: Option<String>,
    /// Only cases whose id contains this.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Where chance comes from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// List the cases and the documented pairs without one; run nothing.
    #[arg(long)]
    list: bool,
    /// Write the report as JSON to a file, or to standard output with `-`.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the report as JUnit XML.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write the report as a page with the matrix of functions and codes.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Conform {
    pub(crate) fn execute(&self) -> Exit {
        let plan = Plan { group: self.group.clone(), filter: self.filter.clone(), seed: self.seed };
        if self.list {
            return self.list(&plan);
        }
        let target: Box<dyn Target> = match &self.target {
            Chosen::Embedded => Box::new(Embedded),
            Chosen::Library(path) => match library(path) {
                Ok(library) => Box::new(library),
                Err(complaint) => return output::wrong(format!("error: {complaint}")),
            },
        };
        // A panic of a target is a result; its message belongs to that case alone.
        std::panic::set_hook(Box::new(|_| {}));
        let report = plan.run(&*target);
        let _ = std::panic::take_hook();
        let written = self.write(&report);
        if let Err(complaint) = written {
            return output::wrong(complaint);
        }
        if self.json.as_deref() != Some(Path::new("-")) {
            tell(&report);
        }
        if report.is_good() { Exit::Held } else { Exit::Failed }
    }

    fn write(&self, report: &Report) -> Result<(), String> {
        let write = |path: &Path, text: String| {
            if path == Path::new("-") {
                output::line(text);
                return Ok(());
            }
            std::fs::write(path, text)
                .map_err(|error| format!("error: {}: {error}", path.display()))
        };
        if let Some(path) = &self.json {
            let text = serde_json::to_string_pretty(report).map_err(|error| error.to_string())?;
            write(path, text)?;
        }
        if let Some(path) = &self.junit {
            write(path, report::junit(report)?)?;
        }
        if let Some(path) = &self.html {
            write(path, report::html(report)?)?;
        }
        Ok(())
    }

    fn list(&self, plan: &Plan) -> Exit {
        let cases = plan.cases();
        let uncovered = conformance::uncovered();
        if self.json.is_some() {
            let case = |case: &&Case| {
                let needs: Vec<&str> = case.needs.iter().map(|need| need.name()).collect();
                json!({
                    "id": case.id(), "function": case.function.name(), "code": case.code_name(),
                    "requirement": case.requirement, "source": case.source, "needs": needs,
                })
            };
            let cases: Vec<_> = cases.iter().map(case).collect();
            return output::json(&json!({ "cases": cases, "uncovered": uncovered }));
        }
        for case in &cases {
            output::line(format!("{:<60} {}", case.id(), case.requirement));
        }
        for pair in &uncovered {
            output::line(format!("{pair:<60} no case"));
        }
        output::line(format!(
            "{} cases; {} documented pairs have none",
            cases.len(),
            uncovered.len()
        ));
        Exit::Held
    }
}

/// The library at a path. Its programs are this one.
fn library(path: &Path) -> Result<Library, String> {
    let program = std::env::current_exe()
        .map_err(|error| format!("this program cannot find itself: {error}"))?;
    Library::open(path, &program, &[WORKER]).map_err(|unusable| unusable.to_string())
}

/// What a person sees: what was not as required, and the figures.
fn tell(report: &Report) {
    for case in &report.cases {
        let word = match case.outcome {
            Outcome::Pass => continue,
            Outcome::Fail => "failed",
            Outcome::Skip => "skipped",
            Outcome::Known => "known",
        };
        output::line(format!("{word}: {}\n  requires: {}", case.id, case.requirement));
        output::line(format!("  expected: {}\n  seen:     {}", case.expected, case.actual));
    }
    let counts = report.counts;
    output::line(format!(
        "{} passed, {} failed, {} skipped, {} known; seed {}, commit {}",
        counts.passed, counts.failed, counts.skipped, counts.known, report.seed, report.commit
    ));
    output::line(format!(
        "functions {}/{}, pairs {}/{}",
        report.functions.covered, report.functions.total, report.pairs.covered, report.pairs.total
    ));
    if report.cases.is_empty() {
        output::line("no case was run: nothing has that name");
    }
}
