//! What GetNtmsObjectInformation tells of each type of object in the shared room.

use wire::ntms::call::{MountNtmsMedia, SatisfyNtmsOperatorRequest};
use wire::ntms::info::{
    DriveInformation, MediaPoolInformation, PartitionInformation, PhysicalMediaInformation,
};
use wire::ntms::media_type::{DeviceType, StorageMediaType};
use wire::ntms::object::{LibraryType, PoolType, ReadWriteCharacteristics};
use wire::ntms::operation::{InventoryMethod, LibraryOperation, OperatorCommand};
use wire::ntms::option::{
    AllocationPolicy, DeallocationPolicy, LibRequestFlags, LibraryFlags, MediaPoolPolicy,
    MountOptions, OpRequestFlags,
};
use wire::ntms::state::{
    BarCodeState, DoorState, DriveState, LibraryRequestState, MediaState, OperationalState,
    OperatorRequestState, PortContent, PortPosition, SideState, SlotState,
};
use wire::ntms::{Info, ObjectType};
use wire::{Guid, Ticks};

use super::{equal, first, inventory, request};
use crate::case::{Mismatch, Verdict};
use crate::stage::{HERE, Stage};

/// The arm of an object.
fn arm(stage: &mut Stage<'_>, object: Guid, object_type: ObjectType) -> Result<Info, Mismatch> {
    Ok(stage.information(object, object_type)?.info)
}

/// Another arm than that of the type.
fn other(info: &Info) -> Mismatch {
    Mismatch::new("the arm of the type", info.object_type().name())
}

macro_rules! arms {
    ($($name:ident: $variant:ident -> $structure:ident;)*) => {
        $(fn $name(stage: &mut Stage<'_>, object: Guid) -> Result<$structure, Mismatch> {
            match arm(stage, object, ObjectType::$variant)? {
                Info::$variant(found) => Ok(found),
                info => Err(other(&info)),
            }
        })*
    };
}

arms! {
    drive_of: Drive -> DriveInformation;
    pool_of: MediaPool -> MediaPoolInformation;
    medium_of: PhysicalMedia -> PhysicalMediaInformation;
    side_of: Partition -> PartitionInformation;
}

pub(super) fn computer(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let computer = first(stage, ObjectType::Computer)?;
    let seen = stage.information(computer, ObjectType::Computer)?;
    equal(HERE, seen.name.as_str())?;
    let Info::Computer(found) = seen.info else { return Err(other(&seen.info)) };
    let three_days = 259_200;
    equal((three_days, three_days), (found.lib_request_purge_time, found.op_request_purge_time))?;
    equal(
        (LibRequestFlags::NONE, OpRequestFlags::NONE, MediaPoolPolicy::NONE),
        (found.lib_request_flags, found.op_request_flags, found.media_pool_policy),
    )
}

pub(super) fn media_type(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let tape = stage.named(ObjectType::MediaType, "LTO_Ultrium")?;
    let found = match arm(stage, tape, ObjectType::MediaType)? {
        Info::MediaType(found) => found,
        info => return Err(other(&info)),
    };
    equal((StorageMediaType::LtoUltrium, 1), (found.media_type, found.number_of_sides))?;
    equal(
        (ReadWriteCharacteristics::Rewritable, DeviceType::Tape),
        (found.read_write_characteristics, found.device_type),
    )
}

pub(super) fn library(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let id = stage.library()?;
    let seen = stage.information(id, ObjectType::Library)?;
    equal((true, OperationalState::Ready), (seen.enabled, seen.operational))?;
    let Info::Library(found) = seen.info else { return Err(other(&seen.info)) };
    equal((LibraryType::Online, true), (found.library_type, found.bar_code_reader_installed))?;
    equal(
        (2, 30, 1, 1, 1, 14),
        (
            found.number_of_drives,
            found.number_of_slots,
            found.number_of_doors,
            found.number_of_ports,
            found.number_of_changers,
            found.number_of_media,
        ),
    )?;
    let types = stage.objects(ObjectType::MediaType, Some(id))?.len();
    equal((types, true), (found.number_of_media_types as usize, found.auto_recovery))?;
    equal(
        (Guid::NULL, 0, false),
        (
            found.cleaner_slot,
            found.cleaner_uses_remaining,
            found.flags.contains(LibraryFlags::FIXEDOFFLINE),
        ),
    )?;
    let before = found.number_of_library_requests;
    inventory(stage)?;
    match arm(stage, id, ObjectType::Library)? {
        Info::Library(found) => equal(before + 1, found.number_of_library_requests),
        info => Err(other(&info)),
    }
}

