//! Reading: every row of every table, each checked as a value of its type.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use rsm::database::{Row, TableName, Value};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use wire::Text;

use crate::{Store, schema, words};

/// The rows could not be loaded.
#[derive(Debug)]
pub struct LoadError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub reason: LoadReason,
}

/// Why rows could not be loaded.
#[derive(Clone, Debug)]
pub enum LoadReason {
    /// The file cannot be read, in SQLite's words, or was found unfit before.
    Unreadable(String),
    /// A column of a row holds what no such column can.
    Row {
        /// The table of the row.
        table: TableName,
        /// The key of the row, whether or not it can be one.
        key: i64,
        /// The column.
        column: &'static str,
    },
}

impl From<rusqlite::Error> for LoadReason {
    fn from(error: rusqlite::Error) -> LoadReason {
        LoadReason::Unreadable(words(error))
    }
}

impl fmt::Display for LoadReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadReason::Unreadable(words) => f.write_str(words),
            LoadReason::Row { table, key, column } => {
                write!(f, "table {} row {key}: column {column} has no valid value", table.name())
            }
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: cannot be read: {}", self.path.display(), self.reason)
    }
}

impl Error for LoadError {}

impl Store {
    /// Every row with its key, table by table, in the order of keys. No batch may be begun.
    ///
    /// # Errors
    /// The file cannot be read, or a row is none. The store is failed then.
    pub fn load(&mut self) -> Result<Vec<(u32, Row)>, LoadError> {
        let loaded = match &self.failed {
            Some(words) => Err(LoadReason::Unreadable(words.clone())),
            None => read(&self.connection),
        };
        loaded.map_err(|reason| {
            self.failed = Some(reason.to_string());
            LoadError { path: self.path.clone(), reason }
        })
    }
}

fn read(connection: &Connection) -> Result<Vec<(u32, Row)>, LoadReason> {
    // One transaction, so that all tables are of one moment.
    let transaction = connection.unchecked_transaction()?;
    let mut loaded = Vec::new();
    let mut values = Vec::new();
    for table in TableName::ALL.iter().copied() {
        let mut statement = transaction.prepare(&schema::select(table))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let key = row.get(0)?;
            let wrong = |column| LoadReason::Row { table, key, column };
            let number = u32::try_from(key).map_err(|_| wrong("key"))?;
            values.clear();
            for (at, column) in table.columns().iter().enumerate() {
                let value = value(row.get_ref(at + 1)?);
                values.push(value.ok_or_else(|| wrong(column.name))?);
            }
            let row = Row::from_values(table, &values);
            loaded.push((number, row.map_err(wrong)?));
        }
    }
    Ok(loaded)
}

fn value(value: ValueRef) -> Option<Value> {
    match value {
        ValueRef::Null => Some(Value::Null),
        ValueRef::Integer(number) => Some(Value::Integer(number)),
        ValueRef::Real(_) => None,
        ValueRef::Text(bytes) => {
            std::str::from_utf8(bytes).ok().map(|text| Value::Text(Text::new(text)))
        }
        ValueRef::Blob(bytes) => Some(Value::Blob(Box::from(bytes))),
    }
}
