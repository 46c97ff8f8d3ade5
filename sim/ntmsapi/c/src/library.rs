//! Library control and cleaners.

use wire::Guid;
use wire::ntms::call::{
    DeleteNtmsRequests, EjectNtmsCleaner, EjectNtmsMedia, GetNtmsRequestOrder, GetNtmsUIOptions,
    InjectNtmsCleaner, InjectNtmsMedia, SetNtmsUIOptions,
};
use wire::ntms::limit::COMPUTERNAME_LENGTH;
use wire::ntms::operation::{EjectOperation, InjectOperation};
use wire::ntms::{Function, NtmsError};

use crate::buffer::Buffer;
use crate::pointer::{RawGuid, Unit, id, ids, write};
use crate::service::{code, code_on, there};

plain_exports! {
    AccessNtmsLibraryDoor { library: id, action: number }
    DeleteNtmsLibrary { library: id }
    DeleteNtmsDrive { drive: id }
    DismountNtmsDrive { drive: id }
    CleanNtmsDrive { drive: id }
    ReserveNtmsCleanerSlot { library: id, slot: id }
    ReleaseNtmsCleanerSlot { library: id }
    InventoryNtmsLibrary { library: id, action: number }
    IdentifyNtmsSlot { slot: id, option: number }
    CancelNtmsLibraryRequest { request: id }
    SetNtmsRequestOrder { request: id, order: number }
}

/// The operation that a call ends; one that begins is only written, so that the place of its
/// identifier may hold anything before.
unsafe fn inject_operation(at: *const RawGuid, action: u32) -> Option<Guid> {
    match InjectOperation::from_value(action) {
        // SAFETY: the caller's promise.
        Some(InjectOperation::Stop | InjectOperation::Retract) => unsafe { id(at) },
        _ => there(at).ok().map(|()| Guid::NULL),
    }
}

/// See [`inject_operation`].
unsafe fn eject_operation(at: *const RawGuid, action: u32) -> Option<Guid> {
    match EjectOperation::from_value(action) {
        // SAFETY: the caller's promise.
        Some(EjectOperation::Stop) => unsafe { id(at) },
        _ => there(at).ok().map(|()| Guid::NULL),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn InjectNtmsCleaner(
    session: u64,
    library: *const RawGuid,
    operation: *mut RawGuid,
    cleans_left: u32,
    action: u32,
) -> u32 {
    code_on(Function::InjectNtmsCleaner, session, |service| {
        // SAFETY: identifiers of the caller, the second to be written.
        unsafe {
            let (library, given) = (service.id(library)?, inject_operation(operation, action));
            let call = InjectNtmsCleaner { library, operation: given, cleans_left, action };
            write(operation, service.call(session, call)?.to_memory());
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn EjectNtmsCleaner(
    session: u64,
    library: *const RawGuid,
    operation: *mut RawGuid,
    action: u32,
) -> u32 {
    code_on(Function::EjectNtmsCleaner, session, |service| {
        // SAFETY: identifiers of the caller, the second to be written.
        unsafe {
            let (library, given) = (service.id(library)?, eject_operation(operation, action));
            let call = EjectNtmsCleaner { library, operation: given, action };
            write(operation, service.call(session, call)?.to_memory());
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn InjectNtmsMedia(
    session: u64,
    library: *const RawGuid,
    operation: *mut RawGuid,
    action: u32,
) -> u32 {
    code_on(Function::InjectNtmsMedia, session, |service| {
        // SAFETY: identifiers of the caller, the second to be written.
        unsafe {
            let (library, given) = (service.id(library)?, inject_operation(operation, action));
            let call = InjectNtmsMedia { library, operation: given, action };
            write(operation, service.call(session, call)?.to_memory());
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn EjectNtmsMedia(
    session: u64,
    media: *const RawGuid,
    operation: *mut RawGuid,
    action: u32,
) -> u32 {
    code(Function::EjectNtmsMedia, |service| {
        // SAFETY: identifiers of the caller, the second to be written.
        unsafe {
            let given = eject_operation(operation, action);
            let call = EjectNtmsMedia { media: id(media), operation: given, action };
            let ejected = service.call(session, call)?;
            // A medium that is only queued belongs to no operation yet.
            if action != EjectOperation::Queue.value() {
                write(operation, ejected.to_memory());
            }
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetNtmsRequestOrder(
    session: u64,
    request: *const RawGuid,
    order: *mut u32,
) -> u32 {
    code_on(Function::GetNtmsRequestOrder, session, |service| {
        there(order)?;
        // SAFETY: an identifier of the caller, and room for a number.
        unsafe {
            let request = service.id(request)?;
            write(order, service.call(session, GetNtmsRequestOrder { request })?);
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn DeleteNtmsRequests(
    session: u64,
    requests: *const RawGuid,
    object_type: u32,
    count: u32,
) -> u32 {
    code_on(Function::DeleteNtmsRequests, session, |service| {
        // SAFETY: the caller has so many identifiers there.
        let requests = unsafe { ids(requests, count) }?;
        service.call(session, DeleteNtmsRequests { requests, object_type })
    })
}

unsafe fn get_ui_options<U: Unit>(
    session: u64,
    object: *const RawGuid,
    ui_type: u32,
    destinations: *mut U,
    size: *mut u32,
) -> u32 {
    code(Function::GetNtmsUIOptions, |service| {
        // SAFETY: an identifier, a size and a buffer of the caller.
        let (object, buffer) = unsafe { (id(object), Buffer::of(destinations, size)) };
        // All names are asked for, because a code page may need more bytes than they have
        // characters.
        let capacity = buffer.map(|_| u32::MAX);
        let names = service.call(session, GetNtmsUIOptions { object, ui_type, capacity })?;
        let mut units = Vec::new();
        for name in &names {
            units.extend(U::units(name, service.page));
            units.push(U::default());
        }
        if !names.is_empty() {
            units.push(U::default());
        }
        match buffer {
            Some(buffer) => buffer.put_whole(&units, units.len()),
            None => Err(NtmsError::InvalidParameter.into()),
        }
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetNtmsUIOptionsA(
    session: u64,
    object: *const RawGuid,
    ui_type: u32,
    destinations: *mut u8,
    size: *mut u32,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { get_ui_options(session, object, ui_type, destinations, size) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetNtmsUIOptionsW(
    session: u64,
    object: *const RawGuid,
    ui_type: u32,
    destinations: *mut u16,
    size: *mut u32,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { get_ui_options(session, object, ui_type, destinations, size) }
}

unsafe fn set_ui_options<U: Unit>(
    session: u64,
    object: *const RawGuid,
    ui_type: u32,
    operation: u32,
    destination: *const U,
) -> u32 {
    code(Function::SetNtmsUIOptions, |service| {
        // SAFETY: an identifier and a text of the caller.
        let (object, destination) =
            unsafe { (id(object), service.text(destination, COMPUTERNAME_LENGTH)) };
        service.call(session, SetNtmsUIOptions { object, ui_type, operation, destination })
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn SetNtmsUIOptionsA(
    session: u64,
    object: *const RawGuid,
    ui_type: u32,
    operation: u32,
    destination: *const u8,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { set_ui_options(session, object, ui_type, operation, destination) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn SetNtmsUIOptionsW(
    session: u64,
    object: *const RawGuid,
    ui_type: u32,
    operation: u32,
    destination: *const u16,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { set_ui_options(session, object, ui_type, operation, destination) }
}
