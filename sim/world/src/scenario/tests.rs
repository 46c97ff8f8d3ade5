//! Stories of right and wrong files.
