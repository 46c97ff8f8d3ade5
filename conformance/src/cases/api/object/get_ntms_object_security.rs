//! GetNtmsObjectSecurity.

use wire::Guid;
use wire::ntms::call::{Answer, GetNtmsObjectSecurity};
use wire::ntms::option::SecurityInformation;
use wire::ntms::security::SecurityParts;
use wire::ntms::{Function, NtmsError, ObjectType};

use super::set_ntms_object_security::{line, set};
use crate::case::{Case, Mismatch, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "GetNtmsObjectSecurity function, return value";
const REMARKS: &str = "GetNtmsObjectSecurity function, remarks";

const OF: Of = Of::new(Function::GetNtmsObjectSecurity, &[Need::Room], ROOM);

/// The call for the access list, with room for everything.
pub(super) fn get(object: Guid, object_type: ObjectType) -> GetNtmsObjectSecurity {
    GetNtmsObjectSecurity {
        object,
        object_type: object_type.value(),
        information: SecurityInformation::DACL.bits(),
        capacity: u32::MAX,
    }
}

/// What a call tells.
pub(super) fn told(
    stage: &mut Stage<'_>,
    call: GetNtmsObjectSecurity,
) -> Result<SecurityParts, Mismatch> {
    match stage.succeeds(call)? {
        Answer::Security(parts) => Ok(parts),
        other => Err(Mismatch::new("a descriptor", format!("{other:?}"))),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(None, "", "those parts are told that were asked for", REMARKS, |stage| {
        stage.open_session()?;
        let pool = stage.pool("Other")?;
        let owner = SecurityInformation::OWNER;
        let both = owner.union(SecurityInformation::DACL).bits();
        let call = get(pool, ObjectType::MediaPool);
        let list = told(stage, call)?;
        let of_owner = told(stage, GetNtmsObjectSecurity { information: owner.bits(), ..call })?;
        let all = told(stage, GetNtmsObjectSecurity { information: both, ..call })?;
        let there = [&list, &of_owner, &all].map(|p| (p.owner.is_some(), p.entries.is_some()));
        let agree = all.owner == of_owner.owner && all.entries == list.entries;
        match there == [(false, true), (true, false), (true, true)] && agree {
            true => Ok(()),
            false => {
                Err(Mismatch::new("list, owner, both", format!("{list:?} {of_owner:?} {all:?}")))
            }
        }
    }),
    OF.case(
        None,
        "carriers",
        "computer, libraries and pools have a descriptor of their own",
        "Removable Storage Security, securable objects",
        |stage| {
            stage.open_session()?;
            let computer = stage.objects(ObjectType::Computer, None)?[0];
            told(stage, get(computer, ObjectType::Computer))?;
            for library in [stage.library()?, stage.offline_library()?] {
                told(stage, get(library, ObjectType::Library))?;
            }
            let system = stage.pool("Free")?;
            told(stage, get(system, ObjectType::MediaPool)).map(|_| ())
        },
    ),
    OF.case(
        Some(NtmsError::InsufficientBuffer),
        "",
        "a buffer that is too short is told how many bytes are needed",
        "GetNtmsObjectSecurity function, parameters",
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Other")?;
            let call = GetNtmsObjectSecurity { capacity: 0, ..get(pool, ObjectType::MediaPool) };
            stage.refused(call, NtmsError::InsufficientBuffer)?;
            let short = stage.call(call).err().and_then(|refusal| refusal.short);
            let needed = short.map_or(0, |short| short.needed);
            let capacity = needed.saturating_sub(1);
            let call = GetNtmsObjectSecurity { capacity, ..call };
            stage.refused(call, NtmsError::InsufficientBuffer)?;
            stage.succeeds(GetNtmsObjectSecurity { capacity: needed, ..call }).map(|_| ())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "",
        "object, type and parts must be given",
        PAGE,
        |stage| {
            stage.open_session()?;
            let call = get(stage.pool("Other")?, ObjectType::MediaPool);
            let code = NtmsError::InvalidParameter;
            stage.refused(get(Guid::NULL, ObjectType::MediaPool), code)?;
            stage.refused(get(call.object, ObjectType::Library), code)?;
            stage.refused(GetNtmsObjectSecurity { object_type: 999, ..call }, code)?;
            stage.refused(GetNtmsObjectSecurity { information: 0, ..call }, code)?;
            stage.refused(GetNtmsObjectSecurity { information: 16, ..call }, code)
        },
    ),
    OF.case(
        Some(NtmsError::NoSecurityOnObject),
        "",
        "what is in a computer, library or pool has no descriptor of its own",
        PAGE,
        |stage| {
            stage.open_session()?;
            let code = NtmsError::NoSecurityOnObject;
            let (medium, side) = (stage.medium("OWNED1L3")?, stage.side("OWNED1L3", 0)?);
            stage.refused(get(medium, ObjectType::PhysicalMedia), code)?;
            stage.refused(get(side, ObjectType::Partition), code)?;
            for kind in [ObjectType::Drive, ObjectType::Changer, ObjectType::MediaType] {
                let object = stage.objects(kind, None)?[0];
                stage.refused(get(object, kind), code)?;
            }
            Ok(())
        },
    ),
    OF.case(Some(NtmsError::ObjectNotFound), "", "the object must exist", PAGE, |stage| {
        stage.open_session()?;
        stage.refused(get(NOBODY, ObjectType::MediaPool), NtmsError::ObjectNotFound)?;
        stage.refused(get(NOBODY, ObjectType::Library), NtmsError::ObjectNotFound)
    }),
    OF.case(
        Some(NtmsError::AccessDenied),
        "privilege",
        "the audit list is for who has the privilege, which nobody has enabled",
        "GetNtmsObjectSecurity function, remarks",
        |stage| {
            stage.open_session()?;
            let pool = stage.pool("Other")?;
            stage.succeeds(set(pool, ObjectType::MediaPool, vec![line("guest", 7)]))?;
            let information = SecurityInformation::SACL.bits();
            let call = GetNtmsObjectSecurity { information, ..get(pool, ObjectType::MediaPool) };
            stage.refused(call, NtmsError::AccessDenied)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseBroken),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::GetNtmsObjectSecurity, cause, ROOM, |stage| {
        Ok(get(stage.pool("Other")?, ObjectType::MediaPool).into())
    })
}
