//! Media services.

mod words;

pub(super) mod allocate_ntms_media;
pub(super) mod allocate_ntms_media_refused;
pub(super) mod create_ntms_media_pool;
pub(super) mod deallocate_ntms_media;
pub(super) mod delete_ntms_media_pool;
pub(super) mod dismount_ntms_media;
pub(super) mod get_ntms_media_pool_name;
pub(super) mod mount_ntms_media;
pub(super) mod mount_ntms_media_refused;
pub(super) mod mount_ntms_media_waits;
pub(super) mod move_to_ntms_media_pool;

use super::equal;
