//! The command-line tool, each call of which is a session of its own.

use wire::ntms::call::CloseNtmsSession;

use super::*;
use crate::session::TOOL;

/// The last call is over and another one begins, by a program that calls itself so.
fn next_call(rig: &mut Rig, application: &str) {
    rig.call(CloseNtmsSession).expect("open");
    let caller = Box::new(administrator());
    let by = By::Caller { caller, computer: Text::new("SERVER"), remote: false };
    let application = Some(Text::new(application));
    let open = OpenNtmsSession { application, ..OpenNtmsSession::default() };
    let call = rig.enter(by, open.into());
    rig.session = rig.result::<OpenNtmsSession>(call).expect("opened");
}

#[test]
fn what_the_tool_mounted_stays_until_another_call_of_it_dismounts_it() {
    for (application, stays) in [(TOOL, true), ("backup", false)] {
        let mut rig = Rig::small(vec![own_tape(32, "A00001L3", 1)]);
        rig.rest();
        next_call(&mut rig, application);
        let side = rig.side_id("A00001L3");
        rig.mount(&[side]).expect("mounted");
        next_call(&mut rig, application);
        rig.pass_seconds(24 * 3600);
        let place = if stays { element(480) } else { element(32) };
        assert_eq!(rig.place_of("A00001L3"), place, "{application}");
        let options = DismountOptions::IMMEDIATE.bits();
        let gone = rig.call(DismountNtmsMedia { media: vec![side], options });
        assert_eq!(gone.is_ok(), stays, "{application}");
        rig.rest();
        assert_eq!(rig.place_of("A00001L3"), element(32));
    }
}

#[test]
fn what_the_tool_queues_goes_out_with_a_later_call_and_is_no_more_than_the_port_takes() {
    let stock = (1..=3u16).map(|n| own_tape(31 + n, &format!("A0000{n}L3"), u128::from(n)));
    let mut rig = Rig::small(stock.collect());
    rig.rest();
    let media = ["A00001L3", "A00002L3", "A00003L3"].map(|code| {
        let (key, _) = rig.medium(code);
        rig.db().id(key)
    });
    let places = rig.db().all::<database::IePort>().count();
    assert_eq!(places, 1);
    next_call(&mut rig, TOOL);
    rig.eject(Some(media[0]), EjectOperation::Queue).expect("queued");
    next_call(&mut rig, TOOL);
    rig.eject(Some(media[0]), EjectOperation::Queue).expect("it is the same one");
    let second = rig.eject(Some(media[1]), EjectOperation::Queue);
    assert_eq!(second, Err(NtmsError::Busy), "both can never go out at once");
    // A program has a queue of its own.
    next_call(&mut rig, "backup");
    let nothing = rig.eject(None, EjectOperation::Start);
    assert_eq!(nothing, Err(NtmsError::InvalidParameter));
    next_call(&mut rig, TOOL);
    rig.eject(None, EjectOperation::Start).expect("what was queued is there");
    rig.pass_seconds(60);
    assert!(rig.library.cartridge_at(ElementAddress(448)).is_some());
}
