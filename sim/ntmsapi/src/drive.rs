//! The callers' side of the loop: whoever calls plays what is due until its own call has ended.
//!
//! Nobody holds the world between two turns. The first caller that meets a batch of transactions
//! leads: it commits the batch on its own thread with the world unlocked.

use std::collections::BTreeMap;
use std::path::Path;
use std::task::Waker;
use std::time::Duration;

use store::Store;
use wire::label::LabelParser;
use world::scenario::Scenario;
use world::{Call, CallId, ComputerId, Ended, InMemory, Outside, Turn};

use crate::cancel::Cancel;
use crate::client::{Caller, Client};
use crate::error::{Error, LoadError};
use crate::file::read_scenario;
use crate::files::{Files, Stores};
use crate::line::{Line, Round};
use crate::pace::{Pace, Passing};
use crate::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Real time that a call waits for other threads when nothing can ever happen without them.
pub(crate) const PATIENCE: Duration = Duration::from_secs(1);

/// What callers share.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    /// Calls that are left to whoever leads a commit. Whoever has both locks took the state's first.
    pub(crate) line: Mutex<Line>,
    /// Something changed for those who wait.
    pub(crate) changed: Condvar,
    /// The database files, for whoever leads a commit.
    pub(crate) stores: Stores,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) world: world::World,
    pub(crate) pace: Pace,
    /// Calls whose threads sleep, each with what it is woken by.
    sleepers: BTreeMap<CallId, Arc<Condvar>>,
    /// Threads in a call that do not sleep: as long as there is one, it plays what can be played.
    pub(crate) awake: usize,
    /// Those who wait for a batch that more may come into.
    pub(crate) round: Option<Round>,
    /// What wakes threads that count as awake already and are still to be woken. Whoever is awake
    /// wakes one when its call ends, before it leads a commit and before it sleeps: so no thread
    /// pays for all, and whoever leads need not wait for its turn behind all of them.
    pub(crate) bells: Vec<Arc<Condvar>>,
    /// How often somebody called or looked.
    stirred: u64,
    /// Threads that wait for any change.
    waiting: usize,
    pub(crate) wakers: Vec<Waker>,
    /// Who hears of it once, when a call that waits in vain goes on waiting.
    stuck: Option<fn(&str)>,
    was_stuck: bool,
}

impl State {
    /// The time, by the real clock if the world follows it.
    pub(crate) fn time(&self) -> Duration {
        self.pace.time(self.world.now())
    }

    /// A call comes, perhaps of a client whose calls are given up.
    pub(crate) fn enter(&mut self, call: Call, cancel: Option<&Cancel>) -> CallId {
        self.stirred += 1;
        let now = self.time();
        let id = self.world.enter(now, call);
        self.pace.entered(id);
        if cancel.is_some_and(|cancel| !cancel.begins(id)) {
            self.world.abandon_call(id);
        }
        id
    }

    /// Whether a call waits on when nothing can happen any more. That is told once.
    fn goes_on_waiting(&mut self) -> bool {
        let Some(tell) = self.stuck else { return false };
        if !std::mem::replace(&mut self.was_stuck, true) {
            tell(&self.world.who_waits());
        }
        true
    }

    /// The thread of a call is about to sleep.
    fn lie_down(&mut self, call: CallId) -> Arc<Condvar> {
        let bed = Arc::new(Condvar::new());
        self.sleepers.insert(call, Arc::clone(&bed));
        self.fall_asleep();
        bed
    }

    /// A thread plays no longer.
    pub(crate) fn fall_asleep(&mut self) {
        self.awake -= 1;
        self.bells.pop().into_iter().for_each(|bell| bell.notify_one());
    }

    /// It is awake, whether or not somebody woke it.
    fn get_up(&mut self, call: CallId) {
        if self.sleepers.remove(&call).is_some() {
            self.awake += 1;
        }
    }

    fn wake(&mut self, call: CallId) {
        if let Some(bed) = self.sleepers.remove(&call) {
            self.awake += 1;
            self.bells.push(bed);
        }
    }

    /// Wakes all who are to be woken.
    pub(crate) fn ring(&mut self) {
        self.bells.drain(..).for_each(|bell| bell.notify_one());
    }

    /// Somebody plays no longer: somebody else does, if anything can be played.
    pub(crate) fn pass_on(&mut self) {
        self.rouse();
        self.ring();
    }

    /// Wakes somebody to play on when nobody is awake and something may happen.
    fn rouse(&mut self) {
        if self.awake == 0
            && let Some(call) = self.sleepers.first_key_value().map(|(call, _)| *call)
            && !self.world.is_held()
            && self.pace.is_left_to_callers()
        {
            self.wake(call);
        }
    }
}

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

