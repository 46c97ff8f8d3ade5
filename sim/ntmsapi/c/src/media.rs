//! Media and their pools.

use bytes::Bytes;
use wire::Guid;
use wire::ntms::call::{
    AllocateNtmsMedia, CreateNtmsMedia, CreateNtmsMediaPool, DismountNtmsMedia,
    GetNtmsMediaPoolName, MountNtmsMedia, UpdateNtmsOmidInfo,
};
use wire::ntms::layout::{AllocationInformation, Form, Laid, MountInformation, Shape};
use wire::ntms::limit::POOLHIERARCHY_LENGTH;
use wire::ntms::{Function, Info, NtmsError, ObjectInformation};

use crate::buffer::{put_units, short};
use crate::object::information;
use crate::pointer::{RawGuid, Unit, bytes, id, ids, read, write, write_all};
use crate::service::{Service, code, there};

plain_exports! {
    DeallocateNtmsMedia { media: id, options: number }
    SwapNtmsMedia { first: id, second: id }
    ChangeNtmsMediaType { media: id, pool: id }
    DecommissionNtmsMedia { side: id }
    SetNtmsMediaComplete { media: id }
    DeleteNtmsMedia { media: id }
    MoveToNtmsMediaPool { media: id, pool: id }
    DeleteNtmsMediaPool { pool: id }
    AddNtmsMediaType { media_type: id, library: id }
    DeleteNtmsMediaType { media_type: id, library: id }
}

