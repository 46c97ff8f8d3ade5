//! A drive: one unit that takes a cartridge, moves its medium past a head and obeys SSC.
//!
//! Here are its parts, the queue of its commands, and what it tells without touching the medium.
//! `motion` has what takes time, `transfer` what reads and writes, `mode` the parameters.

mod mode;
mod motion;
mod transfer;

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use wire::scsi::{Command, Data, DriveCommand, Nexus, Outcome, Position, Sense, Status, TaskId};

use self::mode::Mode;
use self::motion::{Head, Motion, Reply, Work};
use crate::cartridge::{Cartridge, CartridgeId, CartridgeSlotted, MediumKind};
use crate::identity::Identity;
use crate::profile::DriveModel;
use crate::unit::{Attentions, Prevention};

/// Something wrong with a drive, as [`crate::Condition`] describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DriveCondition {
    /// Every load fails.
    LoadFails,
    /// Every unload fails.
    UnloadFails,
    /// It is without power.
    PowerOff,
    /// Writing needs retries.
    SoftWriteErrors,
    /// Writing fails.
    HardWriteErrors,
    /// Reading needs retries.
    SoftReadErrors,
    /// Reading fails.
    HardReadErrors,
    /// It asks for cleaning.
    CleaningDue,
}

/// Commands that wait behind the one in work before BUSY is answered.
const WAITING_COUNT_MAX: usize = 64;

/// A drive of any model. It has the three verbs of every engine here; what it holds is in no other
/// place until it is picked.
#[derive(Debug)]
pub struct Drive {
    model: DriveModel,
    held: Option<Held>,
    /// The motion under way. Only a cartridge that is inside can be moved.
    work: Option<Work>,
    waiting: VecDeque<(Order, Command)>,
    outbox: VecDeque<(TaskId, Nexus, Outcome)>,
    attentions: Attentions,
    prevention: Prevention,
    /// Errors of motions that were answered before they ended, for who asked for them.
    deferred: VecDeque<(Nexus, Sense)>,
    mode: Mode,
    conditions: BTreeSet<DriveCondition>,
    /// A cleaning went well since somebody asked.
    cleaned: bool,
}

/// A cartridge and how far in it is.
#[derive(Debug)]
struct Held {
    slotted: CartridgeSlotted,
    at: At,
}

/// How far in a cartridge is.
#[derive(Clone, Copy, Debug)]
enum At {
    /// In the mouth, free to be taken; why the drive is not ready.
    Mouth(Sense),
    /// Inside, on its way or threaded.
    Inside(Head),
}

/// Who sent a command.
#[derive(Clone, Copy, Debug)]
struct Order {
    task: TaskId,
    nexus: Nexus,
}

/// What a command starts.
enum Start {
    /// It is done.
    Done(Outcome),
    /// It ends when the motion ends, or is answered before that.
    Takes { time: Duration, motion: Motion, immediate: bool },
}

impl Start {
    fn data(data: Data) -> Start {
        Start::Done(Outcome::good(data))
    }
}

impl Drive {
    /// A drive without a cartridge, on and ready; 29/00 waits for every nexus.
    pub fn new(model: &DriveModel) -> Drive {
        Drive {
            model: model.clone(),
            held: None,
            work: None,
            waiting: VecDeque::new(),
            outbox: VecDeque::new(),
            attentions: Attentions::default(),
            prevention: Prevention::default(),
            deferred: VecDeque::new(),
            mode: Mode::of(model),
            conditions: BTreeSet::new(),
            cleaned: false,
        }
    }

    /// Takes one command. Its answer comes out of [`Drive::poll`], at once or after the
    /// [`Drive::advance`] that ends it; even what takes no time may be due now.
    pub fn handle(&mut self, now: Duration, task: TaskId, nexus: Nexus, command: Command) {
        self.advance(now);
        let order = Order { task, nexus };
        if self.has(DriveCondition::PowerOff) {
            return self.answer(order, Outcome::check(Sense::NO_SUCH_UNIT));
        }
        // These three do not wait for the medium (SAM lets them go ahead of the queue).
        if matches!(command, Command::Inquiry | Command::InquiryVpd { .. } | Command::RequestSense)
        {
            let outcome = self.identify(nexus, &command);
            return self.answer(order, outcome);
        }
        if !self.busy() {
            self.begin(now, order, command);
        } else if self.waiting.len() < WAITING_COUNT_MAX {
            self.waiting.push_back((order, command));
        } else {
            self.answer(order, Outcome { status: Status::Busy, ..Outcome::GOOD });
        }
    }

