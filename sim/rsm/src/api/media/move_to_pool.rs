//! MoveToNtmsMediaPool and ChangeNtmsMediaType: a physical medium gets another pool, and with the
//! second its media type.

use wire::ntms::call::{Answer, ChangeNtmsMediaType, MoveToNtmsMediaPool, Refusal};
use wire::ntms::object::PoolType;
use wire::ntms::state::SideState;
use wire::ntms::{Function, NtmsError};

use super::is_present;
use crate::access::Guard;
use crate::api::{Context, Serve, Served, given};
use crate::database::{Database, Key, MediaPool, PhysicalMedia};

const FUNCTION: Function = Function::MoveToNtmsMediaPool;

impl Serve for MoveToNtmsMediaPool {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let (media, pool) = (given(self.media)?, given(self.pool)?);
        let db = &cx.rsm.database;
        let media = db.find::<PhysicalMedia>(media).ok_or(NtmsError::InvalidMedia)?;
        let pool = db.find::<MediaPool>(pool).ok_or(NtmsError::InvalidMediaPool)?;
        let media_type = db.get(pool).media_type.ok_or(NtmsError::InvalidMediaPool)?;
        let from = db.get(media).pool;
        cx.demand_on_end(FUNCTION, from)?;
        cx.demand_on_end(FUNCTION, pool)?;
        check_pools(db, from, pool)?;
        if media_type != db.get(media).media_type {
            return Err(NtmsError::MediaIncompatible.into());
        }
        check_sides(cx, media, pool)?;
        if from != pool {
            cx.move_to_pool(media, pool);
        }
        Ok(Answer::Done.into())
    }
}

impl Serve for ChangeNtmsMediaType {
    /// The codes for an unknown medium and for a medium that no library has at hand are those of
    /// the remote protocol (MS-RSMP, ChangeNtmsMediaType); the page has none. A medium keeps its
    /// sides, so that a pool of media with more or fewer is none for it.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let (media, pool) = (given(self.media)?, given(self.pool)?);
        let db = &cx.rsm.database;
        let media = db.find::<PhysicalMedia>(media).ok_or(NtmsError::InvalidMedia)?;
        let pool = db.find::<MediaPool>(pool).ok_or(NtmsError::InvalidMediaPool)?;
        let media_type = db.get(pool).media_type.ok_or(NtmsError::InvalidMediaPool)?;
        let row = db.get(media);
        let (from, library) = (row.pool, row.library);
        cx.demand(Function::ChangeNtmsMediaType, Guard::Computer)?;
        cx.demand(Function::ChangeNtmsMediaType, Guard::Pool(from))?;
        check_pools(db, from, pool)?;
        if row.sides != db.get(media_type).sides {
            return Err(NtmsError::InvalidMediaPool.into());
        }
        if db.offline_library() == Some(library) || !is_present(db, library) {
            return Err(NtmsError::LibraryOffline.into());
        }
        check_sides(cx, media, pool)?;
        cx.database().update(media, |row| row.media_type = media_type);
        if from != pool {
            cx.move_to_pool(media, pool);
        }
        Ok(Answer::Done.into())
    }
}

/// Which way media may go: from the unrecognized and import pools only to the free pool, from the
/// free pool only to those of applications, from a pool of which nobody knows what it was to
/// either, and to the unrecognized pool only as the service finds out what is on them.
fn check_pools(db: &Database, from: Key<MediaPool>, to: Key<MediaPool>) -> Result<(), NtmsError> {
    use PoolType::{Application, Foreign, Import, Scratch, Unknown};
    let may = matches!(
        (db.get(from).pool_type, db.get(to).pool_type),
        (Foreign | Import, Scratch)
            | (Scratch, Application)
            | (Application, Application)
            | (Application, Scratch | Import)
            | (Unknown, Application | Scratch)
    );
    if may { Ok(()) } else { Err(NtmsError::InvalidMediaPool) }
}

/// Whether the sides of a medium may go to a pool. What is on the shelf may: in the free pool its
/// sides stay unprepared until somebody brings it and the label is written.
fn check_sides(
    cx: &Context<'_>,
    media: Key<PhysicalMedia>,
    to: Key<MediaPool>,
) -> Result<(), NtmsError> {
    use SideState::{Allocated, Available, Complete, Decommissioned, Foreign, Import, Reserved};
    let db = &cx.rsm.database;
    let purpose = db.get(to).pool_type;
    let fits =
        |states: &[SideState]| db.sides_of(media).all(|side| states.contains(&db.get(side).state));
    if purpose == PoolType::Import && !fits(&[Import]) {
        return Err(NtmsError::InvalidMediaPool);
    }
    let ready = match purpose {
        PoolType::Scratch => fits(&[Available, Import, Foreign]),
        PoolType::Import => true,
        _ => fits(&[Available, Allocated, Complete, Reserved, Decommissioned, Import]),
    };
    match ready && db.medium_is_enabled(media) && !cx.rsm.work.is_busy(media) {
        true => Ok(()),
        false => Err(NtmsError::Busy),
    }
}
