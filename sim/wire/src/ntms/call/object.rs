//! Arguments of the functions on objects.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::super::ObjectInformation;
use super::super::security::SecurityParts;
use crate::{Guid, Text};

/// `EnumerateNtmsObject`: the objects of a type, in a container or anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetNtmsObjectInformation {
    /// The object.
    pub object: Guid,
    /// Its type, a number of `NtmsObjectsTypes`; nothing without a structure for the answer.
    pub object_type: Option<u32>,
}

/// `SetNtmsObjectInformation`: writes every writable member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetNtmsObjectInformation {
    /// The object.
    pub object: Guid,
    /// The members, of which those that may not be written are not looked at; nothing without a
    /// structure.
    pub information: Option<Box<ObjectInformation>>,
}

/// `EnableNtmsObject`: a library, drive or physical medium may be used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnableNtmsObject {
    /// The object.
    pub object: Guid,
    /// Its type, a number of `NtmsObjectsTypes`.
    pub object_type: u32,
}

/// `DisableNtmsObject`: a library, drive or physical medium may not be used, with all that is in
/// it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisableNtmsObject {
    /// The object.
    pub object: Guid,
    /// Its type, a number of `NtmsObjectsTypes`.
    pub object_type: u32,
}

/// `GetNtmsObjectAttribute`: the data that an application left with an object under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetNtmsObjectAttribute {
    /// The object.
    pub object: Guid,
    /// Its type, a number of `NtmsObjectsTypes`.
    pub object_type: u32,
    /// The name.
    pub name: Option<Text>,
    /// Bytes in the caller's buffer; nothing without a buffer.
    pub capacity: Option<u32>,
}

/// `SetNtmsObjectAttribute`: leaves data with an object under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetNtmsObjectAttribute {
    /// The object.
    pub object: Guid,
    /// Its type, a number of `NtmsObjectsTypes`.
    pub object_type: u32,
    /// The name.
    pub name: Option<Text>,
    /// The data; empty takes the attribute away.
    pub data: Option<Bytes>,
}

/// `GetNtmsObjectSecurity`: parts of an object's security descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetNtmsObjectSecurity {
    /// The object.
    pub object: Guid,
    /// Its type, a number of `NtmsObjectsTypes`.
    pub object_type: u32,
    /// Bits of `SECURITY_INFORMATION`.
    pub information: u32,
    /// Bytes in the caller's buffer; 0 without one.
    pub capacity: u32,
}

/// `SetNtmsObjectSecurity`: writes parts of an object's security descriptor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetNtmsObjectSecurity {
    /// The object.
    pub object: Guid,
    /// Its type, a number of `NtmsObjectsTypes`.
    pub object_type: u32,
    /// Bits of `SECURITY_INFORMATION`.
    pub information: u32,
    /// The parts; those that are not meant are not looked at.
    pub security: Option<SecurityParts>,
}
