//! Buffers of callers with their sizes: what does not fit is told by its size, and nothing beyond
//! the buffer is touched.

use wire::ntms::NtmsError;
use wire::ntms::call::Refusal;

use crate::pointer::{write, write_all};

/// A refusal, with the size that would be needed written back when that is what is wrong.
pub(crate) fn short(refusal: Refusal, size: *mut u32) -> Refusal {
    if let Some(short) = &refusal.short {
        // SAFETY: the service asked for more than the size that was read from there.
        unsafe { write(size, short.needed) };
    }
    refusal
}

/// Puts values into a buffer, and their count where its size was.
///
/// # Errors
/// They do not fit; the count is what would be needed.
///
/// # Safety
/// The buffer is NULL or has room for `capacity` values.
pub(crate) unsafe fn put_units<T: Copy>(
    buffer: *mut T,
    size: *mut u32,
    capacity: Option<u32>,
    values: &[T],
) -> Result<(), Refusal> {
    let needed = u32::try_from(values.len()).unwrap_or(u32::MAX);
    // SAFETY: the size was read from there.
    unsafe { write(size, needed) };
    // A code page may need more bytes than the service counted characters.
    if capacity.is_none_or(|capacity| needed > capacity) {
        return Err(NtmsError::InsufficientBuffer.into());
    }
    // SAFETY: the caller's promise, and they fit.
    unsafe { write_all(buffer, values) };
    Ok(())
}
