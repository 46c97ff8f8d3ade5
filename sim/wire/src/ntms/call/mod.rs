//! Calls as values: one type for each function, under the API's exact name, and what it answers.
//!
//! The handle that a function is called on is not part of a call: whoever carries it knows what it
//! is of. Output buffers are not either, apart from the capacity that decides between success and
//! `ERROR_INSUFFICIENT_BUFFER`.
//! Numbers arrive as the caller gave them and are judged by the service, because a wrong one has a
//! documented answer.

mod backup;
mod detection;
mod library;
mod media;
mod notification;
mod object;
mod omid;
mod operator;
mod session;

pub use backup::*;
pub use detection::*;
pub use library::*;
pub use media::*;
pub use notification::*;
pub use object::*;
pub use omid::*;
pub use operator::*;
pub use session::*;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::security::SecurityParts;
use super::{Function, NtmsError, ObjectInformation};
use crate::{Guid, Text};

/// A session as the service numbers it: a place and how often the place was given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SessionId {
    /// The place in the table of sessions.
    pub index: u32,
    /// How often the place was used before; a closed session's number does not come back.
    pub generation: u32,
}

/// Something that a session opened, a channel of notifications or a detection of changes, as the
/// service numbers it. It ends with its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartId {
    /// The session.
    pub session: SessionId,
    /// A number that one run of a service gives once.
    pub number: u64,
}

/// What a call returns when it succeeds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Nothing but success.
    Done,
    /// A session.
    Session(SessionId),
    /// One identifier.
    Id(Guid),
    /// Identifiers, in an order that the function defines.
    Ids(Vec<Guid>),
    /// Text.
    Name(Text),
    /// What is known of an object.
    Information(Box<ObjectInformation>),
    /// What was allocated.
    Allocated(Allocated),
    /// Data of an application.
    Data(Bytes),
    /// Several texts.
    Names(Vec<Text>),
    /// Who may do what with an object.
    Security(SecurityParts),
    /// A medium and its sides as they were put on record.
    Created(Box<CreatedMedia>),
    /// A number.
    Number(u32),
    /// The volume of a drive.
    Volume(DriveVolume),
    /// Something was opened: the service tells its number, whoever carries the answer to the
    /// caller makes a handle of it.
    Handle(u64),
    /// A change of an object.
    Notification(Notification),
}

/// The end of a call.
pub type Reply = Result<Answer, Refusal>;

/// A call that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub error: NtmsError,
    /// With `ERROR_INSUFFICIENT_BUFFER`: what fits, and how much is needed.
    pub short: Option<Short>,
}

/// What a caller with too small a buffer gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Short {
    /// Places, characters with terminator, or bytes that everything would need.
    pub needed: u32,
    /// As many identifiers as fit.
    pub ids: Vec<Guid>,
}

impl From<NtmsError> for Refusal {
    fn from(error: NtmsError) -> Refusal {
        Refusal { error, short: None }
    }
}

/// A function as a type: its fields are the arguments.
pub trait NtmsCall: Into<Request> {
    /// What it returns.
    type Answer;
    /// The function.
    const FUNCTION: Function;

    /// Takes the answer out; `None` when it is another function's.
    fn answer(answer: Answer) -> Option<Self::Answer>;
}

macro_rules! calls {
    ($($name:ident -> $answer:ty: $pattern:pat => $value:expr;)*) => {
        /// A call of any function whose arguments have a type.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Request {
            $(#[doc = concat!("`", stringify!($name), "`.")] $name($name),)*
        }

        impl Request {
            /// Which function is called.
            pub const fn function(&self) -> Function {
                match self {
                    $(Request::$name(_) => Function::$name,)*
                }
            }
        }

        $(
            impl From<$name> for Request {
                fn from(call: $name) -> Request {
                    Request::$name(call)
                }
            }

            impl NtmsCall for $name {
                type Answer = $answer;
                const FUNCTION: Function = Function::$name;

                fn answer(answer: Answer) -> Option<$answer> {
                    match answer {
                        $pattern => Some($value),
                        _ => None,
                    }
                }
            }
        )*
    };
}

