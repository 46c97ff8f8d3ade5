//! What a scenario expects of answers, objects, devices, tapes and time, against what is there.

use std::time::Duration;

use hardware::{Cartridge, Library as Cabinet, Record as OnTape, Tape};
use rsm::Rsm;
use rsm::database::{Changer, Drive, IeDoor, IePort, Key, Library, StorageSlot};
use wire::ntms::operation::NotificationOperation;
use wire::ntms::{Info, ObjectType};
use wire::scsi::ElementAddress;
use wire::time::SystemTime;
use wire::{Guid, Ticks};

use super::end::{Differs, Seen};
use super::find::{Answers, Find, NO_SUCH_OBJECT, Value};
use super::words;
use crate::computer::{ComputerId, LibraryId};
use crate::scenario::media::Record;
use crate::scenario::story::{
    Actual, CountIs, Device, Expectation, Gives, Holds, Kind, Member, Members, ObjectIs, Selector,
    TapeIs,
};
use crate::scenario::{At, Number, ObjectRef};
use crate::world::World;

/// A look at the world.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub(super) world: &'a World,
    /// Whose service is asked where nothing else is said.
    pub(super) home: ComputerId,
    pub(super) saved: &'a Answers,
    pub(super) now: Duration,
}

impl<'a> Look<'a> {
    /// Whether something holds.
    ///
    /// # Errors
    /// What is there instead.
    pub(super) fn at(&self, expectation: &Expectation) -> Result<(), String> {
        match expectation {
            Expectation::Object(is) => self.object(is),
            Expectation::Count(is) => self.count(is),
            Expectation::Tape(is) => self.tape(is),
            Expectation::Time(bounds) if bounds.hold(&self.now.into()) => Ok(()),
            Expectation::Time(_) => Err(super::outcome::stretch(self.now)),
        }
    }

