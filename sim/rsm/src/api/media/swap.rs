//! SwapNtmsMedia: what two logical media stand for changes places, so that data can be copied to
//! new media behind the back of the application.

use wire::Guid;
use wire::ntms::call::{Answer, Refusal, SwapNtmsMedia};
use wire::ntms::state::SideState;
use wire::ntms::{Function, NtmsError};

use super::known_pool;
use crate::access::Guard;
use crate::api::{Context, Serve, Served, given};
use crate::database::{Database, Key, LogicalMedia, MediaPool, Partition};

/// A logical medium, its side and its pool.
type Owned = (Key<LogicalMedia>, Key<Partition>, Key<MediaPool>);

impl Serve for SwapNtmsMedia {
    /// One side cannot change places with itself: that is the same identifier twice, and a bad one.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let (first, second) = (given(self.first)?, given(self.second)?);
        let (first, second) = (owned(cx, first)?, owned(cx, second)?);
        if first.0 == second.0 {
            return Err(NtmsError::InvalidMedia.into());
        }
        for (.., pool) in [first, second] {
            cx.demand(Function::SwapNtmsMedia, Guard::Pool(pool))?;
        }
        if first.2 != second.2 {
            return Err(NtmsError::InvalidMediaPool.into());
        }
        for both in [first, second] {
            check_side(cx, both)?;
        }
        let db = cx.database();
        for ((logical, ..), (_, side, _)) in [(first, second), (second, first)] {
            db.update(logical, |row| row.side = side);
            db.update(side, |row| row.logical = Some(logical));
        }
        Ok(Answer::Done.into())
    }
}

fn owned(cx: &Context<'_>, id: Guid) -> Result<Owned, NtmsError> {
    let db: &Database = &cx.rsm.database;
    let (logical, row) = db.look_up::<LogicalMedia>(id).ok_or(NtmsError::InvalidMedia)?;
    Ok((logical, row.side, known_pool(db, row.pool)?))
}

/// A side is allocated, nobody has it or waits for it, and its label is known again on the medium
/// that the other application will mount. The code for what is not allocated is that of the remote
/// protocol (MS-RSMP, SwapNtmsMedia); the page has none.
fn check_side(cx: &Context<'_>, (logical, side, _): Owned) -> Result<(), NtmsError> {
    let row = cx.rsm.database.get(side);
    if row.state != SideState::Allocated || row.logical != Some(logical) {
        return Err(NtmsError::InvalidState);
    }
    if cx.rsm.is_in_use(row.media) {
        return Err(NtmsError::InvalidMedia);
    }
    match cx.rsm.config.label_parsers.may_give(&row.label_type, &row.label_id) {
        true => Ok(()),
        false => Err(NtmsError::BadFormat),
    }
}
