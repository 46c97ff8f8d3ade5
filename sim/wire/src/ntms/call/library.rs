//! Arguments of the library control functions.

use crate::{Guid, Text};

/// `InventoryNtmsLibrary`: queues an inventory, or stops the running one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InventoryNtmsLibrary {
    /// The library.
    pub library: Guid,
    /// A number of `NtmsInventoryMethod`.
    pub action: u32,
}

/// `InjectNtmsMedia`: takes media in through the port. Answers the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InjectNtmsMedia {
    /// The library.
    pub library: Guid,
    /// With `NTMS_INJECT_STOP`: the operation to end. `None` is a missing place for it.
    pub operation: Option<Guid>,
    /// A number of `NtmsInjectOperation`.
    pub action: u32,
}

/// `EjectNtmsMedia`: puts media out through the port. Answers the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CancelNtmsLibraryRequest {
    /// The library request.
    pub request: Guid,
}

/// `GetNtmsUIOptions`: the computers that messages go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
