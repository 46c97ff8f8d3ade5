//! `rsm exec`: runs a program against the world of a scenario.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};

use clap::Args;
use host::{Host, Role};
use ntmsapi::{Speed, World, read_scenario};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::SignalsInfo;
use signal_hook::iterator::exfiltrator::WithOrigin;
use signal_hook::low_level::siginfo::{Cause, Origin};
use world::scenario::Scenario;
use world::story::Checks;

use crate::exec_report::{Report, Used};
use crate::linkage::is_static;
use crate::{Exit, output};

/// Runs a program against the world of a scenario.
///
/// The program finds the world by its environment, and scripts find `rsm` by its name. It takes the
/// place of the applications of the story, which are not played; people and faults of the scenario
/// are there. Waiting is skipped, unless a speed is given: what a robot does in minutes of its own
/// time takes no time of ours.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rsm exec scenarios/quickstart.yaml -- ./backup --full\n  \
    rsm exec room.yaml --junit report.xml -- sh -c 'rsm view /tlibrary'\n\n\
    Exit code: the program's; 128 and the number of the signal that ended it; 1 when it ended well \
    and an expectation of the scenario did not hold; 2 the file or the command is wrong.")]
pub(crate) struct Exec {
    /// The scenario file.
    #[arg(value_name = "STORY.yaml")]
    file: PathBuf,
    /// The program and its arguments.
    #[arg(value_name = "PROGRAM", required = true, last = true)]
    program: Vec<OsString>,
    /// Where chance comes from, instead of the scenario's own seed.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The computer that the program runs on, instead of the one that is marked `this`.
    #[arg(long, value_name = "NAME")]
    computer: Option<String>,
    /// The user of the scenario that it runs as, instead of one who may do everything.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// How fast time passes in the world: `max`, waiting is skipped; or seconds in one of the real
    /// clock, for programs that look again and again instead of waiting.
    #[arg(long, value_name = "max|N", default_value_t)]
    speed: Speed,
    /// Keep the databases of services in a folder, and take them up from there.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Print the report as JSON on standard error.
    #[arg(long)]
    json: bool,
    /// Write the report as JUnit XML.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Print no report when everything held.
    #[arg(long, short)]
    quiet: bool,
}

impl Exec {
    pub(crate) fn execute(&self) -> Exit {
        let (mut scenario, _) = match read_scenario(&self.file) {
            Ok(read) => read,
            Err(error) => return output::unloadable(&self.file, &error),
        };
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        let Some(computer) = self.computer.as_deref().or(scenario.this_computer()) else {
            return output::wrong(format!(
                "error: {}: several computers and none marked `this: true`; name one with \
                 --computer",
                self.file.display()
            ));
        };
        let role = Role { computer: computer.to_owned(), user: self.user.clone() };
        let world = match &self.state {
            Some(folder) => World::with_state(&scenario, folder),
            None => World::of(&scenario),
        };
        let world = match world {
            Ok(world) => world,
            Err(error) => return output::unloadable(&self.file, &error),
        };
        let known = match &role.user {
            Some(user) => world.client_as(&role.computer, user),
            None => world.client(&role.computer),
        };
        if let Err(error) = known {
            return output::wrong(format!("error: {error}"));
        }
        world.wait_when_stuck(|who| {
            output::wrong(format!(
                "rsm exec: nothing can ever happen again unless a program calls: {who}"
            ));
        });
        let host = match Host::open(world.clone(), scenario.clone(), role.clone()) {
            Ok(host) => host,
            Err(error) => return output::wrong(format!("error: the door cannot be made: {error}")),
        };
        if is_static(Path::new(&self.program[0])) {
            output::wrong(format!(
                "rsm exec: {} is linked statically: device names of the room do not open in it",
                Path::new(&self.program[0]).display()
            ));
        }
        let before = Used::of(&world, &role.computer);
        let timer = match world.run_at(self.speed) {
            Ok(timer) => timer,
            Err(error) => return output::wrong(format!("error: time cannot be kept: {error}")),
        };
        match self.run(&host) {
            Ok(status) => {
                host.settle();
                drop(timer);
                self.tell(&scenario, &world, &host, &before, &role.computer, status)
            }
            Err(error) => {
                let program = Path::new(&self.program[0]).display();
                output::wrong(format!("error: {program} cannot be started: {error}"))
            }
        }
    }

