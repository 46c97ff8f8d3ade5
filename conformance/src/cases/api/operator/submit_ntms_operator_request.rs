//! SubmitNtmsOperatorRequest.

use wire::ntms::call::SubmitNtmsOperatorRequest;
use wire::ntms::operation::OperatorCommand;
use wire::ntms::state::OperatorRequestState;
use wire::ntms::{Function, NtmsError, ObjectType};
use wire::{Guid, Text};

use super::{is, message, submit};
use crate::case::{Case, Mismatch, Need, Of};
use crate::cases::api::ROOM;
use crate::cause::Cause;
use crate::stage::{HERE, NOBODY, Stage};

const PAGE: &str = "SubmitNtmsOperatorRequest function, return value";
const KINDS: &str = "SubmitNtmsOperatorRequest function, dwRequest";
const RIGHTS: &str = "Removable Storage security, access rights by function";

const OF: Of = Of::new(Function::SubmitNtmsOperatorRequest, &[Need::Room], ROOM);

/// The cases.
pub(crate) const CASES: &[Case] = &[
    OF.case(
        None,
        "message",
        "a message is posted under the user, the application and the computer that ask",
        "NTMS_OPREQUESTINFORMATION structure",
        |stage| {
            stage.act_as("guest")?;
            let longest = Text::from("x".repeat(255));
            for text in [Some(Text::new("please")), None, Some(longest)] {
                let call = SubmitNtmsOperatorRequest { message: text.clone(), ..message() };
                let request = stage.gives_id(call)?;
                let made = stage.asked(request)?;
                is(made.request, OperatorCommand::Message)?;
                is(made.state, OperatorRequestState::Submitted)?;
                is(made.message, text.unwrap_or_default())?;
                let by = [made.user, made.application, made.computer];
                is(by, ["guest", "conformance", HERE].map(Text::new))?;
            }
            is(stage.objects(ObjectType::OpRequest, None)?.len(), 3)
        },
    ),
    OF.case(
        None,
        "kinds",
        "each kind is about the objects that it takes; the second is optional for new media",
        KINDS,
        |stage| {
            stage.open_session()?;
            for (command, arguments) in stage.kinds()? {
                let request = stage.gives_id(submit(command, arguments.map(|a| a.map(|a| a.0))))?;
                let made = stage.asked(request)?;
                is((made.request, made.state), (command, OperatorRequestState::Submitted))?;
                let nothing = (Guid::NULL, ObjectType::Unknown);
                let about = [
                    (made.argument_1, made.argument_1_type),
                    (made.argument_2, made.argument_2_type),
                ];
                is(about, arguments.map(|argument| argument.unwrap_or(nothing)))?;
            }
            Ok(())
        },
    ),
    Case {
        room: XP,
        ..OF.case(
            None,
            "before-2003",
            "services before Server 2003 let everybody ask for anything",
            RIGHTS,
            |stage| {
                stage.act_as("nobody")?;
                let library = Some(stage.library()?);
                for command in [OperatorCommand::Cleaner, OperatorCommand::DeviceService] {
                    stage.gives_id(submit(command, [library, None]))?;
                }
                stage.gives_id(message()).map(|_| ())
            },
        )
    },
    OF.case(
        Some(NtmsError::AccessDenied),
        "kinds",
        "who controls neither the library nor the pool asks for nothing that is about them",
        RIGHTS,
        |stage| {
            stage.open_session()?;
            let kinds = stage.kinds()?;
            stage.act_as("guest")?;
            for (command, arguments) in kinds {
                let call = submit(command, arguments.map(|argument| argument.map(|a| a.0)));
                stage.refused(call, NtmsError::AccessDenied)?;
            }
            stage.gives_id(message()).map(|_| ())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "command",
        "a request is of one of the kinds that the page lists",
        KINDS,
        |stage| {
            stage.open_session()?;
            for command in [0, 6, u32::MAX] {
                let call = SubmitNtmsOperatorRequest { command, ..message() };
                stage.refused(call, NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "message",
        "a message that does not fit into the record of a request is refused",
        "NTMS_OPREQUESTINFORMATION structure, szMessage",
        |stage| {
            stage.open_session()?;
            let long = Some(Text::from("x".repeat(256)));
            let call = SubmitNtmsOperatorRequest { message: long, ..message() };
            stage.refused(call, NtmsError::InvalidParameter)
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "missing",
        "what a kind is about must be given",
        KINDS,
        |stage| {
            use OperatorCommand::{Cleaner, DeviceService, MoveMedia, NewMedia};
            stage.open_session()?;
            let library = Some(stage.library()?);
            let medium = Some(stage.medium("FREE01L3")?);
            for nothing in [None, Some(Guid::NULL)] {
                for (command, arguments) in [
                    (NewMedia, [nothing, library]),
                    (Cleaner, [nothing, nothing]),
                    (DeviceService, [nothing, nothing]),
                    (MoveMedia, [nothing, library]),
                    (MoveMedia, [medium, nothing]),
                ] {
                    stage.refused(submit(command, arguments), NtmsError::InvalidParameter)?;
                }
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::InvalidParameter),
        "type",
        "an object of another type than the kind takes, or one too many, is refused",
        KINDS,
        |stage| {
            use OperatorCommand::{Cleaner, DeviceService, Message, MoveMedia, NewMedia};
            stage.open_session()?;
            let library = Some(stage.library()?);
            let (medium, pool) = (Some(stage.medium("FREE01L3")?), Some(stage.pool("Jobs")?));
            for (command, arguments) in [
                (NewMedia, [medium, None]),
                (NewMedia, [pool, pool]),
                (Cleaner, [medium, None]),
                (Cleaner, [library, library]),
                (DeviceService, [pool, None]),
                (MoveMedia, [pool, library]),
                (MoveMedia, [medium, pool]),
                (Message, [library, None]),
                (Message, [None, library]),
            ] {
                stage.refused(submit(command, arguments), NtmsError::InvalidParameter)?;
            }
            Ok(())
        },
    ),
    OF.case(
        Some(NtmsError::ObjectNotFound),
        "",
        "an object that is not known, at either place, is not found",
        PAGE,
        |stage| {
            use OperatorCommand::{Cleaner, DeviceService, MoveMedia, NewMedia};
            stage.open_session()?;
            let (library, none) = (Some(stage.library()?), Some(NOBODY));
            let (medium, pool) = (Some(stage.medium("FREE01L3")?), Some(stage.pool("Jobs")?));
            for (command, arguments) in [
                (NewMedia, [none, library]),
                (NewMedia, [pool, none]),
                (Cleaner, [none, None]),
                (DeviceService, [none, None]),
                (MoveMedia, [none, library]),
                (MoveMedia, [medium, none]),
            ] {
                stage.refused(submit(command, arguments), NtmsError::ObjectNotFound)?;
            }
            Ok(())
        },
    ),
    hindered(Cause::BadHandle),
    hindered(Cause::NoRight),
    hindered(Cause::DatabaseFails),
    hindered(Cause::ServerGone),
];

/// An older service, whose libraries `nobody` does not control.
const XP: &str = r"
version: 1
users: { nobody: [] }
computers:
  HERE:
    service: { version: xp }
    access: [{ who: Everyone, may: NTMS_USE_ACCESS, may-not: NTMS_CONTROL_ACCESS }]
    libraries: { tower: { profile: lto-30 } }
";

const fn hindered(cause: Cause) -> Case {
    Case::hindered(Function::SubmitNtmsOperatorRequest, cause, ROOM, |stage| {
        Ok(submit(OperatorCommand::NewMedia, [Some(stage.pool("Jobs")?), None]).into())
    })
}

/// An argument and its type.
type Argument = Option<(Guid, ObjectType)>;

impl Stage<'_> {
    /// Each kind but messages, with what it can be about.
    fn kinds(&mut self) -> Result<Vec<(OperatorCommand, [Argument; 2])>, Mismatch> {
        use OperatorCommand::{Cleaner, DeviceService, MoveMedia, NewMedia};
        let of = |id, kind| Some((id, kind));
        let library = of(self.library()?, ObjectType::Library);
        let pool = of(self.pool("Jobs")?, ObjectType::MediaPool);
        let medium = of(self.medium("FREE01L3")?, ObjectType::PhysicalMedia);
        let slot = self.objects(ObjectType::StorageSlot, None)?.first().copied();
        let mut kinds = vec![
            (NewMedia, [pool, None]),
            (NewMedia, [pool, library]),
            (Cleaner, [library, None]),
            (Cleaner, [slot.map(|slot| (slot, ObjectType::StorageSlot)), None]),
            (MoveMedia, [medium, library]),
            (DeviceService, [library, None]),
            (DeviceService, [medium, None]),
        ];
        for kind in [ObjectType::Drive, ObjectType::IeDoor, ObjectType::IePort] {
            let device = self.objects(kind, None)?.first().copied();
            kinds.push((DeviceService, [device.map(|device| (device, kind)), None]));
        }
        Ok(kinds)
    }
}
