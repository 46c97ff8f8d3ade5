//! AllocateNtmsMedia: a named side, a reserved one, or the first that the search finds; else an
//! operator is asked for media and the search is repeated when some came.

use wire::Text;
use wire::ntms::call::{AllocateNtmsMedia, Allocated, Answer, Refusal};
use wire::ntms::limit::INFINITE;
use wire::ntms::object::PoolType;
use wire::ntms::option::{AllocateOptions, AllocationPolicy};
use wire::ntms::state::SideState;
use wire::ntms::{Function, NtmsError};

use super::{is_owned, is_present, side};
use crate::access::Guard;
use crate::api::{Context, Serve, Served, given};
use crate::database::{
    Database, Key, LogicalMedia, MediaPool, MediaType, Partition, PhysicalMedia,
};
use crate::engine::Rsm;
use crate::wait::{Allocation, Wait};

const FUNCTION: Function = Function::AllocateNtmsMedia;

/// The pool that is allocated in: one of applications that holds media.
struct Destination {
    pool: Key<MediaPool>,
    media_type: Key<MediaType>,
}

/// A side that may be taken.
struct Choice {
    side: Key<Partition>,
    to: Key<MediaPool>,
    /// The other sides of its medium are kept for the same application.
    reserves: bool,
}

impl Serve for AllocateNtmsMedia {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let options = options(&self)?;
        if let Some(choice) = search(cx, &self)? {
            return Ok(take(cx, &choice).into());
        }
        if options.contains(AllocateOptions::ERROR_IF_UNAVAILABLE) {
            return Err(NtmsError::MediaUnavailable.into());
        }
        let timeout = match self.timeout {
            0 if cx.rsm.config.switches.allocate_zero_waits => INFINITE,
            0 => return Err(NtmsError::Timeout.into()),
            timeout => timeout,
        };
        let pool = destination(&cx.rsm.database, &self)?.pool;
        let session = cx.session().clone();
        let request = cx.rsm.ask_for_new_media(pool, &session);
        Ok(Served::Later(Wait::Media { call: self, request }, timeout))
    }
}

fn options(call: &AllocateNtmsMedia) -> Result<AllocateOptions, NtmsError> {
    let both = AllocateOptions::NEW.union(AllocateOptions::NEXT);
    AllocateOptions::from_bits(call.options)
        .filter(|options| !options.contains(both))
        .ok_or(NtmsError::InvalidParameter)
}

fn destination(db: &Database, call: &AllocateNtmsMedia) -> Result<Destination, NtmsError> {
    let (pool, row) =
        db.look_up::<MediaPool>(given(call.pool)?).ok_or(NtmsError::InvalidMediaPool)?;
    match row.media_type.filter(|_| row.pool_type == PoolType::Application) {
        Some(media_type) => Ok(Destination { pool, media_type }),
        None => Err(NtmsError::InvalidMediaPool),
    }
}

/// What the call would take now; nothing when only an operator can help.
fn search(cx: &Context<'_>, call: &AllocateNtmsMedia) -> Result<Option<Choice>, NtmsError> {
    let options = options(call)?;
    let db = &cx.rsm.database;
    let to = destination(db, call)?;
    cx.demand(FUNCTION, Guard::Pool(to.pool))?;
    let reserves = options.contains(AllocateOptions::NEW);
    let choice = |side| Choice { side, to: to.pool, reserves };
    if options.contains(AllocateOptions::NEXT) {
        return next(db, call, &to).map(|side| Some(choice(side)));
    }
    if call.side.is_some() {
        return named(cx, call, &to, reserves).map(|side| Some(choice(side)));
    }
    let fits = |side: &Key<Partition>| is_usable(db, *side) && (!reserves || is_whole(db, *side));
    if let Some(side) = db.index().allocatable(to.pool).find(fits) {
        return Ok(Some(choice(side)));
    }
    if !db.get(to.pool).allocation_policy.contains(AllocationPolicy::FROMSCRATCH) {
        return Ok(None);
    }
    let free =
        db.system_pool(PoolType::Scratch, to.media_type).ok_or(NtmsError::DeviceNotAvailable)?;
    cx.demand_on_end(FUNCTION, free)?;
    let may_leave = |side: &Key<Partition>| fits(side) && is_prepared(cx, db.get(*side).media);
    Ok(db.index().allocatable(free).find(may_leave).map(choice))
}

/// Beside what the index knows: the library works.
fn is_usable(db: &Database, side: Key<Partition>) -> bool {
    let library = db.get(db.get(side).media).library;
    db.get(library).head.enabled && is_present(db, library)
}

/// No other side of the medium belongs to anybody, so that all can be reserved.
fn is_whole(db: &Database, side: Key<Partition>) -> bool {
    !db.sides_of(db.get(side).media).any(|other| is_owned(db.get(other).state))
}

/// A free medium may leave the free pool: none of its sides waits for a label, and nothing is done
/// with it.
fn is_prepared(cx: &Context<'_>, media: Key<PhysicalMedia>) -> bool {
    let db = &cx.rsm.database;
    let waits = |side: Key<Partition>| db.get(side).state == SideState::Unprepared;
    !cx.rsm.work.is_busy(media) && !db.sides_of(media).any(waits)
}

