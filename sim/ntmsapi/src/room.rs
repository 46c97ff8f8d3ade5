//! A machine room inside the program: how it is made, who comes into it, and what is seen of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use store::Store;
use wire::label::LabelParser;
use world::scenario::Scenario;
use world::{ComputerId, InMemory, Outside};

use crate::client::{Caller, Client};
use crate::drive::{Shared, State};
use crate::error::LoadError;
use crate::file::read_scenario;
use crate::files::{Files, Stores};
use crate::sync::Arc;

/// What is left open when a world ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Sessions that nobody closed.
    pub sessions: usize,
    /// Media that are still mounted for somebody.
    pub mounts: usize,
    /// Calls that have not ended, library requests and operator requests that are not finished.
    pub requests: usize,
}

/// A machine room inside the program. Clones are the same world.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) shared: Arc<Shared>,
}

fn computer_of(state: &State, name: &str) -> Result<ComputerId, LoadError> {
    let id = state.world.computer(name);
    id.ok_or_else(|| LoadError::Unknown(format!("there is no computer {name}")))
}

impl World {
    /// The world of a scenario file.
    ///
    /// # Errors
    /// When the file cannot be read or the scenario is wrong.
    pub fn load(path: impl AsRef<Path>) -> Result<World, LoadError> {
        let (scenario, _) = read_scenario(path)?;
        World::of(&scenario)
    }

    /// The world of a scenario given as text; `name` is what its errors call it.
    ///
    /// # Errors
    /// When the scenario is wrong.
    pub fn from_text(name: &str, text: &str) -> Result<World, LoadError> {
        let scenario = Scenario::parse(name, text).map_err(LoadError::Scenario)?;
        World::of(&scenario)
    }

    /// The world of a scenario that was built in the program.
    ///
    /// # Errors
    /// When the scenario is wrong.
    pub fn of(scenario: &Scenario) -> Result<World, LoadError> {
        let world = world::World::new(scenario, BTreeMap::new(), Box::new(InMemory::default()))
            .map_err(LoadError::Build)?;
        Ok(World::around(world, Stores::default()))
    }

    /// The world of a scenario whose services keep their databases in a folder, one file for each
    /// computer. A file that is there is taken up; the scenario then describes the devices.
    ///
    /// # Errors
    /// When the scenario is wrong, or a file cannot be opened or read.
    pub fn with_state(scenario: &Scenario, folder: &Path) -> Result<World, LoadError> {
        let trouble = |text: String| LoadError::Store(text);
        std::fs::create_dir_all(folder)
            .map_err(|error| LoadError::Folder(folder.to_owned(), error))?;
        let mut kept = BTreeMap::new();
        let mut stores = Vec::new();
        for (computer, instance) in world::World::databases_of(scenario) {
            let path = folder.join(format!("{computer}.sqlite"));
            let mut opened =
                Store::open(&path, instance).map_err(|error| trouble(error.to_string()))?;
            if !opened.is_new {
                let rows = opened.store.load().map_err(|error| trouble(error.to_string()))?;
                kept.insert(computer.clone(), (opened.instance, rows));
            }
            stores.push((computer, opened.store, opened.is_new));
        }
        let by_id = Stores::default();
        let outside: Box<dyn Outside> = Box::new(Files::new(by_id.clone()));
        let world = world::World::new(scenario, kept, outside).map_err(LoadError::Build)?;
        for (name, mut store, is_new) in stores {
            let Some(id) = world.computer(&name) else { continue };
            if is_new {
                let first = world.first_rows(id);
                store.keep(&[first]).map_err(|error| trouble(error.to_string()))?;
            }
            by_id.lock().insert(id, store);
        }
        Ok(World::around(world, by_id))
    }

    pub(crate) fn around(world: world::World, stores: Stores) -> World {
        World { shared: Arc::new(Shared::new(world, stores)) }
    }

    /// A program on a computer, under a user who may do everything.
    ///
    /// # Errors
    /// When the scenario has no such computer.
    pub fn client(&self, computer: &str) -> Result<Client, LoadError> {
        let administrator = world::World::administrator();
        self.client_of(computer, administrator)
    }

    /// A program on a computer, under a user of the scenario.
    ///
    /// # Errors
    /// When the scenario has no such computer or user.
    pub fn client_as(&self, computer: &str, user: &str) -> Result<Client, LoadError> {
        let caller = self.lock().world.user(user);
        let caller =
            caller.ok_or_else(|| LoadError::Unknown(format!("there is no user {user}")))?;
        self.client_of(computer, caller)
    }

    fn client_of(
        &self,
        computer: &str,
        caller: wire::ntms::security::Caller,
    ) -> Result<Client, LoadError> {
        let mut state = self.lock();
        let id = computer_of(&state, computer)?;
        let name = caller.user.name().to_string();
        let process = state.world.start_process(id, caller, &name);
        drop(state);
        Ok(Client::new(self.clone(), process))
    }

    /// Registers a label parser with the service of a computer, as an administrator registers a
    /// media label library below `OMID\Tape`. Parsers of the scenario are asked first, then those
    /// that were registered, in order, then those that the service has from the start. Labels read
    /// from now on are shown to it, also after the service was stopped and started.
    ///
    /// # Errors
    /// When the scenario has no such computer, or the parser cannot be one.
    pub fn add_label_parser(&self, computer: &str, parser: LabelParser) -> Result<(), LoadError> {
        let mut state = self.lock();
        let id = computer_of(&state, computer)?;
        state.world.add_label_parser(id, parser).map_err(LoadError::Parser)
    }

    /// Registers a caller by name: from now on simulated time stands still while it is between two
    /// calls, and the order of what registered callers do depends on the seed alone. It leaves when
    /// it is dropped.
    pub fn caller(&self, name: &str) -> Caller {
        let id = self.lock().world.register(name);
        Caller::new(self.clone(), id)
    }

    /// From now on a call for which nothing can ever happen again waits on, for programs that
    /// call later or people who act; `tell` hears once who waits for what.
    pub fn wait_when_stuck(&self, tell: fn(&str)) {
        self.lock().stuck = Some(tell);
    }

    /// Time since the beginning of the run.
    pub fn now(&self) -> Duration {
        self.lock().time()
    }

    /// Looks into the world between two turns, and while nothing is being committed: whoever kills
    /// a service then knows what was kept.
    pub fn inspect<T>(&self, look: impl FnOnce(&mut world::World) -> T) -> T {
        let mut state = self.lock();
        while state.world.is_committing() {
            state = self.wait(state);
        }
        let now = state.time();
        state.world.go_to(now);
        let seen = look(&mut state.world);
        self.notify(&mut state);
        seen
    }

    /// What is open now.
    pub fn left(&self) -> Left {
        let left = self.lock().world.left();
        Left { sessions: left.sessions, mounts: left.mounts, requests: left.requests }
    }
}
