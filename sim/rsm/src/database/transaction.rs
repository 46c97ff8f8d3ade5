//! Changes of rows as they are kept: transactions.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use super::{Key, Object, Row, TableName};

/// A row that came, changed or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The table.
    pub table: TableName,
    /// The key of the row.
    pub key: u32,
    /// The row before; nothing when it came.
    pub old: Option<Row>,
    /// The row after; nothing when it went.
    pub new: Option<Row>,
}

/// Changes that are kept together or not at all, in the order in which they happened. Cloning costs
/// a counter: whoever keeps a transaction shares it with whoever may have to undo it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transaction {
    /// The changes; a row may change more than once.
    pub changes: Arc<[Change]>,
}

impl Transaction {
    /// The rows of a table that it takes away.
    pub(crate) fn deleted<R: Object>(&self) -> Vec<Key<R>> {
        let goes = |change: &&Change| change.table == R::TABLE && change.new.is_none();
        self.changes.iter().filter(goes).map(|change| Key::new(change.key)).collect()
    }

    /// Its changes with one for each row, from what it was before to what it is after; rows that
    /// came and went are not mentioned. In the order of tables and keys.
    #[must_use]
    pub fn merged(&self) -> Vec<Change> {
        merged(self.changes.iter().cloned())
    }
}

/// Changes with one for each row.
pub(super) fn merged(changes: impl Iterator<Item = Change>) -> Vec<Change> {
    let mut rows: BTreeMap<(TableName, u32), Change> = BTreeMap::new();
    for change in changes {
        match rows.entry((change.table, change.key)) {
            Entry::Vacant(entry) => {
                entry.insert(change);
            }
            Entry::Occupied(mut entry) => {
                entry.get_mut().new = change.new;
            }
        }
    }
    rows.into_values().filter(|change| change.old != change.new).collect()
}
