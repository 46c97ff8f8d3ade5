//! People, what hands do, and fault rules.

use hardware::{Condition, Profile};

use super::super::Fault;
use super::super::fault::{Effect, OtherEffect, Target, When};
use super::super::person::{Deed, OperatorAnswer, Rule};
use super::super::place::{At, Place};
use super::super::trouble::one_of;
use super::{Check, Part};

impl<'s> Check<'s> {
    pub(super) fn people(&mut self) {
        let scenario = self.scenario;
        for (_, person) in scenario.people.iter() {
            if let Some(computer) = &person.computer {
                self.computer(computer);
            }
            if let Some(user) = &person.user {
                self.user(user);
            }
            for rule in &person.answers {
                self.rule(rule);
            }
            for hand in &person.hands {
                self.delay(&hand.after);
                self.deed(&hand.deed);
            }
        }
    }

    fn rule(&mut self, rule: &'s Rule) {
        self.delay(&rule.after);
        if let Some(medium) = &rule.medium {
            self.medium(medium);
        }
        if let OperatorAnswer::Bring(medium) = &rule.answer.value {
            self.medium(medium);
        }
    }

    /// Something that hands do.
    pub(super) fn deed(&mut self, deed: &'s At<Deed>) {
        match &deed.value {
            Deed::OpenDoor(library) | Deed::CloseDoor(library) => {
                self.has(library, "door", |profile| profile.door);
            }
            Deed::Insert(insertion) => {
                self.medium(&insertion.medium);
                self.has(&insertion.library, "mail slot", |profile| {
                    profile.port.is_some() || profile.changer.is_none()
                });
            }
            Deed::TakeFromPort((library, number)) => {
                self.place_in(library, Part::Port, *number);
            }
            Deed::TakeFromDrive(library) => {
                self.has(library, "drive that stands alone", |profile| profile.changer.is_none());
            }
            Deed::PutIntoSlot(shelving) => {
                self.medium(&shelving.medium);
                let (library, number) = &shelving.slot;
                self.place_in(library, Part::Slot, *number);
                self.has(library, "door", |profile| profile.door);
            }
            Deed::TakeFromSlot((library, number)) => {
                self.place_in(library, Part::Slot, *number);
                self.has(library, "door", |profile| profile.door);
            }
            Deed::Relabel(relabelling) => {
                self.medium(&relabelling.medium);
            }
            Deed::Begin(beginning) => {
                let condition = &beginning.condition;
                self.condition(condition.0, condition.place, &beginning.of);
            }
            Deed::End(ending) => {
                self.condition(ending.condition.0, ending.condition.place, &ending.of);
            }
            Deed::ClearJam(library) => {
                self.has(library, "robot", |profile| profile.changer.is_some())
            }
            Deed::PowerCycle(library) => {
                self.library(library);
            }
            Deed::StartService(computer)
            | Deed::StopService(computer)
            | Deed::CrashService(computer)
            | Deed::DisableService(computer)
            | Deed::Unplug(computer)
            | Deed::Plug(computer) => {
                self.computer(computer);
            }
            Deed::Disable(object) | Deed::Enable(object) => {
                self.object(&At::new(object.clone()), None);
            }
            Deed::Link(link) => self.link(link),
        }
    }

    /// A library that must have something.
    fn has(&mut self, library: &At<String>, what: &str, has: impl FnOnce(&Profile) -> bool) {
        let Some(profile) = self.library(library) else { return };
        if !has(&profile) {
            self.wrong(library.place, format!("`{}` has no {what}", library.value));
        }
    }

    fn condition(&mut self, condition: Condition, place: Option<Place>, of: &'s At<Target>) {
        self.target(&of.value);
        let effect = Effect::Condition { condition, lasts: None };
        self.effect_fits(&effect, place, &of.value);
    }

