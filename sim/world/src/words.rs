//! What the trace says: hops in words.

use rsm::database::Transaction;
use rsm::{Left, Rsm};
use wire::ntms::call::{Answer, DriveVolume, Refusal};
use wire::ntms::operation::{CreateOptions, EjectOperation, InjectOperation, InventoryMethod};
use wire::ntms::option::{AllocateOptions, DismountOptions, MountOptions};
use wire::ntms::security::SecurityParts;
use wire::ntms::{Access, ObjectType, Request};
use wire::scsi::{ChangerCommand, Command, Data, DriveCommand, Outcome, Status};
use wire::{Guid, Text};

use crate::network::Body;
use crate::world::{Ended, World};
use wire::tape::{TapeDone, TapeVerb};

/// The characters of an identifier.
const ID_BYTES: usize = 36;

/// The same with the name of what it names behind every identifier that somebody knows.
pub(crate) fn with_names(world: &World, what: String) -> String {
    if what.len() < ID_BYTES {
        return what;
    }
    let mut named = String::new();
    let mut rest = what.as_str();
    while let Some(dash) = rest.find('-') {
        // The first dash of an identifier stands behind eight digits.
        let from = dash.checked_sub(8);
        let to = from.map(|from| from + ID_BYTES);
        let id = from.zip(to).and_then(|(from, to)| rest.get(from..to)?.parse::<Guid>().ok());
        let end = if id.is_some() { to.unwrap_or(dash) } else { dash + 1 };
        if id == Some(Guid::NULL) {
            named.push_str(&rest[..from.unwrap_or(0)]);
            named.push_str("nothing");
        } else {
            named.push_str(&rest[..end]);
        }
        if let Some(name) = id.and_then(|id| world.name_of_object(id)) {
            named.push_str(&format!(" {:?}", name.as_str()));
        }
        rest = &rest[end..];
    }
    named.push_str(rest);
    named
}

impl World {
    /// What the object of an identifier is called.
    fn name_of_object(&self, id: Guid) -> Option<Text> {
        let services = self.computers.iter().filter_map(|computer| computer.service.rsm.as_ref());
        let name = |rsm: &Rsm| {
            let database = rsm.database();
            database.head(database.find_any(id)?).map(|head| head.name)
        };
        services.filter_map(name).find(|name| !name.is_empty())
    }
}

/// A call with its arguments.
pub(crate) fn of_request(request: &Request) -> String {
    let name = request.function().name();
    match request {
        Request::SetNtmsObjectInformation(call) => {
            let information = call.information.as_ref();
            let kind = information.map_or("nothing", |given| given.info.object_type().name());
            format!("{name} {{ object: {}, information: {kind} }}", call.object)
        }
        // The derived form repeats the name of the variant around that of the call.
        request => {
            let text = format!("{request:?}");
            let inner = text.strip_prefix(name).and_then(|rest| rest.strip_prefix('('));
            let inner = inner.and_then(|rest| rest.strip_suffix(')')).unwrap_or(&text);
            numbers_of(request).into_iter().fold(inner.to_owned(), |text, (field, number, word)| {
                let named = format!("{field}: {word}");
                let text = text.replacen(&format!("{field}: Some({number})"), &named, 1);
                text.replacen(&format!("{field}: {number}"), &named, 1)
            })
        }
    }
}

