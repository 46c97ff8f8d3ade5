//! What a drive and its media are, by the name of the drive: one table for all families.
//!
//! Native capacities are those of the makers' data sheets for the newest medium that the drive
//! writes. A capacity of 0 is not known.

use wire::ntms::media_type::{DeviceType, StorageMediaType};
use wire::ntms::object::ReadWriteCharacteristics;

/// A kind of medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaKind {
    /// What hosts call it.
    pub media_type: StorageMediaType,
    /// Sides of a medium.
    pub sides: u32,
    /// How often it can be recorded.
    pub characteristics: ReadWriteCharacteristics,
    /// What its drives are.
    pub device_type: DeviceType,
}

/// A product of drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DriveModel {
    /// Media that it takes, the usual one first.
    pub media: &'static [StorageMediaType],
    /// Native bytes of one side of the usual medium.
    pub capacity_bytes: u64,
}

const GB: u64 = 1_000_000_000;

/// Drives whose product begins so.
struct Family {
    device_type: DeviceType,
    /// The vendor, or nothing for all.
    vendor: &'static str,
    product: &'static str,
    media: &'static [StorageMediaType],
    capacity: Capacity,
}

enum Capacity {
    Bytes(u64),
    /// As of the LTO generation whose digit follows in the product; 10 is written `A`.
    Generation,
}

macro_rules! families {
    ($($device:ident $vendor:literal $product:literal [$($media:ident)*] $capacity:expr;)*) => {
        const FAMILIES: &[Family] = &[$(Family {
            device_type: DeviceType::$device,
            vendor: $vendor,
            product: $product,
            media: &[$(StorageMediaType::$media),*],
            capacity: $capacity,
        },)*];
    };
}

use Capacity::{Bytes, Generation};

