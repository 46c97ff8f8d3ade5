//! Arms of the service, of pools and media, and of requests.

use wire::ntms::info::{
    ComputerInformation, LibRequestInformation, LogicalMediaInformation, MediaPoolInformation,
    MediaTypeInformation, OpRequestInformation, PartitionInformation, PhysicalMediaInformation,
};
use wire::ntms::{Info, ObjectType};
use wire::{Guid, Text};

use crate::database::{
    Computer, Database, Key, LibRequest, LogicalMedia, MediaPool, MediaType, OpRequest, Partition,
    PhysicalMedia,
};

pub(super) fn computer(_: &Database, _: Key<Computer>, row: &Computer) -> Info {
    Info::Computer(ComputerInformation {
        lib_request_purge_time: row.lib_request_purge_seconds,
        op_request_purge_time: row.op_request_purge_seconds,
        lib_request_flags: row.lib_request_flags,
        op_request_flags: row.op_request_flags,
        media_pool_policy: row.media_pool_policy,
    })
}

pub(super) fn media_type(_: &Database, _: Key<MediaType>, row: &MediaType) -> Info {
    Info::MediaType(MediaTypeInformation {
        media_type: row.media_type,
        number_of_sides: row.sides,
        read_write_characteristics: row.characteristics,
        device_type: row.device_type,
    })
}

pub(super) fn pool(db: &Database, key: Key<MediaPool>, row: &MediaPool) -> Info {
    let index = db.index();
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Info::MediaPool(MediaPoolInformation {
        pool_type: row.pool_type,
        media_type: db.id_or_null(row.media_type),
        parent: db.id_or_null(row.parent),
        allocation_policy: row.allocation_policy,
        deallocation_policy: row.deallocation_policy,
        max_allocates: row.max_allocates,
        number_of_physical_media: count(index.media_of.count(key)),
        number_of_logical_media: count(index.logical_media_of.count(key)),
        number_of_media_pools: count(index.pools_in.count(key)),
    })
}

pub(super) fn physical_media(db: &Database, _: Key<PhysicalMedia>, row: &PhysicalMedia) -> Info {
    let (location, location_type) = location(db, row);
    Info::PhysicalMedia(PhysicalMediaInformation {
        current_library: db.id(row.library),
        media_pool: db.id(row.pool),
        location,
        location_type,
        media_type: db.id(row.media_type),
        home_slot: db.id_or_null(row.home_slot),
        bar_code: row.bar_code.clone(),
        bar_code_state: row.bar_code_state,
        sequence_number: Text::from(row.sequence.to_string()),
        media_state: row.state,
        number_of_partitions: row.sides,
        media_type_code: row.medium_type_code,
        density_code: row.density_code,
        mounted_partition: db.id_or_null(row.mounted_side),
    })
}

/// Where a medium is. One that is in no device is in a slot that has no identifier.
fn location(db: &Database, row: &PhysicalMedia) -> (Guid, ObjectType) {
    if let Some(drive) = row.drive {
        (db.id(drive), ObjectType::Drive)
    } else if let Some(port) = row.port {
        (db.id(port), ObjectType::IePort)
    } else {
        (db.id_or_null(row.slot), ObjectType::StorageSlot)
    }
}

pub(super) fn side(db: &Database, _: Key<Partition>, row: &Partition) -> Info {
    Info::Partition(PartitionInformation {
        physical_media: db.id(row.media),
        logical_media: db.id_or_null(row.logical),
        state: row.state,
        side: row.side,
        label_id: Box::from(&*row.label_id),
        omid_label_type: row.label_type.clone(),
        omid_label_info: row.label_info.clone(),
        mount_count: row.mount_count,
        allocate_count: row.allocate_count,
        capacity: row.capacity_bytes,
    })
}

pub(super) fn logical_media(db: &Database, _: Key<LogicalMedia>, row: &LogicalMedia) -> Info {
    Info::LogicalMedia(LogicalMediaInformation {
        media_pool: db.id(row.pool),
        // What is allocated is one side, however many the medium has.
        number_of_partitions: 1,
    })
}

pub(super) fn library_request(db: &Database, _: Key<LibRequest>, row: &LibRequest) -> Info {
    Info::LibRequest(LibRequestInformation {
        operation_code: row.operation,
        operation_option: row.option,
        state: row.state,
        partition_id: row.side,
        drive_id: row.drive,
        physical_media_id: row.media,
        library: db.id(row.library),
        slot_id: row.slot,
        time_queued: row.queued,
        time_completed: row.completed,
        application: row.application.clone(),
        user: row.user.clone(),
        computer: row.computer.clone(),
        error_code: row.error,
        work_item_id: row.work_item,
        // The member is unsigned; a negative priority travels as its two's complement.
        priority: row.priority.cast_unsigned(),
    })
}

pub(super) fn operator_request(_: &Database, _: Key<OpRequest>, row: &OpRequest) -> Info {
    Info::OpRequest(OpRequestInformation {
        request: row.request,
        submitted: row.submitted,
        state: row.state,
        message: row.message.clone(),
        argument_1_type: row.argument_1_type,
        argument_1: row.argument_1,
        argument_2_type: row.argument_2_type,
        argument_2: row.argument_2,
        application: row.application.clone(),
        user: row.user.clone(),
        computer: row.computer.clone(),
    })
}
