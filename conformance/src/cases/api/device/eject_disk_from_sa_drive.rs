//! EjectDiskFromSADrive.

use std::time::Duration;

use wire::Guid;
use wire::Text;
use wire::ntms::call::{
    CancelNtmsOperatorRequest, EjectDiskFromSADrive, SatisfyNtmsOperatorRequest,
};
use wire::ntms::info::OpRequestInformation;
use wire::ntms::operation::{EjectOperation, LibraryOperation, OperatorCommand};
use wire::ntms::state::LibraryRequestState;
use wire::ntms::{Function, Info, NtmsError, ObjectType};
use world::scenario::person::Deed;
use world::scenario::{At, ObjectRef};

use super::{case, gone_library, in_room, mounted, requests};
use crate::case::{Case, Mismatch, Need, Verdict};
use crate::cause::Cause;
use crate::stage::{HERE, Stage, THERE};

const FUNCTION: Function = Function::EjectDiskFromSADrive;
const PAGE: &str = "EjectDiskFromSADrive function, return value";
const REMARKS: &str = "EjectDiskFromSADrive function, remarks";
const OPTIONS: &str = "EjectDiskFromSADrive function, dwOptions";

/// Two drives that stand alone, of tapes and of discs, beside a library.
pub(super) const DESKS: &str = r"
version: 1
users: { guest: [] }
computers:
  HERE:
    this: true
    access:
      - { who: guest, may: NTMS_USE_ACCESS }
      - { who: guest, may-not: [NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS] }
    libraries:
      desk: { profile: stand-alone-mo }
      tape: { profile: stand-alone }
      tower: { profile: lto-30 }
  THERE: {}
pools:
  - { path: Jobs, media-type: MO_5_RW }
  - { path: Tapes, media-type: LTO_Ultrium }
media:
  - { media: DISC01, at: { drive: [desk, 0] }, known: { allocated: { pool: Jobs } } }
  - { media: ALONE1L3, at: { drive: [tape, 0] }, known: { allocated: { pool: Tapes } } }
  - { media: OWNED1L3, at: { library: tower }, known: { allocated: { pool: Tapes } } }
";

/// The drive of discs in the room [`DESKS`].
pub(super) const DISK: &str = r"\\.\PhysicalDrive0";
const TAPE: &str = r"\\.\Tape1";
const IN_TOWER: &str = r"\\.\Tape2";

fn on(device: &str, how: EjectOperation) -> EjectDiskFromSADrive {
    EjectDiskFromSADrive {
        application: Some(Text::new("conformance")),
        device: Some(Text::new(device)),
        options: how.value(),
        ..EjectDiskFromSADrive::default()
    }
}

fn disk(how: EjectOperation) -> EjectDiskFromSADrive {
    on(DISK, how)
}

/// A medium is on the shelf, or is not.
pub(super) fn is_out(stage: &mut Stage<'_>, medium: Guid, out: bool) -> Verdict {
    let shelf = stage.offline_library()?;
    match stage.information(medium, ObjectType::PhysicalMedia)?.info {
        Info::PhysicalMedia(row) if (row.current_library == shelf) == out => Ok(()),
        other => Err(Mismatch::new(format!("a medium on the shelf: {out}"), format!("{other:?}"))),
    }
}

/// The ejections, in the order in which they were made.
fn ejections(stage: &mut Stage<'_>) -> Result<Vec<LibraryRequestState>, Mismatch> {
    let all = requests(stage)?;
    let of = all.iter().filter(|(_, row)| row.operation_code == LibraryOperation::Eject);
    Ok(of.map(|(_, row)| row.state).collect())
}

/// What the user is asked and has not answered.
pub(super) fn asked(stage: &mut Stage<'_>) -> Result<(Guid, OpRequestInformation), Mismatch> {
    for id in stage.objects(ObjectType::OpRequest, None)? {
        if let Info::OpRequest(row) = stage.information(id, ObjectType::OpRequest)?.info
            && (row.request, row.state.is_open()) == (OperatorCommand::Message, true)
        {
            return Ok((id, row));
        }
    }
    Err(Mismatch::new("a question to the user", "none"))
}

