//! Objects by their names: what a friendly name means to the service, and what there is.

use ntmsapi::operation::CreateOptions;
use ntmsapi::{Guid, Info, NtmsError, ObjectInformation, ObjectType, Session};

use super::failure::Failure;
use super::parse::{Given, Reference};
use super::table::KINDS;

/// A session in which names are looked up.
#[derive(Debug)]
pub(crate) struct Room<'a> {
    session: &'a Session,
}

/// A GUID as scripts feed it back: 32 digits.
pub(crate) fn digits(id: Guid) -> String {
    format!("{:032x}", id.as_u128())
}

/// The kind of object of a word.
pub(crate) fn kind_of(word: &str) -> ObjectType {
    let row = KINDS.iter().find(|(name, _)| *name == word);
    row.map_or(ObjectType::Unknown, |(_, kind)| *kind)
}

/// The word of a kind of object.
fn word_of(kind: ObjectType) -> &'static str {
    KINDS.iter().find(|(_, other)| *other == kind).map_or("object", |(word, _)| word)
}

impl<'a> Room<'a> {
    pub(crate) fn new(session: &'a Session) -> Room<'a> {
        Room { session }
    }

    pub(crate) fn session(&self) -> &'a Session {
        self.session
    }

    /// What is known of an object.
    pub(crate) fn information(
        &self,
        id: Guid,
        kind: ObjectType,
    ) -> Result<ObjectInformation, Failure> {
        Ok(self.session.get_ntms_object_information(id, kind)?)
    }

    /// The objects of a kind, in a container or anywhere. One that goes meanwhile is left out, and
    /// so is one that the user may not look at, as long as there is another.
    pub(crate) fn all(
        &self,
        kind: ObjectType,
        container: Option<Guid>,
    ) -> Result<Vec<ObjectInformation>, Failure> {
        let (mut all, mut denied) = (Vec::new(), None);
        for id in self.session.enumerate_ntms_object(container, kind)? {
            match self.session.get_ntms_object_information(id, kind) {
                Ok(information) => all.push(information),
                Err(error) => match error.ntms() {
                    Some(NtmsError::ObjectNotFound) => {}
                    Some(NtmsError::AccessDenied) => denied = Some(error),
                    _ => return Err(error.into()),
                },
            }
        }
        match denied {
            Some(error) if all.is_empty() => Err(error.into()),
            _ => Ok(all),
        }
    }

    /// The object that a switch names; nothing when it is absent.
    pub(crate) fn find(
        &self,
        given: &Given,
        letters: &str,
        kind: ObjectType,
    ) -> Result<Option<Guid>, Failure> {
        self.find_in(given, letters, kind, None)
    }

    /// The same with its name looked for in a container.
    pub(crate) fn find_in(
        &self,
        given: &Given,
        letters: &str,
        kind: ObjectType,
        container: Option<Guid>,
    ) -> Result<Option<Guid>, Failure> {
        match given.object(letters) {
            None => Ok(None),
            Some(Reference::Id(id)) => Ok(Some(*id)),
            Some(Reference::Name(name)) if kind == ObjectType::MediaPool => {
                self.pool(name).map(Some)
            }
            Some(Reference::Name(name)) => {
                self.named(name, kind, container, &format!("/{letters}g")).map(Some)
            }
        }
    }

    /// The one object of a kind with a friendly name.
    fn named(
        &self,
        name: &str,
        kind: ObjectType,
        container: Option<Guid>,
        by_id: &str,
    ) -> Result<Guid, Failure> {
        let word = word_of(kind);
        let all = self.all(kind, container)?;
        let same: Vec<Guid> =
            all.iter().filter(|object| object.name == *name).map(|object| object.id).collect();
        match same.as_slice() {
            [one] => Ok(*one),
            [] => {
                let alike = all.iter().find(|object| object.name.eq_ignore_ascii_case(name));
                let hint = match alike {
                    Some(object) => format!("is it `{}`? Case counts", object.name),
                    None => format!("`rsm view /t{word}` lists what there is"),
                };
                let text = format!("there is no {word} called `{name}`; {hint}");
                Err(Failure::Code(NtmsError::ObjectNotFound, text))
            }
            several => {
                let ids: Vec<String> = several.iter().map(|id| digits(*id)).collect();
                let text = format!(
                    "{} objects of type {word} are called `{name}`; say which with {by_id}: {}",
                    several.len(),
                    ids.join(", ")
                );
                Err(Failure::Code(NtmsError::InvalidParameter, text))
            }
        }
    }

    /// The pool of a path.
    pub(crate) fn pool(&self, path: &str) -> Result<Guid, Failure> {
        let action = CreateOptions::OpenExisting;
        self.session.create_ntms_media_pool(path, None, action, None).map_err(|error| match error
            .ntms()
        {
            Some(code @ NtmsError::ObjectNotFound) => {
                let text = format!(
                    "there is no pool `{path}`; `rsm view /tmedia_pool` lists the highest level, \
                     and /cg with the GUID of a pool what is in it"
                );
                Failure::Code(code, text)
            }
            _ => error.into(),
        })
    }

    /// The physical medium that is in a slot or drive.
    pub(crate) fn medium_at(&self, place: Guid, library: Guid) -> Result<Guid, Failure> {
        let here = |object: &ObjectInformation| match &object.info {
            Info::PhysicalMedia(media) => media.location == place,
            _ => false,
        };
        let all = self.all(ObjectType::PhysicalMedia, Some(library))?;
        let found = all.iter().find(|object| here(object)).map(|object| object.id);
        found.ok_or_else(|| {
            let text = "nothing that the service knows is in that place; `rsm inventory` looks";
            Failure::Code(NtmsError::InvalidMedia, text.to_owned())
        })
    }

    /// The first side of a physical medium.
    pub(crate) fn first_side(&self, media: Guid) -> Result<Guid, Failure> {
        let sides = self.session.enumerate_ntms_object(Some(media), ObjectType::Partition)?;
        sides.first().copied().ok_or_else(|| NtmsError::InvalidMedia.into())
    }
}

/// The library of a device or place.
pub(crate) fn library_of(information: &ObjectInformation) -> Guid {
    match &information.info {
        Info::StorageSlot(slot) => slot.library,
        Info::Drive(drive) => drive.library,
        Info::Changer(changer) => changer.library,
        _ => Guid::NULL,
    }
}
