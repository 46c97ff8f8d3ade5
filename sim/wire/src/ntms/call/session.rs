//! Arguments of the session functions.

use crate::Text;
use serde::{Deserialize, Serialize};

/// `OpenNtmsSession`: a session with the service of a computer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenNtmsSession {
    /// The computer; `None` and the empty name are the local one.
    pub server: Option<Text>,
    /// Name of the caller, which labels its resources and requests.
    pub application: Option<Text>,
    /// 0, or `NTMS_SESSION_QUERYEXPEDITE`.
    pub options: u32,
}

/// `CloseNtmsSession`: the end of the session that carries it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseNtmsSession;
