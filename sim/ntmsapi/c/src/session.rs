//! Sessions, notifications, change detection, and export and import of the database.

use wire::ntms::call;
use wire::ntms::layout::{Form, Laid, Shape};
use wire::ntms::limit::APPLICATIONNAME_LENGTH;
use wire::ntms::{Function, NtmsError};

use crate::pointer::{RawGuid, Unit, ids, write, write_all};
use crate::service::{code, handle};

/// Units of a name of a computer and its terminator: that of the domain name system is longest.
pub(crate) const SERVER_LENGTH: usize = 256 + 2;

unsafe fn open<U: Unit>(server: *const U, application: *const U, options: u32) -> u64 {
    handle(Function::OpenNtmsSession, |service| {
        // SAFETY: texts of the caller, read to their end or limit.
        let (server, application) = unsafe {
            (service.text(server, SERVER_LENGTH), service.text(application, APPLICATIONNAME_LENGTH))
        };
        Ok(service.open(call::OpenNtmsSession { server, application, options })?)
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn OpenNtmsSessionA(
    server: *const u8,
    application: *const u8,
    options: u32,
) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { open(server, application, options) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn OpenNtmsSessionW(
    server: *const u16,
    application: *const u16,
    options: u32,
) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { open(server, application, options) }
}

#[unsafe(no_mangle)]
pub extern "system" fn CloseNtmsSession(session: u64) -> u32 {
    code(Function::CloseNtmsSession, |service| service.call(session, call::CloseNtmsSession))
}

#[unsafe(no_mangle)]
pub extern "system" fn ExportNtmsDatabase(session: u64) -> u32 {
    code(Function::ExportNtmsDatabase, |service| service.call(session, call::ExportNtmsDatabase))
}

#[unsafe(no_mangle)]
pub extern "system" fn ImportNtmsDatabase(session: u64) -> u32 {
    code(Function::ImportNtmsDatabase, |service| service.call(session, call::ImportNtmsDatabase))
}

#[unsafe(no_mangle)]
pub extern "system" fn OpenNtmsNotification(session: u64, object_type: u32) -> u64 {
    handle(Function::OpenNtmsNotification, |service| {
        service.call(session, call::OpenNtmsNotification { object_type })
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn WaitForNtmsNotification(
    channel: u64,
    information: *mut u8,
    timeout: u32,
) -> u32 {
    code(Function::WaitForNtmsNotification, |service| {
        if information.is_null() {
            return Err(NtmsError::InvalidParameter.into());
        }
        let told = service.call(channel, call::WaitForNtmsNotification { timeout })?;
        let bytes = told.emit(Shape::current(Form::W), service.page);
        // SAFETY: the caller has a structure there.
        unsafe { write_all(information, &bytes) };
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub extern "system" fn CloseNtmsNotification(channel: u64) -> u32 {
    code(Function::CloseNtmsNotification, |service| {
        service.call(channel, call::CloseNtmsNotification)
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn BeginNtmsDeviceChangeDetection(
    session: u64,
    detection: *mut u64,
) -> u32 {
    code(Function::BeginNtmsDeviceChangeDetection, |service| {
        if detection.is_null() {
            return Err(NtmsError::InvalidParameter.into());
        }
        let begun = service.call(session, call::BeginNtmsDeviceChangeDetection)?;
        // SAFETY: the caller has a handle there.
        unsafe { write(detection, begun) };
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn SetNtmsDeviceChangeDetection(
    session: u64,
    detection: u64,
    objects: *const RawGuid,
    object_type: u32,
    count: u32,
) -> u32 {
    code(Function::SetNtmsDeviceChangeDetection, |service| {
        // SAFETY: the caller has so many identifiers there.
        let objects = unsafe { ids(objects, count) }?;
        let call = call::SetNtmsDeviceChangeDetection { detection, objects, object_type };
        service.call(session, call)
    })
}

#[unsafe(no_mangle)]
pub extern "system" fn EndNtmsDeviceChangeDetection(session: u64, detection: u64) -> u32 {
    code(Function::EndNtmsDeviceChangeDetection, |service| {
        service.call(session, call::EndNtmsDeviceChangeDetection { detection })
    })
}
