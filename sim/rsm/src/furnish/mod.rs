//! Rows of devices and media, made in one place: from what discovery found, and from what a
//! scenario says was known before.
//!
//! `adopt` makes rows of devices, `stock` compares recorded media with the elements of a library,
//! `medium` makes rows of media, `known` writes down what was known. Nothing here sends commands.

mod adopt;
mod known;
mod medium;
mod stock;
#[cfg(test)]
mod tests;

use wire::Text;
use wire::ntms::media_type::StorageMediaType;
use wire::ntms::object::{LibraryType, PoolType};
use wire::ntms::operation::InventoryMethod;
use wire::ntms::option::{
    AllocationPolicy, DeallocationPolicy, LibRequestFlags, LibraryFlags, MediaPoolPolicy,
    OpRequestFlags,
};
use wire::ntms::security::SecurityDescriptor;

use crate::config::Config;
use crate::database::{
    Computer, Database, Drive, Head, IePort, Key, Library, MediaPool, MediaType, PhysicalMedia,
    StorageSlot,
};
use crate::device::model::MediaKind;

pub(crate) use adopt::{Adopted, adopt};
pub(crate) use known::furnish;
pub use known::{FurnishError, KnownMedium, KnownPlace, KnownPool, KnownSide, KnownState};
pub(crate) use medium::{
    NewMedium, Read, classify_medium, default_name, new_medium, side_name, take_sequence,
};
pub(crate) use stock::{Unidentified, is_cleaner, is_told_otherwise, lay, take_stock, tells_data};

/// The top-level system pools: name and purpose.
const SYSTEM_POOLS: [(&str, PoolType); 3] = [
    ("Free", PoolType::Scratch),
    ("Unrecognized", PoolType::Foreign),
    ("Import", PoolType::Import),
];

/// A place for one medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// A slot.
    Slot(Key<StorageSlot>),
    /// A drive.
    Drive(Key<Drive>),
    /// A place of the mail slot.
    Port(Key<IePort>),
}

impl Place {
    /// The medium that is recorded there.
    pub(crate) fn medium(self, db: &Database) -> Option<Key<PhysicalMedia>> {
        match self {
            Place::Slot(slot) => db.index().in_slot(slot),
            Place::Drive(drive) => db.index().in_drive(drive),
            Place::Port(port) => db.index().in_port(port),
        }
    }

    /// Where a medium is recorded to be.
    pub(crate) fn of(media: &PhysicalMedia) -> Option<Place> {
        let slot = media.slot.map(Place::Slot);
        slot.or(media.drive.map(Place::Drive)).or(media.port.map(Place::Port))
    }
}

/// Security of the service, its libraries and system pools.
fn service_security(config: &Config) -> SecurityDescriptor {
    config.security.clone().unwrap_or_else(SecurityDescriptor::default_of_service)
}

/// What every service has from the start: itself, the root pool with the system pools, and the
/// library of media that are in no device. The database is empty before.
pub(crate) fn install_service(db: &mut Database, config: &Config) {
    let head = db.new_head(config.computer.clone());
    let purge_seconds = config.switches.purge_seconds;
    db.insert(Computer {
        head,
        lib_request_purge_seconds: purge_seconds,
        op_request_purge_seconds: purge_seconds,
        lib_request_flags: LibRequestFlags::NONE,
        op_request_flags: OpRequestFlags::NONE,
        media_pool_policy: MediaPoolPolicy::NONE,
        security: service_security(config),
        identifiers: 0,
        sequence: 0,
        import_armed: false,
    });
    let head = db.new_head("Media Pools");
    let root = db.insert(pool_of_pools(head, PoolType::Application, None, config));
    debug_assert_eq!(root, db.root_pool(), "the first pool is the root");
    for (name, purpose) in SYSTEM_POOLS {
        let head = db.new_head(name);
        db.insert(pool_of_pools(head, purpose, Some(root), config));
    }
    let head = db.new_head("Off-line Media");
    let offline = Library { flags: LibraryFlags::FIXEDOFFLINE, ..new_library(head, config) };
    db.insert(offline);
}

fn pool_of_pools(
    head: Head,
    pool_type: PoolType,
    parent: Option<Key<MediaPool>>,
    config: &Config,
) -> MediaPool {
    MediaPool {
        head,
        pool_type,
        media_type: None,
        parent,
        allocation_policy: AllocationPolicy::NONE,
        deallocation_policy: DeallocationPolicy::NONE,
        max_allocates: 0,
        security: service_security(config),
    }
}

/// A library without devices, as the offline one is.
fn new_library(head: Head, config: &Config) -> Library {
    Library {
        head,
        library_type: LibraryType::Offline,
        cleaner_slot: None,
        cleans_drives: false,
        reads_bar_codes: false,
        inventory_method: InventoryMethod::None,
        cleaner_uses_remaining: 0,
        auto_recovery: true,
        flags: LibraryFlags::NONE,
        media_types: Vec::new(),
        serial_number: Text::EMPTY,
        security: service_security(config),
    }
}

/// The row of a type of medium, named as the header names the type.
pub(crate) fn ensure_media_type(db: &mut Database, media_type: StorageMediaType) -> Key<MediaType> {
    if let Some(known) = db.media_type(media_type) {
        return known;
    }
    let MediaKind { sides, characteristics, device_type, .. } = MediaKind::of(media_type);
    let head = db.new_head(media_type.name());
    db.insert(MediaType { head, media_type, sides, characteristics, device_type })
}

/// The free, unrecognized and import pools of a media type, made where they are missing.
pub(crate) fn ensure_system_pools(db: &mut Database, config: &Config, media_type: Key<MediaType>) {
    for (_, purpose) in SYSTEM_POOLS {
        ensure_system_pool(db, config, purpose, media_type);
    }
}

/// The system pool of a purpose and media type, made if it is missing.
pub(crate) fn ensure_system_pool(
    db: &mut Database,
    config: &Config,
    purpose: PoolType,
    media_type: Key<MediaType>,
) -> Key<MediaPool> {
    if let Some(known) = db.system_pool(purpose, media_type) {
        return known;
    }
    // Kept rows without the top-level pool still make a service; its children stand at the root.
    let parent = db.top_system_pool(purpose).unwrap_or(db.root_pool());
    let head = db.new_head(db.get(media_type).head.name.clone());
    let pool = pool_of_pools(head, purpose, Some(parent), config);
    db.insert(MediaPool { media_type: Some(media_type), ..pool })
}
