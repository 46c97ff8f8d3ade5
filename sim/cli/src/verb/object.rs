//! The verbs about objects of any kind: listing, naming, and where messages go to.

use ntmsapi::limit::{DESCRIPTION_LENGTH, OBJECTNAME_LENGTH};
use ntmsapi::operation::{UiOperation, UiType};
use ntmsapi::{Guid, NtmsError, ObjectInformation, ObjectType, Text};
use serde_json::{Value, json};

use super::Said;
use super::failure::Failure;
use super::name::{Room, digits, kind_of};
use super::parse::{Given, Reference};

/// `rsm view`. An object without a name, as a request is, is listed by its GUID.
pub(crate) fn view(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    let word = given.word("t").unwrap_or_default();
    let kind = kind_of(word);
    if kind == ObjectType::UiDestination {
        return destinations(room);
    }
    let container = match given.object("c") {
        None => None,
        Some(Reference::Id(id)) => Some(*id),
        Some(Reference::Name(name)) => Some(container_named(room, name)?),
    };
    let all = room.all(kind, container)?;
    let line = |object: &ObjectInformation| {
        let id = digits(object.id);
        match (given.has("b"), given.has("guiddisplay")) {
            (true, _) => id,
            (false, true) => format!("{}\t{id}", object.name),
            (false, false) if object.name.is_empty() => id,
            (false, false) => object.name.to_string(),
        }
    };
    let member = |object: &ObjectInformation| {
        json!({
            "id": digits(object.id),
            "name": object.name.as_str(),
            "description": object.description.as_str(),
            "enabled": object.enabled,
        })
    };
    let objects: Vec<Value> = all.iter().map(member).collect();
    let said = Said { lines: all.iter().map(line).collect(), ..Said::default() };
    Ok(said.with("type", word).with("objects", objects))
}

/// Containers are of several kinds; the first kind that has the name is meant.
fn container_named(room: &Room<'_>, name: &str) -> Result<Guid, Failure> {
    use ObjectType::{Library, LogicalMedia, Partition, PhysicalMedia};
    for kind in [Library, PhysicalMedia, LogicalMedia, Partition] {
        let all = room.all(kind, None)?;
        if let Some(object) = all.iter().find(|object| object.name == *name) {
            return Ok(object.id);
        }
    }
    room.pool(name)
}

/// What messages about the computer go to, by the kind of message.
fn destinations(room: &Room<'_>) -> Result<Said, Failure> {
    let computer = computer(room)?;
    let (mut lines, mut objects): (Vec<String>, Vec<Value>) = (Vec::new(), Vec::new());
    for (word, kind) in MESSAGES {
        for name in room.session().get_ntms_ui_options(Some(computer), kind)? {
            objects.push(json!({ "name": name.as_str(), "messages": word }));
            lines.push(name.to_string());
        }
    }
    let said = Said { lines, ..Said::default() };
    Ok(said.with("type", "ui_destination").with("objects", objects))
}

const MESSAGES: [(&str, UiType); 3] =
    [("info", UiType::Info), ("req", UiType::Req), ("err", UiType::Err)];

fn computer(room: &Room<'_>) -> Result<Guid, Failure> {
    let all = room.session().enumerate_ntms_object(None, ObjectType::Computer)?;
    all.first().copied().ok_or_else(|| NtmsError::ObjectNotFound.into())
}

/// `rsm ui`: about the messages of the computer.
pub(crate) fn ui(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    let word = given.word("t").unwrap_or_default();
    let kind = MESSAGES.iter().find(|(name, _)| *name == word).map_or(UiType::Err, |row| row.1);
    let operation = match given.word("a") {
        Some("add") => UiOperation::Add,
        Some("delete") => UiOperation::Delete,
        _ => UiOperation::DeleteAll,
    };
    let computer = computer(room)?;
    let name = given.text("d").unwrap_or_default();
    room.session().set_ntms_ui_options(Some(computer), kind, operation, name)?;
    let left = room.session().get_ntms_ui_options(Some(computer), kind)?;
    let left: Vec<&str> = left.iter().map(Text::as_str).collect();
    let line = match left.is_empty() {
        true => format!("Messages of type {word} go to nobody."),
        false => format!("Messages of type {word} go to {}.", left.join(", ")),
    };
    Ok(Said::line(line).with("messages", word).with("destinations", left))
}

/// The texts that objects are called by, within what the API has room for.
pub(crate) fn heading(given: &Given, name: &str, description: &str) -> Result<(), Failure> {
    for (letters, limit) in [(name, OBJECTNAME_LENGTH), (description, DESCRIPTION_LENGTH)] {
        let text = given.text(letters).unwrap_or_default();
        if Text::within(text, limit).is_err() {
            let most = limit - 1;
            return Err(Failure::Wrong(format!("/{letters} takes at most {most} characters")));
        }
    }
    Ok(())
}

/// Writes name and description of an object, as far as they are given.
pub(crate) fn write_heading(
    room: &Room<'_>,
    given: &Given,
    (object, kind): (Guid, ObjectType),
    [name, description]: [&str; 2],
) -> Result<(), Failure> {
    if !given.has(name) && !given.has(description) {
        return Ok(());
    }
    let mut information = room.information(object, kind)?;
    if let Some(text) = given.text(name) {
        information.name = Text::new(text);
    }
    if let Some(text) = given.text(description) {
        information.description = Text::new(text);
    }
    Ok(room.session().set_ntms_object_information(object, information)?)
}

/// `rsm rename`.
pub(crate) fn rename(room: &Room<'_>, given: &Given) -> Result<Said, Failure> {
    if !given.has("on") && !given.has("od") {
        return Err(Failure::Wrong("give a new name with /on, or a description with /od".into()));
    }
    heading(given, "on", "od")?;
    let kind = kind_of(given.word("t").unwrap_or_default());
    let object = room.find(given, "o", kind)?.unwrap_or_default();
    write_heading(room, given, (object, kind), ["on", "od"])?;
    let now = room.information(object, kind)?;
    if given.text("on").is_some_and(|name| now.name != *name) {
        let text = "the service names objects of this type itself; only /od is written";
        return Err(Failure::Code(NtmsError::InvalidParameter, text.to_owned()));
    }
    Ok(Said::line(format!("It is called {} now.", now.name))
        .with("id", digits(object))
        .with("name", now.name.as_str())
        .with("description", now.description.as_str()))
}
