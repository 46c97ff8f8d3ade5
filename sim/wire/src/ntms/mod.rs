//! The vocabulary of the Removable Storage Manager: functions, objects, states, codes, structures.

pub mod api;
pub mod call;
pub mod error;
pub mod info;
pub mod layout;
pub mod limit;
pub mod media_type;
pub mod object;
pub mod operation;
pub mod option;
pub mod security;
pub mod state;
mod table;

pub use api::Function;
pub use call::{Answer, NtmsCall, Refusal, Reply, Request, SessionId};
pub use error::NtmsError;
pub use info::{Info, ObjectInformation};
pub use object::ObjectType;
pub use option::Access;
