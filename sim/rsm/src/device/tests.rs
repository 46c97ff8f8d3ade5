//! Stories of discovery, told to answers made by hand, and the laws of the table of drives.

use std::collections::BTreeMap;

use proptest::prelude::*;
use wire::Text;
use wire::ntms::media_type::{DeviceType, StorageMediaType};
use wire::scsi::{
    ChangerCommand, Command, Data, ElementAddress, ElementDescriptor, ElementStatus, ElementType,
    Inquiry, Lun, ModeData, ModePage, Outcome, Sense, Status, Vpd,
};

use super::model::{self, DriveModel, MediaKind};
use super::{Discovery, DiscoveryError, LibraryFacts};
use crate::config::{Attachment, Cable, Unit};

/// A unit that answers as it was told to.
#[derive(Clone, Debug)]
struct Dummy {
    device_type: u8,
    product: &'static str,
    serial: &'static str,
    /// Heard before anything but INQUIRY is answered.
    attentions: Vec<Sense>,
    not_ready: Option<Sense>,
}

/// A cable with units at its end, and what was sent to them.
struct Bench {
    units: BTreeMap<Lun, Dummy>,
    pages: Vec<ModePage>,
    elements: Vec<ElementDescriptor>,
    /// READ ELEMENT STATUS with tags is refused.
    without_tags: bool,
    sent: Vec<(Lun, Command)>,
}

const CHANGER: Lun = Lun(0);

fn dummy(device_type: u8, product: &'static str, serial: &'static str) -> Dummy {
    Dummy { device_type, product, serial, attentions: vec![Sense::POWER_ON], not_ready: None }
}

fn element(kind: ElementType, address: u16) -> ElementDescriptor {
    ElementDescriptor::empty(ElementAddress(address), kind)
}

fn full(kind: ElementType, address: u16, tag: Option<&str>) -> ElementDescriptor {
    let tag = tag.map(str::to_owned);
    ElementDescriptor { full: true, tag, ..element(kind, address) }
}

/// Two drives, three slots, a mail slot of one.
fn library() -> Bench {
    let bay = |address, id: &str, lun| ElementDescriptor {
        device_id: Some(id.to_owned()),
        lun: Some(lun),
        ..element(ElementType::DataTransfer, address)
    };
    Bench {
        units: BTreeMap::from([
            (CHANGER, dummy(0x08, "MSL6000 Series", "MSL1")),
            (Lun(1), dummy(0x01, "Ultrium 3-SCSI", "MSL1D01")),
            (Lun(2), dummy(0x01, "Ultrium 3-SCSI", "MSL1D02")),
        ]),
        pages: vec![
            ModePage::ElementAddresses {
                transport: (1, 1),
                storage: (32, 3),
                import_export: (448, 1),
                data_transfer: (480, 2),
            },
            ModePage::TransportGeometry { rotates: vec![true] },
            ModePage::DeviceCapabilities {
                stores: 0x0E,
                moves: [0, 0x0E, 0x0A, 0x0E],
                exchanges: [0; 4],
            },
        ],
        elements: vec![
            element(ElementType::Transport, 1),
            full(ElementType::Storage, 32, Some("A00001L3")),
            element(ElementType::Storage, 33),
            full(ElementType::Storage, 34, None),
            element(ElementType::ImportExport, 448),
            bay(480, "MSL1D01", 1),
            bay(481, "MSL1D02", 2),
        ],
        without_tags: false,
        sent: Vec::new(),
    }
}

impl Bench {
    fn attachment(&self) -> Attachment {
        let unit = |lun: &Lun| Unit { lun: *lun, scsi: [0; 4], device_name: Text::EMPTY };
        Attachment {
            cable: Cable(0),
            units: self.units.range(..).map(|(lun, _)| unit(lun)).collect(),
        }
    }

    fn unit(&mut self, lun: u16) -> &mut Dummy {
        self.units.get_mut(&Lun(lun)).expect("a unit of the bench")
    }

    fn bay(&mut self, address: u16) -> &mut ElementDescriptor {
        let wanted = ElementAddress(address);
        self.elements.iter_mut().find(|e| e.address == wanted).expect("an element of the bench")
    }

