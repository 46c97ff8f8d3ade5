//! Connections: who has a drive, and what is no message.

use std::io::{self, Write};
use std::thread;

use door::device::HEADER_BYTES;
use ntmsapi::World;

use super::*;

const ROOM: &str = "
version: 1
computers:
  BACKUP1:
    service: { state: stopped }
    libraries: { tower: { profile: lto-30, drives: 1 } }
media: [{ media: A00001L3, at: { drive: [tower, 0] } }]
";

/// A room with a tape in its drive.
struct Room {
    world: World,
    devices: Arc<Devices>,
}

/// The other end of a connection, and what became of it.
struct Program {
    stream: UnixStream,
    served: thread::JoinHandle<io::Result<()>>,
}

impl Room {
    fn new() -> Room {
        let world = World::from_text("room.yaml", ROOM).expect("sound");
        let client = world.client("BACKUP1").expect("there");
        client.sleep(Duration::from_secs(600)).expect("possible");
        Room { world, devices: Arc::default() }
    }

    fn program(&self) -> Program {
        let (stream, other) = UnixStream::pair().expect("sockets");
        let (devices, client) = (Arc::clone(&self.devices), self.world.client("BACKUP1"));
        let client = client.expect("there");
        let served = thread::spawn(move || serve(other, client, &devices));
        Program { stream, served }
    }
}

impl Program {
    fn ask(&mut self, request: Request, data: &[u8]) -> Reply {
        send(&mut self.stream, request.emit(), data).expect("sent");
        let (header, data_bytes) = receive(&mut self.stream).expect("a frame").expect("a frame");
        let mut data = vec![0; data_bytes];
        self.stream.read_exact(&mut data).expect("data");
        Reply::parse(header).expect("a reply")
    }

    fn open(&mut self) -> Reply {
        self.open_as(7)
    }

    fn open_as(&mut self, file: u64) -> Reply {
        let flags = Flags { reads: true, writes: true, at_once: false };
        self.ask(Request::Open { flags, file }, b"/dev/nst0")
    }

    fn end(self) -> io::Result<()> {
        drop(self.stream);
        self.served.join().expect("no panic")
    }
}

#[test]
fn a_drive_is_free_as_soon_as_its_last_descriptor_is_closed() {
    let room = Room::new();
    for _ in 0..300 {
        let (mut one, mut other) = (room.program(), room.program());
        assert!(matches!(one.open(), Reply::Node(_)));
        assert_eq!(one.ask(Request::Write, b"block"), Reply::Done(5));
        assert!(matches!(other.ask(Request::Look, b"/dev/nst0"), Reply::Node(_)), "it listens");
        // Nobody waits until the host has seen it.
        drop(one.stream);
        assert!(matches!(other.open(), Reply::Node(_)));
        other.end().expect("served");
    }
}

#[test]
fn an_open_drive_is_busy_for_everybody_else() {
    let room = Room::new();
    let (mut one, mut other) = (room.program(), room.program());
    assert!(matches!(one.open(), Reply::Node(_)));
    assert_eq!(other.open(), Reply::Failed(libc::EBUSY));
    assert_eq!(one.open(), Reply::Failed(libc::EINVAL), "one file on a connection");
    assert_eq!(other.ask(Request::Write, b"x"), Reply::Failed(libc::EBADF), "nothing is open");
}

#[test]
fn what_is_no_message_ends_the_connection_and_frees_the_drive() {
    let room = Room::new();
    let long = u32::MAX.to_le_bytes();
    let empty = (HEADER_BYTES as u32).to_le_bytes();
    let unknown = [empty.as_slice(), &[0xEE; HEADER_BYTES]].concat();
    for bytes in [b"hello world".as_slice(), &long, &[0; 4], &unknown] {
        let mut program = room.program();
        assert!(matches!(program.open(), Reply::Node(_)));
        program.stream.write_all(bytes).expect("sent");
        let ended = program.served.join().expect("no panic").expect_err("no message");
        assert_eq!(ended.kind(), io::ErrorKind::InvalidData);
    }
    let mut program = room.program();
    assert!(matches!(program.open(), Reply::Node(_)));
    program.end().expect("served");
}

#[test]
fn names_that_are_none_are_not_found() {
    let mut program = Room::new().program();
    for name in [b"".as_slice(), b"/dev/nst1", b"/dev/nst0\0", b"\xFF\xFE", &[b'a'; 70_000]] {
        assert_eq!(program.ask(Request::Look, name), Reply::Failed(libc::ENOENT));
    }
    assert!(matches!(program.ask(Request::Look, b"/dev/sg1"), Reply::Node(_)));
}

#[test]
fn whoever_joins_a_file_has_it_as_long_as_it_is_open() {
    let room = Room::new();
    let (mut one, mut other) = (room.program(), room.program());
    assert_eq!(other.ask(Request::Join { file: 7 }, b""), Reply::Failed(libc::EBADF), "not open");
    assert!(matches!(one.open(), Reply::Node(_)));
    assert_eq!(other.ask(Request::Join { file: 8 }, b""), Reply::Failed(libc::EBADF), "no other");
    assert!(matches!(other.ask(Request::Join { file: 7 }, b""), Reply::Node(_)));
    assert_eq!(other.ask(Request::Join { file: 7 }, b""), Reply::Failed(libc::EINVAL), "once");
    assert_eq!(one.ask(Request::Write, b"one"), Reply::Done(3));
    assert_eq!(other.ask(Request::Write, b"other"), Reply::Done(5));
    assert_eq!(one.ask(Request::Tell, b""), Reply::Done(2), "one place for both");
    // Half a message of one that dies is nothing to the other.
    other.stream.write_all(&[100, 0, 0, 0, 5]).expect("sent");
    drop(other.stream);
    assert_eq!(one.ask(Request::Write, b"more"), Reply::Done(4));
    let mut late = room.program();
    assert!(matches!(late.ask(Request::Join { file: 7 }, b""), Reply::Node(_)));
    one.end().expect("served");
    assert_eq!(late.ask(Request::Write, b"late"), Reply::Failed(libc::EBADF), "it is closed");
    let mut next = room.program();
    assert!(matches!(next.open_as(9), Reply::Node(_)));
    assert_eq!(next.ask(Request::Tell, b""), Reply::Done(4), "three blocks and a mark");
}
