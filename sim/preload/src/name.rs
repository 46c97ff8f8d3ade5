//! Which names are device nodes of the room.

use std::ffi::{CStr, c_char};

/// The name, when it is of the kind that the room answers for. Whether there is such a node, the
/// host says.
pub(crate) fn of_room<'a>(path: *const c_char) -> Option<&'a [u8]> {
    if path.is_null() {
        return None;
    }
    // SAFETY: a path that a program hands to the C library is a terminated text.
    let name = unsafe { CStr::from_ptr(path) }.to_bytes();
    if let Some(node) = name.strip_prefix(b"/dev/") {
        let kinds: [&[u8]; 3] = [b"nst", b"st", b"sg"];
        let number = kinds.iter().find_map(|kind| node.strip_prefix(*kind))?;
        let is_number = !number.is_empty() && number.iter().all(u8::is_ascii_digit);
        return is_number.then_some(name);
    }
    name.starts_with(br"\\.\").then_some(name)
}
