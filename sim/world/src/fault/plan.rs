//! The plan: rules with what they have heard so far. It is asked at every occasion and says what
//! goes wrong; it does nothing itself.

use std::time::Duration;

use wire::ntms::Function;

use super::Place;
use crate::scenario::Fault;
use crate::scenario::fault::{Any, Effect, OtherEffect, When};
use crate::scenario::vocabulary::ScsiCommand;

/// Something at which a rule may speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// A command of this name arrives at a unit.
    Command(&'static str),
    /// A command of this name is done.
    Answer(&'static str),
    /// A call arrives, or goes over a link.
    Call(Function),
    /// What a call changed is kept, its reply is still here.
    Kept(Function),
    /// A reply leaves, or goes over a link.
    Reply(Function),
    /// A database keeps a record.
    Keep,
    /// A service asks for memory.
    Growth,
}

/// What a rule says.
#[derive(Clone, Debug)]
pub(crate) struct Spoken {
    pub(crate) rule: usize,
    pub(crate) place: Place,
    pub(crate) effect: Effect,
}

#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// Its number in the whole plan, from which its luck comes.
    pub(super) number: usize,
    pub(super) place: Place,
    pub(super) when: When,
    pub(super) effect: Effect,
    /// It speaks at its time and hears of no occasion.
    timed: bool,
    /// Occasions so far.
    heard: u64,
    /// How often it spoke.
    pub(super) spoke: u64,
}

/// Rules in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    rules: Vec<Rule>,
    /// Those that were taken away: number, and how often each spoke.
    gone: Vec<(usize, u64)>,
}

impl When {
    /// Whether no occasion is named.
    fn names_none(&self) -> bool {
        let devices = self.command.is_none() && self.answer.is_none();
        devices && self.call.is_none() && self.kept.is_none() && self.reply.is_none()
    }
}

/// What happens by itself, and needs nothing that it happens to.
fn is_happening(effect: &Effect) -> bool {
    use OtherEffect::{Crash, Fail, Full, Hang, HoldExport, LoseRow, LoseSuffix, PowerCycle, Stop};
    match effect {
        Effect::Condition { .. } => true,
        Effect::Other(other) => matches!(
            other,
            Crash(_)
                | Fail(_)
                | Full(_)
                | Hang(_)
                | HoldExport(_)
                | LoseRow(_)
                | LoseSuffix(_)
                | PowerCycle
                | Stop
        ),
    }
}

/// When a rule speaks that names no occasion and counts none: once, at its time.
pub(super) fn time_of(fault: &Fault) -> Option<Duration> {
    let when = &fault.when;
    let counts = when.nth.is_some() || when.every.is_some();
    let timed = when.names_none() && !counts && is_happening(&fault.effect);
    timed.then(|| when.after.map_or(Duration::ZERO, |after| after.0))
}

/// Whether an effect can be had at an occasion. A rule whose effect cannot hears nothing.
fn is_for(effect: &Effect, occasion: Occasion) -> bool {
    use OtherEffect::{Busy, Crash, Delay, Deny, Hang, Stop};
    match (occasion, effect) {
        (Occasion::Call(function), Effect::Other(Busy)) => super::busy_code(function).is_some(),
        (Occasion::Call(function), Effect::Other(Deny)) => super::may_deny(function),
        (Occasion::Kept(_), Effect::Other(effect)) => matches!(effect, Crash(_) | Stop),
        (Occasion::Reply(_), Effect::Other(Busy | Deny | Hang(_))) => false,
        (Occasion::Reply(_), Effect::Other(OtherEffect::Refuse)) => false,
        (Occasion::Keep, Effect::Other(Delay(_))) => false,
        _ => true,
    }
}

