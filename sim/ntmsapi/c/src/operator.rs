//! Operator requests.

use wire::ntms::Function;
use wire::ntms::call::SubmitNtmsOperatorRequest;
use wire::ntms::limit::MESSAGE_LENGTH;

use crate::pointer::{RawGuid, Unit, id, write};
use crate::service::{code, there};

unsafe fn submit<U: Unit>(
    session: u64,
    command: u32,
    message: *const U,
    arguments: [*const RawGuid; 2],
    request: *mut RawGuid,
) -> u32 {
    code(Function::SubmitNtmsOperatorRequest, |service| {
        // SAFETY: text and identifiers of the caller.
        let (message, argument_1, argument_2) =
            unsafe { (service.text(message, MESSAGE_LENGTH), id(arguments[0]), id(arguments[1])) };
        there(request)?;
        let call = SubmitNtmsOperatorRequest { command, message, argument_1, argument_2 };
        let made = service.call(session, call)?;
        // SAFETY: the caller has room for an identifier there.
        unsafe { write(request, made.to_memory()) };
        Ok(())
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn SubmitNtmsOperatorRequestA(
    session: u64,
    command: u32,
    message: *const u8,
    argument_1: *const RawGuid,
    argument_2: *const RawGuid,
    request: *mut RawGuid,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { submit(session, command, message, [argument_1, argument_2], request) }
}

#[unsafe(no_mangle)]
pub unsafe extern "system" fn SubmitNtmsOperatorRequestW(
    session: u64,
    command: u32,
    message: *const u16,
    argument_1: *const RawGuid,
    argument_2: *const RawGuid,
    request: *mut RawGuid,
) -> u32 {
    // SAFETY: the caller's promise.
    unsafe { submit(session, command, message, [argument_1, argument_2], request) }
}

plain_exports! {
    WaitForNtmsOperatorRequest { request: id, timeout: number }
    CancelNtmsOperatorRequest { request: id }
    SatisfyNtmsOperatorRequest { request: id }
}
