//! EnableNtmsObject and DisableNtmsObject.

use wire::Guid;
use wire::ntms::call::{Answer, DisableNtmsObject, EnableNtmsObject, Refusal};
use wire::ntms::object::LibraryType;
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{Context, Serve, Served, given};
use crate::access::Guard;
use crate::database::Database;
use crate::request::Switched;

impl Serve for EnableNtmsObject {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let what = switched(&cx.rsm.database, self.object, self.object_type)?;
        check(cx, Function::EnableNtmsObject, what)?;
        if what.says_enabled(&cx.rsm.database) {
            return Err(NtmsError::InvalidState.into());
        }
        let session = cx.session().clone();
        cx.rsm.enable(what, Some(&session));
        Ok(Answer::Done.into())
    }
}

impl Serve for DisableNtmsObject {
    /// What is in a disabled library is disabled already.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let what = switched(&cx.rsm.database, self.object, self.object_type)?;
        check(cx, Function::DisableNtmsObject, what)?;
        if !what.is_enabled(&cx.rsm.database) {
            return Err(NtmsError::InvalidState.into());
        }
        let session = cx.session().clone();
        cx.rsm.disable(what, Some(&session));
        Ok(Answer::Done.into())
    }
}

/// The object of a type and an identifier. One of another type is as little there as an unknown
/// one: the page gives ERROR_INVALID_PARAMETER to wrong types only.
fn switched(db: &Database, object: Guid, object_type: u32) -> Result<Switched, NtmsError> {
    let id = given(object)?;
    let found = match ObjectType::from_value(object_type) {
        Some(ObjectType::Library) => db.find(id).map(Switched::Library),
        Some(ObjectType::Drive) => db.find(id).map(Switched::Drive),
        Some(ObjectType::PhysicalMedia) => db.find(id).map(Switched::Media),
        _ => return Err(NtmsError::InvalidParameter),
    };
    found.ok_or(NtmsError::ObjectNotFound)
}

/// The right is on the library that the object is or is in, be it the shelf.
fn check(cx: &Context<'_>, function: Function, what: Switched) -> Result<(), NtmsError> {
    let db = &cx.rsm.database;
    let library = what.library(db);
    cx.demand(function, Guard::Library(library))?;
    let is_shelf = db.get(library).library_type == LibraryType::Offline;
    match what {
        Switched::Library(_) if is_shelf => Err(NtmsError::LibraryOffline),
        _ => Ok(()),
    }
}
