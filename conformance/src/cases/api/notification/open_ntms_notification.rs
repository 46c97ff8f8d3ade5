//! OpenNtmsNotification.

use std::collections::BTreeSet;

use wire::ntms::call::{CloseNtmsNotification, CloseNtmsSession, OpenNtmsNotification};
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{DELETE, INSERT, create, delete, open, wait};
use crate::case::{Case, Mismatch, Need, Of};
use crate::cases::api::ROOM;
use crate::cases::api::object::set_ntms_object_security::set;
use crate::cause::Cause;

const PAGE: &str = "OpenNtmsNotification function, return value";
const REMARKS: &str = "OpenNtmsNotification function, remarks";

const OF: Of = Of::new(Function::OpenNtmsNotification, &[Need::Room], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "types",
        "a channel opens for every type of object, and for numbers that no object has, which the \
         protocol takes without a word",
        "MS-RSMP, AddNotification",
        |stage| {
            stage.open_session()?;
            let (session, mut given) = (stage.session, BTreeSet::from([0, stage.session]));
            for object_type in (0..=20).chain([1000, u32::MAX]) {
                let channel = stage.opens(OpenNtmsNotification { object_type })?;
                if channel == u64::MAX || !given.insert(channel) {
                    return Err(Mismatch::new("a handle of its own", format!("{channel:#x}")));
                }
                stage.tells_nothing(channel)?;
            }
            let pool = stage.gives_id(create("Mine"))?;
            given.remove(&0);
            given.remove(&session);
            let mut told = Vec::new();
            for channel in given {
                if stage.on(channel, |stage| stage.call(wait(0))).is_ok() {
                    told.push(channel);
                }
            }
            match told[..] {
                [_] => stage.succeeds(delete(pool)).map(|_| ()),
                _ => Err(Mismatch::new("one channel that tells of a pool", told.len())),
            }
        },
    ),
    OF.case(
        None,
        "from-now-on",
        "a channel tells of what happens after it was opened, each channel for itself",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let first = stage.watch(ObjectType::MediaPool)?;
            let pool = stage.gives_id(create("Mine"))?;
            let second = stage.watch(ObjectType::MediaPool)?;
            stage.succeeds(delete(pool))?;
            stage.tells(first, INSERT, pool)?;
            stage.tells(second, DELETE, pool)?;
            stage.tells(first, DELETE, pool)?;
            stage.tells_nothing(second)
        },
    ),
    OF.case(
        None,
        "session",
        "a channel ends with its session, and no channel of another session does",
        "CloseNtmsSession function, remarks",
        |stage| {
            stage.open_session()?;
            let stays = stage.watch(ObjectType::MediaPool)?;
            let session = stage.session;
            stage.session = stage.open(None)?;
            let ends = stage.watch(ObjectType::MediaPool)?;
            stage.succeeds(CloseNtmsSession)?;
            stage.refused_on(ends, wait(0), NtmsError::InvalidHandle)?;
            stage.refused_on(ends, CloseNtmsNotification, NtmsError::InvalidHandle)?;
            stage.session = session;
            let pool = stage.gives_id(create("Mine"))?;
            stage.tells(stays, INSERT, pool)
        },
    ),
    OF.case(
        Some(NtmsError::AccessDenied),
        "",
        "who may use the computer no more, in a session that is still open, opens no channel",
        "OpenNtmsNotification function, return value; RSM security",
        |stage| {
            stage.act_as("guest")?;
            stage.watch(ObjectType::Drive)?;
            let (guest, session) = (stage.program(), stage.session);
            let administrator = stage.other_program(crate::stage::HERE);
            stage.act_from(administrator);
            stage.open_session()?;
            let computer = stage.objects(ObjectType::Computer, None)?;
            let computer = computer.first().copied();
            let computer = computer.ok_or_else(|| Mismatch::new("the computer", "none"))?;
            stage.succeeds(set(computer, ObjectType::Computer, Vec::new()))?;
            stage.act_from(guest);
            stage.session = session;
            stage.refused(open(ObjectType::Drive), NtmsError::AccessDenied)
        },
    ),
    OF.case(
        Some(NtmsError::InvalidHandle),
        "channel",
        "the handle of a channel is no session",
        PAGE,
        |stage| {
            stage.open_session()?;
            let channel = stage.watch(ObjectType::Drive)?;
            stage.refused_on(channel, open(ObjectType::Drive), NtmsError::InvalidHandle)?;
            stage.refused_on(channel, CloseNtmsSession, NtmsError::InvalidHandle)?;
            stage.watch(ObjectType::Drive).map(|_| ())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::DatabaseBroken),
    hindered(Cause::ServerGone),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::OpenNtmsNotification, cause, ROOM, |_| {
        Ok(open(ObjectType::MediaPool).into())
    })
}
