//! BeginNtmsDeviceChangeDetection, SetNtmsDeviceChangeDetection and EndNtmsDeviceChangeDetection.
//! None of them needs a right.

use std::collections::BTreeSet;

use wire::Guid;
use wire::ntms::call::{
    Answer, BeginNtmsDeviceChangeDetection, EndNtmsDeviceChangeDetection, PartId, Refusal,
    SetNtmsDeviceChangeDetection,
};
use wire::ntms::object::LibraryType;
use wire::ntms::{NtmsError, ObjectType};

use super::{Context, Serve, Served, given};
use crate::database::{Database, Key, Library, MediaType, ObjectKey, PhysicalMedia};

impl Serve for BeginNtmsDeviceChangeDetection {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let detection = cx.new_part()?;
        cx.rsm.detections.insert(detection);
        Ok(Answer::Handle(detection.number).into())
    }
}

/// The detection that a call is about.
fn detection(cx: &Context<'_>) -> Result<PartId, NtmsError> {
    cx.part.filter(|id| cx.rsm.detections.has(*id)).ok_or(NtmsError::InvalidHandle)
}

/// The libraries that an object of the list stands for: itself, or all that could hold it.
fn libraries(db: &Database, of: ObjectType, id: Guid) -> Result<Vec<Key<Library>>, NtmsError> {
    let unknown = match of {
        ObjectType::Library => NtmsError::InvalidLibrary,
        _ => NtmsError::InvalidMedia,
    };
    let object: ObjectKey = db.find_any(given(id)?).ok_or(unknown)?;
    let stands_alone = |library: &Library| library.library_type == LibraryType::StandAlone;
    // A list of several types is no list of one (MS-RSMP, SetNtmsDeviceChangeDetection).
    if object.object_type() != of {
        return Err(NtmsError::InvalidParameter);
    }
    if let Some(library) = object.as_key::<Library>() {
        return match stands_alone(db.get(library)) {
            true => Ok(vec![library]),
            false => Err(NtmsError::InvalidLibrary),
        };
    }
    let media = object.as_key::<PhysicalMedia>().map(|media| db.get(media).media_type);
    let media_type = media.or(object.as_key::<MediaType>()).ok_or(NtmsError::InvalidParameter)?;
    let could_hold = |(_, row): &(Key<Library>, &Library)| {
        stands_alone(row) && row.media_types.contains(&media_type)
    };
    Ok(db.all::<Library>().filter(could_hold).map(|(key, _)| key).collect())
}

impl Serve for SetNtmsDeviceChangeDetection {
    /// A library that does not stand alone is none that can be looked at so.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let detection = match self.detection {
            0 => None,
            _ => Some(detection(cx)?),
        };
        let of = ObjectType::from_value(self.object_type).filter(|of| {
            matches!(of, ObjectType::Library | ObjectType::MediaType | ObjectType::PhysicalMedia)
        });
        let of = of.ok_or(NtmsError::InvalidParameter)?;
        let objects = self.objects.filter(|objects| !objects.is_empty());
        let mut all = BTreeSet::new();
        for object in objects.ok_or(NtmsError::InvalidParameter)? {
            all.extend(libraries(&cx.rsm.database, of, object)?);
        }
        let session = cx.session().clone();
        let all: Vec<Key<Library>> = all.into_iter().collect();
        cx.rsm.detect(detection, &all, &session);
        Ok(Answer::Done.into())
    }
}

impl Serve for EndNtmsDeviceChangeDetection {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let detection = detection(cx)?;
        cx.rsm.detections.remove(detection);
        Ok(Answer::Done.into())
    }
}
