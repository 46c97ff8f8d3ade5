//! Steps and objects in the words of the scenario.

use crate::scenario::media::{Fill, Record};
use crate::scenario::story::{
    Action, Expectation, HandleRef, Holds, MediumRef, MemberValue, ObjectIs, Saved, Selector,
    Space, SpaceOver, TapeIs,
};
use crate::scenario::vocabulary::Vocabulary;
use crate::scenario::{At, Bounds, Delay, Number, ObjectRef, Span, Step};
use wire::ntms::ObjectType;

use super::find::Find;
use super::outcome::stretch;

/// A step: its word and what it is about.
pub(super) fn of_step(step: &Step) -> String {
    let word = step.action.word();
    match about(&step.action) {
        about if about.is_empty() => word.to_owned(),
        about => format!("{word} {about}"),
    }
}

fn about(action: &Action) -> String {
    match action {
        Action::OpenNtmsSession(call) => call.server.clone().unwrap_or_default(),
        Action::CloseNtmsSession(_)
        | Action::ExportNtmsDatabase(_)
        | Action::ImportNtmsDatabase(_) => String::new(),
        Action::EnumerateNtmsObject(call) => {
            let kind = of_number(call.object_type);
            match &call.container.value {
                ObjectRef::Select(Selector::Nothing) => kind,
                container => format!("{kind} in {}", of_object(container)),
            }
        }
        Action::GetNtmsObjectInformation(call) => of_object(&call.object),
        Action::SetNtmsObjectInformation(call) => {
            let names = call.set.0.iter().map(|(name, _)| name.as_str());
            format!("{} {}", of_object(&call.object), names.collect::<Vec<_>>().join(", "))
        }
        Action::CreateNtmsMediaPool(call) => call.name.clone(),
        Action::DeleteNtmsMediaPool(call) => of_object(&call.pool),
        Action::GetNtmsMediaPoolName(call) => of_object(&call.pool),
        Action::AllocateNtmsMedia(call) => match &call.side.value {
            ObjectRef::Select(Selector::Nothing) => format!("from {}", of_object(&call.pool)),
            side => format!("{} from {}", of_object(side), of_object(&call.pool)),
        },
        Action::DeallocateNtmsMedia(call) => of_object(&call.media),
        Action::MountNtmsMedia(call) => of_objects(&call.media),
        Action::DismountNtmsMedia(call) => of_objects(&call.media),
        Action::MoveToNtmsMediaPool(call) => {
            format!("{} to {}", of_object(&call.media), of_object(&call.pool))
        }
        Action::UpdateNtmsOmidInfo(call) => of_object(&call.media),
        Action::InventoryNtmsLibrary(call) => of_object(&call.library),
        Action::InjectNtmsMedia(call) => of_object(&call.library),
        Action::EjectNtmsMedia(call) => of_object(&call.media),
        Action::CancelNtmsLibraryRequest(call) => of_object(&call.request),
        Action::SubmitNtmsOperatorRequest(call) => call.message.clone().unwrap_or_default(),
        Action::WaitForNtmsOperatorRequest(call) => of_object(&call.request),
        Action::CancelNtmsOperatorRequest(call) => of_object(&call.request),
        Action::SatisfyNtmsOperatorRequest(call) => of_object(&call.request),
        Action::EnableNtmsObject(call) => of_object(&call.object),
        Action::DisableNtmsObject(call) => of_object(&call.object),
        Action::GetNtmsObjectAttribute(call) => {
            format!("{} {:?}", of_object(&call.object), call.name)
        }
        Action::SetNtmsObjectAttribute(call) => {
            format!("{} {:?}", of_object(&call.object), call.name)
        }
        Action::GetNtmsObjectSecurity(call) => of_object(&call.object),
        Action::SetNtmsObjectSecurity(call) => of_object(&call.object),
        Action::GetNtmsUIOptions(call) => of_object(&call.object),
        Action::SetNtmsUIOptions(call) => call.destination.clone(),
        Action::SetNtmsMediaComplete(call) => of_object(&call.media),
        Action::DecommissionNtmsMedia(call) => of_object(&call.side),
        Action::DeleteNtmsMedia(call) => of_object(&call.media),
        other => about_types(other),
    }
}

