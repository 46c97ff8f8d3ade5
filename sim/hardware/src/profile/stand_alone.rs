//! A stand-alone LTO-3 drive that people load by hand.

use std::sync::Arc;
use std::time::Duration;

use super::medium_size::medium;
use super::{DriveModel, ElementMap, ElementRange, Profile, Timings};

/// The stable name.
pub(super) const NAME: &str = "stand-alone";

/// The profile: no changer, and one drive, which is the element at address 0.
pub(super) fn profile() -> Profile {
    Profile {
        name: NAME,
        text: "LTO-3 drive without a changer, loaded by hand",
        changer: None,
        map: ElementMap { data_transfer: ElementRange::new(0, 1), ..ElementMap::default() },
        drives: vec![drive_lto_3()],
        timings: Timings {
            pick: Duration::ZERO,
            place: Duration::ZERO,
            per_column: Duration::ZERO,
            per_row: Duration::ZERO,
            turn: Duration::ZERO,
            scan: Duration::ZERO,
            power_on: Duration::ZERO,
        },
        row_count: 1,
        door: false,
        port: None,
        medium: Arc::new(medium("lto-3")),
        cleaner: Some(Arc::new(medium("cleaner"))),
    }
    .with_serial_prefix("IBM0431")
}

/// A drive of the third LTO generation: writes one generation back, reads two (reference 3.1).
/// Load and unload are those of the fifth generation, the oldest that reference 3.4 gives.
pub(super) fn drive_lto_3() -> DriveModel {
    DriveModel {
        vendor: "IBM",
        product: "ULT3580-TD3",
        revision: "93GP",
        serial: String::new(),
        device_type: 0x01,
        density: 0x44,
        writes: &[0x42, 0x44],
        reads: &[0x40, 0x42, 0x44],
        native_bytes_per_second: 80_000_000,
        load: Duration::from_secs(12),
        unload: Duration::from_secs(17),
        rewind_full: Duration::from_secs(98),
        locate_average: Duration::from_secs(60),
        clean: Duration::from_secs(120),
        max_block_bytes: 8 << 20,
        early_warning_bytes: 30 << 20,
        auto_load: true,
    }
}
