//! ReleaseNtmsCleanerSlot.

use wire::Guid;
use wire::ntms::call::ReleaseNtmsCleanerSlot;
use wire::ntms::operation::LibraryOperation;
use wire::ntms::{Function, NtmsError};

use super::{
    LAST, ROOM, VANISHING, case, cleaner_is, in_room, install, magazine, passed, release, reserve,
    vanished,
};
use crate::case::Case;
use crate::cause::Cause;
use crate::stage::NOBODY;

const FUNCTION: Function = Function::ReleaseNtmsCleanerSlot;
const PAGE: &str = "ReleaseNtmsCleanerSlot function, return value";
const REMARKS: &str = "ReleaseNtmsCleanerSlot function, remarks";

/// The cases.
pub(crate) const CASES: &[Case] = &[
    case(
        FUNCTION,
        None,
        "",
        "the slot takes media again, and another can be reserved",
        REMARKS,
        |stage| {
            stage.open_session()?;
            reserve(stage, 7)?;
            let release = release(stage)?;
            stage.succeeds(release)?;
            cleaner_is(stage, Guid::NULL, false, 0)?;
            passed(stage, LibraryOperation::ReleaseCleaner)?;
            let other = reserve(stage, 8)?;
            cleaner_is(stage, other, false, 0)
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::NoSlotReserved),
        "",
        "only what is reserved is released, and once",
        PAGE,
        |stage| {
            stage.open_session()?;
            let release = release(stage)?;
            stage.refused(release, NtmsError::NoSlotReserved)?;
            reserve(stage, 7)?;
            stage.succeeds(release)?;
            stage.refused(release, NtmsError::NoSlotReserved)
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::SlotFull),
        "",
        "a slot with a cleaner in it stays the cleaner's",
        PAGE,
        |stage| {
            stage.open_session()?;
            install(stage, 7)?;
            let release = release(stage)?;
            stage.refused(release, NtmsError::SlotFull)
        },
    ),
    case(
        FUNCTION,
        Some(NtmsError::SlotNotPresent),
        "",
        "a slot whose magazine is out stays reserved until it is put in again",
        PAGE,
        |stage| {
            stage.open_session()?;
            reserve(stage, LAST)?;
            magazine(stage, true)?;
            let release = release(stage)?;
            stage.refused(release, NtmsError::SlotNotPresent)?;
            magazine(stage, false)?;
            stage.succeeds(release).map(|_| ())
        },
    ),
    in_room(
        case(
            FUNCTION,
            Some(NtmsError::DeviceNotAvailable),
            "",
            "in a library that does not answer nothing is released",
            PAGE,
            |stage| {
                stage.open_session()?;
                reserve(stage, 7)?;
                vanished(stage)?;
                let release = release(stage)?;
                stage.refused(release, NtmsError::DeviceNotAvailable)
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
            let (slot, shelf) = (reserve(stage, 7)?, stage.offline_library()?);
            for library in [Guid::NULL, NOBODY, slot, shelf] {
                let call = ReleaseNtmsCleanerSlot { library };
                stage.refused(call, NtmsError::DeviceNotAvailable)?;
            }
            Ok(())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::ServerGone),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, ROOM, |stage| {
        reserve(stage, 7)?;
        Ok(release(stage)?.into())
    })
}
