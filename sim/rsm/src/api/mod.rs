//! The functions of the API, one file for each group; each function is a type that is served.

mod alone;
mod attribute;
mod backup;
mod cleaner;
mod detection;
mod drive;
mod enable;
pub(crate) mod information;
mod library;
mod media;
mod notification;
pub(crate) mod object;
mod omid;
mod operator;
mod order;
mod pool;
mod rights;
mod security;
mod session;
#[cfg(test)]
mod tests;
mod ui;

use wire::Guid;
#[cfg(test)]
use wire::ntms::Function;
use wire::ntms::call::{Answer, EjectDiskFromSADrive, PartId, Refusal, SessionId};
use wire::ntms::security::Caller;
use wire::ntms::{Access, NtmsError, Request};

use crate::access::{self, Guard};
use crate::config::Version;
use crate::database::Database;
use crate::engine::Rsm;
use crate::session::Session;
use crate::wait::Wait;
use crate::{By, CallId};

/// How a call that was not refused goes on.
#[derive(Debug)]
pub(crate) enum Served {
    /// It is answered.
    Now(Answer),
    /// It waits, at most so many milliseconds.
    Later(Wait, u32),
}

impl From<Answer> for Served {
    fn from(answer: Answer) -> Served {
        Served::Now(answer)
    }
}

/// Behaviour of a function. Everything is checked before anything changes: a refused call leaves
/// no trace.
pub(crate) trait Serve {
    /// Serves the call.
    ///
    /// # Errors
    /// The codes that the function documents, each from its own cause.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal>;
}

/// The engine in the hands of one call of an open session.
pub(crate) struct Context<'a> {
    pub(crate) rsm: &'a mut Rsm,
    pub(crate) call: CallId,
    pub(crate) session: SessionId,
    /// What the call is about, of what the session opened.
    pub(crate) part: Option<PartId>,
}

/// Channels and detections that a session may have open at once, so that no program takes all
/// memory; one more is ERROR_NOT_ENOUGH_MEMORY.
const PART_COUNT_MAX: usize = 1024;

impl Context<'_> {
    pub(crate) fn database(&mut self) -> &mut Database {
        &mut self.rsm.database
    }

    pub(crate) fn version(&self) -> Version {
        self.rsm.config.version
    }

    pub(crate) fn session(&self) -> &Session {
        self.rsm.sessions.get(self.session).expect("a call is served for an open session")
    }

    /// Changes what the service knows of the session.
    fn change_session(&mut self, change: impl FnOnce(&mut Session)) {
        if let Some(session) = self.rsm.sessions.get_mut(self.session) {
            change(session);
        }
    }

    /// The number of something new that the session opens.
    fn new_part(&mut self) -> Result<PartId, NtmsError> {
        let session = self.session;
        let channels = self.rsm.channels.of_session(session).len();
        let detections = self.rsm.detections.of_session(session).len();
        if channels + detections >= PART_COUNT_MAX {
            return Err(NtmsError::NotEnoughMemory);
        }
        self.rsm.last_part += 1;
        Ok(PartId { session, number: self.rsm.last_part })
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.session().caller
    }

    /// Checks the caller's right on what guards an object.
    pub(crate) fn allow(&self, wanted: Access, guard: Guard) -> Result<(), NtmsError> {
        access::check(&self.rsm.database, self.version(), self.caller(), guard, wanted)
    }
}

/// The identifier of something that a call is about. The null identifier stands for a missing
/// argument, not for an object that is unknown.
fn given(id: Guid) -> Result<Guid, NtmsError> {
    if id.is_null() { Err(NtmsError::InvalidParameter) } else { Ok(id) }
}

/// The session that a call is served in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Within {
    /// It carries the call, which may be about something that it opened.
    Carried(SessionId, Option<PartId>),
    /// The call opened it for itself, and it ends with the call.
    Own(SessionId),
    /// The call is OpenNtmsSession.
    Opened(SessionId),
}

