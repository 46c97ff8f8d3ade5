//! Media services.

pub(super) mod add_ntms_media_type;
pub(super) mod change_ntms_media_type;
pub(super) mod create_ntms_media;
pub(super) mod create_ntms_media_refused;
pub(super) mod decommission_ntms_media;
pub(super) mod delete_ntms_media;
pub(super) mod delete_ntms_media_type;
pub(super) mod get_ntms_media_pool_name;
mod seen;
pub(super) mod set_ntms_media_complete;
pub(super) mod swap_ntms_media;
