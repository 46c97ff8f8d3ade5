//! The types of concurrency, in one place: the unit tests take those of a checker that tries
//! schedules.
//!
//! Otherwise they are those of `parking_lot`, in the words of the standard library. Whoever is
//! woken while the lock is held is moved to the lock instead of waking up only to sleep again; with
//! 64 threads at once that halves what the system does for a call.

#[cfg(test)]
pub(crate) use shuttle::sync::{Arc, Condvar, Mutex, MutexGuard};
#[cfg(test)]
pub(crate) use shuttle::thread;
#[cfg(not(test))]
pub(crate) use std::sync::Arc;
pub(crate) use std::sync::PoisonError;
#[cfg(not(test))]
pub(crate) use std::thread;

#[cfg(not(test))]
pub(crate) use parked::{Condvar, Mutex, MutexGuard};

/// Something that happens once, and that many may wait for.
#[cfg(not(test))]
#[derive(Debug)]
pub(crate) struct Signal(std::sync::Once);

#[cfg(not(test))]
impl Default for Signal {
    fn default() -> Signal {
        Signal(std::sync::Once::new())
    }
}

#[cfg(not(test))]
impl Signal {
    /// It has happened. All who wait are woken at once.
    pub(crate) fn give(&self) {
        self.0.call_once(|| ());
    }

    pub(crate) fn wait(&self) {
        self.0.wait();
    }
}

/// The same of what the checker has.
#[cfg(test)]
#[derive(Debug, Default)]
pub(crate) struct Signal {
    given: Mutex<bool>,
    changed: Condvar,
}

#[cfg(test)]
impl Signal {
    pub(crate) fn give(&self) {
        *self.given.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }

    pub(crate) fn wait(&self) {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        while !*given {
            given = self.changed.wait(given).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(not(test))]
mod parked {
    use std::sync::LockResult;
    use std::time::Duration;

    use parking_lot::WaitTimeoutResult;

    pub(crate) use parking_lot::MutexGuard;

    #[derive(Debug, Default)]
    pub(crate) struct Mutex<T>(parking_lot::Mutex<T>);

    impl<T> Mutex<T> {
        pub(crate) fn new(value: T) -> Mutex<T> {
            Mutex(parking_lot::Mutex::new(value))
        }

        pub(crate) fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
            Ok(self.0.lock())
        }
    }

    #[derive(Debug, Default)]
    pub(crate) struct Condvar(parking_lot::Condvar);

    impl Condvar {
        pub(crate) fn new() -> Condvar {
            Condvar::default()
        }

        pub(crate) fn notify_one(&self) {
            self.0.notify_one();
        }

        pub(crate) fn notify_all(&self) {
            self.0.notify_all();
        }

        pub(crate) fn wait<'a, T>(
            &self,
            mut guard: MutexGuard<'a, T>,
        ) -> LockResult<MutexGuard<'a, T>> {
            self.0.wait(&mut guard);
            Ok(guard)
        }

        pub(crate) fn wait_timeout<'a, T>(
            &self,
            mut guard: MutexGuard<'a, T>,
            time: Duration,
        ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
            let end = self.0.wait_for(&mut guard, time);
            Ok((guard, end))
        }
    }
}
