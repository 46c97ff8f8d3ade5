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
}
