//! Arguments of functions on a single slot or on a drive by its device name, as a story writes
//! them. Those with a device name take no session.

use schemars::JsonSchema;
use serde::Deserialize;
use wire::ntms::operation::EjectOperation;
use wire::ntms::option::DismountOptions;

use super::super::place::At;
use super::super::vocabulary::{Bits, Number};
use super::call::arguments;
use super::object::ObjectRef;

fn eject_start() -> Number<EjectOperation> {
    EjectOperation::Start.into()
}

arguments! {
    /// Mounts what lies in a slot and reads what it is.
    IdentifyNtmsSlot {
        /// The slot.
        slot: At<ObjectRef>,
        /// Whether the medium stays in the drive; it goes back when absent.
        #[serde(default)]
        option: Bits<DismountOptions>,
    }

    /// Lets a drive that stands alone give its medium.
    EjectDiskFromSADrive {
        /// The computer as the program writes it; NULL when absent.
        #[serde(default)]
        server: Option<String>,
        /// The name of the program; that of the application when absent.
        #[serde(default)]
        application: Option<String>,
        /// The device name of the drive.
        device: String,
        /// The title of a question to the user.
        #[serde(default)]
        title: Option<String>,
        /// A question to the user.
        #[serde(default)]
        message: Option<String>,
        /// What is done.
        #[serde(default = "eject_start")]
        options: Number<EjectOperation>,
    }

    /// Lets a drive that stands alone give its medium, or asks the user.
    DoEjectFromSADriveW {
        /// The computer as the program writes it; NULL when absent.
        #[serde(default)]
        server: Option<String>,
        /// The name of the program; that of the application when absent.
        #[serde(default)]
        application: Option<String>,
        /// The device name of the drive.
        device: String,
        /// The title of a question to the user.
        #[serde(default)]
        title: Option<String>,
        /// A question to the user.
        #[serde(default)]
        message: Option<String>,
    }

    /// Asks for the volume of a drive. Answers text: the letter, if any, and the name.
    GetVolumesFromDrive {
        /// The device name of the drive.
        drive: String,
    }
}
