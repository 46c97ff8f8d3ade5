//! What may be used: an object that is not disabled, in a container that is not.
//!
//! A row says only what was said of the object itself. So a drive that was disabled stays so when
//! its library is disabled and enabled, and a medium that leaves a disabled library may be used.

use super::{
    Changer, Database, Drive, IeDoor, IePort, Key, Library, LogicalMedia, ObjectKey, Partition,
    PhysicalMedia, StorageSlot, TableName,
};

impl Database {
    /// A drive may be used.
    pub(crate) fn drive_is_enabled(&self, drive: Key<Drive>) -> bool {
        let row = self.get(drive);
        row.head.enabled && self.get(row.library).head.enabled
    }

    /// A medium may be used.
    pub(crate) fn medium_is_enabled(&self, media: Key<PhysicalMedia>) -> bool {
        let row = self.get(media);
        row.head.enabled && self.get(row.library).head.enabled
    }

    /// What an object is in may be used. What is in no library or medium is never disabled with
    /// others.
    pub(crate) fn container_is_enabled(&self, object: ObjectKey) -> bool {
        let library = |key: Key<Library>| self.get(key).head.enabled;
        let side = |key: Key<Partition>| self.medium_is_enabled(self.get(key).media);
        let enabled = match object.table {
            TableName::Changer => {
                object.as_key::<Changer>().map(|key| library(self.get(key).library))
            }
            TableName::Drive => object.as_key::<Drive>().map(|key| library(self.get(key).library)),
            TableName::StorageSlot => {
                object.as_key::<StorageSlot>().map(|key| library(self.get(key).library))
            }
            TableName::IeDoor => {
                object.as_key::<IeDoor>().map(|key| library(self.get(key).library))
            }
            TableName::IePort => {
                object.as_key::<IePort>().map(|key| library(self.get(key).library))
            }
            TableName::PhysicalMedia => {
                object.as_key::<PhysicalMedia>().map(|key| library(self.get(key).library))
            }
            TableName::Partition => object.as_key().map(side),
            TableName::LogicalMedia => object
                .as_key::<LogicalMedia>()
                .map(|key| self.get(key).side)
                .map(|key| self.get(key).head.enabled && side(key)),
            _ => None,
        };
        enabled.unwrap_or(true)
    }
}
