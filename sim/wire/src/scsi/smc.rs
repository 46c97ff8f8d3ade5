//! Medium changer commands and element status (SMC).

/// An element address: a place for one cartridge in a library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ElementAddress(pub u16);

/// The four kinds of element (SMC, element type code table).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum ElementType {
    /// 1: the robot's hand.
    Transport = 1,
    /// 2: a slot.
    Storage = 2,
    /// 3: a place of the mail slot.
    ImportExport = 3,
    /// 4: a drive.
    DataTransfer = 4,
}

/// A changer command that has been checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangerCommand {
    /// INITIALIZE ELEMENT STATUS (07h), or with range (37h, E7h).
    InitializeElementStatus {
        /// First address and count; the whole library when absent.
        range: Option<(ElementAddress, u16)>,
    },
    /// READ ELEMENT STATUS (B8h).
    ReadElementStatus {
        /// Only this type, or all.
        kind: Option<ElementType>,
        /// First address to report.
        first: ElementAddress,
        /// Most elements to report.
        count: u16,
        /// With volume tags.
        tags: bool,
        /// With device identifiers of drives (DVCID).
        device_ids: bool,
        /// Bytes that the initiator will take (24 bits).
        allocation_bytes: u32,
    },
    /// MOVE MEDIUM (A5h).
    MoveMedium {
        /// The hand to use; 0 lets the changer choose.
        transport: ElementAddress,
        /// Where the medium is.
        from: ElementAddress,
        /// Where it goes.
        to: ElementAddress,
        /// Turn it over on the way.
        invert: bool,
    },
    /// EXCHANGE MEDIUM (A6h).
    ExchangeMedium {
        /// The hand to use; 0 lets the changer choose.
        transport: ElementAddress,
        /// Where the first medium is.
        from: ElementAddress,
        /// Where the first medium goes.
        to: ElementAddress,
        /// Where the medium found there goes.
        onward: ElementAddress,
        /// Turn the first over on the way.
        invert_first: bool,
        /// Turn the second over on the way.
        invert_second: bool,
    },
    /// POSITION TO ELEMENT (2Bh).
    PositionToElement {
        /// The hand to move.
        transport: ElementAddress,
        /// In front of which element.
        to: ElementAddress,
        /// Turned over.
        invert: bool,
    },
    /// OPEN/CLOSE IMPORT/EXPORT ELEMENT (1Bh).
    OpenCloseImportExport {
        /// Which element.
        element: ElementAddress,
        /// True opens.
        open: bool,
    },
}

/// The answer to READ ELEMENT STATUS: everything that was asked for, before truncation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ElementStatus {
    /// The elements, by type as reported, ascending inside a type.
    pub elements: Vec<ElementDescriptor>,
    /// Volume tags were asked for and are part of each descriptor.
    pub with_tags: bool,
    /// Device identifiers were asked for and are part of each drive's descriptor.
    pub with_device_ids: bool,
}

/// One element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementDescriptor {
    /// Its address.
    pub address: ElementAddress,
    /// Its type.
    pub kind: ElementType,
    /// It holds a medium.
    pub full: bool,
    /// An operator put the medium there (import and export only).
    pub by_operator: bool,
    /// Something is abnormal, and what.
    pub exception: Option<super::SenseCode>,
    /// The transport can reach it.
    pub accessible: bool,
    /// The medium can be taken out by an operator here (import and export only).
    pub exports: bool,
    /// An operator can bring a medium in here (import and export only).
    pub imports: bool,
    /// The element is disabled.
    pub disabled: bool,
    /// The medium lies with its back up.
    pub inverted: bool,
    /// Medium type, 0 to 7: 1 data, 2 cleaning.
    pub medium_type: u8,
    /// The storage element the medium came from.
    pub source: Option<ElementAddress>,
    /// The volume tag; `None` when unreadable or absent.
    pub tag: Option<String>,
    /// Serial number of the drive in this element, for drives that tell.
    pub device_id: Option<String>,
    /// Logical unit of the drive in this element, for drives that tell.
    pub lun: Option<u8>,
}
