//! Calls of the API: from the client's side to the service and back.

use rsm::{By, CallId, Input, Left, Version};
use wire::Text;
use wire::ntms::call::{Answer, GetVolumesFromDrive, OpenNtmsSession, Reply};
use wire::ntms::limit::APPLICATIONNAME_LENGTH;
use wire::ntms::option::SessionOptions;
use wire::ntms::{Function, NtmsError, Request};

use crate::client::{Client, Handle, Of, ProcessId};
use crate::computer::{ComputerId, ServiceState};
use crate::entered::{Entered, Place};
use crate::fault::Fate;
use crate::network::{Body, Message};
use crate::turn::Event;
use crate::world::{Action, Ended, World};

/// What a function answers in place of a code that its page does not have. CloseNtmsSession has a
/// code of its own for a service that is not connected. A function that opens a session for itself
/// has but one for all that stands in the way of that: its session is missing.
pub(crate) fn as_its_page_says(function: Function, error: NtmsError) -> NtmsError {
    let of_opening = Function::OpenNtmsSession.documented().contains(&error);
    let documented = function.page().documented().contains(&error);
    match function {
        Function::CloseNtmsSession if error == NtmsError::NotConnected => {
            NtmsError::ConnectionUnavail
        }
        Function::EjectDiskFromSADrive | Function::DoEjectFromSADriveW
            if of_opening && !documented =>
        {
            NtmsError::InvalidHandle
        }
        _ => error,
    }
}

impl World {
    /// A program calls a function.
    pub(crate) fn call_api(&mut self, id: CallId, handle: Option<Handle>, request: Request) {
        let process = self.calls[id].process;
        if self.processes[process.0 as usize].ended {
            return self.refuse(id, NtmsError::Cancelled);
        }
        self.trace(|world| {
            let from = world.processes[process.0 as usize].name.to_string();
            ("call", from, String::new(), crate::words::of_request(&request))
        });
        let outcome = match (handle, request) {
            (Some(handle), request) => self.call_session(id, process, handle, request),
            (None, Request::GetVolumesFromDrive(call)) => self.tell_volume(id, process, &call),
            (None, request) => match request.opens() {
                Some(open) => self.call_server(id, process, &open, request),
                None => Err(NtmsError::InvalidHandle),
            },
        };
        if let Err(error) = outcome {
            self.refuse(id, error);
        }
    }

    /// A call that opens a session, on the client's side: arguments, name, network; then it is the
    /// server's.
    fn call_server(
        &mut self,
        id: CallId,
        process: ProcessId,
        open: &OpenNtmsSession,
        request: Request,
    ) -> Result<(), NtmsError> {
        SessionOptions::from_bits(open.options).ok_or(NtmsError::InvalidParameter)?;
        if let Some(name) = &open.application {
            Text::within(name, APPLICATIONNAME_LENGTH).map_err(|_| NtmsError::InvalidParameter)?;
        }
        let from = self.processes[process.0 as usize].computer;
        let to = self.find_server(from, open.server.as_deref())?;
        let by = By::Caller {
            caller: Box::new(self.processes[process.0 as usize].caller.clone()),
            computer: self.computers[usize::from(from.0)].name.clone(),
            remote: from != to,
        };
        self.go(id, from, to, None, by, request)
    }

    /// GetVolumesFromDrive asks the operating system and no service.
    fn tell_volume(
        &mut self,
        id: CallId,
        process: ProcessId,
        call: &GetVolumesFromDrive,
    ) -> Result<(), NtmsError> {
        let name = call.drive.as_ref().filter(|name| !name.is_empty());
        let name = name.ok_or(NtmsError::InvalidParameter)?;
        let computer = self.processes[process.0 as usize].computer;
        let volume = self.volume(computer, name).ok_or(NtmsError::InvalidDrive)?;
        self.end(id, Ended::Answered(Answer::Volume(volume)));
        Ok(())
    }

    fn call_session(
        &mut self,
        id: CallId,
        process: ProcessId,
        handle: Handle,
        request: Request,
    ) -> Result<(), NtmsError> {
        // The page of this function alone tells NULL from other handles that are none.
        if handle.0 == 0 && matches!(request, Request::CloseNtmsNotification(_)) {
            return Err(NtmsError::InvalidParameter);
        }
        let client = self.handles.get(process, handle).ok_or(NtmsError::InvalidHandle)?;
        let (by, about) = self.caller(process, (handle, client), &request)?;
        if let Some(entered) = self.calls.get_mut(id) {
            entered.about = about;
        }
        if matches!(request, Request::CloseNtmsSession(_)) {
            // The handle is gone however the call ends.
            self.handles.close(process, handle);
        }
        let from = self.processes[process.0 as usize].computer;
        self.go(id, from, client.computer, Some(client.incarnation), by, request)
    }

