//! What SetNtmsObjectInformation writes of each type of object, and what it leaves alone.

use std::time::Duration;

use wire::Guid;
use wire::ntms::call::SetNtmsObjectInformation;
use wire::ntms::operation::InventoryMethod;
use wire::ntms::option::{
    AllocationPolicy, DeallocationPolicy, LibRequestFlags, LibraryFlags, MediaPoolPolicy,
    OpRequestFlags,
};
use wire::ntms::state::{DoorState, DriveState, OperationalState, SideState};
use wire::ntms::{Info, ObjectInformation, ObjectType};

use super::{ARMS, any_of, equal, first};
use crate::case::{Mismatch, Verdict};
use crate::stage::{NOBODY, Stage};

/// The types whose names callers may write.
pub(super) const NAMED: &[ObjectType] = &[
    ObjectType::Library,
    ObjectType::LogicalMedia,
    ObjectType::MediaPool,
    ObjectType::Partition,
    ObjectType::PhysicalMedia,
];

/// What is known of an object, changed, as a call.
pub(super) fn change(
    stage: &mut Stage<'_>,
    object: Guid,
    object_type: ObjectType,
    make: impl FnOnce(&mut ObjectInformation),
) -> Result<SetNtmsObjectInformation, Mismatch> {
    let mut information = stage.information(object, object_type)?;
    make(&mut information);
    Ok(SetNtmsObjectInformation { object, information: Some(Box::new(information)) })
}

/// Writes `written`; what is known afterwards is what was before with `expected` done to it.
fn leads_to(
    stage: &mut Stage<'_>,
    object: Guid,
    object_type: ObjectType,
    written: impl FnOnce(&mut ObjectInformation),
    expected: impl FnOnce(&mut ObjectInformation),
) -> Verdict {
    let mut wanted = stage.information(object, object_type)?;
    let call = change(stage, object, object_type, written)?;
    stage.sleep(Duration::from_secs(1));
    stage.succeeds(call)?;
    let seen = stage.information(object, object_type)?;
    let before = wanted.modified;
    expected(&mut wanted);
    wanted.modified = seen.modified;
    equal(&wanted, &seen)?;
    equal((object_type.name(), true), (object_type.name(), seen.modified > before))
}

/// Writes a change and finds it made, and nothing else.
fn kept(
    stage: &mut Stage<'_>,
    object: Guid,
    object_type: ObjectType,
    make: impl Fn(&mut ObjectInformation),
) -> Verdict {
    let unlike = stage.information(object, object_type)?;
    let mut changed = unlike.clone();
    make(&mut changed);
    if changed == unlike {
        return Err(Mismatch::new("something to change", format!("{unlike:?}")));
    }
    leads_to(stage, object, object_type, &make, &make)
}

pub(super) fn descriptions(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    for object_type in ARMS {
        // A request that is under way changes of itself.
        let object = any_of(stage, *object_type)?;
        stage.sleep(Duration::from_secs(600));
        for text in ["first of the week", ""] {
            kept(stage, object, *object_type, |all| all.description = text.into())?;
        }
    }
    Ok(())
}

pub(super) fn names(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    for object_type in ARMS {
        let object = any_of(stage, *object_type)?;
        stage.sleep(Duration::from_secs(600));
        let renamed = |all: &mut ObjectInformation| all.name = "Monday".into();
        if NAMED.contains(object_type) {
            kept(stage, object, *object_type, renamed)?;
        } else {
            let both = |all: &mut ObjectInformation| {
                all.name = "Monday".into();
                all.description = "written".into();
            };
            let one = |all: &mut ObjectInformation| all.description = "written".into();
            leads_to(stage, object, *object_type, both, one)?;
        }
    }
    Ok(())
}

pub(super) fn longest(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    for object_type in NAMED {
        let object = any_of(stage, *object_type)?;
        kept(stage, object, *object_type, |all| {
            all.name = "n".repeat(63).into();
            all.description = "d".repeat(126).into();
        })?;
    }
    Ok(())
}