/// What the calls are about that people make seldom.
fn about_types(action: &Action) -> String {
    let both = |one: &ObjectRef, word: &str, other: &ObjectRef| {
        format!("{} {word} {}", of_object(one), of_object(other))
    };
    match action {
        Action::SwapNtmsMedia(call) => both(&call.first, "with", &call.second),
        Action::AddNtmsMediaType(call) => both(&call.media_type, "to", &call.library),
        Action::DeleteNtmsMediaType(call) => both(&call.media_type, "from", &call.library),
        Action::ChangeNtmsMediaType(call) => both(&call.media, "to", &call.pool),
        Action::CreateNtmsMedia(call) => several(call.sides.len() as u64, "side"),
        Action::GetNtmsRequestOrder(call) => of_object(&call.request),
        Action::SetNtmsRequestOrder(call) => of_object(&call.request),
        Action::DeleteNtmsRequests(call) => of_objects(&call.requests),
        Action::DismountNtmsDrive(call) => of_object(&call.drive),
        Action::DeleteNtmsDrive(call) => of_object(&call.drive),
        Action::DeleteNtmsLibrary(call) => of_object(&call.library),
        Action::AccessNtmsLibraryDoor(call) => of_object(&call.library),
        Action::CleanNtmsDrive(call) => of_object(&call.drive),
        Action::IdentifyNtmsSlot(call) => of_object(&call.slot),
        Action::EjectDiskFromSADrive(call) => call.device.clone(),
        Action::DoEjectFromSADriveW(call) => call.device.clone(),
        Action::GetVolumesFromDrive(call) => call.drive.clone(),
        Action::ReserveNtmsCleanerSlot(call) => both(&call.slot, "of", &call.library),
        Action::ReleaseNtmsCleanerSlot(call) => of_object(&call.library),
        Action::InjectNtmsCleaner(call) => of_object(&call.library),
        Action::EjectNtmsCleaner(call) => of_object(&call.library),
        Action::OpenNtmsNotification(call) => of_number(call.object_type),
        Action::SetNtmsDeviceChangeDetection(call) => of_objects(&call.objects),
        action if action.channel().is_some() || action.detection().is_some() => {
            action.channel().or(action.detection()).map_or_else(String::new, |at| of_handle(at))
        }
        other => about_others(other),
    }
}

/// A type of objects by its name, where it has one.
fn of_number(object_type: Number<ObjectType>) -> String {
    let named = ObjectType::from_value(object_type.number);
    named.map_or_else(|| object_type.number.to_string(), |named| named.name().to_owned())
}

fn of_handle(handle: &HandleRef) -> String {
    match handle {
        HandleRef::Saved(saved) => saved.to_string(),
        HandleRef::Null => "nothing".to_owned(),
        HandleRef::Invalid => "no handle".to_owned(),
        HandleRef::Forged => "a forged handle".to_owned(),
    }
}

fn spaced(count: i32, what: &str) -> String {
    let back = if count < 0 { "back " } else { "" };
    format!("{back}over {}", several(count.unsigned_abs().into(), what))
}

/// What verbs and everything but calls are about.
fn about_others(action: &Action) -> String {
    match action {
        Action::Write(write) => {
            format!("{}, {}", several(write.blocks.into(), "block"), of_fill(&write.fill))
        }
        Action::Read(read) => several(read.blocks.into(), "block"),
        Action::Filemark(mark) if mark.count == 1 => String::new(),
        Action::Filemark(mark) => mark.count.to_string(),
        Action::Space(Space { over, .. }) => match over {
            SpaceOver::Blocks(count) => spaced(*count, "block"),
            SpaceOver::Marks(count) => spaced(*count, "mark"),
            SpaceOver::Everything => "over everything".to_owned(),
        },
        Action::Locate(locate) => format!("to {}", locate.to),
        Action::Wait(delay) => of_delay(delay),
        Action::After(time) => super::outcome::stretch(time.value.0),
        Action::Check(expectations) => of_expectations(expectations),
        Action::WaitUntil(wait) => of_expectations(&wait.check),
        Action::Do(deed) => crate::person::in_words(deed),
        _ => String::new(),
    }
}

