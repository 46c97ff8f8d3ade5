//! The verbs about media: allocated and given back, mounted and dismounted, erased and freed.

use ntmsapi::call::AllocateNtmsMedia;
use ntmsapi::limit::INFINITE;
use ntmsapi::object::PoolType;
use ntmsapi::option::{AllocateOptions, DismountOptions, MountOptions};
use ntmsapi::{Error, Guid, Info, NtmsError, ObjectType};
use serde_json::{Value, json};
use wire::scsi::ssc::SpaceUnit;
use world::TapeVerb;

use super::Said;
use super::failure::Failure;
use super::name::{Room, digits, library_of};
use super::object::{heading, write_heading};
use super::parse::Given;

fn timeout(given: &Given) -> u32 {
    given.number("t").unwrap_or(INFINITE)
}

/// `rsm allocate`.
pub(crate) fn allocate(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    heading(given, "ln", "ld")?;
    heading(given, "pn", "pd")?;
    let mut options = AllocateOptions::NONE;
    for word in given.words("o") {
        options = options.union(match *word {
            "new" => AllocateOptions::NEW,
            "next" => AllocateOptions::NEXT,
            _ => AllocateOptions::ERROR_IF_UNAVAILABLE,
        });
    }
    let previous = room.find(given, "l", ObjectType::LogicalMedia)?;
    if options.contains(AllocateOptions::NEXT) != previous.is_some() {
        return Err(Failure::Wrong("/onext and /l belong together".to_owned()));
    }
    let allocated = room.session().call(AllocateNtmsMedia {
        pool: room.pool(given.text("m").unwrap_or_default())?,
        side: room.find(given, "p", ObjectType::Partition)?,
        previous: previous.unwrap_or(Guid::NULL),
        options: options.bits(),
        timeout: timeout(given),
    })?;
    let media = allocated.media;
    write_heading(room, given, (media, ObjectType::LogicalMedia), ["ln", "ld"])?;
    let side = side_of(room, media)?;
    write_heading(room, given, (side, ObjectType::Partition), ["pn", "pd"])?;
    let (id, name) = (digits(media), room.information(media, ObjectType::LogicalMedia)?.name);
    let line = match given.has("b") {
        true => id.clone(),
        false => format!("{name} is allocated: {id}."),
    };
    Ok(Said::line(line)
        .with("media", id)
        .with("name", name.as_str())
        .with("side", digits(side))
        .with("from_pool", digits(allocated.from)))
}

/// The side behind a logical medium.
fn side_of(room: &Room<'_>, media: Guid) -> Result<Guid, Failure> {
    let sides = room.session().enumerate_ntms_object(Some(media), ObjectType::Partition)?;
    sides.first().copied().ok_or_else(|| NtmsError::InvalidPartition.into())
}

/// The logical medium behind a side; nothing when it is not allocated.
fn logical_of(room: &Room<'_>, side: Guid) -> Result<Option<Guid>, Failure> {
    match room.information(side, ObjectType::Partition)?.info {
        Info::Partition(info) => Ok(Some(info.logical_media).filter(|id| !id.is_null())),
        _ => Ok(None),
    }
}

/// `rsm deallocate`.
pub(crate) fn deallocate(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    let media = match room.find(given, "p", ObjectType::Partition)? {
        Some(side) => logical_of(room, side)?.ok_or_else(|| {
            Failure::Code(NtmsError::InvalidMedia, "the side is not allocated".to_owned())
        })?,
        None => room.find(given, "l", ObjectType::LogicalMedia)?.unwrap_or_default(),
    };
    room.session().deallocate_ntms_media(media)?;
    Ok(Said::line("It is given back.").with("media", digits(media)))
}

/// The logical medium or side that is meant.
fn media_or_side(room: &Room<'_>, given: &Given) -> Result<Option<Guid>, Failure> {
    match room.find(given, "p", ObjectType::Partition)? {
        Some(side) => Ok(Some(side)),
        None => room.find(given, "l", ObjectType::LogicalMedia),
    }
}

/// `rsm dismount`.
pub(crate) fn dismount(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    let media = media_or_side(room, given)?.unwrap_or_default();
    let (options, line) = match given.word("o") {
        Some(_) => (DismountOptions::DEFERRED, "It may go when somebody needs the drive."),
        None => (DismountOptions::IMMEDIATE, "The way back is queued."),
    };
    room.session().dismount_ntms_media(&[media], options)?;
    Ok(Said::line(line).with("media", digits(media)))
}

