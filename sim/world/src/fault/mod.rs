//! What goes wrong: rules of where, when and what, and the seams at which they are heard.
//!
//! The plan is asked in `network` for links, in `device` for units, in `service` and `call` for
//! services, and in `record::Faulty` for databases; a rule that names no occasion has its time on
//! the agenda. No engine knows of any of this: a message does not come, a record is not kept, a
//! condition holds, a service dies.

mod catalogue;
mod force;
mod plan;
mod record;
mod service;
mod unit;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use rsm::CallId;
use wire::Guid;
use wire::ntms::{Function, NtmsError};
use wire::scsi::{Lun, Sense};

pub use catalogue::{CatalogueRow, catalogue};
pub use force::FaultRule;
pub(crate) use plan::{Occasion, Spoken};
pub(crate) use record::Faulty;

use crate::computer::{ComputerId, LibraryId};
use crate::outside::StoreFault;
use crate::scenario::Fault;
use crate::scenario::fault::{Effect, OtherEffect, Target};
use crate::turn::Event;
use crate::world::World;
use plan::Plan;
use service::Journal;

/// Where a rule listens, found in the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Unit(LibraryId, Lun),
    Medium(String),
    /// The lower number first.
    Link(ComputerId, ComputerId),
    Database(ComputerId),
    Service(ComputerId),
    Memory(ComputerId),
}

/// What becomes of something that is on its way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fate {
    /// It arrives.
    Goes,
    /// It is lost without a word.
    Lost,
    /// It arrives so much later.
    Later(Duration),
    /// It arrives twice.
    Twice,
    /// Its sender is told at once that it does not arrive.
    Refused(NtmsError),
    /// A device answers with this in its place.
    Forged(Sense),
    /// It is dealt with: whoever waited has been told.
    Over,
}

/// A rule that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultRefused {
    /// There is no computer, library or drive of that name.
    NoSuchThing(String),
    /// Such a thing cannot go wrong in that way.
    NotOfThat {
        /// The name of the fault.
        fault: &'static str,
        /// What it was to be of.
        of: &'static str,
    },
    /// A world has had so many that it takes no more.
    TooMany(usize),
}

impl fmt::Display for FaultRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FaultRefused::NoSuchThing(name) => write!(f, "there is no {name}"),
            FaultRefused::NotOfThat { fault, of } => write!(f, "`{fault}` is no fault of a {of}"),
            FaultRefused::TooMany(most) => {
                write!(f, "a running world takes no more than {most} rules in all")
            }
        }
    }
}

impl std::error::Error for FaultRefused {}

/// Rules, and what they left behind.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// Those of databases are with the outside.
    plan: Plan,
    /// How many rules there are in all.
    count: usize,
    /// What databases kept last, where a rule may lose it.
    journals: BTreeMap<ComputerId, Journal>,
    /// Services that take up no call, and until when.
    hung: BTreeMap<ComputerId, Option<Duration>>,
    /// Calls whose fate is known: they come late and are not asked for again.
    late: BTreeSet<CallId>,
    /// Messages that were sent twice: the call, whether it is the reply, and whether one arrived.
    twice: BTreeMap<(CallId, bool), bool>,
    /// Rows that are missing when a service starts next.
    lost_rows: BTreeMap<ComputerId, Vec<Guid>>,
}

/// What a service that is too busy answers. A call that is taken up and gets nothing of what it
/// needs in time has ERROR_TIMEOUT, where its page knows no other word for it.
fn busy_code(function: Function) -> Option<NtmsError> {
    let codes = [NtmsError::Busy, NtmsError::NotReady, NtmsError::Timeout];
    codes.into_iter().find(|code| function.documented().contains(code))
}

/// Whether a function may answer that access is denied. The page of OpenNtmsSession does not say
/// so, its remarks do.
fn may_deny(function: Function) -> bool {
    function == Function::OpenNtmsSession
        || function.documented().contains(&NtmsError::AccessDenied)
}

impl World {
    /// Adds a rule behind those that there are. One whose time is past speaks at once.
    ///
    /// # Errors
    /// When what it names does not exist, or cannot go wrong in that way.
    pub fn add_fault(&mut self, fault: &Fault) -> Result<usize, FaultRefused> {
        let place = self.place_of(fault)?;
        let number = self.faults.count;
        self.faults.count += 1;
        if let (Effect::Other(OtherEffect::LoseSuffix(lost)), Place::Database(computer)) =
            (&fault.effect.value, &place)
        {
            self.faults.journals.entry(*computer).or_default().hold(lost.rows.value);
        }
        match &place {
            Place::Database(_) => self.outside.plan.add(number, place, fault),
            _ => self.faults.plan.add(number, place, fault),
        }
        if let Some(time) = plan::time_of(fault) {
            let due = time.max(self.now);
            self.plan_first(due, number as u64, Event::Fault(number));
        }
        Ok(number)
    }

    /// Where a rule listens, if it can be.
    fn place_of(&self, fault: &Fault) -> Result<Place, FaultRefused> {
        let (effect, of) = (fault.effect.word(), fault.at.word());
        if !Effect::of(of).contains(&effect) {
            return Err(FaultRefused::NotOfThat { fault: effect, of });
        }
        self.find_place(&fault.at)
    }

    /// Whether there is no rule at all.
    pub(crate) fn faults_are_none(&self) -> bool {
        self.faults.count == 0
    }

    /// How often each rule spoke, by its number, also those that were taken away.
    pub fn faults_fired(&self) -> Vec<(usize, u64)> {
        let mut fired: Vec<(usize, u64)> =
            self.faults.plan.fired().chain(self.outside.plan.fired()).collect();
        fired.sort_unstable();
        fired
    }

