//! Identity, mode pages and element status as hosts read them.

use wire::scsi::{ModeHeader, ModePage, Request, Vpd};

use super::*;

#[test]
fn every_allocation_gives_the_same_prefix_and_the_true_byte_count() {
    let mut rig = Rig::small();
    let command = Command::Changer(read_command(None, 0, u16::MAX));
    let data = rig.tell(HOST, CHANGER, command.clone()).data;
    let request = |allocation_bytes| Request {
        command: command.clone(),
        allocation_bytes,
        mode_header: ModeHeader::Short,
    };
    let whole = request(65_535).emit_answer(0x08, &data);
    for allocation_bytes in [8, 16, 40, 512, 65_535] {
        let bytes = request(allocation_bytes).emit_answer(0x08, &data);
        assert_eq!(bytes, whole[..allocation_bytes.min(whole.len())]);
        let told = u32::from_be_bytes([0, bytes[5], bytes[6], bytes[7]]) as usize;
        assert_eq!(told, whole.len() - 8);
    }
}

#[test]
fn element_status_reports_only_what_is_asked_for() {
    let mut rig = Rig::small();
    let addresses = |outcome: Outcome| match outcome.data {
        Data::ElementStatus(status) => {
            status.elements.iter().map(|element| element.address.0).collect::<Vec<_>>()
        }
        other => panic!("element status expected, got {other:?}"),
    };
    let slots = rig.changer(read_command(Some(ElementType::Storage), 60, 10));
    assert_eq!(addresses(slots), [60, 61]);
    let across = rig.changer(read_command(None, 61, 3));
    assert_eq!(addresses(across), [61, 448, 480]);
    let beyond = rig.changer(read_command(None, 5000, 3));
    assert_eq!(addresses(beyond), [0u16; 0]);
}

#[test]
fn drives_tell_their_serial_numbers_and_units() {
    let mut rig = Rig::small();
    for (element, lun) in [(BAY, 1), (ElementAddress(481), 2)] {
        let told = rig.element(element);
        let Data::Vpd(Vpd::Serial(serial)) =
            rig.tell(HOST, Lun(lun), Command::InquiryVpd { page: 0x80 }).data
        else {
            panic!("no serial number");
        };
        assert_eq!(told.device_id, Some(serial));
        assert_eq!(told.lun, Some(lun as u8));
        assert_eq!(rig.library.drive_element(Lun(lun)), Some(element));
    }
}

#[test]
fn identity_is_stable_over_restarts_and_differs_between_units() {
    let serials = || {
        let mut rig = Rig::small();
        let units = rig.library.units();
        let serial = |lun| rig.tell(HOST, lun, Command::InquiryVpd { page: 0x80 }).data;
        units.into_iter().map(serial).collect::<Vec<_>>()
    };
    let first = serials();
    assert_eq!(first, serials());
    assert!(first[0] != first[1] && first[1] != first[2] && first[0] != first[2]);
    let mut rig = Rig::small();
    let Data::Inquiry(inquiry) = rig.tell(HOST, CHANGER, Command::Inquiry).data else {
        panic!("no inquiry data");
    };
    let bytes = inquiry.emit();
    assert_eq!(&bytes[8..36], b"HP      MSL6000 Series  0520");
    assert_eq!(bytes[0], 0x08);
}

#[test]
fn mode_pages_agree_with_the_elements() {
    let mut rig = Rig::small();
    let ask = |page| Command::ModeSense { page, without_block_descriptor: true };
    let Data::Mode(data) = rig.tell(HOST, CHANGER, ask(0x3F)).data else {
        panic!("no mode data");
    };
    let [addresses, geometry, capabilities] = &data.pages[..] else {
        panic!("three pages expected, got {:?}", data.pages);
    };
    assert_eq!(
        *addresses,
        ModePage::ElementAddresses {
            transport: (1, 1),
            storage: (32, 30),
            import_export: (448, 1),
            data_transfer: (480, 2),
        }
    );
    assert_eq!(*geometry, ModePage::TransportGeometry { rotates: vec![false] });
    let moves = [0b1110; 4];
    let exchanges = [0, 0b1110, 0b1110, 0b1110];
    assert_eq!(*capabilities, ModePage::DeviceCapabilities { stores: 0b1110, moves, exchanges });
    let one = rig.tell(HOST, CHANGER, ask(0x1D)).data;
    assert_eq!(one, Data::Mode(wire::scsi::ModeData { pages: vec![addresses.clone()], ..data }));
}

#[test]
fn an_autoloader_without_a_port_claims_no_moves_to_one() {
    let mut rig = Rig::of(&Profile::named("autoloader-7").expect("listed"));
    rig.forget_attentions();
    let ask = Command::ModeSense { page: 0x1F, without_block_descriptor: true };
    let Data::Mode(data) = rig.tell(HOST, CHANGER, ask).data else { panic!("no mode data") };
    let [ModePage::DeviceCapabilities { stores, moves, .. }] = data.pages[..] else {
        panic!("page 1Fh expected");
    };
    assert_eq!((stores, moves), (0b1010, [0b1010, 0b1010, 0, 0b1010]));
}

#[test]
fn what_is_not_supported_is_refused_and_changes_nothing() {
    let mut rig = Rig::small();
    let before = rig.elements();
    let rewind = Command::Drive(DriveCommand::Rewind { immediate: false });
    let page = Command::ModeSense { page: 0x0F, without_block_descriptor: true };
    for (command, sense) in [
        (rewind, Sense::INVALID_OPERATION_CODE),
        (page, Sense::INVALID_FIELD_IN_CDB),
        (Command::InquiryVpd { page: 0xB0 }, Sense::INVALID_FIELD_IN_CDB),
    ] {
        assert_eq!(rig.tell(HOST, CHANGER, command).sense(), Some(sense));
    }
    let nobody = rig.tell(HOST, Lun(9), Command::TestUnitReady);
    assert_eq!(nobody.sense(), Some(Sense::NO_SUCH_UNIT));
    let to_drive = rig.tell(HOST, DRIVE, Command::Changer(move_command(SLOT, BAY)));
    assert_eq!(to_drive.sense(), Some(Sense::INVALID_OPERATION_CODE));
    assert_eq!(rig.elements(), before);
    assert_eq!(rig.library.deadline(), None);
}

#[test]
fn an_inventory_takes_as_long_as_its_labels() {
    let mut rig = Rig::small();
    rig.changer(ChangerCommand::InitializeElementStatus { range: None });
    assert_eq!(rig.now, Duration::from_millis(31 * 500));
    let range = Some((SLOT, 4));
    rig.changer(ChangerCommand::InitializeElementStatus { range });
    assert_eq!(rig.now, Duration::from_millis(35 * 500));
    let range = Some((ElementAddress(9999), 4));
    let wrong = rig.changer(ChangerCommand::InitializeElementStatus { range });
    assert_eq!(wrong.sense(), Some(Sense::NO_SUCH_ELEMENT));
}

#[test]
fn a_library_that_takes_inventory_says_so() {
    let mut rig = Rig::small();
    let scan = ChangerCommand::InitializeElementStatus { range: None };
    let id = rig.send(HOST, CHANGER, Command::Changer(scan));
    assert_eq!(rig.ask(OTHER_HOST, CHANGER), Some(Sense::BECOMING_READY));
    assert_eq!(rig.now, Duration::ZERO);
    assert_eq!(rig.wait(id), Some(Outcome::GOOD));
    assert_eq!(rig.ask(OTHER_HOST, CHANGER), None);
}
