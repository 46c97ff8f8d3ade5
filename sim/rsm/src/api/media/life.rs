//! SetNtmsMediaComplete, DecommissionNtmsMedia and DeleteNtmsMedia: the later life of media, in
//! which nothing is written to a side, nobody gets it any more, and at last nobody knows of it.

use wire::ntms::call::{
    Answer, DecommissionNtmsMedia, DeleteNtmsMedia, Refusal, SetNtmsMediaComplete,
};
use wire::ntms::state::SideState;
use wire::ntms::{Function, NtmsError};

use super::{is_owned, known_pool};
use crate::access::Guard;
use crate::api::{Context, Serve, Served, given};
use crate::database::{LogicalMedia, Partition, PhysicalMedia};

impl Serve for SetNtmsMediaComplete {
    /// A mount that waits may be one for writing, so that what it waits for is in use as well.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let id = given(self.media)?;
        let db = &cx.rsm.database;
        let (logical, row) = db.look_up::<LogicalMedia>(id).ok_or(NtmsError::InvalidMedia)?;
        let (side, pool) = (row.side, known_pool(db, row.pool)?);
        cx.demand(Function::SetNtmsMediaComplete, Guard::Pool(pool))?;
        let row = db.get(side);
        let owned = row.state == SideState::Allocated && row.logical == Some(logical);
        if !owned || cx.rsm.is_in_use(row.media) {
            return Err(NtmsError::InvalidState.into());
        }
        cx.database().update(side, |row| row.state = SideState::Complete);
        Ok(Answer::Done.into())
    }
}

impl Serve for DecommissionNtmsMedia {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let id = given(self.side)?;
        let db = &cx.rsm.database;
        let (side, row) = db.look_up::<Partition>(id).ok_or(NtmsError::InvalidMedia)?;
        let pool = known_pool(db, db.get(row.media).pool)?;
        cx.demand(Function::DecommissionNtmsMedia, Guard::Pool(pool))?;
        if row.state != SideState::Available {
            return Err(NtmsError::InvalidState.into());
        }
        cx.database().update(side, |row| row.state = SideState::Decommissioned);
        Ok(Answer::Done.into())
    }
}

impl Serve for DeleteNtmsMedia {
    /// A medium that a mount waits for is not lost: somebody is asked to bring it. No code is
    /// documented for that, nor for sides that belong to somebody; all are states that do not fit.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let id = given(self.media)?;
        let db = &cx.rsm.database;
        let (media, row) = db.look_up::<PhysicalMedia>(id).ok_or(NtmsError::InvalidMedia)?;
        let pool = known_pool(db, row.pool)?;
        cx.demand(Function::DeleteNtmsMedia, Guard::Computer)?;
        cx.demand(Function::DeleteNtmsMedia, Guard::Pool(pool))?;
        let owned = db.sides_of(media).any(|side| is_owned(db.get(side).state));
        if owned || !cx.rsm.is_offline(media) || cx.rsm.is_in_use(media) {
            return Err(NtmsError::InvalidState.into());
        }
        cx.rsm.forget_medium(media);
        Ok(Answer::Done.into())
    }
}
