//! Rows that a damaged database lost and that can be made anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use wire::Text;
use wire::ntms::state::SideState;

use super::{Database, Key, Partition, PhysicalMedia, TableName};

/// Sides that media have and that are not there, each with its medium.
pub(super) type LostSides = BTreeMap<Key<Partition>, Key<PhysicalMedia>>;

impl Database {
    pub(super) fn lost_sides(&self) -> LostSides {
        let media = self.all::<PhysicalMedia>();
        let sides = media.flat_map(|(key, row)| {
            (0..row.sides).map(move |number| (row.first_side.next(number), key))
        });
        sides.filter(|(side, _)| self.try_get(*side).is_none()).collect()
    }

    /// A side on record again. Whose it was and what is on it nobody knows, so that nobody gets it
    /// any more; a logical medium that names it is not named by it.
    pub(crate) fn rebuild_sides(&mut self) {
        for (key, media) in self.lost_sides() {
            let row = self.get(media);
            let (name, number) = (row.head.name.clone(), key.number() - row.first_side.number());
            let sibling = self.sides_of(media).find_map(|side| self.try_get(side));
            let capacity_bytes = sibling.map_or(0, |side| side.capacity_bytes);
            let side = Partition {
                head: self.new_head(name),
                media,
                logical: None,
                state: SideState::Decommissioned,
                side: u16::try_from(number).unwrap_or(u16::MAX),
                label_type: Text::EMPTY,
                label_id: Arc::default(),
                label_info: Text::EMPTY,
                mount_count: 0,
                allocate_count: 0,
                capacity_bytes,
            };
            self.insert_at(key, side);
        }
    }
}

/// Whether the row that a key names is a side that is made anew.
pub(super) fn is_rebuilt(lost: &LostSides, table: TableName, key: u32) -> bool {
    table == TableName::Partition && lost.contains_key(&Key::new(key))
}
