//! The media services: taking sides for applications and giving them back, moving media between
//! pools, and bringing media into drives.

mod allocate;
mod create;
mod deallocate;
mod dismount;
mod life;
mod media_type;
mod mount;
mod move_to_pool;
mod swap;

use std::collections::BTreeSet;

use wire::Guid;
use wire::ntms::NtmsError;
use wire::ntms::object::PoolType;
use wire::ntms::state::{OperationalState, SideState};

use super::Context;
use crate::database::{Database, Key, Library, LogicalMedia, MediaPool, Partition, PhysicalMedia};

/// A side that a call lists, with its medium.
type Listed = (Key<Partition>, Key<PhysicalMedia>);

/// The side that the identifier of a logical medium or of a side stands for.
fn side(db: &Database, id: Guid) -> Result<Key<Partition>, NtmsError> {
    match db.find::<LogicalMedia>(id) {
        Some(key) => Some(db.get(key).side).filter(|side| db.get(*side).logical == Some(key)),
        None => db.find::<Partition>(id),
    }
    .ok_or(NtmsError::InvalidMedia)
}

/// The sides that a call lists, each with its medium. A medium that is listed twice, be it by two
/// of its sides, is ERROR_INVALID_MEDIA: it can be in one drive.
fn listed(db: &Database, ids: &[Guid]) -> Result<Vec<Listed>, NtmsError> {
    let mut seen = BTreeSet::new();
    let mut list = Vec::with_capacity(ids.len());
    for id in ids {
        let side = side(db, *id)?;
        let media = db.get(side).media;
        if !seen.insert(media) {
            return Err(NtmsError::InvalidMedia);
        }
        list.push((side, media));
    }
    Ok(list)
}

/// The one library that all media are in which are in any. Media of two libraries are
/// ERROR_INVALID_LIBRARY, in a mount as in its dismount.
fn one_library(db: &Database, list: &[Listed]) -> Result<Option<Key<Library>>, NtmsError> {
    let offline = db.offline_library();
    let libraries = list.iter().map(|(_, media)| db.get(*media).library);
    let mut libraries = libraries.filter(|library| Some(*library) != offline);
    let first = libraries.next();
    match libraries.all(|library| Some(library) == first) {
        true => Ok(first),
        false => Err(NtmsError::InvalidLibrary),
    }
}

/// The devices of a library are there, as far as anybody knows.
fn is_present(db: &Database, library: Key<Library>) -> bool {
    db.get(library).head.operational != OperationalState::NotPresent
}

/// A side that belongs to an application or waits for it.
fn is_owned(state: SideState) -> bool {
    matches!(state, SideState::Allocated | SideState::Complete | SideState::Reserved)
}

/// The pool of a medium, if it is on record what it is for. One that the database lost and that was
/// made anew is ERROR_INVALID_MEDIA_POOL.
fn known_pool(db: &Database, pool: Key<MediaPool>) -> Result<Key<MediaPool>, NtmsError> {
    match db.get(pool).pool_type {
        PoolType::Unknown => Err(NtmsError::InvalidMediaPool),
        _ => Ok(pool),
    }
}

impl Context<'_> {
    /// Moves a medium to another pool, with what is allocated of it. In the free pool its sides
    /// are not prepared until the free label is written, which is filed here.
    fn move_to_pool(&mut self, media: Key<PhysicalMedia>, pool: Key<MediaPool>) {
        let sides: Vec<Key<Partition>> = self.rsm.database.sides_of(media).collect();
        self.rsm.database.update(media, |row| row.pool = pool);
        let owned = |side: &Key<Partition>| self.rsm.database.get(*side).logical;
        let logical: Vec<Key<LogicalMedia>> = sides.iter().filter_map(owned).collect();
        for logical in logical {
            self.rsm.database.update(logical, |row| row.pool = pool);
        }
        if self.rsm.database.is_free_pool(pool) {
            for side in sides {
                self.rsm.database.update(side, |row| row.state = SideState::Unprepared);
            }
            let session = self.session().clone();
            self.rsm.write_free_label(media, Some(&session));
        }
    }
}
