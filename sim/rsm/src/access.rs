//! Who may do what: rights live on computer, libraries and pools; every other object has those of
//! its container (Removable Storage Security, "Securable objects").

use wire::ntms::object::ObjectType;
use wire::ntms::security::{ADMINISTRATORS, Caller, LOCAL_SYSTEM, SecurityDescriptor};
use wire::ntms::{Access, NtmsError};

use crate::config::Version;
use crate::database::{
    Changer, Database, Drive, IeDoor, IePort, Key, LibRequest, Library, LogicalMedia, MediaPool,
    ObjectKey, Partition, PhysicalMedia, StorageSlot,
};

/// The object whose access list decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// The service.
    Computer,
    /// A library.
    Library(Key<Library>),
    /// A pool: of nested ones the lowest.
    Pool(Key<MediaPool>),
}

impl Guard {
    /// The guard of an object. What is gone meanwhile is guarded by the computer.
    pub(crate) fn of(database: &Database, object: ObjectKey) -> Guard {
        let library = match object.object_type() {
            ObjectType::Library => object.as_key::<Library>(),
            ObjectType::Changer => object.as_key::<Changer>().map(|key| database.get(key).library),
            ObjectType::Drive => object.as_key::<Drive>().map(|key| database.get(key).library),
            ObjectType::StorageSlot => {
                object.as_key::<StorageSlot>().map(|key| database.get(key).library)
            }
            ObjectType::IeDoor => object.as_key::<IeDoor>().map(|key| database.get(key).library),
            ObjectType::IePort => object.as_key::<IePort>().map(|key| database.get(key).library),
            ObjectType::LibRequest => {
                object.as_key::<LibRequest>().map(|key| database.get(key).library)
            }
            _ => None,
        };
        let pool = match object.object_type() {
            ObjectType::MediaPool => object.as_key::<MediaPool>(),
            ObjectType::PhysicalMedia => {
                object.as_key::<PhysicalMedia>().map(|key| database.get(key).pool)
            }
            ObjectType::Partition => object.as_key::<Partition>().map(|key| {
                let media = database.get(key).media;
                database.get(media).pool
            }),
            ObjectType::LogicalMedia => {
                object.as_key::<LogicalMedia>().map(|key| database.get(key).pool)
            }
            _ => None,
        };
        library.map(Guard::Library).or(pool.map(Guard::Pool)).unwrap_or(Guard::Computer)
    }

    /// The access list.
    pub(crate) fn descriptor(self, database: &Database) -> &SecurityDescriptor {
        match self {
            Guard::Computer => &database.get(database.computer()).security,
            Guard::Library(key) => &database.get(key).security,
            Guard::Pool(key) => &database.get(key).security,
        }
    }
}

/// Checks one caller's right on one object. On Server 2003 and later administrators of the
/// computer pass every list (MS-RSMP 3.2.4, security considerations).
pub(crate) fn check(
    database: &Database,
    version: Version,
    caller: &Caller,
    guard: Guard,
    wanted: Access,
) -> Result<(), NtmsError> {
    if wanted == Access::NONE || (version == Version::Server2003 && administers(caller)) {
        return Ok(());
    }
    match guard.descriptor(database).allows(caller, wanted) {
        true => Ok(()),
        false => Err(NtmsError::AccessDenied),
    }
}

/// The local system and members of the administrators.
fn administers(caller: &Caller) -> bool {
    caller.user.is(LOCAL_SYSTEM) || caller.groups.iter().any(|group| group.is(ADMINISTRATORS))
}
