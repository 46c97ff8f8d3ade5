//! The robot: one hand that does one thing after the other, each with an end in time.

use std::time::Duration;

use wire::scsi::{ElementAddress, ElementType, Nexus, Outcome, Sense, Status, TaskId};

use crate::cartridge::CartridgeSlotted;
use crate::condition::{Condition, Target};
use crate::element::Located;
use crate::library::{Library, WAITING_COUNT_MAX};
use crate::place::{Change, Place};

/// A motion that was asked for. Its addresses exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Motion {
    /// MOVE MEDIUM.
    Move { from: ElementAddress, to: ElementAddress, invert: bool },
    /// EXCHANGE MEDIUM.
    Exchange {
        from: ElementAddress,
        to: ElementAddress,
        onward: ElementAddress,
        invert_first: bool,
        invert_second: bool,
    },
    /// POSITION TO ELEMENT.
    Position { to: ElementAddress },
    /// INITIALIZE ELEMENT STATUS over so many elements.
    Scan { element_count: u32 },
    /// OPEN/CLOSE IMPORT/EXPORT ELEMENT.
    Port { open: bool },
}

/// A motion with the command that asked for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    pub(crate) task: TaskId,
    pub(crate) nexus: Nexus,
    pub(crate) motion: Motion,
}

/// What the robot does until the step ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// It reaches into an element and grasps nothing.
    Fumble { at: ElementAddress },
    /// It carries what is in its hand.
    Carry { to: ElementAddress, source: Option<ElementAddress>, end: CarryEnd },
    /// It goes somewhere with an empty hand.
    Pass { to: ElementAddress },
    /// It reads labels.
    Scan,
    /// The mail slot moves.
    Port { open: bool },
}

/// How a carriage ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CarryEnd {
    /// It arrives and sets the cartridge down.
    Place,
    /// It arrives, and goes on with what it finds there.
    Swap { onward: ElementAddress, invert: bool },
    /// It jams on the way.
    Jam,
    /// It arrives and cannot set the cartridge down.
    Fail,
}

/// What the robot is doing now. Without a command it scans by itself, and no motion is accepted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    pub(crate) order: Option<Order>,
    pub(crate) until: Duration,
    pub(crate) step: Step,
}

impl Library {
    /// When the robot's step ends.
    pub(crate) fn robot_due(&self) -> Option<Duration> {
        self.work.map(|work| work.until)
    }

    /// The address of the hand.
    pub(crate) fn transport_address(&self) -> ElementAddress {
        self.elements.address(ElementType::Transport, 0)
    }

    /// Where the cartridge in the hand will be set down.
    pub(crate) fn destination(&self) -> Option<ElementAddress> {
        match self.work?.step {
            Step::Carry { to, .. } => Some(to),
            _ => None,
        }
    }

    /// The robot takes an order, now or after those before it.
    pub(crate) fn order(&mut self, now: Duration, order: Order) {
        if let Some(sense) = self.not_ready_to_move() {
            return self.answer(order, Outcome::check(sense));
        }
        if self.orders.len() >= WAITING_COUNT_MAX {
            let outcome = Outcome { status: Status::Busy, ..Outcome::GOOD };
            return self.answer(order, outcome);
        }
        self.orders.push_back(order);
        self.start_next(now);
    }

    fn answer(&mut self, order: Order, outcome: Outcome) {
        self.finish(order.task, order.nexus, wire::scsi::Lun(0), outcome);
    }

    /// Starts orders until one takes time. An order that cannot be done is refused and leaves no
    /// trace.
    fn start_next(&mut self, now: Duration) {
        while self.work.is_none() {
            let Some(order) = self.orders.pop_front() else { return };
            match self.start(now, order.motion) {
                Ok((until, step)) => self.work = Some(Work { order: Some(order), until, step }),
                Err(sense) => self.answer(order, Outcome::check(sense)),
            }
        }
    }

