//! What types cannot say: that names exist, that places are free, that numbers can be. Everything
//! that is wrong is found, not only the first.

mod expect;
mod label;
mod media;
mod object;
mod people;
mod room;
mod story;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use hardware::{MediumModel, Profile};

use super::error::Diagnostic;
use super::nearest::nearest;
use super::place::{At, Place};
use super::trouble::{did_you_mean, one_of};
use super::value::Delay;
use super::{Scenario, room::Computer};

/// Everything that is wrong.
pub(super) fn check(scenario: &Scenario) -> Vec<Diagnostic> {
    let mut check = Check { scenario, wrong: Vec::new(), room: Room::default() };
    check.head();
    check.computers();
    check.network();
    check.pools();
    check.all_media();
    check.people();
    check.faults();
    check.story();
    check.wrong
}

/// A scenario under examination.
struct Check<'s> {
    scenario: &'s Scenario,
    wrong: Vec<Diagnostic>,
    room: Room<'s>,
}

/// What exists, by name.
#[derive(Default)]
struct Room<'s> {
    computers: BTreeMap<&'s str, &'s Computer>,
    users: Vec<&'s str>,
    groups: BTreeSet<&'s str>,
    libraries: BTreeMap<&'s str, Shelf<'s>>,
    /// Computer and path in lower case.
    pools: BTreeMap<(String, String), &'s super::Pool>,
    media: BTreeMap<String, Option<&'static MediumModel>>,
}

/// A library, and which of its places are taken.
struct Shelf<'s> {
    computer: &'s str,
    /// Nothing when its profile is unknown.
    profile: Option<Profile>,
    taken: BTreeSet<(Part, u32)>,
}

/// A kind of place in a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Slot,
    Drive,
    Port,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Part::Slot => "slot",
            Part::Drive => "drive",
            Part::Port => "port",
        }
    }

    fn count(self, profile: &Profile) -> u32 {
        match self {
            Part::Slot => profile.map.storage.count.into(),
            Part::Drive => u32::try_from(profile.drives.len()).unwrap_or(u32::MAX),
            Part::Port => profile.map.import_export.count.into(),
        }
    }
}

impl<'s> Check<'s> {
    /// Notes a mistake, to which more can be said.
    fn wrong(&mut self, place: Option<Place>, message: impl Into<String>) -> &mut Diagnostic {
        self.wrong.push(Diagnostic::at(place, message));
        self.wrong.last_mut().expect("it was pushed just now")
    }

    /// Notes a name of something that does not exist.
    fn unknown(&mut self, what: &str, name: &At<String>, known: &[&str]) {
        let expected = match known {
            [] => format!("there is no {what} at all"),
            known => one_of(name, known),
        };
        let help = did_you_mean(nearest(name, known.iter().copied()));
        let note = self.wrong(name.place, format!("unknown {what} `{}`", name.value));
        *note = note.clone().expected(expected).help(help).unless_left_out(name.as_str());
    }

    /// A computer by its name.
    fn computer(&mut self, name: &At<String>) -> bool {
        let known = self.room.computers.contains_key(name.as_str());
        if !known {
            let names: Vec<&str> = self.room.computers.keys().copied().collect();
            self.unknown("computer", name, &names);
        }
        known
    }

    /// The computer that is meant, this one where none is named.
    fn computer_or_this(&mut self, name: Option<&'s At<String>>) -> Option<&'s str> {
        match name {
            Some(name) => self.computer(name).then_some(name.as_str()),
            None => self.scenario.this_computer(),
        }
    }

    fn user(&mut self, name: &At<String>) {
        if !self.room.users.contains(&name.as_str()) {
            let names = self.room.users.clone();
            self.unknown("user", name, &names);
        }
    }

    /// The profile of a library, if library and profile exist.
    fn library(&mut self, name: &At<String>) -> Option<Profile> {
        match self.room.libraries.get(name.as_str()) {
            Some(shelf) => shelf.profile.clone(),
            None => {
                let names: Vec<&str> = self.room.libraries.keys().copied().collect();
                self.unknown("library", name, &names);
                None
            }
        }
    }

    /// Whether a library has a place.
    fn place_in(&mut self, library: &At<String>, part: Part, number: u32) -> bool {
        let Some(profile) = self.library(library) else { return false };
        let count = part.count(&profile);
        if number < count {
            return true;
        }
        let what = part.name();
        let expected = match count {
            0 => format!("it has no {what} at all"),
            1 => format!("it has only {what} 0"),
            count => format!("it has {what}s 0 to {}", count - 1),
        };
        let message = format!("`{}` has no {what} {number}", library.value);
        let note = self.wrong(library.place, message);
        *note = note.clone().expected(expected);
        false
    }

    /// The model of a medium, if it exists and its model shows.
    fn medium(&mut self, name: &At<String>) -> Option<&'static MediumModel> {
        if let Some(model) = self.room.media.get(name.as_str()) {
            return *model;
        }
        // Of a million names only those of the same length can be meant by a slip in one digit.
        let alike = |known: &&str| known.len().abs_diff(name.len()) <= 2;
        let known = self.room.media.keys().map(String::as_str);
        let help = did_you_mean(nearest(name, known.filter(alike).take(100_000)));
        let note = self.wrong(name.place, format!("unknown medium `{}`", name.value));
        let expected = "expected a name from `media`";
        *note = note.clone().expected(expected).help(help).unless_left_out(name.as_str());
        None
    }

    fn delay(&mut self, delay: &At<Delay>) {
        if delay.shortest > delay.longest {
            let note = self.wrong(delay.place, "the range is upside down");
            *note = note.clone().expected("expected the shortest first");
        }
    }

    /// A number that must be between 0 and 1.
    fn likelihood(&mut self, number: &At<f64>) {
        if !(0.0..=1.0).contains(&number.value) {
            let note = self.wrong(number.place, format!("`{}` is no probability", number.value));
            *note = note.clone().expected("expected a number from 0 to 1");
        }
    }

    fn head(&mut self) {
        let version = &self.scenario.version;
        if version.value != Scenario::VERSION {
            let message = format!("version {} of the format is not known", version.value);
            let note = self.wrong(version.place, message);
            *note = note.clone().expected(format!("expected {}", Scenario::VERSION));
        }
        for (name, groups) in self.scenario.users.iter() {
            if name.is_empty() {
                self.wrong(name.place, "a user without a name");
            }
            self.room.users.push(name);
            self.room.groups.extend(groups.iter().map(String::as_str));
        }
    }
}

/// Whether milliseconds of 32 bits can say it; the highest number is for ever.
fn fits_milliseconds(time: Duration) -> bool {
    let whole = time.subsec_nanos().is_multiple_of(1_000_000);
    whole && time.as_millis() < u128::from(u32::MAX)
}
