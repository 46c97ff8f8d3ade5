//! Stories of channels that tell of changes.

use wire::ntms::ObjectType;
use wire::ntms::call::{
    Answer, CloseNtmsNotification, CloseNtmsSession, CreateNtmsMediaPool, DeleteNtmsMediaPool,
    Notification, OpenNtmsNotification, PartId, WaitForNtmsNotification,
};
use wire::ntms::operation::{CreateOptions, NotificationOperation};

use super::*;
use crate::{Left, Ticket};

fn watch(object_type: ObjectType) -> OpenNtmsNotification {
    OpenNtmsNotification { object_type: object_type.value() }
}

fn create(name: &str) -> CreateNtmsMediaPool {
    CreateNtmsMediaPool {
        name: Some(Text::new(name)),
        media_type: None,
        action: CreateOptions::CreateNew.value(),
        security: None,
    }
}

fn told(operation: NotificationOperation, object: Guid) -> Reply {
    Ok(Answer::Notification(Notification { operation, object }))
}

const INSERT: NotificationOperation = NotificationOperation::ObjInsert;
const UPDATE: NotificationOperation = NotificationOperation::ObjUpdate;
const DELETE: NotificationOperation = NotificationOperation::ObjDelete;
const INVALID_HANDLE: NtmsError = NtmsError::InvalidHandle;

impl Rig {
    fn watch(&mut self, session: SessionId, object_type: ObjectType) -> PartId {
        match self.reply(session, watch(object_type)) {
            Ok(Answer::Handle(number)) => PartId { session, number },
            other => panic!("{other:?}"),
        }
    }

    fn wait(&mut self, channel: PartId, timeout: u32) -> u64 {
        self.enter(By::Part(channel), WaitForNtmsNotification { timeout })
    }

    /// What there is to tell now.
    fn poll(&mut self, channel: PartId) -> Reply {
        let call = self.wait(channel, 0);
        self.end(call)
    }

    fn close(&mut self, channel: PartId) -> Reply {
        let call = self.enter(By::Part(channel), CloseNtmsNotification);
        self.end(call)
    }

    fn nothing_to_tell(&mut self, channel: PartId) {
        assert_eq!(self.poll(channel), Err(NtmsError::Timeout.into()));
    }
}

#[test]
fn a_channel_tells_what_came_changed_and_went_of_its_type_and_nothing_else() {
    let mut rig = rig();
    let (own, other) = (rig.admin, rig.user);
    let [own, other] = [own, other].map(|session| rig.watch(session, ObjectType::MediaPool));
    let drives = rig.watch(rig.admin, ObjectType::Drive);
    rig.nothing_to_tell(own);
    let pool = rig.get(create("Mine"));
    rig.change_pool("Mine", |row| row.max_allocates = 7);
    // What changes more than once in a transaction is told once.
    let key = rig.pool_key("Mine");
    rig.rsm.database.update(key, |row| row.max_allocates = 8);
    rig.rsm.database.update(key, |row| row.max_allocates = 9);
    rig.rsm.keep();
    rig.settle();
    rig.get(DeleteNtmsMediaPool { pool });
    for channel in [own, other] {
        for operation in [INSERT, UPDATE, UPDATE, DELETE] {
            assert_eq!(rig.poll(channel), told(operation, pool));
        }
        rig.nothing_to_tell(channel);
    }
    rig.nothing_to_tell(drives);
    rig.change_library(|row| row.head.enabled = false);
    rig.nothing_to_tell(own);
}

#[test]
fn channels_of_numbers_that_no_object_has_open_and_tell_nothing() {
    let mut rig = rig();
    for object_type in [0, 1, 19, 20, u32::MAX] {
        let reply = rig.reply(rig.user, OpenNtmsNotification { object_type });
        let Ok(Answer::Handle(number)) = reply else { panic!("{object_type}: {reply:?}") };
        let channel = PartId { session: rig.user, number };
        rig.get(create(&format!("Pool{object_type}")));
        rig.nothing_to_tell(channel);
        assert_eq!(rig.close(channel), Ok(Answer::Done));
    }
}

