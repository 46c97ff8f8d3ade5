//! Arguments of functions that enable, guard and annotate objects, as a story writes them.

use schemars::JsonSchema;
use serde::Deserialize;
use wire::ntms::ObjectType;

use super::super::place::At;
use super::super::vocabulary::Number;
use super::call::arguments;
use super::object::ObjectRef;

arguments! {
    /// Lets an object be used again.
    EnableNtmsObject {
        /// The object.
        object: At<ObjectRef>,
        /// Its type; that of the object, where it shows, when absent.
        #[serde(default, rename = "type")]
        object_type: Option<Number<ObjectType>>,
    }

    /// Lets an object not be used, with all that is in it.
    DisableNtmsObject {
        /// The object.
        object: At<ObjectRef>,
        /// Its type; that of the object, where it shows, when absent.
        #[serde(default, rename = "type")]
        object_type: Option<Number<ObjectType>>,
    }

    /// Asks for data left with an object. Answers text, where it is text.
    GetNtmsObjectAttribute {
        /// The object.
        object: At<ObjectRef>,
        /// Its type; that of the object, where it shows, when absent.
        #[serde(default, rename = "type")]
        object_type: Option<Number<ObjectType>>,
        /// The name.
        name: String,
        /// Bytes in the buffer of the program; enough when absent.
        #[serde(default)]
        capacity: Option<u32>,
    }

    /// Leaves data with an object.
    SetNtmsObjectAttribute {
        /// The object.
        object: At<ObjectRef>,
        /// Its type; that of the object, where it shows, when absent.
        #[serde(default, rename = "type")]
        object_type: Option<Number<ObjectType>>,
        /// The name.
        name: String,
        /// The data, as text; empty takes the attribute away.
        data: String,
    }
}
