//! The table against the numbers of the public headers, structures there and back, hostile bytes.

use proptest::prelude::*;
use proptest::test_runner::TestRng;

use super::*;
use crate::label::FileSystemInfo;
use crate::ntms::call::{CreateNtmsMedia, Notification};
use crate::ntms::info::{Info, ObjectInformation};
use crate::ntms::operation::NotificationOperation;
use crate::ntms::state::OperationalState;
use crate::{Guid, Text, Ticks};

/// Sizes and offsets that a compiler for x86_64 Windows gives to the public headers: name, size and
/// alignment of a structure; name, offset and size of a member; name, selector, size and type of
/// an arm.
const EXPECTED: &str = include_str!("expected.txt");

const SHAPES: [Shape; 4] = [
    Shape { form: Form::A, version: Version::First },
    Shape { form: Form::W, version: Version::First },
    Shape { form: Form::A, version: Version::Current },
    Shape { form: Form::W, version: Version::Current },
];

fn name_of(structure: &Structure, shape: Shape) -> String {
    let mut layouts = structure.layouts();
    layouts.retain(|layout| layout.form.is_none_or(|form| form == shape.form));
    let own = layouts.iter().find(|layout| layout.version == shape.version);
    own.or(layouts.last()).expect("every structure has a shape").name.clone()
}

#[test]
fn every_structure_lies_as_the_public_headers_have_it() {
    let mut lines = Vec::new();
    for layout in LAYOUTS.iter() {
        let shape = Shape { form: layout.form.unwrap_or(Form::W), version: layout.version };
        lines.push(format!("{} {} {}", layout.name, layout.size, layout.align));
        for field in &layout.fields {
            lines.push(format!("  {} {} {}", field.name, field.offset, field.size));
            let Kind::Union(arms) = field.kind else { continue };
            for arm in arms.iter().filter(|arm| arm.is_in(shape.version)) {
                let (size, selector) = (arm.structure.size(shape), arm.object_type.value());
                let structure = name_of(arm.structure, shape);
                lines.push(format!("    {} {selector} {size} {structure}", arm.name));
            }
        }
    }
    assert_eq!(blocks(&lines), blocks(&EXPECTED.lines().map(String::from).collect::<Vec<_>>()));
}

/// The structures in alphabetical order, each with the lines of its members.
fn blocks(lines: &[String]) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    for line in lines {
        match blocks.last_mut().filter(|_| line.starts_with(' ')) {
            Some(block) => *block = format!("{block}\n{line}"),
            None => blocks.push(line.clone()),
        }
    }
    blocks.sort();
    blocks
}

/// Numbers that mean something in a member, for members where not every number does.
fn meaningful(name: &str) -> Option<&'static [u32]> {
    Some(match name {
        "State" | "Content" | "Position" => &[0, 1, 2],
        "DeviceType" => &[2, 7, 31, 48, 51],
        "LibraryType" | "ReadWriteCharacteristics" => &[0, 1, 2, 3],
        "PoolType" => &[0, 1, 2, 3, 1000],
        "InventoryMethod" | "MediaState" => &[0, 1, 2, 3, 4, 5, 6],
        "dwFlags" => &[0, 1, 4, 16, 31],
        "LocationType" | "Arg1Type" | "Arg2Type" => &[0, 5, 8, 16],
        "BarCodeState" => &[1, 2],
        "AllocationPolicy" | "DeallocationPolicy" => &[0, 1],
        "MediaType" => &[32, 39, 86],
        "OperationCode" => &[0, 1, 17, 22],
        "Request" => &[0, 1, 5],
        "dwLibRequestFlags" | "dwMediaPoolPolicy" => &[0, 1, 2, 3],
        "dwOpRequestFlags" => &[0, 1, 16, 51],
        "dwOperationalState" => &[0, 10, 20, 21],
        "dwOmidLabelIdLength" => &[0, 1, 254, 255],
        "NumberOfHeads" => &[0],
        _ => return None,
    })
}

