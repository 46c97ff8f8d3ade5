//! AllocateNtmsMedia: what is taken, and from where.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::{AllocateNtmsMedia, Answer};
use wire::ntms::option::AllocateOptions;
use wire::ntms::state::{OperatorRequestState, SideState};
use wire::ntms::{Function, NtmsError, ObjectType};
use world::scenario::At;
use world::scenario::person::{Deed, Insertion};

use super::words::{
    allocate, allocated, is_in_pool, only_asked, pool_of_logical, refuse_asked, same, side_info,
    sides_are,
};
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::Stage;

const PAGE: &str = "AllocateNtmsMedia function, return value";
const REMARKS: &str = "AllocateNtmsMedia function, remarks";

/// Discs with two sides, and tapes on the shelf.
pub(super) const SHELVES: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE:
    access:
      - { who: guest, may: NTMS_USE_ACCESS, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { tower: { profile: lto-30 }, discs: { profile: jukebox-100 } }
pools:
  - { path: Archive, media-type: MO_5_RW }
  - { path: Second, media-type: MO_5_RW }
  - { path: Tapes, media-type: LTO_Ultrium }
  - { path: Both, media-type: LTO_Ultrium, allocation-policy: NTMS_ALLOCATE_FROMSCRATCH }
  - path: Guests
    media-type: LTO_Ultrium
    allocation-policy: NTMS_ALLOCATE_FROMSCRATCH
    access: [{ who: guest, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }]
media:
  - { media: DISC01, at: { library: discs }, known: { available: { pool: Archive } } }
  - { media: ALIEN1, at: { library: discs }, known: import }
  - { media: OWNED1, at: { library: discs }, known: { allocated: { pool: Second } } }
  - { media: FREE01L3..FREE02L3, at: { library: tower }, known: free }
  - { media: STOCK1L3, at: { library: tower }, known: { available: { pool: Both } } }
  - { media: ALIEN2L3, at: { library: tower }, known: import }
  - { media: SHELF1L3, at: { shelf: HERE }, known: { available: { pool: Tapes } } }
";

pub(super) const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::AllocateNtmsMedia, &[Need::Room], room).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
}

