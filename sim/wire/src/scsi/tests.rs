//! Laws of the codec: what is emitted is read back, answers are prefixes, no bytes panic.

use proptest::prelude::*;

use super::*;

fn address() -> impl Strategy<Value = ElementAddress> {
    any::<u16>().prop_map(ElementAddress)
}

fn kind() -> impl Strategy<Value = ElementType> {
    (1u8..=4).prop_map(|code| ElementType::from_code(code).expect("in range"))
}

fn changer_command() -> impl Strategy<Value = ChangerCommand> {
    let read =
        (proptest::option::of(kind()), address(), any::<[bool; 2]>(), any::<u16>(), 0u32..1 << 24)
            .prop_map(|(kind, first, [tags, device_ids], count, allocation_bytes)| {
                ChangerCommand::ReadElementStatus {
                    kind,
                    first,
                    count,
                    tags,
                    device_ids,
                    allocation_bytes,
                }
            });
    let exchange = (address(), address(), address(), address(), any::<[bool; 2]>()).prop_map(
        |(transport, from, to, onward, [invert_first, invert_second])| {
            ChangerCommand::ExchangeMedium {
                transport,
                from,
                to,
                onward,
                invert_first,
                invert_second,
            }
        },
    );
    prop_oneof![
        proptest::option::of((address(), any::<u16>()))
            .prop_map(|range| ChangerCommand::InitializeElementStatus { range }),
        read,
        (address(), address(), address(), any::<bool>()).prop_map(
            |(transport, from, to, invert)| {
                ChangerCommand::MoveMedium { transport, from, to, invert }
            }
        ),
        exchange,
        (address(), address(), any::<bool>()).prop_map(|(transport, to, invert)| {
            ChangerCommand::PositionToElement { transport, to, invert }
        }),
        (address(), any::<bool>())
            .prop_map(|(element, open)| ChangerCommand::OpenCloseImportExport { element, open }),
    ]
}

fn mode_page() -> impl Strategy<Value = ModePage> {
    let pair = || any::<(u16, u16)>();
    prop_oneof![
        (any::<[bool; 3]>(), any::<u32>()).prop_map(
            |([enabled, capable, decompress], algorithm)| {
                ModePage::DataCompression { enabled, capable, decompress, algorithm }
            }
        ),
        (any::<u8>(), any::<bool>(), any::<u8>()).prop_map(
            |(compression, write_protect, flags)| ModePage::DeviceConfiguration {
                compression,
                write_protect,
                flags: flags & !0x04,
            }
        ),
        (pair(), pair(), pair(), pair()).prop_map(
            |(transport, storage, import_export, data_transfer)| ModePage::ElementAddresses {
                transport,
                storage,
                import_export,
                data_transfer,
            }
        ),
        proptest::collection::vec(any::<bool>(), 1..20)
            .prop_map(|rotates| ModePage::TransportGeometry { rotates }),
        (0u8..16, proptest::array::uniform4(0u8..16), proptest::array::uniform4(0u8..16)).prop_map(
            |(stores, moves, exchanges)| ModePage::DeviceCapabilities { stores, moves, exchanges }
        ),
    ]
}

fn mode_data() -> impl Strategy<Value = ModeData> {
    (
        any::<(u8, bool)>(),
        0u8..8,
        proptest::option::of((any::<u8>(), 0u32..1 << 24)),
        proptest::collection::vec(mode_page(), 0..5),
    )
        .prop_map(|((medium_type, write_protected), buffered, block, pages)| ModeData {
            medium_type,
            write_protected,
            buffered,
            block,
            pages,
        })
}

fn shared_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(Command::TestUnitReady),
        Just(Command::RequestSense),
        Just(Command::Inquiry),
        any::<u8>().prop_map(|page| Command::InquiryVpd { page }),
        (0u8..64, any::<bool>()).prop_map(|(page, without_block_descriptor)| {
            Command::ModeSense { page, without_block_descriptor }
        }),
        mode_data().prop_map(Command::ModeSelect),
        any::<bool>().prop_map(Command::PreventRemoval),
    ]
}

fn sense() -> impl Strategy<Value = Sense> {
    (0usize..Sense::TABLE.len(), any::<[bool; 4]>(), proptest::option::of(any::<i32>())).prop_map(
        |(row, [filemark, end_of_medium, incorrect_length, deferred], information)| Sense {
            filemark,
            end_of_medium,
            incorrect_length,
            deferred,
            information,
            ..Sense::TABLE[row].1
        },
    )
}

