//! `libntmsapi`: the exports of the C library over the Rust face.
//!
//! An export reads its arguments through `pointer`, asks the service through `service`, and writes
//! the answer back. Nothing is decided here; what a function is, says the header in
//! `sim/ntmsapi/include`. Exports of one heading of the public reference are in one module.

// A caller has the exports from the header alone.
#![allow(non_snake_case)]

/// Exports whose arguments are numbers and identifiers, in the order of the header, and that tell
/// nothing but their code.
macro_rules! plain_exports {
    ($($name:ident { $($field:ident: $kind:ident),* })*) => { $(
        #[unsafe(no_mangle)]
        pub unsafe extern "system" fn $name(
            session: u64,
            $($field: plain_exports!(@kind $kind)),*
        ) -> u32 {
            $crate::service::code(wire::ntms::Function::$name, |service| {
                $(let $field = plain_exports!(@read service $kind $field);)*
                service.call(session, wire::ntms::call::$name { $($field),* })
            })
        }
    )* };
    (@kind id) => { *const $crate::pointer::RawGuid };
    (@kind number) => { u32 };
    // SAFETY: an identifier of the caller.
    (@read $service:ident id $field:ident) => { unsafe { $service.id($field) }? };
    (@read $service:ident number $field:ident) => { $field };
}

mod buffer;
mod device;
mod last_error;
mod library;
mod media;
mod object;
mod operator;
mod pointer;
mod service;
mod session;
