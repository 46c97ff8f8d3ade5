//! Media services.

pub(super) mod create_ntms_media_pool;
pub(super) mod delete_ntms_media_pool;
pub(super) mod get_ntms_media_pool_name;

use super::equal;
