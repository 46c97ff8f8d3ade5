//! The order of requests of one kind: at first by priority, then by age; anybody who may can move
//! one. Only mounts have an order.
//!
//! A request stands where its number says. Numbers leave gaps, so that one that is moved seldom
//! changes others.

use wire::ntms::operation::LibraryOperation;

use super::queue::NewRequest;
use crate::database::{Key, LibRequest};
use crate::engine::Rsm;

/// Bits of a number below the age, and below the priority.
const GAP_BITS: u32 = 20;
const PRIORITY_BITS: u32 = 56;
/// Above every priority.
const PRIORITY_END: i32 = 16;

/// The number that a new request begins with; 0 where the kind has no order. The priority is one
/// that the API allows, from -15 to 15.
pub(super) fn at_first(new: &NewRequest, key: Key<LibRequest>) -> u64 {
    if new.operation != LibraryOperation::Mount {
        return 0;
    }
    let urgency =
        u64::from((PRIORITY_END - new.priority).clamp(1, 2 * PRIORITY_END).unsigned_abs());
    urgency << PRIORITY_BITS | u64::from(key.number()) << GAP_BITS | 1
}

/// A number between two others, nearer to neither; nothing when they are neighbours. Behind the
/// last there is always room.
fn between(lower: u64, upper: Option<u64>) -> Option<u64> {
    match upper {
        None => Some(lower + (1 << (GAP_BITS - 1))),
        Some(upper) => Some(lower + (upper - lower) / 2).filter(|place| *place > lower),
    }
}

impl Rsm {
    /// The requests that are in order with one, itself among them: those of its kind in its
    /// library that no job has begun. None where the request itself is not.
    fn in_order(&self, request: Key<LibRequest>) -> Vec<(u64, Key<LibRequest>)> {
        let Some(row) = self.database.try_get(request).filter(|row| row.order > 0) else {
            return Vec::new();
        };
        let place = |key: Key<LibRequest>| {
            let other = self.database.get(key);
            (other.operation == row.operation && other.order > 0).then_some((other.order, key))
        };
        let mut places: Vec<_> =
            self.filed(row.library).filter_map(|(key, _)| place(key)).collect();
        places.sort_unstable();
        places
    }

    /// GetNtmsRequestOrder: the place of a request, 1 for the next; 0 for one that has none.
    pub(crate) fn request_order(&self, request: Key<LibRequest>) -> u32 {
        let places = self.in_order(request);
        let at = places.iter().position(|(_, key)| *key == request);
        at.map_or(0, |at| u32::try_from(at + 1).unwrap_or(u32::MAX))
    }

    /// SetNtmsRequestOrder: the request gets that place, or the last when there are not so many.
    /// Says whether it has any.
    pub(crate) fn set_request_order(&mut self, request: Key<LibRequest>, order: u32) -> bool {
        let mut places = self.in_order(request);
        let Some(at) = places.iter().position(|(_, key)| *key == request) else { return false };
        let wanted = usize::try_from(order).unwrap_or(usize::MAX).saturating_sub(1);
        if wanted.min(places.len() - 1) == at {
            return true;
        }
        places.remove(at);
        let (before, after) = places.split_at(wanted.min(places.len()));
        let lower = before.last().map_or(0, |(place, _)| *place);
        let upper = after.first().map(|(place, _)| *place);
        match between(lower, upper) {
            Some(place) => self.place(request, place),
            // There is no gap: those behind move on, as far as they must.
            None => {
                let mut next = lower + 1;
                self.place(request, next);
                for (place, key) in after {
                    if *place > next {
                        break;
                    }
                    next += 1;
                    self.place(*key, next);
                }
            }
        }
        true
    }

    fn place(&mut self, request: Key<LibRequest>, order: u64) {
        self.database.update(request, |row| row.order = order);
        self.reorder_queues();
    }

    /// Queues stand as their rows say.
    pub(super) fn reorder_queues(&mut self) {
        for worker in 0..self.work.workers.len() {
            let queue = std::mem::take(&mut self.work.workers[worker].queue);
            let again =
                |(kind, rank, request)| self.queue_entry(request).unwrap_or((kind, rank, request));
            let queue = queue.into_iter().map(again).collect();
            self.work.workers[worker].queue = queue;
        }
    }
}
