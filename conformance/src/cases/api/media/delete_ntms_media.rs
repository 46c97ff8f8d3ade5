//! DeleteNtmsMedia.

use wire::Guid;
use wire::ntms::call::DeleteNtmsMedia;
use wire::ntms::option::MountOptions;
use wire::ntms::{Function, NtmsError, ObjectType};

use super::seen::{LIVES, LOST_POOL, equal, mount, restart};
use crate::case::{Case, Need, Of, Verdict};
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "DeleteNtmsMedia function, return value";
const REMARKS: &str = "DeleteNtmsMedia function, remarks";

/// Somebody may change a pool and not the computer, or the computer and not the pool.
const HALVES: &str = r"
version: 1
users: { pools: [], rooms: [] }
computers:
  HERE:
    access:
      - { who: rooms, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS] }
      - { who: pools, may: NTMS_USE_ACCESS, may-not: NTMS_MODIFY_ACCESS }
    libraries: { tower: { profile: lto-30 } }
pools:
  - path: Jobs
    media-type: LTO_Ultrium
    access:
      - { who: pools, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS] }
      - { who: rooms, may: NTMS_USE_ACCESS, may-not: NTMS_MODIFY_ACCESS }
  - path: Both
    media-type: LTO_Ultrium
    access: [{ who: rooms, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS] }]
media:
  - { media: GONE01L3, at: { shelf: HERE }, known: { available: { pool: Jobs } } }
  - { media: GONE02L3, at: { shelf: HERE }, known: { available: { pool: Both } } }
";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::DeleteNtmsMedia, &[Need::Room], room).case(
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
        "a medium that is in no device is on record no more, nor are its sides",
        REMARKS,
        LIVES,
        |stage| {
            stage.open_session()?;
            for name in ["GONE01L3", "GONE04L3", "GONE05L3"] {
                let (media, side) = (stage.medium(name)?, stage.side(name, 0)?);
                stage.succeeds(DeleteNtmsMedia { media })?;
                for (id, kind) in
                    [(media, ObjectType::PhysicalMedia), (side, ObjectType::Partition)]
                {
                    equal(stage.objects(kind, None)?.contains(&id), false)?;
                }
                stage.refused(DeleteNtmsMedia { media }, NtmsError::InvalidMedia)?;
            }
            let (shelf, pool) = (stage.offline_library()?, stage.pool("Jobs")?);
            equal(stage.objects(ObjectType::PhysicalMedia, Some(shelf))?.len(), 2)?;
            equal(stage.objects(ObjectType::PhysicalMedia, Some(pool))?.len(), 9)
        },
    ),
    case(
        Some(NtmsError::AccessDenied),
        "one-of-two",
        "the right on the computer is needed, and the one on the pool",
        "DeleteNtmsMedia function, access",
        HALVES,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("GONE01L3")?;
            for user in ["pools", "rooms"] {
                stage.act_as(user)?;
                stage.refused(DeleteNtmsMedia { media }, NtmsError::AccessDenied)?;
            }
            let media = stage.medium("GONE02L3")?;
            stage.succeeds(DeleteNtmsMedia { media }).map(|_| ())
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "",
        "what is named must be a physical medium",
        PAGE,
        LIVES,
        |stage| {
            stage.open_session()?;
            let others = [
                NOBODY,
                stage.side("GONE01L3", 0)?,
                stage.logical("GONE02L3")?,
                stage.pool("Jobs")?,
                stage.offline_library()?,
            ];
            for media in others {
                stage.refused(DeleteNtmsMedia { media }, NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    Case {
        needs: &[Need::Room, Need::FaultControl, Need::SimulatedTime],
        ..case(
            Some(NtmsError::InvalidMediaPool),
            "",
            "a medium whose pool the database lost is not deleted; others are",
            PAGE,
            LOST_POOL,
            |stage| {
                stage.open_session()?;
                let (media, sound) = (stage.medium("SHELF1L3")?, stage.medium("SHELF2L3")?);
                restart(stage)?;
                stage.refused(DeleteNtmsMedia { media }, NtmsError::InvalidMediaPool)?;
                stage.succeeds(DeleteNtmsMedia { media: sound }).map(|_| ())
            },
        )
    },
    case(Some(NtmsError::InvalidParameter), "", "a medium must be named", PAGE, LIVES, |stage| {
        stage.open_session()?;
        stage.refused(DeleteNtmsMedia { media: Guid::NULL }, NtmsError::InvalidParameter)
    }),
    case(
        Some(NtmsError::InvalidState),
        "",
        "a medium that is in a library is not deleted",
        PAGE,
        LIVES,
        |stage| {
            stage.open_session()?;
            for name in ["STOCK1L3", "FREE01L3", "WASTE1L3", "ALIEN1L3", "BLANK1L3"] {
                let media = stage.medium(name)?;
                stage.refused(DeleteNtmsMedia { media }, NtmsError::InvalidState)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidState),
        "owned",
        "a medium of which an application owns a side is not deleted",
        REMARKS,
        LIVES,
        |stage| {
            stage.open_session()?;
            for name in ["GONE02L3", "GONE03L3"] {
                let media = stage.medium(name)?;
                stage.refused(DeleteNtmsMedia { media }, NtmsError::InvalidState)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidState),
        "wanted",
        "a medium that a mount waits for is not deleted",
        "NtmsMediaState enumeration; DeleteNtmsMedia function, remarks",
        LIVES,
        |stage| {
            stage.open_session()?;
            let (media, side) = (stage.medium("GONE01L3")?, stage.side("GONE01L3", 0)?);
            stage.begin(mount(side, MountOptions::READ));
            stage.refused(DeleteNtmsMedia { media }, NtmsError::InvalidState)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::DeleteNtmsMedia, cause, LIVES, |stage| {
        Ok(DeleteNtmsMedia { media: stage.medium("GONE01L3")? }.into())
    })
}
