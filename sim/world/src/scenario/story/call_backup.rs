//! The functions that save the database and bring it back, as a story writes them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::call::arguments;

arguments! {
    /// Writes a copy of the database, in place of an earlier one.
    #[derive(Default)]
    ExportNtmsDatabase {}

    /// Lets the next start of the service take the copy for its database.
    #[derive(Default)]
    ImportNtmsDatabase {}
}
