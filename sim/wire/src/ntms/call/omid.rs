//! Arguments of the functions on on-media identifiers.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::Guid;

/// `UpdateNtmsOmidInfo`: tells of a label that the application wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateNtmsOmidInfo {
    /// The logical medium.
    pub media: Guid,
    /// `NTMS_OMID_TYPE_RAW_LABEL` or `NTMS_OMID_TYPE_FILESYSTEM_INFO`.
    pub label_type: u32,
    /// The label, or an `NTMS_FILESYSTEM_INFO`.
    pub label: Bytes,
}
