//! The tape driver of a host: verbs on an open drive become commands under the program's own
//! nexus. Unit attentions are absorbed and waiting is done here, as a host's driver does both.

use std::time::Duration;

use rsm::{Cable, CallId};
use wire::scsi::ssc::Transfer;
use wire::scsi::{Command, Data, DriveCommand, Lun, Nexus, Outcome, Sense, SenseKey, Status};
use wire::tape::{Stopped, TapeDone, TapeError, TapeVerb};

use crate::client::ProcessId;
use crate::computer::ComputerId;
use crate::device::Owner;
use crate::entered::Place;
use crate::turn::Event;
use crate::world::{Ended, World};

/// A drive as programs open it: by its device name on their computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Device {
    /// The computer it is cabled to.
    pub computer: ComputerId,
    /// The cable.
    pub cable: Cable,
    /// The unit.
    pub lun: Lun,
}

/// A verb under way.
#[derive(Debug)]
pub(crate) struct Driving {
    device: Device,
    verb: TapeVerb,
    done: TapeDone,
    blocks_done: u32,
    attentions: u32,
    rests: u32,
}

/// Unit attentions in a row that a driver absorbs.
const ATTENTIONS_MAX: u32 = 16;
const REST: Duration = Duration::from_secs(1);
/// Rests before a driver gives up: as long as the longest load takes.
const RESTS_MAX: u32 = 7920;

/// The nexus of a program; those of services are below.
fn program_nexus(process: ProcessId) -> Nexus {
    Nexus(0x1_0000 + process.0)
}

impl Driving {
    pub(crate) fn new(device: Device, verb: TapeVerb) -> Driving {
        let done = TapeDone::default();
        Driving { device, verb, done, blocks_done: 0, attentions: 0, rests: 0 }
    }

    /// The command that comes next, if any is left.
    fn next(&self) -> Option<Command> {
        let first = self.blocks_done == 0;
        let command = match &self.verb {
            TapeVerb::Write(blocks) => {
                let data = blocks.get(self.blocks_done as usize)?.clone();
                let block_bytes = u32::try_from(data.len()).unwrap_or(u32::MAX);
                DriveCommand::Write { transfer: Transfer::Variable { block_bytes }, data }
            }
            TapeVerb::Read { count, max_bytes } => {
                if self.blocks_done >= *count || self.done.stopped.is_some() {
                    return None;
                }
                DriveCommand::Read {
                    transfer: Transfer::Variable { block_bytes: *max_bytes },
                    suppress_incorrect_length: true,
                }
            }
            _ if !first => return None,
            TapeVerb::Filemarks(count) => {
                DriveCommand::WriteFilemarks { count: *count, immediate: false }
            }
            TapeVerb::Space { unit, count } => DriveCommand::Space { unit: *unit, count: *count },
            TapeVerb::Rewind => DriveCommand::Rewind { immediate: false },
            TapeVerb::Locate(object) => DriveCommand::Locate { object: *object, immediate: false },
            TapeVerb::Erase => DriveCommand::Erase { long: true, immediate: false },
            TapeVerb::Load => DriveCommand::LoadUnload { load: true, immediate: false },
            TapeVerb::Unload => DriveCommand::LoadUnload { load: false, immediate: false },
            TapeVerb::Position => DriveCommand::ReadPosition,
        };
        Some(Command::Drive(command))
    }

    /// Takes an answer. `None` goes on, else how the verb ended.
    fn answered(&mut self, outcome: Outcome) -> Option<Result<(), TapeError>> {
        match outcome.status {
            Status::Good => {
                self.took(outcome.data);
                None
            }
            Status::Check(sense) => self.checked(sense, outcome.data),
            Status::Busy | Status::ReservationConflict => Some(Err(TapeError::Busy)),
        }
    }

    fn took(&mut self, data: Data) {
        match data {
            Data::Read(block) => self.done.blocks.push(block),
            Data::Position(position) => self.done.position = Some(position),
            _ => {}
        }
        self.blocks_done += 1;
        self.attentions = 0;
    }

