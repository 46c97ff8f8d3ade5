//! Known layouts built by hand, the laws of the codecs, and that no parser takes what is not its
//! own.

use proptest::prelude::*;

use super::filesystem::MalformedInfo;
use super::mtf::{Date, MalformedTape};
use super::vol1::Vol1Kind;
use super::*;
use crate::Guid;

const ID: &str = "12345678-9abc-def0-0123-456789abcdef";
const OTHER: &str = "00112233-4455-6677-8899-aabbccddeeff";

/// A TAPE block set down byte by byte, independent of `emit`: strings from offset 94 on, in the
/// order media name, description, software name.
struct Bytes(Vec<u8>);

impl Bytes {
    fn tape(strings: [&str; 3], unicode: bool, attributes: u32) -> Bytes {
        let mut bytes = vec![0; 94];
        bytes[0..4].copy_from_slice(&0x4550_4154u32.to_le_bytes());
        bytes[48] = if unicode { 2 } else { 1 };
        bytes[52..56].copy_from_slice(&[0x78, 0x56, 0x34, 0x12]);
        bytes[56..60].copy_from_slice(&attributes.to_le_bytes());
        bytes[60] = 3;
        bytes[86..88].copy_from_slice(&4608u16.to_le_bytes());
        // 2003-12-31 23:58:59.
        bytes[88..93].copy_from_slice(&[0x1F, 0x4F, 0x3F, 0x7E, 0xBB]);
        bytes[93] = 1;
        for (address, text) in [68, 72, 80].into_iter().zip(strings) {
            let from = bytes.len() as u16;
            if unicode {
                bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            } else {
                bytes.extend(text.chars().map(|sign| sign as u8));
            }
            let size = bytes.len() as u16 - from;
            bytes[address..address + 2].copy_from_slice(&size.to_le_bytes());
            bytes[address + 2..address + 4].copy_from_slice(&from.to_le_bytes());
        }
        let first_event = bytes.len() as u16;
        bytes.resize(1024, 0xEE);
        Bytes(bytes).set(8, &first_event.to_le_bytes())
    }

    /// Overwrites a field and makes the checksum right again.
    fn set(mut self, at: usize, field: &[u8]) -> Bytes {
        self.0[at..at + field.len()].copy_from_slice(field);
        let words = self.0[..50].chunks(2).map(|pair| [pair[0], pair[1]]);
        let sum = words.fold([0, 0], |sum, word| [sum[0] ^ word[0], sum[1] ^ word[1]]);
        self.0[50..52].copy_from_slice(&sum);
        self
    }

    fn claimed(&self) -> Label {
        let (parser, label) = asked(&self.0).expect("a label");
        assert_eq!(parser, "MTF");
        label
    }
}

/// What the parsers that are registered from the start claim, and which of them.
fn asked(block: &[u8]) -> Option<(String, Label)> {
    let parsers = LabelParsers::default();
    let asked =
        parsers.iter().find_map(|parser| Some((parser.name.to_string(), parser.claim(block)?)));
    assert_eq!(asked.as_ref().map(|(_, label)| label), parsers.claim(block).as_ref());
    asked
}

fn memory(text: &str) -> [u8; 16] {
    text.parse::<Guid>().expect("a GUID").to_memory()
}

#[test]
fn a_tape_block_is_read_field_by_field() {
    for unicode in [true, false] {
        let bytes = Bytes::tape(["Bänd 7\0\0", "monthly", "Backup"], unicode, 1);
        let expected = TapeBlock {
            family: 0x1234_5678,
            sequence: 3,
            name: Text::from("Bänd 7"),
            description: Text::from("monthly"),
            labelled: false,
            software: Text::from("Backup"),
            vendor: 4608,
            date: Date { year: 2003, month: 12, day: 31, hour: 23, minute: 58, second: 59 },
        };
        assert_eq!(TapeBlock::parse(&bytes.0), Ok(expected), "unicode {unicode}");
    }
}

#[test]
fn strings_may_hold_nonsense() {
    let lone_surrogate = Bytes::tape(["ab", "", "Backup"], true, 0).set(94, &[0x00, 0xD8]);
    assert_eq!(&TapeBlock::parse(&lone_surrogate.0).unwrap().name, "\u{FFFD}b");
    let odd = Bytes::tape(["ab", "", "Backup"], true, 0).set(68, &[3]);
    assert_eq!(&TapeBlock::parse(&odd.0).unwrap().name, "a");
    let long = "x".repeat(300);
    let label = Bytes::tape([&long, "", &long], false, 0).claimed();
    assert_eq!((label.info.units(), label.label_type.units()), (255, 63));
}

