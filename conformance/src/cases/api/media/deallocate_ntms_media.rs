//! DeallocateNtmsMedia.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::{AllocateNtmsMedia, DeallocateNtmsMedia};
use wire::ntms::option::AllocateOptions;
use wire::ntms::state::SideState;
use wire::ntms::{Function, NtmsError, ObjectType};

use super::words::{
    allocate, allocated, is_in_pool, let_work_end, restart, same, side_info, sides_are,
};
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "DeallocateNtmsMedia function, return value";
const REMARKS: &str = "DeallocateNtmsMedia function, remarks";

/// Pools that give media back, or retire them, and a pool of the guest's own.
const POLICIES: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE:
    access:
      - { who: guest, may: NTMS_USE_ACCESS, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { tower: { profile: lto-30 }, discs: { profile: jukebox-100 } }
pools:
  - { path: Back, media-type: LTO_Ultrium, deallocation-policy: NTMS_DEALLOCATE_TOSCRATCH }
  - { path: Twice, media-type: LTO_Ultrium, max-allocates: 2 }
  - { path: Once, media-type: LTO_Ultrium, max-allocates: 1,
      deallocation-policy: NTMS_DEALLOCATE_TOSCRATCH }
  - { path: Kept, media-type: LTO_Ultrium }
  - { path: Discs, media-type: MO_5_RW, deallocation-policy: NTMS_DEALLOCATE_TOSCRATCH }
  - { path: Archive, media-type: MO_5_RW }
  - path: Guests
    media-type: LTO_Ultrium
    deallocation-policy: NTMS_DEALLOCATE_TOSCRATCH
    access: [{ who: guest, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }]
media:
  - { media: BACK01L3, at: { library: tower }, known: { allocated: { pool: Back } } }
  - { media: TWICE1L3, at: { library: tower }, known: { available: { pool: Twice } } }
  - { media: ONCE01L3, at: { library: tower }, known: { available: { pool: Once } } }
  - { media: GUEST1L3, at: { library: tower }, known: { allocated: { pool: Guests } } }
  - { media: WHOLE1L3, at: { library: tower }, known: { complete: { pool: Kept } } }
  - { media: SHELF1L3, at: { shelf: HERE }, known: { allocated: { pool: Kept } } }
  - { media: DISC01, at: { library: discs }, known: { allocated: { pool: Discs } } }
  - { media: DISC02, at: { library: discs }, known: { available: { pool: Archive } } }
";

/// A database that will have lost the row of a side that is owned.
const LOST_SIDE: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media:
  - { media: OWNED1L3..OWNED2L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
faults:
  - { at: { database: HERE }, when: { after: 10s }, do: { lose-row: { side: [OWNED1L3, 0] } } }
";

const fn case(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    room: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(Function::DeallocateNtmsMedia, &[Need::Room], room).case(
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
        "the side is available in its pool and the logical medium is gone",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let (pool, media) = (stage.pool("Jobs")?, stage.logical("OWNED1L3")?);
            stage.succeeds(give_back(media))?;
            is_gone(stage, media)?;
            is_in_pool(stage, "OWNED1L3", pool)?;
            sides_are(stage, "OWNED1L3", &[SideState::Available])?;
            same("its logical medium", &side_info(stage, "OWNED1L3", 0)?.logical_media, &Guid::NULL)
        },
    ),
    case(
        None,
        "options",
        "the options are reserved and not looked at",
        "DeallocateNtmsMedia function, parameters; MS-RSMP 3.2.4.3",
        ROOM,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("OWNED1L3")?;
            stage.succeeds(DeallocateNtmsMedia { media, options: 1 })?;
            is_gone(stage, media)
        },
    ),
    case(None, "complete", "a complete medium is given back as well", REMARKS, POLICIES, |stage| {
        gives_back(stage, "WHOLE1L3")
    }),
    case(
        None,
        "shelf",
        "a medium on the shelf is given back as well",
        REMARKS,
        POLICIES,
        |stage| gives_back(stage, "SHELF1L3"),
    ),
    case(
        None,
        "free-pool",
        "where the policy says so the medium goes to the free pool and gets its label",
        REMARKS,
        POLICIES,
        |stage| {
            stage.open_session()?;
            returns_to_free_pool(stage, "BACK01L3")
        },
    ),
    case(
        None,
        "free-pool-use",
        "to give media back to the free pool use of it is enough, with control of the other pool",
        "DeallocateNtmsMedia function, access",
        POLICIES,
        |stage| {
            stage.act_as("guest")?;
            returns_to_free_pool(stage, "GUEST1L3")
        },
    ),
    case(
        None,
        "last-side",
        "a medium goes to the free pool when the last of its sides is available",
        REMARKS,
        POLICIES,
        |stage| {
            stage.open_session()?;
            let (pool, free) = (stage.pool("Discs")?, stage.pool_in("Free", "MO_5_RW")?);
            let both = [0, 1].map(|number| side_info(stage, "DISC01", number));
            let [first, second] = both;
            stage.succeeds(give_back(first?.logical_media))?;
            is_in_pool(stage, "DISC01", pool)?;
            sides_are(stage, "DISC01", &[SideState::Available, SideState::Allocated])?;
            stage.succeeds(give_back(second?.logical_media))?;
            is_in_pool(stage, "DISC01", free)
        },
    ),
    case(
        None,
        "reserved",
        "sides that were kept for the application are available when it has none left",
        "NtmsPartitionState enumeration; DeallocateNtmsMedia function, remarks",
        POLICIES,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Archive")?;
            let options = AllocateOptions::NEW.bits();
            let media = allocated(stage, AllocateNtmsMedia { options, ..allocate(pool) })?.media;
            sides_are(stage, "DISC02", &[SideState::Allocated, SideState::Reserved])?;
            stage.succeeds(give_back(media))?;
            sides_are(stage, "DISC02", &[SideState::Available, SideState::Available])
        },
    ),
    case(
        None,
        "retired",
        "a side is retired when it was allocated as often as the pool allows, and stays",
        REMARKS,
        POLICIES,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Twice")?;
            for state in [SideState::Available, SideState::Decommissioned] {
                let media = allocated(stage, allocate(pool))?.media;
                stage.succeeds(give_back(media))?;
                sides_are(stage, "TWICE1L3", &[state])?;
            }
            let pool = stage.pool("Once")?;
            let media = allocated(stage, allocate(pool))?.media;
            stage.succeeds(give_back(media))?;
            sides_are(stage, "ONCE01L3", &[SideState::Decommissioned])?;
            is_in_pool(stage, "ONCE01L3", pool)
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "",
        "what is named must be a logical medium",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let others = [
                NOBODY,
                stage.medium("OWNED1L3")?,
                stage.side("STOCK1L3", 0)?,
                stage.pool("Jobs")?,
                stage.library()?,
            ];
            for media in others {
                stage.refused(give_back(media), NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    case(
        Some(NtmsError::InvalidMedia),
        "twice",
        "a logical medium is given back once",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("OWNED1L3")?;
            stage.succeeds(give_back(media))?;
            stage.refused(give_back(media), NtmsError::InvalidMedia)
        },
    ),
    case(
        Some(NtmsError::InvalidParameter),
        "",
        "a logical medium must be named",
        PAGE,
        ROOM,
        |stage| {
            stage.open_session()?;
            stage.refused(give_back(Guid::NULL), NtmsError::InvalidParameter)
        },
    ),
    Case {
        needs: &[Need::Room, Need::FaultControl, Need::SimulatedTime],
        ..case(
            Some(NtmsError::InvalidPartition),
            "",
            "a logical medium whose side the database lost is not given back; others are",
            PAGE,
            LOST_SIDE,
            |stage| {
                stage.open_session()?;
                let (lost, sound) = (stage.logical("OWNED1L3")?, stage.logical("OWNED2L3")?);
                stage.sleep(Duration::from_secs(20));
                restart(stage)?;
                stage.refused(give_back(lost), NtmsError::InvalidPartition)?;
                stage.succeeds(give_back(sound))?;
                is_gone(stage, sound)
            },
        )
    },
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::DeallocateNtmsMedia, cause, ROOM, |stage| {
        Ok(give_back(stage.logical("OWNED1L3")?).into())
    })
}

