//! Objects: lists, information, attributes, rights.

use bytes::Bytes;
use wire::ntms::call::{
    EnumerateNtmsObject, GetNtmsObjectAttribute, GetNtmsObjectInformation, SetNtmsObjectAttribute,
    SetNtmsObjectInformation,
};
use wire::ntms::layout::{Laid, Opening, Shape};
use wire::ntms::limit::{MAXATTR_LENGTH, MAXATTR_NAMELEN};
use wire::ntms::{Function, NtmsError, ObjectInformation};

use crate::buffer::{put_units, short};
use crate::pointer::{RawGuid, Unit, bytes, id, read, write_all};
use crate::service::{Service, code};

plain_exports! {
    DisableNtmsObject { object_type: number, object: id }
    EnableNtmsObject { object_type: number, object: id }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn EnumerateNtmsObject(
    session: u64,
    container: *const RawGuid,
    list: *mut RawGuid,
    size: *mut u32,
    object_type: u32,
    options: u32,
) -> u32 {
    code(Function::EnumerateNtmsObject, |service| {
        // SAFETY: an identifier and a size of the caller.
        let (container, given) = unsafe { (id(container), read(size)) };
        // Without a list only the size is asked for.
        let capacity = given.map(|given| if list.is_null() { 0 } else { given });
        let call = EnumerateNtmsObject { container, object_type, options, capacity };
        match service.call(session, call) {
            Ok(found) => {
                let found: Vec<RawGuid> = found.iter().map(|id| id.to_memory()).collect();
                // SAFETY: the caller has room for as many as it said.
                unsafe { put_units(list, size, capacity, &found) }
            }
            Err(refusal) => {
                if let Some(short) = &refusal.short {
                    let room = capacity.unwrap_or(0) as usize;
                    let fit: Vec<RawGuid> =
                        short.ids.iter().take(room).map(|id| id.to_memory()).collect();
                    // SAFETY: no more than the caller has room for.
                    unsafe { write_all(list, &fit) };
                }
                Err(short(refusal, size))
            }
        }
    })
}

/// What a structure says of itself; nothing when there is none.
///
/// # Safety
/// The pointer is NULL or a structure that is as large as it says.
unsafe fn opening<U: Unit>(information: *const u8) -> Result<Option<Opening>, NtmsError> {
    // SAFETY: the first members are there in every version.
    let Some(first) = (unsafe { read(information.cast::<[u8; Opening::BYTES]>()) }) else {
        return Ok(None);
    };
    Opening::parse(first, U::FORM).map(Some).map_err(|malformed| malformed.code())
}

/// The structure that a caller gives; nothing when there is none.
///
/// # Safety
/// Those of [`opening`].
pub(crate) unsafe fn information<U: Unit>(
    service: &Service,
    at: *const u8,
) -> Result<Option<ObjectInformation>, NtmsError> {
    // SAFETY: the caller's promise.
    let opening = unsafe { opening::<U>(at) }?;
    let Some(opening) = opening else { return Ok(None) };
    // SAFETY: the structure is as large as it says.
    let Some(given) = (unsafe { bytes(at, opening.size) }) else { return Ok(None) };
    let shape = Shape { form: U::FORM, version: opening.version };
    let parsed = ObjectInformation::parse(&given, shape, service.page);
    parsed.map(Some).map_err(|malformed| malformed.code())
}

unsafe fn get_information<U: Unit>(
    session: u64,
    object: *const RawGuid,
    information: *mut u8,
) -> u32 {
    code(Function::GetNtmsObjectInformation, |service| {
        // SAFETY: an identifier and a structure of the caller.
        let (object, opening) =
            unsafe { (service.id(object)?, opening::<U>(information.cast_const())?) };
        let object_type = opening.as_ref().map(|opening| opening.object_type);
        let found = service.call(session, GetNtmsObjectInformation { object, object_type })?;
        if let Some(opening) = opening {
            let shape = Shape { form: U::FORM, version: opening.version };
            // SAFETY: the structure is as large as it says, and that is what is written.
            unsafe { write_all(information, &found.emit(shape, service.page)) };
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetNtmsObjectInformationA(
    session: u64,
    object: *const RawGuid,
    information: *mut u8,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { get_information::<u8>(session, object, information) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetNtmsObjectInformationW(
    session: u64,
    object: *const RawGuid,
    information: *mut u8,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { get_information::<u16>(session, object, information) }
}

unsafe fn set_information<U: Unit>(session: u64, object: *const RawGuid, given: *const u8) -> u32 {
    code(Function::SetNtmsObjectInformation, |service| {
        // SAFETY: an identifier and a structure of the caller.
        let (object, given) = unsafe { (service.id(object)?, information::<U>(service, given)?) };
        let information = given.map(Box::new);
        service.call(session, SetNtmsObjectInformation { object, information })
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn SetNtmsObjectInformationA(
    session: u64,
    object: *const RawGuid,
    information: *const u8,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { set_information::<u8>(session, object, information) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn SetNtmsObjectInformationW(
    session: u64,
    object: *const RawGuid,
    information: *const u8,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { set_information::<u16>(session, object, information) }
}

unsafe fn get_attribute<U: Unit>(
    session: u64,
    object: *const RawGuid,
    object_type: u32,
    name: *const U,
    data: *mut u8,
    size: *mut u32,
) -> u32 {
    code(Function::GetNtmsObjectAttribute, |service| {
        // SAFETY: an identifier, a text and a size of the caller.
        let (object, name, given) =
            unsafe { (service.id(object)?, service.text(name, MAXATTR_NAMELEN), read(size)) };
        let capacity = given.map(|given| if data.is_null() { 0 } else { given });
        let call = GetNtmsObjectAttribute { object, object_type, name, capacity };
        let found = service.call(session, call).map_err(|refusal| short(refusal, size))?;
        // SAFETY: the caller has room for as many as it said.
        unsafe { put_units(data, size, capacity, &found) }
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetNtmsObjectAttributeA(
    session: u64,
    object: *const RawGuid,
    object_type: u32,
    name: *const u8,
    data: *mut u8,
    size: *mut u32,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { get_attribute(session, object, object_type, name, data, size) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetNtmsObjectAttributeW(
    session: u64,
    object: *const RawGuid,
    object_type: u32,
    name: *const u16,
    data: *mut u8,
    size: *mut u32,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { get_attribute(session, object, object_type, name, data, size) }
}

unsafe fn set_attribute<U: Unit>(
    session: u64,
    object: *const RawGuid,
    object_type: u32,
    name: *const U,
    data: *const u8,
    size: u32,
) -> u32 {
    code(Function::SetNtmsObjectAttribute, |service| {
        let size = size as usize;
        if size > MAXATTR_LENGTH {
            return Err(NtmsError::InvalidParameter.into());
        }
        // SAFETY: an identifier, a text and so many bytes of the caller.
        let (object, name, data) = unsafe {
            (service.id(object)?, service.text(name, MAXATTR_NAMELEN), bytes(data, size))
        };
        let data = data.map(Bytes::from);
        service.call(session, SetNtmsObjectAttribute { object, object_type, name, data })
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn SetNtmsObjectAttributeA(
    session: u64,
    object: *const RawGuid,
    object_type: u32,
    name: *const u8,
    data: *const u8,
    size: u32,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { set_attribute(session, object, object_type, name, data, size) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn SetNtmsObjectAttributeW(
    session: u64,
    object: *const RawGuid,
    object_type: u32,
    name: *const u16,
    data: *const u8,
    size: u32,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { set_attribute(session, object, object_type, name, data, size) }
}

/// Descriptors in the bytes of Windows are not there yet: whoever asks for rights is told so.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetNtmsObjectSecurity(
    _session: u64,
    _object: *const RawGuid,
    _object_type: u32,
    _information: u32,
    _descriptor: *mut u8,
    _length: u32,
    _needed: *mut u32,
) -> u32 {
    NtmsError::CallNotImplemented.code()
}

/// See [`GetNtmsObjectSecurity`].
#[unsafe(no_mangle)]
pub unsafe extern "system" fn SetNtmsObjectSecurity(
    _session: u64,
    _object: *const RawGuid,
    _object_type: u32,
    _information: u32,
    _descriptor: *const u8,
) -> u32 {
    NtmsError::CallNotImplemented.code()
}
