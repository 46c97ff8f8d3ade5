//! `rsm`: plays scenarios, runs programs against them, checks and lists, installs the C library,
//! and does what the Windows tool did.

mod conform;
mod control;
mod exec;
mod exec_report;
mod fault;
mod install;
mod linkage;
mod list;
mod operator;
mod output;
mod progress;
mod record;
mod replay;
mod run;
mod timeline;
mod validate;
mod verb;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

/// How the help of the program ends.
const HELP_END: &str = "Example:\n  rsm run scenarios/quickstart.yaml\n\n\
    Exit code: 0 everything held; 1 something did not; 2 a file or the command is wrong.\n\
    RSM_LOG=debug shows the program's own log on standard error.";

/// A machine room in which Removable Storage Manager runs on simulated tape libraries.
#[derive(Debug, Parser)]
#[command(name = "rsm", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Plays a scenario in simulated time and judges its expectations.
    Run(run::Run),
    /// Runs a program against the world of a scenario.
    Exec(exec::Exec),
    /// Breaks things in a world that runs.
    Fault(fault::Fault),
    /// Answers what services of a world that runs ask of people.
    Operator(operator::Operator),
    /// Says whether scenarios are right, without playing them.
    Check(validate::Check),
    /// Prints the JSON Schema of scenarios, for editors.
    Schema,
    /// Plays a recorded run again and compares it line by line.
    Replay(replay::Replay),
    /// Runs the conformance suite.
    Conform(conform::Conform),
    #[command(name = conform::WORKER, hide = true)]
    Worker(conform::Worker),
    /// Installs header, library and pkg-config file for programs in C and C++.
    Install(install::Install),
    /// Lists what exists: functions, errors, faults, profiles, media types.
    List(list::List),
}

/// What the exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Everything held.
    Held,
    /// Something that was expected did not happen.
    Failed,
    /// A file or the command is wrong.
    Wrong,
    /// A program that was run ended so.
    Program(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Held => 0,
            Exit::Failed => 1,
            Exit::Wrong => 2,
            Exit::Program(code) => code,
        })
    }
}

/// The arguments of every other command.
fn parsed(arguments: Vec<OsString>) -> Arguments {
    let verbs =
        format!("The verbs of the Windows tool, against a service:\n{}\n{HELP_END}", verb::list());
    let matches = Arguments::command().after_help(verbs).get_matches_from(arguments);
    Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

fn main() -> ExitCode {
    // The log is for those who look into the program; it is off unless RSM_LOG asks for it.
    let filter = tracing_subscriber::EnvFilter::try_from_env("RSM_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    if let Some((verb, rest)) = verb::named(arguments.get(1..).unwrap_or_default()) {
        return verb::execute(verb, &rest);
    }
    // The Windows tool was asked so.
    if arguments.get(1).is_some_and(|first| first == "/?") {
        arguments[1] = "--help".into();
    }
    let exit = match parsed(arguments).command {
        Verb::Run(run) => run.execute(),
        Verb::Exec(exec) => exec.execute(),
        Verb::Fault(fault) => fault.execute(),
        Verb::Operator(operator) => operator.execute(),
        Verb::Check(check) => check.execute(),
        Verb::Schema => validate::print_schema(),
        Verb::Replay(replay) => replay.execute(),
        Verb::Conform(conform) => conform.execute(),
        Verb::Worker(worker) => worker.execute(),
        Verb::Install(install) => install.execute(),
        Verb::List(list) => list.execute(),
    };
    output::end(exit).into()
}
