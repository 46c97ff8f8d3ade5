//! Steps of jobs: the commands that each needs, and what is true when it is done.

use std::time::Duration;

use bytes::Bytes;
use wire::label::LabelParsers;
use wire::ntms::state::{DriveState, MediaState, PortContent, PortPosition, SlotState};
use wire::scsi::ssc::Transfer;
use wire::scsi::{ChangerCommand, Command, DriveCommand, ElementAddress, ElementType};

use super::errand::Errand;
use crate::database::{Changer, Drive, IePort, Key, Library, PhysicalMedia, StorageSlot};
use crate::engine::Rsm;
use crate::furnish;

/// A place that the robot takes from and puts into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    Slot(Key<StorageSlot>),
    Drive(Key<Drive>),
    Port(Key<IePort>),
    /// The robot's hand, where a cartridge stays when a move ends badly.
    Hand(Key<Changer>),
}

/// Part of a job that one device does.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// The robot carries a medium, turning it over if asked to; without a medium what it carries is
    /// a cleaner, which is on no record.
    Move { media: Option<Key<PhysicalMedia>>, from: Spot, to: Spot, turn: bool },
    /// The drive makes its medium ready.
    Load(Key<Drive>),
    /// The drive lets its medium go.
    Unload(Key<Drive>),
    /// The drive tells what kind of medium it has.
    ReadMode(Key<Drive>),
    /// The first block of the medium is read.
    ReadLabel(Key<Drive>),
    /// The drive goes to the beginning of the medium.
    Rewind(Key<Drive>),
    /// The medium begins with this label from now on, and holds nothing else.
    WriteLabel(Key<Drive>, Bytes),
    /// The drive cleans itself and lets the cleaner go.
    AwaitCleaning(Key<Drive>),
    /// The library tells what is in every element, after it looked at all labels if asked to. A
    /// drive without a library tells whether it holds something.
    Look { scan: bool },
    /// The library tells what is in the mail slot.
    LookAtPort,
    /// The mail slot moves out or in.
    Port { open: bool },
    /// Doors and mail slot are locked against people, or free.
    Lock(bool),
    /// The library tells whether its door is open.
    LookAtDoor,
    /// Nothing, for a while.
    Rest(Duration),
    /// Nothing, for a while, in which nobody else moves anything.
    Hold(Duration),
}

impl Step {
    /// The changer does it, so that nothing else moves meanwhile.
    pub(super) fn needs_robot(&self) -> bool {
        self.drive().is_none() && !matches!(self, Step::Rest(_))
    }

    /// The drive that does it.
    pub(super) fn drive(&self) -> Option<Key<Drive>> {
        match self {
            Step::Load(drive)
            | Step::Unload(drive)
            | Step::ReadMode(drive)
            | Step::ReadLabel(drive)
            | Step::Rewind(drive)
            | Step::WriteLabel(drive, _)
            | Step::AwaitCleaning(drive) => Some(*drive),
            Step::Move { .. }
            | Step::Look { .. }
            | Step::LookAtPort
            | Step::Port { .. }
            | Step::Lock(_)
            | Step::LookAtDoor
            | Step::Rest(_)
            | Step::Hold(_) => None,
        }
    }
}

impl Rsm {
    /// The commands of a step, for the device that does it.
    pub(super) fn errand_of(&self, worker: usize, step: &Step) -> Option<Errand> {
        let there = &self.work.workers[worker];
        let lun = match (step.drive(), there.changer) {
            (Some(drive), _) => *there.luns.get(&drive)?,
            (None, Some(changer)) => changer,
            (None, None) => *there.luns.values().next()?,
        };
        let commands = match step.drive() {
            Some(_) => drive_commands(step, &self.config.label_parsers),
            None => self.changer_commands(worker, step)?,
        };
        Some(Errand::new(lun, commands))
    }

    /// The commands of a step that the changer does; none for what this worker's cannot do.
    fn changer_commands(&self, worker: usize, step: &Step) -> Option<Vec<Command>> {
        let there = &self.work.workers[worker];
        if there.changer.is_none() {
            return matches!(step, Step::Look { .. }).then(|| vec![Command::TestUnitReady]);
        }
        let changer = |command| Some(vec![Command::Changer(command)]);
        match step {
            Step::Move { from, to, turn, .. } => changer(ChangerCommand::MoveMedium {
                // Address 0 stands for the transport that the unit prefers (SMC, MOVE MEDIUM).
                transport: ElementAddress(0),
                from: self.address(*from),
                to: self.address(*to),
                invert: *turn,
            }),
            Step::Look { scan: false } => changer(element_status(None)),
            Step::Look { scan: true } => {
                let scan = ChangerCommand::InitializeElementStatus { range: None };
                Some(vec![Command::Changer(scan), Command::Changer(element_status(None))])
            }
            Step::LookAtPort => changer(element_status(Some(ElementType::ImportExport))),
            Step::Port { open } => {
                let port = self.database.index().ports_of.of(there.library?).next()?;
                let element = self.address(Spot::Port(port));
                changer(ChangerCommand::OpenCloseImportExport { element, open: *open })
            }
            Step::LookAtDoor => Some(vec![Command::TestUnitReady]),
            Step::Lock(prevent) => Some(vec![Command::PreventRemoval(*prevent)]),
            _ => None,
        }
    }

