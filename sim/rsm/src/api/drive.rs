//! Drives and libraries as a whole: DismountNtmsDrive, CleanNtmsDrive, and for what is gone
//! DeleteNtmsDrive and DeleteNtmsLibrary.

use wire::ntms::call::{
    Answer, CleanNtmsDrive, DeleteNtmsDrive, DeleteNtmsLibrary, DismountNtmsDrive, Refusal,
};
use wire::ntms::object::LibraryType;
use wire::ntms::state::OperationalState;
use wire::ntms::{Function, NtmsError};

use super::{Context, Serve, Served, given};
use crate::access::Guard;
use crate::database::{Drive, Key, Library};
use crate::request::Released;

/// What a call is about: a drive and its library.
type Where = (Key<Drive>, Key<Library>);

/// The drive of an identifier, of a caller who may do that with its library.
fn drive(cx: &Context<'_>, id: wire::Guid, function: Function) -> Result<Where, NtmsError> {
    let (drive, row) = cx.rsm.database.look_up::<Drive>(id).ok_or(NtmsError::InvalidDrive)?;
    cx.demand(function, Guard::Library(row.library))?;
    Ok((drive, row.library))
}

fn is_gone(cx: &Context<'_>, library: Key<Library>) -> bool {
    cx.rsm.database.get(library).head.operational == OperationalState::NotPresent
}

/// A library that is gone is a bad one for its drives. A drive that is disabled or gone, or whose
/// library is disabled, is `unusable`.
fn check_usable(
    cx: &Context<'_>,
    (drive, library): Where,
    unusable: NtmsError,
) -> Result<(), NtmsError> {
    let db = &cx.rsm.database;
    if is_gone(cx, library) || !cx.rsm.works(library) {
        return Err(NtmsError::InvalidLibrary);
    }
    let head = &db.get(drive).head;
    let present = head.operational != OperationalState::NotPresent;
    match head.enabled && present && db.get(library).head.enabled {
        true => Ok(()),
        false => Err(unusable),
    }
}

impl Serve for DismountNtmsDrive {
    /// What another session has mounted, or a job works with, is open and stays.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let place = drive(cx, given(self.drive)?, Function::DismountNtmsDrive)?;
        check_usable(cx, place, NtmsError::DeviceNotAvailable)?;
        let (drive, library) = place;
        let db = &cx.rsm.database;
        let media = db.index().in_drive(drive).ok_or(NtmsError::InvalidState)?;
        let own = cx
            .rsm
            .work
            .holds
            .get(&media)
            .map(|hold| hold.session.is_none_or(|session| session == cx.session));
        if !own.unwrap_or(!cx.rsm.work.is_drive_busy(drive)) {
            return Err(NtmsError::InvalidState.into());
        }
        // People take the medium out of a drive that stands alone.
        let how = match db.get(library).library_type {
            LibraryType::StandAlone => Released::Deferred,
            _ => Released::Now,
        };
        let session = cx.session().clone();
        cx.rsm.dismount(media, drive, how, &session);
        Ok(Answer::Done.into())
    }
}

impl Serve for CleanNtmsDrive {
    /// The cleaning waits until the drive is free and a cleaner is there.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let place = drive(cx, given(self.drive)?, Function::CleanNtmsDrive)?;
        check_usable(cx, place, NtmsError::ResourceDisabled)?;
        let session = cx.session().clone();
        cx.rsm.clean_for(place.0, &session);
        Ok(Answer::Done.into())
    }
}

impl Serve for DeleteNtmsDrive {
    /// A drive that is gone from its library. A library that is gone as a whole is deleted with its
    /// drives (DeleteNtmsLibrary), unless it is nothing but the drive.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let (drive, library) = drive(cx, self.drive, Function::DeleteNtmsDrive)?;
        let row = cx.rsm.database.get(library);
        let alone = row.library_type == LibraryType::StandAlone;
        if !row.head.enabled {
            return Err(NtmsError::InvalidState.into());
        }
        if alone {
            check_gone(cx, library)?;
            cx.rsm.delete_library(library);
            return Ok(Answer::Done.into());
        }
        if is_gone(cx, library) {
            return Err(NtmsError::InvalidLibrary.into());
        }
        let present = cx.rsm.database.get(drive).head.operational != OperationalState::NotPresent;
        if present || cx.rsm.needs_drive(drive) {
            return Err(NtmsError::InvalidState.into());
        }
        cx.rsm.delete_drive(drive);
        Ok(Answer::Done.into())
    }
}

/// Nothing of a library is there, and nobody waits for it.
fn check_gone(cx: &Context<'_>, library: Key<Library>) -> Result<(), NtmsError> {
    match is_gone(cx, library) && !cx.rsm.works(library) && !cx.rsm.needs_library(library) {
        true => Ok(()),
        false => Err(NtmsError::InvalidState),
    }
}

impl Serve for DeleteNtmsLibrary {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let id = given(self.library)?;
        let (library, row) =
            cx.rsm.database.look_up::<Library>(id).ok_or(NtmsError::InvalidLibrary)?;
        let (enabled, library_type) = (row.head.enabled, row.library_type);
        cx.demand(Function::DeleteNtmsLibrary, Guard::Library(library))?;
        // The shelf has no devices that could be gone.
        if library_type == LibraryType::Offline {
            return Err(NtmsError::InvalidLibrary.into());
        }
        if !enabled {
            return Err(NtmsError::InvalidState.into());
        }
        check_gone(cx, library)?;
        cx.rsm.delete_library(library);
        Ok(Answer::Done.into())
    }
}
