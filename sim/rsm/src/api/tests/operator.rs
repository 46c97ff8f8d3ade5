//! Stories of requests to people.

use wire::ntms::call::{
    Answer, CancelNtmsOperatorRequest, SatisfyNtmsOperatorRequest, SubmitNtmsOperatorRequest,
    WaitForNtmsOperatorRequest,
};
use wire::ntms::operation::OperatorCommand;
use wire::ntms::state::OperatorRequestState;

use super::*;

fn submit(command: OperatorCommand, arguments: [Option<Guid>; 2]) -> SubmitNtmsOperatorRequest {
    SubmitNtmsOperatorRequest {
        command: command.value(),
        message: Some(Text::new("please")),
        argument_1: arguments[0],
        argument_2: arguments[1],
    }
}

fn message() -> SubmitNtmsOperatorRequest {
    submit(OperatorCommand::Message, [None, None])
}

fn wait(request: Guid, timeout: u32) -> WaitForNtmsOperatorRequest {
    WaitForNtmsOperatorRequest { request, timeout }
}

#[test]
fn whoever_waits_hears_what_the_operator_did() {
    let mut rig = rig();
    let request = rig.get(message());
    let row = rig.operator_requests()[0].clone();
    assert_eq!((row.state, row.message.as_str()), (OperatorRequestState::Submitted, "please"));
    assert_eq!((row.user.as_str(), row.computer.as_str()), ("anna", "DESK"));
    rig.refuses(&[("polled", wait(request, 0), NtmsError::Timeout)]);
    let (first, second) =
        (rig.begin(rig.admin, wait(request, INFINITE)), rig.begin(rig.user, wait(request, 1000)));
    rig.pass(Duration::from_secs(1));
    assert_eq!(rig.end(second), Err(NtmsError::Timeout.into()));
    rig.get(SatisfyNtmsOperatorRequest { request });
    assert_eq!(rig.end(first), Ok(Answer::Done));
    assert_eq!(rig.get(wait(request, 0)), ());
    rig.refuses(&[("finished", CancelNtmsOperatorRequest { request }, NtmsError::InvalidState)]);
    rig.refuses(&[("finished", SatisfyNtmsOperatorRequest { request }, NtmsError::ObjectNotFound)]);
    let request = rig.get(message());
    let waits = rig.begin(rig.user, wait(request, INFINITE));
    rig.get(CancelNtmsOperatorRequest { request });
    assert_eq!(rig.end(waits), Err(NtmsError::Cancelled.into()));
    rig.refuses(&[("refused", wait(request, INFINITE), NtmsError::Cancelled)]);
}

#[test]
fn requests_are_about_what_their_kind_takes() {
    use OperatorCommand::{Cleaner, DeviceService, Message, MoveMedia, NewMedia};
    let mut rig = rig();
    let library = Some(rig.db().id(rig.library()));
    let pool = Some(rig.pool("Backup\\Daily"));
    let drive = Some(rig.db().id(rig.drives()[0]));
    let medium = Some(rig.id_of_medium("AVAIL1"));
    let null = Some(Guid::NULL);
    for (command, arguments) in [
        (NewMedia, [pool, None]),
        (NewMedia, [pool, library]),
        (Cleaner, [library, null]),
        (DeviceService, [drive, None]),
        (DeviceService, [medium, None]),
        (MoveMedia, [medium, library]),
        (Message, [null, null]),
    ] {
        rig.get(submit(command, arguments));
        let row = rig.operator_requests().pop().unwrap();
        let named = |id: Option<Guid>| id.unwrap_or(Guid::NULL);
        assert_eq!(row.argument_1, named(arguments[0]));
        assert_eq!(row.argument_2, named(arguments[1]));
    }
    let long = SubmitNtmsOperatorRequest { message: Some("x".repeat(256).into()), ..message() };
    let kind = |command| SubmitNtmsOperatorRequest { command, ..message() };
    let bad = NtmsError::InvalidParameter;
    rig.refuses(&[
        ("no kind", kind(0), bad),
        ("no number", kind(6), bad),
        ("a long message", long, bad),
        ("no pool", submit(NewMedia, [None, library]), bad),
        ("a drive for a pool", submit(NewMedia, [drive, None]), bad),
        ("a pool for a library", submit(NewMedia, [pool, pool]), bad),
        ("no target", submit(MoveMedia, [medium, None]), bad),
        ("no device", submit(DeviceService, [None, None]), bad),
        ("a pool for a device", submit(DeviceService, [pool, None]), bad),
        ("one too many", submit(Message, [drive, None]), bad),
        ("unknown", submit(MoveMedia, [Some(UNKNOWN), library]), NtmsError::ObjectNotFound),
        ("unknown", submit(NewMedia, [pool, Some(UNKNOWN)]), NtmsError::ObjectNotFound),
    ]);
}