// The first row that fits decides. The header names no type for 3592 and T10000; they stand with
// the family that they came after. The last row of each device type takes what nobody knows.
families! {
    Tape  ""        "ULT3580-TD"  [LtoUltrium]      Generation;
    Tape  ""        "ULT3580-HH"  [LtoUltrium]      Generation;
    Tape  ""        "ULTRIUM-TD"  [LtoUltrium]      Generation;
    Tape  ""        "ULTRIUM-HH"  [LtoUltrium]      Generation;
    Tape  ""        "Ultrium "    [LtoUltrium]      Generation;
    Tape  ""        "TDA"         [LtoUltrium]      Bytes(30_000 * GB);
    Tape  ""        "HHA"         [LtoUltrium]      Bytes(30_000 * GB);
    Tape  ""        "SDLT600"     [Dlt]             Bytes(300 * GB);
    Tape  ""        "SDLT320"     [Dlt]             Bytes(160 * GB);
    Tape  ""        "SuperDLT"    [Dlt]             Bytes(110 * GB);
    Tape  ""        "DLT-S4"      [Dlt]             Bytes(800 * GB);
    Tape  ""        "DLT2000"     [Dlt]             Bytes(10 * GB);
    Tape  ""        "DLT4000"     [Dlt]             Bytes(20 * GB);
    Tape  ""        "DLT7000"     [Dlt]             Bytes(35 * GB);
    Tape  ""        "DLT"         [Dlt]             Bytes(40 * GB);
    Tape  "SONY"    "SDX-3"       [Ait18mm]         Bytes(25 * GB);
    Tape  "SONY"    "SDX-5"       [Ait8mm Ait18mm]  Bytes(50 * GB);
    Tape  "SONY"    "SDX-7"       [Ait8mm Ait18mm]  Bytes(100 * GB);
    Tape  "SONY"    "SDX-9"       [Ait8mm Ait18mm]  Bytes(200 * GB);
    Tape  "SONY"    "SDX-"        [Ait8mm Ait18mm]  Bytes(50 * GB);
    Tape  "SONY"    "SDZ-"        [Sait]            Bytes(500 * GB);
    Tape  "SONY"    "GY-"         [SonyDtf]         Bytes(42 * GB);
    Tape  "SONY"    "SDT-"        [Dds4mm]          Bytes(20 * GB);
    Tape  "HP"      "C1533"       [Dds4mm]          Bytes(4 * GB);
    Tape  "HP"      "C1537"       [Dds4mm]          Bytes(12 * GB);
    Tape  "HP"      "C5683"       [Dds4mm]          Bytes(20 * GB);
    Tape  "HP"      "C7438"       [Dds4mm]          Bytes(36 * GB);
    Tape  ""        "DAT72"       [Dds4mm]          Bytes(36 * GB);
    Tape  ""        "DAT"         [Dds4mm]          Bytes(20 * GB);
    Tape  ""        "DDS"         [Dds4mm]          Bytes(20 * GB);
    Tape  "IBM"     "03592"       [IbmMagstar3590]  Bytes(300 * GB);
    Tape  "IBM"     "03590"       [IbmMagstar3590]  Bytes(10 * GB);
    Tape  "IBM"     "03570"       [IbmMagstarMp]    Bytes(5 * GB);
    Tape  "IBM"     "03490"       [Ibm3490e]        Bytes(GB * 4 / 5);
    Tape  "IBM"     "03480"       [Ibm3480]         Bytes(GB / 5);
    Tape  "STK"     "T10000A"     [Stk9940]         Bytes(500 * GB);
    Tape  "STK"     "T10000B"     [Stk9940]         Bytes(1000 * GB);
    Tape  "STK"     "T10000C"     [Stk9940]         Bytes(5500 * GB);
    Tape  "STK"     "T10000D"     [Stk9940]         Bytes(8500 * GB);
    Tape  "STK"     "T9940B"      [Stk9940]         Bytes(200 * GB);
    Tape  "STK"     "T9940"       [Stk9940]         Bytes(60 * GB);
    Tape  "STK"     "T9840D"      [Stk9840]         Bytes(75 * GB);
    Tape  "STK"     "T9840C"      [Stk9840]         Bytes(40 * GB);
    Tape  "STK"     "T9840"       [Stk9840]         Bytes(20 * GB);
    Tape  "STK"     "SD-3"        [StkDataD3]       Bytes(50 * GB);
    Tape  "EXABYTE" "EXB-89"      [Ame8mm]          Bytes(20 * GB);
    Tape  "EXABYTE" "Mammoth2"    [Ame8mm]          Bytes(60 * GB);
    Tape  "EXABYTE" "VXA-1"       [VXATape1]        Bytes(33 * GB);
    Tape  "EXABYTE" "VXA-2"       [VXATape2]        Bytes(80 * GB);
    Tape  "EXABYTE" "VXA"         [VXATape]         Bytes(80 * GB);
    Tape  "EXABYTE" "EXB-"        [Mp8mm]           Bytes(7 * GB);
    Tape  "TANDBERG" ""           [Qic]             Bytes(50 * GB);
    Tape  ""        "SLR"         [Qic]             Bytes(50 * GB);
    Tape  "SEAGATE" "STT"         [Travan]          Bytes(10 * GB);
    Tape  "OnStream" "ADR"        [Adr1]            Bytes(25 * GB);
    Tape  ""        ""            [LtoUltrium]      Bytes(0);
    Disk  "FUJITSU" "M25"         [Mo3Rw]           Bytes(GB / 4);
    Disk  "FUJITSU" "MC"          [Mo3Rw]           Bytes(GB * 16 / 25);
    Disk  ""        "PD-"         [Pd5Rw]           Bytes(GB * 13 / 20);
    Disk  ""        ""            [Mo5Rw Mo5Wo]     Bytes(4550 * GB / 1000);
    Dvd   ""        ""            [DvdRam DvdRw DvdR DvdRom CdRom] Bytes(4700 * GB / 1000);
    CdRom ""        ""            [CdRom]           Bytes(GB * 13 / 20);
}

/// A generation of LTO, from the first.
struct LtoGeneration {
    /// Density code of the block descriptor.
    density: u8,
    /// Native bytes.
    bytes: u64,
    /// How bar codes of its media end: rewritable, then write once where there is such a medium.
    suffixes: &'static [&'static str],
}

macro_rules! generations {
    ($($density:literal $gigabytes:literal [$($suffix:literal)*];)*) => {
        const LTO: &[LtoGeneration] = &[$(LtoGeneration {
            density: $density,
            bytes: $gigabytes * GB,
            suffixes: &[$($suffix),*],
        },)*];
    };
}

generations! {
    0x40 100    ["L1"];
    0x42 200    ["L2"];
    0x44 400    ["L3" "LT"];
    0x46 800    ["L4" "LU"];
    0x58 1500   ["L5" "LV"];
    0x5A 2500   ["L6" "LW"];
    0x5C 6000   ["L7" "LX"];
    0x5E 12_000 ["L8" "LY"];
    0x60 18_000 ["L9" "LZ"];
    0x62 30_000 ["LA" "LH"];
    // The seventh generation recorded by drives of the eighth.
    0x5D 9000   ["M8"];
}

/// The device type of units of a peripheral device type (SPC) that media are put into; nothing for
/// units of other types.
pub fn device_type(peripheral: u8, product: &str) -> Option<DeviceType> {
    match peripheral {
        0x01 => Some(DeviceType::Tape),
        0x05 if product.to_ascii_uppercase().contains("DVD") => Some(DeviceType::Dvd),
        0x05 => Some(DeviceType::CdRom),
        0x07 => Some(DeviceType::Disk),
        _ => None,
    }
}