calls! {
    OpenNtmsSession -> SessionId: Answer::Session(session) => session;
    CloseNtmsSession -> (): Answer::Done => ();
    EnumerateNtmsObject -> Vec<Guid>: Answer::Ids(ids) => ids;
    GetNtmsObjectInformation -> ObjectInformation: Answer::Information(found) => *found;
    SetNtmsObjectInformation -> (): Answer::Done => ();
    CreateNtmsMediaPool -> Guid: Answer::Id(pool) => pool;
    DeleteNtmsMediaPool -> (): Answer::Done => ();
    GetNtmsMediaPoolName -> Text: Answer::Name(name) => name;
    AllocateNtmsMedia -> Allocated: Answer::Allocated(allocated) => allocated;
    DeallocateNtmsMedia -> (): Answer::Done => ();
    MountNtmsMedia -> Vec<Guid>: Answer::Ids(drives) => drives;
    DismountNtmsMedia -> (): Answer::Done => ();
    MoveToNtmsMediaPool -> (): Answer::Done => ();
    UpdateNtmsOmidInfo -> (): Answer::Done => ();
    InventoryNtmsLibrary -> (): Answer::Done => ();
    InjectNtmsMedia -> Guid: Answer::Id(operation) => operation;
    EjectNtmsMedia -> Guid: Answer::Id(operation) => operation;
    CancelNtmsLibraryRequest -> (): Answer::Done => ();
    SubmitNtmsOperatorRequest -> Guid: Answer::Id(request) => request;
    WaitForNtmsOperatorRequest -> (): Answer::Done => ();
    CancelNtmsOperatorRequest -> (): Answer::Done => ();
    SatisfyNtmsOperatorRequest -> (): Answer::Done => ();
    EnableNtmsObject -> (): Answer::Done => ();
    DisableNtmsObject -> (): Answer::Done => ();
    GetNtmsObjectAttribute -> Bytes: Answer::Data(data) => data;
    SetNtmsObjectAttribute -> (): Answer::Done => ();
    GetNtmsObjectSecurity -> SecurityParts: Answer::Security(parts) => parts;
    SetNtmsObjectSecurity -> (): Answer::Done => ();
    GetNtmsUIOptions -> Vec<Text>: Answer::Names(names) => names;
    SetNtmsUIOptions -> (): Answer::Done => ();
    SetNtmsMediaComplete -> (): Answer::Done => ();
    DecommissionNtmsMedia -> (): Answer::Done => ();
    DeleteNtmsMedia -> (): Answer::Done => ();
    SwapNtmsMedia -> (): Answer::Done => ();
    AddNtmsMediaType -> (): Answer::Done => ();
    DeleteNtmsMediaType -> (): Answer::Done => ();
    ChangeNtmsMediaType -> (): Answer::Done => ();
    CreateNtmsMedia -> CreatedMedia: Answer::Created(created) => *created;
    GetNtmsRequestOrder -> u32: Answer::Number(order) => order;
    SetNtmsRequestOrder -> (): Answer::Done => ();
    DeleteNtmsRequests -> (): Answer::Done => ();
    DismountNtmsDrive -> (): Answer::Done => ();
    DeleteNtmsDrive -> (): Answer::Done => ();
    DeleteNtmsLibrary -> (): Answer::Done => ();
    AccessNtmsLibraryDoor -> (): Answer::Done => ();
    CleanNtmsDrive -> (): Answer::Done => ();
    ExportNtmsDatabase -> (): Answer::Done => ();
    ImportNtmsDatabase -> (): Answer::Done => ();
    BeginNtmsDeviceChangeDetection -> u64: Answer::Handle(detection) => detection;
    SetNtmsDeviceChangeDetection -> (): Answer::Done => ();
    EndNtmsDeviceChangeDetection -> (): Answer::Done => ();
    OpenNtmsNotification -> u64: Answer::Handle(channel) => channel;
    WaitForNtmsNotification -> Notification: Answer::Notification(told) => told;
    CloseNtmsNotification -> (): Answer::Done => ();
    ReserveNtmsCleanerSlot -> (): Answer::Done => ();
    ReleaseNtmsCleanerSlot -> (): Answer::Done => ();
    InjectNtmsCleaner -> Guid: Answer::Id(operation) => operation;
    EjectNtmsCleaner -> Guid: Answer::Id(operation) => operation;
    IdentifyNtmsSlot -> (): Answer::Done => ();
    EjectDiskFromSADrive -> (): Answer::Done => ();
    DoEjectFromSADriveW -> (): Answer::Done => ();
    GetVolumesFromDrive -> DriveVolume: Answer::Volume(volume) => volume;
}

impl Request {
    /// The session that the call opens: that which OpenNtmsSession asks for, or the one that a
    /// function without a session has for itself as long as it runs.
    pub fn opens(&self) -> Option<OpenNtmsSession> {
        let (server, application) = match self {
            Request::OpenNtmsSession(open) => return Some(open.clone()),
            Request::EjectDiskFromSADrive(call) => (&call.server, &call.application),
            Request::DoEjectFromSADriveW(call) => (&call.server, &call.application),
            _ => return None,
        };
        let (server, application) = (server.clone(), application.clone());
        Some(OpenNtmsSession { server, application, options: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_knows_its_function_and_takes_only_its_own_answer() {
        let call = DeleteNtmsMediaPool { pool: Guid::from_u128(7) };
        assert_eq!(Request::from(call).function(), Function::DeleteNtmsMediaPool);
        assert_eq!(DeleteNtmsMediaPool::answer(Answer::Done), Some(()));
        assert_eq!(DeleteNtmsMediaPool::answer(Answer::Ids(Vec::new())), None);
    }

    #[test]
    fn what_opens_a_session_takes_none() {
        let eject = EjectDiskFromSADrive {
            server: Some(Text::new("THERE")),
            application: Some(Text::new("desk")),
            ..EjectDiskFromSADrive::default()
        };
        let open = Request::from(eject).opens().expect("it has one for itself");
        assert_eq!((open.server, open.application), (Some("THERE".into()), Some("desk".into())));
        let calls: [Request; 5] = [
            OpenNtmsSession::default().into(),
            DoEjectFromSADriveW::default().into(),
            GetVolumesFromDrive::default().into(),
            CloseNtmsSession.into(),
            IdentifyNtmsSlot { slot: Guid::NULL, option: 0 }.into(),
        ];
        for call in calls {
            let needs_none = call.function() == Function::GetVolumesFromDrive;
            let opens = call.opens().is_some();
            assert_eq!(call.function().takes_session(), !opens && !needs_none, "{call:?}");
        }
    }

    #[test]
    fn the_function_without_a_page_asks_the_user() {
        let call = DoEjectFromSADriveW { device: Some("Disk".into()), ..Default::default() };
        let eject = EjectDiskFromSADrive::from(call);
        assert_eq!((eject.device, eject.options), (Some("Disk".into()), 5));
        assert_eq!(Function::DoEjectFromSADriveW.page(), Function::EjectDiskFromSADrive);
    }
}
