//! Cases of the API's functions, by group.

mod session;

use crate::case::Case;

/// The lists of all files.
pub(super) const FILES: &[&[Case]] =
    &[session::open_ntms_session::CASES, session::close_ntms_session::CASES];
