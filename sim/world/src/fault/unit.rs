//! Faults of logical units, of media, and of the links between computers.

use std::time::Duration;

use hardware::{Condition, Hand, Target};
use rsm::CallId;
use wire::ntms::NtmsError;
use wire::scsi::{ElementType, Lun};

use super::{Fate, Occasion, Place, Spoken};
use crate::computer::{ComputerId, LibraryId};
use crate::network::{Body, Message};
use crate::scenario::fault::{Effect, OtherEffect};
use crate::world::World;

impl World {
    /// What becomes of a command that arrives at a unit.
    pub(crate) fn command_fate(&mut self, at: LibraryId, lun: Lun, command: &'static str) -> Fate {
        self.unit_fate(at, lun, Occasion::Command(command))
    }

    /// What becomes of the answer to a command that is done.
    pub(crate) fn answer_fate(&mut self, at: LibraryId, lun: Lun, command: &'static str) -> Fate {
        self.unit_fate(at, lun, Occasion::Answer(command))
    }

    fn unit_fate(&mut self, at: LibraryId, lun: Lun, occasion: Occasion) -> Fate {
        if self.faults.plan.is_empty() {
            return Fate::Goes;
        }
        let held = self.medium_in_drive(at, lun);
        let there = |place: &Place| match place {
            Place::Unit(library, unit) => (*library, *unit) == (at, lun),
            Place::Medium(name) => held.as_ref() == Some(name),
            _ => false,
        };
        let Some(spoken) = self.ask_plan(occasion, there) else { return Fate::Goes };
        match spoken.effect {
            Effect::Other(OtherEffect::Drop) => Fate::Lost,
            Effect::Other(OtherEffect::Delay(delay)) => Fate::Later(delay.0),
            Effect::Other(OtherEffect::Forged(row)) => Fate::Forged(row.0.1),
            Effect::Condition { .. } if matches!(spoken.place, Place::Medium(_)) => {
                self.do_effect(&spoken);
                Fate::Goes
            }
            effect => {
                self.spoil_unit(at, lun, &effect);
                Fate::Goes
            }
        }
    }

    /// The name of the medium in the drive of a unit.
    fn medium_in_drive(&self, at: LibraryId, lun: Lun) -> Option<String> {
        let library = &self.cabinet(at).library;
        let (id, _) = library.cartridge_at(library.drive_element(lun)?)?;
        Some(self.medium_name(at, id))
    }

    /// What conditions of a unit are of.
    pub(crate) fn unit_target(&self, at: LibraryId, lun: Lun) -> Target {
        let has_changer = self.cabinet(at).library.profile().changer.is_some();
        if has_changer && lun == Lun(0) { Target::Changer } else { Target::Drive(lun) }
    }

    pub(super) fn spoil_unit(&mut self, at: LibraryId, lun: Lun, effect: &Effect) {
        let on = self.unit_target(at, lun);
        let hand = match effect {
            Effect::Condition { condition, lasts } => {
                Hand::ConditionSet { on, condition: *condition, lasts: lasts.map(|span| span.0) }
            }
            Effect::Other(OtherEffect::Hang(lasting)) => {
                let lasts = lasting.lasts.map(|span| span.0);
                Hand::ConditionSet { on, condition: Condition::Hung, lasts }
            }
            Effect::Other(OtherEffect::PowerCycle) => Hand::PowerCycle,
            Effect::Other(_) => return,
        };
        self.try_hand(at, hand);
    }

    /// A medium's own condition begins, wherever in a library it is; all else happens to the drive
    /// that holds it.
    pub(super) fn spoil_medium(&mut self, name: &str, effect: &Effect) {
        let Some((at, id)) = self.medium_in_library(name) else {
            return self.trace(|_| {
                let what = "nothing happens: it is in no library".to_owned();
                ("fault", format!("medium {name}"), String::new(), what)
            });
        };
        if let Effect::Condition { condition, lasts } = effect {
            let (on, lasts) = (Target::Cartridge(id), lasts.map(|span| span.0));
            return self.try_hand(at, Hand::ConditionSet { on, condition: *condition, lasts });
        }
        let library = &self.cabinet(at).library;
        let drives = library.elements(ElementType::DataTransfer);
        let holds = drives
            .iter()
            .position(|drive| library.cartridge_at(*drive).is_some_and(|(held, _)| held == id));
        let lun = holds.and_then(|drive| self.drive_lun(at, u32::try_from(drive).ok()?));
        if let Some(lun) = lun {
            self.spoil_unit(at, lun, effect);
        }
    }

    /// Lets something happen to a library; why it cannot is told in the trace.
    fn try_hand(&mut self, at: LibraryId, hand: Hand) {
        if let Err(refused) = self.hand(at, hand) {
            self.trace(|world| {
                let name = world.cabinet(at).name.to_string();
                ("fault", name, String::new(), format!("nothing happens: {refused}"))
            });
        }
    }

    /// What becomes of a message between computers.
    pub(crate) fn message_fate(&mut self, message: &Message) -> Fate {
        if self.faults.plan.is_empty() {
            return Fate::Goes;
        }
        let Some((call, reply)) = call_of(message) else { return Fate::Goes };
        let Some(function) = self.function_of(call) else { return Fate::Goes };
        let occasion = if reply { Occasion::Reply(function) } else { Occasion::Call(function) };
        let ends = ends(message.from, message.to);
        let Some(Spoken { effect, .. }) = self.ask_plan(occasion, |place| *place == ends) else {
            return Fate::Goes;
        };
        match effect {
            Effect::Other(OtherEffect::Drop) => Fate::Lost,
            Effect::Other(OtherEffect::Delay(delay)) => Fate::Later(delay.0),
            Effect::Other(OtherEffect::Duplicate) => Fate::Twice,
            Effect::Other(OtherEffect::Refuse | OtherEffect::Reset) => {
                Fate::Refused(NtmsError::NotConnected)
            }
            _ => Fate::Goes,
        }
    }

    /// A message is sent twice.
    pub(crate) fn expect_copy(&mut self, message: &Message) {
        if let Some(key) = call_of(message) {
            self.faults.twice.insert(key, false);
        }
    }

    /// Whether an arriving message is the copy of one that was heard before.
    pub(crate) fn heard_before(&mut self, message: &Message) -> bool {
        let Some(key) = call_of(message) else { return false };
        match self.faults.twice.get_mut(&key) {
            Some(arrived @ false) => {
                *arrived = true;
                false
            }
            Some(true) => {
                self.faults.twice.remove(&key);
                self.trace(|world| {
                    let (from, to) = (message.from, message.to);
                    let what = format!("a copy of call {} is ignored", key.0.0);
                    ("receive", world.computer_name(from), world.computer_name(to), what)
                });
                true
            }
            None => false,
        }
    }
}

/// The call that a message is of, and whether it is its reply.
fn call_of(message: &Message) -> Option<(CallId, bool)> {
    match &message.body {
        Body::Request { call, .. } => Some((*call, false)),
        Body::Response { call, .. } => Some((*call, true)),
        Body::Abandon { .. } => None,
    }
}

fn ends(one: ComputerId, other: ComputerId) -> Place {
    Place::Link(one.min(other), one.max(other))
}

impl Fate {
    /// How much later something arrives.
    pub(crate) fn delay(&self) -> Duration {
        match self {
            Fate::Later(delay) => *delay,
            _ => Duration::ZERO,
        }
    }
}
