//! Writing: the transactions of a batch as one of SQLite's, with one statement for each row.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::LazyLock;

use rsm::database::{Change, Row, TableName, Transaction, Value};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, ToSql, params_from_iter};

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
    /// Those of [`Store::add`].
    pub fn keep(&mut self, transactions: &[impl Borrow<Transaction>]) -> Result<(), StoreError> {
        self.add(transactions)?;
        self.commit()
    }

    /// Adds transactions to the batch that [`Store::commit`] keeps, and begins one when there is
    /// none.
    ///
    /// # Errors
    /// No room, or another reason; nothing of the batch is kept, and the file is as it was. The
    /// store is failed only when the file cannot be relied on any more: after damage, a change by
    /// others, or an error of the disk, after which only opening it again shows what it holds.
    pub fn add(&mut self, transactions: &[impl Borrow<Transaction>]) -> Result<(), StoreError> {
        self.attempt(|store| {
            let merged = merged(transactions);
            if !merged.is_empty() && store.connection.is_autocommit() {
                store.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
                if data_version(&store.connection)? != store.data_version {
                    return Err(Refusal::Stranger);
                }
            }
            store.apply(&merged)
        })
    }

    /// Keeps the batch, all or nothing of it. When it returns it survives a loss of power.
    ///
    /// # Errors
    /// Those of [`Store::add`].
    pub fn commit(&mut self) -> Result<(), StoreError> {
        self.attempt(|store| {
            if !store.connection.is_autocommit() {
                store.connection.prepare_cached("COMMIT")?.execute([])?;
            }
            Ok(())
        })
    }

    /// Does a part of a batch. When it cannot be done, the whole batch is taken back.
    fn attempt(
        &mut self,
        part: impl FnOnce(&mut Store) -> Result<(), Refusal>,
    ) -> Result<(), StoreError> {
        let done = match &self.failed {
            Some(words) => Err(StoreReason::Failure(words.clone())),
            None => part(self).map_err(|refusal| self.take_back(refusal)),
        };
        done.map_err(|reason| StoreError { path: self.path.clone(), reason })
    }

    fn take_back(&mut self, refusal: Refusal) -> StoreReason {
        // SQLite has taken some batches back by itself. One that it could not even end leaves
        // nothing to rely on.
        let is_ended =
            self.connection.is_autocommit() || self.connection.execute_batch("ROLLBACK").is_ok();
        let is_lasting = refusal.is_lasting() || !is_ended;
        let is_full = refusal.code() == Some(ErrorCode::DiskFull);
        let words = refusal.words();
        if is_lasting {
            self.failed = Some(words.clone());
        }
        if is_full { StoreReason::Full(words) } else { StoreReason::Failure(words) }
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

/// What becomes of a row: as it was before a batch and as it is after it.
struct Merged<'t> {
    table: TableName,
    key: u32,
    old: Option<&'t Row>,
    new: Option<&'t Row>,
}

impl Merged<'_> {
    fn row(&self) -> (TableName, u32) {
        (self.table, self.key)
    }

    /// Where it has its turn. What a row refers to is there before it and goes after it wherever
    /// that can be, because SQLite counts references to nothing and looks for them again whenever
    /// a row comes.
    fn turn(&self) -> u8 {
        match (self.old, self.new) {
            (None, _) => 0,
            (Some(_), Some(_)) => 1,
            (Some(_), None) => 2,
        }
    }
}

/// Changes with one for each row; rows that are the same in the end are not mentioned. Rows that
/// come are first and rows that go last, each in the order of tables and keys.
fn merged(transactions: &[impl Borrow<Transaction>]) -> Vec<Merged<'_>> {
    let changes = transactions.iter().flat_map(|transaction| &*transaction.borrow().changes);
    let mut rows: Vec<Merged<'_>> = changes
        .map(|Change { table, key, old, new }| Merged {
            table: *table,
            key: *key,
            old: old.as_ref(),
            new: new.as_ref(),
        })
        .collect();
    // Those of one row stay in the order in which they happened.
    rows.sort_by_key(Merged::row);
    rows.dedup_by(|later, first| {
        let is_same = later.row() == first.row();
        if is_same {
            first.new = later.new;
        }
        is_same
    });
    rows.retain(|row| row.old != row.new);
    rows.sort_by_key(Merged::turn);
    rows
}

/// The statements that change so many columns of a table, one bit for each.
pub(crate) type Updates = HashMap<(TableName, u64), Box<str>>;

/// What a change does to a row, and to which columns of it, one bit for each.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Insert,
    Update(u64),
    Delete,
}

