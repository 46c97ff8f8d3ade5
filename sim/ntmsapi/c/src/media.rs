//! Media and their pools.

use std::ptr;

use bytes::Bytes;
use wire::Guid;
use wire::label::filesystem::INFO_BYTES;
use wire::label::parser::LABEL_BYTES_MAX;
use wire::ntms::call::Refusal;
use wire::ntms::call::{
    AllocateNtmsMedia, CreateNtmsMedia, CreateNtmsMediaPool, DismountNtmsMedia,
    GetNtmsMediaPoolName, MountNtmsMedia, UpdateNtmsOmidInfo,
};
use wire::ntms::layout::{AllocationInformation, Form, Laid, MountInformation, Shape};
use wire::ntms::limit::{OMID_TYPE_FILESYSTEM_INFO, POOLHIERARCHY_LENGTH};
use wire::ntms::option::{AllocateOptions, MountOptions};
use wire::ntms::security::{SecurityDescriptor, SecurityParts};
use wire::ntms::{Function, Info, NtmsError, ObjectInformation};

use crate::buffer::Buffer;
use crate::object::information;
use crate::pointer::{RawGuid, Unit, bytes, id, ids, read, security, write, write_all};
use crate::service::{Service, code_on, there};

/// Bytes of a label's buffer: no block of a tape is longer.
const LABEL_BUFFER_MAX: u32 = 16 << 20;

