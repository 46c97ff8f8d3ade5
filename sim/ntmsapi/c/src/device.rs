//! Functions without a session: drives that stand alone, and volumes.

use face::Text;
use wire::ntms::Function;
use wire::ntms::call::{DoEjectFromSADriveW, EjectDiskFromSADrive, GetVolumesFromDrive};
use wire::ntms::limit::{APPLICATIONNAME_LENGTH, DEVICENAME_LENGTH, MESSAGE_LENGTH};

use crate::pointer::{Unit, write, write_all};
use crate::service::{Service, code, there};
use crate::session::SERVER_LENGTH;

/// Units of a title that are read.
const TITLE_LENGTH: usize = 256;

/// The texts that both functions take.
struct Texts<U> {
    server: *const U,
    application: *const U,
    device: *const U,
    title: *const U,
    message: *const U,
}

impl<U: Unit> Texts<U> {
    /// # Safety
    /// Each is NULL or a text of the caller.
    unsafe fn read(&self, service: &Service) -> [Option<Text>; 5] {
        // SAFETY: the caller's promise.
        unsafe {
            [
                service.text(self.server, SERVER_LENGTH),
                service.text(self.application, APPLICATIONNAME_LENGTH),
                service.text(self.device, DEVICENAME_LENGTH),
                service.text(self.title, TITLE_LENGTH),
                service.text(self.message, MESSAGE_LENGTH),
            ]
        }
    }
}

unsafe fn eject<U: Unit>(texts: &Texts<U>, options: u32) -> u32 {
    code(Function::EjectDiskFromSADrive, |service| {
        // SAFETY: texts of the caller.
        let [server, application, device, title, message] = unsafe { texts.read(service) };
        let call = EjectDiskFromSADrive { server, application, device, title, message, options };
        service.call_alone(call)
    })
}

/// The window of the question is not looked at: whoever answers is in the scenario.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn EjectDiskFromSADriveA(
    server: *const u8,
    application: *const u8,
    device: *const u8,
    _window: u64,
    title: *const u8,
    message: *const u8,
    options: u32,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { eject(&Texts { server, application, device, title, message }, options) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn EjectDiskFromSADriveW(
    server: *const u16,
    application: *const u16,
    device: *const u16,
    _window: u64,
    title: *const u16,
    message: *const u16,
    options: u32,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { eject(&Texts { server, application, device, title, message }, options) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn DoEjectFromSADriveW(
    server: *const u16,
    application: *const u16,
    device: *const u16,
    _window: u64,
    title: *const u16,
    message: *const u16,
) -> u32 {
    code(Function::DoEjectFromSADriveW, |service| {
        let texts = Texts { server, application, device, title, message };
        // SAFETY: texts of the caller.
        let [server, application, device, title, message] = unsafe { texts.read(service) };
        let call = DoEjectFromSADriveW { server, application, device, title, message };
        service.call_alone(call)
    })
}

/// A text in memory that the caller gives back with `free`; NULL when there is none.
fn owned<U: Unit>(text: Option<&Text>, service: &Service) -> *mut U {
    let Some(text) = text else { return std::ptr::null_mut() };
    let mut units = U::units(text, service.page);
    units.push(U::default());
    // SAFETY: memory for as many units as are written into it, if there is any.
    unsafe {
        let at = libc::malloc(std::mem::size_of_val(&units[..])).cast::<U>();
        write_all(at, &units);
        at
    }
}

unsafe fn volumes<U: Unit>(drive: *const U, name: *mut *mut U, letter: *mut *mut U) -> u32 {
    code(Function::GetVolumesFromDrive, |service| {
        there(name)?;
        there(letter)?;
        // SAFETY: a text of the caller.
        let drive = unsafe { service.text(drive, DEVICENAME_LENGTH) };
        let volume = service.call_alone(GetVolumesFromDrive { drive })?;
        // SAFETY: the caller has room for two pointers.
        unsafe {
            write(name, owned(Some(&volume.name), service));
            write(letter, owned(volume.letter.as_ref(), service));
        }
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetVolumesFromDriveA(
    drive: *const u8,
    name: *mut *mut u8,
    letter: *mut *mut u8,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { volumes(drive, name, letter) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn GetVolumesFromDriveW(
    drive: *const u16,
    name: *mut *mut u16,
    letter: *mut *mut u16,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { volumes(drive, name, letter) }
}
