//! Calls that are given up from outside while they wait.

use world::CallId;

use crate::room::World;
use crate::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Gives up the calls of a client from another thread, one that cannot wait for them itself.
#[derive(Clone, Debug)]
pub struct Cancel {
    world: World,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// Calls that wait now.
    calls: Vec<CallId>,
    given_up: bool,
}

impl Cancel {
    pub(crate) fn new(world: World) -> Cancel {
        Cancel { world, state: Arc::new(Mutex::new(State::default())) }
    }

    /// Calls that wait end as cancelled, and so do all that the client makes from now on. What a
    /// service had begun for them is called off; a call that works with a device ends by itself.
    pub fn give_up(&self) {
        let mut state = self.lock();
        state.given_up = true;
        let calls = std::mem::take(&mut state.calls);
        drop(state);
        let mut world = self.world.lock();
        calls.into_iter().for_each(|call| world.world.abandon_call(call));
        self.world.notify(&mut world);
    }

    /// A call has been entered, the world being locked; whether it may go on.
    pub(crate) fn begins(&self, call: CallId) -> bool {
        let mut state = self.lock();
        state.calls.push(call);
        !state.given_up
    }

    pub(crate) fn ends(&self, call: CallId) {
        self.lock().calls.retain(|waiting| *waiting != call);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
