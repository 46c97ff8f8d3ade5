//! Arguments of the library control functions.

use super::super::operation::EjectOperation;
use crate::{Guid, Text};
use serde::{Deserialize, Serialize};

/// `InventoryNtmsLibrary`: queues an inventory, or stops the running one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InventoryNtmsLibrary {
    /// The library.
    pub library: Guid,
    /// A number of `NtmsInventoryMethod`.
    pub action: u32,
}

/// `InjectNtmsMedia`: takes media in through the port. Answers the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InjectNtmsMedia {
    /// The library.
    pub library: Guid,
    /// With `NTMS_INJECT_STOP`: the operation to end. `None` is a missing place for it.
    pub operation: Option<Guid>,
    /// A number of `NtmsInjectOperation`.
    pub action: u32,
}

/// `EjectNtmsMedia`: puts media out through the port. Answers the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EjectNtmsMedia {
    /// The physical medium; `None` fires what is queued.
    pub media: Option<Guid>,
    /// With `NTMS_EJECT_STOP`: the operation to end. `None` is a missing place for it, which
    /// `NTMS_EJECT_QUEUE` does without.
    pub operation: Option<Guid>,
    /// A number of `NtmsEjectOperation`.
    pub action: u32,
}

/// `CancelNtmsLibraryRequest`: takes a request off the work queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelNtmsLibraryRequest {
    /// The library request.
    pub request: Guid,
}

/// `GetNtmsUIOptions`: the computers that messages go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetNtmsUIOptions {
    /// The computer or library whose messages are meant; those of the session's application
    /// without one.
    pub object: Option<Guid>,
    /// A number of `NtmsUITypes`.
    pub ui_type: u32,
    /// Characters in the caller's buffer, terminators included; nothing without a buffer.
    pub capacity: Option<u32>,
}

/// `SetNtmsUIOptions`: changes the computers that messages go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetNtmsUIOptions {
    /// The computer or library whose messages are meant; those of the session's application
    /// without one.
    pub object: Option<Guid>,
    /// A number of `NtmsUITypes`.
    pub ui_type: u32,
    /// A number of `NtmsUIOperations`.
    pub operation: u32,
    /// The name of a computer; empty for the caller's own.
    pub destination: Option<Text>,
}

/// `GetNtmsRequestOrder`: the place of a request among those of its kind. Answers 0 for one that
/// has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetNtmsRequestOrder {
    /// The library request.
    pub request: Guid,
}

/// `SetNtmsRequestOrder`: moves a request among those of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetNtmsRequestOrder {
    /// The library request.
    pub request: Guid,
    /// Its new place, 1 for the next; beyond the last is last.
    pub order: u32,
}

/// `DeleteNtmsRequests`: deletes requests that are over; those that are not stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteNtmsRequests {
    /// The requests; `None` when the caller gives no list.
    pub requests: Option<Vec<Guid>>,
    /// `NTMS_LIBREQUEST` or `NTMS_OPREQUEST`, what all of them are.
    pub object_type: u32,
}

/// `DismountNtmsDrive`: queues the way home of what is in a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DismountNtmsDrive {
    /// The drive.
    pub drive: Guid,
}

/// `DeleteNtmsDrive`: forgets a drive that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteNtmsDrive {
    /// The drive.
    pub drive: Guid,
}

/// `DeleteNtmsLibrary`: forgets a library that is gone, with its devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteNtmsLibrary {
    /// The library.
    pub library: Guid,
}

/// `AccessNtmsLibraryDoor`: queues that people may open the door, and what is done after it was
/// shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessNtmsLibraryDoor {
    /// The library.
    pub library: Guid,
    /// A number of `NtmsInventoryMethod`.
    pub action: u32,
}

/// `CleanNtmsDrive`: queues the cleaning of a drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleanNtmsDrive {
    /// The drive.
    pub drive: Guid,
}

/// `IdentifyNtmsSlot`: mounts what lies in a slot and reads what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifyNtmsSlot {
    /// The slot.
    pub slot: Guid,
    /// A bit of `NtmsDismountOptions`, or 0: whether the medium stays in the drive afterwards.
    pub option: u32,
}

/// `EjectDiskFromSADrive`: lets a drive that stands alone give its medium to a person. It takes no
/// session. The window that a question would appear in is the caller's own and does not matter to
/// anybody else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EjectDiskFromSADrive {
    /// The computer; `None` and the empty name are the local one.
    pub server: Option<Text>,
    /// Name of the caller, which labels its requests.
    pub application: Option<Text>,
    /// Name by which programs open the drive; nothing without one.
    pub device: Option<Text>,
    /// With `NTMS_EJECT_ASK_USER`: the title of the question.
    pub title: Option<Text>,
    /// With `NTMS_EJECT_ASK_USER`: the question.
    pub message: Option<Text>,
    /// A number of `NtmsEjectOperation`.
    pub options: u32,
}

/// `DoEjectFromSADriveW`: `EjectDiskFromSADrive` without the choice of what is done, which is what
/// `NTMS_EJECT_ASK_USER` says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoEjectFromSADriveW {
    /// The computer; `None` and the empty name are the local one.
    pub server: Option<Text>,
    /// Name of the caller, which labels its requests.
    pub application: Option<Text>,
    /// Name by which programs open the drive; nothing without one.
    pub device: Option<Text>,
    /// The title of the question.
    pub title: Option<Text>,
    /// The question.
    pub message: Option<Text>,
}

impl From<DoEjectFromSADriveW> for EjectDiskFromSADrive {
    fn from(call: DoEjectFromSADriveW) -> EjectDiskFromSADrive {
        let DoEjectFromSADriveW { server, application, device, title, message } = call;
        let options = EjectOperation::AskUser.value();
        EjectDiskFromSADrive { server, application, device, title, message, options }
    }
}

/// `GetVolumesFromDrive`: what the operating system calls the volume of a drive whose media are
/// disks. It takes no session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetVolumesFromDrive {
    /// Name by which programs open the drive; nothing without one.
    pub drive: Option<Text>,
}

/// The volume of a removable disk, as `GetVolumesFromDrive` gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriveVolume {
    /// The name that stays the same, with the trailing backslash.
    pub name: Text,
    /// The drive letter and a colon, where it has one.
    pub letter: Option<Text>,
}

/// `ReserveNtmsCleanerSlot`: queues that a slot is the cleaner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReserveNtmsCleanerSlot {
    /// The library.
    pub library: Guid,
    /// The slot.
    pub slot: Guid,
}

/// `ReleaseNtmsCleanerSlot`: queues that the cleaner's slot is one for media again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseNtmsCleanerSlot {
    /// The library.
    pub library: Guid,
}

/// `InjectNtmsCleaner`: takes a cleaner in. Answers the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InjectNtmsCleaner {
    /// The library.
    pub library: Guid,
    /// With `NTMS_INJECT_STOP`: the operation to end. `None` is a missing place for it.
    pub operation: Option<Guid>,
    /// Cleanings left on the cartridge; `u32::MAX` for nobody counts.
    pub cleans_left: u32,
    /// A number of `NtmsInjectOperation`.
    pub action: u32,
}

/// `EjectNtmsCleaner`: puts the cleaner out. Answers the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EjectNtmsCleaner {
    /// The library.
    pub library: Guid,
    /// With `NTMS_EJECT_STOP`: the operation to end. `None` is a missing place for it.
    pub operation: Option<Guid>,
    /// A number of `NtmsEjectOperation`.
    pub action: u32,
}
