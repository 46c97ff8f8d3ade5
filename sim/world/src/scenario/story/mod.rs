//! The story: applications as scripts of steps, and what is expected in the end.

mod call;
mod call_backup;
mod call_cleaner;
mod call_device;
mod call_notification;
mod call_object;
mod expect;
mod member;
mod members;
mod object;
mod verb;

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

pub use call::*;
pub use call_backup::*;
pub use call_cleaner::*;
pub use call_device::*;
pub use call_notification::*;
pub use call_object::*;
pub use expect::{CountIs, Device, Expectation, Holds, Leaves, ObjectIs, TapeIs};
pub(super) use member::bytes_of;
pub use member::{Actual, Kind, Member, MemberValue, Members};
pub use object::{MediumRef, ObjectRef, Saved, Selector};
pub use verb::*;

use super::continued::{Continued, Whole};
use super::person::Deed;
use super::place::{At, Many, Named};
use super::value::{Bounds, Delay, Names, Span};
use super::vocabulary::{End, Number, Word};
use wire::ntms::Function;
use wire::ntms::operation::NotificationOperation;

/// What happens, and what is expected.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Story {
    /// Programs, by name.
    pub applications: Named<Application>,
    /// What must hold in the end.
    pub expect: Vec<At<Expectation>>,
    /// How much may be left open in the end.
    pub leaves: Leaves,
}

/// A program: it does its steps one after the other.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Application {
    /// The computer that it runs on; this computer when absent.
    pub computer: Option<At<String>>,
    /// The user that it runs as; an administrator when absent.
    pub user: Option<At<String>>,
    /// When it begins.
    pub after: At<Delay>,
    /// What it does.
    pub steps: Vec<At<Step>>,
}

/// Something that an application does, and what is expected of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// The name under which the answer is saved, without `$`.
    pub save: Option<At<String>>,
    /// The ends that are right; success when there is none.
    pub expect: Many<At<Word<End>>>,
    /// What the answer must be.
    pub gives: Option<At<Gives>>,
    /// How long it must take.
    pub takes: Option<At<Bounds<Span>>>,
    /// The session of the call; the latest that the application opened when absent.
    pub call_as: Option<At<HandleRef>>,
}

impl From<Action> for Step {
    fn from(action: Action) -> Step {
        let expect = Many::default();
        Step { action, save: None, expect, gives: None, takes: None, call_as: None }
    }
}

impl Step {
    /// The same, with the answer saved under a name.
    #[must_use]
    pub fn save(mut self, name: &str) -> Step {
        self.save = Some(At::from(name));
        self
    }

    /// The same, expected to end so.
    #[must_use]
    pub fn expect(mut self, end: End) -> Step {
        self.expect = Many(vec![At::new(Word(end))]);
        self
    }
}

/// What the answer of a call must be; what is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Gives {
    /// How many identifiers.
    pub count: Option<Bounds<u64>>,
    /// These identifiers, in any order.
    pub objects: Option<Many<At<ObjectRef>>>,
    /// This text.
    pub name: Option<String>,
    /// Members of what is known of an object.
    pub members: Members,
    /// This position on the tape: blocks and marks before it.
    pub position: Option<u32>,
    /// This number.
    pub number: Option<u32>,
    /// This operation, in which an object changed.
    pub operation: Option<Number<NotificationOperation>>,
}

