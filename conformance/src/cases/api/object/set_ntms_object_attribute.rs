//! SetNtmsObjectAttribute.

use std::time::Duration;

use wire::ntms::call::SetNtmsObjectAttribute;
use wire::ntms::{Function, NtmsError, ObjectType};
use wire::{Guid, Text};
use world::scenario::At;
use world::scenario::person::Deed;

use super::get_ntms_object_attribute::{get, holds};
use crate::case::{Case, Mismatch, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{HERE, NOBODY};

const PAGE: &str = "SetNtmsObjectAttribute function, return value";
const REMARKS: &str = "SetNtmsObjectAttribute function, remarks";

const OF: Of = Of::new(Function::SetNtmsObjectAttribute, &[Need::Room], ROOM);

/// The call.
pub(super) fn set(object: Guid, name: &str, data: &[u8]) -> SetNtmsObjectAttribute {
    SetNtmsObjectAttribute {
        object,
        object_type: ObjectType::PhysicalMedia.value(),
        name: Some(Text::new(name)),
        data: Some(data.to_vec().into()),
    }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "",
        "new data replaces old, and no data takes the attribute away",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("OWNED1L3")?;
            stage.succeeds(set(media, "Note", b"old"))?;
            stage.succeeds(set(media, "Other", b"beside"))?;
            stage.succeeds(set(media, "Note", b"newer"))?;
            holds(stage, media, "Note", b"newer")?;
            stage.succeeds(set(media, "Note", b""))?;
            stage.refused(get(media, "Note"), NtmsError::ObjectNotFound)?;
            stage.succeeds(set(media, "Note", b""))?;
            holds(stage, media, "Other", b"beside")
        },
    ),
    OF.case(None, "kinds", "every kind of object takes attributes", REMARKS, |stage| {
        stage.open_session()?;
        let mut kinds = 0;
        for object_type in ObjectType::ALL.iter().copied() {
            let Ok(all) = stage.objects(object_type, None) else { continue };
            let Some(object) = all.first().copied() else { continue };
            let note = SetNtmsObjectAttribute {
                object_type: object_type.value(),
                ..set(object, "Kind", object_type.name().as_bytes())
            };
            stage.succeeds(note)?;
            holds(stage, object, "Kind", object_type.name().as_bytes())?;
            kinds += 1;
        }
        // Computer, library, changer, drive and their types, slot, port, pool, media and sides.
        if kinds >= 12 { Ok(()) } else { Err(Mismatch::new("12 kinds", kinds)) }
    }),
    OF.case(
        None,
        "largest",
        "a name of 31 characters and 65,535 bytes of data are just small enough",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let (media, name) = (stage.medium("OWNED1L3")?, "n".repeat(31));
            stage.succeeds(set(media, &name, &[7; 65_535]))?;
            holds(stage, media, &name, &[7; 65_535])
        },
    ),
    Case {
        needs: &[Need::Room, Need::FaultControl],
        ..OF.case(None, "kept", "attributes outlive the service", REMARKS, |stage| {
            stage.open_session()?;
            let media = stage.medium("OWNED1L3")?;
            stage.succeeds(set(media, "Note", b"kept"))?;
            stage.hand(&Deed::CrashService(At::from(HERE)))?;
            stage.hand(&Deed::StartService(At::from(HERE)))?;
            stage.sleep(Duration::from_secs(60));
            stage.open_session()?;
            holds(stage, media, "Note", b"kept")
        })
    },
    OF.case(
        Some(NtmsError::InvalidName),
        "",
        "a name has at least one character and at most 31",
        PAGE,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("OWNED1L3")?;
            for name in ["", &"n".repeat(32), &"n".repeat(300)] {
                stage.refused(set(media, name, b"data"), NtmsError::InvalidName)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "",
        "object, name and data must be given, and the type be one",
        PAGE,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("OWNED1L3")?;
            let (call, code) = (set(media, "Note", b"12345"), NtmsError::InvalidParameter);
            stage.refused(set(Guid::NULL, "Note", b"12345"), code)?;
            stage.refused(SetNtmsObjectAttribute { name: None, ..call.clone() }, code)?;
            stage.refused(SetNtmsObjectAttribute { data: None, ..call.clone() }, code)?;
            stage.refused(SetNtmsObjectAttribute { object_type: 999, ..call }, code)
        },
    ),
    OF.case(
        Some(NtmsError::NoData),
        "",
        "data of 65,536 bytes or more is refused",
        PAGE,
        |stage| {
            stage.open_session()?;
            let media = stage.medium("OWNED1L3")?;
            for bytes in [65_536, 100_000] {
                stage.refused(set(media, "Note", &vec![7; bytes]), NtmsError::NoData)?;
            }
            Ok(())
        },
    ),
    OF.case(Some(NtmsError::ObjectNotFound), "", "the object must exist", PAGE, |stage| {
        stage.open_session()?;
        stage.refused(set(NOBODY, "Note", b"12345"), NtmsError::ObjectNotFound)?;
        stage.refused(set(NOBODY, "Note", b""), NtmsError::ObjectNotFound)
    }),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::ServerGone),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::SetNtmsObjectAttribute, cause, ROOM, |stage| {
        Ok(set(stage.medium("OWNED1L3")?, "Note", b"12345").into())
    })
}