    fn checked(&mut self, sense: Sense, data: Data) -> Option<Result<(), TapeError>> {
        let reads = matches!(self.verb, TapeVerb::Read { .. });
        if sense.key == SenseKey::UnitAttention && self.attentions < ATTENTIONS_MAX {
            self.attentions += 1;
            return None;
        }
        if reads && sense.filemark {
            self.done.stopped = Some(Stopped::Filemark);
            return None;
        }
        if reads && sense.is(Sense::END_OF_DATA) {
            self.done.stopped = Some(Stopped::EndOfData);
            return None;
        }
        let warned = sense.is(Sense::EARLY_WARNING) && !reads;
        if warned || sense.key == SenseKey::RecoveredError {
            self.done.early_warning |= warned;
            self.took(data);
            return None;
        }
        Some(Err(TapeError::Refused { sense, blocks_done: self.blocks_done }))
    }

    /// Whether the drive only asks for patience.
    fn asks_for_patience(&mut self, outcome: &Outcome) -> bool {
        let waits = match outcome.status {
            Status::Busy => true,
            Status::Check(sense) => {
                sense.is(Sense::BECOMING_READY) || sense.is(Sense::OPERATION_IN_PROGRESS)
            }
            _ => false,
        };
        self.rests += u32::from(waits);
        waits && self.rests <= RESTS_MAX
    }
}

impl World {
    /// The unit with a device name on a computer.
    pub fn device(&self, computer: ComputerId, name: &str) -> Option<Device> {
        self.node(computer, name).map(|node| node.device)
    }

    /// A program begins a verb.
    pub(crate) fn drive(&mut self, call: CallId, device: Option<Device>, verb: TapeVerb) {
        let Some(device) = device else {
            return self.end(call, Ended::Drove(Err(TapeError::NoDevice)));
        };
        self.trace(|world| {
            let process = world.calls[call].process;
            let to = world.unit_name(device.computer, device.cable, device.lun);
            ("verb", world.process_name(process), to, crate::words::of_verb(&verb))
        });
        self.drive_on(call, Driving::new(device, verb));
    }

    /// Sends the next command of a verb, or ends it.
    pub(crate) fn drive_on(&mut self, call: CallId, driving: Driving) {
        let Some(command) = driving.next() else {
            return self.end(call, Ended::Drove(Ok(driving.done)));
        };
        let Some(entered) = self.calls.get_mut(call) else { return };
        let nexus = program_nexus(entered.process);
        let Device { computer, cable, lun } = driving.device;
        entered.place = Place::Driving(Box::new(driving));
        self.command_from(Owner::Driver(call), computer, cable, nexus, lun, command);
    }

    /// The drive has answered a verb's command.
    pub(crate) fn drive_answered(&mut self, call: CallId, outcome: Outcome) {
        let Some(entered) = self.calls.get_mut(call) else { return };
        if !matches!(entered.place, Place::Driving(_)) {
            return self.passed_through(call, Ok(outcome));
        }
        let Place::Driving(mut driving) = std::mem::replace(&mut entered.place, Place::Sleeping)
        else {
            return;
        };
        if driving.asks_for_patience(&outcome) {
            entered.place = Place::Driving(driving);
            let due = self.now.saturating_add(REST);
            return self.plan(due, Event::DriveAgain(call));
        }
        match driving.answered(outcome) {
            None => self.drive_on(call, *driving),
            Some(Ok(())) => self.end(call, Ended::Drove(Ok(driving.done))),
            Some(Err(error)) => self.end(call, Ended::Drove(Err(error))),
        }
    }

    /// A drive that asked for patience is asked again.
    pub(crate) fn drive_again(&mut self, call: CallId) {
        let Some(entered) = self.calls.get_mut(call) else { return };
        if let Place::Driving(driving) = std::mem::replace(&mut entered.place, Place::Sleeping) {
            self.drive_on(call, *driving);
        }
    }
}
