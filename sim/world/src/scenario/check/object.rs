//! Names of objects, and members of what is told of them.

use hardware::MediumModel;
use wire::ntms::ObjectType;
use wire::ntms::media_type::StorageMediaType;

use super::super::place::{At, Place};
use super::super::story::{MediumRef, Member, Members, ObjectRef, Saved, Selector};
use super::super::trouble::{did_you_mean, one_of};
use super::super::vocabulary::Vocabulary;
use super::room::{SYSTEM_POOLS, folded};
use super::story::{Found, Scope};
use super::{Check, Part};
use crate::scenario::nearest::nearest;

impl<'s> Check<'s> {
    /// An object, and what may be referred to where it stands. Gives its type, where that shows.
    pub(super) fn object(
        &mut self,
        object: &At<ObjectRef>,
        scope: Option<&Scope>,
    ) -> Option<ObjectType> {
        match &object.value {
            ObjectRef::Saved(saved) => match self.saved(saved, object.place, scope)? {
                Found::Objects(object_type) => object_type,
                Found::Session
                | Found::Channel
                | Found::Detection
                | Found::Medium
                | Found::Text => {
                    let note = self.wrong(object.place, format!("`{saved}` is no object"));
                    *note = note.clone().expected("expected what a call gave as identifiers");
                    None
                }
            },
            ObjectRef::Id(_) => None,
            ObjectRef::Select(selector) => {
                self.selector(selector, object.place, scope);
                selector.object_type()
            }
        }
    }

    /// A saved answer that there must be.
    pub(super) fn saved(
        &mut self,
        saved: &Saved,
        place: Option<Place>,
        scope: Option<&Scope>,
    ) -> Option<Found> {
        let Some(scope) = scope else {
            self.wrong(place, format!("`{saved}` is saved by no story here"));
            return None;
        };
        if let Some(found) = scope.saved.get(&saved.name) {
            return Some(*found);
        }
        let names: Vec<&str> = scope.saved.keys().map(String::as_str).collect();
        let near = nearest(&saved.name, names.iter().copied()).map(|name| format!("${name}"));
        let expected = match names.as_slice() {
            [] => "nothing is saved before".to_owned(),
            _ => format!("saved before: ${}", names.join(", $")),
        };
        let note = self.wrong(place, format!("nothing is saved as `${}` before", saved.name));
        let help = did_you_mean(near.as_deref());
        *note = note.clone().expected(expected).help(help).unless_left_out(&saved.name);
        None
    }

    fn selector(&mut self, selector: &Selector, place: Option<Place>, scope: Option<&Scope>) {
        match selector {
            Selector::Nothing | Selector::NoSuchObject | Selector::OfflineLibrary => {}
            Selector::MediaType(_) => {}
            Selector::Computer(name) => {
                self.computer(name);
            }
            Selector::Pool(path) => self.pool_by_path(path, scope),
            Selector::Library(library) => {
                self.library(library);
            }
            Selector::Changer(library) | Selector::ChangerType(library) => {
                if self.library(library).is_some_and(|profile| profile.changer.is_none()) {
                    self.wrong(library.place, format!("`{}` has no robot", library.value));
                }
            }
            Selector::Drive((library, number)) | Selector::DriveType((library, number)) => {
                self.place_in(library, Part::Drive, *number);
            }
            Selector::Slot((library, number)) => {
                self.place_in(library, Part::Slot, *number);
            }
            Selector::Port((library, number)) => {
                self.place_in(library, Part::Port, *number);
            }
            Selector::Door((library, number)) => {
                let has_door = self.library(library).map(|profile| profile.door);
                if has_door == Some(false) || (has_door == Some(true) && *number > 0) {
                    let message = format!("`{}` has no door {number}", library.value);
                    self.wrong(library.place, message);
                }
            }
            Selector::Medium(medium) => {
                self.medium_ref(medium, scope);
            }
            Selector::Side((medium, side)) | Selector::Logical((medium, side)) => {
                let model = self.medium_ref(medium, scope);
                self.side(model, *side, medium.place.or(place));
            }
        }
    }

