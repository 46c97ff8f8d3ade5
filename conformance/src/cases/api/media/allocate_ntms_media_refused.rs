//! AllocateNtmsMedia: what is not to be had.

use wire::Guid;
use wire::ntms::NtmsError;
use wire::ntms::call::{AllocateNtmsMedia, DeallocateNtmsMedia};
use wire::ntms::option::AllocateOptions;
use world::scenario::person::Deed;

use super::allocate_ntms_media::{SHELVES, case, empty_pool, next_of};
use super::words::{allocate, allocated, restart, the_library, the_medium, the_side};
use crate::case::{Case, Verdict};
use crate::cases::api::ROOM;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "AllocateNtmsMedia function, return value";
const REMARKS: &str = "AllocateNtmsMedia function, remarks";

/// Media in every state that cannot be allocated by name.
const STATES: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 }, discs: { profile: jukebox-100 } } } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium }
  - { path: Other, media-type: LTO_Ultrium }
  - { path: Discs, media-type: MO_5_RW }
media:
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
  - { media: WHOLE1L3, at: { library: tower }, known: { complete: { pool: Jobs } } }
  - { media: WASTE1L3, at: { library: tower }, known: { decommissioned: { pool: Jobs } } }
  - { media: ALIEN1L3, at: { library: tower }, known: unrecognized }
  - { media: OTHER1L3, at: { library: tower }, known: { available: { pool: Other } } }
  - { media: FREE01L3, at: { library: tower }, known: free }
  - { media: DISC01, at: { library: discs }, known: free }
";

/// A database that will have lost the free pool of tapes.
const NO_FREE_POOL: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium, allocation-policy: NTMS_ALLOCATE_FROMSCRATCH }
faults:
  - { at: { database: HERE }, when: { after: 10s }, do: { lose-row: { pool: 'Free\LTO_Ultrium' } } }