fn of_expectations(expectations: &[At<Expectation>]) -> String {
    let parts = expectations.iter().map(|expectation| of_expectation(expectation));
    parts.collect::<Vec<_>>().join(" and ")
}

fn of_delay(delay: &Delay) -> String {
    match delay.shortest == delay.longest {
        true => stretch(delay.shortest),
        false => format!("{}..{}", stretch(delay.shortest), stretch(delay.longest)),
    }
}

fn of_fill(fill: &Fill) -> String {
    match fill {
        Fill::Seed => "by the seed".to_owned(),
        Fill::Zeros => "zeros".to_owned(),
        Fill::Text(text) => format!("{text:?}"),
        Fill::MtfLabel(label) => format!("label {:?}", label.name),
    }
}

fn of_objects(objects: &[At<ObjectRef>]) -> String {
    objects.iter().map(|object| of_object(object)).collect::<Vec<_>>().join(", ")
}

/// An object as the scenario writes it.
pub(crate) fn of_object(object: &ObjectRef) -> String {
    match object {
        ObjectRef::Saved(saved) => saved.to_string(),
        ObjectRef::Id(id) => id.to_string(),
        ObjectRef::Select(selector) => of_selector(selector),
    }
}

fn of_medium(medium: &MediumRef) -> String {
    match medium {
        MediumRef::Name(name) => name.clone(),
        MediumRef::Saved(saved) => saved.to_string(),
    }
}

/// What something is, in words.
pub(super) fn of_selector(selector: &Selector) -> String {
    let of = |kind: &str, name: &str| format!("{kind} {name}");
    let nth = |kind: &str, (name, number): &(At<String>, u32)| {
        format!("{kind} {number} of {}", name.value)
    };
    match selector {
        Selector::Nothing => "nothing".to_owned(),
        Selector::NoSuchObject => "no object".to_owned(),
        Selector::OfflineLibrary => "offline library".to_owned(),
        Selector::Computer(name) => of("computer", name),
        Selector::Pool(path) => of("pool", path),
        Selector::MediaType(word) => of("media type", word.0.word()),
        Selector::Library(name) => of("library", name),
        Selector::Changer(name) => of("changer of", name),
        Selector::ChangerType(name) => of("type of the changer of", name),
        Selector::Drive(drive) => nth("drive", drive),
        Selector::DriveType(drive) => nth("type of drive", drive),
        Selector::Slot(slot) => nth("slot", slot),
        Selector::Port(port) => nth("port", port),
        Selector::Door(door) => nth("door", door),
        Selector::Medium(medium) => of("medium", &of_medium(medium)),
        Selector::Side((medium, side)) => format!("side {side} of {}", of_medium(medium)),
        Selector::Logical((medium, 0)) => of("logical medium of", &of_medium(medium)),
        Selector::Logical((medium, side)) => {
            format!("logical medium on side {side} of {}", of_medium(medium))
        }
    }
}

/// How much something may be.
pub(super) fn of_bounds<T: PartialEq>(bounds: &Bounds<T>, show: impl Fn(&T) -> String) -> String {
    match (&bounds.at_least, &bounds.at_most) {
        (Some(least), Some(most)) if least == most => show(least),
        (Some(least), Some(most)) => format!("{} to {}", show(least), show(most)),
        (Some(least), None) => format!("at least {}", show(least)),
        (None, Some(most)) => format!("at most {}", show(most)),
        (None, None) => "anything".to_owned(),
    }
}

/// How long something may take.
pub(super) fn of_time(bounds: &Bounds<Span>) -> String {
    of_bounds(bounds, |span| stretch(span.0))
}

