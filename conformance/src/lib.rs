//! What holds for the whole tree; the rules of the rooms are in `tests/tidy.rs`.