/// Sides of a medium; none that there is has more.
const SIDES_MAX: u32 = 16;

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
    code_on(Function::AllocateNtmsMedia, session, |service| {
        there(media)?;
        // The place of the medium is input only then.
        let next = options & AllocateOptions::NEXT.bits() != 0;
        // SAFETY: an identifier of the caller.
        let previous = unsafe { if next { id(media) } else { None } }.unwrap_or_default();
        let allocated = || {
            // SAFETY: identifiers and a structure of the caller.
            let (pool, side) = unsafe {
                sized::<AllocationInformation>(told.cast_const())?;
                (service.id(pool)?, id(side))
            };
            let call = AllocateNtmsMedia { pool, side, previous, options, timeout };
            service.call(session, call)
        };
        let allocated: Result<_, Refusal> = allocated();
        let taken = allocated.as_ref().map_or(Guid::NULL, |allocated| allocated.media);
        // SAFETY: the caller has room for an identifier there, which is the null one on failure.
        unsafe { write(media, taken.to_memory()) };
        let information = AllocationInformation { allocated_from: allocated?.from };
        // SAFETY: the structure has the size that was looked at, or is none.
        unsafe { write_all(told, &information.emit(Shape::current(Form::W), service.page)) };
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
    told: *const u8,
) -> u32 {
    code_on(Function::MountNtmsMedia, session, |service| {
        there(media)?;
        there(drives)?;
        // Without that choice the drives are only written, and may hold anything before.
        let specific = options & MountOptions::SPECIFIC_DRIVE.bits() != 0;
        // SAFETY: so many identifiers of the caller, and a structure.
        let (media, chosen) = unsafe {
            sized::<MountInformation>(told)?;
            let chosen = if specific { ids(drives, count)? } else { None };
            (ids(media, count)?.unwrap_or_default(), chosen.unwrap_or_default())
        };
        let call = MountNtmsMedia { media, drives: chosen, options, priority, timeout };
        let mounted = service.call(session, call)?;
        let mounted: Vec<RawGuid> =
            mounted.iter().take(count as usize).map(|drive| drive.to_memory()).collect();
        // SAFETY: the caller has room for so many identifiers there.
        unsafe { write_all(drives, &mounted) };
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
    code_on(Function::DismountNtmsMedia, session, |service| {
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
    code_on(Function::UpdateNtmsOmidInfo, session, |service| {
        there(label)?;
        if count > LABEL_BUFFER_MAX {
            return Err(NtmsError::InvalidParameter.into());
        }
        let count = match label_type {
            // Of another size it is none, whatever is in it.
            OMID_TYPE_FILESYSTEM_INFO if count as usize != INFO_BYTES => 0,
            _ => (count as usize).min(LABEL_BYTES_MAX),
        };
        // SAFETY: an identifier and so many bytes of the caller.
        let (media, label) =
            unsafe { (service.id(media)?, bytes(label, count).unwrap_or_default()) };
        let label = Bytes::from(label);
        service.call(session, UpdateNtmsOmidInfo { media, label_type, label })
    })
}

/// The security of a new pool. A descriptor without an owner, which on Windows is the caller,
/// belongs to the administrators, as what one of them makes; one without a list has that of the
/// service.
///
/// # Safety
/// The pointer is NULL or a `SECURITY_ATTRIBUTES`, with the descriptor that it names.
unsafe fn new_security(attributes: *const u8) -> Result<Option<SecurityDescriptor>, NtmsError> {
    /// Length, descriptor, and whether handles are inherited.
    const ATTRIBUTES_BYTES: u32 = 24;
    // SAFETY: the caller's promise.
    match unsafe { read(attributes.cast::<u32>()) } {
        None => return Ok(None),
        Some(ATTRIBUTES_BYTES) => {}
        Some(_) => return Err(NtmsError::InvalidParameter),
    }
    // SAFETY: the structure has its size; its pointer is NULL or a descriptor.
    let given =
        unsafe { security(read(attributes.add(8).cast::<*const u8>()).unwrap_or(ptr::null())) };
    Ok(given?.filter(|parts| *parts != SecurityParts::default()).map(|parts| {
        let default = SecurityDescriptor::default_of_service();
        SecurityDescriptor {
            owner: parts.owner.unwrap_or(default.owner),
            entries: parts.entries.unwrap_or(default.entries),
        }
    }))
}

unsafe fn create_pool<U: Unit>(
    session: u64,
    name: *const U,
    media_type: *const RawGuid,
    action: u32,
    attributes: *const u8,
    pool: *mut RawGuid,
) -> u32 {
    code_on(Function::CreateNtmsMediaPool, session, |service| {
        there(pool)?;
        // SAFETY: a text and an identifier of the caller.
        let (name, media_type) =
            unsafe { (service.text(name, POOLHIERARCHY_LENGTH), id(media_type)) };
        // SAFETY: a structure of the caller.
        let security = unsafe { new_security(attributes) }?;
        let call = CreateNtmsMediaPool { name, media_type, action, security };
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
    code_on(Function::GetNtmsMediaPoolName, session, |service| {
        // SAFETY: an identifier, a size and a buffer of the caller.
        let (pool, buffer) = unsafe { (service.id(pool)?, Buffer::of(name, size)) };
        // All of it is asked for, because a code page may need more bytes than it has characters.
        let capacity = buffer.map(|_| u32::MAX);
        let found = service.call(session, GetNtmsMediaPoolName { pool, capacity })?;
        let mut units = U::units(&found, service.page);
        let length = units.len();
        units.push(U::default());
        // What a short buffer would need always has the terminator in it.
        let told = length + usize::from(service.pool_name_counts_terminator());
        match buffer {
            Some(buffer) => buffer.put_whole(&units, told),
            None => Err(NtmsError::InvalidParameter.into()),
        }
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
    medium: &ObjectInformation,
    shape: Shape,
    list: *const u8,
) -> Result<Option<Vec<ObjectInformation>>, NtmsError> {
    let count = match &medium.info {
        Info::PhysicalMedia(medium) => medium.number_of_partitions,
        _ => 0,
    };
    if list.is_null() {
        return Ok(None);
    }
    if count > SIDES_MAX {
        return Err(NtmsError::InvalidParameter);
    }
    let size = ObjectInformation::STRUCTURE.size(shape);
    let side = |at: u32| {
        // SAFETY: the structure is within what the caller promised, as those before were as large
        // as that of the medium.
        let side = unsafe { information::<U>(service, list.add(at as usize * size)) }?;
        let side = side.filter(|(_, other)| *other == shape);
        side.map(|(side, _)| side).ok_or(NtmsError::InvalidParameter)
    };
    (0..count).map(side).collect::<Result<_, _>>().map(Some)
}

unsafe fn create_media<U: Unit>(session: u64, medium: *mut u8, list: *mut u8, options: u32) -> u32 {
    code_on(Function::CreateNtmsMedia, session, |service| {
        // SAFETY: a structure of the caller.
        let given = unsafe { information::<U>(service, medium.cast_const()) }?;
        let (given, shape) = given.ok_or(NtmsError::InvalidParameter)?;
        // SAFETY: structures of the caller.
        let sides = unsafe { sides::<U>(service, &given, shape, list.cast_const()) }?;
        let count = sides.as_ref().map_or(0, Vec::len);
        let call = CreateNtmsMedia { media: Some(Box::new(given)), sides, options };
        let created = service.call(session, call)?;
        let size = ObjectInformation::STRUCTURE.size(shape);
        // SAFETY: each structure is written over the one that was read.
        unsafe {
            write_all(medium, &created.media.emit(shape, service.page));
            for (at, side) in created.sides.iter().enumerate().take(count) {
                write_all(list.add(at * size), &side.emit(shape, service.page));
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
