//! Devices that are gone for good are taken off the record, with what was to be done there.

use super::group::Member;
use super::job::Purpose;
use crate::database::{
    Changer, Drive, IeDoor, IePort, Key, LibRequest, Library, PhysicalMedia, StorageSlot,
};
use crate::engine::Rsm;
use crate::furnish;

impl Rsm {
    /// Somebody has a drive, or waits for it and no other.
    pub(crate) fn needs_drive(&self, drive: Key<Drive>) -> bool {
        let named = |member: &Member| member.wanted == Some(drive) || member.drive == Some(drive);
        let mut groups = self.work.groups.values();
        let mut purposes = self.work.purposes.values();
        self.work.busy_drives.contains(&drive)
            || groups.any(|group| group.members.iter().any(named))
            || purposes.any(|purpose| match purpose {
                Purpose::Dismount { drive: at, .. } => *at == drive,
                Purpose::Clean(work) => work.drive == drive,
                _ => false,
            })
    }

    /// Somebody has something in a library, or waits for it.
    pub(crate) fn needs_library(&self, library: Key<Library>) -> bool {
        let mut drives = self.database.index().drives_of.of(library);
        let mounts = |purpose: &Purpose| matches!(purpose, Purpose::Mount { .. });
        drives.any(|drive| self.needs_drive(drive))
            || self.filed(library).any(|(_, purpose)| mounts(purpose))
    }

    /// A drive is gone for good. A medium that was in it is nobody knows where, so on the shelf.
    pub(crate) fn delete_drive(&mut self, drive: Key<Drive>) {
        if let Some(media) = self.database.index().in_drive(drive) {
            self.take_to_shelf(media);
        }
        self.database.delete(drive);
    }

    /// A library is gone for good with its devices. Its media are on the shelf; what was to be done
    /// in it is not done, and its requests go with it.
    pub(crate) fn delete_library(&mut self, library: Key<Library>) {
        let media: Vec<Key<PhysicalMedia>> = self.database.index().media_in.of(library).collect();
        media.into_iter().for_each(|media| self.take_to_shelf(media));
        let requests: Vec<Key<LibRequest>> =
            self.database.index().requests_of.of(library).collect();
        for request in requests {
            self.cancel_queued(request);
            self.database.delete(request);
        }
        self.database.update(library, |row| row.cleaner_slot = None);
        let slots: Vec<Key<StorageSlot>> = self.database.index().slots_of.of(library).collect();
        self.forget_homes(library);
        slots.into_iter().for_each(|key| self.database.delete(key));
        let drives: Vec<Key<Drive>> = self.database.index().drives_of.of(library).collect();
        drives.into_iter().for_each(|key| self.database.delete(key));
        let ports: Vec<Key<IePort>> = self.database.index().ports_of.of(library).collect();
        ports.into_iter().for_each(|key| self.database.delete(key));
        let doors: Vec<Key<IeDoor>> = self.database.index().doors_of.of(library).collect();
        doors.into_iter().for_each(|key| self.database.delete(key));
        let changers: Vec<Key<Changer>> = self.database.index().changers_of.of(library).collect();
        changers.into_iter().for_each(|key| self.database.delete(key));
        self.database.delete(library);
    }

    /// Media elsewhere return to no slot of a library.
    fn forget_homes(&mut self, library: Key<Library>) {
        let there = |row: &PhysicalMedia| {
            row.home_slot.is_some_and(|slot| self.database.get(slot).library == library)
        };
        let media: Vec<Key<PhysicalMedia>> = self
            .database
            .all::<PhysicalMedia>()
            .filter(|(_, row)| there(row))
            .map(|(key, _)| key)
            .collect();
        for media in media {
            self.database.update(media, |row| row.home_slot = None);
        }
    }

    fn take_to_shelf(&mut self, media: Key<PhysicalMedia>) {
        let here = self.database.get(media).library;
        let shelf = self.database.offline_library().unwrap_or(here);
        furnish::lay(&mut self.database, media, shelf, None);
    }
}
