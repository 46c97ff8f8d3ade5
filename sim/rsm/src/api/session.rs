//! OpenNtmsSession and CloseNtmsSession, as far as they reach the service.

use wire::Text;
use wire::ntms::call::{Answer, CloseNtmsSession, OpenNtmsSession, Refusal, SessionId};
use wire::ntms::limit::APPLICATIONNAME_LENGTH;
use wire::ntms::option::SessionOptions;
use wire::ntms::security::Caller;
use wire::ntms::{Function, NtmsError};

use super::rights::{self, On};
use super::{Context, Serve, Served};
use crate::access::{self, Guard};
use crate::engine::Rsm;
use crate::session::Session;

/// What an application is called that gave no name (MS-RSMP 3.2.4.1, OpenNtmsServerSession).
const APPLICATION_WITHOUT_NAME: &str = "RSM";

/// OpenNtmsSession: readiness, then rights; there is no database to judge rights by before.
pub(super) fn open(
    rsm: &mut Rsm,
    caller: Caller,
    computer: Text,
    remote: bool,
    call: &OpenNtmsSession,
) -> Result<SessionId, Refusal> {
    let application = match &call.application {
        Some(name) => {
            Text::within(name, APPLICATIONNAME_LENGTH).map_err(|_| NtmsError::InvalidParameter)?
        }
        None => Text::new(APPLICATION_WITHOUT_NAME),
    };
    SessionOptions::from_bits(call.options).ok_or(NtmsError::InvalidParameter)?;
    let full = rsm.sessions.count() >= rsm.config.switches.session_count_max as usize;
    if !rsm.is_ready() || full {
        return Err(NtmsError::NotReady.into());
    }
    let version = rsm.config.version;
    let wanted = rights::needed(Function::OpenNtmsSession, On::Computer, version);
    access::check(&rsm.database, version, &caller, Guard::Computer, wanted)?;
    let destinations = Vec::new();
    Ok(rsm.sessions.open(Session { caller, application, computer, remote, destinations }))
}

impl Serve for CloseNtmsSession {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let session = cx.session;
        cx.rsm.end_session(session);
        Ok(Answer::Done.into())
    }
}
