//! What a seed draws: numbers, words of a list, bytes.

use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of draws; the same seed draws the same.
#[derive(Debug)]
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    pub(super) fn of(seed: u64) -> Chance {
        Chance(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below a limit; 0 where there is none below it.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let drawn = self.0.next_u64();
        let drawn = drawn.checked_rem(limit as u64).unwrap_or(0);
        // It is below a `usize`.
        drawn as usize
    }

    /// A number from one to another, both among them.
    pub(super) fn between(&mut self, least: u32, most: u32) -> u32 {
        let more = self.below(most.saturating_sub(least) as usize + 1);
        least.saturating_add(u32::try_from(more).unwrap_or(0))
    }

    /// Holds so many times in a hundred.
    pub(super) fn percent(&mut self, times: usize) -> bool {
        self.below(100) < times
    }

    /// Any 32 bits, small ones and ends of the range more often than others.
    pub(super) fn number(&mut self) -> u32 {
        match self.below(4) {
            0 => self.between(0, 16),
            1 => 1 << self.between(0, 31),
            2 => u32::MAX - self.between(0, 2),
            // The lower half of the draw.
            _ => self.0.next_u64() as u32,
        }
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let at = self.below(list.len());
        list.get(at).expect("a list to pick from has something in it")
    }

    /// One of a list, if there is one.
    pub(super) fn maybe<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }

    /// Takes one out of a list.
    pub(super) fn take<T>(&mut self, list: &mut Vec<T>) -> Option<T> {
        let at = self.below(list.len());
        (at < list.len()).then(|| list.swap_remove(at))
    }

    /// A stretch of time of any order of magnitude from a millisecond to this many seconds.
    pub(super) fn time(&mut self, seconds_max: u32) -> Duration {
        let order = [10, 1_000, 60_000, 3_600_000, u32::MAX];
        let most = (*self.pick(&order)).min(seconds_max.saturating_mul(1000));
        Duration::from_millis(u64::from(self.between(0, most)))
    }

    /// So many bytes at most.
    pub(super) fn bytes(&mut self, most: usize) -> Vec<u8> {
        let mut bytes = vec![0; self.below(most + 1)];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}
