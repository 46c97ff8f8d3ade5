//! What comes through a door, and what does not.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use proptest::prelude::*;
use wire::Text;
use wire::ntms::NtmsError;
use wire::ntms::call::{CloseNtmsSession, OpenNtmsSession};

use super::*;

fn pair() -> (Link<UnixStream>, UnixStream) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    (Link::new(ours), theirs)
}

#[test]
fn what_is_sent_is_received_in_order() {
    let (mut here, there) = pair();
    let mut there = Link::new(there);
    let open = OpenNtmsSession {
        server: None,
        application: Some(Text::new("Sicherung für alle")),
        options: 7,
    };
    let asks = [
        Ask::Api { handle: None, request: open.into() },
        Ask::Api { handle: Some(u64::MAX), request: CloseNtmsSession.into() },
        Ask::Control(Change::AddFaults { name: String::new(), text: "x".repeat(100_000) }),
    ];
    std::thread::scope(|scope| {
        scope.spawn(|| asks.iter().for_each(|ask| here.send(ask).unwrap()));
        for ask in &asks {
            assert_eq!(there.receive::<Ask>().unwrap().as_ref(), Some(ask));
        }
    });
    drop(here);
    assert!(there.receive::<Ask>().unwrap().is_none(), "an end between two frames is one");
}

#[test]
fn an_end_inside_a_frame_is_an_error() {
    for bytes in [&[5_u8][..], &[5, 0, 0, 0], &[5, 0, 0, 0, 1, 2]] {
        let (mut here, mut there) = pair();
        there.write_all(bytes).unwrap();
        drop(there);
        assert!(matches!(here.receive::<Told>(), Err(LinkError::Gone)), "{bytes:?}");
    }
}

#[test]
fn a_long_frame_is_refused_before_it_comes() {
    let (mut here, mut there) = pair();
    let length = u32::try_from(BODY_BYTES_MAX).unwrap() + 1;
    there.write_all(&length.to_le_bytes()).unwrap();
    let error = here.receive::<Told>().unwrap_err().to_string();
    assert_eq!(error, "a message of 16777217 bytes, at most 16777216 are taken");
    let long = Told::Impossible("x".repeat(BODY_BYTES_MAX));
    assert!(matches!(here.send(&long), Err(LinkError::TooLong(_))));
    here.send(&Told::Slept).unwrap();
    let mut sent = [0; 4];
    there.read_exact(&mut sent).unwrap();
    assert_eq!(u32::from_le_bytes(sent), 1, "of the long one nothing was sent");
}

#[test]
fn a_refusal_keeps_its_code() {
    let (mut here, there) = pair();
    let mut there = Link::new(there);
    for (code, _) in NtmsError::ALL.iter().map(|code| (*code, ())) {
        here.send(&Told::Refused(code.into())).unwrap();
        assert_eq!(there.receive().unwrap(), Some(Told::Refused(code.into())));
    }
}

proptest! {
    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let (mut here, mut there) = pair();
        let length = u32::try_from(bytes.len()).unwrap();
        there.write_all(&length.to_le_bytes()).unwrap();
        there.write_all(&bytes).unwrap();
        drop(there);
        // Any end is one: what is demanded is that there is an end.
        let _ = here.receive::<Ask>();
    }
}
