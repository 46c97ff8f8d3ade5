//! UpdateNtmsOmidInfo.

use std::time::Duration;

use wire::label::{FileSystemInfo, Label, LabelParsers, TapeBlock};
use wire::ntms::call::UpdateNtmsOmidInfo;
use wire::ntms::info::PartitionInformation;
use wire::ntms::limit::{OMID_TYPE_FILESYSTEM_INFO, OMID_TYPE_RAW_LABEL};
use wire::ntms::{Function, Info, NtmsError, ObjectType};
use wire::{Guid, Text};
use world::scenario::At;
use world::scenario::person::Deed;

use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{HERE, NOBODY, Stage, THERE};

const PAGE: &str = "UpdateNtmsOmidInfo function, return value";
const REMARKS: &str = "UpdateNtmsOmidInfo function, remarks";
const TYPE: &str = "UpdateNtmsOmidInfo function, labelType";

const OF: Of = Of::new(Function::UpdateNtmsOmidInfo, &[Need::Room], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "tape",
        "the label on a tape is kept with the side as the parser that accepts it reads it, and \
         nothing else of the side changes",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let before = stage.label_of("OWNED1L3")?;
            for name in ["Monday", "Tuesday"] {
                let block = block(name);
                let label = LabelParsers::default()
                    .claim(&block)
                    .ok_or_else(|| Mismatch::new("a parser that accepts it", "none"))?;
                let media = stage.logical("OWNED1L3")?;
                stage.succeeds(call(media, OMID_TYPE_RAW_LABEL, block))?;
                stage.is_labelled("OWNED1L3", &label, &before)?;
            }
            Ok(())
        },
    ),
    OF.case(
        None,
        "file-system",
        "type, name and serial number of a file system become the label",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let before = stage.label_of("OWNED1L3")?;
            let volume = volume("NTFS");
            let media = stage.logical("OWNED1L3")?;
            stage.succeeds(call(media, OMID_TYPE_FILESYSTEM_INFO, volume.emit()))?;
            let label = Label {
                label_type: Text::new("NTFS"),
                id: 77_u32.to_le_bytes().as_slice().into(),
                info: Text::new("DATA"),
            };
            stage.is_labelled("OWNED1L3", &label, &before)
        },
    ),
    OF.case(
        Some(NtmsError::InvalidMedia),
        "",
        "an identifier that is no logical medium's is refused, whatever else it names",
        PAGE,
        |stage| {
            stage.open_session()?;
            let side = stage.side("OWNED1L3", 0)?;
            let others = [NOBODY, side, stage.medium("OWNED1L3")?, stage.library()?];
            for media in others {
                let call = call(media, OMID_TYPE_RAW_LABEL, block("Monday"));
                stage.refused(call, NtmsError::InvalidMedia)?;
            }
            Ok(())
        },
    ),
    Case {
        needs: &[Need::Room, Need::FaultControl, Need::SimulatedTime],
        room: LOST_SIDE,
        ..OF.case(
            Some(NtmsError::InvalidPartition),
            "",
            "a logical medium whose side the database lost has nothing to label; others have",
            PAGE,
            |stage| {
                stage.open_session()?;
                let (lost, sound) = (stage.logical("OWNED1L3")?, stage.logical("OWNED2L3")?);
                stage.sleep(Duration::from_secs(20));
                stage.hand(&Deed::CrashService(At::from(HERE)))?;
                stage.hand(&Deed::StartService(At::from(HERE)))?;
                stage.sleep(Duration::from_secs(600));
                stage.open_session()?;
                let told = call(lost, OMID_TYPE_RAW_LABEL, block("Monday"));
                stage.refused(told, NtmsError::InvalidPartition)?;
                stage.succeeds(call(sound, OMID_TYPE_RAW_LABEL, block("Monday"))).map(|_| ())
            },
        )
    },
    OF.case(
        Some(NtmsError::InvalidParameter),
        "medium",
        "the medium must be given",
        PAGE,
        |stage| {
            stage.open_session()?;
            let call = call(Guid::NULL, OMID_TYPE_RAW_LABEL, block("Monday"));
            stage.refused(call, NtmsError::InvalidParameter)
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "type",
        "the buffer holds one of the two kinds of label that the page lists",
        TYPE,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("OWNED1L3")?;
            for kind in [0, 3, u32::MAX] {
                let call = call(media, kind, block("Monday"));
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "unclaimed",
        "a label that no parser accepts could never be read again, and is refused",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("OWNED1L3")?;
            let mut cut = block("Monday");
            cut.truncate(100);
            for bytes in [Vec::new(), vec![0; 512], cut, volume("NTFS").emit()] {
                let call = call(media, OMID_TYPE_RAW_LABEL, bytes);
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "not-a-file-system",
        "a buffer that is no NTMS_FILESYSTEM_INFO of its size, or names no file system, is refused",
        TYPE,
        |stage| {
            stage.open_session()?;
            let media = stage.logical("OWNED1L3")?;
            let whole = volume("NTFS").emit();
            let longer = [&whole[..], &[0]].concat();
            let shorter = whole[..whole.len() - 1].to_vec();
            for bytes in [Vec::new(), block("Monday"), longer, shorter, volume("").emit()] {
                let call = call(media, OMID_TYPE_FILESYSTEM_INFO, bytes);
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    Case {
        needs: &[Need::Room, Need::SecondComputer],
        room: TWO,
        ..OF.case(
            Some(NtmsError::NotConnected),
            "remote",
            "the function works on the own computer only; a session with another reaches no \
             service for it",
            REMARKS,
            |stage| {
                stage.session = stage.open(Some(THERE))?;
                let media = stage.logical("OWNED1L3")?;
                let call = call(media, OMID_TYPE_RAW_LABEL, block("Monday"));
                stage.refused(call.clone(), NtmsError::NotConnected)?;
                let there = stage.other_program(THERE);
                stage.act_from(there);
                stage.open_session()?;
                stage.succeeds(call).map(|_| ())
            },
        )
    },
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::ServerGone),
];

/// The database loses the side of `OWNED1L3`.
const LOST_SIDE: &str = r"
version: 1
computers: { HERE: { libraries: { tower: { profile: lto-30 } } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium }]
media:
  - { media: OWNED1L3..OWNED2L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
faults:
  - { at: { database: HERE }, when: { after: 10s }, do: { lose-row: { side: [OWNED1L3, 0] } } }
";

/// Two computers; the library is the other one's.
const TWO: &str = r"
version: 1
computers:
  HERE: { this: true }
  THERE: { libraries: { tower: { profile: lto-30 } } }
pools: [{ path: Jobs, media-type: LTO_Ultrium, computer: THERE }]
media:
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Jobs } } }
";

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::UpdateNtmsOmidInfo, cause, ROOM, |stage| {
        let media = stage.logical("OWNED1L3")?;
        Ok(call(media, OMID_TYPE_RAW_LABEL, block("Monday")).into())
    })
}

