//! Arguments of the change detection functions.

use crate::Guid;
use serde::{Deserialize, Serialize};

/// `BeginNtmsDeviceChangeDetection`: opens a detection, which looks at nothing yet. Answers its
/// handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginNtmsDeviceChangeDetection;

/// `SetNtmsDeviceChangeDetection`: stand-alone libraries are looked at, from now on or once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetNtmsDeviceChangeDetection {
    /// The handle of the detection as the caller gave it; 0 looks once.
    pub detection: u64,
    /// Libraries, or media or media types that stand for all stand-alone libraries which could
    /// hold them; `None` when the caller gives no list.
    pub objects: Option<Vec<Guid>>,
    /// `NTMS_LIBRARY`, `NTMS_MEDIA_TYPE` or `NTMS_PHYSICAL_MEDIA`, what all of them are.
    pub object_type: u32,
}

/// `EndNtmsDeviceChangeDetection`: ends a detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndNtmsDeviceChangeDetection {
    /// The handle of the detection as the caller gave it.
    pub detection: u64,
}
