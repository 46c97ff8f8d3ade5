//! Trouble: what a refused step means, and how work goes on when somebody has helped.
//!
//! A changer that jams, stands open or was taken offline stops its library. An operator is asked
//! to help, the changer is asked again at growing intervals, and the step goes on from where the
//! cartridge is found. Trouble of a drive or a medium fails the job.

use std::time::Duration;

use wire::ntms::NtmsError;
use wire::ntms::operation::OperatorCommand;
use wire::ntms::state::{LibraryRequestState, OperationalState};
use wire::scsi::{
    ChangerCommand, Command, Data, ElementAddress, ElementDescriptor, ElementType, Outcome, Sense,
    SenseKey,
};

use super::errand::{Ended, Errand, Wish};
use super::job::{Failure, JobId};
use super::step::{Spot, Step};
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
}

const FIRST_PAUSE: Duration = Duration::from_secs(5);
const PAUSE_MAX: Duration = Duration::from_secs(600);
/// About a week of asking; then the work is given up.
const PROBES_MAX: u32 = 1000;
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
    } else if is(&[Sense::PICK_FAILED, Sense::PLACE_FAILED]) {
        Refusal::Slip
    } else if is(&[
        Sense::UNLOAD_FAILED_IN_DRIVE,
        Sense::REMOVAL_PREVENTED,
        Sense::REMOVAL_PREVENTED_DRIVE,
    ]) {
        Refusal::Kept
    } else if is(&[Sense::SOURCE_EMPTY, Sense::DESTINATION_FULL, Sense::NO_SUCH_ELEMENT]) {
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
        match (step, sense) {
            (Step::Move { from, to, .. }, sense) => {
                self.move_refused(worker, id, *from, *to, sense);
            }
            (Step::ReadLabel(_), Some(sense)) if is_no_label(sense) => {
                // A medium without anything readable at its start has no label.
                self.step_done(worker, id, step, Vec::new());
            }
            (Step::Unload(_), Some(sense)) if sense.is(Sense::NO_MEDIUM) => {
                self.step_done(worker, id, step, Vec::new());
            }
            (Step::Load(drive) | Step::ReadLabel(drive) | Step::Rewind(drive), _)
            | (Step::Unload(drive) | Step::WriteLabel(drive, _), _) => {
                self.drive_refused(worker, id, *drive, sense);
            }
        }
        self.keep(None);
    }

    fn drive_refused(&mut self, worker: usize, id: JobId, drive: Key<Drive>, sense: Option<Sense>) {
        // A medium that does not load is not the drive's fault as far as anybody can tell, but
        // a person should look.
        let silent = sense.is_none();
        if silent {
            self.database
                .update(drive, |row| row.head.operational = OperationalState::NeedsService);
        }
        let recorded = match sense {
            Some(sense) if sense.key == SenseKey::DataProtect => NtmsError::WriteProtect,
            Some(_) => NtmsError::UnableToLoadMedium,
            None => NtmsError::DeviceNotAvailable,
        };
        let id_of_drive = self.database.id(drive);
        let why = sense.map_or_else(|| "it does not answer".to_owned(), |sense| sense.to_string());
        let name = self.database.get(drive).head.name.clone();
        self.post_service_request(id_of_drive, &format!("Drive {name} needs service: {why}"));
        self.fail_job(worker, id, Failure { recorded, told: NtmsError::InvalidState });
    }

    fn move_refused(
        &mut self,
        worker: usize,
        id: JobId,
        from: Spot,
        to: Spot,
        sense: Option<Sense>,
    ) {
        let refusal = sense.map_or(Refusal::Broken, meaning);
        let tries = self.job(worker, id).map_or(0, |job| {
            job.tries += 1;
            job.tries
        });
        let failure =
            |recorded| Failure { recorded, told: NtmsError::InvalidState };
        match refusal {
            Refusal::Stopped => self.begin_trouble(worker, id, sense),
            // Where is the cartridge after a slip?
            Refusal::Slip if tries <= TRIES_MAX => self.probe_trouble(worker),
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

    fn changer_of(&self, worker: usize) -> Option<Key<Changer>> {
        let library = self.work.workers[worker].library?;
        self.database.index().changers_of.of(library).next()
    }

    /// The changer stands still: somebody is asked to help, and it is asked again.
    fn begin_trouble(&mut self, worker: usize, id: JobId, sense: Option<Sense>) {
        let Some(changer) = self.changer_of(worker) else { return };
        if let Some(request) = self.job(worker, id).map(|job| job.request) {
            self.database.update(request, |row| row.state = LibraryRequestState::Waiting);
        }
        self.database
            .update(changer, |row| row.head.operational = OperationalState::NeedsService);
        let why = sense.map_or_else(|| "it does not answer".to_owned(), |sense| sense.to_string());
        let row = self.database.get(changer).clone();
        let library = self.database.get(row.library).head.name.clone();
        let text = format!("The changer of library {library} needs service: {why}");
        let operator = self.post_service_request(row.head.id, &text);
        let trouble = Trouble { operator, pause: FIRST_PAUSE, probes: 0 };
        self.work.workers[worker].trouble = Some(trouble);
        let due = self.now().saturating_add(FIRST_PAUSE);
        self.set_timer(due, Timer::Work(WorkTimer::Trouble(worker)));
    }

    /// Asks the changer whether it works again and where everything is.
    pub(super) fn probe_trouble(&mut self, worker: usize) {
        let there = &mut self.work.workers[worker];
        let Some(lun) = there.changer else { return };
        let status = ChangerCommand::ReadElementStatus {
            kind: None,
            first: ElementAddress(0),
            count: u16::MAX,
            tags: true,
            device_ids: false,
            allocation_bytes: 0xFF_FFFF,
        };
        there.probe =
            Some(Errand::new(lun, vec![Command::TestUnitReady, Command::Changer(status)]));
        self.probe_on(worker, None);
    }

    pub(super) fn trouble_answered(&mut self, worker: usize, outcome: Outcome) {
        self.probe_on(worker, Some(outcome));
    }

    fn probe_on(&mut self, worker: usize, outcome: Option<Outcome>) {
        let there = &mut self.work.workers[worker];
        let cable = there.attachment.cable;
        let Some(probe) = there.probe.as_mut() else { return };
        let wish = match outcome {
            Some(outcome) => probe.answered(outcome),
            None => probe.next(),
        };
        let lun = probe.lun;
        match wish {
            Wish::Send(command) => {
                let task = self.send(cable, lun, command);
                self.work.senders.insert(task, Sender::Trouble(worker));
            }
            Wish::Rest(_) | Wish::End(Ended::Refused(_) | Ended::Silent) => {
                there.probe = None;
                self.trouble_lasts(worker);
            }
            Wish::End(Ended::Good(data)) => {
                there.probe = None;
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
                let failure = Failure {
                    recorded: NtmsError::DeviceNotAvailable,
                    told: NtmsError::InvalidState,
                };
                self.fail_job(worker, id, failure);
            }
            return;
        }
        let due = self.now().saturating_add(pause);
        self.set_timer(due, Timer::Work(WorkTimer::Trouble(worker)));
    }

    /// The changer works again: the step goes on from where the cartridge is.
    fn trouble_ends(&mut self, worker: usize, data: &[Data]) {
        if let Some(trouble) = self.work.workers[worker].trouble.take() {
            self.complete_operator_request(trouble.operator);
        }
        if let Some(changer) = self.changer_of(worker) {
            self.database.update(changer, |row| row.head.operational = OperationalState::Ready);
        }
        let elements = data.iter().find_map(|data| match data {
            Data::ElementStatus(status) => Some(&status.elements[..]),
            _ => None,
        });
        match self.work.workers[worker].robot {
            Some(id) => self.resume(worker, id, elements.unwrap_or_default()),
            None => self.lend_robot(worker),
        }
        self.keep(None);
    }

    /// Goes on with a move that ended badly.
    fn resume(&mut self, worker: usize, id: JobId, elements: &[ElementDescriptor]) {
        let Some(changer) = self.changer_of(worker) else { return };
        let Some(job) = self.job(worker, id) else { return };
        let request = job.request;
        let Some(Step::Move { media, from, to, turn }) = job.step.clone() else { return };
        self.database.update(request, |row| row.state = LibraryRequestState::InProcess);
        let full = |spot: Spot| {
            let address = self.address(spot);
            elements.iter().any(|element| element.address == address && element.full)
        };
        let in_hand =
            elements.iter().any(|element| element.kind == ElementType::Transport && element.full);
        if in_hand {
            self.database.update(media, |row| {
                (row.slot, row.drive, row.port) = (None, None, None);
            });
            let step = Step::Move { media, from: Spot::Hand(changer), to, turn: false };
            self.record_spot(from, false);
            if let Some(job) = self.job(worker, id) {
                job.step = Some(step);
            }
            self.begin_step(worker, id);
        } else if full(to) && !full(from) {
            let step = Step::Move { media, from, to, turn };
            self.step_done(worker, id, &step, Vec::new());
        } else if full(from) {
            self.begin_step(worker, id);
        } else {
            let failure = Failure {
                recorded: NtmsError::MediumNotAccessible,
                told: NtmsError::InvalidState,
            };
            self.fail_job(worker, id, failure);
        }
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

/// Whether READ said that the medium begins with nothing that can be a label: blank, a filemark, or
/// unreadable.
fn is_no_label(sense: Sense) -> bool {
    sense.key == SenseKey::BlankCheck
        || sense.is(Sense::FILEMARK)
        || sense.is(Sense::HARD_READ_ERROR)
        || (sense.key == SenseKey::NoSense && sense.incorrect_length)
}
