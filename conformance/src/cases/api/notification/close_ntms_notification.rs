//! CloseNtmsNotification.

use std::time::Duration;

use wire::ntms::call::CloseNtmsNotification;
use wire::ntms::{Function, NtmsError, ObjectType};
use world::scenario::At;
use world::scenario::person::Deed;

use super::{FAILING, INSERT, create, is_told, wait};
use crate::case::{Case, Need, Of, SERVICE};
use crate::cases::api::ROOM;
use crate::stage::HERE;

const PAGE: &str = "CloseNtmsNotification function, return value";
const REMARKS: &str = "CloseNtmsNotification function, remarks";

const OF: Of = Of::new(Function::CloseNtmsNotification, &[Need::Room], ROOM);

const FAULTS: &[Need] = &[Need::Room, Need::FaultControl, Need::SimulatedTime];

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(None, "", "an open channel closes, and others stay open", PAGE, |stage| {
        stage.open_session()?;
        let [one, other] =
            [stage.watch(ObjectType::MediaPool)?, stage.watch(ObjectType::MediaPool)?];
        stage.on(one, |stage| stage.succeeds(CloseNtmsNotification))?;
        let pool = stage.gives_id(create("Mine"))?;
        stage.refused_on(one, wait(0), NtmsError::InvalidHandle)?;
        stage.tells(other, INSERT, pool)
    }),
    OF.case(
        None,
        "waiting",
        "a channel in which somebody waits closes, and it is the wait that gets the error",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let channel = stage.watch(ObjectType::MediaPool)?;
            let waits = [(); 2].map(|()| stage.on(channel, |stage| stage.begin(wait(u32::MAX))));
            stage.on(channel, |stage| stage.succeeds(CloseNtmsNotification))?;
            for waits in waits {
                stage.ends_with(waits, NtmsError::InvalidHandle)?;
            }
            Ok(())
        },
    ),
    Case {
        room: "
version: 1
settings: { close-yields-to-wait: true }
computers: { HERE: {} }
",
        ..OF.case(
            Some(NtmsError::InvalidHandle),
            "waiting",
            "where the other reading of the page is chosen, a channel in which somebody waits does \
             not close; it does when nobody waits",
            "CloseNtmsNotification function, remarks; settings of the service",
            |stage| {
                stage.open_session()?;
                let channel = stage.watch(ObjectType::MediaPool)?;
                let waits = stage.on(channel, |stage| stage.begin(wait(u32::MAX)));
                stage.refused_on(channel, CloseNtmsNotification, NtmsError::InvalidHandle)?;
                let pool = stage.gives_id(create("Mine"))?;
                is_told(stage.ends_well(waits)?, INSERT, pool)?;
                stage.on(channel, |stage| stage.succeeds(CloseNtmsNotification)).map(|_| ())
            },
        )
    },
    OF.case(
        Some(NtmsError::InvalidHandle),
        "",
        "INVALID_HANDLE_VALUE, forged and closed handles, those of sessions, of detections and of \
         other processes are no channels",
        PAGE,
        |stage| {
            stage.open_session()?;
            let channel = stage.watch(ObjectType::MediaPool)?;
            stage.refused_on_bad_handles(CloseNtmsNotification, channel)?;
            stage.on(channel, |stage| stage.succeeds(CloseNtmsNotification))?;
            stage.refused_on(channel, CloseNtmsNotification, NtmsError::InvalidHandle)
        },
    ),
    Case {
        needs: SERVICE,
        ..OF.case(
            Some(NtmsError::InvalidParameter),
            "",
            "the handle must be given",
            PAGE,
            |stage| {
                stage.open_session()?;
                stage.watch(ObjectType::MediaPool)?;
                stage.refused_on(0, CloseNtmsNotification, NtmsError::InvalidParameter)
            },
        )
    },
    Case {
        needs: FAULTS,
        room: FAILING,
        ..OF.case(
            Some(NtmsError::DatabaseFailure),
            "",
            "a database that lost what a device did closes nothing; the channel ends with its \
             session",
            PAGE,
            |stage| {
                stage.open_session()?;
                let channel = stage.watch(ObjectType::MediaPool)?;
                stage.break_database()?;
                for _ in 0..2 {
                    let failed = NtmsError::DatabaseFailure;
                    stage.refused_on(channel, CloseNtmsNotification, failed)?;
                }
                stage.succeeds(wire::ntms::call::CloseNtmsSession)?;
                stage.refused_on(channel, CloseNtmsNotification, NtmsError::InvalidHandle)
            },
        )
    },
    Case {
        needs: FAULTS,
        ..OF.case(
            Some(NtmsError::NotConnected),
            "",
            "a channel whose service died cannot be closed there, also after a restart",
            PAGE,
            |stage| {
                stage.open_session()?;
                let channel = stage.watch(ObjectType::MediaPool)?;
                let gone = NtmsError::NotConnected;
                stage.hand(&Deed::CrashService(At::from(HERE)))?;
                stage.refused_on(channel, CloseNtmsNotification, gone)?;
                stage.hand(&Deed::StartService(At::from(HERE)))?;
                stage.sleep(Duration::from_secs(60));
                stage.refused_on(channel, CloseNtmsNotification, gone)?;
                stage.open_session()?;
                let channel = stage.watch(ObjectType::MediaPool)?;
                stage.on(channel, |stage| stage.succeeds(CloseNtmsNotification)).map(|_| ())
            },
        )
    },
];
