//! EnumerateNtmsObject, GetNtmsObjectInformation and SetNtmsObjectInformation.

use wire::Guid;
use wire::ntms::call::{
    Answer, EnumerateNtmsObject, GetNtmsObjectInformation, Refusal, SetNtmsObjectInformation, Short,
};
use wire::ntms::operation::EnumerateOption;
use wire::ntms::{Function, NtmsError, ObjectType};

use super::rights::On;
use super::{Context, Serve, Served, given, information};
use crate::access::Guard;
use crate::config::Version;
use crate::database::{
    Changer, ChangerType, Computer, Database, Drive, DriveType, IeDoor, IePort, Key, LibRequest,
    Library, LogicalMedia, MediaPool, MediaType, Object, ObjectKey, OpRequest, Partition,
    PhysicalMedia, StorageSlot,
};

/// Where objects are looked for.
#[derive(Clone, Copy, Debug)]
enum Container {
    Everywhere,
    Library(Key<Library>),
    Pool(Key<MediaPool>),
    Media(Key<PhysicalMedia>),
    Side(Key<Partition>),
    Logical(Key<LogicalMedia>),
}

impl Container {
    /// The container of an identifier. An object that never contains any is as little of one as an
    /// unknown identifier (EnumerateNtmsObject, ERROR_OBJECT_NOT_FOUND).
    fn find(db: &Database, id: Guid) -> Result<Container, NtmsError> {
        let object = db.find_any(id).ok_or(NtmsError::ObjectNotFound)?;
        let library = object.as_key().map(Container::Library);
        library
            .or(object.as_key().map(Container::Pool))
            .or(object.as_key().map(Container::Media))
            .or(object.as_key().map(Container::Side))
            .or(object.as_key().map(Container::Logical))
            .ok_or(NtmsError::ObjectNotFound)
    }
}

fn all<R: Object>(db: &Database) -> Vec<Guid> {
    db.all::<R>().map(|(_, row)| row.head().id).collect()
}

fn ids<R: Object>(db: &Database, keys: impl IntoIterator<Item = Key<R>>) -> Vec<Guid> {
    keys.into_iter().map(|key| db.id(key)).collect()
}

/// What contains what (EnumerateNtmsObject, remarks): one arm for each pair of type and container
/// that is allowed, its members in the order of creation.
fn members(db: &Database, object_type: ObjectType, container: Container) -> Option<Vec<Guid>> {
    use {Container as In, ObjectType as T};
    let index = db.index();
    Some(match (object_type, container) {
        (T::Changer, In::Everywhere) => all::<Changer>(db),
        (T::Changer, In::Library(library)) => ids(db, index.changers_of.of(library)),
        (T::ChangerType, In::Everywhere) => all::<ChangerType>(db),
        (T::Computer, In::Everywhere) => all::<Computer>(db),
        (T::Drive, In::Everywhere) => all::<Drive>(db),
        (T::Drive, In::Library(library)) => ids(db, index.drives_of.of(library)),
        (T::DriveType, In::Everywhere) => all::<DriveType>(db),
        (T::IeDoor, In::Everywhere) => all::<IeDoor>(db),
        (T::IeDoor, In::Library(library)) => ids(db, index.doors_of.of(library)),
        (T::IePort, In::Everywhere) => all::<IePort>(db),
        (T::IePort, In::Library(library)) => ids(db, index.ports_of.of(library)),
        (T::Library, In::Everywhere) => all::<Library>(db),
        (T::LibRequest, In::Everywhere) => all::<LibRequest>(db),
        (T::LibRequest, In::Library(library)) => ids(db, index.requests_of.of(library)),
        (T::LogicalMedia, In::Everywhere) => all::<LogicalMedia>(db),
        (T::LogicalMedia, In::Pool(pool)) => ids(db, index.logical_media_of.of(pool)),
        (T::LogicalMedia, In::Side(side)) => ids(db, db.get(side).logical),
        // Of pools the root's own: everything else is reached from there.
        (T::MediaPool, In::Everywhere) => ids(db, index.pools_in.of(db.root_pool())),
        (T::MediaPool, In::Pool(pool)) => ids(db, index.pools_in.of(pool)),
        (T::MediaType, In::Everywhere) => all::<MediaType>(db),
        (T::MediaType, In::Library(library)) => {
            ids(db, db.get(library).media_types.iter().copied())
        }
        (T::OpRequest, In::Everywhere) => all::<OpRequest>(db),
        (T::Partition, In::Everywhere) => all::<Partition>(db),
        (T::Partition, In::Pool(pool)) => {
            ids(db, index.media_of.of(pool).flat_map(|media| db.sides_of(media)))
        }
        (T::Partition, In::Media(media)) => ids(db, db.sides_of(media)),
        (T::Partition, In::Logical(logical)) => ids(db, [db.get(logical).side]),
        (T::PhysicalMedia, In::Everywhere) => all::<PhysicalMedia>(db),
        (T::PhysicalMedia, In::Library(library)) => ids(db, index.media_in.of(library)),
        (T::PhysicalMedia, In::Pool(pool)) => ids(db, index.media_of.of(pool)),
        (T::StorageSlot, In::Everywhere) => all::<StorageSlot>(db),
        (T::StorageSlot, In::Library(library)) => ids(db, index.slots_of.of(library)),
        _ => return None,
    })
}

