//! Trouble: what a refused step means, and how work goes on when somebody has helped.
//!
//! A changer that jams, stands open or was taken offline stops its library. An operator is asked
//! to help, the changer is asked again at growing intervals, and the step goes on from where the
//! cartridge is found (`resume`). Trouble of a drive or a medium fails the job.

use std::time::Duration;

use wire::ntms::NtmsError;
use wire::ntms::operation::OperatorCommand;
use wire::ntms::state::{LibraryRequestState, OperationalState};
use wire::scsi::{Command, Data, ElementType, Outcome, Sense, SenseKey};

use super::errand::{Ended, Errand, Wish};
use super::inventory::{elements, lone_drive};
use super::job::{Failure, JobId};
use super::step::{Spot, Step, element_status};
use super::worker::{Sender, WorkTimer};
use crate::database::{Changer, Drive, Key, OpRequest};
use crate::engine::{Rsm, Timer};

/// A changer that needs help.
#[derive(Debug)]
pub(super) struct Trouble {
    /// What an operator was asked.
    operator: Key<OpRequest>,
    /// How long until it is asked again, and how often it was.
    pause: Duration,
    probes: u32,
    /// The robot may still be doing what nobody heard the end of.
    may_move: bool,
}

const FIRST_PAUSE: Duration = Duration::from_secs(5);
const PAUSE_MAX: Duration = Duration::from_secs(600);
/// About a week of asking; then the work is given up.
const PROBES_MAX: u32 = 1000;
/// Longer than any move takes.
const STILLNESS: Duration = Duration::from_secs(120);
/// Times that a step is begun again after a slip of robot or drive.
const TRIES_MAX: u32 = 2;

/// What a refusal of the changer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// Nothing moves until somebody helps.
    Stopped,
    /// It may go well the next time.
    Slip,
    /// The drive keeps its cartridge.
    Kept,
    /// The shelves are not as the database says.
    Differs,
    /// The drive is not there.
    DriveGone,
    /// Anything else.
    Broken,
}

fn meaning(sense: Sense) -> Refusal {
    let is = |known: &[Sense]| known.iter().any(|other| sense.is(*other));
    if is(&[Sense::ROBOT_JAM]) || sense.key == SenseKey::NotReady {
        Refusal::Stopped
    } else if is(&[Sense::PICK_FAILED, Sense::PLACE_FAILED])
        || sense.key == SenseKey::AbortedCommand
    {
        Refusal::Slip
    } else if is(&[
        Sense::UNLOAD_FAILED_IN_DRIVE,
        Sense::REMOVAL_PREVENTED,
        Sense::REMOVAL_PREVENTED_DRIVE,
    ]) {
        Refusal::Kept
    } else if is(&[
        Sense::SOURCE_EMPTY,
        Sense::DESTINATION_FULL,
        Sense::NO_SUCH_ELEMENT,
        Sense::MAGAZINE_NOT_ACCESSIBLE,
        Sense::MAGAZINE_REMOVED,
    ]) {
        Refusal::Differs
    } else if is(&[Sense::DRIVE_REMOVED, Sense::ELEMENT_DISABLED]) {
        Refusal::DriveGone
    } else {
        Refusal::Broken
    }
}

impl Rsm {
    /// A device refused a step, or did not answer.
    pub(super) fn step_refused(
        &mut self,
        worker: usize,
        id: JobId,
        step: &Step,
        sense: Option<Sense>,
    ) {
        let of_medium = sense.is_some_and(|sense| self.identify_refused(worker, id, step, sense));
        match (step, sense) {
            _ if of_medium => {}
            (Step::Move { from, to, .. }, sense) => {
                self.move_refused(worker, id, *from, *to, sense);
            }
            (Step::ReadLabel(_), Some(sense)) if is_no_label(sense) => {
                // A medium without anything readable at its start has no label.
                self.step_done(worker, id, step, Vec::new());
            }
            // A drive that cannot tell what it has says nothing against it.
            (Step::ReadMode(_), Some(sense)) if sense.key == SenseKey::IllegalRequest => {
                self.step_done(worker, id, step, Vec::new());
            }
            (Step::Unload(_), Some(sense)) if sense.is(Sense::NO_MEDIUM) => {
                self.step_done(worker, id, step, Vec::new());
            }
            (Step::AwaitCleaning(_), Some(sense))
                if sense.is(Sense::NO_MEDIUM) || sense.is(Sense::CLEANER_EXPIRED) =>
            {
                self.step_done(worker, id, step, vec![Data::Sense(sense)]);
            }
            _ => match step.drive() {
                Some(drive) => self.drive_refused(worker, id, step, drive, sense),
                None => self.changer_refused(worker, id, step, sense),
            },
        }
        self.keep();
    }

