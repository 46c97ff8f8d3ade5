//! The verbs about pools.

use ntmsapi::operation::CreateOptions;
use ntmsapi::option::{AllocationPolicy, DeallocationPolicy};
use ntmsapi::{Info, ObjectType};

use super::Said;
use super::failure::Failure;
use super::name::{Room, digits};
use super::parse::Given;

/// `rsm createpool`.
pub(crate) fn create(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    let path = given.text("m").unwrap_or_default();
    let action = match given.word("a") {
        Some("existing") => CreateOptions::OpenExisting,
        Some("new") => CreateOptions::CreateNew,
        _ => CreateOptions::OpenAlways,
    };
    let media_type = room.find(given, "t", ObjectType::MediaType)?;
    let pool = match action {
        CreateOptions::OpenExisting => room.pool(path)?,
        _ => room.session().create_ntms_media_pool(path, media_type, action, None)?,
    };
    if given.has("d") || given.has("r") {
        let mut information = room.information(pool, ObjectType::MediaPool)?;
        if let Info::MediaPool(info) = &mut information.info {
            if given.has("d") {
                info.allocation_policy = AllocationPolicy::FROMSCRATCH;
            }
            if given.has("r") {
                info.deallocation_policy = DeallocationPolicy::TOSCRATCH;
            }
        }
        room.session().set_ntms_object_information(pool, information)?;
    }
    Ok(Said::line(format!("The pool {path} is there: {}.", digits(pool)))
        .with("pool", digits(pool)))
}

/// `rsm deletepool`.
pub(crate) fn delete(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    let path = given.text("m").unwrap_or_default();
    let pool = room.pool(path)?;
    room.session().delete_ntms_media_pool(pool)?;
    Ok(Said::line(format!("The pool {path} is deleted.")).with("pool", digits(pool)))
}