/// The objects of a type in a container, or anywhere; nothing where a container of that kind has no
/// such members, or where there is no such container.
pub(crate) fn all_in(
    db: &Database,
    object_type: ObjectType,
    container: Option<Guid>,
) -> Option<Vec<Guid>> {
    let container = match container {
        Some(id) => Container::find(db, id).ok()?,
        None => Container::Everywhere,
    };
    members(db, object_type, container)
}

impl Serve for EnumerateNtmsObject {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let object_type =
            ObjectType::from_value(self.object_type).ok_or(NtmsError::InvalidParameter)?;
        let options =
            EnumerateOption::from_value(self.options).ok_or(NtmsError::InvalidParameter)?;
        let with_root = options == EnumerateOption::RootPool;
        // Before Server 2003 there was no option.
        let root_fits = object_type == ObjectType::MediaPool
            && self.container.is_none()
            && cx.version() == Version::Server2003;
        if with_root && !root_fits {
            return Err(NtmsError::InvalidParameter.into());
        }
        let capacity = self.capacity.ok_or(NtmsError::InvalidParameter)?;
        let db = &cx.rsm.database;
        let container = match self.container {
            Some(id) => Container::find(db, id)?,
            None => Container::Everywhere,
        };
        let mut found = members(db, object_type, container).ok_or(NtmsError::InvalidParameter)?;
        if with_root {
            found.insert(0, db.id(db.root_pool()));
        }
        // A database has fewer rows of a type than a number can count.
        let needed = u32::try_from(found.len()).unwrap_or(u32::MAX);
        if needed <= capacity {
            return Ok(Answer::Ids(found).into());
        }
        found.truncate(capacity as usize);
        let short = Some(Short { needed, ids: found });
        Err(Refusal { error: NtmsError::InsufficientBuffer, short })
    }
}

/// The object of an identifier whose type is the one that the caller says. One of another type is
/// a wrong type, which is ERROR_INVALID_PARAMETER: the page gives ERROR_OBJECT_NOT_FOUND to unknown
/// identifiers only.
fn object_of_type(
    db: &Database,
    id: Guid,
    says: Option<ObjectType>,
) -> Result<ObjectKey, NtmsError> {
    let object = db.find_any(id).ok_or(NtmsError::ObjectNotFound)?;
    match says.is_none_or(|says| says == object.object_type()) {
        true => Ok(object),
        false => Err(NtmsError::InvalidParameter),
    }
}

impl Serve for GetNtmsObjectInformation {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let id = given(self.object)?;
        let says = match self.object_type.and_then(ObjectType::from_value) {
            Some(ObjectType::Unknown) => None,
            Some(says) => Some(says),
            None => return Err(NtmsError::InvalidParameter.into()),
        };
        let object = object_of_type(&cx.rsm.database, id, says)?;
        let guard = Guard::of(&cx.rsm.database, object);
        cx.demand(Function::GetNtmsObjectInformation, guard)?;
        // What messages go to has no structure.
        let found = information::of(&cx.rsm.database, object).ok_or(NtmsError::InvalidParameter)?;
        Ok(Answer::Information(Box::new(found)).into())
    }
}

impl Serve for SetNtmsObjectInformation {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let id = given(self.object)?;
        let information = self.information.ok_or(NtmsError::InvalidParameter)?;
        let says = information.info.object_type();
        let object = object_of_type(&cx.rsm.database, id, Some(says))?;
        let guard = Guard::of(&cx.rsm.database, object);
        let on = match says {
            ObjectType::Library => On::LibraryItself,
            ObjectType::MediaPool | ObjectType::Partition => On::PoolOrSide,
            _ => guard.kind(),
        };
        cx.demand_on(Function::SetNtmsObjectInformation, on, guard)?;
        information::write(cx.database(), object, &information)?;
        Ok(Answer::Done.into())
    }
}
