//! The seed: numbers that depend on it, on a name and on a count, and on nothing else, so that
//! another device or caller does not shift anybody's luck.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The stream of a name.
pub(crate) fn stream(seed: u64, name: &str) -> ChaCha8Rng {
    // FNV-1a, 64 bits, over the name.
    let of_name = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    let mut stream = ChaCha8Rng::seed_from_u64(seed);
    stream.set_stream(of_name);
    stream
}

/// The number that a name draws the so-manieth time.
pub(crate) fn draw(seed: u64, name: &str, count: u64) -> u64 {
    let mut stream = stream(seed, name);
    stream.set_word_pos(u128::from(count) * 2);
    stream.next_u64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_depend_on_seed_name_and_count() {
        let one = draw(1, "writer", 1);
        assert_eq!(one, draw(1, "writer", 1));
        for other in [draw(2, "writer", 1), draw(1, "reader", 1), draw(1, "writer", 2)] {
            assert_ne!(one, other);
        }
    }
}
