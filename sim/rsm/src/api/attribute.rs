//! GetNtmsObjectAttribute and SetNtmsObjectAttribute.

use wire::ntms::call::{Answer, GetNtmsObjectAttribute, Refusal, SetNtmsObjectAttribute, Short};
use wire::ntms::limit::{MAXATTR_LENGTH, MAXATTR_NAMELEN};
use wire::ntms::{Function, NtmsError, ObjectType};
use wire::{Guid, Text};

use super::{Context, Serve, Served, given};
use crate::access::Guard;
use crate::database::{Database, ObjectKey};

/// The object of an identifier, whatever type of object the caller takes it for (MS-RSMP,
/// GetNtmsObjectAttribute: a type that does not fit is no matter). The number must be that of a
/// type.
fn annotated(db: &Database, object: Guid, object_type: u32) -> Result<ObjectKey, NtmsError> {
    let id = given(object)?;
    ObjectType::from_value(object_type).ok_or(NtmsError::InvalidParameter)?;
    db.find_any(id).ok_or(NtmsError::ObjectNotFound)
}

impl Serve for GetNtmsObjectAttribute {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let name = self.name.ok_or(NtmsError::InvalidParameter)?;
        let capacity = self.capacity.ok_or(NtmsError::InvalidParameter)?;
        let db = &cx.rsm.database;
        let object = annotated(db, self.object, self.object_type)?;
        cx.demand(Function::GetNtmsObjectAttribute, Guard::of(db, object))?;
        let attributes = db.attributes(object);
        let data = attributes.as_ref().and_then(|all| all.get(&name));
        let data = data.ok_or(NtmsError::ObjectNotFound)?.clone();
        let needed = u32::try_from(data.len()).unwrap_or(u32::MAX);
        if needed > capacity {
            let short = Some(Short { needed, ids: Vec::new() });
            return Err(Refusal { error: NtmsError::InsufficientBuffer, short });
        }
        Ok(Answer::Data(data).into())
    }
}

impl Serve for SetNtmsObjectAttribute {
    /// Taking away what is not there is done already.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let name = self.name.ok_or(NtmsError::InvalidParameter)?;
        let data = self.data.ok_or(NtmsError::InvalidParameter)?;
        if name.is_empty() || Text::within(&name, MAXATTR_NAMELEN).is_err() {
            return Err(NtmsError::InvalidName.into());
        }
        if data.len() >= MAXATTR_LENGTH {
            return Err(NtmsError::NoData.into());
        }
        let object = annotated(&cx.rsm.database, self.object, self.object_type)?;
        let guard = Guard::of(&cx.rsm.database, object);
        cx.demand(Function::SetNtmsObjectAttribute, guard)?;
        let data = (!data.is_empty()).then_some(data);
        cx.database().set_attribute(object, &name, data);
        Ok(Answer::Done.into())
    }
}
