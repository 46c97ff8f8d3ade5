//! Blocks, marks and ends: the table of hardware reference 2.2, row by row.

use super::*;

/// Objects 0 to 7: `aaaa` `bbbb` mark `cc` mark mark `dddd` `eeeeee`.
fn recorded() -> Bench {
    let mut bench = Bench::loaded("lto-3");
    for part in ["aaaa", "bbbb", "|", "cc", "|", "|", "dddd", "eeeeee"] {
        let outcome = match part {
            "|" => bench.marks(1),
            block => bench.write(block.as_bytes()),
        };
        assert_eq!(outcome, Outcome::GOOD);
    }
    bench
}

fn bytes(outcome: &Outcome) -> &[u8] {
    match &outcome.data {
        Data::Read(bytes) => bytes,
        Data::None => &[],
        other => panic!("blocks expected, got {other:?}"),
    }
}

#[test]
fn variable_reads_tell_the_residual_and_stand_behind_the_object() {
    let quiet = |block_bytes| DriveCommand::Read {
        transfer: Transfer::Variable { block_bytes },
        suppress_incorrect_length: true,
    };
    let cases = [
        // block length set, from, command, bytes moved, sense, object after
        (0, 0, read(4), "aaaa", None, 1),
        (0, 0, read(3), "aaa", left(WRONG_LENGTH, -1), 1),
        (0, 0, read(10), "aaaa", left(WRONG_LENGTH, 6), 1),
        (0, 0, quiet(3), "aaa", None, 1),
        (0, 0, quiet(10), "aaaa", None, 1),
        // Only overlength is told in spite of SILI, and only when a block length is set.
        (4, 7, quiet(3), "eee", left(WRONG_LENGTH, -3), 8),
        (4, 7, quiet(10), "eeeeee", None, 8),
        (0, 2, read(10), "", left(FILEMARK, 10), 3),
        (0, 2, quiet(10), "", left(FILEMARK, 10), 3),
        (0, 8, read(10), "", left(Sense::END_OF_DATA, 10), 8),
        (0, 2, read(0), "", None, 2),
        (0, 8, read(0), "", None, 8),
    ];
    for (block_bytes, from, command, moved, sense, after) in cases {
        let mut bench = recorded();
        bench.set_block_bytes(block_bytes);
        assert_eq!(bench.locate(from), Outcome::GOOD);
        let outcome = bench.go(command.clone());
        assert_eq!(bytes(&outcome), moved.as_bytes(), "{command:?} from {from}");
        assert_eq!(outcome.sense(), sense, "{command:?} from {from}");
        assert_eq!(bench.object(), after, "{command:?} from {from}");
    }
}

#[test]
fn fixed_reads_count_what_was_not_read() {
    let cases = [
        // block length set, from, blocks, bytes moved, sense, object after
        (4, 0, 2, "aaaabbbb", None, 2),
        (4, 0, 1, "aaaa", None, 1),
        (4, 0, 5, "aaaabbbb", left(FILEMARK, 3), 3),
        // The block of the wrong length counts as not read, and the tape stands behind it.
        (4, 3, 2, "", left(WRONG_LENGTH, 2), 4),
        (4, 6, 3, "dddd", left(WRONG_LENGTH, 2), 8),
        (6, 7, 3, "eeeeee", left(Sense::END_OF_DATA, 2), 8),
        (4, 8, 0, "", None, 8),
        (2, 3, 1, "cc", None, 4),
    ];
    for (block_bytes, from, count, moved, sense, after) in cases {
        let mut bench = recorded();
        bench.set_block_bytes(block_bytes);
        assert_eq!(bench.locate(from), Outcome::GOOD);
        let outcome = bench.go(read_fixed(count));
        assert_eq!(bytes(&outcome), moved.as_bytes(), "{count} from {from}");
        assert_eq!(outcome.sense(), sense, "{count} from {from}");
        assert_eq!(bench.object(), after, "{count} from {from}");
    }
}

#[test]
fn transfers_that_make_no_sense_are_refused_and_move_nothing() {
    let mut bench = recorded();
    bench.rewind();
    let suppressed = DriveCommand::Read {
        transfer: Transfer::Fixed { block_count: 1 },
        suppress_incorrect_length: true,
    };
    let write = |transfer, length| DriveCommand::Write { transfer, data: vec![0; length].into() };
    let refuse = |bench: &mut Bench, command: DriveCommand| {
        let outcome = bench.go(command.clone());
        assert_eq!(outcome.sense(), Some(Sense::INVALID_FIELD_IN_CDB), "{command:?}");
        assert_eq!(bench.object(), 0, "{command:?}");
    };
    // FIXED=1 without a block length.
    refuse(&mut bench, read_fixed(1));
    refuse(&mut bench, write(Transfer::Fixed { block_count: 1 }, 4));
    refuse(&mut bench, write(Transfer::Variable { block_bytes: (8 << 20) + 1 }, (8 << 20) + 1));
    bench.set_block_bytes(4);
    refuse(&mut bench, suppressed);
    refuse(&mut bench, write(Transfer::Fixed { block_count: 2 }, 10));
    assert_eq!(bench.go(read(4)).sense(), None, "nothing was overwritten");
}

