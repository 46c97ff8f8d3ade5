//! What programs see of a drive.

use std::time::Duration;

use bytes::Bytes;
use ntmsapi::{Client, World};

use super::*;
use crate::device::unit::InRoom;

/// Operations of <sys/mtio.h>.
const FSF: i16 = 1;
const BSF: i16 = 2;
const FSR: i16 = 3;
const BSR: i16 = 4;
const WEOF: i16 = 5;
const REW: i16 = 6;
const OFFL: i16 = 7;
const NOP: i16 = 8;
const FSFM: i16 = 11;
const BSFM: i16 = 10;
const EOM: i16 = 12;
const ERASE: i16 = 13;
const SETBLK: i16 = 20;
const SEEK: i16 = 22;
const SETDRVBUFFER: i16 = 24;
const LOCK: i16 = 28;
const UNLOCK: i16 = 29;
const LOAD: i16 = 30;
const COMPRESSION: i16 = 32;

const READS: Access = Access { writes: false, at_once: false, rewinds: false };
const WRITES: Access = Access { writes: true, ..READS };

/// A drive in the hands of a program.
struct Rig {
    world: World,
    tape: Tape,
    unit: InRoom,
}

impl Rig {
    /// A room whose service leaves the drives alone, opened by a name.
    fn at(media: &str, node: &str) -> Rig {
        Rig::with_faults(media, "", node)
    }

    /// The same with rules of faults.
    fn with_faults(media: &str, faults: &str, node: &str) -> Rig {
        let room = format!(
            "version: 1
computers:
  BACKUP1:
    service: {{ state: stopped }}
    libraries: {{ tower: {{ profile: lto-30, capacity: 64KiB }} }}
media: [{media}]
faults: [{faults}]
"
        );
        let world = World::from_text("room.yaml", &room).expect("sound");
        let client = world.client("BACKUP1").expect("there");
        let unit = client.unit(node).expect("there");
        // What lies in a drive is loaded after a while.
        client.sleep(Duration::from_secs(600)).expect("possible");
        Rig { world, tape: Tape::new(), unit: InRoom { client, unit } }
    }

    fn new() -> Rig {
        Rig::at(IN_DRIVE, "/dev/nst0")
    }

    /// The same, open for writing.
    fn open() -> Rig {
        let mut rig = Rig::new();
        rig.tape.open(&mut rig.unit, WRITES).expect("a tape");
        rig
    }

    fn client(&self) -> Client {
        self.world.client("BACKUP1").expect("there")
    }

    fn write(&mut self, block: &[u8]) -> Result<usize, Errno> {
        self.tape.write(&mut self.unit, Bytes::copy_from_slice(block))
    }

    fn read(&mut self, room: usize) -> Result<Vec<u8>, Errno> {
        self.tape.read(&mut self.unit, room).map(|block| block.to_vec())
    }

    fn operate(&mut self, number: i16, count: i32) -> Result<(), Errno> {
        self.tape.operate(&mut self.unit, number, count)
    }

    /// File and block number.
    fn place(&mut self) -> (i32, i32) {
        let status = self.tape.status(&mut self.unit).expect("possible");
        (status.file, status.block)
    }

    fn general(&mut self) -> u32 {
        self.tape.status(&mut self.unit).expect("possible").general
    }

    fn object(&mut self) -> Result<u32, Errno> {
        self.tape.tell(&mut self.unit)
    }

    /// Closes, and opens again to read.
    fn again(&mut self) {
        self.tape.close(&mut self.unit).expect("possible");
        self.tape.open(&mut self.unit, READS).expect("a tape");
    }

    /// Two files of two blocks each, and the tape at its beginning.
    fn with_files() -> Rig {
        let mut rig = Rig::open();
        for block in [b"aa", b"bb"] {
            rig.write(block).expect("room");
        }
        rig.operate(WEOF, 1).expect("room");
        for block in [b"cc", b"dd"] {
            rig.write(block).expect("room");
        }
        rig.operate(REW, 1).expect("possible");
        rig
    }
}

#[test]
fn closing_what_was_written_ends_it_with_a_mark_and_only_then() {
    let mut rig = Rig::open();
    rig.write(b"one").expect("room");
    rig.again();
    assert_eq!((rig.place(), rig.object()), ((1, 0), Ok(2)));
    rig.again();
    assert_eq!((rig.place(), rig.object()), ((1, 0), Ok(2)), "nothing was written");
    rig.operate(REW, 1).expect("possible");
    rig.read(10).expect("a block");
    rig.again();
    assert_eq!((rig.place(), rig.object()), ((0, 1), Ok(1)), "reading leaves the place");
}

