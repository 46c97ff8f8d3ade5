//! Device nodes: the names by which programs of a computer open its units, and the commands that
//! they send through them.
//!
//! A unit has the name that the API tells for it. On Linux it has more: every unit is `/dev/sgN`,
//! and a tape drive is `/dev/nstN`, and `/dev/stN`, which rewinds when it is closed. Both are
//! counted from 0 over all libraries of the computer in the order of the scenario, the changer
//! before the drives; the drives have the number of their `\\.\TapeN` where there are no others.

use std::time::Duration;

use rsm::{Attachment, CallId, Unit};
use wire::scsi::{Command, Nexus, Outcome, UnitKind};

use crate::computer::ComputerId;
use crate::device::Owner;
use crate::driver::Device;
use crate::entered::{Entered, Place};
use crate::turn::Event;
use crate::world::{Ended, World};

/// A unit as a name shows it to programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// The unit.
    pub device: Device,
    /// What kind of file it is.
    pub face: Face,
    /// Its number among the files of its kind on the computer.
    pub number: u16,
    /// Peripheral device type (SPC) of what stands behind it.
    pub device_type: u8,
}

/// Device types of tape drives and changers (SPC).
const TAPE: u8 = 0x01;
const CHANGER: u8 = 0x08;

/// What kind of file a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Face {
    /// A tape drive: blocks and marks.
    Tape {
        /// The tape is rewound when the file is closed.
        rewinds: bool,
    },
    /// Commands only.
    Generic,
}

impl Node {
    /// The commands that the unit knows.
    pub fn kind(&self) -> UnitKind {
        UnitKind::of_device_type(self.device_type).unwrap_or(UnitKind::Drive)
    }
}

/// Nothing came back from a unit in the time that a program gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnswer;

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the unit did not answer in time")
    }
}

impl std::error::Error for NoAnswer {}

/// The nexus of the drivers of a computer: all its programs are one initiator to a unit, so that
/// one of them can allow a removal that another prevented.
fn drivers_nexus(computer: ComputerId) -> Nexus {
    Nexus(0x8000_0000 | u32::from(computer.0))
}

/// The number behind a prefix, if the name is that and nothing else.
fn numbered(name: &str, prefix: &str) -> Option<usize> {
    let digits = name.strip_prefix(prefix)?;
    let plain = digits == "0" || !digits.starts_with('0');
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (plain && all).then(|| digits.parse().ok())?
}

impl World {
    /// The node with a name on a computer: a device name that the API tells, or one of Linux.
    pub fn node(&self, computer: ComputerId, name: &str) -> Option<Node> {
        if let Some(at) = numbered(name, "/dev/sg") {
            return self.nodes(computer, Face::Generic).nth(at);
        }
        for (prefix, rewinds) in [("/dev/nst", false), ("/dev/st", true)] {
            if let Some(at) = numbered(name, prefix) {
                return self.nodes(computer, Face::Tape { rewinds }).nth(at);
            }
        }
        let device = self.told_device(computer, name)?;
        let mut tapes = self.nodes(computer, Face::Tape { rewinds: false });
        let tape = tapes.find(|node| node.device == device);
        tape.or_else(|| self.nodes(computer, Face::Generic).find(|node| node.device == device))
    }

    /// The units of a computer that have such a file, in the order of their numbers.
    pub fn nodes(&self, computer: ComputerId, face: Face) -> impl Iterator<Item = Node> {
        let there = self.computers.get(usize::from(computer.0));
        let units = there.into_iter().flat_map(move |there| {
            let attachments: &[Attachment] = &there.service.config.attachments;
            attachments.iter().flat_map(move |attachment| {
                let cabinet = there.cabinets.get(usize::from(attachment.cable.0));
                attachment.units.iter().filter_map(move |unit| {
                    let profile = cabinet?.library.profile();
                    let device_type = match profile.changer.is_some() && unit.lun.0 == 0 {
                        true => CHANGER,
                        false => profile.drives.first()?.device_type,
                    };
                    let device = Device { computer, cable: attachment.cable, lun: unit.lun };
                    let has = face == Face::Generic || device_type == TAPE;
                    has.then_some((device, device_type))
                })
            })
        });
        units.zip(0..).map(move |((device, device_type), number)| Node {
            device,
            face,
            number,
            device_type,
        })
    }

    /// The unit with the device name that the API tells.
    pub(crate) fn told_device(&self, computer: ComputerId, name: &str) -> Option<Device> {
        let attachments = &self.computers.get(usize::from(computer.0))?.service.config.attachments;
        attachments.iter().find_map(|attachment| {
            let same = |unit: &&Unit| unit.device_name.eq_ignore_ascii_case(name);
            let unit = attachment.units.iter().find(same)?;
            Some(Device { computer, cable: attachment.cable, lun: unit.lun })
        })
    }

    /// A program sends a command through a node.
    pub(crate) fn pass_through(
        &mut self,
        call: CallId,
        device: Device,
        command: Command,
        patience: Duration,
    ) {
        let due = self.now.saturating_add(patience);
        self.plan(due, Event::NoAnswer(call));
        let alarm = (due, self.last_event);
        let Some(entered) = self.calls.get_mut(call) else { return };
        entered.place = Place::Commanding { alarm };
        let Device { computer, cable, lun } = device;
        let nexus = drivers_nexus(computer);
        self.command_from(Owner::Driver(call), computer, cable, nexus, lun, command);
    }

    /// The unit has answered a program's command, or did not in time.
    pub(crate) fn passed_through(&mut self, call: CallId, result: Result<Outcome, NoAnswer>) {
        let Some(Entered { place: Place::Commanding { alarm }, .. }) = self.calls.get(call) else {
            return;
        };
        self.agenda.remove(alarm);
        self.end(call, Ended::Commanded(result));
    }
}