    fn start(&mut self, now: Duration, motion: Motion) -> Result<(Duration, Step), Sense> {
        if let Some(sense) = self.not_ready_to_move() {
            return Err(sense);
        }
        let timings = self.profile().timings;
        match motion {
            Motion::Move { from, to, invert } => self.start_move(now, from, to, invert),
            Motion::Exchange { from, to, onward, invert_first, invert_second } => {
                self.check_exchange(from, to, onward)?;
                let end = CarryEnd::Swap { onward, invert: invert_second };
                self.start_carry(now, from, to, invert_first, end)
            }
            Motion::Position { to } => {
                if self.is_out(to) {
                    return Err(Sense::MAGAZINE_REMOVED);
                }
                let end = now.saturating_add(self.travel(self.stands, self.coordinates(to)));
                Ok((end, Step::Pass { to }))
            }
            Motion::Scan { element_count } => {
                Ok((now.saturating_add(timings.scan.saturating_mul(element_count)), Step::Scan))
            }
            Motion::Port { open } => {
                let port = self.profile().port.ok_or(Sense::INVALID_FIELD_IN_CDB)?;
                if open && self.prevention.holds() {
                    return Err(Sense::REMOVAL_PREVENTED);
                }
                let moves = open != self.port_open;
                let travel = if moves { port.travel } else { Duration::ZERO };
                Ok((now.saturating_add(travel), Step::Port { open }))
            }
        }
    }

    fn start_move(
        &mut self,
        now: Duration,
        from: ElementAddress,
        to: ElementAddress,
        invert: bool,
    ) -> Result<(Duration, Step), Sense> {
        self.check_source(from)?;
        // Turning a disc over in its own slot is a move from there to there.
        if from != to || !invert {
            self.check_destination(to)?;
        }
        self.start_carry(now, from, to, invert, CarryEnd::Place)
    }

    /// Takes the cartridge into the hand. Everything was checked except whether a drive lets go,
    /// which is the last that can refuse.
    fn start_carry(
        &mut self,
        now: Duration,
        from: ElementAddress,
        to: ElementAddress,
        invert: bool,
        end: CarryEnd,
    ) -> Result<(Duration, Step), Sense> {
        let located = self.elements.locate(from).ok_or(Sense::NO_SUCH_ELEMENT)?;
        let timings = self.profile().timings;
        let reach = self.travel(self.stands, self.coordinates(from)).saturating_add(timings.pick);
        if located.kind != ElementType::Transport && self.use_up(Condition::PickFails) {
            return Ok((now.saturating_add(reach), Step::Fumble { at: from }));
        }
        let source = self.source_of(located, from);
        let slotted = self.lift_from(located)?;
        let carry = self.carry_time(from, to, invert);
        self.grasp(slotted, from, to, invert);
        let reach = if located.kind == ElementType::Transport { Duration::ZERO } else { reach };
        if self.has_condition(Target::Changer, Condition::Jam) {
            // Half way.
            let until = now.saturating_add(reach).saturating_add(carry / 2);
            return Ok((until, Step::Carry { to, source, end: CarryEnd::Jam }));
        }
        let until = now.saturating_add(reach).saturating_add(carry).saturating_add(timings.place);
        let end = if self.use_up(Condition::PlaceFails) { CarryEnd::Fail } else { end };
        Ok((until, Step::Carry { to, source, end }))
    }

    /// Travel with the cartridge, turning it over, and reading a label that is not known yet.
    fn carry_time(&self, from: ElementAddress, to: ElementAddress, invert: bool) -> Duration {
        let timings = self.profile().timings;
        let travel = self.travel(self.coordinates(from), self.coordinates(to));
        let turn = if invert { timings.turn } else { Duration::ZERO };
        let port = self.profile().map.import_export.index(from).is_some();
        let scan = if port { timings.scan } else { Duration::ZERO };
        travel.saturating_add(turn).saturating_add(scan)
    }

    /// The storage or mail slot element that a cartridge last lay in, as told after the move.
    fn source_of(&self, located: Located, from: ElementAddress) -> Option<ElementAddress> {
        match located.kind {
            ElementType::Storage | ElementType::ImportExport => Some(from),
            _ => self.elements.get(located).and_then(|slot| slot.source),
        }
    }

