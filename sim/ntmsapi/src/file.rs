//! Scenario files.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use world::scenario::Scenario;

use crate::error::LoadError;

/// Bytes of the largest file that is read; a scenario with as many keys as it may have is smaller.
const BYTES_MAX: u64 = 32 << 20;

/// Reads a scenario file and checks it: the scenario, and the text of the file.
///
/// # Errors
/// When the file cannot be read, is no text, is too large, or the scenario is wrong.
pub fn read_scenario(path: impl AsRef<Path>) -> Result<(Scenario, String), LoadError> {
    let path = path.as_ref();
    let text = text_of(path).map_err(|error| LoadError::File(path.to_owned(), error))?;
    let scenario = Scenario::parse(&path.display().to_string(), &text);
    Ok((scenario.map_err(LoadError::Scenario)?, text))
}

fn text_of(path: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    // Devices and pipes tell no length and may have no end.
    File::open(path)?.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(ErrorKind::FileTooLarge.into());
    }
    String::from_utf8(bytes).map_err(|_| ErrorKind::InvalidData.into())
}
