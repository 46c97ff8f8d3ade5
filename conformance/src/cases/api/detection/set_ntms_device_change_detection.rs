//! SetNtmsDeviceChangeDetection.

use wire::Guid;
use wire::ntms::call::{Answer, OpenNtmsNotification, SetNtmsDeviceChangeDetection};
use wire::ntms::call::{Notification, WaitForNtmsNotification};
use wire::ntms::operation::NotificationOperation;
use wire::ntms::{Function, Info, NtmsError, ObjectType};

use super::{BEGIN, IDENTIFIED, ROOM, end, set};
use crate::case::{Case, Mismatch, Need, Of, Verdict};
use crate::cases::api::equal;
use crate::cause::Cause;
use crate::stage::{NOBODY, Stage};

const PAGE: &str = "SetNtmsDeviceChangeDetection function, return value";
const REMARKS: &str = "SetNtmsDeviceChangeDetection function, remarks";
const MIXED: &str = "MS-RSMP, SetNtmsDeviceChangeDetection";

const OF: Of =
    Of::new(Function::SetNtmsDeviceChangeDetection, &[Need::Room, Need::SimulatedTime], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "library",
        "a medium that somebody puts into a stand-alone drive is found without anybody asking, and \
         told of; a drive that is not looked at is found empty as before",
        REMARKS,
        library,
    ),
    OF.case(None, "before", "what was put in before is found at once", REMARKS, |stage| {
        stage.open_session()?;
        let desk = stage.library_at(0)?;
        stage.insert("TAPE01L3", "desk")?;
        stage.holds(desk, 0)?;
        let detection = stage.opens(BEGIN)?;
        stage.succeeds(set(detection, ObjectType::Library, &[desk]))?;
        stage.sleep(IDENTIFIED);
        stage.holds(desk, 1)
    }),
    OF.case(
        None,
        "poll",
        "without a detection the drives are looked at once and no more",
        "SetNtmsDeviceChangeDetection function, DetectHandle",
        |stage| {
            stage.open_session()?;
            let [desk, table] = [stage.library_at(0)?, stage.library_at(1)?];
            stage.insert("TAPE01L3", "desk")?;
            stage.succeeds(set(0, ObjectType::Library, &[desk, table]))?;
            stage.sleep(IDENTIFIED);
            stage.holds(desk, 1)?;
            stage.insert("TAPE02L3", "table")?;
            stage.holds(table, 0)
        },
    ),
    OF.case(
        None,
        "media",
        "media and media types stand for all stand-alone drives that could hold them",
        REMARKS,
        |stage| {
            stage.open_session()?;
            let [desk, table] = [stage.library_at(0)?, stage.library_at(1)?];
            let medium = stage.medium("OWNED1L3")?;
            let Info::PhysicalMedia(row) =
                stage.information(medium, ObjectType::PhysicalMedia)?.info
            else {
                return Err(Mismatch::new("a medium", "something else"));
            };
            let detection = stage.opens(BEGIN)?;
            stage.succeeds(set(detection, ObjectType::PhysicalMedia, &[medium]))?;
            stage.insert("TAPE01L3", "desk")?;
            stage.holds(desk, 1)?;
            stage.succeeds(end(detection))?;
            let detection = stage.opens(BEGIN)?;
            stage.succeeds(set(detection, ObjectType::MediaType, &[row.media_type]))?;
            stage.insert("TAPE02L3", "table")?;
            stage.holds(table, 1)
        },
    ),
    Case {
        room: IDLE,
        ..OF.case(
            None,
            "idle",
            "a service as of Windows XP and later takes the calls and looks at nothing",
            "MS-RSMP, appendix of versions; settings of the service",
            |stage| {
                stage.open_session()?;
                let desk = stage.library()?;
                let detection = stage.opens(BEGIN)?;
                stage.succeeds(set(detection, ObjectType::Library, &[desk]))?;
                stage.insert("TAPE01L3", "desk")?;
                stage.succeeds(set(0, ObjectType::Library, &[desk]))?;
                stage.sleep(IDENTIFIED);
                stage.holds(desk, 0)?;
                stage.succeeds(end(detection)).map(|_| ())
            },
        )
    },
    OF.case(
        Some(NtmsError::InvalidHandle),
        "detection",
        "INVALID_HANDLE_VALUE, forged, ended and closed handles, and those of sessions, channels \
         and other sessions are no detections",
        PAGE,
        |stage| {
            stage.open_session()?;
            let desk = stage.library_at(0)?;
            let detection = stage.opens(BEGIN)?;
            for bad in stage.bad_detections(detection)? {
                let call = set(bad, ObjectType::Library, &[desk]);
                stage.refused(call, NtmsError::InvalidHandle)?;
            }
            let call = set(detection, ObjectType::Library, &[desk]);
            stage.succeeds(call.clone())?;
            stage.succeeds(end(detection))?;
            stage.refused(call, NtmsError::InvalidHandle)
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "type",
        "types other than library, media type and physical medium are refused",
        PAGE,
        |stage| {
            stage.open_session()?;
            let desk = stage.library_at(0)?;
            for object_type in (0..=20).chain([u32::MAX]).filter(|of| ![9, 13, 15].contains(of)) {
                let call = set(0, ObjectType::Library, &[desk]);
                let call = SetNtmsDeviceChangeDetection { object_type, ..call };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "list",
        "a list must be given, and be of objects of the one type",
        MIXED,
        |stage| {
            stage.open_session()?;
            let [desk, medium] = [stage.library_at(0)?, stage.medium("OWNED1L3")?];
            let detection = stage.opens(BEGIN)?;
            let of = ObjectType::Library;
            for detection in [0, detection] {
                for objects in [&[][..], &[Guid::NULL], &[desk, Guid::NULL], &[desk, medium]] {
                    stage.refused(set(detection, of, objects), NtmsError::InvalidParameter)?;
                }
                let call = SetNtmsDeviceChangeDetection { objects: None, ..set(0, of, &[]) };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            // Of a list that is refused nothing is looked at.
            stage.insert("TAPE01L3", "desk")?;
            stage.holds(desk, 0)
        },
    ),
    OF.case(
        Some(NtmsError::InvalidLibrary),
        "",
        "an identifier that names nothing, a library with a robot and the shelf are no libraries \
         that could be looked at so",
        PAGE,
        |stage| {
            stage.open_session()?;
            let [desk, tower] = [stage.library_at(0)?, stage.library_at(2)?];
            let shelf = stage.offline_library()?;
            for bad in [NOBODY, tower, shelf] {
                let call = set(0, ObjectType::Library, &[desk, bad]);
                stage.refused(call, NtmsError::InvalidLibrary)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidMedia),
        "",
        "an identifier that names nothing is no medium and no media type",
        PAGE,
        |stage| {
            stage.open_session()?;
            let medium = stage.medium("OWNED1L3")?;
            let call = set(0, ObjectType::PhysicalMedia, &[medium, NOBODY]);
            stage.refused(call, NtmsError::InvalidMedia)?;
            stage.refused(set(0, ObjectType::MediaType, &[NOBODY]), NtmsError::InvalidMedia)
        },
    ),
    Case::hindered(Function::SetNtmsDeviceChangeDetection, Cause::BadHandle, ROOM, |stage| {
        let desk = stage.library_at(0)?;
        Ok(set(0, ObjectType::Library, &[desk]).into())
    }),
];

/// A service that looks at nothing.
const IDLE: &str = r"
version: 1
settings: { detection-is-idle: true }
computers: { HERE: { libraries: { desk: { profile: stand-alone } } } }
media:
  - { media: TAPE01L3, at: { shelf: HERE }, contents: [{ side: 0, records: [label] }] }
";

fn library(stage: &mut Stage<'_>) -> Verdict {
    stage.open_session()?;
    let session = stage.session;
    let [desk, table] = [stage.library_at(0)?, stage.library_at(1)?];
    let object_type = ObjectType::PhysicalMedia.value();
    let channel = stage.opens(OpenNtmsNotification { object_type })?;
    let detection = stage.opens(BEGIN)?;
    stage.succeeds(set(detection, ObjectType::Library, &[desk]))?;
    stage.insert("TAPE01L3", "desk")?;
    stage.insert("TAPE02L3", "table")?;
    stage.holds(desk, 1)?;
    stage.holds(table, 0)?;
    let medium = stage.objects(ObjectType::PhysicalMedia, Some(desk))?[0];
    stage.session = channel;
    let told = stage.succeeds(WaitForNtmsNotification { timeout: 0 })?;
    stage.session = session;
    let operation = NotificationOperation::ObjInsert;
    equal(Answer::Notification(Notification { operation, object: medium }), told)
}
