//! What callers may write of an object (SetNtmsObjectInformation, remarks): the description of
//! every type, the names of five, and the members that [`plan`] lists. Everything else that comes
//! along is not looked at; the last writer wins.

use wire::Text;
use wire::ntms::info::{LibraryInformation, MediaPoolInformation};
use wire::ntms::limit::{DESCRIPTION_LENGTH, OBJECTNAME_LENGTH, POOLHIERARCHY_LENGTH};
use wire::ntms::object::{LibraryType, PoolType};
use wire::ntms::operation::InventoryMethod;
use wire::ntms::option::LibraryFlags;
use wire::ntms::{Info, NtmsError, ObjectInformation, ObjectType};

use crate::database::{
    Changer, ChangerType, Computer, Database, Drive, DriveType, Head, IeDoor, IePort, Key,
    LibRequest, Library, LogicalMedia, MediaPool, MediaType, Object, ObjectKey, OpRequest,
    Partition, PhysicalMedia, StorageSlot,
};

/// The types whose name may be written.
const NAMED_BY_CALLERS: [ObjectType; 5] = [
    ObjectType::Library,
    ObjectType::LogicalMedia,
    ObjectType::MediaPool,
    ObjectType::Partition,
    ObjectType::PhysicalMedia,
];

/// Library flags that callers may write; the others say what the library is or holds.
const LIBRARY_FLAGS: LibraryFlags =
    LibraryFlags::AUTODETECTCHANGE.union(LibraryFlags::RECOGNIZECLEANERBARCODE);

/// Name and description as they are to be.
struct Heading {
    name: Option<Text>,
    description: Text,
}

impl Heading {
    fn of(information: &ObjectInformation) -> Result<Heading, NtmsError> {
        let within =
            |text: &Text, limit| Text::within(text, limit).map_err(|_| NtmsError::InvalidParameter);
        let named = NAMED_BY_CALLERS.contains(&information.info.object_type());
        let name = named.then(|| within(&information.name, OBJECTNAME_LENGTH)).transpose()?;
        Ok(Heading { name, description: within(&information.description, DESCRIPTION_LENGTH)? })
    }

    fn write(self, head: &mut Head) {
        head.name = self.name.unwrap_or_else(|| head.name.clone());
        head.description = self.description;
    }
}

/// Writes what may be written of an object, whose type is that of the arm.
///
/// # Errors
/// ERROR_INVALID_PARAMETER when a text is too long for its buffer, a number names nothing, or a
/// pool cannot be what is asked of it. Nothing is written then.
pub(in crate::api) fn write(
    db: &mut Database,
    object: ObjectKey,
    information: &ObjectInformation,
) -> Result<(), NtmsError> {
    let heading = Heading::of(information)?;
    match &information.info {
        Info::Computer(new) => set::<Computer>(db, object, heading, |row| {
            row.lib_request_purge_seconds = new.lib_request_purge_time;
            row.op_request_purge_seconds = new.op_request_purge_time;
            row.lib_request_flags = new.lib_request_flags;
            row.op_request_flags = new.op_request_flags;
            row.media_pool_policy = new.media_pool_policy;
        }),
        Info::Drive(new) => set::<Drive>(db, object, heading, |row| {
            row.defer_dismount_seconds = new.defer_dismount_delay;
        }),
        Info::IeDoor(new) => set::<IeDoor>(db, object, heading, |row| {
            row.max_open_seconds = new.max_open_secs;
        }),
        Info::IePort(new) => set::<IePort>(db, object, heading, |row| {
            row.max_extend_seconds = new.max_extend_secs;
        }),
        Info::Library(new) => {
            check_library(db, object, new)?;
            set::<Library>(db, object, heading, |row| write_library(row, new));
        }
        Info::MediaPool(new) => {
            let media_type = check_pool(db, object, &heading, new)?;
            set::<MediaPool>(db, object, heading, |row| {
                row.media_type = media_type;
                row.allocation_policy = new.allocation_policy;
                row.deallocation_policy = new.deallocation_policy;
                row.max_allocates = new.max_allocates;
            });
        }
        Info::Changer(_) => set::<Changer>(db, object, heading, |_| {}),
        Info::ChangerType(_) => set::<ChangerType>(db, object, heading, |_| {}),
        Info::DriveType(_) => set::<DriveType>(db, object, heading, |_| {}),
        Info::StorageSlot(_) => set::<StorageSlot>(db, object, heading, |_| {}),
        Info::PhysicalMedia(_) => set::<PhysicalMedia>(db, object, heading, |_| {}),
        Info::LogicalMedia(_) => set::<LogicalMedia>(db, object, heading, |_| {}),
        Info::Partition(_) => set::<Partition>(db, object, heading, |_| {}),
        Info::MediaType(_) => set::<MediaType>(db, object, heading, |_| {}),
        Info::LibRequest(_) => set::<LibRequest>(db, object, heading, |_| {}),
        Info::OpRequest(_) => set::<OpRequest>(db, object, heading, |_| {}),
    }
    Ok(())
}

