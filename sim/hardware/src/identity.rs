//! Who a unit says it is: standard inquiry data and vital product data, alike for every unit.

use wire::scsi::{Inquiry, Sense, Vpd};

/// The identity that a unit has from its model.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Identity<'a> {
    /// Peripheral device type (SPC).
    pub(crate) device_type: u8,
    pub(crate) vendor: &'a str,
    pub(crate) product: &'a str,
    pub(crate) revision: &'a str,
    pub(crate) serial: &'a str,
}

impl Identity<'_> {
    /// Standard inquiry data.
    pub(crate) fn inquiry(&self) -> Inquiry {
        Inquiry {
            device_type: self.device_type,
            removable: true,
            vendor: self.vendor.to_owned(),
            product: self.product.to_owned(),
            revision: self.revision.to_owned(),
        }
    }

    /// A vital product data page.
    pub(crate) fn vital_data(&self, page: u8) -> Result<Vpd, Sense> {
        let Identity { vendor, product, serial, .. } = self;
        match page {
            0x00 => Ok(Vpd::Supported(vec![0x00, 0x80, 0x83])),
            0x80 => Ok(Vpd::Serial((*serial).to_owned())),
            0x83 => Ok(Vpd::Identification {
                t10: format!("{vendor:<8}{product:<16}{serial}"),
                naa: naa_of(serial),
            }),
            _ => Err(Sense::INVALID_FIELD_IN_CDB),
        }
    }
}

/// A locally assigned NAA name (type 3h) that depends on the serial number only.
fn naa_of(serial: &str) -> u64 {
    // FNV-1a, 64 bits; the type takes the four bits at the top.
    let hash = serial.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    hash >> 4 | 3 << 60
}
