//! What a step of an application asks of the world, and what it makes of the answer.

use std::time::Duration;

use wire::ntms::call::Answer;
use wire::ntms::{NtmsError, Request};
use wire::{Guid, Text};

use super::app::{App, Asked, Opened, Tried, Under};
use super::end::Seen;
use super::expect::Look;
use super::find::Value;
use super::request::Arguments;
use super::{tape, words};
use crate::client::Handle;
use crate::computer::ComputerId;
use crate::scenario::media::MtfLabel;
use crate::scenario::story::{Action as Act, HandleRef, WaitUntil};
use crate::scenario::{At, ObjectRef, Step, story::Expectation};
use crate::world::{Action, Ended, World};

impl App {
    /// Begins to do a step.
    pub(super) fn begin(&mut self, world: &mut World, step: &Step) -> Tried {
        let tried = match &step.action {
            Act::Wait(delay) => {
                Ok(Tried::Call(Action::Sleep(self.draw(world, delay.value)), Asked::Wait))
            }
            Act::After(time) => {
                let left = time.value.0.saturating_sub(world.now());
                Ok(Tried::Call(Action::Sleep(left), Asked::Wait))
            }
            Act::Check(_) | Act::WaitUntil(_) => {
                Ok(Tried::Call(Action::Sleep(world.pace.call_cost), Asked::Look))
            }
            Act::Do(deed) => {
                Ok(Tried::Call(Action::Deed(Box::new(deed.value.clone())), Asked::Deed))
            }
            action => match action.drive() {
                Some(drive) => self.begin_verb(world, action, drive),
                None => self.begin_call(world, step),
            },
        };
        tried.unwrap_or_else(|missing| Tried::Ended(Seen::other(missing)))
    }

    fn begin_call(&mut self, world: &World, step: &Step) -> Result<Tried, String> {
        let sets = matches!(step.action, Act::SetNtmsObjectInformation(_));
        let (session, computer) = self.session_of(world, step)?;
        let label = |label: &MtfLabel| self.labels.written(world.seed, &self.application, label);
        let find = self.find(world, computer);
        let handle = match step.action.channel() {
            Some(channel) => find.handle(channel)?,
            None => session,
        };
        let arguments = Arguments { find, application: &self.name, label: &label };
        let request = arguments.request(&step.action)?;
        let request = request.ok_or_else(|| "a step that nobody does".to_owned())?;
        if let Request::OpenNtmsSession(open) = &request {
            let name = open.application.as_deref().unwrap_or_default();
            self.application = name.to_owned();
        }
        let takes_session = request.function().takes_session();
        let action = Action::Api { handle: takes_session.then_some(handle), request };
        Ok(match sets {
            true => Tried::Call(action, Asked::Information(handle, computer)),
            false => Tried::Call(action, Asked::Api(handle)),
        })
    }

    /// The session that a call is of, and the computer that it is with.
    fn session_of(&self, world: &World, step: &Step) -> Result<(Handle, ComputerId), String> {
        match step.call_as.as_ref().map(|session| &session.value) {
            Some(HandleRef::Saved(saved)) => self.find(world, self.computer).session(saved),
            Some(none) => Ok((self.find(world, self.computer).handle(none)?, self.computer)),
            None => Ok(match self.session() {
                Some(Opened { handle, computer }) => (handle, computer),
                None => (Handle(0), self.computer),
            }),
        }
    }

    fn begin_verb(
        &mut self,
        world: &World,
        action: &Act,
        drive: &ObjectRef,
    ) -> Result<Tried, String> {
        let computer = self.session().map_or(self.computer, |opened| opened.computer);
        let id = self.find(world, computer).id_or_null(drive)?;
        let name = self.device_name(world, computer, id)?;
        let device = world
            .device(self.computer, &name)
            .ok_or_else(|| format!("{} is no device of this computer", name))?;
        let application = self.application.clone();
        let verb = tape::verb(world, device, action, &mut self.labels, &application)?;
        let verb = verb.ok_or_else(|| "a verb that no drive knows".to_owned())?;
        let action = Action::Tape { device: name.clone(), verb: verb.clone() };
        Ok(Tried::Call(action, Asked::Verb(name, verb)))
    }

    /// The device name of a drive, which the program keeps when the service is gone.
    fn device_name(
        &mut self,
        world: &World,
        computer: ComputerId,
        drive: Guid,
    ) -> Result<Text, String> {
        if computer != self.computer {
            let there = world.computer_name(computer);
            return Err(format!("the drive is cabled to {there}, where the program is not"));
        }
        let told = self.find(world, computer).information(drive);
        if let Some(wire::ntms::Info::Drive(info)) = told.map(|told| told.info) {
            self.devices.insert(drive, info.device_name);
        }
        self.devices.get(&drive).cloned().ok_or_else(|| format!("{drive} is no drive"))
    }

