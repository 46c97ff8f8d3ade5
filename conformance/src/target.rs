//! What the suite is tried on. A target offers rooms; a room takes calls as any implementation of
//! the API does, and whatever more it can.

use std::time::Duration;

use ntmsapi::World;
use wire::ntms::call::{Answer, OpenNtmsSession, Refusal};
use wire::ntms::{NtmsError, Request};
use world::scenario::Scenario;
use world::scenario::person::Deed;

use crate::case::{Alphabet, Form, Need};
use crate::snapshot::Snapshot;

/// An implementation of the API.
pub trait Target: Sync {
    /// What reports call it.
    fn name(&self) -> String;

    /// Whether it can do what a case needs.
    fn offers(&self, need: Need) -> bool;

    /// In which alphabets it is tried whether functions with text do what they should. More than
    /// one where each has an export of its own.
    fn alphabets(&self) -> &'static [Alphabet] {
        &[Alphabet::Wide]
    }

    /// How many rooms are used side by side.
    fn rooms_at_once(&self) -> usize {
        1
    }

    /// A room as a scenario describes it, with chance from the seed.
    ///
    /// # Errors
    /// Why there is none.
    fn room(&self, scenario: &str, seed: u64) -> Result<Box<dyn Room>, String>;
}

/// A program in a room, as the room counts them.
pub type Program = usize;

/// A room: programs on computers, calls, time, and a look at everything.
pub trait Room {
    /// Starts a program on a computer, under a user or somebody who may do everything.
    fn start(&mut self, computer: &str, user: Option<&str>) -> Program;

    /// Ends a program without a word.
    fn end(&mut self, program: Program);

    /// OpenNtmsSession. With several threads each makes the call; what they see must be one.
    ///
    /// # Errors
    /// The code.
    fn open(
        &mut self,
        program: Program,
        form: Form,
        call: &OpenNtmsSession,
    ) -> Result<u64, NtmsError>;

    /// Any other function, with its texts in an alphabet where it has both; the handle of one that
    /// takes no session is not looked at.
    ///
    /// # Errors
    /// The code, and what fitted into a short buffer.
    fn call(
        &mut self,
        program: Program,
        alphabet: Alphabet,
        handle: u64,
        request: Request,
    ) -> Result<Answer, Refusal>;

    /// Begins a call that may wait while others are made; its end comes from [`Room::finish`].
    fn begin(
        &mut self,
        program: Program,
        alphabet: Alphabet,
        handle: u64,
        request: Request,
    ) -> usize;

    /// Waits for the end of a call that was begun.
    ///
    /// # Errors
    /// The code.
    fn finish(&mut self, begun: usize) -> Result<Answer, Refusal>;

    /// Lets time pass.
    fn sleep(&mut self, time: Duration);

    /// Time since the beginning.
    fn now(&self) -> Duration;

    /// What hands do.
    ///
    /// # Errors
    /// Why they cannot.
    fn hand(&mut self, deed: &Deed) -> Result<(), String>;

    /// Everything that services keep and shelves hold, where it can be seen.
    fn snapshot(&mut self) -> Option<Snapshot>;

    /// Whether two codes are one to whoever calls here. Nine names have no number of their own.
    fn are_one(&self, seen: NtmsError, wanted: NtmsError) -> bool {
        seen == wanted
    }

    /// What went wrong that no function has a code for, such as the death of a program.
    fn trouble(&mut self) -> Option<String> {
        None
    }
}

/// The world of a room, and the scenario that it was made of.
///
/// # Errors
/// The scenario is wrong.
pub fn world_of(scenario: &str, seed: u64) -> Result<(World, Scenario), String> {
    let mut scenario = Scenario::parse("room.yaml", scenario).map_err(|error| error.to_string())?;
    scenario.seed = seed;
    let world = World::of(&scenario).map_err(|error| error.to_string())?;
    Ok((world, scenario))
}

/// What hands do in a world.
///
/// # Errors
/// Why they cannot.
pub fn do_by_hand(world: &World, deed: &Deed) -> Result<(), String> {
    world.inspect(|world| world.do_deed(deed).map_err(|refused| refused.to_string()))
}

/// What several threads saw that opened a session at once, as one: where they do not agree it is
/// an error without a meaning. With it the sessions of all but the first, of which nobody has use.
pub fn agreed(ends: Vec<Result<u64, NtmsError>>) -> (Result<u64, NtmsError>, Vec<u64>) {
    let first = ends.first().copied().unwrap_or(Err(NtmsError::GenFailure));
    let alike = ends.iter().all(|end| end.err() == first.err());
    let others = ends.into_iter().skip(1).flatten().collect();
    (if alike { first } else { Err(NtmsError::GenFailure) }, others)
}