/// `rsm mount`. Where another switch names the medium, `/l` may name the drive.
pub(crate) fn mount(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    let (media, of_drive) = if given.has("s") {
        (in_slot(room, given)?, "l")
    } else if given.has("p") {
        (room.find(given, "p", ObjectType::Partition)?.unwrap_or_default(), "l")
    } else {
        (room.find(given, "l", ObjectType::LogicalMedia)?.unwrap_or_default(), "d")
    };
    if of_drive == "l" && given.has("l") && given.has("d") {
        return Err(Failure::Wrong("/d and /l both name the drive".to_owned()));
    }
    let of_drive = if given.has("d") { "d" } else { of_drive };
    let drive = match given.has(of_drive) {
        // Drives of several libraries are called alike; the one where the medium is counts.
        true => {
            let library = library_with(room, media)?;
            room.find_in(given, of_drive, ObjectType::Drive, library)?
        }
        false => None,
    };
    let mut options = MountOptions::NONE;
    for word in given.words("o") {
        options = options.union(match *word {
            "errnotavailable" => MountOptions::ERROR_NOT_AVAILABLE,
            "drive" => MountOptions::SPECIFIC_DRIVE,
            "read" => MountOptions::READ,
            "write" => MountOptions::WRITE,
            _ => MountOptions::ERROR_OFFLINE,
        });
    }
    if options.contains(MountOptions::SPECIFIC_DRIVE) != drive.is_some() {
        return Err(Failure::Wrong("/odrive and /d belong together".to_owned()));
    }
    let drives: Vec<Guid> = drive.into_iter().collect();
    let drives = room
        .session()
        .mount_ntms_media(&[media], &drives, options, priority(given), timeout(given))
        .map_err(why_not_mounted)?;
    let drive = drives.first().copied().unwrap_or(Guid::NULL);
    let (name, device) = drive_names(room, drive)?;
    let member: Value = json!({ "id": digits(drive), "name": name, "device": device });
    Ok(Said::line(format!("It is mounted in {name}, which programs open as {device}."))
        .with("media", digits(media))
        .with("drive", member))
}

/// What a script is most likely to have done when a medium cannot be mounted in its state: `tar`
/// writes over the label that a tape begins with, by which the service knows the medium.
fn why_not_mounted(error: Error) -> Failure {
    match error.ntms() {
        Some(error @ NtmsError::InvalidState) => {
            let text = "begins the medium with another label than is recorded? Programs write \
                        behind the label, where `mt fsf 1` goes, or tell UpdateNtmsOmidInfo";
            Failure::Code(error, format!("{}; {text}", error.text()))
        }
        _ => error.into(),
    }
}