#[test]
fn spacing_ends_at_marks_and_ends_and_tells_what_is_left() {
    use SpaceUnit::{Blocks, EndOfData, Filemarks, SequentialFilemarks};
    let end_in_a_row = Some(Sense::END_OF_DATA);
    let cases = [
        // from, unit, count, sense, object after
        (0, Blocks, 2, None, 2),
        (0, Blocks, 5, left(FILEMARK, 3), 3),
        (6, Blocks, 5, left(Sense::END_OF_DATA, 3), 8),
        (8, Blocks, -2, None, 6),
        (8, Blocks, -5, left(FILEMARK, 3), 5),
        (2, Blocks, -5, left(BEGINNING, 3), 0),
        (5, Blocks, 0, None, 5),
        (0, Filemarks, 1, None, 3),
        (0, Filemarks, 2, None, 5),
        (0, Filemarks, 9, left(Sense::END_OF_DATA, 6), 8),
        (8, Filemarks, -1, None, 5),
        (8, Filemarks, -3, None, 2),
        (5, Filemarks, -1, None, 4),
        (8, Filemarks, -5, left(BEGINNING, 2), 0),
        (0, Filemarks, 0, None, 0),
        (0, SequentialFilemarks, 2, None, 6),
        (0, SequentialFilemarks, 3, end_in_a_row, 8),
        (8, SequentialFilemarks, -2, None, 4),
        (8, SequentialFilemarks, -3, Some(BEGINNING), 0),
        (0, EndOfData, 0, None, 8),
        (8, EndOfData, 0, None, 8),
        (0, Blocks, i32::MIN, left(BEGINNING, i32::MAX), 0),
    ];
    for (from, unit, count, sense, after) in cases {
        let mut bench = recorded();
        assert_eq!(bench.locate(from), Outcome::GOOD);
        let outcome = bench.go(space(unit, count));
        assert_eq!(outcome.sense(), sense, "{unit:?} {count} from {from}");
        assert_eq!(bench.object(), after, "{unit:?} {count} from {from}");
    }
}

#[test]
fn locating_beyond_the_recording_ends_at_end_of_data() {
    let mut bench = recorded();
    assert_eq!(bench.locate(4), Outcome::GOOD);
    assert_eq!(bench.object(), 4);
    assert_eq!(bench.locate(9).sense(), Some(Sense::END_OF_DATA));
    assert_eq!(bench.object(), 8);
    assert_eq!(bench.rewind(), Outcome::GOOD);
    let start = Position { at_beginning: true, past_early_warning: false, object: 0 };
    assert_eq!(bench.position(), start);
}

#[test]
fn writing_after_backspacing_makes_the_rest_unreadable() {
    let mut bench = recorded();
    bench.locate(1);
    assert_eq!(bench.write(b"XX"), Outcome::GOOD);
    assert_eq!(bench.go(read(10)).sense(), left(Sense::END_OF_DATA, 10));
    bench.locate(1);
    assert_eq!(bytes(&bench.go(read(2))), b"XX");
    bench.locate(1);
    assert_eq!(bench.marks(0), Outcome::GOOD);
    assert_eq!(bytes(&bench.go(read(2))), b"XX", "no marks overwrite nothing");
    bench.locate(1);
    let erase = DriveCommand::Erase { long: false, immediate: false };
    assert_eq!(bench.go(erase), Outcome::GOOD);
    assert_eq!(bench.go(read(10)).sense(), left(Sense::END_OF_DATA, 10));
    assert_eq!(bench.object(), 1);
}

#[test]
fn early_warning_is_told_by_every_write_and_the_end_by_what_does_not_fit() {
    let mut bench = Bench::short(1000);
    assert_eq!(bench.write(&[1; 700]), Outcome::GOOD);
    assert!(!bench.position().past_early_warning);
    assert_eq!(bench.write(&[2; 50]).sense(), Some(WARNED));
    assert!(bench.position().past_early_warning);
    assert_eq!(bench.marks(1).sense(), Some(WARNED));
    assert_eq!(bench.marks(0), Outcome::GOOD);
    assert_eq!(bench.write(&[3; 50]).sense(), Some(WARNED));
    assert_eq!(bench.write(&[4; 201]).sense(), left(FULL, 201));
    assert_eq!(bench.object(), 4, "the position stays where it was");
    bench.set_block_bytes(60);
    let transfer = Transfer::Fixed { block_count: 5 };
    let outcome = bench.go(DriveCommand::Write { transfer, data: vec![5; 300].into() });
    assert_eq!(outcome.sense(), left(FULL, 2), "three of five blocks fit");
    assert_eq!(bench.object(), 7);
    bench.rewind();
    assert_eq!(bench.go(read(700)).sense(), None);
    bench.locate(6);
    assert_eq!(bytes(&bench.go(read_fixed(1))), &[5; 60]);
}

#[test]
fn what_does_not_fit_overwrites_nothing() {
    let mut bench = Bench::short(1000);
    bench.write(&[1; 700]);
    bench.write(&[2; 200]);
    bench.locate(1);
    assert_eq!(bench.write(&[3; 301]).sense(), left(FULL, 301));
    assert_eq!(bytes(&bench.go(read(200))), &[2; 200]);
}

#[test]
fn a_disc_has_two_sides_and_the_heads_see_the_one_that_faces_them() {
    let profile = Profile::named("jukebox-100").expect("listed");
    let mut bench = Bench::of(&profile);
    let mut cartridge = Cartridge::blank(&profile.medium, None);
    for (inverted, content) in [(false, b"front"), (true, b"other")] {
        bench.drive.insert(bench.now, CartridgeSlotted { id: CartridgeId(1), cartridge, inverted });
        bench.settle();
        assert_eq!(bench.go(read(5)).sense(), left(Sense::END_OF_DATA, 5));
        assert_eq!(bench.write(content), Outcome::GOOD);
        cartridge = bench.take_out();
    }
    let sides: Vec<_> = cartridge.sides.iter().map(|side| side.record(0)).collect();
    let [front, other] = [b"front", b"other"].map(|text| Bytes::from_static(text));
    assert_eq!(sides, [Some(crate::Record::Block(&front)), Some(crate::Record::Block(&other))]);
}
