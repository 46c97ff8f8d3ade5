//! GetNtmsObjectAttribute.

use wire::ntms::call::{Answer, GetNtmsObjectAttribute};
use wire::ntms::{Function, NtmsError, ObjectType};
use wire::{Guid, Text};

use super::closed_pool;
use super::set_ntms_object_attribute::set;
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "GetNtmsObjectAttribute function, return value";
const REMARKS: &str = "GetNtmsObjectAttribute function, remarks";

const OF: Of = Of::new(Function::GetNtmsObjectAttribute, &[Need::Room], ROOM);

/// The call, with room for everything.
pub(super) fn get(object: Guid, name: &str) -> GetNtmsObjectAttribute {
    GetNtmsObjectAttribute {
        object,
        object_type: ObjectType::PhysicalMedia.value(),
        name: Some(Text::new(name)),
        capacity: Some(u32::MAX),
    }
}

/// The data under a name is this.
pub(super) fn holds(stage: &mut Stage<'_>, object: Guid, name: &str, wanted: &[u8]) -> Verdict {
    match stage.succeeds(get(object, name))? {
        Answer::Data(data) if data == wanted => Ok(()),
        other => Err(Mismatch::new(format!("{wanted:?}"), format!("{other:?}"))),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "",
        "bytes come back as they were left, under their own name",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let (media, other) = (stage.medium("OWNED1L3")?, stage.medium("OWNED2L3")?);
            let all: Vec<u8> = (0..=255).collect();
            stage.succeeds(set(media, "First", &all))?;
            stage.succeeds(set(media, "Second", b"two"))?;
            stage.succeeds(set(other, "First", b"other"))?;
            holds(stage, media, "First", &all)?;
            holds(stage, media, "Second", b"two")?;
            holds(stage, other, "First", b"other")
        },
    ),
    OF.case(
        Some(NtmsError::InsufficientBuffer),
        "",
        "a buffer that does not hold the data is told how many bytes there are",
        PAGE,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("OWNED1L3")?;
            stage.succeeds(set(media, "Note", b"12345"))?;
            for capacity in [0, 4].map(Some) {
                let call = GetNtmsObjectAttribute { capacity, ..get(media, "Note") };
                stage.refused(call.clone(), NtmsError::InsufficientBuffer)?;
                let needed = stage.call(call).err().and_then(|end| end.short).map(|s| s.needed);
                if needed != Some(5) {
                    return Err(Mismatch::new("5 bytes needed", format!("{needed:?}")));
                }
            }
            let call = GetNtmsObjectAttribute { capacity: Some(5), ..get(media, "Note") };
            stage.succeeds(call).map(|_| ())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "",
        "object, name and buffer must be given, and the type be one",
        PAGE,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("OWNED1L3")?;
            stage.succeeds(set(media, "Note", b"12345"))?;
            let code = NtmsError::InvalidParameter;
            stage.refused(get(Guid::NULL, "Note"), code)?;
            stage.refused(GetNtmsObjectAttribute { name: None, ..get(media, "Note") }, code)?;
            stage.refused(GetNtmsObjectAttribute { capacity: None, ..get(media, "Note") }, code)?;
            let call = GetNtmsObjectAttribute { object_type: 999, ..get(media, "Note") };
            stage.refused(call, code)
        },
    ),
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "",
        "what was never left or was taken away is not found, nor is anything of no object",
        PAGE,
        |stage| {
            stage.open_session()?;
            let (media, other) = (stage.medium("OWNED1L3")?, stage.medium("OWNED2L3")?);
            let code = NtmsError::ObjectNotFound;
            stage.refused(get(media, "Note"), code)?;
            stage.succeeds(set(media, "Note", b"12345"))?;
            stage.refused(get(other, "Note"), code)?;
            stage.refused(get(NOBODY, "Note"), code)?;
            stage.succeeds(set(media, "Note", b""))?;
            stage.refused(get(media, "Note"), code)
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::DatabaseBroken),
    hindered(Cause::ServerGone),
    Case::hindered(Function::GetNtmsObjectAttribute, Cause::NoRight, ROOM, |stage| {
        let pool = closed_pool(stage)?;
        stage.succeeds(set(pool, "Note", b"12345"))?;
        Ok(get(pool, "Note").into())
    }),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::GetNtmsObjectAttribute, cause, ROOM, |stage| {
        let media = stage.medium("OWNED1L3")?;
        stage.succeeds(set(media, "Note", b"kept"))?;
        Ok(get(media, "Note").into())
    })
}
