//! Objects: lists, information, attributes, rights.

use bytes::Bytes;
use wire::Guid;
use wire::ntms::call::{
    EnumerateNtmsObject, GetNtmsObjectAttribute, GetNtmsObjectInformation, GetNtmsObjectSecurity,
    SetNtmsObjectAttribute, SetNtmsObjectInformation, SetNtmsObjectSecurity,
};
use wire::ntms::layout::{Laid, Opening, Shape, Version};
use wire::ntms::limit::{MAXATTR_LENGTH, MAXATTR_NAMELEN};
use wire::ntms::{Function, NtmsError, ObjectInformation, ObjectType};

use crate::buffer::Buffer;
use crate::pointer::{RawGuid, Unit, bytes, id, read, security, write, write_all};
use crate::service::{Service, code, code_on, there};

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
        // SAFETY: an identifier, a size and a list of the caller.
        let (container, list) = unsafe { (id(container), Buffer::or_none(list, size)) };
        // Without a list only the size is asked for.
        let capacity = list.map(|list| list.capacity);
        let call = EnumerateNtmsObject { container, object_type, options, capacity };
        let found = service.call(session, call);
        let Some(list) = list else { return found.map(|_| ()) };
        let raw = |ids: &[Guid]| ids.iter().map(|id| id.to_memory()).collect::<Vec<_>>();
        match found {
            Ok(found) => list.put(&raw(&found), found.len()),
            Err(refusal) => {
                if let Some(short) = &refusal.short {
                    // What fits is written before the size, which then says what is needed.
                    let _ = list.put(&raw(&short.ids), short.ids.len());
                }
                Err(list.refused(refusal))
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

/// The structure that a caller gives, and how it is laid out; nothing when there is none.
///
/// # Safety
/// Those of [`opening`].
pub(crate) unsafe fn information<U: Unit>(
    service: &Service,
    at: *const u8,
) -> Result<Option<(ObjectInformation, Shape)>, NtmsError> {
    // SAFETY: the caller's promise.
    let opening = unsafe { opening::<U>(at) }?;
    let Some(opening) = opening else { return Ok(None) };
    // SAFETY: the structure is as large as it says.
    let Some(given) = (unsafe { bytes(at, opening.size) }) else { return Ok(None) };
    let shape = Shape { form: U::FORM, version: opening.version };
    let parsed = ObjectInformation::parse(&given, shape, service.page);
    let parsed = parsed.map_err(|malformed| malformed.code())?;
    Ok(Some((parsed, shape)))
}

unsafe fn get_information<U: Unit>(
    session: u64,
    object: *const RawGuid,
    information: *mut u8,
) -> u32 {
    code_on(Function::GetNtmsObjectInformation, session, |service| {
        // SAFETY: an identifier and a structure of the caller.
        let (object, opening) =
            unsafe { (service.id(object)?, opening::<U>(information.cast_const())?) };
        let object_type = opening.as_ref().map(|opening| opening.object_type);
        // Of computers the first version had nothing.
        let computer = object_type == Some(ObjectType::Computer.value());
        if computer && opening.is_some_and(|opening| opening.version == Version::First) {
            return Err(NtmsError::InvalidParameter.into());
        }
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
    code_on(Function::SetNtmsObjectInformation, session, |service| {
        // SAFETY: an identifier and a structure of the caller.
        let (object, given) = unsafe { (service.id(object)?, information::<U>(service, given)?) };
        let information = given.map(|(given, _)| Box::new(given));
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
    code_on(Function::GetNtmsObjectAttribute, session, |service| {
        // SAFETY: an identifier, a text, a size and a buffer of the caller.
        let (object, name, data) = unsafe {
            (service.id(object)?, service.text(name, MAXATTR_NAMELEN), Buffer::of(data, size))
        };
        let capacity = data.map(|data| data.capacity);
        let call = GetNtmsObjectAttribute { object, object_type, name, capacity };
        let found = service.call(session, call);
        let Some(data) = data else { return found.map(|_| ()) };
        let found = found.map_err(|refusal| data.refused(refusal))?;
        data.put_whole(&found, found.len())
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
    code_on(Function::SetNtmsObjectAttribute, session, |service| {
        // Data that are too long are not read: as many zeros are refused alike.
        let size = size as usize;
        let data = match size < MAXATTR_LENGTH {
            // SAFETY: so many bytes of the caller.
            true => unsafe { bytes(data, size) },
            false => there(data).map(|()| vec![0; MAXATTR_LENGTH]).ok(),
        };
        // SAFETY: an identifier and a text of the caller.
        let (object, name) = unsafe { (service.id(object)?, service.text(name, MAXATTR_NAMELEN)) };
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

#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetNtmsObjectSecurity(
    session: u64,
    object: *const RawGuid,
    object_type: u32,
    information: u32,
    descriptor: *mut u8,
    length: u32,
    needed: *mut u32,
) -> u32 {
    code_on(Function::GetNtmsObjectSecurity, session, |service| {
        there(needed)?;
        // SAFETY: an identifier of the caller.
        let object = unsafe { service.id(object) }?;
        // Without a buffer only the length is asked for.
        let capacity = if descriptor.is_null() { 0 } else { length };
        let call = GetNtmsObjectSecurity { object, object_type, information, capacity };
        let found = service.call(session, call).map(|parts| parts.to_bytes());
        let length = match &found {
            Ok(bytes) => Some(u32::try_from(bytes.len()).unwrap_or(u32::MAX)),
            Err(refusal) => refusal.short.as_ref().map(|short| short.needed),
        };
        if let Some(length) = length {
            // SAFETY: the caller has room for a number there.
            unsafe { write(needed, length) };
        }
        let found = found?;
        if found.len() > capacity as usize {
            return Err(NtmsError::InsufficientBuffer.into());
        }
        // SAFETY: the caller has room for as many bytes as it said.
        unsafe { write_all(descriptor, &found) };
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn SetNtmsObjectSecurity(
    session: u64,
    object: *const RawGuid,
    object_type: u32,
    information: u32,
    descriptor: *const u8,
) -> u32 {
    code_on(Function::SetNtmsObjectSecurity, session, |service| {
        // SAFETY: an identifier and a descriptor of the caller.
        let (object, security) = unsafe { (service.id(object)?, security(descriptor)?) };
        let call = SetNtmsObjectSecurity { object, object_type, information, security };
        service.call(session, call)
    })
}
