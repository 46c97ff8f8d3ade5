//! Recorded media compared with the elements of a library: what moved, what is gone, what is new,
//! and which slot holds the cleaner.

use std::collections::{BTreeMap, BTreeSet};

use wire::Text;
use wire::ntms::limit::BARCODE_LENGTH;
use wire::ntms::object::LibraryType;
use wire::ntms::option::LibraryFlags;
use wire::ntms::state::{
    BarCodeState, DriveState, MediaState, OperationalState, PortContent, PortPosition, SlotState,
};
use wire::scsi::{ElementDescriptor, ElementType, SenseCode};

use super::{Place, adopt};
use crate::database::{Database, Drive, Key, Library, PhysicalMedia, StorageSlot};
use crate::device::tell_bar_codes;

/// How bar codes of cleaners begin (RSM overview, cleaner management).
const CLEANER_BAR_CODE: &str = "CLN";

/// Whether a bar code is one of a cleaner.
pub(crate) fn is_cleaner(bar_code: &str) -> bool {
    bar_code.starts_with(CLEANER_BAR_CODE)
}

/// Whether a changer says that what is in an element holds data, rewritable or written once (SMC,
/// READ ELEMENT STATUS, medium type).
pub(crate) fn tells_data(element: &ElementDescriptor) -> bool {
    matches!(element.medium_type, 1 | 4)
}

/// A full place of which nobody knows what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unidentified {
    /// The place.
    pub(crate) place: Place,
    /// The bar code on what is there, empty when none was read.
    pub(crate) bar_code: Text,
}

/// An element that has a row, and what is known of it.
struct Seen<'e> {
    place: Place,
    element: &'e ElementDescriptor,
    bar_code: Text,
    /// What is in it: the recorded medium that it must be, if any.
    medium: Option<Key<PhysicalMedia>>,
}

impl Seen<'_> {
    /// The element holds something, as far as the changer knows.
    fn holds(&self) -> bool {
        self.element.full && !self.absent()
    }

    /// The slot itself is gone, as its magazine is (ASC 3Bh, qualifiers 11h and 12h).
    fn absent(&self) -> bool {
        let magazine = SenseCode { asc: 0x3B, ascq: 0x11 };
        let out = self
            .element
            .exception
            .is_some_and(|code| code == magazine || code == SenseCode { ascq: 0x12, ..magazine });
        matches!(self.place, Place::Slot(_)) && (self.element.disabled || out)
    }

    /// The changer does not know what is in it and must look first (ASC 53h, qualifier 08h).
    fn uncertain(&self) -> bool {
        self.element.exception == Some(SenseCode { asc: 0x53, ascq: 0x08 })
    }
}

/// Brings the record of a library's media up to date with all of its elements, and gives the full
/// places that hold no recorded medium.
///
/// A bar code that is known is that medium, wherever it was recorded before in this library, on
/// the shelf or in a library that is gone. Where no bar code is read, the medium that is recorded
/// there is believed to be still there. Recorded media that are in no element go to the offline
/// library. Cleaners known by their bar codes are no media: the first in a slot makes it the
/// cleaner's slot, others stay unused.
pub(crate) fn take_stock(
    db: &mut Database,
    library: Key<Library>,
    elements: &[ElementDescriptor],
) -> Vec<Unidentified> {
    if !db.get(library).reads_bar_codes && tell_bar_codes(elements) {
        adopt::note_bar_codes(db, library);
    }
    let mut seen = places_seen(db, library, elements);
    let cleaners = settle_cleaner(db, library, &seen);
    let hand = elements.iter().find(|e| e.kind == ElementType::Transport && e.full);
    let claimed = find_media(db, library, &mut seen, &cleaners, hand);
    relocate(db, library, &seen, &claimed, hand);
    for (at, there) in seen.iter().enumerate() {
        note_state(db, there);
        if let (Some(medium), false) = (there.medium, cleaners.contains(&at)) {
            note_label(db, medium, &there.bar_code);
        }
    }
    let unknown = |(at, there): (usize, Seen<'_>)| {
        let known = there.medium.is_some() || cleaners.contains(&at) || there.uncertain();
        let Seen { place, bar_code, .. } = &there;
        (there.holds() && !known)
            .then(|| Unidentified { place: *place, bar_code: bar_code.clone() })
    };
    seen.into_iter().enumerate().filter_map(unknown).collect()
}