#[test]
fn a_tape_block_that_lies_is_refused_with_the_reason() {
    let good = || Bytes::tape(["Name", "Text", "Backup"], true, 0);
    assert!(TapeBlock::parse(&good().0).is_ok());
    let cases = [
        (good().set(0, b"SSET"), MalformedTape::Type),
        (good().set(0, &[0; 52]), MalformedTape::Type),
        (good().set(8, &[93, 0]), MalformedTape::Offset),
        (good().set(8, &[0, 0]), MalformedTape::Offset),
        (good().set(70, &[0xFF, 0xFF]), MalformedTape::Offset),
        (good().set(72, &[0xFF, 0xFF]), MalformedTape::Offset),
        (good().set(82, &1023u16.to_le_bytes()), MalformedTape::Offset),
        (good().set(80, &[0, 0]), MalformedTape::Nameless),
    ];
    for (at, (bytes, reason)) in cases.iter().enumerate() {
        assert_eq!(TapeBlock::parse(&bytes.0), Err(*reason), "case {at}");
        assert_eq!(asked(&bytes.0), None, "case {at}");
    }
}

#[test]
fn an_absent_string_may_point_anywhere() {
    let bytes = Bytes::tape(["", "", "Backup"], true, 0).set(70, &[0xFF, 0xFF]);
    assert!(TapeBlock::parse(&bytes.0).is_ok());
}

#[test]
fn a_change_of_any_bit_under_the_checksum_is_refused() {
    let good = Bytes::tape(["Name", "Text", "Backup"], true, 0).0;
    for bit in 0..52 * 8 {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(TapeBlock::parse(&bytes).is_err(), "bit {bit}");
    }
}

#[test]
fn a_block_cut_before_the_end_of_its_strings_is_refused() {
    let block = Bytes::tape(["Name", "Text", "Backup"], true, 0).0;
    let strings_end = 94 + 2 * "NameTextBackup".len();
    for length in 0..strings_end {
        assert_eq!(asked(&block[..length]), None, "{length} bytes");
    }
    assert!(asked(&block[..strings_end]).is_some());
}

#[test]
fn the_id_is_the_uuid_of_the_media_label() {
    let field_8 = format!("MTF Media Label|1.0|V|P|2003/01/02.03:04:05|A1|1|{{{ID}}}|{{{OTHER}}}");
    let two = format!("MTF Media Label|1.0|V|{OTHER}|2003/01/02.03:04:05|A1|1| {{{ID}}} |");
    let no_field_8 = format!("MTF Media Label|1.0|V|P|stamp|A1|1|number 5|{{{OTHER}}}|VS:{ID}");
    let cases = [
        (field_8.as_str(), ID),
        (&two, ID),
        (&no_field_8, OTHER),
        (&format!("any text that holds {ID}, and {OTHER}"), ID),
        (&format!("äöü{ID}"), ID),
        (&format!("{{{}}} then {ID}", Guid::NULL), ID),
    ];
    for (text, expected) in cases {
        let label = Bytes::tape(["Name", text, "Backup"], true, 2).claimed();
        assert_eq!(&*label.id, memory(expected), "{text}");
        assert_eq!((label.label_type.as_str(), label.info.as_str()), ("Backup", "Name"));
    }
}

#[test]
fn without_a_uuid_or_the_attribute_the_id_is_a_digest() {
    let md5 = |bytes: &[u8]| <[u8; 16]>::from(Md5::digest(bytes));
    for (text, attributes) in [(ID, 0), (ID, !2), ("no identifier in it", 2), ("", 2)] {
        let bytes = Bytes::tape(["Name", text, "Backup"], true, attributes);
        let end = 94 + 2 * ("NameBackup".len() + text.len());
        assert_eq!(*bytes.claimed().id, md5(&bytes.0[..end]), "{text}, {attributes:#x}");
    }
}

#[test]
fn the_digest_ends_at_the_first_event_and_at_the_block() {
    let block = || Bytes::tape(["Name", "Text", "Backup"], true, 0);
    let padded_otherwise = block().set(1000, &[0x55]);
    assert_eq!(padded_otherwise.claimed().id, block().claimed().id);
    let renamed = Bytes::tape(["Mane", "Text", "Backup"], true, 0);
    assert_ne!(renamed.claimed().id, block().claimed().id);
    let to_next_block = block().set(8, &[0xFF, 0xFF]);
    assert_eq!(*to_next_block.claimed().id, digest(&to_next_block.0));
}