#[test]
fn a_rewinding_node_rewinds_at_close() {
    let mut rig = Rig::new();
    rig.tape.open(&mut rig.unit, Access { rewinds: true, ..WRITES }).expect("a tape");
    rig.write(b"one").expect("room");
    rig.again();
    assert_eq!((rig.place(), rig.object()), ((0, 0), Ok(0)));
    assert_eq!(rig.general() & 0x4000_0000, 0x4000_0000, "BOT");
    assert_eq!((rig.read(9), rig.read(9)), (Ok(b"one".to_vec()), Ok(vec![])));
}

#[test]
fn reads_are_empty_at_marks_once_at_the_end_and_then_fail() {
    let mut rig = Rig::with_files();
    let told: Vec<_> = (0..9).map(|_| rig.read(100)).collect();
    let block = |text: &[u8; 2]| Ok(text.to_vec());
    let (mark, end) = (Ok(vec![]), Err(libc::EIO));
    let expected = [
        block(b"aa"),
        block(b"bb"),
        mark.clone(),
        block(b"cc"),
        block(b"dd"),
        // Rewinding ended the second file.
        mark.clone(),
        mark,
        end.clone(),
        end,
    ];
    assert_eq!(told, expected);
    assert_eq!(rig.place(), (2, 0));
    assert_eq!(rig.general() & 0x0800_0000, 0x0800_0000, "EOD");
    rig.write(b"more").expect("what was read to its end can be written on");
}

#[test]
fn the_end_of_data_without_a_mark_before_it_is_an_error_at_once() {
    let mut rig = Rig::open();
    rig.write(b"aa").expect("room");
    // Behind the driver's back, so that no mark is written.
    let rewind = Command::Drive(DriveCommand::Rewind { immediate: false });
    rig.unit.command(rewind, SHORT).expect("an answer");
    let mut tape = Tape::new();
    tape.open(&mut rig.unit, READS).expect("a tape");
    let told: Vec<_> = (0..3).map(|_| tape.read(&mut rig.unit, 10)).collect();
    assert_eq!(told, [Ok(Bytes::from_static(b"aa")), Err(libc::EIO), Err(libc::EIO)]);
}

#[test]
fn a_block_longer_than_its_room_is_lost_to_the_reader() {
    let mut rig = Rig::with_files();
    assert_eq!(rig.read(1), Err(libc::ENOMEM));
    assert_eq!(rig.place(), (0, 1));
    assert_eq!(rig.read(100), Ok(b"bb".to_vec()), "a shorter one is not");
}

#[test]
fn spacing_keeps_count_of_files_and_blocks() {
    let mut rig = Rig::with_files();
    let mut told = Vec::new();
    for (number, count) in [
        (FSF, 1),
        (FSR, 1),
        (BSR, 1),
        (FSR, 5),
        (BSF, 1),
        (BSFM, 1),
        (FSFM, 1),
        (EOM, 1),
        (BSF, 9),
        (FSF, 9),
        (NOP, 1),
    ] {
        let result = rig.operate(number, count).err();
        told.push((number, result, rig.place(), rig.object().expect("known")));
    }
    let failed = Some(libc::EIO);
    let expected = [
        (FSF, None, (1, 0), 3),
        (FSR, None, (1, 1), 4),
        (BSR, None, (1, 0), 3),
        // The mark ends spacing over blocks.
        (FSR, failed, (2, 0), 6),
        (BSF, None, (1, -1), 5),
        // Over the first mark, and behind it again.
        (BSFM, None, (1, 0), 3),
        (FSFM, None, (1, -1), 5),
        (EOM, None, (2, -1), 6),
        // The beginning ends it.
        (BSF, failed, (0, 0), 0),
        (FSF, failed, (2, -1), 6),
        (NOP, None, (2, -1), 6),
    ];
    assert_eq!(told, expected);
}

#[test]
fn seeking_finds_objects_and_the_file_is_unknown_but_at_the_beginning() {
    let mut rig = Rig::with_files();
    rig.operate(SEEK, 4).expect("there");
    assert_eq!((rig.object(), rig.place()), (Ok(4), (-1, -1)));
    assert_eq!(rig.read(9), Ok(b"dd".to_vec()));
    assert_eq!(rig.operate(SEEK, 900), Err(libc::EIO));
    rig.operate(SEEK, 0).expect("there");
    assert_eq!((rig.object(), rig.place()), (Ok(0), (0, 0)));
}

#[test]
fn erasing_ends_the_data_here() {
    let mut rig = Rig::with_files();
    rig.operate(FSF, 1).expect("there");
    rig.operate(ERASE, 1).expect("possible");
    rig.operate(EOM, 1).expect("possible");
    assert_eq!(rig.object(), Ok(3));
}