fn set<R: Object + PartialEq>(
    db: &mut Database,
    object: ObjectKey,
    heading: Heading,
    change: impl FnOnce(&mut R),
) {
    if let Some(key) = object.as_key::<R>() {
        db.update(key, |row| {
            heading.write(row.head_mut());
            change(row);
        });
    }
}

/// The default inventory is one of three (NTMS_LIBRARYINFORMATION, InventoryMethod); the offline
/// library is never inventoried and has none.
fn check_library(
    db: &Database,
    object: ObjectKey,
    new: &LibraryInformation,
) -> Result<(), NtmsError> {
    use InventoryMethod::{Fast, None, Omid};
    let offline = object
        .as_key::<Library>()
        .is_some_and(|key| db.get(key).library_type == LibraryType::Offline);
    let fits = match offline {
        true => new.inventory_method == None,
        false => [None, Fast, Omid].contains(&new.inventory_method),
    };
    if fits { Ok(()) } else { Err(NtmsError::InvalidParameter) }
}

fn write_library(row: &mut Library, new: &LibraryInformation) {
    row.inventory_method = new.inventory_method;
    row.cleaner_uses_remaining = new.cleaner_uses_remaining;
    row.auto_recovery = new.auto_recovery;
    let own = row.flags.without(LIBRARY_FLAGS);
    let asked = new.flags.without(new.flags.without(LIBRARY_FLAGS));
    let uncounted = LibraryFlags::IGNORECLEANERUSESREMAINING;
    // The service sets this flag itself, exactly when nobody counts (MS-RSMP 2.2.4.20, dwFlags).
    row.flags = match new.cleaner_uses_remaining {
        u32::MAX => own.union(asked).union(uncounted),
        _ => own.union(asked).without(uncounted),
    };
}

/// Units of a pool's path as the beginning of a longer one, its separator included.
fn reach_up(db: &Database, pool: Key<MediaPool>) -> usize {
    let path = db.pool_path(pool);
    if path.is_empty() { 0 } else { path.units() + 1 }
}

/// Units of the longest path from a pool to one below it, each level with its separator.
fn reach_down(db: &Database, pool: Key<MediaPool>) -> usize {
    let below = db.index().pools_in.of(pool);
    let reach = below.map(|below| 1 + db.get(below).head.name.units() + reach_down(db, below));
    reach.max().unwrap_or(0)
}

/// What a pool may become, and the media type it will have. The page documents one code for what
/// it may not: a name that is no level of a path, that a neighbour has, or that makes a path too
/// long; a media type that does not exist; or another media type for a pool that holds something
/// or belongs to the service.
fn check_pool(
    db: &Database,
    object: ObjectKey,
    heading: &Heading,
    new: &MediaPoolInformation,
) -> Result<Option<Key<MediaType>>, NtmsError> {
    let key = object.as_key::<MediaPool>().ok_or(NtmsError::InvalidParameter)?;
    let row = db.get(key);
    let name = heading.name.as_ref().unwrap_or(&row.head.name);
    let taken = row.parent.and_then(|parent| db.child_pool(parent, name));
    if name.is_empty() || name.contains('\\') || taken.is_some_and(|other| other != key) {
        return Err(NtmsError::InvalidParameter);
    }
    if let Some(parent) = row.parent.filter(|_| *name != row.head.name)
        && reach_up(db, parent) + name.units() + reach_down(db, key) >= POOLHIERARCHY_LENGTH
    {
        return Err(NtmsError::InvalidParameter);
    }
    let media_type = match new.media_type.is_null() {
        true => None,
        false => Some(db.find(new.media_type).ok_or(NtmsError::InvalidParameter)?),
    };
    let index = db.index();
    let empty = index.media_of.count(key) == 0 && index.pools_in.count(key) == 0;
    let own = row.pool_type == PoolType::Application && row.parent.is_some();
    if media_type != row.media_type && !(own && empty) {
        return Err(NtmsError::InvalidParameter);
    }
    Ok(media_type)
}
