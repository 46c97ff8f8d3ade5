//! Plays a story: its applications on one or more threads, each thread with some of them. Whatever
//! the number of threads, the trace has the same bytes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use world::scenario::Scenario;
use world::story::{App, Checks, Next, Outcome, Story};
use world::trace::Sink;
use world::{CallId, Turn};

use crate::drive::State;
use crate::error::LoadError;
use crate::room::World;
use crate::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How a story is played.
#[derive(Clone, Debug)]
pub struct Play {
    /// Threads that share the applications; at least one.
    pub threads: usize,
    /// When the checkers look.
    pub checks: Checks,
    /// Where services keep their databases; in memory when absent.
    pub state: Option<PathBuf>,
}

impl Default for Play {
    fn default() -> Play {
        Play { threads: 1, checks: Checks::default(), state: None }
    }
}

impl Play {
    /// Plays the story of a scenario, from beginning to end. Every hop goes to the sink.
    ///
    /// # Errors
    /// When the scenario makes no world, or a database file cannot be opened or read.
    pub fn play<S: Sink + 'static>(
        &self,
        scenario: &Scenario,
        sink: Option<S>,
    ) -> Result<Outcome, LoadError> {
        let world = match &self.state {
            Some(folder) => World::with_state(scenario, folder)?,
            None => World::of(scenario)?,
        };
        let mut story = {
            let mut state = world.lock();
            if let Some(sink) = sink {
                state.world.trace_to(sink);
            }
            Story::new(scenario, &mut state.world).map_err(LoadError::Build)?.checked(self.checks)
        };
        let apps = story.take_apps();
        let count = apps.len();
        let threads = self.threads.clamp(1, count.max(1));
        let mut shares: Vec<Vec<App>> = (0..threads).map(|_| Vec::new()).collect();
        for (at, app) in apps.into_iter().enumerate() {
            shares[at % threads].push(app);
        }
        let stage = Arc::new(Mutex::new(Stage { story, waiting: count }));
        std::thread::scope(|scope| {
            for share in shares {
                let (world, stage) = (&world, &stage);
                scope.spawn(move || Player::new(world, stage, share).play());
            }
        });
        let mut stage = lock(&stage);
        let mut state = world.lock();
        Ok(stage.story.judge(&mut state.world))
    }
}

impl World {
    /// Ends what is under way, and says what became of a scenario whose part of the application was
    /// played by programs: what must hold in the end, and what they left open.
    ///
    /// # Errors
    /// When the scenario makes no story.
    pub fn judge(&self, scenario: &Scenario, checks: Checks) -> Result<Outcome, LoadError> {
        // Nobody plays those of the story: registered, they would hold time for ever.
        let mut scenario = scenario.clone();
        scenario.story.applications = Default::default();
        let story = {
            let mut state = self.lock();
            Story::new(&scenario, &mut state.world).map_err(LoadError::Build)?.checked(checks)
        };
        let stage = Arc::new(Mutex::new(Stage { story, waiting: 0 }));
        Player::new(self, &stage, Vec::new()).play();
        let mut stage = lock(&stage);
        let mut state = self.lock();
        Ok(stage.story.judge(&mut state.world))
    }
}

/// What the threads share beside the world.
#[derive(Debug)]
struct Stage {
    story: Story,
    /// Applications that are not over.
    waiting: usize,
}

fn lock(stage: &Mutex<Stage>) -> MutexGuard<'_, Stage> {
    stage.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A thread with its applications.
struct Player<'a> {
    world: &'a World,
    stage: &'a Mutex<Stage>,
    apps: Vec<App>,
    calls: BTreeMap<CallId, usize>,
}

impl<'a> Player<'a> {
    fn new(world: &'a World, stage: &'a Mutex<Stage>, apps: Vec<App>) -> Player<'a> {
        Player { world, stage, apps, calls: BTreeMap::new() }
    }

    /// Plays until the run is over for everybody.
    fn play(mut self) {
        let mut state = self.world.lock();
        for at in 0..self.apps.len() {
            self.step(&mut state, at, None);
        }
        self.world.notify(&mut state);
        loop {
            if self.take(&mut state) {
                self.world.notify(&mut state);
                continue;
            }
            let now = state.world.now();
            let turn = state.world.turn(now);
            if !self.goes_on(&mut state, turn) {
                break;
            }
            match turn {
                Turn::Replies => self.world.notify(&mut state),
                Turn::Wait { due } => state.world.go_to(due),
                Turn::Commit => {
                    let batch = self.world.take_batch(&mut state);
                    drop(state);
                    state = self.world.commit(batch);
                }
                Turn::Held | Turn::Idle => state = self.world.wait(state),
            }
        }
        self.world.notify(&mut state);
        drop(state);
        lock(self.stage).story.give_back(self.apps);
    }

    fn goes_on(&self, state: &mut State, turn: Turn) -> bool {
        let mut stage = lock(self.stage);
        let waiting = stage.waiting > 0;
        stage.story.goes_on(&mut state.world, turn, waiting)
    }

    /// Steps an application whose call has ended.
    fn take(&mut self, state: &mut State) -> bool {
        let ended = self.calls.keys().copied().find_map(|id| Some((id, state.world.take(id)?)));
        let Some((id, ended)) = ended else { return false };
        if let Some(at) = self.calls.remove(&id) {
            self.step(state, at, Some(ended));
        }
        true
    }

    fn step(&mut self, state: &mut State, at: usize, ended: Option<world::Ended>) {
        match self.apps[at].step(&mut state.world, ended) {
            Next::Call(call) => {
                let now = state.world.now();
                self.calls.insert(state.world.enter(now, call), at);
            }
            Next::Over => lock(self.stage).waiting -= 1,
        }
    }
}