#[test]
fn the_end_of_the_medium_is_told_once_between_writes_and_closing_still_marks() {
    let mut rig = Rig::open();
    let block = [7; 4096];
    let mut told = Vec::new();
    while told.len() < 40 && told.last() != Some(&Err(libc::ENOSPC)) {
        told.push(rig.write(&block));
    }
    // A quarter of the medium lies behind early warning.
    assert_eq!(told.len(), 13, "{told:?}");
    assert_eq!(rig.general() & 0x2000_0000, 0x2000_0000, "EOT");
    assert_eq!((rig.write(&block), rig.write(&block)), (Ok(4096), Err(libc::ENOSPC)));
    let written = rig.object().expect("known");
    rig.again();
    assert_eq!(rig.object(), Ok(written + 1));
    assert_eq!(rig.place(), (1, 0));
}

#[test]
fn nothing_fits_behind_the_physical_end() {
    let mut rig = Rig::open();
    let told: Vec<_> = (0..60).map(|_| rig.write(&[7; 4096])).collect();
    assert_eq!(told.iter().filter(|written| written.is_ok()).count(), 16);
    assert_eq!(told.last(), Some(&Err(libc::ENOSPC)));
}

#[test]
fn a_block_length_makes_reads_and_writes_whole_numbers_of_blocks() {
    let mut rig = Rig::open();
    rig.operate(SETBLK, 512).expect("possible");
    assert_eq!(rig.write(&[1; 700]), Err(libc::EINVAL));
    assert_eq!(rig.write(&[1; 1536]), Ok(1536));
    assert_eq!(rig.place(), (0, 3));
    rig.operate(REW, 1).expect("possible");
    assert_eq!(rig.read(5120).map(|data| data.len()), Ok(1536), "as many as are there");
    assert_eq!(rig.read(5120), Ok(vec![]), "the mark that ended them is told later");
    assert_eq!(rig.place(), (1, 0));
    rig.operate(REW, 1).expect("possible");
    rig.read(5120).expect("data");
    assert_eq!(rig.place(), (0, 3), "or is before the head again");
    assert_eq!(rig.object(), Ok(3));
    assert_eq!(rig.operate(SETBLK, i32::MAX), Err(libc::EINVAL));
    rig.operate(SETBLK, 0).expect("possible");
    assert_eq!(rig.write(&[1; 700]), Ok(700));
}

#[test]
fn without_a_medium_only_a_patient_open_fails() {
    let mut rig = Rig::at("", "/dev/nst1");
    assert_eq!(rig.tape.open(&mut rig.unit, READS), Err(libc::ENOMEDIUM));
    rig.tape.open(&mut rig.unit, Access { at_once: true, ..READS }).expect("asked for no medium");
    assert_eq!(rig.general() & 0x0104_0000, 0x0004_0000, "DR_OPEN and not ONLINE");
    assert_eq!(rig.operate(REW, 1), Err(libc::ENOMEDIUM));
    assert_eq!(rig.read(10), Err(libc::ENOMEDIUM));
    assert_eq!(rig.write(b"x"), Err(libc::ENOMEDIUM));
    assert_eq!(rig.object(), Err(libc::ENOMEDIUM));
    assert_eq!(rig.operate(LOAD, 1), Err(libc::EIO), "nothing to load");
}

#[test]
fn an_unloaded_medium_is_gone_until_it_is_loaded() {
    let mut rig = Rig::with_files();
    rig.operate(FSF, 1).expect("there");
    rig.operate(OFFL, 1).expect("possible");
    assert_eq!(rig.operate(FSF, 1), Err(libc::ENOMEDIUM));
    rig.operate(LOAD, 1).expect("it lies in the mouth");
    assert_eq!((rig.place(), rig.read(9)), ((0, 0), Ok(b"aa".to_vec())));
}

#[test]
fn a_lock_keeps_the_medium_until_whoever_wants_it_out() {
    let mut rig = Rig::open();
    rig.operate(LOCK, 1).expect("possible");
    let mut other = Rig { world: rig.world.clone(), tape: Tape::new(), unit: rig.unit_again() };
    other.tape.open(&mut other.unit, READS).expect("a tape");
    other.operate(UNLOCK, 1).expect("all programs are one initiator");
    rig.operate(LOCK, 1).expect("possible");
    rig.operate(OFFL, 1).expect("the driver unlocks first");
}

impl Rig {
    fn unit_again(&self) -> InRoom {
        let client = self.client();
        let unit = client.unit("/dev/nst0").expect("there");
        InRoom { client, unit }
    }
}

