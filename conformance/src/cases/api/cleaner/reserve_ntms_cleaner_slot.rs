//! ReserveNtmsCleanerSlot.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::{EjectNtmsMedia, ReserveNtmsCleanerSlot};
use wire::ntms::operation::{EjectOperation, LibraryOperation};
use wire::ntms::{Function, Info, NtmsError, ObjectType};

use super::{
    LAST, ROOM, VANISHING, case, cleaner_is, in_room, magazine, passed, reserve, slot, vanished,
};
use crate::case::{Case, Verdict};
use crate::cases::api::equal;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const FUNCTION: Function = Function::ReserveNtmsCleanerSlot;
const PAGE: &str = "ReserveNtmsCleanerSlot function, return value";
const REMARKS: &str = "ReserveNtmsCleanerSlot function, remarks";

fn refused(stage: &mut Stage<'_>, slot: Guid, code: NtmsError) -> Verdict {
    let library = stage.library()?;
    stage.refused(ReserveNtmsCleanerSlot { library, slot }, code)
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(FUNCTION, None, "", "an empty slot becomes the cleaner's", REMARKS, |stage| {
        stage.open_session()?;
        cleaner_is(stage, Guid::NULL, false, 0)?;
        let slot = reserve(stage, 7)?;
        cleaner_is(stage, slot, false, 0)?;
        passed(stage, LibraryOperation::ReserveCleaner)
    }),
    case(
        FUNCTION,
        None,
        "no-media",
        "a medium whose slot became the cleaner's while it was away goes to another",
        "MS-RSMP, ReserveNtmsCleanerSlot",
        |stage| {
            stage.open_session()?;
            let (side, own) = (stage.side("OWNED1L3", 0)?, slot(stage, 0)?);
            stage.succeeds(super::super::device::mount(side))?;
            reserve(stage, 0)?;
            stage
                .succeeds(wire::ntms::call::DismountNtmsMedia { media: vec![side], options: 1 })?;
            stage.sleep(Duration::from_secs(600));
            let medium = stage.medium("OWNED1L3")?;
            match stage.information(medium, ObjectType::PhysicalMedia)?.info {
                Info::PhysicalMedia(row) => {
                    equal(false, [own, Guid::NULL].contains(&row.home_slot))
                }
                other => equal("a medium".to_owned(), format!("{other:?}")),
            }
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::AlreadyReserved),
        "",
        "a library has one slot for a cleaner, whether that or another is asked for",
        PAGE,
        |stage| {
            stage.open_session()?;
            let own = reserve(stage, 7)?;
            for slot in [own, slot(stage, 8)?, slot(stage, 0)?] {
                refused(stage, slot, NtmsError::AlreadyReserved)?;
            }
            Ok(())
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::InvalidSlot),
        "",
        "an identifier that is no slot's is refused, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (library, medium) = (stage.library()?, stage.medium("OWNED1L3")?);
            for slot in [Guid::NULL, NOBODY, library, medium] {
                refused(stage, slot, NtmsError::InvalidSlot)?;
            }
            Ok(())
        },
    ),
    in_room(
        case(
            FUNCTION,
            Some(NtmsError::InvalidSlot),
            "other-library",
            "a slot of another library is none of this one",
            PAGE,
            |stage| {
                stage.open_session()?;
                let mut libraries = Vec::new();
                for name in ["HP MSL6000 Series", "HP MSL6000 Series 2"] {
                    libraries.push(stage.named(ObjectType::Library, name)?);
                }
                let slots = stage.objects(ObjectType::StorageSlot, Some(libraries[0]))?;
                let (library, slot) = (libraries[1], slots[7]);
                let call = ReserveNtmsCleanerSlot { library, slot };
                stage.refused(call, NtmsError::InvalidSlot)?;
                stage.succeeds(ReserveNtmsCleanerSlot { library: libraries[0], slot }).map(|_| ())
            },
        ),
        TWO,
    ),
    case(
        FUNCTION,
        Some(NtmsError::SlotFull),
        "",
        "a slot that holds a medium is not the cleaner's; it can be when the medium is out",
        PAGE,
        |stage| {
            stage.open_session()?;
            let full = slot(stage, 0)?;
            refused(stage, full, NtmsError::SlotFull)?;
            let media = Some(stage.medium("OWNED1L3")?);
            let (operation, action) = (Some(Guid::NULL), EjectOperation::Start.value());
            stage.gives_id(EjectNtmsMedia { media, operation, action })?;
            stage.sleep(Duration::from_secs(120));
            reserve(stage, 0).map(|_| ())
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::SlotNotPresent),
        "",
        "a slot whose magazine is out is not there until it is put in again",
        PAGE,
        |stage| {
            stage.open_session()?;
            magazine(stage, true)?;
            let last = slot(stage, LAST)?;
            refused(stage, last, NtmsError::SlotNotPresent)?;
            magazine(stage, false)?;
            reserve(stage, LAST).map(|_| ())
        },
    ),
    in_room(
        case(
            FUNCTION,
            Some(NtmsError::DeviceNotAvailable),
            "",
            "in a library that does not answer nothing is reserved",
            PAGE,
            |stage| {
                stage.open_session()?;
                vanished(stage)?;
                let slot = slot(stage, 7)?;
                refused(stage, slot, NtmsError::DeviceNotAvailable)
            },
        ),
        VANISHING,
    ),
    case(
        FUNCTION,
        Some(NtmsError::DeviceNotAvailable),
        "library",
        "an identifier that names no library with devices names nothing that is connected",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (slot, shelf) = (slot(stage, 7)?, stage.offline_library()?);
            for library in [Guid::NULL, NOBODY, slot, shelf] {
                let call = ReserveNtmsCleanerSlot { library, slot };
                stage.refused(call, NtmsError::DeviceNotAvailable)?;
            }
            Ok(())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::ServerGone),
];

/// Two libraries.
const TWO: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 }, shed: { profile: lto-30 } } } }
";

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, ROOM, |stage| {
        let (library, slot) = (stage.library()?, slot(stage, 7)?);
        Ok(ReserveNtmsCleanerSlot { library, slot }.into())
    })
}
