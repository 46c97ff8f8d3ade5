//! Profiles: what a library or drive is, as data. Engines read them and never ask for a name.
//!
//! Element maps, identities and timings are those of hardware reference 1.4, 3.4 and 3.5.

mod autoloader;
mod jukebox;
mod large;
mod medium_size;
mod stand_alone;
mod stand_alone_mo;

use std::sync::Arc;
use std::time::Duration;

use wire::ntms::media_type::StorageMediaType;
use wire::scsi::{ElementAddress, ElementType};

use crate::cartridge::MediumModel;

/// Neighbouring addresses of one element type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ElementRange {
    /// The lowest address.
    pub first: ElementAddress,
    /// How many.
    pub count: u16,
}

impl ElementRange {
    /// A range from its first address and count.
    pub const fn new(first: u16, count: u16) -> ElementRange {
        ElementRange { first: ElementAddress(first), count }
    }

    /// How far inside the range an address is, if it is inside.
    pub fn index(&self, address: ElementAddress) -> Option<usize> {
        let index = address.0.checked_sub(self.first.0)?;
        (index < self.count).then_some(usize::from(index))
    }

    /// The address so far inside the range, if it is that long.
    pub fn address(self, index: u16) -> Option<ElementAddress> {
        (index < self.count).then_some(ElementAddress(self.first.0.saturating_add(index)))
    }

    /// The addresses in ascending order.
    pub fn addresses(self) -> impl Iterator<Item = ElementAddress> {
        (0..self.count).filter_map(move |index| self.address(index))
    }
}

/// Where the elements of a changer are addressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ElementMap {
    /// Transports.
    pub transport: ElementRange,
    /// Storage slots.
    pub storage: ElementRange,
    /// Places of the mail slot.
    pub import_export: ElementRange,
    /// Drives.
    pub data_transfer: ElementRange,
}

impl ElementMap {
    /// The range of one type.
    pub fn range(&self, kind: ElementType) -> ElementRange {
        match kind {
            ElementType::Transport => self.transport,
            ElementType::Storage => self.storage,
            ElementType::ImportExport => self.import_export,
            ElementType::DataTransfer => self.data_transfer,
        }
    }
}

/// The changer unit: identity and abilities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangerModel {
    /// T10 vendor identification, up to 8 characters.
    pub vendor: &'static str,
    /// Product identification, up to 16 characters.
    pub product: &'static str,
    /// Product revision, up to 4 characters.
    pub revision: &'static str,
    /// Unit serial number.
    pub serial: String,
    /// The transport can turn a medium over.
    pub rotates: bool,
    /// It can read barcodes; without, every volume tag is blank.
    pub reads_barcodes: bool,
    /// It tells drive serial numbers in element status (DVCID).
    pub tells_drive_serials: bool,
}

/// The mail slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortModel {
    /// It moves out on command and must be open for hands; a closed one is always reachable else.
    pub opens_by_command: bool,
    /// How long it takes to open or close.
    pub travel: Duration,
}

/// A drive: identity, generations, speed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriveModel {
    /// T10 vendor identification, up to 8 characters.
    pub vendor: &'static str,
    /// Product identification, up to 16 characters.
    pub product: &'static str,
    /// Product revision, up to 4 characters.
    pub revision: &'static str,
    /// Unit serial number, unique for each drive.
    pub serial: String,
    /// Peripheral device type: 01h tape, 07h optical.
    pub device_type: u8,
    /// Density code it records with on a medium of its own generation.
    pub density: u8,
    /// Density codes of media that it writes.
    pub writes: &'static [u8],
    /// Density codes of media that it reads, those it writes included.
    pub reads: &'static [u8],
    /// Native speed on the medium.
    pub native_bytes_per_second: u64,
    /// From insertion to ready.
    pub load: Duration,
    /// From the command to the cartridge being free to pick, from the load point.
    pub unload: Duration,
    /// Rewind over the whole length.
    pub rewind_full: Duration,
    /// Locate from the load point to the middle.
    pub locate_average: Duration,
    /// A cleaning cycle.
    pub clean: Duration,
    /// Longest block.
    pub max_block_bytes: u32,
    /// Distance from early warning to the physical end.
    pub early_warning_bytes: u64,
    /// It loads by itself what is put into it.
    pub auto_load: bool,
}