impl DriveModel {
    /// What a drive is by its inquiry data. Every tape, optical and CD drive is something; changers
    /// take no media.
    pub fn of(device_type: DeviceType, vendor: &str, product: &str) -> DriveModel {
        let begins = |text: &str, with: &str| {
            text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with))
        };
        let family = FAMILIES.iter().find(|family| {
            let made_by = family.vendor.is_empty() || family.vendor.eq_ignore_ascii_case(vendor);
            family.device_type == device_type && made_by && begins(product, family.product)
        });
        let Some(family) = family else { return DriveModel { media: &[], capacity_bytes: 0 } };
        let capacity_bytes = match family.capacity {
            Bytes(bytes) => bytes,
            Generation => generation_bytes(product.get(family.product.len()..).unwrap_or("")),
        };
        DriveModel { media: family.media, capacity_bytes }
    }
}

/// Native bytes of the LTO generation whose digit a text begins with.
fn generation_bytes(text: &str) -> u64 {
    let digit = text.chars().next().and_then(|digit| digit.to_digit(16));
    let index = digit.and_then(|digit| digit.checked_sub(1)).filter(|index| *index < 10);
    let generation = index.and_then(|index| LTO.get(index as usize));
    generation.map_or(0, |generation| generation.bytes)
}

/// Native bytes of a medium whose density or bar code tells its generation.
pub fn native_bytes(media_type: StorageMediaType, density: u8, bar_code: &str) -> Option<u64> {
    if media_type != StorageMediaType::LtoUltrium {
        return None;
    }
    let by_density = LTO.iter().find(|generation| generation.density == density);
    let by_suffix = || {
        let ends = |suffix: &&str| bar_code.len() == 8 && bar_code.ends_with(*suffix);
        LTO.iter().find(|generation| generation.suffixes.iter().any(ends))
    };
    by_density.or_else(by_suffix).map(|generation| generation.bytes)
}

impl MediaKind {
    /// The kind that a type of medium is.
    pub const fn of(media_type: StorageMediaType) -> MediaKind {
        use DeviceType::{CdRom as Cd, Disk, Tape};
        use ReadWriteCharacteristics::{ReadOnly, Rewritable, WriteOnce};
        use StorageMediaType::*;
        let (sides, characteristics, device_type) = match media_type {
            CdRom | DvdRom => (1, ReadOnly, Cd),
            CdR | DvdR => (1, WriteOnce, Cd),
            CdRw | DvdRw | DvdRam => (1, Rewritable, Cd),
            Mo5Rw | Mo5Limdow | MoNfr525 | Pc5Rw | PinnacleApex5Rw | Nikon12Rw => {
                (2, Rewritable, Disk)
            }
            Mo5Wo | Pc5Wo | Abl5Wo | Sony12Wo | Philips12Wo | Hitachi12Wo | Cygnet12Wo
            | Kodak14Wo => (2, WriteOnce, Disk),
            Mo3Rw | Pd5Rw | IomegaZip | IomegaJaz | SyquestEz135 | SyquestEzflyer
            | SyquestSyjet | AvatarF2 => (1, Rewritable, Disk),
            CleanerCartridge => (1, ReadOnly, Tape),
            _ => (1, Rewritable, Tape),
        };
        MediaKind { media_type, sides, characteristics, device_type }
    }

    /// Of the types that a drive takes, the one of a medium whose mode parameters tell this medium
    /// type. Optical drives tell write-once media (02h) from rewritable ones (03h); elsewhere the
    /// usual type is meant.
    pub fn told_by_drive(
        media: &[StorageMediaType],
        device_type: DeviceType,
        medium_type: u8,
    ) -> Option<StorageMediaType> {
        let wanted = match (device_type, medium_type) {
            (DeviceType::Disk, 0x02) => Some(ReadWriteCharacteristics::WriteOnce),
            (DeviceType::Disk, 0x03) => Some(ReadWriteCharacteristics::Rewritable),
            _ => None,
        };
        let fits = |known: &&StorageMediaType| {
            wanted.is_some_and(|wanted| MediaKind::of(**known).characteristics == wanted)
        };
        media.iter().find(fits).or(media.first()).copied()
    }
}

/// Vendor, product, device type and media of every row of the table of drives.
#[cfg(test)]
pub(super) fn rows()
-> impl Iterator<Item = (&'static str, &'static str, DeviceType, &'static [StorageMediaType])> {
    FAMILIES.iter().map(|row| (row.vendor, row.product, row.device_type, row.media))
}