/// Bytes that say something in every member and nothing beside them.
fn fill(bytes: &mut [u8], structure: &Structure, shape: Shape, arm: usize, rng: &mut TestRng) {
    let mut label_bytes = 0;
    let size = bytes.len() as u32;
    for field in structure.fields(shape) {
        let place = &mut bytes[field.range()];
        match field.kind {
            Kind::Dword if field.name == "dwSize" => place.copy_from_slice(&size.to_le_bytes()),
            Kind::Dword if field.name == "dwType" => {
                let arms = arms(shape);
                place.copy_from_slice(&arms[arm].object_type.value().to_le_bytes());
            }
            Kind::Dword => {
                let drawn = rng.next_u32();
                let numbers = meaningful(field.name);
                let number = numbers.map_or(drawn, |of| of[drawn as usize % of.len()]);
                if field.name == "dwOmidLabelIdLength" {
                    label_bytes = number as usize;
                }
                place.copy_from_slice(&number.to_le_bytes());
            }
            Kind::Bool => place[0] = (rng.next_u32() % 2) as u8,
            Kind::Word | Kind::Large => rng.fill_bytes(place),
            Kind::Guid if field.name != "Reserved" => rng.fill_bytes(place),
            Kind::Guid | Kind::Pointer => {}
            Kind::Time => {
                let time = Ticks(rng.next_u64() % 0x0300_0000_0000_0000).to_system_time();
                let parts = [time.year, time.month, time.day_of_week, time.day];
                let clock = [time.hour, time.minute, time.second, time.millisecond];
                let parts = parts.into_iter().chain(clock).flat_map(u16::to_le_bytes);
                place.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
            }
            Kind::Text(_) | Kind::Longer(..) | Kind::Wide(_) => {
                let unit = field.kind.align(shape);
                let units = rng.next_u32() as usize % (place.len() / unit);
                for place in place.chunks_exact_mut(unit).take(units) {
                    // 1 to 95 above the letter before the blank: in every code page.
                    place[0] = 0x20 + (rng.next_u32() % 95) as u8;
                }
            }
            Kind::Bytes(_) => rng.fill_bytes(&mut place[..label_bytes]),
            Kind::Union(_) => {
                fill(place_of(place, shape, arm), arms(shape)[arm].structure, shape, arm, rng)
            }
        }
    }
}

fn place_of(place: &mut [u8], shape: Shape, arm: usize) -> &mut [u8] {
    &mut place[..arms(shape)[arm].structure.size(shape)]
}

fn arms(shape: Shape) -> Vec<&'static Arm> {
    let fields = ObjectInformation::STRUCTURE.fields(shape);
    match fields.last().expect("it has members").kind {
        Kind::Union(arms) => arms.iter().filter(|arm| arm.is_in(shape.version)).collect(),
        other => panic!("{other:?} is no union"),
    }
}

/// The bytes come back from the value that they are read as.
fn comes_back<T: Laid>(shape: Shape, arm: usize, rng: &mut TestRng) {
    let mut bytes = vec![0; T::STRUCTURE.size(shape)];
    fill(&mut bytes, &T::STRUCTURE, shape, arm, rng);
    let value = T::parse(&bytes, shape, CodePage::default()).expect("well-formed");
    let emitted = value.emit(shape, CodePage::default());
    for field in T::STRUCTURE.fields(shape) {
        assert_eq!(emitted[field.range()], bytes[field.range()], "{}, {shape:?}", field.name);
    }
    assert_eq!(emitted, bytes, "padding");
}