";

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        Some(NtmsError::AccessDenied),
        "source-pool",
        "to take a medium from another pool than the free pool control of that is needed",
        "AllocateNtmsMedia function, access",
        SHELVES,
        |stage| {
            stage.act_as("guest")?;
            let (pool, side) = (stage.pool("Guests")?, stage.side("ALIEN2L3", 0)?);
            let call = AllocateNtmsMedia { side: Some(side), ..allocate(pool) };
            stage.refused(call, NtmsError::AccessDenied)
        },
    ),
    case(
        Some(NtmsError::DeviceNotAvailable),
        "",
        "a pool that draws from the free pool needs that there is one",
        PAGE,
        NO_FREE_POOL,
        |stage| {
            stage.sleep(std::time::Duration::from_secs(20));
            restart(stage)?;
            let pool = stage.pool("Jobs")?;
            stage.refused(allocate(pool), NtmsError::DeviceNotAvailable)
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "no-side",
        "what is named as a side must be one",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Other")?;
            for id in [NOBODY, stage.medium("STOCK1L3")?, stage.logical("OWNED1L3")?, pool] {
                let call = AllocateNtmsMedia { side: Some(id), ..allocate(pool) };
                stage.refused(call, NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "state",
        "a side that is named must be available or to be imported",
        REMARKS,
        STATES,
        |stage| {
            stage.open_session()?;
            for name in ["OWNED1L3", "WHOLE1L3", "WASTE1L3", "ALIEN1L3"] {
                refuses_side(stage, name, NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "pool",
        "a side that is named must not be in a pool of another application, nor of another type",
        REMARKS,
        STATES,
        |stage| {
            stage.open_session()?;
            for name in ["OTHER1L3", "DISC01"] {
                refuses_side(stage, name, NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "previous",
        "NTMS_ALLOCATE_NEXT needs a medium that was allocated in the pool",
        PAGE,
        SHELVES,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Archive")?;
            let elsewhere = stage.logical("OWNED1")?;
            for previous in [NOBODY, stage.medium("DISC01")?, stage.side("DISC01", 0)?, elsewhere] {
                stage.refused(next_of(pool, previous), NtmsError::InvalidMedia)?;
            }
            let media = allocated(stage, allocate(pool))?.media;
            stage.succeeds(DeallocateNtmsMedia { media, options: 0 })?;
            stage.refused(next_of(pool, media), NtmsError::InvalidMedia)
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "next-side",
        "with NTMS_ALLOCATE_NEXT a side that is named must be kept on the same medium",
        REMARKS,
        SHELVES,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Archive")?;
            let media = allocated(stage, allocate(pool))?.media;
            for side in [stage.side("DISC01", 0)?, stage.side("DISC01", 1)?, NOBODY] {
                let call = AllocateNtmsMedia { side: Some(side), ..next_of(pool, media) };
                stage.refused(call, NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidMediaPool),
        "",
        "only a pool of applications that holds media can be allocated in",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let system = ["Free", "Import", "Unrecognized"];
            let mut pools = vec![NOBODY, stage.pool("Upper")?, stage.medium("FREE01L3")?];
            for pool in system {
                pools.push(stage.pool(pool)?);
                pools.push(stage.pool_in(pool, "LTO_Ultrium")?);
            }
            for pool in pools {
                stage.refused(allocate(pool), NtmsError::InvalidMediaPool)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidParameter),
        "",
        "a pool must be named, and with NTMS_ALLOCATE_NEXT a medium",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Other")?;
            stage.refused(allocate(Guid::NULL), NtmsError::InvalidParameter)?;
            stage.refused(next_of(pool, Guid::NULL), NtmsError::InvalidParameter)
        },
    ),
    case(
        Some(NtmsError::InvalidParameter),
        "options",
        "options are those that there are, and the new and the next medium are not one",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Other")?;
            let both = AllocateOptions::NEW.union(AllocateOptions::NEXT).bits();
            for options in [8, 1 << 31, u32::MAX, both] {
                let call = AllocateNtmsMedia { options, ..allocate(pool) };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::MediaOffline),
        "",
        "a side that is named must be in a device",
        PAGE,
        SHELVES,
        |stage| {
            stage.open_session()?;
            let (pool, side) = (stage.pool("Tapes")?, stage.side("SHELF1L3", 0)?);
            let call = AllocateNtmsMedia { side: Some(side), ..allocate(pool) };
            stage.refused(call, NtmsError::MediaOffline)
        },
    ),
    case(
        Some(NtmsError::MediaUnavailable),
        "",
        "with NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE nobody is asked for what is on the shelf",
        PAGE,
        SHELVES,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Tapes")?;
            stage.refused(at_once(pool), NtmsError::MediaUnavailable)
        },
    ),
    case(
        Some(NtmsError::MediaUnavailable),
        "no-policy",
        "a pool that does not draw from the free pool has only what is in it",
        REMARKS,
        ROOM,
        |stage| {
            stage.open_session()?;
            let pool = empty_pool(stage)?;
            stage.refused(at_once(pool), NtmsError::MediaUnavailable)
        },
    ),
    case(
        Some(NtmsError::MediaUnavailable),
        "next",
        "NTMS_ALLOCATE_NEXT fails when every side is taken",
        REMARKS,
        SHELVES,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Archive")?;
            let options = AllocateOptions::NEW.bits();
            let first = allocated(stage, AllocateNtmsMedia { options, ..allocate(pool) })?.media;
            allocated(stage, next_of(pool, first))?;
            stage.refused(next_of(pool, first), NtmsError::MediaUnavailable)
        },
    ),
    case(
        Some(NtmsError::MediaUnavailable),
        "reserved",
        "what is kept for an application is not taken, and of a medium in use not all is kept",
        REMARKS,
        SHELVES,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Archive")?;
            let options = AllocateOptions::NEW.bits();
            let call = AllocateNtmsMedia { options, ..allocate(pool) };
            let media = allocated(stage, call)?.media;
            stage.refused(at_once(pool), NtmsError::MediaUnavailable)?;
            stage.succeeds(DeallocateNtmsMedia { media, options: 0 })?;
            allocated(stage, allocate(pool))?;
            let options = AllocateOptions::NEW.union(AllocateOptions::ERROR_IF_UNAVAILABLE).bits();
            let call = AllocateNtmsMedia { options, ..allocate(pool) };
            stage.refused(call, NtmsError::MediaUnavailable)?;
            allocated(stage, at_once(pool)).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::MediaUnavailable),
        "disabled",
        "what is disabled is not taken, be it side, medium or library",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let (pool, side) = (stage.pool("Other")?, stage.side("STOCK1L3", 0)?);
            let call = AllocateNtmsMedia { side: Some(side), ..allocate(pool) };
            for object in [the_side("STOCK1L3", 0), the_medium("STOCK1L3"), the_library("tower")] {
                stage.hand(&Deed::Disable(object.clone()))?;
                stage.refused(call, NtmsError::MediaUnavailable)?;
                stage.hand(&Deed::Enable(object))?;
            }
            stage.hand(&Deed::Disable(the_library("tower")))?;
            stage.refused(at_once(pool), NtmsError::MediaUnavailable)?;
            stage.hand(&Deed::Enable(the_library("tower")))?;
            allocated(stage, call).map(|_| ())
        },
    ),
];

fn at_once(pool: Guid) -> AllocateNtmsMedia {
    let options = AllocateOptions::ERROR_IF_UNAVAILABLE.bits();
    AllocateNtmsMedia { options, ..allocate(pool) }
}

/// The first side of a medium cannot be taken into the pool of jobs.
fn refuses_side(stage: &mut Stage<'_>, name: &str, code: NtmsError) -> Verdict {
    let (pool, side) = (stage.pool("Jobs")?, stage.side(name, 0)?);
    stage.refused(AllocateNtmsMedia { side: Some(side), ..allocate(pool) }, code)
}
