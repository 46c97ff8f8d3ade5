//! Mode parameters, as hosts read and change them.

use wire::scsi::{BlockLimits, ModePage};

use super::*;

fn mode(bench: &mut Bench, page: u8) -> ModeData {
    let ask = Command::ModeSense { page, without_block_descriptor: false };
    match bench.tell(HOST, ask).data {
        Data::Mode(data) => data,
        other => panic!("mode parameters expected, got {other:?}"),
    }
}

#[test]
fn a_changed_parameter_is_told_to_the_others_only() {
    let mut bench = Bench::loaded("lto-3");
    bench.set_block_bytes(512);
    assert_eq!(bench.ask(HOST), None);
    assert_eq!(bench.ask(OTHER_HOST), Some(Sense::MODE_CHANGED));
    assert_eq!(bench.ask(OTHER_HOST), None);
    assert_eq!(mode(&mut bench, 0).block, Some((0x44, 512)));
    // The same again changes nothing, and what is read can be sent back.
    let all = mode(&mut bench, 0x3F);
    assert_eq!(bench.tell(HOST, Command::ModeSelect(all)), Outcome::GOOD);
    assert_eq!(bench.ask(OTHER_HOST), None);
}

#[test]
fn pages_are_told_one_by_one_or_together() {
    let mut bench = Bench::loaded("lto-3");
    let codes = |data: &ModeData| data.pages.iter().map(ModePage::code).collect::<Vec<_>>();
    for (page, expected) in
        [(0x00, &[][..]), (0x0F, &[0x0F]), (0x10, &[0x10]), (0x3F, &[0x0F, 0x10])]
    {
        let told = mode(&mut bench, page);
        assert_eq!(codes(&told), expected, "{page:02X}");
        assert_eq!((told.medium_type, told.buffered, told.block), (0x38, 1, Some((0x44, 0))));
    }
    let without = Command::ModeSense { page: 0x3F, without_block_descriptor: true };
    let Data::Mode(told) = bench.tell(HOST, without).data else { panic!("no mode data") };
    assert_eq!(told.block, None);
    let other = Command::ModeSense { page: 0x1D, without_block_descriptor: true };
    assert_eq!(bench.tell(HOST, other).sense(), Some(Sense::INVALID_FIELD_IN_CDB));
    let limits = BlockLimits { max_bytes: 8 << 20, min_bytes: 1 };
    assert_eq!(bench.go(DriveCommand::ReadBlockLimits).data, Data::BlockLimits(limits));
}

#[test]
fn lists_that_the_drive_cannot_follow_change_nothing() {
    let mut bench = Bench::loaded("lto-3");
    let before = mode(&mut bench, 0x3F);
    let with = |change: fn(&mut ModeData)| {
        let mut list = before.clone();
        change(&mut list);
        list
    };
    for list in [
        with(|list| list.buffered = 2),
        with(|list| list.block = Some((0x40, 0))),
        with(|list| list.block = Some((0, (8 << 20) + 1))),
        with(|list| list.pages.push(ModePage::TransportGeometry { rotates: vec![true] })),
        with(|list| {
            list.block = Some((0, 99));
            list.pages[1] =
                ModePage::DeviceConfiguration { compression: 7, write_protect: true, flags: 0x10 };
        }),
    ] {
        let outcome = bench.tell(HOST, Command::ModeSelect(list.clone()));
        assert_eq!(outcome.sense(), Some(Sense::INVALID_FIELD_IN_LIST), "{list:?}");
        assert_eq!(mode(&mut bench, 0x3F), before);
    }
}

#[test]
fn software_write_protection_holds_until_it_is_lifted() {
    let mut bench = Bench::loaded("lto-3");
    for (write_protect, sense) in [(true, Some(Sense::WRITE_PROTECTED)), (false, None)] {
        let page = ModePage::DeviceConfiguration { compression: 1, write_protect, flags: 0x10 };
        let list = ModeData { buffered: 1, pages: vec![page], ..ModeData::default() };
        assert_eq!(bench.tell(HOST, Command::ModeSelect(list)), Outcome::GOOD);
        assert_eq!(mode(&mut bench, 0).write_protected, write_protect);
        assert_eq!(bench.write(b"x").sense(), sense);
    }
}
