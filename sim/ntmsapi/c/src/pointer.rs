//! Pointers of callers: read and written here alone. Each may be NULL and need not be aligned.
//! Text is read up to its end or to a limit, whichever comes first.

use std::ops::Range;
use std::{ptr, slice};

use wire::ntms::NtmsError;
use wire::ntms::layout::Form;
use wire::ntms::security::SecurityParts;
use wire::{CodePage, Guid, Text};

/// `GUID` in memory.
pub(crate) type RawGuid = [u8; 16];

/// Identifiers of one array; more are no argument that makes sense.
pub(crate) const IDS_MAX: u32 = 65_536;

/// A unit of text: `CHAR` or `WCHAR`.
pub(crate) trait Unit: Copy + PartialEq + Default {
    /// How structures with such texts are laid out.
    const FORM: Form;

    /// How many a UTF-16 unit may become.
    fn per_unit(page: CodePage) -> usize;

    fn text(units: &[Self], page: CodePage) -> Text;

    fn units(text: &str, page: CodePage) -> Vec<Self>;
}

impl Unit for u8 {
    const FORM: Form = Form::A;

    fn per_unit(page: CodePage) -> usize {
        page.unit_bytes_max()
    }

    fn text(units: &[u8], page: CodePage) -> Text {
        page.decode(units)
    }

    fn units(text: &str, page: CodePage) -> Vec<u8> {
        page.encode(text)
    }
}

impl Unit for u16 {
    const FORM: Form = Form::W;

    fn per_unit(_: CodePage) -> usize {
        1
    }

    fn text(units: &[u16], _: CodePage) -> Text {
        Text::new(&String::from_utf16_lossy(units))
    }

    fn units(text: &str, _: CodePage) -> Vec<u16> {
        text.encode_utf16().collect()
    }
}

/// What a pointer points at.
///
/// # Safety
/// It is NULL or valid for reads of a value.
pub(crate) unsafe fn read<T: Copy>(at: *const T) -> Option<T> {
    // SAFETY: it is not NULL, so the caller's promise holds; alignment is not needed.
    (!at.is_null()).then(|| unsafe { at.read_unaligned() })
}

/// Writes where a pointer points; nothing when it is NULL.
///
/// # Safety
/// It is NULL or valid for writes of a value.
pub(crate) unsafe fn write<T: Copy>(at: *mut T, value: T) {
    if !at.is_null() {
        // SAFETY: it is not NULL, so the caller's promise holds; alignment is not needed.
        unsafe { at.write_unaligned(value) }
    }
}

/// Writes values one behind the other; nothing when the pointer is NULL.
///
/// # Safety
/// It is NULL or valid for writes of so many values.
pub(crate) unsafe fn write_all<T: Copy>(at: *mut T, values: &[T]) {
    if !at.is_null() {
        let (from, bytes) = (values.as_ptr().cast::<u8>(), size_of_val(values));
        // SAFETY: the caller's promise; bytes need no alignment, and values of ours lie apart from
        // memory of a caller.
        unsafe { ptr::copy_nonoverlapping(from, at.cast::<u8>(), bytes) }
    }
}

/// Bytes; nothing when the pointer is NULL.
///
/// # Safety
/// It is NULL or valid for reads of so many bytes.
pub(crate) unsafe fn bytes(at: *const u8, count: usize) -> Option<Vec<u8>> {
    // SAFETY: the caller's promise.
    (!at.is_null()).then(|| unsafe { slice::from_raw_parts(at, count) }.to_vec())
}

/// An identifier.
///
/// # Safety
/// Those of [`read`].
pub(crate) unsafe fn id(at: *const RawGuid) -> Option<Guid> {
    // SAFETY: the caller's promise.
    unsafe { read(at) }.map(Guid::from_memory)
}

/// Identifiers of an array; nothing when the pointer is NULL.
///
/// # Errors
/// There are more than [`IDS_MAX`].
///
/// # Safety
/// It is NULL or valid for reads of so many.
pub(crate) unsafe fn ids(at: *const RawGuid, count: u32) -> Result<Option<Vec<Guid>>, NtmsError> {
    if at.is_null() {
        return Ok(None);
    }
    if count > IDS_MAX {
        return Err(NtmsError::InvalidParameter);
    }
    // SAFETY: the caller's promise.
    let bytes = unsafe { bytes(at.cast::<u8>(), count as usize * size_of::<RawGuid>()) };
    let id = |id: &[u8]| RawGuid::try_from(id).map(Guid::from_memory).unwrap_or_default();
    Ok(bytes.map(|bytes| bytes.chunks_exact(size_of::<RawGuid>()).map(id).collect()))
}

/// The parts of a security descriptor, self-relative or absolute; nothing when the pointer is NULL.
///
/// # Errors
/// It is none.
///
/// # Safety
/// It is NULL or valid for reads of all that such a descriptor says it has.
pub(crate) unsafe fn security(at: *const u8) -> Result<Option<SecurityParts>, NtmsError> {
    if at.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise; only bytes of parts are asked for.
    let read = |at: *const u8, range: Range<usize>| unsafe {
        bytes(at.wrapping_add(range.start), range.len())
    };
    // SAFETY: the caller's promise; every descriptor begins with so many.
    let parts = match unsafe { self::read(at.cast::<[u8; 4]>()) } {
        Some(head) if !SecurityParts::is_self_relative(head) => {
            // The parts are where the caller says, which is its promise too.
            let read = |address: u64, range| read(address as *const u8, range);
            SecurityParts::read_absolute(at as u64, read)
        }
        _ => SecurityParts::read(|range| read(at, range)),
    };
    parts.map(Some).map_err(|_| NtmsError::InvalidParameter)
}

/// A text of at most `limit` UTF-16 units with its end, or as many bytes as these may take; nothing
/// when the pointer is NULL. One without an end is read up to the limit, and is longer than any
/// that fits.
///
/// # Safety
/// It is NULL or valid for reads up to its end, or to the limit.
pub(crate) unsafe fn text<U: Unit>(at: *const U, limit: usize, page: CodePage) -> Option<Text> {
    if at.is_null() {
        return None;
    }
    let mut units = Vec::new();
    while units.len() < limit * U::per_unit(page) {
        // SAFETY: no unit before this one was the end, and the limit is not reached.
        let unit = unsafe { at.add(units.len()).read_unaligned() };
        if unit == U::default() {
            break;
        }
        units.push(unit);
    }
    Some(U::text(&units, page))
}
