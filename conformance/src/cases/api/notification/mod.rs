//! Notifications.

pub(super) mod close_ntms_notification;
pub(super) mod open_ntms_notification;
pub(super) mod wait_for_ntms_notification;

use std::time::Duration;

use wire::ntms::call::{
    Answer, CreateNtmsMediaPool, DeleteNtmsMediaPool, InventoryNtmsLibrary, Notification,
    OpenNtmsNotification, SubmitNtmsOperatorRequest, WaitForNtmsNotification,
};
use wire::ntms::operation::{
    CreateOptions, InventoryMethod, NotificationOperation, OperatorCommand,
};
use wire::ntms::{NtmsError, ObjectType, Request};
use wire::{Guid, Text};
use world::scenario::At;
use world::scenario::person::Deed;

use crate::case::{Mismatch, Verdict};
use crate::cases::api::equal;
use crate::stage::{HERE, Stage};

const INSERT: NotificationOperation = NotificationOperation::ObjInsert;
const UPDATE: NotificationOperation = NotificationOperation::ObjUpdate;
const DELETE: NotificationOperation = NotificationOperation::ObjDelete;

/// A library, and a database that keeps nothing for a minute after an hour.
const FAILING: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
faults: [{ at: { database: HERE }, when: { after: 1h }, do: { fail: { for: 1m } } }]
";

fn open(object_type: ObjectType) -> OpenNtmsNotification {
    OpenNtmsNotification { object_type: object_type.value() }
}

fn wait(timeout: u32) -> WaitForNtmsNotification {
    WaitForNtmsNotification { timeout }
}

fn create(name: &str) -> CreateNtmsMediaPool {
    CreateNtmsMediaPool {
        name: Some(Text::new(name)),
        media_type: None,
        action: CreateOptions::CreateNew.value(),
        security: None,
    }
}

fn delete(pool: Guid) -> DeleteNtmsMediaPool {
    DeleteNtmsMediaPool { pool }
}

fn message() -> SubmitNtmsOperatorRequest {
    SubmitNtmsOperatorRequest {
        command: OperatorCommand::Message.value(),
        message: Some(Text::new("please")),
        argument_1: None,
        argument_2: None,
    }
}

/// An answer is this notification.
fn is_told(answer: Answer, operation: NotificationOperation, object: Guid) -> Verdict {
    equal(Answer::Notification(Notification { operation, object }), answer)
}

/// What makes handles that are none from one that is open.
const FORGERIES: [fn(u64) -> u64; 3] =
    [|_| u64::MAX, |open| open ^ 0x0100_0000_0000, |open| open + 0x1000];

impl Stage<'_> {
    /// Acts on a handle other than the session's.
    fn on<T>(&mut self, handle: u64, act: impl FnOnce(&mut Self) -> T) -> T {
        let session = std::mem::replace(&mut self.session, handle);
        let done = act(self);
        self.session = session;
        done
    }

    /// Opens a channel.
    fn watch(&mut self, object_type: ObjectType) -> Result<u64, Mismatch> {
        self.opens(open(object_type))
    }

    /// What a channel tells next is this, and is there to be told.
    fn tells(&mut self, channel: u64, operation: NotificationOperation, object: Guid) -> Verdict {
        let answer = self.on(channel, |stage| stage.succeeds(wait(0)))?;
        is_told(answer, operation, object)
    }

    /// A channel has nothing to tell.
    fn tells_nothing(&mut self, channel: u64) -> Verdict {
        self.refused_on(channel, wait(0), NtmsError::Timeout)
    }

    /// A call on a handle is refused, and nothing changes.
    fn refused_on(&mut self, handle: u64, request: impl Into<Request>, code: NtmsError) -> Verdict {
        self.on(handle, |stage| stage.refused(request, code))
    }

    /// A call on handles that are none of an open channel of this process is refused: forged ones,
    /// a session's, a detection's, one that is closed with its session, and another process's.
    fn refused_on_bad_handles(&mut self, request: impl Into<Request>, channel: u64) -> Verdict {
        let (request, bad) = (request.into(), NtmsError::InvalidHandle);
        let session = self.session;
        let detection = self.opens(wire::ntms::call::BeginNtmsDeviceChangeDetection)?;
        let forged = FORGERIES.map(|forge| forge(channel));
        for handle in forged.into_iter().chain([session, detection]) {
            self.refused_on(handle, request.clone(), bad)?;
        }
        self.session = self.open(None)?;
        let gone = self.watch(ObjectType::Drive)?;
        self.succeeds(wire::ntms::call::CloseNtmsSession)?;
        self.refused_on(gone, request.clone(), bad)?;
        self.session = session;
        let (owner, other) = (self.program(), self.other_program(HERE));
        self.act_from(other);
        self.refused_on(channel, request, bad)?;
        self.act_from(owner);
        Ok(())
    }

    /// The service dies and is started again.
    fn restart(&mut self) -> Verdict {
        self.hand(&Deed::CrashService(At::from(HERE)))?;
        self.hand(&Deed::StartService(At::from(HERE)))?;
        self.sleep(Duration::from_secs(60));
        Ok(())
    }

    /// The database of the room [`FAILING`] loses what a device did.
    fn break_database(&mut self) -> Verdict {
        let now = self.room().now();
        self.sleep(Duration::from_millis(3_599_900).saturating_sub(now));
        let (library, action) = (self.library()?, InventoryMethod::Fast.value());
        // It begins before and ends after the database fails.
        self.succeeds(InventoryNtmsLibrary { library, action })?;
        self.sleep(Duration::from_secs(70));
        Ok(())
    }
}
