//! `rsm list`: what exists, from the tables of the vocabulary, the hardware and the world.

use clap::{Args, ValueEnum};
use comfy_table::{ContentArrangement, Table, presets};
use hardware::{MediumModel, Profile};
use serde_json::{Map, Value, json};
use wire::ntms::media_type::StorageMediaType;
use wire::ntms::{Function, NtmsError};

use crate::{Exit, output};

/// Lists what exists.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsm list functions --json")]
pub(crate) struct List {
    /// What to list.
    what: What,
    /// Print an array of JSON objects.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// The functions of the API, with what they may answer and whether they are built.
    Functions,
    /// The codes of the API.
    Errors,
    /// The faults that a scenario can plan.
    Faults,
    /// The libraries and drives that a scenario can use.
    Profiles,
    /// The kinds of media.
    MediaTypes,
}

/// A list: column names, and a row of values for each entry.
struct Rows {
    columns: &'static [&'static str],
    rows: Vec<Vec<Value>>,
}

impl List {
    pub(crate) fn execute(&self) -> Exit {
        let rows = match self.what {
            What::Functions => functions(),
            What::Errors => errors(),
            What::Faults => faults(),
            What::Profiles => profiles(),
            What::MediaTypes => media_types(),
        };
        if self.json {
            return output::json(&rows.objects());
        }
        output::line(rows.table());
        Exit::Held
    }
}

impl Rows {
    fn objects(&self) -> Vec<Value> {
        let object = |row: &Vec<Value>| {
            let pairs = self.columns.iter().zip(row);
            let pairs = pairs.map(|(name, value)| (name.replace(' ', "_"), value.clone()));
            Value::Object(pairs.collect::<Map<String, Value>>())
        };
        self.rows.iter().map(object).collect()
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(self.columns.iter().map(|name| name.to_uppercase()));
        for row in &self.rows {
            table.add_row(row.iter().map(plain));
        }
        table
    }
}

/// A value as a person reads it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(" "),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null => String::new(),
        value => value.to_string(),
    }
}

fn functions() -> Rows {
    let row = |function: &Function| {
        let codes: Vec<&str> = function.documented().iter().map(|code| code.name()).collect();
        vec![
            json!(function.name()),
            json!(function.group().name()),
            json!(if function.is_built() { "built" } else { "missing" }),
            json!(function.exports()),
            json!(function.interface()),
            json!(function.opnums()),
            json!(codes),
        ]
    };
    Rows {
        columns: &["name", "group", "state", "exports", "interface", "opnums", "codes"],
        rows: Function::ALL.iter().map(row).collect(),
    }
}

fn errors() -> Rows {
    let row = |error: &NtmsError| {
        vec![
            json!(error.code()),
            json!(error.name()),
            json!(error.text()),
            json!(error.number_is_assumed()),
        ]
    };
    Rows {
        columns: &["code", "name", "text", "assumed"],
        rows: NtmsError::ALL.iter().map(row).collect(),
    }
}

fn faults() -> Rows {
    let row = |fault: &world::fault::CatalogueRow| {
        vec![
            json!(fault.name),
            json!(fault.seam),
            json!(fault.at),
            json!(fault.effect),
            json!(fault.reference),
        ]
    };
    Rows {
        columns: &["name", "seam", "at", "effect", "reference"],
        rows: world::fault::catalogue().iter().map(row).collect(),
    }
}

fn profiles() -> Rows {
    let row = |name: &&str| {
        let profile = Profile::named(name)?;
        let changer = profile.changer.as_ref();
        let drive = profile.drives.first()?;
        Some(vec![
            json!(profile.name),
            json!(changer.map(|c| format!("{} {}", c.vendor, c.product))),
            json!(profile.map.storage.count),
            json!(profile.map.import_export.count),
            json!(profile.drives.len()),
            json!(format!("{} {}", drive.vendor, drive.product)),
            json!(profile.medium.name),
            json!(profile.door),
            json!(profile.text),
        ])
    };
    Rows {
        columns: &[
            "name",
            "changer",
            "slots",
            "port places",
            "drives",
            "drive",
            "medium",
            "door",
            "text",
        ],
        rows: Profile::ALL.iter().filter_map(row).collect(),
    }
}

fn media_types() -> Rows {
    let row = |media_type: &StorageMediaType| {
        let models: Vec<&str> = MediumModel::ALL
            .iter()
            .filter(|model| model.media_type == *media_type)
            .map(|model| model.name)
            .collect();
        vec![json!(media_type.value()), json!(media_type.name()), json!(models)]
    };
    Rows {
        columns: &["number", "name", "models"],
        rows: StorageMediaType::ALL.iter().map(row).collect(),
    }
}