    pub(super) fn address(&self, spot: Spot) -> ElementAddress {
        ElementAddress(match spot {
            Spot::Slot(key) => self.database.get(key).address,
            Spot::Drive(key) => self.database.get(key).address,
            Spot::Port(key) => self.database.get(key).address,
            Spot::Hand(key) => self.database.get(key).address,
        })
    }

    /// Writes down what a finished step brought about.
    pub(super) fn record(&mut self, worker: usize, step: &Step) {
        match step {
            Step::Move { media, from, to, .. } => {
                if let (Some(library), Some(media)) = (self.work.workers[worker].library, media) {
                    self.record_move(library, *media, *to);
                }
                self.record_spot(*from, false);
                self.record_spot(*to, true);
            }
            Step::Load(drive) => self.record_drive(*drive, DriveState::Loaded, MediaState::Loaded),
            Step::Unload(drive) => {
                self.record_drive(*drive, DriveState::Unloaded, MediaState::Unloaded);
            }
            Step::Port { open } => {
                if let Some(library) = self.work.workers[worker].library {
                    self.record_port_position(library, *open);
                }
            }
            Step::ReadMode(_)
            | Step::ReadLabel(_)
            | Step::Rewind(_)
            | Step::WriteLabel(..)
            | Step::AwaitCleaning(_)
            | Step::Look { .. }
            | Step::LookAtPort
            | Step::Lock(_)
            | Step::LookAtDoor
            | Step::Rest(_)
            | Step::Hold(_) => {}
        }
    }

    fn record_port_position(&mut self, library: Key<Library>, open: bool) {
        let position = if open { PortPosition::Extended } else { PortPosition::Retracted };
        let ports: Vec<Key<IePort>> = self.database.index().ports_of.of(library).collect();
        for port in ports {
            self.database.update(port, |row| row.position = position);
        }
    }

    fn record_drive(&mut self, drive: Key<Drive>, state: DriveState, media_state: MediaState) {
        self.database.update(drive, |row| row.state = state);
        if let Some(media) = self.database.index().in_drive(drive) {
            self.database.update(media, |row| row.state = media_state);
        }
    }

    /// The medium of a move is not where it was when the move was planned.
    pub(super) fn is_elsewhere(&self, step: &Step) -> bool {
        match step {
            Step::Move { from: Spot::Hand(_), .. } => false,
            Step::Move { media: Some(media), from, .. } => {
                let there = self.database.try_get(*media).and_then(|_| self.spot_of(*media));
                there != Some(*from)
            }
            _ => false,
        }
    }

    /// A medium is somewhere else now. One that was believed to be there is not.
    fn record_move(&mut self, library: Key<Library>, media: Key<PhysicalMedia>, to: Spot) {
        if self.database.try_get(media).is_none() {
            return;
        }
        let believed = match to {
            Spot::Slot(slot) => self.database.index().in_slot(slot),
            Spot::Drive(drive) => self.database.index().in_drive(drive),
            Spot::Port(port) => self.database.index().in_port(port),
            Spot::Hand(_) => None,
        };
        if let Some(other) = believed.filter(|other| *other != media) {
            let shelf = self.database.offline_library().unwrap_or(library);
            furnish::lay(&mut self.database, other, shelf, None);
        }
        self.database.update(media, |row| {
            row.library = library;
            (row.slot, row.drive, row.port) = (None, None, None);
            row.mounted_side = None;
            match to {
                Spot::Slot(slot) => {
                    row.slot = Some(slot);
                    row.home_slot = Some(slot);
                    row.state = MediaState::Idle;
                }
                Spot::Drive(drive) => {
                    row.drive = Some(drive);
                    row.state = MediaState::Mounted;
                }
                Spot::Port(port) => {
                    row.port = Some(port);
                    row.state = MediaState::Idle;
                }
                Spot::Hand(_) => {}
            }
        });
    }

    pub(super) fn record_spot(&mut self, spot: Spot, full: bool) {
        match spot {
            Spot::Slot(key) => self.database.update(key, |row| {
                row.state = if full { SlotState::Full } else { SlotState::Empty };
            }),
            Spot::Drive(key) => self.database.update(key, |row| {
                row.state = if full { DriveState::Mounted } else { DriveState::Dismounted };
            }),
            Spot::Port(key) => self.database.update(key, |row| {
                row.content = if full { PortContent::Full } else { PortContent::Empty };
            }),
            Spot::Hand(_) => {}
        }
    }

    /// Where a medium lies, as far as the robot can take it from there.
    pub(super) fn spot_of(&self, media: Key<PhysicalMedia>) -> Option<Spot> {
        let row = self.database.get(media);
        row.drive.map(Spot::Drive).or(row.slot.map(Spot::Slot)).or(row.port.map(Spot::Port))
    }