/// Whether a changer tells of something that is on record elsewhere: a place that is full or empty
/// against its record, another bar code than that of the medium which is recorded there, an empty
/// hand where a medium is on record in no place. What lies in the mail slot counts as far as it is
/// on record there.
pub(crate) fn is_told_otherwise(
    db: &Database,
    library: Key<Library>,
    elements: &[ElementDescriptor],
) -> bool {
    let hand_is_full = elements.iter().any(|e| e.kind == ElementType::Transport && e.full);
    let mut media = db.index().media_in.of(library);
    let nowhere = !hand_is_full && media.any(|medium| Place::of(db.get(medium)).is_none());
    let otherwise = |there: &Seen<'_>| {
        let medium = there.place.medium(db).map(|medium| &db.get(medium).bar_code);
        let other = medium.is_some_and(|code| {
            !code.is_empty() && !there.bar_code.is_empty() && *code != there.bar_code
        });
        let recorded = match there.place {
            _ if medium.is_some() => true,
            Place::Slot(slot) => match db.get(slot).state {
                SlotState::Full => true,
                SlotState::Empty => false,
                _ => return false,
            },
            Place::Drive(_) | Place::Port(_) => return false,
        };
        other || recorded != there.holds()
    };
    let seen = places_seen(db, library, elements);
    nowhere || seen.iter().any(|there| !there.absent() && !there.uncertain() && otherwise(there))
}

/// The places of a library by the addresses of their elements.
pub(super) fn places(db: &Database, library: Key<Library>) -> BTreeMap<u16, Place> {
    let index = db.index();
    let mut places = BTreeMap::new();
    // The mouth of a stand-alone drive is no place beside the drive itself.
    if db.get(library).library_type != LibraryType::StandAlone {
        let ports = index.ports_of.of(library);
        places.extend(ports.map(|key| (db.get(key).address, Place::Port(key))));
    }
    let slots = index.slots_of.of(library);
    places.extend(slots.map(|key| (db.get(key).address, Place::Slot(key))));
    // A drive that was replaced has the address of its successor, which comes last and so stays.
    let gone = |key: &Key<Drive>| db.get(*key).head.operational == OperationalState::NotPresent;
    let (gone, present): (Vec<_>, Vec<_>) = index.drives_of.of(library).partition(gone);
    for key in gone.into_iter().chain(present) {
        places.insert(db.get(key).address, Place::Drive(key));
    }
    places
}

/// The elements that have rows, in the order in which they were reported.
fn places_seen<'e>(
    db: &Database,
    library: Key<Library>,
    elements: &'e [ElementDescriptor],
) -> Vec<Seen<'e>> {
    let places = places(db, library);
    let kind = |place: Place| match place {
        Place::Slot(_) => ElementType::Storage,
        Place::Drive(_) => ElementType::DataTransfer,
        Place::Port(_) => ElementType::ImportExport,
    };
    let seen = |element: &'e ElementDescriptor| {
        let place = places.get(&element.address.0).copied()?;
        let tag = element.tag.as_deref().unwrap_or_default().trim();
        let bar_code = Text::cut(tag, BARCODE_LENGTH);
        (kind(place) == element.kind).then_some(Seen { place, element, bar_code, medium: None })
    };
    elements.iter().filter_map(seen).collect()
}

/// Sees which slot is the cleaner's. The elements that hold cleaners come back, by index.
fn settle_cleaner(db: &mut Database, library: Key<Library>, seen: &[Seen<'_>]) -> BTreeSet<usize> {
    let row = db.get(library);
    let recognizes = row.flags.contains(LibraryFlags::RECOGNIZECLEANERBARCODE);
    let was_present = row.flags.contains(LibraryFlags::CLEANERPRESENT);
    let reserved = row.cleaner_slot;
    let slot = |there: &Seen<'_>| match there.place {
        Place::Slot(slot) => Some(slot),
        _ => None,
    };
    // What is on record as a medium is one, however it is called.
    let of_medium = |there: &Seen<'_>| {
        !there.bar_code.is_empty() && db.media_with_bar_code(&there.bar_code).next().is_some()
    };
    // Of two with one bar code it may be either.
    let is_only = |there: &Seen<'_>| {
        seen.iter().filter(|other| other.bar_code == there.bar_code).count() == 1
    };
    let named = |there: &Seen<'_>| recognizes && is_cleaner(&there.bar_code) && !of_medium(there);
    let holds_cleaner = |there: &Seen<'_>| {
        let put_there = was_present
            && reserved.is_some_and(|reserved| slot(there) == Some(reserved))
            && there.place.medium(db).is_none()
            && !(of_medium(there) && is_only(there))
            && !tells_data(there.element);
        there.holds() && (named(there) || put_there)
    };
    let cleaners: BTreeSet<usize> =
        (0..).zip(seen).filter(|(_, there)| holds_cleaner(there)).map(|(at, _)| at).collect();
    let mut in_slots = cleaners.iter().filter_map(|at| slot(seen.get(*at)?));
    let at_home = reserved.filter(|reserved| in_slots.clone().any(|slot| slot == *reserved));
    let found = at_home.or_else(|| in_slots.next());
    // A cleaner that is at work in a drive is still in the changer.
    let present = found.is_some() || (was_present && !cleaners.is_empty());
    note_cleaner(db, library, found, present);
    // One in a drive is to be put away like anything that is found there.
    cleaners.into_iter().filter(|at| seen.get(*at).and_then(slot).is_some()).collect()
}