    /// The call of a step has ended.
    pub(super) fn hear(&mut self, world: &mut World, under: &Under, ended: Ended) -> Tried {
        let step = &under.leaf.step;
        let in_vain = world.in_vain.remove(&self.caller());
        let seen = match (&under.asked, ended) {
            (Asked::Rest, _) => return self.begin(world, step),
            (Asked::Look, _) => return self.look(world, under),
            (Asked::Wait, _) => Seen::success(None),
            (_, Ended::Opened(handle)) => self.opened(world, handle),
            (Asked::Information(handle, computer), Ended::Answered(Answer::Information(found))) => {
                return self.change(world, step, (*handle, *computer), *found);
            }
            (Asked::Api(handle), Ended::Answered(answer)) => {
                self.note_close(step, *handle);
                Seen::answered(answer)
            }
            (Asked::Api(handle) | Asked::Information(handle, _), Ended::Refused(refusal)) => {
                if refusal.error != NtmsError::InvalidHandle {
                    self.note_close(step, *handle);
                }
                Seen { in_vain, ..Seen::refused(refusal) }
            }
            (Asked::Verb(name, verb), Ended::Drove(result)) => {
                let mut seen = Seen::drove(&result);
                if let Some(device) = world.device(self.computer, name) {
                    tape::note(world, device, verb, &result);
                    if let (Act::Read(read), Ok(done)) = (&step.action, &result) {
                        seen.differs = tape::compare(world, device, read, done).err();
                    }
                }
                seen
            }
            (Asked::Deed, Ended::Did(Ok(()))) => Seen::success(None),
            (Asked::Deed, Ended::Did(Err(why))) => Seen::other(why),
            (_, ended) => Seen::other(format!("{ended:?}")),
        };
        Tried::Ended(seen)
    }

    fn opened(&mut self, world: &World, handle: Handle) -> Seen {
        let client = world.handles.get(self.process, handle);
        let computer = client.map_or(self.computer, |client| client.computer);
        let opened = Opened { handle, computer };
        self.sessions.push(opened);
        self.latest = Some(opened);
        Seen::success(Some(Value::Session(handle, computer)))
    }

    /// The handle is gone however CloseNtmsSession ended.
    fn note_close(&mut self, step: &Step, handle: Handle) {
        if matches!(step.action, Act::CloseNtmsSession(_)) {
            self.sessions.retain(|opened| opened.handle != handle);
        }
    }

    /// What was told of an object is changed and written back.
    fn change(
        &mut self,
        world: &World,
        step: &Step,
        (handle, computer): (Handle, ComputerId),
        found: wire::ntms::ObjectInformation,
    ) -> Tried {
        let Act::SetNtmsObjectInformation(call) = &step.action else {
            return Tried::Ended(Seen::other("an answer that nobody asked for"));
        };
        let label = |label: &MtfLabel| self.labels.written(world.seed, &self.application, label);
        let find = self.find(world, computer);
        let arguments = Arguments { find, application: &self.name, label: &label };
        match arguments.change(found, &call.set) {
            Ok(request) => {
                let action = Action::Api { handle: Some(handle), request };
                Tried::Call(action, Asked::Api(handle))
            }
            Err(wrong) => Tried::Ended(Seen::other(wrong)),
        }
    }

    /// Looks whether something holds; `wait-until` looks again for as long as it may.
    fn look(&self, world: &World, under: &Under) -> Tried {
        let look = |expectations: &[At<Expectation>]| {
            let look = Look { world, home: self.computer, saved: &self.saved, now: world.now() };
            let failed = expectations.iter().find_map(|expectation| {
                let seen = look.at(expectation).err()?;
                Some((words::of_expectation(expectation), seen))
            });
            Seen { differs: failed, ..Seen::success(None) }
        };
        match &under.leaf.step.action {
            Act::Check(expectations) => Tried::Ended(look(expectations)),
            Act::WaitUntil(WaitUntil { check, every, at_most }) => {
                let seen = look(check);
                let waited = world.now().saturating_sub(under.since);
                if seen.differs.is_none() || waited >= at_most.0 {
                    return Tried::Ended(seen);
                }
                let left = at_most.0.saturating_sub(waited);
                let rest = every.0.min(left).max(Duration::from_micros(1));
                Tried::Call(Action::Sleep(rest), Asked::Look)
            }
            _ => Tried::Ended(Seen::success(None)),
        }
    }
}