const fn give_back(media: Guid) -> DeallocateNtmsMedia {
    DeallocateNtmsMedia { media, options: 0 }
}

/// The logical medium is on record no more.
fn is_gone(stage: &mut Stage<'_>, media: Guid) -> Verdict {
    match stage.objects(ObjectType::LogicalMedia, None)?.contains(&media) {
        false => Ok(()),
        true => Err(Mismatch::new("the logical medium to be gone", "it is there")),
    }
}

/// A medium is given back and stays in its pool.
fn gives_back(stage: &mut Stage<'_>, name: &str) -> Verdict {
    stage.open_session()?;
    let (pool, media) = (stage.pool("Kept")?, stage.logical(name)?);
    stage.succeeds(give_back(media))?;
    is_gone(stage, media)?;
    is_in_pool(stage, name, pool)?;
    sides_are(stage, name, &[SideState::Available])
}

/// A medium is given back to the free pool, where it is available once its label is written.
fn returns_to_free_pool(stage: &mut Stage<'_>, name: &str) -> Verdict {
    let (free, media) = (stage.pool_in("Free", "LTO_Ultrium")?, stage.logical(name)?);
    stage.succeeds(give_back(media))?;
    is_gone(stage, media)?;
    is_in_pool(stage, name, free)?;
    sides_are(stage, name, &[SideState::Unprepared])?;
    let label = side_info(stage, name, 0)?.label_id;
    let_work_end(stage);
    let side = side_info(stage, name, 0)?;
    same("state with the label", &side.state, &SideState::Available)?;
    same("another label", &(side.label_id != label), &true)
}
