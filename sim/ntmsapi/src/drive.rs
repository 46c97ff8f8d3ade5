//! The callers' side of the loop: whoever calls plays what is due until its own call has ended.
//!
//! Nobody holds the world between two turns. The first caller that meets a batch of transactions
//! leads: it commits the batch on its own thread with the world unlocked.

use std::collections::BTreeMap;
use std::task::Waker;
use std::time::Duration;

use world::{Call, CallId, Ended, Turn};

use crate::cancel::Cancel;
use crate::error::Error;
use crate::files::Stores;
use crate::line::{Line, Round};
use crate::pace::{Pace, Passing};
use crate::room::World;
use crate::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Real time that a call waits for other threads when nothing can ever happen without them.
pub(crate) const PATIENCE: Duration = Duration::from_secs(1);

/// What callers share.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    /// Calls that are left to whoever leads a commit; locked after the state by who locks both.
    pub(crate) line: Mutex<Line>,
    /// Something changed for those who wait.
    pub(crate) changed: Condvar,
    /// The database files, for whoever leads a commit.
    pub(crate) stores: Stores,
}

impl Shared {
    pub(crate) fn new(world: world::World, stores: Stores) -> Shared {
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
        let (state, line) = (Mutex::new(state), Mutex::default());
        Shared { state, line, changed: Condvar::new(), stores }
    }
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
    pub(crate) stuck: Option<fn(&str)>,
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

/// A thread has no call any more.
pub(crate) fn leave(mut state: MutexGuard<'_, State>) {
    state.awake -= 1;
    state.rouse();
    let next = state.bells.pop();
    drop(state);
    next.into_iter().for_each(|bell| bell.notify_one());
}

impl World {
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
        let (id, ended) = match self.line_for(&call) {
            Some(mut line) => {
                let seat = line.queue(call, cancel);
                drop(line);
                let (id, ended) = seat.wait();
                (id, ended.map_or_else(|| self.play_until(self.lock(), id), Ok))
            }
            None => {
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
                Turn::Commit => match self.lead(state, id) {
                    Some(ended) => return Ok(ended),
                    None => state = self.lock(),
                },
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