const fn in_desks(
    code: Option<NtmsError>,
    variant: &'static str,
    requirement: &'static str,
    source: &'static str,
    run: fn(&mut Stage<'_>) -> Verdict,
) -> Case {
    in_room(case(FUNCTION, code, variant, requirement, source, run), DESKS)
}

/// The cases.
pub(crate) const CASES: &[Case] = &[
    in_desks(
        None,
        "",
        "the call returns when the ejection is queued, and the medium is on the shelf later",
        REMARKS,
        |stage| {
            stage.open_session()?;
            for (device, name, how) in
                [(DISK, "DISC01", EjectOperation::Start), (TAPE, "ALONE1L3", EjectOperation::Queue)]
            {
                let medium = stage.medium(name)?;
                stage.succeeds(on(&device.to_uppercase(), how))?;
                is_out(stage, medium, false)?;
                stage.sleep(Duration::from_secs(120));
                is_out(stage, medium, true)?;
            }
            Ok(())
        },
    ),
    in_desks(
        None,
        "immediate",
        "with NTMS_EJECT_IMMEDIATE and NTMS_EJECT_ASK_USER the call returns when the medium is out",
        OPTIONS,
        |stage| {
            stage.open_session()?;
            for (device, name, how) in [
                (DISK, "DISC01", EjectOperation::Immediate),
                (TAPE, "ALONE1L3", EjectOperation::AskUser),
            ] {
                let medium = stage.medium(name)?;
                stage.succeeds(on(device, how))?;
                is_out(stage, medium, true)?;
            }
            super::super::equal(vec![LibraryRequestState::Passed; 2], ejections(stage)?)
        },
    ),
    in_desks(
        None,
        "force",
        "with NTMS_EJECT_FORCE a medium that somebody has mounted comes out all the same",
        OPTIONS,
        |stage| {
            stage.open_session()?;
            let medium = stage.medium("DISC01")?;
            mounted(stage, "DISC01")?;
            stage.succeeds(disk(EjectOperation::Force))?;
            stage.sleep(Duration::from_secs(120));
            is_out(stage, medium, true)
        },
    ),
    in_desks(
        None,
        "ask-user",
        "with NTMS_EJECT_ASK_USER the user may force a medium out that somebody has mounted",
        OPTIONS,
        |stage| {
            stage.open_session()?;
            let medium = stage.medium("DISC01")?;
            mounted(stage, "DISC01")?;
            let call = EjectDiskFromSADrive {
                title: Some(Text::new("Disc")),
                message: Some(Text::new("Out with it?")),
                ..disk(EjectOperation::AskUser)
            };
            let begun = stage.begin(call);
            let (request, row) = asked(stage)?;
            super::super::equal("Disc: Out with it?", row.message.as_str())?;
            is_out(stage, medium, false)?;
            stage.succeeds(SatisfyNtmsOperatorRequest { request })?;
            stage.ends_well(begun)?;
            is_out(stage, medium, true)
        },
    ),
    in_desks(
        None,
        "stop",
        "with NTMS_EJECT_STOP an ejection that is under way is no longer waited for",
        OPTIONS,
        |stage| {
            stage.open_session()?;
            stage.succeeds(disk(EjectOperation::Start))?;
            stage.succeeds(disk(EjectOperation::Stop)).map(|_| ())
        },
    ),
    in_desks(
        Some(NtmsError::Cancelled),
        "",
        "with NTMS_EJECT_ASK_USER the user may let the medium be",
        OPTIONS,
        |stage| {
            stage.open_session()?;
            let medium = stage.medium("DISC01")?;
            mounted(stage, "DISC01")?;
            let begun = stage.begin(disk(EjectOperation::AskUser));
            let (request, _) = asked(stage)?;
            stage.succeeds(CancelNtmsOperatorRequest { request })?;
            stage.ends_with(begun, NtmsError::Cancelled)?;
            is_out(stage, medium, false)
        },
    ),
    in_desks(
        Some(NtmsError::DeviceNotAvailable),
        "library",
        "a library that is disabled puts nothing out; it does when it is enabled",
        PAGE,
        |stage| disabled(stage, ObjectType::Library, NtmsError::DeviceNotAvailable),
    ),
    in_desks(
        Some(NtmsError::DeviceNotAvailable),
        "drive",
        "nor does a drive that is disabled itself",
        PAGE,
        |stage| disabled(stage, ObjectType::Drive, NtmsError::DeviceNotAvailable),
    ),
    in_desks(
        Some(NtmsError::MediaNotAvailable),
        "",
        "a medium that is disabled stays; it comes out when it is enabled",
        PAGE,
        |stage| disabled(stage, ObjectType::PhysicalMedia, NtmsError::MediaNotAvailable),
    ),
    in_desks(
        Some(NtmsError::MediaNotAvailable),
        "locked",
        "a medium that somebody has mounted comes out only when it is forced",
        OPTIONS,
        |stage| {
            stage.open_session()?;
            mounted(stage, "DISC01")?;
            for how in [EjectOperation::Start, EjectOperation::Queue, EjectOperation::Immediate] {
                stage.refused(disk(how), NtmsError::MediaNotAvailable)?;
            }
            Ok(())
        },
    ),
    in_desks(
        Some(NtmsError::MediaNotAvailable),
        "empty",
        "a drive that is empty has nothing to give",
        PAGE,
        |stage| {
            stage.open_session()?;
            stage.succeeds(disk(EjectOperation::Immediate))?;
            for how in [EjectOperation::Start, EjectOperation::Force, EjectOperation::AskUser] {
                stage.refused(disk(how), NtmsError::MediaNotAvailable)?;
            }
            Ok(())
        },
    ),
    in_desks(
        Some(NtmsError::InvalidOperation),
        "",
        "what is stopped is an ejection that is under way",
        PAGE,
        |stage| {
            stage.open_session()?;
            stage.refused(disk(EjectOperation::Stop), NtmsError::InvalidOperation)?;
            stage.succeeds(disk(EjectOperation::Immediate))?;
            stage.refused(disk(EjectOperation::Stop), NtmsError::InvalidOperation)
        },
    ),
    in_desks(
        Some(NtmsError::InvalidParameter),
        "device",
        "a device name is one of a drive that stands alone",
        PAGE,
        |stage| {
            stage.open_session()?;
            let none = EjectDiskFromSADrive { device: None, ..disk(EjectOperation::Start) };
            stage.refused(none, NtmsError::InvalidParameter)?;
            for device in ["", r"\\.\PhysicalDrive9", IN_TOWER, r"\\.\Changer2", "desk"] {
                let call = on(device, EjectOperation::Start);
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    in_desks(
        Some(NtmsError::InvalidParameter),
        "options",
        "an option is one of the six",
        OPTIONS,
        |stage| {
            stage.open_session()?;
            for options in [6, 7, u32::MAX] {
                let call = EjectDiskFromSADrive { options, ..disk(EjectOperation::Start) };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    in_desks(
        Some(NtmsError::InvalidParameter),
        "application",
        "an application name longer than 63 characters is refused",
        "NTMS_APPLICATIONNAME_LENGTH",
        |stage| {
            let named = |length| EjectDiskFromSADrive {
                application: Some(Text::from("x".repeat(length))),
                ..disk(EjectOperation::Start)
            };
            stage.refused(named(64), NtmsError::InvalidParameter)?;
            stage.succeeds(named(63)).map(|_| ())
        },
    ),
    in_desks(
        Some(NtmsError::LibraryOffline),
        "",
        "a drive that is gone puts nothing out",
        PAGE,
        |stage| {
            stage.open_session()?;
            gone_library(stage)?;
            stage.refused(disk(EjectOperation::Start), NtmsError::LibraryOffline)
        },
    ),
    Case {
        needs: &[Need::Room, Need::FaultControl],
        ..in_desks(
            Some(NtmsError::InvalidHandle),
            "service",
            "the session that the call has for itself is missing when the service does not run, \
             and bad when it dies meanwhile",
            PAGE,
            |stage| {
                stage.hand(&Deed::StopService(At::from(HERE)))?;
                stage.refused(disk(EjectOperation::Start), NtmsError::InvalidHandle)?;
                stage.hand(&Deed::StartService(At::from(HERE)))?;
                stage.sleep(Duration::from_secs(60));
                let begun = stage.begin(disk(EjectOperation::Immediate));
                stage.hand(&Deed::CrashService(At::from(HERE)))?;
                stage.ends_with(begun, NtmsError::InvalidHandle)?;
                stage.refused(disk(EjectOperation::Start), NtmsError::InvalidHandle)
            },
        )
    },
    Case {
        needs: &[Need::Room, Need::FaultControl, Need::SecondComputer],
        ..in_desks(
            Some(NtmsError::InvalidHandle),
            "computer",
            "nor is there one with a computer that cannot be reached; one that can be knows its \
             own drives",
            PAGE,
            |stage| {
                let at = |server: &str| EjectDiskFromSADrive {
                    server: Some(Text::new(server)),
                    ..disk(EjectOperation::Start)
                };
                stage.refused(at("NOBODY"), NtmsError::InvalidHandle)?;
                stage.refused(at("a/b"), NtmsError::InvalidHandle)?;
                stage.refused(at(THERE), NtmsError::InvalidParameter)?;
                stage.hand(&Deed::Unplug(At::from(THERE)))?;
                stage.refused(at(THERE), NtmsError::InvalidHandle)?;
                stage.succeeds(at(HERE)).map(|_| ())
            },
        )
    },
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::DatabaseFull),
    hindered(Cause::OutOfMemory),
];

const fn hindered(cause: Cause) -> Case {
    Case::hindered(FUNCTION, cause, DESKS, |_| Ok(disk(EjectOperation::Start).into()))
}

/// While the library, drive or medium is disabled nothing comes out.
fn disabled(stage: &mut Stage<'_>, object_type: ObjectType, code: NtmsError) -> Verdict {
    stage.open_session()?;
    let medium = stage.medium("DISC01")?;
    let (library, drive) = super::library_and_drive(stage)?;
    let object = match object_type {
        ObjectType::Library => library,
        ObjectType::Drive => drive,
        _ => medium,
    };
    // What is in a drive goes home when that is disabled: somebody has the medium.
    mounted(stage, "DISC01")?;
    stage.hand(&Deed::Disable(ObjectRef::Id(object)))?;
    for how in [EjectOperation::Start, EjectOperation::Force, EjectOperation::AskUser] {
        stage.refused(disk(how), code)?;
    }
    stage.hand(&Deed::Enable(ObjectRef::Id(object)))?;
    stage.succeeds(disk(EjectOperation::Force))?;
    stage.sleep(Duration::from_secs(120));
    is_out(stage, medium, true)
}
