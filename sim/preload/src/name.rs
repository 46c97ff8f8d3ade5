//! Which names are device nodes of the room.

use std::borrow::Cow;
use std::ffi::{CStr, c_char, c_int};
use std::mem::zeroed;

use crate::{memory, real};

/// The folder of nodes.
const FOLDER: &CStr = c"/dev";

/// The name, when it is of the kind that the room answers for. Whether there is such a node, the
/// host says. A name that begins nowhere is one below the folder of a descriptor.
pub(crate) fn of_room<'a>(at: c_int, path: *const c_char) -> Option<Cow<'a, [u8]>> {
    // SAFETY: a program leaves a path alone that it hands to the C library. Where there is none,
    // the system says so.
    let name = unsafe { memory::path(path) }?;
    if name.starts_with(br"\\.\") {
        return Some(Cow::Borrowed(name));
    }
    let slash = name.iter().rposition(|byte| *byte == b'/');
    let node = slash.map_or(name, |slash| &name[slash + 1..]);
    if !is_node(node) {
        return None;
    }
    match slash.map(|slash| &name[..slash]) {
        Some(folder) if folder == FOLDER.to_bytes() => Some(Cow::Borrowed(name)),
        folder => is_folder(at, folder).then(|| [b"/dev/", node].concat().into()),
    }
}

/// Whether a name in its folder is one of a kind of node.
fn is_node(node: &[u8]) -> bool {
    let kinds: [&[u8]; 3] = [b"nst", b"st", b"sg"];
    let number = kinds.iter().find_map(|kind| node.strip_prefix(*kind));
    number.is_some_and(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
}

/// Whether a folder is that of nodes by another way: from the folder where the program is, or of a
/// descriptor, or through links.
fn is_folder(at: c_int, folder: Option<&[u8]>) -> bool {
    let mut text: Vec<u8> = match folder {
        None => b".".to_vec(),
        Some(b"") => b"/".to_vec(),
        Some(folder) => folder.to_vec(),
    };
    text.push(0);
    let found = file_of(at, text.as_ptr().cast());
    found.is_some() && found == file_of(libc::AT_FDCWD, FOLDER.as_ptr())
}

/// What the system knows a file by.
fn file_of(at: c_int, path: *const c_char) -> Option<(u64, u64)> {
    // SAFETY: all zeroes are a stat, which the call fills; the text is terminated.
    unsafe {
        let mut told: libc::stat = zeroed();
        let done = real::fstatat(at, path, &raw mut told, 0);
        (done == 0).then_some((told.st_dev, told.st_ino))
    }
}