#[test]
fn the_digest_is_md5() {
    // RFC 1321, A.5.
    let expected = 0x9001_5098_3CD2_4FB0_D696_3F7D_28E1_7F72u128;
    assert_eq!(digest(b"abc"), expected.to_be_bytes());
}

#[test]
fn an_emitted_block_is_summed_and_padded_to_its_end() {
    let block = TapeBlock { software: Text::from("Backup"), ..TapeBlock::default() }.emit();
    assert_eq!(block.len(), 1024);
    let sum = |bytes: &[u8]| {
        let words = bytes.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        words.fold(0, |sum, word| sum ^ word)
    };
    assert_eq!(sum(&block[..52]), 0, "header");
    // Fields 94, software name 12, aligned to 4.
    assert_eq!(block[8..10], [108, 0]);
    assert_eq!(block[108..112], *b"SPAD");
    assert_eq!(block[116..124], (1024u64 - 108 - 22).to_le_bytes());
    assert_eq!(sum(&block[108..130]), 0, "stream header");
    assert!(block[130..].iter().all(|byte| *byte == 0));
}

#[test]
fn an_application_s_block_carries_its_names_and_identifier() {
    let names = ["Ledger", "Tape 1 with blanks", &"long ".repeat(80)];
    for (software, name) in names.into_iter().zip(names.into_iter().rev()) {
        let block = TapeBlock::of_application(software, name, ID.parse().unwrap());
        assert_eq!(block.len() % 1024, 0);
        let (_, label) = asked(&block).expect("a label");
        assert_eq!(Some(&label), Label::new(software, &memory(ID), name).as_ref());
        assert!(!label.is_free());
        let tape = TapeBlock::parse(&block).unwrap();
        let text = MediaLabel::parse(&tape.description).expect("a media label");
        assert_eq!(text.id.parse(), Ok(ID.parse::<Guid>().unwrap()));
    }
}

#[test]
fn a_free_label_is_one_block_with_an_id_of_its_own() {
    let block = FreeLabel { id: ID.parse().unwrap() }.emit();
    assert_eq!(block.len(), free::BLOCK_BYTES);
    let (parser, label) = asked(&block).expect("a label");
    assert!(label.is_free());
    assert_eq!((&*parser, label.info.as_str(), &*label.id), ("Free", "Free", &memory(ID)[..]));
}

#[test]
fn media_labels_are_read_as_the_format_and_as_practice_write_them() {
    let strict = format!(
        "MTF Media Label|1.0|Maker|Tool:5|2003/12/31.23:58:59|A00001|2\
         |{{{ID}}}|{{{OTHER}}}|VS:a|VS:b"
    );
    let expected = MediaLabel {
        vendor: Text::from("Maker"),
        product: Text::from("Tool:5"),
        created: Date { year: 2003, month: 12, day: 31, hour: 23, minute: 58, second: 59 },
        cartridge: Text::from("A00001"),
        back: true,
        id: Text::from(format!("{{{ID}}}")),
        domain: Text::from(format!("{{{OTHER}}}")),
        vendor_specific: vec![Text::from("a"), Text::from("b")],
    };
    assert_eq!(expected.emit().as_str(), strict);
    assert_eq!(MediaLabel::parse(&strict), Some(expected));

    let practice = "MTF Media Label |1.0|A Maker| |yesterday|Tape No. 1|x|5| VS:c|noise";
    let expected = MediaLabel {
        vendor: Text::from("A Maker"),
        cartridge: Text::from("Tape No. 1"),
        id: Text::from("5"),
        vendor_specific: vec![Text::from("c")],
        ..MediaLabel::default()
    };
    assert_eq!(MediaLabel::parse(practice), Some(expected));

    for text in ["", "monthly", "MTF Media Label|1.0|a|b|c|d|1", "mtf media label|1.0|a|b|c|d|1|e"]
    {
        assert_eq!(MediaLabel::parse(text), None, "{text}");
    }
}

#[test]
fn a_media_label_cannot_be_broken_by_its_fields() {
    let label = MediaLabel {
        vendor: Text::from("a|b c"),
        vendor_specific: vec![Text::from("|")],
        ..MediaLabel::default()
    };
    let read = MediaLabel::parse(&label.emit()).expect("a media label");
    assert_eq!((read.vendor.as_str(), read.vendor_specific[0].as_str()), ("a_b_c", "_"));
}

