//! Arguments of the functions for cleaners, as a story writes them.

use schemars::JsonSchema;
use serde::Deserialize;
use wire::ntms::operation::{EjectOperation, InjectOperation};

use super::super::place::At;
use super::super::vocabulary::Number;
use super::call::{arguments, eject_start, inject_start, nothing};
use super::object::ObjectRef;

fn nobody_counts() -> u32 {
    u32::MAX
}

arguments! {
    /// Makes a slot the cleaner's.
    ReserveNtmsCleanerSlot {
        /// The library.
        library: At<ObjectRef>,
        /// The slot.
        slot: At<ObjectRef>,
    }

    /// Lets the cleaner's slot take media again.
    ReleaseNtmsCleanerSlot {
        /// The library.
        library: At<ObjectRef>,
    }

    /// Takes a cleaner in. Answers the operation.
    InjectNtmsCleaner {
        /// The library.
        library: At<ObjectRef>,
        /// The operation to end, with `NTMS_INJECT_STOP`.
        #[serde(default = "nothing")]
        operation: At<ObjectRef>,
        /// Cleanings left; nobody counts them when absent.
        #[serde(default = "nobody_counts")]
        cleans_left: u32,
        /// What is done.
        #[serde(default = "inject_start")]
        action: Number<InjectOperation>,
    }

    /// Puts the cleaner out. Answers the operation.
    EjectNtmsCleaner {
        /// The library.
        library: At<ObjectRef>,
        /// The operation to end, with `NTMS_EJECT_STOP`.
        #[serde(default = "nothing")]
        operation: At<ObjectRef>,
        /// What is done.
        #[serde(default = "eject_start")]
        action: Number<EjectOperation>,
    }
}