/// The arguments of a call that are numbers with a name: field, number, name.
fn numbers_of(request: &Request) -> Vec<(&'static str, u32, String)> {
    let timeout = |time: u32| match time {
        u32::MAX => ("timeout", time, "INFINITE".to_owned()),
        time => ("timeout", time, format!("{time} ms")),
    };
    let action = |number: u32, name: Option<&str>| {
        ("action", number, name.map_or_else(|| number.to_string(), str::to_owned))
    };
    let inject = |number: u32| {
        action(number, InjectOperation::from_value(number).map(InjectOperation::name))
    };
    let eject =
        |number: u32| action(number, EjectOperation::from_value(number).map(EjectOperation::name));
    let object_type = |number: u32| {
        let name = ObjectType::from_value(number).map(ObjectType::name);
        ("object_type", number, name.map_or_else(|| number.to_string(), str::to_owned))
    };
    macro_rules! bits {
        ($flags:ty, $bits:expr) => {{
            let is_set = |bits: u32| bits != 0 && $bits & bits == bits;
            let set = |(flag, _): &&($flags, &str)| is_set(flag.bits());
            let names = <$flags>::ALL.iter().filter(set).map(|(_, name)| *name);
            let names = names.collect::<Vec<_>>().join(" | ");
            ("options", $bits, if names.is_empty() { $bits.to_string() } else { names })
        }};
    }
    match request {
        Request::EnumerateNtmsObject(call) => vec![object_type(call.object_type)],
        Request::GetNtmsObjectInformation(call) => {
            call.object_type.map(object_type).into_iter().collect()
        }
        Request::EnableNtmsObject(call) => vec![object_type(call.object_type)],
        Request::DisableNtmsObject(call) => vec![object_type(call.object_type)],
        Request::GetNtmsObjectAttribute(call) => vec![object_type(call.object_type)],
        Request::SetNtmsObjectAttribute(call) => vec![object_type(call.object_type)],
        Request::GetNtmsObjectSecurity(call) => vec![object_type(call.object_type)],
        Request::SetNtmsObjectSecurity(call) => vec![object_type(call.object_type)],
        Request::CreateNtmsMediaPool(call) => {
            let option = CreateOptions::from_value(call.action).map(CreateOptions::name);
            vec![action(call.action, option)]
        }
        Request::AllocateNtmsMedia(call) => {
            vec![bits!(AllocateOptions, call.options), timeout(call.timeout)]
        }
        Request::MountNtmsMedia(call) => {
            vec![bits!(MountOptions, call.options), timeout(call.timeout)]
        }
        Request::DismountNtmsMedia(call) => vec![bits!(DismountOptions, call.options)],
        Request::InventoryNtmsLibrary(call) => {
            let method = InventoryMethod::from_value(call.action).map(InventoryMethod::name);
            vec![action(call.action, method)]
        }
        Request::InjectNtmsMedia(call) => vec![inject(call.action)],
        Request::InjectNtmsCleaner(call) => vec![inject(call.action)],
        Request::EjectNtmsMedia(call) => vec![eject(call.action)],
        Request::EjectNtmsCleaner(call) => vec![eject(call.action)],
        Request::EjectDiskFromSADrive(call) => {
            vec![("options", call.options, eject(call.options).2)]
        }
        Request::IdentifyNtmsSlot(call) => {
            vec![("option", call.option, bits!(DismountOptions, call.option).2)]
        }
        Request::WaitForNtmsOperatorRequest(call) => vec![timeout(call.timeout)],
        Request::WaitForNtmsNotification(call) => vec![timeout(call.timeout)],
        Request::OpenNtmsNotification(call) => vec![object_type(call.object_type)],
        Request::SetNtmsDeviceChangeDetection(call) => vec![object_type(call.object_type)],
        _ => Vec::new(),
    }
}

/// The end of a call.
pub(crate) fn of_end(ended: &Ended) -> String {
    match ended {
        Ended::Opened(handle) => format!("session {:#x}", handle.0),
        Ended::Answered(answer) => of_answer(answer),
        Ended::Refused(refusal) => of_refusal(refusal),
        Ended::Drove(Ok(done)) => of_done(done),
        Ended::Drove(Err(error)) => error.to_string(),
        Ended::Commanded(Ok(outcome)) => of_outcome(outcome),
        Ended::Commanded(Err(error)) => error.to_string(),
        Ended::Slept => "awake".to_owned(),
        Ended::Did(Ok(())) => "done".to_owned(),
        Ended::Did(Err(why)) => why.clone(),
    }
}

