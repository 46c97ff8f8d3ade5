//! WaitForNtmsNotification.

use std::time::Duration;

use wire::Text;
use wire::ntms::call::{CloseNtmsNotification, CloseNtmsSession, SetNtmsObjectAttribute};
use wire::ntms::{Function, NtmsError, ObjectType};
use world::scenario::At;
use world::scenario::person::Deed;

use super::{DELETE, FAILING, INSERT, UPDATE, create, delete, is_told, message, wait};
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::{ROOM, equal};
use crate::stage::{HERE, Stage, THERE};

const PAGE: &str = "WaitForNtmsNotification function, return value";
const REMARKS: &str = "WaitForNtmsNotification function, remarks";
const TIMEOUT: &str = "WaitForNtmsNotification function, dwTimeout";
const INFINITE: u32 = u32::MAX;

const OF: Of = Of::new(Function::WaitForNtmsNotification, &[Need::Room, Need::SimulatedTime], ROOM);

/// A case in a room of its own in which something goes wrong.
const fn with_faults(room: &'static str, case: Case) -> Case {
    Case { needs: &[Need::Room, Need::FaultControl, Need::SimulatedTime], room, ..case }
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "operations",
        "each wait tells of one object that came, changed or went, in the order in which it \
         happened, whoever did it",
        "NTMS_NOTIFICATIONINFORMATION structure",
        operations,
    ),
    OF.case(
        None,
        "type",
        "a channel tells of objects of its type and of no others",
        "OpenNtmsNotification function, dwType",
        |stage| {
            stage.open_session()?;
            let pools = stage.watch(ObjectType::MediaPool)?;
            let requests = stage.watch(ObjectType::OpRequest)?;
            let pool = stage.gives_id(create("Mine"))?;
            let request = stage.gives_id(message())?;
            stage.tells(requests, INSERT, request)?;
            stage.tells(pools, INSERT, pool)?;
            stage.tells_nothing(requests)?;
            stage.tells_nothing(pools)
        },
    ),
    OF.case(None, "waits", "who waits is told at once when something happens", TIMEOUT, |stage| {
        stage.open_session()?;
        let channel = stage.watch(ObjectType::MediaPool)?;
        for timeout in [INFINITE, 3_600_000] {
            let waits = stage.on(channel, |stage| stage.begin(wait(timeout)));
            stage.sleep(Duration::from_secs(1800));
            let pool = stage.gives_id(create("Mine"))?;
            let happened = stage.room().now();
            is_told(stage.ends_well(waits)?, INSERT, pool)?;
            equal(true, stage.room().now() - happened < Duration::from_millis(100))?;
            stage.succeeds(delete(pool))?;
            stage.tells(channel, DELETE, pool)?;
        }
        Ok(())
    }),
    OF.case(
        None,
        "several",
        "of several that wait in one channel each is told something else, the first the first",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let channel = stage.watch(ObjectType::MediaPool)?;
            let waits = [(); 3].map(|()| stage.on(channel, |stage| stage.begin(wait(INFINITE))));
            for (waits, name) in waits.into_iter().zip(["One", "Two", "Three"]) {
                let pool = stage.gives_id(create(name))?;
                is_told(stage.ends_well(waits)?, INSERT, pool)?;
            }
            stage.tells_nothing(channel)
        },
    ),
    with_faults(
        FAILING,
        OF.case(
            None,
            "kept",
            "nobody hears of a change that could not be kept",
            "MS-RSMP, mutation rules",
            |stage| {
                stage.open_session()?;
                let channel = stage.watch(ObjectType::MediaPool)?;
                stage.sleep(Duration::from_secs(3601));
                stage.refused(create("Lost"), NtmsError::DatabaseFailure)?;
                stage.tells_nothing(channel)?;
                stage.sleep(Duration::from_secs(60));
                let pool = stage.gives_id(create("Kept"))?;
                stage.tells(channel, INSERT, pool)
            },
        ),
    ),
    with_faults(
        FAILING,
        OF.case(
            Some(NtmsError::DatabaseFailure),
            "",
            "a database that lost what a device did tells nothing, and who waits hears so",
            PAGE,
            |stage| {
                stage.open_session()?;
                let channel = stage.watch(ObjectType::MediaPool)?;
                let waits = stage.on(channel, |stage| stage.begin(wait(INFINITE)));
                stage.break_database()?;
                stage.ends_with(waits, NtmsError::DatabaseFailure)?;
                for timeout in [0, INFINITE] {
                    stage.refused_on(channel, wait(timeout), NtmsError::DatabaseFailure)?;
                }
                stage.restart()?;
                stage.open_session()?;
                let channel = stage.watch(ObjectType::MediaPool)?;
                stage.tells_nothing(channel)
            },
        ),
    ),
    OF.case(
        Some(NtmsError::InvalidHandle),
        "",
        "0, INVALID_HANDLE_VALUE, forged and closed handles, those of sessions, of detections and \
         of other processes are no channels",
        PAGE,
        |stage| {
            stage.open_session()?;
            let channel = stage.watch(ObjectType::MediaPool)?;
            for timeout in [0, INFINITE] {
                stage.refused_on(0, wait(timeout), NtmsError::InvalidHandle)?;
                stage.refused_on_bad_handles(wait(timeout), channel)?;
            }
            stage.on(channel, |stage| stage.succeeds(CloseNtmsNotification))?;
            stage.refused_on(channel, wait(0), NtmsError::InvalidHandle)
        },
    ),
    OF.case(
        Some(NtmsError::InvalidHandle),
        "session-closed",
        "who waits in a channel whose session is closed hears that the handle is no more",
        "CloseNtmsSession function, remarks",
        |stage| {
            stage.open_session()?;
            let channel = stage.watch(ObjectType::MediaPool)?;
            let waits = stage.on(channel, |stage| stage.begin(wait(INFINITE)));
            stage.succeeds(CloseNtmsSession)?;
            stage.ends_with(waits, NtmsError::InvalidHandle)
        },
    ),
    Case {
        room: NARROW,
        ..OF.case(
            Some(NtmsError::NoData),
            "full",
            "a channel that nobody fetches from breaks when it is full: what it holds is told, \
             then that something is missing, until another is opened",
            PAGE,
            full,
        )
    },
    with_faults(
        LOSSY,
        OF.case(
            Some(NtmsError::NoData),
            "lost",
            "when a notification is lost on its way to another computer the channel is broken",
            "MS-RSMP, OnNotify; WaitForNtmsNotification function, return value",
            lost,
        ),
    ),
    with_faults(
        ROOM,
        OF.case(
            Some(NtmsError::NotConnected),
            "",
            "when the service dies who waits hears so; the channel is gone with it, also when the \
             service is there again",
            PAGE,
            |stage| {
                stage.open_session()?;
                let channel = stage.watch(ObjectType::MediaPool)?;
                let waits = stage.on(channel, |stage| stage.begin(wait(INFINITE)));
                stage.hand(&Deed::CrashService(At::from(HERE)))?;
                stage.ends_with(waits, NtmsError::NotConnected)?;
                stage.refused_on(channel, wait(INFINITE), NtmsError::NotConnected)?;
                stage.hand(&Deed::StartService(At::from(HERE)))?;
                stage.sleep(Duration::from_secs(60));
                stage.refused_on(channel, wait(INFINITE), NtmsError::NotConnected)?;
                stage.open_session()?;
                let channel = stage.watch(ObjectType::MediaPool)?;
                let pool = stage.gives_id(create("Mine"))?;
                stage.tells(channel, INSERT, pool)
            },
        ),
    ),
    OF.case(
        Some(NtmsError::Timeout),
        "poll",
        "a time-out of 0 asks and does not wait",
        TIMEOUT,
        |stage| {
            stage.open_session()?;
            let channel = stage.watch(ObjectType::MediaPool)?;
            let begun = stage.room().now();
            stage.tells_nothing(channel)?;
            equal(true, stage.room().now() - begun < Duration::from_millis(100))
        },
    ),
    OF.case(
        Some(NtmsError::Timeout),
        "wait",
        "when nothing happens in time the wait ends; what happens later is told to the next",
        TIMEOUT,
        |stage| {
            stage.open_session()?;
            let channel = stage.watch(ObjectType::MediaPool)?;
            let begun = stage.room().now();
            stage.refused_on(channel, wait(30_000), NtmsError::Timeout)?;
            let took = stage.room().now() - begun;
            let in_time = (Duration::from_secs(30)..Duration::from_secs(31)).contains(&took);
            in_time.then_some(()).ok_or_else(|| Mismatch::new("30 s", format!("{took:?}")))?;
            let pool = stage.gives_id(create("Mine"))?;
            stage.tells(channel, INSERT, pool)
        },
    ),
];