proptest! {
    #[test]
    fn object_information_comes_back_in_every_shape(
        mut rng in any::<[u8; 32]>().prop_map(seeded), shape in 0usize..4, arm in 0usize..16,
    ) {
        let shape = SHAPES[shape];
        comes_back::<ObjectInformation>(shape, arm.min(arms(shape).len() - 1), &mut rng);
    }

    #[test]
    fn argument_structures_come_back(mut rng in any::<[u8; 32]>().prop_map(seeded)) {
        for shape in SHAPES {
            comes_back::<MountInformation>(shape, 0, &mut rng);
            comes_back::<AllocationInformation>(shape, 0, &mut rng);
        }
    }

    #[test]
    fn whatever_a_caller_passes_is_a_value_or_an_error(
        mut bytes in proptest::collection::vec(any::<u8>(), 0..1500),
        size in any::<bool>(), object_type in 0u32..24, shape in 0usize..4,
    ) {
        let shape = SHAPES[shape];
        let needed = ObjectInformation::STRUCTURE.size(shape) as u32;
        if size && bytes.len() >= 8 {
            bytes[..4].copy_from_slice(&needed.to_le_bytes());
            bytes[4..8].copy_from_slice(&object_type.to_le_bytes());
        }
        for page in [1252, 932, 65001].map(|number| CodePage::new(number).expect("known")) {
            if let Ok(value) = ObjectInformation::parse(&bytes, shape, page) {
                let emitted = value.emit(shape, page);
                prop_assert_eq!(emitted.len() as u32, needed);
            }
            let _ = Notification::parse(&bytes, shape, page);
            let _ = FileSystemInfo::parse(&bytes);
        }
    }

    #[test]
    fn any_text_is_cut_to_whole_characters_and_ends(
        name in proptest::collection::vec(any::<char>(), 0..90), number in 0usize..3,
    ) {
        let name = String::from_iter(name);
        let page = CodePage::new([1252, 932, 65001][number]).expect("known");
        let said = ObjectInformation { name: Text::new(&name), ..medium() };
        let until_zero = name.split('\0').next().expect("a first part");
        for shape in SHAPES {
            let read = ObjectInformation::parse(&said.emit(shape, page), shape, page).expect("own");
            let told = match shape.form {
                Form::W => Text::new(until_zero),
                Form::A => page.decode(&page.encode(until_zero)),
            };
            prop_assert!(told.starts_with(read.name.as_str()), "{:?} {:?}", told, read.name);
            prop_assert!(read.name.units() < 64);
            prop_assert!(read.name == told || read.name.len() + 4 >= 63);
        }
    }
}

fn seeded(seed: [u8; 32]) -> TestRng {
    TestRng::from_seed(proptest::test_runner::RngAlgorithm::ChaCha, &seed)
}

fn medium() -> ObjectInformation {
    CreateNtmsMedia::medium(Guid::from_u128(7), 2)
}

/// Bytes with nothing in them but the numbers that have to mean something, and something in one
/// member of the arm.
fn with_one_member(shape: Shape, arm: usize, member: Option<&str>) -> Vec<u8> {
    let mut bytes = vec![0; ObjectInformation::STRUCTURE.size(shape)];
    let size = (bytes.len() as u32).to_le_bytes();
    let chosen = arms(shape)[arm];
    bytes[..4].copy_from_slice(&size);
    bytes[4..8].copy_from_slice(&chosen.object_type.value().to_le_bytes());
    let info = ObjectInformation::STRUCTURE.fields(shape).last().expect("the union");
    for field in chosen.structure.fields(shape) {
        let place = &mut bytes[info.offset..][field.range()];
        let set = member == Some(field.name);
        let numbers = meaningful(field.name).filter(|_| matches!(field.kind, Kind::Dword));
        if let Some(numbers) = numbers {
            let number = numbers[usize::from(set && numbers.len() > 1)];
            place.copy_from_slice(&number.to_le_bytes());
        } else if set && matches!(field.kind, Kind::Time) {
            let time = [0xD0, 0x07, 2, 0, 2, 0, 29, 0];
            place[..8].copy_from_slice(&time);
        } else if set {
            place[0] = b'x';
        }
    }
    bytes
}

/// The member as a field would be called after it.
fn as_field(member: &str) -> String {
    let stem = member.strip_prefix("dw").or(member.strip_prefix("sz")).unwrap_or(member);
    let stem = stem.strip_suffix("Ts").unwrap_or(stem);
    let stem = stem.replace("PhysMedia", "PhysicalMedia").replace("OmidLabelId", "LabelId");
    stem.replace("Arg", "Argument").replace("LibRequests", "LibraryRequests").to_lowercase()
}

