//! The rows of the service in SQLite: a file for each computer, a table for each kind of object.
//!
//! Here is how a file is opened and what makes it ours; `schema` has its layout and versions,
//! `load` reads every row, `commit` keeps transactions, `backup` has the copy beside the file.
//! What a row means is not known here: tables, columns and values are taken from
//! [`rsm::database`]. A person may look into the file while it is in use, with any tool that knows
//! SQLite; identifiers are bytes that `hex()` shows as their text.

mod backup;
mod commit;
mod load;
mod schema;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};

pub use backup::{ExportError, ExportReason, ImportError};
pub use commit::{StoreError, StoreReason};
pub use load::{LoadError, LoadReason};

/// A file of rows, open for one service.
///
/// When it cannot be read, or could no longer be trusted after a write, it is *failed*: it answers
/// every further call with the error until it is opened again.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// The number by which SQLite tells that somebody else changed the file.
    data_version: i64,
    /// The text of statements that were needed so far.
    updates: commit::Updates,
    /// Why it is failed, when it is.
    failed: Option<String>,
}

/// A store and what its file said.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// The instance number of the database, by which its identifiers differ from those of others.
    pub instance: u128,
    /// The file was made just now and has no rows.
    pub is_new: bool,
}

/// A file was not opened. Nothing in it has changed.
#[derive(Debug)]
pub struct OpenError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub reason: OpenReason,
}

/// Why a file was not opened.
#[derive(Debug)]
pub enum OpenReason {
    /// The system or SQLite, whose words these are, does not let us at the file.
    Inaccessible(String),
    /// The file is there and has no bytes.
    Empty,
    /// The file is not a database, or is that of another program.
    Foreign,
    /// The layout is of a version that is not known.
    Version {
        /// The version of the file.
        found: i32,
        /// The newest version that is known.
        newest: i32,
    },
    /// The file is ours, but cut off or damaged, and how that shows.
    Damaged(String),
}

impl From<io::Error> for OpenReason {
    fn from(error: io::Error) -> OpenReason {
        OpenReason::Inaccessible(error.to_string())
    }
}

impl From<rusqlite::Error> for OpenReason {
    fn from(error: rusqlite::Error) -> OpenReason {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => OpenReason::Foreign,
            Some(
                ErrorCode::CannotOpen
                | ErrorCode::DatabaseBusy
                | ErrorCode::DiskFull
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::PermissionDenied
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure,
            ) => OpenReason::Inaccessible(words(error)),
            _ => OpenReason::Damaged(words(error)),
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        match &self.reason {
            OpenReason::Inaccessible(words) => write!(f, "cannot be opened: {words}"),
            OpenReason::Empty => {
                f.write_str("is empty, not a database; remove it to begin a new one")
            }
            OpenReason::Foreign => f.write_str("is not a database of this service"),
            OpenReason::Version { found, newest } => {
                write!(f, "has layout version {found}; versions 1 to {newest} are known")
            }
            OpenReason::Damaged(words) => write!(f, "is cut off or damaged: {words}"),
        }
    }
}

impl Error for OpenError {}

/// What SQLite says, without the statement that it says it about.
fn words(error: rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(words)) => words,
        rusqlite::Error::SqlInputError { msg, .. } => msg,
        error => error.to_string(),
    }
}

impl Store {
    /// Opens the file at `path`. Only when there is none, it makes one with the number `instance`;
    /// a file that is there keeps its number.
    ///
    /// What is looked at is the head of the file and the names of its tables and columns, never
    /// all of its pages.
    ///
    /// # Errors
    /// The file is not one that can be used, and why.
    pub fn open(path: &Path, instance: u128) -> Result<Opened, OpenError> {
        Store::open_with(path, instance, schema::STEPS)
    }

    /// Opens the file at `path`, which must be there.
    pub(crate) fn take_up(path: &Path) -> Result<Opened, OpenError> {
        use_again(path, schema::STEPS).map_err(|reason| OpenError { path: path.into(), reason })
    }

    fn open_with(path: &Path, instance: u128, steps: &[&str]) -> Result<Opened, OpenError> {
        let opened = match File::create_new(path) {
            Ok(_) => {
                let made = make(path, instance, steps);
                if made.is_err() {
                    // What was never finished must not look like a database that lost its rows.
                    // When not even this works, the first error is still the one to report.
                    let _ = fs::remove_file(path);
                }
                made
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => use_again(path, steps),
            Err(error) => Err(error.into()),
        };
        opened.map_err(|reason| OpenError { path: path.into(), reason })
    }
}

/// Fills the file that was made just now.
fn make(path: &Path, instance: u128, steps: &[&str]) -> Result<Opened, OpenReason> {
    let mut connection = connect(path)?;
    schema::create(&mut connection, instance, steps)?;
    let store = start(path, connection, steps)?;
    Ok(Opened { store, instance, is_new: true })
}

/// Opens a file that was there before.
fn use_again(path: &Path, steps: &[&str]) -> Result<Opened, OpenReason> {
    // SQLite would take an empty file for a new database.
    if fs::metadata(path)?.len() == 0 {
        return Err(OpenReason::Empty);
    }
    let connection = connect(path)?;
    // Whose it is comes before everything that could write.
    if !schema::is_ours(&connection)? {
        return Err(OpenReason::Foreign);
    }
    let (found, newest) = (schema::version(&connection)?, schema::newest_version(steps));
    if !(1..=newest).contains(&found) {
        return Err(OpenReason::Version { found, newest });
    }
    if connection.is_readonly("main")? {
        return Err(OpenReason::Inaccessible(String::from("it is write-protected")));
    }
    let store = start(path, connection, steps)?;
    let lost = || OpenReason::Damaged(String::from("it has lost its instance number"));
    let instance = schema::instance(&store.connection)?.ok_or_else(lost)?;
    Ok(Opened { store, instance, is_new: false })
}

fn connect(path: &Path) -> Result<Connection, OpenReason> {
    // The whole path, because SQLite gives some names a meaning of their own, as `:memory:`.
    let whole = fs::canonicalize(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(whole, flags)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.set_prepared_statement_cache_capacity(commit::STATEMENTS_MAX);
    Ok(connection)
}

/// From a file of ours to one that rows can be kept in.
fn start(path: &Path, mut connection: Connection, steps: &[&str]) -> Result<Store, OpenReason> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    schema::bring_up(&mut connection, steps)?;
    schema::check_layout(&connection)?;
    let data_version = commit::data_version(&connection)?;
    let updates = commit::Updates::new();
    Ok(Store { connection, path: path.into(), data_version, updates, failed: None })
}
