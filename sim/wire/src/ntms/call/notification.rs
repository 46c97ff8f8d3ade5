//! Arguments of the notification functions, and what they tell.

use crate::Guid;
use crate::ntms::operation::NotificationOperation;
use serde::{Deserialize, Serialize};

/// `OpenNtmsNotification`: opens a channel that tells of changes of all objects of one type.
/// Answers its handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenNtmsNotification {
    /// A number of `NtmsObjectsTypes`. A channel of a number that no object has tells nothing.
    pub object_type: u32,
}

/// `WaitForNtmsNotification`: waits for the next change. It is called on the handle of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitForNtmsNotification {
    /// Milliseconds; 0 polls, `INFINITE` waits for ever.
    pub timeout: u32,
}

/// `CloseNtmsNotification`: closes a channel. It is called on the handle of the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseNtmsNotification;

/// A change of an object: `NTMS_NOTIFICATIONINFORMATION`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// What happened to it.
    pub operation: NotificationOperation,
    /// The object.
    pub object: Guid,
}