    pub(super) fn side(
        &mut self,
        model: Option<&'static MediumModel>,
        side: u32,
        place: Option<Place>,
    ) {
        let count = model.map_or(2, |model| u32::from(model.side_count));
        if side >= count {
            let note = self.wrong(place, format!("there is no side {side}"));
            *note = note.clone().expected(match count {
                1 => "its media have only side 0".to_owned(),
                count => format!("sides are 0 to {}", count - 1),
            });
        }
    }

    /// A medium by name or by the `$name` of a `for-each`.
    pub(super) fn medium_ref(
        &mut self,
        medium: &At<MediumRef>,
        scope: Option<&Scope>,
    ) -> Option<&'static MediumModel> {
        match &medium.value {
            MediumRef::Name(name) => self.medium(&medium.with(name.clone())),
            MediumRef::Saved(saved) => {
                let found = self.saved(saved, medium.place, scope)?;
                if found != Found::Medium {
                    let note = self.wrong(medium.place, format!("`{saved}` is no medium by name"));
                    *note = note.clone().expected("expected the `as` of a `for-each`");
                }
                None
            }
        }
    }

    fn pool_by_path(&mut self, path: &At<String>, scope: Option<&Scope>) {
        let wanted = folded(path);
        let is_system = SYSTEM_POOLS.iter().any(|root| {
            let root = root.to_lowercase();
            let typed = wanted.strip_prefix(&root).and_then(|rest| rest.strip_prefix('\\'));
            let is_type = |name: &str| {
                StorageMediaType::words().iter().any(|word| word.to_lowercase() == name)
            };
            wanted == root || typed.is_some_and(is_type)
        });
        let listed: Vec<String> =
            self.room.pools.values().map(|pool| pool.path.value.clone()).collect();
        let made = scope.map(|scope| scope.pools.as_slice()).unwrap_or_default();
        let known: Vec<&str> = listed.iter().chain(made).map(String::as_str).collect();
        let is_upper = |path: &str| {
            let path = folded(path);
            path == wanted || path.starts_with(&format!("{wanted}\\"))
        };
        if !is_system && !known.iter().any(|path| is_upper(path)) {
            let all: Vec<&str> = known.into_iter().chain(SYSTEM_POOLS).collect();
            let path = path.clone();
            self.unknown("pool", &path, &all);
        }
    }

    /// Members and their values, of objects of a type as far as that shows.
    pub(super) fn members(
        &mut self,
        members: &Members,
        object_type: Option<ObjectType>,
        scope: Option<&Scope>,
    ) {
        for (name, value) in &members.0 {
            let Some(member) = Member::named(object_type, name) else {
                self.unknown_member(name, object_type);
                continue;
            };
            if let Some(object) = member.object(value, value.place) {
                self.object(&value.with(object), scope);
                continue;
            }
            // Without the type, another type may have a member of that name and another kind.
            if object_type.is_none() {
                continue;
            }
            if let Err(wanted) = member.read(value, |_| None) {
                let message = format!("`{}` cannot be this", name.value);
                let words = member.words();
                let note = self.wrong(value.place, message);
                let said = value.said();
                *note = note.clone().expected(match words {
                    [] => format!("expected {wanted}"),
                    words => one_of(&said, words),
                });
                let near = nearest(&said, words.iter().copied());
                *note = note.clone().help(did_you_mean(near));
            }
        }
    }

    fn unknown_member(&mut self, name: &At<String>, object_type: Option<ObjectType>) {
        let members: Vec<&str> = match object_type {
            Some(object_type) => Member::all(object_type).map(|member| member.name).collect(),
            None => Member::names(),
        };
        let of = object_type.map_or("any object", ObjectType::name);
        let note = self.wrong(name.place, format!("`{}` is no member of {of}", name.value));
        let help = did_you_mean(nearest(name, members.iter().copied()));
        *note = note.clone().expected(one_of(name, &members)).help(help);
    }
}