    fn grasp(
        &mut self,
        mut slotted: CartridgeSlotted,
        from: ElementAddress,
        to: ElementAddress,
        invert: bool,
    ) {
        slotted.inverted ^= invert;
        self.places.set(slotted.id, Place::Travelling { from, to });
        if let Some(hand) = self.elements.hand_mut() {
            debug_assert!(hand.held.is_none(), "two cartridges in one hand");
            hand.held = Some(slotted);
        }
    }

    /// A condition that holds for one time only did its work.
    fn use_up(&mut self, condition: Condition) -> bool {
        let holds = self.has_condition(Target::Changer, condition);
        if holds {
            self.lift_condition(Duration::ZERO, Target::Changer, condition);
        }
        holds
    }

    /// Ends the step that is due and starts what waits.
    pub(crate) fn advance_robot(&mut self, now: Duration) {
        let Some(work) = self.work.filter(|work| work.until <= now) else { return };
        self.work = None;
        match self.end_step(now, work) {
            Some(Work { order: Some(order), until, step }) => {
                self.work = Some(Work { order: Some(order), until, step });
            }
            _ => self.start_next(now),
        }
    }

    /// Does what the step was for. An exchange gives a second step.
    fn end_step(&mut self, now: Duration, work: Work) -> Option<Work> {
        let outcome = match work.step {
            Step::Fumble { at } => {
                self.stands = self.coordinates(at);
                Outcome::check(Sense::PICK_FAILED)
            }
            Step::Pass { to } => {
                self.stands = self.coordinates(to);
                Outcome::GOOD
            }
            Step::Scan => Outcome::GOOD,
            Step::Port { open } => {
                if self.port_open != open {
                    self.port_open = open;
                    self.places.note(Change::Port { open });
                }
                Outcome::GOOD
            }
            Step::Carry { to, source, end } => {
                self.stands = self.coordinates(to);
                let done = match end {
                    CarryEnd::Jam => Err(self.jam(source)),
                    CarryEnd::Fail => Err(self.fail_to_place(to, source)),
                    CarryEnd::Place => self.set_down(now, to, source).map(|()| None),
                    CarryEnd::Swap { onward, invert } => {
                        self.swap(now, to, source, onward, invert).map(Some)
                    }
                };
                match done {
                    Ok(Some((until, step))) => return Some(Work { until, step, ..work }),
                    Ok(None) => Outcome::GOOD,
                    Err(sense) => Outcome::check(sense),
                }
            }
        };
        if let Some(order) = work.order {
            self.answer(order, outcome);
        }
        None
    }

    /// Sets down what is in the hand. The world may have changed on the way.
    fn set_down(
        &mut self,
        now: Duration,
        to: ElementAddress,
        source: Option<ElementAddress>,
    ) -> Result<(), Sense> {
        if self.check_destination(to).is_err() {
            return Err(self.fail_to_place(to, source));
        }
        let located = self.elements.locate(to).ok_or(Sense::NO_SUCH_ELEMENT)?;
        let held = self.elements.hand_mut().and_then(|hand| hand.held.take());
        let slotted = held.ok_or(Sense::SOURCE_EMPTY)?;
        self.lay_into(now, located, slotted, source, false);
        Ok(())
    }

    /// In an exchange: takes what it finds and sets down what it brought, in one motion.
    fn swap(
        &mut self,
        now: Duration,
        at: ElementAddress,
        source: Option<ElementAddress>,
        onward: ElementAddress,
        invert: bool,
    ) -> Result<(Duration, Step), Sense> {
        let located = self.elements.locate(at).ok_or(Sense::NO_SUCH_ELEMENT)?;
        let found_source = self.source_of(located, at);
        let found = match self.check_reach(at).and_then(|()| self.lift_from(located)) {
            Ok(found) => found,
            Err(sense) => {
                self.stay_in_hand(source);
                return Err(sense);
            }
        };
        let brought = self.elements.hand_mut().and_then(|hand| hand.held.take());
        let brought = brought.ok_or(Sense::SOURCE_EMPTY)?;
        self.lay_into(now, located, brought, source, false);
        self.grasp(found, at, onward, invert);
        let timings = self.profile().timings;
        let until = now
            .saturating_add(timings.pick)
            .saturating_add(self.carry_time(at, onward, invert))
            .saturating_add(timings.place);
        let jams = self.has_condition(Target::Changer, Condition::Jam);
        let end = if jams { CarryEnd::Jam } else { CarryEnd::Place };
        Ok((until, Step::Carry { to: onward, source: found_source, end }))
    }

