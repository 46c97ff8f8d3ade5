//! Calls as futures. A future drives the world when it is polled, like a thread that calls; it
//! yields to its executor once before time may jump, so that other tasks can call first.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use world::{Call, CallId, Ended, Turn};

use crate::commit::Owed;
use crate::drive::PATIENCE;
use crate::error::Error;
use crate::pace::Passing;
use crate::room::World;

/// A call on its way. Dropping it gives the call up without cancelling it.
#[derive(Debug)]
pub(crate) struct Calling {
    world: World,
    stage: Stage,
    yielded: bool,
    /// Since when nothing can happen without somebody else.
    idle_since: Option<Instant>,
}

#[derive(Debug)]
enum Stage {
    New(Box<Call>),
    Entered(CallId),
    Over,
}

impl Calling {
    pub(crate) fn new(world: World, call: Call) -> Calling {
        Calling { world, stage: Stage::New(Box::new(call)), yielded: false, idle_since: None }
    }
}

impl Future for Calling {
    type Output = Result<Ended, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let world = self.world.clone();
        let mut state = world.lock();
        let id = match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::New(call) => state.enter(*call, None),
            Stage::Entered(id) => id,
            Stage::Over => panic!("a future is not polled after it is ready"),
        };
        self.stage = Stage::Entered(id);
        loop {
            if let Some(ended) = state.world.take(id) {
                self.stage = Stage::Over;
                state.pass_on();
                return Poll::Ready(Ok(ended));
            }
            let now = state.time();
            let turn = state.world.turn(now);
            if turn != Turn::Idle {
                self.idle_since = None;
            }
            match turn {
                Turn::Replies => world.notify(&mut state),
                Turn::Wait { due } if state.pace.passing(due) == Passing::Now => {
                    if !std::mem::replace(&mut self.yielded, true) {
                        context.waker().wake_by_ref();
                        return Poll::Pending;
                    }
                    self.yielded = false;
                    state.world.go_to(due);
                }
                Turn::Commit => {
                    let batch = world.take_batch(&mut state);
                    state.wakers.push(context.waker().clone());
                    drop(state);
                    // The disk is waited for where that holds up no other task.
                    match tokio::runtime::Handle::try_current() {
                        Ok(runtime) => {
                            let owed = Owed::new(&world, batch);
                            runtime.spawn_blocking(move || drop(owed));
                            return Poll::Pending;
                        }
                        Err(_) => state = world.commit(batch),
                    }
                }
                Turn::Held | Turn::Wait { .. } => {
                    world.tell_all(&state);
                    state.wakers.push(context.waker().clone());
                    return Poll::Pending;
                }
                Turn::Idle => match self.idle_since {
                    Some(since) if since.elapsed() >= PATIENCE => {
                        self.stage = Stage::Over;
                        return Poll::Ready(Err(world.stuck(&mut state, id)));
                    }
                    since => {
                        if since.is_none() {
                            self.idle_since = Some(Instant::now());
                            wake_later(context.waker().clone());
                        }
                        state.wakers.push(context.waker().clone());
                        return Poll::Pending;
                    }
                },
            }
        }
    }
}

/// Wakes a task when others had their time to come.
fn wake_later(waker: Waker) {
    std::thread::spawn(move || {
        std::thread::sleep(PATIENCE);
        waker.wake();
    });
}

impl Drop for Calling {
    fn drop(&mut self) {
        if let Stage::Entered(id) = self.stage {
            self.world.lock().world.forget(id);
        }
    }
}