macro_rules! actions {
    (
        calls { $($call:ident,)* }
        others { $($(#[doc = $doc:literal])* $word:literal $other:ident($type:ty),)* }
    ) => {
        /// What an application does: calls of the API under their names there, verbs on a drive,
        /// and what moves the story on.
        #[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
        pub enum Action {
            $(#[doc = concat!("Calls `", stringify!($call), "`.")] $call($call),)*
            $($(#[doc = $doc])* #[serde(rename = $word)] $other($type),)*
        }

        impl Action {
            /// The words of all actions.
            pub const WORDS: &[&str] = &[$(stringify!($call),)* $($word,)*];

            /// The function that is called, if it is a call.
            pub const fn function(&self) -> Option<Function> {
                match self {
                    $(Action::$call(_) => Some(Function::$call),)*
                    $(Action::$other(_) => None,)*
                }
            }

            /// The word of the action.
            pub const fn word(&self) -> &'static str {
                match self {
                    $(Action::$call(_) => stringify!($call),)*
                    $(Action::$other(_) => $word,)*
                }
            }
        }

        $(impl From<$call> for Action {
            fn from(call: $call) -> Action {
                Action::$call(call)
            }
        })*
    };
}

actions! {
    calls {
        OpenNtmsSession,
        CloseNtmsSession,
        EnumerateNtmsObject,
        GetNtmsObjectInformation,
        SetNtmsObjectInformation,
        CreateNtmsMediaPool,
        DeleteNtmsMediaPool,
        GetNtmsMediaPoolName,
        AllocateNtmsMedia,
        DeallocateNtmsMedia,
        MountNtmsMedia,
        DismountNtmsMedia,
        MoveToNtmsMediaPool,
        UpdateNtmsOmidInfo,
        InventoryNtmsLibrary,
        InjectNtmsMedia,
        EjectNtmsMedia,
        CancelNtmsLibraryRequest,
        SubmitNtmsOperatorRequest,
        WaitForNtmsOperatorRequest,
        CancelNtmsOperatorRequest,
        SatisfyNtmsOperatorRequest,
        EnableNtmsObject,
        DisableNtmsObject,
        GetNtmsObjectAttribute,
        SetNtmsObjectAttribute,
        GetNtmsObjectSecurity,
        SetNtmsObjectSecurity,
        GetNtmsUIOptions,
        SetNtmsUIOptions,
        SetNtmsMediaComplete,
        DecommissionNtmsMedia,
        DeleteNtmsMedia,
        SwapNtmsMedia,
        AddNtmsMediaType,
        DeleteNtmsMediaType,
        ChangeNtmsMediaType,
        CreateNtmsMedia,
        GetNtmsRequestOrder,
        SetNtmsRequestOrder,
        DeleteNtmsRequests,
        DismountNtmsDrive,
        DeleteNtmsDrive,
        DeleteNtmsLibrary,
        AccessNtmsLibraryDoor,
        CleanNtmsDrive,
        ExportNtmsDatabase,
        ImportNtmsDatabase,
        IdentifyNtmsSlot,
        EjectDiskFromSADrive,
        DoEjectFromSADriveW,
        GetVolumesFromDrive,
        ReserveNtmsCleanerSlot,
        ReleaseNtmsCleanerSlot,
        InjectNtmsCleaner,
        EjectNtmsCleaner,
        OpenNtmsNotification,
        WaitForNtmsNotification,
        CloseNtmsNotification,
        BeginNtmsDeviceChangeDetection,
        SetNtmsDeviceChangeDetection,
        EndNtmsDeviceChangeDetection,
    }
    others {
        /// Writes blocks on a drive.
        "write" Write(Write),
        /// Reads blocks from a drive.
        "read" Read(Read),
        /// Writes filemarks; 0 brings what is buffered onto the medium.
        "filemark" Filemark(Filemark),
        /// Goes to the beginning.
        "rewind" Rewind(OnDrive),
        /// Spaces over blocks or marks.
        "space" Space(Space),
        /// Goes to a block or mark by its number.
        "locate" Locate(Locate),
        /// Erases from here to the end.
        "erase" Erase(OnDrive),
        /// Winds to the beginning and lets go of the medium.
        "unload" Unload(OnDrive),
        /// Takes hold of the medium.
        "load" Load(OnDrive),
        /// Asks where the tape is.
        "position" Position(OnDrive),
        /// Does nothing for a while.
        "wait" Wait(At<Delay>),
        /// Does nothing until so long after the beginning of the run; nothing when that is over.
        "after" After(At<Span>),
        /// Does a step again and again while it ends so.
        "retry" Retry(Retry),
        /// Does steps several times.
        "repeat" Repeat(Repeat),
        /// Does steps for each medium of a list.
        "for-each" ForEach(ForEach),
        /// Looks now whether something holds.
        "check" Check(Many<At<Expectation>>),
        /// Looks again and again until something holds.
        "wait-until" WaitUntil(WaitUntil),
        /// What hands do, at this point of the story.
        "do" Do(At<Deed>),
    }
}

impl Action {
    /// The channel, if it is a call on one and not on a session.
    pub fn channel(&self) -> Option<&At<HandleRef>> {
        match self {
            Action::WaitForNtmsNotification(call) => Some(&call.notification),
            Action::CloseNtmsNotification(call) => Some(&call.notification),
            _ => None,
        }
    }

    /// The detection among the arguments of a call.
    pub fn detection(&self) -> Option<&At<HandleRef>> {
        match self {
            Action::SetNtmsDeviceChangeDetection(call) => Some(&call.detection),
            Action::EndNtmsDeviceChangeDetection(call) => Some(&call.detection),
            _ => None,
        }
    }

    /// The drive, if it is a verb on one.
    pub fn drive(&self) -> Option<&At<ObjectRef>> {
        match self {
            Action::Write(Write { drive, .. })
            | Action::Read(Read { drive, .. })
            | Action::Filemark(Filemark { drive, .. })
            | Action::Rewind(OnDrive { drive })
            | Action::Space(Space { drive, .. })
            | Action::Locate(Locate { drive, .. })
            | Action::Erase(OnDrive { drive })
            | Action::Unload(OnDrive { drive })
            | Action::Load(OnDrive { drive })
            | Action::Position(OnDrive { drive }) => Some(drive),
            _ => None,
        }
    }
}

/// A step that is done again.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Retry {
    /// How long between the end of one and the beginning of the next.
    pub every: Span,
    /// How often the step is done at most; then its last end counts.
    pub at_most: At<u32>,
    /// The ends after which it is done again.
    #[serde(rename = "while")]
    pub ends: Many<At<Word<End>>>,
    /// The step.
    pub step: Box<At<Step>>,
}

/// Steps that are done several times.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Repeat {
    /// How often.
    pub times: u32,
    /// The steps.
    pub steps: Vec<At<Step>>,
}

/// Steps that are done for each medium of a list.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ForEach {
    /// The media by their names, ranges among them.
    pub medium: Many<At<Names>>,
    /// The name of the one whose turn it is, for use with `$`.
    #[serde(rename = "as")]
    pub name: At<String>,
    /// The steps.
    pub steps: Vec<At<Step>>,
}

/// Waits until something holds.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WaitUntil {
    /// What must hold, all at the same time.
    pub check: Many<At<Expectation>>,
    /// How long between two looks.
    pub every: Span,
    /// How long at most; then it has failed.
    pub at_most: Span,
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Step, D::Error> {
        deserializer.deserialize_struct("Step", &STEP_KEYS, Steps)
    }
}

/// Keys beside the action.
const BESIDE: &[&str] = &["as", "expect", "gives", "takes", "call-as"];

static STEP_KEYS: LazyLock<Vec<&'static str>> = LazyLock::new(|| [Action::WORDS, BESIDE].concat());

struct Steps;

impl<'de> Visitor<'de> for Steps {
    type Value = Step;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a step: what is done, and what is expected of it")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Step, A::Error> {
        /// The action whose word has been read.
        struct Act(String);

        impl<'de> DeserializeSeed<'de> for Act {
            type Value = Action;

            fn deserialize<D: Deserializer<'de>>(self, rest: D) -> Result<Action, D::Error> {
                Action::deserialize(Continued { word: self.0, rest: Whole(rest) })
            }
        }

        let mut action = None;
        let (mut save, mut expect, mut gives) = (None, Many::default(), None);
        let (mut takes, mut call_as) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "as" => save = Some(map.next_value()?),
                "expect" => expect = map.next_value()?,
                "gives" => gives = Some(map.next_value()?),
                "takes" => takes = Some(map.next_value()?),
                "call-as" => call_as = Some(map.next_value()?),
                _ if action.is_some() => {
                    let text = format!("`{key}` is a second action: one step does one thing");
                    return Err(A::Error::custom(text));
                }
                _ => action = Some(map.next_value_seed(Act(key))?),
            }
        }
        let action = action.ok_or_else(|| A::Error::custom("the step does nothing"))?;
        Ok(Step { action, save, expect, gives, takes, call_as })
    }
}

impl JsonSchema for Step {
    fn schema_name() -> Cow<'static, str> {
        "Step".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        /// What stands beside the action.
        #[derive(JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        #[expect(dead_code, reason = "only its schema is wanted")]
        struct Beside {
            /// The name under which the answer is saved.
            r#as: Option<String>,
            /// The ends that are right; success when absent.
            expect: Option<Many<Word<End>>>,
            /// What the answer must be.
            gives: Option<Gives>,
            /// How long it must take.
            takes: Option<Bounds<Span>>,
            /// The session of the call; the latest of the application when absent.
            call_as: Option<HandleRef>,
        }

        let mut step = Action::json_schema(generator);
        let beside = Beside::json_schema(generator);
        let more = beside.get("properties").and_then(|found| found.as_object()).cloned();
        let actions = step.get_mut("oneOf").and_then(|found| found.as_array_mut());
        for action in actions.into_iter().flatten() {
            let properties = action.get_mut("properties").and_then(|found| found.as_object_mut());
            properties.into_iter().for_each(|known| known.extend(more.clone().unwrap_or_default()));
        }
        step
    }
}
