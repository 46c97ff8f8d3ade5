//! Library control.

pub(super) mod get_ntms_ui_options;
pub(super) mod set_ntms_ui_options;
