//! Arguments of the functions on objects.

use super::super::ObjectInformation;
use crate::Guid;

/// `EnumerateNtmsObject`: the objects of a type, in a container or anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnumerateNtmsObject {
    /// The container; `None` is the whole database.
    pub container: Option<Guid>,
    /// Object type, a number of `NtmsObjectsTypes`.
    pub object_type: u32,
    /// A number of `NtmsEnumerateOption`.
    pub options: u32,
    /// Places in the caller's list; nothing when the caller does not say.
    pub capacity: Option<u32>,
}

/// `GetNtmsObjectInformation`: what is known of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GetNtmsObjectInformation {
    /// The object.
    pub object: Guid,
    /// Its type, a number of `NtmsObjectsTypes`; nothing without a structure for the answer.
    pub object_type: Option<u32>,
}

/// `SetNtmsObjectInformation`: writes every writable member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetNtmsObjectInformation {
    /// The object.
    pub object: Guid,
    /// The members, of which those that may not be written are not looked at; nothing without a
    /// structure.
    pub information: Option<Box<ObjectInformation>>,
}
