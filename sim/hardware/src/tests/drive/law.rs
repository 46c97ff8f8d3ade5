//! Laws of drive and tape under any sequence of commands.

use proptest::prelude::*;

use super::*;
use crate::tape::{Record, Tape};

/// An object to be recorded: a block with so many bytes of a value, or a filemark.
fn object() -> impl Strategy<Value = Option<Vec<u8>>> {
    proptest::option::weighted(0.7, proptest::collection::vec(any::<u8>(), 1..40))
}

fn unit() -> impl Strategy<Value = SpaceUnit> {
    (0u8..4).prop_map(|code| SpaceUnit::from_code(code).expect("in range"))
}

fn command() -> impl Strategy<Value = Command> {
    let transfer = prop_oneof![
        (0u32..5).prop_map(|block_count| Transfer::Fixed { block_count }),
        (0u32..20).prop_map(|block_bytes| Transfer::Variable { block_bytes }),
        any::<u32>().prop_map(|block_bytes| Transfer::Variable { block_bytes }),
        any::<u32>().prop_map(|block_count| Transfer::Fixed { block_count }),
    ];
    let write = (0u32..5, 0usize..20, any::<bool>()).prop_map(|(count, length, fixed)| {
        let data = vec![count as u8; length].into();
        let transfer = match fixed {
            true => Transfer::Fixed { block_count: count },
            false => Transfer::Variable { block_bytes: length as u32 },
        };
        DriveCommand::Write { transfer, data }
    });
    let marks = prop_oneof![0u32..4, any::<u32>()];
    let count = prop_oneof![-4i32..5, any::<i32>()];
    let drive = prop_oneof![
        6 => write,
        2 => (marks, any::<bool>())
            .prop_map(|(count, immediate)| DriveCommand::WriteFilemarks { count, immediate }),
        4 => (transfer, any::<bool>()).prop_map(|(transfer, suppress_incorrect_length)| {
            DriveCommand::Read { transfer, suppress_incorrect_length }
        }),
        3 => (unit(), count).prop_map(|(unit, count)| DriveCommand::Space { unit, count }),
        2 => (prop_oneof![0u32..20, any::<u32>()], any::<bool>())
            .prop_map(|(object, immediate)| DriveCommand::Locate { object, immediate }),
        1 => any::<bool>().prop_map(|immediate| DriveCommand::Rewind { immediate }),
        1 => any::<[bool; 2]>()
            .prop_map(|[long, immediate]| DriveCommand::Erase { long, immediate }),
        1 => any::<[bool; 2]>()
            .prop_map(|[load, immediate]| DriveCommand::LoadUnload { load, immediate }),
        1 => Just(DriveCommand::ReadPosition),
    ];
    let block = prop_oneof![Just(0u32), 1u32..8, any::<u32>()];
    prop_oneof![
        12 => drive.prop_map(Command::Drive),
        1 => Just(Command::TestUnitReady),
        1 => Just(Command::RequestSense),
        1 => any::<bool>().prop_map(Command::PreventRemoval),
        2 => block.prop_map(|length| {
            let block = Some((0, length));
            Command::ModeSelect(ModeData { buffered: 1, block, ..ModeData::default() })
        }),
    ]
}

/// What happens to a drive.
#[derive(Clone, Debug)]
enum Event {
    Command(Nexus, Command),
    Pass(Duration),
    Power,
    Condition(usize, bool),
    Swap,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        20 => (1u32..3, command())
            .prop_map(|(nexus, command)| Event::Command(Nexus(nexus), command)),
        8 => (0u64..60_000).prop_map(|time| Event::Pass(Duration::from_millis(time))),
        1 => Just(Event::Power),
        1 => (0usize..8, any::<bool>()).prop_map(|(which, on)| Event::Condition(which, on)),
        1 => Just(Event::Swap),
    ]
}

const CONDITIONS: [DriveCondition; 8] = [
    DriveCondition::LoadFails,
    DriveCondition::UnloadFails,
    DriveCondition::PowerOff,
    DriveCondition::SoftWriteErrors,
    DriveCondition::HardWriteErrors,
    DriveCondition::SoftReadErrors,
    DriveCondition::HardReadErrors,
    DriveCondition::CleaningDue,
];

