//! Objects are enabled and disabled by an administrator.

use wire::Guid;

use super::Rsm;
use crate::database::{Changer, Drive, Key, Library, Object, Partition, PhysicalMedia};

impl Rsm {
    /// Enables or disables a library with its devices, a drive, a medium or a side. Work that began
    /// goes on; what waited for the object goes on when it is enabled.
    pub(super) fn enable(&mut self, object: Guid, enabled: bool) {
        let Some(found) = self.database.find_any(object) else { return };
        if let Some(library) = found.as_key::<Library>() {
            let index = self.database.index();
            let drives: Vec<Key<Drive>> = index.drives_of.of(library).collect();
            let changers: Vec<Key<Changer>> = index.changers_of.of(library).collect();
            self.mark(Some(library), enabled);
            drives.into_iter().for_each(|drive| self.mark(Some(drive), enabled));
            changers.into_iter().for_each(|changer| self.mark(Some(changer), enabled));
        }
        self.mark(found.as_key::<Drive>(), enabled);
        self.mark(found.as_key::<PhysicalMedia>(), enabled);
        self.mark(found.as_key::<Partition>(), enabled);
        if enabled {
            self.go_on_waiting();
        }
    }

    fn mark<R: Object + PartialEq>(&mut self, key: Option<Key<R>>, enabled: bool) {
        if let Some(key) = key {
            self.database.update(key, |row: &mut R| row.head_mut().enabled = enabled);
        }
    }
}
