//! Stories of libraries put on record, of media that moved, and of what a scenario knew before.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use wire::label::{FreeLabel, Label, LabelParsers};
use wire::ntms::option::{AllocationPolicy, DeallocationPolicy};
use wire::ntms::state::{
    BarCodeState, DriveState, MediaState, OperationalState, PortContent, PortPosition, SideState,
    SlotState,
};
use wire::scsi::{ElementAddress, ElementDescriptor, ElementType, Lun, Sense, SenseCode};
use wire::{Guid, Ticks};

use super::medium::classify;
use super::*;
use crate::config::{Attachment, Cable, Switches, Unit, Version};
use crate::database::{Partition, Row};
use crate::device::{ChangerFacts, DriveFacts, ElementMap, Identity, LibraryFacts};

fn config() -> Config {
    Config {
        computer: Text::new("SERVER"),
        version: Version::Server2003,
        start: Ticks(1),
        instance: 7,
        switches: Switches::default(),
        label_parsers: LabelParsers::default(),
        attachments: Vec::new(),
        security: None,
    }
}

fn service() -> Database {
    let mut db = Database::new(7);
    db.set_now(Ticks(1));
    install_service(&mut db, &config());
    db.commit();
    db
}

fn identity(device_type: u8, vendor: &str, product: &str, serial: &str) -> Identity {
    Identity {
        device_type,
        vendor: Text::new(vendor),
        product: Text::new(product),
        revision: Text::new("0001"),
        serial: Text::new(serial),
    }
}

const HAND: u16 = 1;
const PORT: u16 = 10;
const SLOTS: u16 = 1000;
const BAYS: u16 = 500;

/// What lies in an element: nothing, something with no bar code that can be read, or with one.
type Content<'a> = Option<Option<&'a str>>;

const EMPTY: Content<'static> = None;
const BLANK: Content<'static> = Some(None);

fn code(code: &str) -> Content<'_> {
    Some(Some(code))
}

fn element(kind: ElementType, address: u16, content: Content<'_>) -> ElementDescriptor {
    ElementDescriptor {
        full: content.is_some(),
        tag: content.flatten().map(str::to_owned),
        ..ElementDescriptor::empty(ElementAddress(address), kind)
    }
}

