//! Cleaner management: the slot of the cleaner, and its way in and out.

pub(super) mod eject_ntms_cleaner;
pub(super) mod inject_ntms_cleaner;
pub(super) mod release_ntms_cleaner_slot;
pub(super) mod reserve_ntms_cleaner_slot;

use std::time::Duration;

use hardware::Condition;
use wire::Guid;
use wire::ntms::call::{
    InjectNtmsCleaner, InventoryNtmsLibrary, ReleaseNtmsCleanerSlot, ReserveNtmsCleanerSlot,
};
use wire::ntms::info::{LibRequestInformation, LibraryInformation};
use wire::ntms::operation::{InjectOperation, InventoryMethod, LibraryOperation};
use wire::ntms::option::LibraryFlags;
use wire::ntms::state::LibraryRequestState;
use wire::ntms::{Function, Info, NtmsError, ObjectType};
use world::scenario::At;
use world::scenario::Word;
use world::scenario::fault::Target;
use world::scenario::person::{Beginning, Deed, Ending, Insertion};

use super::device::{VANISHING, vanished};
use super::equal;
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::stage::Stage;

/// A library with two media in its first slots, a cleaner and a medium on the shelf, and `guest`,
/// who may look.
const ROOM: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE:
    access:
      - { who: guest, may: NTMS_USE_ACCESS }
      - { who: guest, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries: { tower: { profile: lto-30 } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media:
  - { media: OWNED1L3..OWNED2L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
  - { media: SHELF1L3, at: { shelf: HERE }, known: { allocated: { pool: Jobs } } }
  - { media: CLN001CU, at: { shelf: HERE }, uses: 12 }
";

/// The same without a mail slot.
const DOOR_ONLY: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30, port: 0 } } } }
media:
  - { media: CLN001CU, at: { shelf: HERE }, uses: 12 }
";

/// A case in the room of this group.
const fn case(
    function: Function,
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    Of::new(function, &[Need::Room, Need::SimulatedTime], ROOM).case(
        code,
        variant,
        requirement,
        source,
        run,
    )
}

/// A case in a room of its own.
const fn in_room(case: Case, room: &'static str) -> Case {
    Case { room, ..case }
}

/// Cleanings that the cleaner is said to have left.
const CLEANS_LEFT: u32 = 5;
/// A slot of the magazine.
const LAST: u32 = 29;

fn slot(stage: &mut Stage<'_>, number: u32) -> Result<Guid, Mismatch> {
    stage.named(ObjectType::StorageSlot, &format!("Slot {number}"))
}

fn row(stage: &mut Stage<'_>) -> Result<LibraryInformation, Mismatch> {
    let library = stage.library()?;
    match stage.information(library, ObjectType::Library)?.info {
        Info::Library(row) => Ok(row),
        other => Err(Mismatch::new("a library", format!("{other:?}"))),
    }
}

/// The cleaner's slot, whether a cleaner is there, and how many cleanings it has left.
fn cleaner_is(stage: &mut Stage<'_>, slot: Guid, present: bool, left: u32) -> Verdict {
    let row = row(stage)?;
    let there = row.flags.contains(LibraryFlags::CLEANERPRESENT);
    equal((slot, present, left), (row.cleaner_slot, there, row.cleaner_uses_remaining))
}

/// The last request of a kind.
fn request(
    stage: &mut Stage<'_>,
    kind: LibraryOperation,
) -> Result<LibRequestInformation, Mismatch> {
    let mut last = Err(Mismatch::new(kind.name(), "none"));
    for id in stage.objects(ObjectType::LibRequest, None)? {
        if let Info::LibRequest(row) = stage.information(id, ObjectType::LibRequest)?.info
            && row.operation_code == kind
        {
            last = Ok(row);
        }
    }
    last
}

/// It went well.
fn passed(stage: &mut Stage<'_>, kind: LibraryOperation) -> Verdict {
    equal(LibraryRequestState::Passed, request(stage, kind)?.state)
}

fn reserve(stage: &mut Stage<'_>, number: u32) -> Result<Guid, Mismatch> {
    let (library, slot) = (stage.library()?, slot(stage, number)?);
    stage.succeeds(ReserveNtmsCleanerSlot { library, slot })?;
    Ok(slot)
}

fn release(stage: &mut Stage<'_>) -> Result<ReleaseNtmsCleanerSlot, Mismatch> {
    Ok(ReleaseNtmsCleanerSlot { library: stage.library()? })
}

fn bring(library: Guid) -> InjectNtmsCleaner {
    let (operation, action) = (Some(Guid::NULL), InjectOperation::Start.value());
    InjectNtmsCleaner { library, operation, cleans_left: CLEANS_LEFT, action }
}

/// A hand puts something from the shelf into the mail slot.
fn insert(stage: &mut Stage<'_>, medium: &str) -> Verdict {
    let (medium, library) = (At::from(medium), At::from("tower"));
    stage.hand(&Deed::Insert(Insertion { medium, library }))
}

/// The cleaner comes through the mail slot into a slot, which is reserved for it.
fn install(stage: &mut Stage<'_>, number: u32) -> Result<Guid, Mismatch> {
    let slot = reserve(stage, number)?;
    let library = stage.library()?;
    stage.gives_id(bring(library))?;
    stage.sleep(Duration::from_secs(10));
    insert(stage, "CLN001CU")?;
    stage.sleep(Duration::from_secs(120));
    cleaner_is(stage, slot, true, CLEANS_LEFT)?;
    Ok(slot)
}

/// The magazine is taken out, or put in again, and somebody looks at the shelves.
fn magazine(stage: &mut Stage<'_>, out: bool) -> Verdict {
    let of = At::new(Target::Changer(At::from("tower")));
    let condition = At::new(Word(Condition::MagazineOut));
    stage.hand(&match out {
        true => Deed::Begin(Beginning { condition, of, lasts: None }),
        false => Deed::End(Ending { condition, of }),
    })?;
    let (library, action) = (stage.library()?, InventoryMethod::Fast.value());
    stage.succeeds(InventoryNtmsLibrary { library, action })?;
    stage.sleep(Duration::from_secs(600));
    Ok(())
}
