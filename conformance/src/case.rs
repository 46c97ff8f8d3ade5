//! Cases: a requirement in own words with its source, and the program that provokes it.

use std::fmt;

use serde::{Deserialize, Serialize};
use wire::ntms::{Function, NtmsError, Request};

use crate::cause::Cause;
use crate::stage::Stage;

/// What a case needs of its target beside the functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Need {
    /// A room of its own, described by a scenario.
    Room,
    /// Something goes wrong on purpose.
    FaultControl,
    /// More than one computer.
    SecondComputer,
    /// Somebody who answers operator requests.
    People,
    /// Simulated time: the case waits for long.
    SimulatedTime,
}

/// What a case needs that is about any service, whatever is in it, and leaves nothing there.
pub(crate) const SERVICE: &[Need] = &[];

impl Need {
    /// The word that reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Need::Room => "room",
            Need::FaultControl => "fault-control",
            Need::SecondComputer => "second-computer",
            Need::People => "people",
            Need::SimulatedTime => "simulated-time",
        }
    }
}

/// What was not as required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What should have been seen.
    pub expected: String,
    /// What was seen.
    pub actual: String,
}

impl Mismatch {
    /// Something else than expected.
    pub fn new(expected: impl fmt::Display, actual: impl fmt::Display) -> Mismatch {
        Mismatch { expected: expected.to_string(), actual: actual.to_string() }
    }
}

/// How a case ends.
pub type Verdict = Result<(), Mismatch>;

/// A requirement that can be tried.
pub struct Case {
    /// The function that is called.
    pub function: Function,
    /// The code that it must answer; `None` is success.
    pub code: Option<NtmsError>,
    /// What tells it from other cases of the same pair; empty for the only one.
    pub variant: &'static str,
    /// The requirement, in own words.
    pub requirement: &'static str,
    /// Where it comes from: document and section.
    pub source: &'static str,
    /// What it needs of its target.
    pub needs: &'static [Need],
    /// The room that it happens in, a scenario.
    pub room: &'static str,
    /// It is tried in every form of calling: both texts, local and remote, one and many threads.
    pub in_every_form: bool,
    /// Provokes it.
    pub run: Run,
}

/// What the cases of a function share that have programs of their own.
#[derive(Clone, Copy)]
pub(crate) struct Of {
    function: Function,
    needs: &'static [Need],
    room: &'static str,
}

impl Of {
    /// Cases of a function that need this and happen in a room.
    pub(crate) const fn new(function: Function, needs: &'static [Need], room: &'static str) -> Of {
        Of { function, needs, room }
    }

    /// One of them; it is tried in one form of calling.
    pub(crate) const fn case(
        self,
        code: Option<NtmsError>,
        variant: &'static str,
        requirement: &'static str,
        source: &'static str,
        run: fn(&mut Stage<'_>) -> Verdict,
    ) -> Case {
        Case {
            function: self.function,
            code,
            variant,
            requirement,
            source,
            needs: self.needs,
            room: self.room,
            in_every_form: false,
            run: Run::Own(run),
        }
    }
}

/// What provokes the code of a case.
#[derive(Clone, Copy)]
pub enum Run {
    /// A program of its own.
    Own(fn(&mut Stage<'_>) -> Verdict),
    /// A call that would succeed, with a cause in its way.
    Hindered(Cause, Prepare),
}

/// Makes the call of a case in an open session, with all that it needs.
pub type Prepare = fn(&mut Stage<'_>) -> Result<Request, Mismatch>;

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id())
    }
}

impl Case {
    /// A case of a function whose call meets a cause that many functions meet. Nothing else in it
    /// is wrong, so it succeeds when the cause is gone.
    pub(crate) const fn hindered(
        function: Function,
        cause: Cause,
        room: &'static str,
        prepare: Prepare,
    ) -> Case {
        Case {
            function,
            code: Some(cause.code()),
            variant: "",
            requirement: cause.requirement(),
            source: cause.source(),
            needs: cause.needs(),
            room,
            in_every_form: false,
            run: Run::Hindered(cause, prepare),
        }
    }

    /// The scenario of its room, with what will go wrong in it.
    pub fn scenario(&self) -> String {
        let faults = match self.run {
            Run::Own(_) => "",
            Run::Hindered(cause, _) => cause.faults(),
        };
        format!("{}{faults}", self.room)
    }

    /// Plays it on a stage of its own.
    pub fn play(&self, stage: &mut Stage<'_>) -> Verdict {
        match self.run {
            Run::Own(run) => run(stage),
            Run::Hindered(cause, prepare) => cause.play(stage, prepare),
        }
    }

    /// The name of the code.
    pub fn code_name(&self) -> &'static str {
        self.code.map_or("ERROR_SUCCESS", NtmsError::name)
    }

    /// Function and code, and what tells it from others: stable, for filters and lists.
    pub fn id(&self) -> String {
        let (function, code) = (self.function.name(), self.code_name());
        match self.variant {
            "" => format!("{function}/{code}"),
            variant => format!("{function}/{code}/{variant}"),
        }
    }

    /// Whether the pair is one that the function's page documents.
    pub fn is_documented(&self) -> bool {
        self.code.is_some_and(|code| self.function.documented().contains(&code))
    }
}

/// The alphabet of a call's texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alphabet {
    /// Bytes in the code page of the computer: the A form.
    Ansi,
    /// 16-bit units: the W form.
    #[default]
    Wide,
}

/// How a case calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// The A or the W form of functions with text.
    pub alphabet: Alphabet,
    /// The service is another computer's.
    pub remote: bool,
    /// So many threads make the same call at once.
    pub threads: usize,
}

impl Default for Form {
    fn default() -> Form {
        Form { alphabet: Alphabet::Wide, remote: false, threads: 1 }
    }
}

impl Form {
    /// Every form.
    pub fn all() -> impl Iterator<Item = Form> {
        [Alphabet::Wide, Alphabet::Ansi].into_iter().flat_map(|alphabet| {
            [false, true].into_iter().flat_map(move |remote| {
                [1, 4].into_iter().map(move |threads| Form { alphabet, remote, threads })
            })
        })
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alphabet = match self.alphabet {
            Alphabet::Ansi => "A",
            Alphabet::Wide => "W",
        };
        let place = if self.remote { "remote" } else { "local" };
        let threads = if self.threads == 1 { "one-thread" } else { "many-threads" };
        write!(f, "{alphabet},{place},{threads}")
    }
}
