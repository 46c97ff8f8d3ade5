//! Destinations of messages go with the library whose messages they are for.

use wire::Guid;

use super::{Database, Key, UiDestination};

impl Database {
    /// A library is gone.
    pub(super) fn drop_destinations(&mut self, library: Guid) {
        let of = self.all::<UiDestination>().filter(|(_, row)| row.object == library);
        let lost: Vec<Key<UiDestination>> = of.map(|(key, _)| key).collect();
        lost.into_iter().for_each(|key| self.delete(key));
    }
}
