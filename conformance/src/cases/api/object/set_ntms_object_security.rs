//! SetNtmsObjectSecurity.

use wire::Guid;
use wire::ntms::call::{
    EnumerateNtmsObject, GetNtmsObjectInformation, InventoryNtmsLibrary, SetNtmsObjectSecurity,
};
use wire::ntms::operation::InventoryMethod;
use wire::ntms::option::SecurityInformation;
use wire::ntms::security::{Entry, Principal, SecurityParts};
use wire::ntms::{Access, Function, NtmsError, ObjectType};

use super::get_ntms_object_security::{get, told};
use crate::case::{Case, Mismatch, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::NOBODY;

const PAGE: &str = "SetNtmsObjectSecurity function, return value";
const REMARKS: &str = "SetNtmsObjectSecurity function, remarks";

const OF: Of = Of::new(Function::SetNtmsObjectSecurity, &[Need::Room], ROOM);

/// A line of a list that grants rights.
pub(super) fn line(who: &str, bits: u32) -> Entry {
    let access = Access::from_bits(bits).unwrap_or(Access::NONE);
    Entry { grants: true, principal: Principal::new(who), access }
}

/// The call that writes an access list.
pub(in crate::cases::api) fn set(
    object: Guid,
    object_type: ObjectType,
    entries: Vec<Entry>,
) -> SetNtmsObjectSecurity {
    SetNtmsObjectSecurity {
        object,
        object_type: object_type.value(),
        information: SecurityInformation::DACL.bits(),
        security: Some(SecurityParts { owner: None, entries: Some(entries) }),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(None, "", "the list that is written is told, and the owner stays", REMARKS, |stage| {
        stage.open_session()?;
        let pool = stage.pool("Other")?;
        let mut call = get(pool, ObjectType::MediaPool);
        call.information = SecurityInformation::OWNER.union(SecurityInformation::DACL).bits();
        let before = told(stage, call)?;
        let entries = vec![line("guest", 5), line("Administrators", 7)];
        stage.succeeds(set(pool, ObjectType::MediaPool, entries.clone()))?;
        let after = told(stage, call)?;
        match after.owner == before.owner && after.entries == Some(entries) {
            true => Ok(()),
            false => Err(Mismatch::new("the new list, the old owner", format!("{after:?}"))),
        }
    }),
    OF.case(None, "rights", "the list decides who may do what from then on", REMARKS, |stage| {
        stage.open_session()?;
        let (library, action) = (stage.library()?, InventoryMethod::Fast.value());
        let inventory = InventoryNtmsLibrary { library, action };
        let (administrator, open) = (stage.program(), stage.session);
        stage.act_as("guest")?;
        stage.refused(inventory, NtmsError::AccessDenied)?;
        let (guest, session) = (stage.program(), stage.session);
        stage.act_from(administrator);
        stage.session = open;
        stage.succeeds(set(library, ObjectType::Library, vec![line("guest", 7)]))?;
        stage.act_from(guest);
        stage.session = session;
        stage.succeeds(inventory)?;
        stage.act_from(administrator);
        stage.session = open;
        stage.succeeds(set(library, ObjectType::Library, Vec::new()))?;
        stage.act_from(guest);
        stage.session = session;
        let object_type = ObjectType::Library.value();
        let look = GetNtmsObjectInformation { object: library, object_type: Some(object_type) };
        stage.refused(look, NtmsError::AccessDenied)?;
        // Whoever may not look at it sees that it is there.
        let list =
            EnumerateNtmsObject { container: None, object_type, options: 0, capacity: Some(9) };
        stage.succeeds(list).map(|_| ())
    }),
    OF.case(
        None,
        "owner",
        "an owner reads and writes the list without another right",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Other")?;
            let mut call = set(pool, ObjectType::MediaPool, vec![line("guest", 1)]);
            call.information = SecurityInformation::OWNER.union(SecurityInformation::DACL).bits();
            if let Some(parts) = &mut call.security {
                parts.owner = Some(Principal::new("guest"));
            }
            stage.succeeds(call)?;
            stage.act_as("guest")?;
            let entries = vec![line("guest", 3)];
            stage.succeeds(set(pool, ObjectType::MediaPool, entries.clone()))?;
            let seen = told(stage, get(pool, ObjectType::MediaPool))?.entries;
            match seen == Some(entries) {
                true => Ok(()),
                false => Err(Mismatch::new("the owner's list", format!("{seen:?}"))),
            }
        },
    ),
    OF.case(
        Some(NtmsError::AccessDenied),
        "privilege",
        "the audit list is for who has the privilege, which nobody has enabled",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Other")?;
            let information = SecurityInformation::SACL.bits();
            let call = set(pool, ObjectType::MediaPool, Vec::new());
            stage.refused(SetNtmsObjectSecurity { information, ..call }, NtmsError::AccessDenied)
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "",
        "object, type, descriptor and the parts of it that are meant must be given",
        PAGE,
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Other")?;
            let call = set(pool, ObjectType::MediaPool, vec![line("guest", 1)]);
            let code = NtmsError::InvalidParameter;
            let null = set(Guid::NULL, ObjectType::MediaPool, vec![line("guest", 1)]);
            stage.refused(null, code)?;
            for information in [0, 1, 16] {
                stage.refused(SetNtmsObjectSecurity { information, ..call.clone() }, code)?;
            }
            let object_type = ObjectType::Library.value();
            stage.refused(SetNtmsObjectSecurity { object_type, ..call.clone() }, code)?;
            stage.refused(SetNtmsObjectSecurity { security: None, ..call }, code)?;
            stage.refused(set(pool, ObjectType::MediaPool, vec![line("", 1)]), code)
        },
    ),
    OF.case(
        Some(NtmsError::NoSecurityOnObject),
        "",
        "what is in a computer, library or pool takes no descriptor",
        PAGE,
        |stage| {
            stage.open_session()?;
            let code = NtmsError::NoSecurityOnObject;
            let medium = stage.medium("OWNED1L3")?;
            stage.refused(set(medium, ObjectType::PhysicalMedia, Vec::new()), code)?;
            for kind in [ObjectType::Drive, ObjectType::Changer, ObjectType::MediaType] {
                let object = stage.objects(kind, None)?[0];
                stage.refused(set(object, kind, Vec::new()), code)?;
            }
            Ok(())
        },
    ),
    OF.case(Some(NtmsError::ObjectNotFound), "", "the object must exist", PAGE, |stage| {
        stage.open_session()?;
        for kind in [ObjectType::MediaPool, ObjectType::Library, ObjectType::Computer] {
            stage.refused(set(NOBODY, kind, Vec::new()), NtmsError::ObjectNotFound)?;
        }
        Ok(())
    }),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::SetNtmsObjectSecurity, cause, ROOM, |stage| {
        let entries = vec![line("guest", 1), line("Administrators", 7)];
        Ok(set(stage.pool("Other")?, ObjectType::MediaPool, entries).into())
    })
}