pub(super) fn offline_library(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let id = stage.offline_library()?;
    match arm(stage, id, ObjectType::Library)? {
        Info::Library(found) => equal(
            (LibraryType::Offline, 1, true),
            (
                found.library_type,
                found.number_of_media,
                found.flags.contains(LibraryFlags::FIXEDOFFLINE),
            ),
        ),
        info => Err(other(&info)),
    }
}

pub(super) fn changer(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let (library, id) = (stage.library()?, first(stage, ObjectType::Changer)?);
    let found = match arm(stage, id, ObjectType::Changer)? {
        Info::Changer(found) => found,
        info => return Err(other(&info)),
    };
    equal((0, library, "0520"), (found.number, found.library, found.revision.as_str()))?;
    equal((false, false), (found.serial_number.is_empty(), found.device_name.is_empty()))?;
    match arm(stage, found.changer_type, ObjectType::ChangerType)? {
        Info::ChangerType(kind) => equal(
            ("HP", "MSL6000 Series", DeviceType::Changer),
            (kind.vendor.as_str(), kind.product.as_str(), kind.device_type),
        ),
        info => Err(other(&info)),
    }
}

pub(super) fn drive(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let library = stage.library()?;
    let mut devices = Vec::new();
    for (number, id) in (0..).zip(stage.objects(ObjectType::Drive, Some(library))?) {
        let found = drive_of(stage, id)?;
        equal(
            (number, DriveState::Dismounted, library, Guid::NULL),
            (found.number, found.state, found.library, found.saved_partition_id),
        )?;
        equal(
            ("G63W", 0, Ticks::default(), 300),
            (
                found.revision.as_str(),
                found.mount_count,
                found.last_cleaned,
                found.defer_dismount_delay,
            ),
        )?;
        match arm(stage, found.drive_type, ObjectType::DriveType)? {
            Info::DriveType(kind) => equal(
                ("HP", "Ultrium 3-SCSI", DeviceType::Tape),
                (kind.vendor.as_str(), kind.product.as_str(), kind.device_type),
            )?,
            info => return Err(other(&info)),
        }
        devices.push((found.device_name, found.serial_number, found.scsi_target, found.scsi_lun));
    }
    match devices.as_slice() {
        [one, two] if one.0 != two.0 && one.1 != two.1 && (one.2, one.3) != (two.2, two.3) => {
            Ok(())
        }
        devices => Err(Mismatch::new("two devices", format!("{devices:?}"))),
    }
}

pub(super) fn slots(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let library = stage.library()?;
    for (number, id) in (0..).zip(stage.objects(ObjectType::StorageSlot, Some(library))?) {
        let state = if number < 14 { SlotState::Full } else { SlotState::Empty };
        match arm(stage, id, ObjectType::StorageSlot)? {
            Info::StorageSlot(found) => {
                equal((number, state, library), (found.number, found.state, found.library))?;
            }
            info => return Err(other(&info)),
        }
    }
    Ok(())
}

pub(super) fn door_and_port(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let library = stage.library()?;
    let door = first(stage, ObjectType::IeDoor)?;
    match arm(stage, door, ObjectType::IeDoor)? {
        Info::IeDoor(found) => {
            equal((0, DoorState::Closed, library), (found.number, found.state, found.library))?;
        }
        info => return Err(other(&info)),
    }
    let port = first(stage, ObjectType::IePort)?;
    match arm(stage, port, ObjectType::IePort)? {
        Info::IePort(found) => equal(
            (0, PortContent::Empty, PortPosition::Retracted, library),
            (found.number, found.content, found.position, found.library),
        ),
        info => Err(other(&info)),
    }
}

