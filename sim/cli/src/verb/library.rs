//! The verbs about libraries and what goes in and out of them.

use ntmsapi::object::LibraryType;
use ntmsapi::operation::{EjectOperation, InventoryMethod};
use ntmsapi::{Guid, Info, NtmsError, ObjectType};

use super::Said;
use super::failure::Failure;
use super::name::{Room, digits};
use super::parse::Given;

fn library(room: &Room<'_>, given: &Given) -> Result<Guid, Failure> {
    Ok(room.find(given, "l", ObjectType::Library)?.unwrap_or_default())
}

/// `rsm inventory`.
pub(crate) fn inventory(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    let library = library(room, given)?;
    let (method, line) = match given.word("a") {
        Some("full") => (InventoryMethod::Omid, "The inventory has been queued."),
        Some("fast") => (InventoryMethod::Fast, "The inventory has been queued."),
        Some("none") => (InventoryMethod::None, "Nothing is to be looked at."),
        Some("stop") => (InventoryMethod::Stop, "The inventory is to stop."),
        _ => (InventoryMethod::Default, "The inventory has been queued."),
    };
    room.session().inventory_ntms_library(library, method)?;
    Ok(Said::line(line).with("library", digits(library)))
}

/// `rsm refresh`: looks at drives that stand alone; a robot's library is inventoried as it is set.
pub(crate) fn refresh(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    let session = room.session();
    for (letters, kind) in [("p", ObjectType::PhysicalMedia), ("t", ObjectType::MediaType)] {
        if let Some(object) = room.find(given, letters, kind)? {
            session.poll_ntms_device_change(&[object], kind)?;
            return Ok(Said::line("The drives are looked at."));
        }
    }
    let library = library(room, given)?;
    match room.information(library, ObjectType::Library)?.info {
        Info::Library(info) if info.library_type == LibraryType::StandAlone => {
            session.poll_ntms_device_change(&[library], ObjectType::Library)?;
        }
        _ => session.inventory_ntms_library(library, InventoryMethod::Default)?,
    }
    Ok(Said::line("The library is looked at.").with("library", digits(library)))
}

/// What is to be ejected.
enum Ejected {
    /// A medium, through the mail slot.
    Medium(Guid),
    /// What is in a drive that stands alone, by its device name.
    Device(String),
}

/// `rsm eject`.
pub(crate) fn eject(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    let session = room.session();
    let action = match given.word("a") {
        Some("stop") => EjectOperation::Stop,
        Some("queue") => EjectOperation::Queue,
        _ => EjectOperation::Start,
    };
    let earlier = given.guid("o");
    if action == EjectOperation::Stop && earlier.is_none() {
        return Err(Failure::Wrong("/astop wants /o with what the start gave".to_owned()));
    }
    let what = match ejected(room, given)? {
        Some(Ejected::Device(device)) => {
            session.client().eject_disk_from_sa_drive(
                None,
                Some(rsm::TOOL),
                &device,
                None,
                None,
                action,
            )?;
            return Ok(Said::line("The drive gives its medium.").with("device", device));
        }
        Some(Ejected::Medium(medium)) => Some(medium),
        // A start without a medium lets out what is queued.
        None if given.has("a") => None,
        None => return Err(Failure::Wrong("name what to eject with /p, /s, /d or /l".to_owned())),
    };
    let operation = earlier.unwrap_or(Guid::NULL);
    let operation = session.eject_ntms_media(what, operation, action)?;
    let id = digits(operation);
    let line = match (given.has("b"), action) {
        (true, _) => id.clone(),
        (false, EjectOperation::Queue) => {
            "It is queued; the next `rsm eject /astart` takes it along.".to_owned()
        }
        (false, EjectOperation::Stop) => "The ejection is to stop.".to_owned(),
        (false, _) => format!("The ejection has been queued: {id}."),
    };
    Ok(Said::line(line).with("operation", id))
}

fn ejected(room: &Room<'_>, given: &Given) -> Result<Option<Ejected>, Failure> {
    if let Some(medium) = room.find(given, "p", ObjectType::PhysicalMedia)? {
        return Ok(Some(Ejected::Medium(medium)));
    }
    if !given.has("l") {
        return Ok(None);
    }
    let library = library(room, given)?;
    if let Some(slot) = room.find_in(given, "s", ObjectType::StorageSlot, Some(library))? {
        return Ok(Some(Ejected::Medium(room.medium_at(slot, library)?)));
    }
    let drive = match room.find_in(given, "d", ObjectType::Drive, Some(library))? {
        Some(drive) => drive,
        None => only_drive(room, library)?,
    };
    let alone = match room.information(library, ObjectType::Library)?.info {
        Info::Library(info) => info.library_type == LibraryType::StandAlone,
        _ => false,
    };
    match room.information(drive, ObjectType::Drive)?.info {
        Info::Drive(info) if alone => Ok(Some(Ejected::Device(info.device_name.to_string()))),
        _ => Ok(Some(Ejected::Medium(room.medium_at(drive, library)?))),
    }
}

/// The drive of a library that has one.
fn only_drive(room: &Room<'_>, library: Guid) -> Result<Guid, Failure> {
    let drives = room.session().enumerate_ntms_object(Some(library), ObjectType::Drive)?;
    match drives.as_slice() {
        [drive] => Ok(*drive),
        _ => {
            let text = format!(
                "the library has {} drives: say with /d or /s which medium is meant",
                drives.len()
            );
            Err(Failure::Code(NtmsError::InvalidParameter, text))
        }
    }
}