/// The library that a logical medium or side is in, unless that is no place with drives.
fn library_with(room: &Room<'_>, media: Guid) -> Result<Option<Guid>, Failure> {
    let side = match room.information(media, ObjectType::Unknown)?.info {
        Info::LogicalMedia(_) => side_of(room, media)?,
        _ => media,
    };
    let library = match room.information(side, ObjectType::Partition)?.info {
        Info::Partition(side) => {
            match room.information(side.physical_media, ObjectType::PhysicalMedia)?.info {
                Info::PhysicalMedia(medium) => medium.current_library,
                _ => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    let drives = room.session().enumerate_ntms_object(Some(library), ObjectType::Drive)?;
    Ok((!drives.is_empty()).then_some(library))
}

/// The first side of what lies in a slot.
fn in_slot(room: &Room<'_>, given: &Given) -> Result<Guid, Failure> {
    let changer = room.find(given, "c", ObjectType::Changer)?.unwrap_or_default();
    let library = library_of(&room.information(changer, ObjectType::Changer)?);
    let slot = room.find_in(given, "s", ObjectType::StorageSlot, Some(library))?;
    room.first_side(room.medium_at(slot.unwrap_or_default(), library)?)
}

fn priority(given: &Given) -> i32 {
    match given.word("r") {
        Some("highest") => 15,
        Some("high") => 7,
        Some("low") => -7,
        Some("lowest") => -15,
        _ => 0,
    }
}

/// What a drive is called by people and by programs.
fn drive_names(room: &Room<'_>, drive: Guid) -> Result<(String, String), Failure> {
    let information = room.information(drive, ObjectType::Drive)?;
    let device = match &information.info {
        Info::Drive(info) => info.device_name.to_string(),
        _ => String::new(),
    };
    Ok((information.name.to_string(), device))
}

/// `rsm erase`: what is on the side behind its label. Without its label the service would take it
/// for another medium, that nobody knows. Whatever the tape says, it is dismounted again.
pub(crate) fn erase(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    let session = room.session();
    let side = room.find(given, "p", ObjectType::Partition)?.unwrap_or_default();
    let write = MountOptions::WRITE;
    let drives = session.mount_ntms_media(&[side], &[], write, priority(given), timeout(given))?;
    let erased = (|| {
        let (_, device) = drive_names(room, drives.first().copied().unwrap_or(Guid::NULL))?;
        let tape = session.client().tape(device.as_str());
        tape.rewind()?;
        if has_label(room, side)? {
            tape.space(SpaceUnit::Blocks, 1)?;
        }
        tape.verb(TapeVerb::Erase)?;
        Ok::<(), Failure>(())
    })();
    let dismounted = session.dismount_ntms_media(&[side], DismountOptions::IMMEDIATE);
    erased?;
    dismounted?;
    let said = if given.has("b") { Said::default() } else { Said::line("It is erased.") };
    Ok(said.with("side", digits(side)))
}

fn has_label(room: &Room<'_>, side: Guid) -> Result<bool, Failure> {
    match room.information(side, ObjectType::Partition)?.info {
        Info::Partition(info) => Ok(!info.label_id.is_empty()),
        _ => Ok(false),
    }
}

/// `rsm freemedia`.
pub(crate) fn free(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    let medium = physical(room, given)?;
    let sides = room.session().enumerate_ntms_object(Some(medium), ObjectType::Partition)?;
    let mut deallocated = Vec::new();
    for side in sides {
        if let Some(media) = logical_of(room, side)? {
            room.session().deallocate_ntms_media(media)?;
            deallocated.push(digits(media));
        }
    }
    let (name, pool) = free_pool(room, medium)?;
    if let Some(pool) = pool {
        room.session().move_to_ntms_media_pool(medium, pool)?;
    }
    Ok(Said::line(format!("{name} is in the free pool."))
        .with("medium", digits(medium))
        .with("deallocated", deallocated))
}

/// The physical medium that is meant.
fn physical(room: &Room<'_>, given: &Given) -> Result<Guid, Failure> {
    for (letters, kind) in [("s", ObjectType::StorageSlot), ("d", ObjectType::Drive)] {
        if let Some(place) = room.find(given, letters, kind)? {
            let library = library_of(&room.information(place, kind)?);
            match room.medium_at(place, library) {
                // With both, it may have gone from the slot to the drive.
                Err(_) if letters == "s" && given.has("d") => continue,
                found => return found,
            }
        }
    }
    let side = match room.find(given, "l", ObjectType::LogicalMedia)? {
        Some(media) => side_of(room, media)?,
        None => room.find(given, "p", ObjectType::Partition)?.unwrap_or_default(),
    };
    match room.information(side, ObjectType::Partition)?.info {
        Info::Partition(info) => Ok(info.physical_media),
        _ => Err(NtmsError::InvalidPartition.into()),
    }
}

/// The name of a medium, and the free pool of its type; no pool when it is in that one.
fn free_pool(room: &Room<'_>, medium: Guid) -> Result<(String, Option<Guid>), Failure> {
    let information = room.information(medium, ObjectType::PhysicalMedia)?;
    let name = information.name.to_string();
    let Info::PhysicalMedia(info) = information.info else {
        return Err(NtmsError::InvalidMedia.into());
    };
    for top in room.all(ObjectType::MediaPool, None)? {
        for pool in room.all(ObjectType::MediaPool, Some(top.id))? {
            let Info::MediaPool(of) = &pool.info else { continue };
            if of.pool_type == PoolType::Scratch && of.media_type == info.media_type {
                return Ok((name, Some(pool.id).filter(|id| *id != info.media_pool)));
            }
        }
    }
    Err(NtmsError::InvalidMediaPool.into())
}
