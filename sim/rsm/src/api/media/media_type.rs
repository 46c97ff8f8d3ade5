//! AddNtmsMediaType and DeleteNtmsMediaType: which media a library takes, and the system pools that
//! go with each type.

use wire::Guid;
use wire::ntms::call::{AddNtmsMediaType, Answer, DeleteNtmsMediaType, Refusal};
use wire::ntms::object::{LibraryType, PoolType};
use wire::ntms::{Function, NtmsError};

use super::is_present;
use crate::access::Guard;
use crate::api::{Context, Serve, Served, given};
use crate::database::{Database, Key, Library, MediaPool, MediaType, PhysicalMedia};
use crate::furnish;

/// A library that has devices. The shelf takes everything and is no library that can be told what
/// it takes.
fn library(db: &Database, id: Guid) -> Result<Key<Library>, NtmsError> {
    let found = db.look_up::<Library>(id).ok_or(NtmsError::InvalidLibrary)?;
    match found.1.library_type {
        LibraryType::Offline => Err(NtmsError::InvalidLibrary),
        _ => Ok(found.0),
    }
}

impl Serve for AddNtmsMediaType {
    /// The page has no code for a library that is disabled or gone; the remote protocol has
    /// (MS-RSMP, AddNtmsMediaType).
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let (media_type, library_id) = (given(self.media_type)?, given(self.library)?);
        let db = &cx.rsm.database;
        let media_type = db.find::<MediaType>(media_type).ok_or(NtmsError::InvalidMedia)?;
        let library = library(db, library_id)?;
        cx.demand(Function::AddNtmsMediaType, Guard::Library(library))?;
        if !db.get(library).head.enabled || !is_present(db, library) {
            return Err(NtmsError::LibraryOffline.into());
        }
        furnish::ensure_system_pools(&mut cx.rsm.database, &cx.rsm.config, media_type);
        cx.database().update(library, |row| {
            if !row.media_types.contains(&media_type) {
                row.media_types.push(media_type);
            }
        });
        Ok(Answer::Done.into())
    }
}

impl Serve for DeleteNtmsMediaType {
    /// What a library does not take is not taken from it, and that is no error. The page has no
    /// code for a type that is none beside that for a bad argument, and none for a library that
    /// holds such media; the remote protocol has (MS-RSMP, DeleteNtmsMediaType).
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let (media_type, library_id) = (given(self.media_type)?, given(self.library)?);
        let db = &cx.rsm.database;
        let media_type = db.find::<MediaType>(media_type).ok_or(NtmsError::InvalidParameter)?;
        let library = library(db, library_id)?;
        cx.demand(Function::DeleteNtmsMediaType, Guard::Library(library))?;
        if holds(db, library, media_type) {
            return Err(NtmsError::NotEmpty.into());
        }
        let db = cx.database();
        db.update(library, |row| row.media_types.retain(|other| *other != media_type));
        if !is_used(db, media_type) {
            delete_system_pools(db, media_type);
        }
        Ok(Answer::Done.into())
    }
}

fn holds(db: &Database, library: Key<Library>, media_type: Key<MediaType>) -> bool {
    let mut media = db.index().media_in.of(library);
    media.any(|media| db.get(media).media_type == media_type)
}

/// A library takes media of a type, or there are such media.
fn is_used(db: &Database, media_type: Key<MediaType>) -> bool {
    db.all::<Library>().any(|(_, row)| row.media_types.contains(&media_type))
        || db.all::<PhysicalMedia>().any(|(_, row)| row.media_type == media_type)
}

/// The system pools of a type go. One that cannot, because something is in it, stays.
fn delete_system_pools(db: &mut Database, media_type: Key<MediaType>) {
    for purpose in [PoolType::Scratch, PoolType::Foreign, PoolType::Import] {
        let pool = db.system_pool(purpose, media_type);
        let index = db.index();
        let empty = |pool: &Key<MediaPool>| {
            index.media_of.count(*pool) == 0 && index.pools_in.count(*pool) == 0
        };
        if let Some(pool) = pool.filter(empty) {
            db.delete(pool);
        }
    }
}
