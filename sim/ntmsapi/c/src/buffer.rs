//! Buffers of callers with their sizes: what does not fit is told by its size, and nothing beyond
//! the buffer is touched.

use wire::ntms::NtmsError;
use wire::ntms::call::Refusal;

use crate::pointer::{read, write, write_all};

/// A buffer and the place of its size.
#[derive(Clone, Copy)]
pub(crate) struct Buffer<T> {
    at: *mut T,
    size: *mut u32,
    /// How many values have room.
    pub(crate) capacity: u32,
}

impl<T: Copy> Buffer<T> {
    /// A buffer that must be there, as its size must: nothing otherwise.
    ///
    /// # Safety
    /// The size is NULL or a number, the buffer NULL or valid for writes of so many values.
    pub(crate) unsafe fn of(at: *mut T, size: *mut u32) -> Option<Buffer<T>> {
        // SAFETY: the caller's promise.
        let buffer = unsafe { Buffer::or_none(at, size) };
        buffer.filter(|_| !at.is_null())
    }

    /// A buffer that need not be there, when only the size is asked for.
    ///
    /// # Safety
    /// Those of [`Buffer::of`].
    pub(crate) unsafe fn or_none(at: *mut T, size: *mut u32) -> Option<Buffer<T>> {
        // SAFETY: the caller's promise.
        let capacity = unsafe { read(size) }?;
        Some(Buffer { at, size, capacity: if at.is_null() { 0 } else { capacity } })
    }

    /// Writes as many values as have room, and the size: `size` when all have, else how many there
    /// are.
    ///
    /// # Errors
    /// They do not fit.
    pub(crate) fn put(self, values: &[T], size: usize) -> Result<(), Refusal> {
        let fit = values.len().min(self.capacity as usize);
        // SAFETY: the buffer has room for as many, by the promise of `of`.
        unsafe { write_all(self.at, &values[..fit]) };
        if fit < values.len() {
            return Err(self.short(values.len()));
        }
        self.tell(size);
        Ok(())
    }

    /// Like [`Buffer::put`], for what is of no use in parts.
    ///
    /// # Errors
    /// They do not fit.
    pub(crate) fn put_whole(self, values: &[T], size: usize) -> Result<(), Refusal> {
        match values.len() <= self.capacity as usize {
            true => self.put(values, size),
            false => Err(self.short(values.len())),
        }
    }

    fn tell(self, size: usize) {
        // SAFETY: the capacity was read from there.
        unsafe { write(self.size, u32::try_from(size).unwrap_or(u32::MAX)) };
    }

    fn short(self, needed: usize) -> Refusal {
        self.tell(needed);
        NtmsError::InsufficientBuffer.into()
    }

    /// A refusal, with the size that would be needed written back when that is what is wrong.
    pub(crate) fn refused(self, refusal: Refusal) -> Refusal {
        if let Some(short) = &refusal.short {
            self.tell(short.needed as usize);
        }
        refusal
    }
}