/// Channels that hold three notifications.
const NARROW: &str = r"
version: 1
computers: { HERE: { service: { notifications-max: 3 } } }
";

/// Another computer, on the way from which the second notification is lost.
const LOSSY: &str = r"
version: 1
computers: { HERE: { this: true }, THERE: {} }
faults:
  - { at: { link: [HERE, THERE] }, when: { reply: WaitForNtmsNotification, nth: 2 }, do: drop }
";

fn operations(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let own = stage.watch(ObjectType::MediaPool)?;
    let (owner, session) = (stage.program(), stage.session);
    let other = stage.other_program(HERE);
    stage.act_from(other);
    stage.open_session()?;
    let (other_session, others) = (stage.session, stage.watch(ObjectType::MediaPool)?);
    stage.act_from(owner);
    stage.session = session;
    let pool = stage.gives_id(create("Mine"))?;
    let object_type = ObjectType::MediaPool.value();
    let (name, data) = (Some(Text::new("Note")), Some(b"x".to_vec().into()));
    stage.succeeds(SetNtmsObjectAttribute { object: pool, object_type, name, data })?;
    stage.succeeds(delete(pool))?;
    for operation in [INSERT, UPDATE, DELETE] {
        stage.tells(own, operation, pool)?;
    }
    stage.tells_nothing(own)?;
    stage.act_from(other);
    stage.session = other_session;
    for operation in [INSERT, UPDATE, DELETE] {
        stage.tells(others, operation, pool)?;
    }
    stage.tells_nothing(others)
}