    /// Who calls as the service knows it, by the handles of a call: that which the function is
    /// called on and, of detections, that among its arguments. With it the handle that the call
    /// opens something in, waits on or closes.
    fn caller(
        &self,
        process: ProcessId,
        (handle, client): (Handle, Client),
        request: &Request,
    ) -> Result<(By, Option<Handle>), NtmsError> {
        let invalid = NtmsError::InvalidHandle;
        let detection = match request {
            Request::WaitForNtmsNotification(_) | Request::CloseNtmsNotification(_) => {
                let channel = client.channel().ok_or(invalid)?;
                return Ok((By::Part(channel), Some(handle)));
            }
            Request::SetNtmsDeviceChangeDetection(call) if call.detection != 0 => call.detection,
            Request::EndNtmsDeviceChangeDetection(call) => call.detection,
            _ if client.of == Of::Session => {
                return Ok((By::Session(client.session), Some(handle)));
            }
            _ => return Err(invalid),
        };
        let detection = Handle(detection);
        let part = self.handles.get(process, detection).filter(|part| part.shares_session(&client));
        match part.and_then(|part| part.detection()) {
            Some(part) if client.of == Of::Session => Ok((By::Part(part), Some(detection))),
            _ => Err(invalid),
        }
    }

    /// Takes a call to the service, straight or over the network.
    fn go(
        &mut self,
        id: CallId,
        from: ComputerId,
        to: ComputerId,
        incarnation: Option<u64>,
        by: By,
        request: Request,
    ) -> Result<(), NtmsError> {
        let current = self.computers[usize::from(to.0)].service.incarnation;
        if let Some(entered) = self.calls.get_mut(id) {
            let incarnation = incarnation.unwrap_or(current);
            entered.place = Place::Away { computer: to, incarnation };
        }
        if from == to {
            return self.deliver(to, None, id, incarnation, by, request);
        }
        if !self.is_reachable(from, to) {
            return Err(NtmsError::NotConnected);
        }
        let body = Body::Request { call: id, incarnation, by, request };
        self.send(Message { from, to, body });
        Ok(())
    }

    /// A call reaches the computer of the service. First failure wins: the class, the interfaces,
    /// readiness; rights are the service's business.
    pub(crate) fn deliver(
        &mut self,
        to: ComputerId,
        from: Option<ComputerId>,
        call: CallId,
        incarnation: Option<u64>,
        by: By,
        request: Request,
    ) -> Result<(), NtmsError> {
        let client_version =
            from.map(|from| self.computers[usize::from(from.0)].service.config.version);
        let service = &mut self.computers[usize::from(to.0)].service;
        match service.state {
            ServiceState::NotInstalled | ServiceState::Disabled | ServiceState::Crashed => {
                return Err(NtmsError::NotConnected);
            }
            _ if incarnation.is_some_and(|wanted| wanted != service.incarnation) => {
                return Err(NtmsError::NotConnected);
            }
            _ => {}
        }
        // Windows 2000 lacks interfaces that later clients ask for (MS-RSMP, appendix of versions).
        let older = service.config.version == Version::Windows2000
            && client_version.is_some_and(|version| version > Version::Windows2000);
        if incarnation.is_none() && older {
            return Err(NtmsError::RpcSNoInterfaces);
        }
        if service.state != ServiceState::Running {
            return Err(NtmsError::NotReady);
        }
        match self.call_fate(to, call, request.function()) {
            Fate::Refused(error) => return Err(error),
            Fate::Later(delay) => {
                let due = self.now.saturating_add(delay);
                self.plan(due, Event::Late { to, from, call, incarnation, by, request });
            }
            Fate::Lost | Fate::Over => {}
            _ => self.serve(to, call, by, request),
        }
        Ok(())
    }

    /// A service serves a call.
    fn serve(&mut self, to: ComputerId, call: CallId, by: By, request: Request) {
        self.ration_memory(to);
        let now = self.now;
        if let Some(rsm) = self.computers[usize::from(to.0)].service.rsm.as_mut() {
            rsm.handle(now, Input::Call { call, by, request });
            self.memory_asked(to);
            self.drain(to);
        }
    }

    /// A call that was held up on its way reaches the service, unless nobody waits for it any more.
    pub(crate) fn deliver_late(
        &mut self,
        to: ComputerId,
        from: Option<ComputerId>,
        call: CallId,
        incarnation: Option<u64>,
        by: By,
        request: Request,
    ) {
        let waits = |entered: &Entered| matches!(entered.place, Place::Away { .. });
        if !self.calls.get(call).is_some_and(waits) {
            return self.forget_late(call);
        }
        if let Err(error) = self.deliver(to, from, call, incarnation, by, request) {
            self.answered(to, call, Err(error.into()));
        }
    }

    /// A reply that was held up leaves, unless its service is gone and said so to everybody.
    pub(crate) fn late_reply(
        &mut self,
        computer: ComputerId,
        incarnation: u64,
        call: CallId,
        reply: Reply,
    ) {
        let service = &self.computers[usize::from(computer.0)].service;
        if service.incarnation == incarnation && service.rsm.is_some() {
            self.answered(computer, call, reply);
        }
    }