#[test]
fn rights_to_ask_depend_on_the_kind_and_came_with_2003() {
    use OperatorCommand::{DeviceService, NewMedia};
    for (version, denied) in [(Version::Server2003, true), (Version::Xp, false)] {
        let mut rig = rig_of(version, Switches::default());
        let calls = [
            submit(NewMedia, [Some(rig.pool("Backup\\Daily")), None]),
            submit(DeviceService, [Some(rig.db().id(rig.drives()[0])), None]),
        ];
        for call in calls {
            match denied {
                true => drop(rig.refuses_by(rig.user, "use", call, NtmsError::AccessDenied)),
                false => drop(rig.reply(rig.user, call).expect("none needed")),
            }
        }
        rig.reply(rig.user, message()).expect("everybody may say something");
    }
}

#[test]
fn only_administrators_answer_and_only_what_is_there() {
    let mut rig = rig();
    let request = rig.get(message());
    let cancel = |request| CancelNtmsOperatorRequest { request };
    let satisfy = |request| SatisfyNtmsOperatorRequest { request };
    rig.refuses_by(rig.user, "no administrator", cancel(request), NtmsError::AccessDenied);
    rig.refuses_by(rig.user, "no administrator", satisfy(request), NtmsError::AccessDenied);
    rig.refuses(&[
        ("no identifier", cancel(Guid::NULL), NtmsError::InvalidParameter),
        ("unknown", cancel(UNKNOWN), NtmsError::ObjectNotFound),
    ]);
    rig.refuses(&[("unknown", satisfy(UNKNOWN), NtmsError::ObjectNotFound)]);
    rig.refuses(&[
        ("no identifier", wait(Guid::NULL, 0), NtmsError::InvalidParameter),
        ("unknown", wait(UNKNOWN, INFINITE), NtmsError::ObjectNotFound),
    ]);
}

#[test]
fn a_request_that_is_deleted_is_not_found_by_who_waits_for_it() {
    let mut rig = rig();
    let pool = rig.pool("Backup\\Weekly");
    let allocation = wire::ntms::call::AllocateNtmsMedia {
        pool,
        side: None,
        previous: Guid::NULL,
        options: 0,
        timeout: 1000,
    };
    rig.begin(rig.admin, allocation);
    let request = rig.operator_requests()[0].head.id;
    let waits = rig.begin(rig.user, wait(request, INFINITE));
    rig.pass(Duration::from_secs(1));
    assert_eq!(rig.end(waits), Err(NtmsError::ObjectNotFound.into()));
}

#[test]
fn a_drive_that_somebody_looked_after_is_ready() {
    let mut rig = rig();
    let drive = rig.drives()[0];
    rig.rsm.database.update(drive, |row| row.head.operational = OperationalState::NeedsService);
    let id = rig.db().id(drive);
    let same = || (OperatorCommand::DeviceService, "Drive needs service", id);
    let (command, text, device) = same();
    let first = rig.rsm.post_operator_request(command, text, device, None, None);
    assert_eq!(rig.rsm.post_operator_request(command, text, device, None, None), first);
    rig.rsm.keep();
    rig.settle();
    let request = rig.operator_requests()[0].head.id;
    rig.get(SatisfyNtmsOperatorRequest { request });
    assert_eq!(rig.db().get(drive).head.operational, OperationalState::Ready);
}

#[test]
fn finished_requests_are_purged_to_the_second_unless_flags_keep_them() {
    use wire::ntms::call::SetNtmsObjectInformation;
    use wire::ntms::option::OpRequestFlags;
    let (all, failed) = (OpRequestFlags::NOAUTOPURGE, OpRequestFlags::NOFAILEDPURGE);
    for (flags, satisfied_stays, refused_stays) in
        [(OpRequestFlags::NONE, false, false), (failed, false, true), (all, true, true)]
    {
        let mut rig = rig();
        let computer = rig.db().id(rig.db().computer());
        let mut information = rig.rsm.information(computer).expect("there");
        if let wire::ntms::Info::Computer(info) = &mut information.info {
            (info.op_request_purge_time, info.op_request_flags) = (10, flags);
        }
        let information = Some(Box::new(information));
        rig.get(SetNtmsObjectInformation { object: computer, information });
        let [satisfied, refused, open] = [(); 3].map(|()| rig.get(message()));
        rig.get(SatisfyNtmsOperatorRequest { request: satisfied });
        rig.get(CancelNtmsOperatorRequest { request: refused });
        rig.pass(Duration::from_secs(9));
        assert_eq!(rig.get(wait(satisfied, 0)), ());
        rig.pass(Duration::from_secs(1));
        let gone = NtmsError::ObjectNotFound;
        for (request, stays) in [(satisfied, satisfied_stays), (refused, refused_stays)] {
            let reply = rig.reply(rig.admin, wait(request, 0));
            assert_eq!(reply != Err(gone.into()), stays, "{flags:?}");
        }
        rig.refuses(&[("never ends", wait(open, 0), NtmsError::Timeout)]);
    }
}
