//! Reports of a run: JUnit for CI, a page for people. JSON is the report itself.

mod html;
mod junit;

pub use html::html;
pub use junit::junit;
