//! What `rsm exec` tells in the end: what the program called, what it used, and what held.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::ExitStatus;

use host::Counts;
use ntmsapi::{Guid, Info, ObjectType, Session, World};
use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};
use serde::Serialize;
use wire::ntms::Function;
use world::story::Outcome;
use world::trace::Clock;

use crate::Exit;
use crate::output::Paint;

/// How often drives and media were mounted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Used {
    drives: BTreeMap<Guid, (String, u32)>,
    media: BTreeMap<Guid, (String, u32)>,
}

impl Used {
    /// What the service of a computer counts; nothing when it does not run.
    pub(crate) fn of(world: &World, computer: &str) -> Used {
        let client = world.client(computer).ok();
        let opened = client.map(|client| client.open_ntms_session(None, Some("rsm exec"), 0));
        let Some(Ok(session)) = opened else { return Used::default() };
        let used = Used {
            drives: counted(&session, ObjectType::Drive),
            media: counted(&session, ObjectType::Partition),
        };
        // It is counted among nothing; a session that cannot be closed is gone already.
        let _ = session.close_ntms_session();
        used
    }

    /// What came since then.
    pub(crate) fn since(self, before: &Used) -> Used {
        let since = |now: BTreeMap<Guid, (String, u32)>, then: &BTreeMap<Guid, (String, u32)>| {
            let more = now.into_iter().filter_map(|(id, (name, count))| {
                let more = count.saturating_sub(then.get(&id).map_or(0, |(_, count)| *count));
                (more > 0).then_some((id, (name, more)))
            });
            more.collect()
        };
        Used { drives: since(self.drives, &before.drives), media: since(self.media, &before.media) }
    }
}

fn counted(session: &Session, kind: ObjectType) -> BTreeMap<Guid, (String, u32)> {
    let ids = session.enumerate_ntms_object(None, kind).unwrap_or_default();
    let counted = ids.into_iter().filter_map(|id| {
        let information = session.get_ntms_object_information(id, kind).ok()?;
        let count = match &information.info {
            Info::Drive(drive) => drive.mount_count,
            Info::Partition(side) => side.mount_count,
            _ => return None,
        };
        Some((id, (information.name.to_string(), count)))
    });
    counted.collect()
}

/// Calls of one function that ended alike.
#[derive(Clone, Debug, Serialize)]
struct Called {
    function: &'static str,
    code: &'static str,
    count: u64,
}

/// Sessions of all processes.
#[derive(Clone, Copy, Debug, Serialize)]
struct Sessions {
    opened: u64,
    /// They ended with their processes.
    not_closed: u64,
}

impl Sessions {
    fn of(counts: &Counts) -> Sessions {
        let succeeded = |wanted| {
            let all = counts.all().into_iter();
            let of_it = all.filter(|(function, code, _)| *function == wanted && code.is_none());
            of_it.map(|(.., count)| count).sum::<u64>()
        };
        let opened = succeeded(Function::OpenNtmsSession);
        let closed = succeeded(Function::CloseNtmsSession);
        Sessions { opened, not_closed: opened.saturating_sub(closed) }
    }
}

/// How often something was mounted.
#[derive(Clone, Debug, Serialize)]
struct Mounted {
    name: String,
    mounts: u32,
}

/// The report.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    program: String,
    /// The exit code; nothing when a signal ended it.
    exit_code: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signal: Option<i32>,
    sessions: Sessions,
    calls: Vec<Called>,
    drives: Vec<Mounted>,
    media: Vec<Mounted>,
    outcome: Outcome,
    /// The story has applications, whose place the program took: what it expects is of them.
    applications_not_played: bool,
}

