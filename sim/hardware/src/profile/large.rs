//! A 10,000-slot LTO-3 library with sixty drives.

use std::sync::Arc;
use std::time::Duration;

use super::medium_size::medium;
use super::{ChangerModel, ElementMap, ElementRange, PortModel, Profile, Timings, stand_alone};

/// The stable name.
pub(super) const NAME: &str = "lto-10000";

/// The profile: identity and first addresses of hardware reference 1.4 and 3.5.
pub(super) fn profile() -> Profile {
    Profile {
        name: NAME,
        text: "LTO-3 library: 10,000 slots, 60 drives, mail slot of 40, door, barcode reader",
        changer: Some(ChangerModel {
            vendor: "STK",
            product: "SL3000",
            revision: "0354",
            serial: String::new(),
            rotates: false,
            reads_barcodes: true,
            tells_drive_serials: true,
        }),
        map: ElementMap {
            transport: ElementRange::new(1, 1),
            storage: ElementRange::new(1000, 10_000),
            import_export: ElementRange::new(10, 40),
            data_transfer: ElementRange::new(500, 60),
        },
        drives: vec![stand_alone::drive_lto_3(); 60],
        timings: Timings {
            pick: Duration::from_secs(1),
            place: Duration::from_secs(1),
            per_column: Duration::from_millis(50),
            per_row: Duration::from_millis(50),
            turn: Duration::ZERO,
            // A camera takes a whole column in six seconds (reference 3.4, TS4500).
            scan: Duration::from_millis(120),
            power_on: Duration::from_secs(60),
        },
        row_count: 50,
        door: true,
        port: Some(PortModel { opens_by_command: true, travel: Duration::from_secs(8) }),
        medium: Arc::new(medium("lto-3")),
        cleaner: Some(Arc::new(medium("cleaner"))),
    }
    .with_serial_prefix("STK0410000")
}