/// Records the cleaner's slot, if one was found, and whether a cleaner is there. One that came by
/// itself has been used nobody knows how often, so its uses are not counted.
fn note_cleaner(
    db: &mut Database,
    library: Key<Library>,
    found: Option<Key<StorageSlot>>,
    present: bool,
) {
    db.update(library, |row| {
        let was_present = row.flags.contains(LibraryFlags::CLEANERPRESENT);
        let moved = found.is_some() && row.cleaner_slot != found;
        if present && (moved || !was_present) {
            row.cleaner_uses_remaining = u32::MAX;
        }
        row.cleaner_slot = found.or(row.cleaner_slot);
        row.flags = match present {
            true => row.flags.union(LibraryFlags::CLEANERPRESENT),
            false => row.flags.without(LibraryFlags::CLEANERPRESENT),
        };
        if !present {
            row.cleaner_uses_remaining = 0;
        }
    });
}

/// Which medium is in an element, of those that were not found yet.
type Rule<'r> = dyn Fn(&Seen<'_>, &BTreeSet<Key<PhysicalMedia>>) -> Option<Key<PhysicalMedia>> + 'r;

/// Which recorded medium is in each element that holds one. Each is found once: first those whose
/// bar code is read where they are recorded, then those that moved, and at last those that are
/// believed to be there because nothing was read, there or in the robot's hand.
fn find_media(
    db: &Database,
    library: Key<Library>,
    seen: &mut [Seen<'_>],
    cleaners: &BTreeSet<usize>,
    hand: Option<&ElementDescriptor>,
) -> BTreeSet<Key<PhysicalMedia>> {
    let mut claimed = BTreeSet::new();
    let code = |medium: &Key<PhysicalMedia>| db.get(*medium).bar_code.clone();
    let held = hand.and_then(|hand| hand.tag.as_deref()).unwrap_or_default().trim();
    let in_hand = |medium: &Key<_>| !held.is_empty() && &code(medium) == held;
    let at_home = |there: &Seen<'_>, _: &BTreeSet<_>| {
        let named = |medium: &_| !there.bar_code.is_empty() && code(medium) == there.bar_code;
        there.place.medium(db).filter(|medium| there.holds() && named(medium))
    };
    let moved = |there: &Seen<'_>, claimed: &BTreeSet<_>| {
        let mut candidates = db.media_with_bar_code(&there.bar_code);
        let found = candidates
            .find(|medium| !claimed.contains(medium) && may_have_come(db, library, *medium));
        found.filter(|_| there.holds())
    };
    let believed = |there: &Seen<'_>, claimed: &BTreeSet<_>| {
        let unread = there.holds() && there.bar_code.is_empty();
        let unseen = there.uncertain() && !there.absent();
        there
            .place
            .medium(db)
            .filter(|medium| (unread || unseen) && !claimed.contains(medium) && !in_hand(medium))
    };
    let rules: [&Rule<'_>; 3] = [&at_home, &moved, &believed];
    for rule in rules {
        for (at, there) in seen.iter_mut().enumerate() {
            if there.medium.is_none() && !cleaners.contains(&at) {
                there.medium = rule(there, &claimed);
                claimed.extend(there.medium);
            }
        }
    }
    claimed
}

/// Whether a medium may lie in this library unnoticed. In another one that works, somebody would
/// have had to take it out; two media with one bar code are more likely, and labels decide.
fn may_have_come(db: &Database, library: Key<Library>, medium: Key<PhysicalMedia>) -> bool {
    let recorded = db.get(medium).library;
    let row = db.get(recorded);
    recorded == library
        || row.library_type == LibraryType::Offline
        || row.head.operational == OperationalState::NotPresent
}

