//! The copy of the rows that is kept beside the file: written, and read again.

use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rsm::database::Row;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::load::{LoadError, LoadReason};
use crate::{OpenError, Store, schema, words};

/// The folder of copies, in that of the file.
const FOLDER: &str = "Export";

/// What SQLite puts beside a file while it is in use.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A copy was not written. The earlier one, if there is one, is as it was.
#[derive(Debug)]
pub struct ExportError {
    /// The copy.
    pub path: PathBuf,
    /// Why.
    pub reason: ExportReason,
}

/// Why a copy was not written, in the words of the system or SQLite.
#[derive(Debug)]
pub enum ExportReason {
    /// Another program has the earlier copy in use.
    Held(String),
    /// Anything else.
    Failure(String),
}

impl From<io::Error> for ExportReason {
    fn from(error: io::Error) -> ExportReason {
        ExportReason::Failure(error.to_string())
    }
}

impl From<rusqlite::Error> for ExportReason {
    fn from(error: rusqlite::Error) -> ExportReason {
        ExportReason::Failure(words(error))
    }
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.reason {
            ExportReason::Held(words) => write!(f, "{path}: in use by another program: {words}"),
            ExportReason::Failure(words) => write!(f, "{path}: was not written: {words}"),
        }
    }
}

impl Error for ExportError {}

/// A copy cannot be taken for the rows of a service.
#[derive(Debug)]
pub enum ImportError {
    /// It is no file of ours that can be used.
    Open(OpenError),
    /// It cannot be read.
    Load(LoadError),
    /// It was made of the rows of another service.
    Stranger(PathBuf),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::Open(error) => fmt::Display::fmt(error, f),
            ImportError::Load(error) => fmt::Display::fmt(error, f),
            ImportError::Stranger(path) => {
                write!(f, "{}: is a copy of the database of another service", path.display())
            }
        }
    }
}

impl Error for ImportError {}

impl Store {
    /// Where the copy is: under the name of the file in the folder `Export` beside it.
    pub fn copy_path(&self) -> PathBuf {
        let folder = self.path.parent().unwrap_or(Path::new("")).join(FOLDER);
        folder.join(self.path.file_name().unwrap_or_default())
    }

    /// Whether there is a copy.
    pub fn has_copy(&self) -> bool {
        self.copy_path().is_file()
    }

    /// Writes a copy of all that is kept, in place of the earlier one. It is of one moment, and
    /// survives a loss of power when this returns; until then the earlier one is there.
    ///
    /// # Errors
    /// The earlier copy is in use, or another reason.
    pub fn export(&mut self) -> Result<(), ExportError> {
        let path = self.copy_path();
        let written = match &self.failed {
            Some(words) => Err(ExportReason::Failure(words.clone())),
            None => write(&self.connection, &path),
        };
        written.map_err(|reason| ExportError { path, reason })
    }

    /// The rows of the copy, each with its key; nothing when there is no copy.
    ///
    /// # Errors
    /// The copy cannot be read, or is none of this service.
    pub fn import(&self) -> Result<Option<Vec<(u32, Row)>>, ImportError> {
        let path = self.copy_path();
        if !path.exists() {
            return Ok(None);
        }
        let mut copy = Store::take_up(&path).map_err(ImportError::Open)?;
        let own = schema::instance(&self.connection).map_err(LoadReason::from);
        let own = own.map_err(|reason| LoadError { path: self.path.clone(), reason });
        if own.map_err(ImportError::Load)? != Some(copy.instance) {
            return Err(ImportError::Stranger(path));
        }
        copy.store.load().map(Some).map_err(ImportError::Load)
    }
}

fn write(connection: &Connection, path: &Path) -> Result<(), ExportReason> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    remove(&new)?;
    let name = new
        .to_str()
        .ok_or_else(|| ExportReason::Failure(String::from("the name of the folder is no text")))?;
    connection.execute("VACUUM INTO ?", [name])?;
    File::open(&new)?.sync_all()?;
    if path.exists() {
        take_hold(path)?;
        // With those of the earlier copy the new one would not be what was written.
        for end in BESIDE {
            let mut beside = path.as_os_str().to_owned();
            beside.push(end);
            remove(Path::new(&beside))?;
        }
    }
    fs::rename(&new, path)?;
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Sees whether anybody else has a copy in use. One that is no database is nobody's.
fn take_hold(path: &Path) -> Result<(), ExportReason> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let held = || -> rusqlite::Result<()> {
        let connection = Connection::open_with_flags(fs_path(path), flags)?;
        connection.busy_timeout(Duration::ZERO)?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.execute_batch("BEGIN EXCLUSIVE; COMMIT;")
    };
    match held() {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
            Err(ExportReason::Held(words(error)))
        }
        _ => Ok(()),
    }
}

/// The whole path, because SQLite gives some names a meaning of their own.
fn fs_path(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn remove(path: &Path) -> Result<(), ExportReason> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
