//! Random objects as a program names them: those of the room, saved answers, and what is none.

use wire::Guid;
use wire::scsi::ElementType;
use world::scenario::story::Selector;
use world::scenario::story::{MediumRef, Saved};
use world::scenario::{At, ObjectRef, Word};

use super::chance::Chance;
use super::room::Room;

/// An object of a computer, by what it is.
pub(super) fn selector(chance: &mut Chance, room: &Room, computer: &str) -> Selector {
    match chance.below(12) {
        0 => Selector::Computer(At::from(computer)),
        1 => Selector::OfflineLibrary,
        2 => Selector::Pool(At::from(*chance.pick(&["Free", "Import", "Unrecognized"]))),
        3..=5 => device(chance, room, computer),
        6..=8 => medium(chance, room, computer),
        _ => side(chance, room, computer),
    }
}

/// A medium that the service of a computer knows from the start.
pub(super) fn medium(chance: &mut Chance, room: &Room, computer: &str) -> Selector {
    let known = room
        .media
        .iter()
        .filter(|medium| medium.computer == computer && medium.model.name != "cleaner");
    let known: Vec<_> = known.collect();
    match chance.maybe(&known) {
        Some(medium) => Selector::Medium(At::new(MediumRef::Name(medium.name.clone()))),
        None => Selector::NoSuchObject,
    }
}

/// A side of such a medium.
pub(super) fn side(chance: &mut Chance, room: &Room, computer: &str) -> Selector {
    let Selector::Medium(medium) = medium(chance, room, computer) else {
        return Selector::NoSuchObject;
    };
    let MediumRef::Name(name) = &medium.value else { return Selector::NoSuchObject };
    let known = room.media.iter().find(|known| known.name == *name);
    let sides = known.map_or(1, |known| usize::from(known.model.side_count));
    let owned = known.is_some_and(|known| known.owned);
    let side = u32::try_from(chance.below(sides)).unwrap_or(0);
    match owned && side == 0 && chance.percent(50) {
        true => Selector::Logical((medium, 0)),
        false => Selector::Side((medium, side)),
    }
}

/// A library of a computer, or something in it.
pub(super) fn device(chance: &mut Chance, room: &Room, computer: &str) -> Selector {
    let cabled: Vec<_> = room.shelves.iter().filter(|shelf| shelf.computer == computer).collect();
    let Some(shelf) = chance.maybe(&cabled).copied() else { return Selector::OfflineLibrary };
    let library: At<String> = At::from(shelf.name.as_str());
    let changer = shelf.profile.changer.is_some();
    let mut place = |kind| {
        let count = shelf.count(kind);
        let number = u32::try_from(chance.below(count as usize)).unwrap_or(0);
        ((library.clone(), number), count > 0)
    };
    let slot = place(ElementType::Storage);
    let port = place(ElementType::ImportExport);
    let drive = place(ElementType::DataTransfer);
    match chance.below(8) {
        0 if changer && slot.1 => Selector::Slot(slot.0),
        1 if port.1 => Selector::Port(port.0),
        2 => Selector::Drive(drive.0),
        3 => Selector::DriveType(drive.0),
        4 if changer => Selector::Changer(library),
        5 if changer => Selector::ChangerType(library),
        6 if shelf.profile.door => Selector::Door((library, 0)),
        _ => Selector::Library(library),
    }
}

/// The first of what was saved under a name.
pub(super) fn saved(name: &str) -> ObjectRef {
    ObjectRef::Saved(Saved { name: name.to_owned(), index: Some(0) })
}

/// Something that is no object, or any object.
pub(super) fn senseless(chance: &mut Chance, room: &Room, computer: &str) -> ObjectRef {
    match chance.below(5) {
        0 => Selector::Nothing.into(),
        1 => Selector::NoSuchObject.into(),
        2 => ObjectRef::Id(Guid::from_u128(u128::from(chance.number()))),
        3 => {
            let sold = room.shelves.first().map(|shelf| shelf.profile.medium.media_type);
            sold.map_or(Selector::Nothing, |of| Selector::MediaType(At::new(Word(of)))).into()
        }
        _ => selector(chance, room, computer).into(),
    }
}
