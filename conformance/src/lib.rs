//! The conformance suite of the API: cases with their requirements, targets that they are tried on,
//! and reports. `rsm conform` is its face. The rules of the rooms are in `tests/tidy.rs`.

pub mod case;
pub mod cases;
pub mod cause;
mod embedded;
pub mod fuzz;
mod known;
pub mod report;
pub mod run;
pub mod sequence;
mod snapshot;
pub mod stage;
pub mod target;

pub use case::{Alphabet, Case, Form, Mismatch, Need, Verdict};
pub use embedded::Embedded;
pub use run::{Outcome, Plan, Report, Result as CaseResult, uncovered};
pub use snapshot::Snapshot;
pub use stage::Stage;
pub use target::{Program, Room, Target};
