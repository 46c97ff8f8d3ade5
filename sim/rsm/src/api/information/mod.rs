//! What is told of an object, and what may be written: the head here, one arm for each type in the
//! files below.
//!
//! Counts and lists are looked up when they are asked for; no row repeats what others say.

mod catalogue;
mod device;
mod write;

use wire::ntms::ObjectInformation;

use crate::database::{Database, Object, ObjectKey, TableName};

pub(super) use write::write;

/// What is known of an object; nothing for a type that has no structure of its own.
pub(crate) fn of(db: &Database, object: ObjectKey) -> Option<ObjectInformation> {
    macro_rules! arm {
        ($describe:path) => {{
            let row = db.get(object.as_key()?);
            let info = $describe(db, object.as_key()?, row);
            let head = row.head().clone();
            Some(ObjectInformation {
                created: head.created,
                modified: head.modified,
                id: head.id,
                enabled: head.enabled && db.container_is_enabled(object),
                operational: head.operational,
                name: head.name,
                description: head.description,
                info,
            })
        }};
    }
    match object.table {
        TableName::Computer => arm!(catalogue::computer),
        TableName::MediaType => arm!(catalogue::media_type),
        TableName::ChangerType => arm!(device::changer_type),
        TableName::DriveType => arm!(device::drive_type),
        TableName::Library => arm!(device::library),
        TableName::Changer => arm!(device::changer),
        TableName::Drive => arm!(device::drive),
        TableName::StorageSlot => arm!(device::slot),
        TableName::IeDoor => arm!(device::door),
        TableName::IePort => arm!(device::port),
        TableName::MediaPool => arm!(catalogue::pool),
        TableName::PhysicalMedia => arm!(catalogue::physical_media),
        TableName::Partition => arm!(catalogue::side),
        TableName::LogicalMedia => arm!(catalogue::logical_media),
        TableName::LibRequest => arm!(catalogue::library_request),
        TableName::OpRequest => arm!(catalogue::operator_request),
        TableName::UiDestination => None,
    }
}