    /// The cartridge stays in the hand and the robot stands still with it.
    fn stay_in_hand(&mut self, source: Option<ElementAddress>) {
        let address = self.transport_address();
        let jammed = self.jammed;
        let Some(hand) = self.elements.hand_mut() else { return };
        hand.source = source;
        if let Some(id) = hand.held.as_ref().map(|held| held.id) {
            let place = if jammed { Place::Jammed } else { Place::Element(address) };
            self.places.set(id, place);
        }
    }

    fn fail_to_place(&mut self, to: ElementAddress, source: Option<ElementAddress>) -> Sense {
        self.stay_in_hand(source);
        if let Some(slot) = self.elements.locate(to).and_then(|at| self.elements.get_mut(at)) {
            slot.troubled = true;
        }
        Sense::PLACE_FAILED
    }

    /// The robot jams. A jam that healed before it happened leaves the robot free again.
    fn jam(&mut self, source: Option<ElementAddress>) -> Sense {
        self.jammed = self.has_condition(Target::Changer, Condition::Jam);
        self.stay_in_hand(source);
        Sense::ROBOT_JAM
    }

    /// The jam begins: a motion under way ends now.
    pub(crate) fn jam_motion(&mut self, now: Duration) {
        let Some(work) = self.work else { return };
        let Some(order) = work.order else { return };
        let source = match work.step {
            Step::Carry { source, .. } => source,
            Step::Fumble { .. } | Step::Pass { .. } => None,
            Step::Scan | Step::Port { .. } => return,
        };
        self.work = None;
        let sense = self.jam(source);
        self.answer(order, Outcome::check(sense));
        self.start_next(now);
    }

    /// Everything under way and waiting ends with this sense; the robot keeps what it holds.
    pub(crate) fn stop_robot(&mut self, now: Duration, sense: Sense) {
        if let Some(work) = self.work.take() {
            if let Step::Carry { source, .. } = work.step {
                self.stay_in_hand(source);
            }
            if let Some(order) = work.order {
                self.answer(order, Outcome::check(sense));
            }
        }
        for order in std::mem::take(&mut self.orders) {
            self.answer(order, Outcome::check(sense));
        }
        self.start_next(now);
    }

    /// The changer looks at every slot by itself, after `before` for starting up.
    pub(crate) fn start_own_scan(&mut self, now: Duration, before: Duration) {
        let timings = self.profile().timings;
        let scan = timings.scan.saturating_mul(self.scan_count(None));
        let until = now.saturating_add(before).saturating_add(scan);
        self.work = Some(Work { order: None, until, step: Step::Scan });
    }

    /// Column and row of an element: slots in columns to the right, drives to the left, the mail
    /// slot where the robot starts. The hand is where it stands.
    fn coordinates(&self, address: ElementAddress) -> (i32, i32) {
        let row_count = usize::from(self.profile().row_count.max(1));
        let Some(located) = self.elements.locate(address) else { return self.stands };
        let column = i32::try_from(located.index / row_count).unwrap_or(i32::MAX - 1);
        let row = i32::try_from(located.index % row_count).unwrap_or(i32::MAX);
        match located.kind {
            ElementType::Transport => self.stands,
            ElementType::Storage => (column + 1, row),
            ElementType::ImportExport => (0, row),
            ElementType::DataTransfer => (-1 - column, row),
        }
    }

    fn travel(&self, from: (i32, i32), to: (i32, i32)) -> Duration {
        let timings = self.profile().timings;
        let columns = timings.per_column.saturating_mul(from.0.abs_diff(to.0));
        columns.saturating_add(timings.per_row.saturating_mul(from.1.abs_diff(to.1)))
    }
}