    fn find(&self, known_to: Option<&At<String>>) -> Result<Find<'a>, String> {
        let computer = match known_to {
            None => self.home,
            Some(name) => {
                let missing = || format!("there is no computer {}", name.value);
                self.world.computer(name).ok_or_else(missing)?
            }
        };
        Ok(Find { world: self.world, computer, saved: self.saved })
    }

    fn object(&self, is: &ObjectIs) -> Result<(), String> {
        let find = self.find(is.known_to.as_ref())?;
        let rsm = running(&find)?;
        let found = find.id(&is.object);
        let id = match (found, is.exists) {
            (Ok(Some(id)), _) => id,
            (Ok(None) | Err(_), false) => return Ok(()),
            (Ok(None), true) => return Err("nothing".to_owned()),
            (Err(missing), true) => return Err(missing),
        };
        let known = rsm.database().find_any(id).is_some();
        match (known, is.exists) {
            (false, false) => return Ok(()),
            (false, true) => return Err("it does not exist".to_owned()),
            (true, false) => return Err("it exists".to_owned()),
            (true, true) => {}
        }
        self.device(&find, rsm, id, &is.device)?;
        if is.members.0.is_empty() {
            return Ok(());
        }
        let told = find.information(id).ok_or_else(|| "it has no members".to_owned())?;
        members(&find, &told, &is.members).map_err(|(_, seen)| seen)
    }

    /// What is in a place in truth.
    fn device(&self, find: &Find<'_>, rsm: &Rsm, id: Guid, is: &Device) -> Result<(), String> {
        if is.holds.is_none() && is.open.is_none() {
            return Ok(());
        }
        let spot = spot_of(rsm, id).ok_or_else(|| "it is no place in a device".to_owned())?;
        let cable = rsm.cable_of(spot.library);
        let cable = cable.ok_or_else(|| "its library does not answer".to_owned())?;
        let at = LibraryId { computer: find.computer, cable };
        let library = &self.world.cabinet(at).library;
        if let Some(holds) = &is.holds {
            let address = spot.address.ok_or_else(|| "it holds no medium".to_owned())?;
            let there = library.cartridge_at(address).map(|(id, _)| self.world.medium_name(at, id));
            let wanted = match &holds.value {
                Holds::Nothing => None,
                Holds::Medium(medium) => Some(find.medium_name(medium)?),
            };
            if wanted != there {
                return Err(format!("it holds {}", there.as_deref().unwrap_or("nothing")));
            }
        }
        match is.open.as_ref().map(|open| open.value) {
            Some(open) if open != is_open(library, spot.is_port) => {
                Err(if open { "it is closed" } else { "it is open" }.to_owned())
            }
            _ => Ok(()),
        }
    }

    fn count(&self, is: &CountIs) -> Result<(), String> {
        let find = self.find(is.known_to.as_ref())?;
        let rsm = running(&find)?;
        let container = find.id(&is.container)?;
        let object_type = ObjectType::from_value(is.count.number);
        let found = object_type.and_then(|object_type| rsm.objects(object_type, container));
        let found = found.ok_or_else(|| "there are no such objects in that".to_owned())?;
        let count = found.len() as u64;
        match is.is.hold(&count) {
            true => Ok(()),
            false => Err(count.to_string()),
        }
    }

    fn tape(&self, is: &TapeIs) -> Result<(), String> {
        let name = self.find(None)?.medium_name(&is.tape)?;
        let missing = || format!("there is no medium {name}");
        let cartridge = cartridge(self.world, &name).ok_or_else(missing)?;
        let tape = cartridge.sides.get(is.side as usize);
        let tape = tape.ok_or_else(|| format!("{name} has no side {}", is.side))?;
        if let Some(records) = &is.records {
            let side = u16::try_from(is.side).unwrap_or(u16::MAX);
            self.records(&name, side, tape, records)?;
        }
        match &is.checksum {
            Some(wanted) => {
                let seen = format!("{:08x}", checksum(tape));
                match seen.eq_ignore_ascii_case(wanted) {
                    true => Ok(()),
                    false => Err(format!("checksum {seen}")),
                }
            }
            None => Ok(()),
        }
    }

    /// Blocks and marks from the beginning to the end.
    fn records(&self, name: &str, side: u16, tape: &Tape, wanted: &[Record]) -> Result<(), String> {
        let mut there = (0u32..).zip(tape.records());
        let differs = || Err(what_is_on(tape));
        for record in wanted {
            let count = match record {
                Record::Label => 1,
                Record::Marks(count) => *count,
                Record::Blocks(blocks) => blocks.count,
            };
            for _ in 0..count {
                let right = match (record, there.next()) {
                    (Record::Marks(_), Some((_, OnTape::Filemark))) => true,
                    (Record::Label, Some((_, OnTape::Block(_)))) => true,
                    (Record::Blocks(blocks), Some((object, OnTape::Block(block)))) => {
                        let long = |size: u64| size == block.len() as u64;
                        let fill = |fill| {
                            super::tape::is_filled(self.world.seed, name, side, object, fill, block)
                        };
                        blocks.size.as_ref().is_none_or(|size| long(size.0))
                            && blocks.fill.as_ref().is_none_or(fill)
                    }
                    _ => false,
                };
                if !right {
                    return differs();
                }
            }
        }
        if there.next().is_some() { differs() } else { Ok(()) }
    }
}

fn running<'a>(find: &Find<'a>) -> Result<&'a Rsm, String> {
    let name = || find.world.computer_name(find.computer);
    find.rsm().ok_or_else(|| format!("the service of {} does not run", name()))
}

/// A place in a device.
struct Spot {
    library: Key<Library>,
    address: Option<ElementAddress>,
    is_port: bool,
}

fn spot_of(rsm: &Rsm, id: Guid) -> Option<Spot> {
    let database = rsm.database();
    let object = database.find_any(id)?;
    let at = |library, address: u16| {
        Some(Spot { library, address: Some(ElementAddress(address)), is_port: false })
    };
    if let Some(row) = object.as_key::<StorageSlot>().map(|key| database.get(key)) {
        return at(row.library, row.address);
    }
    if let Some(row) = object.as_key::<Drive>().map(|key| database.get(key)) {
        return at(row.library, row.address);
    }
    if let Some(row) = object.as_key::<Changer>().map(|key| database.get(key)) {
        return at(row.library, row.address);
    }
    if let Some(row) = object.as_key::<IePort>().map(|key| database.get(key)) {
        let address = Some(ElementAddress(row.address));
        return Some(Spot { library: row.library, address, is_port: true });
    }
    let of_door = object.as_key::<IeDoor>().map(|key| database.get(key).library);
    let library = of_door.or(object.as_key::<Library>())?;
    Some(Spot { library, address: None, is_port: false })
}

fn is_open(library: &Cabinet, port: bool) -> bool {
    if port { library.port_open() } else { library.door_open() }
}