    fn answer(&mut self, lun: Lun, command: &Command) -> Outcome {
        let Some(unit) = self.units.get_mut(&lun) else {
            return Outcome::check(Sense::NO_SUCH_UNIT);
        };
        let identifies = matches!(command, Command::Inquiry | Command::InquiryVpd { .. });
        if !identifies && let Some(sense) = unit.attentions.pop() {
            return Outcome::check(sense);
        }
        match command {
            Command::Inquiry if unit.product.is_empty() => Outcome::check(Sense::NO_SUCH_UNIT),
            Command::Inquiry => Outcome::good(Data::Inquiry(Inquiry {
                device_type: unit.device_type,
                removable: true,
                vendor: "HP".to_owned(),
                product: unit.product.to_owned(),
                revision: "0520".to_owned(),
            })),
            Command::InquiryVpd { page: 0x80 } => {
                Outcome::good(Data::Vpd(Vpd::Serial(unit.serial.to_owned())))
            }
            Command::TestUnitReady => unit.not_ready.map_or(Outcome::GOOD, Outcome::check),
            Command::ModeSense { page, .. } => {
                let page = self.pages.iter().find(|known| known.code() == *page).cloned();
                let mode = |page| ModeData { pages: vec![page], ..ModeData::default() };
                page.map_or(Outcome::check(Sense::INVALID_FIELD_IN_CDB), |page| {
                    Outcome::good(Data::Mode(mode(page)))
                })
            }
            Command::Changer(ChangerCommand::ReadElementStatus { tags, .. }) => {
                if *tags && self.without_tags {
                    return Outcome::check(Sense::INVALID_FIELD_IN_CDB);
                }
                Outcome::good(Data::ElementStatus(ElementStatus {
                    elements: self.elements.clone(),
                    with_tags: *tags,
                    with_device_ids: *tags,
                }))
            }
            _ => Outcome::check(Sense::INVALID_OPERATION_CODE),
        }
    }

    fn discover(&mut self) -> Result<LibraryFacts, DiscoveryError> {
        let mut discovery = Discovery::new(&self.attachment());
        while let Some((lun, command)) = discovery.next() {
            assert_eq!(discovery.next(), None, "one command at a time");
            let outcome = self.answer(lun, &command);
            self.sent.push((lun, command));
            discovery.answer(outcome);
        }
        discovery.finish()
    }

    fn facts(&mut self) -> LibraryFacts {
        self.discover().expect("a library that can be discovered")
    }
}

/// Logical units and element addresses of drives.
fn drives(facts: &LibraryFacts) -> Vec<(u16, u16)> {
    facts.drives.iter().map(|drive| (drive.lun.0, drive.address.0)).collect()
}

#[test]
fn a_library_is_asked_as_hosts_ask_and_told_whole() {
    let mut bench = library();
    bench.units.values_mut().for_each(|unit| unit.attentions.clear());
    let facts = bench.facts();
    let changer = facts.changer.as_ref().expect("a changer");
    assert_eq!(changer.identity.product.as_str(), "MSL6000 Series");
    assert_eq!(changer.identity.serial.as_str(), "MSL1");
    assert_eq!((changer.rotates, changer.moves), (true, [0, 0x0E, 0x0A, 0x0E]));
    assert_eq!(changer.trouble, None);
    assert_eq!(facts.map.storage, (ElementAddress(32), 3));
    assert!(facts.reads_bar_codes);
    assert_eq!(facts.elements, bench.elements);
    assert_eq!(drives(&facts), [(1, 480), (2, 481)]);
    assert_eq!(facts.of_kind(ElementType::Storage).count(), 3);
    let page = |page| Command::ModeSense { page, without_block_descriptor: true };
    let who = [Command::Inquiry, Command::InquiryVpd { page: 0x80 }, Command::TestUnitReady];
    let to_changer = bench.sent.iter().filter(|(lun, _)| *lun == CHANGER).map(|(_, c)| c.clone());
    let to_changer: Vec<Command> = to_changer.collect();
    assert_eq!(to_changer[..3], who);
    assert_eq!(to_changer[3..6], [page(0x1D), page(0x1E), page(0x1F)]);
    assert_eq!(to_changer.len(), 7, "and the elements");
    let to_drive = bench.sent.iter().filter(|(lun, _)| *lun == Lun(2)).map(|(_, c)| c.clone());
    assert_eq!(to_drive.collect::<Vec<_>>(), who);
}

