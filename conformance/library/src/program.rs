//! A program of a case: a worker, seen from the suite.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use conformance::Alphabet;
use door::{Link, LinkError};
use host::Host;
use wire::ntms::Request;
use wire::ntms::call::Answer;

use crate::export::Fault;
use crate::worker::{Ask, Loaded, Told};

/// The real time that a call may take: what a room waits for is skipped, so that it takes next to
/// none.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// How workers are started.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    /// The program that is one when it is called with these arguments and a library.
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    /// The library, from the root.
    pub(crate) library: PathBuf,
    /// The real time that a call may take.
    pub(crate) patience: Duration,
}

/// A worker that runs.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    link: Link<UnixStream>,
    /// How many calls it was asked for; the last one has this number.
    asked: u64,
    /// Ends that came and that nobody waited for yet.
    ends: BTreeMap<u64, Result<Answer, Fault>>,
    patience: Duration,
}

/// A call as a worker takes it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) alphabet: Alphabet,
    pub(crate) code_page: u16,
    pub(crate) handle: u64,
    pub(crate) request: Request,
}

impl Program {
    /// Starts a worker in the room of a door.
    ///
    /// # Errors
    /// It does not start, or cannot load the library.
    pub(crate) fn start(launch: &Launch, host: &Host) -> Result<Program, String> {
        let started = || -> io::Result<(Child, UnixStream)> {
            let (ours, theirs) = UnixStream::pair()?;
            // To start takes its time on a machine that is busy, whatever a call may take.
            ours.set_read_timeout(Some(PATIENCE))?;
            ours.set_write_timeout(Some(PATIENCE))?;
            let mut command = Command::new(&launch.program);
            command.args(&launch.arguments).arg(&launch.library);
            command.env("RSM_DOOR", host.path()).env("RSM_DEVICES", host.device_path());
            command.env_remove("RSM_SCENARIO").env_remove("RSM_SPEED");
            // Whatever the library says there is no part of a report.
            command.stdin(Stdio::from(OwnedFd::from(theirs))).stdout(Stdio::null());
            Ok((command.spawn()?, ours))
        };
        let (child, stream) =
            started().map_err(|error| format!("no program can be started: {error}"))?;
        let link = Link::new(stream);
        let patience = launch.patience;
        let mut program = Program { child, link, asked: 0, ends: BTreeMap::new(), patience };
        match program.link.receive::<Loaded>() {
            Ok(Some(loaded)) => loaded.map(|()| {
                program.wait_at_most(patience);
                program
            }),
            Ok(None) => Err(program.death("when it loads the library")),
            Err(error) => Err(program.lost(error, "when it loads the library")),
        }
    }

    /// Begins a call; its end is asked for by the number.
    ///
    /// # Errors
    /// The worker is gone.
    pub(crate) fn ask(&mut self, asked: &Asked) -> Result<u64, String> {
        let Asked { alphabet, code_page, handle, request } = asked.clone();
        self.asked += 1;
        let (number, function) = (self.asked, request.function().name());
        let ask = Ask { number, alphabet, code_page, handle, request };
        self.link.send(&ask).map_err(|error| self.lost(error, &format!("before {function}")))?;
        Ok(number)
    }

    /// The end of a call.
    ///
    /// # Errors
    /// The worker is gone, or the call does not end.
    pub(crate) fn end_of(
        &mut self,
        number: u64,
        what: &str,
    ) -> Result<Result<Answer, Fault>, String> {
        loop {
            if let Some(end) = self.ends.remove(&number) {
                return Ok(end);
            }
            self.hear(what)?;
        }
    }

    /// Whether a call has ended after so much real time.
    ///
    /// # Errors
    /// The worker is gone.
    pub(crate) fn has_ended(
        &mut self,
        number: u64,
        after: Duration,
        what: &str,
    ) -> Result<bool, String> {
        self.wait_at_most(after);
        let heard = match self.link.receive::<Told>() {
            Err(LinkError::Io(error)) if is_timeout(&error) => Ok(()),
            received => self.take(received, what),
        };
        self.wait_at_most(self.patience);
        heard.map(|()| self.ends.contains_key(&number))
    }

    /// From now on answers are waited for so long.
    fn wait_at_most(&self, time: Duration) {
        // A socket that cannot take a time shows when it is read what is wrong with it.
        let _ = self.link.stream().set_read_timeout(Some(time));
    }

    fn hear(&mut self, what: &str) -> Result<(), String> {
        let received = self.link.receive::<Told>();
        self.take(received, what)
    }

    fn take(
        &mut self,
        received: Result<Option<Told>, LinkError>,
        what: &str,
    ) -> Result<(), String> {
        match received {
            Ok(Some(Told { number, end })) => {
                self.ends.insert(number, end);
                Ok(())
            }
            Ok(None) => Err(self.death(what)),
            Err(error) => Err(self.lost(error, what)),
        }
    }

    /// Why nothing more comes. A worker that does not answer is ended.
    fn lost(&mut self, error: LinkError, what: &str) -> String {
        match error {
            LinkError::Gone => self.death(what),
            LinkError::Io(error) if is_timeout(&error) => {
                self.end();
                let time = self.patience;
                format!("nothing came back {what} for {time:?}, and the program was ended")
            }
            error => {
                self.end();
                format!("the program says what is no answer {what}: {error}")
            }
        }
    }

    fn death(&mut self, what: &str) -> String {
        match self.child.wait() {
            Ok(status) => format!("the program {} {what}", death(status)),
            Err(error) => format!("the program is gone {what}: {error}"),
        }
    }

    /// Ends it without a word.
    pub(crate) fn end(&mut self) {
        // One that has ended needs no signal.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.end();
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// How a process ended.
fn death(status: ExitStatus) -> String {
    match status.signal() {
        Some(signal) => format!("died of signal {signal}{}", name(signal)),
        None => format!("ended by itself ({status})"),
    }
}

/// What a signal is called that a library may die of.
fn name(signal: i32) -> &'static str {
    match signal {
        4 => " (SIGILL)",
        6 => " (SIGABRT)",
        7 => " (SIGBUS)",
        8 => " (SIGFPE)",
        11 => " (SIGSEGV)",
        _ => "",
    }
}