fn call(media: Guid, label_type: u32, label: Vec<u8>) -> UpdateNtmsOmidInfo {
    UpdateNtmsOmidInfo { media, label_type, label: label.into() }
}

/// The block that an application writes on a tape.
fn block(name: &str) -> Vec<u8> {
    TapeBlock::of_application("My Backup", name, NOBODY)
}

fn volume(kind: &str) -> FileSystemInfo {
    FileSystemInfo { kind: Text::new(kind), name: Text::new("DATA"), serial: 77 }
}

impl Stage<'_> {
    fn label_of(&mut self, name: &str) -> Result<PartitionInformation, Mismatch> {
        let side = self.side(name, 0)?;
        match self.information(side, ObjectType::Partition)?.info {
            Info::Partition(side) => Ok(side),
            other => Err(Mismatch::new("a side", format!("{other:?}"))),
        }
    }

    /// The side has this label, and is else as it was before.
    fn is_labelled(&mut self, name: &str, label: &Label, before: &PartitionInformation) -> Verdict {
        let expected = PartitionInformation {
            label_id: label.id.as_ref().into(),
            omid_label_type: label.label_type.clone(),
            omid_label_info: label.info.clone(),
            ..before.clone()
        };
        let actual = self.label_of(name)?;
        match actual == expected && actual != *before {
            true => Ok(()),
            false => Err(Mismatch::new(format!("{expected:?}"), format!("{actual:?}"))),
        }
    }
}
