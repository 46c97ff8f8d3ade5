//! The target: a library that was looked at.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use conformance::stage::HERE;
use conformance::target::world_of;
use conformance::{Alphabet, Form, Need, Room, Target};
use wire::ntms::call::OpenNtmsSession;

use crate::program::{Launch, PATIENCE};
use crate::room::LibraryRoom;

/// A library with all exports.
#[derive(Debug)]
pub struct Library {
    launch: Launch,
    name: String,
    /// It comes to the door of a room.
    is_in_room: bool,
}

/// A library that cannot be a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    path: PathBuf,
    why: String,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.why)
    }
}

impl std::error::Error for Unusable {}

/// The room in which a library is looked at.
const ROOM: &str = "version: 1\ncomputers: { HERE: {} }\n";

impl Library {
    /// Looks at the library at a path: whether it can be loaded, has all exports, and comes to the
    /// door of a room. `program`, called with `arguments` and a library, does [`crate::work`].
    ///
    /// # Errors
    /// There is no such library, it lacks exports, or no worker can be started.
    pub fn open(path: &Path, program: &Path, arguments: &[&str]) -> Result<Library, Unusable> {
        let unusable = |why: String| Unusable { path: path.to_owned(), why };
        // From the root it is a file, and not looked for elsewhere.
        let library = std::fs::canonicalize(path).map_err(|error| unusable(error.to_string()))?;
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let (program, patience) = (program.to_owned(), PATIENCE);
        let launch = Launch { program, arguments, library, patience };
        let name = format!("library:{}", path.display());
        let mut looked_at = Library { launch, name, is_in_room: true };
        looked_at.is_in_room = looked_at.comes_to_a_door().map_err(unusable)?;
        Ok(looked_at)
    }

    /// The same where a call may take so much real time; otherwise it is a minute.
    #[must_use]
    pub fn patient_for(mut self, time: Duration) -> Library {
        self.launch.patience = time;
        self
    }

    /// Opens a session in a room and looks whether the room saw that.
    fn comes_to_a_door(&self) -> Result<bool, String> {
        let mut room = self.room_of(ROOM, 1)?;
        let program = room.start(HERE, None);
        if let Some(trouble) = room.trouble() {
            return Err(trouble);
        }
        // Whatever it answers: even a refusal of the room is one.
        let _ = room.open(program, Form::default(), &OpenNtmsSession::default());
        Ok(room.was_called())
    }

    fn room_of(&self, scenario: &str, seed: u64) -> Result<LibraryRoom, String> {
        let (world, scenario) = world_of(scenario, seed)?;
        LibraryRoom::new(self.launch.clone(), world, scenario, self.is_in_room)
    }
}

impl Target for Library {
    fn name(&self) -> String {
        self.name.clone()
    }

    /// What is done about a room can be done about that of the door, and about no other.
    fn offers(&self, _: Need) -> bool {
        self.is_in_room
    }

    fn alphabets(&self) -> &'static [Alphabet] {
        &[Alphabet::Wide, Alphabet::Ansi]
    }

    /// While one room waits for a program that starts another one goes on.
    fn rooms_at_once(&self) -> usize {
        2
    }

    fn room(&self, scenario: &str, seed: u64) -> Result<Box<dyn Room>, String> {
        Ok(Box::new(self.room_of(scenario, seed)?))
    }
}