/// How long the robot takes. A move costs travel to the source, pick, travel, turn, place, scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timings {
    /// Taking hold of a cartridge.
    pub pick: Duration,
    /// Setting it down.
    pub place: Duration,
    /// Passing one column of the cabinet.
    pub per_column: Duration,
    /// Passing one row.
    pub per_row: Duration,
    /// Turning a medium over.
    pub turn: Duration,
    /// Scanning one label.
    pub scan: Duration,
    /// From power on until the changer becomes ready, without the scan.
    pub power_on: Duration,
}

impl Timings {
    /// All of them multiplied; a factor that is negative or no number counts as 1.
    pub fn scaled(self, factor: f64) -> Timings {
        Timings {
            pick: scaled(self.pick, factor),
            place: scaled(self.place, factor),
            per_column: scaled(self.per_column, factor),
            per_row: scaled(self.per_row, factor),
            turn: scaled(self.turn, factor),
            scan: scaled(self.scan, factor),
            power_on: scaled(self.power_on, factor),
        }
    }
}

/// A duration times a factor, unchanged when that cannot be.
fn scaled(duration: Duration, factor: f64) -> Duration {
    Duration::try_from_secs_f64(duration.as_secs_f64() * factor).unwrap_or(duration)
}

/// A whole library or a stand-alone drive, as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Stable name, as `lto-30`.
    pub name: &'static str,
    /// What it is, for people.
    pub text: &'static str,
    /// The changer; a stand-alone drive has none.
    pub changer: Option<ChangerModel>,
    /// Element addresses; without a changer the drive is the only one, at address 0.
    pub map: ElementMap,
    /// The drives in the order of their elements.
    pub drives: Vec<DriveModel>,
    /// How long the robot takes.
    pub timings: Timings,
    /// Slots above one another in a column of the cabinet; at least 1.
    pub row_count: u16,
    /// There is a door that people can open.
    pub door: bool,
    /// The mail slot, if any.
    pub port: Option<PortModel>,
    /// The medium that is sold for it.
    pub medium: Arc<MediumModel>,
    /// The cleaning cartridge that is sold for it; optical drives have none.
    pub cleaner: Option<Arc<MediumModel>>,
}

/// How a profile is made.
type Maker = fn() -> Profile;

/// Every profile: stable name and maker.
const TABLE: &[(&str, Maker)] = &[
    (medium_size::NAME, medium_size::profile),
    (large::NAME, large::profile),
    (autoloader::NAME, autoloader::profile),
    (stand_alone::NAME, stand_alone::profile),
    (jukebox::NAME, jukebox::profile),
    (stand_alone_mo::NAME, stand_alone_mo::profile),
];

impl Profile {
    /// The names of all profiles, in the order that lists show.
    pub const ALL: &[&str] = &{
        let mut names = [""; TABLE.len()];
        let mut index = 0;
        while index < names.len() {
            names[index] = TABLE[index].0;
            index += 1;
        }
        names
    };

    /// The profile with this name.
    pub fn named(name: &str) -> Option<Profile> {
        TABLE.iter().find(|(known, _)| *known == name).map(|(_, make)| make())
    }

    /// Whether such a medium goes into it at all, whether or not its drives can read it.
    pub fn takes(&self, model: &MediumModel) -> bool {
        match model.media_type {
            StorageMediaType::CleanerCartridge => self.cleaner.is_some(),
            media_type => {
                let reads = |drive: &DriveModel| drive.reads.contains(&model.density);
                media_type == self.medium.media_type || self.drives.iter().any(reads)
            }
        }
    }

