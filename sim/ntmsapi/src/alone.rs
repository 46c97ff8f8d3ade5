//! The functions that take no session, as methods of a program: in the W form and, where there is
//! one, the A form, whose texts are bytes in the code page of [`Client::ansi`].
//!
//! [`Client::call_alone_async`] has them as futures.

use wire::Text;
use wire::ntms::call::{
    DoEjectFromSADriveW, DriveVolume, EjectDiskFromSADrive, GetVolumesFromDrive,
};
use wire::ntms::operation::EjectOperation;

use crate::client::Client;
use crate::error::Error;

/// The volume of a drive in bytes of a code page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriveVolumeA {
    /// The name that stays the same, with the trailing backslash.
    pub name: Vec<u8>,
    /// The drive letter and a colon, where it has one.
    pub letter: Option<Vec<u8>>,
}

impl Client {
    /// `EjectDiskFromSADrive`: lets a drive that stands alone, by its device name, give its medium.
    /// Without a server, or with an empty name, it is one of this computer. Title and message are
    /// of the question that `NTMS_EJECT_ASK_USER` may lead to.
    ///
    /// # Errors
    /// Those of the function.
    pub fn eject_disk_from_sa_drive(
        &self,
        server: Option<&str>,
        application: Option<&str>,
        device: &str,
        title: Option<&str>,
        message: Option<&str>,
        action: EjectOperation,
    ) -> Result<(), Error> {
        self.call_alone(EjectDiskFromSADrive {
            server: server.map(Text::new),
            application: application.map(Text::new),
            device: Some(Text::new(device)),
            title: title.map(Text::new),
            message: message.map(Text::new),
            options: action.value(),
        })
    }

    /// `EjectDiskFromSADriveA`.
    ///
    /// # Errors
    /// Those of the function.
    pub fn eject_disk_from_sa_drive_a(
        &self,
        server: Option<&[u8]>,
        application: Option<&[u8]>,
        device: &[u8],
        title: Option<&[u8]>,
        message: Option<&[u8]>,
        action: EjectOperation,
    ) -> Result<(), Error> {
        let page = self.ansi();
        let text = |bytes: Option<&[u8]>| bytes.map(|bytes| page.decode(bytes));
        self.call_alone(EjectDiskFromSADrive {
            server: text(server),
            application: text(application),
            device: text(Some(device)),
            title: text(title),
            message: text(message),
            options: action.value(),
        })
    }

    /// `DoEjectFromSADriveW`: the same with `NTMS_EJECT_ASK_USER`.
    ///
    /// # Errors
    /// Those of `EjectDiskFromSADrive`.
    pub fn do_eject_from_sa_drive(
        &self,
        server: Option<&str>,
        application: Option<&str>,
        device: &str,
        title: Option<&str>,
        message: Option<&str>,
    ) -> Result<(), Error> {
        self.call_alone(DoEjectFromSADriveW {
            server: server.map(Text::new),
            application: application.map(Text::new),
            device: Some(Text::new(device)),
            title: title.map(Text::new),
            message: message.map(Text::new),
        })
    }

    /// `GetVolumesFromDrive`: the volume of a drive of this computer whose media are disks, by its
    /// device name.
    ///
    /// # Errors
    /// `ERROR_INVALID_PARAMETER` without a name, `ERROR_INVALID_DRIVE` when no such drive has a
    /// volume.
    pub fn get_volumes_from_drive(&self, drive: &str) -> Result<DriveVolume, Error> {
        self.call_alone(GetVolumesFromDrive { drive: Some(Text::new(drive)) })
    }

    /// `GetVolumesFromDriveA`.
    ///
    /// # Errors
    /// Those of the W form.
    pub fn get_volumes_from_drive_a(&self, drive: &[u8]) -> Result<DriveVolumeA, Error> {
        let page = self.ansi();
        let drive = Some(page.decode(drive));
        let DriveVolume { name, letter } = self.call_alone(GetVolumesFromDrive { drive })?;
        let letter = letter.map(|letter| page.encode(&letter));
        Ok(DriveVolumeA { name: page.encode(&name), letter })
    }
}