/// A thread has no call any more.
fn leave(mut state: MutexGuard<'_, State>) {
    state.awake -= 1;
    state.rouse();
    let next = state.bells.pop();
    drop(state);
    next.into_iter().for_each(|bell| bell.notify_one());
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
        let state = State {
            world,
            pace: Pace::default(),
            sleepers: BTreeMap::new(),
            awake: 0,
            round: None,
            bells: Vec::new(),
            stirred: 0,
            waiting: 0,
            wakers: Vec::new(),
            stuck: None,
            was_stuck: false,
        };
        let shared = Shared {
            state: Mutex::new(state),
            line: Mutex::default(),
            changed: Condvar::new(),
            stores,
        };
        World { shared: Arc::new(shared) }
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

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        // A panic under the lock is a defect; what it left behind is still the best there is.
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes those whose calls have ended and whoever waits for any change.
    pub(crate) fn notify(&self, state: &mut State) {
        self.tell(state);
        state.ring();
    }

    /// The same, with those whose calls have ended still to be woken.
    pub(crate) fn tell(&self, state: &mut State) {
        state.stirred += 1;
        while let Some(call) = state.world.next_ended() {
            state.pace.over(call);
            state.wake(call);
        }
        state.rouse();
        self.tell_all(state);
        state.wakers.drain(..).for_each(Waker::wake);
    }

    /// Wakes whoever waits for any change.
    pub(crate) fn tell_all(&self, state: &State) {
        if state.waiting > 0 {
            self.shared.changed.notify_all();
        }
    }

    /// Waits until something changes, the world unlocked.
    pub(crate) fn wait<'a>(&self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        state.waiting += 1;
        let mut state = self.shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        state
    }

    /// The same for so much real time at most.
    pub(crate) fn wait_at_most<'a>(
        &self,
        mut state: MutexGuard<'a, State>,
        real: Duration,
    ) -> MutexGuard<'a, State> {
        state.waiting += 1;
        let waited = self.shared.changed.wait_timeout(state, real);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        state
    }

    /// Sleeps until the call has ended or somebody must play on.
    fn sleep<'a>(&self, mut state: MutexGuard<'a, State>, call: CallId) -> MutexGuard<'a, State> {
        let bed = state.lie_down(call);
        let mut state = bed.wait(state).unwrap_or_else(PoisonError::into_inner);
        state.get_up(call);
        state
    }

    /// The same for at most [`PATIENCE`] without anybody calling; and whether that was so.
    fn sleep_in_vain<'a>(
        &self,
        mut state: MutexGuard<'a, State>,
        call: CallId,
    ) -> (MutexGuard<'a, State>, bool) {
        let (bed, stirred) = (state.lie_down(call), state.stirred);
        let waited = bed.wait_timeout(state, PATIENCE);
        let (mut state, end) = waited.unwrap_or_else(PoisonError::into_inner);
        state.get_up(call);
        let in_vain = end.timed_out() && state.stirred == stirred;
        (state, in_vain)
    }

    /// Makes a call and waits until it has ended.
    pub(crate) fn call(&self, call: Call, cancel: Option<&Cancel>) -> Result<Ended, Error> {
        let (id, ended) = match self.queue(call, cancel) {
            Ok(seat) => {
                let (id, ended) = seat.wait();
                (id, ended.map_or_else(|| self.play_until(self.lock(), id), Ok))
            }
            Err(call) => {
                let mut state = self.lock();
                state.awake += 1;
                let id = state.enter(call, cancel);
                (id, self.play_until(state, id))
            }
        };
        cancel.into_iter().for_each(|cancel| cancel.ends(id));
        ended
    }

    /// Plays until a call has ended, or as long as anything can happen.
    fn play_until<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        id: CallId,
    ) -> Result<Ended, Error> {
        loop {
            if let Some(ended) = state.world.take(id) {
                leave(state);
                return Ok(ended);
            }
            let now = state.time();
            match state.world.turn(now) {
                Turn::Replies => self.tell(&mut state),
                Turn::Wait { due } => state = self.let_pass(state, id, due),
                Turn::Commit => state = self.lead(state),
                Turn::Held => match state.join_round(id) {
                    Some(seat) => {
                        drop(state);
                        if let (_, Some(ended)) = seat.wait() {
                            return Ok(ended);
                        }
                        state = self.lock();
                    }
                    None => state = self.sleep(state, id),
                },
                Turn::Idle => {
                    let (again, in_vain) = self.sleep_in_vain(state, id);
                    state = again;
                    if in_vain && !state.goes_on_waiting() {
                        let error = self.stuck(&mut state, id);
                        leave(state);
                        return Err(error);
                    }
                }
            }
        }
    }

    /// Goes on to the time of what is due, or sleeps until somebody did.
    fn let_pass<'a>(
        &'a self,
        state: MutexGuard<'a, State>,
        id: CallId,
        due: Duration,
    ) -> MutexGuard<'a, State> {
        if state.pace.passing(due) != Passing::Now {
            self.tell_all(&state);
            return self.sleep(state, id);
        }
        // Whoever waits at the door may come in before time goes on.
        drop(state);
        let mut state = self.lock();
        // The call may have ended meanwhile, and time be held again: then its end is looked for.
        if state.pace.passing(due) == Passing::Now {
            state.world.go_to(due);
        }
        state
    }

    pub(crate) fn stuck(&self, state: &mut State, id: CallId) -> Error {
        let who = state.world.who_waits();
        state.world.forget(id);
        Error::Stuck(who)
    }
}
