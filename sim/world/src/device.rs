//! Devices: commands go to their units, answers go back to whoever sent the command.

use std::time::Duration;

use hardware::{Finished, Task};
use rsm::{Cable, CallId, Input};
use wire::scsi::{ChangerCommand, Command, ElementAddress, Lun, Nexus, Outcome, Sense, TaskId};

use crate::computer::{Cabinet, ComputerId, LibraryId};
use crate::fault::Fate;
use crate::turn::Event;
use crate::world::World;

/// Who sent a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A run of a service, under its own number for the command.
    Service { computer: ComputerId, incarnation: u64, task: TaskId },
    /// A verb of a program.
    Driver(CallId),
}

/// A command that no answer was heard to yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    pub(crate) owner: Owner,
    /// The command's name in the standards.
    name: &'static str,
    /// The places that it moves media between.
    moves: Option<Places>,
}

/// Where a move begins and ends; those of an exchange are three.
type Places = [ElementAddress; 3];

/// How long the driver of a drive that stands alone takes to notice that its medium changed: class
/// drivers ask such drives about once in a second.
const MEDIA_CHANGE_DELAY: Duration = Duration::from_secs(1);

/// The nexus of a computer's service with the devices that are cabled to it.
pub(crate) fn service_nexus(computer: ComputerId) -> Nexus {
    Nexus(u32::from(computer.0) + 1)
}

impl World {
    /// A service sends a command.
    pub(crate) fn command(
        &mut self,
        computer: ComputerId,
        task: TaskId,
        cable: Cable,
        lun: Lun,
        command: Command,
    ) {
        let incarnation = self.computers[usize::from(computer.0)].service.incarnation;
        let owner = Owner::Service { computer, incarnation, task };
        self.command_from(owner, computer, cable, service_nexus(computer), lun, command);
    }

    /// Somebody sends a command.
    pub(crate) fn command_from(
        &mut self,
        owner: Owner,
        computer: ComputerId,
        cable: Cable,
        nexus: Nexus,
        lun: Lun,
        command: Command,
    ) {
        self.last_task += 1;
        let id = TaskId(self.last_task);
        let name = crate::words::name_of(&command);
        let moves = match &command {
            Command::Changer(ChangerCommand::MoveMedium { from, to, .. }) => {
                Some([*from, *to, *to])
            }
            Command::Changer(ChangerCommand::ExchangeMedium { from, to, onward, .. }) => {
                Some([*from, *to, *onward])
            }
            _ => None,
        };
        self.tasks.insert(id, Sent { owner, name, moves });
        self.trace(|world| {
            let to = world.unit_name(computer, cable, lun);
            ("command", world.owner_name(owner), to, crate::words::of_command(&command))
        });
        let at = LibraryId { computer, cable };
        let task = Task { id, nexus, lun, command };
        match self.command_fate(at, lun, name) {
            Fate::Lost => {
                self.tasks.remove(&id);
            }
            Fate::Later(delay) => {
                let due = self.now.saturating_add(delay);
                self.plan(due, Event::Command(at, task));
            }
            Fate::Forged(sense) => {
                self.tasks.remove(&id);
                self.forge(at, lun, owner, sense, moves);
            }
            _ => self.reach_unit(at, task),
        }
    }

    /// A command reaches its unit.
    pub(crate) fn reach_unit(&mut self, at: LibraryId, task: Task) {
        let (now, cable) = (self.now, usize::from(at.cable.0));
        let cabinets = &mut self.computers[usize::from(at.computer.0)].cabinets;
        if let Some(cabinet) = cabinets.get_mut(cable) {
            cabinet.library.handle(now, task);
            self.collect(at.computer, cable);
        }
    }

    pub(crate) fn cabinet_mut(&mut self, at: LibraryId) -> Option<&mut Cabinet> {
        let computer = self.computers.get_mut(usize::from(at.computer.0))?;
        computer.cabinets.get_mut(usize::from(at.cable.0))
    }

    pub(crate) fn unit_name(&self, computer: ComputerId, cable: Cable, lun: Lun) -> String {
        let cabinet = &self.computers[usize::from(computer.0)].cabinets[usize::from(cable.0)];
        let has_changer = cabinet.library.profile().changer.is_some();
        match (has_changer, lun.0) {
            (true, 0) => format!("{}/changer", cabinet.name),
            (true, drive) => format!("{}/drive-{}", cabinet.name, drive - 1),
            (false, drive) => format!("{}/drive-{drive}", cabinet.name),
        }
    }

    fn owner_name(&self, owner: Owner) -> String {
        match owner {
            Owner::Service { computer, .. } => self.computer_name(computer),
            Owner::Driver(call) => {
                self.calls.get(call).map_or_else(String::new, |c| self.process_name(c.process))
            }
        }
    }