fn element() -> impl Strategy<Value = ElementDescriptor> {
    (
        (address(), kind(), any::<[bool; 8]>(), 0u8..8),
        proptest::option::of(any::<(u8, u8)>()),
        proptest::option::of(address()),
        proptest::option::of("[A-Z0-9]{1,32}"),
        proptest::option::of("[A-Z0-9]{1,16}"),
        proptest::option::of(0u8..8),
    )
        .prop_map(|((address, kind, flags, medium_type), exception, source, tag, id, lun)| {
            let [full, by_operator, accessible, exports, imports, disabled, inverted, _] = flags;
            ElementDescriptor {
                full,
                by_operator,
                exception: exception.map(|(asc, ascq)| SenseCode { asc, ascq }),
                accessible,
                exports,
                imports,
                disabled,
                inverted,
                medium_type,
                source,
                tag,
                device_id: id,
                lun,
                ..ElementDescriptor::empty(address, kind)
            }
        })
}

/// Answers whose flags say what their elements can show, as a device's do.
fn element_status() -> impl Strategy<Value = ElementStatus> {
    (proptest::collection::vec(element(), 0..30), any::<[bool; 2]>()).prop_map(
        |(mut elements, [tags, ids])| {
            let drives = elements.iter().any(|e| e.kind == ElementType::DataTransfer);
            let with_tags = tags && !elements.is_empty();
            let with_device_ids = ids && drives;
            for element in &mut elements {
                element.tag = element.tag.take().filter(|_| with_tags);
                let told = with_device_ids && element.kind == ElementType::DataTransfer;
                element.device_id = element.device_id.take().filter(|_| told);
            }
            ElementStatus { elements, with_tags, with_device_ids }
        },
    )
}

fn request(command: Command) -> Request {
    Request { command, allocation_bytes: usize::MAX, mode_header: ModeHeader::Long }
}

proptest! {
    #[test]
    fn shared_commands_are_read_back(command in shared_command(), changer in any::<bool>()) {
        let unit = if changer { UnitKind::Changer } else { UnitKind::Drive };
        let (cdb, data_out) = cdb::emit(&command);
        let read = Request::parse(unit, &cdb, &data_out);
        prop_assert_eq!(read.map(|request| request.command), Ok(command));
    }

    #[test]
    fn changer_commands_are_read_back(command in changer_command()) {
        let command = Command::Changer(command);
        let (cdb, data_out) = cdb::emit(&command);
        let read = Request::parse(UnitKind::Changer, &cdb, &data_out);
        prop_assert_eq!(read.map(|request| request.command), Ok(command));
    }

    #[test]
    fn drives_know_no_changer_command_but_shared_codes(command in changer_command()) {
        let (cdb, data_out) = cdb::emit(&Command::Changer(command));
        let read = Request::parse(UnitKind::Drive, &cdb, &data_out);
        if !matches!(cdb[0], 0x07 | 0x1B | 0x2B) {
            prop_assert_eq!(read, Err(Sense::INVALID_OPERATION_CODE));
        }
    }

    #[test]
    fn sense_is_read_back(sense in sense()) {
        prop_assert_eq!(Sense::parse(&sense.emit()), Some(sense));
    }

    #[test]
    fn mode_parameters_are_read_back(data in mode_data(), long in any::<bool>()) {
        let header = if long { ModeHeader::Long } else { ModeHeader::Short };
        prop_assert_eq!(ModeData::parse(&data.emit(header), header), Ok(data));
    }

    #[test]
    fn inquiry_is_read_back(
        device_type in 0u8..32,
        removable in any::<bool>(),
        vendor in "[!-~]{0,8}",
        product in "[A-Z]{0,4}( [!-~]{1,10})?",
        revision in "[!-~]{0,4}",
    ) {
        let inquiry = Inquiry { device_type, removable, vendor, product, revision };
        let bytes = inquiry.emit();
        prop_assert_eq!(bytes.len(), 36);
        prop_assert_eq!(Inquiry::parse(&bytes), Some(inquiry));
    }

    #[test]
    fn vital_product_data_is_read_back(
        serial in "[!-~]{0,40}", t10 in "[!-~]{0,40}", naa in any::<u64>(),
        pages in proptest::collection::vec(any::<u8>(), 0..20),
    ) {
        let identification = Vpd::Identification { t10, naa };
        for page in [Vpd::Supported(pages), Vpd::Serial(serial), identification] {
            let bytes = page.emit(0x08);
            prop_assert_eq!((bytes[0], bytes[1]), (0x08, page.page()));
            prop_assert_eq!(Vpd::parse(&bytes), Some(page));
        }
    }

    #[test]
    fn element_status_is_read_back(status in element_status()) {
        prop_assert_eq!(ElementStatus::parse(&status.emit(usize::MAX)), Some(status));
    }

    #[test]
    fn a_shorter_allocation_gives_a_prefix(status in element_status(), cut in 0usize..3000) {
        let whole = status.emit(usize::MAX);
        let bytes = status.emit(cut);
        prop_assert_eq!(&bytes[..], &whole[..cut.min(whole.len())]);
        let told = u32::from_be_bytes([0, whole[5], whole[6], whole[7]]);
        prop_assert_eq!(told as usize, whole.len() - 8);
    }

    #[test]
    fn no_bytes_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..120),
        data_out in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        for unit in [UnitKind::Changer, UnitKind::Drive] {
            if let Ok(request) = Request::parse(unit, &bytes, &data_out) {
                let _ = request.parse_answer(&data_out);
            }
        }
        let _ = Sense::parse(&bytes);
        let _ = Inquiry::parse(&bytes);
        let _ = Vpd::parse(&bytes);
        let _ = ElementStatus::parse(&bytes);
        let _ = ModeData::parse(&bytes, ModeHeader::Short);
        let _ = ModeData::parse(&bytes, ModeHeader::Long);
    }

    #[test]
    fn what_is_read_from_any_bytes_is_emitted_the_same(
        bytes in proptest::collection::vec(any::<u8>(), 16),
        code in proptest::sample::select(vec![
            0x00u8, 0x03, 0x07, 0x12, 0x1A, 0x1B, 0x1E, 0x2B, 0x37, 0xA5, 0xA6, 0xB8, 0xE7,
        ]),
    ) {
        let mut cdb = bytes;
        cdb[0] = code;
        if let Ok(request) = Request::parse(UnitKind::Changer, &cdb, &[]) {
            let (cdb, data_out) = cdb::emit(&request.command);
            let again = Request::parse(UnitKind::Changer, &cdb, &data_out);
            prop_assert_eq!(again.map(|request| request.command), Ok(request.command));
        }
    }
}

