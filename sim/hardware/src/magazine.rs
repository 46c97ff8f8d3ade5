//! The magazine: the last column of slots, which people take out with all that lies in it. What
//! lies there stays where it is in its magazine; no robot gets at it, and every hand does.

use wire::scsi::ElementAddress;

use crate::condition::{Condition, Target};
use crate::library::Library;
use crate::profile::ElementRange;

impl Library {
    /// The slots of the magazine; none without a changer.
    pub fn magazine(&self) -> ElementRange {
        let slots = self.profile().map.storage;
        let rows = self.profile().row_count.max(1);
        let before = slots.count.saturating_sub(1) / rows * rows;
        ElementRange::new(slots.first.0.saturating_add(before), slots.count - before)
    }

    /// Whether an element is a slot of the magazine, and that is out.
    pub(crate) fn is_out(&self, address: ElementAddress) -> bool {
        !self.active.is_empty()
            && self.has_condition(Target::Changer, Condition::MagazineOut)
            && self.magazine().index(address).is_some()
    }
}
