//! CreateNtmsMediaPool, DeleteNtmsMediaPool and GetNtmsMediaPoolName.

use wire::Text;
use wire::ntms::call::{
    Answer, CreateNtmsMediaPool, DeleteNtmsMediaPool, GetNtmsMediaPoolName, Refusal, Short,
};
use wire::ntms::limit::{OBJECTNAME_LENGTH, POOLHIERARCHY_LENGTH};
use wire::ntms::object::PoolType;
use wire::ntms::operation::CreateOptions;
use wire::ntms::option::{AllocationPolicy, DeallocationPolicy};
use wire::ntms::security::SecurityDescriptor;
use wire::ntms::{Function, NtmsError};

use super::rights::On;
use super::{Context, Serve, Served, given};
use crate::access::Guard;
use crate::database::pool::levels;
use crate::database::{Database, Key, MediaPool, MediaType};

/// The levels of a pool's path, each within a name's buffer and all within a path's.
fn path(name: &Text) -> Result<Vec<&str>, NtmsError> {
    let levels = levels(name).filter(|levels| !levels.is_empty());
    let levels = levels.ok_or(NtmsError::InvalidName)?;
    let fits = levels.iter().all(|level| Text::within(level, OBJECTNAME_LENGTH).is_ok());
    match fits && Text::within(&levels.join("\\"), POOLHIERARCHY_LENGTH).is_ok() {
        true => Ok(levels),
        false => Err(NtmsError::InvalidName),
    }
}

/// A descriptor that names its owner and whom each entry is about.
fn is_valid(security: &SecurityDescriptor) -> bool {
    let named = security.entries.iter().all(|entry| !entry.principal.name().is_empty());
    named && !security.owner.name().is_empty()
}

impl Serve for CreateNtmsMediaPool {
    /// Opening needs no right and takes no notice of media type and security, which are those of
    /// a new pool.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let action = CreateOptions::from_value(self.action).ok_or(NtmsError::InvalidParameter)?;
        if self.security.as_ref().is_some_and(|security| !is_valid(security)) {
            return Err(NtmsError::InvalidParameter.into());
        }
        let name = self.name.ok_or(NtmsError::InvalidParameter)?;
        let levels = path(&name)?;
        let db = &cx.rsm.database;
        let media_type: Option<Key<MediaType>> = match self.media_type {
            Some(id) => Some(db.find(id).ok_or(NtmsError::InvalidMedia)?),
            None => None,
        };
        match (db.pool_at(&name), action) {
            (Some(_), CreateOptions::CreateNew) => return Err(NtmsError::AlreadyExists.into()),
            (Some(pool), _) => return Ok(Answer::Id(db.id(pool)).into()),
            (None, CreateOptions::OpenExisting) => return Err(NtmsError::ObjectNotFound.into()),
            (None, CreateOptions::CreateNew | CreateOptions::OpenAlways) => {}
        }
        let (name, above) = levels.split_last().ok_or(NtmsError::InvalidName)?;
        let parent = db.pool_at(&above.join("\\")).ok_or(NtmsError::ObjectNotFound)?;
        let root = Guard::Pool(db.root_pool());
        cx.demand_on(Function::CreateNtmsMediaPool, On::RootPool, root)?;
        cx.demand(Function::CreateNtmsMediaPool, Guard::Pool(parent))?;
        if !takes_pools(db, parent) {
            return Err(NtmsError::InvalidParameter.into());
        }
        let creator = cx.caller().user.clone();
        let inherited = (parent != db.root_pool()).then(|| &db.get(parent).security);
        let security = match self.security {
            Some(security) => security,
            None => SecurityDescriptor::of_new_pool(&creator, inherited),
        };
        let db = cx.database();
        let head = db.new_head(*name);
        let id = head.id;
        db.insert(MediaPool {
            head,
            pool_type: PoolType::Application,
            media_type,
            parent: Some(parent),
            allocation_policy: AllocationPolicy::NONE,
            deallocation_policy: DeallocationPolicy::NONE,
            max_allocates: 0,
            security,
        });
        Ok(Answer::Id(id).into())
    }
}

/// Whether applications may make pools in a pool: it is none of the service's, and none that holds
/// media (CreateNtmsMediaPool, remarks: only the last level does). No code is documented for the
/// others; the path is a bad argument.
fn takes_pools(db: &Database, pool: Key<MediaPool>) -> bool {
    let row = db.get(pool);
    row.pool_type == PoolType::Application && row.media_type.is_none()
}

impl Serve for DeleteNtmsMediaPool {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let id = given(self.pool)?;
        let (pool, row) =
            cx.rsm.database.look_up::<MediaPool>(id).ok_or(NtmsError::InvalidMediaPool)?;
        if row.pool_type != PoolType::Application || row.parent.is_none() {
            return Err(NtmsError::InvalidMediaPool.into());
        }
        cx.demand(Function::DeleteNtmsMediaPool, Guard::Pool(pool))?;
        let index = cx.rsm.database.index();
        if index.pools_in.count(pool) > 0 || index.media_of.count(pool) > 0 {
            return Err(NtmsError::NotEmpty.into());
        }
        cx.database().delete(pool);
        Ok(Answer::Done.into())
    }
}

impl Serve for GetNtmsMediaPoolName {
    /// The needed size counts the terminator, as the size that the caller gives does.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let capacity = self.capacity.ok_or(NtmsError::InvalidParameter)?;
        let db = &cx.rsm.database;
        let pool = db.find::<MediaPool>(self.pool).ok_or(NtmsError::InvalidMediaPool)?;
        let path = db.pool_path(pool);
        let needed = u32::try_from(path.units() + 1).unwrap_or(u32::MAX);
        if needed > capacity {
            let short = Some(Short { needed, ids: Vec::new() });
            return Err(Refusal { error: NtmsError::InsufficientBuffer, short });
        }
        Ok(Answer::Name(path).into())
    }
}
