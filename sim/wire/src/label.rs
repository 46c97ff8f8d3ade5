//! Labels on media: what the first block of a tape says about it.
