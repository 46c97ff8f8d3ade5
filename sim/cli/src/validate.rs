//! `rsm check` and `rsm schema`.

use std::path::PathBuf;

use clap::Args;
use ntmsapi::{LoadError, read_scenario};
use serde_json::json;
use world::scenario;

use crate::{Exit, output};

/// Says whether scenarios are right.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsm check scenarios/*.yaml\n\n\
    Exit code: 0 all are right; 2 one is wrong.")]
pub(crate) struct Check {
    /// The scenario files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Print an array with one object for each file.
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(crate) fn execute(&self) -> Exit {
        let mut exit = Exit::Held;
        let mut reports = Vec::new();
        for file in &self.files {
            let name = file.display().to_string();
            match read_scenario(file) {
                Ok(_) if self.json => reports.push(json!({ "file": name, "ok": true })),
                Ok(_) => output::line(format!("{name}: ok")),
                Err(error) => {
                    exit = Exit::Wrong;
                    if !self.json {
                        output::unloadable(file, &error);
                        continue;
                    }
                    let told = match &error {
                        LoadError::Scenario(error) => serde_json::to_value(error),
                        error => Ok(json!({ "message": error.to_string() })),
                    };
                    let told = told.unwrap_or_default();
                    reports.push(json!({ "file": name, "ok": false, "error": told }));
                }
            }
        }
        if self.json {
            output::json(&reports);
        }
        exit
    }
}

/// Prints the JSON Schema.
pub(crate) fn print_schema() -> Exit {
    output::json(&scenario::schema())
}
