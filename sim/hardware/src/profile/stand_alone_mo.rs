//! A stand-alone drive for magneto-optical discs that people load by hand and turn over themselves.

use std::sync::Arc;

use super::medium_size::medium;
use super::{Profile, jukebox, stand_alone};

/// The stable name.
pub(super) const NAME: &str = "stand-alone-mo";

/// The profile: the drive of the jukebox, alone as the tape drive without a changer is.
pub(super) fn profile() -> Profile {
    Profile {
        name: NAME,
        text: "magneto-optical drive without a changer, two-sided discs, loaded by hand",
        drives: vec![jukebox::drive()],
        medium: Arc::new(medium("mo-5")),
        cleaner: None,
        ..stand_alone::profile()
    }
    .with_serial_prefix("OPT0411")
}
