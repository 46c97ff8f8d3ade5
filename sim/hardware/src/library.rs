//! A library: the cabinet with all units, its three verbs, and the views that others have of it.

use std::collections::VecDeque;
use std::time::Duration;

use wire::scsi::{
    Command, ElementAddress, ElementType, Lun, Nexus, Outcome, Sense, Status, TaskId,
};

use crate::cartridge::{Cartridge, CartridgeId, CartridgeSlotted};
use crate::condition::{Active, Condition, Target};
use crate::drive::Drive;
use crate::element::{Elements, Located};
use crate::hand::HandRefused;
use crate::place::{Change, Place, Places};
use crate::profile::{ElementRange, Profile};
use crate::robot::{Order, Work};
use crate::unit::{Attentions, Prevention};

/// A command on its way to a logical unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its number.
    pub id: TaskId,
    /// Who sent it.
    pub nexus: Nexus,
    /// For which unit.
    pub lun: Lun,
    /// What to do.
    pub command: Command,
}

/// The answer to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The number of the command.
    pub task: TaskId,
    /// The unit that answers.
    pub lun: Lun,
    /// Who sent the command.
    pub nexus: Nexus,
    /// What came of it.
    pub outcome: Outcome,
}

/// Commands that wait for the robot, or in a hung unit, before BUSY is answered.
pub(crate) const WAITING_COUNT_MAX: usize = 1024;

/// A library of any profile, or a stand-alone drive. Everything in it happens in `handle`, `hand`
/// and `advance`; equal calls give equal libraries.
#[derive(Debug)]
pub struct Library {
    profile: Profile,
    pub(crate) elements: Elements,
    pub(crate) drives: Vec<Drive>,
    /// The drives' own deadlines, and the first of them, kept so that nobody has to ask sixty
    /// drives.
    drives_due: Vec<Option<Duration>>,
    first_drive_due: Option<Duration>,
    pub(crate) places: Places,
    pub(crate) attentions: Attentions,
    pub(crate) prevention: Prevention,
    pub(crate) active: Vec<Active>,
    /// What the robot is doing.
    pub(crate) work: Option<Work>,
    /// What it will do then.
    pub(crate) orders: VecDeque<Order>,
    /// Where it stands: column and row.
    pub(crate) stands: (i32, i32),
    /// A jam happened and has not healed.
    pub(crate) jammed: bool,
    pub(crate) door_open: bool,
    pub(crate) port_open: bool,
    /// Commands and answers of hung units, in order.
    held_tasks: Vec<Task>,
    held_answers: Vec<Finished>,
    outbox: VecDeque<Finished>,
}

impl Library {
    /// The library of a profile, without cartridges, on and ready; 29/00 waits for every nexus.
    pub fn new(profile: &Profile) -> Library {
        let mut profile = profile.clone();
        // One robot, and as many drives as there are models, whatever an override said.
        profile.map.transport.count = profile.map.transport.count.min(1);
        let drive_count = u16::try_from(profile.drives.len()).unwrap_or(u16::MAX);
        let first = profile.map.data_transfer.first.0;
        profile.map.data_transfer = ElementRange::new(first, drive_count);
        let elements = Elements::new(profile.map);
        let drives: Vec<Drive> = profile.drives.iter().map(Drive::new).collect();
        Library {
            elements,
            drives_due: vec![None; drives.len()],
            first_drive_due: None,
            drives,
            places: Places::default(),
            attentions: Attentions::default(),
            prevention: Prevention::default(),
            active: Vec::new(),
            work: None,
            orders: VecDeque::new(),
            stands: (0, 0),
            jammed: false,
            door_open: false,
            port_open: false,
            held_tasks: Vec::new(),
            held_answers: Vec::new(),
            outbox: VecDeque::new(),
            profile,
        }
    }

    /// What the library is.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Takes one command. `now` never goes back. Its answer comes out of [`Library::poll`], at once
    /// or when the work is done.
    pub fn handle(&mut self, now: Duration, task: Task) {
        self.advance(now);
        self.begin(now, task);
        self.advance(now);
    }

    /// The next answer.
    pub fn poll(&mut self) -> Option<Finished> {
        self.outbox.pop_front()
    }

    /// When [`Library::advance`] must be called next; `None` while nothing is under way.
    pub fn deadline(&self) -> Option<Duration> {
        [self.first_drive_due, self.next_healing(), self.robot_due()].into_iter().flatten().min()
    }

