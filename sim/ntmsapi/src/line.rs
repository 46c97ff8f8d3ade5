//! The threads that wait for a batch to be kept, and the calls that they leave to whoever leads.
//!
//! As long as more comes into a batch, a thread with a call that will wait for it anyway does not
//! wait for the world first: it leaves the call in the line. Whoever leads plays one call after the
//! other while they are at hand, and when the batch is kept one word to the system wakes all.

use world::{Call, CallId, Ended, Record, Turn};

use crate::cancel::Cancel;
use crate::drive::State;
use crate::pace::Passing;
use crate::room::World;
use crate::sync::{Arc, Mutex, MutexGuard, PoisonError, Signal};

/// Where a thread that waits for a batch finds what became of its call.
#[derive(Debug)]
pub(crate) struct Seat {
    found: Found,
    kept: Arc<Signal>,
}

/// A call, and how it ended, if it has: empty until whoever leads has looked.
type Found = Arc<Mutex<Option<(CallId, Option<Ended>)>>>;

fn lock(found: &Found) -> MutexGuard<'_, Option<(CallId, Option<Ended>)>> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Seat {
    fn new(kept: &Arc<Signal>) -> Seat {
        Seat { found: Arc::default(), kept: Arc::clone(kept) }
    }

    /// Sleeps until the batch is kept.
    pub(crate) fn wait(self) -> (CallId, Option<Ended>) {
        self.kept.wait();
        let Some(found) = lock(&self.found).take() else {
            panic!("whoever leads looks after every seat before it gives the word")
        };
        found
    }
}

/// Those who wait for a batch that more may come into.
#[derive(Debug, Default)]
pub(crate) struct Round {
    calls: Vec<(CallId, Found)>,
    kept: Arc<Signal>,
    /// What was written for them: freed when nobody waits for that any more.
    written: Vec<Record>,
}

impl Round {
    /// Wakes all who wait.
    pub(crate) fn end(self) {
        // With nobody to wake there is no word to give.
        if !self.calls.is_empty() {
            self.kept.give();
        }
        drop(self.written);
    }
}

/// Calls that nobody has entered yet.
#[derive(Debug, Default)]
pub(crate) struct Line {
    calls: Vec<Queued>,
    is_open: bool,
    /// The word for those who queue.
    kept: Arc<Signal>,
}

#[derive(Debug)]
struct Queued {
    call: Call,
    cancel: Option<Cancel>,
    found: Found,
}

impl Line {
    /// Leaves a call to whoever leads.
    pub(crate) fn queue(&mut self, call: Call, cancel: Option<&Cancel>) -> Seat {
        let seat = Seat::new(&self.kept);
        let found = Arc::clone(&seat.found);
        self.calls.push(Queued { call, cancel: cancel.cloned(), found });
        seat
    }
}

impl State {
    /// The thread of a call is about to sleep until the batch is kept, if more may come into it.
    pub(crate) fn join_round(&mut self, call: CallId) -> Option<Seat> {
        let round = self.round.as_mut()?;
        let seat = Seat::new(&round.kept);
        round.calls.push((call, Arc::clone(&seat.found)));
        self.fall_asleep();
        Some(seat)
    }

    /// Gives those of a round their calls back. Those that have not ended play on.
    pub(crate) fn look_after(&mut self, round: &Round) {
        for (call, found) in &round.calls {
            let ended = self.world.take(*call);
            if ended.is_none() {
                self.awake += 1;
            }
            *lock(found) = Some((*call, ended));
        }
    }

    fn enter_queued(&mut self, queued: Queued) {
        let Queued { call, cancel, found } = queued;
        let id = self.enter(call, cancel.as_ref());
        self.round.get_or_insert_default().calls.push((id, found));
    }
}

impl World {
    fn line(&self) -> MutexGuard<'_, Line> {
        self.shared.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The line, if whoever leads takes calls like this one.
    pub(crate) fn line_for(&self, call: &Call) -> Option<MutexGuard<'_, Line>> {
        // What only looks has no reason to wait for a commit.
        if !call.may_write() {
            return None;
        }
        Some(self.line()).filter(|line| line.is_open)
    }

    /// From now on calls are left to whoever calls this.
    pub(crate) fn open_line(&self, state: &mut State) {
        let kept = &state.round.get_or_insert_default().kept;
        let mut line = self.line();
        line.is_open = true;
        line.kept = Arc::clone(kept);
    }

    /// Plays what is in the line.
    pub(crate) fn play_line(&self, state: &mut State) {
        let calls = std::mem::take(&mut self.line().calls);
        if calls.is_empty() {
            return;
        }
        calls.into_iter().for_each(|queued| state.enter_queued(queued));
        loop {
            let now = state.time();
            match state.world.turn(now) {
                Turn::Replies => self.tell(state),
                Turn::Wait { due } if state.pace.passing(due) == Passing::Now => {
                    state.world.go_to(due);
                }
                Turn::Wait { .. } | Turn::Commit | Turn::Held | Turn::Idle => break,
            }
        }
    }

    /// No call is left to anybody any more: all that comes into the batch is written. Those who
    /// came too late play themselves when it is kept.
    pub(crate) fn close_line(&self, state: &mut State, written: Vec<Record>) -> Option<Round> {
        let line = std::mem::take(&mut *self.line());
        line.calls.into_iter().for_each(|queued| state.enter_queued(queued));
        state.round.take().map(|round| Round { written, ..round })
    }
}
