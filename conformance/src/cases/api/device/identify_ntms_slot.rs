//! IdentifyNtmsSlot.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::IdentifyNtmsSlot;
use wire::ntms::info::StorageSlotInformation;
use wire::ntms::operation::LibraryOperation;
use wire::ntms::option::DismountOptions;
use wire::ntms::state::{DriveState, LibraryRequestState, SlotState};
use wire::ntms::{Function, Info, NtmsError, ObjectType};

use super::{
    VANISHING, case, drive_row, in_room, mounted, refused_while_disabled, requests, vanished,
};
use crate::case::{Case, Mismatch, Verdict};
use crate::cases::api::{ROOM, equal};
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const FUNCTION: Function = Function::IdentifyNtmsSlot;
const PAGE: &str = "IdentifyNtmsSlot function, return value";
const REMARKS: &str = "IdentifyNtmsSlot function, remarks";
const OPTION: &str = "IdentifyNtmsSlot function, dwOption; MS-RSMP, IdentifyNtmsSlot";

const AT_ONCE: u32 = DismountOptions::IMMEDIATE.bits();
const LATER: u32 = DismountOptions::DEFERRED.bits();

fn slot_row(stage: &mut Stage<'_>, slot: Guid) -> Result<StorageSlotInformation, Mismatch> {
    match stage.information(slot, ObjectType::StorageSlot)?.info {
        Info::StorageSlot(row) => Ok(row),
        other => Err(Mismatch::new("a slot", format!("{other:?}"))),
    }
}

/// The slot that a medium lies in, or came from.
fn slot_of(stage: &mut Stage<'_>, name: &str) -> Result<Guid, Mismatch> {
    let medium = stage.medium(name)?;
    match stage.information(medium, ObjectType::PhysicalMedia)?.info {
        Info::PhysicalMedia(row) => Ok(row.home_slot),
        other => Err(Mismatch::new("a medium", format!("{other:?}"))),
    }
}

/// The room is at rest: what it found at the start is identified.
fn at_rest(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    stage.sleep(Duration::from_secs(1800));
    Ok(())
}

/// The identifications of a slot.
fn identifications(stage: &mut Stage<'_>, slot: Guid) -> Result<usize, Mismatch> {
    let mut all = requests(stage)?;
    all.retain(|(_, row)| {
        (row.operation_code, row.slot_id) == (LibraryOperation::Classify, slot)
            && row.state == LibraryRequestState::Passed
    });
    Ok(all.len())
}

fn call(slot: Guid, option: u32) -> IdentifyNtmsSlot {
    IdentifyNtmsSlot { slot, option }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        FUNCTION,
        None,
        "",
        "the call returns when the medium was read and is back; 0 means the same",
        REMARKS,
        |stage| {
            at_rest(stage)?;
            let slot = slot_of(stage, "OWNED1L3")?;
            let medium = stage.medium("OWNED1L3")?;
            for (option, count) in [(AT_ONCE, 1), (0, 2)] {
                let began = stage.room().now();
                stage.succeeds(call(slot, option))?;
                let took = stage.room().now() - began;
                if took < Duration::from_secs(30) {
                    return Err(Mismatch::new("a call that waits", format!("{took:?}")));
                }
                equal(count, identifications(stage, slot)?)?;
                equal(SlotState::Full, slot_row(stage, slot)?.state)?;
                equal(medium, stage.medium("OWNED1L3")?)?;
            }
            Ok(())
        },
    ),
    case(
        FUNCTION,
        None,
        "deferred",
        "with NTMS_DISMOUNT_DEFERRED the medium stays in the drive, which becomes dismountable",
        OPTION,
        |stage| {
            at_rest(stage)?;
            let slot = slot_of(stage, "OWNED1L3")?;
            stage.succeeds(call(slot, LATER))?;
            equal(SlotState::Empty, slot_row(stage, slot)?.state)?;
            let mut dismountable = 0;
            for drive in stage.objects(ObjectType::Drive, None)? {
                let state = drive_row(stage, drive)?.state;
                dismountable += usize::from(state == DriveState::Dismountable);
            }
            equal(1, dismountable)?;
            stage.sleep(Duration::from_secs(600));
            equal(SlotState::Full, slot_row(stage, slot)?.state)
        },
    ),
    case(
        FUNCTION,
        None,
        "empty",
        "an empty slot is a success that leaves no record, also when its medium is in a drive",
        REMARKS,
        |stage| {
            at_rest(stage)?;
            mounted(stage, "OWNED1L3")?;
            let home = slot_of(stage, "OWNED1L3")?;
            let all = stage.objects(ObjectType::StorageSlot, None)?;
            let last = all.last().copied().ok_or_else(|| Mismatch::new("slots", "none"))?;
            for slot in [home, last] {
                equal(SlotState::Empty, slot_row(stage, slot)?.state)?;
                let before = stage.look();
                stage.succeeds(call(slot, AT_ONCE))?;
                stage.unchanged(before, &[])?;
            }
            Ok(())
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidParameter),
        "slot",
        "an identifier that is no slot's is a bad argument, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            for slot in [Guid::NULL, NOBODY, stage.medium("OWNED1L3")?, stage.library()?] {
                stage.refused(call(slot, AT_ONCE), NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidParameter),
        "option",
        "the option is one of the two ways to dismount, or 0",
        OPTION,
        |stage| {
            stage.open_session()?;
            let slot = slot_of(stage, "OWNED1L3")?;
            for option in [AT_ONCE | LATER, 4, u32::MAX] {
                stage.refused(call(slot, option), NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::LibraryOffline),
        "disabled",
        "nor does a library that is disabled, until it is enabled",
        OPTION,
        |stage| {
            stage.open_session()?;
            let (library, slot) = (stage.library()?, slot_of(stage, "OWNED1L3")?);
            let (object, request) = ((library, ObjectType::Library), call(slot, AT_ONCE));
            refused_while_disabled(stage, object, request, NtmsError::LibraryOffline)?;
            stage.succeeds(request).map(|_| ())
        },
    ),
    in_room(
        case(
            FUNCTION,
            Some(NtmsError::LibraryOffline),
            "gone",
            "a library that is gone identifies nothing",
            OPTION,
            |stage| {
                stage.open_session()?;
                vanished(stage)?;
                let slot = slot_of(stage, "OWNED1L3")?;
                stage.refused(call(slot, AT_ONCE), NtmsError::LibraryOffline)
            },
        ),
        VANISHING,
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, ROOM, |stage| {
        Ok(call(slot_of(stage, "OWNED1L3")?, AT_ONCE).into())
    })
}
