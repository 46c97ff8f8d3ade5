//! Identifiers: a keyed permutation of a counter, so that none comes twice from one database.

use std::hash::{BuildHasherDefault, Hasher};

use wire::Guid;

/// Turns counters into identifiers. Different keys give different, unrelated sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Permutation {
    key: u128,
}

/// Rounds of the Feistel network; four make a permutation that shows no trace of the counter.
const ROUNDS: u64 = 4;

impl Permutation {
    pub(crate) fn new(key: u128) -> Permutation {
        Permutation { key }
    }

    /// The identifier of a counter. Different counters give different identifiers, and none is
    /// null as long as counters stay below 2^64.
    pub(crate) fn id(self, counter: u64) -> Guid {
        let (mut left, mut right) = (u64::from_be_bytes(*b"RSMIDENT"), counter);
        for round in 0..ROUNDS {
            let half = if round % 2 == 0 { self.key } else { self.key >> 64 } as u64;
            let mixed = mix(right ^ half.wrapping_add(round));
            (left, right) = (right, left ^ mixed);
        }
        Guid::from_u128(u128::from(left) << 64 | u128::from(right))
    }
}

/// The finaliser of splitmix64: every bit of the input moves half the bits of the output.
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// A hasher with a fixed key for maps that are looked up and never walked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FixedHasher(u64);

impl Hasher for FixedHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = mix(self.0.rotate_left(5) ^ word);
    }

    fn write_u128(&mut self, word: u128) {
        self.write_u64(word as u64);
        self.write_u64((word >> 64) as u64);
    }
}

/// A map whose order nobody sees.
pub(crate) type LookUp<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<FixedHasher>>;

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
        }
    }
}
