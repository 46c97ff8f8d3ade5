//! The changer unit: what it answers to each command, and what it checks before the robot moves.

use std::time::Duration;

use wire::scsi::{
    ChangerCommand, Command, Data, ElementAddress, ElementType, ModeData, ModePage, Nexus, Outcome,
    Sense,
};

use crate::condition::{Condition, Target};
use crate::identity::Identity;
use crate::library::{Library, Task};
use crate::profile::ChangerModel;
use crate::robot::{Motion, Order, Step, Work};

/// Peripheral device type of medium changers (SPC).
const CHANGER_TYPE: u8 = 0x08;

/// Storage, port and drive as bits of page 1Fh; the hand is bit 0.
const SHELVES: u8 = 0b1110;

impl Library {
    /// A command for the changer.
    pub(crate) fn handle_changer(&mut self, now: Duration, task: Task) {
        let Task { id, nexus, lun, command } = task;
        match self.answer_changer(nexus, command) {
            Ok(Reply::Now(outcome)) => self.finish(id, nexus, lun, outcome),
            Ok(Reply::When(motion)) => self.order(now, Order { task: id, nexus, motion }),
            Err(sense) => self.finish(id, nexus, lun, Outcome::check(sense)),
        }
    }

    fn answer_changer(&mut self, nexus: Nexus, command: Command) -> Result<Reply, Sense> {
        let changer = self.profile().changer.as_ref().ok_or(Sense::NO_SUCH_UNIT)?;
        // INQUIRY never fails for a unit attention, REQUEST SENSE hands it over (SPC).
        match command {
            Command::Inquiry => return Ok(data(Data::Inquiry(identity(changer).inquiry()))),
            Command::InquiryVpd { page } => {
                return identity(changer).vital_data(page).map(|page| data(Data::Vpd(page)));
            }
            Command::RequestSense => {
                let waiting = self.attentions.take(nexus).or_else(|| self.not_ready());
                return Ok(data(Data::Sense(waiting.unwrap_or(Sense::NO_SENSE))));
            }
            _ => {}
        }
        if let Some(sense) = self.attentions.take(nexus) {
            return Err(sense);
        }
        match command {
            Command::TestUnitReady => match self.not_ready() {
                Some(sense) => Err(sense),
                None => Ok(Reply::Now(Outcome::GOOD)),
            },
            Command::ModeSense { page, .. } => {
                let pages = self.mode_pages(page)?;
                Ok(data(Data::Mode(ModeData { pages, ..ModeData::default() })))
            }
            Command::ModeSelect(list) => self.select_mode(&list),
            Command::PreventRemoval(prevent) => {
                self.prevention.set(nexus, prevent);
                Ok(Reply::Now(Outcome::GOOD))
            }
            Command::Changer(command) => self.answer_motion(command),
            Command::Drive(_) => Err(Sense::INVALID_OPERATION_CODE),
            Command::Inquiry | Command::InquiryVpd { .. } | Command::RequestSense => {
                Ok(Reply::Now(Outcome::GOOD))
            }
        }
    }

    /// The commands of changers. Addresses are checked here, states when the robot starts.
    fn answer_motion(&mut self, command: ChangerCommand) -> Result<Reply, Sense> {
        match command {
            ChangerCommand::ReadElementStatus { kind, first, count, tags, device_ids, .. } => {
                if let Some(sense) = self.not_looking() {
                    return Err(sense);
                }
                let status = self.element_status(kind, first, count, tags, device_ids);
                Ok(data(Data::ElementStatus(status)))
            }
            ChangerCommand::InitializeElementStatus { range } => {
                if let Some((first, _)) = range {
                    self.check_element(first)?;
                }
                let count = range.map(|(_, count)| count);
                Ok(Reply::When(Motion::Scan { element_count: self.scan_count(count) }))
            }
            ChangerCommand::MoveMedium { transport, from, to, invert } => {
                self.check_transport(transport)?;
                self.check_element(from)?;
                self.check_shelf(to)?;
                self.check_rotation(invert)?;
                Ok(Reply::When(Motion::Move { from, to, invert }))
            }
            ChangerCommand::ExchangeMedium {
                transport,
                from,
                to,
                onward,
                invert_first,
                invert_second,
            } => {
                self.check_transport(transport)?;
                self.check_element(from)?;
                self.check_shelf(to)?;
                self.check_shelf(onward)?;
                self.check_rotation(invert_first || invert_second)?;
                Ok(Reply::When(Motion::Exchange { from, to, onward, invert_first, invert_second }))
            }
            ChangerCommand::PositionToElement { transport, to, invert } => {
                self.check_transport(transport)?;
                self.check_shelf(to)?;
                self.check_rotation(invert)?;
                Ok(Reply::When(Motion::Position { to }))
            }
            ChangerCommand::OpenCloseImportExport { element, open } => {
                if self.profile().map.import_export.index(element).is_none() {
                    return Err(Sense::NO_SUCH_ELEMENT);
                }
                if !self.profile().port.is_some_and(|port| port.opens_by_command) {
                    return Err(Sense::INVALID_FIELD_IN_CDB);
                }
                Ok(Reply::When(Motion::Port { open }))
            }
        }
    }