/// The head is on the tape, the tape within its medium.
fn check(drive: &Drive) {
    let Some((_, cartridge, _)) = drive.holds() else { return };
    let tape = &cartridge.sides[0];
    assert!(tape.used_bytes() <= cartridge.model.capacity_bytes);
    if let Some(position) = drive.position() {
        assert!(position.object <= tape.object_count());
        assert_eq!(position.at_beginning, position.object == 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_written_is_read_back(objects in proptest::collection::vec(object(), 0..40)) {
        let mut bench = Bench::loaded("lto-3");
        for object in &objects {
            let outcome = match object {
                Some(block) => bench.write(block),
                None => bench.marks(1),
            };
            prop_assert_eq!(outcome, Outcome::GOOD);
        }
        bench.rewind();
        for object in &objects {
            let outcome = bench.go(read(40));
            match object {
                Some(block) => {
                    prop_assert_eq!(outcome.data, Data::Read(Bytes::copy_from_slice(block)));
                }
                None => prop_assert_eq!(outcome.sense(), left(FILEMARK, 40)),
            }
        }
        prop_assert_eq!(bench.go(read(40)).sense(), left(Sense::END_OF_DATA, 40));
        prop_assert_eq!(bench.object() as usize, objects.len());
        let tape = bench.take_out().sides.remove(0);
        let told: Vec<_> = tape
            .records()
            .map(|record| match record {
                Record::Block(block) => Some(block.to_vec()),
                Record::Filemark => None,
            })
            .collect();
        prop_assert_eq!(told, objects);
    }

    #[test]
    fn no_events_break_a_drive_and_every_command_is_answered_once(
        events in proptest::collection::vec(event(), 1..80),
    ) {
        let mut bench = Bench::short(200);
        let mut sent = bench.next_task;
        let mut answered = sent;
        for event in events {
            match event {
                Event::Command(nexus, command) => {
                    bench.send(nexus, command);
                    sent += 1;
                }
                Event::Pass(time) => bench.pass(time),
                Event::Power => bench.drive.power_on(bench.now),
                Event::Condition(which, on) => {
                    bench.drive.set_condition(bench.now, CONDITIONS[which], on);
                }
                Event::Swap => {
                    if let Ok(slotted) = bench.drive.pick() {
                        bench.drive.insert(bench.now, slotted);
                    }
                }
            }
            check(&bench.drive);
            answered += std::iter::from_fn(|| bench.drive.poll()).count() as u64;
        }
        bench.rest();
        answered += std::iter::from_fn(|| bench.drive.poll()).count() as u64;
        prop_assert_eq!(answered, sent);
    }

    #[test]
    fn a_tape_agrees_with_a_list_of_its_objects(
        parts in proptest::collection::vec(object(), 0..30),
        cut in 0u32..35,
        from in 0u32..35,
        unit in unit(),
        count in -6i32..7,
    ) {
        let mut tape = Tape::default();
        for part in &parts {
            match part {
                Some(block) => tape.append_block(block.clone().into()),
                None => tape.append_filemarks(1),
            }
        }
        tape.truncate(cut);
        let mut list = parts;
        list.truncate(cut as usize);
        prop_assert_eq!(tape.object_count() as usize, list.len());
        let bytes = |list: &[Option<Vec<u8>>]| list.iter().flatten().map(Vec::len).sum::<usize>();
        prop_assert_eq!(tape.used_bytes() as usize, bytes(&list));
        let from = from.min(tape.object_count());
        prop_assert_eq!(tape.bytes_before(from) as usize, bytes(&list[..from as usize]));
        let told = tape.record(from).map(|record| record == Record::Filemark);
        prop_assert_eq!(told, list.get(from as usize).map(Option::is_none));
        // There and back again, when both ways find what they look for.
        let there = tape.space(from, unit, count);
        prop_assert!(there.object <= tape.object_count());
        if unit == SpaceUnit::Blocks && there.left == 0 {
            prop_assert_eq!(there.object, from.saturating_add_signed(count));
            prop_assert_eq!(tape.space(there.object, unit, -count).object, from);
        }
        if unit == SpaceUnit::Filemarks && there.left == 0 {
            let (low, high) = (from.min(there.object), from.max(there.object));
            let passed = &list[low as usize..high as usize];
            let marks = passed.iter().filter(|part| part.is_none()).count();
            prop_assert_eq!(marks, count.unsigned_abs() as usize);
        }
    }
}

#[test]
fn a_blank_side_has_no_memory_of_its_own_and_filemarks_in_a_row_need_little() {
    assert!(size_of::<Tape>() <= 24);
    let mut tape = Tape::default();
    tape.append_filemarks(u32::MAX - 1);
    tape.append_filemarks(5);
    assert_eq!(tape.object_count(), u32::MAX);
    tape.append_block(Bytes::from_static(b"no room"));
    assert_eq!((tape.object_count(), tape.used_bytes()), (u32::MAX, 0));
    tape.truncate(7);
    assert_eq!(tape.records().count(), 7);
    tape.truncate(0);
    assert!(tape.is_blank());
}