#[test]
fn a_protected_medium_is_read_only() {
    let media = "{ media: A00001L3, at: { drive: [tower, 0] }, write-protected: true }";
    let mut rig = Rig::at(media, "/dev/st0");
    assert_eq!(rig.tape.open(&mut rig.unit, WRITES), Err(libc::EROFS));
    rig.tape.open(&mut rig.unit, READS).expect("a tape");
    assert_eq!(rig.general() & 0x0400_0000, 0x0400_0000, "WR_PROT");
    assert_eq!(rig.operate(WEOF, 1), Err(libc::EACCES));
    assert_eq!(rig.operate(ERASE, 1), Err(libc::EACCES));
    assert_eq!(rig.write(b"x"), Err(libc::EACCES));
}

#[test]
fn options_that_change_nothing_are_told_from_those_that_are_not_there() {
    let mut rig = Rig::open();
    let set = |bits: u32| (0x3000_0000 | bits).cast_signed();
    let clear = |bits: u32| (0x4000_0000 | bits).cast_signed();
    rig.operate(SETDRVBUFFER, 1).expect("the drive's buffer");
    assert_eq!(rig.operate(SETDRVBUFFER, set(0x1000)), Err(libc::EINVAL), "System V closing");
    rig.operate(SETDRVBUFFER, set(0x10)).expect("two marks at close");
    rig.write(b"x").expect("room");
    rig.again();
    assert_eq!((rig.place(), rig.object()), ((1, 0), Ok(2)), "between the two");
    rig.operate(EOM, 1).expect("possible");
    assert_eq!((rig.place(), rig.object()), ((2, -1), Ok(3)));
    rig.operate(SETDRVBUFFER, set(0x20)).expect("the end without counting");
    rig.operate(EOM, 1).expect("possible");
    assert_eq!(rig.place(), (-1, -1));
    rig.operate(SETDRVBUFFER, clear(0x30)).expect("possible");
    rig.operate(COMPRESSION, 0).expect("possible");
    for number in [0, 14, 23, 99, -1] {
        assert_eq!(rig.operate(number, 1), Err(libc::ENOSYS), "{number}");
    }
    for number in [33, 34] {
        assert_eq!(rig.operate(number, 1), Err(libc::EINVAL), "{number}: partitions");
    }
}

#[test]
fn counts_that_no_command_holds_are_refused() {
    let mut rig = Rig::open();
    for number in [FSF, BSF, FSR, BSR] {
        for count in [i32::MIN, i32::MAX, 1 << 23] {
            assert_eq!(rig.operate(number, count), Err(libc::EINVAL), "{number} {count}");
        }
    }
    assert_eq!(rig.operate(WEOF, -1), Err(libc::EINVAL));
    assert_eq!(rig.operate(WEOF, i32::MAX), Err(libc::EINVAL));
    assert_eq!(rig.read(1 << 24), Err(libc::EINVAL));
}

const IN_DRIVE: &str = "{ media: A00001L3, at: { drive: [tower, 0] } }";

#[test]
fn a_drive_that_lost_power_has_lost_its_place_until_it_is_found_again() {
    let fault = "{ at: { drive: [tower, 0] }, when: { after: 10h }, do: power-cycle }";
    let mut rig = Rig::with_faults(IN_DRIVE, fault, "/dev/nst0");
    rig.tape.open(&mut rig.unit, WRITES).expect("a tape");
    rig.write(b"first").expect("room");
    rig.again();
    rig.client().sleep(Duration::from_secs(11 * 3600)).expect("possible");
    for _ in 0..5 {
        assert_eq!(rig.read(10), Err(libc::EIO), "from where?");
        assert_eq!(rig.write(b"over what?"), Err(libc::EIO));
        assert_eq!(rig.operate(FSF, 1), Err(libc::EIO));
    }
    rig.operate(REW, 1).expect("possible");
    assert_eq!(rig.read(10), Ok(b"first".to_vec()));
}

#[test]
fn a_command_that_nobody_answers_is_an_error_in_the_end() {
    let fault = "{ at: { drive: [tower, 0] }, when: { answer: WRITE, nth: 2 }, do: drop }";
    let mut rig = Rig::with_faults(IN_DRIVE, fault, "/dev/nst0");
    rig.tape.open(&mut rig.unit, WRITES).expect("a tape");
    let before = rig.world.now();
    assert_eq!((rig.write(b"one"), rig.write(b"two")), (Ok(3), Err(libc::EIO)));
    assert!(rig.world.now() - before >= SHORT);
    assert_eq!(rig.write(b"three"), Ok(5));
}