#[test]
fn unit_attentions_are_heard_but_not_for_ever() {
    let mut bench = library();
    bench.unit(0).attentions = vec![Sense::PORT_ACCESSED, Sense::MODE_CHANGED, Sense::POWER_ON];
    bench.unit(1).attentions = vec![Sense::MEDIUM_CHANGED; 16];
    assert_eq!(drives(&bench.facts()), [(1, 480), (2, 481)]);
    bench.unit(0).attentions = vec![Sense::POWER_ON; 17];
    let refused = DiscoveryError::Refused(CHANGER, Sense::POWER_ON);
    assert_eq!(bench.discover(), Err(refused));
}

#[test]
fn what_ends_by_itself_is_waited_for_and_a_jam_is_told() {
    for sense in [Sense::BECOMING_READY, Sense::OPERATION_IN_PROGRESS, Sense::DOOR_OPEN] {
        let mut bench = library();
        bench.unit(0).not_ready = Some(sense);
        assert_eq!(bench.discover(), Err(DiscoveryError::NotYet), "{sense}");
    }
    let mut bench = library();
    bench.unit(0).not_ready = Some(Sense::MANUAL_INTERVENTION);
    let trouble = bench.facts().changer.and_then(|changer| changer.trouble);
    assert_eq!(trouble, Some(Sense::MANUAL_INTERVENTION));
    // The library does not wait for a drive that loads.
    let mut bench = library();
    bench.unit(1).not_ready = Some(Sense::BECOMING_READY);
    assert_eq!(bench.facts().drives[0].not_ready, Some(Sense::BECOMING_READY));
}

#[test]
fn a_drive_that_does_not_answer_is_told_absent_in_its_bay() {
    let mut bench = library();
    bench.unit(1).product = "";
    let facts = bench.facts();
    assert_eq!(drives(&facts), [(1, 480), (2, 481)]);
    assert_eq!(facts.drives[0].identity, None);
    assert!(facts.drives[1].identity.is_some());
    bench.unit(0).product = "";
    assert_eq!(bench.discover(), Err(DiscoveryError::Silent(CHANGER)));
}

#[test]
fn a_unit_that_hangs_is_given_up() {
    for hanging in [Command::Inquiry, Command::TestUnitReady] {
        let mut bench = library();
        let mut discovery = Discovery::new(&bench.attachment());
        while let Some((lun, command)) = discovery.next() {
            match lun == Lun(1) && command == hanging {
                true => discovery.no_answer(),
                false => discovery.answer(bench.answer(lun, &command)),
            }
        }
        let facts = discovery.finish().expect("the changer answers");
        assert_eq!(drives(&facts), [(1, 480), (2, 481)]);
        assert_eq!(facts.drives[0].identity, None);
    }
    let mut discovery = Discovery::new(&library().attachment());
    discovery.next();
    discovery.no_answer();
    assert_eq!(discovery.finish(), Err(DiscoveryError::Silent(CHANGER)));
}

#[test]
fn drives_are_matched_by_serial_then_by_unit_then_in_order() {
    // The bays are the other way round than the units.
    let mut bench = library();
    bench.bay(480).device_id = Some("HP      Ultrium 3-SCSI  MSL1D02   ".to_owned());
    bench.bay(481).device_id = Some("MSL1D01 ".to_owned());
    assert_eq!(drives(&bench.facts()), [(2, 480), (1, 481)]);
    for address in [480, 481] {
        bench.bay(address).device_id = None;
    }
    (bench.bay(480).lun, bench.bay(481).lun) = (Some(2), Some(1));
    assert_eq!(drives(&bench.facts()), [(2, 480), (1, 481)]);
    (bench.bay(480).lun, bench.bay(481).lun) = (None, None);
    assert_eq!(drives(&bench.facts()), [(1, 480), (2, 481)]);
    // Who has another serial number than the bays tell is in none of them.
    bench.bay(480).device_id = Some("MSL1D02".to_owned());
    bench.bay(481).device_id = Some("MSL1D07".to_owned());
    assert_eq!(drives(&bench.facts()), [(2, 480)]);
}

#[test]
fn an_old_changer_without_pages_and_tags_is_believed() {
    let mut bench = library();
    bench.pages.clear();
    bench.without_tags = true;
    bench.elements.retain(|e| e.kind != ElementType::ImportExport);
    bench.bay(32).tag = None;
    let facts = bench.facts();
    assert_eq!(facts.map.storage, (ElementAddress(32), 3));
    assert_eq!(facts.map.import_export, (ElementAddress(0), 0));
    assert!(!facts.reads_bar_codes);
    assert!(facts.changer.is_some_and(|changer| !changer.rotates && changer.moves == [0x0F; 4]));
}

