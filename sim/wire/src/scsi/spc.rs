//! What every device understands: inquiry, vital product data, mode parameters (SPC).

/// Standard inquiry data in the fields that initiators look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// Peripheral device type: 01h tape, 07h optical, 08h changer.
    pub device_type: u8,
    /// The medium can be removed.
    pub removable: bool,
    /// T10 vendor identification, without padding.
    pub vendor: String,
    /// Product identification, without padding.
    pub product: String,
    /// Product revision, without padding.
    pub revision: String,
}

/// A vital product data page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Vpd {
    /// 00h: the pages that are answered.
    Supported(Vec<u8>),
    /// 80h: the unit serial number.
    Serial(String),
    /// 83h: T10 vendor identification and NAA name.
    Identification {
        /// Vendor, product and serial in one text.
        t10: String,
        /// The NAA name.
        naa: u64,
    },
}

/// Mode parameters: header, block descriptor, pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModeData {
    /// Medium type byte of the header.
    pub medium_type: u8,
    /// The medium is write protected.
    pub write_protected: bool,
    /// Buffered mode, 0 to 7.
    pub buffered: u8,
    /// Density and block length, when there is a block descriptor. Block length 0 is variable.
    pub block: Option<(u8, u32)>,
    /// The pages.
    pub pages: Vec<ModePage>,
}

/// A mode page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModePage {
    /// 0Fh data compression.
    DataCompression {
        /// Compression is on.
        enabled: bool,
        /// The device can compress.
        capable: bool,
        /// Decompression is on.
        decompress: bool,
        /// Algorithm number.
        algorithm: u32,
    },
    /// 10h device configuration.
    DeviceConfiguration {
        /// Compression algorithm selected, 0 for none.
        compression: u8,
        /// Software write protection.
        write_protect: bool,
        /// Filemark at end-of-data generation, early warning behaviour and such, as one byte.
        flags: u8,
    },
    /// 1Dh element address assignment: first address and count of each element type.
    ElementAddresses {
        /// Transport elements.
        transport: (u16, u16),
        /// Storage elements.
        storage: (u16, u16),
        /// Import and export elements.
        import_export: (u16, u16),
        /// Data transfer elements.
        data_transfer: (u16, u16),
    },
    /// 1Eh transport geometry: for each transport, whether it can turn a medium over.
    TransportGeometry {
        /// One flag for each transport.
        rotates: Vec<bool>,
    },
    /// 1Fh device capabilities: what can store, and the matrices of moves and exchanges. A row is a
    /// source type, a bit a destination type; bit 0 transport, 1 storage, 2 port, 3 drive.
    DeviceCapabilities {
        /// Element types that can store media.
        stores: u8,
        /// Destinations of MOVE MEDIUM by source type.
        moves: [u8; 4],
        /// Destinations of EXCHANGE MEDIUM by source type.
        exchanges: [u8; 4],
    },
}
