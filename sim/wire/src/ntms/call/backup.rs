//! Arguments of the functions that save the database and bring it back.

/// `ExportNtmsDatabase`: writes a consistent copy of the database beside it, over an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportNtmsDatabase;

/// `ImportNtmsDatabase`: lets the next start of the service take the copy for its database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportNtmsDatabase;