/// The cartridge of that name, wherever it is.
fn cartridge<'a>(world: &'a World, name: &str) -> Option<&'a Cartridge> {
    let inside = world.medium_in_library(name);
    let inside = inside.and_then(|(at, id)| world.cabinet(at).library.cartridge(id));
    inside.or_else(|| world.computers.iter().find_map(|computer| computer.shelf.get(name)))
}

/// CRC-32 over all blocks of a side.
fn checksum(tape: &Tape) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    for record in tape.records() {
        if let OnTape::Block(block) = record {
            hasher.update(block);
        }
    }
    hasher.finalize()
}

/// Stretches that are told of what is on a tape.
const STRETCHES_MAX: usize = 12;

/// What is on a side, like beside like.
fn what_is_on(tape: &Tape) -> String {
    let mut stretches: Vec<(Option<usize>, u64)> = Vec::new();
    for record in tape.records() {
        let kind = match record {
            OnTape::Block(block) => Some(block.len()),
            OnTape::Filemark => None,
        };
        match stretches.last_mut() {
            Some((last, count)) if *last == kind => *count += 1,
            _ => stretches.push((kind, 1)),
        }
    }
    let told = stretches.iter().take(STRETCHES_MAX).map(|(kind, count)| match kind {
        Some(bytes) => format!("{} of {bytes} bytes", words::several(*count, "block")),
        None => words::several(*count, "mark"),
    });
    let mut told: Vec<String> = told.collect();
    if stretches.len() > STRETCHES_MAX {
        told.push("and more".to_owned());
    }
    if told.is_empty() { "nothing".to_owned() } else { told.join(", ") }
}

/// Whether the answer of a step is what it should be.
///
/// # Errors
/// What should be, and what is.
pub(super) fn gives(find: &Find<'_>, gives: &Gives, seen: &Seen) -> Result<(), Differs> {
    let value = seen.value.as_ref();
    let ids = match value {
        Some(Value::Id(id)) => std::slice::from_ref(id),
        Some(Value::Ids(ids)) => ids,
        Some(Value::Change(told)) => std::slice::from_ref(&told.object),
        _ => &[],
    };
    let told = || value.map_or_else(|| seen.end(), |value| of_value(find, value));
    if let Some(count) = gives.count.filter(|count| !count.hold(&(ids.len() as u64))) {
        return Err((words::of_bounds(&count, |n| format!("{n} identifiers")), told()));
    }
    if let Some(objects) = &gives.objects {
        let mut wanted = find
            .list(objects.iter().map(|object| &object.value))
            .map_err(|missing| (of_objects(objects), missing))?;
        let mut there = ids.to_vec();
        wanted.sort_unstable();
        there.sort_unstable();
        if wanted != there {
            return Err((of_objects(objects), told()));
        }
    }
    if let Some(name) = &gives.name {
        let right = matches!(value, Some(Value::Name(there)) if **there == **name);
        if !right {
            return Err((format!("{name:?}"), told()));
        }
    }
    if let Some(position) = gives.position {
        let right = matches!(value, Some(Value::Position(there)) if *there == position);
        if !right {
            return Err((format!("object {position}"), told()));
        }
    }
    if let Some(number) = gives.number {
        let right = matches!(value, Some(Value::Number(there)) if *there == number);
        if !right {
            return Err((number.to_string(), told()));
        }
    }
    if let Some(Number { number, .. }) = gives.operation {
        let right =
            matches!(value, Some(Value::Change(there)) if there.operation.value() == number);
        if !right {
            let wanted = NotificationOperation::from_value(number);
            let wanted = wanted.map_or_else(|| number.to_string(), |named| named.name().to_owned());
            return Err((wanted, told()));
        }
    }
    match value {
        _ if gives.members.0.is_empty() => Ok(()),
        Some(Value::Information(found)) => members(find, found, &gives.members),
        _ => Err(("members of an object".to_owned(), told())),
    }
}

fn of_objects(objects: &[At<ObjectRef>]) -> String {
    match objects {
        [] => "no object".to_owned(),
        objects => {
            let objects = objects.iter().map(|object| words::of_object(object));
            objects.collect::<Vec<_>>().join(", ")
        }
    }
}