    /// A drive does not do what a step wants, or does not answer.
    fn drive_refused(
        &mut self,
        worker: usize,
        id: JobId,
        step: &Step,
        drive: Key<Drive>,
        sense: Option<Sense>,
    ) {
        let recorded = match sense {
            Some(sense) if sense.key == SenseKey::DataProtect => NtmsError::WriteProtect,
            Some(sense) if sense.is(Sense::WRONG_GENERATION) => NtmsError::MediaIncompatible,
            Some(sense) if sense.is(Sense::NO_MEDIUM) => NtmsError::MediumNotAccessible,
            Some(_) if matches!(step, Step::AwaitCleaning(_)) => NtmsError::UnableToClean,
            Some(_) => NtmsError::UnableToLoadMedium,
            None => NtmsError::DeviceNotAvailable,
        };
        // It can do nothing more until somebody has helped.
        if sense.is_none() || matches!(step, Step::Unload(_)) {
            self.database
                .update(drive, |row| row.head.operational = OperationalState::NeedsService);
        }
        // A medium that cannot be written, or is not there, is not the drive's fault. One that does
        // not load may be, and a person should look.
        let of_drive = [
            NtmsError::UnableToClean,
            NtmsError::UnableToLoadMedium,
            NtmsError::DeviceNotAvailable,
        ];
        if of_drive.contains(&recorded) {
            let row = self.database.get(drive).head.clone();
            let text = format!("Drive {} needs service: {}", row.name, reason(sense));
            self.post_service_request(row.id, &text);
        }
        // Alone, it tells that nothing is there, whatever is on record.
        let empty = matches!(step, Step::Load(_)) && recorded == NtmsError::MediumNotAccessible;
        if let Some(library) = self.work.workers[worker].library
            && empty
            && !self.has_changer(worker)
        {
            self.look_again(library);
        }
        self.fail_job(worker, id, Failure::new(recorded));
    }

    /// A changer does not tell what is where, or does not move or lock its mail slot.
    fn changer_refused(&mut self, worker: usize, id: JobId, step: &Step, sense: Option<Sense>) {
        let moves_port = matches!(step, Step::Port { .. } | Step::Lock(_));
        match sense {
            // It is gone, and what was in it with it.
            Some(sense) if !self.has_changer(worker) && sense.is(Sense::NO_SUCH_UNIT) => {
                self.fail_job(worker, id, Failure::new(NtmsError::DeviceNotAvailable));
            }
            Some(sense) if !self.has_changer(worker) => {
                // A drive alone: what is in it may be unfit to use, but it is there.
                let full = !sense.is(Sense::NO_MEDIUM);
                self.step_done(worker, id, step, vec![lone_drive(full)]);
            }
            None if !self.has_changer(worker) => {
                self.fail_job(worker, id, Failure::new(NtmsError::DeviceNotAvailable));
            }
            None => self.begin_trouble(worker, id, sense),
            Some(sense) if matches!(step, Step::LookAtDoor) && sense.is(Sense::DOOR_OPEN) => {
                self.step_done(worker, id, step, vec![Data::Sense(sense)]);
            }
            Some(sense) if sense.key == SenseKey::NotReady => {
                self.begin_trouble(worker, id, Some(sense));
            }
            // A mail slot that people move, and doors that cannot be locked.
            Some(sense) if moves_port && is_unknown_command(sense) => {
                self.release_robot(worker, id);
                self.next_step(worker, id);
            }
            Some(_) if moves_port => {
                self.fail_job(worker, id, Failure::new(NtmsError::ControllingIeport));
            }
            Some(_) => self.fail_job(worker, id, Failure::new(NtmsError::DeviceNotAvailable)),
        }
    }