#[test]
fn elements_told_twice_count_once_and_come_in_order() {
    let mut bench = library();
    bench.elements.reverse();
    bench.elements.push(full(ElementType::Storage, 33, Some("TWICE")));
    let told: Vec<u16> = bench.facts().elements.iter().map(|e| e.address.0).collect();
    assert_eq!(told, [1, 32, 33, 34, 448, 480, 481]);
}

#[test]
fn a_stand_alone_drive_is_its_own_only_element() {
    let mut bench = library();
    bench.units = BTreeMap::from([(Lun(0), dummy(0x01, "ULT3580-TD3", "IBM1"))]);
    let facts = bench.facts();
    assert_eq!(facts.changer, None);
    assert_eq!(drives(&facts), [(0, 0)]);
    assert_eq!(facts.identity().map(|identity| identity.serial.as_str()), Some("IBM1"));
    assert_eq!(facts.map.data_transfer, (ElementAddress(0), 1));
    assert!(facts.elements[0].full);
    bench.unit(0).not_ready = Some(Sense::NO_MEDIUM);
    assert!(!bench.facts().elements[0].full);
    // What it loads is in it: nobody has to wait for that.
    bench.unit(0).not_ready = Some(Sense::BECOMING_READY);
    assert!(bench.facts().elements[0].full);
    bench.unit(0).not_ready = Some(Sense::NO_SUCH_UNIT);
    assert_eq!(bench.discover(), Err(DiscoveryError::Silent(Lun(0))));
    bench.unit(0).not_ready = None;
    bench.units.insert(Lun(1), dummy(0x01, "ULT3580-TD3", "IBM2"));
    assert_eq!(bench.discover(), Err(DiscoveryError::NoChanger));
    bench.units = BTreeMap::from([(Lun(0), dummy(0x0D, "ENCLOSURE", "SES"))]);
    assert_eq!(bench.discover(), Err(DiscoveryError::Silent(Lun(0))));
    let nothing = Attachment { cable: Cable(0), units: Vec::new() };
    assert_eq!(Discovery::new(&nothing).finish(), Err(DiscoveryError::Silent(Lun(0))));
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    let senses: Vec<Sense> = Sense::TABLE.iter().map(|(_, sense, _)| *sense).collect();
    let mut bench = library();
    let luns: Vec<Lun> = bench.units.range(..).map(|(lun, _)| *lun).collect();
    let honest: Vec<Outcome> = [
        Command::Inquiry,
        Command::InquiryVpd { page: 0x80 },
        Command::ModeSense { page: 0x1D, without_block_descriptor: true },
        Command::Changer(ChangerCommand::ReadElementStatus {
            kind: None,
            first: ElementAddress(0),
            count: 9,
            tags: true,
            device_ids: true,
            allocation_bytes: 0,
        }),
    ]
    .iter()
    .flat_map(|command| luns.iter().map(|lun| bench.answer(*lun, command)).collect::<Vec<_>>())
    .collect();
    prop_oneof![
        4 => proptest::sample::select(honest),
        2 => proptest::sample::select(senses).prop_map(Outcome::check),
        1 => Just(Outcome::GOOD),
        1 => Just(Outcome { status: Status::Busy, data: Data::None }),
        1 => Just(Outcome { status: Status::ReservationConflict, data: Data::None }),
    ]
}

proptest! {
    #[test]
    fn discovery_ends_whatever_comes_back(
        answers in proptest::collection::vec(any_outcome(), 400),
    ) {
        let mut discovery = Discovery::new(&library().attachment());
        let mut answers = answers.into_iter();
        // Thirteen steps, each asked again for no more than sixteen attentions.
        while let Some((lun, _)) = discovery.next() {
            prop_assert!(lun.0 <= 2);
            discovery.answer(answers.next().expect("it ends before the answers do"));
        }
        prop_assert!(discovery.is_over());
        if let Ok(facts) = discovery.finish() {
            prop_assert!(facts.changer.is_some());
            for pair in facts.drives.windows(2) {
                prop_assert!(pair[0].address < pair[1].address);
            }
        }
    }

    #[test]
    fn every_drive_is_something(vendor: String, product: String, peripheral in 0u8..32) {
        let known = model::device_type(peripheral, &product);
        prop_assert_eq!(known.is_some(), [0x01, 0x05, 0x07].contains(&peripheral));
        if let Some(device_type) = known {
            prop_assert!(!DriveModel::of(device_type, &vendor, &product).media.is_empty());
        }
    }
}

