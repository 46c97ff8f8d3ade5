//! Where cartridges are, and what changed: the ground truth that checkers compare with.

use std::collections::VecDeque;

use wire::scsi::ElementAddress;

use crate::cartridge::CartridgeId;
use crate::condition::{Condition, Target};

/// Where a cartridge is. It is in exactly one place at every instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// In an element: a slot, the port, a drive, or the transport when it stands still with it.
    Element(ElementAddress),
    /// On its way in the hand of the robot.
    Travelling {
        /// Where it was taken from.
        from: ElementAddress,
        /// Where it will be set down.
        to: ElementAddress,
    },
    /// In the hand of a robot that is jammed; element status shows it in the transport.
    Jammed,
    /// Taken away by a person. Its number is not used again, even when it comes back.
    Outside,
}

/// Something that happened to the things in the cabinet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A cartridge is elsewhere now.
    Moved {
        /// Which one.
        cartridge: CartridgeId,
        /// Where it was.
        from: Place,
        /// Where it is.
        to: Place,
    },
    /// A condition began or ended.
    Condition {
        /// Of what.
        on: Target,
        /// Which one.
        condition: Condition,
        /// It holds now.
        holds: bool,
    },
    /// The door was opened or closed.
    Door {
        /// It is open now.
        open: bool,
    },
    /// The mail slot was opened or closed.
    Port {
        /// It is open now.
        open: bool,
    },
}

/// Changes kept for somebody who may never ask; older ones go first.
const CHANGE_COUNT_MAX: usize = 4096;

/// The places of all cartridges that ever were in the cabinet, and the latest changes.
#[derive(Debug, Default)]
pub(crate) struct Places {
    by_id: Vec<Place>,
    changes: VecDeque<Change>,
}

impl Places {
    /// Numbers a cartridge that comes in from outside.
    pub(crate) fn enter(&mut self, at: Place) -> CartridgeId {
        let id = CartridgeId(u32::try_from(self.by_id.len()).unwrap_or(u32::MAX));
        self.by_id.push(Place::Outside);
        self.set(id, at);
        id
    }

    /// Moves a cartridge and notes it.
    pub(crate) fn set(&mut self, id: CartridgeId, to: Place) {
        let Some(place) = self.by_id.get_mut(id.0 as usize) else { return };
        let from = std::mem::replace(place, to);
        if from != to {
            self.note(Change::Moved { cartridge: id, from, to });
        }
    }

    /// Where a cartridge is, if its number was given.
    pub(crate) fn get(&self, id: CartridgeId) -> Option<Place> {
        self.by_id.get(id.0 as usize).copied()
    }

    /// The number that comes next; more than `u32` can count do not fit.
    pub(crate) fn has_room(&self) -> bool {
        u32::try_from(self.by_id.len()).is_ok()
    }

    /// Every number given with its place, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (CartridgeId, Place)> {
        (0u32..).map(CartridgeId).zip(self.by_id.iter().copied())
    }

    /// Notes a change for whoever asks.
    pub(crate) fn note(&mut self, change: Change) {
        if self.changes.len() == CHANGE_COUNT_MAX {
            self.changes.pop_front();
        }
        self.changes.push_back(change);
    }

    /// The changes since the last call, oldest first.
    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        self.changes.drain(..).collect()
    }
}