    /// What a rule or condition is of must exist.
    fn target(&mut self, target: &'s Target) {
        match target {
            Target::Changer(library) => {
                self.has(library, "robot", |profile| profile.changer.is_some())
            }
            Target::Drive((library, number)) => {
                self.place_in(library, Part::Drive, *number);
            }
            Target::Medium(medium) => {
                self.medium(medium);
            }
            Target::Link((one, other)) => {
                self.computer(one);
                self.computer(other);
            }
            Target::Database(computer) | Target::Service(computer) | Target::Memory(computer) => {
                self.computer(computer);
            }
        }
    }

    fn effect_fits(&mut self, effect: &Effect, place: Option<Place>, target: &Target) {
        let (word, kind) = (effect.word(), target.word());
        let fitting = Effect::of(kind);
        if !fitting.contains(&word) {
            let note = self.wrong(place, format!("`{word}` does not happen to a {kind}"));
            *note = note.clone().expected(one_of("", &fitting));
        }
    }

    pub(super) fn faults(&mut self) {
        let scenario = self.scenario;
        for fault in &scenario.faults {
            self.target(&fault.at.value);
            self.effect_fits(&fault.effect.value, fault.effect.place, &fault.at.value);
            self.effect(fault);
            self.when(&fault.at.value, &fault.when);
        }
    }

    fn effect(&mut self, fault: &'s Fault) {
        match &fault.effect.value {
            Effect::Other(OtherEffect::LoseSuffix(lost)) if lost.rows.value == 0 => {
                self.wrong(lost.rows.place, "a loss of nothing");
            }
            Effect::Other(OtherEffect::LoseRow(object)) => {
                self.object(&fault.effect.with(object.clone()), None);
            }
            _ => {}
        }
    }

    fn when(&mut self, target: &Target, when: &'s At<When>) {
        let named = [
            ("command", when.command.as_ref().map(|at| at.place)),
            ("answer", when.answer.as_ref().map(|at| at.place)),
            ("call", when.call.as_ref().map(|at| at.place)),
            ("kept", when.kept.as_ref().map(|at| at.place)),
            ("reply", when.reply.as_ref().map(|at| at.place)),
        ];
        let heard = occasions(target);
        let named = named.into_iter().filter_map(|(name, place)| Some((name, place?)));
        let named: Vec<(&str, Option<Place>)> = named.collect();
        for (name, place) in &named {
            if !heard.contains(name) {
                let message = format!("a {} knows no `{name}`", target.word());
                let note = self.wrong(*place, message);
                *note = note.clone().expected(match heard {
                    [] => "expected no occasion; each one counts".to_owned(),
                    heard => format!("expected {}", heard.join(" or ")),
                });
            }
        }
        if let [_, (second, place), ..] = named.as_slice() {
            let note = self.wrong(*place, format!("`{second}` is a second occasion"));
            *note = note.clone().expected("expected one for each rule");
        }
        for number in [&when.nth, &when.every].into_iter().flatten() {
            if number.value == 0 {
                let note = self.wrong(number.place, "occasions are counted from 1");
                *note = note.clone().expected("expected a whole number from 1");
            }
        }
        if let (Some(_), Some(every)) = (&when.nth, &when.every) {
            let note = self.wrong(every.place, "`nth` and `every` do not go together");
            *note = note.clone().expected("expected one of them");
        }
        if let Some(probability) = &when.probability {
            self.likelihood(probability);
        }
        if let (Some(after), Some(until)) = (when.after, when.until)
            && until < after
        {
            self.wrong(when.place, "it ends before it begins");
        }
    }
}

/// The occasions that a thing knows.
fn occasions(target: &Target) -> &'static [&'static str] {
    match target {
        Target::Changer(_) | Target::Drive(_) | Target::Medium(_) => &["command", "answer"],
        Target::Link(_) => &["call", "reply"],
        Target::Service(_) => &["call", "kept", "reply"],
        Target::Database(_) | Target::Memory(_) => &[],
    }
}