#[test]
fn families_are_known_by_their_names() {
    use StorageMediaType::*;
    let gigabyte = 1_000_000_000;
    let cases = [
        ("HP", "Ultrium 3-SCSI", 0x01, LtoUltrium, 400),
        ("IBM", "ULT3580-TD3", 0x01, LtoUltrium, 400),
        ("IBM", "ULT3580-HH9", 0x01, LtoUltrium, 18_000),
        ("IBM", "ULTRIUM-TD1", 0x01, LtoUltrium, 100),
        ("HPE", "Ultrium 8-SCSI", 0x01, LtoUltrium, 12_000),
        ("QUANTUM", "ULTRIUM-HH7", 0x01, LtoUltrium, 6000),
        ("IBM", "ULT3580-TDX", 0x01, LtoUltrium, 0),
        ("QUANTUM", "DLT8000", 0x01, Dlt, 40),
        ("QUANTUM", "SDLT600", 0x01, Dlt, 300),
        ("SONY", "SDX-300C", 0x01, Ait18mm, 25),
        ("SONY", "SDX-700C", 0x01, Ait8mm, 100),
        ("HP", "C1537A", 0x01, Dds4mm, 12),
        ("STK", "T9840A", 0x01, Stk9840, 20),
        ("STK", "T9940B", 0x01, Stk9940, 200),
        ("IBM", "03592J1A", 0x01, IbmMagstar3590, 300),
        ("NOBODY", "KNOWS", 0x01, LtoUltrium, 0),
    ];
    for (vendor, product, peripheral, media_type, gigabytes) in cases {
        let device_type = model::device_type(peripheral, product).expect("a drive");
        let model = DriveModel::of(device_type, vendor, product);
        let told = (model.media.first().copied(), model.capacity_bytes / gigabyte);
        assert_eq!(told, (Some(media_type), gigabytes), "{product}");
    }
    let jukebox = DriveModel::of(DeviceType::Disk, "SIM", "MO DRIVE 9.1");
    assert_eq!(jukebox.media, [Mo5Rw, Mo5Wo]);
    assert_eq!(jukebox.capacity_bytes, 4_550_000_000);
    assert_eq!(MediaKind::of(Mo5Rw).sides, 2);
}

#[test]
fn media_are_told_by_density_bar_code_and_medium_type() {
    use StorageMediaType::*;
    let gigabyte = 1_000_000_000;
    assert_eq!(model::native_bytes(LtoUltrium, 0x42, "A00001L3"), Some(200 * gigabyte));
    assert_eq!(model::native_bytes(LtoUltrium, 0, "A00001LT"), Some(400 * gigabyte));
    assert_eq!(model::native_bytes(LtoUltrium, 0, "A00001M8"), Some(9000 * gigabyte));
    assert_eq!(model::native_bytes(LtoUltrium, 0, "L3"), None, "no suffix of a volume");
    assert_eq!(model::native_bytes(Dlt, 0x42, "A00001L3"), None);
    let of = |device, medium| MediaKind::told_by_drive(&[Mo5Rw, Mo5Wo], device, medium);
    assert_eq!(of(DeviceType::Disk, 0x03), Some(Mo5Rw));
    assert_eq!(of(DeviceType::Disk, 0x02), Some(Mo5Wo));
    assert_eq!(of(DeviceType::Disk, 0x00), Some(Mo5Rw));
    assert_eq!(of(DeviceType::Tape, 0x02), Some(Mo5Rw), "tapes have other medium types");
    assert_eq!(MediaKind::told_by_drive(&[], DeviceType::Disk, 0x03), None);
}

#[test]
fn no_row_of_the_table_hides_behind_an_earlier_one() {
    for (vendor, product, device_type, media) in model::rows() {
        let vendor = if vendor.is_empty() { "ANYBODY" } else { vendor };
        let found = DriveModel::of(device_type, vendor, product);
        assert_eq!(found.media, media, "{vendor} {product}");
    }
}
