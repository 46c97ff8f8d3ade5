//! What programs see of a drive.