/// Moves the records. Everything leaves its old place before anything comes to a new one, since
/// two media may have changed places.
fn relocate(
    db: &mut Database,
    library: Key<Library>,
    seen: &[Seen<'_>],
    claimed: &BTreeSet<Key<PhysicalMedia>>,
    hand: Option<&ElementDescriptor>,
) {
    let strays = |there: &&Seen<'_>| {
        there.medium.is_some_and(|medium| Place::of(db.get(medium)) != Some(there.place))
    };
    let moved: Vec<&Seen<'_>> = seen.iter().filter(strays).collect();
    let recorded = db.index().media_in.of(library);
    let lost: Vec<Key<PhysicalMedia>> = recorded.filter(|key| !claimed.contains(key)).collect();
    let held = hand.and_then(|hand| in_hand(db, hand, &lost));
    for medium in moved.iter().filter_map(|there| there.medium) {
        lay(db, medium, library, None);
    }
    let shelf = db.offline_library().unwrap_or(library);
    for medium in lost {
        let to = if held == Some(medium) { library } else { shelf };
        lay(db, medium, to, None);
    }
    for there in moved {
        if let Some(medium) = there.medium {
            lay(db, medium, library, Some(there.place));
            note_side(db, medium, there);
        }
    }
}

/// Which of the media that are in no place hangs in the robot's hand. It stays in the library,
/// though no object of the service stands for the hand. Without a bar code only one can be meant.
fn in_hand(
    db: &Database,
    hand: &ElementDescriptor,
    lost: &[Key<PhysicalMedia>],
) -> Option<Key<PhysicalMedia>> {
    match (&hand.tag, lost) {
        (Some(tag), _) => {
            lost.iter().copied().find(|medium| db.get(*medium).bar_code.as_str() == tag.trim())
        }
        (None, [one]) => Some(*one),
        _ => None,
    }
}

/// Records where a medium is: in a place of a library, in a library without a place, or on the
/// shelf, which is a library without places. A slot that it comes to is the one it returns to.
pub(crate) fn lay(
    db: &mut Database,
    medium: Key<PhysicalMedia>,
    library: Key<Library>,
    place: Option<Place>,
) {
    let shelved = db.get(library).library_type == LibraryType::Offline;
    db.update(medium, |row| {
        row.library = library;
        (row.slot, row.drive, row.port) = (None, None, None);
        match place {
            Some(Place::Slot(slot)) => {
                row.slot = Some(slot);
                row.home_slot = Some(slot);
            }
            Some(Place::Drive(drive)) => row.drive = Some(drive),
            Some(Place::Port(port)) => row.port = Some(port),
            None => {}
        }
        if row.drive.is_none() {
            row.mounted_side = None;
        }
        if shelved {
            row.home_slot = None;
            row.state = MediaState::Idle;
        }
    });
}

/// Takes a medium off a place that is no more; it stays in the library until it is found.
pub(super) fn vacate(db: &mut Database, place: Place) {
    if let Some(medium) = place.medium(db) {
        let library = db.get(medium).library;
        lay(db, medium, library, None);
    }
}

/// In a drive, the side that faces the heads.
fn note_side(db: &mut Database, medium: Key<PhysicalMedia>, there: &Seen<'_>) {
    if let Place::Drive(_) = there.place {
        db.update(medium, |row| {
            let side = u32::from(there.element.inverted).min(row.sides.saturating_sub(1));
            row.mounted_side = Some(row.first_side.next(side));
        });
    }
}

/// Whether the label outside could be read this time. A label that was read before stays known.
fn note_label(db: &mut Database, medium: Key<PhysicalMedia>, bar_code: &Text) {
    let read = match bar_code.is_empty() {
        true => BarCodeState::Unreadable,
        false => BarCodeState::Ok,
    };
    db.update(medium, |row| row.bar_code_state = read);
}

/// Slots and ports are full or empty as their elements are.
fn note_state(db: &mut Database, there: &Seen<'_>) {
    match there.place {
        Place::Slot(slot) => {
            let state = if there.absent() {
                SlotState::NotPresent
            } else if there.uncertain() {
                SlotState::NeedsInventory
            } else if there.holds() {
                SlotState::Full
            } else {
                SlotState::Empty
            };
            db.update(slot, |row| row.state = state);
        }
        Place::Port(port) => {
            let content = if there.holds() { PortContent::Full } else { PortContent::Empty };
            let position = match there.element.accessible {
                true => PortPosition::Retracted,
                false => PortPosition::Extended,
            };
            db.update(port, |row| (row.content, row.position) = (content, position));
        }
        Place::Drive(_) => {}
    }
}

/// A place is recorded as full.
pub(super) fn note_full(db: &mut Database, place: Place) {
    match place {
        Place::Slot(slot) => db.update(slot, |row| row.state = SlotState::Full),
        Place::Drive(drive) => db.update(drive, |row| row.state = DriveState::Dismountable),
        Place::Port(port) => db.update(port, |row| row.content = PortContent::Full),
    }
}