fn of_answer(answer: &Answer) -> String {
    match answer {
        Answer::Done => "ERROR_SUCCESS".to_owned(),
        Answer::Session(session) => format!("session {}.{}", session.index, session.generation),
        Answer::Id(id) => id.to_string(),
        Answer::Ids(ids) if ids.len() > 8 => format!("{} identifiers", ids.len()),
        Answer::Ids(ids) => format!("{ids:?}"),
        Answer::Name(name) => format!("{name:?}"),
        Answer::Information(found) => {
            format!("{} {}", found.info.object_type().name(), found.id)
        }
        Answer::Allocated(allocated) => format!("{} from {}", allocated.media, allocated.from),
        Answer::Data(data) => format!("{} bytes", data.len()),
        Answer::Names(names) => format!("{names:?}"),
        Answer::Security(parts) => of_security(parts),
        Answer::Created(created) => created.media.id.to_string(),
        Answer::Number(number) => number.to_string(),
        Answer::Volume(volume) => of_volume(volume),
        Answer::Handle(handle) => format!("handle {handle:#x}"),
        Answer::Notification(told) => format!("{} {}", told.operation.name(), told.object),
    }
}

/// The volume of a drive: its letter, if it has one, and its name.
pub(crate) fn of_volume(volume: &DriveVolume) -> String {
    let letter = volume.letter.iter().map(Text::as_str);
    letter.chain([volume.name.as_str()]).collect::<Vec<_>>().join(" ")
}

/// Who owns something and who may do what with it, as far as it was asked.
pub(crate) fn of_security(parts: &SecurityParts) -> String {
    let owner = parts.owner.iter().map(|owner| format!("owner {}", owner.name()));
    let lines = parts.entries.iter().flatten().map(|entry| {
        let has = |(right, _): &&(Access, &str)| entry.access.contains(*right);
        let rights: Vec<&str> = Access::ALL.iter().filter(has).map(|(_, name)| *name).collect();
        let may = if entry.grants { "may" } else { "may not" };
        format!("{} {may} {}", entry.principal.name(), rights.join(" and "))
    });
    owner.chain(lines).collect::<Vec<_>>().join(", ")
}

fn of_refusal(refusal: &Refusal) -> String {
    let name = refusal.error.name();
    match &refusal.short {
        Some(short) => format!("{name}, {} needed", short.needed),
        None => name.to_owned(),
    }
}

/// A verb on a drive.
pub(crate) fn of_verb(verb: &TapeVerb) -> String {
    match verb {
        TapeVerb::Write(blocks) => {
            let bytes: usize = blocks.iter().map(bytes::Bytes::len).sum();
            format!("write {} blocks, {bytes} bytes", blocks.len())
        }
        verb => format!("{verb:?}").to_lowercase(),
    }
}

fn of_done(done: &TapeDone) -> String {
    let mut parts = Vec::new();
    if !done.blocks.is_empty() {
        parts.push(format!("{} blocks", done.blocks.len()));
    }
    if let Some(stopped) = done.stopped {
        parts.push(format!("stopped at {stopped:?}").to_lowercase());
    }
    if let Some(position) = done.position {
        parts.push(format!("object {}", position.object));
    }
    if done.early_warning {
        parts.push("early warning".to_owned());
    }
    if parts.is_empty() { "done".to_owned() } else { parts.join(", ") }
}

/// A message between computers.
pub(crate) fn of_message(body: &Body) -> String {
    match body {
        Body::Request { request, .. } => of_request(request),
        Body::Response { reply: Ok(answer), .. } => of_answer(answer),
        Body::Response { reply: Err(refusal), .. } => of_refusal(refusal),
        Body::Abandon { left: Left::Session(session), .. } => {
            format!("session {} is abandoned", session.index)
        }
        Body::Abandon { left: Left::Call(_), .. } => "a call is abandoned".to_owned(),
    }
}