    /// The service has answered a call.
    pub(crate) fn answered(&mut self, computer: ComputerId, call: CallId, reply: Reply) {
        let Some(entered) = self.calls.get(call) else { return };
        let home = self.processes[entered.process.0 as usize].computer;
        if home == computer {
            let incarnation = self.computers[usize::from(computer.0)].service.incarnation;
            self.returned(call, computer, incarnation, reply);
        } else {
            self.respond(call, computer, home, reply);
        }
    }

    /// The end of a call is back where it was made.
    pub(crate) fn returned(
        &mut self,
        call: CallId,
        computer: ComputerId,
        incarnation: u64,
        reply: Reply,
    ) {
        let Some(entered) = self.calls.get(call) else { return };
        let (process, function, about) = (entered.process, entered.function, entered.about);
        let ended = match reply {
            Ok(Answer::Session(session)) if self.processes[process.0 as usize].ended => {
                let home = self.processes[process.0 as usize].computer;
                self.abandon_at(home, computer, incarnation, Left::Session(session));
                Ended::Refused(NtmsError::Cancelled.into())
            }
            Ok(Answer::Session(session)) => {
                let client = Client { process, computer, incarnation, session, of: Of::Session };
                Ended::Opened(self.handles.open(client))
            }
            Ok(Answer::Handle(number)) => {
                let of = match function {
                    Some(Function::OpenNtmsNotification) => Of::Notification(number),
                    _ => Of::Detection(number),
                };
                let open = about.and_then(|session| self.handles.open_in(process, session, of));
                match open {
                    Some(handle) => Ended::Answered(Answer::Handle(handle.0)),
                    None => Ended::Refused(NtmsError::InvalidHandle.into()),
                }
            }
            Ok(answer) if closes_part(function) => {
                about.and_then(|handle| self.handles.close(process, handle));
                Ended::Answered(answer)
            }
            Ok(answer) => Ended::Answered(answer),
            Err(refusal) => Ended::Refused(refusal),
        };
        self.end(call, ended);
    }

    /// A notification is lost on its way to the program: its channel is broken.
    pub(crate) fn unheard(&mut self, call: CallId, computer: ComputerId) {
        let Some(entered) = self.calls.get(call) else { return };
        let client = entered.about.and_then(|handle| self.handles.get(entered.process, handle));
        let now = self.now;
        let service = &mut self.computers[usize::from(computer.0)].service;
        if let Some(client) = client.filter(|client| client.incarnation == service.incarnation)
            && let (Some(channel), Some(rsm)) = (client.channel(), service.rsm.as_mut())
        {
            rsm.handle(now, Input::Unheard(channel));
            self.drain(computer);
        }
    }

    /// A process is gone without closing a session.
    pub(crate) fn abandon(&mut self, process: ProcessId, handle: Handle) {
        let Some(client) = self.handles.close(process, handle) else { return };
        let from = self.processes[process.0 as usize].computer;
        let Client { computer: to, incarnation, session, .. } = client;
        self.abandon_at(from, to, incarnation, Left::Session(session));
    }

    /// A process is gone while calls of it wait that have a session of their own.
    pub(crate) fn abandon_calls(&mut self, process: ProcessId) {
        let is_alone =
            |function: Function| !function.takes_session() && function != Function::OpenNtmsSession;
        let alone = self.calls.that(|entered| {
            entered.process == process
                && entered.function.is_some_and(is_alone)
                && matches!(entered.place, Place::Away { .. })
        });
        alone.into_iter().for_each(|call| self.abandon_call(call));
    }

    /// Nobody waits for a call any more, while its program and its session go on: what the service
    /// does for it is called off, and it ends. A call that works with a device ends by itself.
    pub fn abandon_call(&mut self, call: CallId) {
        let Some(entered) = self.calls.get(call) else { return };
        match entered.place {
            Place::Entered(Action::Api { .. }) => {
                self.end(call, Ended::Refused(NtmsError::Cancelled.into()));
            }
            Place::Away { computer, incarnation } => {
                let from = self.processes[entered.process.0 as usize].computer;
                self.abandon_at(from, computer, incarnation, Left::Call(call));
            }
            _ => {}
        }
    }

    fn abandon_at(&mut self, from: ComputerId, to: ComputerId, incarnation: u64, left: Left) {
        if from == to {
            self.tell_abandoned(to, incarnation, left);
        } else {
            self.send(Message { from, to, body: Body::Abandon { incarnation, left } });
        }
    }

    /// A service hears that a client is gone.
    pub(crate) fn tell_abandoned(&mut self, computer: ComputerId, incarnation: u64, left: Left) {
        let now = self.now;
        let service = &mut self.computers[usize::from(computer.0)].service;
        if service.incarnation == incarnation
            && let Some(rsm) = service.rsm.as_mut()
        {
            rsm.handle(now, Input::Abandon(left));
            self.drain(computer);
        }
    }
}

/// Whether success of a function closes a handle other than a session's.
fn closes_part(function: Option<Function>) -> bool {
    use Function::{CloseNtmsNotification, EndNtmsDeviceChangeDetection};
    matches!(function, Some(CloseNtmsNotification | EndNtmsDeviceChangeDetection))
}
