//! `rsm check` and `rsm schema`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use world::scenario::{self, Scenario};

use crate::{Exit, output};

/// Says whether scenarios are right.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsm check scenarios/*.yaml")]
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
            let found = match std::fs::read_to_string(file) {
                Ok(text) => Scenario::parse(&name, &text).map_err(|error| {
                    (serde_json::to_value(&error).unwrap_or_default(), error.to_string())
                }),
                Err(error) => {
                    let text = format!("error: {name}: {error}");
                    Err((json!(error.to_string()), text))
                }
            };
            match found {
                Ok(_) if self.json => reports.push(json!({ "file": name, "ok": true })),
                Ok(_) => output::line(format!("{name}: ok")),
                Err((value, text)) => {
                    exit = Exit::Wrong;
                    if self.json {
                        reports.push(json!({ "file": name, "ok": false, "error": value }));
                    } else {
                        output::wrong(text);
                    }
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