    /// The same with another number of slots, as many as fit below address 65,535 or before the
    /// next range of elements; without a changer there are none.
    pub fn with_slots(mut self, count: u16) -> Profile {
        if self.changer.is_none() {
            return self;
        }
        let first = self.map.storage.first;
        self.map.storage.count = count.min(self.room_from(first, ElementType::Storage));
        self
    }

    /// The same with another number of drives, all like the first; at least 1, without a changer
    /// exactly 1.
    pub fn with_drives(mut self, count: u16) -> Profile {
        let (Some(first), Some(changer)) = (self.drives.first().cloned(), &self.changer) else {
            return self;
        };
        let prefix = changer.serial.clone();
        let room = self.room_from(self.map.data_transfer.first, ElementType::DataTransfer);
        let count = count.clamp(1, room.max(1));
        self.drives = vec![first; usize::from(count)];
        self.map.data_transfer.count = count;
        self.with_serial_prefix(&prefix)
    }

    /// The same with other serial numbers: the changer's is the prefix, a drive's the prefix, `D`
    /// and its number from 01.
    pub fn with_serial_prefix(mut self, prefix: &str) -> Profile {
        if let Some(changer) = &mut self.changer {
            changer.serial = prefix.to_owned();
        }
        for (index, drive) in self.drives.iter_mut().enumerate() {
            drive.serial = format!("{prefix}D{:02}", index + 1);
        }
        self
    }

    /// The same with a robot whose motions take so many times as long.
    pub fn with_robot_factor(mut self, factor: f64) -> Profile {
        self.timings = self.timings.scaled(factor);
        self
    }

    /// The same with drives whose loads, unloads, rewinds, locates and cleanings take so many times
    /// as long; their data rate is divided.
    pub fn with_drive_factor(mut self, factor: f64) -> Profile {
        for drive in &mut self.drives {
            drive.load = scaled(drive.load, factor);
            drive.unload = scaled(drive.unload, factor);
            drive.rewind_full = scaled(drive.rewind_full, factor);
            drive.locate_average = scaled(drive.locate_average, factor);
            drive.clean = scaled(drive.clean, factor);
            if factor.is_finite() && factor > 0.0 {
                let rate = drive.native_bytes_per_second as f64 / factor;
                drive.native_bytes_per_second = (rate as u64).max(1);
            }
        }
        self
    }

    /// The same with media of another capacity for each side, in bytes.
    pub fn with_capacity(mut self, capacity_bytes: u64) -> Profile {
        Arc::make_mut(&mut self.medium).capacity_bytes = capacity_bytes;
        for drive in &mut self.drives {
            // A short tape still ends with a stretch that is less than half of it.
            drive.early_warning_bytes = drive.early_warning_bytes.min(capacity_bytes / 4);
        }
        self
    }

    /// The same without a mail slot.
    pub fn without_port(mut self) -> Profile {
        self.port = None;
        self.map.import_export.count = 0;
        self
    }

    /// The same with another number of places in the mail slot, if it has one.
    pub fn with_port_places(mut self, count: u16) -> Profile {
        if self.port.is_some() {
            let first = self.map.import_export.first;
            let room = self.room_from(first, ElementType::ImportExport);
            self.map.import_export.count = count.min(room);
        }
        self
    }

    /// How many elements of a type fit from an address before the next type begins.
    fn room_from(&self, first: ElementAddress, kind: ElementType) -> u16 {
        let next = [self.map.transport, self.map.storage, self.map.import_export]
            .into_iter()
            .chain([self.map.data_transfer])
            .filter(|range| *range != self.map.range(kind) && range.first > first)
            .map(|range| range.first.0)
            .min();
        next.map_or(u16::MAX - first.0, |next| next - first.0)
    }
}

#[cfg(test)]
mod tests;
