//! How the time of a world goes on: waiting is skipped, or it follows the real clock, or it stands
//! still while somebody holds it.

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use world::{CallId, Turn};

use crate::room::World;

/// A wait of less than this real time is skipped: the system could not wait for so short a time.
const SLACK: Duration = Duration::from_millis(1);

/// The longest that a timer sleeps at a time.
const NAP_MAX: Duration = Duration::from_secs(3600);

/// How fast the time of a world passes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Speed {
    /// Waiting is skipped.
    #[default]
    Max,
    /// So many seconds in one of the real clock: from [`Speed::SLOWEST`] to [`Speed::FASTEST`].
    Times(f64),
}

impl Speed {
    /// A thousandth of the real clock.
    pub const SLOWEST: f64 = 1e-3;
    /// A million times the real clock.
    pub const FASTEST: f64 = 1e6;
}

/// This is no speed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeedError(String);

impl fmt::Display for SpeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no speed: give `max`, or how many seconds pass in one of the real clock, \
             from {} to {}",
            self.0,
            Speed::SLOWEST,
            Speed::FASTEST
        )
    }
}

impl std::error::Error for SpeedError {}

impl FromStr for Speed {
    type Err = SpeedError;

    fn from_str(text: &str) -> Result<Speed, SpeedError> {
        if text == "max" {
            return Ok(Speed::Max);
        }
        match text.parse::<f64>() {
            Ok(times) if (Speed::SLOWEST..=Speed::FASTEST).contains(&times) => {
                Ok(Speed::Times(times))
            }
            _ => Err(SpeedError(text.to_owned())),
        }
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Speed::Max => f.write_str("max"),
            Speed::Times(times) => write!(f, "{times}"),
        }
    }
}

/// What the time of a world follows. By default nothing: then it is what was played.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    clock: Option<Clock>,
    hold: Option<Hold>,
}

/// The real clock and what it showed when the world began to follow it.
#[derive(Debug)]
struct Clock {
    began: Instant,
    at: Duration,
    times: f64,
}

impl Clock {
    fn now(&self) -> Duration {
        self.at.saturating_add(scaled(self.began.elapsed(), self.times))
    }
}

/// A time as many times as long, as far as there are times so long.
fn scaled(time: Duration, times: f64) -> Duration {
    Duration::try_from_secs_f64(time.as_secs_f64() * times).unwrap_or(Duration::MAX)
}

#[derive(Debug, Default)]
struct Hold {
    /// Calls that come now let time pass.
    is_open: bool,
    /// The calls that let time pass until they end.
    carriers: BTreeSet<CallId>,
}

/// Whether time may go on to an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    /// At once.
    Now,
    /// After so much real time.
    Later(Duration),
    /// When somebody lets it.
    Held,
}

impl Pace {
    /// The time, at least the one that was played.
    pub(crate) fn time(&self, played: Duration) -> Duration {
        self.clock.as_ref().map_or(played, |clock| played.max(clock.now()))
    }

    pub(crate) fn passing(&self, due: Duration) -> Passing {
        if self.hold.as_ref().is_some_and(|hold| hold.carriers.is_empty()) {
            return Passing::Held;
        }
        let Some(clock) = &self.clock else { return Passing::Now };
        match scaled(due.saturating_sub(clock.now()), clock.times.recip()) {
            real if real < SLACK => Passing::Now,
            real => Passing::Later(real.min(NAP_MAX)),
        }
    }

    /// Whether whoever sleeps can be woken to play on.
    pub(crate) fn is_left_to_callers(&self) -> bool {
        self.clock.is_none() && self.hold.as_ref().is_none_or(|hold| !hold.carriers.is_empty())
    }

    pub(crate) fn entered(&mut self, call: CallId) {
        if let Some(hold) = self.hold.as_mut().filter(|hold| hold.is_open) {
            hold.carriers.insert(call);
        }
    }

    pub(crate) fn over(&mut self, call: CallId) {
        if let Some(hold) = &mut self.hold {
            hold.carriers.remove(&call);
        }
    }
}

