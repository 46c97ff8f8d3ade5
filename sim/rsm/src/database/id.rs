//! Identifiers: a keyed permutation of a counter, so that none comes twice from one database and
//! each leads back to its counter without a look-up.

use wire::Guid;

use super::table::{KEY_MAX, Table};
use super::{Database, Key, ObjectKey};

/// Turns counters into identifiers. Different keys give different, unrelated sequences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Permutation {
    key: u128,
}

/// Rounds of the Feistel network; four make a permutation that shows no trace of the counter.
const ROUNDS: u64 = 4;

/// The half beside the counter, by which an identifier is known again.
const MARK: u64 = u64::from_be_bytes(*b"RSMIDENT");

impl Permutation {
    fn new(key: u128) -> Permutation {
        Permutation { key }
    }

    /// The identifier of a counter. Different counters give different identifiers, and none is
    /// null as long as counters stay below 2^64.
    fn id(self, counter: u64) -> Guid {
        let (mut left, mut right) = (MARK, counter);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ self.mixed(right, round));
        }
        Guid::from_u128(u128::from(left) << 64 | u128::from(right))
    }

    /// The counter of an identifier, if it is one of this sequence.
    fn counter(self, id: Guid) -> Option<u64> {
        let (mut left, mut right) = ((id.as_u128() >> 64) as u64, id.as_u128() as u64);
        for round in (0..ROUNDS).rev() {
            (left, right) = (right ^ self.mixed(left, round), left);
        }
        (left == MARK).then_some(right)
    }

    fn mixed(self, half: u64, round: u64) -> u64 {
        let key = if round.is_multiple_of(2) { self.key } else { self.key >> 64 } as u64;
        mix(half ^ key.wrapping_add(round))
    }
}

/// The finaliser of splitmix64: every bit of the input moves half the bits of the output.
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// The identifiers of a database, and the objects that have them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identifiers {
    permutation: Permutation,
    /// By counters.
    objects: Table<ObjectKey>,
    /// Those whose identifiers callers chose, as for media that another service knew.
    chosen: LookUp<Guid, ObjectKey>,
}

impl Identifiers {
    /// Those of the database that is told from others by this number.
    pub(super) fn new(instance: u128) -> Identifiers {
        Identifiers { permutation: Permutation::new(instance), ..Identifiers::default() }
    }

    /// The identifier of a counter.
    pub(super) fn id(&self, counter: u64) -> Guid {
        self.permutation.id(counter)
    }

    /// The object with an identifier.
    pub(super) fn find(&self, id: Guid) -> Option<ObjectKey> {
        match self.place(id) {
            Some(place) => self.objects.get(place).copied(),
            None => self.chosen.get(&id).copied(),
        }
    }

    /// Whether an identifier is one that an object may have: this database gives it, or never does.
    pub(super) fn may_be(&self, id: Guid) -> bool {
        !id.is_null() && self.permutation.counter(id).is_none_or(|at| at < u64::from(KEY_MAX))
    }

    /// Gives an identifier to an object, or takes it back.
    pub(super) fn set(&mut self, id: Guid, object: Option<ObjectKey>) {
        match (self.place(id), object) {
            (Some(place), object) => drop(self.objects.set(place, object)),
            (None, Some(object)) => drop(self.chosen.insert(id, object)),
            (None, None) => drop(self.chosen.remove(&id)),
        }
    }

    fn place(&self, id: Guid) -> Option<Key<ObjectKey>> {
        let counter = u32::try_from(self.permutation.counter(id)?).ok()?;
        (counter < u32::MAX).then(|| Key::new(counter))
    }
}

impl Database {
    /// Whether a caller may choose an identifier for a new object: none has it, and it is none that
    /// this database will give to another.
    pub(crate) fn may_take(&self, id: Guid) -> bool {
        let ids = &self.index.ids;
        let given = |counter| counter < self.next_identifier;
        ids.may_be(id) && ids.find(id).is_none() && ids.permutation.counter(id).is_none_or(given)
    }
}

/// A map that is looked up and never walked: its order would show what its keys hash to.
pub(crate) type LookUp<K, V> = rustc_hash::FxHashMap<K, V>;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn counters_in_a_row_give_identifiers_without_pattern() {
        let permutation = Permutation::new(7);
        let ids: BTreeSet<Guid> = (0..10_000).map(|counter| permutation.id(counter)).collect();
        assert_eq!(ids.len(), 10_000);
        let ones: u32 = (0..1000).map(|c| permutation.id(c).as_u128().count_ones()).sum();
        assert!((62_000..66_000).contains(&ones), "{ones} of 128,000 bits");
    }

    proptest! {
        #[test]
        fn different_counters_give_different_identifiers(key: u128, one: u64, other: u64) {
            let permutation = Permutation::new(key);
            prop_assert_eq!(one == other, permutation.id(one) == permutation.id(other));
            prop_assert_eq!(permutation.counter(permutation.id(one)), Some(one));
        }

        #[test]
        fn identifiers_of_others_have_no_counter(key: u128, other: u128, id: u128, counter: u64) {
            prop_assume!(key != other);
            let permutation = Permutation::new(key);
            prop_assert_eq!(permutation.counter(Guid::from_u128(id)), None);
            prop_assert_eq!(permutation.counter(Permutation::new(other).id(counter)), None);
        }
    }
}
