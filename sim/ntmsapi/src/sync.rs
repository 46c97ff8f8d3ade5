//! The types of concurrency, in one place so that a checker of schedules can take theirs.

pub(crate) use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