/// While it lives, the time of its world passes only as it is told. Calls that come meanwhile wait.
#[derive(Debug)]
pub struct HeldTime {
    world: World,
}

impl HeldTime {
    /// Whether time passes for calls that come from now on, until they have ended.
    pub fn follow_new_calls(&self, yes: bool) {
        if let Some(hold) = &mut self.world.lock().pace.hold {
            hold.is_open = yes;
        }
    }

    /// Time passes for calls that have come and have not ended, until they have; they are named by
    /// what [`World::entered`] was after each.
    pub fn follow(&self, calls: RangeInclusive<u64>) {
        let mut state = self.world.lock();
        let waiting = state.world.waiting_calls().into_iter();
        if let Some(hold) = &mut state.pace.hold {
            hold.carriers.extend(waiting.filter(|call| calls.contains(&call.0)));
        }
        state.pass_on();
    }
}

impl Drop for HeldTime {
    fn drop(&mut self) {
        let mut state = self.world.lock();
        state.pace.hold = None;
        state.pass_on();
    }
}

/// Plays what is due by the real clock, whether or not somebody calls. When it is dropped, waiting
/// is skipped again.
#[derive(Debug)]
pub struct Timer {
    world: World,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Timer {
    fn drop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        let mut state = self.world.lock();
        let now = state.time();
        state.world.go_to(now);
        state.pace.clock = None;
        state.pass_on();
        drop(state);
        self.world.shared.changed.notify_all();
        // It has nothing to tell; a panic in it was told when it happened.
        let _ = thread.join();
    }
}

impl World {
    /// From now on time passes at a speed, as long as the timer lives. Whatever is overdue is
    /// played in order.
    ///
    /// # Errors
    /// There is a timer already, or no thread for one.
    pub fn run_at(&self, speed: Speed) -> io::Result<Timer> {
        let Speed::Times(times) = speed else {
            return Ok(Timer { world: self.clone(), thread: None });
        };
        let mut state = self.lock();
        if state.pace.clock.is_some() {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "time runs at a speed already",
            ));
        }
        let world = self.clone();
        let thread = std::thread::Builder::new().name("timer".to_owned());
        let thread = thread.spawn(move || world.keep_time())?;
        let at = state.world.now();
        state.pace.clock = Some(Clock { began: Instant::now(), at, times });
        drop(state);
        Ok(Timer { world: self.clone(), thread: Some(thread) })
    }

    fn keep_time(&self) {
        let mut state = self.lock();
        while state.pace.clock.is_some() {
            let now = state.time();
            match state.world.turn(now) {
                Turn::Replies => self.notify(&mut state),
                Turn::Commit => {
                    let batch = self.take_batch(&mut state);
                    drop(state);
                    state = self.commit(batch);
                }
                Turn::Wait { due } => match state.pace.passing(due) {
                    Passing::Now => state.world.go_to(due),
                    Passing::Later(real) => state = self.wait_at_most(state, real),
                    Passing::Held => state = self.wait(state),
                },
                Turn::Held | Turn::Idle => state = self.wait(state),
            }
        }
    }

    /// Lets time stand still; `None` when somebody does already.
    pub fn hold_time(&self) -> Option<HeldTime> {
        let mut state = self.lock();
        if state.pace.hold.is_some() {
            return None;
        }
        state.pace.hold = Some(Hold::default());
        Some(HeldTime { world: self.clone() })
    }

    /// How many calls have come so far, those of people among them.
    pub fn entered(&self) -> u64 {
        self.lock().world.calls_entered()
    }

    /// Waits until more calls have come than a number, for so much real time at most, and says how
    /// many they are.
    pub fn wait_for_calls(&self, beyond: u64, at_most: Duration) -> u64 {
        let until = Instant::now() + at_most;
        let mut state = self.lock();
        loop {
            let (entered, now) = (state.world.calls_entered(), Instant::now());
            if entered > beyond || now >= until {
                return entered;
            }
            state = self.wait_at_most(state, until - now);
        }
    }
}
