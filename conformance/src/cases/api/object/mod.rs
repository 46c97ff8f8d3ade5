//! Object management and object information.

mod arms;
pub(super) mod enumerate_ntms_object;
pub(super) mod get_ntms_object_information;
pub(super) mod set_ntms_object_information;
mod writable;

use wire::Guid;
use wire::ntms::ObjectType;
use wire::ntms::call::{InventoryNtmsLibrary, SubmitNtmsOperatorRequest};
use wire::ntms::operation::{InventoryMethod, OperatorCommand};

use super::equal;
use crate::case::Mismatch;
use crate::stage::Stage;

/// The types whose objects have information.
const ARMS: &[ObjectType] = &[
    ObjectType::Changer,
    ObjectType::ChangerType,
    ObjectType::Computer,
    ObjectType::Drive,
    ObjectType::DriveType,
    ObjectType::IeDoor,
    ObjectType::IePort,
    ObjectType::Library,
    ObjectType::LibRequest,
    ObjectType::LogicalMedia,
    ObjectType::MediaPool,
    ObjectType::MediaType,
    ObjectType::OpRequest,
    ObjectType::Partition,
    ObjectType::PhysicalMedia,
    ObjectType::StorageSlot,
];

/// The first object of a type.
fn first(stage: &mut Stage<'_>, object_type: ObjectType) -> Result<Guid, Mismatch> {
    let found = stage.objects(object_type, None)?.first().copied();
    found.ok_or_else(|| Mismatch::new(object_type.name(), "none"))
}

/// An object of a type; a request is made.
fn any_of(stage: &mut Stage<'_>, object_type: ObjectType) -> Result<Guid, Mismatch> {
    match object_type {
        ObjectType::LibRequest => inventory(stage),
        ObjectType::OpRequest => request(stage),
        object_type => first(stage, object_type),
    }
}

/// A new request to look at the bar codes of the library.
fn inventory(stage: &mut Stage<'_>) -> Result<Guid, Mismatch> {
    let library = stage.library()?;
    let before = stage.objects(ObjectType::LibRequest, None)?;
    stage.succeeds(InventoryNtmsLibrary { library, action: InventoryMethod::Fast.value() })?;
    let after = stage.objects(ObjectType::LibRequest, None)?;
    let new = after.into_iter().find(|id| !before.contains(id));
    new.ok_or_else(|| Mismatch::new("a library request", "none"))
}

/// A new message to the operators.
fn request(stage: &mut Stage<'_>) -> Result<Guid, Mismatch> {
    stage.gives_id(SubmitNtmsOperatorRequest {
        command: OperatorCommand::Message.value(),
        message: Some("Please".into()),
        argument_1: None,
        argument_2: None,
    })
}