    fn move_refused(
        &mut self,
        worker: usize,
        id: JobId,
        from: Spot,
        to: Spot,
        sense: Option<Sense>,
    ) {
        // A changer that does not answer may have moved the medium: that is seen when it does.
        let refusal = sense.map_or(Refusal::Stopped, meaning);
        let (tries, unheard) = self.job(worker, id).map_or((0, false), |job| {
            job.tries += 1;
            let unheard = std::mem::replace(&mut job.unheard, sense.is_none());
            (job.tries, unheard)
        });
        let failure = Failure::new;
        match refusal {
            Refusal::Stopped => self.begin_trouble(worker, id, sense),
            // Where is the cartridge after a slip?
            Refusal::Slip if tries <= TRIES_MAX => self.probe_trouble(worker),
            // The move that nobody heard of was made after all.
            Refusal::Differs if unheard => self.probe_trouble(worker),
            Refusal::Kept if tries <= TRIES_MAX => {
                if let (Spot::Drive(drive), Some(job)) = (from, self.job(worker, id)) {
                    // The drive is told once more to let go.
                    if let Some(step) = job.step.take() {
                        job.steps.push_front(step);
                        job.steps.push_front(Step::Unload(drive));
                    }
                    let tries = job.tries;
                    self.next_step(worker, id);
                    if let Some(job) = self.job(worker, id) {
                        job.tries = tries;
                    }
                } else {
                    self.fail_job(worker, id, failure(NtmsError::MediumNotAccessible));
                }
            }
            Refusal::DriveGone => {
                for spot in [from, to] {
                    if let Spot::Drive(drive) = spot {
                        self.database.update(drive, |row| {
                            row.head.operational = OperationalState::NotPresent;
                        });
                    }
                }
                self.fail_job(worker, id, failure(NtmsError::DeviceNotAvailable));
            }
            Refusal::Differs => self.fail_job(worker, id, failure(NtmsError::MediumNotAccessible)),
            Refusal::Kept | Refusal::Slip | Refusal::Broken => {
                if let Spot::Drive(drive) = from {
                    self.database.update(drive, |row| {
                        row.head.operational = OperationalState::NeedsService;
                    });
                }
                self.fail_job(worker, id, failure(NtmsError::MediumNotAccessible));
            }
        }
    }

    pub(super) fn changer_of(&self, worker: usize) -> Option<Key<Changer>> {
        let library = self.work.workers[worker].library?;
        self.database.index().changers_of.of(library).next()
    }

    /// The changer stands still: somebody is asked to help, and it is asked again.
    fn begin_trouble(&mut self, worker: usize, id: JobId, sense: Option<Sense>) {
        let Some(changer) = self.changer_of(worker) else { return };
        if let Some(request) = self.job(worker, id).map(|job| job.request) {
            self.database.update(request, |row| row.state = LibraryRequestState::Waiting);
        }
        self.database.update(changer, |row| row.head.operational = OperationalState::NeedsService);
        let row = self.database.get(changer).clone();
        let library = self.database.get(row.library).head.name.clone();
        let text = format!("The changer of library {library} needs service: {}", reason(sense));
        let operator = self.post_service_request(row.head.id, &text);
        let may_move = sense.is_none();
        let trouble = Trouble { operator, pause: FIRST_PAUSE, probes: 0, may_move };
        self.work.workers[worker].trouble = Some(trouble);
        let due = self.now().saturating_add(FIRST_PAUSE);
        self.set_timer(due, Timer::Work(WorkTimer::Trouble(worker)));
    }

    /// It is time to ask the changer again, or to wait for its answer no longer.
    pub(super) fn trouble_due(&mut self, worker: usize) {
        let probe = self.work.workers[worker].probe.as_mut();
        match probe.map(|probe| (probe.due.take(), probe.task.take())) {
            Some((_, task)) => {
                if let Some(task) = task {
                    self.work.senders.remove(&task);
                }
                self.work.workers[worker].probe = None;
                self.trouble_lasts(worker);
            }
            None => self.probe_trouble(worker),
        }
    }

    /// Asks the changer whether it works again and where everything is.
    pub(super) fn probe_trouble(&mut self, worker: usize) {
        let there = &mut self.work.workers[worker];
        let Some(lun) = there.changer else { return };
        let status = element_status(None);
        there.probe =
            Some(Errand::new(lun, vec![Command::TestUnitReady, Command::Changer(status)]));
        self.probe_on(worker, None);
    }

    pub(super) fn trouble_answered(&mut self, worker: usize, outcome: Outcome) {
        self.probe_on(worker, Some(outcome));
    }

