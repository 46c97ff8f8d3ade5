//! The cases, one file for each function; each file lists its own.

mod api;

use crate::case::Case;

/// Every case, in the order of the function table.
pub fn all() -> impl Iterator<Item = &'static Case> {
    api::FILES.iter().copied().flatten()
}
