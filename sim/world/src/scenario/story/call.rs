//! Arguments of the API's functions as a story writes them. A number that is wrong has a documented
//! answer, so numbers may be written as they are.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};
use wire::ntms::ObjectType;
use wire::ntms::operation::{
    CreateOptions, EjectOperation, EnumerateOption, InjectOperation, InventoryMethod,
    OperatorCommand,
};
use wire::ntms::option::{
    AllocateOptions, CreateMediaOptions, DismountOptions, MountOptions, SessionOptions,
};

use super::super::media::MtfLabel;
use super::super::place::{At, Many};
use super::super::room::Entry;
use super::super::value::Timeout;
use super::super::vocabulary::{Bits, Number};
use super::member::Members;
use super::object::{ObjectRef, Saved, Selector};

/// A handle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandleRef {
    /// What a function that opens something gave.
    Saved(Saved),
    /// The handle 0.
    Null,
    /// `INVALID_HANDLE_VALUE`.
    Invalid,
    /// A handle that nobody gave out.
    Forged,
}

impl HandleRef {
    const WORDS: &[&str] = &["nothing", "invalid", "forged"];
}

impl<'de> Deserialize<'de> for HandleRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<HandleRef, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = HandleRef;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a handle like $session")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<HandleRef, E> {
                match text {
                    "nothing" => Ok(HandleRef::Null),
                    "invalid" => Ok(HandleRef::Invalid),
                    "forged" => Ok(HandleRef::Forged),
                    text => text
                        .parse()
                        .map(HandleRef::Saved)
                        .map_err(|_| E::unknown_variant(text, HandleRef::WORDS)),
                }
            }
        }

        deserializer.deserialize_str(Text)
    }
}

impl JsonSchema for HandleRef {
    fn schema_name() -> Cow<'static, str> {
        "HandleRef".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string", "pattern": r"^\$" },
            { "enum": HandleRef::WORDS },
        ] })
    }
}

/// Declares the arguments of a function.
macro_rules! arguments {
    ($(
        $(#[$meta:meta])*
        $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }
    )*};
}

fn open_always() -> Number<CreateOptions> {
    CreateOptions::OpenAlways.into()
}

fn inventory_default() -> Number<InventoryMethod> {
    InventoryMethod::Default.into()
}

pub(super) fn inject_start() -> Number<InjectOperation> {
    InjectOperation::Start.into()
}

pub(super) fn eject_start() -> Number<EjectOperation> {
    EjectOperation::Start.into()
}

fn enumerate_default() -> Number<EnumerateOption> {
    EnumerateOption::Default.into()
}

pub(super) fn nothing() -> At<ObjectRef> {
    At::new(ObjectRef::Select(Selector::Nothing))
}

