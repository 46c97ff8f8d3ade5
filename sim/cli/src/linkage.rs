//! How a program is linked: a library can be put before one only when it asks for a loader.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Bytes that hold the head of a program and the list of its segments.
const HEAD_BYTES: u64 = 64 << 10;
/// The segment that names the loader (ELF, PT_INTERP).
const NAMES_LOADER: u32 = 3;

/// Whether a program, by its path or by its name on the search path, is linked statically. What
/// cannot be read, and what is no program of this kind, is not.
pub(crate) fn is_static(program: &Path) -> bool {
    let Some(path) = find(program) else { return false };
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
    read.is_ok() && asks_for_loader(&head) == Some(false)
}

fn find(program: &Path) -> Option<PathBuf> {
    if program.components().count() > 1 {
        return Some(program.to_owned());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Whether a 64-bit program of little-endian machines asks for a loader; `None` for what is none.
fn asks_for_loader(head: &[u8]) -> Option<bool> {
    if !head.starts_with(b"\x7fELF\x02\x01") {
        return None;
    }
    let pair = |at: usize| Some(u16::from_le_bytes(head.get(at..at + 2)?.try_into().ok()?));
    let first = u64::from_le_bytes(head.get(0x20..0x28)?.try_into().ok()?);
    let (each, count) = (usize::from(pair(0x36)?), usize::from(pair(0x38)?));
    let first = usize::try_from(first).ok()?;
    for at in 0..count {
        let at = first.checked_add(at * each)?;
        let kind = head.get(at..at.checked_add(4)?)?;
        if u32::from_le_bytes(kind.try_into().ok()?) == NAMES_LOADER {
            return Some(true);
        }
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_broken_heads_are_no_static_programs() {
        let mut cut = b"\x7fELF\x02\x01".to_vec();
        cut.resize(0x40, 0xFF);
        for head in [b"#!/bin/sh".as_slice(), b"", b"\x7fELF\x02\x01", &cut] {
            assert_eq!(asks_for_loader(head), None);
        }
    }
}