    /// Why the changer is not ready, if it is not.
    fn not_ready(&self) -> Option<Sense> {
        let scans = matches!(self.work, Some(Work { step: Step::Scan, .. }));
        self.not_ready_to_move().or(scans.then_some(Sense::BECOMING_READY))
    }

    /// Why element status cannot be told: it is changing under people's hands, or being read.
    fn not_looking(&self) -> Option<Sense> {
        self.not_ready()
            .filter(|sense| sense.is(Sense::DOOR_OPEN) || sense.is(Sense::BECOMING_READY))
    }

    /// Why the robot accepts no motion. A scan that a host asked for is waited for instead.
    pub(crate) fn not_ready_to_move(&self) -> Option<Sense> {
        if self.door_open {
            Some(Sense::DOOR_OPEN)
        } else if matches!(self.work, Some(Work { order: None, .. })) {
            Some(Sense::BECOMING_READY)
        } else if self.has_condition(Target::Changer, Condition::Offline) {
            Some(Sense::OFFLINE)
        } else {
            self.jammed.then_some(Sense::MANUAL_INTERVENTION)
        }
    }

    fn check_transport(&self, transport: ElementAddress) -> Result<(), Sense> {
        match transport == ElementAddress(0) || transport == self.transport_address() {
            true => Ok(()),
            false => Err(Sense::NO_SUCH_ELEMENT),
        }
    }

    fn check_element(&self, address: ElementAddress) -> Result<(), Sense> {
        self.elements.locate(address).map(|_| ()).ok_or(Sense::NO_SUCH_ELEMENT)
    }

    /// An element that a cartridge can be brought to: any but the hand.
    fn check_shelf(&self, address: ElementAddress) -> Result<(), Sense> {
        match self.elements.locate(address) {
            Some(located) if located.kind != ElementType::Transport => Ok(()),
            _ => Err(Sense::NO_SUCH_ELEMENT),
        }
    }

    fn check_rotation(&self, invert: bool) -> Result<(), Sense> {
        let rotates = self.profile().changer.as_ref().is_some_and(|changer| changer.rotates);
        if invert && !rotates { Err(Sense::INVALID_FIELD_IN_CDB) } else { Ok(()) }
    }

    /// Whether a cartridge can be taken from here, as far as that is seen from outside a drive.
    pub(crate) fn check_source(&self, address: ElementAddress) -> Result<(), Sense> {
        self.check_reach(address)?;
        match self.cartridge_at(address) {
            Some(_) => self.check_hand_free(address),
            None => Err(Sense::SOURCE_EMPTY),
        }
    }

    /// The hand must be empty, unless what it holds is what is to be moved.
    fn check_hand_free(&self, source: ElementAddress) -> Result<(), Sense> {
        let holds = self.elements.hand().is_some_and(|hand| hand.held.is_some());
        match holds && source != self.transport_address() {
            true => Err(Sense::MANUAL_INTERVENTION),
            false => Ok(()),
        }
    }

    /// Whether a cartridge can be set down here.
    pub(crate) fn check_destination(&self, address: ElementAddress) -> Result<(), Sense> {
        self.check_reach(address)?;
        match self.cartridge_at(address) {
            Some(_) => Err(Sense::DESTINATION_FULL),
            None => Ok(()),
        }
    }

