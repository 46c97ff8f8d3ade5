//! Arguments of the functions that save the database and bring it back.

use serde::{Deserialize, Serialize};

/// `ExportNtmsDatabase`: writes a consistent copy of the database beside it, over an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportNtmsDatabase;

/// `ImportNtmsDatabase`: lets the next start of the service take the copy for its database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportNtmsDatabase;