fn full(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let channel = stage.watch(ObjectType::MediaPool)?;
    let mut pools = Vec::new();
    for name in ["One", "Two", "Three", "Four"] {
        pools.push(stage.gives_id(create(name))?);
    }
    for pool in &pools[..3] {
        stage.tells(channel, INSERT, *pool)?;
    }
    stage.succeeds(create("Five"))?;
    for timeout in [0, 1000, INFINITE] {
        stage.refused_on(channel, wait(timeout), NtmsError::NoData)?;
    }
    stage.on(channel, |stage| stage.succeeds(CloseNtmsNotification))?;
    let again = stage.watch(ObjectType::MediaPool)?;
    let pool = stage.gives_id(create("Six"))?;
    stage.tells(again, INSERT, pool)
}

fn lost(stage: &mut Stage<'_>) -> Verdict {
    stage.session = stage.open(Some(THERE))?;
    let channel = stage.watch(ObjectType::MediaPool)?;
    let told = stage.gives_id(create("Told"))?;
    stage.tells(channel, INSERT, told)?;
    let lost = stage.gives_id(create("Lost"))?;
    stage.refused_on(channel, wait(INFINITE), NtmsError::NotConnected)?;
    for timeout in [0, INFINITE] {
        stage.refused_on(channel, wait(timeout), NtmsError::NoData)?;
    }
    stage.on(channel, |stage| stage.succeeds(CloseNtmsNotification))?;
    let again = stage.watch(ObjectType::MediaPool)?;
    stage.succeeds(delete(lost))?;
    stage.tells(again, DELETE, lost)
}
