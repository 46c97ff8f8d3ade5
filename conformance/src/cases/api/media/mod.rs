//! Media services.

pub(super) mod get_ntms_media_pool_name;