    pub(crate) fn find_place(&self, target: &Target) -> Result<Place, FaultRefused> {
        let missing = |kind: &str, name: &str| FaultRefused::NoSuchThing(format!("{kind} {name}"));
        let computer = |name: &str| self.computer(name).ok_or_else(|| missing("computer", name));
        let library = |name: &str| self.library(name).ok_or_else(|| missing("library", name));
        Ok(match target {
            Target::Changer(name) => {
                let library = library(name)?;
                let changer = self.cabinet(library).library.profile().changer.is_some();
                let lun = changer.then_some(Lun(0));
                Place::Unit(library, lun.ok_or_else(|| missing("changer in", name))?)
            }
            Target::Drive((name, number)) => {
                let library = library(name)?;
                let lun = self.drive_lun(library, *number);
                let drive = format!("drive {number} in");
                Place::Unit(library, lun.ok_or_else(|| missing(&drive, name))?)
            }
            Target::Medium(name) => Place::Medium(name.value.clone()),
            Target::Link((one, other)) => {
                let (one, other) = (computer(one)?, computer(other)?);
                Place::Link(one.min(other), one.max(other))
            }
            Target::Database(name) => Place::Database(computer(name)?),
            Target::Service(name) => Place::Service(computer(name)?),
            Target::Memory(name) => Place::Memory(computer(name)?),
        })
    }

    /// Asks the rules of a place.
    fn ask_plan(
        &mut self,
        occasion: Occasion,
        is_there: impl Fn(&Place) -> bool,
    ) -> Option<Spoken> {
        if self.faults.plan.is_empty() {
            return None;
        }
        let spoken = self.faults.plan.ask(self.seed, self.now, occasion, is_there)?;
        self.note_fault(&spoken, Some(occasion));
        Some(spoken)
    }

    fn note_fault(&mut self, spoken: &Spoken, occasion: Option<Occasion>) {
        self.trace(|world| {
            let at = occasion.map_or_else(String::new, words::of_occasion);
            let what = format!("rule {}: {}{at}", spoken.rule, words::of_effect(&spoken.effect));
            ("fault", world.place_name(&spoken.place), String::new(), what)
        });
    }

    fn place_name(&self, place: &Place) -> String {
        match place {
            Place::Unit(library, lun) => self.unit_name(library.computer, library.cable, *lun),
            Place::Medium(name) => format!("medium {name}"),
            Place::Link(one, other) => {
                format!("link {} {}", self.computer_name(*one), self.computer_name(*other))
            }
            Place::Database(computer) => format!("database {}", self.computer_name(*computer)),
            Place::Service(computer) => format!("service {}", self.computer_name(*computer)),
            Place::Memory(computer) => format!("memory {}", self.computer_name(*computer)),
        }
    }

    /// The time of a rule has come.
    pub(crate) fn fault_due(&mut self, number: usize) {
        let (seed, now) = (self.seed, self.now);
        let spoken = self.faults.plan.due(seed, now, number);
        if let Some(spoken) = spoken.or_else(|| self.outside.plan.due(seed, now, number)) {
            self.note_fault(&spoken, None);
            self.do_effect(&spoken);
        }
    }

    /// Does what needs nothing that it happens to.
    fn do_effect(&mut self, spoken: &Spoken) {
        match &spoken.place {
            Place::Unit(library, lun) => self.spoil_unit(*library, *lun, &spoken.effect),
            Place::Medium(name) => self.spoil_medium(name, &spoken.effect),
            Place::Service(computer) => self.spoil_service(*computer, &spoken.effect),
            Place::Database(computer) => self.spoil_database(*computer, &spoken.effect),
            Place::Link(..) | Place::Memory(_) => {}
        }
    }

    /// What rules said when a record was given to a database.
    pub(crate) fn database_faults(&mut self) -> Vec<Spoken> {
        let spoken = self.outside.take_spoken();
        for spoken in &spoken {
            self.note_fault(spoken, Some(Occasion::Keep));
        }
        spoken
    }

    /// Does what databases' rules said about a record that is dealt with.
    pub(crate) fn do_database_faults(&mut self, spoken: &[Spoken]) {
        for spoken in spoken {
            // The outside itself refuses records.
            let refuses = matches!(
                &spoken.effect,
                Effect::Other(OtherEffect::Fail(_) | OtherEffect::Full(_))
            );
            if !refuses {
                self.do_effect(spoken);
            }
        }
    }

    fn spoil_database(&mut self, computer: ComputerId, effect: &Effect) {
        let Effect::Other(effect) = effect else { return };
        let now = self.now;
        match effect {
            OtherEffect::Fail(lasting) => {
                let lasts = lasting.lasts.map(|span| span.0);
                self.outside.fail(now, computer, StoreFault::Failure, lasts);
            }
            OtherEffect::Full(lasting) => {
                let lasts = lasting.lasts.map(|span| span.0);
                self.outside.fail(now, computer, StoreFault::Full, lasts);
            }
            OtherEffect::HoldExport(lasting) => {
                self.outside.hold(now, computer, lasting.lasts.map(|span| span.0));
            }
            OtherEffect::Crash(crash) => self.crash_for(computer, crash.restart_after),
            OtherEffect::LoseSuffix(lost) => {
                self.lose_suffix(computer, lost.rows.value, lost.restart_after);
            }
            OtherEffect::LoseRow(object) => self.lose_row(computer, object),
            _ => {}
        }
    }
}