/// What becomes of a row that cannot be kept: the whole batch is taken back. So SQLite need not
/// remember the pages that each statement touches.
const OR: &str = "OR ROLLBACK";

/// Rows that one statement adds where so many come together.
const TOGETHER: usize = 8;

/// What goes into a statement for a row.
struct Bindings {
    table: TableName,
    key: u32,
    kind: Kind,
    /// Which of the values of the batch; the key is the last of them.
    values: Range<usize>,
}

impl Bindings {
    fn of(row: &Merged<'_>, values: &mut Vec<Value>) -> Bindings {
        let Merged { table, key, .. } = *row;
        let start = values.len();
        let kind = match (row.old, row.new) {
            (Some(old), Some(new)) => Kind::Update(new.write_changed(old, values)),
            (None, Some(new)) => {
                new.write(values);
                Kind::Insert
            }
            (_, None) => Kind::Delete,
        };
        values.push(Value::Integer(i64::from(key)));
        Bindings { table, key, kind, values: start..values.len() }
    }

    fn has_statement_of(&self, other: &Bindings) -> bool {
        (self.table, self.kind) == (other.table, other.kind)
    }
}

impl Store {
    /// Carries changes out. Those of one kind follow one another in a table, so that a statement is
    /// looked up once for all of them.
    fn apply(&mut self, merged: &[Merged<'_>]) -> Result<(), Refusal> {
        let Store { connection, updates, .. } = self;
        let mut values = Vec::new();
        let rows = merged.iter();
        let bindings: Vec<Bindings> = rows.map(|row| Bindings::of(row, &mut values)).collect();
        for run in bindings.chunk_by(Bindings::has_statement_of) {
            let [Bindings { table, kind, .. }, ..] = run else { continue };
            let together = if *kind == Kind::Insert { run.len() / TOGETHER * TOGETHER } else { 0 };
            let (together, alone) = run.split_at(together);
            if !together.is_empty() {
                let statement = connection.prepare_cached(insert_together(*table))?;
                execute(statement, together.chunks(TOGETHER), &values)?;
            }
            if !alone.is_empty() {
                let statement = connection.prepare_cached(text(updates, *table, *kind))?;
                execute(statement, alone.chunks(1), &values)?;
            }
        }
        Ok(())
    }
}

/// Executes a statement for so many rows at a time, with their part of the values.
fn execute<'b>(
    mut statement: CachedStatement<'_>,
    mut rows: impl Iterator<Item = &'b [Bindings]>,
    values: &[Value],
) -> Result<(), Refusal> {
    rows.try_for_each(|rows| {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(()) };
        let values = &values[first.values.start..last.values.end];
        match statement.execute(params_from_iter(values.iter().map(Bound)))? {
            changed if changed == rows.len() => Ok(()),
            _ => Err(Refusal::Missing(first.table, first.key)),
        }
    })
}

/// The statement for a kind of change; the key comes last. Columns that stay are not in it: they
/// cost neither a look at what they refer to nor their index.
fn text(updates: &mut Updates, table: TableName, kind: Kind) -> &str {
    let columns = match kind {
        Kind::Insert => return insert(table),
        Kind::Delete => return delete(table),
        Kind::Update(columns) => columns,
    };
    updates.entry((table, columns)).or_insert_with(|| {
        let named = table.columns().iter().enumerate().filter(|(at, _)| columns >> at & 1 == 1);
        let names: Vec<String> =
            named.map(|(_, column)| format!("\"{}\" = ?", column.name)).collect();
        let sql =
            format!("UPDATE {OR} \"{}\" SET {} WHERE \"key\" = ?", table.name(), names.join(", "));
        sql.into()
    })
}

/// The statement that adds a row; the key comes last.
fn insert(table: TableName) -> &'static str {
    static INSERTS: LazyLock<Vec<String>> = LazyLock::new(|| each_table(|table| adds(table, 1)));
    &INSERTS[table as usize]
}

/// The statement that adds [`TOGETHER`] rows; in each the key comes last.
fn insert_together(table: TableName) -> &'static str {
    static INSERTS: LazyLock<Vec<String>> =
        LazyLock::new(|| each_table(|table| adds(table, TOGETHER)));
    &INSERTS[table as usize]
}

fn adds(table: TableName, row_count: usize) -> String {
    let names = table.columns().iter().map(|column| format!("\"{}\", ", column.name));
    let row = format!("({}?)", "?, ".repeat(table.columns().len()));
    let (name, names) = (table.name(), names.collect::<String>());
    let rows = vec![row; row_count].join(", ");
    format!("INSERT {OR} INTO \"{name}\" ({names}\"key\") VALUES {rows}")
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
