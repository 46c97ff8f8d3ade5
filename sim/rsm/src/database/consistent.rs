//! Whether kept rows fit together.

use std::fmt;

use super::repair::{LostSides, is_rebuilt};
use super::{Database, Row, TableName, Value};

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
        for table in TableName::ALL.iter().copied() {
            let columns = table.columns();
            if columns.iter().all(|column| column.refers_to.is_none()) {
                continue;
            }
            for (key, row) in Row::all(table, &self.tables) {
                for (column, value) in columns.iter().zip(row.values()) {
                    if let Some(to) = column.refers_to
                        && !self.names_rows(to, &value, &lost)
                    {
                        return Err(Inconsistent { table, key, column: column.name });
                    }
                }
            }
        }
        Ok(())
    }

    fn names_rows(&self, table: &str, value: &Value, lost: &LostSides) -> bool {
        let named = TableName::ALL.iter().copied().find(|known| known.name() == table);
        match (named, value) {
            (_, Value::Null) => true,
            (Some(table), Value::Integer(key)) => {
                u32::try_from(*key).is_ok_and(|key| Row::copied(table, key, &self.tables).is_some())
                    || is_rebuilt(lost, table, *key)
            }
            _ => false,
        }
    }
}
