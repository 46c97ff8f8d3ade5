//! Whatever comes through the socket, the door stays open for others.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use door::{BODY_BYTES_MAX, Hello, Link, Purpose, VERSION, Welcome};
use host::{Host, Role};
use ntmsapi::{Client, World};
use world::scenario::Scenario;

const ROOM: &str = "
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
";

fn open() -> Host {
    let scenario = Scenario::parse("room.yaml", ROOM).expect("a right scenario");
    let world = World::of(&scenario).expect("a right scenario");
    let role = Role { computer: "HERE".to_owned(), user: None };
    Host::open(world, scenario, role).expect("a folder for the socket")
}

/// Sends bytes and leaves; what came back before the connection was closed.
fn sends(host: &Host, bytes: &[u8]) -> Vec<u8> {
    let mut stream = UnixStream::connect(host.path()).expect("it listens");
    // Whoever closes early need not hear all of it.
    let _ = stream.write_all(bytes);
    stream.shutdown(std::net::Shutdown::Write).expect("a connection");
    let mut told = Vec::new();
    let _ = stream.read_to_end(&mut told);
    told
}

fn welcome(host: &Host, version: u16, purpose: Purpose) -> Welcome {
    let mut link = Link::new(UnixStream::connect(host.path()).expect("it listens"));
    link.send(&Hello { version, purpose }).expect("it listens");
    link.receive().expect("an answer").expect("an answer")
}

#[test]
fn bytes_that_say_nothing_close_their_connection_and_no_other() {
    let host = open();
    let long = u32::try_from(BODY_BYTES_MAX + 1).expect("a length").to_le_bytes();
    let greets = {
        let (here, mut there) = UnixStream::pair().expect("a pair of sockets");
        Link::new(here).send(&Hello { version: VERSION, purpose: Purpose::Calls }).expect("sent");
        let mut bytes = Vec::new();
        there.read_to_end(&mut bytes).expect("a greeting");
        bytes
    };
    let after_greeting = |more: &[u8]| [&greets[..], more].concat();
    let cases: [Vec<u8>; 8] = [
        Vec::new(),
        vec![5],
        vec![5, 0, 0, 0, 1],
        long.to_vec(),
        vec![0xFF; 70_000],
        after_greeting(&[5, 0, 0]),
        after_greeting(&long),
        after_greeting(&[4, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]),
    ];
    for bytes in cases {
        sends(&host, &bytes);
        let client = Client::connect(host.path()).expect("the door is still open");
        let session = client.open_ntms_session(None, None, 0).expect("ready");
        session.close_ntms_session().expect("open");
    }
}

#[test]
fn another_version_is_told_which_is_spoken_whatever_it_wants() {
    let host = open();
    for purpose in [Purpose::Calls, Purpose::Control, Purpose::Unknown(77)] {
        let told = welcome(&host, VERSION + 1, purpose);
        assert_eq!(told, Welcome::Version { spoken: VERSION });
    }
    let told = welcome(&host, VERSION, Purpose::Unknown(77));
    assert_eq!(told, Welcome::Closed("purpose 77 is not known".to_owned()));
}
