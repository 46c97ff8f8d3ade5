//! DeallocateNtmsMedia: a logical medium goes, and its side is there for others, or retired.

use wire::ntms::call::{Answer, DeallocateNtmsMedia, Refusal};
use wire::ntms::object::PoolType;
use wire::ntms::option::DeallocationPolicy;
use wire::ntms::state::SideState;
use wire::ntms::{Function, NtmsError};

use crate::access::Guard;
use crate::api::{Context, Serve, Served, given};
use crate::database::{Key, LogicalMedia, MediaPool, Partition, PhysicalMedia};

const FUNCTION: Function = Function::DeallocateNtmsMedia;

impl Serve for DeallocateNtmsMedia {
    /// The options are reserved and not looked at (MS-RSMP 3.2.4.3, DeallocateNtmsMedia).
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let id = given(self.media)?;
        let db = &cx.rsm.database;
        let (logical, row) = db.look_up::<LogicalMedia>(id).ok_or(NtmsError::InvalidMedia)?;
        let (side, pool) = (row.side, row.pool);
        let side_row = db.get(side);
        if side_row.logical != Some(logical) {
            return Err(NtmsError::InvalidPartition.into());
        }
        let media = side_row.media;
        let limit = db.get(pool).max_allocates;
        cx.demand(FUNCTION, Guard::Pool(pool))?;
        let retired = limit > 0 && side_row.allocate_count >= limit;
        let state = if retired { SideState::Decommissioned } else { SideState::Available };
        let released = reserved_for(cx, media, side);
        let free = free_pool(cx, media, pool, side, &released).filter(|_| !retired);
        if let Some(free) = free {
            cx.demand_on_end(FUNCTION, free)?;
        }
        let db = cx.database();
        db.update(side, |row| {
            row.state = state;
            row.logical = None;
        });
        db.delete(logical);
        for other in released {
            db.update(other, |row| row.state = SideState::Available);
        }
        if let Some(free) = free {
            cx.move_to_pool(media, free);
        }
        Ok(Answer::Done.into())
    }
}

/// The sides that were kept for the application and are no more: it owns no other side.
fn reserved_for(
    cx: &Context<'_>,
    media: Key<PhysicalMedia>,
    side: Key<Partition>,
) -> Vec<Key<Partition>> {
    let db = &cx.rsm.database;
    let others = db.sides_of(media).filter(|other| *other != side);
    let (owned, rest): (Vec<_>, Vec<_>) =
        others.partition(|other| db.get(*other).logical.is_some());
    if !owned.is_empty() {
        return Vec::new();
    }
    rest.into_iter().filter(|other| db.get(*other).state == SideState::Reserved).collect()
}

/// The pool that the medium returns to, if its pool gives media back and every side is available
/// then. One that is on the shelf gets its free label when somebody brings it.
fn free_pool(
    cx: &Context<'_>,
    media: Key<PhysicalMedia>,
    pool: Key<MediaPool>,
    side: Key<Partition>,
    released: &[Key<Partition>],
) -> Option<Key<MediaPool>> {
    let db = &cx.rsm.database;
    let gives = db.get(pool).deallocation_policy.contains(DeallocationPolicy::TOSCRATCH);
    let available = |other: Key<Partition>| {
        other == side || released.contains(&other) || db.get(other).state == SideState::Available
    };
    let all = db.sides_of(media).all(available);
    let media_type = db.get(media).media_type;
    (gives && all).then(|| db.system_pool(PoolType::Scratch, media_type)).flatten()
}