/// What must hold.
pub(super) fn of_expectation(expectation: &Expectation) -> String {
    match expectation {
        Expectation::Object(is) => of_object_is(is),
        Expectation::Count(count) => {
            let kind = of_number(count.count.value);
            let many = of_bounds(&count.is, u64::to_string);
            match &count.container.value {
                ObjectRef::Select(Selector::Nothing) => format!("{many} {kind}"),
                container => format!("{many} {kind} in {}", of_object(container)),
            }
        }
        Expectation::Time(bounds) => format!("time {}", of_time(bounds)),
        Expectation::Tape(TapeIs { tape, side, records, checksum }) => {
            let mut text = format!("tape {} side {side}", of_medium(tape));
            if let Some(records) = records {
                text.push_str(&format!(" holds {}", of_records(records)));
            }
            if let Some(checksum) = checksum {
                text.push_str(&format!(" with checksum {}", checksum.value));
            }
            text
        }
    }
}

fn of_object_is(is: &ObjectIs) -> String {
    let mut parts = Vec::new();
    if !is.exists {
        parts.push("does not exist".to_owned());
    }
    for (name, value) in &is.members.0 {
        parts.push(format!("{} {}", name.value, of_member(value)));
    }
    if let Some(holds) = &is.device.holds {
        parts.push(format!("holds {}", of_holds(holds)));
    }
    if let Some(open) = &is.device.open {
        parts.push(if open.value { "is open" } else { "is closed" }.to_owned());
    }
    if parts.is_empty() {
        parts.push("exists".to_owned());
    }
    let known = is.known_to.as_ref().map_or_else(String::new, |at| format!(" at {}", at.value));
    format!("{}{known}: {}", of_object(&is.object), parts.join(", "))
}

/// What lies in a place.
pub(super) fn of_holds(holds: &Holds) -> String {
    match holds {
        Holds::Nothing => "nothing".to_owned(),
        Holds::Medium(medium) => of_medium(medium),
    }
}

/// The value of a member as the scenario writes it.
pub(super) fn of_member(value: &MemberValue) -> String {
    match value {
        MemberValue::Text(text) => text.clone(),
        MemberValue::Number(number) => number.to_string(),
        MemberValue::Bool(yes) => yes.to_string(),
        MemberValue::Words(words) => words.join(" and "),
        MemberValue::Object(selector) => of_selector(selector),
    }
}

/// What is recorded.
pub(super) fn of_records(records: &[Record]) -> String {
    let parts = records.iter().map(|record| match record {
        Record::Label => "a label".to_owned(),
        Record::Marks(count) => several(u64::from(*count), "mark"),
        Record::Blocks(blocks) => match &blocks.size {
            Some(size) => format!("{} of {} bytes", several(blocks.count.into(), "block"), size.0),
            None => several(blocks.count.into(), "block"),
        },
    });
    match parts.collect::<Vec<_>>().join(", ") {
        text if text.is_empty() => "nothing".to_owned(),
        text => text,
    }
}

/// `1 block`, `2 blocks`.
pub(crate) fn several(count: u64, what: &str) -> String {
    match (count, what) {
        (1, what) => format!("1 {what}"),
        (count, "try") => format!("{count} tries"),
        (count, what) => format!("{count} {what}s"),
    }
}

/// The same with what was saved in place of `$name`, as far as it has a name itself.
pub(super) fn with_saved(find: &Find<'_>, text: &str) -> String {
    let mut told = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        told.push_str(&rest[..at]);
        let in_name = |c: char| c.is_alphanumeric() || "$-_[].".contains(c);
        let end = rest[at..].find(|c| !in_name(c)).map_or(rest.len(), |length| at + length);
        // A point behind a name ends a sentence.
        let word = rest[at..end].trim_end_matches('.');
        let end = at + word.len();
        let value = word.parse::<Saved>().ok().and_then(|saved| find.value(&saved));
        match value {
            Some(value) => told.push_str(&super::expect::of_value(find, &value)),
            None => told.push_str(word),
        }
        rest = &rest[end..];
    }
    told.push_str(rest);
    told
}