/// A change of one arm.
macro_rules! of_arm {
    ($variant:ident, $arm:ident => $($change:stmt);+) => {
        |all: &mut ObjectInformation| {
            if let Info::$variant($arm) = &mut all.info {
                $($change)+
            }
        }
    };
}

pub(super) fn computer(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let computer = first(stage, ObjectType::Computer)?;
    let change = |library: u32, operator: u32, on: bool| {
        move |all: &mut ObjectInformation| {
            let Info::Computer(arm) = &mut all.info else { return };
            (arm.lib_request_purge_time, arm.op_request_purge_time) = (library, operator);
            let bits = |all: u32| if on { all } else { 0 };
            arm.lib_request_flags = LibRequestFlags::from_bits(bits(3)).unwrap_or_default();
            arm.op_request_flags = OpRequestFlags::from_bits(bits(0x33)).unwrap_or_default();
            arm.media_pool_policy = MediaPoolPolicy::from_bits(bits(3)).unwrap_or_default();
        }
    };
    kept(stage, computer, ObjectType::Computer, change(3600, 7200, true))?;
    kept(stage, computer, ObjectType::Computer, change(u32::MAX, 1, false))
}

pub(super) fn drive(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let drive = first(stage, ObjectType::Drive)?;
    for delay in [7, 0, u32::MAX] {
        kept(
            stage,
            drive,
            ObjectType::Drive,
            of_arm!(Drive, arm => arm.defer_dismount_delay = delay),
        )?;
    }
    Ok(())
}

pub(super) fn door(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let door = first(stage, ObjectType::IeDoor)?;
    for time in [7, 0, u16::MAX] {
        kept(stage, door, ObjectType::IeDoor, of_arm!(IeDoor, arm => arm.max_open_secs = time))?;
    }
    Ok(())
}

pub(super) fn port(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let port = first(stage, ObjectType::IePort)?;
    for time in [7, 0, u16::MAX] {
        kept(stage, port, ObjectType::IePort, of_arm!(IePort, arm => arm.max_extend_secs = time))?;
    }
    Ok(())
}

pub(super) fn library(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let library = stage.library()?;
    let wanted = LibraryFlags::AUTODETECTCHANGE.union(LibraryFlags::RECOGNIZECLEANERBARCODE);
    let settings = [
        (InventoryMethod::Omid, 20, false, wanted),
        (InventoryMethod::None, 0, true, LibraryFlags::NONE),
        (InventoryMethod::Fast, 50, true, LibraryFlags::AUTODETECTCHANGE),
    ];
    for (method, uses, recovers, flags) in settings {
        kept(
            stage,
            library,
            ObjectType::Library,
            of_arm!(Library, arm =>
                arm.inventory_method = method;
                arm.cleaner_uses_remaining = uses;
                arm.auto_recovery = recovers;
                arm.flags = arm.flags.without(wanted).union(flags)
            ),
        )?;
    }
    Ok(())
}

pub(super) fn library_flags(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let library = stage.library()?;
    let uncounted = LibraryFlags::IGNORECLEANERUSESREMAINING;
    // The caller asks for the contrary of what follows from the number, and for the service's own.
    let wrong = LibraryFlags::FIXEDOFFLINE.union(LibraryFlags::CLEANERPRESENT);
    for (uses, follows) in [(u32::MAX, true), (20, false)] {
        let flag = |on| if on { uncounted } else { LibraryFlags::NONE };
        leads_to(
            stage,
            library,
            ObjectType::Library,
            of_arm!(Library, arm =>
                arm.cleaner_uses_remaining = uses;
                arm.flags = arm.flags.without(uncounted).union(flag(!follows)).union(wrong)
            ),
            of_arm!(Library, arm =>
                arm.cleaner_uses_remaining = uses;
                arm.flags = arm.flags.without(uncounted).union(flag(follows))
            ),
        )?;
    }
    Ok(())
}