/// A transaction: what came, changed and went.
pub(crate) fn of_transaction(transaction: &Transaction) -> String {
    let parts = transaction.changes.iter().map(|change| {
        let sign = match (&change.old, &change.new) {
            (None, _) => '+',
            (Some(_), None) => '-',
            (Some(_), Some(_)) => '~',
        };
        let row = change.new.as_ref().or(change.old.as_ref());
        let name = row.map(|row| row.head().name.as_str()).filter(|name| !name.is_empty());
        let name = name.map_or_else(String::new, |name| format!(" {name:?}"));
        format!("{sign}{} {}{name}", change.table.name(), change.key)
    });
    let parts: Vec<String> = parts.collect();
    match parts.len() {
        0..=12 => parts.join(", "),
        count => format!("{}, … {count} changes", parts[..8].join(", ")),
    }
}

/// A command as the standards name it.
pub(crate) fn of_command(command: &Command) -> String {
    match command {
        Command::Changer(ChangerCommand::MoveMedium { from, to, invert, .. }) => {
            let turned = if *invert { ", turned over" } else { "" };
            format!("MOVE MEDIUM {} to {}{turned}", from.0, to.0)
        }
        Command::Drive(DriveCommand::Write { data, .. }) => format!("WRITE {} bytes", data.len()),
        Command::Drive(DriveCommand::LoadUnload { load: true, .. }) => "LOAD".to_owned(),
        Command::Drive(DriveCommand::LoadUnload { load: false, .. }) => "UNLOAD".to_owned(),
        command => name_of(command).to_owned(),
    }
}

/// The name of a command in the standards (SPC, SMC, SSC).
pub fn name_of(command: &Command) -> &'static str {
    match command {
        Command::TestUnitReady => "TEST UNIT READY",
        Command::RequestSense => "REQUEST SENSE",
        Command::Inquiry | Command::InquiryVpd { .. } => "INQUIRY",
        Command::ModeSense { .. } => "MODE SENSE",
        Command::ModeSelect(_) => "MODE SELECT",
        Command::PreventRemoval(_) => "PREVENT ALLOW MEDIUM REMOVAL",
        Command::Changer(command) => match command {
            ChangerCommand::InitializeElementStatus { .. } => "INITIALIZE ELEMENT STATUS",
            ChangerCommand::ReadElementStatus { .. } => "READ ELEMENT STATUS",
            ChangerCommand::MoveMedium { .. } => "MOVE MEDIUM",
            ChangerCommand::ExchangeMedium { .. } => "EXCHANGE MEDIUM",
            ChangerCommand::PositionToElement { .. } => "POSITION TO ELEMENT",
            ChangerCommand::OpenCloseImportExport { .. } => "OPEN/CLOSE IMPORT/EXPORT ELEMENT",
        },
        Command::Drive(command) => match command {
            DriveCommand::Rewind { .. } => "REWIND",
            DriveCommand::ReadBlockLimits => "READ BLOCK LIMITS",
            DriveCommand::Read { .. } => "READ",
            DriveCommand::Write { .. } => "WRITE",
            DriveCommand::WriteFilemarks { .. } => "WRITE FILEMARKS",
            DriveCommand::Space { .. } => "SPACE",
            DriveCommand::Erase { .. } => "ERASE",
            DriveCommand::LoadUnload { .. } => "LOAD UNLOAD",
            DriveCommand::Locate { .. } => "LOCATE",
            DriveCommand::ReadPosition => "READ POSITION",
        },
    }
}

/// The answer to a command.
pub(crate) fn of_outcome(outcome: &Outcome) -> String {
    let data = match &outcome.data {
        Data::None => String::new(),
        Data::Read(bytes) => format!(", {} bytes", bytes.len()),
        Data::ElementStatus(status) => format!(", {} elements", status.elements.len()),
        Data::Position(position) => format!(", object {}", position.object),
        _ => ", data".to_owned(),
    };
    match outcome.status {
        Status::Good => format!("GOOD{data}"),
        Status::Check(sense) => format!("CHECK CONDITION {sense}{data}"),
        Status::Busy => "BUSY".to_owned(),
        Status::ReservationConflict => "RESERVATION CONFLICT".to_owned(),
    }
}