/// An LTO-3 library with these slots, two drives and one place in the mail slot.
fn library(serial: &str, slots: &[Content<'_>]) -> LibraryFacts {
    let storage =
        (SLOTS..).zip(slots).map(|(at, content)| element(ElementType::Storage, at, *content));
    let mut elements = vec![element(ElementType::Transport, HAND, EMPTY)];
    elements.extend(storage);
    elements.push(element(ElementType::ImportExport, PORT, EMPTY));
    elements.extend((BAYS..BAYS + 2).map(|at| element(ElementType::DataTransfer, at, EMPTY)));
    let drive = |number: u16| DriveFacts {
        lun: Lun(1 + number),
        address: ElementAddress(BAYS + number),
        identity: Some(identity(0x01, "HP", "Ultrium 3-SCSI", &format!("{serial}D{number}"))),
        not_ready: Some(Sense::NO_MEDIUM),
    };
    LibraryFacts {
        changer: Some(ChangerFacts {
            lun: Lun(0),
            identity: identity(0x08, "HP", "MSL6000 Series", serial),
            rotates: false,
            moves: [0x0F; 4],
            trouble: None,
        }),
        map: ElementMap { transport: (ElementAddress(HAND), 1), ..ElementMap::default() },
        reads_bar_codes: crate::device::tell_bar_codes(&elements),
        drives: vec![drive(0), drive(1)],
        elements,
    }
}

/// A jukebox with two-sided discs, without bar codes.
fn jukebox(slots: &[Content<'_>]) -> LibraryFacts {
    let mut facts = library("OPT", slots);
    for drive in &mut facts.drives {
        drive.identity = Some(identity(0x07, "SIM", "MO DRIVE 9.1", &drive.lun.0.to_string()));
    }
    facts
}

fn stand_alone(serial: &str, content: Content<'_>) -> LibraryFacts {
    let drive = DriveFacts {
        lun: Lun(0),
        address: ElementAddress(0),
        identity: Some(identity(0x01, "IBM", "ULT3580-TD3", serial)),
        not_ready: content.is_none().then_some(Sense::NO_MEDIUM),
    };
    LibraryFacts {
        changer: None,
        map: ElementMap::default(),
        reads_bar_codes: false,
        drives: vec![drive],
        elements: vec![element(ElementType::DataTransfer, 0, content)],
    }
}

fn put(facts: &mut LibraryFacts, address: u16, content: Content<'_>) {
    let at = facts.elements.iter().position(|e| e.address.0 == address).expect("an element");
    facts.elements[at] = element(facts.elements[at].kind, address, content);
}

fn bay(facts: &mut LibraryFacts, address: u16) -> &mut ElementDescriptor {
    facts.elements.iter_mut().find(|e| e.address.0 == address).expect("an element")
}

fn attachment(cable: u16, facts: &LibraryFacts) -> Attachment {
    let drives = facts.drives.iter().map(|drive| drive.lun);
    let luns: BTreeSet<Lun> = facts.changer.iter().map(|c| c.lun).chain(drives).collect();
    let unit = |lun: Lun| Unit {
        lun,
        scsi: [2, 0, cable, lun.0],
        device_name: Text::from(format!("\\\\.\\Device{cable}-{}", lun.0)),
    };
    Attachment { cable: Cable(cable), units: luns.into_iter().map(unit).collect() }
}

fn adopted(db: &mut Database, facts: &LibraryFacts) -> Adopted {
    let adopted = adopt(db, &config(), &attachment(0, facts), facts);
    assert_places(db, adopted.library, facts, &adopted.unidentified);
    adopted
}

/// Every full slot holds exactly one medium, or the cleaner, or is unidentified; a medium is where
/// its element is full; what was kept makes the same database again.
fn assert_places(
    db: &Database,
    library: Key<Library>,
    facts: &LibraryFacts,
    unidentified: &[Unidentified],
) {
    let unknown: BTreeSet<Place> = unidentified.iter().map(|there| there.place).collect();
    assert_eq!(unknown.len(), unidentified.len(), "each place once");
    let row = db.get(library);
    for slot in db.index().slots_of.of(library) {
        let place = Place::Slot(slot);
        let address = db.get(slot).address;
        let element = facts.elements.iter().find(|e| e.address.0 == address);
        let full = element.is_some_and(|e| e.full);
        let tag = element.and_then(|e| e.tag.as_deref()).unwrap_or_default();
        let known = place.medium(db);
        let cleaner = row.cleaner_slot == Some(slot) || tag.starts_with("CLN");
        let known_here = known.is_some() || unknown.contains(&place);
        let holds = [known.is_some(), unknown.contains(&place), full && cleaner && !known_here];
        let holds = holds.iter().filter(|holds| **holds).count();
        assert_eq!(holds, usize::from(full), "slot {address}: {:?}", db.get(slot));
        assert_eq!(db.get(slot).state == SlotState::Full, full);
        if let Some(medium) = known {
            let medium = db.get(medium);
            assert_eq!(medium.library, library);
            assert!(tag.is_empty() || medium.bar_code.as_str() == tag);
        }
    }
    for medium in db.index().media_in.of(library) {
        let medium = db.get(medium);
        let places = [medium.slot.is_some(), medium.drive.is_some(), medium.port.is_some()];
        assert!(places.iter().filter(|there| **there).count() <= 1);
    }
    Database::load(7, db.rows()).expect("rows that agree with one another");
}

fn slot(db: &Database, address: u16) -> Key<StorageSlot> {
    let found = db.all::<StorageSlot>().find(|(_, row)| row.address == address);
    found.map(|(key, _)| key).expect("a slot")
}

fn drive(db: &Database, serial: &str) -> Key<Drive> {
    let found = db.all::<Drive>().find(|(_, row)| row.serial_number.as_str() == serial);
    found.map(|(key, _)| key).expect("a drive")
}

/// The medium with a bar code.
fn medium(db: &Database, code: &str) -> Key<PhysicalMedia> {
    db.media_with_bar_code(&Text::new(code)).next().expect("a medium")
}

fn in_slot(db: &Database, address: u16) -> Option<&PhysicalMedia> {
    db.index().in_slot(slot(db, address)).map(|key| db.get(key))
}

fn offline(db: &Database) -> Key<Library> {
    db.offline_library().expect("installed")
}

/// Every full place that nobody knows gets a medium with blank sides, unless a cleaner is in it.
fn identify(db: &mut Database, adopted: &Adopted) {
    for there in adopted.unidentified.iter().filter(|there| !there.bar_code.starts_with("CLN")) {
        let media_type = db.get(adopted.library).media_types[0];
        let sides = vec![Read::Nothing; db.get(media_type).sides as usize];
        let bar_code = there.bar_code.clone();
        let place = Some(there.place);
        let library = adopted.library;
        let new = NewMedium {
            library,
            place,
            media_type,
            bar_code,
            medium_type_code: 0,
            density_code: 0,
            sides,
        };
        new_medium(db, &config(), new);
    }
}

/// A service with a library whose media were identified.
fn with_media(slots: &[Content<'_>]) -> (Database, LibraryFacts, Adopted) {
    let mut db = service();
    let facts = library("MSL1", slots);
    let there = adopted(&mut db, &facts);
    identify(&mut db, &there);
    db.commit();
    (db, facts, there)
}

#[test]
fn a_service_has_its_pools_and_the_shelf() {
    let db = service();
    assert_eq!(db.get(db.computer()).head.name.as_str(), "SERVER");
    assert_eq!(db.get(db.computer()).lib_request_purge_seconds, 259_200);
    assert_eq!(db.get(db.root_pool()).parent, None);
    for (path, purpose) in SYSTEM_POOLS {
        let pool = db.pool_at(path).expect("a system pool");
        assert_eq!(db.get(pool).parent, Some(db.root_pool()));
        assert_eq!((db.get(pool).pool_type, db.get(pool).media_type), (purpose, None));
    }
    let shelf = db.get(offline(&db));
    assert_eq!(shelf.library_type, LibraryType::Offline);
    assert_eq!(shelf.flags, LibraryFlags::FIXEDOFFLINE);
}

#[test]
fn paths_of_pools_are_found_in_any_case_with_or_without_backslash() {
    let (db, ..) = with_media(&[code("A00001L3")]);
    let free = db.pool_at("Free\\LTO_Ultrium").expect("a pool for the type");
    assert_eq!(db.pool_at("\\FREE\\lto_ultrium"), Some(free));
    assert_eq!(db.pool_path(free).as_str(), "Free\\LTO_Ultrium");
    assert_eq!(db.pool_at(""), Some(db.root_pool()));
    assert_eq!(db.pool_path(db.root_pool()).as_str(), "");
    for nothing in ["Free\\", "Free\\\\LTO_Ultrium", "\\\\Free", "Fre", "Free\\LTO_Ultrium\\x"] {
        assert_eq!(db.pool_at(nothing), None, "{nothing}");
    }
    let media_type = db.media_type(StorageMediaType::LtoUltrium).expect("a type");
    assert_eq!(db.system_pool(PoolType::Scratch, media_type), Some(free));
    assert_eq!(db.system_pool(PoolType::Application, media_type), None);
}

#[test]
fn a_library_is_put_on_record_whole() {
    let mut db = service();
    let facts = library("MSL1", &[code("A00001L3"), EMPTY, BLANK]);
    let there = adopted(&mut db, &facts);
    let row = db.get(there.library).clone();
    assert_eq!(row.head.name.as_str(), "HP MSL6000 Series");
    assert_eq!(row.library_type, LibraryType::Online);
    assert!(row.reads_bar_codes && row.cleans_drives && row.auto_recovery);
    assert_eq!(row.inventory_method, InventoryMethod::Fast);
    assert_eq!(row.flags, LibraryFlags::RECOGNIZECLEANERBARCODE);
    assert_eq!(row.cleaner_uses_remaining, 0);
    let types: Vec<&str> =
        row.media_types.iter().map(|key| db.get(*key).head.name.as_str()).collect();
    assert_eq!(types, ["LTO_Ultrium"]);
    let second = db.get(drive(&db, "MSL1D1"));
    assert_eq!((second.number, second.address, second.state), (1, 501, DriveState::Dismounted));
    assert_eq!(second.device_name.as_str(), "\\\\.\\Device0-2");
    assert_eq!([second.scsi_port, second.scsi_target, second.scsi_lun], [2, 0, 2]);
    let changer = db.index().changers_of.of(there.library).next().expect("a changer");
    assert_eq!(db.get(changer).address, HAND);
    assert_eq!(db.get(changer).serial_number.as_str(), "MSL1");
    assert_eq!(db.index().doors_of.count(there.library), 1);
    let port = db.index().ports_of.of(there.library).next().expect("a port");
    assert_eq!(db.get(port).content, PortContent::Empty);
    let states: Vec<SlotState> = db.all::<StorageSlot>().map(|(_, row)| row.state).collect();
    assert_eq!(states, [SlotState::Full, SlotState::Empty, SlotState::Full]);
    assert_eq!(there.changer, Some(Lun(0)));
    let luns: Vec<Lun> = there.drives.iter().map(|(_, lun)| *lun).collect();
    assert_eq!(luns, [Lun(1), Lun(2)]);
    let unknown = |address, code| Unidentified {
        place: Place::Slot(slot(&db, address)),
        bar_code: Text::new(code),
    };
    assert_eq!(there.unidentified, [unknown(1000, "A00001L3"), unknown(1002, "")]);
}

#[test]
fn adopting_what_did_not_change_changes_nothing() {
    let (mut db, facts, first) = with_media(&[code("A00001L3"), EMPTY, code("CLN001CU")]);
    let again = adopted(&mut db, &facts);
    assert_eq!(db.commit(), None);
    assert_eq!(again.library, first.library);
    assert_eq!(again.unidentified, []);
}

#[test]
fn another_serial_number_is_another_library() {
    let (mut db, _, first) = with_media(&[code("A00001L3")]);
    let second = adopted(&mut db, &library("MSL2", &[EMPTY]));
    assert_ne!(second.library, first.library);
    assert_eq!(db.get(second.library).head.name.as_str(), "HP MSL6000 Series 2");
    assert_eq!(db.count::<MediaType>(), 1);
    assert_eq!(db.all::<Drive>().count(), 4);
    // Without serial numbers the name of the device tells.
    let nameless = library("", &[EMPTY]);
    let one = adopt(&mut db, &config(), &attachment(7, &nameless), &nameless);
    let other = adopt(&mut db, &config(), &attachment(8, &nameless), &nameless);
    assert_ne!(one.library, other.library);
    let again = adopt(&mut db, &config(), &attachment(7, &nameless), &nameless);
    assert_eq!(again.library, one.library);
}

#[test]
fn a_medium_that_moved_is_found_by_its_bar_code_and_one_that_vanished_is_on_the_shelf() {
    let slots = [code("A00001L3"), code("A00002L3"), code("A00003L3"), EMPTY];
    let (mut db, mut facts, first) = with_media(&slots);
    let third = medium(&db, "A00003L3");
    db.update(third, |row| row.state = MediaState::InUse);
    // The first two change places, the third is gone, a new one has come.
    put(&mut facts, 1000, code("A00002L3"));
    put(&mut facts, 1001, code("A00001L3"));
    put(&mut facts, 1002, EMPTY);
    put(&mut facts, 1003, code("A00004L3"));
    let there = adopted(&mut db, &facts);
    assert_eq!(in_slot(&db, 1000).map(|row| row.bar_code.as_str()), Some("A00002L3"));
    assert_eq!(db.get(medium(&db, "A00001L3")).home_slot, Some(slot(&db, 1001)));
    let gone = db.get(third);
    assert_eq!((gone.library, Place::of(gone), gone.home_slot), (offline(&db), None, None));
    assert_eq!(gone.state, MediaState::Idle);
    let codes: Vec<&str> = there.unidentified.iter().map(|u| u.bar_code.as_str()).collect();
    assert_eq!(codes, ["A00004L3"]);
    // It comes back.
    put(&mut facts, 1002, code("A00003L3"));
    adopted(&mut db, &facts);
    assert_eq!(db.get(third).library, first.library);
    assert_eq!(db.get(third).slot, Some(slot(&db, 1002)));
}

#[test]
fn where_no_bar_code_is_read_the_recorded_medium_is_believed() {
    let (mut db, mut facts, _) = with_media(&[code("A00001L3"), BLANK, EMPTY]);
    let labelled = medium(&db, "A00001L3");
    put(&mut facts, 1000, BLANK);
    assert_eq!(adopted(&mut db, &facts).unidentified, []);
    assert_eq!(db.get(labelled).slot, Some(slot(&db, 1000)));
    assert_eq!(db.get(labelled).bar_code_state, BarCodeState::Unreadable);
    assert_eq!(db.get(labelled).bar_code.as_str(), "A00001L3");
    // The other slot shows a bar code that nobody knows: what was there is not there any more.
    put(&mut facts, 1001, code("A00009L3"));
    let there = adopted(&mut db, &facts);
    assert_eq!(there.unidentified.len(), 1);
    assert_eq!(db.index().media_in.count(offline(&db)), 1);
}

#[test]
fn a_second_medium_with_one_bar_code_is_not_taken_from_a_library_that_works() {
    let (mut db, facts, first) = with_media(&[code("A00001L3")]);
    let other = library("MSL2", &[code("A00001L3")]);
    let second = adopted(&mut db, &other);
    assert_eq!(second.unidentified.len(), 1);
    assert_eq!(db.get(medium(&db, "A00001L3")).library, first.library);
    // Once the first library is gone, its medium may have come.
    db.update(first.library, |row| row.head.operational = OperationalState::NotPresent);
    assert_eq!(adopted(&mut db, &other).unidentified, []);
    assert_eq!(db.get(medium(&db, "A00001L3")).library, second.library);
    assert_eq!(adopted(&mut db, &facts).unidentified.len(), 1);
    assert_eq!(db.get(first.library).head.operational, OperationalState::Ready);
    // In one library too, one record is in one place.
    let twice = library("MSL2", &[code("A00001L3"), code("A00001L3")]);
    assert_eq!(adopted(&mut db, &twice).unidentified.len(), 1);
}

#[test]
fn the_first_cleaner_in_a_slot_makes_it_the_cleaners_slot() {
    let (mut db, mut facts, there) =
        with_media(&[code("A00001L3"), code("CLN001CU"), code("CLN002CU"), EMPTY]);
    assert_eq!(db.count::<PhysicalMedia>(), 1, "cleaners are no media");
    let cleaner = |db: &Database| {
        let row = db.get(there.library);
        let present = row.flags.contains(LibraryFlags::CLEANERPRESENT);
        (row.cleaner_slot.map(|slot| db.get(slot).address), present, row.cleaner_uses_remaining)
    };
    assert_eq!(cleaner(&db), (Some(1001), true, u32::MAX));
    db.update(there.library, |row| row.cleaner_uses_remaining = 20);
    adopted(&mut db, &facts);
    assert_eq!(cleaner(&db), (Some(1001), true, 20), "it is still the same");
    put(&mut facts, 1001, EMPTY);
    adopted(&mut db, &facts);
    assert_eq!(cleaner(&db), (Some(1002), true, u32::MAX), "the other one takes its place");
    put(&mut facts, 1002, EMPTY);
    put(&mut facts, BAYS, code("CLN002CU"));
    let at_work = adopted(&mut db, &facts);
    assert_eq!(cleaner(&db), (Some(1002), true, u32::MAX), "it is in a drive");
    assert_eq!(at_work.unidentified[0].place, Place::Drive(drive(&db, "MSL1D0")));
    put(&mut facts, BAYS, EMPTY);
    adopted(&mut db, &facts);
    assert_eq!(cleaner(&db), (Some(1002), false, 0));
}

#[test]
fn without_the_flag_only_the_reserved_slot_holds_a_cleaner() {
    let (mut db, _, there) = with_media(&[code("A00001L3"), EMPTY]);
    let facts = library("MSL1", &[code("A00001L3"), BLANK]);
    let reserved = slot(&db, 1001);
    db.update(there.library, |row| {
        row.flags = LibraryFlags::CLEANERPRESENT;
        row.cleaner_slot = Some(reserved);
    });
    assert_eq!(adopted(&mut db, &facts).unidentified, []);
    db.update(there.library, |row| row.flags = LibraryFlags::NONE);
    assert_eq!(adopt(&mut db, &config(), &attachment(0, &facts), &facts).unidentified.len(), 1);
    let codes = library("MSL1", &[code("A00001L3"), code("CLN001CU")]);
    let there = adopt(&mut db, &config(), &attachment(0, &codes), &codes);
    assert_eq!(there.unidentified.len(), 1, "its bar code means nothing");
}

#[test]
fn a_library_that_is_seen_to_read_bar_codes_later_is_from_then_on_one_that_does() {
    let mut db = service();
    let there = adopted(&mut db, &library("MSL1", &[EMPTY]));
    assert!(!db.get(there.library).reads_bar_codes);
    assert_eq!(db.get(there.library).inventory_method, InventoryMethod::Omid);
    adopted(&mut db, &library("MSL1", &[code("CLN001CU")]));
    let row = db.get(there.library);
    assert!(row.reads_bar_codes && row.flags.contains(LibraryFlags::CLEANERPRESENT));
    assert_eq!(row.inventory_method, InventoryMethod::Fast);
    let mut unlabelled = library("MSL9", &[BLANK]);
    bay(&mut unlabelled, 1000).exception = Some(SenseCode { asc: 0x53, ascq: 0x06 });
    let there = adopted(&mut db, &unlabelled);
    assert!(db.get(there.library).reads_bar_codes, "it says that the label is missing");
}

#[test]
fn drives_that_are_replaced_moved_or_off_keep_their_records() {
    let (mut db, mut facts, there) = with_media(&[EMPTY]);
    let (first, second) = (drive(&db, "MSL1D0"), drive(&db, "MSL1D1"));
    let there_is = |db: &Database, key| db.get::<Drive>(key).head.operational;
    // The second moves into the first bay, whose drive is gone; another one is in its old bay.
    facts.drives[0].identity = Some(identity(0x01, "HP", "Ultrium 3-SCSI", "MSL1D1"));
    facts.drives[1].identity = Some(identity(0x01, "HP", "Ultrium 3-SCSI", "NEW"));
    let now = adopted(&mut db, &facts);
    assert_eq!(db.get(second).address, BAYS);
    assert_eq!(there_is(&db, first), OperationalState::NotPresent);
    assert_eq!(now.drives[0].0, second);
    assert_eq!(db.index().drives_of.count(there.library), 3);
    // The one in the first bay has no power.
    facts.drives[0].identity = None;
    let now = adopted(&mut db, &facts);
    assert_eq!(there_is(&db, second), OperationalState::NotPresent);
    assert_eq!(now.drives.len(), 1);
    facts.drives[0].identity = Some(identity(0x01, "HP", "Ultrium 3-SCSI", "MSL1D1"));
    adopted(&mut db, &facts);
    assert_eq!(there_is(&db, second), OperationalState::Ready);
    assert_eq!(db.index().drives_of.count(there.library), 3);
    // One that answers nothing from the start has no row.
    let mut dark = library("MSL2", &[EMPTY]);
    dark.drives[0].identity = None;
    let there = adopted(&mut db, &dark);
    assert_eq!(db.index().drives_of.count(there.library), 1);
    // What people took away from the library stays away.
    db.update(there.library, |row| row.media_types.clear());
    adopted(&mut db, &dark);
    assert_eq!(db.get(there.library).media_types, []);
}

#[test]
fn what_drives_do_follows_from_what_is_in_them() {
    let (mut db, mut facts, _) = with_media(&[code("A00001L3")]);
    put(&mut facts, 1000, EMPTY);
    put(&mut facts, BAYS, code("A00001L3"));
    bay(&mut facts, BAYS).accessible = false;
    facts.drives[0].not_ready = None;
    put(&mut facts, BAYS + 1, code("A00007L3"));
    let cases = [
        (None, DriveState::Loaded),
        (Some(Sense::BECOMING_READY), DriveState::Mounted),
        (Some(Sense::NO_MEDIUM), DriveState::Unloaded),
    ];
    for (not_ready, state) in cases {
        facts.drives[1].not_ready = not_ready;
        let there = adopted(&mut db, &facts);
        assert_eq!(db.get(drive(&db, "MSL1D0")).state, DriveState::Dismountable);
        assert_eq!(db.get(drive(&db, "MSL1D1")).state, state);
        let places: Vec<Place> = there.unidentified.iter().map(|u| u.place).collect();
        assert_eq!(places, [Place::Drive(drive(&db, "MSL1D1"))]);
    }
    let row = db.get(medium(&db, "A00001L3"));
    assert_eq!(row.drive, Some(drive(&db, "MSL1D0")));
    assert_eq!(row.home_slot, Some(slot(&db, 1000)), "it goes home later");
    assert_eq!(row.mounted_side, Some(row.first_side));
    put(&mut facts, BAYS, EMPTY);
    put(&mut facts, 1000, code("A00001L3"));
    adopted(&mut db, &facts);
    assert_eq!(db.get(drive(&db, "MSL1D0")).state, DriveState::Dismounted);
    assert_eq!(db.get(medium(&db, "A00001L3")).mounted_side, None);
}

#[test]
fn a_magazine_that_is_out_takes_its_media_along() {
    let (mut db, mut facts, there) = with_media(&[code("A00001L3"), code("A00002L3")]);
    let slots = facts.elements.clone();
    put(&mut facts, 1000, EMPTY);
    bay(&mut facts, 1000).exception = Some(Sense::MAGAZINE_REMOVED.code);
    facts.elements.retain(|e| e.address.0 != 1001);
    adopted(&mut db, &facts);
    for address in [1000, 1001] {
        assert_eq!(db.get(slot(&db, address)).state, SlotState::NotPresent);
    }
    assert_eq!(db.index().media_in.count(offline(&db)), 2);
    facts.elements = slots;
    adopted(&mut db, &facts);
    assert_eq!(db.index().media_in.count(there.library), 2);
    assert_eq!(db.index().slots_of.count(there.library), 2);
    assert_eq!(db.get(slot(&db, 1001)).head.operational, OperationalState::Ready);
}

#[test]
fn what_the_changer_lost_count_of_is_kept_until_it_has_looked() {
    let (mut db, mut facts, _) = with_media(&[code("A00001L3"), EMPTY]);
    let unsure = Some(SenseCode { asc: 0x53, ascq: 0x08 });
    for address in [1000, 1001] {
        put(&mut facts, address, BLANK);
        bay(&mut facts, address).exception = unsure;
    }
    let there = adopt(&mut db, &config(), &attachment(0, &facts), &facts);
    assert_eq!(there.unidentified, []);
    assert_eq!(db.get(medium(&db, "A00001L3")).slot, Some(slot(&db, 1000)));
    assert_eq!(db.get(slot(&db, 1001)).state, SlotState::NeedsInventory);
}

#[test]
fn a_medium_in_the_hand_stays_in_the_library() {
    let (mut db, mut facts, there) = with_media(&[code("A00001L3"), code("A00002L3")]);
    put(&mut facts, 1000, EMPTY);
    put(&mut facts, 1001, EMPTY);
    put(&mut facts, HAND, code("A00002L3"));
    adopted(&mut db, &facts);
    assert_eq!(db.get(medium(&db, "A00001L3")).library, offline(&db));
    let held = medium(&db, "A00002L3");
    assert_eq!((db.get(held).library, Place::of(db.get(held))), (there.library, None));
    // Nobody reads its label, but no other medium can be meant.
    put(&mut facts, HAND, BLANK);
    adopted(&mut db, &facts);
    assert_eq!(db.get(held).library, there.library);
    put(&mut facts, HAND, EMPTY);
    put(&mut facts, PORT, code("A00002L3"));
    bay(&mut facts, PORT).accessible = false;
    adopted(&mut db, &facts);
    let port = db.get(held).port.expect("it lies in the mail slot");
    assert_eq!(db.get(port).content, PortContent::Full);
    assert_eq!(db.get(port).position, PortPosition::Extended);
}

#[test]
fn a_stand_alone_drive_is_a_library_with_a_mouth() {
    let mut db = service();
    let there = adopted(&mut db, &stand_alone("IBM1", BLANK));
    let row = db.get(there.library);
    assert_eq!(row.library_type, LibraryType::StandAlone);
    assert_eq!(row.head.name.as_str(), "IBM ULT3580-TD3");
    assert!(!row.cleans_drives);
    let index = db.index();
    let counts = [
        index.changers_of.count(there.library),
        index.slots_of.count(there.library),
        index.doors_of.count(there.library),
        index.ports_of.count(there.library),
        index.drives_of.count(there.library),
    ];
    assert_eq!(counts, [0, 0, 0, 1, 1]);
    assert_eq!(there.unidentified[0].place, Place::Drive(drive(&db, "IBM1")));
    identify(&mut db, &there);
    db.commit();
    assert_eq!(adopted(&mut db, &stand_alone("IBM1", BLANK)).unidentified, []);
    assert_eq!(db.get(drive(&db, "IBM1")).state, DriveState::Dismountable);
    adopted(&mut db, &stand_alone("IBM1", EMPTY));
    assert_eq!(db.index().media_in.count(offline(&db)), 1);
    assert_ne!(adopted(&mut db, &stand_alone("IBM2", EMPTY)).library, there.library);
}

#[test]
fn a_changer_in_trouble_needs_service_until_it_works_again() {
    let mut db = service();
    let mut facts = library("MSL1", &[EMPTY]);
    if let Some(changer) = &mut facts.changer {
        changer.trouble = Some(Sense::MANUAL_INTERVENTION);
    }
    let there = adopted(&mut db, &facts);
    let changer = db.index().changers_of.of(there.library).next().expect("a changer");
    assert_eq!(db.get(changer).head.operational, OperationalState::NeedsService);
    adopted(&mut db, &library("MSL1", &[EMPTY]));
    assert_eq!(db.get(changer).head.operational, OperationalState::Ready);
}

fn label(label_type: &str, info: &str) -> Label {
    Label::new(label_type, info.as_bytes(), info).expect("a label")
}

fn free_label() -> Label {
    let block = FreeLabel { id: Guid::from_u128(5) }.emit();
    LabelParsers::default().claim(&block).expect("our own label")
}

#[test]
fn labels_decide_where_a_new_medium_belongs() {
    let (free, backup) = (Read::Label(free_label()), Read::Label(label("Backup", "tape 1")));
    let (nothing, unusable, unread) = (Read::Nothing, Read::Unusable, Read::NotYet);
    use PoolType::{Foreign, Import};
    use SideState as S;
    let cases: Vec<(Vec<&Read>, PoolType, Vec<SideState>)> = vec![
        (vec![&free], Import, vec![S::Import]),
        (vec![&backup], Import, vec![S::Import]),
        (vec![&nothing], Foreign, vec![S::Foreign]),
        (vec![&unusable], Foreign, vec![S::Incompatible]),
        (vec![&unread], Foreign, vec![S::Unknown]),
        (vec![&free, &unread], Import, vec![S::Import, S::Unknown]),
        (vec![&free, &nothing], Import, vec![S::Import, S::Foreign]),
        (vec![&nothing, &backup], Import, vec![S::Foreign, S::Import]),
        (vec![&free, &backup], Import, vec![S::Import, S::Import]),
    ];
    for (sides, pool, states) in cases {
        let sides: Vec<Read> = sides.into_iter().cloned().collect();
        assert_eq!(classify(&sides), (pool, states), "{sides:?}");
    }
}

#[test]
fn a_new_medium_is_called_by_bar_code_label_or_number() {
    let mut db = service();
    let tapes = adopted(&mut db, &library("MSL1", &[code("A00001L3"), BLANK, BLANK]));
    let discs = adopted(&mut db, &jukebox(&[BLANK]));
    let mut make = |there: &Adopted, at: usize, bar_code: &str, sides: Vec<Read>| {
        let new = NewMedium {
            library: there.library,
            place: Some(there.unidentified[at].place),
            media_type: db.get(there.library).media_types[0],
            bar_code: Text::new(bar_code),
            medium_type_code: 0,
            density_code: 0,
            sides,
        };
        let key = new_medium(&mut db, &config(), new);
        let row = db.get(key).clone();
        let side = db.get(row.first_side).clone();
        (row, side)
    };
    let titled = || vec![Read::Label(label("Backup", "Monday"))];
    let (row, side) = make(&tapes, 0, "A00001L3", titled());
    assert_eq!(row.head.name.as_str(), "A00001L3");
    assert_eq!((row.sequence, row.bar_code_state), (1, BarCodeState::Ok));
    assert_eq!((side.state, side.label_info.as_str()), (SideState::Import, "Monday"));
    assert_eq!(side.capacity_bytes, 400_000_000_000);
    let (row, _) = make(&tapes, 1, "", titled());
    assert_eq!(row.head.name.as_str(), "Monday");
    assert_eq!(row.bar_code_state, BarCodeState::Unreadable);
    let (row, _) = make(&tapes, 2, "", vec![Read::Nothing]);
    assert_eq!(row.head.name.as_str(), "3");
    let (row, side) = make(&discs, 0, "", titled());
    assert_eq!(row.head.name.as_str(), "4", "a disc with two sides has two labels");
    assert_eq!(row.sides, 2);
    assert_eq!((side.side, side.capacity_bytes), (0, 4_550_000_000));
    let other = db.get(row.first_side.next(1));
    assert_eq!((other.side, other.state), (1, SideState::Unknown));
    assert_eq!(db.pool_path(row.pool).as_str(), "Import\\MO_5_RW");
    assert_eq!(db.get(db.computer()).sequence, 4);
}

fn known_pool(path: &str, media_type: Option<StorageMediaType>) -> KnownPool {
    KnownPool {
        path: Text::new(path),
        media_type,
        allocation_policy: AllocationPolicy::FROMSCRATCH,
        deallocation_policy: DeallocationPolicy::NONE,
        max_allocates: 3,
        security: None,
    }
}

const LTO: Option<StorageMediaType> = Some(StorageMediaType::LtoUltrium);
const MO: Option<StorageMediaType> = Some(StorageMediaType::Mo5Rw);

fn known(place: KnownPlace, bar_code: &str, states: &[KnownState]) -> KnownMedium {
    let side = |state: &KnownState| KnownSide { state: state.clone(), label: None };
    KnownMedium {
        place,
        bar_code: (!bar_code.is_empty()).then(|| Text::new(bar_code)),
        uses: None,
        sides: states.iter().map(side).collect(),
    }
}

const TAPES: Cable = Cable(0);
const DISCS: Cable = Cable(1);

fn at(cable: Cable, address: u16) -> KnownPlace {
    KnownPlace::Element(cable, ElementAddress(address))
}

fn in_pool(pool: &str) -> KnownState {
    KnownState::Available { pool: Text::new(pool) }
}

/// A tape library at the first cable and a jukebox at the second.
fn room() -> Vec<(Attachment, LibraryFacts)> {
    let slots = [code("A00001L3"), code("A00002L3"), BLANK, code("CLN001CU"), EMPTY];
    let tapes = library("MSL1", &slots);
    let discs = jukebox(&[BLANK, BLANK]);
    vec![(attachment(0, &tapes), tapes), (attachment(1, &discs), discs)]
}

fn furnished(pools: &[KnownPool], media: &[KnownMedium]) -> Result<Database, FurnishError> {
    let mut db = service();
    furnish(&mut db, &config(), &room(), pools, media.to_vec())?;
    Ok(db)
}

#[test]
fn what_was_known_is_on_record_and_stays_so_when_the_service_looks() {
    let pools = [known_pool("Backup\\Daily", LTO), known_pool("Backup", None)];
    let pool = Text::new("\\backup\\DAILY");
    let owned = KnownState::Allocated { pool: pool.clone(), name: Some(Text::new("Monday")) };
    let full = KnownState::Complete { pool, name: None };
    let mut owned = known(at(TAPES, 1000), "A00001L3", &[owned]);
    owned.sides[0].label = Some(label("Backup", "Monday"));
    let mut cleaner = known(at(TAPES, 1003), "CLN001CU", &[]);
    cleaner.uses = Some(20);
    let media = [
        owned,
        known(at(TAPES, BAYS), "A00005L3", &[full]),
        cleaner,
        known(at(TAPES, 1002), "", &[KnownState::Free]),
        known(KnownPlace::Shelf(TAPES), "A00009L3", &[in_pool("Backup\\Daily")]),
        known(at(DISCS, 1000), "", &[KnownState::Import, KnownState::Unrecognized]),
    ];
    let mut db = furnished(&pools, &media).expect("a room that can be");
    let daily = db.pool_at("Backup\\Daily").expect("a pool");
    assert_eq!((db.get(daily).max_allocates, db.get(daily).media_type.is_some()), (3, true));
    let row = db.get(medium(&db, "A00001L3")).clone();
    assert_eq!((row.pool, row.slot), (daily, Some(slot(&db, 1000))));
    let side = db.get(row.first_side);
    let logical = db.get(side.logical.expect("allocated"));
    assert_eq!((logical.head.name.as_str(), logical.pool), ("Monday", daily));
    assert_eq!((side.state, side.allocate_count), (SideState::Allocated, 1));
    let found: Vec<Key<Partition>> = db.sides_with_label(&Text::new("Backup"), b"Monday").collect();
    assert_eq!(found, [row.first_side]);
    let loaded = db.get(medium(&db, "A00005L3"));
    assert_eq!(loaded.drive.map(|drive| db.get(drive).state), Some(DriveState::Dismountable));
    let shelved = db.get(medium(&db, "A00009L3"));
    assert_eq!((shelved.library, shelved.sequence), (offline(&db), 4));
    let library = db.get(row.library);
    assert_eq!((library.cleaner_uses_remaining, library.cleaner_slot), (20, Some(slot(&db, 1003))));
    let disc = db.all::<PhysicalMedia>().last().expect("the disc").1;
    assert_eq!(db.pool_path(disc.pool).as_str(), "Import\\MO_5_RW");
    assert_eq!(db.get(disc.first_side.next(1)).state, SideState::Foreign);
    assert_eq!(db.count::<PhysicalMedia>(), 5);
    // What nobody spoke of is looked at when the service starts, and what never was there is gone.
    let (attachment, mut facts) = room().swap_remove(0);
    let unknown = adopt(&mut db, &config(), &attachment, &facts);
    let codes: Vec<&str> = unknown.unidentified.iter().map(|u| u.bar_code.as_str()).collect();
    assert_eq!(codes, ["A00002L3"]);
    assert_eq!(db.get(medium(&db, "A00005L3")).library, offline(&db));
    put(&mut facts, BAYS, code("A00005L3"));
    adopt(&mut db, &config(), &attachment, &facts);
    assert_eq!(db.get(medium(&db, "A00005L3")).library, unknown.library);
    assert_eq!(db.get(unknown.library).cleaner_uses_remaining, 20);
}

#[test]
fn pools_may_come_in_any_order_and_upper_levels_by_themselves() {
    let security = SecurityDescriptor { entries: Vec::new(), ..service_security(&config()) };
    let mut inner = known_pool("A\\B\\C", LTO);
    inner.security = Some(security.clone());
    let outer = known_pool("\\A", None);
    let db = furnished(&[inner, outer], &[]).expect("pools that can be");
    let at = |path: &str| db.get(db.pool_at(path).expect("a pool"));
    assert_eq!((at("A").max_allocates, at("A\\B").max_allocates), (3, 0));
    assert_eq!(at("A\\B").security, at("A").security);
    assert_eq!(at("A\\B\\C").security, security);
    assert_eq!(at("A\\B\\C").pool_type, PoolType::Application);
    assert!(db.pool_at("Free\\LTO_Ultrium").is_some());
}

#[test]
fn what_cannot_have_been_known_is_refused_with_its_index() {
    use FurnishError::*;
    let fine = known_pool("Backup", LTO);
    let long = "x".repeat(64);
    for (path, error) in [
        ("", PoolName(1)),
        ("A\\\\B", PoolName(1)),
        (long.as_str(), PoolName(1)),
        ("BACKUP", PoolTwice(1)),
        ("Free", PoolTwice(1)),
        ("Backup\\Daily", PoolParent(1)),
        ("Import\\Mine", PoolParent(1)),
    ] {
        let refused = furnished(&[fine.clone(), known_pool(path, None)], &[]);
        assert_eq!(refused.err(), Some(error), "{path}");
    }
    let first = known(at(TAPES, 1000), "A00001L3", &[KnownState::Free]);
    let free = [KnownState::Free];
    let slot = at(TAPES, 1001);
    let mut sided = known(slot, "", &free);
    sided.uses = Some(1);
    let mut shelved = known(KnownPlace::Shelf(TAPES), "", &[]);
    shelved.uses = Some(1);
    let mixed = [KnownState::Free, KnownState::Import];
    let torn = [in_pool("Backup"), in_pool("Discs")];
    let odd = [in_pool("Discs"), KnownState::Unrecognized];
    let pools = [fine, known_pool("Discs", MO), known_pool("Upper", None)];
    for (medium, error) in [
        (known(at(Cable(9), 1001), "", &free), NoSuchCable(1)),
        (known(at(TAPES, 77), "", &free), NoSuchPlace(1)),
        (known(at(TAPES, HAND), "", &free), NoSuchPlace(1)),
        (known(at(TAPES, 1000), "", &free), PlaceTaken(1)),
        (known(at(TAPES, 1003), "", &free), PlaceTaken(1)),
        (known(slot, "A00001L3", &free), BarCode(1)),
        (known(slot, &long, &free), BarCode(1)),
        (known(slot, "", &[]), SideCount(1)),
        (known(at(DISCS, 1000), "", &free), SideCount(1)),
        (known(slot, "", &[in_pool("Nowhere")]), NoSuchPool(1)),
        (known(slot, "", &[in_pool("Upper")]), NoSuchPool(1)),
        (known(slot, "", &[in_pool("Free\\LTO_Ultrium")]), NoSuchPool(1)),
        (known(slot, "", &[in_pool("Discs"), in_pool("Discs")]), NoType(1)),
        (known(at(DISCS, 1000), "", &mixed), PoolsDiffer(1)),
        (known(at(DISCS, 1000), "", &torn), PoolsDiffer(1)),
        (known(at(DISCS, 1000), "", &odd), PoolsDiffer(1)),
        (sided, Cleaner(1)),
        (shelved, Cleaner(1)),
    ] {
        let refused = furnished(&pools, &[first.clone(), medium.clone()]);
        assert_eq!(refused.err(), Some(error), "{medium:?}");
    }
    let mut twice = room();
    twice[1] = (attachment(1, &twice[0].1), twice[0].1.clone());
    let mut db = service();
    let refused = furnish(&mut db, &config(), &twice, &[], []);
    assert_eq!(refused, Err(SameSerial(1)));
    let text = FurnishError::PoolTwice(4).to_string();
    assert_eq!(text, "pool 4: is there already");
}

/// Contents of five slots, the hand, the mail slot and two drives.
fn contents() -> impl Strategy<Value = Vec<Option<Option<String>>>> {
    let tags = ["A1", "A2", "A3", "A4", "A5", "CLN1"].map(str::to_owned).to_vec();
    let content = prop_oneof![
        2 => Just(None),
        1 => Just(Some(None)),
        4 => proptest::sample::select(tags).prop_map(|tag| Some(Some(tag))),
    ];
    proptest::collection::vec(content, 9)
}

fn filled(contents: &[Option<Option<String>>]) -> LibraryFacts {
    let content = |at: usize| contents[at].as_ref().map(|tag| tag.as_deref());
    let slots: Vec<Content<'_>> = (0..5).map(content).collect();
    let mut facts = library("MSL1", &slots);
    for (at, address) in [(5, HAND), (6, PORT), (7, BAYS), (8, BAYS + 1)] {
        put(&mut facts, address, content(at));
    }
    facts
}

proptest! {
    #[test]
    fn whatever_people_do_every_full_slot_is_accounted_for(
        layouts in proptest::collection::vec(contents(), 1..6),
    ) {
        let mut db = service();
        for layout in &layouts {
            let facts = filled(layout);
            let there = adopted(&mut db, &facts);
            identify(&mut db, &there);
            let again = adopted(&mut db, &facts);
            prop_assert!(again.unidentified.iter().all(|u| u.bar_code.starts_with("CLN")));
            let mut places = BTreeMap::new();
            for (key, row) in db.all::<PhysicalMedia>() {
                if let Some(place) = Place::of(row) {
                    prop_assert_eq!(places.insert(place, key), None);
                    prop_assert_eq!(place.medium(&db), Some(key));
                    prop_assert_eq!(row.library, there.library);
                }
            }
            db.commit();
            adopted(&mut db, &facts);
            prop_assert_eq!(db.commit(), None);
        }
    }

    #[test]
    fn undoing_an_adoption_leaves_no_trace(one in contents(), other in contents()) {
        let mut db = service();
        let there = adopted(&mut db, &filled(&one));
        identify(&mut db, &there);
        db.commit();
        let before: Vec<(u32, Row)> = db.rows().collect();
        adopted(&mut db, &filled(&other));
        if let Some(transaction) = db.commit() {
            db.undo(&transaction);
        }
        let after: Vec<(u32, Row)> = db.rows().collect();
        prop_assert_eq!(before, after);
    }
}