#[test]
fn nobody_hears_of_a_change_before_it_is_kept_nor_of_one_that_is_lost() {
    let mut rig = rig();
    let channel = rig.watch(rig.user, ObjectType::MediaPool);
    let waits = rig.wait(channel, INFINITE);
    let begin = |rig: &mut Rig, name: &str| {
        rig.calls += 1;
        let (call, by) = (CallId(rig.calls), By::Session(rig.admin));
        rig.rsm.handle(rig.now, Input::Call { call, by, request: create(name).into() });
        let mut transactions = Vec::new();
        while let Some(output) = rig.rsm.poll() {
            match output {
                Output::Keep { ticket, transaction } => transactions.push((ticket, transaction)),
                Output::Reply { call: other, after, .. } => {
                    assert!(other == call && after > Ticket(0), "{other:?} left");
                }
                Output::Backup { .. } => panic!("nothing is saved here"),
                Output::Command { .. } => panic!("there is no device"),
            }
        }
        transactions
    };
    let transactions = begin(&mut rig, "Lost");
    let error = NtmsError::DatabaseFull;
    rig.rsm.handle(rig.now, Input::Undo { transactions, error });
    rig.settle();
    let first = begin(&mut rig, "Kept");
    let second = begin(&mut rig, "Later");
    assert!(!rig.replies.contains_key(&waits));
    let through = first.last().expect("a record").0;
    rig.rsm.handle(rig.now, Input::Kept { through });
    // What is told waits for no other record.
    match rig.rsm.poll() {
        Some(Output::Reply { call, reply, after }) => {
            assert_eq!((call.0, after), (waits, Ticket(0)));
            assert_eq!(reply, told(INSERT, rig.pool("Kept")));
        }
        other => panic!("{other:?}"),
    }
    rig.nothing_to_tell(channel);
    let through = second.last().expect("a record").0;
    rig.rsm.handle(rig.now, Input::Kept { through });
    let later = rig.pool("Later");
    assert_eq!(rig.poll(channel), told(INSERT, later));
    rig.nothing_to_tell(channel);
}

#[test]
fn who_waits_first_is_told_first_and_who_waits_too_long_is_told_so() {
    let mut rig = rig();
    let channel = rig.watch(rig.user, ObjectType::MediaPool);
    let [short, first, second] = [1000, INFINITE, 5000].map(|timeout| rig.wait(channel, timeout));
    rig.pass(Duration::from_millis(999));
    assert!(!rig.replies.contains_key(&short));
    rig.pass(Duration::from_millis(1));
    assert_eq!(rig.end(short), Err(NtmsError::Timeout.into()));
    let one = rig.get(create("One"));
    assert_eq!(rig.end(first), told(INSERT, one));
    assert!(!rig.replies.contains_key(&second));
    let two = rig.get(create("Two"));
    assert_eq!(rig.end(second), told(INSERT, two));
    // Its time was over with its wait.
    rig.pass(Duration::from_secs(10));
    rig.nothing_to_tell(channel);
}

#[test]
fn a_channel_that_holds_too_much_tells_what_it_holds_and_that_it_broke() {
    let switches = Switches { notification_count_max: 2, ..Switches::default() };
    let mut rig = rig_of(Version::Server2003, switches);
    let (full, read) = (rig.admin, rig.user);
    let [full, read] = [full, read].map(|session| rig.watch(session, ObjectType::MediaPool));
    let pools = ["One", "Two", "Three", "Four"].map(|name| {
        let pool = rig.get(create(name));
        assert_eq!(rig.poll(read), told(INSERT, pool));
        pool
    });
    for pool in &pools[..2] {
        assert_eq!(rig.poll(full), told(INSERT, *pool));
    }
    // There is room again, and yet nothing more is told: something is missing.
    rig.get(create("Five"));
    for timeout in [0, 1000, INFINITE] {
        let call = rig.wait(full, timeout);
        assert_eq!(rig.end(call), Err(NtmsError::NoData.into()));
    }
    assert_eq!(rig.close(full), Ok(Answer::Done));
    let again = rig.watch(rig.admin, ObjectType::MediaPool);
    let six = rig.get(create("Six"));
    assert_eq!(rig.poll(again), told(INSERT, six));
}