/// An 80-byte record of blanks with fields set into it.
fn record(fields: &[(usize, &[u8])]) -> Vec<u8> {
    let mut bytes = vec![b' '; 80];
    for (at, field) in fields {
        bytes[*at..at + field.len()].copy_from_slice(field);
    }
    bytes
}

#[test]
fn volume_labels_are_read_in_both_alphabets() {
    let mut ibm = vec![0x40; 80];
    ibm[..8].copy_from_slice(&[0xE5, 0xD6, 0xD3, 0xF1, 0xC2, 0xE9, 0xF0, 0xF9]);
    let cases = [
        (record(&[(0, b"VOL1"), (4, b"A00001"), (79, b"3")]), "ANSI VOL1", "A00001"),
        (record(&[(0, b"VOL1"), (4, b"A1"), (79, b"4")]), "ANSI VOL1", "A1"),
        (record(&[(0, b"VOL1"), (4, b"A00001"), (24, b"LTFS"), (79, b"4")]), "LTFS", "A00001"),
        (record(&[(0, b"VOL1"), (4, b"A00001"), (24, b"LTFS"), (79, b"3")]), "ANSI VOL1", "A00001"),
        (ibm, "IBM VOL1", "BZ09"),
    ];
    for (bytes, label_type, info) in cases {
        let (parser, label) = asked(&bytes).expect("a label");
        assert_eq!(parser, "ANSI VOL1");
        assert_eq!((label.label_type.as_str(), label.info.as_str()), (label_type, info));
        assert_eq!(*label.id, digest(&bytes));
        let mut longer = bytes.clone();
        longer.extend_from_slice(b"HDR1");
        assert_eq!(asked(&longer), Some((parser, label)));
        assert_eq!(asked(&bytes[..79]), None);
    }
}

#[test]
fn records_that_name_no_volume_are_not_claimed() {
    let cases: [&[(usize, &[u8])]; 6] = [
        &[(0, b"VOL1")],
        &[(0, b"VOL1"), (4, b"*UHL1*")],
        &[(0, b"VOL1"), (4, b"A\x000001")],
        &[(0, b"VOL2"), (4, b"A00001")],
        &[(0, b"HDR1"), (4, b"A00001")],
        &[(0, b"vol1"), (4, b"A00001")],
    ];
    for fields in cases {
        assert_eq!(asked(&record(fields)), None, "{fields:?}");
    }
}

/// Blocks that other programs start a tape with, and parsers that must leave them alone.
#[test]
fn labels_of_others_are_left_alone() {
    let mut tar = vec![0; 512];
    tar[257..262].copy_from_slice(b"ustar");
    let mut bacula = vec![0; 1024];
    bacula[12..16].copy_from_slice(b"BB02");
    let blocks: [(&str, Vec<u8>); 6] = [
        ("nothing", vec![]),
        ("zeroes", vec![0; 1 << 16]),
        ("tar", tar),
        ("bacula", bacula),
        ("amanda", b"AMANDA: TAPESTART DATE X TAPE A1\n\x0C".repeat(30)),
        ("start of set", Bytes::tape(["a", "b", "c"], true, 0).set(0, b"SSET").0),
    ];
    for (name, block) in &blocks {
        assert_eq!(asked(block), None, "{name}");
    }
    let mtf = Bytes::tape(["Name", ID, "Backup"], true, 2).0;
    let vol1 = record(&[(0, b"VOL1"), (4, b"A00001")]);
    assert_eq!(mtf::claim(&vol1), None);
    assert_eq!(vol1::claim(&mtf), None);
    assert_eq!(vol1::claim(&FreeLabel { id: Guid::NULL }.emit()), None);
    assert_eq!(FileSystemInfo::parse(&mtf), Err(MalformedInfo::Size));
    let disk = FileSystemInfo { kind: Text::from("NTFS"), name: Text::EMPTY, serial: 5 };
    assert_eq!(asked(&disk.emit()), None);
}

