//! A seven-slot autoloader: one drive, a door, no mail slot.

use std::sync::Arc;
use std::time::Duration;

use super::medium_size::medium;
use super::{ChangerModel, ElementMap, ElementRange, Profile, Timings, stand_alone};

/// The stable name.
pub(super) const NAME: &str = "autoloader-7";

/// The profile: first addresses and times of hardware reference 1.4 and 3.4.
pub(super) fn profile() -> Profile {
    Profile {
        name: NAME,
        text: "LTO-3 autoloader: 7 slots, 1 drive, door, no mail slot, barcode reader",
        changer: Some(ChangerModel {
            vendor: "QUANTUM",
            product: "UHDL",
            revision: "0066",
            serial: String::new(),
            rotates: false,
            reads_barcodes: true,
            tells_drive_serials: true,
        }),
        map: ElementMap {
            transport: ElementRange::new(97, 1),
            storage: ElementRange::new(1, 7),
            import_export: ElementRange::new(113, 0),
            data_transfer: ElementRange::new(81, 1),
        },
        drives: vec![stand_alone::drive_lto_3()],
        timings: Timings {
            // Together an average move of 26 s.
            pick: Duration::from_secs(10),
            place: Duration::from_secs(10),
            per_column: Duration::from_secs(1),
            per_row: Duration::from_secs(1),
            turn: Duration::ZERO,
            scan: Duration::from_secs(5),
            power_on: Duration::from_secs(60),
        },
        row_count: 1,
        door: true,
        port: None,
        medium: Arc::new(medium("lto-3")),
        cleaner: Some(Arc::new(medium("cleaner"))),
    }
    .with_serial_prefix("AL0407")
}