    /// Plays what is due up to `now`, in the order of its times.
    pub fn advance(&mut self, now: Duration) {
        while let Some(due) = self.deadline().filter(|due| *due <= now) {
            // At one instant: first what heals, then drives, then the robot that may wait for them.
            self.heal(due);
            for index in 0..self.drives.len() {
                if self.drives_due[index].is_some_and(|drive_due| drive_due <= due) {
                    self.drives[index].advance(due);
                    self.collect(index);
                    self.notice_cleaning(due, index);
                }
            }
            self.advance_robot(due);
        }
    }

    /// Sends a command to its unit, or keeps it while the unit hangs.
    fn begin(&mut self, now: Duration, task: Task) {
        if self.hangs(task.lun) {
            if self.held_tasks.len() < WAITING_COUNT_MAX {
                self.held_tasks.push(task);
            } else {
                let outcome = Outcome { status: Status::Busy, ..Outcome::GOOD };
                self.outbox.push_back(Finished {
                    task: task.id,
                    lun: task.lun,
                    nexus: task.nexus,
                    outcome,
                });
            }
            return;
        }
        if let Some(index) = self.drive_index(task.lun) {
            self.drives[index].handle(now, task.id, task.nexus, task.command);
            self.collect(index);
        } else if task.lun == Lun(0) {
            self.handle_changer(now, task);
        } else {
            let outcome = Outcome::check(Sense::NO_SUCH_UNIT);
            self.finish(task.id, task.nexus, task.lun, outcome);
        }
    }

    /// An answer leaves, unless its unit hangs.
    pub(crate) fn finish(&mut self, task: TaskId, nexus: Nexus, lun: Lun, outcome: Outcome) {
        let finished = Finished { task, lun, nexus, outcome };
        if self.hangs(lun) {
            self.held_answers.push(finished);
        } else {
            self.outbox.push_back(finished);
        }
    }

    /// Takes what a drive has to say after it was touched. What a drive does at this very instant
    /// has a deadline of now; the verbs end with `advance`, which plays it.
    pub(crate) fn collect(&mut self, index: usize) {
        let lun = self.drive_lun(index);
        while let Some((task, nexus, outcome)) = self.drives[index].poll() {
            self.finish(task, nexus, lun, outcome);
        }
        self.drives_due[index] = self.drives[index].deadline();
        self.first_drive_due = self.drives_due.iter().flatten().min().copied();
    }

    /// A cleaning that went well ends what it is for.
    fn notice_cleaning(&mut self, now: Duration, index: usize) {
        if self.drives[index].take_cleaned() {
            let on = Target::Drive(self.drive_lun(index));
            self.lift_condition(now, on, Condition::CleaningDue);
        }
    }

    fn hangs(&self, lun: Lun) -> bool {
        let of = match self.drive_index(lun) {
            Some(_) => Target::Drive(lun),
            None => Target::Changer,
        };
        !self.active.is_empty() && self.has_condition(of, Condition::Hung)
    }

    /// A unit answers again: first what it kept to itself, then what came meanwhile, in order.
    pub(crate) fn wake(&mut self, now: Duration, lun: Lun) {
        let (answers, rest): (Vec<_>, Vec<_>) =
            self.held_answers.drain(..).partition(|held| held.lun == lun);
        self.held_answers = rest;
        self.outbox.extend(answers);
        let (tasks, rest): (Vec<_>, Vec<_>) =
            self.held_tasks.drain(..).partition(|held| held.lun == lun);
        self.held_tasks = rest;
        for task in tasks {
            self.begin(now, task);
        }
    }

    /// Loss of a nexus: 29/07 on every unit, and what it prevented is allowed. Work goes on.
    pub fn reset_nexus(&mut self, nexus: Nexus) {
        self.prevention.set(nexus, false);
        self.attentions.raise_for(nexus, Sense::NEXUS_LOSS);
        for drive in &mut self.drives {
            drive.nexus_loss(nexus);
        }
    }

    /// Every unit says 29/00 to every nexus and forgets who prevented removal, as after power was
    /// off for a moment; drives lose what was not synchronised and load again what is inside.
    /// [`crate::Hand::PowerCycle`] also costs the changer the time to start.
    pub fn power_on(&mut self, now: Duration) {
        self.prevention.clear();
        self.attentions.power_on();
        for index in 0..self.drives.len() {
            self.drives[index].power_on(now);
            self.collect(index);
        }
    }