pub(super) fn pool(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let tape = stage.named(ObjectType::MediaType, "LTO_Ultrium")?;
    let daily = stage.pool_in("Upper", "Daily")?;
    let (draws, gives) = (AllocationPolicy::FROMSCRATCH, DeallocationPolicy::TOSCRATCH);
    let settings = [
        (draws, gives, 3, tape),
        (AllocationPolicy::NONE, gives, u32::MAX, Guid::NULL),
        (AllocationPolicy::NONE, DeallocationPolicy::NONE, 0, tape),
    ];
    for (allocation, deallocation, limit, media_type) in settings {
        kept(
            stage,
            daily,
            ObjectType::MediaPool,
            of_arm!(MediaPool, arm =>
                arm.allocation_policy = allocation;
                arm.deallocation_policy = deallocation;
                arm.max_allocates = limit;
                arm.media_type = media_type
            ),
        )?;
    }
    let jobs = stage.pool("Jobs")?;
    kept(
        stage,
        jobs,
        ObjectType::MediaPool,
        of_arm!(MediaPool, arm =>
            arm.deallocation_policy = gives;
            arm.max_allocates = 5
        ),
    )
}

/// Changes of members that may not be written, of what all have and of the arm.
fn meddle(all: &mut ObjectInformation) {
    all.id = NOBODY;
    all.created.0 += 1;
    all.modified.0 += 1;
    all.enabled = false;
    all.operational = OperationalState::NotPresent;
    match &mut all.info {
        Info::Drive(arm) => (arm.mount_count, arm.state) = (1000, DriveState::BeingCleaned),
        Info::DriveType(arm) => arm.vendor = "Nobody".into(),
        Info::Library(arm) => (arm.number_of_slots, arm.cleaner_slot) = (1000, NOBODY),
        Info::Changer(arm) => (arm.number, arm.library) = (9, NOBODY),
        Info::ChangerType(arm) => arm.product = "Nothing".into(),
        Info::StorageSlot(arm) => (arm.number, arm.library) = (99, NOBODY),
        Info::IeDoor(arm) => (arm.number, arm.state) = (9, DoorState::Open),
        Info::IePort(arm) => (arm.number, arm.library) = (9, NOBODY),
        Info::PhysicalMedia(arm) => (arm.bar_code, arm.media_pool) = ("OTHER".into(), NOBODY),
        Info::LogicalMedia(arm) => (arm.media_pool, arm.number_of_partitions) = (NOBODY, 2),
        Info::Partition(arm) => (arm.state, arm.allocate_count) = (SideState::Complete, 99),
        Info::MediaPool(arm) => (arm.parent, arm.number_of_physical_media) = (NOBODY, 99),
        Info::MediaType(arm) => arm.number_of_sides = 9,
        Info::LibRequest(arm) => (arm.error_code, arm.application) = (9, "other".into()),
        Info::OpRequest(arm) => (arm.message, arm.argument_1) = ("other".into(), NOBODY),
        // Every member of a computer may be written.
        Info::Computer(_) => {}
    }
}

pub(super) fn others(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    for object_type in ARMS {
        let object = any_of(stage, *object_type)?;
        stage.sleep(Duration::from_secs(600));
        let written = |all: &mut ObjectInformation| {
            meddle(all);
            all.description = "written".into();
        };
        let expected = |all: &mut ObjectInformation| all.description = "written".into();
        leads_to(stage, object, *object_type, written, expected)?;
    }
    Ok(())
}

pub(super) fn last_writer(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let daily = stage.pool_in("Upper", "Daily")?;
    let before = stage.information(daily, ObjectType::MediaPool)?;
    let late = change(stage, daily, ObjectType::MediaPool, |all| all.description = "late".into())?;
    kept(stage, daily, ObjectType::MediaPool, |all| {
        all.name = "Early".into();
        if let Info::MediaPool(arm) = &mut all.info {
            arm.max_allocates = 9;
        }
    })?;
    stage.succeeds(late)?;
    let seen = stage.information(daily, ObjectType::MediaPool)?;
    equal((&before.name, &before.info), (&seen.name, &seen.info))?;
    equal("late", seen.description.as_str())
}
