//! `NTMS_FILESYSTEM_INFO`: the label of a disk, which is what its file system says of the volume.

use core::fmt;

use super::Label;
use crate::Text;

/// Bytes of the structure.
pub const INFO_BYTES: usize = 644;

/// Units of the buffer for the file system's name, terminator included.
const KIND_UNITS: usize = 64;

/// Units of the buffer for the volume's name, terminator included.
const NAME_UNITS: usize = 256;

/// What `GetVolumeInformation` tells of a volume, as far as it identifies the volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSystemInfo {
    /// Name of the file system, such as `NTFS` or `CDFS`; 1 to 63 units.
    pub kind: Text,
    /// Name of the volume; at most 255 units.
    pub name: Text,
    /// Serial number of the volume.
    pub serial: u32,
}

/// The caller's `NTMS_FILESYSTEM_INFO` is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MalformedInfo {
    /// The buffer is not 644 bytes long.
    Size,
    /// A text does not end inside its buffer.
    Unterminated,
    /// The file system has no name.
    Nameless,
}

impl fmt::Display for MalformedInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MalformedInfo::Size => "file system information is not 644 bytes long",
            MalformedInfo::Unterminated => "a text in the file system information has no end",
            MalformedInfo::Nameless => "the file system information names no file system",
        })
    }
}

impl core::error::Error for MalformedInfo {}

impl FileSystemInfo {
    /// Reads the structure. Lone surrogates become replacement characters.
    ///
    /// # Errors
    /// The caller's buffer has another size, a text without end, or an empty type.
    pub fn parse(bytes: &[u8]) -> Result<FileSystemInfo, MalformedInfo> {
        let info: &[u8; INFO_BYTES] = bytes.try_into().map_err(|_| MalformedInfo::Size)?;
        let (texts, serial) = info.split_at(2 * (KIND_UNITS + NAME_UNITS));
        let (kind, name) = texts.split_at(2 * KIND_UNITS);
        let serial = serial.first_chunk().ok_or(MalformedInfo::Size)?;
        let info = FileSystemInfo {
            kind: terminated(kind)?,
            name: terminated(name)?,
            serial: u32::from_le_bytes(*serial),
        };
        if info.kind.is_empty() { Err(MalformedInfo::Nameless) } else { Ok(info) }
    }

    /// The structure, [`INFO_BYTES`] long. Texts are cut to their buffers.
    pub fn emit(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(INFO_BYTES);
        for (text, units) in [(&self.kind, KIND_UNITS), (&self.name, NAME_UNITS)] {
            let end = bytes.len() + 2 * units;
            let cut = Text::cut(text, units);
            bytes.extend(cut.encode_utf16().flat_map(u16::to_le_bytes));
            bytes.resize(end, 0);
        }
        bytes.extend_from_slice(&self.serial.to_le_bytes());
        bytes
    }

    /// The label: the file system is the type, the serial number the id, the volume's name the
    /// information. `None` when the file system has no name.
    pub fn label(&self) -> Option<Label> {
        Label::new(&self.kind, &self.serial.to_le_bytes(), &self.name)
    }
}

/// The text before the terminator.
fn terminated(field: &[u8]) -> Result<Text, MalformedInfo> {
    let units = field.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let units: Vec<u16> = units.collect();
    let end = units.iter().position(|unit| *unit == 0).ok_or(MalformedInfo::Unterminated)?;
    Ok(Text::from(String::from_utf16_lossy(&units[..end])))
}
