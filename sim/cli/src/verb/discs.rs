//! The verb that needs no service: it commands a changer of discs by its device name, as the
//! Windows tool does with the changers that are reached by device control alone.

use std::time::Duration;

use ntmsapi::{Client, NtmsError, Unit};
use wire::scsi::{
    ChangerCommand, Command, Data, DriveCommand, ElementAddress, ElementDescriptor, ElementType,
    Outcome, Sense, SenseKey, Status,
};

use super::Said;
use super::failure::Failure;
use super::parse::Given;

/// How long a command may take, in the world's time.
const PATIENCE: Duration = Duration::from_secs(600);

/// What a unit may say of itself before it takes a command: power, a door, a medium, a mode.
const ATTENTIONS_MAX: usize = 8;

/// The most bytes of an element status: the field has 24 bits.
const STATUS_BYTES: u32 = 0x00FF_FFFF;

/// A device of type 01h is a tape drive.
const TAPE: u8 = 0x01;

/// How often a unit is asked that becomes ready, and how long it is left alone before.
const TRIES_MAX: usize = 600;
const PAUSE: Duration = Duration::from_secs(1);

/// A changer and what is in it.
struct Changer<'a> {
    client: &'a Client,
    unit: Unit,
    /// In the order of their elements.
    drives: Vec<Unit>,
    elements: Vec<ElementDescriptor>,
}

/// `rsm ejectatapi`: puts discs out as far as there is room for them, those in drives first.
pub(crate) fn eject_atapi(client: &Client, given: &Given) -> Result<Said, Failure> {
    let number = given.number("n").unwrap_or_default();
    let changer = Changer::find(client, number)?;
    let discs = changer.discs();
    let places = changer.free_places();
    if !discs.is_empty() && places.is_empty() {
        let text = "there is no room where discs come out; take out what lies there";
        return Err(Failure::Code(NtmsError::IeportFull, text.to_owned()));
    }
    let mut out = 0;
    for ((from, drive), to) in discs.iter().zip(&places) {
        if let Some(drive) = drive {
            let unload = DriveCommand::LoadUnload { load: false, immediate: false };
            send(client, drive, Command::Drive(unload))?;
        }
        let transport = ElementAddress(0);
        let step = ChangerCommand::MoveMedium { transport, from: *from, to: *to, invert: false };
        send(client, &changer.unit, Command::Changer(step))?;
        out += 1;
    }
    if let Some(element) = places.first().filter(|_| out > 0) {
        changer.open(*element)?;
    }
    let left = discs.len() - out;
    let line = match discs.len() {
        0 => format!("Changer {number} is empty."),
        all => format!("{out} of {all} discs can be taken out of changer {number}."),
    };
    Ok(Said::line(line).with("changer", number).with("out", out).with("left", left))
}

impl Changer<'_> {
    fn find(client: &Client, number: u32) -> Result<Changer<'_>, Failure> {
        let name = format!(r"\\.\Changer{number}");
        let none = |what: &str| {
            let text = format!("{name} {what}; `rsm view /tchanger` shows changers");
            Err(Failure::Code(NtmsError::ResourceNotPresent, text))
        };
        let Some(unit) = client.unit(&name) else { return none("is no changer here") };
        let of_it = |other: &Unit| {
            let (own, its) = (unit.node().device, other.node().device);
            (own.computer, own.cable) == (its.computer, its.cable) && own.lun != its.lun
        };
        let all = (0..).map_while(|at| client.unit(&format!("/dev/sg{at}")));
        let drives: Vec<Unit> = all.filter(of_it).collect();
        if drives.iter().any(|drive| drive.node().device_type == TAPE) {
            return none("holds tapes and no discs: `rsm eject` is for it");
        }
        let status = ChangerCommand::ReadElementStatus {
            kind: None,
            first: ElementAddress(0),
            count: u16::MAX,
            tags: false,
            device_ids: false,
            allocation_bytes: STATUS_BYTES,
        };
        match send(client, &unit, Command::Changer(status))?.data {
            Data::ElementStatus(status) => {
                Ok(Changer { client, unit, drives, elements: status.elements })
            }
            _ => Err(broken("the changer does not tell what is in it")),
        }
    }

    fn of(&self, kind: ElementType) -> impl Iterator<Item = &ElementDescriptor> {
        self.elements.iter().filter(move |element| element.kind == kind && !element.disabled)
    }

    /// Where discs are, and the drive of those that are in one.
    fn discs(&self) -> Vec<(ElementAddress, Option<&Unit>)> {
        let in_drives = self.of(ElementType::DataTransfer).zip(&self.drives);
        let in_drives = in_drives.map(|(element, drive)| (element, Some(drive)));
        let in_slots = self.of(ElementType::Storage).map(|element| (element, None));
        let full = in_drives.chain(in_slots).filter(|(element, _)| element.full);
        full.map(|(element, drive)| (element.address, drive)).collect()
    }

    /// Where discs can be put out.
    fn free_places(&self) -> Vec<ElementAddress> {
        let free = self.of(ElementType::ImportExport).filter(|place| !place.full && place.exports);
        free.map(|place| place.address).collect()
    }

    /// Lets hands reach what was put out, where that takes a command.
    fn open(&self, element: ElementAddress) -> Result<(), Failure> {
        let open = ChangerCommand::OpenCloseImportExport { element, open: true };
        match ask(self.client, &self.unit, Command::Changer(open))? {
            // Where places are always open, there is no such command.
            Outcome { status: Status::Check(sense), .. }
                if sense.key == SenseKey::IllegalRequest =>
            {
                Ok(())
            }
            outcome => good(outcome).map(|_| ()),
        }
    }
}

/// Sends a command. What the unit has to say before is heard and passed over, and one that becomes
/// ready is waited for.
fn ask(client: &Client, unit: &Unit, command: Command) -> Result<Outcome, Failure> {
    let (mut attentions, mut tries) = (0, 0);
    loop {
        let Ok(outcome) = unit.command(command.clone(), PATIENCE)? else {
            let text = "the changer does not answer".to_owned();
            return Err(Failure::Code(NtmsError::Timeout, text));
        };
        match outcome.sense() {
            Some(sense) if sense.key == SenseKey::UnitAttention && attentions < ATTENTIONS_MAX => {
                attentions += 1;
            }
            Some(sense) if sense.is(Sense::BECOMING_READY) && tries < TRIES_MAX => {
                tries += 1;
                client.sleep(PAUSE)?;
            }
            _ => return Ok(outcome),
        }
    }
}

fn send(client: &Client, unit: &Unit, command: Command) -> Result<Outcome, Failure> {
    good(ask(client, unit, command)?)
}

fn good(outcome: Outcome) -> Result<Outcome, Failure> {
    match outcome.status {
        Status::Good => Ok(outcome),
        Status::Check(sense) => Err(broken(&format!("the changer says {sense}"))),
        other => Err(broken(&format!("the changer ends the command with {other:?}"))),
    }
}

fn broken(text: &str) -> Failure {
    Failure::Code(NtmsError::IoDevice, text.to_owned())
}
