//! What a logical unit keeps for each initiator: unit attentions and removal prevention.

use std::collections::{BTreeMap, BTreeSet};

use wire::scsi::{Nexus, Sense};

/// Unit attentions that wait, for each nexus in the order in which they will be told.
///
/// A nexus that is seen for the first time is told of the power-on before all else.
#[derive(Debug, Default)]
pub(crate) struct Attentions {
    waiting: BTreeMap<Nexus, Vec<Sense>>,
}

/// The rank of hardware reference 4.1: lower is told first, equals in order of arrival.
fn rank(sense: Sense) -> u8 {
    match (sense.code.asc, sense.code.ascq) {
        (0x29, 0x00 | 0x01 | 0x04) => 0,
        (0x29, 0x02) | (0x3F, 0x01) => 1,
        (0x29, 0x03) => 2,
        (0x29, 0x07) => 3,
        (0x2F, 0x01) => 4,
        _ => 5,
    }
}

/// Puts a unit attention where its rank belongs; one that waits already is not told twice.
fn insert(waiting: &mut Vec<Sense>, sense: Sense) {
    if !waiting.contains(&sense) {
        let at = waiting.partition_point(|other| rank(*other) <= rank(sense));
        waiting.insert(at, sense);
    }
}

impl Attentions {
    fn of(&mut self, nexus: Nexus) -> &mut Vec<Sense> {
        self.waiting.entry(nexus).or_insert_with(|| vec![Sense::POWER_ON])
    }

    /// Tells every nexus seen so far.
    pub(crate) fn raise(&mut self, sense: Sense) {
        for waiting in self.waiting.values_mut() {
            insert(waiting, sense);
        }
    }

    /// Tells every nexus seen so far except the one whose doing it is.
    pub(crate) fn raise_for_others(&mut self, nexus: Nexus, sense: Sense) {
        for (_, waiting) in self.waiting.iter_mut().filter(|(other, _)| **other != nexus) {
            insert(waiting, sense);
        }
    }

    /// Tells one nexus.
    pub(crate) fn raise_for(&mut self, nexus: Nexus, sense: Sense) {
        insert(self.of(nexus), sense);
    }

    /// Power was off: what waited is forgotten, everybody is told of the power-on.
    pub(crate) fn power_on(&mut self) {
        for waiting in self.waiting.values_mut() {
            waiting.clear();
            waiting.push(Sense::POWER_ON);
        }
    }

    /// The unit attention that a nexus must be told now; it no longer waits.
    pub(crate) fn take(&mut self, nexus: Nexus) -> Option<Sense> {
        let waiting = self.of(nexus);
        (!waiting.is_empty()).then(|| waiting.remove(0))
    }
}

/// Who prevents the removal of media. Every nexus that prevented must allow again.
#[derive(Debug, Default)]
pub(crate) struct Prevention {
    by: BTreeSet<Nexus>,
}

impl Prevention {
    /// PREVENT ALLOW MEDIUM REMOVAL of one nexus.
    pub(crate) fn set(&mut self, nexus: Nexus, prevent: bool) {
        if prevent {
            self.by.insert(nexus);
        } else {
            self.by.remove(&nexus);
        }
    }

    /// Somebody prevents.
    pub(crate) fn holds(&self) -> bool {
        !self.by.is_empty()
    }

    /// Nobody prevents any more, as after power was off.
    pub(crate) fn clear(&mut self) {
        self.by.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Nexus = Nexus(1);
    const OTHER: Nexus = Nexus(2);

    #[test]
    fn power_on_is_told_before_a_changed_medium_whatever_came_first() {
        let mut attentions = Attentions::default();
        assert_eq!(attentions.take(ONE), Some(Sense::POWER_ON));
        attentions.raise(Sense::MEDIUM_CHANGED);
        attentions.raise_for(ONE, Sense::NEXUS_LOSS);
        attentions.raise(Sense::MODE_CHANGED);
        assert_eq!(attentions.take(ONE), Some(Sense::NEXUS_LOSS));
        assert_eq!(attentions.take(ONE), Some(Sense::MEDIUM_CHANGED));
        assert_eq!(attentions.take(ONE), Some(Sense::MODE_CHANGED));
        assert_eq!(attentions.take(ONE), None);
    }

    #[test]
    fn each_nexus_is_told_once() {
        let mut attentions = Attentions::default();
        attentions.take(ONE);
        attentions.take(OTHER);
        attentions.raise(Sense::PORT_ACCESSED);
        attentions.raise(Sense::PORT_ACCESSED);
        for nexus in [ONE, OTHER] {
            assert_eq!(attentions.take(nexus), Some(Sense::PORT_ACCESSED));
            assert_eq!(attentions.take(nexus), None);
        }
    }

    #[test]
    fn every_nexus_that_prevented_must_allow() {
        let mut prevention = Prevention::default();
        prevention.set(ONE, true);
        prevention.set(OTHER, true);
        prevention.set(ONE, false);
        assert!(prevention.holds());
        prevention.set(OTHER, false);
        assert!(!prevention.holds());
    }
}