#[test]
fn each_member_is_the_field_of_its_name_and_no_other() {
    let told = |bytes: &[u8]| -> Vec<String> {
        let value = ObjectInformation::parse(bytes, W, CodePage::default()).expect("a value");
        format!("{:?}", value.info).replace("{ ", ", ").split(", ").map(String::from).collect()
    };
    let mut seen = 0;
    for (arm, chosen) in arms(W).into_iter().enumerate() {
        let blank = told(&with_one_member(W, arm, None));
        for field in chosen.structure.fields(W) {
            let set = told(&with_one_member(W, arm, Some(field.name)));
            let changed = blank.iter().zip(&set).filter(|(old, new)| old != new);
            let names = changed.filter_map(|(_, new)| new.split_once(": "));
            let names: Vec<String> = names.map(|(name, _)| name.replace('_', "")).collect();
            match field.name {
                "Reserved" | "NumberOfHeads" | "OmidLabelId" => assert_eq!(blank, set),
                "dwOmidLabelIdLength" => assert_ne!(blank, set),
                name => assert_eq!(names, [as_field(name)], "{} {name}", chosen.name),
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 140);
}

const W: Shape = Shape::current(Form::W);

fn at<'a>(bytes: &'a [u8], structure: &Structure, shape: Shape, name: &str) -> &'a [u8] {
    let field = structure.fields(shape).find(|field| field.name == name).expect("a member");
    &bytes[field.range()]
}

#[test]
fn members_stand_where_their_names_say() {
    let id = Guid::from_u128(0x00112233_4455_6677_8899_aabbccddeeff);
    let created = Ticks::from_unix_seconds(951_782_400);
    let said = ObjectInformation {
        created,
        modified: Ticks::NEVER,
        id,
        enabled: true,
        operational: OperationalState::NeedsService,
        name: Text::new("Süd"),
        ..medium()
    };
    let structure = ObjectInformation::STRUCTURE;
    let bytes = said.emit(W, CodePage::default());
    let wide = |name| at(&bytes, &structure, W, name);
    assert_eq!(wide("dwSize"), 1408u32.to_le_bytes());
    assert_eq!(wide("dwType"), 15u32.to_le_bytes());
    assert_eq!(wide("Created")[..8], [0xD0, 0x07, 2, 0, 2, 0, 29, 0]);
    assert_eq!(wide("Modified"), [0; 16]);
    assert_eq!(wide("ObjectGuid"), id.to_memory());
    assert_eq!(wide("Enabled"), 1u32.to_le_bytes());
    assert_eq!(wide("dwOperationalState"), 20u32.to_le_bytes());
    assert_eq!(wide("szName")[..8], [b'S', 0, 0xFC, 0, b'd', 0, 0, 0]);
    assert_eq!(wide("Info")[16..32], Guid::from_u128(7).to_memory());
    let shape = Shape::current(Form::A);
    let bytes = said.emit(shape, CodePage::default());
    assert_eq!(at(&bytes, &structure, shape, "dwSize"), 896u32.to_le_bytes());
    assert_eq!(at(&bytes, &structure, shape, "szName")[..4], [b'S', 0xFC, b'd', 0]);
}

#[test]
fn a_text_without_an_end_is_read_to_the_end_of_its_room_and_is_too_long() {
    for shape in [W, Shape::current(Form::A)] {
        let mut bytes = medium().emit(shape, CodePage::default());
        let fields = ObjectInformation::STRUCTURE.fields(shape);
        for field in fields.filter(|field| matches!(field.kind, Kind::Text(_))) {
            bytes[field.range()].fill(b'x');
        }
        let read = ObjectInformation::parse(&bytes, shape, CodePage::default()).expect("a value");
        assert_eq!((read.name.units(), read.description.units()), (64, 127));
        let long = ObjectInformation { name: read.name.repeat(2).into(), ..read.clone() };
        let given = long.emit_as_given(shape, CodePage::default());
        let again = ObjectInformation::parse(&given, shape, CodePage::default());
        assert_eq!(again.as_ref(), Ok(&read), "a caller can give it");
        assert!(Text::within(&read.name, 64).is_err(), "nobody takes it for a name");
    }
}

