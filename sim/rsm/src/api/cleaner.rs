//! The cleaner of a library: the slot that is reserved for it, and its way in and out.

use wire::Guid;
use wire::ntms::call::{
    Answer, EjectNtmsCleaner, InjectNtmsCleaner, Refusal, ReleaseNtmsCleanerSlot,
    ReserveNtmsCleanerSlot,
};
use wire::ntms::operation::{EjectOperation, InjectOperation};
use wire::ntms::{Function, NtmsError};

use super::library::{check_available, is_offline};
use super::{Context, Serve, Served};
use crate::access::Guard;
use crate::database::{Key, Library, StorageSlot};
use crate::request::SlotChange;

/// The library of an identifier, of a caller who may do that with it.
fn library(
    cx: &Context<'_>,
    id: Guid,
    function: Function,
    unknown: NtmsError,
) -> Result<Key<Library>, NtmsError> {
    let library = cx.rsm.database.find::<Library>(id).ok_or(unknown)?;
    cx.demand(function, Guard::Library(library))?;
    Ok(library)
}

/// A slot changes what it is for in a library whose devices work.
fn change(
    cx: &mut Context<'_>,
    library: Key<Library>,
    change: SlotChange,
) -> Result<Served, Refusal> {
    cx.rsm.check_slot_change(library, change)?;
    let session = cx.session().clone();
    cx.rsm.change_cleaner_slot(library, change, &session);
    Ok(Answer::Done.into())
}

impl Serve for ReserveNtmsCleanerSlot {
    /// What names no library is as little connected as one that is gone.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let function = Function::ReserveNtmsCleanerSlot;
        let library = library(cx, self.library, function, NtmsError::DeviceNotAvailable)?;
        check_available(cx, library)?;
        let (slot, row) =
            cx.rsm.database.look_up::<StorageSlot>(self.slot).ok_or(NtmsError::InvalidSlot)?;
        if row.library != library {
            return Err(NtmsError::InvalidSlot.into());
        }
        change(cx, library, SlotChange::Reserve(slot))
    }
}

impl Serve for ReleaseNtmsCleanerSlot {
    /// What names no library is as little connected as one that is gone.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let function = Function::ReleaseNtmsCleanerSlot;
        let library = library(cx, self.library, function, NtmsError::DeviceNotAvailable)?;
        check_available(cx, library)?;
        change(cx, library, SlotChange::Release)
    }
}

impl Serve for InjectNtmsCleaner {
    /// Only what goes through a mail slot can be stopped (MS-RSMP, InjectNtmsCleaner).
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let action = InjectOperation::from_value(self.action)
            .filter(|action| matches!(action, InjectOperation::Start | InjectOperation::Stop))
            .ok_or(NtmsError::InvalidParameter)?;
        let operation = self.operation.ok_or(NtmsError::InvalidParameter)?;
        let function = Function::InjectNtmsCleaner;
        let library = library(cx, self.library, function, NtmsError::InvalidLibrary)?;
        if is_offline(&cx.rsm.database, library) {
            return Err(NtmsError::LibraryOffline.into());
        }
        check_available(cx, library)?;
        if action == InjectOperation::Stop {
            let request = cx.rsm.find_cleaner_injection(library, operation);
            cx.rsm.end_injection(request.ok_or(NtmsError::InvalidOperation)?, false);
            return Ok(Answer::Id(operation).into());
        }
        let slot = cx.rsm.empty_cleaner_slot(library, NtmsError::NoSlotSet)?;
        let session = cx.session().clone();
        Ok(Answer::Id(cx.rsm.inject_cleaner(library, slot, self.cleans_left, &session)).into())
    }
}

impl Serve for EjectNtmsCleaner {
    /// The page has no code for a library that is disabled or gone; the codes are those of the
    /// protocol (MS-RSMP, EjectNtmsCleaner).
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let action = EjectOperation::from_value(self.action)
            .filter(|action| matches!(action, EjectOperation::Start | EjectOperation::Stop))
            .ok_or(NtmsError::InvalidParameter)?;
        let operation = self.operation.ok_or(NtmsError::InvalidParameter)?;
        let function = Function::EjectNtmsCleaner;
        let library = library(cx, self.library, function, NtmsError::InvalidLibrary)?;
        if is_offline(&cx.rsm.database, library) {
            return Err(NtmsError::LibraryOffline.into());
        }
        check_available(cx, library).map_err(|_| {
            match cx.rsm.database.get(library).head.enabled {
                true => NtmsError::LibraryOffline,
                false => NtmsError::ResourceDisabled,
            }
        })?;
        if action == EjectOperation::Stop {
            let request = cx.rsm.find_cleaner_ejection(library, operation);
            cx.rsm.stop_ejection(request.ok_or(NtmsError::InvalidOperation)?);
            return Ok(Answer::Id(operation).into());
        }
        let slot = cx.rsm.full_cleaner_slot(library)?;
        let session = cx.session().clone();
        Ok(Answer::Id(cx.rsm.eject_cleaner(library, slot, &session)).into())
    }
}