    /// The slot that a medium returns to: its own when that is free, else the first that is. The
    /// cleaner's is for no medium, also where it was the medium's own before.
    pub(super) fn home_of(&self, media: Key<PhysicalMedia>) -> Option<Key<StorageSlot>> {
        let row = self.database.get(media);
        let cleaner = self.database.get(row.library).cleaner_slot;
        let free = |slot: &Key<StorageSlot>| {
            let there = self.database.get(*slot);
            there.state == SlotState::Empty
                && Some(*slot) != cleaner
                && there.head.enabled
                && there.library == row.library
                && !self.is_promised(*slot, Some(media))
        };
        row.home_slot.filter(free).or_else(|| {
            let mut slots = self.database.index().slots_of.of(row.library);
            slots.find(free)
        })
    }

    /// A medium that is in no slot now returns to this one, other than the one that asks.
    pub(super) fn is_promised(
        &self,
        slot: Key<StorageSlot>,
        asks: Option<Key<PhysicalMedia>>,
    ) -> bool {
        let library = self.database.get(slot).library;
        let index = self.database.index();
        let in_drives = index.drives_of.of(library).filter_map(|drive| index.in_drive(drive));
        let in_ports = index.ports_of.of(library).filter_map(|port| index.in_port(port));
        in_drives
            .chain(in_ports)
            .any(|media| Some(media) != asks && self.database.get(media).home_slot == Some(slot))
    }

    /// The slot that a medium returns to, which from now on nobody else gets.
    pub(super) fn reserve_home(&mut self, media: Key<PhysicalMedia>) -> Option<Key<StorageSlot>> {
        let slot = self.home_of(media);
        if slot.is_some() {
            self.database.update(media, |row| row.home_slot = slot);
        }
        slot
    }

    /// The steps that bring a medium from a drive to its slot. A medium that was turned over on
    /// its way in is turned back. Without a robot the drive lets it go and people do the rest.
    pub(super) fn steps_home(&mut self, drive: Key<Drive>, media: Key<PhysicalMedia>) -> Vec<Step> {
        // What somebody was to identify may be forgotten before that begins.
        if self.database.try_get(media).and_then(|row| row.drive) != Some(drive) {
            return Vec::new();
        }
        let unload = Step::Unload(drive);
        let library = self.database.get(drive).library;
        let has_robot = self.database.index().changers_of.count(library) > 0;
        let slot = if has_robot { self.reserve_home(media) } else { None };
        match slot {
            Some(slot) => vec![
                unload,
                Step::Move {
                    media: Some(media),
                    from: Spot::Drive(drive),
                    to: Spot::Slot(slot),
                    turn: self.lies_turned(media),
                },
            ],
            None => vec![unload],
        }
    }

    /// The back of the medium faces up, because its second side is or was to be mounted.
    pub(super) fn lies_turned(&self, media: Key<PhysicalMedia>) -> bool {
        let mounted = self.database.get(media).mounted_side;
        mounted.is_some_and(|side| self.database.get(side).side == 1)
    }
}

/// The commands of a step that a drive does.
fn drive_commands(step: &Step, parsers: &LabelParsers) -> Vec<Command> {
    let rewind = Command::Drive(DriveCommand::Rewind { immediate: false });
    match step {
        Step::Load(_) => vec![load_unload(true)],
        Step::Unload(_) => vec![load_unload(false)],
        // Page 0 asks for header and block descriptor alone (SPC, MODE SENSE).
        Step::ReadMode(_) => {
            vec![Command::ModeSense { page: 0, without_block_descriptor: false }]
        }
        Step::ReadLabel(_) => {
            let longest = parsers.read_bytes();
            let transfer = Transfer::Variable {
                block_bytes: u32::try_from(longest).unwrap_or(u32::MAX).min(0xFF_FFFF),
            };
            let read = DriveCommand::Read { transfer, suppress_incorrect_length: true };
            vec![rewind, Command::Drive(read)]
        }
        Step::Rewind(_) => vec![rewind],
        Step::WriteLabel(_, label) => {
            let transfer =
                Transfer::Variable { block_bytes: u32::try_from(label.len()).unwrap_or(u32::MAX) };
            vec![
                rewind.clone(),
                Command::Drive(DriveCommand::Write { transfer, data: label.clone() }),
                Command::Drive(DriveCommand::WriteFilemarks { count: 1, immediate: false }),
                rewind,
            ]
        }
        Step::AwaitCleaning(_) => vec![Command::TestUnitReady],
        _ => Vec::new(),
    }
}

/// READ ELEMENT STATUS of all elements, or of those of one type.
pub(super) fn element_status(kind: Option<ElementType>) -> ChangerCommand {
    ChangerCommand::ReadElementStatus {
        kind,
        first: ElementAddress(0),
        count: u16::MAX,
        tags: true,
        device_ids: false,
        allocation_bytes: 0xFF_FFFF,
    }
}

fn load_unload(load: bool) -> Command {
    Command::Drive(DriveCommand::LoadUnload { load, immediate: false })
}