    /// The next answer: which command, who sent it, what came of it.
    pub fn poll(&mut self) -> Option<(TaskId, Nexus, Outcome)> {
        self.outbox.pop_front()
    }

    /// When [`Drive::advance`] must be called next; `None` while nothing moves.
    pub fn deadline(&self) -> Option<Duration> {
        self.work.as_ref().map(|work| work.until)
    }

    /// Ends what is due and starts what waits for it.
    pub fn advance(&mut self, now: Duration) {
        while let Some(Work { until, reply, motion }) = self.work.take_if(|work| work.until <= now)
        {
            let outcome = self.end(motion);
            match reply {
                Reply::To(order) => self.answer(order, outcome),
                Reply::Given(nexus) => {
                    let error = outcome.sense().map(|sense| Sense { deferred: true, ..sense });
                    self.deferred.extend(error.map(|sense| (nexus, sense)));
                }
                Reply::Nobody => {}
            }
            while !self.busy() {
                let Some((order, command)) = self.waiting.pop_front() else { break };
                self.begin(until, order, command);
            }
        }
    }

    /// A command is in work that is not answered yet.
    fn busy(&self) -> bool {
        matches!(self.work, Some(Work { reply: Reply::To(_), .. }))
    }

    fn answer(&mut self, order: Order, outcome: Outcome) {
        self.outbox.push_back((order.task, order.nexus, outcome));
    }

    fn begin(&mut self, now: Duration, order: Order, command: Command) {
        let outcome = match self.start(order.nexus, command) {
            Ok(Start::Done(outcome)) => outcome,
            Ok(Start::Takes { time, motion, immediate }) => {
                debug_assert!(self.work.is_none(), "two motions of one medium");
                let until = now.saturating_add(time);
                let reply = if immediate { Reply::Given(order.nexus) } else { Reply::To(order) };
                self.work = Some(Work { until, reply, motion });
                if !immediate {
                    return;
                }
                Outcome::GOOD
            }
            Err(sense) => Outcome::check(sense),
        };
        self.answer(order, outcome);
    }

    fn start(&mut self, nexus: Nexus, command: Command) -> Result<Start, Sense> {
        if let Some(sense) = self.attentions.take(nexus).or_else(|| self.take_deferred(nexus)) {
            return Err(sense);
        }
        match command {
            Command::TestUnitReady => self.ready().map(|()| Start::Done(Outcome::GOOD)),
            Command::ModeSense { page, without_block_descriptor } => {
                self.sense_mode(page, without_block_descriptor).map(Data::Mode).map(Start::data)
            }
            Command::ModeSelect(list) => {
                self.select_mode(nexus, &list).map(|()| Start::Done(Outcome::GOOD))
            }
            Command::PreventRemoval(prevent) => {
                self.prevention.set(nexus, prevent);
                Ok(Start::Done(Outcome::GOOD))
            }
            Command::Drive(command) => self.start_drive(command),
            Command::Changer(_) => Err(Sense::INVALID_OPERATION_CODE),
            Command::Inquiry | Command::InquiryVpd { .. } | Command::RequestSense => {
                Ok(Start::Done(self.identify(nexus, &command)))
            }
        }
    }