/// The cases of success, and of waiting.
pub(crate) const CASES: &[Case] = &[
    case(
        None,
        "",
        "an available side of the pool is taken and is a logical medium of the pool",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Other")?;
            let taken = allocated(stage, allocate(pool))?;
            same("the pool it is from", &taken.from, &pool)?;
            same("the logical medium", &stage.logical("STOCK1L3")?, &taken.media)?;
            same("its pool", &pool_of_logical(stage, taken.media)?, &pool)?;
            let side = side_info(stage, "STOCK1L3", 0)?;
            same("state", &side.state, &SideState::Allocated)?;
            same("allocations", &side.allocate_count, &1)?;
            sides_are(stage, "STOCK2L3", &[SideState::Available])
        },
    ),
    case(
        None,
        "own-pool-first",
        "a pool that draws from the free pool gives its own media first",
        REMARKS,
        SHELVES,
        |stage| {
            stage.open_session()?;
            let (pool, free) = (stage.pool("Both")?, stage.pool_in("Free", "LTO_Ultrium")?);
            let own = allocated(stage, allocate(pool))?;
            same("the pool it is from", &own.from, &pool)?;
            let drawn = allocated(stage, allocate(pool))?;
            same("the pool it is from", &drawn.from, &free)?;
            is_in_pool(stage, "FREE01L3", pool)?;
            is_in_pool(stage, "FREE02L3", free)?;
            same("the logical medium", &stage.logical("FREE01L3")?, &drawn.media)
        },
    ),
    case(
        None,
        "free-pool-use",
        "to draw from the free pool use of it is enough, with control of the other pool",
        "AllocateNtmsMedia function, access",
        SHELVES,
        |stage| {
            stage.act_as("guest")?;
            let (pool, free) = (stage.pool("Guests")?, stage.pool_in("Free", "LTO_Ultrium")?);
            let drawn = allocated(stage, allocate(pool))?;
            same("the pool it is from", &drawn.from, &free)?;
            is_in_pool(stage, "FREE01L3", pool)
        },
    ),
    case(None, "side", "a side that is named is the one that is taken", REMARKS, ROOM, |stage| {
        stage.open_session()?;
        let (pool, side) = (stage.pool("Other")?, stage.side("STOCK3L3", 0)?);
        let call = AllocateNtmsMedia { side: Some(side), ..allocate(pool) };
        let taken = allocated(stage, call)?;
        same("the logical medium", &stage.logical("STOCK3L3")?, &taken.media)?;
        sides_are(stage, "STOCK1L3", &[SideState::Available])
    }),
    case(
        None,
        "import",
        "a side to be imported is taken with its medium; the other side is still to be imported",
        REMARKS,
        SHELVES,
        |stage| {
            stage.open_session()?;
            let (pool, import) = (stage.pool("Archive")?, stage.pool_in("Import", "MO_5_RW")?);
            let side = Some(stage.side("ALIEN1", 0)?);
            let taken = allocated(stage, AllocateNtmsMedia { side, ..allocate(pool) })?;
            same("the pool it is from", &taken.from, &import)?;
            is_in_pool(stage, "ALIEN1", pool)?;
            sides_are(stage, "ALIEN1", &[SideState::Allocated, SideState::Import])?;
            let side = Some(stage.side("ALIEN1", 1)?);
            allocated(stage, AllocateNtmsMedia { side, ..allocate(pool) })?;
            sides_are(stage, "ALIEN1", &[SideState::Allocated, SideState::Allocated])
        },
    ),
    case(
        None,
        "new-and-next",
        "NTMS_ALLOCATE_NEW keeps the other sides, and NTMS_ALLOCATE_NEXT takes them",
        REMARKS,
        SHELVES,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Archive")?;
            let new = AllocateOptions::NEW.bits();
            let first = allocated(stage, AllocateNtmsMedia { options: new, ..allocate(pool) })?;
            sides_are(stage, "DISC01", &[SideState::Allocated, SideState::Reserved])?;
            let second = allocated(stage, next_of(pool, first.media))?;
            sides_are(stage, "DISC01", &[SideState::Allocated, SideState::Allocated])?;
            same("the first", &stage.logical("DISC01")?, &first.media)?;
            let side = side_info(stage, "DISC01", 1)?;
            same("the second", &side.logical_media, &second.media)
        },
    ),
    case(
        None,
        "waited",
        "a call that waits is answered when media come that it can have",
        REMARKS,
        SHELVES,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Tapes")?;
            let waits = stage.begin(allocate(pool));
            let (request, asked) = only_asked(stage)?;
            same("the pool asked for", &asked.argument_1, &pool)?;
            stage.hand(&Deed::Insert(Insertion {
                medium: At::from("SHELF1L3"),
                library: At::from("tower"),
            }))?;
            stage.succeeds(wire::ntms::call::SatisfyNtmsOperatorRequest { request })?;
            let Answer::Allocated(taken) = stage.ends_well(waits)? else {
                return Err(Mismatch::new("an allocation", "something else"));
            };
            same("the logical medium", &stage.logical("SHELF1L3")?, &taken.media)?;
            let left = stage.objects(ObjectType::OpRequest, None)?;
            same("requests that are left", &left, &Vec::new())
        },
    ),
    case(
        Some(NtmsError::Timeout),
        "",
        "a call whose time is over before media came ends, and nobody is asked any more",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let pool = empty_pool(stage)?;
            let before = stage.look();
            let began = stage.room().now();
            let waits = stage.begin(AllocateNtmsMedia { timeout: 5_000, ..allocate(pool) });
            only_asked(stage)?;
            stage.ends_with(waits, NtmsError::Timeout)?;
            let took = stage.room().now().saturating_sub(began);
            let fits = (Duration::from_secs(5)..Duration::from_secs(6)).contains(&took);
            same("five seconds went by", &fits, &true)?;
            stage.unchanged(before, &[])
        },
    ),
    case(
        Some(NtmsError::Timeout),
        "zero",
        "without any time to wait the call ends at once",
        "AllocateNtmsMedia function, parameters; MS-RSMP 3.2.4.3",
        ROOM,
        |stage| {
            stage.open_session()?;
            let pool = empty_pool(stage)?;
            let call = AllocateNtmsMedia { timeout: 0, ..allocate(pool) };
            stage.refused(call, NtmsError::Timeout)
        },
    ),
    case(
        Some(NtmsError::Cancelled),
        "",
        "an operator who refuses to bring media ends the call",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let pool = empty_pool(stage)?;
            let before = stage.look();
            let waits = stage.begin(allocate(pool));
            refuse_asked(stage)?;
            stage.ends_with(waits, NtmsError::Cancelled)?;
            let (_, asked) = only_asked(stage)?;
            same("the request", &asked.state, &OperatorRequestState::Refused)?;
            stage.unchanged(before, &[rsm::database::TableName::OpRequest])
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::AllocateNtmsMedia, cause, ROOM, |stage| {
        Ok(allocate(stage.pool("Other")?).into())
    })
}

/// The next side of the medium that was allocated before.
pub(super) fn next_of(pool: Guid, previous: Guid) -> AllocateNtmsMedia {
    AllocateNtmsMedia { previous, options: AllocateOptions::NEXT.bits(), ..allocate(pool) }
}

/// A pool with nothing in it, which draws nothing from the free pool.
pub(super) fn empty_pool(stage: &mut Stage<'_>) -> Result<Guid, Mismatch> {
    stage.pool_in("Upper", "Daily")
}