#[test]
fn wrong_sizes_types_and_numbers_are_told_apart() {
    let page = CodePage::default();
    let good = medium().emit(W, page);
    let with = |offset: usize, number: u32| {
        let mut bytes = good.clone();
        bytes[offset..offset + 4].copy_from_slice(&number.to_le_bytes());
        ObjectInformation::parse(&bytes, W, page)
    };
    assert_eq!(with(0, 1408), Ok(medium()));
    assert_eq!(with(0, 1407), Err(Malformed::Size(1407)));
    assert_eq!(with(0, u32::MAX), Err(Malformed::Size(u32::MAX)));
    for number in [0, 1, 18, 19, 20, u32::MAX] {
        assert_eq!(with(4, number), Err(Malformed::ObjectType(number)));
    }
    let short = Malformed::Short { needed: 1408, given: 1407 };
    assert_eq!(ObjectInformation::parse(&good[..1407], W, page), Err(short));
    assert_eq!(short.code(), NtmsError::InvalidParameter);
    let side = CreateNtmsMedia::side("Type", &[1, 2, 3]).emit(W, page);
    for (offset, name) in [(32, "State"), (40, "OmidLabelId")] {
        let mut bytes = side.clone();
        bytes[448 + offset..448 + offset + 4].copy_from_slice(&256u32.to_le_bytes());
        let read = ObjectInformation::parse(&bytes, W, page);
        assert_eq!(read, Err(Malformed::Member(name, 256)));
    }
}

#[test]
fn numbers_that_nobody_looks_at_do_no_harm() {
    // A zeroed medium, as a program starts with: 0 is no state of a bar code.
    let mut bytes = vec![0; 1408];
    bytes[..4].copy_from_slice(&1408u32.to_le_bytes());
    bytes[4..8].copy_from_slice(&15u32.to_le_bytes());
    bytes[448 + 280..448 + 284].fill(0xFF);
    let read = ObjectInformation::parse(&bytes, W, CodePage::default()).expect("a medium");
    assert!(matches!(read.info, Info::PhysicalMedia(_)));
}

#[test]
fn the_opening_tells_the_version_by_its_size() {
    let opening = |size: u32, form| {
        let mut bytes = [0; 8];
        bytes[..4].copy_from_slice(&size.to_le_bytes());
        bytes[4] = 99;
        Opening::parse(bytes, form)
    };
    for (form, version, size) in [
        (Form::A, Version::Current, 896),
        (Form::A, Version::First, 884),
        (Form::W, Version::Current, 1408),
        (Form::W, Version::First, 1396),
    ] {
        let said = Opening { version, size: size as usize, object_type: 99 };
        assert_eq!(opening(size, form), Ok(said));
    }
    assert_eq!(opening(896, Form::W), Err(Malformed::Size(896)));
    assert_eq!(opening(0, Form::A), Err(Malformed::Size(0)));
}

#[test]
fn the_first_version_says_nothing_of_what_came_later() {
    let Info::Partition(mut side) = CreateNtmsMedia::side("Type", &[1]).info else {
        panic!("a side");
    };
    side.capacity = 5;
    let said = ObjectInformation { info: Info::Partition(side), ..medium() };
    let shape = Shape { form: Form::W, version: Version::First };
    let bytes = said.emit(shape, CodePage::default());
    assert_eq!(bytes.len(), 1396);
    let read = ObjectInformation::parse(&bytes, shape, CodePage::default()).expect("a side");
    assert!(matches!(read.info, Info::Partition(side) if side.capacity == 0));
}

#[test]
fn a_notification_is_twenty_bytes() {
    let told =
        Notification { operation: NotificationOperation::ObjInsert, object: Guid::from_u128(1) };
    let bytes = told.emit(W, CodePage::default());
    assert_eq!((bytes.len(), bytes[0], bytes[19]), (20, 2, 1));
    assert_eq!(Notification::parse(&bytes, W, CodePage::default()), Ok(told));
}

#[test]
fn what_was_allocated_needs_the_size_of_its_structure() {
    let told = AllocationInformation { allocated_from: Guid::from_u128(9) };
    let mut bytes = told.emit(W, CodePage::default());
    assert_eq!(AllocationInformation::parse(&bytes, W, CodePage::default()), Ok(told));
    bytes[0] = 24;
    let read = AllocationInformation::parse(&bytes, W, CodePage::default());
    assert_eq!(read, Err(Malformed::Size(24)));
}