    fn start_drive(&mut self, command: DriveCommand) -> Result<Start, Sense> {
        match command {
            DriveCommand::ReadBlockLimits => {
                Ok(Start::data(Data::BlockLimits(self.block_limits())))
            }
            DriveCommand::LoadUnload { load: true, immediate } => self.load(immediate),
            DriveCommand::LoadUnload { load: false, immediate } => self.unload(immediate),
            DriveCommand::Rewind { immediate } => self.rewind(immediate),
            DriveCommand::Space { unit, count } => self.space(unit, count),
            DriveCommand::Locate { object, immediate } => self.locate(object, immediate),
            DriveCommand::Read { transfer, suppress_incorrect_length } => {
                self.read(transfer, suppress_incorrect_length)
            }
            DriveCommand::Write { transfer, data } => self.write(transfer, &data),
            DriveCommand::WriteFilemarks { count, immediate } => {
                self.write_filemarks(count, immediate)
            }
            DriveCommand::Erase { long, immediate } => self.erase(long, immediate),
            DriveCommand::ReadPosition => {
                self.ready()?;
                let position = self.position().ok_or(Sense::NO_MEDIUM)?;
                Ok(Start::data(Data::Position(position)))
            }
        }
    }

    /// INQUIRY and REQUEST SENSE: what they tell whatever the drive is doing (SPC). A unit
    /// attention fails neither; REQUEST SENSE hands it over.
    fn identify(&mut self, nexus: Nexus, command: &Command) -> Outcome {
        match command {
            Command::Inquiry => Outcome::good(Data::Inquiry(self.identity().inquiry())),
            Command::InquiryVpd { page } => match self.identity().vital_data(*page) {
                Ok(page) => Outcome::good(Data::Vpd(page)),
                Err(sense) => Outcome::check(sense),
            },
            _ => {
                let cleaning =
                    self.has(DriveCondition::CleaningDue).then_some(Sense::CLEANING_REQUESTED);
                let waiting = self.attentions.take(nexus).or_else(|| self.take_deferred(nexus));
                let sense = waiting.or(self.ready().err()).or(cleaning);
                Outcome::good(Data::Sense(sense.unwrap_or(Sense::NO_SENSE)))
            }
        }
    }

    fn take_deferred(&mut self, nexus: Nexus) -> Option<Sense> {
        let at = self.deferred.iter().position(|(other, _)| *other == nexus)?;
        self.deferred.remove(at).map(|(_, sense)| sense)
    }

