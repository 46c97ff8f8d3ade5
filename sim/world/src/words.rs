//! What the trace says: hops in words.

use rsm::database::Transaction;
use wire::ntms::Request;
use wire::ntms::call::{Answer, Refusal};
use wire::scsi::{ChangerCommand, Command, Data, DriveCommand, Outcome, Status};

use crate::driver::{TapeDone, TapeVerb};
use crate::network::Body;
use crate::world::Ended;

/// A call with its arguments.
pub(crate) fn of_request(request: &Request) -> String {
    let name = request.function().name();
    match request {
        Request::Missing(_) => name.to_owned(),
        // The derived form repeats the name of the variant around that of the call.
        request => {
            let text = format!("{request:?}");
            let inner = text.strip_prefix(name).and_then(|rest| rest.strip_prefix('('));
            inner.and_then(|rest| rest.strip_suffix(')')).unwrap_or(&text).to_owned()
        }
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
        Ended::Slept => "awake".to_owned(),
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
            format!("{} {} {:?}", found.info.object_type().name(), found.id, found.name)
        }
        Answer::Allocated(allocated) => format!("{} from {}", allocated.media, allocated.from),
    }
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
        Body::Abandon { session, .. } => format!("session {} is abandoned", session.index),
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
        format!("{sign}{} {}", change.table.name(), change.key)
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
