//! Rooms read from text, with what stories about faults and people do in them.

use std::sync::{Arc, Mutex};

use wire::Guid;
use wire::ntms::call::{AllocateNtmsMedia, CreateNtmsMediaPool, MountNtmsMedia, NtmsCall};

use super::*;
use crate::scenario::story::{Answers as _, Selector};
use crate::scenario::{At, ObjectRef, Scenario};
use crate::story::{Answers, Find};
use crate::trace::Line;

/// A medium in the library, some on the shelf, and whatever a test adds.
const ROOM: &str = r"
version: 1
seed: 3
computers:
  BACKUP1: { this: true, libraries: { tower: { profile: lto-30, port: 2 } } }
  BACKUP2: {}
pools:
  - { path: Jobs, media-type: LTO_Ultrium, allocation-policy: NTMS_ALLOCATE_FROMSCRATCH }
media:
  - { media: A00001L3..A00003L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
  - { media: CLN001CU, at: { slot: [tower, 29] } }
  - { media: S00001L3..S00002L3, at: { shelf: BACKUP1 }, known: { allocated: { pool: Jobs } } }
";