    /// Power off and on again.
    pub(crate) fn power_cycle(&mut self, now: Duration) {
        self.stop_robot(now, Sense::ABORTED);
        for task in std::mem::take(&mut self.held_tasks) {
            let outcome = Outcome::check(Sense::ABORTED);
            let Task { id, nexus, lun, .. } = task;
            self.outbox.push_back(Finished { task: id, lun, nexus, outcome });
        }
        let hung: Vec<Target> = self
            .active
            .iter()
            .filter(|active| active.condition == Condition::Hung)
            .map(|active| active.on)
            .collect();
        for on in hung {
            self.lift_condition(now, on, Condition::Hung);
        }
        self.power_on(now);
        if self.profile.changer.is_some() && !self.door_open {
            self.start_own_scan(now, self.profile.timings.power_on);
        }
    }

    /// Before the run: puts a cartridge into a slot, the mail slot or a drive, as if it had always
    /// been there. In a drive it begins to load at time zero.
    ///
    /// # Errors
    /// When there is no such element, or it is full.
    pub fn set_up(
        &mut self,
        cartridge: Cartridge,
        at: ElementAddress,
    ) -> Result<CartridgeId, HandRefused> {
        self.shelve(Duration::ZERO, cartridge, at)
    }

    /// A cartridge from outside lands in an element other than the transport.
    pub(crate) fn shelve(
        &mut self,
        now: Duration,
        cartridge: Cartridge,
        at: ElementAddress,
    ) -> Result<CartridgeId, HandRefused> {
        let located = self.elements.locate(at).ok_or(HandRefused::NoSuchElement)?;
        if located.kind == ElementType::Transport {
            return Err(HandRefused::NoSuchElement);
        }
        if self.cartridge_at(at).is_some() || !self.places.has_room() {
            return Err(HandRefused::Full);
        }
        let id = self.places.enter(Place::Element(at));
        let slotted = CartridgeSlotted { id, cartridge, inverted: false };
        let by_operator = located.kind == ElementType::ImportExport;
        self.lay_into(now, located, slotted, None, by_operator);
        Ok(id)
    }

    /// A cartridge comes to rest in an element that is empty.
    pub(crate) fn lay_into(
        &mut self,
        now: Duration,
        at: Located,
        slotted: CartridgeSlotted,
        source: Option<ElementAddress>,
        by_operator: bool,
    ) {
        let address = self.elements.address(at.kind, at.index);
        self.places.set(slotted.id, Place::Element(address));
        let Some(slot) = self.elements.get_mut(at) else { return };
        debug_assert!(slot.held.is_none(), "two cartridges in element {address:?}");
        slot.source = source;
        slot.by_operator = by_operator;
        slot.troubled = false;
        if at.kind == ElementType::DataTransfer {
            self.drives[at.index].insert(now, slotted);
            self.collect(at.index);
        } else {
            slot.held = Some(slotted);
        }
    }

    /// Takes what lies in an element. A drive that still holds it refuses with its sense.
    pub(crate) fn lift_from(&mut self, at: Located) -> Result<CartridgeSlotted, Sense> {
        if at.kind == ElementType::DataTransfer {
            let drive = self.drives.get_mut(at.index).ok_or(Sense::NO_SUCH_ELEMENT)?;
            let picked = drive.pick();
            self.collect(at.index);
            return picked;
        }
        let slot = self.elements.get_mut(at).ok_or(Sense::NO_SUCH_ELEMENT)?;
        slot.by_operator = false;
        slot.troubled = false;
        slot.held.take().ok_or(Sense::SOURCE_EMPTY)
    }

    /// Every cartridge in the cabinet with its number and place, by ascending number.
    pub fn cartridges(&self) -> impl Iterator<Item = (CartridgeId, &Cartridge, Place)> {
        self.places
            .iter()
            .filter_map(|(id, place)| Some((id, self.cartridge_in(place, id)?, place)))
    }

    fn cartridge_in(&self, place: Place, id: CartridgeId) -> Option<&Cartridge> {
        let (found, cartridge) = match place {
            Place::Element(at) => self.cartridge_at(at)?,
            Place::Travelling { .. } | Place::Jammed => {
                let held = self.elements.hand()?.held.as_ref()?;
                (held.id, &held.cartridge)
            }
            Place::Outside => return None,
        };
        debug_assert_eq!(found, id, "the cartridge is not where it is said to be");
        (found == id).then_some(cartridge)
    }

