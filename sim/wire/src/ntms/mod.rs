//! The vocabulary of the Removable Storage Manager: functions, objects, states, codes, structures.

pub mod api;
pub mod error;
pub mod limit;
pub mod media_type;
pub mod object;
pub mod operation;
pub mod option;
pub mod state;
mod table;

pub use api::Function;
pub use error::NtmsError;
pub use object::ObjectType;
pub use option::Access;