    fn identity(&self) -> Identity<'_> {
        Identity {
            device_type: self.model.device_type,
            vendor: self.model.vendor,
            product: self.model.product,
            revision: self.model.revision,
            serial: &self.model.serial,
        }
    }

    /// Whether the medium can be worked on.
    fn ready(&self) -> Result<(), Sense> {
        let Some(held) = &self.held else { return Err(Sense::NO_MEDIUM) };
        match (held.at, &self.work) {
            (At::Mouth(sense), _) => Err(sense),
            (At::Inside(_), Some(Work { motion: Motion::Load, .. })) => {
                match held.slotted.cartridge.kind {
                    MediumKind::Cleaning { uses_left: 1.. } => Err(Sense::CLEANER_INSTALLED),
                    _ => Err(Sense::BECOMING_READY),
                }
            }
            (At::Inside(_), Some(_)) => Err(Sense::OPERATION_IN_PROGRESS),
            (At::Inside(_), None) => Ok(()),
        }
    }

    fn has(&self, condition: DriveCondition) -> bool {
        self.conditions.contains(&condition)
    }

    /// A cartridge is set into the mouth of an empty drive.
    pub fn insert(&mut self, now: Duration, slotted: CartridgeSlotted) {
        debug_assert!(self.held.is_none(), "two cartridges in one drive");
        self.held = Some(Held { slotted, at: At::Mouth(Sense::NO_MEDIUM) });
        if self.model.auto_load && !self.has(DriveCondition::PowerOff) {
            self.draw_in(now);
        }
    }

    /// Takes the cartridge out of the mouth.
    ///
    /// # Errors
    /// 05/3B,0E when there is none, 05/53,03 while the drive holds it, 04/53,0A when it cannot let
    /// go.
    pub fn pick(&mut self) -> Result<CartridgeSlotted, Sense> {
        let refused = if self.unload_failed() {
            Sense::DRIVE_UNLOAD_FAILED
        } else {
            Sense::REMOVAL_PREVENTED_DRIVE
        };
        let free = |held: &mut Held| matches!(held.at, At::Mouth(_));
        match self.held.take_if(free) {
            Some(held) => Ok(held.slotted),
            None if self.held.is_none() => Err(Sense::SOURCE_EMPTY),
            None => Err(refused),
        }
    }

    /// What it holds: the cartridge, and whether side 1 faces the heads.
    pub fn holds(&self) -> Option<(CartridgeId, &Cartridge, bool)> {
        let slotted = &self.held.as_ref()?.slotted;
        Some((slotted.id, &slotted.cartridge, slotted.inverted))
    }

    /// The cartridge that it holds, to change what people and years change.
    pub(crate) fn cartridge_mut(&mut self) -> Option<&mut Cartridge> {
        Some(&mut self.held.as_mut()?.slotted.cartridge)
    }

    /// A cartridge lies in the mouth and can be picked.
    pub fn ejected(&self) -> bool {
        matches!(self.held, Some(Held { at: At::Mouth(_), .. }))
    }

    /// The last load of the cartridge in the mouth failed.
    pub fn load_failed(&self) -> bool {
        matches!(self.held, Some(Held { at: At::Mouth(sense), .. }) if sense == Sense::LOAD_FAILED)
    }

    /// The last unload failed and the cartridge is stuck inside.
    pub fn unload_failed(&self) -> bool {
        matches!(self.held, Some(Held { at: At::Inside(head), .. }) if head.stuck)
    }

    /// Where the head is, while a cartridge is inside.
    pub fn position(&self) -> Option<Position> {
        let held = self.held.as_ref()?;
        let At::Inside(head) = held.at else { return None };
        let tape = held.tape()?;
        Some(Position {
            at_beginning: head.object == 0,
            past_early_warning: tape.bytes_before(head.object) >= self.early_warning(),
            object: head.object,
        })
    }

    /// Loss of a nexus: 29/07, and what it prevented is allowed. Work goes on.
    pub(crate) fn nexus_loss(&mut self, nexus: Nexus) {
        self.prevention.set(nexus, false);
        self.attentions.raise_for(nexus, Sense::NEXUS_LOSS);
    }

    /// Power was off for a moment.
    pub(crate) fn power_on(&mut self, now: Duration) {
        self.lose_power();
        self.wake(now);
    }

    /// A condition begins or ends.
    pub(crate) fn set_condition(&mut self, now: Duration, condition: DriveCondition, holds: bool) {
        let changed = match holds {
            true => self.conditions.insert(condition),
            false => self.conditions.remove(&condition),
        };
        match condition {
            DriveCondition::PowerOff if changed && holds => self.lose_power(),
            DriveCondition::PowerOff if changed => self.wake(now),
            DriveCondition::UnloadFails if !holds => self.free(),
            _ => {}
        }
    }

    /// Whether a cleaning went well since this was last asked.
    pub(crate) fn take_cleaned(&mut self) -> bool {
        std::mem::take(&mut self.cleaned)
    }

    /// Commands are aborted, and what only the buffer knew is lost: the recording ends at the last
    /// object that was synchronised.
    fn lose_power(&mut self) {
        let under_way = match self.work.take() {
            Some(Work { reply: Reply::To(order), .. }) => Some(order),
            _ => None,
        };
        let waiting = std::mem::take(&mut self.waiting);
        for order in under_way.into_iter().chain(waiting.into_iter().map(|(order, _)| order)) {
            self.answer(order, Outcome::check(Sense::ABORTED));
        }
        self.attentions.power_on();
        self.prevention.clear();
        self.deferred.clear();
        self.mode = Mode::of(&self.model);
        if let Some((head, tape)) = self.held.as_mut().and_then(Held::medium_mut) {
            tape.truncate(head.synchronised);
            head.object = 0;
        }
    }

    /// Power is back: a cartridge that was inside is brought to the load point again.
    fn wake(&mut self, now: Duration) {
        let inside = matches!(self.held, Some(Held { at: At::Inside(_), .. }));
        if inside && !self.has(DriveCondition::PowerOff) {
            self.draw_in(now);
        }
    }
}