#[test]
fn what_parsers_give_is_told_from_what_file_systems_say() {
    let parsers = LabelParsers::default();
    let volume = Vol1 { kind: Vol1Kind::Ansi, volume: Text::new("A00001") };
    for block in [FreeLabel { id: Guid::NULL }.emit(), volume.emit()] {
        let label = parsers.claim(&block).expect("known");
        assert!(parsers.may_give(&label.label_type, &label.id), "{label:?}");
        assert!(!parsers.may_give("", &label.id) && !parsers.may_give("TYPE", &label.id[1..]));
    }
    let disk = FileSystemInfo { kind: Text::from("NTFS"), name: Text::EMPTY, serial: 5 };
    let label = disk.label().expect("a label");
    assert!(!parsers.may_give(&label.label_type, &label.id));
}

#[test]
fn labels_keep_the_limits_of_the_api() {
    let long = "x".repeat(300);
    let label = Label::new(&long, &[7; 255], &long).expect("a label");
    assert_eq!((label.label_type.units(), label.info.units()), (63, 255));
    assert_eq!(Label::new("type", &[7; 256], ""), None);
    assert_eq!(Label::new("type", &[], ""), None);
    assert_eq!(Label::new("", &[7], ""), None);
}

#[test]
fn file_system_information_is_read_field_by_field() {
    let mut bytes = vec![0; 644];
    for (at, text) in [(0, "CDFS"), (128, "Ö 1")] {
        for (at, unit) in (at..).step_by(2).zip(text.encode_utf16()) {
            bytes[at..at + 2].copy_from_slice(&unit.to_le_bytes());
        }
    }
    bytes[640..].copy_from_slice(&[0x78, 0x56, 0x34, 0x12]);
    let info = FileSystemInfo::parse(&bytes).expect("well-formed");
    assert_eq!((info.kind.as_str(), info.name.as_str(), info.serial), ("CDFS", "Ö 1", 0x1234_5678));
    assert_eq!(info.label(), Label::new("CDFS", &[0x78, 0x56, 0x34, 0x12], "Ö 1"));
    // What is behind a terminator does not count.
    bytes[300..304].fill(0x41);
    assert_eq!(FileSystemInfo::parse(&bytes), Ok(info));
}

#[test]
fn malformed_file_system_information_is_refused() {
    let fill = |range: core::ops::Range<usize>| {
        let mut bytes = vec![0; 644];
        bytes[0] = b'N';
        bytes[range].fill(0x41);
        FileSystemInfo::parse(&bytes)
    };
    assert!(fill(0..126).is_ok());
    assert_eq!(fill(0..128), Err(MalformedInfo::Unterminated));
    assert_eq!(fill(128..640), Err(MalformedInfo::Unterminated));
    assert_eq!(FileSystemInfo::parse(&[0; 644]), Err(MalformedInfo::Nameless));
    for length in [0, 643, 645] {
        assert_eq!(FileSystemInfo::parse(&vec![0; length]), Err(MalformedInfo::Size));
    }
}

/// Text without a terminator inside, of at most so many units.
fn text(units_max: usize) -> impl Strategy<Value = Text> {
    proptest::collection::vec(any::<char>(), 0..300).prop_map(move |signs| {
        let kept: String = signs.into_iter().filter(|sign| *sign != '\0').collect();
        Text::cut(&kept, units_max + 1)
    })
}

fn date() -> impl Strategy<Value = Date> {
    (0u16..1 << 14, 0u8..16, 0u8..32, 0u8..32, 0u8..64, 0u8..64).prop_map(
        |(year, month, day, hour, minute, second)| Date { year, month, day, hour, minute, second },
    )
}

fn tape() -> impl Strategy<Value = TapeBlock> {
    let software = ("[A-Z]", text(62)).prop_map(|(first, rest)| Text::from(first + &rest));
    let numbers = any::<(u32, u16, u16, bool)>();
    (numbers, text(255), text(4095), software, date()).prop_map(
        |((family, sequence, vendor, labelled), name, description, software, date)| TapeBlock {
            family,
            sequence,
            name,
            description,
            labelled,
            software,
            vendor,
            date,
        },
    )
}

fn media_label() -> impl Strategy<Value = MediaLabel> {
    let field = || "[A-Za-z0-9ä+_/.{}-]{0,20}".prop_map(Text::from);
    let vendor_specific = proptest::collection::vec(field(), 0..4);
    let texts = (field(), field(), field(), field(), field());
    (texts, date(), any::<bool>(), vendor_specific).prop_map(
        |((vendor, product, cartridge, id, domain), created, back, vendor_specific)| MediaLabel {
            vendor,
            product,
            created,
            cartridge,
            back,
            id,
            domain,
            vendor_specific,
        },
    )
}

