//! Library control and cleaners.

use wire::ntms::Function;
use wire::ntms::call::{
    DeleteNtmsRequests, EjectNtmsCleaner, EjectNtmsMedia, GetNtmsRequestOrder, GetNtmsUIOptions,
    InjectNtmsCleaner, InjectNtmsMedia, SetNtmsUIOptions,
};
use wire::ntms::limit::COMPUTERNAME_LENGTH;

use crate::buffer::{put_units, short};
use crate::pointer::{RawGuid, Unit, id, ids, read, write};
use crate::service::{code, there};

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

#[unsafe(no_mangle)]
pub unsafe extern "system" fn InjectNtmsCleaner(
    session: u64,
    library: *const RawGuid,
    operation: *mut RawGuid,
    cleans_left: u32,
    action: u32,
) -> u32 {
    code(Function::InjectNtmsCleaner, |service| {
        // SAFETY: identifiers of the caller, the second to be written.
        unsafe {
            let (library, given) = (service.id(library)?, id(operation));
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
    code(Function::EjectNtmsCleaner, |service| {
        // SAFETY: identifiers of the caller, the second to be written.
        unsafe {
            let (library, given) = (service.id(library)?, id(operation));
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
    code(Function::InjectNtmsMedia, |service| {
        // SAFETY: identifiers of the caller, the second to be written.
        unsafe {
            let (library, given) = (service.id(library)?, id(operation));
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
            let call = EjectNtmsMedia { media: id(media), operation: id(operation), action };
            write(operation, service.call(session, call)?.to_memory());
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
    code(Function::GetNtmsRequestOrder, |service| {
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
    code(Function::DeleteNtmsRequests, |service| {
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
        // SAFETY: an identifier and a size of the caller.
        let (object, given) = unsafe { (id(object), read(size)) };
        // Without a buffer only the size is asked for.
        let capacity = given.map(|given| if destinations.is_null() { 0 } else { given });
        let names = service.call(session, GetNtmsUIOptions { object, ui_type, capacity });
        let names = names.map_err(|refusal| short(refusal, size))?;
        let mut units = Vec::new();
        for name in &names {
            units.extend(U::units(name, service.page));
            units.push(U::default());
        }
        if !names.is_empty() {
            units.push(U::default());
        }
        // SAFETY: the caller has room for as many as it said.
        unsafe { put_units(destinations, size, capacity, &units) }
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
