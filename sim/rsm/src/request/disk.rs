//! Calls that wait for the end of a work item, and drives that stand alone and give their medium
//! when a program says so: somebody who has it mounted locks it in, and the user may be asked
//! whether it comes out all the same.

use wire::Guid;
use wire::Text;
use wire::ntms::NtmsError;
use wire::ntms::call::{Answer, Reply};
use wire::ntms::operation::OperatorCommand;
use wire::ntms::state::LibraryRequestState;

use super::job::Purpose;
use crate::CallId;
use crate::database::{Drive, Key, LibRequest, OpRequest, PhysicalMedia};
use crate::engine::Rsm;
use crate::session::Session;
use crate::wait::Wait;

/// A call that wants a drive that stands alone to give its medium, and asks the user when that
/// fails.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    pub(crate) drive: Key<Drive>,
    /// What the user is asked.
    pub(crate) question: Text,
    pub(crate) step: DiskStep,
}

/// How far such a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DiskStep {
    /// The medium is to come out.
    Ejecting {
        request: Key<LibRequest>,
        /// The question that the user answered before.
        allowed: Option<Key<OpRequest>>,
    },
    /// The user is asked. Nobody sits at the window of a program here, so that the question goes
    /// to the operators as a message of the program: who satisfies it forces the medium out, who
    /// cancels it lets it be.
    Asked(Key<OpRequest>),
}

impl Rsm {
    /// Somebody has the medium in a drive mounted, as a file system is.
    pub(crate) fn is_locked(&self, media: Key<PhysicalMedia>) -> bool {
        self.work.holds.contains_key(&media)
    }

    /// Files that the drive gives its medium; nothing when it has none. With `force` whoever has it
    /// mounted loses it.
    ///
    /// # Errors
    /// ERROR_MEDIA_NOT_AVAILABLE when somebody has it mounted, or a job works with it.
    pub(crate) fn eject_alone(
        &mut self,
        drive: Key<Drive>,
        force: bool,
        session: &Session,
    ) -> Result<Option<Key<LibRequest>>, NtmsError> {
        let Some(media) = self.database.index().in_drive(drive) else { return Ok(None) };
        let locked = self.is_locked(media);
        let busy = self.work.is_busy(media) || self.work.is_drive_busy(drive);
        if (locked && !force) || (busy && !locked) {
            return Err(NtmsError::MediaNotAvailable);
        }
        self.work.given.holds.extend(self.work.holds.remove(&media).map(|hold| (media, hold)));
        let library = self.database.get(drive).library;
        let operation = self.database.new_id();
        let request = self.eject(library, vec![media], operation, session);
        let id = self.database.id(drive);
        self.database.update(request, |row| row.drive = id);
        Ok(Some(request))
    }

    /// The ejection of what is in a drive that stands alone, waiting or under way.
    pub(crate) fn ejection_alone(&self, drive: Key<Drive>) -> Option<Key<LibRequest>> {
        let library = self.database.get(drive).library;
        let mut filed = self.filed(library);
        filed.find(|(_, purpose)| matches!(purpose, Purpose::Eject(_))).map(|(key, _)| key)
    }

    /// Asks the user whether a medium comes out all the same.
    pub(crate) fn ask_user(&mut self, question: &str, session: &Session) -> Key<OpRequest> {
        let command = OperatorCommand::Message;
        self.post_operator_request(command, question, Guid::NULL, None, Some(session))
    }

    /// A work item is over: calls that wait for it are answered, or ask the user.
    pub(super) fn tell_end(&mut self, request: Key<LibRequest>, state: LibraryRequestState) {
        let waits = |wait: &Wait| match wait {
            Wait::Request { request: key, .. } => *key == request,
            Wait::Disk(Disk { step: DiskStep::Ejecting { request: key, .. }, .. }) => {
                *key == request
            }
            _ => false,
        };
        for call in self.waits.that(waits) {
            let Some(waiting) = self.waits.get(call).cloned() else { continue };
            match (waiting.wait, state) {
                (_, LibraryRequestState::Passed) => self.end_wait(call, Ok(Answer::Done)),
                (_, LibraryRequestState::Cancelled) => {
                    self.end_wait(call, Err(NtmsError::Cancelled.into()));
                }
                (Wait::Request { failed, .. }, _) => self.end_wait(call, Err(failed.into())),
                (Wait::Disk(disk), _) => {
                    let Some(session) = self.sessions.get(waiting.session).cloned() else {
                        continue;
                    };
                    let asked = self.ask_user(&disk.question, &session);
                    let step = DiskStep::Asked(asked);
                    self.waits.change(call, Wait::Disk(Disk { step, ..disk }));
                }
                _ => {}
            }
        }
    }

    /// The user has answered: a medium is forced out, or stays.
    pub(super) fn user_answered(&mut self, asked: Key<OpRequest>, forces: bool) {
        let waits = |wait: &Wait| match wait {
            Wait::Disk(disk) => disk.step == DiskStep::Asked(asked),
            _ => false,
        };
        for call in self.waits.that(waits) {
            match forces {
                true => self.force_out(call, asked),
                false => self.end_wait(call, Err(NtmsError::Cancelled.into())),
            }
        }
    }

    fn force_out(&mut self, call: CallId, asked: Key<OpRequest>) {
        let Some(waiting) = self.waits.get(call).cloned() else { return };
        let (Wait::Disk(disk), Some(session)) =
            (waiting.wait, self.sessions.get(waiting.session).cloned())
        else {
            return;
        };
        let filed = match self.database.try_get(disk.drive) {
            Some(_) => self.eject_alone(disk.drive, true, &session),
            None => Err(NtmsError::DeviceNotAvailable),
        };
        let reply: Reply = match filed {
            Ok(Some(request)) => {
                let step = DiskStep::Ejecting { request, allowed: Some(asked) };
                return self.waits.change(call, Wait::Disk(Disk { step, ..disk }));
            }
            // Somebody else took it out while the user thought.
            Ok(None) => Ok(Answer::Done),
            Err(error) => Err(error.into()),
        };
        self.end_wait(call, reply);
    }

    /// Nobody waits for the medium any more.
    pub(crate) fn give_up_disk(&mut self, disk: &Disk) {
        match disk.step {
            DiskStep::Ejecting { request, .. } => {
                self.cancel_queued(request);
            }
            DiskStep::Asked(asked) => self.withdraw_operator_request(asked),
        }
    }

    /// Ejections that are undone: the user has not answered.
    pub(super) fn ask_user_again(&mut self) {
        let database = &self.database;
        for disk in self.waits.disks() {
            if let DiskStep::Ejecting { request, allowed: Some(asked) } = disk.step
                && database.try_get(request).is_none()
            {
                disk.step = DiskStep::Asked(asked);
            }
        }
    }
}
