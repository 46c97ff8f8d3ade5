//! Work on libraries: the queue of requests and the jobs that carry them out.
//!
//! A request waits in its library's queue until a job can start: kinds in the order of their
//! numbers, so that dismounts come before mounts; mounts by priority, then by age. A job is a list
//! of steps; each step is an errand to one device, and its end changes the rows, so that database
//! and shelves agree whatever becomes of the job.

mod agree;
mod clean;
mod cleaner;
mod disk;
mod dismount;
mod door;
mod eject;
mod errand;
mod forget;
mod group;
mod identify;
mod inject;
mod inventory;
mod job;
mod mount;
mod operator;
mod order;
mod queue;
mod resume;
mod robot;
mod scratch;
mod slot;
mod start;
mod step;
mod switch;
#[cfg(test)]
mod tests;
mod trouble;
mod verdict;
mod worker;

pub(crate) use agree::Given;
pub(crate) use disk::{Disk, DiskStep};
pub(crate) use dismount::Released;
#[cfg(test)]
pub(crate) use group::Hold;
pub(crate) use group::{Group, GroupId, Member};
pub(crate) use slot::SlotChange;
pub(crate) use switch::Switched;
pub(crate) use worker::{Work, WorkTimer};
