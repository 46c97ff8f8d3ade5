//! What cases about the later life of media see of them, and what they do to provoke it.

use wire::Guid;
use wire::ntms::call::MountNtmsMedia;
use wire::ntms::info::{PartitionInformation, PhysicalMediaInformation};
use wire::ntms::limit::INFINITE;
use wire::ntms::option::MountOptions;
use wire::ntms::state::SideState;
use wire::ntms::{Info, ObjectType};
use world::scenario::At;
use world::scenario::person::Deed;

use crate::case::{Mismatch, Verdict};
use crate::stage::{HERE, Stage};

/// Two things are the same.
pub(super) fn equal<T: PartialEq + std::fmt::Debug>(seen: T, expected: T) -> Verdict {
    match seen == expected {
        true => Ok(()),
        false => Err(Mismatch::new(format!("{expected:?}"), format!("{seen:?}"))),
    }
}

/// What is known of a side.
pub(super) fn side(stage: &mut Stage<'_>, id: Guid) -> Result<PartitionInformation, Mismatch> {
    match stage.information(id, ObjectType::Partition)?.info {
        Info::Partition(side) => Ok(side),
        other => Err(Mismatch::new("a side", format!("{other:?}"))),
    }
}

/// The first side of a medium is in this state.
pub(super) fn is_in_state(stage: &mut Stage<'_>, name: &str, state: SideState) -> Verdict {
    let id = stage.side(name, 0)?;
    equal(side(stage, id)?.state, state)
}

/// What is known of a medium.
pub(super) fn medium(
    stage: &mut Stage<'_>,
    id: Guid,
) -> Result<PhysicalMediaInformation, Mismatch> {
    match stage.information(id, ObjectType::PhysicalMedia)?.info {
        Info::PhysicalMedia(medium) => Ok(medium),
        other => Err(Mismatch::new("a medium", format!("{other:?}"))),
    }
}

/// A mount of one medium, for as long as it takes.
pub(super) fn mount(media: Guid, options: MountOptions) -> MountNtmsMedia {
    MountNtmsMedia {
        media: vec![media],
        drives: Vec::new(),
        options: options.bits(),
        priority: 0,
        timeout: INFINITE,
    }
}

/// The service dies and comes back, and finds what is left of its rows.
pub(super) fn restart(stage: &mut Stage<'_>) -> Verdict {
    stage.sleep(std::time::Duration::from_secs(20));
    stage.hand(&Deed::CrashService(At::from(HERE)))?;
    stage.hand(&Deed::StartService(At::from(HERE)))?;
    stage.sleep(std::time::Duration::from_secs(600));
    stage.open_session()
}

/// A database that will have lost the row of the pool `Jobs`.
pub(super) const LOST_POOL: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium }
  - { path: Other, media-type: LTO_Ultrium }
media:
  - { media: OWNED1L3..OWNED2L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
  - { media: SOUND1L3..SOUND2L3, at: { library: tower }, known: { allocated: { pool: Other } } }
  - { media: STOCK1L3, at: { library: tower }, known: { available: { pool: Jobs } } }
  - { media: STOCK2L3, at: { library: tower }, known: { available: { pool: Other } } }
  - { media: SHELF1L3, at: { shelf: HERE }, known: { available: { pool: Jobs } } }
  - { media: SHELF2L3, at: { shelf: HERE }, known: { available: { pool: Other } } }
faults:
  - { at: { database: HERE }, when: { after: 10s }, do: { lose-row: { pool: Jobs } } }
";

/// Media in the states of their life, in the library and on the shelf.
pub(super) const LIVES: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE:
    access:
      - { who: guest, may: NTMS_USE_ACCESS }
      - { who: guest, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { tower: { profile: lto-30 } }
pools:
  - { path: Jobs, media-type: LTO_Ultrium }
  - { path: Other, media-type: LTO_Ultrium }
media:
  - { media: OWNED1L3..OWNED4L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
  - { media: OTHER1L3, at: { library: tower }, known: { allocated: { pool: Other } } }
  - { media: WHOLE1L3, at: { library: tower }, known: { complete: { pool: Jobs } } }
  - { media: STOCK1L3, at: { library: tower }, known: { available: { pool: Jobs } } }
  - { media: WASTE1L3, at: { library: tower }, known: { decommissioned: { pool: Jobs } } }
  - { media: FREE01L3, at: { library: tower }, known: free }
  - { media: ALIEN1L3, at: { library: tower }, known: import }
  - { media: BLANK1L3, at: { library: tower }, known: blank }
  - { media: GONE01L3, at: { shelf: HERE }, known: { available: { pool: Jobs } } }
  - { media: GONE02L3, at: { shelf: HERE }, known: { allocated: { pool: Jobs } } }
  - { media: GONE03L3, at: { shelf: HERE }, known: { complete: { pool: Jobs } } }
  - { media: GONE04L3, at: { shelf: HERE }, known: { decommissioned: { pool: Jobs } } }
  - { media: GONE05L3, at: { shelf: HERE }, known: import }
";

/// Tapes and discs; the tapes of a library and of one that has none.
pub(super) const TYPES: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE:
    access:
      - { who: guest, may: NTMS_USE_ACCESS }
      - { who: guest, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { tower: { profile: lto-30 }, discs: { profile: jukebox-100 } }
pools:
  - { path: Tapes, media-type: LTO_Ultrium }
  - { path: Discs, media-type: MO_5_RW }
media:
  - { media: TAPE01L3, at: { library: tower }, known: { available: { pool: Tapes } } }
  - { media: FREE01L3, at: { library: tower }, known: free }
  - { media: ALIEN1L3, at: { library: tower }, known: import }
";

/// A media type by its name.
pub(super) fn media_type(stage: &mut Stage<'_>, name: &str) -> Result<Guid, Mismatch> {
    stage.named(ObjectType::MediaType, name)
}

/// The media types that the library with a type of media takes, in their order.
pub(super) fn types_of(stage: &mut Stage<'_>, library: Guid) -> Result<Vec<Guid>, Mismatch> {
    stage.objects(ObjectType::MediaType, Some(library))
}

/// The library with slots that takes, or took at first, a type of media.
pub(super) fn library_for(stage: &mut Stage<'_>, name: &str) -> Result<Guid, Mismatch> {
    let wanted = media_type(stage, name)?;
    for id in stage.objects(ObjectType::Library, None)? {
        if types_of(stage, id)?.contains(&wanted) {
            return Ok(id);
        }
    }
    Err(Mismatch::new(format!("a library for {name}"), "none"))
}

/// Which of the system pools of a type there are, by their purposes.
pub(super) fn system_pools(stage: &mut Stage<'_>, name: &str) -> Vec<&'static str> {
    let all = ["Free", "Unrecognized", "Import"];
    all.into_iter().filter(|purpose| stage.pool_in(purpose, name).is_ok()).collect()
}
