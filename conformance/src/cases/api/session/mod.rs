//! Session functions.

pub(super) mod close_ntms_session;
pub(super) mod open_ntms_session;

/// Two computers with a small library each.
const ROOM: &str = "
version: 1
computers:
  HERE: { this: true, dns: here.example.com, libraries: { tower: { profile: lto-30 } } }
  THERE: { dns: there.example.com, libraries: { other: { profile: lto-30 } } }
";
