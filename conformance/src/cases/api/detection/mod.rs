//! Change detection.

pub(super) mod begin_ntms_device_change_detection;
pub(super) mod end_ntms_device_change_detection;
pub(super) mod set_ntms_device_change_detection;

use std::time::Duration;

use wire::Guid;
use wire::ntms::ObjectType;
use wire::ntms::call::{
    BeginNtmsDeviceChangeDetection, EndNtmsDeviceChangeDetection, SetNtmsDeviceChangeDetection,
};
use world::scenario::At;
use world::scenario::person::{Deed, Insertion};

use crate::case::{Mismatch, Verdict};
use crate::cases::api::equal;
use crate::stage::{HERE, Stage};

/// Two drives that stand alone, with tapes beside them, and a library with a robot.
const ROOM: &str = r"
version: 1
computers:
  HERE:
    libraries:
      desk: { profile: stand-alone }
      table: { profile: stand-alone }
      tower: { profile: lto-30 }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media:
  - { media: TAPE01L3..TAPE02L3, at: { shelf: HERE }, contents: [{ side: 0, records: [label] }] }
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
";

/// Longer than a drive takes to load a tape and the service to read its label.
const IDENTIFIED: Duration = Duration::from_secs(300);

const BEGIN: BeginNtmsDeviceChangeDetection = BeginNtmsDeviceChangeDetection;

fn set(detection: u64, object_type: ObjectType, objects: &[Guid]) -> SetNtmsDeviceChangeDetection {
    let objects = Some(objects.to_vec());
    SetNtmsDeviceChangeDetection { detection, objects, object_type: object_type.value() }
}

fn end(detection: u64) -> EndNtmsDeviceChangeDetection {
    EndNtmsDeviceChangeDetection { detection }
}

impl Stage<'_> {
    /// The library that the drive of a computer's first, second or third cable is of: `desk`,
    /// `table`, `tower`.
    fn library_at(&mut self, cable: usize) -> Result<Guid, Mismatch> {
        let shelf = self.offline_library()?;
        let mut all = self.objects(ObjectType::Library, None)?;
        all.retain(|library| *library != shelf);
        let found = all.get(cable).copied();
        found.ok_or_else(|| Mismatch::new("three libraries", all.len()))
    }

    /// A hand puts a tape into a drive, and time passes.
    fn insert(&mut self, medium: &str, library: &str) -> Verdict {
        let (medium, library) = (At::from(medium), At::from(library));
        self.hand(&Deed::Insert(Insertion { medium, library }))?;
        self.sleep(IDENTIFIED);
        Ok(())
    }

    /// How many media a library is known to hold.
    fn holds(&mut self, library: Guid, count: usize) -> Verdict {
        equal(count, self.objects(ObjectType::PhysicalMedia, Some(library))?.len())
    }

    /// Handles that are none of an open detection of this session and process: forged ones, the
    /// session's, a channel's, and those of another session and of one that is closed.
    fn bad_detections(&mut self, detection: u64) -> Result<Vec<u64>, Mismatch> {
        let session = self.session;
        let watch = wire::ntms::call::OpenNtmsNotification { object_type: 5 };
        let channel = self.opens(watch)?;
        let other = self.open(None)?;
        self.session = other;
        let of_other = self.opens(BEGIN)?;
        self.session = self.open(None)?;
        let closed = self.opens(BEGIN)?;
        self.succeeds(wire::ntms::call::CloseNtmsSession)?;
        let (owner, program) = (self.program(), self.other_program(HERE));
        self.act_from(program);
        self.session = self.open(None)?;
        let of_program = self.opens(BEGIN)?;
        self.act_from(owner);
        self.session = session;
        let forged = [u64::MAX, detection ^ 0x0100_0000_0000, detection + 0x1000];
        let real = [session, channel, of_other, closed, of_program];
        Ok(forged.into_iter().chain(real).collect())
    }
}
