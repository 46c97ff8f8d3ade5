//! GetNtmsObjectSecurity and SetNtmsObjectSecurity. Computer, libraries and pools have descriptors;
//! whatever is in them has none of its own.

use wire::Guid;
use wire::ntms::call::{Answer, GetNtmsObjectSecurity, Refusal, SetNtmsObjectSecurity, Short};
use wire::ntms::option::SecurityInformation;
use wire::ntms::security::{SecurityDescriptor, SecurityParts};
use wire::ntms::{Access, Function, NtmsError, ObjectType};

use super::object::object_of_type;
use super::{Context, Serve, Served, given};
use crate::access::Guard;
use crate::database::{Database, ObjectKey};

/// The parts of a descriptor that a call means: at least one.
fn parts(information: u32) -> Result<SecurityInformation, NtmsError> {
    SecurityInformation::from_bits(information)
        .filter(|parts| *parts != SecurityInformation::NONE)
        .ok_or(NtmsError::InvalidParameter)
}

fn object(db: &Database, id: Guid, object_type: u32) -> Result<ObjectKey, NtmsError> {
    let id = given(id)?;
    let says = ObjectType::from_value(object_type).ok_or(NtmsError::InvalidParameter)?;
    object_of_type(db, id, (says != ObjectType::Unknown).then_some(says))
}

/// The audit list is for who has enabled the privilege SE_SECURITY_NAME. Nobody has here, so that
/// there is nothing to keep in one.
fn check_privilege(parts: SecurityInformation) -> Result<(), NtmsError> {
    match parts.contains(SecurityInformation::SACL) {
        true => Err(NtmsError::AccessDenied),
        false => Ok(()),
    }
}

/// What has a descriptor of its own.
fn check_carries(object: ObjectKey) -> Result<(), NtmsError> {
    match object.object_type() {
        ObjectType::Computer | ObjectType::Library | ObjectType::MediaPool => Ok(()),
        _ => Err(NtmsError::NoSecurityOnObject),
    }
}

impl Serve for GetNtmsObjectSecurity {
    /// Nothing has a primary group, so that one that is asked for is not there.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let parts = parts(self.information)?;
        let db = &cx.rsm.database;
        let object = object(db, self.object, self.object_type)?;
        let guard = Guard::of(db, object);
        cx.demand(Function::GetNtmsObjectSecurity, guard)?;
        check_privilege(parts)?;
        check_carries(object)?;
        let found = SecurityParts::of(guard.descriptor(db), parts);
        let needed = u32::try_from(found.to_bytes().len()).unwrap_or(u32::MAX);
        if needed > self.capacity {
            let short = Some(Short { needed, ids: Vec::new() });
            return Err(Refusal { error: NtmsError::InsufficientBuffer, short });
        }
        Ok(Answer::Security(found).into())
    }
}

/// The descriptor with the parts of a call in place of its own. A part that is meant must be
/// there, and name somebody; a primary group cannot be kept.
fn changed(
    old: &SecurityDescriptor,
    parts: SecurityInformation,
    given: SecurityParts,
) -> Result<SecurityDescriptor, NtmsError> {
    let missing = NtmsError::InvalidParameter;
    if parts.contains(SecurityInformation::GROUP) {
        return Err(missing);
    }
    let mut new = old.clone();
    if parts.contains(SecurityInformation::OWNER) {
        new.owner = given.owner.ok_or(missing)?;
    }
    if parts.contains(SecurityInformation::DACL) {
        new.entries = given.entries.ok_or(missing)?;
    }
    let named = new.entries.iter().all(|entry| !entry.principal.name().is_empty());
    if named && !new.owner.name().is_empty() { Ok(new) } else { Err(missing) }
}

impl Serve for SetNtmsObjectSecurity {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let parts = parts(self.information)?;
        let security = self.security.ok_or(NtmsError::InvalidParameter)?;
        let db = &cx.rsm.database;
        let object = object(db, self.object, self.object_type)?;
        let guard = Guard::of(db, object);
        if parts.contains(SecurityInformation::DACL) {
            cx.demand(Function::SetNtmsObjectSecurity, guard)?;
        }
        if parts.contains(SecurityInformation::OWNER) {
            cx.allow(Access::WRITE_OWNER, guard)?;
        }
        check_privilege(parts)?;
        check_carries(object)?;
        let new = changed(guard.descriptor(db), parts, security)?;
        let db = cx.database();
        match guard {
            Guard::Computer => db.update(db.computer(), |row| row.security = new),
            Guard::Library(key) => db.update(key, |row| row.security = new),
            Guard::Pool(key) => db.update(key, |row| row.security = new),
        }
        Ok(Answer::Done.into())
    }
}