    fn probe_on(&mut self, worker: usize, outcome: Option<Outcome>) {
        let timer = Timer::Work(WorkTimer::Trouble(worker));
        let there = &mut self.work.workers[worker];
        let cable = there.attachment.cable;
        let Some(probe) = there.probe.as_mut() else { return };
        let wish = match outcome {
            Some(outcome) => probe.answered(outcome),
            None => probe.next(),
        };
        let (lun, patience) = (probe.lun, probe.patience());
        if let Some(due) = probe.due.take() {
            self.drop_timer(due, timer);
        }
        match wish {
            Wish::Send(command) => {
                let task = self.send(cable, lun, command);
                self.work.senders.insert(task, Sender::Trouble(worker));
                let due = self.now().saturating_add(patience);
                self.set_timer(due, timer);
                if let Some(probe) = self.work.workers[worker].probe.as_mut() {
                    (probe.task, probe.due) = (Some(task), Some(due));
                }
            }
            Wish::Rest(_) | Wish::End(Ended::Refused(_) | Ended::Silent) => {
                self.work.workers[worker].probe = None;
                self.trouble_lasts(worker);
            }
            Wish::End(Ended::Good(data)) => {
                self.work.workers[worker].probe = None;
                self.trouble_ends(worker, &data);
            }
        }
    }

    fn trouble_lasts(&mut self, worker: usize) {
        let there = &mut self.work.workers[worker];
        let robot = there.robot;
        let Some(trouble) = there.trouble.as_mut() else {
            // It was a slip, and now nothing moves at all.
            if let Some(id) = robot {
                self.begin_trouble(worker, id, None);
            }
            return;
        };
        trouble.probes += 1;
        trouble.pause = (trouble.pause * 2).min(PAUSE_MAX);
        let (pause, given_up) = (trouble.pause, trouble.probes > PROBES_MAX);
        if given_up {
            if let Some(id) = robot {
                self.fail_job(worker, id, Failure::new(NtmsError::DeviceNotAvailable));
            }
            return;
        }
        let due = self.now().saturating_add(pause);
        self.set_timer(due, Timer::Work(WorkTimer::Trouble(worker)));
    }

    /// The changer works again: the step goes on from where the cartridge is. One in the hand of a
    /// robot that may be on its way is looked for again when it must have arrived.
    fn trouble_ends(&mut self, worker: usize, data: &[Data]) {
        let elements = elements(data).unwrap_or_default();
        let in_hand = elements.iter().any(|e| e.kind == ElementType::Transport && e.full);
        let there = &mut self.work.workers[worker];
        if let Some(trouble) = there.trouble.as_mut()
            && in_hand
            && std::mem::take(&mut trouble.may_move)
        {
            let due = self.now().saturating_add(STILLNESS);
            return self.set_timer(due, Timer::Work(WorkTimer::Trouble(worker)));
        }
        if let Some(trouble) = there.trouble.take() {
            self.complete_operator_request(trouble.operator);
        }
        if let Some(changer) = self.changer_of(worker) {
            self.database.update(changer, |row| row.head.operational = OperationalState::Ready);
        }
        match self.work.workers[worker].robot {
            Some(id) => self.resume(worker, id, elements),
            None => self.lend_robot(worker),
        }
        self.look_where_told_otherwise(worker, elements);
        self.keep();
    }

    /// After a failed job whose failure casts doubt on the shelves, the whole library is
    /// inventoried, when it recovers by itself (NTMS_LIBRARYINFORMATION, AutoRecovery).
    pub(super) fn recover(&mut self, library: Key<crate::database::Library>, failure: Failure) {
        let doubtful = [NtmsError::UnexpectedOmid, NtmsError::MediumNotAccessible];
        if self.database.get(library).auto_recovery && doubtful.contains(&failure.recorded) {
            self.inventory(library, wire::ntms::operation::InventoryMethod::Omid, None);
        }
    }

    /// Asks people to look at a device, unless they were asked already.
    pub(super) fn post_service_request(
        &mut self,
        device: wire::Guid,
        text: &str,
    ) -> Key<OpRequest> {
        self.post_operator_request(OperatorCommand::DeviceService, text, device, None, None)
    }
}

/// What to tell people of a refusal.
fn reason(sense: Option<Sense>) -> String {
    sense.map_or_else(|| "it does not answer".to_owned(), |sense| sense.to_string())
}

/// The unit has no such command, or not for what it has.
fn is_unknown_command(sense: Sense) -> bool {
    sense.is(Sense::INVALID_OPERATION_CODE) || sense.is(Sense::INVALID_FIELD_IN_CDB)
}

/// Whether READ said that the medium begins with nothing that can be a label: blank, a filemark, or
/// unreadable.
fn is_no_label(sense: Sense) -> bool {
    sense.key == SenseKey::BlankCheck
        || sense.is(Sense::FILEMARK)
        || sense.is(Sense::HARD_READ_ERROR)
        || (sense.key == SenseKey::NoSense && sense.incorrect_length)
}
