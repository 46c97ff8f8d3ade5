//! Whether kept rows fit together.

use std::fmt;

use super::repair::is_rebuilt;
use super::{Database, Row, TableName};

/// Kept rows that contradict one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inconsistent {
    /// The table of the row.
    pub table: TableName,
    /// The key of the row.
    pub key: u32,
    /// The column that cannot be right.
    pub column: &'static str,
}

impl fmt::Display for Inconsistent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inconsistent { table, key, column } = self;
        write!(f, "table {} row {key}: column {column} contradicts the other rows", table.name())
    }
}

impl core::error::Error for Inconsistent {}

impl Database {
    /// Every key in a row names a row, or a side that is made anew.
    pub(super) fn check_references(&self) -> Result<(), Inconsistent> {
        let lost = self.lost_sides();
        let mut wrong = None;
        for table in TableName::ALL.iter().copied() {
            Row::references(table, &self.tables, |key, column, to, other| {
                if !Row::exists(to, other, &self.tables) && !is_rebuilt(&lost, to, other) {
                    wrong.get_or_insert(Inconsistent { table, key, column });
                }
            });
        }
        wrong.map_or(Ok(()), Err)
    }
}