#[test]
fn a_notification_that_was_lost_on_its_way_breaks_the_channel() {
    let mut rig = rig();
    let channel = rig.watch(rig.user, ObjectType::MediaPool);
    let waits = rig.wait(channel, INFINITE);
    rig.rsm.handle(rig.now, Input::Unheard(channel));
    rig.settle();
    assert_eq!(rig.end(waits), Err(NtmsError::NoData.into()));
    assert_eq!(rig.poll(channel), Err(NtmsError::NoData.into()));
}

#[test]
fn a_wait_ends_when_its_channel_is_closed_or_stays_as_the_switch_says() {
    for close_yields_to_wait in [false, true] {
        let switches = Switches { close_yields_to_wait, ..Switches::default() };
        let mut rig = rig_of(Version::Server2003, switches);
        let channel = rig.watch(rig.user, ObjectType::MediaPool);
        let waits = rig.wait(channel, INFINITE);
        if close_yields_to_wait {
            assert_eq!(rig.close(channel), Err(INVALID_HANDLE.into()));
            let pool = rig.get(create("Mine"));
            assert_eq!(rig.end(waits), told(INSERT, pool));
            assert_eq!(rig.close(channel), Ok(Answer::Done));
        } else {
            assert_eq!(rig.close(channel), Ok(Answer::Done));
            assert_eq!(rig.end(waits), Err(INVALID_HANDLE.into()));
        }
        assert_eq!(rig.close(channel), Err(INVALID_HANDLE.into()));
        assert_eq!(rig.poll(channel), Err(INVALID_HANDLE.into()));
        assert!(rig.rsm.waiters().is_empty());
    }
}

#[test]
fn a_channel_is_of_its_session_and_ends_with_it() {
    let mut rig = rig();
    let channel = rig.watch(rig.user, ObjectType::MediaPool);
    let of_others = PartId { session: rig.admin, ..channel };
    assert_eq!(rig.poll(of_others), Err(INVALID_HANDLE.into()));
    assert_eq!(rig.close(of_others), Err(INVALID_HANDLE.into()));
    // A call that names no channel is about none.
    for request in
        [Request::from(WaitForNtmsNotification { timeout: 0 }), CloseNtmsNotification.into()]
    {
        assert_eq!(rig.reply(rig.user, request), Err(INVALID_HANDLE.into()));
    }
    let waits = rig.wait(channel, INFINITE);
    rig.reply(rig.user, CloseNtmsSession).expect("open");
    assert_eq!(rig.end(waits), Err(INVALID_HANDLE.into()));
    assert!(rig.rsm.waiters().is_empty() && !rig.rsm.has_channel(channel));
    let lost = rig.watch(rig.admin, ObjectType::Drive);
    rig.rsm.handle(rig.now, Input::Abandon(Left::Session(rig.admin)));
    assert!(!rig.rsm.has_channel(lost));
}

#[test]
fn watching_needs_the_use_of_the_computer_since_2003() {
    for (version, denied) in [(Version::Server2003, true), (Version::Xp, false)] {
        let mut rig = rig_of(version, Switches::default());
        let (computer, anybody) = (rig.db().computer(), rig.user);
        rig.rsm.database.update(computer, |row| row.security.entries.clear());
        rig.rsm.keep();
        rig.settle();
        match denied {
            true => {
                let call = watch(ObjectType::Drive);
                rig.refuses_by(anybody, "no right", call, NtmsError::AccessDenied);
            }
            false => drop(rig.watch(anybody, ObjectType::Drive)),
        }
    }
}

#[test]
fn a_session_has_only_so_many_channels_and_detections() {
    let mut rig = rig();
    let mut open: Vec<PartId> = (0..1023).map(|_| rig.watch(rig.user, ObjectType::Drive)).collect();
    let begin = wire::ntms::call::BeginNtmsDeviceChangeDetection;
    let detection = rig.reply(rig.user, begin);
    assert!(matches!(detection, Ok(Answer::Handle(number)) if number > open[1022].number));
    let full = Err(NtmsError::NotEnoughMemory.into());
    assert_eq!(rig.reply(rig.user, watch(ObjectType::Drive)), full);
    assert_eq!(rig.reply(rig.user, begin), full);
    rig.watch(rig.admin, ObjectType::Drive);
    rig.close(open.swap_remove(0)).expect("open");
    rig.watch(rig.user, ObjectType::Drive);
}
