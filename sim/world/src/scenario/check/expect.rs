//! Expectations.

use wire::ntms::ObjectType;

use super::super::media::Record;
use super::super::place::At;
use super::super::story::{
    CountIs, Expectation, Holds, MediumRef, ObjectIs, ObjectRef, Selector, TapeIs,
};
use super::super::value::{Bounds, Span};
use super::Check;
use super::story::Scope;

impl<'s> Check<'s> {
    pub(super) fn expectation(&mut self, expectation: &'s At<Expectation>, scope: Option<&Scope>) {
        match &expectation.value {
            Expectation::Object(is) => self.object_is(is, scope),
            Expectation::Count(is) => self.count_is(is, scope),
            Expectation::Time(bounds) => self.bounds(&expectation.with(*bounds)),
            Expectation::Tape(is) => self.tape_is(is, scope),
        }
    }

    /// Limits the right way round.
    pub(super) fn bounds(&mut self, bounds: &At<Bounds<Span>>) {
        if let (Some(least), Some(most)) = (bounds.at_least, bounds.at_most)
            && most < least
        {
            self.wrong(bounds.place, "`at-most` is less than `at-least`");
        }
    }

    fn object_is(&mut self, is: &'s ObjectIs, scope: Option<&Scope>) {
        let object_type = self.object(&is.object, scope);
        if let Some(computer) = &is.known_to {
            self.computer(computer);
        }
        if !is.exists && !is.members.0.is_empty() {
            self.wrong(is.object.place, "what does not exist has no members");
        }
        let selector = match &is.object.value {
            ObjectRef::Select(selector) => Some(selector),
            _ => None,
        };
        if let Some(holds) = &is.device.holds {
            let places = matches!(
                selector,
                Some(
                    Selector::Slot(_)
                        | Selector::Drive(_)
                        | Selector::Port(_)
                        | Selector::Changer(_)
                )
            );
            if !places {
                let note = self.wrong(holds.place, "nothing is held there");
                *note = note.clone().expected("only slot, drive, port and changer hold a medium");
            }
            if let Holds::Medium(medium) = &holds.value {
                self.medium_ref(&holds.with(medium.clone()), scope);
            }
        }
        if let Some(open) = &is.device.open
            && !matches!(selector, Some(Selector::Library(_) | Selector::Door(_)))
        {
            let note = self.wrong(open.place, "there is no door to be open");
            *note = note.clone().expected("only library and door are open or not");
        }
        self.members(&is.members, object_type, scope);
    }

    fn count_is(&mut self, is: &'s CountIs, scope: Option<&Scope>) {
        if ObjectType::from_value(is.count.number).is_none() {
            self.wrong(is.count.place, format!("`{}` is no type of object", is.count.number));
        }
        self.object(&is.container, scope);
        if let Some(computer) = &is.known_to {
            self.computer(computer);
        }
    }

    fn tape_is(&mut self, is: &'s TapeIs, scope: Option<&Scope>) {
        let model = self.medium_ref(&is.tape, scope);
        self.side(model, is.side, is.tape.place);
        if let Some(checksum) = &is.checksum {
            let digits = checksum.bytes().all(|byte| byte.is_ascii_hexdigit());
            if checksum.len() != 8 || !digits {
                let note =
                    self.wrong(checksum.place, format!("`{}` is no checksum", checksum.value));
                *note = note.clone().expected("expected eight hexadecimal digits");
            }
        }
        for record in is.records.iter().flatten() {
            if let Record::Blocks(blocks) = record
                && blocks.count == 0
            {
                self.wrong(is.tape.place, "records of no block");
            }
        }
        if let MediumRef::Saved(_) = is.tape.value
            && scope.is_none()
        {
            self.wrong(is.tape.place, "a `for-each` is over in the end");
        }
    }
}
