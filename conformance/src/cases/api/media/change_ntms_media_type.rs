//! ChangeNtmsMediaType.

use wire::Guid;
use wire::ntms::call::ChangeNtmsMediaType;
use wire::ntms::option::MountOptions;
use wire::ntms::state::SideState;
use wire::ntms::{Function, NtmsError};

use super::seen::{equal, is_in_state, media_type, medium, mount};
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "ChangeNtmsMediaType function, return value";
const REMARKS: &str = "ChangeNtmsMediaType function, remarks";
const PROTOCOL: &str = "MS-RSMP, ChangeNtmsMediaType";

/// Discs of two types, and tapes, which have fewer sides. `half` may change the pool of the discs
/// and not the computer.
const DISCS: &str = r"
version: 1
users: { guest: [], half: [] }
computers:
  HERE:
    access:
      - { who: guest, may: NTMS_USE_ACCESS }
      - { who: guest, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
      - { who: half, may: NTMS_USE_ACCESS, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { discs: { profile: jukebox-100 }, tower: { profile: lto-30 } }
pools:
  - path: Discs
    media-type: MO_5_RW
    access: [{ who: half, may: [NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }]
  - { path: Once, media-type: MO_5_WO }
  - { path: Tapes, media-type: LTO_Ultrium }
  - { path: 'Upper\Lower', media-type: MO_5_WO }
media:
  - { media: DISC01, at: { library: discs }, known: { available: { pool: Discs } } }
  - { media: DISC02, at: { library: discs }, known: { allocated: { pool: Discs } } }
  - { media: DISC03, at: { library: discs }, known: import }
  - { media: DISC04, at: { library: discs }, known: blank }
  - { media: DISC05, at: { shelf: HERE }, known: { available: { pool: Discs } } }
  - { media: TAPE01L3, at: { library: tower }, known: { available: { pool: Tapes } } }
";

const OF: Of = Of::new(Function::ChangeNtmsMediaType, &[Need::Room], DISCS);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "",
        "a medium is in the other pool and of its type, with what applications own of it",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Once")?;
            for (name, state) in
                [("DISC01", SideState::Available), ("DISC02", SideState::Allocated)]
            {
                changes(stage, name, pool, "MO_5_WO")?;
                is_in_state(stage, name, state)?;
            }
            let logical = stage.logical("DISC02")?;
            stage.succeeds(mount(logical, MountOptions::READ)).map(|_| ())
        },
    ),
    OF.case(
        None,
        "free",
        "import and unrecognized media go to the free pool of another type and get its label",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let free = stage.pool_in("Free", "MO_5_WO")?;
            for name in ["DISC03", "DISC04"] {
                changes(stage, name, free, "MO_5_WO")?;
                is_in_state(stage, name, SideState::Unprepared)?;
            }
            stage.sleep(std::time::Duration::from_secs(3600));
            is_in_state(stage, "DISC03", SideState::Available)?;
            is_in_state(stage, "DISC04", SideState::Available)
        },
    ),
    OF.case(None, "same-type", "the pool may be one of the same type", REMARKS, |stage| {
        stage.open_session()?;
        let free = stage.pool_in("Free", "MO_5_RW")?;
        changes(stage, "DISC01", free, "MO_5_RW")
    }),
    OF.case(
        Some(NtmsError::AccessDenied),
        "computer",
        "the right on the pool of the medium is not enough",
        "ChangeNtmsMediaType function, access",
        |stage| {
            stage.act_as("half")?;
            let call = change(stage, "DISC01", "Once")?;
            stage.refused(call, NtmsError::AccessDenied)
        },
    ),
    OF.case(
        Some(NtmsError::Busy),
        "",
        "a medium that is mounted is not moved",
        "MoveToNtmsMediaPool function, return value; ChangeNtmsMediaType function, remarks",
        |stage| {
            stage.open_session()?;
            let logical = stage.logical("DISC02")?;
            stage.succeeds(mount(logical, MountOptions::READ))?;
            let call = change(stage, "DISC02", "Once")?;
            stage.refused(call, NtmsError::Busy)
        },
    ),
    OF.case(
        Some(NtmsError::InvalidMedia),
        "",
        "what is moved must be a physical medium",
        PROTOCOL,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Once")?;
            for media in [NOBODY, stage.side("DISC01", 0)?, stage.logical("DISC02")?, pool] {
                stage.refused(ChangeNtmsMediaType { media, pool }, NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidMediaPool),
        "",
        "where it goes must be a pool that holds media",
        PAGE,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("DISC01")?;
            for pool in [NOBODY, stage.pool("Upper")?, stage.library()?, media] {
                stage.refused(ChangeNtmsMediaType { media, pool }, NtmsError::InvalidMediaPool)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidMediaPool),
        "way",
        "import and unrecognized media go to no pool of applications, and nothing to unrecognized",
        REMARKS,
        |stage| {
            stage.open_session()?;
            for name in ["DISC03", "DISC04"] {
                let call = change(stage, name, "Once")?;
                stage.refused(call, NtmsError::InvalidMediaPool)?;
            }
            let media = stage.medium("DISC01")?;
            for parent in ["Unrecognized", "Import"] {
                let pool = stage.pool_in(parent, "MO_5_WO")?;
                stage.refused(ChangeNtmsMediaType { media, pool }, NtmsError::InvalidMediaPool)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidMediaPool),
        "sides",
        "a medium with two sides goes to no pool of media with one, nor the other way",
        "CreateNtmsMedia function, return value; ChangeNtmsMediaType function, remarks",
        |stage| {
            stage.open_session()?;
            for (name, pool) in [("DISC01", "Tapes"), ("TAPE01L3", "Discs")] {
                let call = change(stage, name, pool)?;
                stage.refused(call, NtmsError::InvalidMediaPool)?;
            }
            Ok(())
        },
    ),
    OF.case(Some(NtmsError::InvalidParameter), "", "both must be named", PAGE, |stage| {
        stage.open_session()?;
        let call = change(stage, "DISC01", "Once")?;
        let nameless = ChangeNtmsMediaType { media: Guid::NULL, ..call };
        stage.refused(nameless, NtmsError::InvalidParameter)?;
        let poolless = ChangeNtmsMediaType { pool: Guid::NULL, ..call };
        stage.refused(poolless, NtmsError::InvalidParameter)
    }),
    OF.case(
        Some(NtmsError::LibraryOffline),
        "",
        "a medium that is in no device keeps its type",
        PROTOCOL,
        |stage| {
            stage.open_session()?;
            let call = change(stage, "DISC05", "Once")?;
            stage.refused(call, NtmsError::LibraryOffline)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::ChangeNtmsMediaType, cause, DISCS, |stage| {
        Ok(change(stage, "DISC01", "Once")?.into())
    })
}

/// The call for a medium and a pool at the top level.
fn change(stage: &mut Stage<'_>, name: &str, pool: &str) -> Result<ChangeNtmsMediaType, Mismatch> {
    Ok(ChangeNtmsMediaType { media: stage.medium(name)?, pool: stage.pool(pool)? })
}

/// The call succeeds, and the medium is in the pool and of its type.
fn changes(stage: &mut Stage<'_>, name: &str, pool: Guid, of: &str) -> Verdict {
    let media = stage.medium(name)?;
    stage.succeeds(ChangeNtmsMediaType { media, pool })?;
    let seen = medium(stage, media)?;
    let wanted = media_type(stage, of)?;
    equal((seen.media_pool, seen.media_type), (pool, wanted))
}
