//! Media services.

mod seen;
mod words;

pub(super) mod add_ntms_media_type;
pub(super) mod allocate_ntms_media;
pub(super) mod allocate_ntms_media_refused;
pub(super) mod change_ntms_media_type;
pub(super) mod create_ntms_media;
pub(super) mod create_ntms_media_pool;
pub(super) mod create_ntms_media_refused;
pub(super) mod deallocate_ntms_media;
pub(super) mod decommission_ntms_media;
pub(super) mod delete_ntms_media;
pub(super) mod delete_ntms_media_pool;
pub(super) mod delete_ntms_media_type;
pub(super) mod dismount_ntms_media;
pub(super) mod get_ntms_media_pool_name;
pub(super) mod mount_ntms_media;
pub(super) mod mount_ntms_media_refused;
pub(super) mod mount_ntms_media_waits;
pub(super) mod move_to_ntms_media_pool;
pub(super) mod set_ntms_media_complete;
pub(super) mod swap_ntms_media;

use super::equal;
