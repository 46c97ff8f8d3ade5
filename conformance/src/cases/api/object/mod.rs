//! Functions on objects.

pub(super) mod disable_ntms_object;
pub(super) mod enable_ntms_object;
