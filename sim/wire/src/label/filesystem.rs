//! `NTMS_FILESYSTEM_INFO`: the label of a disk, which is what its file system says of the volume.

use core::fmt;

use super::Label;
use crate::ntms::layout::{Form, Laid, Shape};
use crate::{CodePage, Text};

/// Bytes of the structure.
pub const INFO_BYTES: usize = 644;

/// Its texts are UTF-16 in both forms.
const SHAPE: Shape = Shape::current(Form::W);

/// Units of the buffer for the file system's name, terminator included.
pub(crate) const KIND_UNITS: usize = 64;

/// Units of the buffer for the volume's name, terminator included.
pub(crate) const NAME_UNITS: usize = 256;

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
        if bytes.len() != INFO_BYTES {
            return Err(MalformedInfo::Size);
        }
        let info = <FileSystemInfo as Laid>::parse(bytes, SHAPE, CodePage::default())
            .map_err(|_| MalformedInfo::Size)?;
        // A text that fills its room has no end there.
        let ends = |text: &Text, units| text.units() < units;
        match ends(&info.kind, KIND_UNITS) && ends(&info.name, NAME_UNITS) {
            false => Err(MalformedInfo::Unterminated),
            true if info.kind.is_empty() => Err(MalformedInfo::Nameless),
            true => Ok(info),
        }
    }

    /// The structure, [`INFO_BYTES`] long. Texts are cut to their buffers.
    pub fn emit(&self) -> Vec<u8> {
        Laid::emit(self, SHAPE, CodePage::default())
    }

    /// The label: the file system is the type, the serial number the id, the volume's name the
    /// information. `None` when the file system has no name.
    pub fn label(&self) -> Option<Label> {
        Label::new(&self.kind, &self.serial.to_le_bytes(), &self.name)
    }
}