    /// What is in an element; in the transport also while it travels.
    pub fn cartridge_at(&self, at: ElementAddress) -> Option<(CartridgeId, &Cartridge)> {
        let located = self.elements.locate(at)?;
        if located.kind == ElementType::DataTransfer {
            let (id, cartridge, _) = self.drives.get(located.index)?.holds()?;
            return Some((id, cartridge));
        }
        let held = self.elements.get(located)?.held.as_ref()?;
        Some((held.id, &held.cartridge))
    }

    /// The cartridge with this label that came first of those in the cabinet. Looks at all of them.
    pub fn find(&self, barcode: &str) -> Option<CartridgeId> {
        self.cartridges()
            .find(|(_, cartridge, _)| cartridge.barcode.as_deref() == Some(barcode))
            .map(|(id, _, _)| id)
    }

    /// The cartridge with this number, while it is in the cabinet.
    pub fn cartridge(&self, id: CartridgeId) -> Option<&Cartridge> {
        self.cartridge_in(self.place(id)?, id)
    }

    /// The same, to change what people and years change.
    pub(crate) fn cartridge_mut(&mut self, id: CartridgeId) -> Option<&mut Cartridge> {
        let located = match self.place(id)? {
            Place::Element(at) => self.elements.locate(at)?,
            Place::Travelling { .. } | Place::Jammed => {
                Located { kind: ElementType::Transport, index: 0 }
            }
            Place::Outside => return None,
        };
        if located.kind == ElementType::DataTransfer {
            return self.drives.get_mut(located.index)?.cartridge_mut();
        }
        Some(&mut self.elements.get_mut(located)?.held.as_mut()?.cartridge)
    }

    /// Where a cartridge is; `None` for a number that was never given.
    pub fn place(&self, id: CartridgeId) -> Option<Place> {
        self.places.get(id)
    }

    /// The addresses of a type, ascending. A stand-alone drive is the one element at address 0.
    pub fn elements(&self, kind: ElementType) -> Vec<ElementAddress> {
        self.profile.map.range(kind).addresses().collect()
    }

    /// The address of a type that so many others of the type come before.
    pub fn element(&self, kind: ElementType, number: u32) -> Option<ElementAddress> {
        self.profile.map.range(kind).address(u16::try_from(number).ok()?)
    }

    /// The element of a drive's logical unit.
    pub fn drive_element(&self, lun: Lun) -> Option<ElementAddress> {
        let index = self.drive_index(lun)?;
        Some(self.elements.address(ElementType::DataTransfer, index))
    }

    /// The drive behind a logical unit, counted from 0 in the order of elements.
    pub(crate) fn drive_index(&self, lun: Lun) -> Option<usize> {
        let before = u16::from(self.profile.changer.is_some());
        let index = usize::from(lun.0.checked_sub(before)?);
        (index < self.drives.len()).then_some(index)
    }

    /// The logical unit of a drive.
    pub(crate) fn drive_lun(&self, index: usize) -> Lun {
        let before = u16::from(self.profile.changer.is_some());
        Lun(u16::try_from(index).unwrap_or(u16::MAX).saturating_add(before))
    }

    /// All logical units, ascending: the changer, where there is one, then the drives.
    pub fn units(&self) -> Vec<Lun> {
        let changer = self.profile.changer.is_some().then_some(Lun(0));
        changer.into_iter().chain((0..self.drives.len()).map(|i| self.drive_lun(i))).collect()
    }

    /// The drive of a logical unit, to look into.
    pub fn drive(&self, lun: Lun) -> Option<&Drive> {
        self.drives.get(self.drive_index(lun)?)
    }

    /// The robot jammed and nobody freed it.
    pub fn jammed(&self) -> bool {
        self.jammed
    }

    /// The door stands open.
    pub fn door_open(&self) -> bool {
        self.door_open
    }

    /// The mail slot stands open.
    pub fn port_open(&self) -> bool {
        self.port_open
    }

    /// A host prevents removal: door and mail slot are locked.
    pub fn removal_prevented(&self) -> bool {
        self.prevention.holds()
    }

    /// What changed since this was last asked, oldest first; of more than 4,096 changes the latest.
    pub fn touched(&mut self) -> Vec<Change> {
        self.places.take_changes()
    }
}
