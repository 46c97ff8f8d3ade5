//! SubmitNtmsOperatorRequest, WaitForNtmsOperatorRequest, CancelNtmsOperatorRequest and
//! SatisfyNtmsOperatorRequest.

use wire::Guid;
use wire::Text;
use wire::ntms::call::{
    Answer, CancelNtmsOperatorRequest, Refusal, SatisfyNtmsOperatorRequest,
    SubmitNtmsOperatorRequest, WaitForNtmsOperatorRequest,
};
use wire::ntms::limit::MESSAGE_LENGTH;
use wire::ntms::operation::OperatorCommand;
use wire::ntms::state::OperatorRequestState;
use wire::ntms::{Function, NtmsError, ObjectType};

use super::{Context, Serve, Served, given};
use crate::access::Guard;
use crate::database::{Database, ObjectKey, OpRequest, PhysicalMedia};
use crate::wait::Wait;

/// What an argument of a request may be.
enum Argument {
    /// There is none.
    Absent,
    /// It may be missing, else it is of one of these types.
    May(&'static [ObjectType]),
    /// It is of one of these types.
    Must(&'static [ObjectType]),
}

/// What the requests of each kind are about (SubmitNtmsOperatorRequest, dwRequest; the devices are
/// those that NTMS_OPREQUESTINFORMATION lists).
fn arguments(command: OperatorCommand) -> Option<[Argument; 2]> {
    use ObjectType::{
        Changer, Drive, IeDoor, IePort, Library, MediaPool, PhysicalMedia, StorageSlot,
    };
    const LIBRARY: &[ObjectType] = &[Library];
    let device = &[Changer, Drive, IeDoor, IePort, Library, PhysicalMedia];
    Some(match command {
        OperatorCommand::Unknown => return None,
        OperatorCommand::NewMedia => [Argument::Must(&[MediaPool]), Argument::May(LIBRARY)],
        OperatorCommand::Cleaner => [Argument::Must(&[Library, StorageSlot]), Argument::Absent],
        OperatorCommand::DeviceService => [Argument::Must(device), Argument::Absent],
        OperatorCommand::MoveMedia => [Argument::Must(&[PhysicalMedia]), Argument::Must(LIBRARY)],
        OperatorCommand::Message => [Argument::Absent, Argument::Absent],
    })
}

impl Argument {
    /// The object that is meant. The null identifier stands for none.
    fn find(&self, db: &Database, id: Option<Guid>) -> Result<Option<ObjectKey>, NtmsError> {
        let id = id.filter(|id| !id.is_null());
        let (types, id) = match (self, id) {
            (Argument::Absent | Argument::May(_), None) => return Ok(None),
            (Argument::Absent, Some(_)) | (Argument::Must(_), None) => {
                return Err(NtmsError::InvalidParameter);
            }
            (Argument::May(types) | Argument::Must(types), Some(id)) => (types, id),
        };
        let object = db.find_any(id).ok_or(NtmsError::ObjectNotFound)?;
        match types.contains(&object.object_type()) {
            true => Ok(Some(object)),
            false => Err(NtmsError::InvalidParameter),
        }
    }
}

/// What guards a request: the library of a device, even of a medium in it; the pool of media; the
/// service for a message.
fn guard(db: &Database, command: OperatorCommand, about: Option<ObjectKey>) -> Guard {
    let Some(about) = about else { return Guard::Computer };
    match about.as_key::<PhysicalMedia>() {
        Some(media) if command == OperatorCommand::DeviceService => {
            Guard::Library(db.get(media).library)
        }
        _ => Guard::of(db, about),
    }
}

impl Serve for SubmitNtmsOperatorRequest {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let command =
            OperatorCommand::from_value(self.command).ok_or(NtmsError::InvalidParameter)?;
        let [first, second] = arguments(command).ok_or(NtmsError::InvalidParameter)?;
        let message = self.message.unwrap_or_default();
        Text::within(&message, MESSAGE_LENGTH).map_err(|_| NtmsError::InvalidParameter)?;
        let db = &cx.rsm.database;
        let about = first.find(db, self.argument_1)?;
        let second = second.find(db, self.argument_2)?;
        cx.demand(Function::SubmitNtmsOperatorRequest, guard(db, command, about))?;
        let id = |object: Option<ObjectKey>| object.and_then(|key| db.head(key)).map(|h| h.id);
        let (first, second) = (id(about).unwrap_or(Guid::NULL), id(second));
        let session = cx.session().clone();
        let request =
            cx.rsm.post_operator_request(command, &message, first, second, Some(&session));
        Ok(Answer::Id(cx.rsm.database.id(request)).into())
    }
}

impl Serve for WaitForNtmsOperatorRequest {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let id = given(self.request)?;
        let (request, row) =
            cx.rsm.database.look_up::<OpRequest>(id).ok_or(NtmsError::ObjectNotFound)?;
        match row.state {
            OperatorRequestState::Complete => Ok(Answer::Done.into()),
            OperatorRequestState::Refused => Err(NtmsError::Cancelled.into()),
            _ if self.timeout == 0 => Err(NtmsError::Timeout.into()),
            _ => Ok(Served::Later(Wait::Operator(request), self.timeout)),
        }
    }
}

impl Serve for CancelNtmsOperatorRequest {
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let id = given(self.request)?;
        let request = cx.rsm.database.find::<OpRequest>(id).ok_or(NtmsError::ObjectNotFound)?;
        cx.demand(Function::CancelNtmsOperatorRequest, Guard::Computer)?;
        if !cx.rsm.is_open_for_operator(request) {
            return Err(NtmsError::InvalidState.into());
        }
        cx.rsm.refuse_operator_request(request);
        Ok(Answer::Done.into())
    }
}

impl Serve for SatisfyNtmsOperatorRequest {
    /// A request that is finished is as good as gone: the page knows one code for both.
    fn serve(self, cx: &mut Context<'_>) -> Result<Served, Refusal> {
        let request =
            cx.rsm.database.find::<OpRequest>(self.request).ok_or(NtmsError::ObjectNotFound)?;
        cx.demand(Function::SatisfyNtmsOperatorRequest, Guard::Computer)?;
        if !cx.rsm.is_open_for_operator(request) {
            return Err(NtmsError::ObjectNotFound.into());
        }
        cx.rsm.satisfy_operator_request(request);
        Ok(Answer::Done.into())
    }
}
