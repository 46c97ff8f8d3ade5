//! The layout of the file, derived from the tables and columns of `rsm`, and the way from each
//! version of it to the next.

use rsm::database::{Column, TableName, ValueKind};
use rusqlite::{Connection, OptionalExtension, Result};

/// Marks the file as ours, in the field that SQLite has for that.
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"RSMd");

/// What brings a file from each version to the next, the first entry from version 1 to 2.
///
/// A new file is made in the newest layout at once. So whoever changes the columns of a table adds
/// a step here that does the same to files in use; the fingerprint in the tests is the reminder.
pub(crate) const STEPS: &[&str] = &[];

/// The version that the steps lead to.
pub(crate) fn newest_version(steps: &[&str]) -> i32 {
    i32::try_from(steps.len() + 1).unwrap_or(i32::MAX)
}

/// Makes the tables and writes down what the file is, all at once.
pub(crate) fn create(connection: &mut Connection, instance: u128, steps: &[&str]) -> Result<()> {
    let transaction = connection.transaction()?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", newest_version(steps))?;
    transaction.execute_batch(&layout())?;
    transaction.execute("INSERT INTO meta (instance) VALUES (?)", [instance.to_be_bytes()])?;
    transaction.commit()
}

/// The statements that make all tables.
pub(crate) fn layout() -> String {
    let mut sql = String::from("CREATE TABLE meta (instance BLOB NOT NULL) STRICT;\n");
    for table in TableName::ALL {
        let name = table.name();
        let columns: String = table.columns().iter().map(definition).collect();
        sql.push_str(&format!(
            "CREATE TABLE \"{name}\" (\n  \"key\" INTEGER PRIMARY KEY{columns}\n) STRICT;\n"
        ));
        // Without these, taking a row away would search every table that may refer to it.
        for column in table.columns().iter().filter(|column| column.refers_to.is_some()) {
            let column = column.name;
            sql.push_str(&format!(
                "CREATE INDEX \"{name}_{column}\" ON \"{name}\" (\"{column}\") \
                 WHERE \"{column}\" IS NOT NULL;\n"
            ));
        }
    }
    sql
}

fn definition(column: &Column) -> String {
    let kind = match column.kind {
        ValueKind::Integer => "INTEGER",
        ValueKind::Text => "TEXT",
        ValueKind::Blob => "BLOB",
    };
    let mut sql = format!(",\n  \"{}\" {kind}", column.name);
    if !column.optional {
        sql.push_str(" NOT NULL");
    }
    if let Some(to) = column.refers_to {
        sql.push_str(&format!(" REFERENCES \"{to}\" (\"key\") DEFERRABLE INITIALLY DEFERRED"));
    }
    sql
}

/// Whether the file says that it is ours.
pub(crate) fn is_ours(connection: &Connection) -> Result<bool> {
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    Ok(id == APPLICATION_ID)
}

/// The version of the layout.
pub(crate) fn version(connection: &Connection) -> Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Takes the steps that the file has not seen, all or none.
pub(crate) fn bring_up(connection: &mut Connection, steps: &[&str]) -> Result<()> {
    let seen = usize::try_from(version(connection)? - 1).unwrap_or_default();
    let Some(missing @ [_, ..]) = steps.get(seen..) else { return Ok(()) };
    let transaction = connection.transaction()?;
    for step in missing {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", newest_version(steps))?;
    transaction.commit()
}

/// Every table has every column; nothing is read.
pub(crate) fn check_layout(connection: &Connection) -> Result<()> {
    TableName::ALL.iter().try_for_each(|table| connection.prepare(&select(*table)).map(drop))
}

/// The statement that reads a table: the key, then the columns.
pub(crate) fn select(table: TableName) -> String {
    let name = table.name();
    // With the table before it, a name that is no column is an error and not a text.
    let columns = table.columns().iter().map(|column| format!(", \"{name}\".\"{}\"", column.name));
    let columns: String = columns.collect();
    format!("SELECT \"{name}\".\"key\"{columns} FROM \"{name}\" ORDER BY \"{name}\".\"key\"")
}

/// The number that the file was made with, if it has one.
pub(crate) fn instance(connection: &Connection) -> Result<Option<u128>> {
    let sql = "SELECT instance FROM meta WHERE length(instance) = 16";
    let bytes = connection.query_row(sql, [], |row| row.get(0)).optional()?;
    Ok(bytes.map(u128::from_be_bytes))
}