/// Finds or opens the session of a call.
///
/// # Errors
/// ERROR_INVALID_HANDLE when there is none, and those of OpenNtmsSession.
pub(crate) fn enter(rsm: &mut Rsm, by: By, request: &Request) -> Result<Within, Refusal> {
    match by {
        By::Session(session) if rsm.sessions.get(session).is_some() => {
            Ok(Within::Carried(session, None))
        }
        By::Part(part) if rsm.sessions.get(part.session).is_some() => {
            Ok(Within::Carried(part.session, Some(part)))
        }
        By::Session(_) | By::Part(_) => Err(NtmsError::InvalidHandle.into()),
        By::Caller { caller, computer, remote } => {
            let open = request.opens().ok_or(NtmsError::InvalidHandle)?;
            let session = session::open(rsm, *caller, computer, remote, &open)?;
            Ok(match request {
                Request::OpenNtmsSession(_) => Within::Opened(session),
                _ => Within::Own(session),
            })
        }
    }
}

/// Interfaces that Windows 2000 lacks, of those in which functions stand alone (MS-RSMP, appendix
/// of versions).
const SINCE_XP: &[&str] = &["LibraryControl2", "ObjectManagement2"];

/// Serves one call in an open session.
pub(crate) fn serve(
    rsm: &mut Rsm,
    call: CallId,
    (session, part): (SessionId, Option<PartId>),
    request: Request,
) -> Result<Served, Refusal> {
    let missing = SINCE_XP.contains(&request.function().interface());
    if missing && rsm.config.version == Version::Windows2000 {
        return Err(NtmsError::CallNotImplemented.into());
    }
    let page = request.function().page();
    if rsm.database_failed() && page.documented().contains(&NtmsError::DatabaseFailure) {
        return Err(NtmsError::DatabaseFailure.into());
    }
    rsm.budget.ask(page)?;
    let mut cx = Context { rsm, call, session, part };
    dispatch(&mut cx, request)
}

macro_rules! dispatch {
    ($($name:ident),* $(,)?) => {
        fn dispatch(cx: &mut Context<'_>, request: Request) -> Result<Served, Refusal> {
            match request {
                $(Request::$name(call) => call.serve(cx),)*
                Request::DoEjectFromSADriveW(call) => EjectDiskFromSADrive::from(call).serve(cx),
                // A session opens a session only as somebody without one, and the computer of the
                // caller answers for its volumes itself.
                Request::OpenNtmsSession(_) | Request::GetVolumesFromDrive(_) => {
                    Err(NtmsError::InvalidParameter.into())
                }
            }
        }

        /// The functions that are served here.
        #[cfg(test)]
        const SERVED: &[Function] = &[
            Function::OpenNtmsSession, Function::DoEjectFromSADriveW, $(Function::$name),*
        ];
    };
}

dispatch! {
    CloseNtmsSession, EnumerateNtmsObject, GetNtmsObjectInformation, SetNtmsObjectInformation,
    CreateNtmsMediaPool, DeleteNtmsMediaPool, GetNtmsMediaPoolName, AllocateNtmsMedia,
    DeallocateNtmsMedia, MountNtmsMedia, DismountNtmsMedia, MoveToNtmsMediaPool, UpdateNtmsOmidInfo,
    InventoryNtmsLibrary, InjectNtmsMedia, EjectNtmsMedia, CancelNtmsLibraryRequest,
    SubmitNtmsOperatorRequest, WaitForNtmsOperatorRequest, CancelNtmsOperatorRequest,
    SatisfyNtmsOperatorRequest, EnableNtmsObject, DisableNtmsObject, GetNtmsObjectAttribute,
    SetNtmsObjectAttribute, GetNtmsObjectSecurity, SetNtmsObjectSecurity, GetNtmsUIOptions,
    SetNtmsUIOptions, SetNtmsMediaComplete, DecommissionNtmsMedia, DeleteNtmsMedia, SwapNtmsMedia,
    AddNtmsMediaType, DeleteNtmsMediaType, ChangeNtmsMediaType, CreateNtmsMedia,
    GetNtmsRequestOrder, SetNtmsRequestOrder, DeleteNtmsRequests, DismountNtmsDrive,
    DeleteNtmsDrive, DeleteNtmsLibrary, AccessNtmsLibraryDoor, CleanNtmsDrive, ExportNtmsDatabase,
    ImportNtmsDatabase, IdentifyNtmsSlot, EjectDiskFromSADrive, ReserveNtmsCleanerSlot,
    ReleaseNtmsCleanerSlot, InjectNtmsCleaner, EjectNtmsCleaner, BeginNtmsDeviceChangeDetection,
    SetNtmsDeviceChangeDetection, EndNtmsDeviceChangeDetection, OpenNtmsNotification,
    WaitForNtmsNotification, CloseNtmsNotification,
}