/// A structure says its size rightly, if there is one.
///
/// # Safety
/// The pointer is NULL or at least a size.
unsafe fn sized<T: Laid>(at: *const u8) -> Result<(), NtmsError> {
    // SAFETY: the caller's promise.
    let given = unsafe { read(at.cast::<u32>()) };
    let size = T::STRUCTURE.size(Shape::current(Form::W));
    match given {
        Some(given) if given as usize != size => Err(NtmsError::InvalidParameter),
        _ => Ok(()),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn AllocateNtmsMedia(
    session: u64,
    pool: *const RawGuid,
    side: *const RawGuid,
    media: *mut RawGuid,
    options: u32,
    timeout: u32,
    told: *mut u8,
) -> u32 {
    code(Function::AllocateNtmsMedia, |service| {
        there(media)?;
        // SAFETY: identifiers of the caller, the last one to be written, and a structure.
        unsafe {
            sized::<AllocationInformation>(told.cast_const())?;
            let pool = service.id(pool)?;
            let (side, previous) = (id(side), id(media).unwrap_or_default());
            let call = AllocateNtmsMedia { pool, side, previous, options, timeout };
            let allocated = service.call(session, call)?;
            write(media, allocated.media.to_memory());
            let information = AllocationInformation { allocated_from: allocated.from };
            write_all(told, &information.emit(Shape::current(Form::W), service.page));
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn MountNtmsMedia(
    session: u64,
    media: *const RawGuid,
    drives: *mut RawGuid,
    count: u32,
    options: u32,
    priority: i32,
    timeout: u32,
    told: *mut u8,
) -> u32 {
    code(Function::MountNtmsMedia, |service| {
        there(media)?;
        // SAFETY: so many identifiers of the caller, the drives to be written, and a structure.
        unsafe {
            sized::<MountInformation>(told.cast_const())?;
            let media = ids(media, count)?.unwrap_or_default();
            let given = ids(drives, count)?.unwrap_or_default();
            let call = MountNtmsMedia { media, drives: given, options, priority, timeout };
            let mounted = service.call(session, call)?;
            let mounted: Vec<RawGuid> =
                mounted.iter().take(count as usize).map(|drive| drive.to_memory()).collect();
            write_all(drives, &mounted);
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn DismountNtmsMedia(
    session: u64,
    media: *const RawGuid,
    count: u32,
    options: u32,
) -> u32 {
    code(Function::DismountNtmsMedia, |service| {
        there(media)?;
        // SAFETY: the caller has so many identifiers there.
        let media = unsafe { ids(media, count) }?.unwrap_or_default();
        service.call(session, DismountNtmsMedia { media, options })
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn UpdateNtmsOmidInfo(
    session: u64,
    media: *const RawGuid,
    label_type: u32,
    count: u32,
    label: *const u8,
) -> u32 {
    code(Function::UpdateNtmsOmidInfo, |service| {
        // A block of a tape is not longer.
        const LABEL_BYTES_MAX: u32 = 16 << 20;
        there(label)?;
        if count > LABEL_BYTES_MAX {
            return Err(NtmsError::InvalidParameter.into());
        }
        // SAFETY: an identifier and so many bytes of the caller.
        let (media, label) =
            unsafe { (service.id(media)?, bytes(label, count as usize).unwrap_or_default()) };
        let label = Bytes::from(label);
        service.call(session, UpdateNtmsOmidInfo { media, label_type, label })
    })
}

unsafe fn create_pool<U: Unit>(
    session: u64,
    name: *const U,
    media_type: *const RawGuid,
    action: u32,
    attributes: *const u8,
    pool: *mut RawGuid,
) -> u32 {
    code(Function::CreateNtmsMediaPool, |service| {
        there(pool)?;
        // SAFETY: a text and an identifier of the caller.
        let (name, media_type) =
            unsafe { (service.text(name, POOLHIERARCHY_LENGTH), id(media_type)) };
        // SAFETY: a structure of the caller: its size, then a pointer to a descriptor.
        let descriptor = unsafe {
            if attributes.is_null() { None } else { read(attributes.add(8).cast::<u64>()) }
        };
        if descriptor.is_some_and(|descriptor| descriptor != 0) {
            return Err(NtmsError::CallNotImplemented.into());
        }
        let call = CreateNtmsMediaPool { name, media_type, action, security: None };
        let made = service.call(session, call)?;
        // SAFETY: the caller has room for an identifier there.
        unsafe { write(pool, made.to_memory()) };
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn CreateNtmsMediaPoolA(
    session: u64,
    name: *const u8,
    media_type: *const RawGuid,
    action: u32,
    attributes: *const u8,
    pool: *mut RawGuid,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { create_pool(session, name, media_type, action, attributes, pool) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn CreateNtmsMediaPoolW(
    session: u64,
    name: *const u16,
    media_type: *const RawGuid,
    action: u32,
    attributes: *const u8,
    pool: *mut RawGuid,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { create_pool(session, name, media_type, action, attributes, pool) }
}

unsafe fn pool_name<U: Unit>(
    session: u64,
    pool: *const RawGuid,
    name: *mut U,
    size: *mut u32,
) -> u32 {
    code(Function::GetNtmsMediaPoolName, |service| {
        // SAFETY: an identifier and a size of the caller.
        let (pool, given) = unsafe { (id(pool).unwrap_or(Guid::NULL), read(size)) };
        let capacity = given.map(|given| if name.is_null() { 0 } else { given });
        let found = service.call(session, GetNtmsMediaPoolName { pool, capacity });
        let found = found.map_err(|refusal| short(refusal, size))?;
        let mut units = U::units(&found, service.page);
        units.push(U::default());
        // SAFETY: the caller has room for as many as it said.
        unsafe { put_units(name, size, capacity, &units) }
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetNtmsMediaPoolNameA(
    session: u64,
    pool: *const RawGuid,
    name: *mut u8,
    size: *mut u32,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { pool_name(session, pool, name, size) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetNtmsMediaPoolNameW(
    session: u64,
    pool: *const RawGuid,
    name: *mut u16,
    size: *mut u32,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { pool_name(session, pool, name, size) }
}

/// The structures of the sides of a medium, which follow one another.
///
/// # Safety
/// The pointer is NULL or as many structures as the medium has sides, each as large as it says.
unsafe fn sides<U: Unit>(
    service: &Service,
    medium: Option<&ObjectInformation>,
    list: *const u8,
) -> Result<Option<Vec<ObjectInformation>>, NtmsError> {
    // No medium that there is has more.
    const SIDES_MAX: u32 = 16;
    let count = match medium.map(|medium| &medium.info) {
        Some(Info::PhysicalMedia(medium)) => medium.number_of_partitions,
        _ => 0,
    };
    if list.is_null() {
        return Ok(None);
    }
    if count > SIDES_MAX {
        return Err(NtmsError::InvalidParameter);
    }
    let size = ObjectInformation::STRUCTURE.size(Shape::current(U::FORM));
    let side = |at: u32| {
        // SAFETY: the structure is within what the caller promised; of another version, whose
        // size is not this one, it is refused.
        let side = unsafe { information::<U>(service, list.add(at as usize * size)) }?;
        side.ok_or(NtmsError::InvalidParameter)
    };
    (0..count).map(side).collect::<Result<_, _>>().map(Some)
}

unsafe fn create_media<U: Unit>(session: u64, medium: *mut u8, list: *mut u8, options: u32) -> u32 {
    code(Function::CreateNtmsMedia, |service| {
        // SAFETY: structures of the caller.
        let (media, sides) = unsafe {
            let media = information::<U>(service, medium.cast_const())?;
            let sides = sides::<U>(service, media.as_ref(), list.cast_const())?;
            (media.map(Box::new), sides)
        };
        let created = service.call(session, CreateNtmsMedia { media, sides, options })?;
        let shape = Shape::current(U::FORM);
        let size = ObjectInformation::STRUCTURE.size(shape);
        // SAFETY: each structure is written over the one that was read.
        unsafe {
            write_all(medium, &created.media.emit(shape, service.page));
            for (at, side) in created.sides.iter().enumerate() {
                write_all(list.wrapping_add(at * size), &side.emit(shape, service.page));
            }
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn CreateNtmsMediaA(
    session: u64,
    medium: *mut u8,
    list: *mut u8,
    options: u32,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { create_media::<u8>(session, medium, list, options) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn CreateNtmsMediaW(
    session: u64,
    medium: *mut u8,
    list: *mut u8,
    options: u32,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { create_media::<u16>(session, medium, list, options) }
}