impl Report {
    pub(crate) fn new(
        program: &[OsString],
        status: ExitStatus,
        counts: &Counts,
        used: Used,
        outcome: Outcome,
        plays: bool,
    ) -> Report {
        let calls = counts.all().into_iter().map(|(function, code, count)| Called {
            function: function.name(),
            code: code.map_or("ERROR_SUCCESS", |code| code.name()),
            count,
        });
        let mounted = |used: BTreeMap<Guid, (String, u32)>| {
            let mut mounted: Vec<Mounted> =
                used.into_values().map(|(name, mounts)| Mounted { name, mounts }).collect();
            mounted.sort_by(|one, other| one.name.cmp(&other.name));
            mounted
        };
        let words = program.iter().map(|word| word.display().to_string());
        Report {
            program: words.collect::<Vec<_>>().join(" "),
            exit_code: status.code(),
            signal: status.signal(),
            sessions: Sessions::of(counts),
            calls: calls.collect(),
            drives: mounted(used.drives),
            media: mounted(used.media),
            outcome,
            applications_not_played: plays,
        }
    }

    /// Whether what the scenario expects held. What it expects of applications that nobody played
    /// says nothing of the program.
    fn held(&self) -> bool {
        self.applications_not_played || self.outcome.held()
    }

    pub(crate) fn exit(&self) -> Exit {
        match (self.exit_code, self.signal) {
            (Some(0), _) if self.held() => Exit::Held,
            (Some(0), _) => Exit::Failed,
            (Some(code), _) => Exit::Program(code as u8),
            (None, signal) => Exit::Program(128_u8.wrapping_add(signal.unwrap_or(0) as u8)),
        }
    }

    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|error| error.to_string())
    }

    pub(crate) fn text(&self) -> String {
        let Sessions { opened, not_closed } = self.sessions;
        let mut text = format!("\n{opened:>7}  sessions opened\n");
        if not_closed > 0 {
            text.push_str(&format!("{not_closed:>7}  sessions not closed by the program\n"));
        }
        for Called { function, code, count } in &self.calls {
            text.push_str(&format!("{count:>7}  {function} {code}\n"));
        }
        for (what, mounted) in [("drive", &self.drives), ("side", &self.media)] {
            for Mounted { name, mounts } in mounted {
                text.push_str(&format!("{mounts:>7}  mounts of {what} {name}\n"));
            }
        }
        for (rule, spoke) in &self.outcome.faults {
            text.push_str(&format!("{spoke:>7}  times fault rule {rule} spoke\n"));
        }
        if self.applications_not_played {
            let note = Paint::Odd.on("note");
            text.push_str(&format!(
                "{note}   the program took the place of the story's applications; what the story \
                 expects of them was not judged\n"
            ));
        } else {
            for failure in &self.outcome.failures {
                text.push_str(&format!("{}: {failure}\n", Paint::Bad.on("failed")));
            }
        }
        let word = match self.exit() {
            Exit::Held => Paint::Good.on("held"),
            _ => Paint::Bad.on("FAILED"),
        };
        let end = match (self.exit_code, self.signal) {
            (Some(code), _) => format!("exit code {code}"),
            (None, Some(signal)) => format!("signal {signal}"),
            (None, None) => "no exit code".to_owned(),
        };
        let ended = Clock(self.outcome.ended);
        text.push_str(&format!("{word}: {end}, in {ended} of the scenario's time"));
        text
    }

    /// The report as JUnit XML: the program, each expectation, and as its output the text.
    pub(crate) fn junit(&self) -> Result<String, String> {
        let name = Path::new(&self.program).display().to_string();
        let mut suite = TestSuite::new(name.clone());
        let fails = |message: String| {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(message);
            status
        };
        let ended = match self.exit_code {
            Some(0) => TestCaseStatus::success(),
            Some(code) => fails(format!("exit code {code}")),
            None => fails(format!("signal {}", self.signal.unwrap_or(0))),
        };
        suite.add_test_case(TestCase::new("the program ends well", ended));
        for judged in &self.outcome.expectations {
            let status = match (self.applications_not_played, judged.held) {
                (true, _) => TestCaseStatus::skipped(),
                (false, true) => TestCaseStatus::success(),
                (false, false) => {
                    fails(format!("seen: {}", judged.seen.as_deref().unwrap_or("nothing")))
                }
            };
            suite.add_test_case(TestCase::new(judged.what.clone(), status));
        }
        suite.set_system_out(anstream::adapter::strip_str(&self.text()).to_string());
        let mut junit = Junit::new("rsm exec");
        junit.add_test_suite(suite);
        junit.to_string().map_err(|error| error.to_string())
    }
}
