//! Cartridges: what a hand can hold. What is recorded on one lives in `tape`, one per side.

use std::sync::Arc;

use wire::ntms::media_type::StorageMediaType;

use crate::tape::Tape;

/// A cartridge for as long as a library knows it. Numbers are given in order and not used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CartridgeId(pub u32);

/// What can be recorded on a kind of medium, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recording {
    /// Written as often as wear allows.
    Rewritable,
    /// Appended to, never overwritten.
    WriteOnce,
    /// Pressed; read only.
    ReadOnly,
}

/// A kind of medium as the shop sells it. Figures are of hardware reference 3.1 and 3.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediumModel {
    /// Stable name, as `lto-3`.
    pub name: &'static str,
    /// The kind that hosts call it by.
    pub media_type: StorageMediaType,
    /// Density code of the block descriptor (SSC); drives list those they read and write.
    pub density: u8,
    /// Medium type byte of the mode parameter header.
    pub medium_type: u8,
    /// Native bytes of one side.
    pub capacity_bytes: u64,
    /// Sides, 1 or 2.
    pub side_count: u8,
    /// How often it can be recorded.
    pub recording: Recording,
    /// The two characters that end its barcode; empty where media carry none.
    pub suffix: &'static str,
}

macro_rules! media {
    ($($name:literal $media_type:ident $density:literal $medium:literal $bytes:literal
       $sides:literal $recording:ident $suffix:literal;)*) => {
        impl MediumModel {
            /// Every kind of medium that profiles use.
            pub const ALL: &[MediumModel] = &[$(MediumModel {
                name: $name,
                media_type: StorageMediaType::$media_type,
                density: $density,
                medium_type: $medium,
                capacity_bytes: $bytes,
                side_count: $sides,
                recording: Recording::$recording,
                suffix: $suffix,
            },)*];
        }
    };
}

media! {
    // name         media type        dens medium bytes            sides recording  suffix
    "lto-1"         LtoUltrium        0x40 0x18     100_000_000_000 1    Rewritable "L1";
    "lto-2"         LtoUltrium        0x42 0x28     200_000_000_000 1    Rewritable "L2";
    "lto-3"         LtoUltrium        0x44 0x38     400_000_000_000 1    Rewritable "L3";
    "lto-3-worm"    LtoUltrium        0x44 0x3C     400_000_000_000 1    WriteOnce  "LT";
    "lto-4"         LtoUltrium        0x46 0x48     800_000_000_000 1    Rewritable "L4";
    "lto-4-worm"    LtoUltrium        0x46 0x4C     800_000_000_000 1    WriteOnce  "LU";
    "lto-5"         LtoUltrium        0x58 0x58   1_500_000_000_000 1    Rewritable "L5";
    "lto-6"         LtoUltrium        0x5A 0x68   2_500_000_000_000 1    Rewritable "L6";
    "cleaner"       CleanerCartridge  0x00 0x00                   0 1    ReadOnly   "CU";
    "mo-5"          Mo5Rw             0x00 0x03       4_550_000_000 2    Rewritable "";
    "mo-5-once"     Mo5Wo             0x00 0x02       4_550_000_000 2    WriteOnce  "";
}

impl MediumModel {
    /// The kind with this name.
    pub fn named(name: &str) -> Option<&'static MediumModel> {
        MediumModel::ALL.iter().find(|model| model.name == name)
    }

    /// The kind whose barcodes end so; the longest suffix that fits decides, `CLN` makes a cleaner.
    pub fn of_barcode(barcode: &str) -> Option<&'static MediumModel> {
        if barcode.starts_with("CLN") {
            return MediumModel::named("cleaner");
        }
        MediumModel::ALL
            .iter()
            .find(|model| !model.suffix.is_empty() && barcode.ends_with(model.suffix))
    }
}

/// What a cartridge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediumKind {
    /// Holds data.
    Data,
    /// Cleans the drive that it is put into.
    Cleaning {
        /// Cleanings left before it is used up; 50 when new (hardware reference 3.6).
        uses_left: u16,
    },
}

/// How well something still works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fitness {
    /// As new.
    #[default]
    Sound,
    /// Errors that recovery hides: the command succeeds with key 1h.
    Soft,
    /// Errors that recovery cannot hide: key 3h.
    Hard,
}

/// What years did to a cartridge. Drives look here before they touch the medium.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Wear {
    /// How writing goes (hardware reference section 5, rows 22 and 23).
    pub write: Fitness,
    /// How reading goes (rows 25 and 26).
    pub read: Fitness,
    /// The shell or leader is broken: every load fails (rows 4 and 6).
    pub load_fails: bool,
}

/// A cartridge: a shell with a label, a notch, and one or two sides.
#[derive(Clone, Debug)]
pub struct Cartridge {
    /// The barcode printed on it, up to 32 characters; `None` when there is no label.
    pub barcode: Option<Box<str>>,
    /// The scanner can read the label.
    pub barcode_readable: bool,
    /// What it is for.
    pub kind: MediumKind,
    /// What was bought; shared by all of a kind.
    pub model: Arc<MediumModel>,
    /// The notch is set against writing.
    pub write_protected: bool,
    /// What is recorded, one for each side. The drive sees side 1 when the cartridge is inverted.
    pub sides: Vec<Tape>,
    /// Loads in its life.
    pub loads: u32,
    /// What years did to it.
    pub wear: Wear,
}

/// Cleanings in a new cleaning cartridge (hardware reference 3.6, LTO).
const CLEANINGS_WHEN_NEW: u16 = 50;

impl Cartridge {
    /// A cartridge fresh from the shop. A cleaning model makes a cleaner with all its uses.
    pub fn blank(model: &Arc<MediumModel>, barcode: Option<&str>) -> Cartridge {
        let cleans = model.media_type == StorageMediaType::CleanerCartridge;
        let kind = match cleans {
            true => MediumKind::Cleaning { uses_left: CLEANINGS_WHEN_NEW },
            false => MediumKind::Data,
        };
        Cartridge {
            barcode: barcode.map(Box::from),
            barcode_readable: true,
            kind,
            model: Arc::clone(model),
            write_protected: false,
            sides: vec![Tape::default(); usize::from(model.side_count)],
            loads: 0,
            wear: Wear::default(),
        }
    }

    /// The label as a scanner reads it: nothing when it is absent or unreadable.
    pub fn scanned(&self) -> Option<&str> {
        self.barcode.as_deref().filter(|_| self.barcode_readable)
    }

    /// Whether it is a cleaning cartridge.
    pub fn cleans(&self) -> bool {
        matches!(self.kind, MediumKind::Cleaning { .. })
    }
}

/// A cartridge as it lies in an element, a hand or a drive.
#[derive(Clone, Debug)]
pub struct CartridgeSlotted {
    /// Which one.
    pub id: CartridgeId,
    /// The thing itself.
    pub cartridge: Cartridge,
    /// It lies with its back up: side 1 faces the heads.
    pub inverted: bool,
}