arguments! {
    /// Opens a session.
    #[derive(Default)]
    OpenNtmsSession {
        /// The computer as the program writes it; NULL when absent.
        #[serde(default)]
        server: Option<String>,
        /// The name of the program; that of the application when absent.
        #[serde(default)]
        application: Option<String>,
        /// Options.
        #[serde(default)]
        options: Bits<SessionOptions>,
    }

    /// Closes the session that carries it.
    #[derive(Default)]
    CloseNtmsSession {}

    /// Lists the objects of a type. Answers identifiers.
    EnumerateNtmsObject {
        /// In this container; in the whole database when absent.
        #[serde(default = "nothing")]
        container: At<ObjectRef>,
        /// The type.
        #[serde(rename = "type")]
        object_type: Number<ObjectType>,
        /// Options.
        #[serde(default = "enumerate_default")]
        options: Number<EnumerateOption>,
        /// Places in the list of the program; enough for all when absent.
        #[serde(default)]
        capacity: Option<u32>,
    }

    /// Asks what is known of an object.
    GetNtmsObjectInformation {
        /// The object.
        object: At<ObjectRef>,
        /// Its type; that of the object, where it shows, when absent.
        #[serde(default, rename = "type")]
        object_type: Option<Number<ObjectType>>,
    }

    /// Asks what is known of an object, changes members, and writes it back.
    SetNtmsObjectInformation {
        /// The object.
        object: At<ObjectRef>,
        /// Its type; that of the object, where it shows, when absent.
        #[serde(default, rename = "type")]
        object_type: Option<Number<ObjectType>>,
        /// Members and their new values.
        set: Members,
    }

    /// Opens or creates a pool. Answers it.
    CreateNtmsMediaPool {
        /// Levels split by backslash.
        name: String,
        /// The type of its media; a pool of pools when absent.
        #[serde(default = "nothing")]
        media_type: At<ObjectRef>,
        /// Whether it opens or creates; either when absent.
        #[serde(default = "open_always")]
        action: Number<CreateOptions>,
        /// Who may do what with it; the default when absent.
        #[serde(default)]
        security: Option<Vec<Entry>>,
    }

    /// Deletes a pool.
    DeleteNtmsMediaPool {
        /// The pool.
        pool: At<ObjectRef>,
    }

    /// Asks for the path of a pool. Answers text.
    GetNtmsMediaPoolName {
        /// The pool.
        pool: At<ObjectRef>,
        /// Characters in the buffer of the program, terminator included; enough when absent.
        #[serde(default)]
        capacity: Option<u32>,
    }

    /// Takes a side for the application. Answers the logical medium.
    AllocateNtmsMedia {
        /// The pool.
        pool: At<ObjectRef>,
        /// This side; any when absent.
        #[serde(default = "nothing")]
        side: At<ObjectRef>,
        /// The logical medium allocated before, with `NTMS_ALLOCATE_NEXT`.
        #[serde(default = "nothing")]
        previous: At<ObjectRef>,
        /// Options.
        #[serde(default)]
        options: Bits<AllocateOptions>,
        /// How long it waits for an operator.
        #[serde(default)]
        timeout: At<Timeout>,
    }

    /// Gives a logical medium back.
    DeallocateNtmsMedia {
        /// The logical medium.
        media: At<ObjectRef>,
        /// Reserved.
        #[serde(default)]
        options: u32,
    }

    /// Brings media into drives. Answers the drives, in the order of the media.
    MountNtmsMedia {
        /// Logical media or sides.
        media: Many<At<ObjectRef>>,
        /// The drives to use, with `NTMS_MOUNT_SPECIFIC_DRIVE`.
        #[serde(default)]
        drives: Many<At<ObjectRef>>,
        /// Options.
        #[serde(default)]
        options: Bits<MountOptions>,
        /// -15 to 15, higher first.
        #[serde(default)]
        priority: i32,
        /// How long it waits.
        #[serde(default)]
        timeout: At<Timeout>,
    }

    /// Sends media back to their slots.
    DismountNtmsMedia {
        /// Logical media or sides.
        media: Many<At<ObjectRef>>,
        /// Options.
        #[serde(default)]
        options: Bits<DismountOptions>,
    }

    /// Moves a medium to another pool.
    MoveToNtmsMediaPool {
        /// The medium.
        media: At<ObjectRef>,
        /// The pool.
        pool: At<ObjectRef>,
    }

    /// Tells of a label that the application wrote.
    UpdateNtmsOmidInfo {
        /// The logical medium.
        media: At<ObjectRef>,
        /// The kind of label, where it shall not be that of the label itself.
        #[serde(default, rename = "type")]
        label_type: Option<u32>,
        /// The label.
        label: At<Label>,
    }

    /// Queues an inventory, or stops the running one.
    InventoryNtmsLibrary {
        /// The library.
        library: At<ObjectRef>,
        /// How; as the library does by default when absent.
        #[serde(default = "inventory_default")]
        action: Number<InventoryMethod>,
    }

    /// Takes media in through the mail slot. Answers the operation.
    InjectNtmsMedia {
        /// The library.
        library: At<ObjectRef>,
        /// The operation to end, with `NTMS_INJECT_STOP`.
        #[serde(default = "nothing")]
        operation: At<ObjectRef>,
        /// What is done.
        #[serde(default = "inject_start")]
        action: Number<InjectOperation>,
    }

    /// Puts media out through the mail slot. Answers the operation.
    EjectNtmsMedia {
        /// The medium; what is queued when absent.
        #[serde(default = "nothing")]
        media: At<ObjectRef>,
        /// The operation to end, with `NTMS_EJECT_STOP`.
        #[serde(default = "nothing")]
        operation: At<ObjectRef>,
        /// What is done.
        #[serde(default = "eject_start")]
        action: Number<EjectOperation>,
    }

    /// Takes a request off the work queue.
    CancelNtmsLibraryRequest {
        /// The request.
        request: At<ObjectRef>,
    }

    /// Asks a person for something. Answers the request.
    SubmitNtmsOperatorRequest {
        /// What is wanted.
        command: Number<OperatorCommand>,
        /// Text for the person.
        #[serde(default)]
        message: Option<String>,
        /// The first object.
        #[serde(default = "nothing", rename = "argument-1")]
        argument_1: At<ObjectRef>,
        /// The second object.
        #[serde(default = "nothing", rename = "argument-2")]
        argument_2: At<ObjectRef>,
    }

    /// Waits for the end of a request to a person.
    WaitForNtmsOperatorRequest {
        /// The request.
        request: At<ObjectRef>,
        /// How long it waits.
        #[serde(default)]
        timeout: At<Timeout>,
    }

    /// Refuses a request to a person.
    CancelNtmsOperatorRequest {
        /// The request.
        request: At<ObjectRef>,
    }

    /// Says that a request to a person is done.
    SatisfyNtmsOperatorRequest {
        /// The request.
        request: At<ObjectRef>,
    }

    /// Says that a logical medium is written no more.
    SetNtmsMediaComplete {
        /// The logical medium.
        media: At<ObjectRef>,
    }

    /// Retires a side.
    DecommissionNtmsMedia {
        /// The side.
        side: At<ObjectRef>,
    }

    /// Forgets a medium that is in no device.
    DeleteNtmsMedia {
        /// The medium.
        media: At<ObjectRef>,
    }

    /// Exchanges what two logical media stand for.
    SwapNtmsMedia {
        /// One.
        first: At<ObjectRef>,
        /// The other.
        second: At<ObjectRef>,
    }

    /// Lets a library take media of a type.
    AddNtmsMediaType {
        /// The type.
        media_type: At<ObjectRef>,
        /// The library.
        library: At<ObjectRef>,
    }

    /// Lets a library take media of a type no more.
    DeleteNtmsMediaType {
        /// The type.
        media_type: At<ObjectRef>,
        /// The library.
        library: At<ObjectRef>,
    }

    /// Moves a medium to a pool and makes it one of the pool's type.
    ChangeNtmsMediaType {
        /// The medium.
        media: At<ObjectRef>,
        /// The pool.
        pool: At<ObjectRef>,
    }

    /// Puts a medium that is in no device on record. Answers it.
    CreateNtmsMedia {
        /// Members of the medium.
        media: Members,
        /// Members of each side, the first first.
        sides: Vec<Members>,
        /// Options.
        #[serde(default)]
        options: Bits<CreateMediaOptions>,
    }

    /// Asks for the place of a request among those of its kind. Answers a number.
    GetNtmsRequestOrder {
        /// The request.
        request: At<ObjectRef>,
    }

    /// Moves a request among those of its kind.
    SetNtmsRequestOrder {
        /// The request.
        request: At<ObjectRef>,
        /// Its new place, from 1.
        order: u32,
    }

    /// Deletes requests that are over.
    DeleteNtmsRequests {
        /// The requests.
        requests: Many<At<ObjectRef>>,
        /// What they are.
        #[serde(rename = "type")]
        object_type: Number<ObjectType>,
    }

    /// Sends what is in a drive back to its slot.
    DismountNtmsDrive {
        /// The drive.
        drive: At<ObjectRef>,
    }

    /// Forgets a drive that is gone.
    DeleteNtmsDrive {
        /// The drive.
        drive: At<ObjectRef>,
    }

    /// Forgets a library that is gone.
    DeleteNtmsLibrary {
        /// The library.
        library: At<ObjectRef>,
    }

    /// Lets people open the door of a library.
    AccessNtmsLibraryDoor {
        /// The library.
        library: At<ObjectRef>,
        /// The inventory that follows; that of the library when absent.
        #[serde(default = "inventory_default")]
        action: Number<InventoryMethod>,
    }

    /// Queues the cleaning of a drive.
    CleanNtmsDrive {
        /// The drive.
        drive: At<ObjectRef>,
    }
}

pub(super) use arguments;

/// A label as an application tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// The first block of a Microsoft Tape Format medium with a media label.
    MtfLabel(MtfLabel),
    /// Any text.
    Text(String),
    /// Any bytes, two digits for each.
    Hex(At<String>),
    /// What a file system tells of itself.
    FileSystem(FileSystem),
}

/// What a file system tells of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FileSystem {
    /// Its type, as NTFS.
    pub kind: String,
    /// The name of the volume.
    pub name: String,
    /// The serial number of the volume.
    pub serial: u32,
}