pub(super) fn pools(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let tape = stage.named(ObjectType::MediaType, "LTO_Ultrium")?;
    let (upper, jobs) = (stage.pool("Upper")?, stage.pool("Jobs")?);
    let daily = stage.pool_in("Upper", "Daily")?;
    let top = pool_of(stage, jobs)?.parent;
    for (id, media_type, parent, counts) in [
        (jobs, tape, top, (5, 5, 0)),
        (upper, Guid::NULL, top, (0, 0, 1)),
        (daily, tape, upper, (0, 0, 0)),
    ] {
        let found = pool_of(stage, id)?;
        equal(
            (PoolType::Application, media_type, parent),
            (found.pool_type, found.media_type, found.parent),
        )?;
        let physical = found.number_of_physical_media;
        equal(counts, (physical, found.number_of_logical_media, found.number_of_media_pools))?;
        let draws = if id == jobs { AllocationPolicy::FROMSCRATCH } else { AllocationPolicy::NONE };
        equal(
            (draws, DeallocationPolicy::NONE, 0),
            (found.allocation_policy, found.deallocation_policy, found.max_allocates),
        )?;
    }
    for (name, pool_type, media) in [
        ("Free", PoolType::Scratch, 4),
        ("Unrecognized", PoolType::Foreign, 1),
        ("Import", PoolType::Import, 1),
    ] {
        let above = stage.pool(name)?;
        equal((pool_type, top), (pool_of(stage, above)?.pool_type, pool_of(stage, above)?.parent))?;
        let id = stage.pool_in(name, "LTO_Ultrium")?;
        let found = pool_of(stage, id)?;
        equal(
            (pool_type, tape, above, media),
            (found.pool_type, found.media_type, found.parent, found.number_of_physical_media),
        )?;
    }
    Ok(())
}

pub(super) fn medium(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let (library, pool) = (stage.library()?, stage.pool("Other")?);
    let tape = stage.named(ObjectType::MediaType, "LTO_Ultrium")?;
    let id = stage.medium("STOCK1L3")?;
    let found = medium_of(stage, id)?;
    equal((library, pool, tape), (found.current_library, found.media_pool, found.media_type))?;
    equal(
        ("STOCK1L3", BarCodeState::Ok, MediaState::Idle, 1, Guid::NULL),
        (
            found.bar_code.as_str(),
            found.bar_code_state,
            found.media_state,
            found.number_of_partitions,
            found.mounted_partition,
        ),
    )?;
    equal((ObjectType::StorageSlot, found.home_slot), (found.location_type, found.location))?;
    match arm(stage, found.location, ObjectType::StorageSlot)? {
        Info::StorageSlot(slot) => equal((4, SlotState::Full), (slot.number, slot.state))?,
        info => return Err(other(&info)),
    }
    let another = stage.medium("STOCK2L3")?;
    let another = medium_of(stage, another)?.sequence_number;
    equal((false, false), (found.sequence_number.is_empty(), found.sequence_number == another))
}

pub(super) fn medium_offline(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let (library, id) = (stage.offline_library()?, stage.medium("SHELF1L3")?);
    let found = medium_of(stage, id)?;
    equal(
        (library, Guid::NULL, ObjectType::StorageSlot, MediaState::Idle),
        (found.current_library, found.location, found.location_type, found.media_state),
    )
}

pub(super) fn sides(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    for (name, state) in [
        ("OWNED1L3", SideState::Allocated),
        ("STOCK1L3", SideState::Available),
        ("FREE01L3", SideState::Available),
        ("IMPRT1L3", SideState::Import),
        ("BLANK1L3", SideState::Foreign),
    ] {
        let (medium, id) = (stage.medium(name)?, stage.side(name, 0)?);
        let found = side_of(stage, id)?;
        equal((medium, state, 0), (found.physical_media, found.state, found.side))?;
        let owned = state == SideState::Allocated;
        equal(
            (owned, state == SideState::Foreign, 0),
            (!found.logical_media.is_null(), found.label_id.is_empty(), found.mount_count),
        )?;
        equal(found.label_id.is_empty(), found.omid_label_type.is_empty())?;
    }
    let (logical, jobs) = (stage.logical("OWNED1L3")?, stage.pool("Jobs")?);
    match arm(stage, logical, ObjectType::LogicalMedia)? {
        Info::LogicalMedia(found) => {
            equal((jobs, 1), (found.media_pool, found.number_of_partitions))
        }
        info => Err(other(&info)),
    }
}

