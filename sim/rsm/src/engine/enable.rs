//! Objects are enabled and disabled by an administrator at the console of the service.

use wire::Guid;

use super::Rsm;
use crate::database::{Drive, Library, Partition, PhysicalMedia};
use crate::request::Switched;

impl Rsm {
    /// Enables or disables a library, a drive or a medium as EnableNtmsObject and DisableNtmsObject
    /// do, and what they cannot: a side.
    pub(super) fn enable_at_console(&mut self, object: Guid, enabled: bool) {
        let Some(found) = self.database.find_any(object) else { return };
        let library = found.as_key::<Library>().map(Switched::Library);
        let drive = || found.as_key::<Drive>().map(Switched::Drive);
        let media = || found.as_key::<PhysicalMedia>().map(Switched::Media);
        match library.or_else(drive).or_else(media) {
            Some(what) if enabled => self.enable(what, None),
            Some(what) => self.disable(what, None),
            None => {
                if let Some(side) = found.as_key::<Partition>() {
                    self.database.update(side, |row| row.head.enabled = enabled);
                    self.go_on_waiting();
                }
            }
        }
    }
}