    /// Whether the robot gets at an element: an open mail slot and a magazine that was taken out
    /// are out of reach, a drive without power does not answer.
    pub(crate) fn check_reach(&self, address: ElementAddress) -> Result<(), Sense> {
        let located = self.elements.locate(address).ok_or(Sense::NO_SUCH_ELEMENT)?;
        match located.kind {
            ElementType::ImportExport if self.port_open => Err(Sense::MAGAZINE_NOT_ACCESSIBLE),
            ElementType::DataTransfer if self.drive_off(located.index) => Err(Sense::DRIVE_REMOVED),
            _ if self.is_out(address) => Err(Sense::MAGAZINE_NOT_ACCESSIBLE),
            _ => Ok(()),
        }
    }

    /// The drive is without power.
    pub(crate) fn drive_off(&self, index: usize) -> bool {
        !self.active.is_empty()
            && self.has_condition(Target::Drive(self.drive_lun(index)), Condition::PowerOff)
    }

    /// Everything that an exchange needs before it begins.
    pub(crate) fn check_exchange(
        &self,
        from: ElementAddress,
        to: ElementAddress,
        onward: ElementAddress,
    ) -> Result<(), Sense> {
        self.check_source(from)?;
        self.check_reach(to)?;
        if self.cartridge_at(to).is_none() {
            return Err(Sense::SOURCE_EMPTY);
        }
        if from == to {
            return Err(Sense::DESTINATION_FULL);
        }
        let located = self.elements.locate(to).ok_or(Sense::NO_SUCH_ELEMENT)?;
        if located.kind == ElementType::DataTransfer && !self.drives[located.index].ejected() {
            return Err(Sense::REMOVAL_PREVENTED_DRIVE);
        }
        if onward != from {
            self.check_destination(onward)?;
        }
        Ok(())
    }

    /// How many labels a scan reads.
    pub(crate) fn scan_count(&self, range: Option<u16>) -> u32 {
        let map = self.profile().map;
        let all = u32::from(map.storage.count) + u32::from(map.import_export.count);
        range.map_or(all, |count| u32::from(count).min(all))
    }

    fn mode_pages(&self, page: u8) -> Result<Vec<ModePage>, Sense> {
        let map = self.profile().map;
        let rotates = self.profile().changer.as_ref().is_some_and(|changer| changer.rotates);
        let pair = |kind| (map.range(kind).first.0, map.range(kind).count);
        let present = [ElementType::Storage, ElementType::ImportExport, ElementType::DataTransfer]
            .into_iter()
            .filter(|kind| map.range(*kind).count > 0)
            .fold(0, |bits, kind| bits | 1 << (kind as u8 - 1));
        // From an element that exists to every other; out of the hand only what got stuck there.
        let row = |kind: ElementType| match map.range(kind).count {
            0 => 0,
            _ => present,
        };
        let moves = crate::element::KINDS.map(row);
        let [_, exchanges @ ..] = moves;
        let all = [
            ModePage::ElementAddresses {
                transport: pair(ElementType::Transport),
                storage: pair(ElementType::Storage),
                import_export: pair(ElementType::ImportExport),
                data_transfer: pair(ElementType::DataTransfer),
            },
            ModePage::TransportGeometry { rotates: vec![rotates] },
            ModePage::DeviceCapabilities {
                stores: present & SHELVES,
                moves,
                exchanges: [0, exchanges[0], exchanges[1], exchanges[2]],
            },
        ];
        let pages: Vec<ModePage> =
            all.into_iter().filter(|known| page == 0x3F || known.code() == page).collect();
        if pages.is_empty() { Err(Sense::INVALID_FIELD_IN_CDB) } else { Ok(pages) }
    }

    /// Nothing can be changed; a list that says what holds already is accepted.
    fn select_mode(&self, list: &ModeData) -> Result<Reply, Sense> {
        let known = self.mode_pages(0x3F)?;
        match list.block.is_none() && list.pages.iter().all(|page| known.contains(page)) {
            true => Ok(Reply::Now(Outcome::GOOD)),
            false => Err(Sense::INVALID_FIELD_IN_LIST),
        }
    }
}

/// An answer now, or when a motion has ended.
enum Reply {
    Now(Outcome),
    When(Motion),
}

fn data(data: Data) -> Reply {
    Reply::Now(Outcome::good(data))
}

fn identity(changer: &ChangerModel) -> Identity<'_> {
    Identity {
        device_type: CHANGER_TYPE,
        vendor: changer.vendor,
        product: changer.product,
        revision: changer.revision,
        serial: &changer.serial,
    }
}
