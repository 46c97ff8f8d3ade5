//! Functions on objects.

pub(super) mod disable_ntms_object;
pub(super) mod enable_ntms_object;
pub(super) mod get_ntms_object_attribute;
pub(super) mod get_ntms_object_security;
pub(super) mod set_ntms_object_attribute;
pub(in crate::cases::api) mod set_ntms_object_security;

use wire::Guid;
use wire::ntms::call::CreateNtmsMediaPool;
use wire::ntms::operation::CreateOptions;
use wire::ntms::security::{Entry, LOCAL_SYSTEM, Principal, SecurityDescriptor};
use wire::{Text, ntms::Access};

use crate::case::Mismatch;
use crate::stage::Stage;

/// A new pool that only the service itself may do anything with.
fn closed_pool(stage: &mut Stage<'_>) -> Result<Guid, Mismatch> {
    let system = Principal::new(LOCAL_SYSTEM);
    let line = Entry { grants: true, principal: system.clone(), access: Access::FULL };
    stage.gives_id(CreateNtmsMediaPool {
        name: Text::new("Closed"),
        media_type: None,
        action: CreateOptions::CreateNew.value(),
        security: Some(SecurityDescriptor { owner: system, entries: vec![line] }),
    })
}