/// With NTMS_ALLOCATE_NEXT: the next side that is reserved on the medium allocated before, or the
/// named one. When all are taken nobody can bring another, so that it fails at once.
fn next(
    db: &Database,
    call: &AllocateNtmsMedia,
    to: &Destination,
) -> Result<Key<Partition>, NtmsError> {
    let previous = side(db, given(call.previous)?)?;
    let row = db.get(previous);
    let media = db.get(row.media);
    if row.logical.is_none() || media.pool != to.pool {
        return Err(NtmsError::InvalidMedia);
    }
    let reserved = |side: &Key<Partition>| db.get(*side).state == SideState::Reserved;
    let mut sides = db.sides_of(row.media).filter(reserved);
    let side = match call.side {
        Some(id) => {
            let wanted = db.find::<Partition>(id);
            sides.find(|side| Some(*side) == wanted).ok_or(NtmsError::InvalidMedia)?
        }
        None => sides.next().ok_or(NtmsError::MediaUnavailable)?,
    };
    reachable(db, side).map(|()| side)
}

/// A named side: it is available in the pool itself or in the free pool, or to be imported. Media
/// in other pools belong to other applications.
fn named(
    cx: &Context<'_>,
    call: &AllocateNtmsMedia,
    to: &Destination,
    reserves: bool,
) -> Result<Key<Partition>, NtmsError> {
    let db = &cx.rsm.database;
    let side = call.side.and_then(|id| db.find::<Partition>(id)).ok_or(NtmsError::InvalidMedia)?;
    let row = db.get(side);
    let media = db.get(row.media);
    let from = media.pool;
    let gives =
        from == to.pool || matches!(db.get(from).pool_type, PoolType::Scratch | PoolType::Import);
    let may_be_taken = matches!(row.state, SideState::Available | SideState::Import)
        && media.media_type == to.media_type
        && (!reserves || is_whole(db, side));
    if !gives {
        return Err(NtmsError::InvalidMedia);
    }
    if from != to.pool {
        cx.demand_on_end(FUNCTION, from)?;
    }
    if !may_be_taken {
        return Err(NtmsError::InvalidMedia);
    }
    reachable(db, side)?;
    match from == to.pool || is_prepared(cx, row.media) {
        true => Ok(side),
        false => Err(NtmsError::MediaUnavailable),
    }
}

/// A side that the caller chose can be used.
fn reachable(db: &Database, side: Key<Partition>) -> Result<(), NtmsError> {
    let row = db.get(side);
    let media = db.get(row.media);
    if db.offline_library() == Some(media.library) || !is_present(db, media.library) {
        return Err(NtmsError::MediaOffline);
    }
    match row.head.enabled && media.head.enabled && db.get(media.library).head.enabled {
        true => Ok(()),
        false => Err(NtmsError::MediaUnavailable),
    }
}

/// Allocates a side. One from another pool takes its medium along.
fn take(cx: &mut Context<'_>, choice: &Choice) -> Answer {
    let Choice { side, to, reserves } = *choice;
    let media = cx.rsm.database.get(side).media;
    let from = cx.rsm.database.get(media).pool;
    if from != to {
        cx.move_to_pool(media, to);
    }
    let db = cx.database();
    let name: Text = db.get(media).head.name.clone();
    let head = db.new_head(name);
    let id = head.id;
    let logical = db.insert(LogicalMedia { head, side, pool: to });
    db.update(side, |row| {
        row.state = SideState::Allocated;
        row.logical = Some(logical);
        row.allocate_count = row.allocate_count.saturating_add(1);
    });
    if reserves {
        let available = |side: &Key<Partition>| db.get(*side).state == SideState::Available;
        let others: Vec<Key<Partition>> = db.sides_of(media).filter(available).collect();
        for other in others {
            db.update(other, |row| row.state = SideState::Reserved);
        }
    }
    Answer::Allocated(Allocated { media: id, from: cx.rsm.database.id(from) })
}

impl Rsm {
    /// Media came, or an operator said so: allocations that wait search again, and ask again when
    /// there is still nothing for them and what they asked is answered.
    pub(crate) fn retry_allocations(&mut self) {
        for waiting in self.waits.allocations() {
            let mut cx =
                Context { rsm: self, call: waiting.id, session: waiting.session, part: None };
            let reply = match search(&cx, &waiting.call) {
                Ok(Some(choice)) => Ok(take(&mut cx, &choice)),
                Err(error) => Err(error.into()),
                Ok(None) => {
                    self.ask_again(&waiting);
                    continue;
                }
            };
            self.withdraw_operator_request(waiting.request);
            self.end_wait(waiting.id, reply);
        }
    }

    fn ask_again(&mut self, waiting: &Allocation) {
        let pool = self.database.find::<MediaPool>(waiting.call.pool);
        let session = self.sessions.get(waiting.session).cloned();
        let asks = self.is_open_for_operator(waiting.request);
        if let (false, Some(pool), Some(session)) = (asks, pool, session) {
            self.withdraw_operator_request(waiting.request);
            let request = self.ask_for_new_media(pool, &session);
            self.waits.asked(waiting.id, request);
        }
    }
}
