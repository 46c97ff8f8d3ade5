//! Causes that many functions answer to alike: each stands in the way of a call that would succeed,
//! and goes away again.

use std::time::Duration;

use wire::ntms::NtmsError;
use wire::ntms::call::InventoryNtmsLibrary;
use wire::ntms::operation::InventoryMethod;
use world::scenario::At;
use world::scenario::person::Deed;

use crate::case::{Mismatch, Need, Prepare, Verdict};
use crate::stage::{HERE, Stage};

/// A cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The handle is none of an open session of this process.
    BadHandle,
    /// The user `guest` of the room lacks a right that the call needs.
    NoRight,
    /// The database cannot keep anything.
    DatabaseFails,
    /// What a device did could not be kept, so that the database is not to be believed.
    DatabaseBroken,
    /// The database has no room.
    DatabaseFull,
    /// The service has no memory.
    OutOfMemory,
    /// The service died under the session.
    ServerGone,
}

/// When the room's own preparations are over and its fault begins, and when it ends.
const BEGINS: Duration = Duration::from_secs(3600);
const ENDS: Duration = Duration::from_secs(3660);

const FAULTS: &[Need] = &[Need::Room, Need::FaultControl, Need::SimulatedTime];

impl Cause {
    /// What it is answered with.
    pub const fn code(self) -> NtmsError {
        match self {
            Cause::BadHandle => NtmsError::InvalidHandle,
            Cause::NoRight => NtmsError::AccessDenied,
            Cause::DatabaseFails | Cause::DatabaseBroken => NtmsError::DatabaseFailure,
            Cause::DatabaseFull => NtmsError::DatabaseFull,
            Cause::OutOfMemory => NtmsError::NotEnoughMemory,
            Cause::ServerGone => NtmsError::NotConnected,
        }
    }

    pub(crate) const fn requirement(self) -> &'static str {
        match self {
            Cause::BadHandle => {
                "0, INVALID_HANDLE_VALUE, forged and closed handles, and those of other processes \
                 are no sessions"
            }
            Cause::NoRight => "a user without the right on the object is refused",
            Cause::DatabaseFails => {
                "when the database cannot keep the change it is not made; it is made when the \
                 database can"
            }
            Cause::DatabaseBroken => {
                "a database that lost what a device did answers nothing until the service starts \
                 anew"
            }
            Cause::DatabaseFull => {
                "when the database has no room for the change it is not made; it is made when \
                 there is room"
            }
            Cause::OutOfMemory => {
                "when the service has no memory to serve the call nothing is done; it is done when \
                 there is memory"
            }
            Cause::ServerGone => {
                "a session whose service died is not connected, also after a restart"
            }
        }
    }

    pub(crate) const fn source(self) -> &'static str {
        match self {
            Cause::BadHandle => "the function's page, return value; OpenNtmsSession, remarks",
            Cause::NoRight => "the function's page, return value; RSM security",
            Cause::DatabaseFails
            | Cause::DatabaseBroken
            | Cause::DatabaseFull
            | Cause::OutOfMemory
            | Cause::ServerGone => "the function's page, return value",
        }
    }

    pub(crate) const fn needs(self) -> &'static [Need] {
        match self {
            Cause::BadHandle | Cause::NoRight => &[Need::Room],
            _ => FAULTS,
        }
    }

    /// The faults of the room, a section of its scenario.
    pub(crate) const fn faults(self) -> &'static str {
        match self {
            Cause::BadHandle | Cause::NoRight | Cause::ServerGone => "",
            Cause::DatabaseFails | Cause::DatabaseBroken => {
                "
faults: [{ at: { database: HERE }, when: { after: 1h }, do: { fail: { for: 1m } } }]
"
            }
            Cause::DatabaseFull => {
                "
faults: [{ at: { database: HERE }, when: { after: 1h }, do: { full: { for: 1m } } }]
"
            }
            Cause::OutOfMemory => {
                "
faults: [{ at: { memory: HERE }, when: { after: 1h, until: 61m }, do: out-of-memory }]
"
            }
        }
    }

    /// Lets it stand in the way of a call.
    pub(crate) fn play(self, stage: &mut Stage<'_>, prepare: Prepare) -> Verdict {
        stage.open_session()?;
        let request = prepare(stage)?;
        match self {
            Cause::BadHandle => {
                let (open, owner) = (stage.session, stage.program());
                let closed = stage.open(None)?;
                stage.session = closed;
                stage.succeeds(wire::ntms::call::CloseNtmsSession)?;
                for handle in [0, u64::MAX, open ^ 0x0100_0000_0000, closed] {
                    stage.session = handle;
                    stage.refused(request.clone(), self.code())?;
                }
                let other = stage.other_program(HERE);
                stage.act_from(other);
                stage.session = open;
                stage.refused(request.clone(), self.code())?;
                stage.act_from(owner);
            }
            Cause::NoRight => {
                let (open, owner) = (stage.session, stage.program());
                stage.act_as("guest")?;
                stage.refused(request.clone(), self.code())?;
                stage.act_from(owner);
                stage.session = open;
            }
            Cause::DatabaseFails | Cause::DatabaseFull | Cause::OutOfMemory => {
                let ready = stage.room().now();
                if ready >= BEGINS {
                    return Err(Mismatch::new(
                        "a room that is ready in an hour",
                        format!("{ready:?}"),
                    ));
                }
                stage.sleep(BEGINS - ready + Duration::from_secs(1));
                stage.refused(request.clone(), self.code())?;
                let now = stage.room().now();
                stage.sleep(ENDS.saturating_sub(now) + Duration::from_secs(1));
            }
            Cause::DatabaseBroken => {
                let ready = stage.room().now();
                stage.sleep(BEGINS.saturating_sub(ready + Duration::from_millis(100)));
                let (library, action) = (stage.library()?, InventoryMethod::Fast.value());
                stage.succeeds(InventoryNtmsLibrary { library, action })?;
                // It begins before and ends after the database fails.
                let now = stage.room().now();
                stage.sleep(ENDS.saturating_sub(now) + Duration::from_secs(1));
                stage.refused(request.clone(), self.code())?;
                stage.hand(&Deed::CrashService(At::from(HERE)))?;
                stage.hand(&Deed::StartService(At::from(HERE)))?;
                stage.sleep(Duration::from_secs(60));
                stage.open_session()?;
            }
            Cause::ServerGone => {
                stage.hand(&Deed::CrashService(At::from(HERE)))?;
                stage.refused(request.clone(), self.code())?;
                stage.hand(&Deed::StartService(At::from(HERE)))?;
                stage.sleep(Duration::from_secs(60));
                stage.refused(request.clone(), self.code())?;
                stage.open_session()?;
            }
        }
        stage.succeeds(request).map(|_| ())
    }
}
