//! Random calls of functions that few programs need: cleaners, single slots, drives that stand
//! alone, copies of the database, notifications and change detection.

use wire::ntms::ObjectType;
use wire::ntms::operation::{EjectOperation, InjectOperation};
use wire::ntms::option::DismountOptions;

use wire::scsi::ElementType;
use world::scenario::story::{
    BeginNtmsDeviceChangeDetection, CloseNtmsNotification, DoEjectFromSADriveW,
    EjectDiskFromSADrive, EjectNtmsCleaner, EndNtmsDeviceChangeDetection, ExportNtmsDatabase,
    GetVolumesFromDrive, HandleRef, IdentifyNtmsSlot, ImportNtmsDatabase, InjectNtmsCleaner,
    OpenNtmsNotification, ReleaseNtmsCleanerSlot, ReserveNtmsCleanerSlot, Saved, Selector,
    SetNtmsDeviceChangeDetection, WaitForNtmsNotification,
};
use world::scenario::{At, Many, Number, ObjectRef, Step};

use super::call::{a_device, a_library, a_medium, a_type, an_operation, bits, number, timeout};
use super::program::{Writer, any_end};

pub(super) fn identify(writer: &mut Writer<'_>) -> Step {
    let option = bits(writer, DismountOptions::ALL);
    any_end(IdentifyNtmsSlot { slot: a_device(writer), option }.into())
}

/// Names of drives and of what is none; the operating system counts drives through.
fn a_device_name(writer: &mut Writer<'_>) -> String {
    let number = writer.chance.below(4);
    match writer.chance.below(8) {
        0 => format!(r"\\.\Changer{number}"),
        1 => String::new(),
        2..=4 => format!(r"\\.\PhysicalDrive{number}"),
        _ => format!(r"\\.\tape{number}"),
    }
}

pub(super) fn alone(writer: &mut Writer<'_>) -> Step {
    let device = a_device_name(writer);
    let text =
        |writer: &mut Writer<'_>, text: &str| writer.chance.percent(30).then(|| text.to_owned());
    let server = writer.server.clone();
    let (application, title) = (text(writer, "desk"), text(writer, "Disc"));
    let message = text(writer, "Out with it?");
    match writer.chance.below(5) {
        0 => any_end(GetVolumesFromDrive { drive: device }.into()),
        1 => any_end(DoEjectFromSADriveW { server, application, device, title, message }.into()),
        _ => {
            let options = number(writer, EjectOperation::ALL);
            let call =
                EjectDiskFromSADrive { server, application, device, title, message, options };
            any_end(call.into())
        }
    }
}

/// A library and a slot of it, most of the time.
fn a_slot(writer: &mut Writer<'_>) -> (At<ObjectRef>, At<ObjectRef>) {
    let cabled = writer.room.shelves.iter().filter(|shelf| shelf.computer == writer.computer);
    let slotted = cabled.map(|shelf| (shelf.name.clone(), shelf.count(ElementType::Storage)));
    let slotted: Vec<_> = slotted.filter(|(_, slots)| *slots > 0).collect();
    let right = writer.chance.maybe(&slotted).cloned();
    let right = right.map(|(name, slots)| (name, writer.chance.between(0, slots - 1)));
    let Some((name, number)) = right else { return (a_library(writer), a_device(writer)) };
    let slot = Selector::Slot((At::from(name.as_str()), number));
    (writer.mostly(Selector::Library(At::from(name.as_str()))), writer.mostly(slot))
}

/// The cleaner's slot, and what comes and goes there.
pub(super) fn cleaner(writer: &mut Writer<'_>) -> Step {
    let library = a_library(writer);
    match writer.chance.below(4) {
        0 => {
            let (library, slot) = a_slot(writer);
            any_end(ReserveNtmsCleanerSlot { library, slot }.into())
        }
        1 => any_end(ReleaseNtmsCleanerSlot { library }.into()),
        2 => {
            let operation = an_operation(writer);
            let cleans_left = match writer.chance.percent(70) {
                true => writer.chance.between(0, 3),
                false => writer.chance.number(),
            };
            let action = number(writer, InjectOperation::ALL);
            let call = InjectNtmsCleaner { library, operation, cleans_left, action };
            any_end(call.into()).save("request")
        }
        _ => {
            let operation = an_operation(writer);
            let action = number(writer, EjectOperation::ALL);
            any_end(EjectNtmsCleaner { library, operation, action }.into()).save("request")
        }
    }
}

pub(super) fn backup(writer: &mut Writer<'_>) -> Step {
    any_end(match writer.chance.percent(50) {
        true => ExportNtmsDatabase {}.into(),
        false => ImportNtmsDatabase {}.into(),
    })
}

/// Opens a channel.
pub(super) fn open_channel(writer: &mut Writer<'_>) -> Step {
    let object_type = number(writer, ObjectType::ALL);
    any_end(OpenNtmsNotification { object_type }.into()).save("channel")
}

/// Opens a detection.
pub(super) fn begin_detection() -> Step {
    any_end(BeginNtmsDeviceChangeDetection {}.into()).save("detection")
}

/// A handle that was saved, or one that is none.
fn a_handle(writer: &mut Writer<'_>, name: &str) -> At<HandleRef> {
    At::new(match writer.chance.below(20) {
        0 => HandleRef::Null,
        1 => HandleRef::Invalid,
        2 => HandleRef::Forged,
        _ => HandleRef::Saved(Saved { name: name.to_owned(), index: None }),
    })
}

pub(super) fn watch(writer: &mut Writer<'_>) -> Step {
    let notification = a_handle(writer, "channel");
    match writer.chance.below(8) {
        0 | 1 => open_channel(writer),
        2 => any_end(CloseNtmsNotification { notification }.into()),
        _ => {
            let timeout = timeout(writer);
            any_end(WaitForNtmsNotification { notification, timeout }.into())
        }
    }
}

pub(super) fn detect(writer: &mut Writer<'_>) -> Step {
    let detection = a_handle(writer, "detection");
    match writer.chance.below(8) {
        0 => begin_detection(),
        1 => any_end(EndNtmsDeviceChangeDetection { detection }.into()),
        of => {
            let object_type = match of {
                2..=4 => ObjectType::Library,
                5 => ObjectType::MediaType,
                6 => ObjectType::PhysicalMedia,
                _ => ObjectType::Drive,
            };
            let objects = (0..writer.chance.between(1, 2)).map(|_| match object_type {
                ObjectType::Library => a_library(writer),
                ObjectType::MediaType => a_type(writer),
                ObjectType::PhysicalMedia => a_medium(writer),
                _ => a_device(writer),
            });
            let (objects, object_type) = (Many(objects.collect()), Number::from(object_type));
            any_end(SetNtmsDeviceChangeDetection { detection, objects, object_type }.into())
        }
    }
}