/// Whether members are what they should be.
fn members(
    find: &Find<'_>,
    told: &wire::ntms::ObjectInformation,
    wanted: &Members,
) -> Result<(), Differs> {
    for (name, value) in &wanted.0 {
        let object_type = told.info.object_type();
        let differs =
            |seen: String| Err((format!("{} {}", name.value, words::of_member(value)), seen));
        let Some(member) = Member::named(Some(object_type), name) else {
            return differs(format!("{} has no member {}", object_type.name(), name.value));
        };
        let find_id = |object: &ObjectRef| {
            let nothing = matches!(object, ObjectRef::Select(Selector::Nothing));
            if nothing { Some(Guid::NULL) } else { find.id_or_null(object).ok() }
        };
        let Some(actual) = (member.get)(told) else {
            return differs(format!("no {}", name.value));
        };
        match member.read(value, find_id) {
            Ok(wanted) if wanted == actual => {}
            Ok(_) => {
                return differs(format!("{} {}", name.value, of_actual(find, member, &actual)));
            }
            Err(wants) => return differs(format!("{}, which is {wants}", name.value)),
        }
    }
    Ok(())
}

/// The value of a member, in words.
fn of_actual(find: &Find<'_>, member: &Member, actual: &Actual) -> String {
    match (actual, member.kind) {
        (Actual::Number(n), Kind::Word { words, number }) => {
            let is = |word: &&&str| number(word).is_some_and(|known| u64::from(known) == *n);
            words().iter().find(is).map_or_else(|| n.to_string(), |word| (*word).to_owned())
        }
        (Actual::Number(0), Kind::Flags { .. }) => "no flag".to_owned(),
        (Actual::Number(n), Kind::Flags { words, number }) => {
            let mut left = *n;
            let mut told = Vec::new();
            for word in words() {
                let bit = number(word).map_or(0, u64::from);
                if bit != 0 && left & bit == bit {
                    told.push(*word);
                    left &= !bit;
                }
            }
            told.join(" and ")
        }
        (Actual::Number(n), _) => n.to_string(),
        (Actual::Text(text), _) => format!("{:?}", text.as_str()),
        (Actual::Bool(yes), _) => yes.to_string(),
        (Actual::Time(ticks), _) => of_ticks(*ticks),
        (Actual::Bytes(bytes), _) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        (Actual::Id(id), _) => name_of(find, *id),
    }
}

fn of_ticks(ticks: Ticks) -> String {
    if ticks == Ticks::NEVER {
        return "never".to_owned();
    }
    let SystemTime { year, month, day, hour, minute, second, .. } = ticks.to_system_time();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// What an object is called; its identifier when it has no name.
pub(super) fn name_of(find: &Find<'_>, id: Guid) -> String {
    if id.is_null() || id == NO_SUCH_OBJECT {
        return "nothing".to_owned();
    }
    let head = find.rsm().and_then(|rsm| {
        let database = rsm.database();
        database.head(database.find_any(id)?)
    });
    match head.filter(|head| !head.name.is_empty()) {
        Some(head) => head.name.to_string(),
        None => nameless(find, id).unwrap_or_else(|| id.to_string()),
    }
}

/// What an object without a name is.
fn nameless(find: &Find<'_>, id: Guid) -> Option<String> {
    match find.information(id)?.info {
        Info::LibRequest(row) => Some(format!("request {}", row.operation_code.name())),
        Info::Partition(row) => {
            Some(format!("side {} of {}", row.side, name_of(find, row.physical_media)))
        }
        _ => None,
    }
}

/// Identifiers that are told one by one.
const IDS_MAX: usize = 4;

/// An answer, in words.
pub(super) fn of_value(find: &Find<'_>, value: &Value) -> String {
    match value {
        Value::Session(..) => "a session".to_owned(),
        Value::Id(id) => name_of(find, *id),
        Value::Ids(ids) if ids.is_empty() => "no identifier".to_owned(),
        Value::Ids(ids) if ids.len() > IDS_MAX => format!("{} identifiers", ids.len()),
        Value::Ids(ids) => ids.iter().map(|id| name_of(find, *id)).collect::<Vec<_>>().join(", "),
        Value::Name(name) => format!("{:?}", name.as_str()),
        Value::Information(found) => {
            format!("{} {:?}", found.info.object_type().name(), found.name.as_str())
        }
        Value::Position(object) => format!("object {object}"),
        Value::Number(number) => number.to_string(),
        Value::Medium(name) => name.clone(),
        Value::Handle(_) => "a handle".to_owned(),
        Value::Change(told) => {
            format!("{} of {}", told.operation.name(), name_of(find, told.object))
        }
    }
}
