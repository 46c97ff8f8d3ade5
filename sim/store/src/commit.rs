//! Writing: the transactions of a batch as one of SQLite's, with one statement for each row.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::sync::LazyLock;

use rsm::database::{Change, Row, TableName, Transaction, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{
    CachedStatement, Connection, ErrorCode, ToSql, TransactionBehavior, params_from_iter,
};

use crate::{Store, words};

/// Statements that stay prepared: for each table those that add and take away, and the sets of
/// columns that change together.
pub(crate) const STATEMENTS_MAX: usize = 256;

/// Rows were not kept, none of the batch.
#[derive(Debug)]
pub struct StoreError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub reason: StoreReason,
}

/// Why rows were not kept, in SQLite's words or ours.
#[derive(Debug)]
pub enum StoreReason {
    /// There is no room for them.
    Full(String),
    /// Anything else.
    Failure(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.reason {
            StoreReason::Full(words) => write!(f, "{path}: no room to keep changes: {words}"),
            StoreReason::Failure(words) => write!(f, "{path}: changes were not kept: {words}"),
        }
    }
}

impl Error for StoreError {}

impl Store {
    /// Keeps transactions, all or none. When it returns they survive a loss of power.
    ///
    /// # Errors
    /// No room, or another reason; the file is as it was. The store is failed only when the file
    /// cannot be relied on any more: after damage, a change by others, or an error of the disk,
    /// after which only opening it again shows what it holds.
    pub fn keep(&mut self, transactions: &[impl Borrow<Transaction>]) -> Result<(), StoreError> {
        let kept = match &self.failed {
            Some(words) => Err(StoreReason::Failure(words.clone())),
            None => self.keep_changes(transactions),
        };
        kept.map_err(|reason| StoreError { path: self.path.clone(), reason })
    }

    fn keep_changes(
        &mut self,
        transactions: &[impl Borrow<Transaction>],
    ) -> Result<(), StoreReason> {
        let merged = merged(transactions);
        if merged.is_empty() {
            return Ok(());
        }
        let Err(refusal) = self.commit(&merged) else { return Ok(()) };
        // A transaction that could not even be ended leaves nothing to rely on.
        let is_lasting = refusal.is_lasting() || !self.connection.is_autocommit();
        let is_full = refusal.code() == Some(ErrorCode::DiskFull);
        let words = refusal.words();
        if is_lasting {
            self.failed = Some(words.clone());
        }
        Err(if is_full { StoreReason::Full(words) } else { StoreReason::Failure(words) })
    }

    fn commit(&mut self, merged: &Merged<'_>) -> Result<(), Refusal> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if data_version(&transaction)? != self.data_version {
            return Err(Refusal::Stranger);
        }
        for ((table, key), (old, new)) in merged {
            apply(&transaction, &mut self.updates, *table, *key, (*old, *new))?;
        }
        Ok(transaction.commit()?)
    }
}

/// A number that changes when another connection changes the file.
pub(crate) fn data_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))
}

enum Refusal {
    Sqlite(rusqlite::Error),
    /// A row that is to change is not there.
    Missing(TableName, u32),
    /// Others changed the file, so that it is no longer what the service has in memory.
    Stranger,
}

impl Refusal {
    fn code(&self) -> Option<ErrorCode> {
        match self {
            Refusal::Sqlite(error) => error.sqlite_error_code(),
            Refusal::Missing(..) | Refusal::Stranger => None,
        }
    }

    fn is_lasting(&self) -> bool {
        match self {
            Refusal::Sqlite(_) => matches!(
                self.code(),
                Some(
                    ErrorCode::DatabaseCorrupt
                        | ErrorCode::NotADatabase
                        | ErrorCode::SystemIoFailure
                )
            ),
            Refusal::Missing(..) | Refusal::Stranger => true,
        }
    }

