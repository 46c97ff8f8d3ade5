//! Arguments of functions that enable, guard and annotate objects and say where messages
//! go, as a story writes them.

use schemars::JsonSchema;
use serde::Deserialize;
use wire::ntms::ObjectType;
use wire::ntms::operation::{UiOperation, UiType};
use wire::ntms::option::SecurityInformation;

use super::super::place::At;
use super::super::room::Entry;
use super::super::vocabulary::{Bits, Number};
use super::call::{arguments, nothing};
use super::object::ObjectRef;

fn owner_and_list() -> Bits<SecurityInformation> {
    SecurityInformation::OWNER.union(SecurityInformation::DACL).into()
}

fn add_destination() -> Number<UiOperation> {
    UiOperation::Add.into()
}

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

    /// Asks who owns an object and who may do what with it. Answers text.
    GetNtmsObjectSecurity {
        /// The object.
        object: At<ObjectRef>,
        /// Its type; that of the object, where it shows, when absent.
        #[serde(default, rename = "type")]
        object_type: Option<Number<ObjectType>>,
        /// What is asked; owner and access list when absent.
        #[serde(default = "owner_and_list")]
        information: Bits<SecurityInformation>,
        /// Bytes in the buffer of the program; enough when absent.
        #[serde(default)]
        capacity: Option<u32>,
    }

    /// Says who may do what with an object, or who owns it.
    SetNtmsObjectSecurity {
        /// The object.
        object: At<ObjectRef>,
        /// Its type; that of the object, where it shows, when absent.
        #[serde(default, rename = "type")]
        object_type: Option<Number<ObjectType>>,
        /// What is written; what is given when absent.
        #[serde(default)]
        information: Option<Bits<SecurityInformation>>,
        /// The owner.
        #[serde(default)]
        owner: Option<String>,
        /// The access list.
        #[serde(default)]
        security: Option<Vec<Entry>>,
    }

    /// Asks which computers messages go to. Answers text, a name in each line.
    GetNtmsUIOptions {
        /// The computer or library; the program itself when absent.
        #[serde(default = "nothing")]
        object: At<ObjectRef>,
        /// The kind of message.
        #[serde(rename = "type")]
        ui_type: Number<UiType>,
        /// Characters in the buffer of the program; enough when absent.
        #[serde(default)]
        capacity: Option<u32>,
    }

    /// Changes which computers messages go to.
    SetNtmsUIOptions {
        /// The computer or library; the program itself when absent.
        #[serde(default = "nothing")]
        object: At<ObjectRef>,
        /// The kind of message.
        #[serde(rename = "type")]
        ui_type: Number<UiType>,
        /// What is done; a destination is added when absent.
        #[serde(default = "add_destination")]
        operation: Number<UiOperation>,
        /// The name of a computer; that of the program when absent.
        #[serde(default)]
        destination: String,
    }
}
