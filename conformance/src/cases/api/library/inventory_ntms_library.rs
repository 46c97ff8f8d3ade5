//! InventoryNtmsLibrary.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::{InventoryNtmsLibrary, SetNtmsObjectInformation};
use wire::ntms::operation::{InventoryMethod, LibraryOperation};
use wire::ntms::state::{LibraryRequestState, SlotState};
use wire::ntms::{Function, Info, NtmsError, ObjectType};
use world::scenario::At;
use world::scenario::person::{Deed, Shelving};

use super::{SILENT, disable, enable, is, medium, request, requests, rest, restart};
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "InventoryNtmsLibrary function, return value";
const REMARKS: &str = "InventoryNtmsLibrary function, remarks";
const ACTION: &str = "InventoryNtmsLibrary function, dwAction";

const OF: Of = Of::new(Function::InventoryNtmsLibrary, &[Need::Room, Need::SimulatedTime], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "fast",
        "a fast inventory compares bar codes: what was put in through the door is found where it \
         lies, and nothing is mounted",
        ACTION,
        fast,
    ),
    OF.case(
        None,
        "labels",
        "an inventory of labels returns when every occupied slot is marked; then each medium is \
         mounted and identified",
        REMARKS,
        labels,
    ),
    OF.case(
        None,
        "default",
        "the default is the library's own method, which may be none at all",
        ACTION,
        default,
    ),
    OF.case(
        None,
        "stop",
        "a running inventory ends, no slot stays marked, and media that are out come home",
        REMARKS,
        stop,
    ),
    OF.case(
        None,
        "nothing-to-stop",
        "stopping an inventory that does not run changes nothing",
        REMARKS,
        |stage| {
            let library = stage.library_at_rest()?;
            let before = stage.look();
            stage.succeeds(call(library, InventoryMethod::Stop))?;
            stage.unchanged(before, &[])
        },
    ),
    OF.case(
        Some(NtmsError::DeviceNotAvailable),
        "disabled",
        "a library that is disabled is not looked at; it is when it is enabled",
        PAGE,
        |stage| {
            let library = stage.library_at_rest()?;
            disable(stage, library)?;
            for method in METHODS {
                stage.refused(call(library, method), NtmsError::DeviceNotAvailable)?;
            }
            enable(stage, library)?;
            stage.succeeds(call(library, InventoryMethod::Fast)).map(|_| ())
        },
    ),
    Case {
        room: SILENT,
        ..OF.case(
            Some(NtmsError::DeviceNotAvailable),
            "not-connected",
            "a library that is silent when the service starts cannot be looked at until it answers",
            PAGE,
            |stage| {
                let library = stage.library_at_rest()?;
                restart(stage)?;
                for method in METHODS {
                    stage.refused(call(library, method), NtmsError::DeviceNotAvailable)?;
                }
                restart(stage)?;
                stage.succeeds(call(library, InventoryMethod::Fast)).map(|_| ())
            },
        )
    },
    OF.case(
        Some(NtmsError::InvalidLibrary),
        "",
        "the shelf of media that are offline has nothing to look at",
        PAGE,
        |stage| {
            stage.open_session()?;
            let shelf = stage.offline_library()?;
            for method in METHODS {
                stage.refused(call(shelf, method), NtmsError::InvalidLibrary)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "library",
        "an identifier that is no library's is a bad argument, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            let others = [Guid::NULL, NOBODY, stage.medium("FREE01L3")?, stage.pool("Other")?];
            for library in others {
                let fast = call(library, InventoryMethod::Fast);
                stage.refused(fast, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "action",
        "an action is one of the four that the page lists",
        ACTION,
        |stage| {
            stage.open_session()?;
            let library = stage.library()?;
            let others = [InventoryMethod::None, InventoryMethod::Slot, InventoryMethod::Max];
            for action in others.map(InventoryMethod::value).into_iter().chain([7, u32::MAX]) {
                let call = InventoryNtmsLibrary { library, action };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::ServerGone),
];

/// What may be asked for.
const METHODS: [InventoryMethod; 4] =
    [InventoryMethod::Omid, InventoryMethod::Fast, InventoryMethod::Default, InventoryMethod::Stop];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::InventoryNtmsLibrary, cause, ROOM, |stage| {
        Ok(call(stage.library()?, InventoryMethod::Fast).into())
    })
}

fn call(library: Guid, method: InventoryMethod) -> InventoryNtmsLibrary {
    InventoryNtmsLibrary { library, action: method.value() }
}

impl Stage<'_> {
    /// How many slots are in a state.
    fn slots_that_are(&mut self, library: Guid, state: SlotState) -> Result<usize, Mismatch> {
        let mut count = 0;
        for id in self.objects(ObjectType::StorageSlot, Some(library))? {
            let found = self.information(id, ObjectType::StorageSlot)?.info;
            count += usize::from(matches!(found, Info::StorageSlot(slot) if slot.state == state));
        }
        Ok(count)
    }
}

fn fast(stage: &mut Stage<'_>) -> Verdict {
    let library = stage.library_at_rest()?;
    stage.hand(&Deed::OpenDoor(At::from("tower")))?;
    let slot = (At::from("tower"), 20);
    stage.hand(&Deed::PutIntoSlot(Shelving { medium: At::from("SHELF1L3"), slot }))?;
    stage.hand(&Deed::CloseDoor(At::from("tower")))?;
    stage.sleep(Duration::from_secs(60));
    let before = requests(stage, LibraryOperation::Classify)?;
    stage.succeeds(call(library, InventoryMethod::Fast))?;
    rest(stage)?;
    let made = requests(stage, LibraryOperation::Inventory)?.pop().map(|(_, made)| made);
    let made = made.ok_or_else(|| Mismatch::new("a request", "none"))?;
    is((made.operation_option, made.state), (1, LibraryRequestState::Passed))?;
    is(made.application.as_str(), "conformance")?;
    is(requests(stage, LibraryOperation::Classify)?, before)?;
    is(medium(stage, "SHELF1L3")?.current_library, library)
}

fn labels(stage: &mut Stage<'_>) -> Verdict {
    let library = stage.library_at_rest()?;
    let full = stage.slots_that_are(library, SlotState::Full)?;
    stage.succeeds(call(library, InventoryMethod::Omid))?;
    is(stage.slots_that_are(library, SlotState::NeedsInventory)?, full)?;
    rest(stage)?;
    let made = request(stage, LibraryOperation::Inventory)?;
    is((made.operation_option, made.state), (2, LibraryRequestState::Passed))?;
    let identified = requests(stage, LibraryOperation::Classify)?;
    is(identified.len(), full)?;
    let passed = |state: LibraryRequestState| state == LibraryRequestState::Passed;
    is(identified.iter().all(|(_, request)| passed(request.state)), true)?;
    is(stage.slots_that_are(library, SlotState::NeedsInventory)?, 0)?;
    is(stage.slots_that_are(library, SlotState::Full)?, full)
}

fn default(stage: &mut Stage<'_>) -> Verdict {
    let library = stage.library_at_rest()?;
    let mut made = 0;
    for method in [InventoryMethod::Fast, InventoryMethod::None, InventoryMethod::Omid] {
        let mut information = Box::new(stage.information(library, ObjectType::Library)?);
        if let Info::Library(row) = &mut information.info {
            row.inventory_method = method;
        }
        stage.succeeds(SetNtmsObjectInformation {
            object: library,
            information: Some(information),
        })?;
        stage.succeeds(call(library, InventoryMethod::Default))?;
        rest(stage)?;
        let all = requests(stage, LibraryOperation::Inventory)?;
        made += usize::from(method != InventoryMethod::None);
        is(all.len(), made)?;
        if method != InventoryMethod::None {
            is(all.last().map(|(_, last)| last.operation_option), Some(method.value()))?;
        }
    }
    Ok(())
}

fn stop(stage: &mut Stage<'_>) -> Verdict {
    let library = stage.library_at_rest()?;
    let full = stage.slots_that_are(library, SlotState::Full)?;
    stage.succeeds(call(library, InventoryMethod::Omid))?;
    stage.sleep(Duration::from_secs(90));
    stage.succeeds(call(library, InventoryMethod::Stop))?;
    is(stage.slots_that_are(library, SlotState::NeedsInventory)?, 0)?;
    rest(stage)?;
    let identified = requests(stage, LibraryOperation::Classify)?;
    let cancelled = LibraryRequestState::Cancelled;
    let ended = identified.iter().filter(|(_, request)| request.state == cancelled).count();
    is((1..=full).contains(&ended), true)?;
    is(stage.slots_that_are(library, SlotState::Full)?, full)
}
