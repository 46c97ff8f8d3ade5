//! Arguments of functions that tell of changes and look for them, as a story writes them.

use schemars::JsonSchema;
use serde::Deserialize;
use wire::ntms::ObjectType;

use super::super::place::{At, Many};
use super::super::value::Timeout;
use super::super::vocabulary::Number;
use super::call::{HandleRef, arguments};
use super::object::ObjectRef;

fn no_detection() -> At<HandleRef> {
    At::new(HandleRef::Null)
}

arguments! {
    /// Opens a channel that tells of changes of objects. Answers it.
    OpenNtmsNotification {
        /// The type of the objects.
        #[serde(rename = "type")]
        object_type: Number<ObjectType>,
    }

    /// Waits for the next change. Answers the object.
    WaitForNtmsNotification {
        /// The channel.
        notification: At<HandleRef>,
        /// How long it waits.
        #[serde(default)]
        timeout: At<Timeout>,
    }

    /// Closes a channel.
    CloseNtmsNotification {
        /// The channel.
        notification: At<HandleRef>,
    }

    /// Opens a detection, which looks at nothing yet. Answers it.
    #[derive(Default)]
    BeginNtmsDeviceChangeDetection {}

    /// Lets stand-alone drives be looked at.
    SetNtmsDeviceChangeDetection {
        /// For as long as this detection is open; once when absent.
        #[serde(default = "no_detection")]
        detection: At<HandleRef>,
        /// Stand-alone libraries, or media or media types that they could hold.
        objects: Many<At<ObjectRef>>,
        /// What these are.
        #[serde(rename = "type")]
        object_type: Number<ObjectType>,
    }

    /// Ends a detection.
    EndNtmsDeviceChangeDetection {
        /// The detection.
        detection: At<HandleRef>,
    }
}
