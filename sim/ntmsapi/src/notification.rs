//! What is opened in a session: channels that tell of changes, and detections that look for them.
//! Both end with the session. Dropping one does not close it.

use wire::Guid;
use wire::ntms::ObjectType;
use wire::ntms::call::{
    BeginNtmsDeviceChangeDetection, CloseNtmsNotification, EndNtmsDeviceChangeDetection,
    Notification, OpenNtmsNotification, SetNtmsDeviceChangeDetection, WaitForNtmsNotification,
};
use world::Handle;

use crate::client::Client;
use crate::error::Error;
use crate::function::AsyncSession;
use crate::session::Session;

/// An open channel of notifications, for every thread of its program. Each notification is given to
/// one wait.
#[derive(Clone, Debug)]
pub struct Channel(Session);

impl Channel {
    /// A channel of a program with any handle, forged ones too.
    pub fn with_handle(client: &Client, handle: Handle) -> Channel {
        Channel(Session::with_handle(client, handle))
    }

    /// The handle.
    pub fn handle(&self) -> Handle {
        self.0.handle()
    }

    /// `WaitForNtmsNotification`: waits for the next change of an object of the channel's type; 0
    /// looks once.
    ///
    /// # Errors
    /// Those of the function; ERROR_NO_DATA when something is missing, because the channel held
    /// all that it may or a message was lost: then another must be opened.
    pub fn wait_for_ntms_notification(&self, timeout_ms: u32) -> Result<Notification, Error> {
        self.0.call(WaitForNtmsNotification { timeout: timeout_ms })
    }

    /// The same as a future. What a wait is told whose future was dropped, nobody is told.
    ///
    /// # Errors
    /// Those of the function.
    pub async fn wait_for_ntms_notification_async(
        &self,
        timeout_ms: u32,
    ) -> Result<Notification, Error> {
        self.0.call_async(WaitForNtmsNotification { timeout: timeout_ms }).await
    }

    /// `CloseNtmsNotification`: closes the channel. Whoever waits in it gets ERROR_INVALID_HANDLE.
    ///
    /// # Errors
    /// Those of the function.
    pub fn close_ntms_notification(&self) -> Result<(), Error> {
        self.0.call(CloseNtmsNotification)
    }

    /// The same as a future.
    ///
    /// # Errors
    /// Those of the function.
    pub async fn close_ntms_notification_async(&self) -> Result<(), Error> {
        self.0.call_async(CloseNtmsNotification).await
    }
}

/// An open detection of changes in stand-alone drives, for every thread of its program.
#[derive(Clone, Debug)]
pub struct Detection {
    session: Session,
    handle: Handle,
}

impl Detection {
    /// A detection of a session with any handle, forged ones too.
    pub fn with_handle(session: &Session, handle: Handle) -> Detection {
        Detection { session: session.clone(), handle }
    }

    /// The handle.
    pub fn handle(&self) -> Handle {
        self.handle
    }

    /// `SetNtmsDeviceChangeDetection`: stand-alone libraries are looked at, now and whenever a
    /// medium comes or goes; media and media types stand for all that could hold them.
    ///
    /// # Errors
    /// Those of the function.
    pub fn set_ntms_device_change_detection(
        &self,
        objects: &[Guid],
        object_type: ObjectType,
    ) -> Result<(), Error> {
        self.session.call(set(self.handle, objects, object_type))
    }

    /// The same as a future.
    ///
    /// # Errors
    /// Those of the function.
    pub async fn set_ntms_device_change_detection_async(
        &self,
        objects: &[Guid],
        object_type: ObjectType,
    ) -> Result<(), Error> {
        self.session.call_async(set(self.handle, objects, object_type)).await
    }

    /// `EndNtmsDeviceChangeDetection`: ends the detection.
    ///
    /// # Errors
    /// Those of the function.
    pub fn end_ntms_device_change_detection(&self) -> Result<(), Error> {
        self.session.call(EndNtmsDeviceChangeDetection { detection: self.handle.0 })
    }

    /// The same as a future.
    ///
    /// # Errors
    /// Those of the function.
    pub async fn end_ntms_device_change_detection_async(&self) -> Result<(), Error> {
        let end = EndNtmsDeviceChangeDetection { detection: self.handle.0 };
        self.session.call_async(end).await
    }
}

impl Session {
    /// `OpenNtmsNotification`: opens a channel that tells of changes of all objects of a type.
    ///
    /// # Errors
    /// Those of the function.
    pub fn open_ntms_notification(&self, object_type: ObjectType) -> Result<Channel, Error> {
        let handle = self.call(open(object_type))?;
        Ok(Channel::with_handle(self.client(), Handle(handle)))
    }

    /// `BeginNtmsDeviceChangeDetection`: opens a detection, which looks at nothing yet.
    ///
    /// # Errors
    /// Those of the function.
    pub fn begin_ntms_device_change_detection(&self) -> Result<Detection, Error> {
        let handle = self.call(BeginNtmsDeviceChangeDetection)?;
        Ok(Detection::with_handle(self, Handle(handle)))
    }

    /// `SetNtmsDeviceChangeDetection` without a detection: stand-alone libraries are looked at
    /// once.
    ///
    /// # Errors
    /// Those of the function.
    pub fn poll_ntms_device_change(
        &self,
        objects: &[Guid],
        object_type: ObjectType,
    ) -> Result<(), Error> {
        self.call(set(Handle(0), objects, object_type))
    }
}

impl AsyncSession {
    /// `OpenNtmsNotification`: opens a channel that tells of changes of all objects of a type.
    ///
    /// # Errors
    /// Those of the function.
    pub async fn open_ntms_notification(&self, object_type: ObjectType) -> Result<Channel, Error> {
        let handle = self.0.call_async(open(object_type)).await?;
        Ok(Channel::with_handle(self.0.client(), Handle(handle)))
    }

    /// `BeginNtmsDeviceChangeDetection`: opens a detection, which looks at nothing yet.
    ///
    /// # Errors
    /// Those of the function.
    pub async fn begin_ntms_device_change_detection(&self) -> Result<Detection, Error> {
        let handle = self.0.call_async(BeginNtmsDeviceChangeDetection).await?;
        Ok(Detection::with_handle(&self.0, Handle(handle)))
    }

    /// `SetNtmsDeviceChangeDetection` without a detection: stand-alone libraries are looked at
    /// once.
    ///
    /// # Errors
    /// Those of the function.
    pub async fn poll_ntms_device_change(
        &self,
        objects: &[Guid],
        object_type: ObjectType,
    ) -> Result<(), Error> {
        self.0.call_async(set(Handle(0), objects, object_type)).await
    }
}

fn open(object_type: ObjectType) -> OpenNtmsNotification {
    OpenNtmsNotification { object_type: object_type.value() }
}

fn set(
    detection: Handle,
    objects: &[Guid],
    object_type: ObjectType,
) -> SetNtmsDeviceChangeDetection {
    SetNtmsDeviceChangeDetection {
        detection: detection.0,
        objects: Some(objects.to_vec()),
        object_type: object_type.value(),
    }
}
