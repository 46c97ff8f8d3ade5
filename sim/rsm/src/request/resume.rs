//! How work goes on when a changer works again, from what it tells then of its elements.

use wire::ntms::NtmsError;
use wire::ntms::operation::InventoryMethod;
use wire::ntms::state::LibraryRequestState;
use wire::scsi::{ElementDescriptor, ElementType};

use super::job::{Failure, JobId, Purpose};
use super::step::{Spot, Step};
use crate::database::{Key, LibRequest, Library};
use crate::engine::Rsm;
use crate::furnish;

impl Rsm {
    /// Goes on with a step that ended badly.
    pub(super) fn resume(&mut self, worker: usize, id: JobId, elements: &[ElementDescriptor]) {
        let Some(changer) = self.changer_of(worker) else { return };
        let Some(job) = self.job(worker, id) else { return };
        let (request, step, puts_away) = (job.request, job.step.clone(), job.puts_away);
        self.database.update(request, |row| row.state = LibraryRequestState::InProcess);
        let Some(Step::Move { media, from, to, turn }) = step else {
            return self.begin_step(worker, id);
        };
        let full = |spot: Spot| {
            let address = self.address(spot);
            elements.iter().any(|element| element.address == address && element.full)
        };
        let in_hand =
            elements.iter().any(|element| element.kind == ElementType::Transport && element.full);
        let from_hand = matches!(from, Spot::Hand(_));
        if in_hand && !from_hand && full(from) {
            self.put_away(worker, id, elements);
        } else if in_hand {
            if let Some(media) = media.filter(|media| self.database.try_get(*media).is_some()) {
                self.database.update(media, |row| {
                    (row.slot, row.drive, row.port) = (None, None, None);
                });
            }
            let step = Step::Move { media, from: Spot::Hand(changer), to, turn: false };
            self.record_spot(from, false);
            if let Some(job) = self.job(worker, id) {
                job.step = Some(step);
            }
            self.begin_step(worker, id);
        } else if full(to) && !full(from) {
            let step = Step::Move { media, from, to, turn };
            self.step_done(worker, id, &step, Vec::new());
        } else if full(from) {
            self.begin_step(worker, id);
        } else if puts_away {
            // Somebody took out of the hand what was in the way there.
            self.next_step(worker, id);
        } else {
            self.fail_job(worker, id, Failure::new(NtmsError::MediumNotAccessible));
        }
    }

    /// What is to be moved still lies where it was, and the hand is not free for it: an earlier job
    /// failed with its cartridge there. That goes to a slot first.
    fn put_away(&mut self, worker: usize, id: JobId, elements: &[ElementDescriptor]) {
        let Some(library) = self.work.workers[worker].library else { return };
        let found = self.take_stock(library, elements);
        self.identify(library, &found);
        let Some(away) = self.steps_to_empty_hand(library, elements).pop() else {
            return self.fail_job(worker, id, Failure::new(NtmsError::MediumNotAccessible));
        };
        if let Some(job) = self.job(worker, id) {
            job.steps.extend(job.step.replace(away));
            job.steps.rotate_right(1);
            job.puts_away = true;
        }
        self.begin_step(worker, id);
    }

    /// While nobody asked, hands were at the shelves: what the changer tells now is not as the
    /// record says, so that an inventory follows.
    pub(super) fn look_where_told_otherwise(
        &mut self,
        worker: usize,
        elements: &[ElementDescriptor],
    ) {
        let Some(library) = self.work.workers[worker].library else { return };
        if furnish::is_told_otherwise(&self.database, library, elements) {
            self.look_again(library);
        }
    }

    /// An inventory follows, unless one waits already.
    pub(super) fn look_again(&mut self, library: Key<Library>) {
        let waits = |(request, purpose): (Key<LibRequest>, &Purpose)| {
            matches!(purpose, Purpose::Inventory(_)) && self.is_queued(request)
        };
        if !self.filed(library).any(waits) {
            self.inventory(library, InventoryMethod::Fast, None);
        }
    }
}
