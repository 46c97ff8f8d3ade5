//! AccessNtmsLibraryDoor.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::AccessNtmsLibraryDoor;
use wire::ntms::operation::{InventoryMethod, LibraryOperation};
use wire::ntms::state::{DoorState, LibraryRequestState};
use wire::ntms::{Function, Info, NtmsError, ObjectType};
use world::scenario::At;
use world::scenario::person::{Deed, Shelving};

use super::{DESK, VANISHING, case, in_room, refused_while_disabled, requests, vanished};
use crate::case::{Case, Mismatch, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const FUNCTION: Function = Function::AccessNtmsLibraryDoor;
const PAGE: &str = "AccessNtmsLibraryDoor function, return value";
const REMARKS: &str = "AccessNtmsLibraryDoor function, remarks";
const FAST: u32 = InventoryMethod::Fast.value();

fn call(library: Guid, action: InventoryMethod) -> AccessNtmsLibraryDoor {
    AccessNtmsLibraryDoor { library, action: action.value() }
}

fn door_is(stage: &mut Stage<'_>, state: DoorState) -> Verdict {
    let doors = stage.objects(ObjectType::IeDoor, None)?;
    let Some(door) = doors.first().copied() else {
        return Err(Mismatch::new("a door", "none"));
    };
    match stage.information(door, ObjectType::IeDoor)?.info {
        Info::IeDoor(row) if row.state == state => Ok(()),
        other => Err(Mismatch::new(state.name(), format!("{other:?}"))),
    }
}

/// Somebody puts a medium of the shelf into a slot, at the door.
fn visit(stage: &mut Stage<'_>, action: InventoryMethod) -> Verdict {
    let library = stage.library()?;
    stage.succeeds(call(library, action))?;
    stage.sleep(Duration::from_secs(10));
    stage.hand(&Deed::OpenDoor(At::from("tower")))?;
    stage.sleep(Duration::from_secs(10));
    door_is(stage, DoorState::Open)?;
    let slot = (At::from("tower"), 29);
    stage.hand(&Deed::PutIntoSlot(Shelving { medium: At::from("SHELF1L3"), slot }))?;
    stage.hand(&Deed::CloseDoor(At::from("tower")))?;
    stage.sleep(Duration::from_secs(3600));
    door_is(stage, DoorState::Closed)
}

/// How the requests of a kind ended.
fn ends(
    stage: &mut Stage<'_>,
    operation: LibraryOperation,
) -> Result<Vec<LibraryRequestState>, Mismatch> {
    let all = requests(stage)?.into_iter().map(|(_, row)| row);
    Ok(all.filter(|row| row.operation_code == operation).map(|row| row.state).collect())
}

fn is_inside(stage: &mut Stage<'_>, wanted: bool) -> Verdict {
    let (library, medium) = (stage.library()?, stage.medium("SHELF1L3")?);
    let inside = stage.objects(ObjectType::PhysicalMedia, Some(library))?.contains(&medium);
    match inside == wanted {
        true => Ok(()),
        false => Err(Mismatch::new(format!("in the library: {wanted}"), inside)),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        FUNCTION,
        None,
        "",
        "the door can be opened, and the inventory that was asked for follows when it is shut",
        REMARKS,
        |stage| {
            stage.open_session()?;
            visit(stage, InventoryMethod::Fast)?;
            for operation in [LibraryOperation::DoorAccess, LibraryOperation::Inventory] {
                let seen = ends(stage, operation)?;
                if seen != [LibraryRequestState::Passed] {
                    return Err(Mismatch::new("one that passed", format!("{seen:?}")));
                }
            }
            is_inside(stage, true)
        },
    ),
    case(
        FUNCTION,
        None,
        "no-inventory",
        "without an inventory nobody looks what was changed",
        REMARKS,
        |stage| {
            stage.open_session()?;
            visit(stage, InventoryMethod::None)?;
            let seen = ends(stage, LibraryOperation::Inventory)?;
            if !seen.is_empty() {
                return Err(Mismatch::new("no inventory", format!("{seen:?}")));
            }
            is_inside(stage, false)
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidParameter),
        "",
        "a library must be named, and an inventory that can follow",
        PAGE,
        |stage| {
            stage.open_session()?;
            let library = stage.library()?;
            for (library, action) in [
                (Guid::NULL, FAST),
                (NOBODY, FAST),
                (library, InventoryMethod::Slot.value()),
                (library, InventoryMethod::Stop.value()),
                (library, InventoryMethod::Max.value()),
                (library, u32::MAX),
            ] {
                let call = AccessNtmsLibraryDoor { library, action };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    case(FUNCTION, Some(NtmsError::LibraryOffline), "", "the shelf has no door", PAGE, |stage| {
        stage.open_session()?;
        let shelf = stage.offline_library()?;
        stage.refused(call(shelf, InventoryMethod::Fast), NtmsError::LibraryOffline)
    }),
    in_room(
        case(
            FUNCTION,
            Some(NtmsError::ResourceNotPresent),
            "",
            "a drive that stands alone has no door",
            PAGE,
            |stage| {
                stage.open_session()?;
                let library = stage.library()?;
                stage.refused(call(library, InventoryMethod::Fast), NtmsError::ResourceNotPresent)
            },
        ),
        DESK,
    ),
    case(
        FUNCTION,
        Some(NtmsError::ResourceDisabled),
        "disabled",
        "a library that is disabled opens its door to nobody until it is enabled",
        PAGE,
        |stage| {
            stage.open_session()?;
            let library = stage.library()?;
            let (object, request) =
                ((library, ObjectType::Library), call(library, InventoryMethod::Fast));
            refused_while_disabled(stage, object, request, NtmsError::ResourceDisabled)?;
            stage.succeeds(request).map(|_| ())
        },
    ),
    in_room(
        case(
            FUNCTION,
            Some(NtmsError::ResourceDisabled),
            "",
            "a library that is gone is as useless as one that is disabled",
            PAGE,
            |stage| {
                stage.open_session()?;
                let (library, _) = vanished(stage)?;
                stage.refused(call(library, InventoryMethod::Fast), NtmsError::ResourceDisabled)
            },
        ),
        VANISHING,
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, ROOM, |stage| {
        Ok(call(stage.library()?, InventoryMethod::Fast).into())
    })
}