    /// Runs the program to its end. Signals that are for it reach it.
    fn run(&self, host: &Host) -> std::io::Result<ExitStatus> {
        let mut signals = SignalsInfo::<WithOrigin>::new([SIGINT, SIGTERM, SIGHUP])?;
        let mut command = Command::new(&self.program[0]);
        command
            .args(&self.program[1..])
            .env("RSM_DOOR", host.path())
            .env_remove("RSM_SCENARIO")
            .env_remove("RSM_SPEED");
        command.env("RSM_DEVICES", host.device_path());
        match beside("librsm_preload.so") {
            Some(library) => {
                let library = listable(&library, &host.path())?;
                command.env("LD_PRELOAD", before_all("LD_PRELOAD", &library));
            }
            None => {
                output::wrong(
                    "rsm exec: librsm_preload.so is not beside this program, as `cargo build \
                     --release` puts it: device names of the room do not open",
                );
            }
        }
        if let Some(library) = beside("libntmsapi.so") {
            let library = listable(&library, &host.path())?;
            let folder = library.parent().unwrap_or(&library);
            command.env("LD_LIBRARY_PATH", before_all("LD_LIBRARY_PATH", folder));
        }
        if let Some(folder) = std::env::current_exe()?.parent() {
            command.env("PATH", behind_all("PATH", folder));
        }
        let mut child = command.spawn()?;
        let handle = signals.handle();
        let status = std::thread::scope(|scope| {
            let pid = pid_of(&child);
            scope.spawn(move || {
                // What a terminal does to this process, the kernel does to the program as well.
                let sent = |origin: &Origin| !matches!(origin.cause, Cause::Kernel);
                for origin in signals.forever().filter(sent) {
                    pass_on(pid, origin.signal);
                }
            });
            let status = child.wait();
            handle.close();
            status
        })?;
        Ok(status)
    }

    fn tell(
        &self,
        scenario: &Scenario,
        world: &World,
        host: &Host,
        before: &Used,
        computer: &str,
        status: ExitStatus,
    ) -> Exit {
        let plays = scenario.story.applications.iter().next().is_some();
        let used = Used::of(world, computer).since(before);
        let outcome = match world.judge(scenario, Checks::Always) {
            Ok(outcome) => outcome,
            Err(error) => return output::unloadable(&self.file, &error),
        };
        let report = Report::new(&self.program, status, host.counts(), used, outcome, plays);
        let exit = report.exit();
        if self.json {
            output::wrong(report.json());
        } else if !(self.quiet && exit == Exit::Held) {
            output::wrong(report.text());
        }
        if let Some(path) = &self.junit
            && let Err(error) = report
                .junit()
                .and_then(|text| std::fs::write(path, text).map_err(|error| error.to_string()))
        {
            return output::wrong(format!("error: {}: {error}", path.display()));
        }
        exit
    }
}

fn pid_of(child: &Child) -> Option<rustix::process::Pid> {
    i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw)
}

fn pass_on(pid: Option<rustix::process::Pid>, signal: i32) {
    let signal = match signal {
        SIGINT => rustix::process::Signal::INT,
        SIGHUP => rustix::process::Signal::HUP,
        _ => rustix::process::Signal::TERM,
    };
    if let Some(pid) = pid {
        // Whoever has ended needs no signal.
        let _ = rustix::process::kill_process(pid, signal);
    }
}

/// A library that was built or installed with this program.
fn beside(library: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let folder = program.parent()?;
    let places = [folder.to_owned(), folder.join("deps"), folder.join("../lib")];
    places.into_iter().map(|folder| folder.join(library)).find(|library| library.is_file())
}

/// The name under which the loader's lists, which blanks and colons part, can have a library: its
/// own, or that of a link beside the door.
fn listable(library: &Path, door: &Path) -> std::io::Result<PathBuf> {
    let parts = |sign: &u8| matches!(sign, b':' | b';') || sign.is_ascii_whitespace();
    if !library.as_os_str().as_bytes().iter().any(parts) {
        return Ok(library.to_owned());
    }
    let link = door.with_file_name(library.file_name().unwrap_or_default());
    std::os::unix::fs::symlink(library, &link)?;
    Ok(link)
}

/// A list in the environment, with one more at its head.
fn before_all(variable: &str, first: &Path) -> OsString {
    let mut list = first.as_os_str().to_owned();
    if let Some(rest) = std::env::var_os(variable).filter(|rest| !rest.is_empty()) {
        list.push(":");
        list.push(rest);
    }
    list
}

/// The same at its end.
fn behind_all(variable: &str, folder: &Path) -> OsString {
    let mut list = std::env::var_os(variable).unwrap_or_default();
    if !list.is_empty() {
        list.push(":");
    }
    list.push(folder);
    list
}
