//! The exports of a library that was loaded, and how they are called.

use std::error::Error;
use std::ffi::OsStr;

use conformance::Alphabet;
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
use serde::{Deserialize, Serialize};
use wire::CodePage;
use wire::ntms::call::Refusal;
use wire::ntms::{Function, NtmsError};

use crate::memory::Memory;

/// Names under which a library tells why a call failed that returns a handle: the first is ours,
/// because a program on Linux may have a function of the second name.
const LAST_ERROR: [&str; 2] = ["NtmsGetLastError", "GetLastError"];

/// `INVALID_HANDLE_VALUE`.
const INVALID_HANDLE: u64 = u64::MAX;

/// A library with all exports.
#[derive(Debug)]
pub(crate) struct Exports(Library);

impl Exports {
    /// Loads a library.
    ///
    /// # Errors
    /// It is none, or has not all exports: all that are missing are named.
    pub(crate) fn load(path: &OsStr) -> Result<Exports, String> {
        // SAFETY: whatever runs when it is loaded runs in this process, which is for that alone.
        let library = unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) };
        let library = library.map_err(|error| match error.source() {
            // The loader's own words; the error itself says only which call failed.
            Some(why) => format!("it cannot be loaded: {why}"),
            None => format!("it cannot be loaded: {error}"),
        })?;
        let exports = Function::ALL.iter().flat_map(|function| function.exports());
        let missing: Vec<&str> = exports
            .copied()
            // SAFETY: it is only looked up.
            .filter(|name| unsafe { library.get::<*const ()>(name.as_bytes()) }.is_err())
            .collect();
        match missing.is_empty() {
            true => Ok(Exports(library)),
            false => Err(format!("it lacks {} of the 75 exports: {}", missing.len(), {
                missing.join(", ")
            })),
        }
    }
}

/// A call that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fault {
    /// It was refused.
    Refused(Refusal),
    /// The library did what no function of the API does.
    Odd(String),
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        Fault::Refused(refusal)
    }
}

/// A function that is about to be called.
pub(crate) struct Call<'l> {
    exports: &'l Exports,
    function: Function,
    export: &'static str,
    /// Of the texts that go in and come out.
    pub(crate) alphabet: Alphabet,
    /// The code page of the A forms.
    pub(crate) page: CodePage,
    /// The handle that it is called on.
    pub(crate) handle: u64,
}

impl<'l> Call<'l> {
    /// A function in one of its forms; where it has but one, that is meant.
    pub(crate) fn new(
        exports: &'l Exports,
        function: Function,
        alphabet: Alphabet,
        page: CodePage,
        handle: u64,
    ) -> Call<'l> {
        let (export, alphabet) = match (function.exports(), alphabet) {
            ([ansi, _], Alphabet::Ansi) => (*ansi, alphabet),
            ([_, wide], Alphabet::Wide) => (*wide, alphabet),
            (names, _) => (names[0], Alphabet::Wide),
        };
        Call { exports, function, export, alphabet, page, handle }
    }

    /// Calls the export.
    ///
    /// # Safety
    /// It has these parameters and this result, and each pointer is what it wants there.
    pub(crate) unsafe fn call<R, A: Arguments>(&self, arguments: A) -> Result<R, Fault> {
        // SAFETY: the caller's promise.
        let result = unsafe { arguments.call(&self.exports.0, self.export) };
        result.map_err(|error| Fault::Odd(error.to_string()))
    }

    /// What a code of the export says. Of names that share a number that of its page is meant.
    pub(crate) fn judge(&self, code: u32) -> Result<(), Fault> {
        let documented = self.function.page().documented();
        let named = documented.iter().copied().find(|error| error.code() == code);
        match named.or(NtmsError::from_code(code)) {
            _ if code == 0 => Ok(()),
            Some(error) => Err(Fault::Refused(error.into())),
            None => Err(self.odd(format!("returned {code}, which is no code of the API"))),
        }
    }

    /// What a handle that the export returned says; called on the same thread.
    pub(crate) fn judge_handle(&self, handle: u64) -> Result<u64, Fault> {
        if handle != INVALID_HANDLE {
            return Ok(handle);
        }
        // SAFETY: it takes nothing and returns a code.
        let told = LAST_ERROR.map(|name| unsafe { ().call::<u32>(&self.exports.0, name) });
        match told.into_iter().flatten().next() {
            Some(0) => Err(self.odd("returned no handle and no code".to_owned())),
            Some(code) => self.judge(code).map(|()| handle),
            None => Err(self.odd(format!(
                "returned no handle, and the library has no {}, which would tell why",
                LAST_ERROR.join(" or ")
            ))),
        }
    }

    /// Nobody wrote behind this memory.
    pub(crate) fn intact(&self, memory: &Memory) -> Result<(), Fault> {
        match memory.is_intact() {
            true => Ok(()),
            false => Err(self.odd("wrote beyond the memory that it was given".to_owned())),
        }
    }

    /// It did what no function of the API does.
    pub(crate) fn odd(&self, what: String) -> Fault {
        Fault::Odd(format!("{} {what}", self.export))
    }
}

/// Calls the export of a [`Call`] with what its declaration in the header wants: numbers, and
/// memory of this process or NULL.
macro_rules! call {
    ($call:expr $(, $argument:expr)* $(,)?) => {
        // SAFETY: the header declares the export so, and memory that is made among the arguments
        // or before lives until it is back, and is as large as the arguments say.
        unsafe { $call.call(($($crate::export::Pass::pass($argument),)*)) }
    };
}

pub(crate) use call;

/// Something that is an argument.
pub(crate) trait Pass {
    /// As what it is passed.
    type As;

    fn pass(self) -> Self::As;
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Pass for $number {
            type As = $number;

            fn pass(self) -> $number {
                self
            }
        }
    )*};
}

numbers!(u32, i32, u64);

impl Pass for &mut Memory {
    type As = *mut u8;

    fn pass(self) -> *mut u8 {
        self.at()
    }
}

/// Nothing is NULL.
impl Pass for &mut Option<Memory> {
    type As = *mut u8;

    fn pass(self) -> *mut u8 {
        self.as_mut().map_or(std::ptr::null_mut(), Memory::at)
    }
}

/// Arguments of an export.
pub(crate) trait Arguments {
    /// Calls an export with them.
    ///
    /// # Safety
    /// The export has these parameters and this result, and each pointer is what it wants there.
    unsafe fn call<R>(self, library: &Library, export: &str) -> Result<R, libloading::Error>;
}

macro_rules! arguments {
    ($($argument:ident)*) => {
        #[allow(non_snake_case, reason = "an argument has the name of its type")]
        impl<$($argument),*> Arguments for ($($argument,)*) {
            unsafe fn call<R>(self, library: &Library, export: &str)
                -> Result<R, libloading::Error> {
                // SAFETY: the caller's promise.
                let function = unsafe {
                    library.get::<unsafe extern "system" fn($($argument),*) -> R>(export.as_bytes())
                }?;
                let ($($argument,)*) = self;
                // SAFETY: the caller's promise.
                Ok(unsafe { function($($argument),*) })
            }
        }
    };
}

arguments!();
arguments!(A);
arguments!(A B);
arguments!(A B C);
arguments!(A B C D);
arguments!(A B C D E);
arguments!(A B C D E F);
arguments!(A B C D E F G);
arguments!(A B C D E F G H);