    fn words(self) -> String {
        match self {
            Refusal::Sqlite(error) => words(error),
            Refusal::Missing(table, key) => {
                format!("table {} row {key} is not in the file", table.name())
            }
            Refusal::Stranger => String::from("another program changed the file"),
        }
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Refusal {
        Refusal::Sqlite(error)
    }
}

/// What becomes of rows: as they were before a batch and as they are after it.
type Merged<'t> = BTreeMap<(TableName, u32), (Option<&'t Row>, Option<&'t Row>)>;

/// Changes with one for each row; rows that are the same in the end are not mentioned.
fn merged(transactions: &[impl Borrow<Transaction>]) -> Merged<'_> {
    let mut rows = Merged::new();
    let changes = transactions.iter().flat_map(|transaction| &transaction.borrow().changes);
    for Change { table, key, old, new } in changes {
        let (_, after) = rows.entry((*table, *key)).or_insert((old.as_ref(), None));
        *after = new.as_ref();
    }
    rows.retain(|_, (old, new)| old != new);
    rows
}

/// The statements that change so many columns of a table, one bit for each.
pub(crate) type Updates = HashMap<(TableName, u64), Box<str>>;

fn apply(
    connection: &Connection,
    updates: &mut Updates,
    table: TableName,
    key: u32,
    change: (Option<&Row>, Option<&Row>),
) -> Result<(), Refusal> {
    let (mut statement, mut values) = match change {
        (Some(old), Some(new)) => update(connection, updates, table, new.changed_from(old))?,
        (None, Some(new)) => (connection.prepare_cached(insert(table))?, new.values()),
        (_, None) => (connection.prepare_cached(delete(table))?, Vec::new()),
    };
    values.push(Value::Integer(i64::from(key)));
    match statement.execute(params_from_iter(values.iter().map(Bound)))? {
        1 => Ok(()),
        _ => Err(Refusal::Missing(table, key)),
    }
}

/// The statement that changes the columns that differ, and their values; the key comes last.
/// Columns that stay cost neither a look at what they refer to nor their index.
fn update<'c>(
    connection: &'c Connection,
    updates: &mut Updates,
    table: TableName,
    changed: Vec<(usize, Value)>,
) -> Result<(CachedStatement<'c>, Vec<Value>), Refusal> {
    let columns = changed.iter().fold(0, |bits, (at, _)| bits | 1_u64 << at);
    let sql = updates.entry((table, columns)).or_insert_with(|| {
        let columns = changed.iter().map(|(at, _)| table.columns()[*at].name);
        let names: Vec<String> = columns.map(|name| format!("\"{name}\" = ?")).collect();
        let sql = format!("UPDATE \"{}\" SET {} WHERE \"key\" = ?", table.name(), names.join(", "));
        sql.into()
    });
    let values = changed.into_iter().map(|(_, value)| value).collect();
    Ok((connection.prepare_cached(sql)?, values))
}

/// The statement that adds a row; the key comes last.
fn insert(table: TableName) -> &'static str {
    static INSERTS: LazyLock<Vec<String>> = LazyLock::new(|| {
        each_table(|table| {
            let names = table.columns().iter().map(|column| format!("\"{}\", ", column.name));
            let (names, places) = (names.collect::<String>(), "?, ".repeat(table.columns().len()));
            let table = table.name();
            format!("INSERT INTO \"{table}\" ({names}\"key\") VALUES ({places}?)")
        })
    });
    &INSERTS[table as usize]
}

/// The statement that takes a row away, by its key.
fn delete(table: TableName) -> &'static str {
    static DELETES: LazyLock<Vec<String>> = LazyLock::new(|| {
        each_table(|table| format!("DELETE FROM \"{}\" WHERE \"key\" = ?", table.name()))
    });
    &DELETES[table as usize]
}

fn each_table(statement: impl Fn(TableName) -> String) -> Vec<String> {
    TableName::ALL.iter().map(|table| statement(*table)).collect()
}

/// A value on its way into a statement.
struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