/// Bytes that start like a label of some parser, with a right checksum in half the cases.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let heads = [b"TAPE".to_vec(), b"VOL1".to_vec(), vec![0xE5, 0xD6, 0xD3, 0xF1], vec![]];
    let head = proptest::sample::select(heads.to_vec());
    let body = proptest::collection::vec(any::<u8>(), 0..2000);
    (head, body, any::<bool>()).prop_map(|(mut bytes, body, summed)| {
        bytes.extend(body);
        if summed && bytes.len() >= 94 {
            // Small sizes and offsets, so that strings are often inside.
            for at in [9, 69, 71, 73, 75, 81, 83] {
                bytes[at] &= 0x03;
            }
            bytes = Bytes(bytes).set(0, &[]).0;
        }
        bytes
    })
}

#[test]
fn zeroes_before_the_cut_are_no_more_kept_than_those_at_the_end() {
    let name = format!("{}\0beyond", "n".repeat(254));
    let tape = TapeBlock {
        software: Text::new("Backup"),
        description: Text::new(&name),
        ..TapeBlock::default()
    };
    let mut bytes = tape.emit();
    // The description becomes the name as well, whose limit is shorter.
    bytes.copy_within(72..76, 68);
    let read = TapeBlock::parse(&Bytes(bytes).set(0, &[]).0).expect("a tape block");
    assert_eq!(read.name.as_str(), "n".repeat(254));
    assert_eq!(read.description.as_str(), name);
}

proptest! {
    #[test]
    fn tape_blocks_come_back(tape in tape()) {
        let bytes = tape.emit();
        prop_assert_eq!(bytes.len() % 1024, 0);
        prop_assert_eq!(TapeBlock::parse(&bytes), Ok(tape));
    }

    #[test]
    fn media_labels_come_back(label in media_label()) {
        prop_assert_eq!(MediaLabel::parse(&label.emit()), Some(label));
    }

    #[test]
    fn dates_come_back(date in date(), bytes: [u8; 5]) {
        prop_assert_eq!(Date::parse(date.emit()), date);
        prop_assert_eq!(Date::parse(bytes).emit(), bytes);
    }

    #[test]
    fn volume_labels_come_back(volume in "[!-~]([ -~]{0,4}[!-~])?", kind in 0usize..3) {
        prop_assume!(volume != "*UHL1*");
        let kind = [Vol1Kind::Ansi, Vol1Kind::Ltfs, Vol1Kind::Ibm][kind];
        let label = Vol1 { kind, volume: Text::from(volume) };
        prop_assert_eq!(Vol1::parse(&label.emit()), Some(label));
    }

    #[test]
    fn file_system_information_comes_back(kind in text(63), name in text(255), serial: u32) {
        let info = FileSystemInfo { kind, name, serial };
        let bytes = info.emit();
        prop_assert_eq!(bytes.len(), 644);
        let expected = if info.kind.is_empty() { Err(MalformedInfo::Nameless) } else { Ok(info) };
        prop_assert_eq!(FileSystemInfo::parse(&bytes), expected);
    }

    #[test]
    fn every_identifier_makes_its_own_free_label(value in 1u128..) {
        let id = Guid::from_u128(value);
        let label = asked(&FreeLabel { id }.emit()).expect("a label").1;
        prop_assert!(label.is_free());
        prop_assert_eq!(&*label.id, &id.to_memory()[..]);
    }

    #[test]
    fn no_bytes_panic_and_every_claim_keeps_the_limits(bytes in hostile(), cut in 0usize..100) {
        for block in [&bytes[..], &bytes[..bytes.len().min(cut)]] {
            if let Some((_, label)) = asked(block) {
                let again = Label::new(&label.label_type, &label.id, &label.info);
                prop_assert_eq!(Some(label), again);
            }
            // Whatever was read can be written and read again.
            if let Ok(tape) = TapeBlock::parse(block) {
                prop_assert_eq!(TapeBlock::parse(&tape.emit()), Ok(tape));
            }
            let _ = FileSystemInfo::parse(block);
            let _ = MediaLabel::parse(&String::from_utf8_lossy(block));
        }
    }

    #[test]
    fn file_system_bytes_do_not_panic(bytes in proptest::collection::vec(0u8..3, 644)) {
        if let Ok(info) = FileSystemInfo::parse(&bytes) {
            prop_assert!(info.label().is_some());
        }
    }
}
