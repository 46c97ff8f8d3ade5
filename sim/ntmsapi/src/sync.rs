//! The types of concurrency, in one place: the unit tests take those of a checker that tries
//! schedules.

#[cfg(test)]
pub(crate) use shuttle::sync::{Arc, Condvar, Mutex, MutexGuard};
#[cfg(test)]
pub(crate) use shuttle::thread;
pub(crate) use std::sync::PoisonError;
#[cfg(not(test))]
pub(crate) use std::sync::{Arc, Condvar, Mutex, MutexGuard};
#[cfg(not(test))]
pub(crate) use std::thread;
