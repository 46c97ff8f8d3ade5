//! An optical jukebox: two-sided discs that the transport turns over, two drives.
//!
//! Its drives answer the commands of tape drives only as far as loading, readiness, inquiry and
//! the blocks of the side that faces the heads; block addressing of optical devices is not here.

use std::sync::Arc;
use std::time::Duration;

use super::medium_size::medium;
use super::{ChangerModel, DriveModel, ElementMap, ElementRange, PortModel, Profile, Timings};

/// The stable name.
pub(super) const NAME: &str = "jukebox-100";

/// The profile: an exchange takes the 4 to 10 s of hardware reference 3.2.
pub(super) fn profile() -> Profile {
    Profile {
        name: NAME,
        text: "optical jukebox: 100 slots, 2 drives, two-sided discs, mail slot, no barcodes",
        changer: Some(ChangerModel {
            vendor: "SIM",
            product: "OPTICAL JUKEBOX",
            revision: "0100",
            serial: String::new(),
            rotates: true,
            reads_barcodes: false,
            tells_drive_serials: true,
        }),
        map: ElementMap {
            transport: ElementRange::new(1, 1),
            storage: ElementRange::new(21, 100),
            import_export: ElementRange::new(10, 1),
            data_transfer: ElementRange::new(2, 2),
        },
        drives: vec![drive(); 2],
        timings: Timings {
            pick: Duration::from_millis(1500),
            place: Duration::from_millis(1500),
            per_column: Duration::from_millis(100),
            per_row: Duration::from_millis(50),
            turn: Duration::from_secs(1),
            scan: Duration::from_millis(100),
            power_on: Duration::from_secs(20),
        },
        row_count: 50,
        door: false,
        port: Some(PortModel { opens_by_command: true, travel: Duration::from_secs(2) }),
        medium: Arc::new(medium("mo-5")),
        cleaner: None,
    }
    .with_serial_prefix("OPT0410")
}

/// A magneto-optical drive of 5.25 inches.
pub(super) fn drive() -> DriveModel {
    DriveModel {
        vendor: "SIM",
        product: "MO DRIVE 9.1",
        revision: "0100",
        serial: String::new(),
        device_type: 0x07,
        density: 0x00,
        writes: &[0x00],
        reads: &[0x00],
        native_bytes_per_second: 5_000_000,
        load: Duration::from_secs(4),
        unload: Duration::from_secs(3),
        rewind_full: Duration::from_millis(50),
        locate_average: Duration::from_millis(25),
        clean: Duration::ZERO,
        max_block_bytes: 8 << 20,
        early_warning_bytes: 1 << 20,
        auto_load: true,
    }
}
