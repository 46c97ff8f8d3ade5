//! MoveToNtmsMediaPool.

use wire::Guid;
use wire::ntms::call::MoveToNtmsMediaPool;
use wire::ntms::state::SideState;
use wire::ntms::{Function, NtmsError};
use world::scenario::person::Deed;

use super::words::{
    is_in_pool, let_work_end, mounted, pool_of_logical, side_info, sides_are, the_medium,
};
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "MoveToNtmsMediaPool function, return value";
const REMARKS: &str = "MoveToNtmsMediaPool function, remarks";

/// Media in every state, discs with two sides, and pools of the guest's own.
const STATES: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE:
    access:
      - { who: guest, may: NTMS_USE_ACCESS, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { tower: { profile: lto-30 }, discs: { profile: jukebox-100 } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium }
  - { path: Other, media-type: LTO_Ultrium }
  - { path: Discs, media-type: MO_5_RW }
  - path: Guests
    media-type: LTO_Ultrium
    access: &all [{ who: guest, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }]
  - { path: Visitors, media-type: LTO_Ultrium, access: *all }
media:
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
  - { media: WHOLE1L3, at: { library: tower }, known: { complete: { pool: Jobs } } }
  - { media: WASTE1L3, at: { library: tower }, known: { decommissioned: { pool: Jobs } } }
  - { media: STOCK1L3, at: { library: tower }, known: { available: { pool: Jobs } } }
  - { media: GUEST1L3, at: { library: tower }, known: { available: { pool: Guests } } }
  - { media: FREE01L3, at: { library: tower }, known: free }
  - { media: ALIEN1L3, at: { library: tower }, known: import }
  - { media: NOISE1L3, at: { library: tower }, known: unrecognized }
  - { media: DISC01, at: { library: discs }, known: { available: { pool: Discs } } }
  - { media: DISC02, at: { library: discs }, known: import }
";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::MoveToNtmsMediaPool, &[Need::Room], room).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        None,
        "",
        "a medium is in the other pool, with what applications own of it",
        PAGE,
        STATES,
        |stage| {
            stage.open_session()?;
            let (to, logical) = (stage.pool("Other")?, stage.logical("OWNED1L3")?);
            moves(stage, "OWNED1L3", to)?;
            sides_are(stage, "OWNED1L3", &[SideState::Allocated])?;
            super::words::same("pool", &pool_of_logical(stage, logical)?, &to)?;
            moves(stage, "WHOLE1L3", to)?;
            sides_are(stage, "WHOLE1L3", &[SideState::Complete])?;
            moves(stage, "WASTE1L3", to)?;
            sides_are(stage, "WASTE1L3", &[SideState::Decommissioned])
        },
    ),
    case(
        None,
        "from-free",
        "free media go to a pool of applications and are available there",
        REMARKS,
        STATES,
        |stage| {
            stage.open_session()?;
            let to = stage.pool("Jobs")?;
            moves(stage, "FREE01L3", to)?;
            sides_are(stage, "FREE01L3", &[SideState::Available])
        },
    ),
    case(
        None,
        "to-free",
        "available, unrecognized and import media go to the free pool and get its label",
        REMARKS,
        STATES,
        |stage| {
            stage.open_session()?;
            let free = stage.pool_in("Free", "LTO_Ultrium")?;
            let names = ["STOCK1L3", "ALIEN1L3", "NOISE1L3"];
            let mut before = Vec::new();
            for name in names {
                before.push(side_info(stage, name, 0)?.label_id);
                moves(stage, name, free)?;
                sides_are(stage, name, &[SideState::Unprepared])?;
            }
            let_work_end(stage);
            for (name, label) in names.into_iter().zip(before) {
                sides_are(stage, name, &[SideState::Available])?;
                if side_info(stage, name, 0)?.label_id == label {
                    return Err(Mismatch::new("another label", format!("the old one on {name}")));
                }
            }
            Ok(())
        },
    ),
    case(
        None,
        "free-pool-use",
        "use of the free pool is enough, with control of the other pool",
        "MoveToNtmsMediaPool function, access",
        STATES,
        |stage| {
            stage.act_as("guest")?;
            let (own, free) = (stage.pool("Guests")?, stage.pool_in("Free", "LTO_Ultrium")?);
            moves(stage, "FREE01L3", own)?;
            moves(stage, "GUEST1L3", free)
        },
    ),
    case(
        Some(NtmsError::AccessDenied),
        "one-end",
        "control of one of the two pools is not enough",
        "MoveToNtmsMediaPool function, access",
        STATES,
        |stage| {
            stage.act_as("guest")?;
            let (own, jobs) = (stage.pool("Guests")?, stage.pool("Jobs")?);
            let denied = NtmsError::AccessDenied;
            refuses(stage, "STOCK1L3", own, denied)?;
            refuses(stage, "GUEST1L3", jobs, denied)?;
            let (to, free) = (stage.pool("Visitors")?, stage.pool_in("Free", "LTO_Ultrium")?);
            refuses(stage, "ALIEN1L3", free, denied)?;
            moves(stage, "GUEST1L3", to)
        },
    ),
    case(
        Some(NtmsError::Busy),
        "",
        "media that belong to an application, or to nobody ever again, do not go to the free pool",
        REMARKS,
        STATES,
        |stage| {
            stage.open_session()?;
            let free = stage.pool_in("Free", "LTO_Ultrium")?;
            for name in ["OWNED1L3", "WHOLE1L3", "WASTE1L3"] {
                refuses(stage, name, free, NtmsError::Busy)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::Busy),
        "mounted",
        "a medium in use is moved to no pool",
        PAGE,
        STATES,
        |stage| {
            stage.open_session()?;
            let to = stage.pool("Other")?;
            mounted(stage, "OWNED1L3")?;
            refuses(stage, "OWNED1L3", to, NtmsError::Busy)
        },
    ),
    case(
        Some(NtmsError::Busy),
        "disabled",
        "a medium that is not available is moved to no pool",
        PAGE,
        STATES,
        |stage| {
            stage.open_session()?;
            let to = stage.pool("Other")?;
            stage.hand(&Deed::Disable(the_medium("STOCK1L3")))?;
            refuses(stage, "STOCK1L3", to, NtmsError::Busy)?;
            stage.hand(&Deed::Enable(the_medium("STOCK1L3")))?;
            moves(stage, "STOCK1L3", to)
        },
    ),
    case(
        Some(NtmsError::Busy),
        "unprepared",
        "a medium leaves the free pool only with its label",
        PAGE,
        STATES,
        |stage| {
            stage.open_session()?;
            let (free, to) = (stage.pool_in("Free", "LTO_Ultrium")?, stage.pool("Jobs")?);
            moves(stage, "NOISE1L3", free)?;
            refuses(stage, "NOISE1L3", to, NtmsError::Busy)?;
            let_work_end(stage);
            moves(stage, "NOISE1L3", to)
        },
    ),
    case(
        Some(NtmsError::InvalidMediaPool),
        "",
        "the destination must be a pool that holds media",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let others = [
                NOBODY,
                stage.pool("Upper")?,
                stage.pool("Free")?,
                stage.medium("FREE01L3")?,
                stage.library()?,
            ];
            for pool in others {
                refuses(stage, "STOCK1L3", pool, NtmsError::InvalidMediaPool)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidMediaPool),
        "way",
        "import and unrecognized media go to the free pool only, and nothing goes to unrecognized",
        REMARKS,
        STATES,
        |stage| {
            stage.open_session()?;
            let (jobs, import) = (stage.pool("Jobs")?, stage.pool_in("Import", "LTO_Ultrium")?);
            let strange = stage.pool_in("Unrecognized", "LTO_Ultrium")?;
            let ways = [
                ("ALIEN1L3", jobs),
                ("NOISE1L3", jobs),
                ("NOISE1L3", import),
                ("ALIEN1L3", strange),
                ("FREE01L3", strange),
                ("FREE01L3", import),
                ("STOCK1L3", strange),
            ];
            for (name, pool) in ways {
                refuses(stage, name, pool, NtmsError::InvalidMediaPool)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidMediaPool),
        "import",
        "an import pool takes a medium only when all its sides are to be imported",
        REMARKS,
        STATES,
        |stage| {
            stage.open_session()?;
            let tapes = stage.pool_in("Import", "LTO_Ultrium")?;
            for name in ["STOCK1L3", "OWNED1L3"] {
                refuses(stage, name, tapes, NtmsError::InvalidMediaPool)?;
            }
            let (discs, import) = (stage.pool("Discs")?, stage.pool_in("Import", "MO_5_RW")?);
            let call = wire::ntms::call::AllocateNtmsMedia {
                side: Some(stage.side("DISC02", 0)?),
                ..super::words::allocate(discs)
            };
            stage.succeeds(call)?;
            sides_are(stage, "DISC02", &[SideState::Allocated, SideState::Import])?;
            refuses(stage, "DISC02", import, NtmsError::InvalidMediaPool)
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "",
        "what is moved must be a physical medium",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Jobs")?;
            let others = [NOBODY, stage.side("STOCK1L3", 0)?, stage.logical("OWNED1L3")?, pool];
            for media in others {
                let call = MoveToNtmsMediaPool { media, pool };
                stage.refused(call, NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidParameter),
        "",
        "medium and pool must be named",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let (media, pool) = (stage.medium("STOCK1L3")?, stage.pool("Jobs")?);
            for (media, pool) in [(Guid::NULL, pool), (media, Guid::NULL)] {
                let call = MoveToNtmsMediaPool { media, pool };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::MediaIncompatible),
        "",
        "a pool takes only media of its type",
        PAGE,
        STATES,
        |stage| {
            stage.open_session()?;
            let (discs, tapes) = (stage.pool("Discs")?, stage.pool("Jobs")?);
            let free = stage.pool_in("Free", "MO_5_RW")?;
            refuses(stage, "STOCK1L3", discs, NtmsError::MediaIncompatible)?;
            refuses(stage, "ALIEN1L3", free, NtmsError::MediaIncompatible)?;
            refuses(stage, "DISC01", tapes, NtmsError::MediaIncompatible)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::MoveToNtmsMediaPool, cause, ROOM, |stage| {
        let (media, pool) = (stage.medium("STOCK1L3")?, stage.pool("Jobs")?);
        Ok(MoveToNtmsMediaPool { media, pool }.into())
    })
}

/// A medium is moved and is there.
fn moves(stage: &mut Stage<'_>, name: &str, pool: Guid) -> Verdict {
    let media = stage.medium(name)?;
    stage.succeeds(MoveToNtmsMediaPool { media, pool })?;
    is_in_pool(stage, name, pool)
}

/// A medium is not moved.
fn refuses(stage: &mut Stage<'_>, name: &str, pool: Guid, code: NtmsError) -> Verdict {
    let media = stage.medium(name)?;
    stage.refused(MoveToNtmsMediaPool { media, pool }, code)
}
