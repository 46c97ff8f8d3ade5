//! Work on libraries: the queue of requests and the jobs that carry them out.
//!
//! A request waits in its library's queue until a job can start: kinds in the order of their
//! numbers, so that dismounts come before mounts; mounts by priority, then by age. A job is a list
//! of steps; each step is an errand to one device, and its end changes the rows, so that database
//! and shelves agree whatever becomes of the job.

mod dismount;
mod errand;
mod job;
mod mount;
mod queue;
mod start;
mod step;
mod trouble;
mod worker;

pub(crate) use job::{Failure, Job, JobId, Purpose};
pub(crate) use mount::{Group, GroupId, Hold, Member};
pub(crate) use queue::NewRequest;
pub(crate) use step::{Spot, Step};
pub(crate) use worker::{Work, WorkTimer};