    /// Takes the answers of a library.
    pub(crate) fn collect(&mut self, computer: ComputerId, cabinet: usize) {
        loop {
            let library = &mut self.computers[usize::from(computer.0)].cabinets[cabinet].library;
            let Some(finished) = library.poll() else { return };
            let Finished { task, lun, outcome, .. } = finished;
            let Some(Sent { owner, name, moves }) = self.tasks.remove(&task) else { continue };
            let at = LibraryId { computer, cable: Cable(cabinet as u16) };
            let made = self.now;
            if let (Owner::Driver(_), Some(places)) = (owner, moves) {
                self.meddle(at, places);
            }
            match self.answer_fate(at, lun, name) {
                Fate::Lost => {}
                Fate::Later(delay) => {
                    let due = self.now.saturating_add(delay);
                    self.plan(due, Event::Answer { at, lun, owner, outcome, made });
                }
                Fate::Forged(sense) => self.forge(at, lun, owner, sense, moves),
                _ => self.answer(at, lun, owner, outcome, Some(made)),
            }
        }
    }

    /// A sense that no device meant goes to whoever sent the command. Whether its medium was moved,
    /// or will be by a move before it, nobody can know then until the library tells.
    fn forge(
        &mut self,
        at: LibraryId,
        lun: Lun,
        owner: Owner,
        sense: Sense,
        moves: Option<Places>,
    ) {
        if let Some(places) = moves {
            self.meddle(at, places);
        }
        self.answer(at, lun, owner, Outcome::check(sense), None);
    }

    /// What lies in these places the service cannot know until the library tells.
    fn meddle(&mut self, at: LibraryId, places: Places) {
        let now = self.now;
        if let Some(cabinet) = self.cabinet_mut(at) {
            cabinet.meddled.places.extend(places.map(|place| (place, now)));
        }
    }

    /// An answer is on its way to whoever sent the command. `made` says when the device gave it;
    /// a forged one was not given by any.
    pub(crate) fn answer(
        &mut self,
        at: LibraryId,
        lun: Lun,
        owner: Owner,
        outcome: Outcome,
        made: Option<Duration>,
    ) {
        self.trace(|world| {
            let from = world.unit_name(at.computer, at.cable, lun);
            let mark = if made.is_none() { ", forged" } else { "" };
            let what = format!("{}{mark}", crate::words::of_outcome(&outcome));
            ("answer", from, world.owner_name(owner), what)
        });
        if let (Owner::Service { computer, incarnation, .. }, Some(made)) = (owner, made)
            && self.computers[usize::from(computer.0)].service.incarnation == incarnation
            && let Some(cabinet) = self.cabinet_mut(at)
        {
            cabinet.note_answer(&outcome, made);
        }
        self.answers.push_back((owner, outcome));
    }

    /// Whoever sent a command hears its answer.
    pub(crate) fn answer_owner(&mut self, owner: Owner, outcome: Outcome) {
        match owner {
            Owner::Service { computer, incarnation, task } => {
                let now = self.now;
                let service = &mut self.computers[usize::from(computer.0)].service;
                if service.incarnation != incarnation {
                    return;
                }
                if let Some(rsm) = service.rsm.as_mut() {
                    rsm.handle(now, Input::Done { task, outcome });
                }
                self.drain(computer);
            }
            Owner::Driver(call) => self.drive_answered(call, outcome),
        }
    }

    /// Hands changed what is in a stand-alone drive: its driver tells the service, if that wants to
    /// know.
    pub(crate) fn expect_media_change(&mut self, at: LibraryId) {
        let computer = &self.computers[usize::from(at.computer.0)];
        if computer.service.rsm.as_ref().is_some_and(|rsm| rsm.detects(at.cable)) {
            let due = self.now.saturating_add(MEDIA_CHANGE_DELAY);
            self.plan(due, Event::MediaChanged(at));
        }
    }

    /// The driver of a stand-alone drive tells the service that its medium changed.
    pub(crate) fn media_changed(&mut self, at: LibraryId) {
        let now = self.now;
        if let Some(rsm) = self.computers[usize::from(at.computer.0)].service.rsm.as_mut() {
            rsm.handle(now, Input::MediaChanged(at.cable));
            self.drain(at.computer);
        }
    }

    /// Nobody hears the answers to what a service that is gone had sent.
    pub(crate) fn forget_tasks(&mut self, gone: ComputerId) {
        self.tasks.retain(|_, sent| match sent.owner {
            Owner::Service { computer, .. } => computer != gone,
            Owner::Driver(_) => true,
        });
    }
}