pub(super) fn mounted(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let (id, side) = (stage.medium("OWNED1L3")?, stage.side("OWNED1L3", 0)?);
    let home = medium_of(stage, id)?.location;
    let call = MountNtmsMedia {
        media: vec![stage.logical("OWNED1L3")?],
        drives: Vec::new(),
        options: MountOptions::READ.bits(),
        priority: 0,
        timeout: 600_000,
    };
    let drive = match stage.gives_ids(call)?.as_slice() {
        [drive] => *drive,
        drives => return Err(Mismatch::new("one drive", format!("{drives:?}"))),
    };
    let found = drive_of(stage, drive)?;
    equal(
        (DriveState::Loaded, side, 1),
        (found.state, found.saved_partition_id, found.mount_count),
    )?;
    let found = medium_of(stage, id)?;
    equal(
        (drive, ObjectType::Drive, MediaState::Loaded, side, home),
        (
            found.location,
            found.location_type,
            found.media_state,
            found.mounted_partition,
            found.home_slot,
        ),
    )?;
    match arm(stage, home, ObjectType::StorageSlot)? {
        Info::StorageSlot(slot) => equal(SlotState::Empty, slot.state)?,
        info => return Err(other(&info)),
    }
    equal(1, side_of(stage, side)?.mount_count)
}

pub(super) fn library_request(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let (library, id) = (stage.library()?, inventory(stage)?);
    let found = match arm(stage, id, ObjectType::LibRequest)? {
        Info::LibRequest(found) => found,
        info => return Err(other(&info)),
    };
    equal(
        (LibraryOperation::Inventory, InventoryMethod::Fast.value(), library),
        (found.operation_code, found.operation_option, found.library),
    )?;
    equal(
        (true, "conformance", false, HERE),
        (
            found.state.is_open(),
            found.application.as_str(),
            found.user.is_empty(),
            found.computer.as_str(),
        ),
    )?;
    equal((Ticks::default(), 0), (found.time_completed, found.error_code))?;
    stage.sleep(std::time::Duration::from_secs(3600));
    match arm(stage, id, ObjectType::LibRequest)? {
        Info::LibRequest(ended) => {
            equal(
                (LibraryRequestState::Passed, found.time_queued, 0),
                (ended.state, ended.time_queued, ended.error_code),
            )?;
            equal(true, ended.time_completed > ended.time_queued)
        }
        info => Err(other(&info)),
    }
}

pub(super) fn operator_request(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let id = request(stage)?;
    let found = match arm(stage, id, ObjectType::OpRequest)? {
        Info::OpRequest(found) => found,
        info => return Err(other(&info)),
    };
    equal(
        (OperatorCommand::Message, "Please", OperatorRequestState::Submitted),
        (found.request, found.message.as_str(), found.state),
    )?;
    equal(
        ("conformance", false, HERE, true),
        (
            found.application.as_str(),
            found.user.is_empty(),
            found.computer.as_str(),
            found.submitted > Ticks::default(),
        ),
    )?;
    let nothing = (ObjectType::Unknown, Guid::NULL);
    equal(
        (nothing, nothing),
        ((found.argument_1_type, found.argument_1), (found.argument_2_type, found.argument_2)),
    )?;
    stage.succeeds(SatisfyNtmsOperatorRequest { request: id })?;
    match arm(stage, id, ObjectType::OpRequest)? {
        Info::OpRequest(ended) => equal(OperatorRequestState::Complete, ended.state),
        info => Err(other(&info)),
    }
}
