//! Calls that were entered and whose end nobody took yet.

use std::ops::Index;
use std::time::Duration;

use rsm::CallId;
use rustc_hash::FxHashMap;
use wire::ntms::Function;

use crate::client::{Handle, ProcessId};
use crate::computer::ComputerId;
use crate::driver::Driving;
use crate::world::{Action, CallerId, Ended};

/// Where an entered call is.
#[derive(Debug)]
pub(crate) enum Place {
    /// It is about to happen.
    Entered(Action),
    /// It is in the hands of a service, maybe far away.
    Away { computer: ComputerId, incarnation: u64 },
    /// It works with a drive.
    Driving(Box<Driving>),
    /// It waits for a unit to answer its command, until this event.
    Commanding { alarm: (Duration, u64) },
    /// It sleeps.
    Sleeping,
    /// It has ended and nobody took the end yet.
    Over(Ended),
}

#[derive(Debug)]
pub(crate) struct Entered {
    pub(crate) process: ProcessId,
    pub(crate) caller: Option<CallerId>,
    /// The function that is called.
    pub(crate) function: Option<Function>,
    /// The handle that it opens something in, waits on or closes.
    pub(crate) about: Option<Handle>,
    pub(crate) place: Place,
    /// Nobody will take its end.
    pub(crate) forgotten: bool,
}

/// Calls by number. They are looked up at every step of each, and walked seldom.
#[derive(Debug, Default)]
pub(crate) struct Calls(FxHashMap<CallId, Entered>);

impl Calls {
    pub(crate) fn insert(&mut self, id: CallId, entered: Entered) {
        self.0.insert(id, entered);
    }

    pub(crate) fn get(&self, id: CallId) -> Option<&Entered> {
        self.0.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: CallId) -> Option<&mut Entered> {
        self.0.get_mut(&id)
    }

    pub(crate) fn remove(&mut self, id: CallId) -> Option<Entered> {
        self.0.remove(&id)
    }

    /// The calls that are so, in the order in which they came.
    pub(crate) fn that(&self, are_so: impl Fn(&Entered) -> bool) -> Vec<CallId> {
        let these = self.0.iter().filter(|(_, entered)| are_so(entered));
        let mut these: Vec<CallId> = these.map(|(id, _)| *id).collect();
        // The map has an order of its own.
        these.sort_unstable();
        these
    }
}

impl Index<CallId> for Calls {
    type Output = Entered;

    fn index(&self, id: CallId) -> &Entered {
        &self.0[&id]
    }
}
