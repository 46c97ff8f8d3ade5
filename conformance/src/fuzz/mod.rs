//! Fuzzers: each makes something random of a seed and demands what must hold of anything.
//!
//! The same seed makes the same, so a failure is replayed by its seed alone.

mod bytes;
mod call;
mod call_seldom;
mod chance;
mod object;
mod program;
mod room;
mod trouble;
mod worlds;

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Something that is tried with one seed after the other.
#[derive(Clone, Copy, Debug)]
pub struct Fuzzer {
    /// Its name, for messages and to choose it.
    pub name: &'static str,
    /// Tries a seed.
    run: fn(u64) -> Result<(), String>,
    /// How many times as many seeds it is given as the slowest; small inputs are tried often.
    pub weight: u64,
}

/// Every fuzzer.
pub const FUZZERS: &[Fuzzer] = &[
    Fuzzer { name: "worlds", run: worlds::run, weight: 1 },
    Fuzzer { name: "scenario-text", run: bytes::scenario_text, weight: 2 },
    Fuzzer { name: "scsi-blocks", run: bytes::scsi_blocks, weight: 4 },
    Fuzzer { name: "labels", run: bytes::labels, weight: 20 },
];

/// A fuzzer that must fail: the law that it adds to those of worlds does not hold. Where it finds
/// nothing, nobody would find anything.
pub const RIGGED: Fuzzer = Fuzzer { name: "rigged", run: worlds::rigged, weight: 1 };

impl Fuzzer {
    /// Tries a seed.
    ///
    /// # Errors
    /// What did not hold, with all that the seed made. A panic is one of these.
    pub fn attempt(&self, seed: u64) -> Result<(), String> {
        let run = self.run;
        let tried = catch_unwind(AssertUnwindSafe(|| run(seed)));
        tried.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or(panic.downcast_ref::<&str>().copied());
            Err(format!("panic: {}", text.unwrap_or("without a word")))
        })
    }
}
