//! Pointers of callers: read and written here alone. Each may be NULL and need not be aligned.
//! Text is read up to its end or to a limit, whichever comes first.

use face::{CodePage, Guid, Text};
use wire::ntms::NtmsError;
use wire::ntms::layout::Form;

/// `GUID` in memory.
pub(crate) type RawGuid = [u8; 16];

/// Identifiers of one array; more are no argument that makes sense.
pub(crate) const IDS_MAX: u32 = 65_536;

/// A unit of text: `CHAR` or `WCHAR`.
pub(crate) trait Unit: Copy + PartialEq + Default {
    /// How structures with such texts are laid out.
    const FORM: Form;

    fn text(units: &[Self], page: CodePage) -> Text;

    fn units(text: &str, page: CodePage) -> Vec<Self>;
}

impl Unit for u8 {
    const FORM: Form = Form::A;

    fn text(units: &[u8], page: CodePage) -> Text {
        page.decode(units)
    }

    fn units(text: &str, page: CodePage) -> Vec<u8> {
        page.encode(text)
    }
}

impl Unit for u16 {
    const FORM: Form = Form::W;

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
    for (offset, value) in values.iter().enumerate() {
        if !at.is_null() {
            // SAFETY: the offset is within what the caller promised.
            unsafe { at.add(offset).write_unaligned(*value) }
        }
    }
}

/// Bytes; nothing when the pointer is NULL.
///
/// # Safety
/// It is NULL or valid for reads of so many bytes.
pub(crate) unsafe fn bytes(at: *const u8, count: usize) -> Option<Vec<u8>> {
    if at.is_null() {
        return None;
    }
    // SAFETY: each offset is within what the caller promised.
    Some((0..count).map(|offset| unsafe { at.add(offset).read() }).collect())
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
    // SAFETY: each offset is within what the caller promised.
    let read = |offset| Guid::from_memory(unsafe { at.add(offset).read_unaligned() });
    Ok(Some((0..count as usize).map(read).collect()))
}

/// A text of at most `limit` units with its end; nothing when the pointer is NULL. One without an
/// end is read up to the limit, and is longer than any that fits.
///
/// # Safety
/// It is NULL or valid for reads up to its end, or of `limit` units.
pub(crate) unsafe fn text<U: Unit>(at: *const U, limit: usize, page: CodePage) -> Option<Text> {
    if at.is_null() {
        return None;
    }
    let mut units = Vec::new();
    while units.len() < limit {
        // SAFETY: no unit before this one was the end, and the limit is not reached.
        let unit = unsafe { at.add(units.len()).read_unaligned() };
        if unit == U::default() {
            break;
        }
        units.push(unit);
    }
    Some(U::text(&units, page))
}
