//! On-media identifiers.

pub(super) mod update_ntms_omid_info;
