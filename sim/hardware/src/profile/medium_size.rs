//! A 30-slot LTO-3 library with two drives and a mail slot.

use std::sync::Arc;
use std::time::Duration;

use super::{
    ChangerModel, DriveModel, ElementMap, ElementRange, PortModel, Profile, Timings, stand_alone,
};
use crate::cartridge::MediumModel;

/// The stable name.
pub(super) const NAME: &str = "lto-30";

/// The profile: identity and map of hardware reference 1.4 and 3.5.
pub(super) fn profile() -> Profile {
    Profile {
        name: NAME,
        text: "LTO-3 library: 30 slots, 2 drives, mail slot, door, barcode reader",
        changer: Some(ChangerModel {
            vendor: "HP",
            product: "MSL6000 Series",
            revision: "0520",
            serial: String::new(),
            rotates: false,
            reads_barcodes: true,
            tells_drive_serials: true,
        }),
        map: ElementMap {
            transport: ElementRange::new(1, 1),
            storage: ElementRange::new(32, 30),
            import_export: ElementRange::new(448, 1),
            data_transfer: ElementRange::new(480, 2),
        },
        drives: vec![drive(); 2],
        timings: Timings {
            pick: Duration::from_secs(2),
            place: Duration::from_secs(2),
            per_column: Duration::from_millis(125),
            per_row: Duration::from_millis(250),
            turn: Duration::ZERO,
            scan: Duration::from_millis(500),
            power_on: Duration::from_secs(30),
        },
        row_count: 10,
        door: true,
        port: Some(PortModel { opens_by_command: true, travel: Duration::from_secs(2) }),
        medium: Arc::new(medium("lto-3")),
        cleaner: Some(Arc::new(medium("cleaner"))),
    }
    .with_serial_prefix("MSL0430")
}

/// The HP drive of the third generation.
fn drive() -> DriveModel {
    DriveModel {
        vendor: "HP",
        product: "Ultrium 3-SCSI",
        revision: "G63W",
        ..stand_alone::drive_lto_3()
    }
}

/// A row of the table of media.
pub(super) fn medium(name: &str) -> MediumModel {
    MediumModel::named(name).expect("profiles name media of the table").clone()
}