impl Rule {
    fn listens(&self, occasion: Occasion) -> bool {
        let When { command, answer, call, kept, reply, .. } = &self.when;
        let all = self.when.names_none();
        let scsi = |any: &Any<ScsiCommand>, name: &str| match any {
            Any::Any => true,
            Any::One(command) => command.name() == name,
        };
        let at_link = matches!(self.place, Place::Link(..));
        let meant = match occasion {
            Occasion::Command(name) => all || command.as_ref().is_some_and(|any| scsi(any, name)),
            Occasion::Answer(name) => answer.as_ref().is_some_and(|any| scsi(any, name)),
            Occasion::Call(function) => all || call.as_ref().is_some_and(|any| any.is(&function)),
            Occasion::Kept(function) => kept.as_ref().is_some_and(|any| any.is(&function)),
            Occasion::Reply(function) => {
                (all && at_link) || reply.as_ref().is_some_and(|any| any.is(&function))
            }
            Occasion::Keep | Occasion::Growth => true,
        };
        meant && !self.timed && is_for(&self.effect, occasion)
    }

    fn is_due(&self, now: Duration) -> bool {
        self.when.after.is_none_or(|after| after.0 <= now)
            && self.when.until.is_none_or(|until| now <= until.0)
    }

    /// Whether it would speak at its occasion of that number.
    fn would(&self, seed: u64, heard: u64) -> bool {
        let When { nth, every, probability, at_most, .. } = &self.when;
        nth.as_ref().is_none_or(|nth| nth.value == heard)
            && every
                .as_ref()
                .is_none_or(|every| every.value > 0 && heard.is_multiple_of(every.value))
            && at_most.is_none_or(|most| self.spoke < most)
            && probability.as_ref().is_none_or(|likely| {
                let luck = crate::seed::draw(seed, &format!("fault {}", self.number), heard);
                (luck as f64 / u64::MAX as f64) < likely.value
            })
    }

    fn hear(&mut self, seed: u64, decided: bool) -> bool {
        self.heard += 1;
        let speaks = !decided && self.would(seed, self.heard);
        self.spoke += u64::from(speaks);
        speaks
    }
}

impl Plan {
    pub(super) fn add(&mut self, number: usize, place: Place, fault: &Fault) {
        let (when, effect) = (fault.when.value.clone(), fault.effect.value.clone());
        let timed = time_of(fault).is_some();
        self.rules.push(Rule { number, place, when, effect, timed, heard: 0, spoke: 0 });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Asks the rules of a place in order. The first to speak decides; the others have heard of the
    /// occasion all the same.
    pub(crate) fn ask(
        &mut self,
        seed: u64,
        now: Duration,
        occasion: Occasion,
        is_there: impl Fn(&Place) -> bool,
    ) -> Option<Spoken> {
        let mut decided = None;
        for rule in &mut self.rules {
            let hears = rule.is_due(now) && is_there(&rule.place) && rule.listens(occasion);
            if hears && rule.hear(seed, decided.is_some()) {
                let (place, effect) = (rule.place.clone(), rule.effect.clone());
                decided = Some(Spoken { rule: rule.number, place, effect });
            }
        }
        decided
    }

    /// Whether a rule would speak if it were asked.
    pub(crate) fn would_speak(
        &self,
        seed: u64,
        now: Duration,
        occasion: Occasion,
        is_there: impl Fn(&Place) -> bool,
    ) -> bool {
        let hears =
            |rule: &&Rule| rule.is_due(now) && is_there(&rule.place) && rule.listens(occasion);
        self.rules.iter().filter(hears).any(|rule| rule.would(seed, rule.heard + 1))
    }

    /// The time of a rule has come.
    pub(super) fn due(&mut self, seed: u64, now: Duration, number: usize) -> Option<Spoken> {
        let rule = self.rules.iter_mut().find(|rule| rule.number == number)?;
        let speaks = rule.is_due(now) && rule.hear(seed, false);
        speaks.then(|| Spoken {
            rule: number,
            place: rule.place.clone(),
            effect: rule.effect.clone(),
        })
    }

    /// The numbers of the rules with how often each spoke, also of those that were taken away.
    pub(crate) fn fired(&self) -> impl Iterator<Item = (usize, u64)> {
        let in_force = self.rules.iter().map(|rule| (rule.number, rule.spoke));
        in_force.chain(self.gone.iter().copied())
    }

    /// The rules in force.
    pub(super) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Takes all rules away.
    pub(super) fn clear(&mut self) {
        let gone = self.rules.drain(..).map(|rule| (rule.number, rule.spoke));
        self.gone.extend(gone);
    }
}