#[test]
fn unknown_codes_and_senseless_fields_are_told_apart() {
    let parse = |cdb: &[u8]| Request::parse(UnitKind::Changer, cdb, &[]).map(|r| r.command);
    assert_eq!(parse(&[0xFF; 16]), Err(Sense::INVALID_OPERATION_CODE));
    assert_eq!(parse(&[0x08, 0, 0, 0, 0, 0]), Err(Sense::INVALID_OPERATION_CODE));
    assert_eq!(parse(&[]), Err(Sense::INVALID_OPERATION_CODE));
    // Element type 5 does not exist.
    let mut read = ChangerCommand::ReadElementStatus {
        kind: None,
        first: ElementAddress(0),
        count: 1,
        tags: true,
        device_ids: false,
        allocation_bytes: 8,
    }
    .emit();
    read[1] = 0x15;
    assert_eq!(parse(&read), Err(Sense::INVALID_FIELD_IN_CDB));
    // A page without EVPD, a linked command, a block cut short.
    assert_eq!(parse(&[0x12, 0, 0x80, 0, 96, 0]), Err(Sense::INVALID_FIELD_IN_CDB));
    assert_eq!(parse(&[0x00, 0, 0, 0, 0, 1]), Err(Sense::INVALID_FIELD_IN_CDB));
    assert_eq!(parse(&[0xA5, 0, 0, 0]), Err(Sense::INVALID_FIELD_IN_CDB));
    // Saved mode parameters do not exist; a list that ends early is told as such.
    assert_eq!(parse(&[0x1A, 0, 0xDD, 0, 255, 0]), Err(Sense::SAVING_NOT_SUPPORTED));
    assert_eq!(parse(&[0x15, 0x10, 0, 0, 24, 0]), Err(Sense::PARAMETER_LIST_LENGTH));
}

#[test]
fn fixed_sense_has_its_fields_where_hosts_look() {
    let sense = Sense { filemark: true, information: Some(-2), ..Sense::FILEMARK };
    let bytes = sense.emit();
    assert_eq!(bytes[0], 0xF0);
    assert_eq!(bytes[2], 0x80);
    assert_eq!(bytes[3..7], [0xFF, 0xFF, 0xFF, 0xFE]);
    assert_eq!((bytes[7], bytes[12], bytes[13]), (10, 0x00, 0x01));
}

#[test]
fn an_answer_is_cut_to_what_the_initiator_takes() {
    let command = Command::Inquiry;
    let inquiry = Inquiry {
        device_type: 8,
        removable: true,
        vendor: "HP".into(),
        product: "MSL6000 Series".into(),
        revision: "0520".into(),
    };
    let data = Data::Inquiry(inquiry);
    let whole = request(command.clone()).emit_answer(8, &data);
    assert_eq!(&whole[8..36], b"HP      MSL6000 Series  0520");
    let few = Request { allocation_bytes: 5, ..request(command) };
    assert_eq!(few.emit_answer(8, &data), whole[..5]);
    assert_eq!(request(Command::Inquiry).parse_answer(&whole), Some(data));
}
