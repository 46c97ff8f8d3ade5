//! `rsm fault`: rules of what goes wrong, in a world that runs.

use std::io::Read;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use door::{Change, FaultRule, Subject, Told};

use crate::control::Control;
use crate::{Exit, output};

/// More than any text of rules has, in bytes; the door takes 16 MiB.
const TEXT_MAX: u64 = 4 << 20;

/// Breaks things in a world that runs.
#[derive(Debug, Args)]
pub(crate) struct Fault {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Add(Add),
    List(List),
    Clear(Clear),
}

/// Adds rules behind those that there are: what a scenario has below `faults:`.
///
/// Names are those of the scenario, times count from the beginning of the run. One rule may stand
/// alone, several are a list. All are added, or none when one is wrong.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsm fault add '{ at: { drive: [tower, 0] }, \
    when: { command: WRITE, nth: 3 }, do: hang }'\n  rsm fault add --file rules.yaml\n\n\
    Exit code: 0 added; 1 the world cannot take them; 2 a rule or the command is wrong, or no \
    world runs.\n`rsm list faults` shows what can go wrong.")]
struct Add {
    /// The rules as text.
    #[arg(value_name = "RULES", required_unless_present = "file", conflicts_with = "file")]
    rules: Option<String>,
    /// Read them from a file; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    control: Control,
}

/// Lists the rules in force, and how often each spoke.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsm fault list --json")]
struct List {
    #[command(flatten)]
    control: Control,
}

/// Takes all rules away, those of the scenario too.
///
/// What they began goes on: a condition of a device, a hung service or a database that fails is as
/// it is until it ends by itself or somebody ends it.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsm fault clear")]
struct Clear {
    #[command(flatten)]
    control: Control,
}

impl Fault {
    pub(crate) fn execute(&self) -> Exit {
        let (control, change, did) = match &self.action {
            Action::Add(add) => match add.read() {
                Ok((name, text)) => (&add.control, Change::AddFaults { name, text }, "added"),
                Err(why) => return output::wrong(format!("error: {why}")),
            },
            Action::List(list) => (&list.control, Change::List(Subject::Faults), "in force"),
            Action::Clear(clear) => (&clear.control, Change::ClearFaults, "taken away"),
        };
        match control.ask(change) {
            Ok(Told::Faults(rules)) if control.json => output::json(&rules),
            Ok(Told::Faults(rules)) => {
                show(&rules, did);
                Exit::Held
            }
            Ok(told) => Control::astray(&told),
            Err(exit) => exit,
        }
    }
}

fn show(rules: &[FaultRule], did: &str) {
    if rules.is_empty() {
        output::line(format!("no rule is {did}"));
    }
    for FaultRule { number, what, spoke } in rules {
        let times = if *spoke == 1 { "once".to_owned() } else { format!("{spoke} times") };
        output::line(match did {
            "added" => format!("rule {number} {did}: {what}"),
            did => format!("rule {number} {did}, spoke {times}: {what}"),
        });
    }
}

impl Add {
    /// The rules, and what mistakes in them are told of.
    fn read(&self) -> Result<(String, String), String> {
        let Some(path) = &self.file else {
            return Ok(("RULES".to_owned(), self.rules.clone().unwrap_or_default()));
        };
        let name = path.display().to_string();
        let mut text = String::new();
        let read = match name.as_str() {
            "-" => std::io::stdin().take(TEXT_MAX + 1).read_to_string(&mut text),
            _ => std::fs::File::open(path)
                .and_then(|file| file.take(TEXT_MAX + 1).read_to_string(&mut text)),
        };
        let name = if name == "-" { "standard input".to_owned() } else { name };
        match read {
            Err(error) => Err(format!("{name} cannot be read: {error}")),
            Ok(_) if text.len() as u64 > TEXT_MAX => Err(format!("{name} is larger than 4 MiB")),
            Ok(_) => Ok((name, text)),
        }
    }
}
